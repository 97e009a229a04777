/* fuzz_pdf_layout.c: any bytes, read as what pdftotext writes, give text in UTF-8 with one byte of layout for each of its lines, and the same every time. */
#include <assert.h>

#include "base/utf8.h"
#include "ingest/document.h"
#include "ingest/pdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static rap_status lay_out(rap_arena *arena, rap_str xhtml, rap_raw_document *raw, rap_error *err) {
  rap_pdf pdf;
  rap_pdf_lines lines;
  rap_pdf_text text = {0};
  rap_status st = rap_pdf_read(arena, xhtml, &pdf, err);
  if (st == RAP_OK) {
    for (size_t i = 0, piece = 0; i < pdf.n_pages; piece += pdf.pages[i++].n_pieces) assert(pdf.pages[i].first_piece == piece);
    st = rap_pdf_order(arena, &pdf, &lines, err);
  }
  if (st == RAP_OK) st = rap_pdf_blocks(arena, &pdf, &lines, &text, err);
  if (st == RAP_OK) st = rap_laid_take(&text.body, arena, &raw->text, &raw->layout, err);
  raw->title = text.title;
  rap_laid_clear(&text.body);
  return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_arena *arena = rap_arena_new();
  rap_str bytes = {(const char *)data, size};
  rap_raw_document raw = {0}, again = {0};
  rap_error err = {0};
  if (!arena) return 0;
  rap_status st = lay_out(arena, bytes, &raw, &err);
  assert(st == RAP_OK || st == RAP_ERR_LIMIT);
  assert((st == RAP_OK) == (err.status == RAP_OK));
  if (st == RAP_OK) {
    size_t lines = raw.text.n > 0;
    for (size_t i = 0; i < raw.text.n; i++) lines += raw.text.p[i] == '\n';
    assert(lines == raw.layout.n);
    for (size_t i = 0; i < raw.layout.n; i++) assert(raw.layout.p[i] && strchr("pt123456abcdef", raw.layout.p[i]));
    assert(rap_utf8_invalid_at(raw.text) == SIZE_MAX && rap_utf8_invalid_at(raw.title) == SIZE_MAX);
    st = lay_out(arena, bytes, &again, &err);
    assert(st == RAP_OK && rap_str_eq(raw.text, again.text) && rap_str_eq(raw.layout, again.layout) && rap_str_eq(raw.title, again.title));
  }
  (void)st;
  rap_arena_free(arena);
  return 0;
}
