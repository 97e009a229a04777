#include "index/family_work.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- sketches as rows ---- */

void rap_families_pack_keys(const uint32_t keys[RAP_SKETCH_KEYS], char out[RAP_SKETCH_BYTES_STORED]) {
  for (size_t i = 0; i < RAP_SKETCH_KEYS; i++)
    for (size_t k = 0; k < 4; k++) out[4 * i + k] = (char)(unsigned char)(keys[i] >> (8 * k));
}

static rap_status unpack_keys(const rap_store *store, rap_str blob, uint32_t keys[RAP_SKETCH_KEYS], rap_error *err) {
  if (blob.n != RAP_SKETCH_BYTES_STORED) return rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: a sketch of %zu bytes", blob.n);
  for (size_t i = 0; i < RAP_SKETCH_KEYS; i++) {
    const unsigned char *p = (const unsigned char *)blob.p + 4 * i;
    keys[i] = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  }
  return RAP_OK;
}

/* By which documents of one form are ordered: chance, but not of the order of indexing. */
static rap_status order_of(rap_store *store, int64_t document, int64_t *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  uint64_t h = 0;
  rap_status st = rap_db_cached(store->db, "SELECT source, name FROM document WHERE id = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_step(s, &row, err));
  if (row) h = rap_str_hash(rap_col_text(s, 0)) * 0x9e3779b97f4a7c15u ^ rap_str_hash(rap_col_text(s, 1));
  rap_stmt_reset(s);
  *out = (int64_t)(rap_scatter(h) & INT64_MAX);
  return st;
}

rap_status rap_families_put(rap_store *store, int64_t document, const rap_sketch *sketch, rap_error *err) {
  char keys[RAP_SKETCH_BYTES_STORED];
  rap_stmt *s = NULL;
  int64_t order = 0;
  if (!sketch->form) return RAP_OK;
  rap_families_pack_keys(sketch->keys, keys);
  rap_status st = order_of(store, document, &order, err);
  TRY(rap_db_cached(store->db, "INSERT INTO sketch(document, form, ord, keys) VALUES(?, ?, ?, ?)", &s, err));
  rap_bind_int(s, document);
  rap_bind_int(s, sketch->form);
  rap_bind_int(s, order);
  rap_bind_blob(s, (rap_str){keys, sizeof keys});
  TRY(rap_stmt_run(s, err));
  TRY(rap_db_run(store->db, "INSERT INTO dirty_sketch(document, fresh) VALUES(?, 1)", document, err));
  store->unsketched++;
  return st;
}

/* Columns: document, form, ord, keys, and whether it is fresh and in a family. */
static rap_status read_row(const rap_store *store, rap_stmt *s, rap_family_row *out, rap_error *err) {
  *out = (rap_family_row){.document = rap_col_int(s, 0),
                          .form = rap_col_int(s, 1),
                          .ord = rap_col_int(s, 2),
                          .fresh = rap_col_int(s, 4) != 0,
                          .member = rap_col_int(s, 5) != 0};
  return unpack_keys(store, rap_col_blob(s, 3), out->keys, err);
}

static rap_status note_gone(rap_store *store, int64_t document, rap_error *err) {
  rap_stmt *s = NULL, *insert = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, "SELECT form, keys FROM sketch WHERE document = ?", &s, err);
  rap_bind_int(s, document);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row) {
    st = rap_db_cached(store->db, "INSERT INTO gone_sketch(form, keys) VALUES(?, ?)", &insert, err);
    rap_bind_int(insert, rap_col_int(s, 0));
    rap_bind_blob(insert, rap_col_blob(s, 1));
    TRY(rap_stmt_run(insert, err));
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_families_remove(rap_store *store, int64_t document, rap_error *err) {
  rap_status st = note_gone(store, document, err);
  TRY(rap_db_run(store->db, "UPDATE family SET broken = 1 WHERE id = (SELECT family FROM family_member WHERE document = ?)", document, err));
  TRY(rap_db_run(store->db, "DELETE FROM family_member WHERE document = ?", document, err));
  TRY(rap_db_run(store->db, "DELETE FROM dirty_sketch WHERE document = ?", document, err));
  TRY(rap_db_run(store->db, "DELETE FROM sketch WHERE document = ?", document, err));
  store->unsketched++;
  return st;
}

rap_status rap_family_each_sketch(rap_family_slice *x, rap_family_row_fn fn, rap_error *err) {
  rap_stmt *s = NULL;
  rap_family_row r;
  bool row = false;
  rap_status st = rap_db_cached(x->store->db, "SELECT document, form, ord, keys, 0, 0 FROM sketch ORDER BY document", &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    st = read_row(x->store, s, &r, err);
    TRY(fn(x, &r, err));
  }
  rap_stmt_reset(s);
  return st;
}

/* ---- resolving ---- */

static rap_status read_rows(rap_family_slice *x, const char *sql, rap_family_row **rows, size_t *n, size_t *capacity, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(x->store->db, sql, &s, err);
  rap_bind_int(s, RAP_FAMILY_SLICE);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (!rap_arena_grow(x->arena, (void **)rows, *n, capacity, sizeof **rows))
      st = rap_error_nomem(err);
    else
      st = read_row(x->store, s, &(*rows)[(*n)++], err);
  }
  rap_stmt_reset(s);
  return st;
}

