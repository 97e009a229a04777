/* relation_walk.h: every unit that meets a filter, with its values on several axes at once: what network, agreement and silence are made of. Layer: index.
 *
 * A matrix counts where two axes meet; relations ask more: which State, on which theme, with which polarity, at which event. Each position of the base that meets the filter and has a value on
 * every axis is handed over once, with the numbers of its values; the numbers are given out in the order in which the walk meets the values, and `values` tells
 * what they mean, at each call and when it is over.
 *
 *     const rap_axis axes[] = {RAP_AXIS_EVENT, RAP_AXIS_STATE, RAP_AXIS_THEME};
 *     const rap_relation_spec spec = {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .axes = axes, .n_axes = 3};
 *     rap_relation_values values[3];
 *     st = rap_relation_walk(store, &filter, &spec, arena, on_row, ctx, values, err);
 *
 * Asked of the bitmaps (bitmap_count.h), or of the rows where these cannot answer: both give the same rows, in the same order of positions within a document but not of the values within a row.
 */
#ifndef RAP_INDEX_RELATION_WALK_H
#define RAP_INDEX_RELATION_WALK_H

#include "index/query.h"

#define RAP_RELATION_AXES 4

typedef struct rap_relation_spec {
  rap_base base;
  rap_unit unit;
  const rap_axis *axes; /* none of them `document` */
  size_t n_axes;        /* 1 to RAP_RELATION_AXES */
  bool restrict_axes;   /* as of rap_count_spec */
  bool by_rows;         /* ask the rows: the same answer, slowly; for comparison */
} rap_relation_spec;

typedef struct rap_relation_row {
  uint64_t unit; /* differs from that of every other unit, and is never 0 */
  bool spread;   /* the unit may come again at any later row; else only in the rows right behind this one */
  int32_t day;   /* as the filter counts days: 20230106; 0: unknown */
  const uint32_t *values[RAP_RELATION_AXES];
  size_t n[RAP_RELATION_AXES]; /* at least 1; a value may stand there twice (themes of the top level) */
} rap_relation_row;
typedef rap_status (*rap_relation_fn)(void *ctx, const rap_relation_row *row, rap_error *err);

/* The values of an axis, by number; the texts are in the caller's arena, and the array may move from one call to the next. */
typedef struct rap_relation_values {
  rap_str *items;
  size_t n;
} rap_relation_values;

/* Within a read transaction of its own, or the caller's. The row and all it points to live until the callback returns; what it returns but RAP_OK stops the walk and is handed on.
 * Errors: those of query.h; RAP_ERR_STORE also for a damaged blob. Cost: reading the frames and the bitmaps that are asked about; a call for each position that meets the filter. Memory: one chunk, and the values. */
rap_status rap_relation_walk(rap_store *store, const rap_filter *filter, const rap_relation_spec *spec, rap_arena *arena, rap_relation_fn fn,
                             void *ctx, rap_relation_values *values, rap_error *err) RAP_MUST_CHECK;

#endif
