/* repair_text.c: hyphens that only a line's end called for, letters set apart, bullets run on. Layer: ingest. */
#include "ingest/repair_text.h"

#include "base/utf8.h"
#include "ingest/structure.h"

/* ---- Soft hyphens ---------------------------------------------------------------------------------------------------------- */

/* Characters that would become one with what stands in front once nothing stands between: marks, and Hangul vowels and finals. */
static bool composes(uint32_t cp) { return (rap_utf8_is_word(cp) && !rap_utf8_is_alphanumeric(cp)) || (cp >= 0x1160 && cp <= 0x11FF); }

void rap_repair_soft_hyphens(rap_repairer *r) {
  rap_str s = r->s;
  for (size_t at = 0; at < s.n && !r->failed;) {
    const char *lead = memchr(s.p + at, 0xC2, s.n - at);
    if (!lead) break;
    at = (size_t)(lead - s.p);
    if (!rap_str_starts(rap_str_sub(s, at, s.n), RAP_STR("\xC2\xAD"))) {
      at += 2;
      continue;
    }
    size_t end = at;
    while (rap_str_starts(rap_str_sub(s, end, s.n), RAP_STR("\xC2\xAD"))) end += 2;
    uint32_t next = '\n';
    if (end < s.n) rap_utf8_decode(s, end, &next);
    /* Those at a line's end belong to the words broken there. */
    if (next != '\n' && !composes(next))
      for (; at < end; at += 2) rap_repairer_edit(r, (rap_edit){.at = at, .drop = 2, .step = RAP_REPAIR_SOFT_HYPHENS, .counts = at + 2 == end});
    at = end;
  }
}

/* ---- Hyphens at line ends -------------------------------------------------------------------------------------------------- */

/* What stays when a word goes on behind a hyphen: "pre- and post-harvest". */
static bool is_conjunction(rap_str word) {
  static const char *const words[] = {"and", "or", "to", "as", "but", "nor", NULL};
  for (size_t i = 0; words[i]; i++)
    if (rap_str_is(word, words[i])) return true;
  return false;
}

/* First parts of words that are written with a hyphen. */
static bool keeps_hyphen(rap_str word) {
  static const char *const words[] = {"self", "non", "well",  "ex",   "all",  "high",  "low",    "long",  "short",
                                      "one",  "two", "three", "four", "five", "first", "second", "third", NULL};
  for (size_t i = 0; words[i]; i++)
    if (rap_str_eq_nocase(word, rap_str_of(words[i]))) return true;
  return false;
}

/* Whether both parts together, with what stands between them, are to be found elsewhere. So many are looked for by a search through the text, and no more. */
enum { COMPOUNDS_MAX = 32 };

static bool is_hyphenated_elsewhere(rap_repairer *r, rap_str left, rap_str right) {
  if (r->n_compounds >= COMPOUNDS_MAX || rap_repairer_count(r, left) < 2 || rap_repairer_count(r, right) < 2) return false;
  rap_str word = rap_arena_printf(r->arena, "%.*s-%.*s", RAP_FMT(left), RAP_FMT(right));
  r->n_compounds++;
  if (!word.p) r->failed = true;
  return word.p && rap_str_find(r->s, word, 0) != SIZE_MAX;
}

/* Does the hyphen of "left-\nright" belong to the word? The text decides: the word without it, the word with it, the parts by themselves. */
static bool is_compound(rap_repairer *r, rap_str left, rap_str right) {
  char joined[128];
  if (left.n + right.n <= sizeof joined) {
    memcpy(joined, left.p, left.n);
    memcpy(joined + left.n, right.p, right.n);
    if (rap_repairer_count(r, (rap_str){joined, left.n + right.n})) return false;
  }
  return keeps_hyphen(left) || is_hyphenated_elsewhere(r, left, right) || (rap_repairer_count(r, left) > 1 && rap_repairer_count(r, right) > 1);
}

enum { WORD_MAX = 40 };

