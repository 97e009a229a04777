/* A batch that is killed at any moment: the next one goes on where it was, and in the end the store is the same, row for row, as that of a run that nothing disturbed. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "archive_fixture.h"
#include "base/arena.h"
#include "index/db.h"
#include "index/store.h"

/* A killed process tells sanitizers nothing, and under them each takes several times as long. */
#ifdef __SANITIZE_ADDRESS__
enum { KILLS = 6 };
#else
enum { KILLS = 50 };
#endif
/* More than a commit holds. */
enum { RECORDS = 1300, TEXTS = 120, PAGES = 40, ENTRIES = 60, MEMBERS = 40, CHECK_EVERY = 10, TWO_HOURS = 7200 };

static char dir[256];
static rap_arena *arena;

/* ---- the tree ---- */

static const char *in_dir(const char *name) { return rap_arena_printf(arena, "%s/%s", dir, name).p; }

/* Files are old, so that the next run knows them by their look. */
static void put_file(const char *name, rap_str bytes) {
  const char *path = in_dir(name);
  struct timespec old[2] = {{.tv_sec = time(NULL) - TWO_HOURS}, {.tv_sec = time(NULL) - TWO_HOURS}};
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(bytes.p, 1, bytes.n, out), bytes.n);
  assert_int_equal(fclose(out), 0);
  assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
}

/* Words that no other number has, so that no two are of one release unless they are meant to be. */
static rap_str prose(unsigned n) {
  static const char *const words[] = {"roads",   "bridges", "traffic", "villages", "schools", "wells",
                                      "markets", "forests", "rivers",  "harbours", "farms",   "mills"};
  rap_buf b = {0};
  uint32_t x = n * 2654435761u + 1;
  rap_buf_printf(&b, "Northland and Southland discussed road number %u. Mr. Baker chaired the %uth Council of Roads on %u January 2023.", n,
                 n % 9 + 4, n % 28 + 1);
  for (int i = 0; i < 4; i++) {
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    rap_buf_printf(&b, " The %s of district %u need %s.", words[x % 12], x >> 20, words[(x >> 8) % 12]);
  }
  rap_str s = rap_arena_str(arena, rap_buf_str(&b));
  rap_buf_clear(&b);
  return s;
}

static void put_texts(void) {
  for (unsigned i = 0; i < TEXTS; i++) {
    /* Of four one is a copy of that before it. */
    rap_str text = rap_arena_printf(arena, " date 2023-01-%02u \n\nRoads %u\n\n%s\n", i % 28 + 1, i - (i % 4 == 3), prose(i - (i % 4 == 3)).p);
    put_file(rap_arena_printf(arena, "in/%s/text-%03u.txt", i % 2 ? "a" : "b", i).p, text);
  }
  for (unsigned i = 0; i < PAGES; i++)
    put_file(
        rap_arena_printf(arena, "in/a/page-%03u.html", i).p,
        rap_arena_printf(
            arena,
            "<!DOCTYPE html><html><head><title>Page %u</title></head><body><nav><a href=x>Home</a></nav><article><h1>Page %u</h1><p>%s</p><p>%s</p></article></body></html>",
            i, i, prose(5000 + i).p, prose(6000 + i).p));
}

static void put_records(void) {
  rap_buf b = {0};
  for (unsigned i = 0; i < RECORDS; i++) {
    if (i % 500 == 77) rap_buf_puts(&b, "{\"id\": broken\n");
    rap_buf_printf(&b, "{\"id\": \"%u\", \"source\": \"Press\", \"date\": \"2023-01-%02u\", \"title\": \"Record %u\", \"text\": \"%s\"}\n", i,
                   i % 28 + 1, i, prose(10000 + i / 2 * (i % 10 ? 2 : 1)).p);
  }
  put_file("in/records.jsonl", rap_buf_str(&b));
  rap_buf_reset(&b);
  rap_buf_puts(&b, "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed</title>");
  for (unsigned i = 0; i < ENTRIES; i++)
    rap_buf_printf(&b, "<item><guid>urn:entry:%u</guid><title>Entry %u</title><description>%s</description></item>", i, i, prose(20000 + i).p);
  rap_buf_puts(&b, "</channel></rss>");
  put_file("in/z-feed.xml", rap_buf_str(&b));
  rap_buf_clear(&b);
}

static void put_archive(void) {
  zip z = {0};
  for (unsigned i = 0; i < MEMBERS; i++)
    zip_stored(&z, rap_arena_printf(arena, "m/%03u.txt", i).p, rap_arena_printf(arena, "Member %u\n\n%s\n", i, prose(30000 + i).p));
  put_file("in/m.zip", zip_end(&z));
  zip_clear(&z);
}

