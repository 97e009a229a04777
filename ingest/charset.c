/* charset.c: see charset.h. Layer: ingest. */
#include <stdlib.h>

#include "base/limits.h"
#include "ingest/charset_impl.h"
#include "ingest/mojibake.h"

/* Nothing to tell: no mark, no NULs or escapes, and either well-formed or not worth a second look. */
static bool is_plain_utf8(rap_str bytes, const rap_charset_hints *hints) {
  const rap_str labels[] = {hints->transport, hints->declared};
  for (size_t i = 0; i < 2; i++) {
    if (rap_str_trim(labels[i]).n == 0) continue;
    const rap_charset *set = rap_charset_find(labels[i]);
    if (!set || set->kind != RAP_CHARSET_UTF8) return false;
  }
  if (bytes.n && (memchr(bytes.p, '\0', bytes.n) || memchr(bytes.p, '\x1B', bytes.n))) return false;
  return rap_utf8_mark(bytes) == 0 && rap_utf8_invalid_at(bytes) == SIZE_MAX;
}

/* Everything but mojibake. */
static rap_status decode_whole(rap_arena *arena, rap_str bytes, const rap_charset_hints *hints, rap_buf *out, rap_str *text, rap_charset_note *note,
                               rap_error *err) {
  rap_charset_choice choice;
  rap_charset_decoder decoder = {0};
  size_t from = out->n;
  rap_status st = rap_charset_choose(arena, (rap_charset_head){.bytes = bytes}, hints, &choice, &note->warnings, err);
  if (st != RAP_OK) return st;
  st = rap_charset_decoder_open(&decoder, choice.set, err);
  assert(st != RAP_NOT_FOUND); /* a set is chosen only after something was read with it, or is decoded here */
  rap_str body = rap_str_sub(bytes, choice.skip, bytes.n);
  bool lent = choice.set->kind == RAP_CHARSET_UTF8 && rap_utf8_invalid_at(body) == SIZE_MAX;
  if (st == RAP_OK && !lent) st = rap_charset_decoder_add(&decoder, body, true, out, err);
  if (st == RAP_OK) st = rap_charset_note_make(arena, &choice, &decoder, hints->what, note, err);
  if (st == RAP_OK) *text = lent ? body : rap_str_sub(rap_buf_str(out), from, out->n);
  rap_charset_decoder_close(&decoder);
  return st;
}

/* The repaired text takes the place of what was decoded. */
static rap_status repair(rap_arena *arena, const rap_charset_hints *hints, size_t from, rap_buf *out, rap_str *text, rap_charset_note *note,
                         rap_error *err) {
  rap_buf repaired = {0};
  rap_str better = *text;
  rap_status st = rap_mojibake_repair(*text, &repaired, &better, &note->n_mojibake, err);
  if (st == RAP_OK && note->n_mojibake) {
    rap_str told = rap_mojibake_tell(arena, hints->what, note->n_mojibake);
    out->n = from;
    rap_buf_add(out, better);
    *text = rap_str_sub(rap_buf_str(out), from, out->n);
    if (rap_buf_failed(out) || !told.p || !rap_str_list_add(arena, &note->warnings, told)) st = rap_error_nomem(err);
  }
  rap_buf_clear(&repaired);
  return st;
}

rap_status rap_charset_decode(rap_arena *arena, rap_str bytes, const rap_charset_hints *hints, rap_buf *out, rap_str *text, rap_charset_note *note,
                              rap_error *err) {
  rap_status st = RAP_OK;
  size_t from = out->n;
  *text = bytes;
  *note = (rap_charset_note){.assumed = RAP_STR("utf-8"), .first_bad = SIZE_MAX};
  if (!is_plain_utf8(bytes, hints)) st = decode_whole(arena, bytes, hints, out, text, note, err);
  if (st == RAP_OK && !hints->keep_mojibake) st = repair(arena, hints, from, out, text, note, err);
  if (st != RAP_OK) *text = (rap_str){0};
  return st;
}

/* ---- Piece by piece ---------------------------------------------------------------------------------------------------- */

struct rap_charset_reader {
  rap_charset_hints hints;
  rap_arena *arena; /* labels and warnings */
  rap_charset_choice choice;
  rap_charset_decoder decoder;
  rap_str_list warnings;
  rap_buf window;  /* not yet decided upon */
  uint64_t passed; /* bytes of ASCII before it, which were given on */
  bool decided;
};

