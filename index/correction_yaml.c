#include "index/correction_yaml.h"

#include "base/limits.h"
#include "base/yaml.h"

#define MARK "rapporteur-corrections"
enum { FORMAT = 1 };

/* ---- writing ---- */

static void put_time(rap_json *object, const char *key, int64_t at) {
  char text[RAP_CORRECT_TIME_MAX];
  (void)rap_json_set_str(object, key, (rap_str){text, rap_correction_time(at, text)});
}

static void put_fields(rap_json *object, const char *key, const rap_correct_fields *fields) {
  if (fields->n) (void)rap_json_set(object, key, rap_correct_fields_json(fields));
}

static rap_json *to_json(const rap_correction *c) {
  rap_json *o = rap_json_new_object();
  (void)rap_json_set_str(o, "operation", rap_str_of(rap_correct_op_name(c->op)));
  (void)rap_json_set_str(o, "thing", rap_str_of(rap_correct_thing_name(c->thing)));
  if (c->document.n) (void)rap_json_set_str(o, "source", c->source);
  (void)rap_json_set_str_opt(o, "document", c->document);
  (void)rap_json_set_str_opt(o, "kind", c->kind);
  (void)rap_json_set_str_opt(o, "value", c->value);
  if (c->anchor.quote.n) {
    (void)rap_json_set_str(o, "quote", c->anchor.quote);
    (void)rap_json_set_str_opt(o, "before", c->anchor.before);
    (void)rap_json_set_str_opt(o, "after", c->anchor.after);
    (void)rap_json_set_int(o, "begin", (int64_t)c->anchor.text.begin);
  }
  put_fields(o, "was", &c->was);
  put_fields(o, "now", &c->now);
  (void)rap_json_set_str(o, "author", c->author);
  put_time(o, "at", c->at);
  (void)rap_json_set_str_opt(o, "note", c->note);
  if (c->undone_by.n) {
    rap_json *undone = rap_json_new_object();
    (void)rap_json_set_str(undone, "by", c->undone_by);
    put_time(undone, "at", c->undone_at);
    (void)rap_json_set(o, "undone", undone);
  }
  return o;
}

rap_status rap_corrections_to_yaml(const rap_correction *items, size_t n, rap_buf *out, rap_error *err) {
  rap_json *file = rap_json_new_object(), *list = rap_json_new_array();
  size_t from = out->n;
  (void)rap_json_set_int(file, MARK, FORMAT);
  bool listed = list != NULL;
  for (size_t i = 0; i < n; i++) listed = rap_json_append(list, to_json(&items[i])) && listed;
  bool made = rap_json_set(file, "corrections", list) && listed;
  rap_status st = made ? rap_yaml_write(file, out, err) : rap_error_nomem(err);
  rap_json_free(file);
  if (st == RAP_OK && out->n - from > RAP_MAX_YAML_BYTES)
    st = rap_error_set(err, RAP_ERR_LIMIT,
                       "the corrections take %zu bytes, more than the %zu that can be taken in again: export them in parts (export 1-5000)",
                       out->n - from, RAP_MAX_YAML_BYTES);
  return st;
}

/* ---- reading ---- */

typedef struct reader {
  rap_arena *arena;
  rap_str file;
  rap_error *err;
} reader;

static rap_status fail(const reader *r, const rap_yaml *at, const char *what, rap_str value) {
  const char *quote = value.n ? " '" : "", *end = value.n ? "'" : "";
  return rap_error_set(r->err, RAP_ERR_INPUT, "%.*s:%u:%u: %s%s%.*s%s", RAP_FMT(r->file), at->line, at->column, what, quote, RAP_FMT(value), end);
}

static rap_status read_fields(const reader *r, const rap_yaml *node, rap_correct_fields *out) {
  if (node->kind != RAP_YAML_MAPPING) return fail(r, node, "this must be a mapping", (rap_str){0});
  for (size_t i = 0; i < node->n; i++) {
    const rap_yaml *value = node->items[i];
    size_t n = value->kind == RAP_YAML_SEQUENCE ? value->n : 1;
    if (value->kind == RAP_YAML_MAPPING || n > RAP_MAX_CORRECTION_VALUES)
      return fail(r, value, "this must be a text, or a list of some", (rap_str){0});
    for (size_t k = 0; k < n; k++) {
      const rap_yaml *item = value->kind == RAP_YAML_SEQUENCE ? value->items[k] : value;
      if (item->kind != RAP_YAML_SCALAR) return fail(r, item, "this must be a text", (rap_str){0});
      if (!rap_correct_put(r->arena, out, node->keys[i]->text.p, item->text)) return rap_error_nomem(r->err);
    }
  }
  return RAP_OK;
}

static rap_status read_time(const reader *r, const rap_yaml *node, int64_t *out) {
  return rap_correction_time_parse(rap_yaml_text(node), out) ? RAP_OK
                                                             : fail(r, node, "this is no time such as 2026-03-01T12:00:00Z:", rap_yaml_text(node));
}

