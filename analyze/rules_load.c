/* rules_load.c: rap_rules_load, and what needs all packs at once. Layer: analyze. */
#include <stdlib.h>

#include "analyze/pack.h"
#include "ingest/document.h"

static const char *const top_keys[] = {"fragments", "lexicon",      "lexicons",   "patterns", "themes",
                                       "events",    "participants", "statements", "examples", NULL};

rap_rule *rap_pack_rule(rap_loader *loader, rap_rule_type type, rap_str id, const rap_yaml *node) {
  rap_rules *rules = loader->rules;
  bool is_new = false;
  rap_map_entry *slot = rap_map_put(&rules->rule_by_id, id, &is_new);
  if (!slot || rules->n_all >= rules->max_all) {
    rap_pack_nomem(loader);
    return NULL;
  }
  if (!is_new) {
    const rap_rule *first = slot->value.ptr;
    rap_pack_error(loader, node, id, "the id is taken already, by %.*s:%u:%u", RAP_FMT(first->place.file), first->place.line, first->place.column);
    return NULL;
  }
  rap_rule *rule = &rules->all[rules->n_all];
  *rule = (rap_rule){.type = type, .id = id, .pack = loader->pack->name, .place = rap_pack_place(loader, node), .order = rules->n_all};
  slot->value.ptr = rule;
  rules->n_all++;
  bool own = rap_str_starts(id, loader->pack->name) && id.n > loader->pack->name.n && id.p[loader->pack->name.n] == '.';
  if (!own)
    rap_pack_report(loader, RAP_WARNING, rule->place, id, "the id of a rule of pack \"%.*s\" begins with \"%.*s.\"", RAP_FMT(loader->pack->name),
                    RAP_FMT(loader->pack->name));
  return rule;
}

/* --- how many rules there can be --- */

static size_t length_of(const rap_yaml *mapping, const char *key) {
  const rap_yaml *node = rap_yaml_get(mapping, key);
  return node && node->kind == RAP_YAML_SEQUENCE ? node->n : 0;
}

static size_t count_rules(const rap_yaml *root) {
  size_t n = length_of(rap_yaml_get(root, "lexicon"), "entries");
  const rap_yaml *lexicons = rap_yaml_get(root, "lexicons");
  for (size_t i = 0; i < length_of(root, "lexicons"); i++) n += length_of(lexicons->items[i], "entries");
  return n + length_of(root, "patterns") + length_of(root, "themes") + length_of(root, "events") + length_of(root, "participants") +
         length_of(root, "statements");
}

/* --- rounds over all files --- */

static void for_files(rap_loader *loader, void (*read)(rap_loader *, const rap_yaml *)) {
  for (size_t i = 0; i < loader->packs.n; i++) {
    loader->pack = loader->packs.items[i];
    for (size_t k = 0; k < loader->pack->n_files && loader->st == RAP_OK; k++) {
      const rap_pack_file *file = &loader->pack->files[k];
      loader->file = file->name;
      if (k != loader->pack->manifest && file->root && file->root->kind == RAP_YAML_MAPPING) read(loader, file->root);
    }
  }
}

static void first_round(rap_loader *loader, const rap_yaml *root) {
  (void)rap_pack_keys(loader, root, (rap_str){0}, top_keys, false);
  loader->rules->max_all += count_rules(root);
  rap_pack_fragments(loader, rap_yaml_get(root, "fragments"));
}

static void second_round(rap_loader *loader, const rap_yaml *root) {
  rap_pack_lexicons(loader, root);
  rap_pack_patterns(loader, rap_yaml_get(root, "patterns"));
  rap_pack_themes(loader, rap_yaml_get(root, "themes"));
  rap_pack_events(loader, rap_yaml_get(root, "events"));
  rap_pack_participants(loader, rap_yaml_get(root, "participants"));
  rap_pack_statements(loader, rap_yaml_get(root, "statements"));
}

static void third_round(rap_loader *loader, const rap_yaml *root) { rap_pack_file_examples(loader, rap_yaml_get(root, "examples")); }

