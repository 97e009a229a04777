/* relation_silence.c: who was present and silent where others raised a theme. Layer: index. */
#include <stdlib.h>

#include "base/map.h"
#include "index/relation_walk.h"
#include "index/relations.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

enum { SPOKE = 1, NAMED = 2 };
#define ACTORS_MAX 64 /* States, groups and ALL: bits of a word */
#define NO_PLACE UINT32_MAX

/* States and groups are few and known by their places; events are rows of the table `event`. */
typedef struct known_event {
  uint64_t id;
  rap_str key;
  uint64_t venue;        /* bit of its State */
  uint64_t spoke, named; /* by actor */
} known_event;

/* Who raised one theme at one event. */
typedef struct raising {
  uint32_t event, theme;
  uint64_t by;
} raising;

typedef struct silence {
  rap_store *store;
  rap_arena *arena;
  const rap_silence_spec *spec;
  rap_map actors; /* value → place */
  rap_str values[ACTORS_MAX];
  uint64_t states, all; /* bits of States, of ALL */
  uint64_t groups_of[ACTORS_MAX];
  size_t n_actors;
  known_event *events;
  size_t n_events, events_capacity;
  uint32_t *slots; /* by id: 1 + place */
  size_t n_slots;
  raising *raised;
  size_t n_raised, raised_capacity;
  rap_relation_values values_of[RAP_RELATION_AXES]; /* of the walk in hand */
  rap_relation_values themes;                       /* of the first walk */
} silence;

/* ---- actors ---- */

static bool add_actor(silence *s, rap_str value, uint32_t *place) {
  const rap_map_entry *known = rap_map_get(&s->actors, value);
  *place = known ? (uint32_t)known->value.num : NO_PLACE;
  if (known || s->n_actors == ACTORS_MAX) return true;
  rap_str kept = rap_arena_str(s->arena, value);
  rap_map_entry *e = kept.p ? rap_map_put(&s->actors, kept, NULL) : NULL;
  if (!e) return false;
  e->value.num = s->n_actors;
  s->values[s->n_actors] = kept;
  *place = (uint32_t)s->n_actors++;
  return true;
}

static uint64_t bit(uint32_t place) { return place < ACTORS_MAX ? UINT64_C(1) << place : 0; }

/* All States that the lexicon or a text knows, which groups they belong to, and what is no State. */
static rap_status read_actors(silence *s, rap_error *err) {
  rap_stmt *q = NULL;
  bool row = false;
  uint32_t a, b;
  rap_status st = rap_db_cached(
      s->store->db,
      "SELECT id, kind FROM lexicon WHERE kind IN ('state', 'group') UNION SELECT value, kind FROM entity WHERE kind IN ('state', 'group', 'all') ORDER BY 2 DESC, 1",
      &q, err);
  while (st == RAP_OK && (st = rap_stmt_step(q, &row, err)) == RAP_OK && row) {
    if (!add_actor(s, rap_col_text(q, 0), &a)) st = rap_error_nomem(err);
    if (rap_str_is(rap_col_text(q, 1), "state")) s->states |= bit(a);
    if (rap_str_is(rap_col_text(q, 1), "all")) s->all |= bit(a);
  }
  rap_stmt_reset(q);
  TRY(rap_db_cached(s->store->db, "SELECT member, container FROM lexicon_member ORDER BY member, container", &q, err));
  while (st == RAP_OK && (st = rap_stmt_step(q, &row, err)) == RAP_OK && row) {
    const rap_map_entry *member = rap_map_get(&s->actors, rap_col_text(q, 0)), *group = rap_map_get(&s->actors, rap_col_text(q, 1));
    a = member ? (uint32_t)member->value.num : NO_PLACE;
    b = group ? (uint32_t)group->value.num : NO_PLACE;
    if (a < ACTORS_MAX) s->groups_of[a] |= bit(b);
  }
  rap_stmt_reset(q);
  for (size_t i = 0; i < s->n_actors; i++) s->groups_of[i] |= s->all;
  return st;
}

