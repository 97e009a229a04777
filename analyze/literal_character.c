/* literal_character.c: what a single character of a text must be: characters, escapes, classes of an expression. Layer: analyze (inside). */
#include <string.h>

#include "analyze/literal_read.h"
#include "base/utf8.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(uint32_t cp) { return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'); }

/* For private use: it has no other case. */
static bool is_kind(uint32_t cp) { return cp >= 0xE000 && cp <= 0xF8FF; }

/* Where case doesn't count, a letter beyond ASCII is taken for any character unless its script has no case: the Indic blocks. Private-use
 * characters and U+FFFD stand for something else in shadows. */
static bool is_literal(uint32_t cp, bool caseless) {
  if (is_kind(cp)) return false;
  if (cp == RAP_REPLACEMENT || cp == '\n') return false;
  return cp < 0x80 || !caseless || (cp >= 0x0900 && cp <= 0x0DFF);
}

/* Takes note of a character for private use; false when it is none. */
static bool add_kind(rap_part *out, uint32_t cp) {
  if (!is_kind(cp) || out->n_kinds == RAP_MAX_MEMBERS) return false;
  (void)rap_utf8_encode(cp, out->kinds[out->n_kinds++]);
  return true;
}

static bool literal_of(const rap_pattern_reader *r, uint32_t cp, rap_literal *out) {
  *out = (rap_literal){0};
  if (!is_literal(cp, r->caseless)) return false;
  bool both = r->caseless && is_letter(cp);
  if (both && cp < 'a') cp += 'a' - 'A';
  char bytes[4];
  size_t n = rap_utf8_encode(cp, bytes);
  for (size_t i = 0; i < n; i++) (void)rap_literal_put(out, bytes[i], both);
  return true;
}

/* The bytes that the character begins with in a text, in both cases where case doesn't count. */
static void add_first(const rap_pattern_reader *r, uint32_t cp, rap_bytes *first) {
  char bytes[4];
  (void)rap_utf8_encode(cp, bytes);
  unsigned char b = (unsigned char)bytes[0];
  rap_bytes_add(first, b, b);
  if (!r->caseless) return;
  if (cp >= 0x80) rap_bytes_add(first, 0, 0xFF);
  if (!is_letter(cp)) return;
  rap_bytes_add(first, b ^ 0x20, b ^ 0x20);
  if ((b | 0x20) == 's' || (b | 0x20) == 'k') rap_bytes_add(first, 0x80, 0xFF); /* U+017F, U+212A */
}

static void character(const rap_pattern_reader *r, uint32_t cp, rap_part *out) {
  rap_literal literal;
  char bytes[4];
  if (!literal_of(r, cp, &literal)) {
    size_t n = rap_utf8_encode(cp, bytes);
    bool any_case = r->caseless && !is_kind(cp);
    rap_part_any(out, any_case ? 1 : n, any_case ? RAP_MAX_CHARACTER : n);
    (void)add_kind(out, cp);
    if (any_case) return;
    out->first = (rap_bytes){{0}};
    rap_bytes_add(&out->first, (unsigned char)bytes[0], (unsigned char)bytes[0]);
    return;
  }
  rap_part_empty(out);
  out->all.items[0] = literal;
  out->min = out->max = literal.n;
  add_first(r, cp, &out->first);
  if (cp < 0x80) out->sure = (rap_bytes){{out->first.bits[0], out->first.bits[1], 0, 0}};
}

void rap_pattern_character(rap_pattern_reader *r, rap_part *out) {
  uint32_t cp = 0;
  r->at += rap_utf8_decode(r->s, r->at, &cp);
  character(r, cp, out);
}

/* --- escapes --- */

/* `{…}` at r->at, moved behind it: its inside. */
static rap_str braced(rap_pattern_reader *r) {
  size_t begin = ++r->at;
  while (r->at < r->s.n && r->s.p[r->at] != '}') r->at++;
  rap_str inside = rap_str_sub(r->s, begin, r->at);
  if (r->at >= r->s.n) rap_pattern_give_up(r, "a brace that is not closed");
  r->at++;
  return inside;
}