static rap_status read_undone(const reader *r, const rap_yaml *node, rap_correction *c) {
  const rap_yaml *by = rap_yaml_get(node, "by"), *at = rap_yaml_get(node, "at");
  if (!rap_yaml_text(by).n || !at) return fail(r, node, "this must have 'by' and 'at'", (rap_str){0});
  c->undone_by = by->text;
  return read_time(r, at, &c->undone_at);
}

static rap_status read_key(const reader *r, rap_str key, const rap_yaml *node, rap_correction *c) {
  const struct {
    const char *key;
    rap_str *to;
  } texts[] = {{"source", &c->source},        {"document", &c->document},  {"kind", &c->kind},     {"value", &c->value}, {"quote", &c->anchor.quote},
               {"before", &c->anchor.before}, {"after", &c->anchor.after}, {"author", &c->author}, {"note", &c->note}};
  int64_t begin;
  if (rap_str_is(key, "was")) return read_fields(r, node, &c->was);
  if (rap_str_is(key, "now")) return read_fields(r, node, &c->now);
  if (rap_str_is(key, "undone")) return read_undone(r, node, c);
  if (node->kind != RAP_YAML_SCALAR) return fail(r, node, "this must be a text", (rap_str){0});
  if (rap_str_is(key, "at")) return read_time(r, node, &c->at);
  if (rap_str_is(key, "operation")) return rap_correct_op_parse(node->text, &c->op) ? RAP_OK : fail(r, node, "there is no operation", node->text);
  if (rap_str_is(key, "thing")) return rap_correct_thing_parse(node->text, &c->thing) ? RAP_OK : fail(r, node, "there is no thing", node->text);
  if (rap_str_is(key, "begin")) {
    if (!rap_yaml_int(node, &begin) || begin < 0 || begin > INT32_MAX) return fail(r, node, "this is no place in a text:", node->text);
    c->anchor.text.begin = (size_t)begin;
    return RAP_OK;
  }
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (rap_str_is(key, texts[i].key)) {
      *texts[i].to = node->text;
      return RAP_OK;
    }
  return fail(r, node, "there is no key", key);
}

static rap_status read_one(const reader *r, const rap_yaml *node, rap_correction *c) {
  rap_status st = RAP_OK;
  rap_error own = {0};
  *c = (rap_correction){0};
  if (node->kind != RAP_YAML_MAPPING) return fail(r, node, "a correction must be a mapping", (rap_str){0});
  if (!rap_yaml_get(node, "operation") || !rap_yaml_get(node, "thing") || !rap_yaml_get(node, "at"))
    return fail(r, node, "a correction needs 'operation', 'thing' and 'at'", (rap_str){0});
  for (size_t i = 0; i < node->n && st == RAP_OK; i++) st = read_key(r, node->keys[i]->text, node->items[i], c);
  c->anchor.text.end = c->anchor.text.begin + c->anchor.quote.n;
  if (st == RAP_OK && (st = rap_correction_check(c, &own)) != RAP_OK) st = fail(r, node, own.text, (rap_str){0});
  return st == RAP_OK ? rap_correction_identify(r->arena, c, r->err) : st;
}

rap_status rap_corrections_from_yaml(rap_arena *arena, rap_str file, rap_str text, rap_correction **items, size_t *n, rap_error *err) {
  const reader r = {arena, file, err};
  rap_yaml *root = NULL;
  int64_t format = 0;
  *items = NULL;
  *n = 0;
  rap_status st = rap_yaml_parse(arena, file, text, &root, err);
  if (st == RAP_ERR_RULES && err) err->status = RAP_ERR_INPUT;
  if (st != RAP_OK) return st == RAP_ERR_RULES ? RAP_ERR_INPUT : st;
  const rap_yaml *mark = rap_yaml_get(root, MARK), *list = rap_yaml_get(root, "corrections");
  if (!mark || !list || list->kind != RAP_YAML_SEQUENCE || root->n != 2)
    return rap_error_set(err, RAP_ERR_INPUT, "%.*s: this is no file of corrections (" MARK ": %d, and a list 'corrections')", RAP_FMT(file), FORMAT);
  if (!rap_yaml_int(mark, &format) || format != FORMAT) return fail(&r, mark, "corrections of a format that this program does not know:", mark->text);
  if (list->n > RAP_MAX_CORRECTIONS) return rap_error_set(err, RAP_ERR_LIMIT, "%.*s: more than %d corrections", RAP_FMT(file), RAP_MAX_CORRECTIONS);
  rap_correction *made = rap_arena_array(arena, list->n, sizeof *made);
  if (!made) return rap_error_nomem(err);
  for (size_t i = 0; i < list->n && st == RAP_OK; i++) st = read_one(&r, list->items[i], &made[i]);
  if (st != RAP_OK) return st;
  *items = made;
  *n = list->n;
  return RAP_OK;
}
