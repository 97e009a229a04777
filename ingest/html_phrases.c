/* html_phrases.c: lines that stand between and below texts (html_phrases.txt). Layer: ingest. */
#include "ingest/html_page.h"

#include "base/utf8.h"
#include "ingest/words.h"

enum { PHRASE_MAX = 96, BEGIN_LETTERS_MAX = 400, BEGIN_WORDS_MAX = 6 };

/* The first bytes of a line in small letters; returns how many, all of it if it has no more than `max`. */
static size_t fold(rap_str line, char *out, size_t max) {
  size_t n = 0;
  for (size_t at = 0; at < line.n && n + 4 <= max;) {
    uint32_t c;
    at += rap_utf8_decode(line, at, &c);
    if (c == 0x2019) c = '\'';
    n += rap_utf8_encode(rap_utf8_lower(c), out + n);
  }
  return n;
}

static bool ends_line(char c) { return c == '.' || c == '!' || c == '?' || c == ':' || c == ' ' || c == '|' || c == '>'; }

rap_html_phrase rap_html_phrase_of(const rap_html_page *page, const rap_html_line *line) {
  char text[PHRASE_MAX + 4];
  size_t n = fold(rap_str_sub(rap_buf_str(&page->text), line->begin, line->end), text, sizeof text);
  size_t whole = n;
  while (whole && ends_line(text[whole - 1])) whole--;
  size_t classes = n < PHRASE_MAX ? rap_words_get(&rap_words_html_phrases, (rap_str){text, whole}) : 0;
  if (RAP_WORD_IN(classes, RAP_PHRASE_END)) return RAP_LINE_AFTER;
  if (RAP_WORD_IN(classes, RAP_PHRASE_SUMMARY)) return RAP_LINE_SUMMARY;
  if (RAP_WORD_IN(classes, RAP_PHRASE_WHOLE)) return RAP_LINE_PHRASE;
  if (line->letters > BEGIN_LETTERS_MAX) return RAP_LINE_PROSE;
  for (size_t i = 1, words = 0; i <= n && words < BEGIN_WORDS_MAX; i++) {
    if (i < n && text[i] != ' ' && text[i] != ':' && text[i] != ',' && text[i] != '.') continue;
    words++;
    if (RAP_WORD_IN(rap_words_get(&rap_words_html_phrases, (rap_str){text, i}), RAP_PHRASE_BEGIN)) return RAP_LINE_PHRASE;
  }
  return RAP_LINE_PROSE;
}
