/* wrap.c: the functions that the linker puts in the place of those that are to fail, and the count of their calls. See fault.h. */
#include "fault.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* The linker's names for the functions themselves and for ours in their place. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
char *__real_strdup(const char *s);
int __real_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **stmt, const char **tail);
int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **stmt, const char **tail);
int __real_sqlite3_step(sqlite3_stmt *stmt);
int __real_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *ctx, char **message);
int __real_sqlite3_errcode(sqlite3 *db);
int __real_sqlite3_extended_errcode(sqlite3 *db);
const char *__real_sqlite3_errmsg(sqlite3 *db);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *s);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **stmt, const char **tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **stmt, const char **tail);
int __wrap_sqlite3_step(sqlite3_stmt *stmt);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *ctx, char **message);
int __wrap_sqlite3_errcode(sqlite3 *db);
int __wrap_sqlite3_extended_errcode(sqlite3 *db);
const char *__wrap_sqlite3_errmsg(sqlite3 *db);

/* Set before the threads of a scenario start, and read by them. */
static unsigned armed;
static size_t nth;
static bool for_good;
static const char *const *optional;
static atomic_size_t calls;
static atomic_bool failed;
/* The code of the last SQLite call, if it was made to fail: sqlite3_errmsg must then speak of it. */
static atomic_int store_code;

void fault_arm(unsigned kind, size_t n, bool stays, const char *const *optional_sql) {
  optional = optional_sql;
  nth = n;
  for_good = stays;
  atomic_store(&calls, 0);
  atomic_store(&failed, false);
  atomic_store(&store_code, SQLITE_OK);
  armed = kind;
}

size_t fault_disarm(bool *fired) {
  armed = 0;
  atomic_store(&store_code, SQLITE_OK);
  *fired = atomic_load(&failed);
  return atomic_load(&calls);
}

void fault_now(void) { atomic_store(&failed, true); }

/* True when this call is the one to fail. */
static bool due(unsigned kind) {
  if (!(armed & kind)) return false;
  size_t n = atomic_fetch_add(&calls, 1) + 1;
  if (nth == 0 || n < nth || (n > nth && !for_good)) return false;
  fault_now();
  return true;
}

/* The SQLite code to fail with, SQLITE_OK for a real call. */
static int store_due(void) {
  int code = SQLITE_OK;
  if (due(FAULT_STORE)) code = armed == FAULT_STORE_IO ? SQLITE_IOERR : armed == FAULT_STORE_FULL ? SQLITE_FULL : SQLITE_NOMEM;
  atomic_store(&store_code, code);
  return code;
}

void *fault_jansson_malloc(size_t size) { return due(FAULT_JANSSON) ? NULL : __real_malloc(size); }

void *__wrap_malloc(size_t size) { return due(FAULT_MEMORY) ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t n, size_t size) { return due(FAULT_MEMORY) ? NULL : __real_calloc(n, size); }
void *__wrap_realloc(void *p, size_t size) { return due(FAULT_MEMORY) ? NULL : __real_realloc(p, size); }
char *__wrap_strdup(const char *s) { return due(FAULT_MEMORY) ? NULL : __real_strdup(s); }

int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **stmt, const char **tail) {
  int code = store_due();
  if (code == SQLITE_OK) return __real_sqlite3_prepare_v2(db, sql, n, stmt, tail);
  *stmt = NULL;
  return code;
}

int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **stmt, const char **tail) {
  int code = store_due();
  if (code == SQLITE_OK) return __real_sqlite3_prepare_v3(db, sql, n, flags, stmt, tail);
  *stmt = NULL;
  return code;
}

int __wrap_sqlite3_step(sqlite3_stmt *stmt) {
  int code = store_due();
  return code == SQLITE_OK ? __real_sqlite3_step(stmt) : code;
}

static bool is_optional(const char *sql) {
  for (size_t i = 0; optional && optional[i]; i++)
    if (strcmp(sql, optional[i]) == 0) return true;
  return false;
}

int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *ctx, char **message) {
  bool before = atomic_load(&failed);
  int code = store_due();
  if (is_optional(sql)) atomic_store(&failed, before);
  if (code == SQLITE_OK) return __real_sqlite3_exec(db, sql, row, ctx, message);
  if (message) *message = NULL;
  return code;
}

int __wrap_sqlite3_errcode(sqlite3 *db) {
  int code = atomic_load(&store_code);
  return code == SQLITE_OK ? __real_sqlite3_errcode(db) : code;
}

int __wrap_sqlite3_extended_errcode(sqlite3 *db) {
  int code = atomic_load(&store_code);
  return code == SQLITE_OK ? __real_sqlite3_extended_errcode(db) : code;
}

const char *__wrap_sqlite3_errmsg(sqlite3 *db) {
  int code = atomic_load(&store_code);
  return code == SQLITE_OK ? __real_sqlite3_errmsg(db) : sqlite3_errstr(code);
}
