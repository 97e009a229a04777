/* questions.c: questions to a store, in this process: how long the usual and the worst one take, in CPU time. */
#include "bench.h"
#include "index/fts.h"
#include "index/query.h"
#include "index/relations.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* READ: words whose texts are read. */
enum { TOP = 20, MIN_WORD = 4, MAX_WORD = BENCH_MAX_WORD, READ = 40 };

typedef struct asker {
  rap_store *store;
  sqlite3 *db;
  sqlite3_stmt *own, *builtin;
  rap_arena *arena;
  char words[BENCH_WORDS][MAX_WORD + 1];
} asker;

/* ---- words ---- */

static bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The word behind a place in a text, if it is one to look for. */
static bool word_behind(rap_str text, size_t at, char out[MAX_WORD + 1]) {
  while (at < text.n && is_ascii_letter(text.p[at])) at++;
  while (at < text.n && !is_ascii_letter(text.p[at])) at++;
  size_t n = 0;
  for (; at < text.n && is_ascii_letter(text.p[at]) && n < MAX_WORD; at++) out[n++] = text.p[at];
  out[n] = '\0';
  return n >= MIN_WORD && n < MAX_WORD;
}

static bool is_new(const asker *a, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(a->words[i], a->words[n]) == 0) return false;
  return true;
}

/* Words of documents like those of the store, as often common ones as texts hold them. */
static void draw_words(asker *a, const bench_texts *base) {
  bench_sampler *s = bench_sampler_new(base, BENCH_SEED + 1);
  for (size_t n = 0, place = 0; n < BENCH_WORDS;) {
    rap_raw_document raw;
    bench_sampler_next(s, &raw);
    place = (place * 31 + 17) % 1009;
    n += word_behind(raw.text, place % (raw.text.n + 1), a->words[n]) && is_new(a, n);
  }
  bench_sampler_free(s);
}

/* ---- opening ---- */

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *s = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) bench_die("SQLite: %s", sqlite3_errmsg(db));
  return s;
}

