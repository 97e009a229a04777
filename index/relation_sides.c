/* relation_sides.c: who supports and opposes what, with whom. Layer: index. */
#include <stdlib.h>

#include "index/relation_walk.h"
#include "index/relations.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

enum { EVENT, THEME, STATE, POLARITY, N_AXES };
enum { SUPPORTS = 1, OPPOSES = 2 };

typedef struct side {
  uint32_t event, theme, state;
  unsigned sides; /* SUPPORTS, OPPOSES or both */
} side;

typedef struct gathering {
  const rap_relation_values *values;
  rap_arena *arena;
  side *items;
  size_t n, capacity;
} gathering;

static rap_status on_row(void *ctx, const rap_relation_row *row, rap_error *err) {
  gathering *g = ctx;
  unsigned sides = rap_str_is(g->values[POLARITY].items[row->values[POLARITY][0]], "support") ? SUPPORTS : OPPOSES;
  for (size_t t = 0; t < row->n[THEME]; t++) {
    for (size_t i = 0; i < row->n[STATE]; i++) {
      if (rap_str_is(g->values[STATE].items[row->values[STATE][i]], "ALL")) continue;
      if (g->n >= RAP_PAIRS_MAX)
        return rap_error_set(err, RAP_ERR_LIMIT, "more than %d sides are taken: ask about less (a period, a theme)", RAP_PAIRS_MAX);
      if (!rap_arena_grow(g->arena, (void **)&g->items, g->n, &g->capacity, sizeof *g->items)) return rap_error_nomem(err);
      g->items[g->n++] = (side){row->values[EVENT][0], row->values[THEME][t], row->values[STATE][i], sides};
    }
  }
  return RAP_OK;
}

static int by_occasion(const void *x, const void *y) {
  const side *a = x, *b = y;
  if (a->event != b->event) return a->event < b->event ? -1 : 1;
  if (a->theme != b->theme) return a->theme < b->theme ? -1 : 1;
  return (a->state > b->state) - (a->state < b->state);
}

/* Each State once an occasion, and only those on one side. */
static void settle(gathering *g) {
  size_t n = 0;
  if (g->n) qsort(g->items, g->n, sizeof *g->items, by_occasion);
  for (size_t i = 0, j; i < g->n; i = j) {
    side s = g->items[i];
    for (j = i + 1; j < g->n && by_occasion(&g->items[i], &g->items[j]) == 0; j++) s.sides |= g->items[j].sides;
    if (s.sides != (SUPPORTS | OPPOSES)) g->items[n++] = s;
  }
  g->n = n;
}

/* ---- counting ---- */

typedef struct counted {
  rap_str value;
  int64_t n;
  uint32_t number;
} counted;

static int by_count(const void *x, const void *y) {
  const counted *a = x, *b = y;
  return a->n != b->n ? (a->n > b->n ? -1 : 1) : rap_str_cmp(a->value, b->value);
}

/* place[number]: 1 + where the State went. */
static rap_status rank_states(rap_store *store, const gathering *g, uint32_t **place, rap_sides *out, rap_error *err) {
  size_t known = g->values[STATE].n, n = 0;
  counted *all = rap_arena_array(g->arena, known, sizeof *all);
  *place = rap_arena_array(g->arena, known, sizeof **place);
  if (!all || !*place) return rap_error_nomem(err);
  for (size_t i = 0; i < known; i++) all[i] = (counted){g->values[STATE].items[i], 0, (uint32_t)i};
  for (size_t i = 0; i < g->n; i++) all[g->items[i].state].n++;
  if (known) qsort(all, known, sizeof *all, by_count);
  while (n < known && all[n].n) n++;
  out->states.items = rap_arena_array(g->arena, n, sizeof *out->states.items);
  out->states.n = n;
  rap_status st = out->states.items ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; i < n && st == RAP_OK; i++) {
    (*place)[all[i].number] = (uint32_t)i + 1;
    out->states.items[i] = (rap_node){.label.value = all[i].value, .n = all[i].n};
    st = rap_query_label(store, RAP_AXIS_STATE, all[i].value, g->arena, &out->states.items[i].label.name, err);
  }
  return st;
}

static bool is_one_of(const rap_sides *s, uint32_t state, const rap_str *pair) {
  return rap_str_eq(s->states.items[state].label.value, pair[0]) || rap_str_eq(s->states.items[state].label.value, pair[1]);
}

typedef struct pairing {
  rap_store *store;
  const gathering *g;
  const uint32_t *place; /* of States, by number */
  const rap_str *pair;
  rap_side_pair *grid; /* n × n */
  size_t shared_capacity;
  rap_sides *out;
} pairing;