/* Bits of the actors of a row. */
static rap_status actors_at(silence *s, const rap_relation_row *row, size_t axis, uint64_t *out, rap_error *err) {
  *out = 0;
  for (size_t i = 0; i < row->n[axis]; i++) {
    uint32_t place;
    if (!add_actor(s, s->values_of[axis].items[row->values[axis][i]], &place)) return rap_error_nomem(err);
    *out |= bit(place);
  }
  return RAP_OK;
}

/* ---- events ---- */

static size_t slot_of(const silence *s, uint64_t id) {
  size_t at = (size_t)(id * UINT64_C(0x9E3779B97F4A7C15) >> 24) & (s->n_slots - 1);
  while (s->slots[at] && s->events[s->slots[at] - 1].id != id) at = (at + 1) & (s->n_slots - 1);
  return at;
}

static bool more_slots(silence *s) {
  size_t n = s->n_slots ? s->n_slots * 2 : 1024;
  uint32_t *slots = rap_arena_array(s->arena, n, sizeof *slots);
  if (!slots) return false;
  s->slots = slots;
  s->n_slots = n;
  for (size_t i = 0; i < s->n_events; i++) s->slots[slot_of(s, s->events[i].id)] = (uint32_t)i + 1;
  return true;
}

/* NULL when it is unknown and not to be added, or out of memory. */
static known_event *event_at(silence *s, uint64_t id, bool add) {
  if (add && s->n_events * 2 >= s->n_slots && !more_slots(s)) return NULL;
  if (!s->n_slots) return NULL;
  size_t at = slot_of(s, id);
  if (!s->slots[at]) {
    if (!add || !rap_arena_grow(s->arena, (void **)&s->events, s->n_events, &s->events_capacity, sizeof *s->events)) return NULL;
    s->events[s->n_events++] = (known_event){.id = id};
    s->slots[at] = (uint32_t)s->n_events;
  }
  return &s->events[s->slots[at] - 1];
}

static rap_status read_events(silence *s, rap_error *err) {
  rap_stmt *q = NULL;
  bool row = false;
  rap_status st = rap_db_cached(s->store->db, "SELECT id, key, state FROM event", &q, err);
  while (st == RAP_OK && s->n_events && (st = rap_stmt_step(q, &row, err)) == RAP_OK && row) {
    known_event *e = event_at(s, (uint64_t)rap_col_int(q, 0), false);
    if (!e) continue;
    const rap_map_entry *venue = rap_map_get(&s->actors, rap_col_text(q, 2)), *capital = rap_map_get(&s->actors, RAP_STR("IN-DL"));
    if (!(e->key = rap_arena_str(s->arena, rap_col_text(q, 1))).p) st = rap_error_nomem(err);
    e->venue = (venue ? bit((uint32_t)venue->value.num) : 0) | (capital ? bit((uint32_t)capital->value.num) : 0);
  }
  rap_stmt_reset(q);
  return st;
}

/* ---- walks ---- */

static rap_status on_raised(void *ctx, const rap_relation_row *row, rap_error *err) {
  silence *s = ctx;
  uint64_t by;
  rap_status st = actors_at(s, row, 0, &by, err);
  known_event *e = st == RAP_OK ? event_at(s, row->unit, true) : NULL;
  if (st == RAP_OK && !e) return rap_error_nomem(err);
  for (size_t i = 0; i < row->n[1] && st == RAP_OK; i++) {
    if (s->spec->themes && s->spec->themes->n && i) break; /* one of them is enough */
    if (!rap_arena_grow(s->arena, (void **)&s->raised, s->n_raised, &s->raised_capacity, sizeof *s->raised)) return rap_error_nomem(err);
    s->raised[s->n_raised++] = (raising){(uint32_t)(e - s->events), s->spec->themes && s->spec->themes->n ? 0 : row->values[1][i], by};
  }
  return st;
}

static rap_status on_spoke(void *ctx, const rap_relation_row *row, rap_error *err) {
  silence *s = ctx;
  uint64_t by;
  known_event *e = event_at(s, row->unit, false);
  if (!e) return RAP_OK;
  rap_status st = actors_at(s, row, 0, &by, err);
  e->spoke |= by & s->states;
  return st;
}

static rap_status on_named(void *ctx, const rap_relation_row *row, rap_error *err) {
  silence *s = ctx;
  uint64_t by;
  known_event *e = event_at(s, row->unit, false);
  if (!e) return RAP_OK;
  rap_status st = actors_at(s, row, 0, &by, err);
  e->named |= by & s->states & ~e->venue;
  return st;
}

