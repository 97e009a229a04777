#include "ingest/headlines.h"

/* Words on either side of the place. */
enum { WORDS_BEFORE = 4, WORDS_BEHIND = 4, LETTERS_BEFORE = 3, MAX_PLACES = 16 };
/* Where neither word is known, of headlines that long on both sides, and of words that long. */
enum { MANY_WORDS = 8, LONG_WORD = 4 };

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_small(char c) { return c >= 'a' && c <= 'z'; }
static bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

static size_t count_blanks(rap_str s, size_t begin, size_t end, size_t enough) {
  size_t n = 0;
  for (size_t i = begin; i < end && n < enough; i++) n += s.p[i] == ' ';
  return n;
}

/* Is `word` elsewhere in the text, with no letter on either side? */
static bool is_word_elsewhere(rap_str s, rap_str word) {
  for (size_t at = 0; (at = rap_str_find(s, word, at)) != SIZE_MAX; at++) {
    size_t behind = at + word.n;
    if ((at == 0 || !is_letter(s.p[at - 1])) && (behind == s.n || !is_letter(s.p[behind]))) return true;
  }
  return false;
}

/* "Shivir" and "NHA" of "ShivirNHA", glued at `at`. */
static bool are_two_words(rap_str s, size_t begin, size_t at, size_t end) {
  size_t from = at, to = at;
  while (from > begin && is_letter(s.p[from - 1])) from--;
  while (to < end && is_letter(s.p[to])) to++;
  rap_str both = rap_str_sub(s, from, to);
  size_t first = rap_str_find(s, both, 0);
  if (first != SIZE_MAX && rap_str_find(s, both, first + 1) != SIZE_MAX) return false;
  if (is_word_elsewhere(s, rap_str_sub(s, from, at)) || is_word_elsewhere(s, rap_str_sub(s, at, to))) return true;
  return at - from >= LONG_WORD && to - at >= LONG_WORD && count_blanks(s, begin, at, MANY_WORDS) == MANY_WORDS &&
         count_blanks(s, at, end, MANY_WORDS) == MANY_WORDS;
}

/* Does a quotation open with the mark at `at`? It does when as many were opened as closed before. */
static bool opens_quote(rap_str s, size_t begin, size_t at) {
  size_t marks = 0;
  for (size_t i = begin; i < at; i++) marks += s.p[i] == '"';
  return marks % 2 == 0;
}

size_t rap_headline_end(const rap_document *doc, size_t begin, size_t end) {
  rap_str s = doc->view.s;
  size_t small = 0, places = 0;
  for (size_t i = begin; i + 1 < end && places < MAX_PLACES; i++) {
    bool place = is_capital(s.p[i]) && is_letter(s.p[i + 1]) && small >= LETTERS_BEFORE;
    bool quote = s.p[i] == '"' && is_capital(s.p[i + 1]) && small >= LETTERS_BEFORE && opens_quote(s, begin, i);
    small = is_small(s.p[i]) ? small + 1 : 0;
    if ((!place && !quote) || count_blanks(s, begin, i, WORDS_BEFORE) < WORDS_BEFORE || count_blanks(s, i, end, WORDS_BEHIND - 1) < WORDS_BEHIND - 1)
      continue;
    places++;
    if (quote || are_two_words(s, begin, i, end)) return i;
  }
  return end;
}
