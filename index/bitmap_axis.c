#include "index/bitmap_axis.h"

#include "index/sql_time.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Days of a year that each have a place of their own: 31 to a month. */
enum { YEARS = 10000, PLACES = 12 * 31 };
/* Rows beyond it are looked up each time: their places would take too much memory. */
enum { KNOWN_MAX = (1 << 22) - 1 };

/* ---- making ---- */

/* Links of the axis' values, from each base; RAP_BITMAP_KINDS: it has none. */
static rap_bitmap_kind kind_of(rap_axis axis, rap_base base, bool central) {
  bool statements = base == RAP_FROM_STATEMENTS, documents = base == RAP_FROM_DOCUMENTS;
  switch (axis) {
  case RAP_AXIS_STATE:
  case RAP_AXIS_GROUP:
  case RAP_AXIS_ACTOR: return documents ? RAP_BITMAP_ACTOR : RAP_BITMAP_STATEMENT_ACTOR;
  case RAP_AXIS_THEME:
  case RAP_AXIS_THEME_TOP:
    if (statements) return RAP_BITMAP_STATEMENT_THEME;
    return !documents ? RAP_BITMAP_EVENT_THEME : central ? RAP_BITMAP_CENTRAL : RAP_BITMAP_THEME;
  case RAP_AXIS_SERIES: return RAP_BITMAP_SERIES;
  case RAP_AXIS_PERSON: return statements ? RAP_BITMAP_SPEAKER : documents ? RAP_BITMAP_PERSON : RAP_BITMAP_PARTICIPANT;
  case RAP_AXIS_ORGANISATION: return RAP_BITMAP_ORGANISATION;
  case RAP_AXIS_PROGRAMME: return RAP_BITMAP_PROGRAMME;
  case RAP_AXIS_PLACE: return RAP_BITMAP_PLACE;
  case RAP_AXIS_PREDICATE: return RAP_BITMAP_PREDICATE;
  case RAP_AXIS_ROLE: return RAP_BITMAP_ROLE;
  case RAP_AXIS_POLARITY: return RAP_BITMAP_POLARITY;
  case RAP_AXIS_MENTIONED: return RAP_BITMAP_MENTIONED;
  case RAP_AXIS_KIND: return RAP_BITMAP_EVENT_STATUS;
  case RAP_AXIS_COUNTRY: return RAP_BITMAP_COUNTRY;
  case RAP_AXIS_STATUS: return statements ? RAP_BITMAP_STATUS : RAP_BITMAP_EVENT_STATUS;
  case RAP_AXIS_SOURCE: return RAP_BITMAP_SOURCE;
  case RAP_AXIS_LANGUAGE: return RAP_BITMAP_LANGUAGE;
  default: return RAP_BITMAP_KINDS;
  }
}

static rap_status allow(rap_bitmap_filter *filter, rap_bitmap_axis *axis, rap_sql *q, rap_error *err) {
  return rap_bitmap_filter_ids(filter, q, &axis->allowed, err);
}

static rap_status allow_named(rap_bitmap_filter *filter, rap_bitmap_axis *axis, const rap_str_list *values, rap_error *err) {
  rap_sql q = {.arena = filter->arena};
  if (!values->n) return RAP_OK;
  rap_sql_entity_ids(&q, rap_axis_entity(axis->axis), rap_sql_values_of(values));
  return allow(filter, axis, &q, err);
}

