/* charset_declared.c: the label that a text gives of itself, in XML and HTML. Layer: ingest. */
#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/charset_impl.h"

static size_t skip_blanks(rap_str s, size_t at) {
  while (at < s.n && rap_ascii_is_space(s.p[at])) at++;
  return at;
}

/* A value at `at` in quotes, or up to a blank, ';' or the end; empty when the quotes don't end. */
static rap_str value_at(rap_str s, size_t at) {
  if (at >= s.n) return (rap_str){0};
  char quote = s.p[at];
  size_t begin = at;
  if (quote == '"' || quote == '\'') {
    size_t end = rap_str_find(s, (rap_str){&quote, 1}, ++begin);
    return end == SIZE_MAX ? (rap_str){0} : rap_str_trim(rap_str_sub(s, begin, end));
  }
  while (at < s.n && !rap_ascii_is_space(s.p[at]) && s.p[at] != ';') at++;
  return rap_str_sub(s, begin, at);
}

/* The value behind the first `name`, blanks and '='. */
static rap_str value_of(rap_str s, const char *name) {
  rap_str wanted = rap_str_of(name);
  for (size_t i = 0; i + wanted.n <= s.n; i++) {
    if (!rap_str_starts_nocase(rap_str_sub(s, i, s.n), wanted)) continue;
    size_t at = skip_blanks(s, i + wanted.n);
    if (at < s.n && s.p[at] == '=') return value_at(s, skip_blanks(s, at + 1));
  }
  return (rap_str){0};
}

rap_str rap_charset_of_type(rap_str content_type) { return value_of(content_type, "charset"); }

rap_str rap_charset_xml_declared(rap_str bytes) {
  rap_str head = rap_str_sub(bytes, rap_utf8_mark(bytes), RAP_CHARSET_PRESCAN_BYTES);
  while (head.n && rap_ascii_is_space(head.p[0])) head = rap_str_sub(head, 1, head.n);
  if (!rap_str_starts(head, RAP_STR("<?xml")) || head.n < 6 || !rap_ascii_is_space(head.p[5])) return (rap_str){0};
  size_t end = rap_str_find(head, RAP_STR(">"), 0);
  return end == SIZE_MAX ? (rap_str){0} : value_of(rap_str_sub(head, 0, end), "encoding");
}

/* ---- HTML -------------------------------------------------------------------------------------------------------------------- */

/* WHATWG HTML, "get an attribute": the next attribute at *at, which moves behind it. False at the end of the tag. */
static bool next_attribute(rap_str s, size_t *at, rap_str *name, rap_str *value) {
  *name = *value = (rap_str){0};
  while (*at < s.n && (rap_ascii_is_space(s.p[*at]) || s.p[*at] == '/')) ++*at;
  if (*at >= s.n || s.p[*at] == '>') return false;
  size_t begin = *at;
  while (*at < s.n && !rap_ascii_is_space(s.p[*at]) && s.p[*at] != '/' && s.p[*at] != '>' && (s.p[*at] != '=' || *at == begin)) ++*at;
  *name = rap_str_sub(s, begin, *at);
  size_t equals = skip_blanks(s, *at);
  if (equals >= s.n || s.p[equals] != '=') return true;
  *at = skip_blanks(s, equals + 1);
  if (*at >= s.n) return false;
  begin = *at;
  char quote = s.p[begin];
  if (quote == '"' || quote == '\'') {
    size_t end = rap_str_find(s, (rap_str){&quote, 1}, begin + 1);
    *at = end == SIZE_MAX ? s.n : end + 1;
    if (end == SIZE_MAX) return false;
    *value = rap_str_sub(s, begin + 1, end);
    return true;
  }
  while (*at < s.n && !rap_ascii_is_space(s.p[*at]) && s.p[*at] != '>') ++*at;
  *value = rap_str_sub(s, begin, *at);
  return true;
}

/* The label of a meta element whose attributes begin at *at; empty if it gives none that is known. */
static rap_str meta_label(rap_str s, size_t *at) {
  rap_str name, value, charset = {0}, content = {0};
  bool pragma = false;
  while (next_attribute(s, at, &name, &value)) {
    if (rap_str_eq_nocase(name, RAP_STR("charset")) && !charset.n) charset = rap_str_trim(value);
    if (rap_str_eq_nocase(name, RAP_STR("content")) && !content.n) content = rap_charset_of_type(value);
    pragma = pragma || (rap_str_eq_nocase(name, RAP_STR("http-equiv")) && rap_str_eq_nocase(value, RAP_STR("content-type")));
  }
  return charset.n ? charset : pragma ? content : (rap_str){0};
}

/* Behind the tag, comment or declaration that begins at `at`. */
static size_t skip_markup(rap_str s, size_t at) {
  rap_str rest = rap_str_sub(s, at, s.n);
  if (rap_str_starts(rest, RAP_STR("<!--"))) {
    size_t end = rap_str_find(s, RAP_STR("-->"), at + 2);
    return end == SIZE_MAX ? s.n : end + 3;
  }
  char second = rest.n > 1 ? rest.p[1] : '\0';
  bool closes = second == '/';
  if (rap_ascii_is_letter(closes && rest.n > 2 ? rest.p[2] : second)) {
    rap_str name, value;
    at += closes ? 2 : 1;
    while (at < s.n && !rap_ascii_is_space(s.p[at]) && s.p[at] != '>') at++;
    while (next_attribute(s, &at, &name, &value)) continue;
    return at < s.n ? at + 1 : s.n;
  }
  if (second == '!' || second == '/' || second == '?') {
    size_t end = rap_str_find(s, RAP_STR(">"), at);
    return end == SIZE_MAX ? s.n : end + 1;
  }
  return at + 1;
}

rap_str rap_charset_html_declared(rap_str bytes) {
  rap_str s = rap_str_sub(bytes, 0, RAP_CHARSET_PRESCAN_BYTES);
  for (size_t at = 0; (at = rap_str_find(s, RAP_STR("<"), at)) != SIZE_MAX;) {
    rap_str rest = rap_str_sub(s, at, s.n);
    if (rap_str_starts_nocase(rest, RAP_STR("<meta")) && rest.n > 5 && (rap_ascii_is_space(rest.p[5]) || rest.p[5] == '/')) {
      at += 5;
      rap_str label = meta_label(s, &at);
      if (label.n) return label;
    } else {
      at = skip_markup(s, at);
    }
  }
  return rap_charset_xml_declared(bytes);
}
