/* pack_sieve.c: when all rules are read: what is searched for in the view, and the automata over the literals. Layer: analyze (inside). */
#include "analyze/pack.h"
#include "base/limits.h"

/* Expressions for one automaton, as long as there is room in it. */
struct collection {
  const rap_literals **items;
  size_t n, bytes;
};

static void collect(struct collection *c, rap_literals *literals) {
  size_t bytes = 0;
  for (size_t i = 0; i < literals->n; i++) bytes += literals->items[i].n;
  if (c->bytes + bytes > RAP_MAX_SIEVE_BYTES) {
    literals->n = 0;
    literals->why_not = RAP_STR("the literals of the rules before it take all the room");
  } else {
    c->bytes += bytes;
  }
  c->items[c->n++] = literals;
}

static size_t places_of(rap_places_plan *plan, const rap_rule *rule) {
  return rule->outline && !rule->outline->anywhere ? rap_places_join(plan, &rule->literals) : RAP_PLACES_NONE;
}

static void collect_view(rap_loader *loader, struct collection *c) {
  rap_rules *rules = loader->rules;
  size_t max = rules->n_regex_terms + rules->n_by_type[RAP_RULE_PATTERN];
  rules->searches = rap_pack_alloc(loader, max, sizeof *rules->searches);
  c->items = rap_pack_alloc(loader, max, sizeof *c->items);
  if (!rules->searches || !c->items) return;
  for (size_t i = 0; i < rules->n_regex_terms; i++) {
    rap_term *term = rules->regex_terms[i];
    rules->searches[rules->n_searches++] =
        (rap_search){.rule = term->rule, .term = term, .regex = term->regex, .literals = &term->literals, .places = RAP_PLACES_NONE};
    collect(c, &term->literals);
  }
  for (size_t i = 0; i < rules->n_all; i++) {
    rap_rule *rule = &rules->all[i];
    if (rule->type != RAP_RULE_PATTERN || !rule->regex) continue;
    collect(c, &rule->literals);
    rules->searches[rules->n_searches++] = (rap_search){
        .rule = rule, .regex = rule->regex, .literals = &rule->literals, .outline = rule->outline, .places = places_of(&rules->places, rule)};
  }
}

static void collect_shadow(rap_loader *loader, struct collection *c) {
  rap_rules *rules = loader->rules;
  rules->shadow_slot = rap_pack_alloc(loader, rules->n_all, sizeof *rules->shadow_slot);
  c->items = rap_pack_alloc(loader, rules->n_all, sizeof *c->items);
  if (!rules->shadow_slot || !c->items) return;
  for (size_t i = 0; i < rules->n_all; i++) {
    rap_rule *rule = &rules->all[i];
    if (rule->type != RAP_RULE_STATEMENT && rule->type != RAP_RULE_EVENT && rule->type != RAP_RULE_PARTICIPANT) continue;
    rules->shadow_slot[i] = c->n;
    collect(c, &rule->literals);
  }
}

void rap_pack_sieves(rap_loader *loader) {
  rap_rules *rules = loader->rules;
  struct collection view = {0}, shadow = {0};
  if (loader->st == RAP_OK) collect_view(loader, &view);
  if (loader->st == RAP_OK) collect_shadow(loader, &shadow);
  if (loader->st == RAP_OK) loader->st = rap_sieve_build(loader->arena, view.items, view.n, &rules->view_sieve, loader->err);
  if (loader->st == RAP_OK) loader->st = rap_sieve_build(loader->arena, shadow.items, shadow.n, &rules->shadow_sieve, loader->err);
}
