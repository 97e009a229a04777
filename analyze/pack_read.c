#include <stdio.h>

#include "analyze/pack.h"
#include "base/limits.h"
#include "ingest/document.h"

rap_place rap_pack_place(const rap_loader *loader, const rap_yaml *node) {
  return (rap_place){loader->file, node ? node->line : 1, node ? node->column : 1};
}

void rap_pack_nomem(rap_loader *loader) {
  if (loader->st == RAP_OK) loader->st = rap_error_nomem(loader->err);
}

void *rap_pack_alloc(rap_loader *loader, size_t count, size_t size) {
  void *p = rap_arena_array(loader->arena, count, size);
  if (!p) rap_pack_nomem(loader);
  return p;
}

RAP_PRINTF(5, 0)
static void vreport(rap_loader *loader, rap_grade grade, rap_place place, rap_str rule, const char *format, va_list args) {
  rap_rules *rules = loader->rules;
  char text[RAP_ERROR_TEXT_MAX];
  rap_error message = {0};
  (void)rap_error_vset(&message, RAP_ERR_RULES, format, args);
  memcpy(text, message.text, sizeof text);
  void *items = rules->diagnostics;
  rap_str copy = rap_arena_str(loader->arena, rap_str_of(text));
  if (!copy.p || !rap_arena_grow(loader->arena, &items, rules->n_diagnostics, &rules->diagnostics_capacity, sizeof *rules->diagnostics)) {
    rap_pack_nomem(loader);
    return;
  }
  rules->diagnostics = items;
  rules->diagnostics[rules->n_diagnostics++] = (rap_diagnostic){grade, place, rule, copy};
  if (grade != RAP_ERROR) return;
  if (loader->n_errors++ == 0)
    (void)rap_error_set(loader->err, RAP_ERR_RULES, "%.*s:%u:%u: %.*s%s%s", RAP_FMT(place.file), place.line, place.column, RAP_FMT(rule),
                        rule.n ? ": " : "", text);
}

void rap_pack_report(rap_loader *loader, rap_grade grade, rap_place place, rap_str rule, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vreport(loader, grade, place, rule, format, args);
  va_end(args);
}

void rap_pack_error(rap_loader *loader, const rap_yaml *node, rap_str rule, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vreport(loader, RAP_ERROR, rap_pack_place(loader, node), rule, format, args);
  va_end(args);
}

static size_t count(const char *const *words) {
  size_t n = 0;
  while (words[n]) n++;
  return n;
}

static bool one_of(rap_str s, const char *const *words) {
  for (size_t i = 0; words[i]; i++)
    if (rap_str_is(s, words[i])) return true;
  return false;
}

bool rap_pack_keys(rap_loader *loader, const rap_yaml *node, rap_str rule, const char *const *allowed, bool guards) {
  if (!node || node->kind != RAP_YAML_MAPPING) {
    rap_pack_error(loader, node, rule, "a mapping (key: value) is expected here");
    return false;
  }
  for (size_t i = 0; i < node->n; i++) {
    rap_str key = node->keys[i]->text;
    if (one_of(key, allowed) || (guards && one_of(key, rap_guard_names))) continue;
    const char *near = rap_nearest(key, allowed, count(allowed));
    if (!near && guards) near = rap_nearest(key, rap_guard_names, count(rap_guard_names));
    rap_pack_error(loader, node->keys[i], rule, "unknown key \"%.*s\"%s%s%s", RAP_FMT(key), near ? "; did you mean \"" : "", near ? near : "",
                   near ? "\"?" : "");
  }
  return true;
}

bool rap_pack_sequence(rap_loader *loader, const rap_yaml *node, rap_str rule) {
  if (!node) return false;
  if (node->kind == RAP_YAML_SEQUENCE) return true;
  rap_pack_error(loader, node, rule, "a list is expected here");
  return false;
}

rap_str rap_pack_text(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule) {
  const rap_yaml *node = rap_yaml_get(mapping, key);
  if (!node) return (rap_str){0};
  if (node->kind != RAP_YAML_SCALAR) {
    rap_pack_error(loader, node, rule, "`%s` must be a single value", key);
    return (rap_str){0};
  }
  return node->text;
}

