/* sql_list.c: answers that are lists of rows: one page of them, streamed, and how many there are in all. Layer: index. */
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

static void add_page(rap_sql *q, rap_page page) {
  rap_sql_add(q, " LIMIT ");
  rap_sql_number(q, page.limit && page.limit < INT64_MAX ? (int64_t)page.limit : -1);
  rap_sql_add(q, " OFFSET ");
  rap_sql_number(q, page.offset < INT64_MAX ? (int64_t)page.offset : INT64_MAX);
}

static rap_status count_all(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_unit unit, size_t *total, rap_error *err) {
  rap_sql q = {.arena = arena};
  rap_stmt *s = NULL;
  bool row = false;
  rap_sql_add(&q, "SELECT count(DISTINCT ");
  rap_sql_add(&q, rap_sql_unit(asked->base, unit));
  rap_sql_add(&q, ")");
  rap_sql_from(&q, asked->base);
  rap_sql_where(&q, asked, true);
  rap_status st = rap_sql_prepare(store, &q, &s, err);
  TRY(rap_stmt_step(s, &row, err));
  if (row) *total = (size_t)rap_col_int(s, 0);
  rap_stmt_free(s);
  return st;
}

static rap_status select_page(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_sql_listing *listing, rap_page page,
                              rap_stmt **out, rap_error *err) {
  rap_sql q = {.arena = arena};
  listing->select(&q, asked);
  add_page(&q, page);
  return rap_sql_prepare(store, &q, out, err);
}

rap_status rap_sql_list(rap_store *store, const rap_filter *filter, rap_page page, const rap_sql_listing *listing, size_t *total, rap_error *err) {
  if (total) *total = 0;
  rap_arena *arena = rap_arena_new(), *row_arena = rap_arena_new();
  rap_asked asked;
  rap_stmt *s = NULL;
  bool row = false, own = false;
  rap_status st = arena && row_arena ? rap_sql_ask(arena, filter, listing->base, &asked, err) : rap_error_nomem(err);
  TRY(rap_sql_begin(store, &own, err));
  if (total) TRY(count_all(store, arena, &asked, listing->unit, total, err));
  TRY(select_page(store, arena, &asked, listing, page, &s, err));
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_arena_reset(row_arena);
    TRY(listing->answer(store, row_arena, &asked, s, listing->sink, err));
  }
  rap_stmt_free(s);
  rap_sql_end(store, own);
  rap_arena_free(row_arena);
  rap_arena_free(arena);
  return st;
}