static int setup(void **state) {
  (void)state;
  const char *base = getenv("TMPDIR");
  (void)snprintf(dir, sizeof dir, "%s/rap-kill-XXXXXX", base && strlen(base) < 200 ? base : "/tmp");
  arena = rap_arena_new();
  if (!arena || !mkdtemp(dir) || mkdir(in_dir("in"), 0777) || mkdir(in_dir("in/a"), 0777) || mkdir(in_dir("in/b"), 0777)) return -1;
  put_texts();
  put_records();
  put_archive();
  return 0;
}

static int teardown(void **state) {
  (void)state;
  int status = system(rap_arena_printf(arena, "rm -rf '%s'", dir).p);
  rap_arena_free(arena);
  return status;
}

/* ---- runs ---- */

static pid_t start(const char *store) {
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid) return pid;
  int null = open("/dev/null", O_RDWR);
  if (null < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0 || chdir(dir) != 0) _exit(98);
  (void)execl(RAP_TEST_PROGRAM, RAP_TEST_PROGRAM, "index", "-q", "-j", "2", "-R", RAP_TEST_ROOT "/tests/fault/pack", "-d", store, "in", (char *)NULL);
  _exit(99);
}

/* Some records are broken on purpose. */
static void assert_done(int status) {
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 3);
}

