/* loads.c: what the pipeline is measured against: bare FTS5 loads, and utf8proc over whole texts. */
#include "base/utf8.h"
#include "bench.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>
#include <utf8proc.h>

static void run(sqlite3 *db, const char *sql) {
  char *message = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) bench_die("SQLite: %s: %s", sql, message ? message : "?");
}

static void insert_all(sqlite3 *db, const bench_texts *texts) {
  sqlite3_stmt *s = NULL;
  if (sqlite3_prepare_v2(db, "INSERT INTO t(title, body) VALUES(?, ?)", -1, &s, NULL) != SQLITE_OK) bench_die("SQLite: %s", sqlite3_errmsg(db));
  for (size_t i = 0; i < texts->n; i++) {
    const bench_text *t = &texts->items[i];
    sqlite3_bind_text64(s, 1, t->title.p, t->title.n, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_text64(s, 2, t->body.p, t->body.n, SQLITE_STATIC, SQLITE_UTF8);
    if (sqlite3_step(s) != SQLITE_DONE) bench_die("SQLite: %s", sqlite3_errmsg(db));
    sqlite3_reset(s);
  }
  sqlite3_finalize(s);
}

bench_time bench_fts5_load(const bench_texts *texts, bench_load how, const char *path) {
  (void)unlink(path);
  bench_time begin = {bench_now(), bench_cpu()};
  sqlite3 *db = NULL;
  if (sqlite3_open(path, &db) != SQLITE_OK) bench_die("SQLite: %s: cannot be opened", path);
  if (how == BENCH_LOAD_TUNED) run(db, "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536");
  run(db, "CREATE VIRTUAL TABLE t USING fts5(title, body)");
  if (how == BENCH_LOAD_TUNED) run(db, "INSERT INTO t(t, rank) VALUES('hashsize', 67108864); INSERT INTO t(t, rank) VALUES('automerge', 0)");
  run(db, "BEGIN");
  insert_all(db, texts);
  run(db, "INSERT INTO t(t) VALUES('optimize'); COMMIT");
  sqlite3_close(db);
  bench_time took = {bench_now() - begin.wall, bench_cpu() - begin.cpu};
  (void)unlink(path);
  return took;
}

void bench_nfc(const bench_texts *texts, double *whole, double *runs, bool *equal) {
  *whole = *runs = 0;
  *equal = true;
  rap_buf buf = {0};
  for (size_t i = 0; i < texts->n; i++) {
    rap_str body = texts->items[i].body;
    utf8proc_uint8_t *out = NULL;
    rap_error err = {0};
    double begin = bench_cpu();
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)body.p, (utf8proc_ssize_t)body.n, &out, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    double middle = bench_cpu();
    rap_buf_reset(&buf);
    if (n < 0 || rap_utf8_nfc(body, &buf, &err) != RAP_OK) bench_die("normalisation failed");
    double end = bench_cpu();
    *whole += middle - begin;
    *runs += end - middle;
    *equal = *equal && rap_str_eq(rap_buf_str(&buf), (rap_str){(const char *)out, (size_t)n});
    free(out);
  }
  rap_buf_clear(&buf);
}
