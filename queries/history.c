#include "queries/history.h"

#include <stdlib.h>

void rap_history_clear(rap_history *history) {
  for (size_t i = 0; i < history->n; i++) rap_rules_change_free(history->steps[i].change);
  free(history->steps);
  history->steps = NULL;
  history->n = history->capacity = 0;
}

static rap_status make_room(rap_history *history, rap_error *err) {
  if (history->n < history->capacity) return RAP_OK;
  size_t want = history->capacity ? history->capacity * 2 : 4;
  rap_history_step *steps = realloc(history->steps, want * sizeof *steps);
  if (!steps) return rap_error_nomem(err);
  history->steps = steps;
  history->capacity = want;
  return RAP_OK;
}

rap_status rap_history_change(rap_history *history, rap_store *store, rap_str stamp, const rap_rules_change **out, rap_error *err) {
  rap_buf outline = {0};
  rap_rules_change *change = NULL;
  *out = NULL;
  for (size_t i = 0; i < history->n; i++) {
    if (!rap_str_is(stamp, history->steps[i].stamp)) continue;
    *out = history->steps[i].change;
    return RAP_OK;
  }
  if (stamp.n >= sizeof history->steps->stamp) return rap_error_set(err, RAP_ERR_STORE, "the store is damaged: a stamp of %zu bytes", stamp.n);
  rap_status st = make_room(history, err);
  if (st == RAP_OK) st = rap_store_outline(store, stamp, &outline, err);
  if (st == RAP_OK) st = rap_rules_change_new(rap_buf_str(&outline), history->rules, &change, err);
  rap_buf_clear(&outline);
  if (st != RAP_OK) return st;
  rap_history_step *step = &history->steps[history->n++];
  *step = (rap_history_step){.change = change};
  if (stamp.n) memcpy(step->stamp, stamp.p, stamp.n);
  *out = change;
  return RAP_OK;
}
