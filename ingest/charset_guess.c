/* charset_guess.c: which character set bytes look like, when nobody says. The only file that knows uchardet. Layer: ingest. */
#include <uchardet/uchardet.h>

#include "base/limits.h"
#include "ingest/charset_impl.h"

/* ---- NULs: UTF-16 and UTF-32 ---------------------------------------------------------------------------------------------- */

/* What a text in wide characters may hold: no controls but those of layout, no noncharacters. */
static bool is_textual(uint32_t cp) {
  if (cp < 0x20) return (cp >= '\t' && cp <= '\r') || cp == 0x1B;
  return (cp < 0x7F || cp >= 0xA0) && (cp & 0xFFFE) != 0xFFFE && !(cp >= 0xFDD0 && cp < 0xFDF0) && !(cp >= 0xE000 && cp < 0xF900);
}

/* How well `head` reads as `set`: characters, those that texts are made of (ASCII, letters, marks, digits, blanks), those that no text holds. */
struct wide_weight {
  size_t n, good, bad;
};

static struct wide_weight weigh_wide(rap_str utf8) {
  struct wide_weight w = {0};
  for (size_t at = 0; at < utf8.n; w.n++) {
    uint32_t cp = 0;
    at += rap_utf8_decode(utf8, at, &cp);
    if (!is_textual(cp))
      w.bad++;
    else if (cp < 0x80 || rap_utf8_is_word(cp) || rap_utf8_is_space(cp))
      w.good++;
  }
  return w;
}

/* *is: it reads as `set` from end to end, as texts do. */
static rap_status read_wide(const rap_charset *set, rap_str head, bool *is) {
  rap_buf out = {0};
  uint64_t n_replaced = 0, n_lone = 0;
  rap_status st = rap_charset_try(set, head, false, &out, &n_replaced, &n_lone);
  struct wide_weight w = weigh_wide(rap_buf_str(&out));
  *is = st == RAP_OK && n_replaced == 0 && w.n > 0 && w.bad == 0 && w.good * 10 >= w.n * 8;
  rap_buf_clear(&out);
  return st;
}

/* Words of ASCII with NULs between them (lists of names): in UTF-16 two printable bytes side by side would be an ideograph, whose text has bytes beyond ASCII too. */
static bool is_ascii_with_zeros(rap_str head) {
  size_t printable = 0;
  for (size_t i = 0; i < head.n; i++) {
    unsigned char byte = (unsigned char)head.p[i];
    if (byte >= 0x80) return false;
    printable += byte >= 0x20;
  }
  return printable * 4 > head.n * 3;
}

/* Each fourth byte of UTF-32 is zero, and its neighbour at most 0x10. UTF-16 has a NUL for each blank and line break at least, nearly all of them in the same half; of letters whose number ends in 00 there are few. */
rap_status rap_charset_by_zeros(rap_str head, const rap_charset **out) {
  *out = NULL;
  if (head.n < 4 || !memchr(head.p, 0, head.n)) return RAP_OK;
  size_t zeros[4] = {0};
  for (size_t i = 0; i < head.n; i++) zeros[i & 3] += head.p[i] == '\0';
  size_t even = zeros[0] + zeros[2], odd = zeros[1] + zeros[3], quarter = head.n / 4;
  if (is_ascii_with_zeros(head)) return RAP_OK;
  const char *name = NULL;
  if (zeros[3] >= quarter && zeros[2] * 2 > quarter)
    name = "utf-32le";
  else if (zeros[0] >= quarter && zeros[1] * 2 > quarter)
    name = "utf-32be";
  else if (odd > even * 8)
    name = "utf-16le";
  else if (even > odd * 8)
    name = "utf-16be";
  if (!name) return RAP_OK;
  bool is = false;
  const rap_charset *set = rap_charset_find(rap_str_of(name));
  rap_status st = read_wide(set, head, &is);
  if (is) *out = set;
  return st;
}

/* ---- UTF-8 ------------------------------------------------------------------------------------------------------------------ */

