#include "index/store.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "index/bitmap.h"
#include "index/corrections_impl.h"
#include "index/families.h"
#include "index/schema.h"
#include "index/store_impl.h"

/* 16 KiB pages and a cache of 64 MB: what FTS5 loads fastest with (PERFORMANCE.md). */
#define PAGE_BYTES 16384
#define CACHE_KIB 65536

rap_status rap_store_fail(const rap_store *store, rap_status st, rap_error *err, const char *format, ...) {
  va_list args;
  va_start(args, format);
  bool first = err && err->status == RAP_OK;
  rap_error_vset(err, st, format, args);
  va_end(args);
  if (first) rap_error_prefix(err, "%.*s: ", RAP_FMT(store->path));
  return st;
}

static int timeout_of(const rap_store_options *options) {
  return options->busy_timeout_ms == 0 ? RAP_BUSY_TIMEOUT_MS : options->busy_timeout_ms < 0 ? 0 : options->busy_timeout_ms;
}

static rap_status must_exist(const rap_store *store, rap_error *err) {
  struct stat info;
  if (stat(store->path.p, &info) != 0) return rap_store_fail(store, RAP_ERR_IO, err, "no store there: %s", strerror(errno));
  if (S_ISDIR(info.st_mode)) return rap_store_fail(store, RAP_ERR_IO, err, "a folder, not a store");
  return RAP_OK;
}

/* A store that its writer left in write-ahead mode cannot be read from a folder that cannot be written to, unless SQLite is told that nobody writes. That holds when there is no log. */
static bool may_be_immutable(const rap_store *store) {
  struct stat info;
  char *log = malloc(store->path.n + sizeof "-wal");
  if (!log) return false;
  (void)snprintf(log, store->path.n + sizeof "-wal", "%s-wal", store->path.p);
  bool none = stat(log, &info) != 0 || info.st_size == 0;
  free(log);
  return none && access(store->path.p, R_OK) == 0;
}

static bool tell_tick(void *ctx) {
  const rap_store *store = ctx;
  bool stop = store->options.tick(store->options.tick_ctx);
  return stop && store->mode == RAP_STORE_READ;
}

static void watch(rap_store *store) {
  if (store->options.tick) rap_db_watch(store->db, tell_tick, store);
}

static rap_status open_for_reading(rap_store *store, rap_error *err) {
  rap_schema_state state = RAP_SCHEMA_EMPTY;
  rap_error first = {0};
  rap_status st = rap_db_open(store->path, RAP_DB_READ, timeout_of(&store->options), &store->db, &first);
  if (st == RAP_OK) st = rap_schema_look(store->db, &state, &first);
  if ((st == RAP_ERR_IO || st == RAP_ERR_READONLY) && !store->beside && may_be_immutable(store)) {
    rap_db_close(store->db);
    store->db = NULL;
    rap_error_clear(&first);
    st = rap_db_open(store->path, RAP_DB_IMMUTABLE, timeout_of(&store->options), &store->db, &first);
    if (st == RAP_OK) st = rap_schema_look(store->db, &state, &first);
  }
  if (st != RAP_OK) return rap_error_set(err, st, "%s", first.text);
  if (state == RAP_SCHEMA_EMPTY) return rap_store_fail(store, RAP_ERR_STORE, err, "not a store of this program (an empty file)");
  if (state != RAP_SCHEMA_CURRENT)
    return rap_store_fail(store, RAP_ERR_STORE, err,
                          "the store is of an older version; open it once for writing (rapporteur index) to bring it up to date");
  watch(store);
  return rap_db_exec(store->db, "PRAGMA query_only = ON", err);
}

static rap_status bring_up_to_date(rap_store *store, rap_schema_state state, rap_error *err) {
  if (state == RAP_SCHEMA_CURRENT) return RAP_OK;
  rap_status st = rap_store_begin(store, err);
  if (st == RAP_OK && state != RAP_SCHEMA_STALE) st = rap_schema_migrate(store->db, err);
  if (st == RAP_OK && state == RAP_SCHEMA_EMPTY) {
    st = rap_schema_make_derived(store->db, err);
    if (st == RAP_OK) st = rap_db_exec(store->db, "COMMIT", err);
  } else if (st == RAP_OK) {
    st = rap_store_rebuild(store, err);
  }
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}

static rap_status commit(rap_store *store, bool all, rap_error *err);