/* An axis whose kind the filter names shows only the filter's values: where the joins of sql_axis.c say so. */
static rap_status restrict_axis(rap_bitmap_filter *filter, rap_bitmap_axis *axis, rap_error *err) {
  const rap_filter *f = filter->asked->filter;
  bool documents = filter->asked->base == RAP_FROM_DOCUMENTS;
  rap_sql q = {.arena = filter->arena};
  if (rap_axis_mentioned(f, axis->axis)) {
    if (!rap_filter_mentions(f)) return RAP_OK;
    rap_sql_mentioned_shown(&q, f, axis->axis);
    return allow(filter, axis, &q, err);
  }
  switch (axis->axis) {
  case RAP_AXIS_STATE:
  case RAP_AXIS_GROUP:
  case RAP_AXIS_ACTOR:
    if (!f->states.n) return RAP_OK;
    rap_sql_actor_ids(&q, rap_sql_values_of(&f->states), f->with_groups, f->with_all);
    return allow(filter, axis, &q, err);
  case RAP_AXIS_THEME:
  case RAP_AXIS_THEME_TOP:
    if (!f->themes.n) return RAP_OK;
    rap_sql_theme_ids(&q, rap_sql_values_of(&f->themes), f->themes_exactly);
    return allow(filter, axis, &q, err);
  case RAP_AXIS_EVENT:
    if (!documents || !f->events.n) return RAP_OK;
    rap_sql_add(&q, "SELECT id FROM event WHERE key IN ");
    rap_sql_values(&q, rap_sql_values_of(&f->events));
    return allow(filter, axis, &q, err);
  case RAP_AXIS_PERSON:
    if (!documents || !f->persons.n) return RAP_OK;
    rap_sql_person_ids(&q, rap_sql_values_of(&f->persons));
    return allow(filter, axis, &q, err);
  case RAP_AXIS_SERIES: return allow_named(filter, axis, &f->series, err);
  case RAP_AXIS_ORGANISATION: return allow_named(filter, axis, &f->organisations, err);
  case RAP_AXIS_PROGRAMME: return allow_named(filter, axis, &f->programmes, err);
  case RAP_AXIS_PLACE: return allow_named(filter, axis, &f->places, err);
  default: return RAP_OK;
  }
}

static rap_status intern(rap_bitmap_axis *axis, rap_str text, uint32_t *value, rap_error *err) {
  bool is_new;
  rap_str kept = text;
  if (!rap_map_get(&axis->by_text, text)) kept = rap_arena_str(axis->arena, text);
  rap_map_entry *e = kept.p ? rap_map_put(&axis->by_text, kept, &is_new) : NULL;
  if (!e || !rap_arena_grow(axis->arena, (void **)&axis->values, axis->n, &axis->capacity, sizeof *axis->values)) return rap_error_nomem(err);
  if (is_new) {
    e->value.num = axis->n;
    axis->values[axis->n++] = kept;
  }
  *value = (uint32_t)e->value.num;
  return RAP_OK;
}

rap_status rap_bitmap_axis_make(rap_bitmap_filter *filter, rap_axis axis, bool restricted, rap_bitmap_axis *out, bool *expressible, rap_error *err) {
  const rap_asked *a = filter->asked;
  *out = (rap_bitmap_axis){.store = filter->store, .arena = filter->arena, .axis = axis, .filter = filter, .from = RAP_VALUE_LINKS};
  rap_status st = RAP_OK;
  *expressible = true;
  out->kind = kind_of(axis, a->base, a->filter->central_only);
  if (axis == RAP_AXIS_NONE) {
    out->from = RAP_VALUE_ONE;
    st = intern(out, RAP_STR(""), &out->single, err);
  } else if (rap_axis_mentioned(a->filter, axis)) {
    out->kind = RAP_BITMAP_MENTIONED;
  } else if (rap_axis_is_time(axis)) {
    out->from = RAP_VALUE_TIME;
    out->by_year = rap_arena_array(filter->arena, YEARS, sizeof *out->by_year);
    if (!out->by_year) st = rap_error_nomem(err);
    if (a->filter->by_event_date) filter->needs_events = true;
  } else if (axis == RAP_AXIS_EVENT) {
    out->from = RAP_VALUE_EVENT;
    filter->needs_events = true;
  } else if (out->kind == RAP_BITMAP_KINDS) {
    *expressible = false;
  }
  if (restricted) TRY(restrict_axis(filter, out, err));
  return st;
}

void rap_bitmap_axis_clear(rap_bitmap_axis *axis) { rap_map_clear(&axis->by_text); }

/* ---- values of entities ---- */