static double seconds(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double run_whole(const char *store) {
  int status;
  double begun = seconds();
  pid_t pid = start(store);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_done(status);
  return seconds() - begun;
}

/* Whether it was killed; else it had come to its end. */
static bool run_killed(const char *store, double after) {
  int status;
  struct timespec nap = {.tv_sec = (time_t)after, .tv_nsec = (long)((after - (double)(time_t)after) * 1e9)};
  pid_t pid = start(store);
  (void)nanosleep(&nap, NULL);
  (void)kill(pid, SIGKILL);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  if (!WIFSIGNALED(status)) assert_done(status);
  return WIFSIGNALED(status);
}

/* ---- stores, compared ---- */

static void on_problem(void *ctx, rap_str problem) {
  (void)ctx;
  print_message("problem: %.*s\n", RAP_FMT(problem));
}

static void assert_sound(const char *store) {
  rap_store *s = NULL;
  rap_error err = {0};
  size_t n = 0;
  rap_status st = rap_store_open(rap_str_of(in_dir(store)), RAP_STORE_READ, NULL, &s, &err);
  if (st == RAP_ERR_IO || st == RAP_ERR_STORE) { /* killed before there was one */
    struct stat info;
    assert_true(stat(in_dir(store), &info) != 0 || strstr(err.text, "an empty file"));
    return;
  }
  if (st == RAP_OK) st = rap_store_check(s, on_problem, NULL, &n, &err);
  if (st != RAP_OK) print_message("%s\n", err.text);
  assert_int_equal(st, RAP_OK);
  assert_int_equal(n, 0);
  rap_store_close(s);
}

/* Rows of a table as text, in an order that is that of the text. Rows of documents are numbered alike in both stores, since what is read comes in the same order; events and families are not, so that they are called by what they are about. The
 * full-text index and the bitmaps are built in other pieces, and were held against the rows by rap_store_check. */
static const struct {
  const char *table, *sql;
} special[] = {
    {"event",
     "SELECT quote(key) || quote(name) || quote(series) || quote(edition) || quote(start_date) || quote(end_date) || quote(first) || quote(last) || quote(place) || quote(state) || quote(country) || "
     "quote(chair) || quote(organiser) || quote(status) || quote(n_documents) || quote(title) FROM event ORDER BY 1"},
    {"event_document",
     "SELECT quote(d.document) || ',' || quote(idx) || quote((SELECT key FROM event e WHERE e.id = d.event)) || quote(d.series) || quote(d.title) || quote(d.edition) || quote(d.start_date) || quote(d.end_date) || "
     "quote(d.place) || quote(d.state) || quote(d.chair) || quote(d.status) || quote(main) || quote(text_begin) || ',' || quote(text_end) || quote(rule) FROM event_document d ORDER BY 1"},
    {"family", "SELECT quote(canonical) || ',' || quote(n_documents) || ',' || quote(broken) FROM family ORDER BY 1"},
    {"family_member",
     "SELECT quote(document) || ',' || quote((SELECT canonical FROM family f WHERE f.id = m.family)) FROM family_member m ORDER BY 1"},
    {"bitmap", "SELECT quote(id) FROM bitmap ORDER BY 1"},
};

static rap_stmt *prepare(rap_db *db, rap_str sql) {
  rap_stmt *s = NULL;
  rap_error err = {0};
  rap_status st = rap_db_prepare(db, sql, &s, &err);
  if (st != RAP_OK) print_message("%s: %.*s\n", err.text, RAP_FMT(sql));
  assert_int_equal(st, RAP_OK);
  return s;
}

static bool next_row(rap_stmt *s, rap_str *out) {
  bool row = false;
  rap_error err = {0};
  assert_int_equal(rap_stmt_step(s, &row, &err), RAP_OK);
  *out = row ? rap_col_text(s, 0) : (rap_str){0};
  return row;
}

static rap_str rows_of(rap_db *db, rap_str table) {
  rap_str columns;
  for (size_t i = 0; i < sizeof special / sizeof *special; i++)
    if (rap_str_is(table, special[i].table)) return rap_str_of(special[i].sql);
  rap_stmt *s =
      prepare(db, rap_arena_printf(arena, "SELECT group_concat('quote(\"' || name || '\")', ' || '','' || ') FROM pragma_table_info('%.*s')",
                                   RAP_FMT(table)));
  assert_true(next_row(s, &columns));
  rap_str sql = rap_arena_printf(arena, "SELECT %.*s FROM \"%.*s\" ORDER BY 1", RAP_FMT(columns), RAP_FMT(table));
  rap_stmt_free(s);
  return sql;
}

static size_t compare_table(rap_db *a, rap_db *b, rap_str table) {
  rap_str x, y;
  size_t n = 0;
  rap_str sql = rows_of(a, table);
  rap_stmt *s = prepare(a, sql), *t = prepare(b, sql);
  for (;; n++) {
    bool more = next_row(s, &x), other = next_row(t, &y);
    if (more != other || !rap_str_eq(x, y)) {
      print_message("%.*s, row %zu:\n- %.*s\n+ %.*s\n", RAP_FMT(table), n, RAP_FMT(x), RAP_FMT(y));
      fail();
    }
    if (!more) break;
  }
  rap_stmt_free(s);
  rap_stmt_free(t);
  return n;
}

static rap_db *open_db(const char *store) {
  rap_db *db = NULL;
  rap_error err = {0};
  assert_int_equal(rap_db_open(rap_str_of(in_dir(store)), RAP_DB_READ, 1000, &db, &err), RAP_OK);
  return db;
}

static void assert_same(const char *store, const char *other) {
  rap_db *a = open_db(store), *b = open_db(other);
  rap_str table;
  size_t n_tables = 0, n_rows = 0;
  rap_stmt *tables =
      prepare(a, RAP_STR("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'fts%' AND name NOT LIKE 'sqlite_%' ORDER BY 1"));
  for (; next_row(tables, &table); n_tables++) n_rows += compare_table(a, b, rap_arena_str(arena, table));
  rap_stmt_free(tables);
  assert_true(n_tables > 20 && n_rows > 10 * RECORDS);
  rap_db_close(a);
  rap_db_close(b);
}

/* ---- the test ---- */

static uint32_t chance(uint32_t *x) {
  *x ^= *x << 13;
  *x ^= *x >> 17;
  *x ^= *x << 5;
  return *x;
}

static void remove_store(const char *store) {
  static const char *const tails[] = {"", "-wal", "-shm", "-journal", "-lock"};
  for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) (void)unlink(rap_arena_printf(arena, "%s%s", in_dir(store), tails[i]).p);
}

static void finish(const char *store) {
  (void)run_whole(store);
  assert_same("whole.db", store);
}

/* The moments are spread over a whole run; a store that has come to its end is compared and begun anew. */
static void test_killed_anywhere(void **state) {
  (void)state;
  uint32_t x = 20230108;
  size_t lives = 0;
  double length = run_whole("whole.db");
  print_message("a run takes %.2f s\n", length);
  assert_sound("whole.db");
  assert_same("whole.db", "whole.db");
  for (int kills = 0, runs = 0; kills < KILLS; runs++) {
    bool killed = run_killed("killed.db", length * (double)(chance(&x) % 1000) / 1000);
    kills += killed;
    if (killed && kills % CHECK_EVERY == 0) assert_sound("killed.db");
    /* Past the last commit a run takes no time: another life. */
    if (killed && runs % 6 < 5) continue;
    finish("killed.db");
    remove_store("killed.db");
    lives++;
  }
  finish("killed.db");
  assert_sound("killed.db");
  print_message("%d kills in %zu lives of a store\n", KILLS, lives + 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_killed_anywhere)};
  return cmocka_run_group_tests(tests, setup, teardown);
}
