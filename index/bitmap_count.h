/* bitmap_count.h: units per value of two axes, counted from bitmaps. Layer: index.
 *
 * Chunk by chunk: the filter gives the positions of the base that hold; each axis gives, for every position, the values that stand there; each position adds its unit to the cells where its values
 * meet. A unit that meets a cell in several positions stands in neighbouring ones (bitmap.h), so that remembering the last unit per cell is enough to count it once; events, which are spread over
 * documents, are counted by a set per cell.
 *
 * Left to SQL (*done false, nothing counted): words or ids of documents that hold of fewer than one document in RAP_COUNT_FEW (joining the rows of a few documents costs less than reading every
 * frame: measured some 8 µs a document against 0.1 µs); the axis `document`; questions that need events (asked from events, units or axis `event`, conditions on events, dates of events) while their blobs
 * are missing, that is between the commits of a run; grids of more than RAP_COUNT_CELLS_MAX cells; what bitmap_filter.h names.
 *
 * Cost: reading the chunks' frames and the bitmaps of the kinds that are asked about (a few bytes for each link), and one addition per position and meeting. Memory: one chunk, and the grid.
 */
#ifndef RAP_INDEX_BITMAP_COUNT_H
#define RAP_INDEX_BITMAP_COUNT_H

#include "index/sql.h"

#define RAP_COUNT_CELLS_MAX ((size_t)1 << 20)
#define RAP_COUNT_FEW 64

typedef struct rap_counted {
  rap_str value;
  int64_t n;
  size_t index; /* of its row or column of cells */
} rap_counted;

typedef struct rap_tally {
  rap_counted *items;
  size_t n, capacity;
} rap_tally;

typedef struct rap_counts {
  rap_tally rows, cols; /* those that have units, in no order */
  const int64_t *cells; /* of row r and column c: cells[r.index × stride + c.index] */
  size_t stride;
  int64_t total;
} rap_counts;

/* Everything in `arena`. Within a read transaction. Errors: those of query.h; RAP_ERR_STORE also for a damaged blob, with its chunk and kind. */
rap_status rap_bitmap_count(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_axis axes[2],
                            rap_counts *out, bool *done, rap_error *err) RAP_MUST_CHECK;

#endif
