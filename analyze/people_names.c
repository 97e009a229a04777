/* Names of persons: their parts, and whether two forms can belong to one person. */
#include "analyze/people.h"
#include "base/utf8.h"

#include <string.h>

/* Shorter words may differ by their vowels alone: "Mohan" and "Mohini" are two persons. */
#define RESPELT_MIN 6

rap_status rap_person_name_parse(rap_arena *arena, rap_str name, rap_person_name *out, rap_error *err) {
  rap_buf folded = {0};
  *out = (rap_person_name){0};
  rap_status st = rap_utf8_fold(name, &folded, err);
  rap_str s = {0};
  if (st == RAP_OK) {
    s = rap_arena_str(arena, rap_buf_str(&folded));
    if (!s.p) st = rap_error_nomem(err);
  }
  rap_buf_clear(&folded);
  for (size_t at = 0; st == RAP_OK && at < s.n && out->n < RAP_MAX_NAME_PARTS;) {
    size_t begin = at;
    uint32_t cp = 0;
    size_t n = 0;
    while (at < s.n) {
      n = rap_utf8_decode(s, at, &cp);
      if (!rap_utf8_is_word(cp)) break;
      at += n;
    }
    if (at > begin) out->parts[out->n++] = rap_str_sub(s, begin, at);
    if (at < s.n) at += n;
  }
  return st;
}

size_t rap_person_name_letters(const rap_person_name *name) {
  size_t letters = 0;
  for (size_t i = 0; i < name->n; i++) letters += rap_utf8_count(name->parts[i]);
  return letters;
}

static bool is_initial(rap_str part) { return rap_utf8_count(part) == 1; }

static bool parts_fit(rap_str a, rap_str b, bool *whole) {
  if (rap_str_eq(a, b)) {
    if (!is_initial(a)) *whole = true;
    return true;
  }
  if (is_initial(a)) return rap_str_starts(b, a);
  return is_initial(b) && rap_str_starts(a, b);
}

static bool is_vowel(char c) { return c && strchr("aeiouy", c) != NULL; }

/* The next letter that tells one transliteration from another: no vowel, no repeat, no "h" behind a consonant. 0 at the end. */
static char next_sound(rap_str s, size_t *at, char last) {
  while (*at < s.n) {
    char c = s.p[(*at)++];
    if (is_vowel(c) || c == last || (c == 'h' && last)) continue;
    if (c == 'w') return 'v';
    return c == 'z' ? 'j' : c;
  }
  return 0;
}

/* Two spellings of one word in Latin letters ("Gajendra", "Gajender"; "Chauhan", "Chouhan"): the same first letter and the same consonants, three or more of them, and about as long. */
static bool is_respelt(rap_str a, rap_str b) {
  size_t i = 0, k = 0, sounds = 0, longer = a.n > b.n ? a.n - b.n : b.n - a.n;
  if (a.n < RESPELT_MIN || b.n < RESPELT_MIN || longer > 2 || a.p[0] != b.p[0]) return false;
  for (char x = 0, y = 0;;) {
    x = next_sound(a, &i, x);
    y = next_sound(b, &k, y);
    if (x != y) return false;
    if (!x) return sounds >= 3;
    sounds++;
  }
}

/* As many parts, equal or respelt, and one of them equal. */
static bool is_respelling(const rap_person_name *a, const rap_person_name *b) {
  size_t equal = 0;
  if (a->n != b->n || a->n < 2) return false;
  for (size_t i = 0; i < a->n; i++) {
    if (rap_str_eq(a->parts[i], b->parts[i])) {
      if (!is_initial(a->parts[i])) equal++;
    } else if (!is_respelt(a->parts[i], b->parts[i])) {
      return false;
    }
  }
  return equal > 0;
}

/* Each part of `few` in order among those of `many`; at least one whole word must be shared. */
static bool is_found_in(const rap_person_name *few, const rap_person_name *many) {
  size_t k = 0;
  bool whole = false;
  for (size_t i = 0; i < many->n && k < few->n; i++)
    if (parts_fit(few->parts[k], many->parts[i], &whole)) k++;
  return k == few->n && whole;
}

int rap_person_name_fit(const rap_person_name *a, const rap_person_name *b) {
  const rap_person_name *few = a->n <= b->n ? a : b, *many = a->n <= b->n ? b : a;
  if (few->n == 0) return 0;
  if (few->n == 1) {
    if (is_initial(few->parts[0])) return 0;
    if (many->n == 1) return rap_str_eq(few->parts[0], many->parts[0]) ? 4 : 0;
    if (rap_str_eq(few->parts[0], many->parts[many->n - 1])) return 2;
    return rap_str_eq(few->parts[0], many->parts[0]) ? 1 : 0;
  }
  bool equal = few->n == many->n;
  for (size_t i = 0; equal && i < few->n; i++) equal = rap_str_eq(few->parts[i], many->parts[i]);
  if (equal) return 4;
  return is_found_in(few, many) || is_respelling(few, many) ? 3 : 0;
}
