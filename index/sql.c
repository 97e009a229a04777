#include "index/sql_time.h"

#include <assert.h>

#include "index/bitmap_documents.h"

/* ---- builder ---- */

void rap_sql_add(rap_sql *q, const char *text) { rap_buf_puts(&q->text, text); }

static void param(rap_sql *q, rap_sql_param p) {
  rap_buf_putc(&q->text, '?');
  if (q->failed || !rap_arena_grow(q->arena, (void **)&q->params, q->n_params, &q->capacity, sizeof *q->params)) {
    q->failed = true;
    return;
  }
  q->params[q->n_params++] = p;
}

void rap_sql_text(rap_sql *q, rap_str value) { param(q, (rap_sql_param){.is_text = true, .text = value}); }
void rap_sql_number(rap_sql *q, int64_t value) { param(q, (rap_sql_param){.number = value}); }
void rap_sql_blob(rap_sql *q, rap_str value) { param(q, (rap_sql_param){.is_blob = true, .text = value}); }
void rap_sql_documents(rap_sql *q, const rap_filter *filter) { param(q, (rap_sql_param){.documents = filter}); }

void rap_sql_units(rap_sql *q, const rap_asked *asked) { param(q, (rap_sql_param){.clauses = asked}); }

static rap_status bind(rap_store *store, rap_arena *arena, const rap_sql_param *p, rap_stmt *s, rap_error *err) {
  rap_str documents;
  rap_status st = RAP_OK;
  if (p->clauses) {
    st = rap_sql_clause_units(store, arena, p->clauses, &documents, err);
    if (st == RAP_OK) rap_bind_blob(s, documents);
  } else if (p->documents) {
    st = rap_bitmap_documents(store, arena, p->documents, &documents, err);
    if (st == RAP_OK) rap_bind_blob(s, documents);
  } else if (p->is_blob) {
    rap_bind_blob(s, p->text);
  } else if (p->is_text) {
    rap_bind_text(s, p->text);
  } else {
    rap_bind_int(s, p->number);
  }
  return st;
}

rap_status rap_sql_prepare(rap_store *store, rap_sql *q, rap_stmt **out, rap_error *err) {
  *out = NULL;
  rap_status st = q->failed || rap_buf_failed(&q->text) ? rap_error_nomem(err) : rap_db_prepare(store->db, rap_buf_str(&q->text), out, err);
  for (size_t i = 0; st == RAP_OK && i < q->n_params; i++) st = bind(store, q->arena, &q->params[i], *out, err);
  if (st != RAP_OK) {
    rap_stmt_free(*out);
    *out = NULL;
  }
  rap_buf_clear(&q->text);
  return st;
}

rap_status rap_sql_count(rap_store *store, rap_sql *q, size_t *out, rap_error *err) {
  rap_stmt *s = NULL;
  int64_t n = 0;
  rap_status st = rap_sql_prepare(store, q, &s, err);
  if (st == RAP_OK) st = rap_stmt_number(s, &n, err);
  *out = (size_t)n;
  rap_stmt_free(s);
  return st;
}

rap_status rap_sql_begin(rap_store *store, bool *own, rap_error *err) {
  *own = !rap_db_in_transaction(store->db);
  return *own ? rap_db_exec(store->db, "BEGIN", err) : RAP_OK;
}

void rap_sql_end(rap_store *store, bool own) {
  rap_error ignored = {0};
  if (own && rap_db_in_transaction(store->db) && rap_db_exec(store->db, "ROLLBACK", &ignored) != RAP_OK)
    rap_error_clear(&ignored); /* nothing was written */
}

rap_status rap_sql_ask(rap_arena *arena, const rap_filter *filter, rap_base base, rap_asked *out, rap_error *err) {
  *out = (rap_asked){.filter = filter, .base = base};
  rap_status st = rap_textquery_compile(arena, filter->words, &out->words, err);
  if (st == RAP_OK) st = rap_sql_ask_clauses(arena, filter->where, base, &out->where, err);
  return st == RAP_OK ? rap_sql_ask_found(arena, out, err) : st;
}

/* ---- bases ---- */

