#include "base/utf8.h"

#include "base/bytes.h"

#include <assert.h>
#include <stdlib.h>
#include <utf8proc.h>

/* ---- Encoding ---------------------------------------------------------------------------------------------------------- */

/* One row of Table 3-7 of the Unicode Standard: what may follow a lead byte. Only the second byte's range varies. */
typedef struct lead {
  unsigned extra; /* continuation bytes; 0: no lead byte of a longer sequence */
  unsigned char low, high;
} lead;

static lead lead_of(unsigned char b) {
  if (b < 0xC2 || b > 0xF4) return (lead){0, 0, 0};
  if (b < 0xE0) return (lead){1, 0x80, 0xBF};
  if (b == 0xE0) return (lead){2, 0xA0, 0xBF};
  if (b == 0xED) return (lead){2, 0x80, 0x9F}; /* no surrogates */
  if (b < 0xF0) return (lead){2, 0x80, 0xBF};
  if (b == 0xF0) return (lead){3, 0x90, 0xBF};
  if (b == 0xF4) return (lead){3, 0x80, 0x8F}; /* nothing beyond U+10FFFF */
  return (lead){3, 0x80, 0xBF};
}

/* Any sequence, by the table; `room` bytes at p. */
static size_t decode_any(const unsigned char *p, size_t room, uint32_t *cp, bool *ok) {
  lead l = lead_of(p[0]);
  uint32_t value = p[0] & (0x3Fu >> l.extra);
  size_t n = 1;
  while (n <= l.extra && n < room && p[n] >= (n == 1 ? l.low : 0x80) && p[n] <= (n == 1 ? l.high : 0xBF)) {
    value = value << 6 | (p[n] & 0x3Fu);
    n++;
  }
  *ok = l.extra != 0 && n == l.extra + 1;
  *cp = *ok ? value : RAP_REPLACEMENT;
  return n;
}

static bool is_continuation(unsigned char b) { return (b & 0xC0) == 0x80; }

/* rap_utf8_decode that also tells an honest U+FFFD from a replaced one. */
static inline size_t decode(rap_str s, size_t at, uint32_t *cp, bool *ok) {
  assert(at < s.n);
  const unsigned char *p = (const unsigned char *)s.p + at;
  size_t room = s.n - at;
  *ok = true;
  if (p[0] < 0x80) {
    *cp = p[0];
    return 1;
  }
  /* Three bytes are dashes, quotes and most scripts. Those that encode less than three bytes need, or a surrogate, are left to the table. */
  if (room >= 3 && (p[0] & 0xF0) == 0xE0 && is_continuation(p[1]) && is_continuation(p[2])) {
    *cp = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    if (*cp >= 0x800 && (*cp < 0xD800 || *cp > 0xDFFF)) return 3;
  }
  return decode_any(p, room, cp, ok);
}

size_t rap_utf8_decode(rap_str s, size_t at, uint32_t *cp) {
  bool ok;
  return decode(s, at, cp, &ok);
}

size_t rap_utf8_encode(uint32_t cp, char out[4]) {
  if (cp < 0x80) {
    out[0] = (char)cp;
    return 1;
  }
  if (cp < 0x800) {
    out[0] = (char)(0xC0 | cp >> 6);
    out[1] = (char)(0x80 | (cp & 0x3F));
    return 2;
  }
  if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) return 0;
  if (cp < 0x10000) {
    out[0] = (char)(0xE0 | cp >> 12);
    out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[2] = (char)(0x80 | (cp & 0x3F));
    return 3;
  }
  out[0] = (char)(0xF0 | cp >> 18);
  out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
  out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
  out[3] = (char)(0x80 | (cp & 0x3F));
  return 4;
}

size_t rap_utf8_next(rap_str s, size_t at) {
  for (at++; at < s.n && is_continuation((unsigned char)s.p[at]); at++) continue;
  return at;
}

size_t rap_utf8_before(rap_str s, size_t at, uint32_t *cp) {
  assert(at > 0 && at <= s.n);
  for (size_t back = 1; back <= 4 && back <= at; back++) {
    if (is_continuation((unsigned char)s.p[at - back])) continue;
    if (rap_utf8_decode(s, at - back, cp) == back) return at - back;
    break;
  }
  *cp = RAP_REPLACEMENT; /* a stray continuation byte is a subpart of its own */
  return at - 1;
}