/* `\x…`, r->at behind the x. */
static uint32_t hexadecimal(rap_pattern_reader *r) {
  rap_str digits = {r->s.p + r->at, 0};
  uint32_t cp = 0;
  if (rap_pattern_peek(r, 0) == '{') {
    digits = braced(r);
  } else {
    while (digits.n < 2 && rap_pattern_peek(r, 0) && strchr("0123456789abcdefABCDEF", rap_pattern_peek(r, 0))) digits.n++, r->at++;
  }
  if (digits.n == 0 || digits.n > 6) rap_pattern_give_up(r, "an escape that is not known");
  for (size_t i = 0; i < digits.n && !r->why_not; i++) {
    char c = digits.p[i];
    unsigned value = is_digit(c) ? (unsigned)(c - '0') : (unsigned)((c | 32) - 'a') + 10;
    if (value > 15) rap_pattern_give_up(r, "an escape that is not known");
    cp = cp * 16 + (value & 15);
  }
  return cp;
}

/* The bytes of ASCII that a class escape has for sure. */
static void class_sure(char c, rap_str property, rap_bytes *sure) {
  bool letters = c == 'p' && rap_str_is(property, "L");
  if (letters || c == 'w' || (c == 'p' && rap_str_is(property, "Lu"))) rap_bytes_add(sure, 'A', 'Z');
  if (letters || c == 'w' || (c == 'p' && rap_str_is(property, "Ll"))) rap_bytes_add(sure, 'a', 'z');
  if (c == 'd' || c == 'w' || (c == 'p' && (rap_str_is(property, "N") || rap_str_is(property, "Nd")))) rap_bytes_add(sure, '0', '9');
  if (c == 'w') rap_bytes_add(sure, '_', '_');
}

enum escape { ESCAPE_CHARACTER, ESCAPE_CLASS, ESCAPE_NOTHING, ESCAPE_BACK, ESCAPE_UNKNOWN };

/* The bytes that the characters of a class escape begin with: of \\d, \\w, and \\p{…} of some properties; any else. */
static void class_first(char c, rap_str property, bool caseless, rap_bytes *first) {
  bool letters = c == 'p' && property.n && property.p[0] == 'L' && property.n <= 2;
  bool upper = letters && (property.n == 1 || property.p[1] == 'u' || caseless);
  bool lower = letters && (property.n == 1 || property.p[1] == 'l' || caseless);
  bool digits = c == 'd' || c == 'w' || (c == 'p' && (rap_str_is(property, "N") || rap_str_is(property, "Nd")));
  if (upper || c == 'w') rap_bytes_add(first, 'A', 'Z');
  if (lower || c == 'w') rap_bytes_add(first, 'a', 'z');
  if (digits) rap_bytes_add(first, '0', '9');
  if (c == 'w') rap_bytes_add(first, '_', '_');
  if (c == 'p' && (letters || digits || rap_str_is(property, "M"))) rap_bytes_add(first, 0x80, 0xFF);
  if (c == 'd' || c == 'w' || letters || digits || (c == 'p' && rap_str_is(property, "M"))) return;
  rap_bytes_add(first, 0, 0xFF);
}

/* The escape at r->at (its backslash), moved behind it. CHARACTER: *cp; CLASS: one character of at most *max bytes, beginning with one of *first, among them all of *sure; NOTHING: consumes nothing;
 * BACK: what a group caught. */
