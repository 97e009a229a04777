/* bitmap_axis.h: an axis as lists of values per position of a chunk. Layer: index. The counterpart of sql_axis.c. */
#ifndef RAP_INDEX_BITMAP_AXIS_H
#define RAP_INDEX_BITMAP_AXIS_H

#include "base/map.h"
#include "index/bitmap_filter.h"

typedef struct rap_bitmap_axis {
  rap_store *store;
  rap_arena *arena; /* of the question */
  rap_axis axis;
  const rap_bitmap_filter *filter;
  enum { RAP_VALUE_ONE, RAP_VALUE_TIME, RAP_VALUE_LINKS, RAP_VALUE_EVENT } from;
  rap_bitmap_kind kind;     /* of links */
  const rap_idset *allowed; /* entities or events that count; NULL: all of the axis' kinds */
  rap_map by_text;          /* text → value */
  uint32_t *known;          /* of entities or events, by row: 2 + value, 1 for none, 0 not looked up */
  size_t n_known, n_look_ups;
  bool all_known; /* whatever is a value was looked up */
  rap_str *values;
  size_t n, capacity;
  uint32_t **by_year; /* year → (month − 1) × 31 + day − 1 → 1 + value */
  /* of the current chunk: values at position p are list[starts[p]] to list[starts[p + 1] − 1] */
  rap_level level; /* positions of what the lists are by */
  uint32_t *starts, *list;
  uint32_t single; /* the value of a position when it is not listed */
} rap_bitmap_axis;

/* *expressible false: to be left to SQL. To be cleared also after a failure. */
rap_status rap_bitmap_axis_make(rap_bitmap_filter *filter, rap_axis axis, bool restricted, rap_bitmap_axis *out, bool *expressible,
                                rap_error *err) RAP_MUST_CHECK;
void rap_bitmap_axis_clear(rap_bitmap_axis *axis);
/* Reads the values of a chunk. */
rap_status rap_bitmap_axis_open(rap_bitmap_axis *axis, const rap_chunk *chunk, rap_error *err) RAP_MUST_CHECK;
/* The values at a position of the base; borrowed until the next call. */
rap_status rap_bitmap_axis_at(rap_bitmap_axis *axis, const rap_chunk *chunk, uint32_t position, const uint32_t **values, size_t *n,
                              rap_error *err) RAP_MUST_CHECK;

#endif
