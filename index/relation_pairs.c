/* relation_pairs.c: counts along two axes of which most values never meet. Layer: index. */
#include <assert.h>
#include <stdlib.h>

#include "index/relation_walk.h"
#include "index/relations.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Units that met something: n of those that come once, and the last of them. */
typedef struct tally {
  int64_t n;
  uint64_t last;
} tally;

typedef struct tallies {
  tally *items;
  size_t capacity;
} tallies;

typedef struct cell {
  uint32_t row, col;
  tally count;
} cell;

/* A unit that may come again, with what it met: key of a cell, or of a row (column NONE), a column (row NONE). */
typedef struct met {
  uint64_t key, unit;
} met;

#define NONE UINT32_MAX

typedef struct counting {
  bool own_pairs; /* one axis with itself */
  const rap_str_list *only;
  const rap_relation_values *values;
  unsigned char *wanted; /* by row: 1 yes, 2 no, 0 not yet looked at */
  size_t wanted_capacity;
  tallies rows, cols;
  cell *cells;
  size_t n_cells, cells_capacity;
  uint32_t *slots; /* cell + 1; 0: free */
  size_t n_slots;  /* power of two */
  met *met;
  size_t n_met, met_capacity;
  tally total;
} counting;

/* ---- cells by row and column ---- */

static uint64_t key_of(uint32_t row, uint32_t col) { return (uint64_t)row << 32 | col; }

static size_t slot_of(const counting *c, uint32_t row, uint32_t col) {
  uint64_t h = key_of(row, col) * UINT64_C(0x9E3779B97F4A7C15);
  size_t at = (size_t)(h >> 20) & (c->n_slots - 1);
  while (c->slots[at] && (c->cells[c->slots[at] - 1].row != row || c->cells[c->slots[at] - 1].col != col)) at = (at + 1) & (c->n_slots - 1);
  return at;
}

static bool more_slots(counting *c) {
  size_t n = c->n_slots ? c->n_slots * 2 : 1024;
  uint32_t *slots = calloc(n, sizeof *slots);
  if (!slots) return false;
  free(c->slots);
  c->slots = slots;
  c->n_slots = n;
  for (size_t i = 0; i < c->n_cells; i++) c->slots[slot_of(c, c->cells[i].row, c->cells[i].col)] = (uint32_t)i + 1;
  return true;
}

static bool more_items(void **items, size_t n, size_t *capacity, size_t size) {
  if (n < *capacity) return true;
  size_t wanted = *capacity ? *capacity * 2 : 256;
  while (wanted <= n) wanted *= 2;
  char *grown = realloc(*items, wanted * size);
  if (!grown) return false;
  memset(grown + *capacity * size, 0, (wanted - *capacity) * size);
  *items = grown;
  *capacity = wanted;
  return true;
}

/* NULL when out of memory. */
static cell *cell_at(counting *c, uint32_t row, uint32_t col) {
  if (c->n_cells * 2 >= c->n_slots && !more_slots(c)) return NULL;
  size_t at = slot_of(c, row, col);
  if (!c->slots[at]) {
    if (!more_items((void **)&c->cells, c->n_cells, &c->cells_capacity, sizeof *c->cells)) return NULL;
    c->cells[c->n_cells++] = (cell){.row = row, .col = col};
    c->slots[at] = (uint32_t)c->n_cells;
  }
  return &c->cells[c->slots[at] - 1];
}

/* ---- counting ---- */

static bool add(counting *c, tally *t, const rap_relation_row *row, uint64_t key) {
  if (t->last == row->unit) return true;
  t->last = row->unit;
  if (!row->spread) {
    t->n++;
    return true;
  }
  if (!more_items((void **)&c->met, c->n_met, &c->met_capacity, sizeof *c->met)) return false;
  c->met[c->n_met++] = (met){key, row->unit};
  return true;
}

