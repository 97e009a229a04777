#include "base/status.h"

#include "base/str.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdio.h>

static const struct {
  const char *name;
  int exit_code;
  const char *text;
} statuses[RAP_STATUS_COUNT] = {
#define RAP_STATUS_ROW(name, exit_code, text) {#name, exit_code, text},
    RAP_STATUS_TABLE(RAP_STATUS_ROW)
#undef RAP_STATUS_ROW
};

const char *rap_status_name(rap_status status) {
  assert(status < RAP_STATUS_COUNT);
  return statuses[status].name;
}

int rap_status_exit(rap_status status) {
  assert(status < RAP_STATUS_COUNT);
  return statuses[status].exit_code;
}

const char *rap_status_text(rap_status status) {
  assert(status < RAP_STATUS_COUNT);
  return statuses[status].text;
}

/* C0, DEL, C1 (whose U+009B begins terminal sequences, as ESC [ does) and the two line separators. */
static bool breaks_line(uint32_t cp) { return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029; }

/* One line of well-formed UTF-8. Works in place, since a replacement is never longer. snprintf cuts at bytes, so a full record may end in part of a character. */
static void tidy(char *text) {
  rap_str s = rap_str_of(text);
  bool full = s.n + 1 == RAP_ERROR_TEXT_MAX;
  size_t kept = 0;
  for (size_t at = 0; at < s.n;) {
    uint32_t cp;
    char bytes[4];
    size_t n = rap_utf8_decode(s, at, &cp);
    bool ill = cp == RAP_REPLACEMENT && !(n == 3 && memcmp(s.p + at, "\xEF\xBF\xBD", n) == 0);
    if (ill && full && at + n == s.n) break;
    size_t written = rap_utf8_encode(ill || breaks_line(cp) ? '?' : cp, bytes);
    memcpy(text + kept, bytes, written);
    kept += written;
    at += n;
  }
  text[kept] = '\0';
}

rap_status rap_error_vset(rap_error *err, rap_status status, const char *format, va_list args) {
  assert(status != RAP_OK);
  if (!err || err->status != RAP_OK) return status;
  err->status = status;
  (void)vsnprintf(err->text, sizeof err->text, format, args);
  tidy(err->text);
  return status;
}

rap_status rap_error_set(rap_error *err, rap_status status, const char *format, ...) {
  va_list args;
  va_start(args, format);
  rap_error_vset(err, status, format, args);
  va_end(args);
  return status;
}

void rap_error_prefix(rap_error *err, const char *format, ...) {
  if (!err || err->status == RAP_OK) return;
  char old[RAP_ERROR_TEXT_MAX];
  memcpy(old, err->text, sizeof old);
  va_list args;
  va_start(args, format);
  int n = vsnprintf(err->text, sizeof err->text, format, args);
  va_end(args);
  size_t at = n < 0 ? 0 : (size_t)n < sizeof err->text ? (size_t)n : sizeof err->text - 1;
  (void)snprintf(err->text + at, sizeof err->text - at, "%s", old);
  tidy(err->text);
}

rap_status rap_error_nomem(rap_error *err) { return rap_error_set(err, RAP_ERR_NOMEM, "out of memory"); }

void rap_error_clear(rap_error *err) {
  if (!err) return;
  err->status = RAP_OK;
  err->text[0] = '\0';
}
