/* lengths.c: keeps the table text_length (rank.h) in step with the full-text index. Layer: index. */
#include <stdlib.h>

#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

rap_status rap_lengths_touch(rap_lengths *l, int64_t id, rap_error *err) {
  int64_t chunk = id / RAP_LENGTHS_PER_CHUNK;
  size_t at = l->n;
  while (at > 0 && l->changed[at - 1] > chunk) at--;
  if (at > 0 && l->changed[at - 1] == chunk) return RAP_OK;
  if (l->n == l->capacity) {
    size_t want = l->capacity ? l->capacity * 2 : 16;
    int64_t *p = realloc(l->changed, want * sizeof *p);
    if (!p) return rap_error_nomem(err);
    l->changed = p;
    l->capacity = want;
  }
  if (at < l->n) memmove(l->changed + at + 1, l->changed + at, (l->n - at) * sizeof *l->changed);
  l->changed[at] = chunk;
  l->n++;
  return RAP_OK;
}

void rap_lengths_forget(rap_lengths *l) { l->n = 0; }

void rap_lengths_clear(rap_lengths *l) {
  free(l->changed);
  *l = (rap_lengths){0};
}

/* FTS5's lengths of one row: a varint a column, here with the high bits first (unlike compress.h). */
static bool add_up(rap_str sizes, uint64_t *out) {
  uint64_t v = 0;
  bool within = false;
  *out = 0;
  for (size_t i = 0; i < sizes.n; i++) {
    unsigned char c = (unsigned char)sizes.p[i];
    v = v << 7 | (c & 0x7F);
    within = c & 0x80;
    if (within) continue;
    *out += v;
    v = 0;
  }
  return !within && sizes.n > 0 && *out < RAP_LENGTH_NONE;
}

static void put_length(rap_buf *b, uint32_t n) {
  for (unsigned i = 0; i < 4; i++) rap_buf_putc(b, (char)(unsigned char)(n >> (8 * i)));
}

/* A chunk as it has to be; empty when none of its rows is a document. */
static rap_status pack(rap_store *store, int64_t chunk, rap_buf *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  uint64_t length;
  int64_t first, next;
  rap_buf_reset(out);
  if (chunk < 0 || chunk >= INT64_MAX / RAP_LENGTHS_PER_CHUNK) return RAP_OK; /* rows that no store gives out */
  first = next = chunk * RAP_LENGTHS_PER_CHUNK;
  rap_status st = rap_db_cached(store->db, "SELECT id, sz FROM fts_docsize WHERE id BETWEEN ? AND ? ORDER BY id", &s, err);
  rap_bind_int(s, first);
  rap_bind_int(s, first + RAP_LENGTHS_PER_CHUNK - 1);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    int64_t id = rap_col_int(s, 0);
    if (!add_up(rap_col_blob(s, 1), &length))
      st = rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: the length of text %lld", (long long)id);
    for (; next < id; next++) put_length(out, RAP_LENGTH_NONE);
    put_length(out, (uint32_t)length);
    next = id + 1;
  }
  rap_stmt_reset(s);
  return st == RAP_OK && rap_buf_failed(out) ? rap_error_nomem(err) : st;
}

static rap_status write_chunk(rap_store *store, int64_t chunk, rap_buf *packed, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = pack(store, chunk, packed, err);
  if (st == RAP_OK && packed->n == 0) return rap_db_run(store->db, "DELETE FROM text_length WHERE chunk = ?", chunk, err);
  TRY(rap_db_cached(store->db, "INSERT OR REPLACE INTO text_length(chunk, lengths) VALUES(?, ?)", &s, err));
  rap_bind_int(s, chunk);
  rap_bind_blob(s, rap_buf_str(packed));
  TRY(rap_stmt_run(s, err));
  return st;
}

rap_status rap_lengths_write(rap_store *store, rap_error *err) {
  rap_status st = RAP_OK;
  rap_buf packed = {0};
  for (size_t i = 0; i < store->lengths.n && st == RAP_OK; i++) st = write_chunk(store, store->lengths.changed[i], &packed, err);
  if (st == RAP_OK) store->lengths.n = 0;
  rap_buf_clear(&packed);
  return st;
}

rap_status rap_lengths_check(rap_store *store, int64_t *n_bad, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_buf packed = {0};
  *n_bad = 0;
  rap_status st = rap_lengths_write(store, err);
  TRY(rap_db_prepare(
      store->db,
      RAP_STR("SELECT x.chunk, t.lengths FROM (SELECT DISTINCT id / 2048 AS chunk FROM fts_docsize UNION SELECT chunk FROM text_length) x "
              "LEFT JOIN text_length t ON t.chunk = x.chunk"),
      &s, err));
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    TRY(pack(store, rap_col_int(s, 0), &packed, err));
    *n_bad += !rap_str_eq(rap_buf_str(&packed), rap_col_blob(s, 1));
  }
  rap_stmt_free(s);
  rap_buf_clear(&packed);
  return st;
}
