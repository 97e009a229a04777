/* bitmap_cell.c: cells of a matrix too large to be counted as a whole, and what is behind one cell. Layer: index. */
#include "index/bitmap_count.h"
#include "index/bitmap_walk.h"

#include <stdlib.h>

#include "base/search.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- kept cells ---- */

/* Where the values of an axis stand among those that are kept. */
typedef struct places {
  rap_map kept;     /* value → place */
  uint32_t *places; /* of the axis' values: 1 + place, 0 when it is not kept */
  size_t n, capacity;
} places;

typedef struct cells {
  places rows, cols;
  size_t n_cols;
  int64_t *n;
  uint64_t *last;  /* the unit that was counted last */
  rap_idset **set; /* of events and families */
} cells;

static bool keep(const rap_tally *t, places *out) {
  for (size_t i = 0; i < t->n; i++) {
    rap_map_entry *e = rap_map_put(&out->kept, t->items[i].value, NULL);
    if (!e) return false;
    e->value.num = i;
  }
  return true;
}

/* The values of an axis become known on the way. */
static bool place_all(places *p, const rap_bitmap_axis *axis) {
  while (p->n < axis->n) {
    if (!rap_arena_grow(axis->arena, (void **)&p->places, p->n, &p->capacity, sizeof *p->places)) return false;
    const rap_map_entry *e = rap_map_get(&p->kept, axis->values[p->n]);
    p->places[p->n++] = e ? (uint32_t)e->value.num + 1 : 0;
  }
  return true;
}

static bool add(cells *c, size_t cell, rap_bitmap_unit u) {
  if (c->last[cell] == u.stamp) return true;
  c->last[cell] = u.stamp;
  if (!u.spread) {
    c->n[cell]++;
    return true;
  }
  if (!c->set[cell] && !(c->set[cell] = rap_idset_new())) return false;
  if (!rap_idset_has(c->set[cell], (uint32_t)u.spread)) c->n[cell]++;
  rap_idset_add(c->set[cell], (uint32_t)u.spread);
  return true;
}

static rap_status cell_meeting(void *ctx, rap_bitmap_walk *w, const rap_bitmap_meeting *at, rap_error *err) {
  cells *c = ctx;
  if (at->unit.spread > UINT32_MAX) w->can = false;
  bool kept = place_all(&c->rows, &w->rows) && place_all(&c->cols, &w->cols);
  for (size_t r = 0; r < at->n_rows && kept; r++) {
    uint32_t row = c->rows.places[at->rows[r]];
    for (size_t k = 0; k < at->n_cols && row && kept; k++) {
      uint32_t col = c->cols.places[at->cols[k]];
      if (col) kept = add(c, (row - 1) * c->n_cols + col - 1, at->unit);
    }
  }
  return kept ? RAP_OK : rap_error_nomem(err);
}

rap_status rap_bitmap_cells(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_counts *kept,
                            int64_t *out, bool *done, rap_error *err) {
  const rap_axis axes[2] = {spec->rows, spec->cols};
  size_t n = kept->rows.n * kept->cols.n;
  rap_bitmap_walk w;
  cells c = {.n_cols = kept->cols.n, .n = out, .last = calloc(n + 1, sizeof *c.last), .set = calloc(n + 1, sizeof *c.set)};
  *done = false;
  rap_status st = rap_bitmap_walk_make(store, arena, asked, spec, axes, &w, err);
  if (st == RAP_OK && (!c.last || !c.set || !keep(&kept->rows, &c.rows) || !keep(&kept->cols, &c.cols))) st = rap_error_nomem(err);
  if (w.can) TRY(rap_bitmap_walk_run(&w, cell_meeting, &c, err));
  *done = st == RAP_OK && w.can;
  for (size_t i = 0; c.set && i < n; i++) rap_idset_free(c.set[i]);
  free(c.set);
  free(c.last);
  rap_map_clear(&c.rows.kept);
  rap_map_clear(&c.cols.kept);
  rap_bitmap_walk_clear(&w);
  return st;
}

/* ---- behind one cell ---- */

typedef struct collection {
  const rap_str *values;
  rap_cell_units *out;
  int64_t *units; /* stamps, to be counted once each */
  size_t n_units, capacity;
} collection;

static bool has_value(const rap_bitmap_axis *axis, const uint32_t *values, size_t n, rap_str wanted) {
  for (size_t i = 0; i < n; i++)
    if (rap_str_eq(axis->values[values[i]], wanted)) return true;
  return !wanted.p;
}

static rap_status collect_meeting(void *ctx, rap_bitmap_walk *w, const rap_bitmap_meeting *at, rap_error *err) {
  collection *c = ctx;
  rap_cell_units *out = c->out;
  if (!has_value(&w->rows, at->rows, at->n_rows, c->values[0]) || !has_value(&w->cols, at->cols, at->n_cols, c->values[1])) return RAP_OK;
  int64_t id = rap_bitmap_walk_id(w, at);
  if (out->n_ids && out->ids[out->n_ids - 1] == id) return RAP_OK;
  if (!rap_arena_grow(w->arena, (void **)&out->ids, out->n_ids, &out->capacity, sizeof *out->ids) ||
      !rap_arena_grow(w->arena, (void **)&c->units, c->n_units, &c->capacity, sizeof *c->units))
    return rap_error_nomem(err);
  out->ids[out->n_ids++] = id;
  c->units[c->n_units++] = (int64_t)at->unit.stamp;
  return RAP_OK;
}

rap_status rap_bitmap_cell(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_str values[2],
                           rap_cell_units *out, bool *done, rap_error *err) {
  const rap_axis axes[2] = {spec->rows, spec->cols};
  rap_bitmap_walk w;
  collection c = {.values = values, .out = out};
  *out = (rap_cell_units){0};
  *done = false;
  rap_status st = rap_bitmap_walk_make(store, arena, asked, spec, axes, &w, err);
  if (w.can) TRY(rap_bitmap_walk_run(&w, collect_meeting, &c, err));
  *done = st == RAP_OK && w.can;
  out->n_ids = rap_number_each_once(out->ids, out->n_ids);
  out->n_units = (int64_t)rap_number_each_once(c.units, c.n_units);
  rap_bitmap_walk_clear(&w);
  return st;
}
