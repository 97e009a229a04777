/* sql_list.c: answers that are lists of rows: one page of them, streamed, and how many there are in all. Layer: index. */
#include <stdlib.h>

#include "base/search.h"
#include "index/bitmap_list.h"
#include "index/numbers.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

static void add_page(rap_sql *q, rap_page page) {
  rap_sql_add(q, " LIMIT ");
  rap_sql_number(q, page.limit && page.limit < INT64_MAX ? (int64_t)page.limit : -1);
  rap_sql_add(q, " OFFSET ");
  rap_sql_number(q, page.offset < INT64_MAX ? (int64_t)page.offset : INT64_MAX);
}

/* ---- one of a family ---- */

/* Documents in families that meet the filter: of each family the one that would be canonical comes first. */
static void grouped_sql(rap_sql *q, const rap_asked *asked) {
  rap_sql_add(q, "SELECT DISTINCT d.id, fm.family, d.day IS NULL, d.day, -d.text_len, d.name, d.source");
  rap_sql_from(q, asked->base);
  rap_sql_add(q, " JOIN family_member fm ON fm.document = d.id");
  rap_sql_where(q, asked, true);
  rap_sql_add(q, " ORDER BY 2, 3, 4, 5, 6, 7");
}

static rap_status put_hidden(rap_arena *arena, int64_t *hidden, size_t n, rap_asked *asked, rap_error *err) {
  rap_buf packed = {0};
  int64_t last = 0;
  if (n) qsort(hidden, n, sizeof *hidden, rap_number_order);
  if (asked->n_copies) qsort(asked->copies, asked->n_copies, sizeof *asked->copies, rap_number_order);
  for (size_t i = 0; i < n; i++) rap_numbers_put(&packed, &last, hidden[i], 0);
  asked->hidden = rap_arena_str(arena, rap_buf_str(&packed));
  asked->hidden_ids = hidden;
  asked->n_hidden = n;
  bool failed = rap_buf_failed(&packed) || !asked->hidden.p;
  rap_buf_clear(&packed);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

rap_status rap_sql_group(rap_store *store, rap_arena *arena, rap_asked *asked, rap_error *err) {
  rap_sql q = {.arena = arena};
  rap_stmt *s = NULL;
  int64_t *hidden = NULL, family = 0;
  size_t n = 0, capacity = 0, copies_capacity = 0;
  bool row = false;
  if (!asked->filter->one_of_family || asked->base == RAP_FROM_EVENTS) return RAP_OK;
  grouped_sql(&q, asked);
  rap_status st = rap_sql_prepare(store, &q, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    bool first = asked->n_copies == 0 || rap_col_int(s, 1) != family;
    family = rap_col_int(s, 1);
    if (first ? !rap_arena_grow(arena, (void **)&asked->copies, asked->n_copies, &copies_capacity, sizeof *asked->copies)
              : !rap_arena_grow(arena, (void **)&hidden, n, &capacity, sizeof *hidden)) {
      st = rap_error_nomem(err);
    } else if (first) {
      asked->copies[asked->n_copies++] = (rap_copies){.document = rap_col_int(s, 0)};
    } else {
      hidden[n++] = rap_col_int(s, 0);
      asked->copies[asked->n_copies - 1].n++;
    }
  }
  rap_stmt_free(s);
  return st == RAP_OK ? put_hidden(arena, hidden, n, asked, err) : st;
}

int64_t rap_sql_copies_of(const rap_asked *asked, int64_t document) {
  const rap_copies *found = rap_search_number(asked->copies, asked->n_copies, sizeof *asked->copies, offsetof(rap_copies, document), document);
  return found ? found->n : 0;
}

/* ---- listing ---- */

static rap_status count_all(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_unit unit, size_t *total, rap_error *err) {
  rap_sql q = {.arena = arena};
  rap_sql_add(&q, "SELECT count(DISTINCT ");
  rap_sql_add(&q, rap_sql_unit(asked->base, unit));
  rap_sql_add(&q, ")");
  rap_sql_from(&q, asked->base);
  rap_sql_where(&q, asked, true);
  return rap_sql_count(store, &q, total, err);
}

static rap_status select_page(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_sql_listing *listing, rap_page page,
                              rap_stmt **out, rap_error *err) {
  rap_sql q = {.arena = arena};
  listing->select(&q, asked);
  add_page(&q, page);
  return rap_sql_prepare(store, &q, out, err);
}

/* What is on the page, where bitmaps can tell: what is asked and the page are put in terms of it. */
static rap_status list_by_bitmaps(rap_store *store, rap_arena *arena, const rap_sql_listing *listing, rap_asked *asked, rap_page *page, size_t *total,
                                  bool *done, rap_error *err) {
  rap_bitmap_list list;
  *done = false;
  if (listing->days == RAP_DAYS_UNKNOWN) return RAP_OK;
  rap_status st = rap_bitmap_list_page(store, arena, asked, listing->unit, listing->days, *page, &list, done, err);
  if (!*done) return st;
  asked->listed = list.rows;
  *page = list.page;
  if (total) *total = list.total;
  return RAP_OK;
}

rap_status rap_sql_list(rap_store *store, const rap_filter *filter, rap_page page, const rap_sql_listing *listing, size_t *total, rap_error *err) {
  if (total) *total = 0;
  rap_arena *arena = rap_arena_new(), *row_arena = rap_arena_new();
  rap_asked asked;
  rap_stmt *s = NULL;
  bool row = false, own = false, listed = false;
  rap_status st = arena && row_arena ? rap_sql_ask(arena, filter, listing->base, &asked, err) : rap_error_nomem(err);
  TRY(rap_sql_begin(store, &own, err));
  TRY(rap_sql_group(store, arena, &asked, err));
  TRY(list_by_bitmaps(store, arena, listing, &asked, &page, total, &listed, err));
  if (total && !listed) TRY(count_all(store, arena, &asked, listing->unit, total, err));
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
