#include "index/relation_walk.h"

#include <assert.h>
#include <stdlib.h>

#include "index/bitmap_axis.h"
#include "index/bitmap_unit.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct walk {
  rap_store *store;
  rap_arena *arena;
  rap_asked asked;
  const rap_relation_spec *spec;
  rap_relation_fn fn;
  void *ctx;
  rap_relation_values *values;
} walk;

/* ---- by bitmaps ---- */

typedef struct bits_walk {
  walk *w;
  rap_bitmap_filter filter;
  rap_bitmap_axis axes[RAP_RELATION_AXES];
  rap_bitmap_units units;
  bool can;
} bits_walk;

static rap_status make_axes(bits_walk *b, rap_error *err) {
  walk *w = b->w;
  rap_status st = rap_bitmap_filter_make(w->store, w->arena, &w->asked, &b->filter, err);
  b->can = b->filter.expressible;
  for (size_t i = 0; i < w->spec->n_axes; i++) {
    bool can = false;
    TRY(rap_bitmap_axis_make(&b->filter, w->spec->axes[i], w->spec->restrict_axes, &b->axes[i], &can, err));
    b->can = b->can && can;
  }
  if (w->spec->unit == RAP_UNIT_EVENTS || w->asked.filter->by_event_date) b->filter.needs_events = true; /* the latter for the days of rows */
  TRY(rap_bitmap_units_make(w->store, w->arena, w->spec->base, w->spec->unit, &b->units, err));
  return st;
}

/* Have all chunks their events? Asked beforehand: a walk cannot take back what it has handed over. */
static rap_status check_events(bits_walk *b, rap_error *err) {
  int64_t missing = 0;
  if (!b->filter.needs_events) return RAP_OK;
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(
      b->w->store->db, "SELECT EXISTS (SELECT 1 FROM chunk c WHERE NOT EXISTS (SELECT 1 FROM bitmap b WHERE b.id = c.id * ?1 + ?2))", &s, err);
  rap_bind_int(s, RAP_BITMAP_KINDS_MAX);
  rap_bind_int(s, RAP_BITMAP_EVENTS);
  TRY(rap_stmt_number(s, &missing, err));
  if (missing) b->can = false;
  return st;
}

static rap_status walk_position(bits_walk *b, const rap_chunk *chunk, uint32_t position, rap_error *err) {
  rap_relation_row row = {0};
  rap_bitmap_unit unit;
  if (!rap_bitmap_unit_at(&b->units, chunk, position, &unit)) return RAP_OK;
  row.unit = unit.stamp;
  row.spread = unit.spread != 0;
  for (size_t i = 0; i < b->w->spec->n_axes; i++) {
    rap_status st = rap_bitmap_axis_at(&b->axes[i], chunk, position, &row.values[i], &row.n[i], err);
    if (st != RAP_OK || !row.n[i]) return st;
    b->w->values[i] = (rap_relation_values){b->axes[i].values, b->axes[i].n};
  }
  row.day = rap_bitmap_filter_day(&b->filter, chunk, position, false);
  return b->w->fn(b->w->ctx, &row, err);
}

static rap_status walk_chunk(bits_walk *b, const rap_chunk *chunk, rap_error *err) {
  rap_bits holds;
  b->units.chunks++;
  rap_status st = rap_bitmap_filter_apply(&b->filter, chunk, &holds, err);
  uint32_t first = st == RAP_OK ? rap_bits_next(&holds, 0) : RAP_CHUNK_POSITIONS;
  if (first >= RAP_CHUNK_POSITIONS) return st;
  for (size_t i = 0; i < b->w->spec->n_axes; i++) TRY(rap_bitmap_axis_open(&b->axes[i], chunk, err));
  for (uint32_t i = first; i < RAP_CHUNK_POSITIONS && st == RAP_OK; i = rap_bits_next(&holds, i + 1)) st = walk_position(b, chunk, i, err);
  return st;
}

static rap_status walk_chunks(bits_walk *b, rap_error *err) {
  rap_chunk *chunk = calloc(1, sizeof *chunk);
  bool more = true;
  if (chunk) chunk->store = b->w->store;
  if (chunk) chunk->arena = rap_arena_new();
  rap_status st = chunk && chunk->arena ? RAP_OK : rap_error_nomem(err);
  while (st == RAP_OK) {
    st = rap_chunk_next(chunk, b->filter.needs_events, &more, err);
    if (st != RAP_OK || !more) break;
    st = walk_chunk(b, chunk, err);
  }
  if (chunk) rap_arena_free(chunk->arena);
  free(chunk);
  return st;
}

static rap_status walk_bits(walk *w, bool *done, rap_error *err) {
  bits_walk b = {.w = w};
  rap_status st = make_axes(&b, err);
  TRY(check_events(&b, err));
  *done = st == RAP_OK && b.can;
  if (*done) st = walk_chunks(&b, err);
  for (size_t i = 0; i < w->spec->n_axes; i++) {
    w->values[i] = (rap_relation_values){b.axes[i].values, b.axes[i].n};
    rap_bitmap_axis_clear(&b.axes[i]);
  }
  rap_bitmap_filter_clear(&b.filter);
  return st;
}

/* ---- by rows ---- */

/* The values of one position, gathered from the rows of the join. */
typedef struct gathered {
  uint32_t *items;
  size_t n, capacity;
} gathered;

typedef struct rows_walk {
  walk *w;
  rap_map numbers[RAP_RELATION_AXES];
  size_t capacity[RAP_RELATION_AXES];
  gathered found[RAP_RELATION_AXES];
  int64_t place; /* of the position that is gathered; 0: none yet */
  rap_relation_row row;
} rows_walk;

