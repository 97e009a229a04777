#include "index/bitmap_filter.h"

#include "index/sql_time.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- sets that are asked beforehand ---- */

rap_status rap_bitmap_filter_ids(rap_bitmap_filter *filter, rap_sql *sql, const rap_idset **out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  *out = NULL;
  rap_status st = rap_sql_prepare(filter->store, sql, &s, err);
  rap_idset *set = st == RAP_OK ? rap_idset_new() : NULL;
  if (st == RAP_OK && (!set || !rap_arena_grow(filter->arena, (void **)&filter->sets, filter->n_sets, &filter->sets_capacity, sizeof(rap_idset *)))) {
    rap_idset_free(set);
    st = rap_error_nomem(err);
  } else if (st == RAP_OK) {
    filter->sets[filter->n_sets++] = set;
  }
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    int64_t id = rap_col_int(s, 0);
    if (id < 0 || id > UINT32_MAX)
      filter->expressible = false;
    else
      rap_idset_add(set, (uint32_t)id);
  }
  rap_stmt_free(s);
  *out = set;
  return st;
}

static rap_status add(rap_bitmap_filter *f, rap_conditions *to, rap_condition c, rap_sql *sql, rap_error *err) {
  rap_status st = rap_bitmap_filter_ids(f, sql, &c.ids, err);
  if (st != RAP_OK) return st;
  if (!rap_arena_grow(f->arena, (void **)&to->items, to->n, &to->capacity, sizeof *to->items)) return rap_error_nomem(err);
  if (c.by == RAP_BY_DOCUMENTS && !c.negated && rap_idset_count(c.ids) < f->fewest) f->fewest = rap_idset_count(c.ids);
  to->items[to->n++] = c;
  return RAP_OK;
}

static rap_condition links(rap_bitmap_kind kind) { return (rap_condition){.by = RAP_BY_LINKS, .kind = kind, .also = RAP_BITMAP_KINDS}; }

/* ---- conditions, as in sql.c ---- */

static rap_status actors_hold(rap_bitmap_filter *f, rap_conditions *to, rap_base base, rap_values v, bool groups, bool all, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_condition c = links(base == RAP_FROM_DOCUMENTS ? RAP_BITMAP_ACTOR : RAP_BITMAP_STATEMENT_ACTOR);
  if (base == RAP_FROM_DOCUMENTS) c.also = RAP_BITMAP_STATEMENT_ACTOR;
  rap_sql_actor_ids(&q, v, groups, all);
  return add(f, to, c, &q, err);
}

static rap_status themes_hold(rap_bitmap_filter *f, rap_conditions *to, rap_base base, rap_values v, bool exactly, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_bitmap_kind kind = base == RAP_FROM_STATEMENTS      ? RAP_BITMAP_STATEMENT_THEME
                         : base == RAP_FROM_EVENTS        ? RAP_BITMAP_EVENT_THEME
                         : f->asked->filter->central_only ? RAP_BITMAP_CENTRAL
                                                          : RAP_BITMAP_THEME;
  rap_sql_theme_ids(&q, v, exactly);
  return add(f, to, links(kind), &q, err);
}

static rap_status events_hold(rap_bitmap_filter *f, rap_values v, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  f->needs_events = true;
  rap_sql_add(&q, "SELECT id FROM event WHERE key IN ");
  rap_sql_values(&q, v);
  return add(f, &f->outer, (rap_condition){.by = RAP_BY_EVENTS}, &q, err);
}

/* Entities of one kind by their values. */
static rap_status entities_hold(rap_bitmap_filter *f, rap_conditions *to, rap_bitmap_kind kind, const char *entity, rap_values v, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_sql_entity_ids(&q, entity, v);
  return add(f, to, links(kind), &q, err);
}

static rap_status status_holds(rap_bitmap_filter *f, rap_conditions *to, rap_base base, rap_values v, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_condition c = links(base == RAP_FROM_STATEMENTS ? RAP_BITMAP_STATUS : RAP_BITMAP_EVENT_STATUS);
  c.main_only = base == RAP_FROM_DOCUMENTS;
  rap_sql_add(&q, "SELECT id FROM entity WHERE kind = 'status' AND value IN ");
  rap_sql_status_values(&q, v);
  return add(f, to, c, &q, err);
}

