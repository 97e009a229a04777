/* charset_decoder.c: bytes of a known character set → UTF-8, in pieces of any size. The only file that knows iconv. Layer: ingest.
 *
 * UTF-8, UTF-16, UTF-32 and windows-1252 are decoded here: what they are is the same on every system, also where iconv lacks them (minimal images hold no tables), wants or writes marks, or reads
 * ill-formed sequences as it likes.
 */
#include <errno.h>
#include <iconv.h>

#include "ingest/charset_impl.h"

enum { CONVERT_ROOM = 4096, CONTEXT = 8 };

rap_status rap_charset_decoder_open(rap_charset_decoder *decoder, const rap_charset *set, rap_error *err) {
  *decoder = (rap_charset_decoder){.set = set, .first_bad = UINT64_MAX, .first_lone = UINT64_MAX};
  if (set->kind <= RAP_CHARSET_WINDOWS_1252) return RAP_OK;
  for (size_t i = 0; i < sizeof set->iconv / sizeof set->iconv[0] && set->iconv[i]; i++) {
    iconv_t converter = iconv_open("UTF-8", set->iconv[i]);
    if (converter != (iconv_t)-1) { /* NOLINT(performance-no-int-to-ptr): POSIX has it so */
      decoder->converter = converter;
      return RAP_OK;
    }
    if (errno == ENOMEM) return rap_error_nomem(err);
  }
  return RAP_NOT_FOUND;
}

void rap_charset_decoder_close(rap_charset_decoder *decoder) {
  if (decoder->converter) (void)iconv_close(decoder->converter);
  rap_buf_clear(&decoder->pending);
  *decoder = (rap_charset_decoder){0};
}

static void add_point(rap_buf *out, uint32_t cp) {
  char bytes[4];
  size_t n = rap_utf8_encode(cp, bytes);
  rap_buf_add(out, (rap_str){bytes, n});
}

static void add_bad(rap_charset_decoder *d, size_t at, rap_buf *out) {
  if (d->n_replaced++ == 0) d->first_bad = d->at + at;
  add_point(out, RAP_REPLACEMENT);
}

/* ---- UTF-8 with single bytes of windows-1252 in it ---------------------------------------------------------------------- */

/* What stands beside a lone byte. */
enum { EDGE = 1, LATIN = 2, DIGIT = 4, POINT = 8, OTHER = 16, WORD = LATIN | DIGIT | OTHER, ANY = EDGE | WORD | POINT };

static unsigned side(uint32_t cp) {
  if (cp == 0 || cp == 0xFEFF || rap_utf8_is_space(cp)) return EDGE;
  if (rap_utf8_is_digit(cp)) return DIGIT;
  if (rap_utf8_is_letter(cp)) return cp < 0x250 ? LATIN : OTHER;
  if (rap_utf8_is_word(cp)) return OTHER;
  return cp == RAP_REPLACEMENT || cp < 0x20 ? 0 : POINT;
}

struct lone {
  unsigned char first, last;
  unsigned before, after; /* what may stand there; certain only with both */
};

/* Bytes that are surely windows-1252 between such neighbours. Those that begin the commonest sequences of UTF-8 (0xC2, 0xC3, 0xE0, 0xE2, 0xEF, 0xF0) are not among the letters: what follows them may have been lost. 0xFF
 * is rather garbage. */
static const struct lone lones[] = {
    {0x80, 0x80, EDGE | POINT, DIGIT}, /* euro sign */
    {0x80, 0x80, DIGIT | EDGE, EDGE | POINT},
    {0x84, 0x84, EDGE | POINT, WORD},                       /* low quote */
    {0x85, 0x85, EDGE | WORD | POINT, EDGE | WORD | POINT}, /* dots */
    {0x91, 0x91, EDGE | POINT, WORD | POINT},               /* opening quotes */
    {0x93, 0x93, EDGE | POINT, WORD | POINT},
    {0x92, 0x92, WORD | POINT, ANY}, /* apostrophe, closing quotes */
    {0x92, 0x92, EDGE, WORD},
    {0x94, 0x94, WORD | POINT, EDGE | POINT},
    {0x95, 0x95, EDGE, EDGE | WORD},          /* bullet */
    {0x96, 0x97, ANY, ANY},                   /* dashes */
    {0x99, 0x99, WORD, EDGE | POINT},         /* trade mark */
    {0xA0, 0xA0, ANY, ANY},                   /* no-break space */
    {0xA3, 0xA3, EDGE | POINT, DIGIT},        /* pound */
    {0xA7, 0xA7, EDGE | POINT, EDGE | DIGIT}, /* section */
    {0xA9, 0xA9, EDGE | POINT, EDGE | DIGIT}, /* copyright */
    {0xAB, 0xAB, EDGE | POINT, EDGE | WORD},  /* guillemets */
    {0xBB, 0xBB, EDGE | WORD | POINT, EDGE | POINT},
    {0xAD, 0xAD, LATIN, LATIN},                       /* soft hyphen */
    {0xAE, 0xAE, WORD, EDGE | POINT},                 /* registered */
    {0xB0, 0xB0, DIGIT | EDGE, EDGE | LATIN | POINT}, /* degree */
    {0xBC, 0xBE, DIGIT | EDGE, EDGE | LATIN | POINT}, /* fractions */
    {0xC0, 0xC1, EDGE, LATIN},                        /* capital letters at the begin of a word */
    {0xC4, 0xD6, EDGE, LATIN},
    {0xD8, 0xDE, EDGE, LATIN},
    {0xDF, 0xDF, LATIN, EDGE | LATIN | POINT}, /* small letters in a word or at its end */
    {0xE1, 0xE1, LATIN, EDGE | LATIN | POINT},
    {0xE3, 0xEE, LATIN, EDGE | LATIN | POINT},
    {0xF1, 0xF6, LATIN, EDGE | LATIN | POINT},
    {0xF8, 0xFE, LATIN, EDGE | LATIN | POINT},
};