static int by_event_and_theme(const void *x, const void *y) {
  const raising *a = x, *b = y;
  if (a->event != b->event) return a->event < b->event ? -1 : 1;
  return (a->theme > b->theme) - (a->theme < b->theme);
}

/* Each theme once an event. */
static void settle(silence *s) {
  size_t n = 0;
  if (s->n_raised) qsort(s->raised, s->n_raised, sizeof *s->raised, by_event_and_theme);
  for (size_t i = 0, j; i < s->n_raised; i = j) {
    raising r = s->raised[i];
    for (j = i + 1; j < s->n_raised && by_event_and_theme(&s->raised[i], &s->raised[j]) == 0; j++) r.by |= s->raised[j].by;
    s->raised[n++] = r;
  }
  s->n_raised = n;
}

static rap_status walk(silence *s, const rap_filter *filter, rap_error *err) {
  static const rap_axis raised[] = {RAP_AXIS_ACTOR, RAP_AXIS_THEME}, spoke[] = {RAP_AXIS_ACTOR}, named[] = {RAP_AXIS_STATE};
  rap_str actor = RAP_STR("actor");
  rap_filter statements = *filter, documents = *filter;
  if (!statements.roles.n) statements.roles = (rap_str_list){&actor, 1, 1};
  rap_filter on_theme = statements;
  if (s->spec->themes) on_theme.themes = *s->spec->themes;
  documents.roles = documents.predicates = documents.polarities = documents.statuses = (rap_str_list){0};
  rap_relation_spec spec = {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_EVENTS, .axes = raised, .n_axes = 2, .restrict_axes = true};
  rap_status st = rap_relation_walk(s->store, &on_theme, &spec, s->arena, on_raised, s, s->values_of, err);
  s->themes = s->values_of[1];
  if (st == RAP_OK) settle(s);
  TRY(read_events(s, err));
  spec.axes = spoke;
  spec.n_axes = 1;
  TRY(rap_relation_walk(s->store, &statements, &spec, s->arena, on_spoke, s, s->values_of, err));
  spec.axes = named;
  spec.base = RAP_FROM_DOCUMENTS;
  TRY(rap_relation_walk(s->store, &documents, &spec, s->arena, on_named, s, s->values_of, err));
  return st;
}

/* ---- counting ---- */

static void count_state(const silence *s, const raising *r, uint32_t place, rap_silence_row *row) {
  const known_event *e = &s->events[r->event];
  uint64_t me = bit(place);
  if (r->by & me) {
    row->raised++;
    return;
  }
  bool spoke = e->spoke & me, named = e->named & me;
  if (!spoke && !named) return;
  row->spoke += spoke;
  row->named += !spoke;
  row->with_group += (r->by & s->groups_of[place]) != 0;
}

/* The row that a State's part in a raising is counted in. */
static size_t row_of(const silence *s, const raising *r, uint32_t place) {
  if (s->spec->by_event) return r->event;
  return s->spec->themes && s->spec->themes->n ? place : r->theme;
}

static void count_rows(const silence *s, uint32_t only, rap_silence_row *rows, rap_silence *out) {
  uint32_t last = NO_PLACE;
  for (size_t i = 0; i < s->n_raised; i++) {
    const raising *r = &s->raised[i];
    const known_event *e = &s->events[r->event];
    bool counts = only == NO_PLACE || ((r->by | e->spoke | e->named) & bit(only));
    if (counts && r->event != last) out->events++;
    if (counts) last = r->event;
    for (uint32_t p = 0; p < s->n_actors; p++)
      if ((s->states & bit(p)) && (only == NO_PLACE || p == only)) count_state(s, r, p, &rows[row_of(s, r, p)]);
  }
}

static int by_silence(const void *x, const void *y) {
  const rap_silence_row *a = x, *b = y;
  if (a->spoke != b->spoke) return a->spoke > b->spoke ? -1 : 1;
  if (a->named != b->named) return a->named > b->named ? -1 : 1;
  if (a->raised != b->raised) return a->raised < b->raised ? -1 : 1;
  return rap_str_cmp(a->label.value, b->label.value);
}

