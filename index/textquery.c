#include "index/textquery.h"

#include "base/buf.h"

/* ---- as FTS5 has it ---- */

void rap_textquery_put_phrase(const rap_query_node *t, rap_buf *out) {
  rap_buf_putc(out, '"');
  for (size_t i = 0; i < t->text.n; i++) rap_buf_putc(out, t->text.p[i] == '"' || t->text.p[i] == '\0' ? ' ' : t->text.p[i]);
  rap_buf_puts(out, t->prefix ? "\" *" : "\"");
}

/* Does it say what must not be there? */
static bool excludes(const rap_query_node *node) {
  bool all = true, any = false;
  switch (node->kind) {
  case RAP_QUERY_NODE_NOT: return !excludes(node->parts[0]);
  case RAP_QUERY_NODE_ALL:
  case RAP_QUERY_NODE_ANY:
    for (size_t i = 0; i < node->n_parts; i++) {
      bool part = excludes(node->parts[i]);
      all = all && part;
      any = any || part;
    }
    return node->kind == RAP_QUERY_NODE_ALL ? all : any;
  default: return false;
  }
}

static void put(const rap_query_node *node, rap_buf *out);

static bool is_list(const rap_query_node *node) { return node->kind == RAP_QUERY_NODE_ALL || node->kind == RAP_QUERY_NODE_ANY; }

/* Parts that exclude, or those that do not, joined; in parentheses where there are several, or one that is a list. */
static void put_parts(const rap_query_node *node, bool excluding, const char *joint, rap_buf *out) {
  size_t n = 0, at = 0;
  bool enclosed = false;
  for (size_t i = 0; i < node->n_parts; i++) n += excludes(node->parts[i]) == excluding;
  enclosed = n > 1;
  if (enclosed) rap_buf_putc(out, '(');
  for (size_t i = 0; i < node->n_parts; i++) {
    if (excludes(node->parts[i]) != excluding) continue;
    if (at++) rap_buf_puts(out, joint);
    put(node->parts[i], out);
  }
  if (enclosed) rap_buf_putc(out, ')');
}

/* a, b, NOT c as ((a AND b) NOT c); a OR NOT b, which excludes, as the opposite (b NOT a). */
static void put_list(const rap_query_node *node, rap_buf *out) {
  bool all = node->kind == RAP_QUERY_NODE_ALL, whole = excludes(node), mixed = false;
  for (size_t i = 0; i < node->n_parts; i++) mixed = mixed || excludes(node->parts[i]) != whole;
  if (!mixed) {
    put_parts(node, whole, all != whole ? " AND " : " OR ", out);
    return;
  }
  rap_buf_putc(out, '(');
  put_parts(node, whole, " AND ", out);
  rap_buf_puts(out, " NOT ");
  put_parts(node, !whole, " OR ", out);
  rap_buf_putc(out, ')');
}

/* What must be there, or, of what excludes, what must not. */
static void put(const rap_query_node *node, rap_buf *out) {
  switch (node->kind) {
  case RAP_QUERY_NODE_TEXT: rap_textquery_put_phrase(node, out); break;
  case RAP_QUERY_NODE_NEAR:
    rap_buf_puts(out, "NEAR(");
    for (size_t i = 0; i < node->n_parts; i++) {
      if (i) rap_buf_putc(out, ' ');
      rap_textquery_put_phrase(node->parts[i], out);
    }
    rap_buf_printf(out, ", %u)", node->distance);
    break;
  case RAP_QUERY_NODE_NOT: put(node->parts[0], out); break;
  case RAP_QUERY_NODE_ALL:
  case RAP_QUERY_NODE_ANY: put_list(node, out); break;
  case RAP_QUERY_NODE_FIELD: break;
  }
}

/* ---- for people ---- */

static void show(const rap_query_node *node, rap_buf *out);

static void show_part(const rap_query_node *node, rap_buf *out) {
  if (is_list(node)) rap_buf_putc(out, '(');
  show(node, out);
  if (is_list(node)) rap_buf_putc(out, ')');
}

/* "a AND b NOT (c OR d)": what is negated comes last, together. */
static void show_all(const rap_query_node *node, rap_buf *out) {
  size_t negated = 0, shown = 0;
  for (size_t i = 0; i < node->n_parts; i++) {
    if (node->parts[i]->kind == RAP_QUERY_NODE_NOT) {
      negated++;
      continue;
    }
    if (shown++) rap_buf_puts(out, " AND ");
    show_part(node->parts[i], out);
  }
  if (!negated) return;
  rap_buf_puts(out, shown ? " NOT " : "NOT ");
  if (negated > 1) rap_buf_putc(out, '(');
  shown = 0;
  for (size_t i = 0; i < node->n_parts; i++) {
    if (node->parts[i]->kind != RAP_QUERY_NODE_NOT) continue;
    if (shown++) rap_buf_puts(out, " OR ");
    show_part(node->parts[i]->parts[0], out);
  }
  if (negated > 1) rap_buf_putc(out, ')');
}

static void show(const rap_query_node *node, rap_buf *out) {
  switch (node->kind) {
  case RAP_QUERY_NODE_ALL: show_all(node, out); break;
  case RAP_QUERY_NODE_ANY:
    for (size_t i = 0; i < node->n_parts; i++) {
      if (i) rap_buf_puts(out, " OR ");
      show_part(node->parts[i], out);
    }
    break;
  case RAP_QUERY_NODE_NOT:
    rap_buf_puts(out, "NOT ");
    show_part(node->parts[0], out);
    break;
  default: rap_language_put(node, out); break;
  }
}

/* ---- the whole ---- */

/* Is there a beginning of a word among what must be there? */
static bool has_prefix(const rap_query_node *node, bool negated) {
  if (node->kind == RAP_QUERY_NODE_TEXT) return node->prefix && !negated;
  bool any = false;
  for (size_t i = 0; i < node->n_parts && !any; i++) any = has_prefix(node->parts[i], negated != (node->kind == RAP_QUERY_NODE_NOT));
  return any;
}

rap_status rap_textquery_of(rap_arena *arena, const rap_query_node *node, rap_textquery *out, rap_error *err) {
  *out = (rap_textquery){0};
  if (!node) return RAP_OK;
  rap_buf match = {0}, shown = {0};
  put(node, &match);
  show(node, &shown);
  rap_str expression = rap_arena_str(arena, rap_buf_str(&match));
  if (excludes(node))
    out->exclude = expression;
  else
    out->match = expression;
  out->shown = rap_arena_str(arena, rap_buf_str(&shown));
  out->single = node->kind == RAP_QUERY_NODE_TEXT;
  out->prefixes = has_prefix(node, false);
  rap_status st = rap_buf_failed(&match) || rap_buf_failed(&shown) || !expression.p || !out->shown.p ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&match);
  rap_buf_clear(&shown);
  return st;
}

rap_status rap_textquery_compile(rap_arena *arena, rap_str text, rap_textquery *out, rap_error *err) {
  rap_language tree;
  rap_span wrong;
  *out = (rap_textquery){0};
  rap_status st = rap_language_parse(arena, text, &tree, &wrong, err);
  if (st == RAP_OK && !rap_language_is_text(tree.root)) st = rap_error_set(err, RAP_ERR_USAGE, "a field stands where there may only be text");
  return st == RAP_OK ? rap_textquery_of(arena, tree.root, out, err) : st;
}
