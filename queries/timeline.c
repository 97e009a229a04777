#include "queries/timeline.h"

#include "queries/matrix_share.h"

static rap_status find_volume(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, rap_arena *arena, rap_timeline *out,
                              rap_error *err) {
  rap_facets all;
  rap_filter volume = *filter;
  rap_count_spec every = *spec;
  if (spec->rows == RAP_AXIS_NONE)
    volume = (rap_filter){.since = filter->since,
                          .until = filter->until,
                          .mentioned_since = filter->mentioned_since,
                          .mentioned_until = filter->mentioned_until,
                          .by_event_date = filter->by_event_date,
                          .by_mentioned_date = filter->by_mentioned_date,
                          .sources = filter->sources,
                          .languages = filter->languages};
  every.rows = spec->cols;
  every.max_rows = 0;
  every.min = 0;
  rap_status st = rap_query_facets(store, &volume, &every, arena, &all, err);
  if (st == RAP_OK && !(out->volume = rap_arena_array(arena, out->m.n_cols, sizeof *out->volume))) st = rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < all.n; i++) {
    int64_t number;
    if (!rap_period_parse(out->unit, all.items[i].label.value, &number)) continue;
    if (number >= out->first && number - out->first < (int64_t)out->m.n_cols) out->volume[number - out->first] = all.items[i].n;
  }
  return st;
}

rap_status rap_timeline_make(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, const rap_timeline_options *options,
                             rap_arena *arena, rap_timeline *out, rap_error *err) {
  *out = (rap_timeline){.average = options->average};
  rap_status st = rap_query_timeline(store, filter, spec, arena, &out->m, err);
  if (st != RAP_OK || !out->m.n_cols) return st;
  for (int unit = 0; unit < RAP_PERIOD_UNITS; unit++)
    if (rap_period_parse((rap_period)unit, out->m.cols[0].value, &out->first)) {
      out->unit = (rap_period)unit;
      break;
    }
  return options->share ? find_volume(store, filter, spec, arena, out, err) : RAP_OK;
}

double rap_timeline_share(const rap_timeline *t, size_t row, size_t period) {
  return t->volume ? rap_share_of(t->m.cells[row * t->m.n_cols + period], t->volume[period]) : 0;
}

double rap_timeline_average(const rap_timeline *t, size_t row, size_t period) {
  size_t before = t->average / 2, behind = t->average ? (t->average - 1) / 2 : 0;
  size_t from = period > before ? period - before : 0, to = t->m.n_cols - period > behind ? period + behind : t->m.n_cols - 1;
  int64_t n = 0, of = 0;
  for (size_t i = from; i <= to; i++) {
    n += t->m.cells[row * t->m.n_cols + i];
    of += t->volume ? t->volume[i] : 1;
  }
  return of > 0 ? (double)n / (double)of : 0;
}

void rap_timeline_days(const rap_timeline *t, size_t period, rap_day *first, rap_day *last) {
  *first = rap_period_first(t->unit, t->first + (int64_t)period);
  *last = rap_period_last(t->unit, t->first + (int64_t)period);
}
