/* query_event.c: events with their documents. Layer: index. */
#include "index/query.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Of an event. */
#define STATEMENTS_OF(event)                                                                                                                          \
  "SELECT count(*) FROM event_document z JOIN statement s ON s.id BETWEEN z.document * 65536 AND z.document * 65536 + 65535 AND s.event_idx = z.idx " \
  "WHERE z.event = " event

static void events_sql(rap_sql *q, const rap_asked *asked, const char *order) {
  rap_sql_add(
      q,
      "SELECT e.id, e.edition, e.key, e.name, (SELECT n.value FROM entity n WHERE n.id = e.series), e.title, e.start_date, e.end_date, e.place, e.state, e.country, e.chair, e.organiser, e.status, ");
  rap_sql_add(
      q,
      asked->filter->one_of_family
          ? "(SELECT count(DISTINCT coalesce(-fm.family, z.document)) FROM event_document z LEFT JOIN family_member fm ON fm.document = z.document WHERE z.event = e.id)"
          : "e.n_documents");
  if (asked->listed.p)
    rap_sql_add(q, " FROM event e"); /* what is asked of their accounts was found */
  else
    rap_sql_from(q, RAP_FROM_EVENTS);
  rap_sql_where(q, asked, true);
  rap_sql_add(q, " GROUP BY e.id ORDER BY ");
  rap_sql_add(q, order);
  rap_sql_add(q, "e.first DESC NULLS LAST, e.key");
}

/* Column 15 is the number of documents. */
static void by_date(rap_sql *q, const rap_asked *asked) { events_sql(q, asked, ""); }
static void by_documents(rap_sql *q, const rap_asked *asked) { events_sql(q, asked, "15 DESC, "); }
static void by_statements(rap_sql *q, const rap_asked *asked) { events_sql(q, asked, "(" STATEMENTS_OF("e.id") ") DESC, "); }
static void by_series(rap_sql *q, const rap_asked *asked) { events_sql(q, asked, "lower(e.title), e.series, "); }

static rap_status read_document(rap_store *store, rap_arena *arena, rap_stmt *s, rap_event_document *d, rap_error *err) {
  rap_str text;
  *d = (rap_event_document){
      .edition = (int)rap_col_int(s, 15), .main = rap_col_int(s, 16) != 0, .text = {(size_t)rap_col_int(s, 17), (size_t)rap_col_int(s, 18)}};
  rap_str *const fields[] = {&d->document, &d->source, &d->title,   &d->published, &d->series,    &d->start,  &d->end,
                             &d->place,    &d->state,  &d->country, &d->chair,     &d->organiser, &d->status, &d->rule};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) *fields[i] = rap_arena_str(arena, rap_col_text(s, (int)i + 1));
  rap_status st = rap_store_text(store, rap_col_int(s, 0), &text, err);
  d->name = rap_arena_str(arena, rap_str_at(text, d->text));
  return st == RAP_OK && rap_arena_failed(arena) ? rap_error_nomem(err) : st;
}

static rap_status documents_of(rap_store *store, rap_arena *arena, int64_t event, rap_event_row *r, rap_error *err) {
  rap_event_document *list = NULL;
  size_t capacity = 0;
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(
      store->db,
      "SELECT d.id, d.name, d.source, d.title, d.published, ed.title, ed.start_date, ed.end_date, ed.place, ed.state, ed.country, ed.chair, ed.organiser, ed.status, ed.rule, ed.edition, "
      "ed.main, ed.text_begin, ed.text_end FROM event_document ed JOIN document d ON d.id = ed.document WHERE ed.event = ? "
      "ORDER BY ed.status <> 'planned', d.day, d.name, d.source, ed.idx",
      &s, err);
  rap_bind_int(s, event);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (!rap_arena_grow(arena, (void **)&list, r->n_docs, &capacity, sizeof *list))
      st = rap_error_nomem(err);
    else
      st = read_document(store, arena, s, &list[r->n_docs++], err);
  }
  rap_stmt_reset(s);
  r->documents = list;
  return st;
}

/* Of those that are shown, not of all that are put in order. */
static rap_status count_statements(rap_store *store, int64_t event, int64_t *out, rap_error *err) {
  rap_stmt *s = NULL;
  *out = 0;
  rap_status st = rap_db_cached(store->db, STATEMENTS_OF("?"), &s, err);
  rap_bind_int(s, event);
  TRY(rap_stmt_number(s, out, err));
  return st;
}

static rap_status event_row(rap_store *store, rap_arena *arena, rap_stmt *s, rap_event_row *r, rap_error *err) {
  *r = (rap_event_row){.edition = (int)rap_col_int(s, 1), .n_documents = rap_col_int(s, 14)};
  rap_str *const fields[] = {&r->id,    &r->name,  &r->series_id, &r->series, &r->start,     &r->end,
                             &r->place, &r->state, &r->country,   &r->chair,  &r->organiser, &r->status};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) *fields[i] = rap_arena_str(arena, rap_col_text(s, (int)i + 2));
  if (rap_arena_failed(arena)) return rap_error_nomem(err);
  rap_status st = count_statements(store, rap_col_int(s, 0), &r->n_statements, err);
  TRY(documents_of(store, arena, rap_col_int(s, 0), r, err));
  return st;
}

typedef struct event_sink {
  rap_event_fn fn;
  void *ctx;
} event_sink;

static rap_status event_answer(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_stmt *s, const void *sink, rap_error *err) {
  (void)asked;
  const event_sink *to = sink;
  rap_event_row r;
  rap_status st = event_row(store, arena, s, &r, err);
  TRY(to->fn(to->ctx, &r, err));
  return st;
}

rap_status rap_query_events_ordered(rap_store *store, const rap_filter *filter, rap_event_page page, rap_event_fn fn, void *ctx, size_t *total,
                                    rap_error *err) {
  static void (*const selects[])(rap_sql *, const rap_asked *) = {by_date, by_documents, by_statements, by_series};
  const event_sink sink = {fn, ctx};
  const rap_sql_listing listing = {RAP_FROM_EVENTS, RAP_UNIT_EVENTS, selects[page.order],
                                   event_answer,    &sink,           page.order == RAP_EVENTS_BY_DATE ? RAP_DAYS_NEWEST : RAP_DAYS_ANY};
  return rap_sql_list(store, filter, page.page, &listing, total, err);
}

rap_status rap_query_events(rap_store *store, const rap_filter *filter, rap_page page, rap_event_fn fn, void *ctx, size_t *total, rap_error *err) {
  return rap_query_events_ordered(store, filter, (rap_event_page){.page = page}, fn, ctx, total, err);
}
