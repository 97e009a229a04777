/* Two texts, in any bytes, parted by the first NUL byte: words lie in the text and rise; sketches come again; likeness is the same both ways; what changed lies in both texts, rises, and made good gives the other text. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/utf8.h"
#include "index/likeness.h"
#include "queries/letters.h"
#include "queries/text_diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_words(rap_arena *arena, rap_str text) {
  rap_wordrow row;
  rap_sketch one, other;
  if (!rap_wordrow_make(arena, text, NULL, &row)) return;
  for (size_t i = 0; i < row.n; i++) {
    assert(row.words[i].begin < row.words[i].end && row.words[i].end <= text.n);
    assert(i == 0 || row.words[i - 1].end <= row.words[i].begin);
  }
  if (!rap_sketch_make(arena, (rap_str){0}, text, text, &one) || !rap_sketch_make(arena, (rap_str){0}, text, text, &other)) return;
  assert(one.form == other.form && (one.form != 0) == (row.n > 0) && memcmp(one.keys, other.keys, sizeof one.keys) == 0);
}

static void check_likeness(rap_arena *arena, rap_str a, rap_str b) {
  const rap_release x = {.body = a}, y = {.body = b};
  rap_likeness one, other;
  bool translated;
  if (!rap_likeness_of(arena, &x, &y, true, &one) || !rap_likeness_of(arena, &y, &x, true, &other)) return;
  assert(one.jaccard == other.jaccard && one.containment == other.containment && one.jaccard >= 0 && one.containment <= 1);
  assert(one.words_a == other.words_b && one.words_b == other.words_a && one.same <= one.words_a && one.same <= one.words_b);
  if (rap_str_eq(a, b) && one.words_a >= RAP_NEAR_WORDS) assert(one.near && one.same == one.words_a);
  if (rap_is_translation(arena, &x, &y, true, &translated) && rap_str_eq(a, b) && !one.words_a) assert(!translated);
}

/* Figures are compared by value: 07 is 7. */
static bool has_digits(rap_str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t cp;
    at += rap_utf8_decode(s, at, &cp);
    if (rap_utf8_digit(cp) >= 0) return true;
  }
  return false;
}

static void check_diff(rap_arena *arena, rap_str a, rap_str b) {
  rap_text_diff diff;
  rap_buf made = {0};
  rap_span last = {0, 0}, last_b = {0, 0};
  if (!rap_text_diff_make(arena, a, b, &diff)) return;
  assert(diff.same <= diff.words_a && diff.same <= diff.words_b + diff.words_a);
  for (size_t i = 0; i < diff.n; i++) {
    const rap_change *c = &diff.changes[i];
    assert(last.end <= c->a.begin && c->a.begin <= c->a.end && c->a.end <= a.n);
    assert(last_b.end <= c->b.begin && c->b.begin <= c->b.end && c->b.end <= b.n);
    assert(c->a.begin < c->a.end || c->b.begin < c->b.end);
    rap_buf_add(&made, rap_str_sub(a, last.end, c->a.begin));
    rap_buf_add(&made, rap_str_at(b, c->b));
    last = c->a;
    last_b = c->b;
  }
  rap_buf_add(&made, rap_str_sub(a, last.end, a.n));
  if (rap_str_eq(a, b)) assert(diff.n == 0);
  if (!rap_buf_failed(&made) && !has_digits(a) && !has_digits(b)) {
    rap_str is = rap_letters_fold(arena, rap_buf_str(&made)), wanted = rap_letters_fold(arena, b);
    assert(!is.p || !wanted.p || rap_str_eq(is, wanted));
  }
  rap_buf_clear(&made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *p = (const char *)data, *middle = size ? memchr(p, '\0', size) : NULL;
  size_t n = middle ? (size_t)(middle - p) : size / 2, first;
  rap_buf a = {0}, b = {0};
  rap_arena *arena = rap_arena_new();
  (void)rap_utf8_repair((rap_str){p, n}, &a, &first);
  (void)rap_utf8_repair((rap_str){p + n, size - n}, &b, &first);
  if (arena && !rap_buf_failed(&a) && !rap_buf_failed(&b)) {
    check_words(arena, rap_buf_str(&a));
    check_likeness(arena, rap_buf_str(&a), rap_buf_str(&b));
    check_diff(arena, rap_buf_str(&a), rap_buf_str(&b));
    check_diff(arena, rap_buf_str(&b), rap_buf_str(&a));
  }
  rap_buf_clear(&a);
  rap_buf_clear(&b);
  rap_arena_free(arena);
  return 0;
}