static rap_status share(pairing *p, const side *at, bool same, rap_error *err) {
  const gathering *g = p->g;
  rap_sides *out = p->out;
  rap_store *store = p->store;
  if (!rap_arena_grow(g->arena, (void **)&out->shared, out->n_shared, &p->shared_capacity, sizeof *out->shared)) return rap_error_nomem(err);
  rap_occasion *o = &out->shared[out->n_shared++];
  *o = (rap_occasion){.event.value = g->values[EVENT].items[at->event], .theme.value = g->values[THEME].items[at->theme], .same = same};
  rap_status st = rap_query_label(store, RAP_AXIS_EVENT, o->event.value, g->arena, &o->event.name, err);
  TRY(rap_query_label(store, RAP_AXIS_THEME, o->theme.value, g->arena, &o->theme.name, err));
  return st;
}

/* Adds the pairs of one occasion, items[from] to items[to − 1]. */
static rap_status count_occasion(pairing *p, size_t from, size_t to, rap_error *err) {
  const side *items = p->g->items;
  size_t n = p->out->states.n;
  rap_status st = RAP_OK;
  for (size_t i = from; i < to; i++) {
    for (size_t k = i + 1; k < to && st == RAP_OK; k++) {
      uint32_t x = p->place[items[i].state] - 1, y = p->place[items[k].state] - 1, a = x < y ? x : y, b = x < y ? y : x;
      bool same = items[i].sides == items[k].sides;
      ++*(same ? &p->grid[a * n + b].same : &p->grid[a * n + b].opposite);
      if (p->pair && is_one_of(p->out, a, p->pair) && is_one_of(p->out, b, p->pair)) st = share(p, &items[i], same, err);
    }
  }
  return st;
}

static int by_meetings(const void *x, const void *y) {
  const rap_side_pair *a = x, *b = y;
  int64_t na = a->same + a->opposite, nb = b->same + b->opposite;
  if (na != nb) return na > nb ? -1 : 1;
  if (a->a != b->a) return a->a < b->a ? -1 : 1;
  return (a->b > b->b) - (a->b < b->b);
}

static rap_status count_pairs(rap_store *store, const gathering *g, const uint32_t *place, const rap_str *pair, rap_sides *out, rap_error *err) {
  size_t n = out->states.n;
  rap_side_pair *grid = rap_arena_array(g->arena, n * n, sizeof *grid);
  pairing p = {.store = store, .g = g, .place = place, .pair = pair, .grid = grid, .out = out};
  rap_status st = grid ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0, j; i < g->n && st == RAP_OK; i = j) {
    unsigned sides = 0;
    for (j = i; j < g->n && g->items[j].event == g->items[i].event && g->items[j].theme == g->items[i].theme; j++) sides |= g->items[j].sides;
    out->occasions++;
    out->contested += sides == (SUPPORTS | OPPOSES);
    st = count_occasion(&p, i, j, err);
  }
  for (size_t i = 0; i < n * n && st == RAP_OK; i++) {
    if (!grid[i].same && !grid[i].opposite) continue;
    grid[out->n_pairs++] = (rap_side_pair){(uint32_t)(i / n), (uint32_t)(i % n), grid[i].same, grid[i].opposite};
  }
  out->pairs = grid;
  if (st == RAP_OK && out->n_pairs) qsort(grid, out->n_pairs, sizeof *grid, by_meetings);
  return st;
}

rap_status rap_query_sides(rap_store *store, const rap_filter *filter, const rap_str *pair, rap_arena *arena, rap_sides *out, rap_error *err) {
  static const rap_axis axes[N_AXES] = {RAP_AXIS_EVENT, RAP_AXIS_THEME, RAP_AXIS_STATE, RAP_AXIS_POLARITY};
  const rap_relation_spec spec = {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .axes = axes, .n_axes = N_AXES, .restrict_axes = true};
  rap_str words[] = {RAP_STR("support"), RAP_STR("oppose")};
  rap_relation_values values[RAP_RELATION_AXES];
  gathering g = {.values = values, .arena = arena};
  rap_filter taken = *filter;
  uint32_t *place = NULL;
  bool own = false;
  *out = (rap_sides){0};
  if (!taken.polarities.n) taken.polarities = (rap_str_list){words, 2, 2};
  rap_status st = rap_sql_begin(store, &own, err);
  TRY(rap_relation_walk(store, &taken, &spec, arena, on_row, &g, values, err));
  if (st == RAP_OK) settle(&g);
  TRY(rank_states(store, &g, &place, out, err));
  TRY(count_pairs(store, &g, place, pair, out, err));
  rap_sql_end(store, own);
  if (st != RAP_OK) *out = (rap_sides){0};
  return st;
}
