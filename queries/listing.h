/* listing.h: a list of answers while it streams: each row goes to an emitter (machine formats) or is written on a page of text, under a heading that needs the total. Layer: the program.
 *
 *     rap_listing list;
 *     st = rap_listing_open(&q, columns, n_columns, &list, err);
 *     if (st == RAP_OK) st = rap_query_events(q.store, &q.filter, q.page, on_row, &list, &total, err);   // on_row ends in rap_listing_next
 *     st = rap_listing_close(&list, (rap_str){0}, "events", total, st, err);                             // also after a failure
 */
#ifndef RAP_QUERIES_LISTING_H
#define RAP_QUERIES_LISTING_H

#include "queries/question.h"

typedef struct rap_listing {
  const rap_question *q;
  rap_emit *emit; /* machine formats; NULL: text */
  rap_buf page;   /* text: the rows, kept until the total is known */
  rap_buf line;   /* for what is wrapped before it goes onto the page; a failure counts as the page's */
  size_t n;       /* rows so far, the current one included */
} rap_listing;

/* `q` and `columns` are borrowed until the listing is closed. Errors: RAP_ERR_NOMEM. */
rap_status rap_listing_open(const rap_question *q, const rap_column *columns, size_t n_columns, rap_listing *out, rap_error *err) RAP_MUST_CHECK;
/* A row is done: go on? Errors: RAP_ERR_INTERRUPTED after a signal. */
rap_status rap_listing_next(rap_error *err) RAP_MUST_CHECK;
/* Ends the output and frees all. `st`: how the question went; after a failure nothing is written but what a format needs at its end, and that failure is returned. In text the page is the heading (that
 * given, else "12 `what` for …"), the rows, and how many are left of `total`; nothing when the total is 0. Errors: RAP_ERR_NOMEM, RAP_ERR_IO. */
rap_status rap_listing_close(rap_listing *list, rap_str heading, const char *what, size_t total, rap_status st, rap_error *err) RAP_MUST_CHECK;
/* A cell that is absent rather than empty, so that a reader of JSON can tell. */
void rap_listing_text(rap_emit *e, rap_str s);
/* A day that the index counts as 20230106, as "2023-01-06"; empty: none. In `arena`. */
rap_str rap_listing_day(rap_arena *arena, int32_t day);

#endif
