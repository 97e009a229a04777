/* again.c: records made anew from the stored texts. Layer: index. */
#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

rap_status rap_store_next_stale(rap_store *store, rap_arena *arena, rap_str stamp, int64_t *row, rap_stored_document *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool found = false;
  int64_t id = 0;
  *out = (rap_stored_document){0};
  rap_status st =
      rap_db_cached(store->db, "SELECT id FROM document WHERE id > ? AND pack <> (SELECT id FROM pack WHERE stamp = ?) ORDER BY id LIMIT 1", &s, err);
  rap_bind_int(s, *row);
  rap_bind_text(s, stamp);
  TRY(rap_stmt_step(s, &found, err));
  if (found) id = rap_col_int(s, 0);
  rap_stmt_reset(s);
  if (st == RAP_OK && !found) return RAP_NOT_FOUND;
  TRY(rap_store_load(store, arena, id, false, out, err));
  if (st == RAP_OK) *row = id;
  return st;
}

rap_status rap_store_outline(rap_store *store, rap_str stamp, rap_buf *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_error own = {0};
  rap_status st = rap_db_cached(store->db, "SELECT outline FROM pack WHERE stamp = ? AND outline IS NOT NULL", &s, err);
  rap_bind_text(s, stamp);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row) {
    st = rap_zip_inflate(store->zip, rap_col_blob(s, 0), SIZE_MAX, out, &own);
    if (st != RAP_OK) rap_store_fail(store, st, err, "the store is damaged: rules %.*s: %s", RAP_FMT(stamp), own.text);
  }
  rap_stmt_reset(s);
  return st;
}

static rap_status update_record(rap_store *store, int64_t row, const rap_prepared *p, int64_t pack, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st =
      rap_db_cached(store->db, "UPDATE document SET warnings = ?, n_mentions = ?, n_warnings = ?, record_hash = ?, pack = ? WHERE id = ?", &s, err);
  rap_bind_text_or_null(s, p->warnings);
  rap_bind_int(s, (int64_t)p->record->n_mentions);
  rap_bind_int(s, (int64_t)p->doc->warnings.n);
  rap_bind_blob(s, (rap_str){(const char *)p->record_hash, RAP_DIGEST_BYTES});
  rap_bind_int(s, pack);
  rap_bind_int(s, row);
  TRY(rap_stmt_run(s, err));
  TRY(rap_db_cached(store->db, "UPDATE record SET z = ? WHERE document = ?", &s, err));
  rap_bind_blob(s, p->record_z);
  rap_bind_int(s, row);
  TRY(rap_stmt_run(s, err));
  return st;
}

rap_status rap_store_put_again(rap_store *store, int64_t row, const rap_prepared *p, rap_str stamp, rap_error *err) {
  int64_t pack = 0;
  rap_status st = rap_store_begin(store, err);
  store->text_of = 0;
  TRY(rap_store_pack_row(store, stamp, &pack, err));
  TRY(rap_derive_remove(store, row, err));
  TRY(update_record(store, row, p, pack, err));
  TRY(rap_derive_put(store, row, p->doc, p->record, err));
  TRY(rap_store_count_written(store, p->doc->full.n, err));
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}

rap_status rap_store_confirm(rap_store *store, int64_t row, rap_str stamp, rap_error *err) {
  rap_stmt *s = NULL;
  int64_t pack = 0;
  rap_status st = rap_store_begin(store, err);
  TRY(rap_store_pack_row(store, stamp, &pack, err));
  TRY(rap_db_cached(store->db, "UPDATE document SET pack = ? WHERE id = ?", &s, err));
  rap_bind_int(s, pack);
  rap_bind_int(s, row);
  TRY(rap_stmt_run(s, err));
  TRY(rap_store_count_written(store, 0, err));
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}