static bool of_kind(rap_axis axis, rap_str kind) {
  bool state = rap_str_is(kind, "state") || rap_str_is(kind, "all"), group = rap_str_is(kind, "group");
  return axis == RAP_AXIS_STATE ? state : axis == RAP_AXIS_GROUP ? group : axis == RAP_AXIS_ACTOR ? state || group : true;
}

/* All of a kind, in the order of the table: beyond so many look-ups one walk costs less. Only of axes on which each entity is a value of its own. */
enum { LOOK_UPS_MAX = 500 };

static const char *all_texts_sql(rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_EVENT: return "SELECT key, '', id FROM event NOT INDEXED";
  case RAP_AXIS_PERSON: return "SELECT value, kind, id FROM entity NOT INDEXED WHERE kind = 'person'";
  case RAP_AXIS_SERIES: return "SELECT value, kind, id FROM entity NOT INDEXED WHERE kind = 'series'";
  default: return NULL;
  }
}

static const char *text_sql(rap_axis axis) {
  return axis == RAP_AXIS_EVENT  ? "SELECT key, '' FROM event WHERE id = ?"
         : axis == RAP_AXIS_KIND ? "SELECT " RAP_SQL_KIND("value") ", kind FROM entity WHERE id = ?"
         : axis == RAP_AXIS_THEME_TOP
             ? "SELECT coalesce(l.top, e.value), e.kind FROM entity e LEFT JOIN lexicon l ON l.kind = 'theme' AND l.id = e.value WHERE e.id = ?"
             : "SELECT value, kind FROM entity WHERE id = ?";
}

/* The period of a mentioned date; empty when the value is none. */
static rap_str period_of_value(rap_period unit, rap_str value, char text[RAP_PERIOD_TEXT_MAX]) {
  rap_day first;
  size_t n = rap_mentioned_first(value, &first) ? rap_period_format(unit, rap_period_of(unit, first), text) : 0;
  return (rap_str){text, n};
}

static bool is_allowed(const rap_bitmap_axis *axis, int64_t id) {
  return !axis->allowed || (id >= 0 && id <= UINT32_MAX && rap_idset_has(axis->allowed, (uint32_t)id));
}

static rap_status look_up(rap_bitmap_axis *axis, int64_t id, size_t *value, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  uint32_t index = 0;
  *value = 0;
  if (!is_allowed(axis, id)) return RAP_OK;
  rap_status st = rap_db_cached(axis->store->db, text_sql(axis->axis), &s, err);
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row && !rap_col_null(s, 0) && of_kind(axis->axis, rap_col_text(s, 1))) {
    char period[RAP_PERIOD_TEXT_MAX];
    rap_period unit;
    rap_str text = rap_col_text(s, 0);
    if (rap_axis_period(axis->axis, &unit)) text = period_of_value(unit, text, period);
    st = intern(axis, text, &index, err);
    *value = (size_t)index + 1;
  }
  rap_stmt_reset(s);
  return st;
}

/* What is known of an entity: 2 + its value, 1 if it counts for none, 0 if it has not been looked up. NULL: out of memory. */
static uint32_t *known_at(rap_bitmap_axis *axis, int64_t id) {
  if ((uint64_t)id >= axis->n_known) {
    size_t n = axis->n_known ? axis->n_known : 4096;
    while (n <= (size_t)id) n *= 2;
    uint32_t *known = rap_arena_array(axis->arena, n, sizeof *known);
    if (!known) return NULL;
    if (axis->n_known) memcpy(known, axis->known, axis->n_known * sizeof *known);
    axis->known = known;
    axis->n_known = n;
  }
  return &axis->known[id];
}

static rap_status look_all_up(rap_bitmap_axis *axis, const char *sql, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  axis->n_look_ups = 0;
  axis->all_known = true;
  rap_status st = rap_db_cached(axis->store->db, sql, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    int64_t id = rap_col_int(s, 2);
    uint32_t value = 0;
    if (id < 0 || id > KNOWN_MAX || !is_allowed(axis, id)) continue;
    uint32_t *known = known_at(axis, id);
    if (!known) st = rap_error_nomem(err);
    if (st != RAP_OK || *known) continue;
    st = intern(axis, rap_col_text(s, 0), &value, err);
    *known = value + 2;
  }
  rap_stmt_reset(s);
  return st;
}

