/* bulk.c: what a run puts off until much of it can be done at once: events across documents, merging the full-text index. Layer: index. */
#include <stdio.h>

#include "base/limits.h"
#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Rows ever made: near enough to the number of documents, and known without counting. */
static rap_status last_row(rap_store *store, int64_t *n, rap_error *err) { return rap_db_int(store->db, "SELECT max(id) FROM document", n, err); }

rap_status rap_bulk_resolve_due(rap_store *store, bool *due, rap_error *err) {
  int64_t n = 0;
  *due = false;
  rap_status st = last_row(store, &n, err);
  if (st == RAP_OK) *due = (int64_t)store->unresolved >= n / 2;
  return st;
}

/* One bounded step. *more: it found something to do; FTS5 tells by the rows that it changed, of which its own bookkeeping is one. */
static rap_status merge_step(rap_store *store, int64_t pages, bool *more, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_store_begin(store, err);
  int64_t before = rap_db_total_changes(store->db);
  TRY(rap_db_cached(store->db, "INSERT INTO fts(fts, rank) VALUES('merge', ?)", &s, err));
  rap_bind_int(s, pages);
  TRY(rap_stmt_run(s, err));
  *more = rap_db_total_changes(store->db) - before >= 2;
  TRY(rap_db_exec(store->db, "COMMIT", err));
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}

rap_status rap_bulk_merge(rap_store *store, rap_error *err) {
  int64_t n = 0;
  bool more = store->indexed > 0;
  rap_status st = more ? last_row(store, &n, err) : RAP_OK;
  /* A negative number of pages: first put all segments into one level. */
  int64_t pages = (int64_t)store->indexed * RAP_OPTIMIZE_SHARE >= n ? -RAP_MERGE_PAGES : RAP_MERGE_PAGES;
  while (st == RAP_OK && more) {
    st = merge_step(store, pages, &more, err);
    pages = RAP_MERGE_PAGES;
  }
  if (st == RAP_OK) store->indexed = 0;
  return st;
}

rap_status rap_bulk_give_back(rap_store *store, rap_error *err) {
  int64_t before = 0, left = 0;
  char sql[64];
  rap_status st = rap_db_int(store->db, "PRAGMA freelist_count", &left, err);
  (void)snprintf(sql, sizeof sql, "PRAGMA incremental_vacuum(%d)", RAP_GIVE_BACK_PAGES);
  /* Without SQLite's map of pages nothing is given back. */
  while (st == RAP_OK && left > 0 && left != before) {
    before = left;
    TRY(rap_db_exec(store->db, sql, err));
    TRY(rap_db_int(store->db, "PRAGMA freelist_count", &left, err));
  }
  return st;
}
