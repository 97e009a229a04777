/* language_value.c: fields of the query language and their values. Layer: index. */
#include "base/calendar.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "index/language_impl.h"

/* ---- fields ---- */

static bool check_day(rap_parser *p, const rap_query_node *field, const rap_query_value *v, rap_str text, rap_day *out) {
  *out = (rap_day){0};
  if (!text.n || (rap_day_parse(text, out) && rap_day_valid(*out))) return true;
  if (p->st == RAP_OK)
    (void)rap_parser_fail(p, v->place,
                          rap_error_set(p->err, RAP_ERR_USAGE, "%s: '%.*s' is no date (2023, 2023-01, 2023-01-08%s)",
                                        rap_query_field_name(field->field), RAP_FMT(text),
                                        rap_query_field_kind(field->field) == RAP_QUERY_VALUE_DAYS ? ", 2022..2024" : ""));
  return false;
}

static bool check_days(rap_parser *p, const rap_query_node *field, rap_query_value *v) {
  rap_day from, to;
  size_t dots = rap_query_field_kind(field->field) == RAP_QUERY_VALUE_DAYS ? rap_str_find(v->text, RAP_STR(".."), 0) : SIZE_MAX;
  if (dots != SIZE_MAX) {
    v->range = true;
    v->upto = rap_str_sub(v->text, dots + 2, v->text.n);
    v->text = rap_str_sub(v->text, 0, dots);
    if (!v->text.n && !v->upto.n) return rap_parser_wrong(p, v->place, "a range needs a date before or behind '..'") != NULL;
  }
  if (!check_day(p, field, v, v->text, &from) || !check_day(p, field, v, v->upto, &to)) return false;
  if (v->text.n && v->upto.n && rap_day_cmp(rap_day_first(from), rap_day_last(to)) > 0)
    return rap_parser_wrong(p, v->place, "the range ends before it begins") != NULL;
  return true;
}

/* False after a failure. */
static bool check_value(rap_parser *p, const rap_query_node *field, rap_query_value *v) {
  rap_query_value_kind kind = rap_query_field_kind(field->field);
  if (kind == RAP_QUERY_VALUE_DAYS || kind == RAP_QUERY_VALUE_DAY) {
    if (!check_days(p, field, v)) return false;
  }
  if (!v->text.n && !v->range) {
    if (p->st == RAP_OK)
      (void)rap_parser_fail(
          p, v->place,
          rap_error_set(p->err, RAP_ERR_USAGE, "%s: a value is missing (no blank behind ':' and ',')", rap_query_field_name(field->field)));
    return false;
  }
  if (kind == RAP_QUERY_VALUE_WORD) {
    rap_status st = rap_query_field_check_word(field->field, v->text, "", p->err);
    if (st != RAP_OK) return rap_parser_fail(p, v->place, st) != NULL;
  }
  return true;
}

static bool take_edition(rap_parser *p, rap_query_value *v, rap_str digits) {
  uint64_t n;
  if (rap_str_uint(digits, &n) && n > 0 && n <= 9999) {
    v->edition = (unsigned)n;
    return true;
  }
  return rap_parser_wrong(p, v->place, "an edition is a number from 1 to 9999") != NULL;
}

/* A value whose bytes are [begin, at). */
static void add_value(rap_parser *p, rap_query_node *field, rap_str text, size_t begin, bool bare_word) {
  void *items = field->values;
  size_t capacity = field->n_values, end = p->at > begin ? p->at : begin < p->s.n ? begin + 1 : begin;
  rap_query_value v = {.text = rap_str_trim(text), .place = {begin, end}};
  if (p->st != RAP_OK) return;
  if (++p->n_values > RAP_MAX_QUERY_VALUES) {
    (void)rap_parser_fail(p, v.place, rap_error_set(p->err, RAP_ERR_LIMIT, "more than %d values", RAP_MAX_QUERY_VALUES));
    return;
  }
  if (field->field == RAP_QUERY_FIELD_EVENT) {
    size_t at = bare_word ? rap_language_edition_at(v.text) : SIZE_MAX;
    if (at != SIZE_MAX) {
      if (!take_edition(p, &v, rap_str_sub(v.text, at + 1, v.text.n))) return;
      v.text.n = at;
    } else if (!bare_word && p->at + 1 < p->s.n && p->s.p[p->at] == '@' && rap_ascii_is_digit(p->s.p[p->at + 1])) {
      size_t digits = ++p->at;
      while (p->at < p->s.n && rap_ascii_is_digit(p->s.p[p->at])) p->at++;
      v.place.end = p->at;
      if (!take_edition(p, &v, rap_str_sub(p->s, digits, p->at))) return;
    }
  }
  if (!check_value(p, field, &v)) return;
  if (!rap_arena_grow(p->arena, &items, field->n_values, &capacity, sizeof *field->values)) {
    (void)rap_parser_no_memory(p);
    return;
  }
  field->values = items;
  field->values[field->n_values++] = v;
}

