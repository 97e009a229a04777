/* rules_change.h: what lies between two sets of rules, and which texts it can touch. Layer: analyze.
 *
 * An outline names each rule with a digest of all that it does and the strings one of which stands in every text where it matches. It is kept with what the rules made, so that later
 * rules can be held against it without the old packs:
 *
 *     st = rap_rules_outline(rules, &outline, err);                    // when a text is analysed
 *     ...
 *     st = rap_rules_change_new(outline, new_rules, &change, err);     // when the packs are others
 *     if (!rap_rules_change_affects(change, &doc)) the record of doc is what the new rules would make, too
 *
 * What is said of a text is a function of the matches in it. So a text without any string of a rule that was added, taken away or changed has the same record under both. Where that can't be
 * told (a rule without literals, a mapping that rules look words up in, another order of the rules, another version of the analysis), every text is affected, and why is kept.
 * Strings and texts are compared folded (rap_utf8_fold, hyphens as spaces): names are looked up like that, and it only makes more texts affected. Threads: a change is immutable. */
#ifndef RAP_ANALYZE_RULES_CHANGE_H
#define RAP_ANALYZE_RULES_CHANGE_H

#include "analyze/rules.h"
#include "base/buf.h"
#include "ingest/document.h"

/* Appends the outline, one line of JSON: some 30 bytes a rule and its strings. Errors: RAP_ERR_NOMEM. Cost: O(rules and terms), some 20 ms for the default packs. */
rap_status rap_rules_outline(const rap_rules *rules, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

typedef enum rap_rule_fate { RAP_RULE_ADDED, RAP_RULE_REMOVED, RAP_RULE_CHANGED } rap_rule_fate;
typedef struct rap_rule_difference {
  rap_str rule; /* its id */
  rap_rule_fate fate;
} rap_rule_difference;

typedef struct rap_rules_change rap_rules_change;
/* From the rules of `outline` (empty: unknown rules, so everything is affected) to `rules`. *out is yours. Errors: RAP_ERR_STORE when `outline` is none; RAP_ERR_NOMEM. Cost: O(both). */
rap_status rap_rules_change_new(rap_str outline, const rap_rules *rules, rap_rules_change **out, rap_error *err) RAP_MUST_CHECK;
void rap_rules_change_free(rap_rules_change *change);
/* In order of the old rules, then the added ones. They live as long as the change. */
const rap_rule_difference *rap_rules_change_differences(const rap_rules_change *change, size_t *n);
/* Why every text is affected; empty when strings decide. */
rap_str rap_rules_change_everywhere(const rap_rules_change *change);
/* Whether the record of `doc` may differ under the two. Errors: RAP_ERR_NOMEM. Cost: O(view). */
rap_status rap_rules_change_affects(const rap_rules_change *change, const rap_document *doc, bool *out, rap_error *err) RAP_MUST_CHECK;

#endif