rap_status rap_charset_reader_new(const rap_charset_hints *hints, rap_charset_reader **out, rap_error *err) {
  rap_charset_reader *reader = calloc(1, sizeof *reader);
  *out = NULL;
  if (!reader) return rap_error_nomem(err);
  reader->arena = rap_arena_new();
  reader->hints = *hints;
  if (reader->arena) reader->hints.transport = rap_arena_str(reader->arena, hints->transport);
  if (reader->arena) reader->hints.declared = rap_arena_str(reader->arena, hints->declared);
  if (!reader->arena || rap_arena_failed(reader->arena)) {
    rap_charset_reader_free(reader);
    return rap_error_nomem(err);
  }
  *out = reader;
  return RAP_OK;
}

void rap_charset_reader_free(rap_charset_reader *reader) {
  if (!reader) return;
  rap_charset_decoder_close(&reader->decoder);
  rap_buf_clear(&reader->window);
  rap_arena_free(reader->arena);
  free(reader);
}

rap_status rap_charset_reader_as(const rap_charset_choice *choice, rap_charset_reader **out, rap_error *err) {
  rap_status st = rap_charset_reader_new(&(rap_charset_hints){0}, out, err);
  if (st == RAP_OK) st = rap_charset_decoder_open(&(*out)->decoder, choice->set, err);
  if (st != RAP_OK) {
    rap_charset_reader_free(*out);
    *out = NULL;
    return st;
  }
  (*out)->choice = *choice;
  (*out)->decided = true;
  return RAP_OK;
}

static rap_status decide(rap_charset_reader *reader, bool last, rap_error *err) {
  rap_charset_head head = {.bytes = rap_buf_str(&reader->window), .behind = reader->passed > 0, .cut = !last};
  rap_status st = rap_charset_choose(reader->arena, head, &reader->hints, &reader->choice, &reader->warnings, err);
  if (st == RAP_OK) st = rap_charset_decoder_open(&reader->decoder, reader->choice.set, err);
  assert(st != RAP_NOT_FOUND);
  if (st != RAP_OK) return st;
  reader->decoder.at = reader->passed;
  reader->decided = true;
  return RAP_OK;
}

/* Gives on the plain bytes that the window begins with, enough of them at once, then as they come; but for the last, which a lone byte may stand beside. */
static void pass_plain(rap_charset_reader *reader, rap_buf *out) {
  rap_buf *window = &reader->window;
  size_t plain = rap_charset_plain_end(rap_buf_str(window));
  if (plain < 2 || (plain < RAP_CHARSET_PLAIN && !reader->passed)) return;
  plain--;
  rap_buf_add(out, rap_str_sub(rap_buf_str(window), 0, plain));
  reader->passed += plain;
  memmove(window->p, window->p + plain, window->n - plain);
  window->n -= plain;
}

rap_status rap_charset_reader_add(rap_charset_reader *reader, rap_str bytes, bool last, rap_buf *out, rap_error *err) {
  rap_status st = RAP_OK;
  if (!reader->decided) {
    rap_buf_add(&reader->window, bytes);
    if (rap_buf_failed(&reader->window)) return rap_error_nomem(err);
    pass_plain(reader, out);
    if (reader->window.n < RAP_CHARSET_WINDOW && !last) return rap_buf_failed(out) ? rap_error_nomem(err) : RAP_OK;
    st = decide(reader, last, err);
    if (st != RAP_OK) return st;
    bytes = rap_str_sub(rap_buf_str(&reader->window), reader->choice.skip, reader->window.n);
  }
  st = rap_charset_decoder_add(&reader->decoder, bytes, last, out, err);
  rap_buf_clear(&reader->window);
  return st;
}

rap_status rap_charset_reader_note(const rap_charset_reader *reader, rap_arena *arena, rap_charset_note *note, rap_error *err) {
  *note = (rap_charset_note){.assumed = RAP_STR("utf-8"), .first_bad = SIZE_MAX};
  for (size_t i = 0; i < reader->warnings.n; i++) {
    rap_str copy = rap_arena_str(arena, reader->warnings.items[i]);
    if (!copy.p || !rap_str_list_add(arena, &note->warnings, copy)) return rap_error_nomem(err);
  }
  return reader->decided ? rap_charset_note_make(arena, &reader->choice, &reader->decoder, reader->hints.what, note, err) : RAP_OK;
}