static enum escape read_escape(rap_pattern_reader *r, bool in_class, uint32_t *cp, size_t *max, rap_bytes *first, rap_bytes *sure) {
  static const char controls[] = "n\nt\tr\rf\fe\x1B"
                                 "a\a";
  char c = rap_pattern_peek(r, 1);
  r->at += 2;
  *max = RAP_MAX_CHARACTER;
  *cp = (unsigned char)c;
  if (c == '\0' || (unsigned char)c >= 0x80) return ESCAPE_UNKNOWN;
  if (!is_letter(*cp) && !is_digit(c)) return ESCAPE_CHARACTER;
  if (c == 'x') {
    *cp = hexadecimal(r);
    return ESCAPE_CHARACTER;
  }
  for (size_t i = 0; controls[i]; i += 2) {
    if (controls[i] != c) continue;
    *cp = (unsigned char)controls[i + 1];
    return ESCAPE_CHARACTER;
  }
  if (strchr("dws", c)) *max = 1; /* without UCP they are of ASCII */
  if (strchr("dwsDWShHvV", c)) {
    class_first(c, (rap_str){0}, r->caseless, first);
    class_sure(c, (rap_str){0}, sure);
    return ESCAPE_CLASS;
  }
  if (c == 'p' || c == 'P') {
    rap_str property = rap_str_sub(r->s, r->at, r->at + 1);
    if (rap_pattern_peek(r, 0) == '{')
      property = braced(r);
    else
      r->at++;
    class_first(c, property, r->caseless, first);
    class_sure(c, property, sure);
    return ESCAPE_CLASS;
  }
  if (in_class) return ESCAPE_UNKNOWN;
  if (c == 'N' && rap_pattern_peek(r, 0) != '{') return ESCAPE_CLASS;
  if (strchr("bBAZzK", c)) return ESCAPE_NOTHING;
  if (c >= '1' && c <= '9') {
    while (is_digit(rap_pattern_peek(r, 0))) r->at++;
    return ESCAPE_BACK;
  }
  if (c == 'k' && rap_pattern_peek(r, 0) && strchr("<{'", rap_pattern_peek(r, 0))) {
    char close = rap_pattern_peek(r, 0) == '<' ? '>' : rap_pattern_peek(r, 0) == '{' ? '}' : '\'';
    for (r->at++; r->at < r->s.n && r->s.p[r->at] != close; r->at++) continue;
    r->at++;
    return ESCAPE_BACK;
  }
  return ESCAPE_UNKNOWN;
}

void rap_pattern_escape(rap_pattern_reader *r, rap_part *out) {
  uint32_t cp = 0;
  size_t max = 0;
  size_t begin = r->at;
  rap_bytes first = {{0}}, sure = {{0}};
  rap_part_empty(out);
  switch (read_escape(r, false, &cp, &max, &first, &sure)) {
  case ESCAPE_CHARACTER: character(r, cp, out); break;
  case ESCAPE_CLASS:
    rap_part_any(out, 1, max);
    if (strchr("dwp", r->s.p[begin + 1])) out->first = first;
    out->sure = sure;
    break;
  case ESCAPE_NOTHING: break;
  case ESCAPE_BACK: rap_part_any(out, 0, SIZE_MAX); break;
  case ESCAPE_UNKNOWN: rap_pattern_give_up(r, "an escape that is not known"); break;
  }
}

/* --- classes --- */

struct members {
  bool any; /* too many, or not told apart */
  uint32_t list[RAP_MAX_MEMBERS];
  size_t n, max; /* bytes of the longest character */
  rap_bytes first;
  rap_bytes sure; /* of ASCII, in the class whatever else is */
};

static void add_range(struct members *m, uint32_t from, uint32_t to) {
  char bytes[4];
  if (from < 0x80 && from <= to) rap_bytes_add(&m->sure, from, to < 0x80 ? to : 0x7F);
  if (from < 0x80) rap_bytes_add(&m->first, from, to < 0x80 ? to : 0x7F);
  if (to >= 0x80) rap_bytes_add(&m->first, 0x80, 0xFF);
  size_t n = rap_utf8_encode(to, bytes);
  if (n > m->max) m->max = n;
  if (to < from || to - from >= RAP_MAX_MEMBERS - m->n) {
    m->any = true;
    return;
  }
  for (uint32_t cp = from; cp <= to; cp++) m->list[m->n++] = cp;
}

/* A member or the end of a range: false when it stands for several characters (m->any, m->max are set then). */
static bool member(rap_pattern_reader *r, struct members *m, uint32_t *cp) {
  size_t max = 0;
  if (rap_pattern_peek(r, 0) == '[' && rap_pattern_peek(r, 1) && strchr(":.=", rap_pattern_peek(r, 1))) {
    bool known = rap_pattern_peek(r, 1) == ':';
    r->at += rap_pattern_peek(r, 2) == '^' ? 3 : 2;
    while (is_letter((unsigned char)rap_pattern_peek(r, 0))) r->at++;
    if (!known || rap_pattern_peek(r, 0) != ':' || rap_pattern_peek(r, 1) != ']') rap_pattern_give_up(r, "a class that is not known");
    r->at += 2;
    m->any = true;
    m->max = RAP_MAX_CHARACTER;
    rap_bytes_add(&m->first, 0, 0xFF);
    return false;
  }
  if (rap_pattern_peek(r, 0) != '\\') {
    r->at += rap_utf8_decode(r->s, r->at, cp);
    return true;
  }
  if (rap_pattern_peek(r, 1) == 'b') {
    r->at += 2;
    *cp = '\b';
    return true;
  }
  enum escape kind = read_escape(r, true, cp, &max, &m->first, &m->sure);
  if (kind == ESCAPE_CHARACTER) return true;
  if (kind != ESCAPE_CLASS) rap_pattern_give_up(r, "an escape that is not known");
  m->any = true;
  if (max > m->max) m->max = max;
  return false;
}