/* Of the document's main event, whatever is asked. */
static rap_status kinds_hold(rap_bitmap_filter *f, rap_values v, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_condition c = links(RAP_BITMAP_EVENT_STATUS);
  c.main_only = c.by_document = true;
  rap_sql_add(&q, "SELECT id FROM entity WHERE kind = 'status' AND value IN ");
  rap_sql_status_values(&q, v);
  return add(f, &f->outer, c, &q, err);
}

static rap_status authors_hold(rap_bitmap_filter *f, rap_values v, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_sql_author_documents(&q, v);
  return add(f, &f->outer, (rap_condition){.by = RAP_BY_DOCUMENTS}, &q, err);
}

static rap_status documents_hold(rap_bitmap_filter *f, rap_values v, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_sql_add(&q, "SELECT id FROM document WHERE name IN ");
  rap_sql_values(&q, v);
  return add(f, &f->outer, (rap_condition){.by = RAP_BY_DOCUMENTS}, &q, err);
}

static rap_status words_hold(rap_bitmap_filter *f, rap_str words, bool negated, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_sql_add(&q, "SELECT rowid FROM fts WHERE fts MATCH ");
  rap_sql_text(&q, words);
  return add(f, &f->outer, (rap_condition){.by = RAP_BY_DOCUMENTS, .negated = negated}, &q, err);
}

static rap_status languages_hold(rap_bitmap_filter *f, rap_values v, rap_error *err) {
  for (size_t i = 0; i < v.n; i++)
    if (!v.items[i].n) f->expressible = false;
  return entities_hold(f, &f->outer, RAP_BITMAP_LANGUAGE, "language", v, err);
}

static int32_t number_of(rap_day d) { return d.year * 10000 + d.month * 100 + d.day; }

/* A period as an axis gives it. Others hold of nothing, or of what SQL says. */
static rap_status period_holds(rap_bitmap_filter *f, const rap_cell *cell, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_period unit;
  int64_t number;
  (void)rap_axis_period(cell->axis, &unit);
  if (f->asked->filter->by_mentioned_date) {
    rap_sql_mentioned_in(&q, unit, cell->value);
    return add(f, &f->outer, links(RAP_BITMAP_MENTIONED), &q, err);
  }
  if (!rap_period_parse(unit, cell->value, &number) || f->n_periods == RAP_MAX_PERIODS)
    f->expressible = false;
  else
    f->periods[f->n_periods++] = (rap_bitmap_period){number_of(rap_period_first(unit, number)), number_of(rap_period_last(unit, number))};
  return RAP_OK;
}

/* Preview or report: whatever the base, of the document's main event. */
static rap_status kind_holds(rap_bitmap_filter *f, rap_str value, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_condition c = links(RAP_BITMAP_EVENT_STATUS);
  c.main_only = c.by_document = true;
  rap_sql_add(&q, "SELECT id FROM entity WHERE kind = 'status' AND " RAP_SQL_KIND("value") " = ");
  rap_sql_text(&q, value);
  return add(f, &f->outer, c, &q, err);
}

static rap_status country_holds(rap_bitmap_filter *f, rap_values v, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  rap_condition c = links(RAP_BITMAP_COUNTRY);
  c.main_only = f->asked->base == RAP_FROM_DOCUMENTS;
  rap_sql_entity_ids(&q, "country", v);
  return add(f, &f->outer, c, &q, err);
}