void rap_sql_from(rap_sql *q, rap_base base) {
  static const char *const from[] = {
      [RAP_FROM_STATEMENTS] =
          " FROM statement s JOIN document d ON d.id = s.document LEFT JOIN event_document ed ON ed.document = s.document AND ed.idx = s.event_idx LEFT JOIN event e ON e.id = ed.event",
      /* a record's main event is its first */
      [RAP_FROM_DOCUMENTS] =
          " FROM document d LEFT JOIN event_document ed ON ed.document = d.id AND ed.idx = 0 AND ed.main = 1 LEFT JOIN event e ON e.id = ed.event",
      [RAP_FROM_EVENTS] = " FROM event_document ed JOIN document d ON d.id = ed.document JOIN event e ON e.id = ed.event"};
  rap_sql_add(q, from[base]);
}

const char *rap_sql_unit(rap_base base, rap_unit unit) {
  if (unit == RAP_UNIT_FAMILIES) return "coalesce((SELECT -fm.family FROM family_member fm WHERE fm.document = d.id), d.id)";
  return unit == RAP_UNIT_EVENTS ? "e.id" : unit == RAP_UNIT_STATEMENTS && base == RAP_FROM_STATEMENTS ? "s.id" : "d.id";
}
const char *rap_sql_date(const rap_filter *filter) { return filter->by_event_date ? "coalesce(e.first, d.day)" : "d.day"; }

const char *rap_axis_entity(rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_STATE: return "state";
  case RAP_AXIS_GROUP: return "group";
  case RAP_AXIS_THEME:
  case RAP_AXIS_THEME_TOP: return "theme";
  case RAP_AXIS_SERIES: return "series";
  case RAP_AXIS_PERSON: return "person";
  case RAP_AXIS_ORGANISATION: return "organisation";
  case RAP_AXIS_PROGRAMME: return "programme";
  case RAP_AXIS_PLACE: return "place";
  case RAP_AXIS_MENTIONED: return "mentioned";
  default: return NULL;
  }
}

/* ---- conditions, one axis each ---- */

/* Statements of an account of an event: a range of keys and the event's index. */
#define ACCOUNT_STATEMENTS \
  "EXISTS (SELECT 1 FROM statement z WHERE z.id BETWEEN ed.document * 65536 AND ed.document * 65536 + 65535 AND z.event_idx = ed.idx"

static void actors_hold(rap_sql *q, const rap_asked *a, rap_values v, bool groups, bool all) {
  switch (a->base) {
  case RAP_FROM_STATEMENTS: rap_sql_add(q, " AND s.id IN (SELECT statement FROM statement_actor WHERE actor IN ("); break;
  case RAP_FROM_DOCUMENTS:
    rap_sql_add(q, " AND d.id IN (SELECT document FROM names_of WHERE entity IN (");
    rap_sql_actor_ids(q, v, groups, all);
    rap_sql_add(q, ") UNION SELECT statement / 65536 FROM statement_actor WHERE actor IN (");
    break;
  case RAP_FROM_EVENTS: rap_sql_add(q, " AND " ACCOUNT_STATEMENTS " AND +z.id IN (SELECT statement FROM statement_actor WHERE actor IN ("); break;
  }
  rap_sql_actor_ids(q, v, groups, all);
  rap_sql_add(q, a->base == RAP_FROM_EVENTS ? ")))" : "))");
}

static void themes_hold(rap_sql *q, const rap_asked *a, rap_values v, bool exactly, bool central) {
  switch (a->base) {
  case RAP_FROM_STATEMENTS: rap_sql_add(q, " AND s.id IN (SELECT statement FROM statement_theme WHERE theme IN ("); break;
  case RAP_FROM_DOCUMENTS:
    rap_sql_add(q, central ? " AND d.id IN (SELECT document FROM themes_of WHERE central = 1 AND theme IN ("
                           : " AND d.id IN (SELECT document FROM themes_of WHERE theme IN (");
    break;
  case RAP_FROM_EVENTS:
    rap_sql_add(q, " AND EXISTS (SELECT 1 FROM event_theme z WHERE z.document = ed.document AND z.idx = ed.idx AND z.theme IN (");
    break;
  }
  rap_sql_theme_ids(q, v, exactly);
  rap_sql_add(q, "))");
}