static rap_status open_for_writing(rap_store *store, rap_error *err) {
  struct stat info;
  bool fresh = stat(store->path.p, &info) != 0 || info.st_size == 0;
  rap_schema_state state = RAP_SCHEMA_EMPTY;
  if (!fresh && S_ISDIR(info.st_mode)) return rap_store_fail(store, RAP_ERR_IO, err, "a folder, not a store");
  int timeout = timeout_of(&store->options);
  const rap_lock_options lock = {.timeout_ms = timeout, .holder = store->options.holder, .interrupted = store->options.interrupted};
  rap_status st = rap_lock_take(store->path, &lock, &store->lock, err);
  store->options.holder = (rap_str){0};
  /* Whoever has the write lock waits for SQLite's own lock for moments only. */
  if (timeout > RAP_BUSY_TIMEOUT_MS) timeout = RAP_BUSY_TIMEOUT_MS;
  if (st == RAP_OK) st = rap_db_open(store->path, store->mode == RAP_STORE_WRITE ? RAP_DB_CREATE : RAP_DB_WRITE, timeout, &store->db, err);
  if (st == RAP_OK) watch(store);
  char pragmas[256];
  if (st == RAP_OK && fresh) {
    (void)snprintf(pragmas, sizeof pragmas, "PRAGMA page_size = %d; PRAGMA auto_vacuum = INCREMENTAL", PAGE_BYTES);
    st = rap_db_exec(store->db, pragmas, err);
  }
  if (st == RAP_OK) st = rap_schema_look(store->db, &state, err);
  if (st == RAP_OK && rap_db_readonly(store->db)) st = rap_store_fail(store, RAP_ERR_READONLY, err, "the store cannot be written to");
  if (st != RAP_OK) return st;
  (void)snprintf(pragmas, sizeof pragmas, "PRAGMA cache_size = -%d; PRAGMA secure_delete = OFF; PRAGMA synchronous = NORMAL", CACHE_KIB);
  st = rap_db_exec(store->db, pragmas, err);
  if (st == RAP_OK && store->options.max_bytes) {
    int64_t page = PAGE_BYTES;
    st = rap_db_int(store->db, "PRAGMA page_size", &page, err);
    (void)snprintf(pragmas, sizeof pragmas, "PRAGMA max_page_count = %llu", (unsigned long long)(store->options.max_bytes / (uint64_t)page));
    if (st == RAP_OK) st = rap_db_exec(store->db, pragmas, err);
  }
  if (st == RAP_OK) st = bring_up_to_date(store, state, err);
  /* What a killed run left to resolve. */
  int64_t dirty = 0;
  if (st == RAP_OK)
    st = rap_db_int(store->db,
                    "SELECT (SELECT count(*) FROM dirty_series) + (SELECT count(*) FROM dirty_sketch) + (SELECT count(*) FROM gone_sketch) + "
                    "(SELECT count(*) FROM family WHERE broken = 1)",
                    &dirty, err);
  if (st == RAP_OK && dirty > 0) st = commit(store, true, err);
  if (st == RAP_OK) st = rap_db_int(store->db, "SELECT count(*) FROM dirty_document", &dirty, err);
  size_t n = 0;
  if (st == RAP_OK && dirty > 0) st = rap_corrections_resume(store, &n, err);
  if (st == RAP_OK && dirty > 0) st = commit(store, true, err);
  return st;
}

static rap_status open_store(rap_str path, rap_store_mode mode, const rap_store_options *options, bool beside, rap_store **out, rap_error *err) {
  *out = NULL;
  if (path.n == 0 || memchr(path.p, '\0', path.n)) return rap_error_set(err, RAP_ERR_IO, "%.*s: not a path", RAP_FMT(path));
  rap_status st = RAP_OK;
  rap_store *store = calloc(1, sizeof *store);
  if (!store) return rap_error_nomem(err);
  store->mode = mode;
  store->beside = beside;
  if (options) store->options = *options;
  store->scratch = rap_arena_new();
  store->work = rap_arena_new();
  store->names.arena = rap_arena_new();
  store->zip = rap_zip_new();
  char *copy = malloc(path.n + 1);
  if (copy) {
    memcpy(copy, path.p, path.n);
    copy[path.n] = '\0';
    store->path = (rap_str){copy, path.n};
  }
  if (!copy || !store->scratch || !store->work || !store->names.arena || !store->zip) {
    st = rap_error_nomem(err);
    goto done;
  }
  if (mode != RAP_STORE_WRITE) st = must_exist(store, err);
  if (st == RAP_OK) st = mode == RAP_STORE_READ ? open_for_reading(store, err) : open_for_writing(store, err);
done:
  if (store->db && mode != RAP_STORE_READ) rap_db_watch(store->db, NULL, NULL);
  if (st == RAP_OK)
    *out = store;
  else
    rap_store_close(store);
  return st;
}

rap_status rap_store_open(rap_str path, rap_store_mode mode, const rap_store_options *options, rap_store **out, rap_error *err) {
  return open_store(path, mode, options, false, out, err);
}

void rap_store_close(rap_store *store) {
  if (!store) return;
  rap_error ignored = {0};
  if (store->db) {
    rap_store_rollback(store);
    /* At rest a store is one plain file, readable from anywhere. Fails while others read; then the log stays, and the next writer's close does it. */
    if (store->logged && rap_db_exec(store->db, "PRAGMA journal_mode = DELETE", &ignored) != RAP_OK) rap_error_clear(&ignored);
    rap_db_close(store->db);
  }
  rap_lock_release(store->lock);
  rap_bitmap_free(store);
  rap_corrections_free(store);
  rap_name_cache_clear(&store->names);
  rap_lengths_clear(&store->lengths);
  rap_arena_free(store->names.arena);
  rap_arena_free(store->scratch);
  rap_arena_free(store->work);
  rap_zip_free(store->zip);
  rap_buf_clear(&store->text);
  rap_buf_clear(&store->key);
  rap_buf_clear(&store->packed);
  rap_buf_clear(&store->zipped);
  rap_preparer_free(store->preparer);
  rap_id_set_clear(&store->seen);
  free(store->given);
  free(store->last_file);
  free(store->last_path);
  free((char *)(uintptr_t)store->path.p);
  free(store);
}