static rap_status cell_holds(rap_bitmap_filter *f, const rap_cell *cell, rap_error *err) {
  rap_base base = f->asked->base;
  rap_values v = {&cell->value, 1};
  rap_conditions *to = &f->outer;
  switch (cell->axis) {
  case RAP_AXIS_NONE: return RAP_OK;
  case RAP_AXIS_STATE:
  case RAP_AXIS_GROUP:
  case RAP_AXIS_ACTOR: return actors_hold(f, to, base, v, false, false, err);
  case RAP_AXIS_THEME: return themes_hold(f, to, base, v, true, err);
  case RAP_AXIS_THEME_TOP: return themes_hold(f, to, base, v, false, err);
  case RAP_AXIS_EVENT: return events_hold(f, v, err);
  case RAP_AXIS_SERIES: return entities_hold(f, to, RAP_BITMAP_SERIES, "series", v, err);
  case RAP_AXIS_YEAR:
  case RAP_AXIS_QUARTER:
  case RAP_AXIS_MONTH:
  case RAP_AXIS_WEEK:
  case RAP_AXIS_DAY: return period_holds(f, cell, err);
  case RAP_AXIS_MENTIONED: return entities_hold(f, to, RAP_BITMAP_MENTIONED, "mentioned", v, err);
  case RAP_AXIS_KIND: return kind_holds(f, cell->value, err);
  case RAP_AXIS_COUNTRY: return country_holds(f, v, err);
  case RAP_AXIS_PERSON: return entities_hold(f, to, base == RAP_FROM_STATEMENTS ? RAP_BITMAP_SPEAKER : RAP_BITMAP_PERSON, "person", v, err);
  case RAP_AXIS_ORGANISATION: return entities_hold(f, to, RAP_BITMAP_ORGANISATION, "organisation", v, err);
  case RAP_AXIS_PROGRAMME: return entities_hold(f, to, RAP_BITMAP_PROGRAMME, "programme", v, err);
  case RAP_AXIS_PLACE: return entities_hold(f, to, RAP_BITMAP_PLACE, "place", v, err);
  case RAP_AXIS_PREDICATE: return entities_hold(f, to, RAP_BITMAP_PREDICATE, "predicate", v, err);
  case RAP_AXIS_ROLE: return entities_hold(f, to, RAP_BITMAP_ROLE, "role", v, err);
  case RAP_AXIS_POLARITY: return entities_hold(f, to, RAP_BITMAP_POLARITY, "polarity", v, err);
  case RAP_AXIS_STATUS: return status_holds(f, to, base, v, err);
  case RAP_AXIS_SOURCE: return entities_hold(f, to, RAP_BITMAP_SOURCE, "source", v, err);
  case RAP_AXIS_LANGUAGE: return languages_hold(f, v, err);
  case RAP_AXIS_DOCUMENT: return documents_hold(f, v, err);
  case RAP_AXIS_COUNT: break;
  }
  f->expressible = false;
  return RAP_OK;
}

/* ---- the whole filter ---- */

static rap_status statement_part(rap_bitmap_filter *f, rap_error *err) {
  const rap_filter *w = f->asked->filter;
  bool of_statement = w->roles.n || w->predicates.n || w->polarities.n;
  bool inner = of_statement && f->asked->base != RAP_FROM_STATEMENTS;
  rap_base base = inner ? RAP_FROM_STATEMENTS : f->asked->base;
  rap_conditions *to = inner ? &f->inner : &f->outer;
  rap_status st = RAP_OK;
  if (w->states.n) TRY(actors_hold(f, to, base, rap_sql_values_of(&w->states), w->with_groups, w->with_all, err));
  if (w->themes.n) TRY(themes_hold(f, to, base, rap_sql_values_of(&w->themes), w->themes_exactly, err));
  if (w->roles.n) TRY(entities_hold(f, to, RAP_BITMAP_ROLE, "role", rap_sql_values_of(&w->roles), err));
  if (w->predicates.n) TRY(entities_hold(f, to, RAP_BITMAP_PREDICATE, "predicate", rap_sql_values_of(&w->predicates), err));
  if (w->polarities.n) TRY(entities_hold(f, to, RAP_BITMAP_POLARITY, "polarity", rap_sql_values_of(&w->polarities), err));
  if (w->statuses.n) TRY(status_holds(f, to, base, rap_sql_values_of(&w->statuses), err));
  return st;
}

static rap_status among_holds(rap_bitmap_filter *f, const rap_evidence *among, rap_error *err) {
  rap_sql q = {.arena = f->arena};
  if (among->unit != RAP_UNIT_DOCUMENTS) {
    f->expressible = false;
    return RAP_OK;
  }
  rap_sql_add(&q, "SELECT value FROM rap_numbers(");
  rap_sql_blob(&q, among->rows);
  rap_sql_add(&q, ")");
  return add(f, &f->outer, (rap_condition){.by = RAP_BY_DOCUMENTS}, &q, err);
}