static bool is_lone(unsigned char byte, uint32_t before, uint32_t after) {
  unsigned left = side(before), right = side(after);
  for (size_t i = 0; i < sizeof lones / sizeof lones[0]; i++)
    if (byte >= lones[i].first && byte <= lones[i].last && (lones[i].before & left) && (lones[i].after & right)) return true;
  return false;
}

/* The character at `at`, a single byte that is no UTF-8 as windows-1252; 0 at the end. */
static uint32_t point_at(rap_str s, size_t at) {
  uint32_t cp = 0;
  if (at >= s.n) return 0;
  size_t n = rap_utf8_decode(s, at, &cp);
  return cp == RAP_REPLACEMENT && n == 1 ? rap_charset_windows_1252((unsigned char)s.p[at]) : cp;
}

static size_t decode_utf8(rap_charset_decoder *d, rap_str s, bool last, rap_buf *out) {
  size_t at = 0;
  while (at < s.n) {
    size_t bad = rap_utf8_invalid_at(rap_str_sub(s, at, s.n)), end = bad == SIZE_MAX ? s.n : at + bad;
    rap_buf_add(out, rap_str_sub(s, at, end));
    if (end > at) (void)rap_utf8_before(s, end, &d->before);
    at = end;
    if (at == s.n || (!last && s.n - at < CONTEXT)) break;
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(s, at, &cp);
    if (n == 1 && is_lone((unsigned char)s.p[at], d->before, point_at(s, at + 1))) {
      cp = rap_charset_windows_1252((unsigned char)s.p[at]);
      if (d->n_lone++ == 0) d->first_lone = d->at + at;
      add_point(out, cp);
    } else {
      add_bad(d, at, out);
    }
    d->before = cp;
    at += n;
  }
  return at;
}

/* ---- The others ---------------------------------------------------------------------------------------------------------- */

static size_t decode_windows_1252(rap_charset_decoder *d, rap_str s, bool last, rap_buf *out) {
  (void)d;
  (void)last;
  size_t copied = 0;
  for (size_t at = 0; at < s.n; at++) {
    unsigned char byte = (unsigned char)s.p[at];
    if (byte < 0x80) continue;
    rap_buf_add(out, rap_str_sub(s, copied, at));
    add_point(out, rap_charset_windows_1252(byte));
    copied = at + 1;
  }
  rap_buf_add(out, rap_str_sub(s, copied, s.n));
  return s.n;
}

static uint32_t unit_at(rap_str s, size_t at, size_t bytes, bool big) {
  uint32_t unit = 0;
  for (size_t i = 0; i < bytes; i++) unit = unit << 8 | (unsigned char)s.p[at + (big ? i : bytes - 1 - i)];
  return unit;
}

static size_t decode_utf16(rap_charset_decoder *d, rap_str s, bool last, rap_buf *out) {
  bool big = d->set->kind == RAP_CHARSET_UTF16BE;
  size_t at = 0;
  while (s.n - at >= 2) {
    uint32_t unit = unit_at(s, at, 2, big);
    bool lead = unit >= 0xD800 && unit < 0xDC00;
    if (lead && s.n - at < 4 && !last) break;
    uint32_t next = lead && s.n - at >= 4 ? unit_at(s, at + 2, 2, big) : 0;
    if (next >= 0xDC00 && next < 0xE000) {
      add_point(out, 0x10000 + ((unit - 0xD800) << 10 | (next - 0xDC00)));
      at += 4;
      continue;
    }
    if (unit >= 0xD800 && unit < 0xE000)
      add_bad(d, at, out);
    else
      add_point(out, unit);
    at += 2;
  }
  if (last && at < s.n && s.n - at < 2) {
    add_bad(d, at, out);
    at = s.n;
  }
  return at;
}

