#include "analyze/pack.h"

static const char *const statement_keys[] = {"id",    "match", "role",     "predicate", "polarity", "status", "actors",
                                             "scope", "under", "caseless", "aside",     "examples", NULL};
static const char *const event_keys[] = {"id", "match", "status", "caseless", "examples", NULL};
static const char *const participant_keys[] = {"id", "match", "function", "caseless", "examples", NULL};
static const char *const statement_groups[] = {"actors",    "topic",   "speaker", "open",       "discussed", "presented", "proposed", "requested",
                                               "supported", "opposed", "agreed",  "emphasised", "asked",     "addressed", NULL};
static const char *const event_groups[] = {"event", "chair", "organiser", "date", "place", "edition", "days", "end",      "here", "opening",
                                           "nth",   "topic", "start",     "city", "day",   "with",    "host", "reviewer", NULL};
static const char *const participant_groups[] = {"who", NULL};

static const char *const roles[] = {"actor", "subject", NULL};
static const char *const predicates[] = {"discussed", "presented",  "proposed", "requested", "supported", "opposed",
                                         "agreed",    "emphasised", "asked",    "addressed", NULL};
static const char *const polarities[] = {"support", "oppose", "neutral", NULL};
static const char *const statement_statuses[] = {"planned", "reported", NULL};
static const char *const event_statuses[] = {"planned", "held", NULL};
static const char *const functions[] = {"chair", "inaugurated", "addressed", "attended", "organiser", NULL};
/* In the order of rap_scope. */
static const char *const scopes[] = {"any", "title", "heading", "item", "paragraph", NULL};

rap_str rap_rule_group(rap_str name) {
  while (name.n && name.p[name.n - 1] >= '0' && name.p[name.n - 1] <= '9') name.n--;
  return name;
}

rap_str rap_rule_predicate(rap_str group) {
  rap_str name = rap_rule_group(group);
  for (size_t i = 0; predicates[i]; i++)
    if (rap_str_is(name, predicates[i])) return rap_str_of(predicates[i]);
  return (rap_str){0};
}

rap_str rap_polarity_of(rap_str predicate) {
  if (rap_str_is(predicate, "supported")) return RAP_STR("support");
  if (rap_str_is(predicate, "opposed")) return RAP_STR("oppose");
  return RAP_STR("neutral");
}

