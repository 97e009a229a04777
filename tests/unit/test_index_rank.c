/* The rank of documents: the scores and the order of FTS5's bm25() on 1,000 random queries over random texts and as many over the samples; damage and changes of the table of lengths. */
#include "index_fixture.h"

#include <math.h>
#include <sqlite3.h>

#include "index/textquery.h"
#include "ingest/source.h"

enum { N_QUERIES = 500, N_TEXTS = 2500, N_WORDS = 400, PAGE_ROWS = 20 };

/* xorshift64* (Vigna 2016) */
static uint64_t next(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717) >> 32;
}

/* Rare and common words, as in a language: the product of two uniform numbers is small more often than not. */
static size_t any_word(uint64_t *state) { return (size_t)(next(state) % N_WORDS * (next(state) % N_WORDS) / N_WORDS); }

static void random_text(uint64_t *state, size_t n, rap_buf *out) {
  rap_buf_reset(out);
  for (size_t i = 0; i < n; i++) rap_buf_printf(out, "%sw%zu%s", i ? " " : "", any_word(state), next(state) % 9 ? "" : ".");
}

/* ---- stores ---- */

static void put_text(fixture *fx, const char *id, const char *title, const char *body, const char *published) {
  rap_put_result result;
  maker m = make(fx, id, title, body, published);
  assert_ok(rap_store_put(fx->store, &m.doc, &m.record, STAMP, &result, &fx->err));
}

/* Many texts are short and alike, and dates are few, so that scores tie and each part of the order decides somewhere. */
static void random_store(fixture *fx, uint64_t *state) {
  rap_buf title = {0}, body = {0};
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t i = 0; i < N_TEXTS; i++) {
    char id[16], published[16];
    random_text(state, next(state) % 8, &title);
    random_text(state, next(state) % 5 ? 1 + next(state) % 6 : 1 + next(state) % 200, &body);
    (void)snprintf(id, sizeof id, "d%u", (unsigned)(next(state) % 1000000));
    (void)snprintf(published, sizeof published, "2024-%02u-%02u", (unsigned)(next(state) % 3 + 1), (unsigned)(next(state) % 3 + 1));
    rap_arena_reset(fx->arena);
    rap_str t = rap_arena_str(fx->arena, rap_buf_str(&title)), b = rap_arena_str(fx->arena, rap_buf_str(&body));
    put_text(fx, id, t.n ? t.p : "", b.p, next(state) % 10 ? published : "");
  }
  assert_ok(rap_store_finish(fx->store, &fx->err));
  rap_buf_clear(&title);
  rap_buf_clear(&body);
}

static void sample_store(fixture *fx, rap_buf *words) {
  rap_source *source = NULL;
  const rap_str path = RAP_STR(RAP_TEST_ROOT "/corpus");
  fixture_open(fx, RAP_STORE_WRITE);
  assert_ok(rap_source_new(&path, 1, NULL, &source, &fx->err));
  for (;;) {
    rap_raw_document raw;
    rap_document doc;
    rap_record record = {0};
    rap_put_result result;
    rap_arena_reset(fx->arena);
    rap_status st = rap_source_next(source, fx->arena, &raw, &fx->err);
    if (st == RAP_NOT_FOUND) break;
    assert_int_equal(st, RAP_OK);
    assert_ok(rap_document_build(fx->arena, &raw, &doc, &fx->err));
    assert_ok(rap_store_put(fx->store, &doc, &record, STAMP, &result, &fx->err));
    rap_buf_add(words, doc.full);
    rap_buf_putc(words, '\n');
  }
  rap_source_free(source);
  assert_ok(rap_store_finish(fx->store, &fx->err));
}

/* ---- queries ---- */

/* A word of the random texts, or one of the samples' words with what stands on it. */
static void add_word(uint64_t *state, rap_str words, rap_buf *out) {
  if (!words.n) {
    rap_buf_printf(out, "w%zu", any_word(state));
    return;
  }
  size_t begin = (size_t)(next(state) % words.n), end;
  while (begin > 0 && (unsigned char)words.p[begin - 1] > ' ') begin--;
  for (end = begin; end < words.n && (unsigned char)words.p[end] > ' ';) end++;
  rap_buf_add(out, rap_str_sub(words, begin, end));
}

