#include "queries/location.h"

rap_location rap_location_of(rap_str file, rap_str place) {
  rap_location out = {.file = file};
  uint64_t line;
  size_t skip = file.n;
  if (file.n == 0 || !rap_str_starts(place, file) || (place.n > file.n && place.p[file.n] != '/' && place.p[file.n] != ':')) {
    out.file = place.n ? place : file;
    skip = 0;
  }
  rap_str rest = rap_str_sub(place, skip, place.n);
  size_t colon = rest.n;
  while (colon > 0 && rest.p[colon - 1] >= '0' && rest.p[colon - 1] <= '9') colon--;
  bool has_line =
      colon > 0 && colon < rest.n && rest.p[colon - 1] == ':' && rap_str_uint(rap_str_sub(rest, colon, rest.n), &line) && line <= INT64_MAX;
  if (has_line) {
    out.line = (int64_t)line;
    rest.n = colon - 1;
  }
  if (skip == 0 && place.n) out.file = rest;
  if (skip > 0 && rest.n > 1) out.member = rap_str_sub(rest, 1, rest.n);
  return out;
}

void rap_location_write(rap_json *object, const rap_location *place) {
  (void)rap_json_set_str_opt(object, "file", place->file);
  (void)rap_json_set_str_opt(object, "member", place->member);
  if (place->line) (void)rap_json_set_int(object, "line", place->line);
}
