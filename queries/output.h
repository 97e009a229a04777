/* output.h: where the answer of a run goes: standard output, a pager in front of the terminal, or a file. Layer: the program.
 *
 * A pager is begun when there is more than a screen, so that short answers stay on it. What fails is told once, at the end.
 */
#ifndef RAP_QUERIES_OUTPUT_H
#define RAP_QUERIES_OUTPUT_H

#include <stdio.h>

#include "base/emit.h"
#include "queries/replace.h"

typedef struct rap_output {
  rap_out out;
  int reason;     /* errno of the first write that failed */
  bool *progress; /* a line of progress stands on the terminal, and gives way to output; NULL: never */
  /* A pager. */
  const char *command; /* NULL: none */
  size_t rows;         /* of the terminal */
  size_t lines;        /* so far */
  rap_buf held;        /* until there are more lines than rows */
  FILE *pager;
  /* A file instead of standard output. */
  bool to_file;
  rap_new_file file;
  rap_buf gathered; /* bytes not yet written to it */
} rap_output;

void rap_output_init(rap_output *o);
/* What is written from now on is paged, if the surroundings ask for a pager: $RAPPORTEUR_PAGER, else $PAGER, else less; none when the first of them that is set is empty. */
void rap_output_page(rap_output *o);
/* What is written from now on goes to a file, which gets its name when all is well. Errors: RAP_ERR_USAGE for a store; those of rap_new_file_begin. */
rap_status rap_output_to_file(rap_output *o, rap_str path, rap_error *err) RAP_MUST_CHECK;
/* Ends the output of a run that ended with `st`, waits for the pager, and returns how it ended with its output: a failed write takes the place of what a command could say of it. A reader that has seen
 * enough is no matter for a message (| head), and a pager that was left none at all. */
rap_status rap_output_end(rap_output *o, rap_status st, rap_error *err) RAP_MUST_CHECK;

#endif