static size_t decode_utf32(rap_charset_decoder *d, rap_str s, bool last, rap_buf *out) {
  bool big = d->set->kind == RAP_CHARSET_UTF32BE;
  size_t at = 0;
  for (; s.n - at >= 4; at += 4) {
    uint32_t unit = unit_at(s, at, 4, big);
    if (unit > 0x10FFFF || (unit >= 0xD800 && unit < 0xE000))
      add_bad(d, at, out);
    else
      add_point(out, unit);
  }
  if (last && at < s.n) {
    add_bad(d, at, out);
    at = s.n;
  }
  return at;
}

/* What the converter still holds (a base letter that a mark might follow); it then is as at the begin. */
static void flush(rap_charset_decoder *d, rap_buf *out) {
  size_t room = CONVERT_ROOM;
  char *to = rap_buf_room(out, room);
  if (!to) return;
  (void)iconv(d->converter, NULL, NULL, &to, &room);
  out->n += CONVERT_ROOM - room;
  out->p[out->n] = '\0';
}

static size_t decode_by_iconv(rap_charset_decoder *d, rap_str s, bool last, rap_buf *out) {
  char *from = (char *)(uintptr_t)s.p; /* POSIX takes it without const, and does not write there */
  size_t left = s.n;
  while (left > 0) {
    size_t room = CONVERT_ROOM;
    char *to = rap_buf_room(out, room);
    if (!to) return s.n;
    size_t rc = iconv(d->converter, &from, &left, &to, &room);
    int why = rc == (size_t)-1 ? errno : 0;
    out->n += CONVERT_ROOM - room;
    out->p[out->n] = '\0';
    if (why == 0 || why == E2BIG) continue;
    if (why == EINVAL && !last && left < RAP_CHARSET_TAIL) break;
    if (d->set->kind != RAP_CHARSET_ESCAPED) flush(d, out);
    add_bad(d, s.n - left, out);
    size_t skip = why == EINVAL ? left : 1;
    from += skip;
    left -= skip;
  }
  if (last && !rap_buf_failed(out)) flush(d, out);
  return s.n - left;
}

static size_t decode(rap_charset_decoder *d, rap_str s, bool last, rap_buf *out) {
  switch (d->set->kind) {
  case RAP_CHARSET_UTF8: return decode_utf8(d, s, last, out);
  case RAP_CHARSET_UTF16LE:
  case RAP_CHARSET_UTF16BE: return decode_utf16(d, s, last, out);
  case RAP_CHARSET_UTF32LE:
  case RAP_CHARSET_UTF32BE: return decode_utf32(d, s, last, out);
  case RAP_CHARSET_WINDOWS_1252: return decode_windows_1252(d, s, last, out);
  default: return decode_by_iconv(d, s, last, out);
  }
}

rap_status rap_charset_decoder_add(rap_charset_decoder *d, rap_str bytes, bool last, rap_buf *out, rap_error *err) {
  bool joined = d->pending.n > 0;
  if (joined) rap_buf_add(&d->pending, bytes);
  rap_str s = joined ? rap_buf_str(&d->pending) : bytes;
  size_t used = rap_buf_failed(&d->pending) ? 0 : decode(d, s, last, out);
  d->at += used;
  rap_str rest = rap_str_sub(s, used, s.n);
  if (joined && rest.n) memmove(d->pending.p, rest.p, rest.n);
  if (joined) d->pending.n = rest.n;
  if (!joined) rap_buf_add(&d->pending, rest);
  return rap_buf_failed(&d->pending) || rap_buf_failed(out) ? rap_error_nomem(err) : RAP_OK;
}

rap_status rap_charset_try(const rap_charset *set, rap_str head, bool last, rap_buf *out, uint64_t *n_replaced, uint64_t *n_lone) {
  rap_charset_decoder decoder;
  *n_replaced = *n_lone = 0;
  rap_status st = rap_charset_decoder_open(&decoder, set, NULL);
  if (st == RAP_OK) st = rap_charset_decoder_add(&decoder, head, last, out, NULL);
  if (st == RAP_OK) {
    *n_replaced = decoder.n_replaced;
    *n_lone = decoder.n_lone;
  }
  rap_charset_decoder_close(&decoder);
  return st;
}
