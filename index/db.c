#include "index/db.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "base/buf.h"
#include "index/fts.h"

struct rap_stmt {
  sqlite3_stmt *stmt;
  rap_db *db;
  int bound;  /* parameters bound so far */
  int failed; /* first code of a failed binding */
  bool used;  /* bound or stepped since the last reset */
};

typedef struct cached {
  const char *sql; /* a string literal: its address is its identity */
  rap_stmt *stmt;
} cached;

struct rap_db {
  sqlite3 *db;
  char *path;
  cached *cache;
  size_t n_cache, cache_capacity;
  rap_db_tick_fn tick;
  void *tick_ctx;
};

/* Steps of SQLite's machine between two questions: a millisecond or so. */
#define TICK_STEPS 20000

const char *rap_db_path(const rap_db *db) { return db->path; }
struct sqlite3 *rap_db_connection(const rap_db *db) {
  return db->db;
}

/* Reasons for which a file cannot grow: the disk, the quota, the process's own bound (ulimit -f). */
static bool is_room(int e) { return e == ENOSPC || e == EDQUOT || e == EFBIG; }

/* SQLite itself tells only of ENOSPC in a write, and sqlite3_system_errno is what errno was after the rollback; the file and its log remember their own last failure. */
static bool no_room(sqlite3 *db) {
  if (!db) return false;
  int e = 0;
  if (is_room(sqlite3_system_errno(db))) return true;
  if (sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &e) == SQLITE_OK && is_room(e)) return true;
  sqlite3_file *log = NULL;
  if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK || !log || !log->pMethods) return false;
  return log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &e) == SQLITE_OK && is_room(e);
}

/* From SQLite's (extended) codes to ours. A write that fails for lack of space may also come as an I/O error of another call (growing the shared memory of the log). */
static rap_status status_of(sqlite3 *db, int rc) {
  switch (rc & 0xFF) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED: return RAP_ERR_BUSY;
  case SQLITE_READONLY: return RAP_ERR_READONLY;
  case SQLITE_FULL: return RAP_ERR_FULL;
  case SQLITE_NOTADB:
  case SQLITE_CORRUPT: return RAP_ERR_STORE;
  case SQLITE_NOMEM: return RAP_ERR_NOMEM;
  case SQLITE_INTERRUPT: return RAP_ERR_INTERRUPTED;
  case SQLITE_TOOBIG: return RAP_ERR_LIMIT;
  case SQLITE_PERM:
  case SQLITE_AUTH:
  case SQLITE_CANTOPEN: return no_room(db) ? RAP_ERR_FULL : RAP_ERR_IO;
  case SQLITE_IOERR: return rc == SQLITE_IOERR_NOMEM ? RAP_ERR_NOMEM : no_room(db) ? RAP_ERR_FULL : RAP_ERR_IO;
  default: return RAP_ERR_INTERNAL;
  }
}

static rap_status fail(rap_db *db, int rc, rap_error *err) {
  rap_status st = status_of(db->db, rc);
  if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (st == RAP_ERR_STORE && (rc & 0xFF) == SQLITE_NOTADB)
    return rap_error_set(err, st, "%s: not a store of this program (no SQLite file)", db->path);
  if (st == RAP_ERR_STORE) return rap_error_set(err, st, "%s: the store is damaged: %s", db->path, sqlite3_errmsg(db->db));
  if (st == RAP_ERR_FULL) return rap_error_set(err, st, "%s: no space left for the store", db->path);
  if (st == RAP_ERR_READONLY) return rap_error_set(err, st, "%s: the store cannot be written to", db->path);
  if (st == RAP_ERR_BUSY) return rap_error_set(err, st, "%s: another connection holds the store's lock", db->path);
  int reason = db->db && (rc & 0xFF) == SQLITE_CANTOPEN ? sqlite3_system_errno(db->db) : 0;
  if (reason) return rap_error_set(err, st, "%s: cannot be opened: %s", db->path, strerror(reason));
  return rap_error_set(err, st, "%s: %s", db->path, db->db ? sqlite3_errmsg(db->db) : sqlite3_errstr(rc));
}