static void events_hold(rap_sql *q, const rap_asked *a, rap_values v) {
  bool documents = a->base == RAP_FROM_DOCUMENTS;
  rap_sql_add(q,
              documents ? " AND d.id IN (SELECT document FROM event_document WHERE event IN (SELECT id FROM event WHERE key IN " : " AND e.key IN ");
  rap_sql_values(q, v);
  if (documents) rap_sql_add(q, "))");
}

static void series_hold(rap_sql *q, const rap_asked *a, rap_values v) {
  bool documents = a->base == RAP_FROM_DOCUMENTS;
  rap_sql_add(q, documents ? " AND d.id IN (SELECT document FROM event_document WHERE series IN (" : " AND ed.series IN (");
  rap_sql_entity_ids(q, "series", v);
  rap_sql_add(q, documents ? "))" : ")");
}

static void column_holds(rap_sql *q, const char *column, rap_values v) {
  rap_sql_add(q, " AND ");
  rap_sql_add(q, column);
  rap_sql_add(q, " IN ");
  rap_sql_values(q, v);
}

/* A column of statements. */
static void statement_column_holds(rap_sql *q, const rap_asked *a, const char *column, rap_values v) {
  if (a->base == RAP_FROM_STATEMENTS) {
    rap_sql_add(q, " AND s.");
  } else {
    rap_sql_add(q,
                a->base == RAP_FROM_DOCUMENTS ? " AND d.id IN (SELECT z.document FROM statement z WHERE z." : " AND " ACCOUNT_STATEMENTS " AND z.");
  }
  rap_sql_add(q, column);
  rap_sql_add(q, " IN ");
  rap_sql_values(q, v);
  if (a->base != RAP_FROM_STATEMENTS) rap_sql_add(q, ")");
}

static void status_holds(rap_sql *q, const rap_asked *a, rap_values v) {
  rap_sql_add(q, a->base == RAP_FROM_STATEMENTS ? " AND s.status IN " : " AND ed.status IN ");
  rap_sql_status_values(q, v);
}

static void document_names(rap_sql *q, const char *kind, rap_values v) {
  rap_sql_add(q, " AND d.id IN (SELECT document FROM names_of WHERE entity IN (");
  rap_sql_entity_ids(q, kind, v);
  rap_sql_add(q, "))");
}

static void period_holds(rap_sql *q, const rap_filter *f, const rap_cell *cell) {
  rap_period unit;
  (void)rap_axis_period(cell->axis, &unit);
  if (f->by_mentioned_date) {
    rap_sql_add(q, " AND d.id IN (SELECT document FROM names_of WHERE entity IN (");
    rap_sql_mentioned_in(q, unit, cell->value);
    rap_sql_add(q, "))");
    return;
  }
  rap_sql_add(q, " AND ");
  rap_sql_period(q, unit, rap_sql_date(f));
  rap_sql_add(q, " = ");
  rap_sql_text(q, cell->value);
}

/* Preview or report: whatever the base, of the document's main event. */
static void kind_holds(rap_sql *q, rap_str value) {
  rap_sql_add(q,
              " AND EXISTS (SELECT 1 FROM event_document z WHERE z.document = d.id AND z.idx = 0 AND z.main = 1 AND " RAP_SQL_KIND("z.status") " = ");
  rap_sql_text(q, value);
  rap_sql_add(q, ")");
}

