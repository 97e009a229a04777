/* history.h: which documents of a store the rules at hand can make another record of. Layer: the program. */
#ifndef RAP_QUERIES_HISTORY_H
#define RAP_QUERIES_HISTORY_H

#include "analyze/rules_change.h"
#include "index/store.h"

/* Changes from the rules of each stamp met so far to those at hand. Zero-initialise with .rules; rap_history_clear frees. */
typedef struct rap_history_step {
  char stamp[128];
  rap_rules_change *change;
} rap_history_step;
typedef struct rap_history {
  const rap_rules *rules;
  rap_history_step *steps;
  size_t n, capacity;
} rap_history;

void rap_history_clear(rap_history *history);
/* The change from the rules of `stamp` to those at hand; borrowed, good until rap_history_clear. Errors: RAP_ERR_STORE (a damaged outline), RAP_ERR_NOMEM. Cost: some 30 ms for each stamp met first. */
rap_status rap_history_change(rap_history *history, rap_store *store, rap_str stamp, const rap_rules_change **out, rap_error *err) RAP_MUST_CHECK;

#endif
