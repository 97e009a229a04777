#include "analyze/pack.h"

static rap_fragment *declare(rap_loader *loader, const rap_yaml *key, const rap_yaml *value) {
  rap_str name = key->text;
  bool sound = name.n && rap_fragment_name_begins(name.p[0]);
  for (size_t i = 0; i < name.n; i++) sound = sound && rap_fragment_name_goes_on(name.p[i]);
  if (!sound) {
    rap_pack_error(loader, key, (rap_str){0}, "\"%.*s\" cannot be the name of a fragment (a letter, then letters, digits, '_' and '-')",
                   RAP_FMT(name));
    return NULL;
  }
  bool is_new = false;
  rap_map_entry *slot = rap_map_put(&loader->rules->fragments, name, &is_new);
  if (!slot) {
    rap_pack_nomem(loader);
    return NULL;
  }
  if (!is_new) {
    rap_fragment *old = slot->value.ptr;
    if (old && old->is_mapping && value->kind == RAP_YAML_MAPPING) return old;
    if (old)
      rap_pack_error(loader, key, (rap_str){0}, "fragment {%.*s} is already defined at %.*s:%u", RAP_FMT(name), RAP_FMT(old->place.file),
                     old->place.line);
    return NULL;
  }
  rap_fragment *fragment = rap_pack_alloc(loader, 1, sizeof *fragment);
  slot->value.ptr = fragment;
  if (fragment) *fragment = (rap_fragment){.name = name, .place = rap_pack_place(loader, value), .is_mapping = value->kind == RAP_YAML_MAPPING};
  return fragment;
}

static void add_key(rap_loader *loader, rap_fragment *fragment, const rap_yaml *key, const rap_yaml *value) {
  char buffer[RAP_RULES_KEY_MAX];
  if (key->text.n == 0 || value->kind != RAP_YAML_SCALAR) {
    rap_pack_error(loader, key, (rap_str){0}, "fragment {%.*s}: a key and a single value are expected", RAP_FMT(fragment->name));
    return;
  }
  rap_str lookup = rap_rules_fragment_key(fragment->name, key->text, buffer);
  if (!lookup.n) {
    rap_pack_error(loader, key, (rap_str){0}, "fragment {%.*s}: the key is too long", RAP_FMT(fragment->name));
    return;
  }
  lookup = rap_arena_str(loader->arena, lookup);
  rap_str *copy = rap_pack_alloc(loader, 1, sizeof *copy);
  bool is_new = false;
  rap_map_entry *slot = lookup.p && copy ? rap_map_put(&loader->rules->fragment_value, lookup, &is_new) : NULL;
  if (!slot) {
    rap_pack_nomem(loader);
    return;
  }
  if (!is_new) {
    rap_str *old = slot->value.ptr;
    if (!rap_str_eq(*old, value->text))
      rap_pack_error(loader, key, (rap_str){0}, "fragment {%.*s}: \"%.*s\" has the value %.*s already", RAP_FMT(fragment->name), RAP_FMT(key->text),
                     RAP_FMT(*old));
    return;
  }
  *copy = value->text;
  slot->value.ptr = copy;
  void *keys = fragment->keys, *values = fragment->values;
  bool room = rap_arena_grow(loader->arena, &keys, fragment->n_keys, &fragment->keys_capacity, sizeof *fragment->keys) &&
              rap_arena_grow(loader->arena, &values, fragment->n_keys, &fragment->values_capacity, sizeof *fragment->values);
  /* In any case: an array that grew must be known by the capacity that it now has. */
  fragment->keys = keys;
  fragment->values = values;
  if (!room) {
    rap_pack_nomem(loader);
    return;
  }
  fragment->keys[fragment->n_keys] = key->text;
  fragment->values[fragment->n_keys++] = value->text;
}

void rap_pack_fragments(rap_loader *loader, const rap_yaml *node) {
  if (!node) return;
  if (node->kind != RAP_YAML_MAPPING) {
    rap_pack_error(loader, node, (rap_str){0}, "`fragments` must be a mapping from names to expressions");
    return;
  }
  for (size_t i = 0; i < node->n && loader->st == RAP_OK; i++) {
    const rap_yaml *value = node->items[i];
    if (value->kind == RAP_YAML_SEQUENCE || value->n + value->text.n == 0) {
      rap_pack_error(loader, value, (rap_str){0}, "fragment {%.*s} must be an expression or a mapping, and not empty", RAP_FMT(node->keys[i]->text));
      continue;
    }
    rap_fragment *fragment = declare(loader, node->keys[i], value);
    if (!fragment) continue;
    if (!fragment->is_mapping) fragment->source = value->text;
    for (size_t k = 0; k < value->n; k++) add_key(loader, fragment, value->keys[k], value->items[k]);
  }
}
