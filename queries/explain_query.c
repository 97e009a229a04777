#include "queries/explain_query.h"

#include "base/emit.h"
#include "base/utf8.h"
#include "index/textquery.h"
#include "queries/layout.h"

enum { LABEL = 12, LEAST_WIDTH = 40 };

/* "query       …", wrapped under itself. */
static void put_line(rap_buf *out, const char *label, rap_str text, size_t width) {
  rap_buf wrapped = {0};
  size_t room = width > LEAST_WIDTH ? width : LEAST_WIDTH;
  rap_text_wrap(&wrapped, text, room - LABEL, 0);
  rap_str rest = rap_buf_str(&wrapped), line;
  for (bool first = true; rap_str_split(&rest, '\n', &line); first = false) {
    size_t columns = first ? rap_utf8_columns(rap_str_of(label)) : 0;
    if (!first && !line.n) continue;
    if (first) rap_buf_puts(out, label);
    rap_layout_spaces(out, columns < LABEL ? LABEL - columns : 1);
    rap_buf_add(out, line);
    rap_buf_putc(out, '\n');
  }
  if (rap_buf_failed(&wrapped)) out->failed = true;
  rap_buf_clear(&wrapped);
}

static void put_field(const rap_resolved_field *f, size_t width, rap_buf *out) {
  rap_buf values = {0};
  const char *name = rap_query_field_name(f->field->field);
  for (size_t i = 0; i < f->values.n; i++) {
    rap_label v = f->values.items[i];
    rap_buf_printf(&values, "%s%.*s", i ? ", " : f->field->exactly ? "exactly " : "", RAP_FMT(v.name));
    if (!rap_str_eq(v.name, v.value)) rap_buf_printf(&values, " (%.*s)", RAP_FMT(v.value));
  }
  if (f->field->field == RAP_QUERY_FIELD_THEME && !f->field->exactly) rap_buf_puts(&values, ", with those below");
  put_line(out, name, rap_buf_str(&values), width);
  if (rap_buf_failed(&values)) out->failed = true;
  rap_buf_clear(&values);
}

/* Is it more than a conjunction of fields and text? */
static bool has_tree(const rap_query_node *root) {
  if (!root || rap_language_is_text(root) || root->kind == RAP_QUERY_NODE_FIELD) return false;
  if (root->kind != RAP_QUERY_NODE_ALL) return true;
  bool tree = false;
  for (size_t i = 0; i < root->n_parts; i++) tree = tree || (!rap_language_is_text(root->parts[i]) && root->parts[i]->kind != RAP_QUERY_NODE_FIELD);
  return tree;
}

static void put_tree(const rap_query_node *root, rap_buf *out) {
  rap_buf tree = {0};
  rap_language_dump(root, &tree);
  rap_str rest = rap_buf_str(&tree), line;
  for (bool first = true; rap_str_split(&rest, '\n', &line); first = false) {
    if (!line.n) continue;
    if (first) rap_buf_puts(out, "tree");
    rap_layout_spaces(out, first ? LABEL - strlen("tree") : LABEL);
    rap_buf_add(out, line);
    rap_buf_putc(out, '\n');
  }
  if (rap_buf_failed(&tree)) out->failed = true;
  rap_buf_clear(&tree);
}

rap_status rap_explain_query_text(rap_arena *arena, const rap_explained *e, size_t width, rap_buf *out, rap_error *err) {
  rap_textquery words;
  rap_str query;
  rap_status st = rap_language_print(arena, e->query->root, &query, err);
  if (st == RAP_OK) st = rap_textquery_compile(arena, e->filter->words, &words, err);
  if (st != RAP_OK) return st;
  if (query.n) put_line(out, "query", query, width);
  put_line(out, "asked", e->asked.n ? e->asked : RAP_STR("everything"), width);
  if (e->from.n) put_line(out, "of", e->from, width);
  if (words.match.n) put_line(out, "text", words.match, width);
  if (words.exclude.n) put_line(out, "without", words.exclude, width);
  for (size_t i = 0; i < e->resolved->n_fields; i++) put_field(&e->resolved->fields[i], width, out);
  if (has_tree(e->query->root)) put_tree(e->query->root, out);
  return rap_buf_failed(out) ? rap_error_nomem(err) : RAP_OK;
}

static rap_json *field_json(const rap_resolved_field *f, rap_str typed) {
  rap_json *object = rap_json_new_object(), *values = rap_json_new_array();
  (void)rap_json_set_str(object, "field", rap_str_of(rap_query_field_name(f->field->field)));
  (void)rap_json_set_str(object, "typed", typed);
  for (size_t i = 0; i < f->values.n; i++) {
    rap_json *value = rap_json_new_object();
    (void)rap_json_set_str(value, "id", f->values.items[i].value);
    (void)rap_json_set_str(value, "name", f->values.items[i].name);
    (void)rap_json_append(values, value);
  }
  (void)rap_json_set(object, "values", values);
  return object;
}

rap_status rap_explain_query_json(rap_arena *arena, const rap_explained *e, rap_json **out, rap_error *err) {
  rap_textquery words;
  rap_str query;
  rap_buf typed = {0};
  *out = NULL;
  rap_status st = rap_language_print(arena, e->query->root, &query, err);
  if (st == RAP_OK) st = rap_textquery_compile(arena, e->filter->words, &words, err);
  if (st != RAP_OK) return st;
  rap_json *object = rap_json_new_object(), *text = rap_json_new_object(), *fields = rap_json_new_array();
  (void)rap_json_set_str(object, "query", query);
  (void)rap_json_set_str(object, "asked", e->asked);
  (void)rap_json_set_str_opt(object, "of", e->from);
  (void)rap_json_set_str_opt(text, "match", words.match);
  (void)rap_json_set_str_opt(text, "exclude", words.exclude);
  (void)rap_json_set(object, "text", text);
  for (size_t i = 0; i < e->resolved->n_fields; i++) {
    rap_buf_reset(&typed);
    rap_language_put_values(e->resolved->fields[i].field, &typed);
    (void)rap_json_append(fields, field_json(&e->resolved->fields[i], rap_buf_str(&typed)));
  }
  (void)rap_json_set(object, "fields", fields);
  if (!object || rap_buf_failed(&typed)) st = rap_error_nomem(err);
  rap_buf_clear(&typed);
  *out = object;
  return st;
}