/* The first byte at or after `at` that is not ASCII, or s.n. Eight bytes a step: most press text is ASCII. */
static size_t ascii_end(rap_str s, size_t at) {
  if (at < s.n && (unsigned char)s.p[at] >= 0x80) return at;
  while (s.n - at >= RAP_BYTES && !rap_bytes_not_ascii(rap_bytes_load(s.p + at))) at += RAP_BYTES;
  while (at < s.n && (unsigned char)s.p[at] < 0x80) at++;
  return at;
}

size_t rap_utf8_invalid_at(rap_str s) {
  for (size_t at = ascii_end(s, 0); at < s.n; at = ascii_end(s, at)) {
    uint32_t cp;
    bool ok;
    size_t n = decode(s, at, &cp, &ok);
    if (!ok) return at;
    at += n;
  }
  return SIZE_MAX;
}

size_t rap_utf8_count(rap_str s) {
  size_t at = 0, continuing = 0;
  /* Continuation bytes are those with bit 7 and without bit 6. One bit for each in its byte, and the product's top byte is the sum of all eight. */
  for (; s.n - at >= RAP_BYTES; at += RAP_BYTES) {
    uint64_t word = rap_bytes_load(s.p + at);
    continuing += RAP_BYTES_EACH((word >> 7 & ~(word >> 6)) & RAP_BYTES_EACH(1)) >> 56;
  }
  for (; at < s.n; at++) continuing += is_continuation((unsigned char)s.p[at]);
  return s.n - continuing;
}

size_t rap_utf8_repair(rap_str s, rap_buf *out, size_t *first) {
  size_t n = 0, copied = 0;
  *first = SIZE_MAX;
  for (size_t at = ascii_end(s, 0); at < s.n; at = ascii_end(s, at)) {
    uint32_t cp;
    bool ok;
    size_t len = decode(s, at, &cp, &ok);
    if (!ok) {
      if (n++ == 0) *first = at;
      rap_buf_add(out, rap_str_sub(s, copied, at));
      rap_buf_add(out, RAP_STR("\xEF\xBF\xBD"));
      copied = at + len;
    }
    at += len;
  }
  rap_buf_add(out, rap_str_sub(s, copied, s.n));
  return n;
}

/* ---- Normalisation ----------------------------------------------------------------------------------------------------- */

/* Code points of one run, as utf8proc wants them. */
typedef struct points {
  utf8proc_int32_t *p;
  size_t n, capacity;
} points;

/* No code point decomposes into more than 18 (U+FDFA). */
enum { DECOMPOSITION_MAX = 32, SHORT_SORT = 32 };

/* Joins consonants in Devanagari: in every other word of Hindi. */
enum { VIRAMA = 0x94D };

static bool points_room(points *v) {
  if (v->capacity - v->n >= DECOMPOSITION_MAX) return true;
  size_t capacity = v->capacity ? v->capacity * 2 : 256;
  if (capacity > SIZE_MAX / sizeof *v->p / 2) return false;
  utf8proc_int32_t *p = realloc(v->p, capacity * sizeof *p);
  if (!p) return false;
  v->p = p;
  v->capacity = capacity;
  return true;
}

static unsigned combining_class(utf8proc_int32_t cp) { return (unsigned)utf8proc_get_property(cp)->combining_class & 0xFF; }

/* Stable sort by combining class. A handful of marks is the rule; long hostile rows are counted, since insertion is quadratic. */
static bool sort_marks(utf8proc_int32_t *p, size_t n) {
  if (n > SHORT_SORT) {
    size_t begin[257] = {0};
    utf8proc_int32_t *sorted = malloc(n * sizeof *sorted);
    if (!sorted) return false;
    for (size_t i = 0; i < n; i++) begin[combining_class(p[i]) + 1]++;
    for (size_t c = 1; c < 257; c++) begin[c] += begin[c - 1];
    for (size_t i = 0; i < n; i++) sorted[begin[combining_class(p[i])]++] = p[i];
    memcpy(p, sorted, n * sizeof *p);
    free(sorted);
    return true;
  }
  for (size_t i = 1; i < n; i++) {
    utf8proc_int32_t cp = p[i];
    unsigned c = combining_class(cp);
    size_t j = i;
    for (; j > 0 && combining_class(p[j - 1]) > c; j--) p[j] = p[j - 1];
    p[j] = cp;
  }
  return true;
}

