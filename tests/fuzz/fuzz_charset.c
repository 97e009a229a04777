/* fuzz_charset.c: any bytes with any labels become well-formed UTF-8, offsets lie within, and pieces give what the whole gives; what is UTF-8 already stays as it is.
 * The first byte says how long the two labels are that follow it, four bits for each, the next how long the pieces are. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/charset.h"
#include "ingest/mojibake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_note(rap_str bytes, const rap_charset_note *note) {
  assert(note->assumed.n > 0 && rap_utf8_invalid_at(note->assumed) == SIZE_MAX);
  assert((note->n_replaced == 0) == (note->first_bad == SIZE_MAX));
  assert(note->n_replaced == 0 || note->first_bad < bytes.n);
  for (size_t i = 0; i < note->warnings.n; i++) assert(rap_utf8_invalid_at(note->warnings.items[i]) == SIZE_MAX);
}

static void check_pieces(rap_arena *arena, rap_str bytes, const rap_charset_hints *hints, size_t piece, rap_str whole,
                         const rap_charset_note *expected) {
  rap_charset_reader *reader = NULL;
  rap_charset_note note;
  rap_buf out = {0};
  rap_status st = rap_charset_reader_new(hints, &reader, NULL);
  assert(st == RAP_OK);
  for (size_t at = 0; at < bytes.n; at += piece) {
    st = rap_charset_reader_add(reader, rap_str_sub(bytes, at, at + piece), false, &out, NULL);
    assert(st == RAP_OK);
  }
  st = rap_charset_reader_add(reader, (rap_str){0}, true, &out, NULL);
  assert(st == RAP_OK);
  st = rap_charset_reader_note(reader, arena, &note, NULL);
  assert(st == RAP_OK && rap_str_eq(rap_buf_str(&out), whole) && rap_str_eq(note.assumed, expected->assumed));
  assert(note.n_replaced == expected->n_replaced && note.first_bad == expected->first_bad && note.n_lone == expected->n_lone);
  rap_charset_reader_free(reader);
  rap_buf_clear(&out);
}

static void check_mojibake(rap_str text) {
  rap_buf room = {0};
  rap_str out;
  size_t n = 0;
  rap_status st = rap_mojibake_repair(text, &room, &out, &n, NULL);
  assert(st == RAP_OK && rap_utf8_invalid_at(out) == SIZE_MAX && out.n <= text.n);
  assert(n > 0 || (out.p == text.p && out.n == text.n));
  rap_buf_clear(&room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  rap_str input = {(const char *)data, size};
  size_t transport = 2 + (data[0] & 15U), declared = transport + (data[0] >> 4), piece = data[1] ? data[1] : 256;
  rap_str bytes = rap_str_sub(input, declared, input.n);
  if (bytes.n > RAP_CHARSET_WINDOW) bytes.n = RAP_CHARSET_WINDOW;
  rap_charset_hints hints = {
      .transport = rap_str_sub(input, 2, transport), .declared = rap_str_sub(input, transport, declared), .keep_mojibake = true};
  if (!hints.declared.n) hints.declared = rap_charset_html_declared(bytes);
  rap_arena *arena = rap_arena_new();
  rap_charset_note note;
  rap_buf buf = {0};
  rap_str text;
  assert(arena);
  rap_status st = rap_charset_decode(arena, bytes, &hints, &buf, &text, &note, NULL);
  assert(st == RAP_OK && rap_utf8_invalid_at(text) == SIZE_MAX);
  check_note(bytes, &note);
  check_pieces(arena, bytes, &hints, piece, text, &note);
  check_mojibake(text);
  rap_buf_clear(&buf);
  rap_arena_free(arena);
  return 0;
}