/* *value: 1 + the value, 0 if the entity counts for none. */
static rap_status value_of(rap_bitmap_axis *axis, int64_t id, size_t *value, rap_error *err) {
  *value = 0;
  if (id < 0 || id > KNOWN_MAX) return look_up(axis, id, value, err);
  const char *all = all_texts_sql(axis->axis);
  rap_status st = RAP_OK;
  uint32_t *known = known_at(axis, id);
  if (known && !*known && all && !axis->all_known && ++axis->n_look_ups > LOOK_UPS_MAX) {
    st = look_all_up(axis, all, err);
    known = known_at(axis, id);
  }
  if (!known) return st == RAP_OK ? rap_error_nomem(err) : st;
  if (!*known && st == RAP_OK) {
    st = look_up(axis, id, value, err);
    *known = (uint32_t)*value + 1;
  }
  *value = *known ? *known - 1 : 0;
  return st;
}

/* ---- one chunk ---- */

typedef struct pairs {
  uint32_t *positions, *values;
  size_t n;
} pairs;

/* Position and value of each link, in terms of the base where the link's level is finer than it. */
static rap_status read_links(rap_bitmap_axis *axis, const rap_chunk *chunk, pairs *out, rap_error *err) {
  rap_links l;
  rap_level from = rap_chunk_level(axis->kind), to = axis->level;
  const rap_bits *live = &chunk->live[from];
  bool of_event = axis->axis == RAP_AXIS_STATUS || axis->axis == RAP_AXIS_KIND || axis->axis == RAP_AXIS_COUNTRY;
  bool main_only = of_event && to == RAP_AT_DOCUMENT;
  rap_status st = rap_bitmap_links(chunk->store, chunk->chunk, axis->kind, chunk->arena, &l, err);
  if (st != RAP_OK || !l.n) return st;
  out->positions = rap_arena_array(chunk->arena, l.starts[l.n], sizeof *out->positions);
  out->values = rap_arena_array(chunk->arena, l.starts[l.n], sizeof *out->values);
  if (!out->positions || !out->values) return rap_error_nomem(err);
  for (size_t e = 0; e < l.n && st == RAP_OK; e++) {
    size_t value;
    st = value_of(axis, l.entities[e], &value, err);
    if (st != RAP_OK || !value) continue;
    for (uint32_t k = l.starts[e]; k < l.starts[e + 1]; k++) {
      uint32_t p = l.positions[k];
      if (!rap_bits_has(live, p) || (p = rap_chunk_whole(chunk, p, from, to, main_only)) >= RAP_CHUNK_POSITIONS) continue;
      out->positions[out->n] = p;
      out->values[out->n++] = (uint32_t)(value - 1);
    }
  }
  return st;
}

static rap_status read_events(rap_bitmap_axis *axis, const rap_chunk *chunk, pairs *out, rap_error *err) {
  const rap_bits *accounts = &chunk->live[RAP_AT_ACCOUNT];
  rap_status st = RAP_OK;
  out->positions = rap_arena_array(chunk->arena, RAP_CHUNK_POSITIONS, sizeof *out->positions);
  out->values = rap_arena_array(chunk->arena, RAP_CHUNK_POSITIONS, sizeof *out->values);
  if (!out->positions || !out->values) return rap_error_nomem(err);
  for (uint32_t i = rap_bits_next(accounts, 0); i < RAP_CHUNK_POSITIONS && st == RAP_OK; i = rap_bits_next(accounts, i + 1)) {
    const rap_account_event *e = rap_chunk_event(chunk, i, RAP_AT_ACCOUNT);
    size_t value = 0;
    if (e) st = value_of(axis, e->event, &value, err);
    if (!value) continue;
    out->positions[out->n] = rap_chunk_whole(chunk, i, RAP_AT_ACCOUNT, axis->level, false);
    out->values[out->n++] = (uint32_t)(value - 1);
  }
  return st;
}