/* One cell: the values exactly as an axis gives them. */
static void cell_holds(rap_sql *q, const rap_asked *a, const rap_cell *cell) {
  rap_values v = {&cell->value, 1};
  switch (cell->axis) {
  case RAP_AXIS_NONE: break;
  case RAP_AXIS_STATE:
  case RAP_AXIS_GROUP:
  case RAP_AXIS_ACTOR: actors_hold(q, a, v, false, false); break;
  case RAP_AXIS_THEME: themes_hold(q, a, v, true, a->filter->central_only); break;
  case RAP_AXIS_THEME_TOP: themes_hold(q, a, v, false, a->filter->central_only); break;
  case RAP_AXIS_EVENT: events_hold(q, a, v); break;
  case RAP_AXIS_SERIES: series_hold(q, a, v); break;
  case RAP_AXIS_YEAR:
  case RAP_AXIS_QUARTER:
  case RAP_AXIS_MONTH:
  case RAP_AXIS_WEEK:
  case RAP_AXIS_DAY: period_holds(q, a->filter, cell); break;
  case RAP_AXIS_KIND: kind_holds(q, cell->value); break;
  case RAP_AXIS_COUNTRY: column_holds(q, "ed.country", v); break;
  case RAP_AXIS_PERSON:
    if (a->base != RAP_FROM_STATEMENTS) {
      document_names(q, "person", v);
      break;
    }
    rap_sql_add(q, " AND s.speaker IN (");
    rap_sql_entity_ids(q, "person", v);
    rap_sql_add(q, ")");
    break;
  case RAP_AXIS_ORGANISATION:
  case RAP_AXIS_PROGRAMME:
  case RAP_AXIS_PLACE:
  case RAP_AXIS_MENTIONED: document_names(q, rap_axis_entity(cell->axis), v); break;
  case RAP_AXIS_PREDICATE: statement_column_holds(q, a, "predicate", v); break;
  case RAP_AXIS_ROLE: statement_column_holds(q, a, "role", v); break;
  case RAP_AXIS_POLARITY: statement_column_holds(q, a, "polarity", v); break;
  case RAP_AXIS_STATUS: status_holds(q, a, v); break;
  case RAP_AXIS_SOURCE: column_holds(q, "d.source", v); break;
  case RAP_AXIS_LANGUAGE: column_holds(q, "coalesce(d.language, '')", v); break;
  case RAP_AXIS_DOCUMENT: column_holds(q, "d.name", v); break;
  case RAP_AXIS_COUNT: assert(false); break;
  }
}

/* ---- what documents name and discuss ---- */

static bool has_statement_fields(const rap_filter *f) { return f->roles.n || f->predicates.n || f->polarities.n; }

/* Is a cell of this axis a condition on what the document names or discusses? */
static bool is_linked(const rap_asked *a, rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_STATE:
  case RAP_AXIS_GROUP:
  case RAP_AXIS_ACTOR:
  case RAP_AXIS_THEME:
  case RAP_AXIS_THEME_TOP: return !a->by_rows && a->base == RAP_FROM_DOCUMENTS;
  case RAP_AXIS_PERSON: return !a->by_rows && a->base != RAP_FROM_STATEMENTS;
  case RAP_AXIS_ORGANISATION:
  case RAP_AXIS_PROGRAMME:
  case RAP_AXIS_PLACE: return !a->by_rows;
  default: return !a->by_rows && rap_axis_mentioned(a->filter, axis);
  }
}

/* States and themes of documents; of statements and accounts they are conditions on rows. */
static bool actors_linked(const rap_asked *a) { return is_linked(a, RAP_AXIS_STATE) && !has_statement_fields(a->filter); }

/* All these conditions in one: a filter of its own, asked of the bitmaps. */
static void links_hold(rap_sql *q, const rap_asked *a) {
  const rap_filter *f = a->filter;
  if (a->by_rows) return;
  rap_filter *linked = rap_arena_alloc(q->arena, sizeof *linked);
  rap_cell *cells = rap_arena_array(q->arena, f->n_cells, sizeof *cells);
  if (!linked || !cells) {
    q->failed = true;
    return;
  }
  *linked = (rap_filter){.persons = f->persons,
                         .organisations = f->organisations,
                         .programmes = f->programmes,
                         .places = f->places,
                         .themes_exactly = f->themes_exactly,
                         .central_only = f->central_only,
                         .with_groups = f->with_groups,
                         .with_all = f->with_all,
                         .mentioned_since = f->mentioned_since,
                         .mentioned_until = f->mentioned_until,
                         .by_mentioned_date = f->by_mentioned_date,
                         .cells = cells};
  if (actors_linked(a)) {
    linked->states = f->states;
    linked->themes = f->themes;
  }
  for (size_t i = 0; i < f->n_cells; i++)
    if (is_linked(a, f->cells[i].axis)) cells[linked->n_cells++] = f->cells[i];
  size_t n =
      linked->persons.n + linked->organisations.n + linked->programmes.n + linked->places.n + linked->states.n + linked->themes.n + linked->n_cells;
  if (n == 0 && !rap_filter_mentions(f)) return;
  rap_sql_add(q, " AND d.id IN (SELECT value FROM rap_numbers(");
  rap_sql_documents(q, linked);
  rap_sql_add(q, "))");
}