/* The hyphen [at, end) in front of the line break at `end`. */
static void join_lines(rap_repairer *r, size_t at, size_t end) {
  rap_str s = r->s;
  size_t from = at, next = end + 1;
  while (from > 0 && rap_ascii_is_letter(s.p[from - 1]) && at - from < WORD_MAX) from--;
  while (next < s.n && s.p[next] == ' ') next++;
  size_t to = next;
  while (to < s.n && rap_ascii_is_letter(s.p[to]) && to - next < WORD_MAX) to++;
  rap_str left = rap_str_sub(s, from, at), right = rap_str_sub(s, next, to);
  if (left.n < 2 || right.n < 2 || s.p[at - 1] < 'a' || right.p[0] < 'a' || is_conjunction(right)) return;
  bool soft = s.p[at] != '-';
  size_t cut = !soft && is_compound(r, left, right) ? end : at;
  /* The rest of the word comes up; the line breaks behind it, and behind what is written against it. */
  while (to < s.n && s.p[to] != ' ' && s.p[to] != '\n' && to - next < 4 * WORD_MAX) to++;
  if (to < s.n && s.p[to] != ' ' && s.p[to] != '\n') return;
  rap_repairer_edit(r, (rap_edit){.at = cut, .drop = (uint32_t)(next - cut), .step = RAP_REPAIR_LINE_HYPHENS, .counts = true});
  if (to < s.n && s.p[to] == ' ') rap_repairer_edit(r, (rap_edit){.at = to, .drop = 1, .put = '\n', .step = RAP_REPAIR_LINE_HYPHENS});
}

void rap_repair_line_hyphens(rap_repairer *r) {
  static const rap_str hyphens[] = {{"-\n", 2}, {"\xC2\xAD\n", 3}, {"\xE2\x80\x90\n", 4}};
  if (r->text->layout.n) return; /* whose lines are no parts of paragraphs */
  for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens; i++) {
    for (size_t at = r->body; !r->failed && (at = rap_str_find(r->s, hyphens[i], at)) != SIZE_MAX; at++)
      if (at > 0) join_lines(r, at, at + hyphens[i].n - 1);
  }
}

/* ---- Letters set apart ----------------------------------------------------------------------------------------------------- */

enum { LETTERS_MIN = 4, ONE_WORD_MIN = 6, ONE_WORD_MAX = 12 };

/* The line [at, end) is letters with a blank between and two or more between words. Without such wider gaps it has to be one word: not too long, with a vowel, and no row of the alphabet. */
static bool is_spaced(rap_str s, size_t at, size_t end) {
  size_t letters = 0, gaps = 0;
  bool vowel = false, row = true;
  char last = 0;
  while (at < end) {
    if (!rap_ascii_is_letter(s.p[at])) return false;
    char small = (char)(s.p[at] | 0x20);
    if (last && small != last + 1) row = false;
    last = small;
    vowel = vowel || strchr("aeiouy", small);
    letters++;
    at++;
    size_t blanks = 0;
    while (at < end && s.p[at] == ' ') at++, blanks++;
    if (at < end && blanks == 0) return false;
    gaps += blanks > 1;
  }
  return letters >= LETTERS_MIN && vowel && !row && (gaps > 0 || (letters >= ONE_WORD_MIN && letters <= ONE_WORD_MAX));
}

static void close_up(rap_repairer *r, size_t at, size_t end) {
  bool counts = true;
  while (at < end) {
    size_t blanks = 0;
    while (at + blanks < end && r->s.p[at + blanks] == ' ') blanks++;
    size_t from = at;
    at += blanks ? blanks : 1;
    if (blanks == 0) continue;
    rap_repairer_edit(
        r, (rap_edit){.at = from, .drop = (uint32_t)blanks, .put = blanks > 1 ? ' ' : 0, .step = RAP_REPAIR_SPACED_LETTERS, .counts = counts});
    counts = false;
  }
}

