/* UTF-8: repair gives well-formed text, going back mirrors going forth, normalisation by runs equals utf8proc over the whole, folding is done after one pass, and text laid
 * out for a terminal keeps to its width. */
#include "base/emit.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <utf8proc.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* utf8proc sorts marks in quadratic time. */
enum { SIZE_LIMIT = 8192, FIT_WIDTH = 10 };

static void check_borders(rap_str s) {
  size_t n = 0, *begins = malloc((s.n + 1) * sizeof *begins);
  assert(begins);
  for (size_t at = 0; at < s.n; n++) {
    uint32_t cp;
    begins[n] = at;
    at += rap_utf8_decode(s, at, &cp);
    assert(at <= s.n);
  }
  for (size_t at = s.n; at > 0;) {
    uint32_t back, forth;
    at = rap_utf8_before(s, at, &back);
    assert(n > 0 && at == begins[--n]);
    (void)rap_utf8_decode(s, at, &forth);
    assert(back == forth);
  }
  assert(n == 0);
  free(begins);
}

static void check_nfc(rap_str s) {
  utf8proc_uint8_t *whole = NULL;
  utf8proc_ssize_t n =
      utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &whole, (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  rap_buf out = {0};
  rap_status st = rap_utf8_nfc(s, &out, NULL);
  assert(st == RAP_OK && n >= 0);
  assert(rap_str_eq(rap_buf_str(&out), (rap_str){(const char *)whole, (size_t)n}));
  rap_buf_clear(&out);
  free(whole);
}

static void check_fold(rap_str s) {
  rap_buf once = {0}, twice = {0};
  rap_status st = rap_utf8_fold(s, &once, NULL);
  assert(st == RAP_OK && rap_utf8_invalid_at(rap_buf_str(&once)) == SIZE_MAX);
  st = rap_utf8_fold(rap_buf_str(&once), &twice, NULL);
  assert(st == RAP_OK && rap_str_eq(rap_buf_str(&once), rap_buf_str(&twice)));
  rap_buf_clear(&once);
  rap_buf_clear(&twice);
}

static void check_layout(rap_str s) {
  rap_buf out = {0};
  rap_text_fit(&out, s, FIT_WIDTH, true);
  assert(rap_utf8_invalid_at(rap_buf_str(&out)) == SIZE_MAX);
  for (size_t i = 0; i < out.n; i++) assert((unsigned char)out.p[i] >= 0x20 || out.p[i] == '\x1b');
  if (rap_str_find(s, RAP_STR("\x1b"), 0) == SIZE_MAX) assert(rap_utf8_columns(rap_buf_str(&out)) == FIT_WIDTH);
  rap_buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_str s = {(const char *)data, size < SIZE_LIMIT ? size : SIZE_LIMIT};
  check_borders(s);
  rap_buf repaired = {0};
  size_t first, n = rap_utf8_repair(s, &repaired, &first);
  assert(first == rap_utf8_invalid_at(s) && (n == 0) == (first == SIZE_MAX));
  rap_str sound = rap_buf_str(&repaired);
  assert(rap_utf8_invalid_at(sound) == SIZE_MAX);
  if (n == 0) assert(rap_str_eq(s, sound));
  check_nfc(sound);
  check_fold(sound);
  check_layout(s);
  rap_buf_clear(&repaired);
  return 0;
}
