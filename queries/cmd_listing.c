#include "queries/listing.h"

rap_status rap_listing_open(const rap_question *q, const rap_column *columns, size_t n_columns, rap_listing *out, rap_error *err) {
  *out = (rap_listing){.q = q};
  return q->format == RAP_FORMAT_TEXT ? RAP_OK : rap_question_emit(q, columns, n_columns, &out->emit, err);
}

rap_status rap_listing_next(rap_error *err) { return rap_cli_interrupted() ? rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted") : RAP_OK; }

static rap_status write_page(rap_listing *list, rap_str heading, const char *what, size_t total, rap_error *err) {
  const rap_question *q = list->q;
  rap_buf head = {0};
  if (heading.n)
    rap_buf_printf(&head, "%s%.*s%s\n\n", rap_question_bold(q), RAP_FMT(heading), rap_question_plain(q));
  else
    rap_question_heading(q, &head, total, what);
  rap_status st = rap_question_write(q, &head, err);
  if (list->n && q->page.offset + list->n < total) rap_buf_putc(&list->page, '\n');
  rap_question_more(q, &list->page, list->n, total);
  if (rap_buf_failed(&list->line)) list->page.failed = true;
  if (st == RAP_OK) st = rap_question_write(q, &list->page, err);
  rap_buf_clear(&head);
  return st;
}

rap_status rap_listing_close(rap_listing *list, rap_str heading, const char *what, size_t total, rap_status st, rap_error *err) {
  if (list->emit) {
    st = rap_question_finish(list->emit, st, err);
  } else if (st == RAP_OK && total) {
    st = write_page(list, heading, what, total, err);
  }
  rap_buf_clear(&list->page);
  rap_buf_clear(&list->line);
  return st;
}

void rap_listing_text(rap_emit *e, rap_str s) {
  if (s.n)
    rap_emit_text(e, s);
  else
    rap_emit_null(e);
}

rap_str rap_listing_day(rap_arena *arena, int32_t day) {
  return day ? rap_arena_printf(arena, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100) : (rap_str){0};
}
