#include "index/alerts.h"

#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* The first column of the one row that the statement has, if it has one. */
static rap_status read_blob(rap_stmt *s, rap_arena *arena, rap_str *out, bool *found, rap_error *err) {
  bool row = false;
  rap_status st = rap_stmt_step(s, &row, err);
  if (st == RAP_OK && row) {
    *out = rap_arena_str(arena, rap_col_blob(s, 0));
    if (!out->p) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  *found = st == RAP_OK && row;
  return st;
}

rap_status rap_alert_seen(rap_store *store, rap_str name, rap_str parameters, rap_arena *arena, rap_str *seen, bool *known, rap_error *err) {
  rap_stmt *s = NULL;
  bool found = false;
  *seen = (rap_str){0};
  rap_status st = rap_db_cached(store->db, "SELECT seen FROM alert WHERE name = ? AND parameters = ?", &s, err);
  if (st == RAP_OK) {
    rap_bind_text(s, name);
    rap_bind_text(s, parameters);
    st = read_blob(s, arena, seen, &found, err);
  }
  if (known) *known = found;
  return st;
}

rap_status rap_alert_mark(rap_store *store, rap_str name, rap_str parameters, rap_str seen, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_store_begin(store, err);
  TRY(rap_db_cached(store->db,
                    "INSERT INTO alert(name, parameters, seen) VALUES(?, ?, ?) ON CONFLICT(name, parameters) DO UPDATE SET seen = excluded.seen", &s,
                    err));
  if (st == RAP_OK) {
    rap_bind_text(s, name);
    rap_bind_text(s, parameters);
    rap_bind_blob(s, seen);
    st = rap_stmt_run(s, err);
  }
  TRY(rap_store_commit(store, err));
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}

rap_status rap_alert_forget(rap_store *store, rap_str name, rap_str parameters, bool *known, rap_error *err) {
  rap_stmt *s = NULL;
  *known = false;
  rap_status st = rap_store_begin(store, err);
  int64_t before = st == RAP_OK ? rap_db_total_changes(store->db) : 0;
  TRY(rap_db_cached(store->db, "DELETE FROM alert WHERE name = ? AND parameters = ?", &s, err));
  if (st == RAP_OK) {
    rap_bind_text(s, name);
    rap_bind_text(s, parameters);
    st = rap_stmt_run(s, err);
  }
  if (st == RAP_OK) *known = rap_db_total_changes(store->db) > before;
  TRY(rap_store_commit(store, err));
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}

rap_status rap_alert_text_hash(rap_store *store, rap_str source, rap_str document, rap_arena *arena, rap_str *hash, rap_error *err) {
  rap_stmt *s = NULL;
  bool found = false;
  *hash = (rap_str){0};
  rap_status st = rap_db_cached(store->db, "SELECT text_hash FROM document WHERE source = ? AND name = ?", &s, err);
  if (st != RAP_OK) return st;
  rap_bind_text(s, source);
  rap_bind_text(s, document);
  return read_blob(s, arena, hash, &found, err);
}
