/* evaluation.h: findings against a set of annotated documents, document by document, and what comes of it all. Layer: queries.
 *
 *     rap_evaluation *e = NULL;
 *     st = rap_evaluation_new(&gold, RAP_N_MEASURES, &e, err);
 *     st = rap_evaluation_made(e, i, &doc, &record, false, err);     // or _record, for each document there is, in any order
 *     st = rap_evaluation_finish(e, err);                     // the others are missing
 *     rap_tally t = rap_evaluation_total(e)->of[RAP_MEASURE_STATE];
 *     rap_evaluation_free(e);
 */
#ifndef RAP_QUERIES_EVALUATION_H
#define RAP_QUERIES_EVALUATION_H

#include "analyze/record.h"
#include "queries/gold.h"
#include "queries/score.h"

typedef struct rap_evaluation rap_evaluation;

/* A mistake with the sentence that it stands in; empty if it has no place. */
typedef struct rap_placed_mistake {
  rap_mistake_kind kind;
  rap_str value, text, sentence;
} rap_placed_mistake;

/* `gold` is borrowed, and must be without faults. `mistakes_of`: the measure whose mistakes are kept; RAP_N_MEASURES: none. Errors: RAP_ERR_NOMEM. */
rap_status rap_evaluation_new(const rap_gold *gold, rap_measure mistakes_of, rap_evaluation **out, rap_error *err) RAP_MUST_CHECK;
void rap_evaluation_free(rap_evaluation *e);
/* Whether findings of document i were taken already. */
bool rap_evaluation_has(const rap_evaluation *e, size_t i);
/* Takes the findings of document i: as a record that was read, or just made; `timex3`: by the pack of TimeML, for its expressions alone. Nothing of them is kept but counts and mistakes. Errors: RAP_ERR_INPUT (a broken record: it counts as not there), RAP_ERR_NOMEM. */
rap_status rap_evaluation_record(rap_evaluation *e, size_t i, const rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
rap_status rap_evaluation_made(rap_evaluation *e, size_t i, const rap_document *doc, const rap_record *record, bool timex3,
                               rap_error *err) RAP_MUST_CHECK;
/* Counts what is still missing as missed, in the measures of the kind of findings that the others had. Errors: RAP_ERR_NOMEM. */
rap_status rap_evaluation_finish(rap_evaluation *e, rap_error *err) RAP_MUST_CHECK;

/* After rap_evaluation_finish. */
const rap_tallies *rap_evaluation_total(const rap_evaluation *e);
const rap_tallies *rap_evaluation_document(const rap_evaluation *e, size_t i);
const rap_placed_mistake *rap_evaluation_mistakes(const rap_evaluation *e, size_t i, size_t *n);
/* See rap_intervals. */
rap_status rap_evaluation_intervals(const rap_evaluation *e, rap_interval out[RAP_N_MEASURES], rap_error *err) RAP_MUST_CHECK;

#endif