bool rap_store_exists(rap_str path) {
  struct stat info;
  char *name = memchr(path.p, '\0', path.n) ? NULL : malloc(path.n + 1);
  if (!name) return false;
  memcpy(name, path.p, path.n);
  name[path.n] = '\0';
  bool found = stat(name, &info) == 0 && info.st_size > 0;
  free(name);
  return found;
}

rap_str rap_store_path(const rap_store *store) { return store->path; }
size_t rap_store_pending(const rap_store *store) { return store->pending; }

/* Not before something is to be written: a run that changes nothing leaves the file as it is. */
static rap_status log_on(rap_store *store, rap_error *err) {
  if (store->logged) return RAP_OK;
  rap_status st = rap_db_exec(store->db, "PRAGMA journal_mode = WAL", err);
  store->logged = st == RAP_OK;
  return st;
}

rap_status rap_store_begin(rap_store *store, rap_error *err) {
  if (store->mode == RAP_STORE_READ) return rap_store_fail(store, RAP_ERR_READONLY, err, "the store is open for reading");
  if (rap_db_in_transaction(store->db)) return RAP_OK;
  rap_status st = log_on(store, err);
  return st == RAP_OK ? rap_db_exec(store->db, "BEGIN IMMEDIATE", err) : st;
}

/* Without the log, whoever reads would keep the other from committing. */
rap_status rap_store_open_beside(rap_store *store, rap_store **out, rap_error *err) {
  *out = NULL;
  rap_status st = log_on(store, err);
  return st == RAP_OK ? open_store(store->path, RAP_STORE_READ, &store->options, true, out, err) : st;
}

void rap_store_rollback(rap_store *store) {
  rap_error ignored = {0};
  if (store->db && rap_db_in_transaction(store->db) && rap_db_exec(store->db, "ROLLBACK", &ignored) != RAP_OK) rap_error_clear(&ignored);
  rap_bitmap_forget(store);
  rap_corrections_forget(store);
  rap_name_cache_clear(&store->names); /* rows that it names may be gone */
  rap_lengths_forget(&store->lengths);
  store->pending = store->pending_bytes = store->unsketched = 0;
}

static rap_status commit(rap_store *store, bool all, rap_error *err) {
  assert(store->mode != RAP_STORE_READ);
  rap_status st = RAP_OK;
  int64_t dirty = 0;
  bool due = all;
  if (!rap_db_in_transaction(store->db)) {
    /* 63 = RAP_BITMAP_EVENTS */
    st = rap_db_int(
        store->db,
        all ? "SELECT (SELECT count(*) FROM dirty_series) + (SELECT count(*) FROM chunk c WHERE NOT EXISTS (SELECT 1 FROM bitmap b WHERE b.id = c.id * 64 + 63)) + (SELECT count(*) FROM dirty_sketch) + (SELECT count(*) FROM gone_sketch) + (SELECT count(*) FROM family WHERE broken = 1)"
            : "SELECT count(*) FROM dirty_series",
        &dirty, err);
    if (st != RAP_OK || dirty == 0) return st;
    st = rap_store_begin(store, err);
  }
  if (st == RAP_OK && !all) st = rap_bulk_resolve_due(store, &due, err);
  if (st == RAP_OK && due) st = rap_store_resolve_events(store, all, err);
  if (st == RAP_OK) st = rap_families_resolve(store, all, err);
  if (st == RAP_OK) st = rap_bitmap_flush(store, err);
  if (st == RAP_OK && all) st = rap_bitmap_refresh_events(store, err);
  if (st == RAP_OK) st = rap_lengths_write(store, err);
  if (st == RAP_OK) st = rap_db_exec(store->db, "COMMIT", err);
  if (st != RAP_OK) rap_store_rollback(store);
  store->pending = store->pending_bytes = 0;
  if (due) store->unresolved = 0;
  return st;
}

rap_status rap_store_commit(rap_store *store, rap_error *err) { return commit(store, false, err); }

rap_status rap_store_finish(rap_store *store, rap_error *err) {
  rap_status st = commit(store, true, err);
  if (st == RAP_OK) st = rap_bulk_merge(store, err);
  if (st == RAP_OK && store->logged) st = rap_bulk_give_back(store, err);
  /* Statistics only where tables changed much since they were taken; analysis_limit keeps that short whatever the size. */
  if (st == RAP_OK && store->logged) st = rap_db_exec(store->db, "PRAGMA analysis_limit = 400; PRAGMA optimize", err);
  return st;
}
