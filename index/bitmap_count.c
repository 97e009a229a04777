#include "index/bitmap_count.h"

#include <stdlib.h>

#include "index/bitmap_axis.h"
#include "index/bitmap_unit.h"

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
  rap_store *store;
  rap_arena *arena;
  rap_bitmap_units units;
  rap_bitmap_filter filter;
  rap_bitmap_axis rows, cols;
  counters row, col;
  counters grid; /* row × stride + column */
  size_t grid_rows, stride;
  counter total;
  bool done;
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

/* Room for all values that are known now. *c.done false when the grid would be too large. */
static bool grow_grid(count *c) {
  size_t rows = doubled(c->grid_rows, c->rows.n), stride = doubled(c->stride, c->cols.n);
  if (!grow(&c->row, c->rows.n) || !grow(&c->col, c->cols.n)) return false;
  if (rows == c->grid_rows && stride == c->stride) return true;
  if (rows > RAP_COUNT_CELLS_MAX / stride) {
    c->done = false;
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

static rap_status count_position(count *c, const rap_chunk *chunk, uint32_t position, rap_error *err) {
  const uint32_t *rows, *cols;
  size_t n_rows, n_cols = 0;
  rap_bitmap_unit u;
  bool kept = true;
  rap_status st = rap_bitmap_axis_at(&c->rows, chunk, position, &rows, &n_rows, err);
  if (st != RAP_OK || !n_rows) return st;
  st = rap_bitmap_axis_at(&c->cols, chunk, position, &cols, &n_cols, err);
  if (st != RAP_OK || !n_cols || !rap_bitmap_unit_at(&c->units, chunk, position, &u)) return st;
  if (u.spread > UINT32_MAX) c->done = false; /* more than a set can hold */
  if (!grow_grid(c)) return rap_error_nomem(err);
  if (!c->done) return RAP_OK;
  for (size_t r = 0; r < n_rows; r++) {
    counter *line = c->grid.items + rows[r] * c->stride;
    for (size_t k = 0; k < n_cols; k++) kept = add(&line[cols[k]], u) && kept;
    kept = add(&c->row.items[rows[r]], u) && kept;
  }
  for (size_t k = 0; k < n_cols; k++) kept = add(&c->col.items[cols[k]], u) && kept;
  return add(&c->total, u) && kept ? RAP_OK : rap_error_nomem(err);
}

static rap_status count_chunk(count *c, const rap_chunk *chunk, rap_error *err) {
  rap_bits holds;
  c->units.chunks++;
  rap_status st = rap_bitmap_filter_apply(&c->filter, chunk, &holds, err);
  uint32_t first = st == RAP_OK ? rap_bits_next(&holds, 0) : RAP_CHUNK_POSITIONS;
  if (first >= RAP_CHUNK_POSITIONS) return st;
  TRY(rap_bitmap_axis_open(&c->rows, chunk, err));
  TRY(rap_bitmap_axis_open(&c->cols, chunk, err));
  for (uint32_t i = first; i < RAP_CHUNK_POSITIONS && st == RAP_OK && c->done; i = rap_bits_next(&holds, i + 1))
    st = count_position(c, chunk, i, err);
  return st;
}

static rap_status count_all(count *c, rap_error *err) {
  bool more = true, with_events = c->filter.needs_events;
  rap_chunk *chunk = calloc(1, sizeof *chunk);
  if (chunk) chunk->store = c->store;
  if (chunk) chunk->arena = rap_arena_new();
  rap_status st = chunk && chunk->arena ? RAP_OK : rap_error_nomem(err);
  while (st == RAP_OK && c->done) {
    st = rap_chunk_next(chunk, with_events, &more, err);
    if (st != RAP_OK || !more) break;
    if (with_events && !chunk->events)
      c->done = false;
    else
      st = count_chunk(c, chunk, err);
  }
  if (chunk) rap_arena_free(chunk->arena);
  free(chunk);
  return st;
}

/* ---- the answer ---- */

/* Are the documents so few that their rows are the shorter way? */
static rap_status are_few(const count *c, bool *few, rap_error *err) {
  int64_t last = 0;
  *few = false;
  if (c->filter.fewest == UINT64_MAX) return RAP_OK;
  rap_status st = rap_db_int(c->store->db, "SELECT max(id) FROM document", &last, err);
  *few = c->filter.fewest < (uint64_t)(last / RAP_COUNT_FEW);
  return st;
}

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

static rap_status answer(const count *c, rap_counts *out, rap_error *err) {
  rap_status st = tally(c->arena, &c->rows, &c->row, &out->rows, err);
  TRY(tally(c->arena, &c->cols, &c->col, &out->cols, err));
  int64_t *cells = st == RAP_OK ? rap_arena_array(c->arena, c->grid.capacity, sizeof *cells) : NULL;
  if (st == RAP_OK && !cells) st = rap_error_nomem(err);
  if (st != RAP_OK) return st;
  for (size_t i = 0; i < c->grid.capacity; i++) cells[i] = units(&c->grid.items[i]);
  out->cells = cells;
  out->stride = c->stride;
  out->total = units(&c->total);
  return RAP_OK;
}

static void clear_counters(counters *c) {
  for (size_t i = 0; i < c->capacity; i++) rap_idset_free(c->items[i].set);
  free(c->items);
}

static void clear(count *c) {
  clear_counters(&c->row);
  clear_counters(&c->col);
  clear_counters(&c->grid);
  rap_idset_free(c->total.set);
  rap_bitmap_axis_clear(&c->rows);
  rap_bitmap_axis_clear(&c->cols);
  rap_bitmap_filter_clear(&c->filter);
}

rap_status rap_bitmap_count(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_axis axes[2],
                            rap_counts *out, bool *done, rap_error *err) {
  *out = (rap_counts){0};
  *done = false;
  count c = {.store = store, .arena = arena};
  bool rows_can = false, cols_can = false;
  rap_status st = RAP_OK;
  if (axes[0] == RAP_AXIS_DOCUMENT || axes[1] == RAP_AXIS_DOCUMENT) return RAP_OK;
  st = rap_bitmap_filter_make(store, arena, asked, &c.filter, err);
  TRY(rap_bitmap_axis_make(&c.filter, axes[0], spec->restrict_axes, &c.rows, &rows_can, err));
  TRY(rap_bitmap_axis_make(&c.filter, axes[1], spec->restrict_axes, &c.cols, &cols_can, err));
  if (spec->unit == RAP_UNIT_EVENTS) c.filter.needs_events = true;
  TRY(rap_bitmap_units_make(store, arena, asked->base, spec->unit, &c.units, err));
  bool few = false;
  TRY(are_few(&c, &few, err));
  c.done = rows_can && cols_can && c.filter.expressible && !few;
  TRY(count_all(&c, err));
  if (c.done) TRY(answer(&c, out, err));
  *done = st == RAP_OK && c.done;
  clear(&c);
  return st;
}
