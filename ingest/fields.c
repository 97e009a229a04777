#include "ingest/fields.h"

static rap_str line_at(rap_str s, size_t at, size_t *next) {
  size_t newline = rap_str_find(s, RAP_STR("\n"), at);
  size_t end = newline == SIZE_MAX ? s.n : newline;
  *next = newline == SIZE_MAX ? s.n : newline + 1;
  if (end > at && s.p[end - 1] == '\r') end--;
  return rap_str_sub(s, at, end);
}

static bool continues(rap_str s, size_t at) { return at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'); }

bool rap_field_get(rap_str fields, const char *name, rap_str *value) {
  const rap_str wanted = rap_str_of(name);
  *value = (rap_str){0};
  for (size_t at = 0, next; at < fields.n; at = next) {
    rap_str line = line_at(fields, at, &next);
    const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
    if (!colon || !rap_str_eq_nocase(rap_str_trim(rap_str_sub(line, 0, (size_t)(colon - line.p))), wanted)) continue;
    size_t begin = at + (size_t)(colon - line.p) + 1;
    while (continues(fields, next)) line_at(fields, next, &next);
    *value = rap_str_trim(rap_str_sub(fields, begin, next));
    return true;
  }
  return false;
}

void rap_media_type_split(rap_str value, rap_str *type, rap_str *charset) {
  rap_str part;
  *type = *charset = (rap_str){0};
  if (value.n == 0 || !rap_str_split(&value, ';', &part)) return;
  *type = rap_str_trim(part);
  while (value.n && rap_str_split(&value, ';', &part)) {
    part = rap_str_trim(part);
    if (part.n < 8 || !rap_str_eq_nocase(rap_str_sub(part, 0, 8), RAP_STR("charset="))) continue;
    part = rap_str_trim(rap_str_sub(part, 8, part.n));
    if (part.n >= 2 && (part.p[0] == '"' || part.p[0] == '\'') && part.p[part.n - 1] == part.p[0]) part = rap_str_sub(part, 1, part.n - 1);
    *charset = part;
    return;
  }
}

size_t rap_fields_end(rap_str s, size_t from) {
  size_t at = from;
  for (;;) {
    size_t newline = rap_str_find(s, RAP_STR("\n"), at);
    if (newline == SIZE_MAX) return SIZE_MAX;
    if (newline + 1 < s.n && s.p[newline + 1] == '\n') return newline + 2;
    if (newline + 2 < s.n && s.p[newline + 1] == '\r' && s.p[newline + 2] == '\n') return newline + 3;
    at = newline + 1;
  }
}
