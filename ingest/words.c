#include "ingest/words.h"

#include <assert.h>

static size_t section_of(rap_str name, const char *const *sections) {
  size_t i = 0;
  while (sections[i] && !rap_str_is(name, sections[i])) i++;
  assert(i < RAP_WORD_SECTIONS_MAX);
  return sections[i] ? i : SIZE_MAX;
}

/* The number behind the word, if the line ends in one; *line is cut to the word. */
static size_t take_number(rap_str *line) {
  size_t at = line->n;
  while (at > 0 && line->p[at - 1] >= '0' && line->p[at - 1] <= '9') at--;
  uint64_t number = 0;
  if (at == line->n || at == 0 || line->p[at - 1] != ' ' || !rap_str_uint(rap_str_sub(*line, at, line->n), &number) || number > 0xffff) return 0;
  *line = rap_str_trim(rap_str_sub(*line, 0, at));
  return (size_t)number;
}

rap_status rap_words_load(rap_str data, const char *const *sections, rap_map *map, rap_error *err) {
  rap_str line;
  size_t section = SIZE_MAX;
  while (rap_str_split(&data, '\n', &line)) {
    line = rap_str_trim(line);
    if (line.n == 0 || line.p[0] == '#') continue;
    if (line.p[0] == '[' && line.p[line.n - 1] == ']') {
      section = section_of(rap_str_sub(line, 1, line.n - 1), sections);
      if (section == SIZE_MAX) return rap_error_set(err, RAP_ERR_INTERNAL, "word list: unknown section %.*s", RAP_FMT(line));
      continue;
    }
    if (section == SIZE_MAX) return rap_error_set(err, RAP_ERR_INTERNAL, "word list: '%.*s' stands in no section", RAP_FMT(line));
    size_t number = take_number(&line);
    rap_map_entry *entry = rap_map_put(map, line, NULL);
    if (!entry) return rap_error_nomem(err);
    entry->value.num |= ((size_t)1 << section) | number << 16;
  }
  return RAP_OK;
}

size_t rap_words_get(const rap_map *map, rap_str word) {
  const rap_map_entry *entry = rap_map_get(map, word);
  return entry ? entry->value.num : 0;
}
