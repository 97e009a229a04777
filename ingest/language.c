#include "ingest/language.h"

#include "base/utf8.h"
#include "ingest/words.h"

/* The codes by section, which is the order of preference when two are equal. */
static const char *const languages[] = {[RAP_LANGUAGE_EN] = "en", [RAP_LANGUAGE_HI] = "hi"};
enum { LANGUAGES = 2, WORDS_READ = 400, SHARE_PERCENT = 12 };

/* The word at *at in small letters, in `out`, cut to `room`; *at moves behind it. Empty when none begins there. */
static rap_str small_word(rap_str s, size_t *at, char *out, size_t room) {
  size_t len = 0, i = *at;
  while (i < s.n) {
    unsigned char byte = (unsigned char)s.p[i], small = byte | 0x20;
    bool letter = small >= 'a' && small <= 'z';
    if (letter || (byte >= '0' && byte <= '9')) {
      if (len + 4 < room) out[len++] = (char)(letter ? small : byte);
      i++;
      continue;
    }
    uint32_t cp = byte;
    size_t step = byte < 0x80 ? 1 : rap_utf8_decode(s, i, &cp);
    if (byte < 0x80 || !rap_utf8_is_word(cp)) break;
    if (len + 4 < room) len += rap_utf8_encode(rap_utf8_lower(cp), out + len);
    i += step;
  }
  *at = i;
  return (rap_str){out, len};
}

rap_str rap_language_guess(rap_str view) {
  size_t n = 0, hits[LANGUAGES] = {0};
  for (size_t at = 0; at < view.n && n < WORDS_READ;) {
    char small[64];
    rap_str word = small_word(view, &at, small, sizeof small);
    if (word.n == 0) {
      uint32_t cp = 0;
      at += rap_utf8_decode(view, at, &cp);
      continue;
    }
    n++;
    size_t found = rap_words_get(&rap_words_languages, word);
    for (size_t i = 0; i < LANGUAGES; i++) hits[i] += RAP_WORD_IN(found, i);
  }
  size_t best = 0;
  for (size_t i = 1; i < LANGUAGES; i++)
    if (hits[i] > hits[best]) best = i;
  return hits[best] * 100 > n * SHARE_PERCENT ? rap_str_of(languages[best]) : (rap_str){0};
}

rap_str rap_language_of_tag(rap_arena *arena, rap_str tag) {
  char low[3];
  size_t n = 0;
  tag = rap_str_trim(tag);
  for (; n < tag.n && n < sizeof low && rap_ascii_is_letter(tag.p[n]); n++) low[n] = (char)(tag.p[n] | 0x20);
  bool ends = n == tag.n || tag.p[n] == '-' || tag.p[n] == '_';
  return n >= 2 && ends ? rap_arena_str(arena, (rap_str){low, n}) : (rap_str){0};
}
