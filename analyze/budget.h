/* budget.h: how often the expressions of one document may hit a limit of matching. Layer: analyze (inside).
 *
 * A single match is bounded by the limits of limits.h (RAP_MATCH_LIMIT, RAP_DEPTH_LIMIT); a hostile text makes many of them hit these, at some milliseconds each. A rule that hit RAP_MAX_RULE_LIMITS of
 * them in one document is left out of the rest of it; once all rules together hit RAP_MAX_DOCUMENT_LIMITS, so is each that hits one more. The document's warnings name the rules. */
#ifndef RAP_ANALYZE_BUDGET_H
#define RAP_ANALYZE_BUDGET_H

#include "analyze/rules.h"
#include "ingest/document.h"

typedef struct rap_budget {
  unsigned char *spent; /* by a rule's order; RAP_MAX_RULE_LIMITS: left out */
  size_t n_rules, total;
} rap_budget;

/* False when out of memory. */
bool rap_budget_init(rap_budget *budget, const rap_rules *rules);
void rap_budget_clear(rap_budget *budget);
/* For the next document. O(rules) after one that hit a limit, else O(1). */
void rap_budget_reset(rap_budget *budget);
/* True when the rule is to be tried on: it wasn't left out. */
bool rap_budget_lasts(const rap_budget *budget, const rap_rule *rule);
/* Notes that the rule hit a limit, and warns of it. `arena`: the document's. */
void rap_budget_spend(rap_budget *budget, rap_arena *arena, rap_document *doc, const rap_rule *rule);

#endif
