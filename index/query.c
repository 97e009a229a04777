#include "index/query.h"

#include "index/sql_time.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- tables of names ---- */

static const char *const axis_names[] = {
#define RAP_AXIS_ROW(id, name, text) name,
    RAP_AXIS_TABLE(RAP_AXIS_ROW)
#undef RAP_AXIS_ROW
};

static const char *const axis_texts[] = {
#define RAP_AXIS_ROW(id, name, text) text,
    RAP_AXIS_TABLE(RAP_AXIS_ROW)
#undef RAP_AXIS_ROW
};

static const char *const unit_names[] = {
    [RAP_UNIT_STATEMENTS] = "statements", [RAP_UNIT_DOCUMENTS] = "documents", [RAP_UNIT_EVENTS] = "events", [RAP_UNIT_FAMILIES] = "families"};

const char *rap_axis_name(rap_axis axis) { return axis < RAP_AXIS_COUNT ? axis_names[axis] : ""; }
const char *rap_axis_text(rap_axis axis) { return axis < RAP_AXIS_COUNT ? axis_texts[axis] : ""; }

bool rap_axis_parse(rap_str name, rap_axis *out) {
  *out = RAP_AXIS_NONE;
  for (size_t i = 0; i < RAP_AXIS_COUNT; i++) {
    if (!rap_str_is(name, axis_names[i])) continue;
    *out = (rap_axis)i;
    return true;
  }
  return false;
}

const char *rap_unit_name(rap_unit unit) { return unit_names[unit]; }

bool rap_unit_parse(rap_str name, rap_unit *out) {
  *out = RAP_UNIT_STATEMENTS;
  for (size_t i = 0; i < sizeof unit_names / sizeof *unit_names; i++) {
    if (!rap_str_is(name, unit_names[i])) continue;
    *out = (rap_unit)i;
    return true;
  }
  return false;
}

bool rap_axis_is_time(rap_axis axis) {
  rap_period unit;
  return rap_axis_period(axis, &unit);
}

rap_status rap_query_explain(rap_arena *arena, rap_str words, rap_str *out, rap_error *err) {
  rap_textquery w;
  rap_status st = rap_textquery_compile(arena, words, &w, err);
  *out = w.shown;
  return st;
}

/* ---- statements ---- */

static void statements_sql(rap_sql *q, const rap_asked *asked, rap_statement_sort sort) {
  const char *date = rap_sql_date(asked->filter);
  rap_sql_add(
      q,
      "SELECT s.id, d.id, d.name, d.source, d.title, d.url, d.published, s.role, s.predicate, s.polarity, s.status, (SELECT p.name FROM entity p WHERE p.id = s.speaker), s.rule, s.open, "
      "e.key, e.name, e.place, e.start_date, e.end_date, s.text_begin, s.text_end, s.cue_begin, s.cue_end, s.topic_begin, s.topic_end, s.actor_begin, s.actor_end, s.heading_begin, s.heading_end");
  rap_sql_from(q, RAP_FROM_STATEMENTS);
  rap_sql_where(q, asked, true);
  rap_sql_add(q, " ORDER BY ");
  if (sort != RAP_STATEMENTS_BY_DOCUMENT) rap_sql_add(q, date);
  if (sort == RAP_STATEMENTS_OLDEST) {
    rap_sql_add(q, " IS NULL, ");
    rap_sql_add(q, date);
  }
  rap_sql_add(q, sort == RAP_STATEMENTS_NEWEST ? " DESC, " : sort == RAP_STATEMENTS_OLDEST ? ", " : "");
  rap_sql_add(q, "d.name, d.source, s.text_begin, s.id");
}

/* A listing's statement is made of what is asked alone: one maker for each order. */
static void newest_first(rap_sql *q, const rap_asked *asked) { statements_sql(q, asked, RAP_STATEMENTS_NEWEST); }
static void oldest_first(rap_sql *q, const rap_asked *asked) { statements_sql(q, asked, RAP_STATEMENTS_OLDEST); }
static void by_document(rap_sql *q, const rap_asked *asked) { statements_sql(q, asked, RAP_STATEMENTS_BY_DOCUMENT); }

static void (*const statement_orders[])(rap_sql *q, const rap_asked *asked) = {
    [RAP_STATEMENTS_NEWEST] = newest_first, [RAP_STATEMENTS_OLDEST] = oldest_first, [RAP_STATEMENTS_BY_DOCUMENT] = by_document};