static rap_status label(const silence *s, rap_axis axis, rap_str value, rap_label *out, rap_error *err) {
  out->value = value;
  return rap_query_label(s->store, axis, value, s->arena, &out->name, err);
}

static rap_status keep_rows(const silence *s, rap_silence_row *rows, size_t n, rap_silence *out, rap_error *err) {
  bool states = !s->spec->by_event && s->spec->themes && s->spec->themes->n;
  rap_status st = RAP_OK;
  out->rows = rows;
  out->absent = rap_arena_array(s->arena, ACTORS_MAX, sizeof *out->absent);
  if (!out->absent) return rap_error_nomem(err);
  for (size_t i = 0; i < n && st == RAP_OK; i++) {
    rap_str value = s->spec->by_event ? s->events[i].key : states ? s->values[i] : s->themes.items[i];
    bool any = rows[i].raised || rows[i].spoke || rows[i].named;
    if (states && !(s->states & bit((uint32_t)i))) continue;
    if (any) {
      out->rows[out->n_rows] = rows[i];
      st = label(s, s->spec->by_event ? RAP_AXIS_EVENT : states ? RAP_AXIS_STATE : RAP_AXIS_THEME, value, &out->rows[out->n_rows++].label, err);
    } else if (states && !s->spec->state.n) {
      st = label(s, RAP_AXIS_STATE, value, &out->absent[out->n_absent++], err);
    }
  }
  if (out->n_rows) qsort(out->rows, out->n_rows, sizeof *out->rows, by_silence);
  return st;
}

static int by_times(const void *x, const void *y) {
  const rap_node *a = x, *b = y;
  return a->n != b->n ? (a->n > b->n ? -1 : 1) : rap_str_cmp(a->label.value, b->label.value);
}

static rap_status count_raisers(const silence *s, rap_silence *out, rap_error *err) {
  rap_node_list *to = &out->raised_by;
  rap_status st = RAP_OK;
  to->items = rap_arena_array(s->arena, ACTORS_MAX, sizeof *to->items);
  if (!to->items) return rap_error_nomem(err);
  for (uint32_t p = 0; p < s->n_actors && st == RAP_OK; p++) {
    int64_t n = 0;
    uint32_t last = NO_PLACE;
    for (size_t i = 0; i < s->n_raised; i++) {
      if (!(s->raised[i].by & bit(p)) || s->raised[i].event == last) continue;
      last = s->raised[i].event;
      n++;
    }
    if (!n) continue;
    to->items[to->n].n = n;
    st = label(s, RAP_AXIS_ACTOR, s->values[p], &to->items[to->n++].label, err);
  }
  if (to->n) qsort(to->items, to->n, sizeof *to->items, by_times);
  return st;
}

static rap_status answer(const silence *s, rap_silence *out, rap_error *err) {
  bool states = s->spec->themes && s->spec->themes->n;
  size_t n = s->spec->by_event ? s->n_events : states ? s->n_actors : s->themes.n;
  rap_silence_row *rows = rap_arena_array(s->arena, n, sizeof *rows);
  const rap_map_entry *only = s->spec->state.n ? rap_map_get(&s->actors, s->spec->state) : NULL;
  if (!rows) return rap_error_nomem(err);
  if (s->spec->state.n && !only) return RAP_OK;
  count_rows(s, only ? (uint32_t)only->value.num : NO_PLACE, rows, out);
  rap_status st = keep_rows(s, rows, n, out, err);
  TRY(count_raisers(s, out, err));
  return st;
}

rap_status rap_query_silence(rap_store *store, const rap_filter *filter, const rap_silence_spec *spec, rap_arena *arena, rap_silence *out,
                             rap_error *err) {
  silence *s = rap_arena_alloc(arena, sizeof *s);
  bool own = false;
  *out = (rap_silence){0};
  if (!s) return rap_error_nomem(err);
  s->store = store;
  s->arena = arena;
  s->spec = spec;
  rap_status st = rap_sql_begin(store, &own, err);
  TRY(read_actors(s, err));
  TRY(walk(s, filter, err));
  TRY(answer(s, out, err));
  rap_sql_end(store, own);
  rap_map_clear(&s->actors);
  if (st != RAP_OK) *out = (rap_silence){0};
  return st;
}
