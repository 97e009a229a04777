#include "analyze/pack.h"
#include "base/calendar.h"

static const char *const sides[] = {"match", "no match", NULL};
static const char *const example_keys[] = {"text",     "span",   "value", "published", "role",   "predicate",
                                           "polarity", "status", "topic", "actors",    "themes", NULL};
static const char *const listed_keys[] = {"rule",      "text",     "no match", "span",  "value",  "published", "role",
                                          "predicate", "polarity", "status",   "topic", "actors", "themes",    NULL};

static rap_str_list read_list(rap_loader *loader, const rap_yaml *node, const char *key, rap_str rule) {
  rap_str_list list = {0};
  rap_pack_list(loader, node, key, rule, &list.items, &list.n);
  list.capacity = list.n;
  return list;
}

static void add(rap_loader *loader, const rap_yaml *node, const rap_rule *rule, const rap_example *example) {
  rap_rules *rules = loader->rules;
  if (!example->text.n) return;
  if (example->span.n && rap_str_find(example->text, example->span, 0) == SIZE_MAX) {
    rap_pack_error(loader, node, rule->id, "the example's span \"%.*s\" is not in its text", RAP_FMT(example->span));
    return;
  }
  void *items = rules->examples;
  if (!rap_arena_grow(loader->arena, &items, rules->n_examples, &rules->examples_capacity, sizeof *rules->examples)) {
    rap_pack_nomem(loader);
    return;
  }
  rules->examples = items;
  rules->examples[rules->n_examples++] = *example;
}

static void read_expectations(rap_loader *loader, const rap_yaml *node, rap_str rule, rap_example *example) {
  example->span = rap_pack_text(loader, node, "span", rule);
  example->value = rap_pack_text(loader, node, "value", rule);
  example->published = rap_pack_text(loader, node, "published", rule);
  example->role = rap_pack_text(loader, node, "role", rule);
  example->predicate = rap_pack_text(loader, node, "predicate", rule);
  example->polarity = rap_pack_text(loader, node, "polarity", rule);
  example->status = rap_pack_text(loader, node, "status", rule);
  example->topic = rap_pack_text(loader, node, "topic", rule);
  example->actors = read_list(loader, node, "actors", rule);
  example->themes = read_list(loader, node, "themes", rule);
  rap_day day = {0};
  if (example->published.n && !rap_day_parse(example->published, &day))
    rap_pack_error(loader, rap_yaml_get(node, "published"), rule, "`published`: \"%.*s\" is no date", RAP_FMT(example->published));
}

static void read_example(rap_loader *loader, const rap_yaml *node, const rap_rule *rule, bool must_match) {
  rap_example example = {.rule = rule, .place = rap_pack_place(loader, node), .must_match = must_match};
  if (node->kind == RAP_YAML_SCALAR) {
    example.text = node->text;
    if (!example.text.n) rap_pack_error(loader, node, rule->id, "an empty example");
  } else {
    if (!rap_pack_keys(loader, node, rule->id, example_keys, false)) return;
    example.text = rap_pack_needed(loader, node, "text", rule->id);
    read_expectations(loader, node, rule->id, &example);
  }
  add(loader, node, rule, &example);
}

void rap_pack_examples(rap_loader *loader, const rap_yaml *node, const rap_rule *rule) {
  if (!node || !rap_pack_keys(loader, node, rule->id, sides, false)) return;
  for (size_t side = 0; sides[side]; side++) {
    const rap_yaml *list = rap_yaml_get(node, sides[side]);
    if (!rap_pack_sequence(loader, list, rule->id)) continue;
    for (size_t i = 0; i < list->n && loader->st == RAP_OK; i++) read_example(loader, list->items[i], rule, side == 0);
  }
}

/* {rule: …, text: …} or {rule: …, no match: …} */
static void read_listed(rap_loader *loader, const rap_yaml *node) {
  if (!rap_pack_keys(loader, node, (rap_str){0}, listed_keys, false)) return;
  rap_str id = rap_pack_needed(loader, node, "rule", (rap_str){0});
  const rap_rule *rule = rap_rules_find(loader->rules, id);
  if (id.n && !rule) rap_pack_error(loader, rap_yaml_get(node, "rule"), (rap_str){0}, "an example of the unknown rule \"%.*s\"", RAP_FMT(id));
  if (!rule) return;
  bool negative = rap_yaml_get(node, "no match") != NULL;
  if (negative == (rap_yaml_get(node, "text") != NULL)) {
    rap_pack_error(loader, node, id, "an example has either `text` or `no match`");
    return;
  }
  rap_example example = {.rule = rule, .place = rap_pack_place(loader, node), .must_match = !negative};
  example.text = rap_pack_needed(loader, node, negative ? "no match" : "text", id);
  read_expectations(loader, node, id, &example);
  add(loader, node, rule, &example);
}

void rap_pack_file_examples(rap_loader *loader, const rap_yaml *node) {
  if (!rap_pack_sequence(loader, node, (rap_str){0})) return;
  for (size_t i = 0; i < node->n && loader->st == RAP_OK; i++) read_listed(loader, node->items[i]);
}