rap_status rap_db_fail(rap_db *db, int rc, rap_error *err) { return fail(db, rc, err); }

/* file: URI of a path, for immutable=1; all but unreserved characters and '/' percent-encoded. */
static void add_uri(rap_buf *b, rap_str path) {
  rap_buf_puts(b, "file:");
  for (size_t i = 0; i < path.n; i++) {
    unsigned char c = (unsigned char)path.p[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-' || c == '_';
    if (plain)
      rap_buf_putc(b, (char)c);
    else
      rap_buf_printf(b, "%%%02X", (unsigned)c);
  }
  rap_buf_puts(b, "?immutable=1");
}

static int on_tick(void *ctx) {
  const rap_db *db = ctx;
  return db->tick(db->tick_ctx);
}

void rap_db_watch(rap_db *db, rap_db_tick_fn tick, void *ctx) {
  db->tick = tick;
  db->tick_ctx = ctx;
  sqlite3_progress_handler(db->db, TICK_STEPS, tick ? on_tick : NULL, db);
}

rap_status rap_db_open(rap_str path, rap_db_mode mode, int busy_timeout_ms, rap_db **out, rap_error *err) {
  static const int flags[] = {[RAP_DB_READ] = SQLITE_OPEN_READONLY,
                              [RAP_DB_IMMUTABLE] = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                              [RAP_DB_WRITE] = SQLITE_OPEN_READWRITE,
                              [RAP_DB_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
  *out = NULL;
  rap_status st = RAP_OK;
  rap_buf name = {0};
  rap_db *db = calloc(1, sizeof *db);
  if (!db || !(db->path = malloc(path.n + 1))) {
    st = rap_error_nomem(err);
    goto done;
  }
  if (path.n) memcpy(db->path, path.p, path.n);
  db->path[path.n] = '\0';
  if (mode == RAP_DB_IMMUTABLE)
    add_uri(&name, path);
  else if (path.n && path.p[0] != '/')
    rap_buf_printf(&name, "./%s", db->path); /* so that neither ":memory:" nor "file:" is anything but a file's name */
  else
    rap_buf_puts(&name, db->path);
  if (rap_buf_failed(&name)) {
    st = rap_error_nomem(err);
    goto done;
  }
  int rc = sqlite3_open_v2(name.p, &db->db, flags[mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_busy_timeout(db->db, busy_timeout_ms < 0 ? 0 : busy_timeout_ms);
  if (rc == SQLITE_OK) rc = rap_fts_register(db->db);
  if (rc != SQLITE_OK) st = fail(db, rc, err);
done:
  rap_buf_clear(&name);
  if (st == RAP_OK)
    *out = db;
  else
    rap_db_close(db);
  return st;
}

void rap_db_close(rap_db *db) {
  if (!db) return;
  for (size_t i = 0; i < db->n_cache; i++) rap_stmt_free(db->cache[i].stmt);
  free(db->cache);
  int rc = sqlite3_close(db->db);
  assert(rc == SQLITE_OK); /* a statement was not freed */
  (void)rc;
  free(db->path);
  free(db);
}

bool rap_db_readonly(const rap_db *db) { return sqlite3_db_readonly(db->db, "main") == 1; }
bool rap_db_in_transaction(const rap_db *db) { return !sqlite3_get_autocommit(db->db); }
int64_t rap_db_last_id(const rap_db *db) { return sqlite3_last_insert_rowid(db->db); }
int64_t rap_db_changes(const rap_db *db) { return sqlite3_changes(db->db); }
int64_t rap_db_total_changes(const rap_db *db) { return sqlite3_total_changes64(db->db); }

/* How long to wait for another connection's lock between two tries. */
#define BACKUP_WAIT_MS 20
/* Pages a step: 4 MB. */
#define BACKUP_PAGES 1024

rap_status rap_db_backup(rap_db *from, rap_str path, rap_db_step_fn step, void *ctx, rap_error *err) {
  rap_db *to = NULL;
  sqlite3_backup *b = NULL;
  rap_status st = rap_db_open(path, RAP_DB_CREATE, 0, &to, err);
  if (st == RAP_OK) st = rap_db_exec(to, "PRAGMA synchronous = OFF", err); /* whoever asked for the copy syncs it when it is whole */
  if (st == RAP_OK && !(b = sqlite3_backup_init(to->db, "main", from->db, "main"))) st = fail(to, sqlite3_errcode(to->db), err);
  int rc = SQLITE_OK;
  while (st == RAP_OK && rc != SQLITE_DONE) {
    rc = sqlite3_backup_step(b, BACKUP_PAGES);
    int all = sqlite3_backup_pagecount(b);
    if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
      (void)sqlite3_sleep(BACKUP_WAIT_MS);
    else if (rc != SQLITE_OK && rc != SQLITE_DONE)
      st = fail((rc & 0xFF) == SQLITE_CORRUPT || (rc & 0xFF) == SQLITE_NOTADB ? from : to, rc, err);
    if (st == RAP_OK && !step(ctx, all - sqlite3_backup_remaining(b), all))
      st = rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted; no copy was made");
  }
  if (b) (void)sqlite3_backup_finish(b); /* its failure is that of the last step */
  rap_db_close(to);
  return st;
}

rap_status rap_db_exec(rap_db *db, const char *sql, rap_error *err) {
  int rc = sqlite3_exec(db->db, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK ? RAP_OK : fail(db, rc, err);
}

static rap_status prepare(rap_db *db, rap_str sql, unsigned flags, rap_stmt **out, rap_error *err) {
  *out = NULL;
  rap_stmt *s = calloc(1, sizeof *s);
  if (!s) return rap_error_nomem(err);
  int rc = sql.n > INT_MAX ? SQLITE_TOOBIG : sqlite3_prepare_v3(db->db, sql.p, (int)sql.n, flags, &s->stmt, NULL);
  if (rc != SQLITE_OK) {
    free(s);
    rap_status st = fail(db, rc, err);
    assert(st != RAP_OK);
    return st;
  }
  s->db = db;
  *out = s;
  return RAP_OK;
}

rap_status rap_db_prepare(rap_db *db, rap_str sql, rap_stmt **out, rap_error *err) { return prepare(db, sql, 0, out, err); }

rap_status rap_db_cached(rap_db *db, const char *sql, rap_stmt **out, rap_error *err) {
  *out = NULL;
  for (size_t i = 0; i < db->n_cache; i++) {
    if (db->cache[i].sql != sql) continue;
    *out = db->cache[i].stmt;
    rap_stmt_reset(*out);
    return RAP_OK;
  }
  if (db->n_cache == db->cache_capacity) {
    size_t want = db->cache_capacity ? db->cache_capacity * 2 : 64;
    cached *p = realloc(db->cache, want * sizeof *p);
    if (!p) return rap_error_nomem(err);
    db->cache = p;
    db->cache_capacity = want;
  }
  rap_status st = prepare(db, rap_str_of(sql), SQLITE_PREPARE_PERSISTENT, out, err);
  if (st == RAP_OK) db->cache[db->n_cache++] = (cached){sql, *out};
  return st;
}

void rap_stmt_free(rap_stmt *s) {
  if (!s) return;
  (void)sqlite3_finalize(s->stmt);
  free(s);
}

void rap_stmt_reset(rap_stmt *s) {
  if (!s || !s->used) return;
  (void)sqlite3_reset(s->stmt);
  (void)sqlite3_clear_bindings(s->stmt);
  s->bound = 0;
  s->failed = SQLITE_OK;
  s->used = false;
}

static void bound(rap_stmt *s, int rc) {
  s->used = true;
  if (rc != SQLITE_OK && s->failed == SQLITE_OK) s->failed = rc;
}

void rap_bind_int(rap_stmt *s, int64_t v) {
  if (s) bound(s, sqlite3_bind_int64(s->stmt, ++s->bound, v));
}

void rap_bind_text(rap_stmt *s, rap_str v) {
  if (s) bound(s, sqlite3_bind_text64(s->stmt, ++s->bound, v.p ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8));
}

void rap_bind_text_or_null(rap_stmt *s, rap_str v) {
  if (v.n)
    rap_bind_text(s, v);
  else
    rap_bind_null(s);
}

void rap_bind_blob(rap_stmt *s, rap_str v) {
  if (s) bound(s, sqlite3_bind_blob64(s->stmt, ++s->bound, v.p ? v.p : "", v.n, SQLITE_STATIC));
}

void rap_bind_null(rap_stmt *s) {
  if (s) bound(s, sqlite3_bind_null(s->stmt, ++s->bound));
}

void rap_bind_int_or_null(rap_stmt *s, bool known, int64_t v) {
  if (known)
    rap_bind_int(s, v);
  else
    rap_bind_null(s);
}

void rap_bind_span(rap_stmt *s, rap_span v) {
  rap_bind_int(s, (int64_t)v.begin);
  rap_bind_int(s, (int64_t)v.end);
}

rap_status rap_db_int(rap_db *db, const char *sql, int64_t *out, rap_error *err) {
  *out = 0;
  rap_stmt *s = NULL;
  rap_status st = prepare(db, rap_str_of(sql), 0, &s, err);
  if (st == RAP_OK) st = rap_stmt_number(s, out, err);
  rap_stmt_free(s);
  return st;
}

rap_status rap_stmt_step(rap_stmt *s, bool *row, rap_error *err) {
  *row = false;
  s->used = true;
  if (s->failed != SQLITE_OK) return fail(s->db, s->failed, err);
  assert(s->bound == sqlite3_bind_parameter_count(s->stmt));
  int rc = sqlite3_step(s->stmt);
  *row = rc == SQLITE_ROW;
  return rc == SQLITE_ROW || rc == SQLITE_DONE ? RAP_OK : fail(s->db, rc, err);
}

rap_status rap_stmt_run(rap_stmt *s, rap_error *err) {
  bool row;
  rap_status st = rap_stmt_step(s, &row, err);
  rap_stmt_reset(s);
  return st;
}

rap_status rap_stmt_number(rap_stmt *s, int64_t *out, rap_error *err) {
  bool row;
  *out = 0;
  rap_status st = rap_stmt_step(s, &row, err);
  if (row) *out = rap_col_int(s, 0);
  rap_stmt_reset(s);
  return st;
}

rap_status rap_db_run(rap_db *db, const char *sql, int64_t value, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(db, sql, &s, err);
  rap_bind_int(s, value);
  return st == RAP_OK ? rap_stmt_run(s, err) : st;
}

rap_status rap_db_run_two(rap_db *db, const char *sql, int64_t a, int64_t b, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(db, sql, &s, err);
  rap_bind_int(s, a);
  rap_bind_int(s, b);
  return st == RAP_OK ? rap_stmt_run(s, err) : st;
}

int64_t rap_col_int(rap_stmt *s, int i) { return sqlite3_column_int64(s->stmt, i); }
double rap_col_real(rap_stmt *s, int i) { return sqlite3_column_double(s->stmt, i); }
bool rap_col_null(rap_stmt *s, int i) { return sqlite3_column_type(s->stmt, i) == SQLITE_NULL; }

rap_str rap_col_text(rap_stmt *s, int i) {
  const char *p = (const char *)sqlite3_column_text(s->stmt, i);
  return (rap_str){p, p ? (size_t)sqlite3_column_bytes(s->stmt, i) : 0};
}

rap_str rap_col_blob(rap_stmt *s, int i) {
  const char *p = sqlite3_column_blob(s->stmt, i);
  return (rap_str){p, p ? (size_t)sqlite3_column_bytes(s->stmt, i) : 0};
}
