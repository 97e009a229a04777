#include "ingest/language.h"

#include "base/utf8.h"
#include "ingest/words.h"

/* The codes by section, which is the order of preference when two are equal. */
static const char *const languages[] = {[RAP_LANGUAGE_EN] = "en", [RAP_LANGUAGE_HI] = "hi"};
enum { LANGUAGES = 2, WORDS_READ = 400, SHARE_PERCENT = 12 };

rap_str rap_language_guess(rap_str view) {
  size_t n = 0, hits[LANGUAGES] = {0};
  for (size_t at = 0; at < view.n && n < WORDS_READ;) {
    char small[64];
    size_t len = 0;
    uint32_t cp = 0;
    while (at < view.n) {
      size_t step = rap_utf8_decode(view, at, &cp);
      if (!rap_utf8_is_word(cp)) break;
      if (len + 4 < sizeof small) len += rap_utf8_encode(rap_utf8_lower(cp), small + len);
      at += step;
    }
    if (len == 0) {
      at += rap_utf8_decode(view, at, &cp);
      continue;
    }
    n++;
    size_t found = rap_words_get(&rap_words_languages, (rap_str){small, len});
    for (size_t i = 0; i < LANGUAGES; i++) hits[i] += RAP_WORD_IN(found, i);
  }
  size_t best = 0;
  for (size_t i = 1; i < LANGUAGES; i++)
    if (hits[i] > hits[best]) best = i;
  return hits[best] * 100 > n * SHARE_PERCENT ? rap_str_of(languages[best]) : (rap_str){0};
}