void rap_charset_weigh_utf8(rap_str head, bool cut, size_t *sound, size_t *broken, bool *longer) {
  *sound = *broken = 0;
  *longer = false;
  for (size_t at = 0; at < head.n;) {
    if ((unsigned char)head.p[at] < 0x80) {
      at++;
      continue;
    }
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(head, at, &cp);
    bool is_bad = cp == RAP_REPLACEMENT && !(n == 3 && rap_str_eq(rap_str_sub(head, at, at + 3), RAP_STR("\xEF\xBF\xBD")));
    if (!is_bad) *sound += n - 1;
    if (!is_bad && n > 2) *longer = true;
    bool is_cut = cut && at + n == head.n && (unsigned char)head.p[at] >= 0xC2;
    if (is_bad && !is_cut) (*broken)++;
    at += n;
  }
}

/* ---- uchardet ---------------------------------------------------------------------------------------------------------------- */

/* Letters beyond ASCII that uchardet needs to be right more often than "windows-1252" is (measured on press texts cut short). */
enum { LETTERS_MIN = 8 };

struct upper_half {
  size_t points;  /* quotes, dashes, signs: the same characters in all sets of Windows */
  size_t letters; /* the others */
  size_t ascii;   /* letters of ASCII */
  bool controls;  /* 0x80..0x9F, which ISO 8859 has no characters for */
};

static struct upper_half look(rap_str head) {
  static const char same[] = "\x80\x82\x84\x85\x86\x87\x91\x92\x93\x94\x95\x96\x97\x99\xA0\xA7\xA9\xAB\xAD\xAE\xB0\xB1\xB7\xBB";
  struct upper_half u = {0};
  for (size_t i = 0; i < head.n; i++) {
    unsigned char byte = (unsigned char)head.p[i], lower = byte | 0x20;
    if (byte < 0x80)
      u.ascii += lower >= 'a' && lower <= 'z';
    else if (memchr(same, byte, sizeof same - 1))
      u.points++;
    else
      u.letters++;
    u.controls = u.controls || (byte >= 0x80 && byte < 0xA0);
  }
  return u;
}

static const rap_charset *ask_uchardet(rap_str head) {
  const rap_charset *set = NULL;
  uchardet_t detector = uchardet_new();
  if (detector && uchardet_handle_data(detector, head.p, head.n) == 0) {
    uchardet_data_end(detector);
    set = rap_charset_find(rap_str_of(uchardet_get_charset(detector)));
  }
  if (detector) uchardet_delete(detector);
  return set;
}

/* *does: every byte of it is assigned, and stands for no control. */
static rap_status fits(const rap_charset *set, rap_str head, bool *does) {
  rap_buf out = {0};
  uint64_t n_replaced = 0, n_lone = 0;
  rap_status st = rap_charset_try(set, head, false, &out, &n_replaced, &n_lone);
  rap_str text = rap_buf_str(&out);
  *does = st == RAP_OK && n_replaced == 0;
  for (size_t at = 0; *does && at < text.n;) {
    uint32_t cp = 0;
    at += rap_utf8_decode(text, at, &cp);
    *does = cp < 0x80 || cp >= 0xA0;
  }
  rap_buf_clear(&out);
  return st == RAP_NOT_FOUND ? RAP_OK : st;
}

rap_status rap_charset_guess(rap_str head, const rap_charset **out) {
  const rap_charset *western = rap_charset_find(RAP_STR("windows-1252")), *set = western;
  bool escapes = head.n && memchr(head.p, '\x1B', head.n) != NULL, does = true;
  struct upper_half u = look(head);
  rap_status st = RAP_OK;
  *out = NULL;
  if (escapes || u.letters > 0 || u.points == 0) {
    if (!escapes && u.letters < LETTERS_MIN) return RAP_OK;
    set = ask_uchardet(head);
    if (set && u.controls && set->sister) set = rap_charset_find(rap_str_of(set->sister));
    if (!set || set->kind == RAP_CHARSET_UTF8 || rap_charset_is_wide(set)) return RAP_OK;
    /* Another script fills its text; where nearly all letters are ASCII, it is western text with something odd in it. */
    bool foreign = set->kind == RAP_CHARSET_SCRIPT || set->kind == RAP_CHARSET_MULTI;
    if (foreign && (u.letters + u.points) * 4 < u.ascii) return RAP_OK;
    if (set != western) st = fits(set, head, &does);
  }
  if (does) *out = set;
  return st;
}

rap_status rap_charset_is_foreign(rap_str head, bool *is, rap_error *err) {
  const rap_charset *set = NULL;
  rap_status st = rap_charset_guess(head, &set);
  *is = set && set->kind >= RAP_CHARSET_SCRIPT;
  return st == RAP_OK ? RAP_OK : rap_error_nomem(err);
}