static void check_files(rap_loader *loader) {
  for (size_t i = 0; i < loader->packs.n; i++) {
    const rap_pack *pack = loader->packs.items[i];
    for (size_t k = 0; k < pack->n_files; k++) {
      const rap_yaml *root = pack->files[k].root;
      if (!root || root->kind == RAP_YAML_MAPPING) continue;
      rap_pack_report(loader, RAP_ERROR, (rap_place){pack->files[k].name, root->line, root->column}, (rap_str){0},
                      "a rule file must be a mapping (fragments, lexicon, patterns …)");
    }
  }
}

/* --- references --- */

static void check_theme_parent(rap_loader *loader, rap_theme *theme) {
  rap_rules *rules = loader->rules;
  if (!theme->parent.n) return;
  const rap_theme *parent = rap_rules_theme(rules, theme->parent);
  const rap_theme *at = parent;
  size_t steps = 0;
  if (parent) theme->parent_index = (size_t)(parent - rules->themes);
  while (at && at->parent.n && steps++ <= rules->n_themes) at = rap_rules_theme(rules, at->parent);
  if (!parent)
    rap_pack_report(loader, RAP_ERROR, theme->place, theme->id, "unknown parent theme \"%.*s\"", RAP_FMT(theme->parent));
  else if (steps > rules->n_themes)
    rap_pack_report(loader, RAP_ERROR, theme->place, theme->id, "the theme is its own ancestor");
}

static bool known_state_or_group(const rap_rules *rules, rap_str id) {
  return rap_str_is(id, "ALL") || rap_rules_entry(rules, RAP_KIND_STATE, id) || rap_rules_entry(rules, RAP_KIND_GROUP, id);
}

static void check_entry(rap_loader *loader, const rap_rule *rule) {
  const rap_entry *entry = rule->entry;
  for (size_t i = 0; i < entry->n_themes; i++)
    if (!rap_rules_theme(loader->rules, entry->themes[i]))
      rap_pack_report(loader, RAP_ERROR, rule->place, rule->id, "unknown theme \"%.*s\"", RAP_FMT(entry->themes[i]));
  for (size_t i = 0; i < entry->n_members; i++)
    if (!known_state_or_group(loader->rules, entry->members[i].id))
      rap_pack_report(loader, RAP_ERROR, rule->place, rule->id, "unknown member \"%.*s\"", RAP_FMT(entry->members[i].id));
  if (entry->state.n && !rap_rules_entry(loader->rules, RAP_KIND_STATE, entry->state))
    rap_pack_report(loader, RAP_WARNING, rule->place, rule->id, "unknown state \"%.*s\"", RAP_FMT(entry->state));
}

void rap_pack_check_references(rap_loader *loader) {
  rap_rules *rules = loader->rules;
  for (size_t i = 0; i < rules->n_themes; i++) check_theme_parent(loader, &rules->themes[i]);
  for (size_t i = 0; i < rules->n_all && loader->st == RAP_OK; i++) {
    const rap_rule *rule = &rules->all[i];
    if (rule->type == RAP_RULE_ENTRY) check_entry(loader, rule);
    for (size_t k = 0; k < rule->n_actors; k++)
      if (!known_state_or_group(rules, rule->actors[k]))
        rap_pack_report(loader, RAP_WARNING, rule->place, rule->id, "unknown actor \"%.*s\"", RAP_FMT(rule->actors[k]));
  }
}

static void index_types(rap_loader *loader) {
  rap_rules *rules = loader->rules;
  for (size_t i = 0; i < rules->n_all; i++) rules->n_by_type[rules->all[i].type]++;
  for (int t = 0; t < RAP_N_RULE_TYPES; t++) {
    rules->by_type[t] = rap_pack_alloc(loader, rules->n_by_type[t], sizeof **rules->by_type);
    size_t n = 0;
    for (size_t i = 0; rules->by_type[t] && i < rules->n_all; i++)
      if ((int)rules->all[i].type == t) rules->by_type[t][n++] = &rules->all[i];
  }
}

/* The group of the theme with this id. */
static uint32_t theme_group(rap_loader *loader, rap_map *themes, rap_str id) {
  bool is_new = false;
  rap_map_entry *slot = rap_map_put(themes, id, &is_new);
  if (!slot) {
    rap_pack_nomem(loader);
    return 0;
  }
  if (is_new) slot->value.num = RAP_N_KINDS + themes->n;
  return (uint32_t)slot->value.num;
}

