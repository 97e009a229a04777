#include "base/str.h"

int rap_str_cmp(rap_str a, rap_str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int c = n ? memcmp(a.p, b.p, n) : 0;
  if (c != 0) return c;
  return (a.n > b.n) - (a.n < b.n);
}

static unsigned char lower(char c) { return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

bool rap_str_eq_nocase(rap_str a, rap_str b) {
  if (a.n != b.n) return false;
  for (size_t i = 0; i < a.n; i++)
    if (lower(a.p[i]) != lower(b.p[i])) return false;
  return true;
}

bool rap_str_starts_nocase(rap_str s, rap_str prefix) { return s.n >= prefix.n && rap_str_eq_nocase((rap_str){s.p, prefix.n}, prefix); }

bool rap_str_ends_nocase(rap_str s, rap_str suffix) { return s.n >= suffix.n && rap_str_eq_nocase(rap_str_sub(s, s.n - suffix.n, s.n), suffix); }

size_t rap_str_find(rap_str s, rap_str needle, size_t from) {
  if (from > s.n || needle.n > s.n - from) return SIZE_MAX;
  if (needle.n == 0) return from;
  const char *p = s.p + from, *last = s.p + (s.n - needle.n);
  while (p <= last && (p = memchr(p, needle.p[0], (size_t)(last - p) + 1)) != NULL) {
    if (memcmp(p, needle.p, needle.n) == 0) return (size_t)(p - s.p);
    p++;
  }
  return SIZE_MAX;
}

rap_str rap_str_trim(rap_str s) {
  while (s.n && rap_ascii_is_space(s.p[0])) s.p++, s.n--;
  while (s.n && rap_ascii_is_space(s.p[s.n - 1])) s.n--;
  return s;
}

bool rap_str_split(rap_str *rest, char sep, rap_str *part) {
  *part = (rap_str){0};
  if (!rest->p) return false;
  const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
  if (!at) {
    *part = *rest;
    *rest = (rap_str){0};
    return true;
  }
  size_t n = (size_t)(at - rest->p);
  *part = (rap_str){rest->p, n};
  *rest = (rap_str){at + 1, rest->n - n - 1};
  return true;
}

bool rap_str_uint(rap_str s, uint64_t *out) {
  *out = 0;
  if (!s.n) return false;
  uint64_t v = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    uint64_t d = (uint64_t)(s.p[i] - '0');
    if (v > (UINT64_MAX - d) / 10) return false;
    v = v * 10 + d;
  }
  *out = v;
  return true;
}

uint64_t rap_str_hash(rap_str s) {
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
  return h;
}
