#include "analyze/pack.h"

static const char *const pattern_keys[] = {"id", "kind", "match", "caseless", "bounded", "value", "set", "hides", "priority", "examples", NULL};

static void read_settings(rap_loader *loader, const rap_yaml *node, rap_rule *rule) {
  const rap_yaml *set = rap_yaml_get(node, "set");
  if (!set) return;
  if (set->kind != RAP_YAML_MAPPING) {
    rap_pack_error(loader, set, rule->id, "`set` must be a mapping from names to values");
    return;
  }
  rap_setting *settings = rap_pack_alloc(loader, set->n, sizeof *settings);
  if (!settings) return;
  for (size_t i = 0; i < set->n; i++) {
    if (set->items[i]->kind == RAP_YAML_SCALAR)
      settings[rule->n_settings++] = (rap_setting){set->keys[i]->text, set->items[i]->text};
    else
      rap_pack_error(loader, set->items[i], rule->id, "a single value is expected");
  }
  rule->settings = settings;
}

/* A temporal expression that no function puts together would be found for nothing. */
static void check_form(rap_loader *loader, const rap_yaml *node, const rap_rule *rule) {
  rap_str form = {0};
  for (size_t i = 0; i < rule->n_settings; i++)
    if (rap_str_is(rule->settings[i].name, "form")) form = rule->settings[i].value;
  if (rule->kind != RAP_KIND_TIMEX || rap_timex_form_known(form)) return;
  if (form.n)
    rap_pack_error(loader, node, rule->id, "unknown form \"%.*s\"", RAP_FMT(form));
  else
    rap_pack_error(loader, node, rule->id, "a rule of kind timex needs `set: {form: …}`");
}

static void read_pattern(rap_loader *loader, const rap_yaml *node) {
  rap_str none = {0};
  rap_kind kind = RAP_KIND_STATE;
  if (!rap_pack_keys(loader, node, none, pattern_keys, true)) return;
  rap_str id = rap_pack_needed(loader, node, "id", none);
  if (!rap_pack_kind(loader, node, "kind", id, &kind) || !id.n) return;
  rap_rule *rule = rap_pack_rule(loader, RAP_RULE_PATTERN, id, rap_yaml_get(node, "id"));
  if (!rule) return;
  rule->kind = kind;
  rule->value = rap_pack_text(loader, node, "value", id);
  rule->hides = rap_pack_kinds(loader, node, "hides", id, rap_kind_hides(kind));
  rule->priority = rap_pack_int(loader, node, "priority", id, 0);
  read_settings(loader, node, rule);
  check_form(loader, node, rule);
  rap_pack_guards(loader, node, id, &rule->guards);
  rule->source = rap_pack_needed(loader, node, "match", id);
  rule->bounded = rap_pack_flag(loader, node, "bounded", id, true);
  rule->caseless = rap_pack_flag(loader, node, "caseless", id, false);
  const char *around = rule->bounded ? rap_pack_border : NULL;
  rap_pattern_use use = {.before = around, .after = around, .borders = rule->bounded, .flags = rule->caseless ? RAP_REGEX_CASELESS : 0};
  const rap_pattern_facts facts = {.literals = &rule->literals, .outline = &rule->outline};
  if (rule->source.n) rule->regex = rap_pack_compile(loader, rap_yaml_get(node, "match"), id, rule->source, &use, &facts);
  rap_pack_examples(loader, rap_yaml_get(node, "examples"), rule);
}

void rap_pack_patterns(rap_loader *loader, const rap_yaml *node) {
  if (!rap_pack_sequence(loader, node, (rap_str){0})) return;
  for (size_t i = 0; i < node->n && loader->st == RAP_OK; i++) read_pattern(loader, node->items[i]);
}
