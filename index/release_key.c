/* release_key.c: what a release is known by on its site, told by its address. Layer: index. */
#include "index/sketch.h"

static rap_str without_scheme(rap_str url) {
  size_t at = rap_str_find(url, RAP_STR("://"), 0);
  if (at != SIZE_MAX) return rap_str_sub(url, at + 3, url.n);
  return rap_str_starts(url, RAP_STR("//")) ? rap_str_sub(url, 2, url.n) : url;
}

static size_t first_of(rap_str s, const char *signs) {
  size_t at = 0;
  while (at < s.n && !memchr(signs, s.p[at], strlen(signs))) at++;
  return at;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }

rap_str rap_url_host(rap_str url) {
  rap_str rest = without_scheme(url);
  rap_str host = rap_str_sub(rest, 0, first_of(rest, "/?#"));
  if (host.n > 4 && lower(host.p[0]) == 'w' && lower(host.p[1]) == 'w' && lower(host.p[2]) == 'w' && host.p[3] == '.')
    host = rap_str_sub(host, 4, host.n);
  return memchr(host.p ? host.p : "", '.', host.n) ? host : (rap_str){0};
}

static uint64_t add(uint64_t h, rap_str s, bool fold) {
  for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)(fold ? lower(s.p[i]) : s.p[i])) * 0x100000001b3u;
  return h;
}

static uint32_t key_of(uint64_t h) { return (uint32_t)((h ^ h >> 32) * 0x9e3779b97f4a7c15u >> 32) | 1; }

static bool is_number_of_release(rap_str name, rap_str value) {
  size_t digits = 0;
  if (name.n < 2 || lower(name.p[name.n - 2]) != 'i' || lower(name.p[name.n - 1]) != 'd') return false;
  for (size_t i = 0; i < value.n; i++) digits += value.p[i] >= '0' && value.p[i] <= '9';
  return digits >= 3;
}

uint32_t rap_release_key(rap_str url) {
  rap_str host = rap_url_host(url), rest = without_scheme(url), part;
  if (!host.n) return 0;
  rest = rap_str_sub(rest, first_of(rest, "/?#"), rest.n);
  rest = rap_str_sub(rest, 0, first_of(rest, "#"));
  rap_str path = rap_str_sub(rest, 0, first_of(rest, "?")), query = rap_str_sub(rest, path.n + 1, rest.n);
  while (path.n && path.p[path.n - 1] == '/') path.n--;
  uint64_t site = add(0xcbf29ce484222325u, host, true), h = add(site, path, false);
  bool any = path.n > 0;
  while (rap_str_split(&query, '&', &part)) {
    size_t at = first_of(part, "=");
    rap_str name = rap_str_sub(part, 0, at), value = rap_str_sub(part, at + 1, part.n);
    if (is_number_of_release(name, value)) return key_of(add(add(site, RAP_STR("?"), false), value, true));
    if (!part.n || rap_str_starts(name, RAP_STR("utm_"))) continue;
    h = add(add(h, RAP_STR("&"), false), part, false);
    any = true;
  }
  return any ? key_of(h) : 0;
}
