#include "base/limits.h"
#include "index/bitmap.h"
#include "index/corrections_impl.h"
#include "index/event_name.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

static rap_day day_of(rap_str s) {
  rap_day d;
  if (!rap_day_parse(s, &d)) d = (rap_day){0};
  return d;
}

static rap_str folded(rap_arena *arena, rap_str s, bool *failed) {
  rap_buf fold = {0};
  rap_str out = {0};
  if (s.n && rap_fold_name(s, &fold, NULL) != RAP_OK) *failed = true;
  if (s.n) out = rap_arena_str(arena, rap_buf_str(&fold));
  rap_buf_clear(&fold);
  return out;
}

/* Columns of the query in load(). */
static rap_account account_of(rap_arena *arena, rap_stmt *s, bool *failed) {
  rap_account a = {.row = rap_col_int(s, 0),
                   .idx = (size_t)rap_col_int(s, 1),
                   .edition = (int)rap_col_int(s, 3),
                   .main = rap_col_int(s, 12) != 0,
                   .alone = rap_col_int(s, 16) != 0};
  a.title = rap_arena_str(arena, rap_col_text(s, 2));
  a.start = day_of(rap_col_text(s, 4));
  a.end = day_of(rap_col_text(s, 5));
  a.place = rap_arena_str(arena, rap_col_text(s, 6));
  a.state = rap_arena_str(arena, rap_col_text(s, 7));
  a.country = rap_arena_str(arena, rap_col_text(s, 8));
  a.chair = rap_arena_str(arena, rap_col_text(s, 9));
  a.organiser = rap_arena_str(arena, rap_col_text(s, 10));
  a.held = !rap_str_is(rap_col_text(s, 11), "planned");
  a.published = day_of(rap_col_text(s, 13));
  rap_str source = rap_col_text(s, 14), name = rap_col_text(s, 15);
  a.document = rap_arena_printf(arena, "%.*s\n%.*s", RAP_FMT(source), RAP_FMT(name));
  a.place_fold = folded(arena, a.place, failed);
  a.chair_fold = folded(arena, a.chair, failed);
  a.organiser_fold = folded(arena, a.organiser, failed);
  return a;
}

static rap_status load(rap_store *store, int64_t series, rap_account **accounts, size_t *n, rap_error *err) {
  rap_stmt *s = NULL;
  size_t capacity = 0;
  bool row = false, failed = false;
  *accounts = NULL;
  *n = 0;
  rap_status st = rap_db_cached(
      store->db,
      "SELECT ed.document, ed.idx, ed.title, ed.edition, ed.start_date, ed.end_date, ed.place, ed.state, ed.country, ed.chair, ed.organiser, ed.status, ed.main, d.published, d.source, d.name, ed.alone "
      "FROM event_document ed JOIN document d ON d.id = ed.document WHERE ed.series = ?",
      &s, err);
  rap_bind_int(s, series);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (rap_arena_grow(store->work, (void **)accounts, *n, &capacity, sizeof **accounts)) (*accounts)[(*n)++] = account_of(store->work, s, &failed);
    if (failed || rap_arena_failed(store->work)) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  return st;
}

/* The series' name in the lexicon; else what its texts call it most (empty here). And what its events' keys are made of, which depends on the series alone. */
static rap_status series_names(rap_store *store, int64_t series, rap_str *name, rap_str *key, rap_str *value, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  *name = *key = *value = (rap_str){0};
  rap_status st = rap_db_cached(
      store->db, "SELECT e.value, l.name FROM entity e LEFT JOIN lexicon l ON l.kind = 'event' AND l.id = e.value WHERE e.id = ?", &s, err);
  rap_bind_int(s, series);
  TRY(rap_stmt_step(s, &row, err));
  if (row) {
    *name = rap_arena_str(store->work, rap_col_text(s, 1));
    *value = rap_arena_str(store->work, rap_col_text(s, 0));
    *key = name->n ? *name : *value;
  }
  rap_stmt_reset(s);
  return st == RAP_OK && rap_arena_failed(store->work) ? rap_error_nomem(err) : st;
}

/* A key nobody has: two meetings of a series on one day get -2, -3 … */
static rap_status free_key(rap_store *store, rap_str series, const rap_merged *m, rap_buf *key, rap_error *err) {
  bool taken = true;
  rap_status st = RAP_OK;
  for (unsigned n = 1; st == RAP_OK && taken; n++) {
    rap_stmt *s = NULL;
    rap_buf_reset(key);
    TRY(rap_event_key(series, m, n, key, err));
    TRY(rap_db_cached(store->db, "SELECT 1 FROM event WHERE key = ?", &s, err));
    rap_bind_text(s, rap_buf_str(key));
    TRY(rap_stmt_step(s, &taken, err));
    rap_stmt_reset(s);
  }
  return st;
}