static rap_status document_part(rap_bitmap_filter *f, rap_error *err) {
  const rap_filter *w = f->asked->filter;
  rap_status st = RAP_OK;
  if (f->asked->words.match.n) TRY(words_hold(f, f->asked->words.match, false, err));
  if (f->asked->words.exclude.n) TRY(words_hold(f, f->asked->words.exclude, true, err));
  if (w->persons.n) {
    rap_sql q = {.arena = f->arena};
    rap_sql_person_ids(&q, rap_sql_values_of(&w->persons));
    TRY(add(f, &f->outer, links(RAP_BITMAP_PERSON), &q, err));
  }
  if (w->organisations.n) TRY(entities_hold(f, &f->outer, RAP_BITMAP_ORGANISATION, "organisation", rap_sql_values_of(&w->organisations), err));
  if (w->programmes.n) TRY(entities_hold(f, &f->outer, RAP_BITMAP_PROGRAMME, "programme", rap_sql_values_of(&w->programmes), err));
  if (w->places.n) TRY(entities_hold(f, &f->outer, RAP_BITMAP_PLACE, "place", rap_sql_values_of(&w->places), err));
  if (rap_filter_mentions(w)) {
    rap_sql q = {.arena = f->arena};
    rap_sql_mentioned_ids(&q, w);
    TRY(add(f, &f->outer, links(RAP_BITMAP_MENTIONED), &q, err));
  }
  if (w->sources.n) TRY(entities_hold(f, &f->outer, RAP_BITMAP_SOURCE, "source", rap_sql_values_of(&w->sources), err));
  if (w->languages.n) TRY(languages_hold(f, rap_sql_values_of(&w->languages), err));
  if (w->documents.n) TRY(documents_hold(f, rap_sql_values_of(&w->documents), err));
  if (w->among) TRY(among_holds(f, w->among, err));
  if (w->kinds.n) TRY(kinds_hold(f, rap_sql_values_of(&w->kinds), err));
  if (w->authors.n) TRY(authors_hold(f, rap_sql_values_of(&w->authors), err));
  return st;
}

rap_status rap_bitmap_filter_make(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_bitmap_filter *out, rap_error *err) {
  const rap_filter *w = asked->filter;
  *out = (rap_bitmap_filter){.store = store, .arena = arena, .asked = asked, .fewest = UINT64_MAX, .expressible = true};
  if (w->since.year) out->since = number_of(rap_day_first(w->since));
  if (w->until.year) out->until = number_of(rap_day_last(w->until));
  rap_status st = document_part(out, err);
  TRY(statement_part(out, err));
  if (w->events.n) TRY(events_hold(out, rap_sql_values_of(&w->events), err));
  if (w->series.n) TRY(entities_hold(out, &out->outer, RAP_BITMAP_SERIES, "series", rap_sql_values_of(&w->series), err));
  for (size_t i = 0; i < w->n_cells; i++) TRY(cell_holds(out, &w->cells[i], err));
  bool dated = out->since || out->until || out->n_periods;
  if (asked->base == RAP_FROM_EVENTS || (dated && w->by_event_date)) out->needs_events = true;
  TRY(rap_bitmap_clause_make(out, asked->where, &out->where, err));
  return st;
}

void rap_bitmap_filter_clear(rap_bitmap_filter *filter) {
  for (size_t i = 0; i < filter->n_sets; i++) rap_idset_free(filter->sets[i]);
  filter->n_sets = 0;
  rap_bitmap_clause_clear(filter->where);
  filter->where = NULL;
}

/* ---- one chunk ---- */

static rap_status mark_links(const rap_chunk *v, rap_bitmap_kind kind, const rap_idset *ids, rap_bits *out, rap_error *err) {
  rap_links l;
  const rap_bits *live = &v->live[rap_chunk_level(kind)];
  rap_status st = rap_bitmap_links(v->store, v->chunk, kind, v->arena, &l, err);
  for (size_t e = 0; st == RAP_OK && e < l.n; e++) {
    if (l.entities[e] > UINT32_MAX || !rap_idset_has(ids, (uint32_t)l.entities[e])) continue;
    for (uint32_t k = l.starts[e]; k < l.starts[e + 1]; k++) rap_bits_add(out, l.positions[k]);
  }
  rap_bits_and(out, live);
  return st;
}

static void mark_events(const rap_chunk *v, const rap_idset *ids, rap_bits *out) {
  const rap_bits *accounts = &v->live[RAP_AT_ACCOUNT];
  for (uint32_t i = rap_bits_next(accounts, 0); i < RAP_CHUNK_POSITIONS; i = rap_bits_next(accounts, i + 1)) {
    int64_t event = v->events[v->account[i]].event;
    if (event > 0 && event <= UINT32_MAX && rap_idset_has(ids, (uint32_t)event)) rap_bits_add(out, i);
  }
}

static void mark_documents(const rap_chunk *v, const rap_idset *ids, rap_bits *out) {
  for (size_t i = 0; i < v->frame.n; i++)
    if (v->frame.documents[i].id <= UINT32_MAX && rap_idset_has(ids, (uint32_t)v->frame.documents[i].id))
      rap_bits_add(out, v->frame.documents[i].base);
}

