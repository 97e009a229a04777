#include "analyze/pack.h"
#include "ingest/document.h"

static const char *const theme_keys[] = {"id",      "parent", "label", "major topic", "core",     "likely",
                                         "passing", "faint",  "not",   "extend",      "examples", NULL};

static void read_cues(rap_loader *loader, const rap_yaml *theme, const char *key, const rap_rule *rule, rap_term_role role) {
  const rap_yaml *node = rap_yaml_get(theme, key);
  if (!rap_pack_sequence(loader, node, rule->id)) return;
  rap_term cue = {.rule = rule, .letter_case = RAP_CASE_ANY, .role = role};
  for (size_t i = 0; i < node->n && loader->st == RAP_OK; i++) rap_pack_term(loader, node->items[i], &cue);
}

/* Appends the theme and its rule; NULL when the id is taken. */
static rap_rule *new_theme(rap_loader *loader, const rap_yaml *node, rap_str id) {
  rap_rules *rules = loader->rules;
  void *items = rules->themes;
  if (rap_map_get(&rules->theme_rule, id)) {
    rap_pack_error(loader, rap_yaml_get(node, "id"), (rap_str){0}, "theme \"%.*s\" is already defined (write `extend: true` to add cues)",
                   RAP_FMT(id));
    return NULL;
  }
  rap_str rule_id = rap_arena_printf(loader->arena, "%.*s.theme.%.*s", RAP_FMT(loader->pack->name), RAP_FMT(id));
  if (!rule_id.p) rap_pack_nomem(loader);
  rap_rule *rule = rule_id.p ? rap_pack_rule(loader, RAP_RULE_THEME, rule_id, rap_yaml_get(node, "id")) : NULL;
  if (!rule) return NULL;
  rule->kind = RAP_KIND_THEME;
  rule->value = id;
  rap_map_entry *by_id = rap_map_put(&rules->theme_by_id, id, NULL);
  if (by_id) by_id->value.num = rules->n_themes + 1;
  rap_map_entry *by_rule = rap_map_put(&rules->theme_rule, id, NULL);
  if (by_rule) by_rule->value.ptr = rule;
  if (!by_id || !by_rule || !rap_arena_grow(loader->arena, &items, rules->n_themes, &rules->themes_capacity, sizeof *rules->themes)) {
    rap_pack_nomem(loader);
    return NULL;
  }
  rules->themes = items;
  rap_theme *theme = &rules->themes[rules->n_themes++];
  *theme = (rap_theme){.id = id, .place = rule->place, .parent_index = RAP_NONE};
  theme->parent = rap_pack_text(loader, node, "parent", rule_id);
  theme->label = rap_pack_needed(loader, node, "label", rule_id);
  theme->major_topic = rap_pack_int(loader, node, "major topic", rule_id, 0);
  return rule;
}

static void read_theme(rap_loader *loader, const rap_yaml *node) {
  rap_str none = {0};
  if (!rap_pack_keys(loader, node, none, theme_keys, false)) return;
  rap_str id = rap_pack_needed(loader, node, "id", none);
  if (!id.n) return;
  rap_rule *rule = NULL;
  if (rap_pack_flag(loader, node, "extend", none, false)) {
    rap_map_entry *slot = rap_map_get(&loader->rules->theme_rule, id);
    rule = slot ? slot->value.ptr : NULL;
    if (!rule) rap_pack_error(loader, node, none, "`extend`: there is no theme \"%.*s\" before this", RAP_FMT(id));
  } else {
    rule = new_theme(loader, node, id);
  }
  if (!rule) return;
  read_cues(loader, node, "core", rule, RAP_TERM_CORE);
  read_cues(loader, node, "likely", rule, RAP_TERM_LIKELY);
  read_cues(loader, node, "passing", rule, RAP_TERM_PASSING);
  read_cues(loader, node, "faint", rule, RAP_TERM_FAINT);
  read_cues(loader, node, "not", rule, RAP_TERM_NOT);
  rap_pack_examples(loader, rap_yaml_get(node, "examples"), rule);
}

void rap_pack_themes(rap_loader *loader, const rap_yaml *node) {
  if (!rap_pack_sequence(loader, node, (rap_str){0})) return;
  for (size_t i = 0; i < node->n && loader->st == RAP_OK; i++) read_theme(loader, node->items[i]);
}
