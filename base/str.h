/* str.h: string views. Layer: base.
 *
 * A rap_str is a pointer and a length in bytes; it owns nothing and is not NUL-terminated. An empty view may have a NULL pointer.
 *
 *     rap_str s = RAP_STR("Telangana");
 *     printf("%.*s\n", RAP_FMT(s));
 */
#ifndef RAP_BASE_STR_H
#define RAP_BASE_STR_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct rap_str {
  const char *p;
  size_t n;
} rap_str;

/* Half-open range of byte offsets. */
typedef struct rap_span {
  size_t begin, end;
} rap_span;

#define RAP_STR(literal) ((rap_str){"" literal, sizeof(literal) - 1})
#define RAP_FMT(s) ((s).n > 0x7fffffff ? 0x7fffffff : (int)(s).n), ((s).p ? (s).p : "")

static inline rap_str rap_str_of(const char *cstr) { return (rap_str){cstr, cstr ? strlen(cstr) : 0}; }
/* The part [begin, end) of `s`, of a range that reaches too far what there is of it; {0} of a view without bytes. */
static inline rap_str rap_str_sub(rap_str s, size_t begin, size_t end) {
  if (!s.p) return (rap_str){0};
  if (begin > s.n) begin = s.n;
  if (end > s.n) end = s.n;
  if (end < begin) end = begin;
  return (rap_str){s.p + begin, end - begin};
}
static inline rap_str rap_str_at(rap_str s, rap_span span) { return rap_str_sub(s, span.begin, span.end); }
/* Where `span` lies within what `outer` is of the same text; {0} when it is empty or reaches beyond. */
static inline rap_span rap_span_within(rap_span outer, rap_span span) {
  if (span.begin < outer.begin || span.end > outer.end || span.begin >= span.end) return (rap_span){0, 0};
  return (rap_span){span.begin - outer.begin, span.end - outer.begin};
}
static inline bool rap_str_same_bytes(const char *a, const char *b, size_t n) {
  if (n == 0) return true;
  assert(a && b); /* only an empty view may be without bytes */
  return memcmp(a, b, n) == 0;
}
static inline bool rap_str_eq(rap_str a, rap_str b) { return a.n == b.n && rap_str_same_bytes(a.p, b.p, a.n); }
static inline bool rap_str_is(rap_str a, const char *b) { return rap_str_eq(a, rap_str_of(b)); }
static inline bool rap_str_starts(rap_str s, rap_str prefix) { return s.n >= prefix.n && rap_str_same_bytes(s.p, prefix.p, prefix.n); }
static inline bool rap_str_ends(rap_str s, rap_str suffix) {
  return s.n >= suffix.n && (suffix.n == 0 || rap_str_same_bytes(s.p + s.n - suffix.n, suffix.p, suffix.n));
}
/* ASCII, whatever the locale. White space as C has it: blank, TAB, LF, VT, FF, CR. */
static inline bool rap_ascii_is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static inline bool rap_ascii_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool rap_ascii_is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/* What a hexadecimal digit counts, -1 for another character. */
static inline int rap_ascii_hex(char c) {
  if (rap_ascii_is_digit(c)) return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
/* No ASCII letter of it is a small one. */
static inline bool rap_str_is_capitals(rap_str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] >= 'a' && s.p[i] <= 'z') return false;
  return true;
}

/* Order by bytes (which for UTF-8 is the order of code points); a prefix comes first. Returns <0, 0, >0. */
int rap_str_cmp(rap_str a, rap_str b);
/* Equality without regard to the case of ASCII letters. */
bool rap_str_eq_nocase(rap_str a, rap_str b);
bool rap_str_starts_nocase(rap_str s, rap_str prefix);
bool rap_str_ends_nocase(rap_str s, rap_str suffix);
/* Offset of the first occurrence of `needle` in `s` at or after `from`, or SIZE_MAX. An empty needle is found at `from`. */
size_t rap_str_find(rap_str s, rap_str needle, size_t from);
/* `s` without leading and trailing ASCII white space. */
rap_str rap_str_trim(rap_str s);
/* Takes the part of `*rest` before the first `sep` (all of it if none) and moves `*rest` behind it. False when `*rest` was exhausted
 * (rest->p == NULL); "a,,b" gives three parts, the second empty. */
bool rap_str_split(rap_str *rest, char sep, rap_str *part);
/* Decimal digits only, no sign; false on an empty view, another character, or overflow (then *out is 0). */
bool rap_str_uint(rap_str s, uint64_t *out);
/* 64-bit FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv-17): for hash tables only, never as an identity. */
uint64_t rap_str_hash(rap_str s);

#endif