static rap_status narrow(const rap_chunk *v, const rap_condition *c, rap_level to, rap_bits *set, rap_error *err) {
  rap_bits found = {0}, lifted, other = {0};
  rap_level from = c->by == RAP_BY_LINKS ? rap_chunk_level(c->kind) : c->by == RAP_BY_EVENTS ? RAP_AT_ACCOUNT : RAP_AT_DOCUMENT;
  rap_status st = RAP_OK;
  switch (c->by) {
  case RAP_BY_LINKS: st = mark_links(v, c->kind, c->ids, &found, err); break;
  case RAP_BY_EVENTS: mark_events(v, c->ids, &found); break;
  case RAP_BY_DOCUMENTS: mark_documents(v, c->ids, &found); break;
  }
  if (st == RAP_OK && c->by_document && from != RAP_AT_DOCUMENT) {
    rap_chunk_lift(v, &found, from, RAP_AT_DOCUMENT, c->main_only, &lifted);
    found = lifted;
    from = RAP_AT_DOCUMENT;
  }
  if (st == RAP_OK && from != to) {
    rap_chunk_lift(v, &found, from, to, c->main_only, &lifted);
    found = lifted;
  }
  if (c->by == RAP_BY_LINKS && c->also != RAP_BITMAP_KINDS) {
    TRY(mark_links(v, c->also, c->ids, &other, err));
    rap_chunk_lift(v, &other, rap_chunk_level(c->also), to, false, &lifted);
    rap_bits_or(&found, &lifted);
  }
  if (c->negated)
    rap_bits_and_not(set, &found);
  else
    rap_bits_and(set, &found);
  return st;
}

static int32_t day_of(const rap_chunk *v, uint32_t position, rap_level level, bool by_event, bool last) {
  const rap_account_event *e = by_event ? rap_chunk_event(v, position, level) : NULL;
  int32_t day = !e ? 0 : last ? e->last : e->first;
  return day ? day : rap_chunk_document(v, position)->day;
}

int32_t rap_bitmap_filter_day(const rap_bitmap_filter *f, const rap_chunk *v, uint32_t position, bool last) {
  return day_of(v, position, (rap_level)f->asked->base, f->asked->filter->by_event_date, last);
}

static bool in_time(const rap_bitmap_filter *f, const rap_chunk *v, uint32_t i) {
  int32_t first = rap_bitmap_filter_day(f, v, i, false), last = rap_bitmap_filter_day(f, v, i, true);
  if (!first) return false; /* nor is there a last one then */
  if ((f->since && last < f->since) || (f->until && first > f->until)) return false;
  for (size_t k = 0; k < f->n_periods; k++)
    if (first < f->periods[k].first || first > f->periods[k].last) return false;
  return true;
}

rap_status rap_bitmap_filter_apply(const rap_bitmap_filter *f, const rap_chunk *v, rap_bits *out, rap_error *err) {
  rap_level base = (rap_level)f->asked->base;
  rap_status st = RAP_OK;
  *out = v->live[base];
  for (size_t i = 0; i < f->outer.n && st == RAP_OK; i++) st = narrow(v, &f->outer.items[i], base, out, err);
  if (st == RAP_OK && f->inner.n) {
    rap_bits statements = v->live[RAP_AT_STATEMENT], lifted;
    for (size_t i = 0; i < f->inner.n && st == RAP_OK; i++) st = narrow(v, &f->inner.items[i], RAP_AT_STATEMENT, &statements, err);
    rap_chunk_lift(v, &statements, RAP_AT_STATEMENT, base, false, &lifted);
    rap_bits_and(out, &lifted);
  }
  if (st == RAP_OK && f->where) {
    rap_bits holds;
    st = rap_bitmap_clause_apply(f->where, v, base, &holds, err);
    rap_bits_and(out, &holds);
  }
  bool dated = f->since || f->until || f->n_periods;
  for (uint32_t i = rap_bits_next(out, 0); st == RAP_OK && i < RAP_CHUNK_POSITIONS; i = rap_bits_next(out, i + 1)) {
    bool stays = base != RAP_AT_ACCOUNT || v->events[v->account[i]].event; /* an account without event is not asked about */
    if (!stays || (dated && !in_time(f, v, i))) out->words[i / 64] &= ~((uint64_t)1 << (i % 64));
  }
  return st;
}