/* ---- the whole filter ---- */

/* What must hold of one and the same statement. */
static void statement_conditions(rap_sql *q, const rap_asked *a) {
  const rap_filter *f = a->filter;
  bool linked = actors_linked(a);
  if (f->states.n && !linked) actors_hold(q, a, rap_sql_values_of(&f->states), f->with_groups, f->with_all);
  if (f->themes.n && !linked) themes_hold(q, a, rap_sql_values_of(&f->themes), f->themes_exactly, f->central_only);
  if (f->roles.n) statement_column_holds(q, a, "role", rap_sql_values_of(&f->roles));
  if (f->predicates.n) statement_column_holds(q, a, "predicate", rap_sql_values_of(&f->predicates));
  if (f->polarities.n) statement_column_holds(q, a, "polarity", rap_sql_values_of(&f->polarities));
  if (f->statuses.n) status_holds(q, a, rap_sql_values_of(&f->statuses));
}

/* Of accounts of events: looking through the statements of each takes seconds where there are many. */
static void account_part(rap_sql *q, const rap_filter *f) {
  const rap_filter said = {.states = f->states,
                           .themes = f->themes,
                           .roles = f->roles,
                           .predicates = f->predicates,
                           .polarities = f->polarities,
                           .statuses = f->statuses,
                           .themes_exactly = f->themes_exactly,
                           .central_only = f->central_only,
                           .with_groups = f->with_groups,
                           .with_all = f->with_all};
  rap_sql_units_hold(q, RAP_FROM_EVENTS, &said);
}

static void statement_part(rap_sql *q, const rap_asked *a) {
  const rap_filter *f = a->filter;
  if (a->base == RAP_FROM_EVENTS && !a->by_rows && (f->states.n || has_statement_fields(f))) {
    account_part(q, f);
    return;
  }
  if (a->base == RAP_FROM_STATEMENTS || !has_statement_fields(f)) {
    statement_conditions(q, a);
    return;
  }
  rap_asked inner = {.filter = f, .base = RAP_FROM_STATEMENTS};
  rap_sql_add(
      q,
      a->base == RAP_FROM_DOCUMENTS
          ? " AND d.id IN (SELECT s.document FROM statement s WHERE 1"
          : " AND EXISTS (SELECT 1 FROM statement s WHERE s.id BETWEEN ed.document * 65536 AND ed.document * 65536 + 65535 AND s.event_idx = ed.idx");
  statement_conditions(q, &inner);
  rap_sql_add(q, ")");
}

static void bound(rap_sql *q, const char *date, const char *relation, rap_day d) {
  char text[RAP_DAY_TEXT_MAX];
  size_t n = rap_day_format(d, text);
  rap_str kept = rap_arena_str(q->arena, (rap_str){text, n});
  if (!kept.p) q->failed = true;
  rap_sql_add(q, " AND ");
  rap_sql_add(q, date);
  rap_sql_add(q, relation);
  rap_sql_text(q, kept);
}

/* A range of an event's dates meets the asked one when neither ends before the other begins. */
static void dates_hold(rap_sql *q, const rap_filter *f) {
  if (f->since.year) bound(q, f->by_event_date ? "coalesce(e.last, d.day)" : "d.day", " >= ", rap_day_first(f->since));
  if (f->until.year) bound(q, f->by_event_date ? "coalesce(e.first, d.day)" : "d.day", " <= ", rap_day_last(f->until));
}

static void words_hold(rap_sql *q, const rap_asked *a, bool with_match) {
  if (with_match && a->words.match.n) {
    rap_sql_add(q, " AND d.id IN (SELECT rowid FROM fts WHERE fts MATCH ");
    rap_sql_text(q, a->words.match);
    rap_sql_add(q, ")");
  }
  if (a->words.exclude.n) {
    rap_sql_add(q, " AND d.id NOT IN (SELECT rowid FROM fts WHERE fts MATCH ");
    rap_sql_text(q, a->words.exclude);
    rap_sql_add(q, ")");
  }
}

