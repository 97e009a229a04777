/* reanalyze.h: the records of a store brought up to date with other rules, from the stored texts, by several threads. Layer: queries.
 *
 *     rap_history history = {.rules = rules};
 *     const rap_reanalysis again = {.store = store, .rules = rules, .history = &history, .jobs = 2};
 *     st = rap_reanalyze(&again, &totals, &jobs, err);        // then rap_store_finish
 *     rap_history_clear(&history);
 */
#ifndef RAP_QUERIES_REANALYZE_H
#define RAP_QUERIES_REANALYZE_H

#include "queries/history.h"
#include "queries/pipeline.h"

typedef struct rap_reanalysis_totals {
  uint64_t analysed;
  uint64_t confirmed; /* that no changed rule touches */
  uint64_t failed;    /* their old records stay */
  uint64_t text_bytes;
} rap_reanalysis_totals;

typedef struct rap_reanalysis {
  rap_store *store; /* open for writing */
  const rap_rules *rules;
  rap_history *history; /* of .rules; tells afterwards what the rules were held against */
  rap_engine engine;
  size_t jobs; /* 1 to RAP_MAX_JOBS */
  bool all;    /* also what no changed rule touches */
  void *ctx;
  /* After each document, in order of row, by the calling thread; `failure`: why it could not be analysed, else NULL. A status other than RAP_OK ends the run, and is handed on. NULL: nothing. */
  rap_status (*after)(void *ctx, const rap_reanalysis_totals *totals, const rap_error *failure, rap_error *err);
} rap_reanalysis;

/* Puts the rules into the store, and analyses again each document whose record was made by others and may differ under these. The store's bytes are the same for any number of jobs. *jobs: how many threads
 * analysed. What was done before a failure is in the store, and rap_store_finish keeps it. Errors: those of the store (RAP_ERR_STORE, RAP_ERR_FULL …) and of `after`; RAP_ERR_NOMEM. */
rap_status rap_reanalyze(const rap_reanalysis *again, rap_reanalysis_totals *totals, size_t *jobs, rap_error *err) RAP_MUST_CHECK;

#endif
