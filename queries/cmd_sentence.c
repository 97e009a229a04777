#include "queries/listing.h"
#include "queries/sentence.h"

void rap_sentence_text(const rap_question *q, rap_buf *page, const rap_statement_row *row, size_t indent) {
  rap_buf line = {0};
  rap_mark marks[2];
  size_t n = 0, width = rap_question_width(q);
  if (q->cli->color) {
    marks[n++] = (rap_mark){rap_span_within(row->text, row->actor_text), RAP_SGR_BOLD};
    marks[n++] = (rap_mark){rap_span_within(row->text, row->topic), RAP_SGR_CYAN};
  }
  rap_buf_puts(&line, "“");
  rap_layout_marked(&line, row->evidence, marks, n, RAP_SGR_PLAIN);
  rap_buf_puts(&line, "”");
  rap_layout_paragraph(page, rap_buf_str(&line), width, indent);
  rap_buf_reset(&line);
  rap_buf_puts(&line, rap_question_dim(q));
  size_t start = line.n;
  rap_layout_item(&line, start, row->predicate);
  if (rap_str_is(row->role, "subject")) rap_buf_puts(&line, " (as subject)");
  rap_layout_item(&line, start, row->document);
  rap_layout_item(&line, start, row->published);
  rap_layout_item(&line, start, row->event.name);
  rap_buf_puts(&line, rap_question_plain(q));
  rap_layout_paragraph(page, rap_buf_str(&line), width, indent);
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

void rap_sentence_emit(rap_emit *e, const rap_statement_row *row) {
  rap_emit_text(e, row->document);
  rap_emit_int(e, (int64_t)row->number);
  rap_listing_text(e, row->published);
  rap_emit_text(e, row->role);
  rap_emit_text(e, row->predicate);
  rap_listing_text(e, row->polarity);
  rap_emit_text(e, row->evidence);
  rap_listing_text(e, row->event.value);
  rap_listing_text(e, row->event.name);
  rap_listing_text(e, row->title);
}
