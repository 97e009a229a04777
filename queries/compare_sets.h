/* compare_sets.h: from the operands of `compare` to sets. Layer: the program.
 *
 * What an operand is: "q: WORDS" a query; 2022, 2022-01, 2022-01..2022-06 a period; "Chief Secretaries@2" an edition; else the first of these that it names exactly one of: a source, a document (by its whole id),
 * a State or group, an event, a series. --by KIND settles it. One operand alone stands for two sets: an event for what was announced and what was reported of it, a series for its last two editions.
 */
#ifndef RAP_QUERIES_COMPARE_SETS_H
#define RAP_QUERIES_COMPARE_SETS_H

#include "queries/compare.h"
#include "queries/question.h"

typedef struct rap_compare_sets {
  rap_compare_set items[RAP_COMPARE_SETS_MAX];
  size_t n;
  rap_question queries[RAP_COMPARE_SETS_MAX]; /* of sets that are queries; their stores are open until rap_compare_sets_close */
  size_t n_queries;
} rap_compare_sets;

/* Fills *out from the operands, in the arena of the question. `by`: a kind's name, or empty. Errors: RAP_ERR_USAGE for what is nothing of the kind, or several; those of query.h. Close also after a failure. */
rap_status rap_compare_sets_open(rap_question *q, const rap_question_options *options, rap_str by, const rap_str_list *operands,
                                 rap_compare_sets *out, rap_error *err) RAP_MUST_CHECK;
void rap_compare_sets_close(rap_compare_sets *sets);

#endif
