/* language_print.c: trees of the query language as text: canonical, as a tree, and the place of an error. Layer: index. */
#include "base/utf8.h"
#include "index/language_impl.h"

/* ---- words and values ---- */

/* May a word stand without quotation marks, and is it read as the same word then? */
static bool is_bare(rap_str s, bool comma) {
  uint32_t cp;
  if (!s.n || rap_str_is(s, "AND") || rap_str_is(s, "OR") || rap_str_is(s, "NOT")) return false;
  for (size_t at = 0; at < s.n;) {
    at += rap_utf8_decode(s, at, &cp);
    if (rap_utf8_is_space(cp) || rap_language_is_quote(cp) || cp == '(' || cp == ')' || (comma && cp == ',')) return false;
  }
  return true;
}

static void put_quoted(rap_str s, rap_buf *out) {
  rap_buf_putc(out, '"');
  rap_buf_add(out, s);
  rap_buf_putc(out, '"');
}

static void put_text(rap_str s, bool prefix, bool comma, rap_buf *out) {
  size_t name;
  rap_query_field field;
  const char *near;
  uint32_t first = 0;
  if (s.n) (void)rap_utf8_decode(s, 0, &first);
  if (is_bare(s, comma) && s.p[s.n - 1] != '*' && !rap_language_is_minus(first) &&
      rap_language_word_kind(s, 0, &name, &field, &near) == RAP_WORD_TEXT)
    rap_buf_add(out, s);
  else
    put_quoted(s, out);
  if (prefix) rap_buf_putc(out, '*');
}

void rap_language_put_text(rap_str s, bool prefix, rap_buf *out) { put_text(s, prefix, false, out); }

static void put_value(const rap_query_node *field, const rap_query_value *v, rap_buf *out) {
  bool event = field->field == RAP_QUERY_FIELD_EVENT, days = rap_language_is_days(field->field);
  bool bare = days || (is_bare(v->text, true) && v->text.p[0] != '=' && !(event && rap_language_edition_at(v->text) != SIZE_MAX));
  if (bare)
    rap_buf_add(out, v->text);
  else
    put_quoted(v->text, out);
  if (v->range) {
    rap_buf_puts(out, "..");
    rap_buf_add(out, v->upto);
  }
  if (v->edition) rap_buf_printf(out, "@%u", v->edition);
}

void rap_language_put_values(const rap_query_node *field, rap_buf *out) {
  if (field->exactly) rap_buf_putc(out, '=');
  for (size_t i = 0; i < field->n_values; i++) {
    if (i) rap_buf_putc(out, ',');
    put_value(field, &field->values[i], out);
  }
}

/* ---- the whole ---- */

/* Parts in a list, and what is negated, stand in parentheses unless they are one thing. */
static void put_part(const rap_query_node *part, rap_buf *out) {
  bool enclosed = part->kind == RAP_QUERY_NODE_ALL || part->kind == RAP_QUERY_NODE_ANY;
  if (enclosed) rap_buf_putc(out, '(');
  rap_language_put(part, out);
  if (enclosed) rap_buf_putc(out, ')');
}

static void put_near(const rap_query_node *node, rap_buf *out) {
  rap_buf_puts(out, "NEAR(");
  for (size_t i = 0; i < node->n_parts; i++) {
    if (i) rap_buf_putc(out, ' ');
    put_text(node->parts[i]->text, node->parts[i]->prefix, true, out);
  }
  rap_buf_printf(out, ", %u)", node->distance);
}

void rap_language_put(const rap_query_node *node, rap_buf *out) {
  if (!node) return;
  switch (node->kind) {
  case RAP_QUERY_NODE_ALL:
  case RAP_QUERY_NODE_ANY:
    for (size_t i = 0; i < node->n_parts; i++) {
      if (i) rap_buf_puts(out, node->kind == RAP_QUERY_NODE_ANY ? " OR " : " ");
      put_part(node->parts[i], out);
    }
    break;
  case RAP_QUERY_NODE_NOT:
    rap_buf_putc(out, '-');
    put_part(node->parts[0], out);
    break;
  case RAP_QUERY_NODE_TEXT: put_text(node->text, node->prefix, false, out); break;
  case RAP_QUERY_NODE_NEAR: put_near(node, out); break;
  case RAP_QUERY_NODE_FIELD:
    rap_buf_puts(out, rap_query_field_name(node->field));
    rap_buf_putc(out, ':');
    rap_language_put_values(node, out);
    break;
  }
}

rap_status rap_language_print(rap_arena *arena, const rap_query_node *node, rap_str *out, rap_error *err) {
  rap_buf b = {0};
  rap_language_put(node, &b);
  *out = rap_arena_str(arena, rap_buf_str(&b));
  rap_status st = rap_buf_failed(&b) || !out->p ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&b);
  return st;
}

static void dump(const rap_query_node *node, size_t depth, rap_buf *out) {
  static const char *const names[] = {"all of", "any of", "not", "text ", "near ", "field "};
  for (size_t i = 0; i < depth; i++) rap_buf_puts(out, "  ");
  rap_buf_puts(out, names[node->kind]);
  if (node->kind > RAP_QUERY_NODE_NOT) rap_language_put(node, out);
  rap_buf_putc(out, '\n');
  for (size_t i = 0; i < node->n_parts && node->kind <= RAP_QUERY_NODE_NOT; i++) dump(node->parts[i], depth + 1, out);
}

void rap_language_dump(const rap_query_node *node, rap_buf *out) {
  if (node)
    dump(node, 0, out);
  else
    rap_buf_puts(out, "everything\n");
}

/* ---- the place of an error ---- */

enum { INDENT = 2, LEAST_CONTEXT = 12 };

/* Where the shown part begins: so that what is wrong, and something before it, fits into `width`. */
static size_t first_shown(rap_str text, rap_span place, size_t width) {
  size_t from = 0;
  size_t before = rap_utf8_columns(rap_str_sub(text, 0, place.begin)), room = width > 2 * LEAST_CONTEXT ? width - 2 * LEAST_CONTEXT : LEAST_CONTEXT;
  while (from < place.begin && before > room) {
    size_t columns, next = rap_utf8_cluster(text, from, &columns);
    before -= columns < before ? columns : before;
    from = next;
  }
  return from;
}

void rap_language_mark(rap_buf *out, rap_str text, rap_span place, size_t width) {
  size_t from = first_shown(text, place, width), columns = from ? 1 : 0, to = from, at = 0, marked = 0;
  while (to < text.n) {
    size_t wide, next = rap_utf8_cluster(text, to, &wide);
    if (columns + wide + INDENT + 1 > width) break;
    if (to < place.begin) at += wide;
    if (to >= place.begin && to < place.end) marked += wide;
    columns += wide;
    to = next;
  }
  rap_buf_puts(out, from ? "  …" : "  ");
  rap_buf_add(out, rap_str_sub(text, from, to));
  rap_buf_puts(out, to < text.n ? "…\n" : "\n");
  for (size_t i = 0; i < (size_t)(from ? INDENT + 1 : INDENT) + at; i++) rap_buf_putc(out, ' ');
  for (size_t i = 0; i < (marked ? marked : 1); i++) rap_buf_putc(out, '^');
  rap_buf_putc(out, '\n');
}
