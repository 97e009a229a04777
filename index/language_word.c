/* language_word.c: what single words of a query are. Layer: index. */
#include "base/utf8.h"
#include "index/language_impl.h"

/* Quotation marks: ASCII, “ ” „ ‟, « », full-width. Single ones are apostrophes more often than not. */
bool rap_language_is_quote(uint32_t cp) { return cp == '"' || (cp >= 0x201C && cp <= 0x201F) || cp == 0xAB || cp == 0xBB || cp == 0xFF02; }

bool rap_language_is_minus(uint32_t cp) { return cp == '-' || cp == 0x2212; }

bool rap_language_is_days(rap_query_field field) {
  return rap_query_field_kind(field) == RAP_QUERY_VALUE_DAYS || rap_query_field_kind(field) == RAP_QUERY_VALUE_DAY;
}

bool rap_language_has_word(rap_str s) {
  for (size_t at = 0; at < s.n;) {
    uint32_t cp;
    at += rap_utf8_decode(s, at, &cp);
    if (rap_utf8_is_letter(cp) || rap_utf8_is_digit(cp)) return true;
  }
  return false;
}

size_t rap_language_edition_at(rap_str value) {
  size_t at = value.n;
  while (at > 0 && rap_ascii_is_digit(value.p[at - 1])) at--;
  return at < value.n && at > 0 && value.p[at - 1] == '@' ? at - 1 : SIZE_MAX;
}

/* The known name that is like an unknown one. */
static const char *near_field(rap_str name) {
  const char *names[64];
  size_t n = 0;
  rap_query_field field;
  for (size_t i = 0; i < RAP_QUERY_FIELD_COUNT; i++) names[n++] = rap_query_field_name((rap_query_field)i);
  for (size_t i = 0; rap_query_field_alias(i, &field) && n < sizeof names / sizeof *names; i++) names[n++] = rap_query_field_alias(i, &field);
  return rap_nearest(name, names, n);
}

static bool is_small(rap_str name) {
  for (size_t i = 0; i < name.n; i++)
    if (name.p[i] < 'a' || name.p[i] > 'z') return false;
  return name.n > 1;
}

/* "10:30", "http://x", "PM:" and "Note: x" are text; "stat:Telangana" and "colour:red" were meant as fields. */
rap_word_kind rap_language_word_kind(rap_str text, size_t at, size_t *name, rap_query_field *field, const char **near) {
  size_t end = at;
  uint32_t cp;
  *name = 0;
  *field = RAP_QUERY_FIELD_COUNT;
  *near = NULL;
  while (end < text.n && (rap_ascii_is_letter(text.p[end]) || (end > at && (text.p[end] == '-' || text.p[end] == '_')))) end++;
  if (end == at || end == text.n || text.p[end] != ':') return RAP_WORD_TEXT;
  rap_str word = rap_str_sub(text, at, end);
  *name = word.n;
  if (rap_query_field_parse(word, field)) return RAP_WORD_FIELD;
  if (end + 1 == text.n || rap_str_starts(rap_str_sub(text, end + 1, text.n), RAP_STR("//"))) return RAP_WORD_TEXT;
  (void)rap_utf8_decode(text, end + 1, &cp);
  if (rap_utf8_is_space(cp) || cp == ')' || cp == ',') return RAP_WORD_TEXT;
  *near = near_field(word);
  return *near || is_small(word) ? RAP_WORD_NO_FIELD : RAP_WORD_TEXT;
}

bool rap_language_is_field(rap_str text, size_t *len) {
  size_t name;
  rap_query_field field;
  const char *near;
  bool known = rap_language_word_kind(text, 0, &name, &field, &near) == RAP_WORD_FIELD;
  *len = known ? name + 1 : 0;
  return known && *len < text.n;
}

bool rap_language_is_text(const rap_query_node *node) {
  if (!node) return true;
  bool text = node->kind != RAP_QUERY_NODE_FIELD;
  for (size_t i = 0; i < node->n_parts && text; i++) text = rap_language_is_text(node->parts[i]);
  return text;
}