static void add_phrase(uint64_t *state, rap_str words, rap_buf *out) {
  rap_buf_putc(out, '"');
  if (words.n) {
    size_t begin = (size_t)(next(state) % words.n), end;
    while (begin > 0 && (unsigned char)words.p[begin - 1] > ' ') begin--;
    for (end = begin; end < words.n && (end - begin < 12 || (unsigned char)words.p[end] > ' ');) end++;
    for (size_t i = begin; i < end; i++) rap_buf_putc(out, words.p[i] == '"' || words.p[i] == '\n' ? ' ' : words.p[i]);
  } else {
    rap_buf_printf(out, "w%zu w%zu", any_word(state) / 8, any_word(state) / 8);
  }
  rap_buf_putc(out, '"');
}

static void add_prefix(uint64_t *state, rap_str words, rap_buf *out) {
  size_t before = out->n;
  add_word(state, words, out);
  size_t keep = 1 + (size_t)(next(state) % 4);
  if (out->n - before > keep && ((unsigned char)out->p[before + keep] & 0xC0) != 0x80) out->n = before + keep;
  rap_buf_putc(out, '*');
}

static void random_query(uint64_t *state, rap_str words, rap_buf *out) {
  rap_buf_reset(out);
  for (size_t i = 0, n = 1 + next(state) % 3; i < n; i++) {
    if (i) rap_buf_puts(out, (const char *[]){" ", " OR ", " -", " AND "}[next(state) % 4]);
    uint64_t kind = next(state) % 6;
    if (kind == 0)
      add_phrase(state, words, out);
    else if (kind == 1)
      add_prefix(state, words, out);
    else
      add_word(state, words, out);
  }
  assert_false(rap_buf_failed(out));
}

/* ---- what SQLite says ---- */

typedef struct expected {
  rap_buf rows; /* names, each with a space behind it */
  double scores[PAGE_ROWS];
  size_t n, total;
} expected;

static sqlite3_stmt *statement(sqlite3 *db, const char *sql, rap_str match) {
  sqlite3_stmt *s = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) fail_msg("%s", sqlite3_errmsg(db));
  assert_int_equal(sqlite3_bind_text(s, 1, match.p, (int)match.n, SQLITE_TRANSIENT), SQLITE_OK);
  return s;
}

static void ask_sqlite(sqlite3 *db, rap_str match, size_t offset, expected *out) {
  sqlite3_stmt *s = statement(db,
                              "SELECT d.name, -bm25(fts, 4.0, 1.0) AS score FROM fts JOIN document d ON d.id = fts.rowid WHERE fts MATCH ?1 "
                              "ORDER BY score DESC, d.day DESC, d.name, d.source LIMIT ?2 OFFSET ?3",
                              match);
  (void)sqlite3_bind_int(s, 2, PAGE_ROWS);
  (void)sqlite3_bind_int64(s, 3, (sqlite3_int64)offset);
  while (sqlite3_step(s) == SQLITE_ROW) {
    rap_buf_printf(&out->rows, "%s ", (const char *)sqlite3_column_text(s, 0));
    out->scores[out->n++] = sqlite3_column_double(s, 1);
  }
  assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
  s = statement(db, "SELECT count(*) FROM fts WHERE fts MATCH ?", match);
  assert_int_equal(sqlite3_step(s), SQLITE_ROW);
  out->total = (size_t)sqlite3_column_int64(s, 0);
  assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
}

typedef struct answer {
  expected *expected;
  rap_buf rows;
  size_t n;
} answer;

/* Equal to the last bit where the compiler keeps to the standard; a contracted product may differ in the last one. */
static rap_status on_row(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  answer *a = ctx;
  rap_buf_add(&a->rows, row->id);
  rap_buf_putc(&a->rows, ' ');
  assert_true(a->n < a->expected->n);
  double score = a->expected->scores[a->n++];
  assert_true(fabs(row->score - score) <= 1e-12 * fabs(score));
  return RAP_OK;
}

