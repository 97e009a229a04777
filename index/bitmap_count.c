#include "index/bitmap_count.h"

#include <stdlib.h>

#include "index/bitmap_walk.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Units that met something. */
typedef struct counter {
  int64_t n;
  uint64_t last;  /* the unit that was counted last */
  rap_idset *set; /* of events, families; beside n */
} counter;

typedef struct counters {
  counter *items;
  size_t capacity;
} counters;

typedef struct count {
  counters row, col;
  counters grid; /* row × stride + column */
  size_t grid_rows, stride;
  bool no_grid; /* it would be too large */
  counter total;
} count;

static size_t doubled(size_t from, size_t need) {
  size_t n = from ? from : 16;
  while (n < need) n *= 2;
  return n;
}

static bool grow(counters *c, size_t need) {
  if (need <= c->capacity) return true;
  size_t capacity = doubled(c->capacity, need);
  counter *items = realloc(c->items, capacity * sizeof *items);
  if (!items) return false;
  memset(items + c->capacity, 0, (capacity - c->capacity) * sizeof *items);
  c->items = items;
  c->capacity = capacity;
  return true;
}

static void clear_counters(counters *c) {
  for (size_t i = 0; i < c->capacity; i++) rap_idset_free(c->items[i].set);
  free(c->items);
  *c = (counters){0};
}

/* Room for all values that are known now. */
static bool grow_grid(count *c, const rap_bitmap_walk *w) {
  if (!grow(&c->row, w->rows.n) || !grow(&c->col, w->cols.n)) return false;
  size_t rows = doubled(c->grid_rows, w->rows.n), stride = doubled(c->stride, w->cols.n);
  if (c->no_grid || (rows == c->grid_rows && stride == c->stride)) return true;
  if (rows > RAP_COUNT_CELLS_MAX / stride) {
    clear_counters(&c->grid);
    c->no_grid = true;
    return true;
  }
  counter *grid = calloc(rows * stride, sizeof *grid);
  if (!grid) return false;
  for (size_t r = 0; r < c->grid_rows; r++) memcpy(grid + r * stride, c->grid.items + r * c->stride, c->stride * sizeof *grid);
  free(c->grid.items);
  c->grid = (counters){grid, rows * stride};
  c->grid_rows = rows;
  c->stride = stride;
  return true;
}

static bool add(counter *c, rap_bitmap_unit u) {
  if (c->last == u.stamp) return true;
  c->last = u.stamp;
  if (!u.spread) {
    c->n++;
    return true;
  }
  if (!c->set && !(c->set = rap_idset_new())) return false;
  rap_idset_add(c->set, (uint32_t)u.spread);
  return true;
}

static rap_status count_meeting(void *ctx, rap_bitmap_walk *w, const rap_bitmap_meeting *at, rap_error *err) {
  count *c = ctx;
  bool kept = true;
  if (at->unit.spread > UINT32_MAX) w->can = false; /* more than a set can hold */
  if (!grow_grid(c, w)) return rap_error_nomem(err);
  for (size_t r = 0; r < at->n_rows && !c->no_grid; r++) {
    counter *line = c->grid.items + at->rows[r] * c->stride;
    for (size_t k = 0; k < at->n_cols; k++) kept = add(&line[at->cols[k]], at->unit) && kept;
  }
  for (size_t r = 0; r < at->n_rows; r++) kept = add(&c->row.items[at->rows[r]], at->unit) && kept;
  for (size_t k = 0; k < at->n_cols; k++) kept = add(&c->col.items[at->cols[k]], at->unit) && kept;
  return add(&c->total, at->unit) && kept ? RAP_OK : rap_error_nomem(err);
}

/* ---- the answer ---- */

static int64_t units(const counter *c) { return c->n + (c->set ? (int64_t)rap_idset_count(c->set) : 0); }

static rap_status tally(rap_arena *arena, const rap_bitmap_axis *axis, const counters *counted, rap_tally *out, rap_error *err) {
  for (size_t i = 0; i < axis->n && i < counted->capacity; i++) {
    int64_t n = units(&counted->items[i]);
    if (!n) continue;
    if (!rap_arena_grow(arena, (void **)&out->items, out->n, &out->capacity, sizeof *out->items)) return rap_error_nomem(err);
    out->items[out->n++] = (rap_counted){axis->values[i], n, i};
  }
  return RAP_OK;
}

static rap_status answer(const count *c, const rap_bitmap_walk *w, rap_counts *out, rap_error *err) {
  rap_status st = tally(w->arena, &w->rows, &c->row, &out->rows, err);
  TRY(tally(w->arena, &w->cols, &c->col, &out->cols, err));
  out->total = units(&c->total);
  if (st != RAP_OK || c->no_grid) return st;
  int64_t *cells = rap_arena_array(w->arena, c->grid.capacity, sizeof *cells);
  if (!cells) return rap_error_nomem(err);
  for (size_t i = 0; i < c->grid.capacity; i++) cells[i] = units(&c->grid.items[i]);
  out->cells = cells;
  out->stride = c->stride;
  return RAP_OK;
}

rap_status rap_bitmap_count(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_axis axes[2],
                            rap_counts *out, bool *done, rap_error *err) {
  *out = (rap_counts){0};
  *done = false;
  rap_bitmap_walk w;
  count c = {0};
  rap_status st = rap_bitmap_walk_make(store, arena, asked, spec, axes, &w, err);
  if (w.can) TRY(rap_bitmap_walk_run(&w, count_meeting, &c, err));
  if (w.can) TRY(answer(&c, &w, out, err));
  *done = out->by_bitmaps = st == RAP_OK && w.can;
  clear_counters(&c.row);
  clear_counters(&c.col);
  clear_counters(&c.grid);
  rap_idset_free(c.total.set);
  rap_bitmap_walk_clear(&w);
  return st;
}