/* The rows of what documents name; links_hold without bitmaps. */
static void names_hold(rap_sql *q, const rap_filter *f) {
  if (f->persons.n) {
    rap_sql_add(q, " AND d.id IN (SELECT document FROM names_of WHERE entity IN (");
    rap_sql_person_ids(q, rap_sql_values_of(&f->persons));
    rap_sql_add(q, "))");
  }
  if (f->organisations.n) document_names(q, "organisation", rap_sql_values_of(&f->organisations));
  if (f->programmes.n) document_names(q, "programme", rap_sql_values_of(&f->programmes));
  if (f->places.n) document_names(q, "place", rap_sql_values_of(&f->places));
  if (!rap_filter_mentions(f)) return;
  rap_sql_add(q, " AND d.id IN (SELECT document FROM names_of WHERE entity IN (");
  rap_sql_mentioned_ids(q, f);
  rap_sql_add(q, "))");
}

/* Of the document's main event, whatever is asked. */
static void kinds_hold(rap_sql *q, rap_values v) {
  rap_sql_add(q, " AND EXISTS (SELECT 1 FROM event_document k WHERE k.document = d.id AND k.idx = 0 AND k.main = 1 AND k.status IN ");
  rap_sql_status_values(q, v);
  rap_sql_add(q, ")");
}

static void authors_hold(rap_sql *q, rap_values v) {
  rap_sql_add(q, " AND d.id IN (");
  rap_sql_author_documents(q, v);
  rap_sql_add(q, ")");
}

/* Statements behind a cell stand for their documents when these are asked for. */
static void among_holds(rap_sql *q, const rap_asked *a) {
  const rap_evidence *e = a->filter->among;
  bool said = e->unit == RAP_UNIT_STATEMENTS, whole = said && a->base != RAP_FROM_STATEMENTS;
  rap_sql_add(q, e->unit == RAP_UNIT_EVENTS ? " AND e.id" : said && !whole ? " AND s.id" : " AND d.id");
  rap_sql_add(q, whole ? " IN (SELECT value / 65536 FROM rap_numbers(" : " IN (SELECT value FROM rap_numbers(");
  rap_sql_blob(q, e->rows);
  rap_sql_add(q, "))");
}

void rap_sql_conditions(rap_sql *q, const rap_asked *a, bool with_match) {
  const rap_filter *f = a->filter;
  words_hold(q, a, with_match);
  if (a->hidden.n) {
    rap_sql_add(q, " AND d.id NOT IN (SELECT value FROM rap_numbers(");
    rap_sql_blob(q, a->hidden);
    rap_sql_add(q, "))");
  }
  links_hold(q, a);
  statement_part(q, a);
  if (f->events.n) events_hold(q, a, rap_sql_values_of(&f->events));
  if (f->series.n) series_hold(q, a, rap_sql_values_of(&f->series));
  if (a->by_rows) names_hold(q, f);
  if (f->sources.n) column_holds(q, "d.source", rap_sql_values_of(&f->sources));
  if (f->languages.n) column_holds(q, "coalesce(d.language, '')", rap_sql_values_of(&f->languages));
  if (f->documents.n) column_holds(q, "d.name", rap_sql_values_of(&f->documents));
  if (f->kinds.n) kinds_hold(q, rap_sql_values_of(&f->kinds));
  if (f->authors.n) authors_hold(q, rap_sql_values_of(&f->authors));
  if (f->among) among_holds(q, a);
  dates_hold(q, f);
  for (size_t i = 0; i < f->n_cells; i++)
    if (!is_linked(a, f->cells[i].axis)) cell_holds(q, a, &f->cells[i]);
}

void rap_sql_where(rap_sql *q, const rap_asked *a, bool with_match) {
  if (a->listed.p) {
    static const rap_unit units[] = {
        [RAP_FROM_STATEMENTS] = RAP_UNIT_STATEMENTS, [RAP_FROM_DOCUMENTS] = RAP_UNIT_DOCUMENTS, [RAP_FROM_EVENTS] = RAP_UNIT_EVENTS};
    rap_sql_add(q, " WHERE ");
    rap_sql_add(q, rap_sql_unit(a->base, units[a->base]));
    rap_sql_add(q, " IN (SELECT value FROM rap_numbers(");
    rap_sql_blob(q, a->listed);
    rap_sql_add(q, "))");
    return;
  }
  rap_sql_add(q, " WHERE 1");
  rap_sql_conditions(q, a, with_match);
  rap_sql_clauses_hold(q, a);
}