static void one_value(rap_parser *p, rap_query_node *field) {
  size_t begin = p->at;
  rap_str text;
  if (p->at < p->s.n && rap_language_is_quote(rap_parser_peek(p))) {
    if (rap_parser_quoted(p, &text)) add_value(p, field, text, begin, false);
    return;
  }
  text = rap_parser_bare(p, true);
  p->at += text.n;
  add_value(p, field, text, begin, true);
}

/* One value within parentheses: a quoted one, or words up to OR, a comma or the parenthesis. */
static void enclosed_value(rap_parser *p, rap_query_node *field) {
  size_t begin = p->at, end = p->at;
  if (rap_language_is_quote(rap_parser_peek(p))) {
    one_value(p, field);
    return;
  }
  for (;;) {
    rap_str word = rap_parser_bare(p, true);
    if (!word.n || rap_str_is(word, "OR")) break;
    if (rap_str_is(word, "AND") || rap_str_is(word, "NOT")) {
      (void)rap_parser_wrong(p, (rap_span){p->at, p->at + word.n}, "between the values of a field stands OR or ','");
      return;
    }
    p->at += word.n;
    end = p->at;
    rap_parser_skip_blanks(p);
  }
  size_t next = p->at;
  p->at = end;
  add_value(p, field, rap_str_sub(p->s, begin, end), begin, true);
  if (p->st == RAP_OK) p->at = next;
}

/* Behind the parenthesis. */
static void enclosed_values(rap_parser *p, rap_query_node *field, size_t open) {
  for (bool more = true; more && p->st == RAP_OK;) {
    rap_parser_skip_blanks(p);
    if (p->at == p->s.n) break;
    enclosed_value(p, field);
    rap_parser_skip_blanks(p);
    more = p->st == RAP_OK && (rap_parser_take(p, ',') || rap_parser_take_word(p, "OR"));
  }
  if (p->st != RAP_OK || rap_parser_take(p, ')')) return;
  if (p->at == p->s.n)
    (void)rap_parser_wrong(p, (rap_span){open, open + 1}, "the parenthesis is not closed");
  else
    (void)rap_parser_wrong(p, (rap_span){p->at, p->at + 1}, "between the values of a field stands OR or ','");
}

/* Behind the colon. */
const rap_query_node *rap_parser_field(rap_parser *p, rap_query_field which, size_t begin) {
  rap_query_node *node = rap_parser_node(p, RAP_QUERY_NODE_FIELD, begin);
  if (!node) return NULL;
  node->field = which;
  size_t at = p->at;
  node->exactly = rap_parser_take(p, '=');
  if (node->exactly && rap_query_field_kind(which) != RAP_QUERY_VALUE_NAME)
    return rap_parser_wrong(p, (rap_span){at, at + 1}, "'=' (exactly this) is for names only");
  at = p->at;
  if (rap_parser_take(p, '(')) {
    enclosed_values(p, node, at);
  } else {
    do one_value(p, node);
    while (p->st == RAP_OK && rap_parser_take(p, ','));
  }
  node->place.end = p->at;
  if (p->st == RAP_OK && rap_query_field_kind(which) == RAP_QUERY_VALUE_DAY && node->n_values > 1)
    return rap_parser_fail(p, node->place, rap_error_set(p->err, RAP_ERR_USAGE, "%s: takes one date", rap_query_field_name(which)));
  return p->st == RAP_OK ? node : NULL;
}