static rap_status number_of(rows_walk *r, size_t axis, rap_str text, uint32_t *out, rap_error *err) {
  rap_relation_values *v = &r->w->values[axis];
  const rap_map_entry *known = rap_map_get(&r->numbers[axis], text);
  *out = known ? (uint32_t)known->value.num : (uint32_t)v->n;
  if (known) return RAP_OK;
  rap_str kept = rap_arena_str(r->w->arena, text);
  rap_map_entry *e = kept.p ? rap_map_put(&r->numbers[axis], kept, NULL) : NULL;
  if (!e || !rap_arena_grow(r->w->arena, (void **)&v->items, v->n, &r->capacity[axis], sizeof *v->items)) return rap_error_nomem(err);
  e->value.num = v->n;
  v->items[v->n++] = kept;
  return RAP_OK;
}

static rap_status gather(rows_walk *r, size_t axis, rap_str text, rap_error *err) {
  gathered *g = &r->found[axis];
  uint32_t number;
  rap_status st = number_of(r, axis, text, &number, err);
  for (size_t i = 0; i < g->n; i++)
    if (g->items[i] == number) return st;
  if (st == RAP_OK && !rap_arena_grow(r->w->arena, (void **)&g->items, g->n, &g->capacity, sizeof *g->items)) st = rap_error_nomem(err);
  if (st == RAP_OK) g->items[g->n++] = number;
  return st;
}

static rap_status hand_over(rows_walk *r, rap_error *err) {
  if (!r->place) return RAP_OK;
  for (size_t i = 0; i < r->w->spec->n_axes; i++) {
    r->row.values[i] = r->found[i].items;
    r->row.n[i] = r->found[i].n;
    r->found[i].n = 0;
  }
  return r->w->fn(r->w->ctx, &r->row, err);
}

/* "SELECT place, unit, whether it is spread, day, values …", one row for each combination of values. */
static void rows_sql(rap_sql *q, const walk *w) {
  static const char *const places[] = {
      [RAP_FROM_STATEMENTS] = "s.id", [RAP_FROM_DOCUMENTS] = "d.id", [RAP_FROM_EVENTS] = "ed.document * 65536 + ed.idx"};
  const char *place = places[w->spec->base];
  rap_unit unit = w->spec->unit;
  rap_sql_add(q, "SELECT ");
  rap_sql_add(q, place);
  rap_sql_add(q, " AS place, ");
  rap_sql_add(q, rap_sql_unit(w->spec->base, unit));
  rap_sql_add(q, unit == RAP_UNIT_EVENTS || unit == RAP_UNIT_FAMILIES ? ", 1, " : ", 0, ");
  rap_sql_add(q, rap_sql_date(w->asked.filter));
  for (size_t i = 0; i < w->spec->n_axes; i++) {
    rap_sql_add(q, ", ");
    rap_sql_axis_value(q, &w->asked, w->spec->axes[i], (char)('w' + i));
  }
  rap_sql_from(q, w->spec->base);
  for (size_t i = 0; i < w->spec->n_axes; i++) rap_sql_axis_join(q, &w->asked, w->spec->axes[i], (char)('w' + i), w->spec->restrict_axes);
  rap_sql_where(q, &w->asked, true);
  for (size_t i = 0; i < w->spec->n_axes; i++) {
    rap_sql_add(q, " AND ");
    rap_sql_axis_value(q, &w->asked, w->spec->axes[i], (char)('w' + i));
    rap_sql_add(q, " IS NOT NULL");
  }
  if (unit == RAP_UNIT_EVENTS) rap_sql_add(q, " AND e.id IS NOT NULL");
  rap_sql_add(q, " ORDER BY place");
}

static rap_status walk_rows(walk *w, rap_error *err) {
  rows_walk r = {.w = w};
  rap_sql q = {.arena = w->arena};
  rap_stmt *s = NULL;
  bool row = false;
  for (size_t i = 0; i < w->spec->n_axes; i++) w->values[i] = (rap_relation_values){0};
  rows_sql(&q, w);
  rap_status st = rap_sql_prepare(w->store, &q, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (rap_col_int(s, 0) != r.place) {
      st = hand_over(&r, err);
      int64_t unit = rap_col_int(s, 1);
      r.place = rap_col_int(s, 0);
      r.row = (rap_relation_row){.unit = (uint64_t)unit, .spread = rap_col_int(s, 2) != 0, .day = rap_bitmap_day(rap_col_text(s, 3))};
    }
    for (size_t i = 0; i < w->spec->n_axes; i++) TRY(gather(&r, i, rap_col_text(s, (int)i + 4), err));
  }
  TRY(hand_over(&r, err));
  rap_stmt_free(s);
  for (size_t i = 0; i < w->spec->n_axes; i++) rap_map_clear(&r.numbers[i]);
  return st;
}

rap_status rap_relation_walk(rap_store *store, const rap_filter *filter, const rap_relation_spec *spec, rap_arena *arena, rap_relation_fn fn,
                             void *ctx, rap_relation_values *values, rap_error *err) {
  assert(spec->n_axes >= 1 && spec->n_axes <= RAP_RELATION_AXES);
  walk w = {.store = store, .arena = arena, .spec = spec, .fn = fn, .ctx = ctx, .values = values};
  bool own = false, done = false;
  for (size_t i = 0; i < spec->n_axes; i++) values[i] = (rap_relation_values){0};
  rap_status st = rap_sql_ask(arena, filter, spec->base, &w.asked, err);
  w.asked.by_rows = spec->by_rows;
  TRY(rap_sql_begin(store, &own, err));
  if (!spec->by_rows) TRY(walk_bits(&w, &done, err));
  if (!done) TRY(walk_rows(&w, err));
  rap_sql_end(store, own);
  return st;
}
