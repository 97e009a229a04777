/* normalise.c: bytes of any kind into the text that is stored: see rap_normalise in document.h. Layer: ingest. */
#include "base/bytes.h"
#include "base/utf8.h"
#include "ingest/document.h"

/* Windows-1252 for 0x80..0x9F (WHATWG Encoding Standard, index windows-1252; HTML does the same to numeric references). 0: not assigned there. */
static const uint16_t c1_characters[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                           0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                           0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* What becomes of a code point: itself, another, a line break ('\n') or nothing (0). CR is seen to by the caller. */
static uint32_t cleaned(uint32_t cp) {
  if (cp >= 0x20 && cp < 0x7F) return cp;
  if (cp == '\t') return ' ';
  if (cp == '\n' || cp == 0x0B || cp == 0x0C || cp == 0x85 || cp == 0x2028 || cp == 0x2029) return '\n';
  if (cp < 0x20 || cp == 0x7F) return 0;
  if (cp >= 0x80 && cp < 0xA0) return c1_characters[cp - 0x80];
  return cp;
}

/* Drops the blanks at the end of the line that `out` ends with; `from` is where this text began. */
static void trim_line_end(rap_buf *out, size_t from) {
  while (out->n > from) {
    uint32_t cp = 0;
    size_t at = rap_utf8_before(rap_buf_str(out), out->n, &cp);
    if (cp == '\n' || !rap_utf8_is_space(cp) || at < from) break;
    out->n = at;
  }
}

/* Offset behind blanks and line breaks at `at`. */
static size_t skip_blanks(rap_str s, size_t at) {
  while (at < s.n) {
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(s, at, &cp);
    if (!rap_utf8_is_space(cp)) break;
    at += n;
  }
  return at;
}

/* The end of the well-formed run at `at` whose characters `cleaned` leaves as they are. */
static size_t kept_end(rap_str s, size_t at) {
  const unsigned char *p = (const unsigned char *)s.p;
  for (; at < s.n; at++) {
    if (p[at] >= 0x80 && p[at] != 0xC2 && p[at] != 0xE2) continue;
    for (; s.n - at >= RAP_BYTES; at += RAP_BYTES) {
      uint64_t word = rap_bytes_load(s.p + at);
      if (rap_bytes_not_ascii(word) | rap_bytes_below(word, 0x20) | rap_bytes_equal(word, 0x7F)) break;
    }
    if (at == s.n || p[at] < 0x20 || p[at] == 0x7F) break;
    if (p[at] == 0xC2 && p[at + 1] < 0xA0) break;                                /* C1 controls */
    if (p[at] == 0xE2 && p[at + 1] == 0x80 && (p[at + 2] & 0xFE) == 0xA8) break; /* U+2028, U+2029 */
  }
  return at;
}

/* Well-formed `s` with its characters cleaned and its lines trimmed at their ends. */
static void clean(rap_str s, bool one_line, rap_buf *out) {
  size_t from = out->n;
  (void)rap_buf_room(out, s.n); /* at once, not by doubling */
  for (size_t at = 0; at < s.n && !rap_buf_failed(out);) {
    size_t run = kept_end(s, at);
    if (run > at) {
      rap_buf_add(out, rap_str_sub(s, at, run));
      at = run;
      continue;
    }
    uint32_t cp = 0;
    at += rap_utf8_decode(s, at, &cp);
    if (cp == '\r') {
      if (at < s.n && s.p[at] == '\n') continue;
      cp = '\n';
    }
    cp = cleaned(cp);
    if (cp == '\n') {
      trim_line_end(out, from);
      if (out->n > from) rap_buf_putc(out, one_line ? ' ' : '\n');
      if (one_line) at = skip_blanks(s, at);
    } else if (cp) {
      char bytes[4];
      size_t n = rap_utf8_encode(cp, bytes);
      rap_buf_add(out, (rap_str){bytes, n});
    }
  }
  if (rap_buf_failed(out)) return;
  trim_line_end(out, from);
  while (out->n > from && out->p[out->n - 1] == '\n') {
    out->n--;
    trim_line_end(out, from);
  }
}

rap_status rap_normalise(rap_str s, bool one_line, rap_buf *out, size_t *n_replaced, size_t *first_bad, rap_error *err) {
  rap_status st = RAP_OK;
  rap_buf repaired = {0}, cleaned_text = {0};
  size_t mark = rap_utf8_mark(s);
  *n_replaced = 0;
  *first_bad = SIZE_MAX;
  rap_str text = rap_str_sub(s, mark, s.n);
  if (rap_utf8_invalid_at(text) != SIZE_MAX) {
    *n_replaced = rap_utf8_repair(text, &repaired, first_bad);
    *first_bad += mark;
    text = rap_buf_str(&repaired);
  }
  clean(rap_str_sub(text, skip_blanks(text, 0), text.n), one_line, &cleaned_text);
  if (rap_buf_failed(&repaired) || rap_buf_failed(&cleaned_text)) {
    st = rap_error_nomem(err);
    goto done;
  }
  st = rap_utf8_nfc(rap_buf_str(&cleaned_text), out, err);
  if (st == RAP_OK && rap_buf_failed(out)) st = rap_error_nomem(err);
done:
  rap_buf_clear(&repaired);
  rap_buf_clear(&cleaned_text);
  return st;
}
