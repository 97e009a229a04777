/* language_field.c: the fields of the query language. Layer: index. */
#include <string.h>

#include "base/utf8.h"
#include "index/language.h"

typedef struct field {
  const char *name;
  rap_query_value_kind kind;
  const char *words, *text;
} field;

static const field fields[] = {
#define RAP_QUERY_FIELD_ROW(id, name, kind, words, text) {name, kind, words, text},
    RAP_QUERY_FIELD_TABLE(RAP_QUERY_FIELD_ROW)
#undef RAP_QUERY_FIELD_ROW
};

static const struct {
  const char *name;
  rap_query_field field;
} aliases[] = {
    {"group", RAP_QUERY_FIELD_STATE},           {"org", RAP_QUERY_FIELD_ORGANISATION},  {"organization", RAP_QUERY_FIELD_ORGANISATION},
    {"ministry", RAP_QUERY_FIELD_ORGANISATION}, {"program", RAP_QUERY_FIELD_PROGRAMME}, {"scheme", RAP_QUERY_FIELD_PROGRAMME},
    {"lang", RAP_QUERY_FIELD_LANGUAGE},         {"id", RAP_QUERY_FIELD_DOCUMENT},       {"doc", RAP_QUERY_FIELD_DOCUMENT},
};
enum { N_ALIASES = sizeof aliases / sizeof *aliases };

const char *rap_query_field_name(rap_query_field f) { return fields[f].name; }
rap_query_value_kind rap_query_field_kind(rap_query_field f) { return fields[f].kind; }
const char *rap_query_field_words(rap_query_field f) { return fields[f].words; }
const char *rap_query_field_text(rap_query_field f) { return fields[f].text; }

const char *rap_query_field_alias(size_t i, rap_query_field *out) {
  *out = i < N_ALIASES ? aliases[i].field : RAP_QUERY_FIELD_COUNT;
  return i < N_ALIASES ? aliases[i].name : NULL;
}

bool rap_query_field_parse(rap_str name, rap_query_field *out) {
  *out = RAP_QUERY_FIELD_COUNT;
  for (size_t i = 0; i < RAP_QUERY_FIELD_COUNT; i++)
    if (rap_str_eq_nocase(name, rap_str_of(fields[i].name))) *out = (rap_query_field)i;
  for (size_t i = 0; i < N_ALIASES; i++)
    if (rap_str_eq_nocase(name, rap_str_of(aliases[i].name))) *out = aliases[i].field;
  return *out != RAP_QUERY_FIELD_COUNT;
}

/* ---- enumerations ---- */

enum { MAX_WORDS = 16, MAX_WORD = 32 };

/* The words as C strings. */
static size_t split_words(const char *words, char out[MAX_WORDS][MAX_WORD], const char *list[MAX_WORDS]) {
  rap_str rest = rap_str_of(words), word;
  size_t n = 0;
  while (n < MAX_WORDS && rap_str_split(&rest, '|', &word)) {
    assert(word.n < MAX_WORD);
    memcpy(out[n], word.p, word.n);
    out[n][word.n] = '\0';
    list[n] = out[n];
    n++;
  }
  return n;
}

rap_status rap_query_field_check_word(rap_query_field f, rap_str word, const char *prefix, rap_error *err) {
  char words[MAX_WORDS][MAX_WORD], all[MAX_WORDS * (MAX_WORD + 2)] = "";
  const char *list[MAX_WORDS];
  size_t n = split_words(fields[f].words, words, list), used = 0;
  for (size_t i = 0; i < n; i++) {
    if (rap_str_is(word, list[i])) return RAP_OK;
    size_t len = strlen(list[i]);
    memcpy(all + used, i ? ", " : "", i ? 2 : 0);
    used += i ? 2 : 0;
    memcpy(all + used, list[i], len + 1);
    used += len;
  }
  const char *near = rap_nearest(word, list, n);
  if (near) return rap_error_set(err, RAP_ERR_USAGE, "%s%s: unknown value '%.*s' (did you mean '%s'?)", prefix, fields[f].name, RAP_FMT(word), near);
  return rap_error_set(err, RAP_ERR_USAGE, "%s%s: unknown value '%.*s' (there are %s)", prefix, fields[f].name, RAP_FMT(word), all);
}