rap_str rap_pack_needed(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule) {
  const rap_yaml *node = rap_yaml_get(mapping, key);
  rap_str s = rap_pack_text(loader, mapping, key, rule);
  if (!s.n && (!node || node->kind == RAP_YAML_SCALAR)) rap_pack_error(loader, node ? node : mapping, rule, "`%s` is missing or empty", key);
  return s;
}

bool rap_pack_flag(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, bool otherwise) {
  const rap_yaml *node = rap_yaml_get(mapping, key);
  bool value = otherwise;
  if (node && !rap_yaml_bool(node, &value)) {
    rap_pack_error(loader, node, rule, "`%s` must be true or false", key);
    return otherwise;
  }
  return value;
}

int rap_pack_int(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, int otherwise) {
  const rap_yaml *node = rap_yaml_get(mapping, key);
  int64_t value = 0;
  if (!node) return otherwise;
  if (!rap_yaml_int(node, &value) || value < -1000000 || value > 1000000) {
    rap_pack_error(loader, node, rule, "`%s` must be a whole number", key);
    return otherwise;
  }
  return (int)value;
}

rap_str rap_pack_word(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, const char *const *words) {
  rap_str s = rap_pack_text(loader, mapping, key, rule);
  if (!s.n || one_of(s, words)) return s;
  const char *near = rap_nearest(s, words, count(words));
  rap_pack_error(loader, rap_yaml_get(mapping, key), rule, "unknown %s \"%.*s\"%s%s%s", key, RAP_FMT(s), near ? "; did you mean \"" : "",
                 near ? near : "", near ? "\"?" : "");
  return (rap_str){0};
}

void rap_pack_list(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, rap_str **items, size_t *n) {
  *items = NULL;
  *n = 0;
  const rap_yaml *node = rap_yaml_get(mapping, key);
  if (!node) return;
  bool single = node->kind == RAP_YAML_SCALAR;
  if (node->kind == RAP_YAML_MAPPING) {
    rap_pack_error(loader, node, rule, "`%s` must be a list", key);
    return;
  }
  rap_str *list = rap_pack_alloc(loader, single ? 1 : node->n, sizeof *list);
  if (!list) return;
  for (size_t i = 0; i < (single ? 1 : node->n); i++) {
    const rap_yaml *item = single ? node : node->items[i];
    if (item->kind == RAP_YAML_SCALAR && item->text.n)
      list[(*n)++] = item->text;
    else
      rap_pack_error(loader, item, rule, "an item of `%s` must be a single value", key);
  }
  *items = list;
}

static bool parse_kind(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_kind *out) {
  if (node->kind == RAP_YAML_SCALAR && rap_kind_parse(node->text, out)) return true;
  const char *names[RAP_N_KINDS];
  for (int k = 0; k < RAP_N_KINDS; k++) names[k] = rap_kind_name((rap_kind)k);
  const char *near = rap_nearest(node->text, names, RAP_N_KINDS);
  rap_pack_error(loader, node, rule, "unknown kind \"%.*s\"%s%s%s", RAP_FMT(node->text), near ? "; did you mean \"" : "", near ? near : "",
                 near ? "\"?" : "");
  return false;
}

bool rap_pack_kind(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, rap_kind *out) {
  *out = RAP_KIND_STATE;
  const rap_yaml *node = rap_yaml_get(mapping, key);
  if (node) return parse_kind(loader, node, rule, out);
  rap_pack_error(loader, mapping, rule, "`%s` is missing", key);
  return false;
}

rap_kind_set rap_pack_kinds(rap_loader *loader, const rap_yaml *mapping, const char *key, rap_str rule, rap_kind_set otherwise) {
  const rap_yaml *node = rap_yaml_get(mapping, key);
  if (!node) return otherwise;
  rap_kind_set set = 0;
  if (!rap_pack_sequence(loader, node, rule)) return otherwise;
  for (size_t i = 0; i < node->n; i++) {
    rap_kind kind = RAP_KIND_STATE;
    if (parse_kind(loader, node->items[i], rule, &kind)) set |= RAP_KIND_BIT(kind);
  }
  return set;
}
