/* ask_again.h: a question as a command line, so that a number can name the command that shows what it counts. Layer: the program. */
#ifndef RAP_QUERIES_ASK_AGAIN_H
#define RAP_QUERIES_ASK_AGAIN_H

#include "queries/question.h"

/* Appends the options of a question that were given (those of rap_question_table but --format and --output), each with a blank before it, then the operands likewise. */
void rap_ask_again(rap_buf *out, const rap_question_options *options, const rap_str_list *operands);

#endif