static void number_groups(rap_loader *loader) {
  rap_rules *rules = loader->rules;
  rap_map themes = {0};
  for (size_t i = 0; i < rules->n_all && loader->st == RAP_OK; i++) {
    rap_rule *rule = &rules->all[i];
    rule->group = rule->kind == RAP_KIND_THEME ? theme_group(loader, &themes, rule->value) : (uint32_t)rule->kind;
    if (!rule->entry || !rule->entry->n_themes) continue;
    rule->theme_groups = rap_pack_alloc(loader, rule->entry->n_themes, sizeof *rule->theme_groups);
    for (size_t k = 0; rule->theme_groups && k < rule->entry->n_themes; k++)
      rule->theme_groups[k] = theme_group(loader, &themes, rule->entry->themes[k]);
  }
  rap_map_clear(&themes);
}

static void read_packs(rap_loader *loader) {
  rap_rules *rules = loader->rules;
  check_files(loader);
  for_files(loader, first_round);
  rules->all = rap_pack_alloc(loader, rules->max_all, sizeof *rules->all);
  rules->needs = rap_pack_alloc(loader, rules->max_all, sizeof *rules->needs);
  if (loader->st != RAP_OK) return;
  for_files(loader, second_round);
  for_files(loader, third_round);
  rap_pack_check_fragments(loader);
  rap_pack_check_references(loader);
  index_types(loader);
  if (loader->st == RAP_OK) number_groups(loader);
  if (loader->st == RAP_OK) loader->st = rap_lexicon_build(loader->arena, rules->variants, rules->n_variants, &rules->lexicon, loader->err);
  if (loader->st == RAP_OK) loader->st = rap_series_index_build(loader->arena, rules, &rules->series, loader->err);
  rap_pack_sieves(loader);
  if (loader->st == RAP_OK) loader->st = rap_shadow_plan_build(loader->arena, rules, &rules->plan, loader->err);
  rap_pack_stamp(loader);
}

static rap_status begin(rap_loader *loader, const rap_rules_source *source, rap_error *err) {
  rap_rules *rules = calloc(1, sizeof *rules);
  rap_arena *work = rap_arena_new();
  rap_literals_work *literals_work = rap_literals_work_new();
  if (rules) rules->arena = rap_arena_new();
  if (!rules || !rules->arena || !work || !literals_work) {
    rap_rules_free(rules);
    rap_arena_free(work);
    rap_literals_work_free(literals_work);
    return rap_error_nomem(err);
  }
  *loader = (rap_loader){.plain = source->plain, .err = err, .work = work, .literals_work = literals_work, .rules = rules, .arena = rules->arena};
  return RAP_OK;
}

/* Lets go of what only loading needed; how it went. */
static rap_status end(rap_loader *loader) {
  rap_arena_free(loader->work);
  rap_literals_work_free(loader->literals_work);
  loader->work = NULL;
  loader->literals_work = NULL;
  if (loader->st == RAP_OK && rap_arena_failed(loader->arena)) return rap_error_nomem(loader->err);
  return loader->st == RAP_OK && loader->n_errors ? RAP_ERR_RULES : loader->st;
}

rap_status rap_rules_load(const rap_rules_source *source, rap_rules **out, rap_error *err) {
  *out = NULL;
  rap_loader loader;
  rap_status st = begin(&loader, source, err);
  if (st != RAP_OK) return st;
  rap_pack_find(&loader, source);
  rap_pack_parse(&loader);
  if (loader.st == RAP_OK) read_packs(&loader);
  st = end(&loader);
  if (st == RAP_OK || st == RAP_ERR_RULES)
    *out = loader.rules;
  else
    rap_rules_free(loader.rules);
  return st;
}

rap_status rap_rules_stamp_of(const rap_rules_source *source, rap_buf *out, rap_error *err) {
  rap_loader loader;
  rap_status st = begin(&loader, source, err);
  if (st != RAP_OK) return st;
  rap_pack_find(&loader, source);
  if (loader.st == RAP_OK && !loader.n_errors) rap_pack_stamp(&loader);
  st = end(&loader);
  if (st == RAP_OK) rap_buf_add(out, loader.rules->stamp);
  if (st == RAP_OK && rap_buf_failed(out)) st = rap_error_nomem(err);
  rap_rules_free(loader.rules);
  return st;
}
