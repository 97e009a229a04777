/* fuzz_office.c: any bytes, as a word processor's file and as the XML in one, give text in UTF-8 with one byte of layout for each of its lines, or an error. */
#include <assert.h>

#include "base/utf8.h"
#include "ingest/input.h"
#include "ingest/office.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const rap_raw_document *raw) {
  size_t lines = raw->text.n > 0;
  for (size_t i = 0; i < raw->text.n; i++) lines += raw->text.p[i] == '\n';
  assert(lines == raw->layout.n);
  for (size_t i = 0; i < raw->layout.n; i++) assert(raw->layout.p[i] && strchr("pt123456abcdef", raw->layout.p[i]));
  assert(rap_utf8_invalid_at(raw->text) == SIZE_MAX && rap_utf8_invalid_at(raw->title) == SIZE_MAX);
}

static void check_file(rap_arena *arena, rap_str bytes) {
  const rap_source_options options = {.stdin_fd = -1};
  rap_input input = {.path = RAP_STR("a.docx"), .name = RAP_STR("a"), .options = &options};
  rap_raw_document raw = {0};
  rap_stream *stream = NULL;
  rap_error err = {0};
  rap_status st = rap_stream_of_memory(bytes, &stream, &err);
  if (st == RAP_OK) st = rap_input_open(&input, stream, &err);
  if (st == RAP_OK && input.format && input.format->next == rap_format_office_next) {
    st = input.format->next(&input, arena, &raw, &err);
    if (st == RAP_OK) check(&raw);
    assert((st == RAP_OK) == (err.status == RAP_OK));
  }
  rap_input_clear(&input);
}

static void check_content(rap_arena *arena, rap_str bytes,
                          rap_status (*read)(rap_arena *, const rap_office_parts *, rap_office_text *, rap_error *)) {
  rap_office_parts parts = {.content = bytes, .styles = bytes, .footnotes = bytes};
  rap_office_text text = {0};
  rap_raw_document raw = {0};
  rap_error err = {0};
  rap_status st = read(arena, &parts, &text, &err);
  if (st == RAP_OK) st = rap_laid_take(&text.body, arena, &raw.text, &raw.layout, &err);
  if (st == RAP_OK) check(&raw);
  assert((st == RAP_OK) == (err.status == RAP_OK));
  rap_office_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_arena *arena = rap_arena_new();
  rap_str bytes = {(const char *)data, size};
  if (!arena) return 0;
  check_file(arena, bytes);
  check_content(arena, bytes, rap_office_read_docx);
  check_content(arena, bytes, rap_office_read_odt);
  rap_arena_free(arena);
  return 0;
}
