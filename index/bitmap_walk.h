/* bitmap_walk.h: a question's walk over all chunks: at each position that meets the filter, the values of two axes that stand there and the unit that is counted. Layer: index.
 *
 *     rap_bitmap_walk w;
 *     st = rap_bitmap_walk_make(store, arena, &asked, spec, axes, &w, err);
 *     if (st == RAP_OK && w.can) st = rap_bitmap_walk_run(&w, on_meeting, ctx, err);   // w.can may become false on the way
 *     rap_bitmap_walk_clear(&w);                                                        // also after a failure
 *
 * Left to SQL (.can false): words or ids of documents that hold of fewer than one document in RAP_WALK_FEW (joining the rows of a few documents costs less than reading every frame: measured some 8 µs a
 * document against 0.1 µs); the axis `document`; questions that need events (asked from events, units or axis `event`, conditions on events, dates of events) while their blobs are missing, that is
 * between the commits of a run; what bitmap_filter.h names.
 */
#ifndef RAP_INDEX_BITMAP_WALK_H
#define RAP_INDEX_BITMAP_WALK_H

#include "index/bitmap_axis.h"
#include "index/bitmap_unit.h"

#define RAP_WALK_FEW 64

typedef struct rap_bitmap_walk {
  rap_store *store;
  rap_arena *arena; /* of the question */
  rap_bitmap_units units;
  rap_bitmap_filter filter;
  rap_bitmap_axis rows, cols;
  bool can;
} rap_bitmap_walk;

/* Values are indices of walk.rows.values and walk.cols.values, at least one of each; borrowed for the call. */
typedef struct rap_bitmap_meeting {
  const rap_chunk *chunk;
  uint32_t position;
  rap_bitmap_unit unit;
  const uint32_t *rows, *cols;
  size_t n_rows, n_cols;
} rap_bitmap_meeting;
typedef rap_status (*rap_bitmap_meeting_fn)(void *ctx, rap_bitmap_walk *walk, const rap_bitmap_meeting *at, rap_error *err);

/* Within a read transaction. Errors: those of query.h. */
rap_status rap_bitmap_walk_make(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_axis axes[2],
                                rap_bitmap_walk *out, rap_error *err) RAP_MUST_CHECK;
void rap_bitmap_walk_clear(rap_bitmap_walk *walk);
/* Ends early when .can becomes false. Cost: reading the chunks' frames and the bitmaps of the kinds that are asked about (a few bytes for each link), and one call per position. Memory: one chunk. Errors:
 * RAP_ERR_STORE for a damaged blob, with its chunk and kind; those of query.h; what `fn` returns. */
rap_status rap_bitmap_walk_run(rap_bitmap_walk *walk, rap_bitmap_meeting_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;
/* Row of what makes it count: of statements the statement, whatever is counted; else an event where these are counted, or the document. */
int64_t rap_bitmap_walk_id(const rap_bitmap_walk *walk, const rap_bitmap_meeting *at);

#endif
