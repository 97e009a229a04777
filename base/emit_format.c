/* The names of formats, and what they are for. */
#include "base/emit.h"

#include <assert.h>

static const char *const format_names[RAP_FORMAT_COUNT] = {"text", "json", "ndjson", "csv", "tsv", "markdown", "html"};

static const struct {
  const char *ending;
  rap_format format;
} endings[] = {
    {".txt", RAP_FORMAT_TEXT},  {".json", RAP_FORMAT_JSON}, {".ndjson", RAP_FORMAT_NDJSON}, {".jsonl", RAP_FORMAT_NDJSON},
    {".csv", RAP_FORMAT_CSV},   {".tsv", RAP_FORMAT_TSV},   {".md", RAP_FORMAT_MARKDOWN},   {".markdown", RAP_FORMAT_MARKDOWN},
    {".html", RAP_FORMAT_HTML}, {".htm", RAP_FORMAT_HTML},
};

bool rap_format_parse(rap_str name, rap_format *out) {
  *out = RAP_FORMAT_TEXT;
  for (int i = 0; i < RAP_FORMAT_COUNT; i++) {
    if (!rap_str_is(name, format_names[i])) continue;
    *out = (rap_format)i;
    return true;
  }
  return false;
}

const char *rap_format_name(rap_format format) {
  assert(format < RAP_FORMAT_COUNT);
  return format_names[format];
}

bool rap_format_is_page(rap_format format) { return format == RAP_FORMAT_MARKDOWN || format == RAP_FORMAT_HTML; }

bool rap_format_of_file(rap_str path, rap_format *out) {
  *out = RAP_FORMAT_TEXT;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    if (!rap_str_ends_nocase(path, rap_str_of(endings[i].ending))) continue;
    *out = endings[i].format;
    return true;
  }
  return false;
}
