/* shadow_plan.h: which statement, event and participant rules can match in a sentence, for all of them at once. Layer: analyze (inside).
 *
 * A set of rules is a row of bits, one for each shadow rule in order of the packs (its slot, as in the rules' shadow_sieve). */
#ifndef RAP_ANALYZE_SHADOW_PLAN_H
#define RAP_ANALYZE_SHADOW_PLAN_H

#include "analyze/rules.h"

typedef struct rap_shadow_plan {
  const rap_rule **rules; /* by slot */
  size_t n_rules, n_words;
  uint64_t *of_type[RAP_N_RULE_TYPES]; /* the rules of a type; NULL: none of that type runs over shadows */
  uint64_t *unsifted;                  /* rules without literals */
  /* needs[i]: kinds one of which the rules of needing[i] must find in the sentence. */
  rap_kind_set *needs;
  uint64_t **needing;
  size_t n_needs;
} rap_shadow_plan;

/* When the rules and their shadow_sieve are complete. Ownership: `arena`. Errors: RAP_ERR_NOMEM. */
rap_status rap_shadow_plan_build(rap_arena *arena, const rap_rules *rules, rap_shadow_plan *out, rap_error *err) RAP_MUST_CHECK;
/* set[0..n_words): the rules whose needs the kinds `present` meet. False when there are none. */
bool rap_shadow_plan_met(const rap_shadow_plan *plan, rap_kind_set present, uint64_t *set);
/* The first slot at or behind `from` in both sets; SIZE_MAX: none. */
size_t rap_shadow_plan_next(const rap_shadow_plan *plan, const uint64_t *set, const uint64_t *other, size_t from);

#endif
