#include "analyze/rules.h"

#include <assert.h>
#include <stdlib.h>

#include "analyze/rules_internal.h"
#include "base/utf8.h"

static const char *const type_names[RAP_N_RULE_TYPES] = {"entry", "pattern", "theme", "statement", "event", "participant"};

const char *rap_rule_type_name(rap_rule_type type) {
  assert(type < RAP_N_RULE_TYPES);
  return type_names[type];
}

void rap_rules_free(rap_rules *rules) {
  if (!rules) return;
  for (size_t i = 0; i < rules->n_regexes; i++) rap_regex_free(rules->regexes[i]);
  rap_map *const maps[] = {&rules->rule_by_id,  &rules->entry_by_id, &rules->entry_by_name, &rules->entry_rule,
                           &rules->theme_by_id, &rules->theme_rule,  &rules->fragments,     &rules->fragment_value};
  for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) rap_map_clear(maps[i]);
  rap_arena_free(rules->arena);
  free(rules);
}

const rap_diagnostic *rap_rules_diagnostics(const rap_rules *rules, size_t *n) {
  *n = rules->n_diagnostics;
  return rules->diagnostics;
}

const rap_rule *rap_rules_all(const rap_rules *rules, size_t *n) {
  *n = rules->n_all;
  return rules->all;
}

const rap_rule *const *rap_rules_of_type(const rap_rules *rules, rap_rule_type type, size_t *n) {
  assert(type < RAP_N_RULE_TYPES);
  *n = rules->n_by_type[type];
  return rules->by_type[type];
}

const rap_rule *rap_rules_find(const rap_rules *rules, rap_str id) {
  const rap_map_entry *slot = rap_map_get(&rules->rule_by_id, id);
  return slot ? slot->value.ptr : NULL;
}

const rap_example *rap_rules_examples(const rap_rules *rules, size_t *n) {
  *n = rules->n_examples;
  return rules->examples;
}

rap_str rap_rules_kind_key(rap_kind kind, rap_str id, char out[RAP_RULES_KEY_MAX]) {
  if (id.n + 1 > RAP_RULES_KEY_MAX) return (rap_str){0};
  out[0] = (char)('A' + kind);
  if (id.n) memcpy(out + 1, id.p, id.n);
  return (rap_str){out, id.n + 1};
}

rap_str rap_rules_fragment_key(rap_str fragment, rap_str key, char out[RAP_RULES_KEY_MAX]) {
  if (fragment.n + 1 > RAP_RULES_KEY_MAX) return (rap_str){0};
  memcpy(out, fragment.p, fragment.n);
  size_t n = fragment.n;
  out[n++] = '\x1f';
  for (size_t at = 0; at < key.n;) {
    uint32_t cp = 0;
    if (n + 4 > RAP_RULES_KEY_MAX) return (rap_str){0};
    at += rap_utf8_decode(key, at, &cp);
    n += rap_utf8_encode(rap_utf8_lower(cp), out + n);
  }
  return (rap_str){out, n};
}

rap_status rap_rules_fold_text(rap_str text, rap_buf *out, rap_error *err) {
  size_t begin = out->n;
  rap_status st = rap_utf8_fold(text, out, err);
  for (size_t i = begin; st == RAP_OK && i < out->n; i++)
    if (out->p[i] == '-') out->p[i] = ' ';
  if (st == RAP_OK && rap_buf_failed(out)) st = rap_error_nomem(err);
  return st;
}

rap_status rap_rules_name_key(rap_kind kind, rap_str name, rap_buf *out, rap_error *err) {
  rap_buf_putc(out, (char)('A' + kind));
  return rap_rules_fold_text(name, out, err);
}

const rap_entry *rap_rules_entry(const rap_rules *rules, rap_kind kind, rap_str id) {
  char buffer[RAP_RULES_KEY_MAX];
  rap_str key = rap_rules_kind_key(kind, id, buffer);
  const rap_map_entry *slot = key.n ? rap_map_get(&rules->entry_by_id, key) : NULL;
  return slot ? slot->value.ptr : NULL;
}

rap_status rap_rules_entry_named(const rap_rules *rules, rap_kind kind, rap_str name, const rap_entry **out, rap_error *err) {
  *out = rap_rules_entry(rules, kind, name);
  if (*out) return RAP_OK;
  rap_buf key = {0};
  rap_status st = rap_rules_name_key(kind, rap_str_trim(name), &key, err);
  const rap_map_entry *slot = st == RAP_OK ? rap_map_get(&rules->entry_by_name, rap_buf_str(&key)) : NULL;
  if (slot) *out = slot->value.ptr;
  rap_buf_clear(&key);
  for (size_t i = 0; st == RAP_OK && !*out && i < rules->n_entries_of[kind]; i++)
    if (rap_str_eq_nocase(rules->entries_of[kind][i]->id, rap_str_trim(name))) *out = rules->entries_of[kind][i];
  return st;
}

rap_status rap_rules_each_name(const rap_rules *rules, rap_name_fn fn, void *ctx, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < rules->entry_by_name.n; i++) {
    const rap_map_entry *slot = &rules->entry_by_name.entries[i];
    /* The key is the kind as one letter, then the name: see rap_rules_name_key. */
    st = fn(ctx, (rap_kind)(slot->key.p[0] - 'A'), slot->value.ptr, rap_str_sub(slot->key, 1, slot->key.n), err);
  }
  return st;
}

const rap_entry *const *rap_rules_entries(const rap_rules *rules, rap_kind kind, size_t *n) {
  assert(kind < RAP_N_KINDS);
  *n = rules->n_entries_of[kind];
  return rules->entries_of[kind];
}

const rap_theme *rap_rules_themes(const rap_rules *rules, size_t *n) {
  *n = rules->n_themes;
  return rules->themes;
}

const rap_theme *rap_rules_theme(const rap_rules *rules, rap_str id) {
  const rap_map_entry *slot = rap_map_get(&rules->theme_by_id, id);
  return slot ? &rules->themes[slot->value.num - 1] : NULL;
}

rap_str rap_rules_lookup(const rap_rules *rules, rap_str fragment, rap_str key) {
  char buffer[RAP_RULES_KEY_MAX];
  rap_str lookup = rap_rules_fragment_key(fragment, key, buffer);
  const rap_map_entry *slot = lookup.n ? rap_map_get(&rules->fragment_value, lookup) : NULL;
  return slot ? *(const rap_str *)slot->value.ptr : (rap_str){0};
}

rap_str rap_rules_stamp(const rap_rules *rules) { return rules->stamp; }
