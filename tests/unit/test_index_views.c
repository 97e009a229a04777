/* What is promised to those who ask with plain SQL: views that need nothing of this program, with the columns and rows they are said to have, in every store; and the examples of docs/sql.md. */
#include "index_fixture.h"

#include <sqlite3.h>

#include "index/export.h"
#include "index/plain.h"
#include "queries/export.h"

/* A connection of somebody else: plain SQLite, read only. */
static sqlite3 *stranger(const char *path) {
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  return db;
}

/* Rows of a statement; its columns in *columns. */
static size_t rows_of(sqlite3 *db, const char *sql, int *columns) {
  sqlite3_stmt *s = NULL;
  size_t n = 0;
  int rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);
  if (rc != SQLITE_OK) fail_msg("%s\n%s", sqlite3_errmsg(db), sql);
  if (columns) *columns = sqlite3_column_count(s);
  while ((rc = sqlite3_step(s)) == SQLITE_ROW) n++;
  if (rc != SQLITE_DONE) fail_msg("%s\n%s", sqlite3_errmsg(db), sql);
  sqlite3_finalize(s);
  return n;
}

static int64_t number(sqlite3 *db, const char *sql) {
  sqlite3_stmt *s = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) fail_msg("%s\n%s", sqlite3_errmsg(db), sql);
  assert_int_equal(sqlite3_step(s), SQLITE_ROW);
  int64_t n = sqlite3_column_int64(s, 0);
  sqlite3_finalize(s);
  return n;
}

static void put_all(fixture *fx) {
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = announcement(fx), b = report(fx), c = other(fx);
  put(&a), put(&b), put(&c);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  rap_store_close(fx->store);
  fx->store = NULL;
}

static bool has_view(rap_table table) { return table != RAP_TABLE_MENTION && table != RAP_TABLE_DOCUMENT_THEME; }

/* The columns of the tables' description, by name, in its order. */
static void assert_columns(sqlite3 *db, rap_table table, bool all) {
  const rap_table_info *info = rap_table_of(table);
  char sql[512];
  size_t found = 0;
  for (size_t i = 0; i < info->n_columns; i++) {
    const rap_table_column *column = &info->columns[i];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_table_info('v_%s') WHERE name = '%s'", info->name, column->name);
    if (number(db, sql) != (all || column->in_store)) fail_msg("v_%s.%s", info->name, column->name);
    found += all || column->in_store;
  }
  (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_table_info('v_%s')", info->name);
  assert_int_equal(number(db, sql), found);
}

static void assert_views(fixture *fx, sqlite3 *db) {
  rap_store_stats stats;
  fixture_open(fx, RAP_STORE_READ);
  assert_ok(rap_store_stats_of(fx->store, &stats, &fx->err));
  for (rap_table t = 0; t < RAP_TABLES; t++)
    if (has_view(t)) assert_columns(db, t, false);
  assert_int_equal(number(db, "SELECT count(*) FROM v_document"), stats.documents);
  assert_int_equal(number(db, "SELECT count(DISTINCT family) FROM v_document"), stats.families);
  assert_int_equal(number(db, "SELECT sum(n_mentions) FROM v_document"), stats.mentions);
  assert_int_equal(number(db, "SELECT sum(n_statements) FROM v_document"), stats.statements);
  assert_int_equal(number(db, "SELECT count(*) FROM v_statement"), stats.statements);
  assert_int_equal(number(db, "SELECT count(*) FROM v_event"), stats.events);
  assert_int_equal(number(db, "SELECT count(*) FROM v_event_document"), stats.event_records);
  assert_int_equal(number(db, "SELECT count(*) FROM v_participant"), stats.participants);
  assert_int_equal(number(db, "SELECT count(*) FROM v_stated_count"), stats.counts);
  assert_int_equal(number(db, "SELECT value FROM setting WHERE key = 'views'"), 1);
  (void)rows_of(db, "SELECT * FROM v_family", NULL);
}

static void test_views_of_a_store(void **state) {
  fixture *fx = *state;
  put_all(fx);
  sqlite3 *db = stranger(fx->path);
  assert_views(fx, db);
  sqlite3_close(db);
}

/* A store of an older version: its views are made when it is brought up to date. */
static void test_views_after_upgrade(void **state) {
  fixture *fx = *state;
  put_all(fx);
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open(fx->path, &db), SQLITE_OK);
  assert_int_equal(
      sqlite3_exec(db,
                   "DROP VIEW v_statement; DROP VIEW v_document; CREATE VIEW v_theme2 AS SELECT 1; DELETE FROM setting WHERE key = 'views'; "
                   "UPDATE setting SET value = 9 WHERE key = 'derived'",
                   NULL, NULL, NULL),
      SQLITE_OK);
  sqlite3_close(db);
  fixture_open(fx, RAP_STORE_EDIT);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  rap_store_close(fx->store);
  fx->store = NULL;
  db = stranger(fx->path);
  assert_views(fx, db);
  sqlite3_close(db);
}