/* False when out of memory. */
static bool is_wanted(counting *c, uint32_t row, bool *out) {
  *out = true;
  if (!c->only) return true;
  if (!more_items((void **)&c->wanted, row, &c->wanted_capacity, sizeof *c->wanted)) return false;
  if (!c->wanted[row]) c->wanted[row] = rap_str_list_has(c->only, c->values[0].items[row]) ? 1 : 2;
  *out = c->wanted[row] == 1;
  return true;
}

static bool add_values(counting *c, const rap_relation_row *row, size_t axis) {
  tallies *t = axis ? &c->cols : &c->rows;
  for (size_t i = 0; i < row->n[axis]; i++) {
    uint32_t v = row->values[axis][i];
    if (!more_items((void **)&t->items, v, &t->capacity, sizeof *t->items)) return false;
    if (!add(c, &t->items[v], row, axis ? key_of(NONE, v) : key_of(v, NONE))) return false;
  }
  return true;
}

static rap_status add_cell(counting *c, const rap_relation_row *row, uint32_t a, uint32_t b, rap_error *err) {
  cell *x = cell_at(c, a, b);
  if (!x || !add(c, &x->count, row, key_of(a, b))) return rap_error_nomem(err);
  if (c->n_cells > RAP_PAIRS_MAX)
    return rap_error_set(err, RAP_ERR_LIMIT, "more than %d pairs meet: ask about less (a period, an event, a theme)", RAP_PAIRS_MAX);
  return RAP_OK;
}

static rap_status on_row(void *ctx, const rap_relation_row *row, rap_error *err) {
  counting *c = ctx;
  rap_status st =
      add(c, &c->total, row, key_of(NONE, NONE)) && add_values(c, row, 0) && (c->own_pairs || add_values(c, row, 1)) ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; i < row->n[0] && st == RAP_OK; i++) {
    uint32_t a = row->values[0][i];
    bool wanted;
    if (!is_wanted(c, a, &wanted)) return rap_error_nomem(err);
    if (!wanted) continue;
    if (c->own_pairs) {
      for (size_t k = i + 1; k < row->n[0] && st == RAP_OK; k++) {
        uint32_t b = row->values[0][k];
        if (a != b) st = add_cell(c, row, a < b ? a : b, a < b ? b : a, err);
      }
    } else {
      for (size_t k = 0; k < row->n[1] && st == RAP_OK; k++) st = add_cell(c, row, a, row->values[1][k], err);
    }
  }
  return st;
}

static int by_key_and_unit(const void *x, const void *y) {
  const met *a = x, *b = y;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  return (a->unit > b->unit) - (a->unit < b->unit);
}

/* Units that came several times count once. */
static void settle(counting *c) {
  if (c->n_met) qsort(c->met, c->n_met, sizeof *c->met, by_key_and_unit);
  for (size_t i = 0; i < c->n_met; i++) {
    if (i && by_key_and_unit(&c->met[i], &c->met[i - 1]) == 0) continue;
    uint32_t row = (uint32_t)(c->met[i].key >> 32), col = (uint32_t)c->met[i].key;
    tally *t = row == NONE && col == NONE ? &c->total
               : col == NONE              ? &c->rows.items[row]
               : row == NONE              ? &c->cols.items[col]
                                          : &c->cells[c->slots[slot_of(c, row, col)] - 1].count;
    t->n++;
  }
}

/* ---- the answer ---- */

typedef struct ranked {
  rap_str value;
  int64_t n;
  uint32_t number;
} ranked;

static int by_count(const void *x, const void *y) {
  const ranked *a = x, *b = y;
  return a->n != b->n ? (a->n > b->n ? -1 : 1) : rap_str_cmp(a->value, b->value);
}

/* One of the two axes. */
typedef struct side {
  rap_axis axis;
  const rap_relation_values *values;
  const tallies *counted;
  const rap_str_list *only, *without;
  size_t max;
  uint32_t *place; /* by number: 1 + where the value went, 0 where it was left out */
} side;