static bool sort_all_marks(points *v) {
  for (size_t i = 0; i < v->n;) {
    size_t end = i;
    while (end < v->n && combining_class(v->p[end]) != 0) end++;
    if (end > i + 1 && !sort_marks(v->p + i, end - i)) return false;
    i = end + 1;
  }
  return true;
}

static bool is_mark(utf8proc_category_t c) { return c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME; }

/* Blocks of the Latin script; utf8proc has no script property. */
static bool is_latin(utf8proc_int32_t cp) {
  if (!rap_utf8_is_letter((uint32_t)cp)) return false;
  return cp < 0x0250 || (cp >= 0x0250 && cp < 0x02B0) || (cp >= 0x1D00 && cp < 0x1DC0) || (cp >= 0x1E00 && cp < 0x1F00) ||
         (cp >= 0x2C60 && cp < 0x2C80) || (cp >= 0xA720 && cp < 0xA800) || (cp >= 0xAB30 && cp < 0xAB70);
}

static void drop_latin_marks(points *v) {
  size_t kept = 0;
  bool latin = false;
  for (size_t i = 0; i < v->n; i++) {
    bool mark = is_mark(utf8proc_category(v->p[i]));
    if (!mark) latin = is_latin(v->p[i]);
    if (!mark || !latin) v->p[kept++] = v->p[i];
  }
  v->n = kept;
}

#define NFC_OPTIONS ((utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE))
#define FOLD_OPTIONS ((utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE))

/* Appends a well-formed run, normalised. What utf8proc_map does, but for the ordering of marks, which is quadratic there. */
static bool normalise_run(rap_str run, bool fold, points *v, rap_buf *out) {
  utf8proc_option_t options = fold ? FOLD_OPTIONS : NFC_OPTIONS;
  v->n = 0;
  for (size_t at = 0; at < run.n;) {
    uint32_t cp;
    at += rap_utf8_decode(run, at, &cp);
    if (!points_room(v)) return false;
    int boundclass = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, v->p + v->n, (utf8proc_ssize_t)(v->capacity - v->n), options, &boundclass);
    assert(n >= 0 && n <= DECOMPOSITION_MAX);
    v->n += (size_t)n;
  }
  if (!sort_all_marks(v)) return false;
  if (fold) drop_latin_marks(v);
  if (v->n == 0) return true;
  utf8proc_ssize_t n = utf8proc_normalize_utf32(v->p, (utf8proc_ssize_t)v->n, options);
  assert(n >= 0 && (size_t)n <= v->n);
  for (utf8proc_ssize_t i = 0; i < n; i++) {
    char bytes[4];
    rap_buf_add(out, (rap_str){bytes, rap_utf8_encode((uint32_t)v->p[i], bytes)});
  }
  return true;
}

/* Code points that NFC leaves alone, wherever they stand, and that begin a run: combining class 0, no decomposition, never the second half of a
 * composition. Below U+0300 that is all of them; the last range holds the dashes, quotes, dots and currency signs of typesetting. Stable by the Unicode stability policy. */
static bool is_inert(uint32_t cp) {
  if (cp < 0x300) return true;
  if (cp >= 0x900 && cp < 0x980) {
    /* Devanagari without the nukta, the virama, the stress marks, and the letters that have a nukta in them. */
    return cp != 0x929 && cp != 0x931 && cp != 0x934 && cp != 0x93C && cp != VIRAMA && !(cp > 0x950 && cp < 0x960);
  }
  return cp >= 0x2002 && cp <= 0x20BF;
}

/* Is there a plain code point at `at`, or the end? A virama between two of them is in its order and composes with neither. */
static bool is_border(rap_str s, size_t at) {
  uint32_t cp;
  bool ok;
  if (at == s.n) return true;
  (void)decode(s, at, &cp, &ok);
  return ok && is_inert(cp);
}

/* Finds the end of the run that begins with the code point at `at`; SIZE_MAX for ill-formed input. */
static size_t run_end(rap_str s, size_t at, bool fold) {
  while (at < s.n) {
    uint32_t cp;
    bool ok;
    size_t len = decode(s, at, &cp, &ok);
    if (!ok) return SIZE_MAX;
    if (fold ? cp < 0x80 : is_inert(cp)) break;
    at += len;
  }
  return at;
}

