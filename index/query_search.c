/* query_search.c: documents by their words, best first, or by date. Layer: index.
 *
 * Which documents, and in which order, is found first; only what is shown is looked at any further. A page near the beginning of an answer to words is the work of top.c, all else is sorted by SQLite:
 * the order is the same.
 */
#include <stdlib.h>

#include "index/fts.h"
#include "index/top.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* TOP_MAX: pages that end later are sorted by SQLite, which does so on disk if need be. BATCH: so many rows are filled in at a time. */
enum { SNIPPET_BYTES = 240, TOP_MAX = 1000, BATCH = 1000 };

typedef struct search {
  rap_store *store;
  rap_arena *arena; /* of the question */
  rap_arena *row;   /* of one row */
  rap_asked asked;
  rap_top_hit *hits; /* a batch */
  size_t n;
  rap_search_fn fn;
  void *ctx;
} search;

/* ---- snippets ---- */

/* One document's. *found false: nothing of what is looked for stands in it. */
static rap_status make_snippet(search *x, int64_t id, rap_snippet *out, bool *found, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(x->store->db, "SELECT rap_snippet(fts, ?) FROM fts WHERE fts MATCH ? AND rowid = ?", &s, err);
  rap_bind_int(s, SNIPPET_BYTES);
  rap_bind_text(s, x->asked.found);
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  *found = row;
  if (row && !rap_snippet_unpack(x->row, rap_col_blob(s, 0), out)) st = rap_error_nomem(err);
  rap_stmt_reset(s);
  return st;
}

static int by_id(const void *a, const void *b) {
  const rap_top_hit *const *x = a, *const *y = b;
  return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

/* "[1,2,3]" */
static void list_ids(const search *x, rap_buf *out) {
  for (size_t i = 0; i < x->n; i++) rap_buf_printf(out, "%s%lld", i ? "," : "[", (long long)x->hits[i].id);
  rap_buf_puts(out, "]");
}

/* Those of the whole batch at once: for a word of which only the beginning is given, FTS5 puts together the documents of all words that begin so, each time it is asked. The '+' keeps it from being asked for
 * each document. */
static rap_status make_snippets(search *x, rap_arena *arena, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_buf ids = {0};
  size_t at = 0;
  rap_top_hit **sorted = rap_arena_array(arena, x->n, sizeof *sorted);
  for (size_t i = 0; sorted && i < x->n; i++) sorted[i] = &x->hits[i];
  if (sorted) qsort(sorted, x->n, sizeof *sorted, by_id);
  list_ids(x, &ids);
  rap_status st = !sorted || rap_buf_failed(&ids) ? rap_error_nomem(err) : RAP_OK;
  TRY(rap_db_cached(x->store->db,
                    "SELECT rowid, rap_snippet(fts, ?) FROM fts WHERE fts MATCH ? AND +rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid", &s,
                    err));
  if (st == RAP_OK) {
    rap_bind_int(s, SNIPPET_BYTES);
    rap_bind_text(s, x->asked.found);
    rap_bind_text(s, rap_buf_str(&ids));
  }
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    int64_t id = rap_col_int(s, 0);
    while (at < x->n && sorted[at]->id < id) at++;
    if (at == x->n || sorted[at]->id != id) continue;
    sorted[at]->snippet = rap_arena_str(arena, rap_col_blob(s, 1));
    if (!sorted[at]->snippet.p) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  rap_buf_clear(&ids);
  return st;
}

/* Without words: the beginning of the text. */
static rap_status first_words(search *x, int64_t id, size_t body_at, size_t text_len, rap_snippet *out, rap_error *err) {
  enum { MARGIN = 64 };
  rap_store *store = x->store;
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, "SELECT z FROM body WHERE document = ?", &s, err);
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  rap_buf_reset(&store->zipped);
  store->zipped.failed = false;
  if (row) st = rap_zip_inflate(store->zip, rap_col_blob(s, 0), body_at + SNIPPET_BYTES + MARGIN, &store->zipped, err);
  rap_stmt_reset(s);
  rap_str text = rap_str_sub(rap_buf_str(&store->zipped), body_at, SIZE_MAX);
  if (st == RAP_OK && !rap_snippet_head(x->row, text, SNIPPET_BYTES, body_at + text.n < text_len, out)) st = rap_error_nomem(err);
  return st;
}

/* ---- rows ---- */

static rap_status snippet_of(search *x, const rap_top_hit *hit, size_t body_at, size_t text_len, rap_snippet *out, rap_error *err) {
  bool found = x->asked.found.n > 0;
  if (hit->snippet.n) return rap_snippet_unpack(x->row, hit->snippet, out) ? RAP_OK : rap_error_nomem(err);
  rap_status st = found ? make_snippet(x, hit->id, out, &found, err) : RAP_OK;
  if (!found) TRY(first_words(x, hit->id, body_at, text_len, out, err));
  return st;
}