static void start(asker *a, const bench_texts *base, const char *store) {
  rap_error err = {0};
  *a = (asker){.arena = rap_arena_new()};
  if (!a->arena || rap_store_open(rap_str_of(store), RAP_STORE_READ, NULL, &a->store, &err) != RAP_OK) bench_die("%s", err.text);
  if (sqlite3_open_v2(store, &a->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK || rap_fts_register(a->db) != SQLITE_OK)
    bench_die("%s: cannot be opened", store);
  a->own = prepare(a->db, "SELECT rowid, rap_rank(fts, 4.0, 1.0) AS score FROM fts WHERE fts MATCH ? ORDER BY score, rowid LIMIT 20");
  a->builtin = prepare(a->db, "SELECT rowid, bm25(fts, 4.0, 1.0) AS score FROM fts WHERE fts MATCH ? ORDER BY score, rowid LIMIT 20");
  draw_words(a, base);
}

static void stop(asker *a) {
  sqlite3_finalize(a->own);
  sqlite3_finalize(a->builtin);
  sqlite3_close(a->db);
  rap_store_close(a->store);
  rap_arena_free(a->arena);
}

/* ---- asking ---- */

typedef struct ranked {
  sqlite3_int64 ids[TOP];
  double scores[TOP];
  int n;
} ranked;

static double rank(sqlite3_stmt *s, const char *word, ranked *out) {
  out->n = 0;
  double begin = bench_cpu();
  sqlite3_reset(s);
  sqlite3_bind_text(s, 1, word, -1, SQLITE_STATIC);
  while (sqlite3_step(s) == SQLITE_ROW && out->n < TOP) {
    out->ids[out->n] = sqlite3_column_int64(s, 0);
    out->scores[out->n++] = sqlite3_column_double(s, 1);
  }
  if (sqlite3_reset(s) != SQLITE_OK) bench_die("%s: %s", word, sqlite3_errmsg(sqlite3_db_handle(s)));
  return bench_cpu() - begin;
}

static bool same(const ranked *a, const ranked *b) {
  return a->n == b->n && memcmp(a->ids, b->ids, (size_t)a->n * sizeof *a->ids) == 0 &&
         memcmp(a->scores, b->scores, (size_t)a->n * sizeof *a->scores) == 0;
}

static rap_status on_row(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  *(size_t *)ctx += row->snippet.n;
  return RAP_OK;
}

static double search(asker *a, const char *word, size_t *total) {
  rap_error err = {0};
  const rap_filter filter = {.words = rap_str_of(word)};
  size_t bytes = 0;
  double begin = bench_cpu();
  if (rap_query_search(a->store, &filter, (rap_page){.limit = TOP}, on_row, &bytes, total, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static double matrix(asker *a, rap_base base, const char *words) {
  rap_error err = {0};
  const rap_filter filter = {.words = rap_str_of(words)};
  const rap_count_spec spec = {
      .base = base, .unit = base == RAP_FROM_DOCUMENTS ? RAP_UNIT_DOCUMENTS : RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_STATE, .cols = RAP_AXIS_THEME};
  rap_matrix m;
  rap_arena_reset(a->arena);
  double begin = bench_cpu();
  if (rap_query_matrix(a->store, &filter, &spec, a->arena, &m, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static double axes(asker *a, rap_axis rows, rap_axis cols, bool mentioned) {
  rap_error err = {0};
  const rap_filter filter = {.by_mentioned_date = mentioned};
  const rap_count_spec spec = {
      .base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = rows, .cols = cols, .max_rows = 40, .max_cols = mentioned ? 0 : 20};
  rap_matrix m;
  rap_arena_reset(a->arena);
  double begin = bench_cpu();
  rap_status st = cols == RAP_AXIS_DAY ? rap_query_timeline(a->store, &filter, &spec, a->arena, &m, &err)
                                       : rap_query_matrix(a->store, &filter, &spec, a->arena, &m, &err);
  if (st != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static double facets(asker *a) {
  rap_error err = {0};
  const rap_filter filter = {0};
  const rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_THEME};
  rap_facets f;
  rap_arena_reset(a->arena);
  double begin = bench_cpu();
  if (rap_query_facets(a->store, &filter, &spec, a->arena, &f, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static double pairs(asker *a, rap_base base, rap_axis rows, rap_axis cols) {
  rap_error err = {0};
  const rap_filter filter = {0};
  const rap_pairs_spec spec = {.count = {.base = base, .unit = RAP_UNIT_DOCUMENTS, .rows = rows, .cols = cols, .max_rows = 500, .max_cols = 500}};
  rap_pairs p;
  rap_arena_reset(a->arena);
  double begin = bench_cpu();
  if (rap_query_pairs(a->store, &filter, &spec, a->arena, &p, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static double sides(asker *a) {
  rap_error err = {0};
  const rap_filter filter = {0};
  rap_sides s;
  rap_arena_reset(a->arena);
  double begin = bench_cpu();
  if (rap_query_sides(a->store, &filter, NULL, a->arena, &s, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static double silence(asker *a) {
  rap_error err = {0};
  const rap_filter filter = {0};
  const rap_silence_spec spec = {.state = RAP_STR("IN-KL")};
  rap_silence s;
  rap_arena_reset(a->arena);
  double begin = bench_cpu();
  if (rap_query_silence(a->store, &filter, &spec, a->arena, &s, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static double people(asker *a) {
  rap_error err = {0};
  const rap_filter filter = {0};
  const rap_activity_spec spec = {.axis = RAP_AXIS_PERSON, .page = {.limit = TOP}};
  rap_activity p;
  rap_arena_reset(a->arena);
  double begin = bench_cpu();
  if (rap_query_activity(a->store, &filter, &spec, a->arena, &p, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static rap_status on_event(void *ctx, const rap_event_row *row, rap_error *err) {
  (void)err;
  *(size_t *)ctx += row->n_docs;
  return RAP_OK;
}

/* Events that a State or a theme was spoken of at: neither is a condition that an index serves. */
static double events_of_either(asker *a) {
  rap_error err = {0};
  rap_str state = RAP_STR("IN-TG"), theme = RAP_STR("digital");
  const rap_filter leaves[] = {{.states = {.items = &state, .n = 1}}, {.themes = {.items = &theme, .n = 1}}};
  const rap_clause parts[] = {{.kind = RAP_CLAUSE_LEAF, .leaf = &leaves[0]}, {.kind = RAP_CLAUSE_LEAF, .leaf = &leaves[1]}};
  const rap_clause *const either[] = {&parts[0], &parts[1]};
  const rap_clause where = {.kind = RAP_CLAUSE_ANY, .parts = either, .n_parts = 2};
  const rap_filter filter = {.where = &where};
  size_t n = 0, total;
  double begin = bench_cpu();
  if (rap_query_events(a->store, &filter, (rap_page){.limit = TOP}, on_event, &n, &total, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static rap_status on_statement(void *ctx, const rap_statement_row *row, rap_error *err) {
  (void)err;
  *(size_t *)ctx += row->evidence.n;
  return RAP_OK;
}

/* A page in the middle of all statements. */
static double statements_deep(asker *a) {
  rap_error err = {0};
  const rap_filter filter = {0};
  size_t bytes = 0, total = 0;
  if (rap_query_statements(a->store, &filter, (rap_page){.limit = 1}, on_statement, &bytes, &total, &err) != RAP_OK) bench_die("%s", err.text);
  double begin = bench_cpu();
  if (rap_query_statements(a->store, &filter, (rap_page){total / 2, TOP}, on_statement, &bytes, &total, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static void spread(bench_samples perWord[BENCH_WORDS], bench_samples *out) {
  *out = (bench_samples){0};
  for (size_t i = 0; i < BENCH_WORDS; i++) bench_keep(out, bench_median(&perWord[i]));
}

void bench_questions(const bench_texts *base, const char *store, size_t rounds, bench_answers *out) {
  static bench_samples own[BENCH_WORDS], builtin[BENCH_WORDS], whole[BENCH_WORDS];
  asker a;
  ranked x, y;
  size_t hits = 0;
  memset(own, 0, sizeof own);
  memset(builtin, 0, sizeof builtin);
  memset(whole, 0, sizeof whole);
  *out = (bench_answers){.same_order = true};
  start(&a, base, store);
  for (size_t round = 0; round < rounds; round++) {
    for (size_t i = 0; i < BENCH_WORDS; i++) {
      size_t total = 0;
      bench_keep(&builtin[i], rank(a.builtin, a.words[i], &x));
      bench_keep(&own[i], rank(a.own, a.words[i], &y));
      bench_keep(&whole[i], search(&a, a.words[i], &total));
      out->same_order = out->same_order && same(&x, &y);
      if (round == 0) hits += total;
    }
    bench_keep(&out->matrix, matrix(&a, RAP_FROM_DOCUMENTS, ""));
    bench_keep(&out->matrix_words, matrix(&a, RAP_FROM_DOCUMENTS, a.words[round % BENCH_WORDS]));
    bench_keep(&out->matrix_statements, matrix(&a, RAP_FROM_STATEMENTS, ""));
    bench_keep(&out->matrix_mentioned, axes(&a, RAP_AXIS_STATE, RAP_AXIS_QUARTER, true));
    bench_keep(&out->matrix_large, axes(&a, RAP_AXIS_PERSON, RAP_AXIS_EVENT, false));
    bench_keep(&out->timeline_days, axes(&a, RAP_AXIS_NONE, RAP_AXIS_DAY, false));
    bench_keep(&out->facets, facets(&a));
    bench_keep(&out->pairs, pairs(&a, RAP_FROM_STATEMENTS, RAP_AXIS_STATE, RAP_AXIS_THEME));
    bench_keep(&out->persons_events, pairs(&a, RAP_FROM_EVENTS, RAP_AXIS_PERSON, RAP_AXIS_EVENT));
    bench_keep(&out->sides, sides(&a));
    bench_keep(&out->silence, silence(&a));
    bench_keep(&out->people, people(&a));
    bench_keep(&out->events_either, events_of_either(&a));
    bench_keep(&out->statements_deep, statements_deep(&a));
  }
  spread(own, &out->own);
  spread(builtin, &out->builtin);
  spread(whole, &out->search);
  out->mean_hits = hits / BENCH_WORDS;
  bench_words(a.store, a.words, READ, &out->words);
  stop(&a);
}