static rap_status insert_event(rap_store *store, int64_t series, rap_str name, rap_str key_base, const rap_merged *m, int64_t *id, rap_error *err) {
  rap_buf key = {0}, title = {0};
  rap_stmt *s = NULL;
  char start[RAP_DAY_TEXT_MAX], end[RAP_DAY_TEXT_MAX], first[RAP_DAY_TEXT_MAX], last[RAP_DAY_TEXT_MAX];
  rap_day from = m->start.year ? m->start : m->end, to = m->end.year ? m->end : m->start;
  if (from.year) from = rap_day_first(from), to = rap_day_last(to);
  rap_str series_name = name.n ? name : m->title;
  rap_event_title(series_name, m, &title);
  rap_status st = free_key(store, key_base, m, &key, err);
  if (rap_buf_failed(&title)) st = rap_error_nomem(err);
  TRY(rap_db_cached(
      store->db,
      "INSERT INTO event(key, name, series, edition, start_date, end_date, first, last, place, state, country, chair, organiser, status, n_documents, title) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      &s, err));
  rap_bind_text(s, rap_buf_str(&key));
  rap_bind_text(s, rap_buf_str(&title));
  rap_bind_int(s, series);
  rap_bind_int_or_null(s, m->edition > 0, m->edition);
  rap_bind_text_or_null(s, (rap_str){start, rap_day_format(m->start, start)});
  rap_bind_text_or_null(s, (rap_str){end, rap_day_format(m->end, end)});
  rap_bind_text_or_null(s, (rap_str){first, rap_day_format(from, first)});
  rap_bind_text_or_null(s, (rap_str){last, rap_day_format(to, last)});
  rap_bind_text_or_null(s, m->place);
  rap_bind_text_or_null(s, m->state);
  rap_bind_text_or_null(s, m->country);
  rap_bind_text_or_null(s, m->chair);
  rap_bind_text_or_null(s, m->organiser);
  rap_bind_text(s, m->held ? RAP_STR("held") : RAP_STR("planned"));
  rap_bind_int(s, (int64_t)m->n_documents);
  rap_bind_text(s, series_name);
  TRY(rap_stmt_run(s, err));
  *id = rap_db_last_id(store->db);
  rap_buf_clear(&key);
  rap_buf_clear(&title);
  return st;
}

static rap_status resolve(rap_store *store, int64_t series, rap_error *err) {
  rap_account *accounts = NULL;
  rap_merged *merged = NULL;
  size_t n = 0, n_merged = 0;
  rap_str name, key, value;
  rap_stmt *s = NULL;
  rap_arena_reset(store->work);
  rap_status st = load(store, series, &accounts, &n, err);
  TRY(series_names(store, series, &name, &key, &value, err));
  TRY(rap_merge_accounts(store->work, accounts, n, &merged, &n_merged, err));
  TRY(rap_corrections_of_events(store, value, accounts, n, merged, n_merged, err));
  TRY(rap_db_run(store->db, "DELETE FROM event WHERE series = ?", series, err));
  int64_t *ids = st == RAP_OK ? rap_arena_array(store->work, n_merged, sizeof *ids) : NULL;
  if (st == RAP_OK && !ids) st = rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < n_merged; i++)
    if (merged[i].n_documents) st = insert_event(store, series, name, key, &merged[i], &ids[i], err);
  for (size_t i = 0; st == RAP_OK && i < n; i++) {
    TRY(rap_db_cached(store->db, "UPDATE event_document SET event = ? WHERE document = ? AND idx = ?", &s, err));
    rap_bind_int(s, ids[accounts[i].event]);
    rap_bind_int(s, accounts[i].row);
    rap_bind_int(s, (int64_t)accounts[i].idx);
    TRY(rap_stmt_run(s, err));
    TRY(rap_bitmap_touch_event(store, accounts[i].row, err));
  }
  TRY(rap_db_run(store->db, "DELETE FROM dirty_series WHERE series = ?", series, err));
  rap_arena_reset(store->work);
  return st;
}

rap_status rap_store_resolve_events(rap_store *store, bool all, rap_error *err) {
  rap_status st = RAP_OK;
  int64_t after = 0;
  for (bool row = true; st == RAP_OK && row;) {
    rap_stmt *s = NULL;
    int64_t series = 0;
    /* In order of id, past those that were put off. */
    TRY(rap_db_cached(
        store->db,
        "SELECT series FROM dirty_series WHERE series > ?1 AND (?2 OR (SELECT count(*) FROM event_document ed WHERE ed.series = dirty_series.series) <= ?3) ORDER BY series LIMIT 1",
        &s, err));
    rap_bind_int(s, after);
    rap_bind_int(s, all);
    rap_bind_int(s, RAP_RESOLVE_AT_ONCE);
    TRY(rap_stmt_step(s, &row, err));
    if (st == RAP_OK && row) series = rap_col_int(s, 0);
    rap_stmt_reset(s);
    if (st == RAP_OK && row) st = resolve(store, series, err);
    after = series;
  }
  return st;
}
