#include "analyze/budget.h"

#include <stdlib.h>

#include "base/limits.h"

bool rap_budget_init(rap_budget *budget, const rap_rules *rules) {
  *budget = (rap_budget){0};
  (void)rap_rules_all(rules, &budget->n_rules);
  budget->spent = calloc(budget->n_rules + 1, 1);
  return budget->spent != NULL;
}

void rap_budget_clear(rap_budget *budget) {
  free(budget->spent);
  *budget = (rap_budget){0};
}

void rap_budget_reset(rap_budget *budget) {
  if (!budget->total) return;
  memset(budget->spent, 0, budget->n_rules);
  budget->total = 0;
}

bool rap_budget_lasts(const rap_budget *budget, const rap_rule *rule) { return budget->spent[rule->order] < RAP_MAX_RULE_LIMITS; }

void rap_budget_spend(rap_budget *budget, rap_arena *arena, rap_document *doc, const rap_rule *rule) {
  unsigned char *spent = &budget->spent[rule->order];
  bool first = *spent == 0;
  if (*spent >= RAP_MAX_RULE_LIMITS) return;
  ++*spent;
  if (++budget->total > RAP_MAX_DOCUMENT_LIMITS) *spent = RAP_MAX_RULE_LIMITS;
  if (first) rap_document_warn(arena, doc, "rule %.*s hit a limit of matching; some of what it finds may be missing", RAP_FMT(rule->id));
  if (*spent == RAP_MAX_RULE_LIMITS)
    rap_document_warn(arena, doc, "rule %.*s hit limits of matching too often; it is left out of the rest of the text", RAP_FMT(rule->id));
}