static void read_members(rap_pattern_reader *r, struct members *m) {
  bool first = true;
  while (!rap_pattern_at_end(r) && (first || rap_pattern_peek(r, 0) != ']')) {
    uint32_t from = 0, to = 0;
    first = false;
    if (!member(r, m, &from)) continue;
    to = from;
    if (rap_pattern_peek(r, 0) == '-' && rap_pattern_peek(r, 1) && rap_pattern_peek(r, 1) != ']') {
      r->at++;
      if (!member(r, m, &to)) rap_pattern_give_up(r, "a class that is not known");
    }
    if (!r->why_not) add_range(m, from, to);
  }
  if (r->at >= r->s.n) rap_pattern_give_up(r, "a class that is not closed");
  r->at++;
}

/* What a character of the class begins with. */
static void class_starts(const rap_pattern_reader *r, const struct members *m, bool negated, rap_bytes *first) {
  *first = m->first;
  if (negated) {
    *first = (rap_bytes){{~m->sure.bits[0], ~m->sure.bits[1], UINT64_MAX, UINT64_MAX}};
    return;
  }
  /* Where case doesn't count, letters have their other case, which may be beyond ASCII, or back in it. */
  if (!r->caseless) return;
  for (unsigned b = 'a'; b <= 'z'; b++) {
    rap_bytes both = {{0}};
    rap_bytes_add(&both, b, b);
    rap_bytes_add(&both, b ^ 0x20, b ^ 0x20);
    rap_bytes_cut(&both, first);
    if (!both.bits[1]) continue;
    rap_bytes_add(first, b, b);
    rap_bytes_add(first, b ^ 0x20, b ^ 0x20);
    if (b == 's' || b == 'k') rap_bytes_add(first, 0x80, 0xFF);
  }
  if (first->bits[2] | first->bits[3]) {
    static const char partners[] = "sSkK";
    for (size_t i = 0; partners[i]; i++) rap_bytes_add(first, (unsigned char)partners[i], (unsigned char)partners[i]);
  }
}

/* A class of characters for private use and nothing else, each of three bytes. */
static bool kinds_only(const struct members *m, rap_part *out) {
  rap_bytes first = {{0}};
  for (size_t i = 0; i < m->n; i++) {
    if (!add_kind(out, m->list[i])) {
      out->n_kinds = 0;
      return false;
    }
    unsigned char b = (unsigned char)out->kinds[i][0];
    rap_bytes_add(&first, b, b);
  }
  if (m->n == 0) return false;
  out->first = first;
  out->min = out->max = 3;
  return true;
}

void rap_pattern_class(rap_pattern_reader *r, rap_part *out) {
  struct members m = {.max = 1};
  rap_literal literal;
  r->at++;
  bool negated = rap_pattern_peek(r, 0) == '^';
  r->at += negated;
  read_members(r, &m);
  if (r->why_not) return;
  rap_part_any(out, 1, negated || r->caseless ? RAP_MAX_CHARACTER : m.max);
  class_starts(r, &m, negated, &out->first);
  if (!negated) out->sure = m.sure;
  if (negated || m.any) return;
  if (kinds_only(&m, out)) return;
  bool all = true;
  size_t shortest = RAP_MAX_CHARACTER, longest = 0;
  for (size_t i = 0; all && i < m.n; i++) {
    all = literal_of(r, m.list[i], &literal) && rap_literal_set_add(&out->all, &literal);
    if (literal.n < shortest) shortest = literal.n;
    if (literal.n > longest) longest = literal.n;
  }
  if (!all) {
    out->all.n = 0;
    return;
  }
  out->exact = true;
  out->min = shortest;
  out->max = longest;
}