/* Sorts by position, by counting. */
static rap_status arrange(rap_bitmap_axis *axis, const rap_chunk *chunk, const pairs *p, rap_error *err) {
  axis->starts = rap_arena_array(chunk->arena, RAP_CHUNK_POSITIONS + 2, sizeof *axis->starts);
  axis->list = rap_arena_array(chunk->arena, p->n, sizeof *axis->list);
  if (!axis->starts || !axis->list) return rap_error_nomem(err);
  for (size_t i = 0; i < p->n; i++) axis->starts[p->positions[i] + 2]++;
  for (size_t i = 2; i < RAP_CHUNK_POSITIONS + 2; i++) axis->starts[i] += axis->starts[i - 1];
  for (size_t i = 0; i < p->n; i++) axis->list[axis->starts[p->positions[i] + 1]++] = p->values[i];
  return RAP_OK;
}

static int grain(rap_level level) { return level == RAP_AT_STATEMENT ? 0 : level == RAP_AT_ACCOUNT ? 1 : 2; }

rap_status rap_bitmap_axis_open(rap_bitmap_axis *axis, const rap_chunk *chunk, rap_error *err) {
  pairs p = {0};
  if (axis->from != RAP_VALUE_LINKS && axis->from != RAP_VALUE_EVENT) return RAP_OK;
  rap_level base = (rap_level)axis->filter->asked->base, own = axis->from == RAP_VALUE_EVENT ? RAP_AT_ACCOUNT
                                                               : axis->axis == RAP_AXIS_KIND ? RAP_AT_DOCUMENT
                                                                                             : rap_chunk_level(axis->kind);
  axis->level = grain(own) > grain(base) ? own : base;
  rap_status st = axis->from == RAP_VALUE_EVENT ? read_events(axis, chunk, &p, err) : read_links(axis, chunk, &p, err);
  TRY(arrange(axis, chunk, &p, err));
  return st;
}

/* Numbers of days come from the store: what is none has no period. */
static bool day_parts(int32_t number, rap_day *out) {
  *out = (rap_day){.year = number / 10000, .month = number / 100 % 100, .day = number % 100};
  return number > 0 && out->month && out->day && rap_day_valid(*out);
}

static rap_status name_period(rap_bitmap_axis *axis, rap_day day, uint32_t *known, rap_error *err) {
  char text[RAP_PERIOD_TEXT_MAX];
  rap_period unit;
  uint32_t value = 0;
  (void)rap_axis_period(axis->axis, &unit);
  rap_status st = intern(axis, (rap_str){text, rap_period_format(unit, rap_period_of(unit, day), text)}, &value, err);
  *known = value + 1;
  return st;
}

static rap_status period_at(rap_bitmap_axis *axis, const rap_chunk *chunk, uint32_t position, size_t *n, rap_error *err) {
  rap_day day;
  *n = 0;
  if (!day_parts(rap_bitmap_filter_day(axis->filter, chunk, position, false), &day)) return RAP_OK;
  uint32_t **year = &axis->by_year[day.year];
  if (!*year && !(*year = rap_arena_array(axis->arena, PLACES, sizeof **year))) return rap_error_nomem(err);
  uint32_t *known = &(*year)[(day.month - 1) * 31 + day.day - 1];
  rap_status st = *known ? RAP_OK : name_period(axis, day, known, err);
  axis->single = *known - 1;
  *n = st == RAP_OK;
  return st;
}

rap_status rap_bitmap_axis_at(rap_bitmap_axis *axis, const rap_chunk *chunk, uint32_t position, const uint32_t **values, size_t *n, rap_error *err) {
  *values = &axis->single;
  *n = 1;
  if (axis->from == RAP_VALUE_ONE) return RAP_OK;
  if (axis->from == RAP_VALUE_TIME) return period_at(axis, chunk, position, n, err);
  *n = 0;
  position = rap_chunk_whole(chunk, position, (rap_level)axis->filter->asked->base, axis->level, false);
  if (position >= RAP_CHUNK_POSITIONS) return RAP_OK;
  *values = axis->list + axis->starts[position];
  *n = axis->starts[position + 1] - axis->starts[position];
  return RAP_OK;
}
