#include "analyze/shadow_plan.h"

#include "analyze/rules_internal.h"

static bool runs_over_shadows(const rap_rule *rule) {
  return rule->type == RAP_RULE_STATEMENT || rule->type == RAP_RULE_EVENT || rule->type == RAP_RULE_PARTICIPANT;
}

static void put(uint64_t *set, size_t slot) { set[slot / 64] |= UINT64_C(1) << slot % 64; }

/* The rules that have a need of these kinds; a new set when there is none yet. NULL when out of memory. */
static uint64_t *needing(rap_arena *arena, rap_shadow_plan *plan, rap_kind_set need) {
  for (size_t i = 0; i < plan->n_needs; i++)
    if (plan->needs[i] == need) return plan->needing[i];
  uint64_t *set = rap_arena_array(arena, plan->n_words, sizeof *set);
  plan->needs[plan->n_needs] = need;
  plan->needing[plan->n_needs] = set;
  plan->n_needs += set != NULL;
  return set;
}

static bool add_rule(rap_arena *arena, const rap_rules *rules, const rap_rule *rule, rap_shadow_plan *plan) {
  size_t slot = rules->shadow_slot[rule->order];
  const rap_needs *needs = &rules->needs[rule->order];
  plan->rules[slot] = rule;
  if (!rule->regex) return true; /* in no set */
  put(plan->of_type[rule->type], slot);
  if (rule->literals.n == 0) put(plan->unsifted, slot);
  for (size_t i = 0; i < needs->n; i++) {
    uint64_t *set = needing(arena, plan, needs->any_of[i]);
    if (!set) return false;
    put(set, slot);
  }
  return true;
}

rap_status rap_shadow_plan_build(rap_arena *arena, const rap_rules *rules, rap_shadow_plan *out, rap_error *err) {
  *out = (rap_shadow_plan){.n_rules = rules->shadow_sieve.n_expressions};
  size_t n_needs = 0;
  out->n_words = (out->n_rules + 63) / 64;
  for (size_t i = 0; i < rules->n_all; i++)
    if (runs_over_shadows(&rules->all[i])) n_needs += rules->needs[i].n;
  out->rules = rap_arena_array(arena, out->n_rules, sizeof *out->rules);
  out->unsifted = rap_arena_array(arena, out->n_words, sizeof *out->unsifted);
  out->needs = rap_arena_array(arena, n_needs + 1, sizeof *out->needs);
  out->needing = rap_arena_array(arena, n_needs + 1, sizeof *out->needing);
  if (!out->rules || !out->unsifted || !out->needs || !out->needing) return rap_error_nomem(err);
  for (size_t i = 0; i < rules->n_all; i++) {
    const rap_rule *rule = &rules->all[i];
    if (!runs_over_shadows(rule)) continue;
    if (!out->of_type[rule->type]) out->of_type[rule->type] = rap_arena_array(arena, out->n_words, sizeof **out->of_type);
    if (!out->of_type[rule->type] || !add_rule(arena, rules, rule, out)) return rap_error_nomem(err);
  }
  return RAP_OK;
}

bool rap_shadow_plan_met(const rap_shadow_plan *plan, rap_kind_set present, uint64_t *set) {
  uint64_t any = 0;
  memset(set, 0xFF, plan->n_words * sizeof *set);
  if (plan->n_rules % 64) set[plan->n_words - 1] = (UINT64_C(1) << plan->n_rules % 64) - 1; /* no bit without a rule */
  for (size_t i = 0; i < plan->n_needs; i++) {
    if (plan->needs[i] & present) continue;
    for (size_t w = 0; w < plan->n_words; w++) set[w] &= ~plan->needing[i][w];
  }
  for (size_t w = 0; w < plan->n_words; w++) any |= set[w];
  return any != 0;
}

size_t rap_shadow_plan_next(const rap_shadow_plan *plan, const uint64_t *set, const uint64_t *other, size_t from) {
  for (size_t w = from / 64, skip = from % 64; w < plan->n_words; w++, skip = 0) {
    uint64_t both = (set[w] & other[w]) >> skip;
    for (size_t slot = w * 64 + skip; both; both >>= 1, slot++)
      if (both & 1) return slot;
  }
  return SIZE_MAX;
}
