/* analyze.h: document in, record out. Layer: analyze.
 *
 *     rap_analyzer *analyzer;                      // one per thread
 *     st = rap_analyzer_new(rules, &analyzer, err);
 *     st = rap_analyze(analyzer, arena, &doc, &record, err);
 */
#ifndef RAP_ANALYZE_ANALYZE_H
#define RAP_ANALYZE_ANALYZE_H

#include "analyze/record.h"
#include "analyze/shadow.h"

/* Counts up when the code's own steps, reading a text included, come to other results from the same packs and bytes: part of rap_rules_stamp, so that stored records are made again. */
#define RAP_ANALYSIS_VERSION 9

/* The working state that the resolvers share; each reads what those before it left. */
typedef struct rap_analysis {
  rap_analyzer *analyzer;
  const rap_rules *rules;
  rap_arena *arena;
  rap_document *doc;
  rap_hit *hits;
  size_t n_hits;
  rap_record *record;
  rap_shadow_sentence *sentences; /* one for each of the document's; NULL until rap_analysis_sentences */
} rap_analysis;

/* Sets a->sentences, once the hits stand: the steps that run rules over shadows share them. Errors: RAP_ERR_NOMEM. */
rap_status rap_analysis_sentences(rap_analysis *a, rap_error *err) RAP_MUST_CHECK;

/* Analyses one document. The document's warnings may grow. Ownership: the record and all in it live in `arena`. Errors: RAP_ERR_NOMEM, RAP_ERR_LIMIT. Deterministic: no clock, no locale, no environment.
 * Threads: one analyzer per thread. */
rap_status rap_analyze(rap_analyzer *analyzer, rap_arena *arena, rap_document *doc, rap_record *record, rap_error *err) RAP_MUST_CHECK;

/* The steps, in the order in which rap_analyze runs them after rap_engine_run. Each: Errors RAP_ERR_NOMEM. */
rap_status rap_dates_resolve(rap_analysis *a, rap_error *err)
    RAP_MUST_CHECK; /* hits of kind date get .date and .value; those without a sound value are dropped with a warning when impossible */
rap_status rap_abbreviations_resolve(rap_analysis *a, rap_error *err)
    RAP_MUST_CHECK; /* short forms that the text introduces in brackets become mentions of what they stand for */
rap_status rap_people_resolve(rap_analysis *a,
                              rap_error *err) RAP_MUST_CHECK; /* record.persons, hits' .ref, short forms and offices led to their persons */
rap_status rap_states_resolve(rap_analysis *a,
                              rap_error *err) RAP_MUST_CHECK; /* "the State", "the Chief Minister": what they stand for, sentence by sentence */
rap_status rap_events_resolve(rap_analysis *a, rap_error *err) RAP_MUST_CHECK;     /* record.events */
rap_status rap_functions_resolve(rap_analysis *a, rap_error *err) RAP_MUST_CHECK;  /* participants' functions, from participant rules and events */
rap_status rap_statements_resolve(rap_analysis *a, rap_error *err) RAP_MUST_CHECK; /* record.statements */
rap_status rap_themes_resolve(rap_analysis *a, rap_error *err) RAP_MUST_CHECK;     /* record.themes */
rap_status rap_counts_resolve(rap_analysis *a, rap_error *err) RAP_MUST_CHECK;     /* record.counts */
rap_status rap_timex_resolve(rap_analysis *a, rap_error *err) RAP_MUST_CHECK;      /* record.timexes, from hits of kind timex: O(hits) */

#endif