static void add_lower(rap_buf *out, rap_str ascii) {
  char *p = ascii.p ? rap_buf_room(out, ascii.n) : NULL;
  if (!p) return;
  for (size_t i = 0; i < ascii.n; i++) p[i] = (char)(ascii.p[i] >= 'A' && ascii.p[i] <= 'Z' ? ascii.p[i] - 'A' + 'a' : ascii.p[i]);
  p[ascii.n] = '\0';
  out->n += ascii.n;
}

static void add_plain(rap_buf *out, rap_str s, bool fold) {
  if (fold)
    add_lower(out, s);
  else
    rap_buf_add(out, s);
}

/* Plain stretches are copied; any other run is normalised together with the plain code point before it, which may be the base of its marks. A plain code
 * point is always a boundary to what stands before it, so the pieces join to what the whole would give. */
static rap_status normalise(rap_str s, bool fold, rap_buf *out, rap_error *err) {
  rap_status st = RAP_OK;
  points v = {0};
  (void)rap_buf_room(out, s.n);       /* at once, not by doubling */
  size_t copied = 0, last = SIZE_MAX; /* last: the plain code point just before `at` */
  for (size_t at = 0; at < s.n;) {
    size_t plain = ascii_end(s, at);
    if (plain > at) {
      last = plain - 1;
      at = plain;
      continue;
    }
    uint32_t cp;
    bool ok;
    size_t len = decode(s, at, &cp, &ok);
    if (ok && !fold && is_inert(cp)) {
      last = at;
      at += len;
      continue;
    }
    if (ok && !fold && cp == VIRAMA && last != SIZE_MAX && is_border(s, at + len)) {
      at += len;
      last = SIZE_MAX;
      continue;
    }
    size_t begin = last == SIZE_MAX ? at : last, end = run_end(s, at, fold);
    if (end == SIZE_MAX) {
      st = rap_error_set(err, RAP_ERR_INTERNAL, "ill-formed UTF-8 given to normalisation");
      goto done;
    }
    add_plain(out, rap_str_sub(s, copied, begin), fold);
    if (!normalise_run(rap_str_sub(s, begin, end), fold, &v, out)) {
      st = rap_error_nomem(err);
      goto done;
    }
    copied = at = end;
    last = SIZE_MAX;
  }
  add_plain(out, rap_str_sub(s, copied, s.n), fold);
  if (rap_buf_failed(out)) st = rap_error_nomem(err);
done:
  free(v.p);
  return st;
}

rap_status rap_utf8_nfc(rap_str s, rap_buf *out, rap_error *err) { return normalise(s, false, out, err); }

rap_status rap_utf8_fold(rap_str s, rap_buf *out, rap_error *err) { return normalise(s, true, out, err); }

/* ---- Properties -------------------------------------------------------------------------------------------------------- */

/* ASCII, which is most of all text, is answered without a look at the tables. */
static bool in_range(uint32_t cp, uint32_t first, uint32_t last) { return cp - first <= last - first; }
static bool is_ascii_letter(uint32_t cp) { return in_range(cp | 0x20, 'a', 'z'); }

static utf8proc_category_t category(uint32_t cp) { return cp > 0x10FFFF ? UTF8PROC_CATEGORY_CN : utf8proc_category((utf8proc_int32_t)cp); }