/* The largest values, labelled. */
static rap_status rank(rap_store *store, rap_arena *arena, side *s, rap_node_list *out, rap_error *err) {
  size_t n = 0, known = s->values->n;
  ranked *all = rap_arena_array(arena, known, sizeof *all);
  s->place = rap_arena_array(arena, known, sizeof *s->place);
  if (!all || !s->place) return rap_error_nomem(err);
  for (size_t i = 0; i < known && i < s->counted->capacity; i++)
    if (s->counted->items[i].n && (!s->only || rap_str_list_has(s->only, s->values->items[i])) &&
        (!s->without || !rap_str_list_has(s->without, s->values->items[i])))
      all[n++] = (ranked){s->values->items[i], s->counted->items[i].n, (uint32_t)i};
  if (n) qsort(all, n, sizeof *all, by_count);
  out->n = s->max && n > s->max ? s->max : n;
  out->more = n - out->n;
  out->items = rap_arena_array(arena, out->n, sizeof *out->items);
  rap_status st = out->items ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; i < out->n && st == RAP_OK; i++) {
    s->place[all[i].number] = (uint32_t)i + 1;
    out->items[i] = (rap_node){.label.value = all[i].value, .n = all[i].n};
    st = rap_query_label(store, s->axis, all[i].value, arena, &out->items[i].label.name, err);
  }
  return st;
}

static int by_place(const void *x, const void *y) {
  const rap_pair *a = x, *b = y;
  if (a->row != b->row) return a->row < b->row ? -1 : 1;
  return (a->col > b->col) - (a->col < b->col);
}

static rap_status collect(const counting *c, rap_arena *arena, const uint32_t *rows, const uint32_t *cols, rap_pairs *out, rap_error *err) {
  out->items = rap_arena_array(arena, c->n_cells, sizeof *out->items);
  if (!out->items) return rap_error_nomem(err);
  for (size_t i = 0; i < c->n_cells; i++) {
    uint32_t a = rows[c->cells[i].row], b = cols[c->cells[i].col];
    if (!a || !b || !c->cells[i].count.n) continue;
    if (c->own_pairs && a > b) {
      uint32_t swap = a;
      a = b;
      b = swap;
    }
    out->items[out->n++] = (rap_pair){a - 1, b - 1, c->cells[i].count.n};
  }
  if (out->n) qsort(out->items, out->n, sizeof *out->items, by_place);
  return RAP_OK;
}

static void clear(counting *c) {
  free(c->rows.items);
  free(c->cols.items);
  free(c->cells);
  free(c->slots);
  free(c->met);
  free(c->wanted);
}

rap_status rap_query_pairs(rap_store *store, const rap_filter *filter, const rap_pairs_spec *asked, rap_arena *arena, rap_pairs *out,
                           rap_error *err) {
  *out = (rap_pairs){0};
  const rap_count_spec *spec = &asked->count;
  assert(!asked->only || spec->rows != spec->cols);
  const rap_axis axes[] = {spec->rows, spec->cols};
  rap_relation_values values[RAP_RELATION_AXES];
  counting c = {.own_pairs = spec->rows == spec->cols, .only = asked->only, .values = values};
  const rap_relation_spec walk = {.base = spec->base,
                                  .unit = spec->unit,
                                  .axes = axes,
                                  .n_axes = c.own_pairs ? 1 : 2,
                                  .restrict_axes = spec->restrict_axes,
                                  .by_rows = spec->by_rows};
  side rows = {spec->rows, &values[0], &c.rows, asked->only, asked->without, spec->max_rows, NULL},
       cols = {spec->cols, &values[1], &c.cols, NULL, asked->without, spec->max_cols, NULL};
  bool own = false;
  rap_status st = rap_sql_begin(store, &own, err);
  TRY(rap_relation_walk(store, filter, &walk, arena, on_row, &c, values, err));
  if (st == RAP_OK) settle(&c);
  TRY(rank(store, arena, &rows, &out->rows, err));
  if (!c.own_pairs) TRY(rank(store, arena, &cols, &out->cols, err));
  TRY(collect(&c, arena, rows.place, c.own_pairs ? rows.place : cols.place, out, err));
  out->total = c.total.n;
  rap_sql_end(store, own);
  clear(&c);
  if (st != RAP_OK) *out = (rap_pairs){0};
  return st;
}