/* The members of broken families wait again. */
static rap_status dissolve_broken(rap_store *store, rap_error *err) {
  rap_status st = rap_db_exec(
      store->db,
      "INSERT OR IGNORE INTO dirty_sketch(document, fresh) SELECT document, 0 FROM family_member WHERE family IN (SELECT id FROM family WHERE broken = 1);"
      "DELETE FROM family_member WHERE family IN (SELECT id FROM family WHERE broken = 1);"
      "DELETE FROM family WHERE broken = 1",
      err);
  return st;
}

static rap_status read_slice(rap_family_slice *x, rap_error *err) {
  rap_status st = read_rows(x,
                            "SELECT s.document, s.form, s.ord, s.keys, d.fresh, EXISTS (SELECT 1 FROM family_member m WHERE m.document = d.document) "
                            "FROM dirty_sketch d JOIN sketch s ON s.document = d.document ORDER BY d.document LIMIT ?",
                            &x->rows, &x->n_rows, &x->rows_capacity, err);
  TRY(read_rows(x, "SELECT id, form, 0, keys, 0, 0 FROM gone_sketch ORDER BY id LIMIT ?", &x->gone, &x->n_gone, &x->gone_capacity, err));
  return st;
}

/* *more: something is left that waits, or waits now. */
static rap_status resolve_slice(rap_family_slice *x, bool *more, rap_error *err) {
  *more = false;
  rap_status st = dissolve_broken(x->store, err);
  TRY(read_slice(x, err));
  if (st != RAP_OK || x->n_rows + x->n_gone == 0) return st;
  TRY(rap_family_slice_make(x, err));
  TRY(rap_family_follow_leaders(x, more, err));
  if (st != RAP_OK || *more) return st;
  TRY(rap_family_tie_all(x, err));
  TRY(rap_family_write(x, err));
  *more = x->n_rows == RAP_FAMILY_SLICE || x->n_gone == RAP_FAMILY_SLICE;
  return st;
}

rap_status rap_families_resolve(rap_store *store, bool all, rap_error *err) {
  if (!all && store->unsketched < RAP_FAMILY_SLICE) return RAP_OK;
  bool more = true;
  rap_arena *arena = rap_arena_new(), *pair = rap_arena_new(), *own = rap_arena_new();
  rap_status st = arena && pair && own ? RAP_OK : rap_error_nomem(err);
  while (st == RAP_OK && more) {
    rap_arena_reset(arena);
    rap_family_slice x = {.store = store, .arena = arena, .ties = {.store = store, .arena = arena, .pair = pair, .own_arena = own}};
    st = resolve_slice(&x, &more, err);
    rap_map_clear(&x.ties.by_key);
  }
  if (st == RAP_OK) store->unsketched = 0;
  rap_arena_free(own);
  rap_arena_free(pair);
  rap_arena_free(arena);
  return st;
}