/* The current row of `s`. */
static rap_status give_row(search *x, const rap_top_hit *hit, rap_stmt *s, rap_error *err) {
  rap_snippet snippet = {0};
  size_t body_at = (size_t)rap_col_int(s, 10);
  rap_search_row r = {.n_statements = rap_col_int(s, 9), .score = hit->score, .copies = hit->copies};
  rap_str *const fields[] = {&r.id, &r.source, &r.title, &r.url, &r.language, &r.published, &r.file, &r.event, &r.event_name};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) *fields[i] = rap_arena_str(x->row, rap_col_text(s, (int)i));
  rap_status st = rap_arena_failed(x->row) ? rap_error_nomem(err) : RAP_OK;
  TRY(snippet_of(x, hit, body_at, (size_t)rap_col_int(s, 11), &snippet, err));
  r.snippet = snippet.text;
  r.in_text = (rap_span){body_at + snippet.at, body_at + snippet.at + snippet.text.n};
  r.highlights = snippet.highlights;
  r.n_highlights = snippet.n_highlights;
  r.cut_before = snippet.cut_before;
  r.cut_after = snippet.cut_after;
  TRY(x->fn(x->ctx, &r, err));
  return st;
}

/* Hands on the hits, in their order, and empties the batch. */
static rap_status give_batch(search *x, rap_error *err) {
  rap_stmt *s = NULL;
  if (x->n == 0) return RAP_OK;
  rap_arena *arena = rap_arena_new();
  rap_sql q = {.arena = arena};
  rap_status st = arena ? RAP_OK : rap_error_nomem(err);
  rap_sql_add(
      &q,
      "SELECT d.name, d.source, d.title, d.url, d.language, d.published, (SELECT o.file || coalesce(':' || d.line, '') FROM origin o WHERE o.id = d.origin), e.key, e.name, "
      "(SELECT count(*) FROM statement s WHERE s.id BETWEEN d.id * 65536 AND d.id * 65536 + 65535), d.body_at, d.text_len");
  rap_sql_from(&q, RAP_FROM_DOCUMENTS);
  rap_sql_add(&q, " WHERE d.id = ?");
  TRY(rap_sql_prepare(x->store, &q, &s, err));
  if (x->asked.found_prefixes) TRY(make_snippets(x, arena, err));
  for (size_t i = 0; i < x->n && st == RAP_OK; i++) {
    bool row = false;
    rap_arena_reset(x->row);
    rap_stmt_reset(s);
    rap_bind_int(s, x->hits[i].id);
    TRY(rap_stmt_step(s, &row, err));
    if (row) st = give_row(x, &x->hits[i], s, err);
  }
  x->n = 0;
  rap_buf_clear(&q.text);
  rap_stmt_free(s);
  rap_arena_free(arena);
  return st;
}

/* ---- sorted by SQLite ---- */

static void sorted_sql(rap_sql *q, const rap_asked *asked, rap_search_sort sort) {
  bool words = asked->words.match.n > 0;
  const char *date = rap_sql_date(asked->filter);
  rap_sql_add(q, words ? "SELECT d.id, f.score" : "SELECT d.id, 0.0");
  rap_sql_from(q, RAP_FROM_DOCUMENTS);
  if (words) {
    rap_sql_add(q, " JOIN (SELECT rowid AS id, " RAP_SQL_SCORE " AS score FROM fts WHERE fts MATCH ");
    rap_sql_text(q, asked->words.match);
    rap_sql_add(q, ") f ON f.id = d.id");
  }
  rap_sql_where(q, asked, false);
  rap_sql_add(q, " ORDER BY ");
  if (sort == RAP_SEARCH_RANK && words) rap_sql_add(q, "f.score DESC, ");
  if (sort == RAP_SEARCH_TITLE) rap_sql_add(q, "d.title = '', rap_fold(d.title), ");
  if (sort == RAP_SEARCH_SOURCE) rap_sql_add(q, "d.source, ");
  if (sort == RAP_SEARCH_OLDEST) {
    rap_sql_add(q, date);
    rap_sql_add(q, " IS NULL, ");
  }
  rap_sql_add(q, date);
  rap_sql_add(q, sort == RAP_SEARCH_OLDEST ? ", d.name, d.source" : " DESC, d.name, d.source");
}

