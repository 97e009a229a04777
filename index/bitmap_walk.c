#include "index/bitmap_walk.h"

#include <stdlib.h>

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Are the documents so few that their rows are the shorter way? */
static rap_status are_few(const rap_bitmap_walk *w, bool *few, rap_error *err) {
  int64_t last = 0;
  *few = false;
  if (w->filter.fewest == UINT64_MAX) return RAP_OK;
  rap_status st = rap_db_int(w->store->db, "SELECT max(id) FROM document", &last, err);
  *few = w->filter.fewest < (uint64_t)(last / RAP_WALK_FEW);
  return st;
}

rap_status rap_bitmap_walk_make(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_axis axes[2],
                                rap_bitmap_walk *out, rap_error *err) {
  bool rows_can = false, cols_can = false, few = false;
  *out = (rap_bitmap_walk){.store = store, .arena = arena};
  if (axes[0] == RAP_AXIS_DOCUMENT || axes[1] == RAP_AXIS_DOCUMENT) return RAP_OK;
  rap_status st = rap_bitmap_filter_make(store, arena, asked, &out->filter, err);
  TRY(rap_bitmap_axis_make(&out->filter, axes[0], spec->restrict_axes, &out->rows, &rows_can, err));
  TRY(rap_bitmap_axis_make(&out->filter, axes[1], spec->restrict_axes, &out->cols, &cols_can, err));
  if (spec->unit == RAP_UNIT_EVENTS) out->filter.needs_events = true;
  TRY(rap_bitmap_units_make(store, arena, asked->base, spec->unit, &out->units, err));
  TRY(are_few(out, &few, err));
  out->can = st == RAP_OK && rows_can && cols_can && out->filter.expressible && !few;
  return st;
}

void rap_bitmap_walk_clear(rap_bitmap_walk *walk) {
  rap_bitmap_axis_clear(&walk->rows);
  rap_bitmap_axis_clear(&walk->cols);
  rap_bitmap_filter_clear(&walk->filter);
}

static rap_status walk_chunk(rap_bitmap_walk *w, const rap_chunk *chunk, rap_bitmap_meeting_fn fn, void *ctx, rap_error *err) {
  rap_bits holds;
  rap_bitmap_meeting at = {.chunk = chunk};
  w->units.chunks++;
  rap_status st = rap_bitmap_filter_apply(&w->filter, chunk, &holds, err);
  uint32_t first = st == RAP_OK ? rap_bits_next(&holds, 0) : RAP_CHUNK_POSITIONS;
  if (first >= RAP_CHUNK_POSITIONS) return st;
  TRY(rap_bitmap_axis_open(&w->rows, chunk, err));
  TRY(rap_bitmap_axis_open(&w->cols, chunk, err));
  for (uint32_t i = first; i < RAP_CHUNK_POSITIONS && st == RAP_OK && w->can; i = rap_bits_next(&holds, i + 1)) {
    st = rap_bitmap_axis_at(&w->rows, chunk, i, &at.rows, &at.n_rows, err);
    if (st != RAP_OK || !at.n_rows) continue;
    st = rap_bitmap_axis_at(&w->cols, chunk, i, &at.cols, &at.n_cols, err);
    if (st != RAP_OK || !at.n_cols || !rap_bitmap_unit_at(&w->units, chunk, i, &at.unit)) continue;
    at.position = i;
    st = fn(ctx, w, &at, err);
  }
  return st;
}

rap_status rap_bitmap_walk_run(rap_bitmap_walk *w, rap_bitmap_meeting_fn fn, void *ctx, rap_error *err) {
  bool more = true, with_events = w->filter.needs_events;
  rap_chunk *chunk = calloc(1, sizeof *chunk);
  if (chunk) chunk->store = w->store;
  if (chunk) chunk->arena = rap_arena_new();
  rap_status st = chunk && chunk->arena ? RAP_OK : rap_error_nomem(err);
  while (st == RAP_OK && w->can) {
    st = rap_chunk_next(chunk, with_events, &more, err);
    if (st != RAP_OK || !more) break;
    if (with_events && !chunk->events)
      w->can = false;
    else
      st = walk_chunk(w, chunk, fn, ctx, err);
  }
  if (chunk) rap_arena_free(chunk->arena);
  free(chunk);
  return st;
}

int64_t rap_bitmap_walk_id(const rap_bitmap_walk *w, const rap_bitmap_meeting *at) {
  const rap_frame_document *d = rap_chunk_document(at->chunk, at->position);
  if (w->units.base != RAP_FROM_STATEMENTS) return w->units.unit == RAP_UNIT_EVENTS ? at->unit.spread : d->id;
  return d->id * RAP_STATEMENTS_PER_DOCUMENT + (at->position - d->base - 1 - d->n_accounts);
}