void rap_repair_spaced_letters(rap_repairer *r) {
  rap_str s = r->s;
  for (size_t at = 0; at < s.n && !r->failed;) {
    while (at < s.n && s.p[at] == ' ') at++;
    /* Letter, blank, letter, blank: hardly a line begins like that. */
    bool may = s.n - at > 6 && rap_ascii_is_letter(s.p[at]) && s.p[at + 1] == ' ' && (s.p[at + 3] == ' ' || s.p[at + 2] == ' ');
    const char *newline = memchr(s.p + at, '\n', s.n - at);
    size_t end = newline ? (size_t)(newline - s.p) : s.n;
    if (may && is_spaced(s, at, end)) close_up(r, at, end);
    at = end + 1;
  }
}

/* ---- Bullets run on -------------------------------------------------------------------------------------------------------- */

/* Of the bullets of marker.c those that stand for nothing else inside a line. */
static bool is_run_on(uint32_t cp) {
  return rap_marker_is_bullet(cp) && cp != 0x2192 && cp != 0x27F6 && cp != 0x22C5 && cp != 0x2219 && cp != 0x2605 && cp != 0x2606 && cp != 0x2043;
}

/* A bullet between blanks at `at`; *n its length. */
static bool bullet_at(rap_str s, size_t at, uint32_t *cp, size_t *n) {
  *n = rap_utf8_decode(s, at, cp);
  if (!is_run_on(*cp)) return false;
  return at > 0 && s.p[at - 1] == ' ' && at + *n < s.n && s.p[at + *n] == ' ';
}

static bool leads_in(rap_str s, size_t begin, size_t at) {
  while (at > begin && s.p[at - 1] == ' ') at--;
  return at > begin && (s.p[at - 1] == ':' || (s.p[at - 1] == '-' && at - 1 > begin && s.p[at - 2] == ':'));
}

/* The line [begin, end), with a bullet other than at its begin at `first`. Broken when it begins with the same glyph, or leads in with a colon to two at least; what stands between dots otherwise may be a motto. */
static void break_line(rap_repairer *r, size_t begin, size_t end, size_t first) {
  rap_str s = rap_str_sub(r->s, 0, end);
  uint32_t glyph = 0, cp = 0, head = 0;
  size_t n = 0, items = 0;
  (void)rap_utf8_decode(s, first, &glyph);
  (void)rap_utf8_decode(s, begin, &head);
  for (size_t at = first; at < end; at += n)
    if (bullet_at(s, at, &cp, &n) && cp == glyph) items++;
  if (head != glyph && !(items > 1 && leads_in(s, begin, first))) return;
  for (size_t at = first; at < end && !r->failed; at += n)
    if (bullet_at(s, at, &cp, &n) && cp == glyph)
      rap_repairer_edit(r, (rap_edit){.at = at - 1, .drop = 1, .put = '\n', .step = RAP_REPAIR_RUN_ON_BULLETS, .counts = true});
}

/* The next byte at or behind `at` that begins a bullet: U+00B7, U+2022 and the like, private use. */
static size_t next_lead(rap_str s, size_t at, const char *const leads[3], size_t next[3]) {
  size_t best = s.n;
  for (size_t i = 0; i < 3; i++) {
    if (next[i] < at) {
      const char *p = memchr(s.p + at, leads[i][0], s.n - at);
      next[i] = p ? (size_t)(p - s.p) : s.n;
    }
    if (next[i] < best) best = next[i];
  }
  return best;
}

void rap_repair_run_on_bullets(rap_repairer *r) {
  static const char *const leads[3] = {"\xC2", "\xE2", "\xEF"};
  rap_str s = r->s;
  size_t line = r->body, next[3] = {0};
  for (size_t at = line + 1; at < s.n && !r->failed;) {
    at = next_lead(s, at, leads, next);
    uint32_t cp = 0;
    size_t n = 1;
    if (at == s.n) break;
    if (!bullet_at(s, at, &cp, &n)) {
      at += n;
      continue;
    }
    size_t begin = at;
    while (begin > line && s.p[begin - 1] != '\n') begin--;
    while (begin < at && s.p[begin] == ' ') begin++;
    const char *newline = memchr(s.p + at, '\n', s.n - at);
    size_t end = newline ? (size_t)(newline - s.p) : s.n;
    if (begin < at) {
      break_line(r, begin, end, at);
      at = end;
    } else {
      at += n;
    }
    line = begin;
  }
}