/* Groups are what the resolvers ask for by name: one that is misspelt would be lost in silence. */
static void check_groups(rap_loader *loader, const rap_yaml *node, const rap_rule *rule, const char *const *known) {
  for (size_t i = 0; rule->regex && i < rap_regex_n_names(rule->regex); i++) {
    unsigned number = 0;
    rap_str name = rap_regex_name(rule->regex, i, &number);
    /* Of a subroutine, ours (pack_expand.c) or the author's. */
    if (name.p[0] == '_') continue;
    name = rap_rule_group(name);
    size_t k = 0;
    while (known[k] && !rap_str_is(name, known[k])) k++;
    if (known[k]) continue;
    const char *near = rap_nearest(name, known, k);
    rap_pack_report(loader, RAP_WARNING, rap_pack_place(loader, node), rule->id, "no use is made of group \"%.*s\"%s%s%s", RAP_FMT(name),
                    near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
  }
}

/* What all shadow rules have: id, expression, examples. */
static rap_rule *read_rule(rap_loader *loader, const rap_yaml *node, rap_rule_type type, const char *const *keys, const char *const *groups) {
  rap_str none = {0};
  if (!rap_pack_keys(loader, node, none, keys, false)) return NULL;
  rap_str id = rap_pack_needed(loader, node, "id", none);
  rap_rule *rule = id.n ? rap_pack_rule(loader, type, id, rap_yaml_get(node, "id")) : NULL;
  if (!rule) return NULL;
  rule->caseless = rap_pack_flag(loader, node, "caseless", id, false);
  rap_pattern_use use = {.shadow = true, .flags = rule->caseless ? RAP_REGEX_CASELESS : 0};
  rule->source = rap_pack_needed(loader, node, "match", id);
  const rap_yaml *match = rap_yaml_get(node, "match");
  const rap_pattern_facts facts = {&rule->collapses, &loader->rules->needs[rule->order], &rule->literals, &rule->outline};
  if (rule->source.n) rule->regex = rap_pack_compile(loader, match, id, rule->source, &use, &facts);
  check_groups(loader, match, rule, groups);
  return rule;
}

static void read_actors(rap_loader *loader, const rap_yaml *node, rap_rule *rule) {
  const rap_yaml *actors = rap_yaml_get(node, "actors");
  rule->actors_from = RAP_ACTORS_GROUP;
  if (!actors) return;
  if (actors->kind == RAP_YAML_SCALAR && rap_str_is(actors->text, "previous")) {
    rule->actors_from = RAP_ACTORS_PREVIOUS;
  } else if (actors->kind == RAP_YAML_SCALAR && rap_str_is(actors->text, "participants")) {
    rule->actors_from = RAP_ACTORS_PARTICIPANTS;
  } else if (actors->kind == RAP_YAML_SEQUENCE && actors->n > 0) {
    rule->actors_from = RAP_ACTORS_CONSTANT;
    rap_pack_list(loader, node, "actors", rule->id, &rule->actors, &rule->n_actors);
  } else {
    rap_pack_error(loader, actors, rule->id, "`actors` must be a list of codes, `previous` or `participants`");
  }
}

/* A rule that can never say who. */
static void check_actors(rap_loader *loader, const rap_yaml *node, const rap_rule *rule) {
  if (!rule->regex || rule->actors_from != RAP_ACTORS_GROUP) return;
  for (size_t i = 0; i < rap_regex_n_names(rule->regex); i++) {
    unsigned number = 0;
    rap_str name = rap_regex_name(rule->regex, i, &number);
    if (rap_str_starts(name, RAP_STR("actors"))) return;
  }
  rap_pack_error(loader, node, rule->id, "neither a group `actors` nor a key `actors` says who");
}

static bool groups_tell_predicate(const rap_rule *rule) {
  for (size_t i = 0; rule->regex && i < rap_regex_n_names(rule->regex); i++) {
    unsigned number = 0;
    if (rap_rule_predicate(rap_regex_name(rule->regex, i, &number)).n) return true;
  }
  return !rule->regex;
}

static void read_statement(rap_loader *loader, const rap_yaml *node) {
  rap_rule *rule = read_rule(loader, node, RAP_RULE_STATEMENT, statement_keys, statement_groups);
  if (!rule) return;
  rule->aside = rap_pack_flag(loader, node, "aside", rule->id, false);
  if (rule->aside) {
    rap_pack_examples(loader, rap_yaml_get(node, "examples"), rule);
    return;
  }
  rule->role = rap_pack_word(loader, node, "role", rule->id, roles);
  rule->predicate = rap_pack_word(loader, node, "predicate", rule->id, predicates);
  if (!rap_yaml_get(node, "role")) rap_pack_error(loader, node, rule->id, "`role` is missing (actor or subject)");
  if (!rap_yaml_get(node, "predicate") && !groups_tell_predicate(rule)) rap_pack_error(loader, node, rule->id, "`predicate` is missing");
  rule->polarity = rap_pack_word(loader, node, "polarity", rule->id, polarities);
  if (!rule->polarity.n && rule->predicate.n) rule->polarity = rap_polarity_of(rule->predicate);
  rule->status = rap_pack_word(loader, node, "status", rule->id, statement_statuses);
  rap_str scope = rap_pack_word(loader, node, "scope", rule->id, scopes);
  for (int i = 0; scope.n && scopes[i]; i++)
    if (rap_str_is(scope, scopes[i])) rule->scope = (rap_scope)i;
  read_actors(loader, node, rule);
  check_actors(loader, node, rule);
  if (rap_yaml_get(node, "under")) {
    rap_str under = rap_pack_needed(loader, node, "under", rule->id);
    rap_pattern_use use = {.may_be_empty = false};
    if (under.n) rule->under = rap_pack_compile(loader, rap_yaml_get(node, "under"), rule->id, under, &use, NULL);
  }
  rap_pack_examples(loader, rap_yaml_get(node, "examples"), rule);
}

static void read_event(rap_loader *loader, const rap_yaml *node) {
  rap_rule *rule = read_rule(loader, node, RAP_RULE_EVENT, event_keys, event_groups);
  if (!rule) return;
  rule->status = rap_pack_word(loader, node, "status", rule->id, event_statuses);
  rap_pack_examples(loader, rap_yaml_get(node, "examples"), rule);
}

static void read_participant(rap_loader *loader, const rap_yaml *node) {
  rap_rule *rule = read_rule(loader, node, RAP_RULE_PARTICIPANT, participant_keys, participant_groups);
  if (!rule) return;
  rule->function = rap_pack_word(loader, node, "function", rule->id, functions);
  if (!rap_yaml_get(node, "function")) rap_pack_error(loader, node, rule->id, "`function` is missing");
  rap_pack_examples(loader, rap_yaml_get(node, "examples"), rule);
}

static void read_all(rap_loader *loader, const rap_yaml *node, void (*read)(rap_loader *, const rap_yaml *)) {
  if (!rap_pack_sequence(loader, node, (rap_str){0})) return;
  for (size_t i = 0; i < node->n && loader->st == RAP_OK; i++) read(loader, node->items[i]);
}

void rap_pack_statements(rap_loader *loader, const rap_yaml *node) { read_all(loader, node, read_statement); }
void rap_pack_events(rap_loader *loader, const rap_yaml *node) { read_all(loader, node, read_event); }
void rap_pack_participants(rap_loader *loader, const rap_yaml *node) { read_all(loader, node, read_participant); }