uint32_t rap_utf8_lower(uint32_t cp) {
  if (cp < 0x80) return in_range(cp, 'A', 'Z') ? cp | 0x20 : cp;
  return cp > 0x10FFFF ? cp : (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

bool rap_utf8_is_upper(uint32_t cp) {
  if (cp < 0x80) return in_range(cp, 'A', 'Z');
  utf8proc_category_t c = category(cp);
  return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

bool rap_utf8_is_lower(uint32_t cp) { return cp < 0x80 ? in_range(cp, 'a', 'z') : category(cp) == UTF8PROC_CATEGORY_LL; }

bool rap_utf8_is_letter(uint32_t cp) {
  if (cp < 0x80) return is_ascii_letter(cp);
  utf8proc_category_t c = category(cp);
  return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

bool rap_utf8_is_digit(uint32_t cp) { return cp < 0x80 ? in_range(cp, '0', '9') : category(cp) == UTF8PROC_CATEGORY_ND; }

/* The categories are numbered L*, M*, N*, so that words are one range. */
bool rap_utf8_is_word(uint32_t cp) {
  if (cp < 0x80) return is_ascii_letter(cp) || in_range(cp, '0', '9');
  utf8proc_category_t c = category(cp);
  return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO;
}

bool rap_utf8_is_alphanumeric(uint32_t cp) {
  if (cp < 0x80) return is_ascii_letter(cp) || in_range(cp, '0', '9');
  utf8proc_category_t c = category(cp);
  return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO && !is_mark(c);
}

/* Compositions happen only within what one code point decomposes into. Folding comes second, and what it gives is not normalised again. */
size_t rap_utf8_letter(uint32_t cp, uint32_t out[RAP_LETTER_MAX]) {
  if (cp < 0x80) {
    out[0] = rap_utf8_lower(cp);
    return is_ascii_letter(cp) || in_range(cp, '0', '9') ? 1 : 0;
  }
  if (!rap_utf8_is_word(cp) || category(cp) == UTF8PROC_CATEGORY_ME) return 0;
  utf8proc_int32_t plain[DECOMPOSITION_MAX], folded[RAP_LETTER_MAX];
  utf8proc_option_t compat = (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
  int boundclass = 0;
  utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, plain, DECOMPOSITION_MAX, compat, &boundclass), n_out = 0;
  assert(n >= 1 && n <= DECOMPOSITION_MAX);
  n = utf8proc_normalize_utf32(plain, n, compat);
  for (utf8proc_ssize_t i = 0; i < n; i++)
    n_out += utf8proc_decompose_char(plain[i], folded + n_out, RAP_LETTER_MAX - n_out, UTF8PROC_CASEFOLD, &boundclass);
  assert(n_out <= RAP_LETTER_MAX);
  for (utf8proc_ssize_t i = 0; i < n_out; i++) out[i] = (uint32_t)folded[i];
  return (size_t)n_out;
}

bool rap_utf8_is_space(uint32_t cp) {
  if (cp < 0x80) return cp == ' ' || (cp >= '\t' && cp <= '\r');
  return cp == 0x85 || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F ||
         cp == 0x3000;
}

/* Decimal digits are encoded in gapless rows of ten from 0 to 9 (Unicode Standard §4.6); the mathematical ones are five such rows end to end. */
int rap_utf8_digit(uint32_t cp) {
  if (cp >= '0' && cp <= '9') return (int)(cp - '0');
  if (cp < 0x80 || !rap_utf8_is_digit(cp)) return -1;
  uint32_t first = cp;
  while (rap_utf8_is_digit(first - 1)) first--;
  return (int)((cp - first) % 10);
}

int rap_utf8_width(uint32_t cp) {
  if (cp >= 0x20 && cp < 0x7F) return 1;
  if (cp > 0x10FFFF || is_mark(category(cp))) return 0;
  int width = utf8proc_charwidth((utf8proc_int32_t)cp);
  return width < 0 ? 0 : width;
}

static bool is_regional(uint32_t cp) { return cp >= 0x1F1E6 && cp <= 0x1F1FF; }

static bool is_printable_ascii(char c) { return c >= 0x20 && c < 0x7F; }

size_t rap_utf8_cluster(rap_str s, size_t at, size_t *columns) {
  assert(at < s.n);
  if (is_printable_ascii(s.p[at]) && (at + 1 == s.n || is_printable_ascii(s.p[at + 1]))) { /* the common case, without a look at the tables */
    if (columns) *columns = 1;
    return at + 1;
  }
  uint32_t cp, next;
  size_t end = at + rap_utf8_decode(s, at, &cp);
  size_t width = (size_t)rap_utf8_width(cp);
  utf8proc_int32_t state = 0;
  while (end < s.n) {
    size_t len = rap_utf8_decode(s, end, &next);
    if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)cp, (utf8proc_int32_t)next, &state)) break;
    size_t w = (size_t)rap_utf8_width(next);
    if (next == 0xFE0F || (is_regional(cp) && is_regional(next))) w = 2;
    if (w > width) width = w;
    end += len;
    cp = next;
  }
  if (columns) *columns = width;
  return end;
}

size_t rap_utf8_columns(rap_str s) {
  size_t total = 0;
  for (size_t at = 0; at < s.n;) {
    size_t columns;
    at = rap_utf8_cluster(s, at, &columns);
    total += columns;
  }
  return total;
}
