#include "ingest/shape.h"

#include "base/utf8.h"

enum { HEADING_WORDS = 18, HEADING_CHARACTERS = 150, PLAIN_WORDS = 9, PLAIN_CHARACTERS = 70 };

struct counts {
  size_t words, letters_words; /* all; those with a letter in front */
  size_t upper;                /* begin with a capital */
  size_t long_lower;           /* four letters and more, begin in lower case */
  size_t long_words;           /* four letters and more */
  size_t capitals;             /* wholly in capitals */
  size_t caseless;
  bool first_upper, first_digit, first_caseless;
  bool last_small; /* the last word is in lower case; a short one of that kind means that the line goes on ("… and") */
  size_t last_letters;
};

static void count_word(struct counts *c, rap_str word) {
  uint32_t cp = 0, first = 0;
  size_t letters = 0, uppers = 0, lowers = 0;
  for (size_t at = 0; at < word.n;) {
    at += rap_utf8_decode(word, at, &cp);
    bool letter = rap_utf8_is_letter(cp);
    if (!letter && !rap_utf8_is_digit(cp)) continue;
    if (!first) first = cp;
    if (!letter) continue;
    letters++;
    bool lower = rap_utf8_is_lower(cp);
    lowers += lower;
    uppers += !lower && rap_utf8_is_upper(cp);
  }
  if (!first) return;
  bool upper = rap_utf8_is_upper(first), lower = rap_utf8_is_lower(first), digit = rap_utf8_is_digit(first);
  if (c->words++ == 0) {
    c->first_upper = upper;
    c->first_digit = digit;
    c->first_caseless = !upper && !lower && !digit;
  }
  c->last_small = lower;
  c->last_letters = letters;
  if (digit) return;
  c->letters_words++;
  c->upper += upper;
  c->long_words += letters >= 4;
  c->long_lower += lower && letters >= 4;
  c->capitals += uppers > 0 && lowers == 0;
  c->caseless += !upper && !lower;
}

static struct counts count(rap_str s) {
  struct counts c = {0};
  rap_str word;
  while (rap_str_split(&s, ' ', &word)) count_word(&c, word);
  return c;
}

/* "Word N" at the begin, where N is a number, a Roman number or a capital, and a colon, dash or the end behind it. */
static bool is_numbered(rap_str s) {
  size_t at = 0;
  uint32_t cp = 0;
  while (at < s.n && at < 24) {
    size_t n = rap_utf8_decode(s, at, &cp);
    if (!rap_utf8_is_letter(cp)) break;
    if (at == 0 && rap_utf8_is_lower(cp)) return false;
    at += n;
  }
  if (at < 3 || at >= s.n || (s.p[at] != ' ' && s.p[at] != '-')) return false;
  size_t number = ++at;
  while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9') at++;
  if (at - number > 2) return false;
  if (at == number)
    while (at < s.n && strchr("IVX", s.p[at])) at++;
  if (at == number || at - number > 5) return false;
  while (at < s.n && s.p[at] == ' ') at++;
  return at == s.n || s.p[at] == ':' || s.p[at] == '-' || s.p[at] == '|' || (s.p[at] == '.' && at + 1 < s.n && s.p[at + 1] == ' ');
}

static void read_ends(rap_str s, rap_shape *shape) {
  uint32_t first = 0, last = 0;
  rap_str t = s;
  if (t.n == 0) return;
  rap_utf8_decode(t, 0, &first);
  shape->quoted = first == '"';
  rap_utf8_before(t, t.n, &last);
  shape->enclosed = (first == '(' || first == '[') && (last == ')' || last == ']');
  /* ":-" and ": -" are colons; emphasis, quotes and brackets behind a stop don't hide it. */
  while (t.n && strchr("*_", t.p[t.n - 1])) t.n--;
  rap_str dashless = t;
  while (dashless.n && strchr("- ", dashless.p[dashless.n - 1])) dashless.n--;
  shape->colon = dashless.n && dashless.p[dashless.n - 1] == ':';
  while (t.n && strchr("\"')]}*_ ", t.p[t.n - 1])) t.n--;
  if (t.n == 0) return;
  rap_utf8_before(t, t.n, &last);
  shape->stop = last == '.' || last == ';' || last == '!' || last == '?' || last == 0x0964 || last == 0x0965;
}

static bool has_any(rap_str s, const char *const *needles) {
  for (; *needles; needles++)
    if (rap_str_find(s, rap_str_of(*needles), 0) != SIZE_MAX) return true;
  return false;
}

static rap_heading_look look_of(rap_str s, const rap_shape *shape, size_t n_sentences) {
  static const char *const no_heading[] = {"://", "www.", "@", "#", NULL};
  struct counts c = count(s);
  char last = s.p[s.n - 1];
  bool question = last == '?' && n_sentences == 1;
  if (shape->stop && !question && !is_numbered(s)) return RAP_LOOK_NONE;
  if (c.letters_words == 0 || c.words > HEADING_WORDS || last == ',' || shape->quoted || shape->enclosed || has_any(s, no_heading))
    return RAP_LOOK_NONE;
  if (is_numbered(s) && !(shape->stop && c.words > 8)) return RAP_LOOK_NUMBERED;
  if (n_sentences > 1 && c.words > 6) return RAP_LOOK_NONE;
  if (c.caseless * 2 > c.letters_words) return c.words <= PLAIN_WORDS && shape->characters <= PLAIN_CHARACTERS ? RAP_LOOK_PLAIN : RAP_LOOK_NONE;
  if (c.capitals * 10 >= c.letters_words * 8 && c.upper >= c.letters_words - c.letters_words / 5) return RAP_LOOK_CAPITALS;
  bool starts = c.first_upper || c.first_digit;
  if (c.last_small && c.last_letters < 4) return RAP_LOOK_NONE;
  if (starts && !c.last_small && c.long_lower * 4 <= c.long_words && c.upper * 2 >= c.letters_words) return RAP_LOOK_TITLE;
  if ((starts || c.first_caseless) && c.words <= PLAIN_WORDS && shape->characters <= PLAIN_CHARACTERS) return RAP_LOOK_PLAIN;
  return RAP_LOOK_NONE;
}

rap_shape rap_shape_of(rap_str s, size_t n_sentences) {
  rap_shape shape = {.characters = rap_utf8_count(s)};
  read_ends(s, &shape);
  shape.bold = s.n > 4 && rap_str_starts(s, RAP_STR("**")) && rap_str_ends(s, RAP_STR("**")) && rap_str_find(s, RAP_STR("**"), 2) == s.n - 2;
  if (s.n == 0 || shape.characters > HEADING_CHARACTERS) return shape;
  shape.words = 1;
  for (size_t i = 0; i + 1 < s.n; i++) shape.words += s.p[i] == ' ';
  shape.look = look_of(s, &shape, n_sentences);
  return shape;
}