static size_t compare(fixture *fx, sqlite3 *db, rap_str words, size_t offset) {
  rap_textquery compiled;
  expected e = {0};
  answer a = {.expected = &e};
  size_t total = 0;
  rap_arena_reset(fx->arena);
  rap_error_clear(&fx->err);
  rap_status st = rap_textquery_compile(fx->arena, words, &compiled, &fx->err);
  assert_true(st == RAP_OK || st == RAP_ERR_USAGE); /* what stands in a text may be no query */
  if (st != RAP_OK || !compiled.match.n) return 0;
  rap_error_clear(&fx->err);
  ask_sqlite(db, compiled.match, offset, &e);
  const rap_filter filter = {.words = words};
  assert_ok(rap_query_search(fx->store, &filter, (rap_page){.limit = PAGE_ROWS, .offset = offset}, on_row, &a, &total, &fx->err));
  if (a.n != e.n || total != e.total || (a.n && !rap_str_eq(rap_buf_str(&a.rows), rap_buf_str(&e.rows))))
    fail_msg("%.*s: %zu of %zu documents: %.*s; bm25: %zu of %zu: %.*s", RAP_FMT(words), a.n, total, RAP_FMT(rap_buf_str(&a.rows)), e.n, e.total,
             RAP_FMT(rap_buf_str(&e.rows)));
  rap_buf_clear(&a.rows);
  rap_buf_clear(&e.rows);
  return total;
}

static void compare_all(fixture *fx, uint64_t state, rap_str words) {
  sqlite3 *db = NULL;
  rap_buf query = {0};
  size_t found = 0;
  fixture_open(fx, RAP_STORE_READ);
  assert_int_equal(sqlite3_open(fx->path, &db), SQLITE_OK);
  for (size_t i = 0; i < N_QUERIES; i++) {
    random_query(&state, words, &query);
    size_t offset = next(&state) % 4 ? 0 : (size_t)(next(&state) % 40);
    found += compare(fx, db, rap_buf_str(&query), offset) > 0;
  }
  assert_true(found > N_QUERIES / 2);
  rap_buf_clear(&query);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void test_random_texts(void **state) {
  fixture *fx = *state;
  uint64_t random = 20240217;
  random_store(fx, &random);
  compare_all(fx, random, (rap_str){0});
}

static void test_samples(void **state) {
  fixture *fx = *state;
  rap_buf words = {0};
  sample_store(fx, &words);
  compare_all(fx, 20240218, rap_buf_str(&words));
  rap_buf_clear(&words);
}

/* ---- pages ---- */

static rap_status on_name(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  rap_buf *rows = ctx;
  rap_buf_printf(rows, "%.*s %.17g\n", RAP_FMT(row->id), row->score);
  return RAP_OK;
}

/* Page by page is the same as all at once, which SQLite sorts; with conditions and without. */
static void test_pages(void **state) {
  fixture *fx = *state;
  uint64_t random = 20240219;
  random_store(fx, &random);
  for (int conditions = 0; conditions < 3; conditions++) {
    rap_buf all = {0}, paged = {0};
    size_t total = 0, again = 0;
    rap_filter filter = {.words = RAP_STR("w1 OR w2"), .by_event_date = conditions == 2};
    if (conditions) filter.since = day("2024-02-02");
    assert_ok(rap_query_search(fx->store, &filter, (rap_page){0, 0}, on_name, &all, &total, &fx->err));
    for (size_t at = 0; at < total; at += 333)
      assert_ok(rap_query_search(fx->store, &filter, (rap_page){.limit = 333, .offset = at}, on_name, &paged, &again, &fx->err));
    assert_true(total > 333);
    assert_int_equal(again, total);
    assert_true(rap_str_eq(rap_buf_str(&all), rap_buf_str(&paged)));
    rap_buf_clear(&all);
    rap_buf_clear(&paged);
  }
}

/* ---- the table of lengths ---- */

static size_t problems_at_rest(fixture *fx) {
  fixture_open(fx, RAP_STORE_READ);
  return problems(fx);
}

static void change(fixture *fx, const char *sql) {
  sqlite3 *db = NULL;
  rap_store_close(fx->store);
  fx->store = NULL;
  assert_int_equal(sqlite3_open(fx->path, &db), SQLITE_OK);
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(db));
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static rap_status search(fixture *fx, const char *words) {
  rap_buf rows = {0};
  const rap_filter filter = {.words = rap_str_of(words)};
  rap_error_clear(&fx->err);
  rap_status st = rap_query_search(fx->store, &filter, (rap_page){.limit = 5}, on_name, &rows, NULL, &fx->err);
  rap_buf_clear(&rows);
  return st;
}

static void few_texts(fixture *fx) {
  fixture_open(fx, RAP_STORE_WRITE);
  put_text(fx, "a", "Water", "Rivers carry water.", "2024-01-01");
  put_text(fx, "b", "", "Water, and no more water.", "2024-01-02");
  put_text(fx, "c", "Roads", "Roads carry goods.", "2024-01-03");
}

/* Whatever the blob is: an answer or a damaged store, no more; and `check` tells. */
static void test_damage(void **state) {
  static const char *const damage[] = {
      "DELETE FROM text_length",
      "UPDATE text_length SET lengths = x''",
      "UPDATE text_length SET lengths = x'05'",
      "UPDATE text_length SET lengths = substr(lengths, 1, length(lengths) - 5)",
      "UPDATE text_length SET lengths = zeroblob(length(lengths))",
      "UPDATE text_length SET lengths = 'text'",
      "UPDATE text_length SET lengths = 7",
      "UPDATE text_length SET lengths = replace(hex(lengths), '0', 'F')",
      "UPDATE text_length SET chunk = 4611686018427387904",
      "UPDATE text_length SET chunk = -1",
      "UPDATE text_length SET lengths = CAST(x'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF' AS BLOB)",
  };
  fixture *fx = *state;
  few_texts(fx);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems_at_rest(fx), 0);
  change(fx, "CREATE TABLE kept AS SELECT * FROM text_length");
  for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
    change(fx, "DELETE FROM text_length; INSERT INTO text_length SELECT * FROM kept");
    change(fx, damage[i]);
    fixture_open(fx, RAP_STORE_READ);
    rap_status st = search(fx, "water OR roads");
    assert_true(st == RAP_OK || st == RAP_ERR_STORE);
    assert_true(st == RAP_OK || fx->err.text[0]);
    if (problems_at_rest(fx) == 0) fail_msg("%s: not seen", damage[i]);
  }
  change(fx, "DELETE FROM text_length");
  fixture_open(fx, RAP_STORE_READ);
  assert_int_equal(search(fx, "water"), RAP_ERR_STORE);
  assert_int_equal(search(fx, "nothing"), RAP_OK);
}