/* ---- a plain database ---- */

typedef struct both {
  rap_export x;
  rap_export_rows rows;
} both;

static rap_status on_document(void *ctx, const rap_exported *document, rap_error *err) {
  both *b = ctx;
  rap_arena_reset(b->x.scratch);
  return rap_export_rows_document(&b->rows, &b->x, document, err);
}

static const char *make_plain(fixture *fx) {
  const char *path = rap_arena_printf(fx->arena, "%s/plain.db", fx->dir).p;
  rap_plain *plain = NULL;
  const rap_filter all = {0};
  fixture_open(fx, RAP_STORE_READ);
  assert_ok(rap_plain_new(rap_str_of(path), RAP_STR("test 1"), &plain, &fx->err));
  both b = {.x = {.store = fx->store, .arena = fx->arena, .scratch = rap_arena_new(), .with_text = true},
            .rows = {.fn = rap_plain_row, .ctx = plain}};
  assert_ok(rap_export_documents(fx->store, &all, on_document, &b, NULL, &fx->err));
  assert_ok(rap_export_rows_end(&b.rows, &b.x, &fx->err));
  assert_ok(rap_plain_finish(plain, &fx->err));
  rap_export_rows_clear(&b.rows);
  rap_plain_free(plain);
  rap_arena_free(b.x.scratch);
  return path;
}

static void test_plain_database(void **state) {
  fixture *fx = *state;
  put_all(fx);
  const char *path = make_plain(fx);
  sqlite3 *store = stranger(fx->path), *plain = stranger(path);
  for (rap_table t = 0; t < RAP_TABLES; t++) {
    char sql[128];
    assert_columns(plain, t, true);
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM v_%s", rap_table_of(t)->name);
    if (has_view(t)) assert_int_equal(number(plain, sql), number(store, sql));
  }
  assert_int_equal(number(plain, "SELECT count(*) FROM v_mention"), number(store, "SELECT sum(n_mentions) FROM v_document"));
  assert_int_equal(number(plain, "SELECT count(*) FROM v_family"), number(store, "SELECT count(*) FROM v_family"));
  assert_int_equal(number(plain, "SELECT count(*) FROM v_statement WHERE evidence = ''"), 0);
  assert_int_equal(rows_of(plain, "SELECT 1 FROM pragma_integrity_check WHERE integrity_check <> 'ok'", NULL), 0);
  assert_true(number(plain, "SELECT count(*) FROM data_dictionary") > 100);
  sqlite3_close(store);
  sqlite3_close(plain);
}

/* ---- the examples ---- */

static void test_examples(void **state) {
  fixture *fx = *state;
  put_all(fx);
  const char *path = make_plain(fx);
  sqlite3 *store = stranger(fx->path), *plain = stranger(path);
  FILE *file = fopen(RAP_TEST_ROOT "/docs/sql.md", "rb");
  assert_non_null(file);
  static char text[1 << 16];
  size_t n = fread(text, 1, sizeof text, file), examples = 0, answered = 0;
  assert_int_equal(fclose(file), 0);
  rap_str page = {text, n};
  for (size_t at = 0; (at = rap_str_find(page, RAP_STR("\n```sql"), at)) != SIZE_MAX;) {
    bool only_plain = rap_str_starts(rap_str_sub(page, at, n), RAP_STR("\n```sql plain\n"));
    size_t begin = rap_str_find(page, RAP_STR("\n"), at + 1) + 1, end = rap_str_find(page, RAP_STR("\n```"), begin);
    rap_str sql = rap_arena_str(fx->arena, rap_str_sub(page, begin, end));
    size_t rows = rows_of(plain, sql.p, NULL);
    if (!only_plain) assert_int_equal(rows_of(store, sql.p, NULL), rows);
    answered += rows > 0;
    examples++;
    at = end + 4;
  }
  assert_int_equal(examples, 6);
  assert_true(answered >= 4);
  sqlite3_close(store);
  sqlite3_close(plain);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_views_of_a_store, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_views_after_upgrade, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_plain_database, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_examples, fixture_setup, fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