/* A listing's statement is made of what is asked alone: one maker for each order. */
static void by_rank(rap_sql *q, const rap_asked *asked) { sorted_sql(q, asked, RAP_SEARCH_RANK); }
static void by_newest(rap_sql *q, const rap_asked *asked) { sorted_sql(q, asked, RAP_SEARCH_NEWEST); }
static void by_oldest(rap_sql *q, const rap_asked *asked) { sorted_sql(q, asked, RAP_SEARCH_OLDEST); }
static void by_title(rap_sql *q, const rap_asked *asked) { sorted_sql(q, asked, RAP_SEARCH_TITLE); }
static void by_source(rap_sql *q, const rap_asked *asked) { sorted_sql(q, asked, RAP_SEARCH_SOURCE); }

static void (*const orders[])(rap_sql *q, const rap_asked *asked) = {[RAP_SEARCH_RANK] = by_rank,
                                                                     [RAP_SEARCH_NEWEST] = by_newest,
                                                                     [RAP_SEARCH_OLDEST] = by_oldest,
                                                                     [RAP_SEARCH_TITLE] = by_title,
                                                                     [RAP_SEARCH_SOURCE] = by_source};

static rap_status sorted_row(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_stmt *s, const void *sink, rap_error *err) {
  (void)store, (void)arena;
  search *x = *(search *const *)sink;
  x->hits[x->n] = (rap_top_hit){.id = rap_col_int(s, 0), .score = rap_col_real(s, 1)};
  x->hits[x->n].copies = rap_sql_copies_of(asked, x->hits[x->n].id);
  x->n++;
  return x->n == BATCH ? give_batch(x, err) : RAP_OK;
}

/* Documents by rank are in the order of days when no words say otherwise. */
static rap_days days_of(const rap_asked *asked, rap_search_sort sort) {
  switch (sort) {
  case RAP_SEARCH_RANK: return asked->words.match.n ? RAP_DAYS_ANY : RAP_DAYS_NEWEST;
  case RAP_SEARCH_NEWEST: return RAP_DAYS_NEWEST;
  case RAP_SEARCH_OLDEST: return RAP_DAYS_OLDEST;
  default: return RAP_DAYS_ANY;
  }
}

static rap_status search_sorted(search *x, rap_search_sort sort, rap_page page, size_t *total, rap_error *err) {
  const rap_sql_listing listing = {RAP_FROM_DOCUMENTS, RAP_UNIT_DOCUMENTS, orders[sort], sorted_row, &x, days_of(&x->asked, sort)};
  x->hits = rap_arena_array(x->arena, BATCH, sizeof *x->hits);
  rap_status st = x->hits ? rap_sql_list(x->store, x->asked.filter, page, &listing, total, err) : rap_error_nomem(err);
  TRY(give_batch(x, err));
  return st;
}

static rap_status search_top(search *x, rap_page page, size_t *total, rap_error *err) {
  size_t n = 0, all = 0;
  rap_status st = rap_top_hits(x->store, x->arena, &x->asked, page.offset + page.limit, &x->hits, &n, &all, err);
  if (st != RAP_OK) return st;
  if (total) *total = all;
  x->hits += page.offset < n ? page.offset : n;
  x->n = page.offset < n ? n - page.offset : 0;
  return give_batch(x, err);
}

rap_status rap_query_search(rap_store *store, const rap_filter *filter, rap_page page, rap_search_fn fn, void *ctx, size_t *total, rap_error *err) {
  return rap_query_search_by(store, filter, RAP_SEARCH_RANK, page, fn, ctx, total, err);
}

rap_status rap_query_search_by(rap_store *store, const rap_filter *filter, rap_search_sort sort, rap_page page, rap_search_fn fn, void *ctx,
                               size_t *total, rap_error *err) {
  bool own = false;
  search x = {.store = store, .arena = rap_arena_new(), .row = rap_arena_new(), .fn = fn, .ctx = ctx};
  if (total) *total = 0;
  rap_status st = x.arena && x.row ? rap_sql_ask(x.arena, filter, RAP_FROM_DOCUMENTS, &x.asked, err) : rap_error_nomem(err);
  TRY(rap_lengths_write(store, err)); /* of a store that is being written to */
  TRY(rap_sql_begin(store, &own, err));
  if (st == RAP_OK) {
    bool near = page.limit && page.limit <= TOP_MAX && page.offset <= TOP_MAX - page.limit && sort == RAP_SEARCH_RANK;
    st = near && x.asked.words.match.n && !filter->one_of_family ? search_top(&x, page, total, err) : search_sorted(&x, sort, page, total, err);
  }
  rap_sql_end(store, own);
  rap_arena_free(x.row);
  rap_arena_free(x.arena);
  return st;
}
