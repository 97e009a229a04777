#include "queries/letters.h"

#include "base/buf.h"
#include "base/utf8.h"

/* Appends the letters of the code point at `at`; returns how many, and moves behind it. */
static size_t add_point(rap_str text, size_t *at, rap_buf *folded) {
  uint32_t cp, letters[RAP_LETTER_MAX];
  *at += rap_utf8_decode(text, *at, &cp);
  size_t n = rap_utf8_letter(cp, letters);
  for (size_t i = 0; i < n; i++) {
    char bytes[4];
    rap_buf_add(folded, (rap_str){bytes, rap_utf8_encode(letters[i], bytes)});
  }
  return n;
}

bool rap_letters_make(rap_arena *arena, rap_str text, rap_letters *out) {
  *out = (rap_letters){.text = text};
  rap_buf folded = {0};
  size_t n_points = rap_utf8_count(text), n = 0, point = 0;
  out->at = rap_arena_array(arena, n_points + 1, sizeof *out->at);
  for (size_t at = 0; out->at && at < text.n; point++) {
    if (point < n_points) out->at[point] = (uint32_t)n;
    n += add_point(text, &at, &folded);
  }
  if (out->at) out->at[n_points] = (uint32_t)n;
  out->n_points = n_points;
  out->folded = rap_arena_str(arena, rap_buf_str(&folded));
  bool made = out->at && out->folded.p && !rap_buf_failed(&folded);
  rap_buf_clear(&folded);
  return made;
}

rap_span rap_letters_points(const rap_letters *l, size_t begin, size_t end) {
  size_t last = l->n_points;
  return (rap_span){l->at[begin < last ? begin : last], l->at[end < last ? end : last]};
}

rap_span rap_letters_bytes(const rap_letters *l, rap_span bytes) {
  size_t begin = rap_utf8_count(rap_str_sub(l->text, 0, bytes.begin));
  return rap_letters_points(l, begin, begin + rap_utf8_count(rap_str_at(l->text, bytes)));
}

rap_span rap_letters_find(const rap_letters *l, rap_str folded) {
  size_t at = rap_str_find(l->folded, folded, 0);
  if (at == SIZE_MAX) return (rap_span){SIZE_MAX, SIZE_MAX};
  size_t begin = rap_utf8_count(rap_str_sub(l->folded, 0, at));
  return (rap_span){begin, begin + rap_utf8_count(folded)};
}

rap_str rap_letters_fold(rap_arena *arena, rap_str text) {
  rap_buf folded = {0};
  for (size_t at = 0; at < text.n;) (void)add_point(text, &at, &folded);
  rap_str out = rap_buf_failed(&folded) ? (rap_str){0} : rap_arena_str(arena, rap_buf_str(&folded));
  rap_buf_clear(&folded);
  return out;
}
