/* timeline.h: series over time: counts, their shares of all that there was, moving averages. Layer: queries. What `timeline` shows, and pages and charts draw.
 *
 *     const rap_timeline_options o = {.average = 3, .share = true};
 *     st = rap_timeline_make(store, &filter, &spec, &o, arena, &t, err);
 *     ... t.m.cells[r * t.m.n_cols + p], rap_timeline_share(&t, r, p), rap_timeline_average(&t, r, p) ...
 */
#ifndef RAP_QUERIES_TIMELINE_H
#define RAP_QUERIES_TIMELINE_H

#include "base/period.h"
#include "index/query.h"

typedef struct rap_timeline_options {
  size_t average; /* periods that a moving average takes; 0: none */
  bool share;
} rap_timeline_options;

typedef struct rap_timeline {
  rap_matrix m; /* columns without gaps, in order of time */
  rap_period unit;
  int64_t first; /* number of the first column (base/period.h) */
  size_t average;
  int64_t *volume; /* of each column: what a share is of; NULL without shares */
} rap_timeline;

/* The volume of a period: all units of the same base in it that meet the same filter, whether or not they have a value of spec.rows. For one row of everything (spec.rows NONE), of which that would always be
 * the whole, the filter keeps of its conditions only dates, sources and languages: the share of what was asked about in all that was published. Errors: those of rap_query_timeline. */
rap_status rap_timeline_make(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, const rap_timeline_options *options,
                             rap_arena *arena, rap_timeline *out, rap_error *err) RAP_MUST_CHECK;
/* 0 to 1; 0 in a period of nothing. */
double rap_timeline_share(const rap_timeline *t, size_t row, size_t period);
/* Mean of the count (with shares: of the counts divided by the volumes of the same periods together) of `average` periods with this one in the middle (of an even number one more before it than behind it). At both
 * ends of the timeline as many periods count as there are: the mean is of fewer, not of invented ones. */
double rap_timeline_average(const rap_timeline *t, size_t row, size_t period);
/* First and last day of a period. */
void rap_timeline_days(const rap_timeline *t, size_t period, rap_day *first, rap_day *last);

#endif