/* Documents that come, change and go, also before they are committed, and what a rollback takes back. */
static void test_changes(void **state) {
  fixture *fx = *state;
  size_t removed = 0;
  few_texts(fx);
  assert_int_equal(search(fx, "water"), RAP_OK);
  assert_ok(rap_store_commit(fx->store, &fx->err));
  put_text(fx, "d", "More", "Still more water, and then a good deal of it.", "2024-01-04");
  assert_int_equal(search(fx, "water"), RAP_OK);
  put_text(fx, "a", "Water", "Rivers carry water to the sea.", "2024-01-01");
  assert_ok(rap_store_remove(fx->store, RAP_STR("b"), &removed, &fx->err));
  assert_int_equal(search(fx, "water"), RAP_OK);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems_at_rest(fx), 0);
  fixture_open(fx, RAP_STORE_WRITE);
  put_text(fx, "e", "", "Water that is not committed.", "");
  rap_store_close(fx->store);
  fx->store = NULL;
  assert_int_equal(problems_at_rest(fx), 0);
  fixture_open(fx, RAP_STORE_EDIT);
  for (const char *const *id = (const char *const[]){"a", "c", "d", NULL}; *id; id++)
    assert_ok(rap_store_remove(fx->store, rap_str_of(*id), &removed, &fx->err));
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems_at_rest(fx), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_random_texts, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_samples, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_pages, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_damage, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_changes, fixture_setup, fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
