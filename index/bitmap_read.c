/* bitmap_read.c: chunks and their bitmaps out of the store. Layer: index. */
#include "index/bitmap.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

static const char *const names[] = {
#define RAP_BITMAP_NAME(id, name, rows) name,
    RAP_BITMAP_TABLE(RAP_BITMAP_NAME)
#undef RAP_BITMAP_NAME
};

static const char *const rows_of[] = {
#define RAP_BITMAP_ROWS(id, name, rows) rows,
    RAP_BITMAP_TABLE(RAP_BITMAP_ROWS)
#undef RAP_BITMAP_ROWS
};

const char *rap_bitmap_kind_name(rap_bitmap_kind kind) { return kind < RAP_BITMAP_KINDS ? names[kind] : "events of accounts"; }
const char *rap_bitmap_kind_rows(rap_bitmap_kind kind) { return rows_of[kind]; }

int32_t rap_bitmap_day(rap_str day) {
  rap_day d;
  return rap_day_parse(day, &d) && d.day ? d.year * 10000 + d.month * 100 + d.day : 0;
}

rap_status rap_bitmap_next_chunk(rap_store *store, int64_t after, rap_arena *arena, int64_t *id, rap_frame *out, rap_error *err) {
  *id = 0;
  *out = (rap_frame){0};
  rap_stmt *s = NULL;
  rap_error own = {0};
  bool row = false;
  rap_status st = rap_db_cached(store->db, "SELECT id, frame FROM chunk WHERE id > ? ORDER BY id LIMIT 1", &s, err);
  rap_bind_int(s, after);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row) {
    *id = rap_col_int(s, 0);
    st = rap_frame_unpack(arena, rap_col_blob(s, 1), out, &own);
    if (st != RAP_OK) st = rap_store_fail(store, st, err, "the store is damaged: bitmaps, chunk %lld: %s", (long long)*id, own.text);
  }
  rap_stmt_reset(s);
  return st;
}

/* The row's blob; the statement is to be reset by the caller. */
static rap_status find_blob(rap_store *store, int64_t chunk, rap_bitmap_kind kind, rap_stmt **s, bool *row, rap_error *err) {
  *row = false;
  rap_status st = rap_db_cached(store->db, "SELECT z FROM bitmap WHERE id = ?", s, err);
  rap_bind_int(*s, chunk * RAP_BITMAP_KINDS_MAX + (int64_t)kind);
  TRY(rap_stmt_step(*s, row, err));
  return st;
}

static rap_status blame(const rap_store *store, rap_status st, int64_t chunk, rap_bitmap_kind kind, const rap_error *own, rap_error *err) {
  return st == RAP_OK ? RAP_OK
                      : rap_store_fail(store, st, err, "the store is damaged: bitmaps, chunk %lld, %s: %s", (long long)chunk,
                                       rap_bitmap_kind_name(kind), own->text);
}

rap_status rap_bitmap_links(rap_store *store, int64_t chunk, rap_bitmap_kind kind, rap_arena *arena, rap_links *out, rap_error *err) {
  *out = (rap_links){0};
  rap_stmt *s = NULL;
  rap_error own = {0};
  bool row;
  rap_status st = find_blob(store, chunk, kind, &s, &row, err);
  if (st == RAP_OK && row) st = blame(store, rap_links_unpack(arena, rap_col_blob(s, 0), out, &own), chunk, kind, &own, err);
  rap_stmt_reset(s);
  return st;
}

rap_status rap_bitmap_events(rap_store *store, int64_t chunk, const rap_frame *frame, rap_arena *arena, rap_account_event **out, rap_error *err) {
  *out = NULL;
  rap_stmt *s = NULL;
  rap_error own = {0};
  bool row;
  size_t n = 0;
  for (size_t i = 0; i < frame->n; i++) n += frame->documents[i].n_accounts;
  rap_status st = find_blob(store, chunk, RAP_BITMAP_EVENTS, &s, &row, err);
  if (st == RAP_OK && row) st = blame(store, rap_account_events_unpack(arena, rap_col_blob(s, 0), n, out, &own), chunk, RAP_BITMAP_EVENTS, &own, err);
  rap_stmt_reset(s);
  return st;
}