static rap_status labels_of(rap_store *store, rap_arena *arena, const char *sql, int64_t key, const rap_label **items, size_t *n, rap_error *err) {
  rap_stmt *s = NULL;
  rap_label *list = NULL;
  size_t capacity = 0;
  bool row = false;
  *items = NULL;
  *n = 0;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_int(s, key);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (rap_arena_grow(arena, (void **)&list, *n, &capacity, sizeof *list))
      list[(*n)++] = (rap_label){rap_arena_str(arena, rap_col_text(s, 0)), rap_arena_str(arena, rap_col_text(s, 1))};
    if (rap_arena_failed(arena)) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  *items = list;
  return st;
}

static rap_span span_at(rap_stmt *s, int column) { return (rap_span){(size_t)rap_col_int(s, column), (size_t)rap_col_int(s, column + 1)}; }

static rap_status statement_row(rap_store *store, rap_arena *arena, rap_stmt *s, rap_statement_row *r, rap_error *err) {
  rap_str text;
  *r = (rap_statement_row){.key = rap_col_int(s, 0), .open = rap_col_int(s, 13) != 0};
  r->number = (size_t)(r->key % RAP_STATEMENTS_PER_DOCUMENT) + 1;
  rap_str *const fields[] = {&r->document,  &r->source,   &r->title,  &r->url,     &r->published, &r->role,
                             &r->predicate, &r->polarity, &r->status, &r->speaker, &r->rule};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) *fields[i] = rap_arena_str(arena, rap_col_text(s, (int)i + 2));
  rap_str *const event[] = {&r->event.value, &r->event.name, &r->event_place, &r->event_start, &r->event_end};
  for (size_t i = 0; i < sizeof event / sizeof *event; i++) *event[i] = rap_arena_str(arena, rap_col_text(s, (int)i + 14));
  r->text = span_at(s, 19);
  r->cue = span_at(s, 21);
  r->topic = span_at(s, 23);
  r->actor_text = span_at(s, 25);
  rap_status st = rap_store_text(store, rap_col_int(s, 1), &text, err);
  r->evidence = rap_arena_str(arena, rap_str_at(text, r->text));
  r->heading = rap_arena_str(arena, rap_str_at(text, span_at(s, 27)));
  if (st == RAP_OK && rap_arena_failed(arena)) st = rap_error_nomem(err);
  TRY(labels_of(
      store, arena,
      "SELECT n.value, coalesce(l.name, n.name) FROM statement_actor a JOIN entity n ON n.id = a.actor LEFT JOIN lexicon l ON l.kind = n.kind AND l.id = n.value WHERE a.statement = ? ORDER BY a.ord",
      r->key, &r->actors, &r->n_actors, err));
  TRY(labels_of(
      store, arena,
      "SELECT n.value, coalesce(l.name, n.name) FROM statement_theme t JOIN entity n ON n.id = t.theme LEFT JOIN lexicon l ON l.kind = n.kind AND l.id = n.value WHERE t.statement = ? ORDER BY t.ord",
      r->key, &r->themes, &r->n_themes, err));
  return st;
}

typedef struct statement_sink {
  rap_statement_fn fn;
  void *ctx;
} statement_sink;

static rap_status statement_answer(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_stmt *s, const void *sink, rap_error *err) {
  const statement_sink *to = sink;
  rap_statement_row r;
  rap_status st = statement_row(store, arena, s, &r, err);
  r.copies = rap_sql_copies_of(asked, rap_col_int(s, 1));
  TRY(to->fn(to->ctx, &r, err));
  return st;
}

rap_status rap_query_statements(rap_store *store, const rap_filter *filter, rap_page page, rap_statement_fn fn, void *ctx, size_t *total,
                                rap_error *err) {
  return rap_query_statements_by(store, filter, RAP_STATEMENTS_NEWEST, page, fn, ctx, total, err);
}

rap_status rap_query_statements_by(rap_store *store, const rap_filter *filter, rap_statement_sort sort, rap_page page, rap_statement_fn fn, void *ctx,
                                   size_t *total, rap_error *err) {
  const statement_sink sink = {fn, ctx};
  static const rap_days days[] = {
      [RAP_STATEMENTS_NEWEST] = RAP_DAYS_NEWEST, [RAP_STATEMENTS_OLDEST] = RAP_DAYS_OLDEST, [RAP_STATEMENTS_BY_DOCUMENT] = RAP_DAYS_ANY};
  const rap_sql_listing listing = {RAP_FROM_STATEMENTS, RAP_UNIT_STATEMENTS, statement_orders[sort], statement_answer, &sink, days[sort]};
  return rap_sql_list(store, filter, page, &listing, total, err);
}
