/* format_text.c: a file that is one document in plain text. Layer: ingest. */
#include "ingest/input.h"
#include "ingest/published.h"
#include "ingest/view.h"

#include "base/utf8.h"

static bool is_blank(rap_str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t cp = 0;
    at += rap_utf8_decode(s, at, &cp);
    if (!rap_view_is_blank(cp)) return false;
  }
  return true;
}

static rap_status take_text(rap_input *input, rap_str bytes, rap_buf *buf, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  const rap_charset_hints hints = {.keep_mojibake = rap_input_keeps_mojibake(input), .what = "text"};
  rap_str text, date;
  rap_status st = rap_input_begin(input, "text", arena, raw, err);
  if (st == RAP_OK) st = rap_input_decode(input, bytes, hints, arena, buf, &text, raw, err);
  if (st != RAP_OK) return st;
  raw->date_line = rap_date_line_take(&text, &date);
  if (is_blank(text)) return rap_error_set(err, RAP_ERR_INPUT, "%.*s: no text in it", RAP_FMT(input->path));
  raw->date = rap_arena_str(arena, date);
  raw->text = rap_arena_str(arena, text);
  return raw->date.p && raw->text.p ? RAP_OK : rap_error_nomem(err);
}

rap_status rap_format_text_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_str bytes;
  rap_buf buf = {0};
  if (input->at_end && input->at == input->ahead.n) return RAP_NOT_FOUND;
  rap_status st = rap_input_rest(input, &bytes, err);
  if (st == RAP_OK) st = take_text(input, bytes, &buf, arena, raw, err);
  rap_buf_clear(&buf);
  return st;
}
