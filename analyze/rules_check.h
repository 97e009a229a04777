/* rules_check.h: what `rules check` and `rules test` do. Layer: analyze. Nothing is printed.
 *
 *     st = rap_rules_check(rules, arena, &diagnostics, &n, err);
 *     st = rap_rules_test(rules, RAP_STR("common.date."), arena, &report, err);
 */
#ifndef RAP_ANALYZE_RULES_CHECK_H
#define RAP_ANALYZE_RULES_CHECK_H

#include "analyze/rules.h"
#include "base/buf.h"

/* The diagnostics of loading, and after them what only running shows: expressions that run away on short hostile texts (error) or hit the limit
 * of matching on long ones (warning), terms that two entries of a kind claim (warning), rules without an example (note), expressions without literals
 * (note, with the reason; literal.h). The hostile texts are
 * long runs of what makes expressions go back over their steps (letters, names, lists, digits, private-use characters for shadow rules) and the
 * rules' own examples, repeated. Ownership: `arena`; places and ids are borrowed from `rules`. Errors: RAP_ERR_NOMEM; RAP_ERR_RULES, with the
 * first error's text, when there is a diagnostic of grade error (*out is filled all the same). Cost: some 100 KB of text per expression. */
rap_status rap_rules_check(const rap_rules *rules, rap_arena *arena, rap_diagnostic **out, size_t *n, rap_error *err) RAP_MUST_CHECK;

/* Appends what the fast engine looks for before it tries the expression: `"March", "May" or 10 others, 0 to 4 bytes behind the begin`. Nothing where
 * there are no literals. */
void rap_rules_literals_text(const rap_literals *literals, rap_buf *out);

/* The rules whose id begins with `prefix` (empty: all) that should have an example and have none, in order: all but lexicon entries without guards, whose names are example enough. Ownership: `arena`.
 * Errors: RAP_ERR_NOMEM. */
rap_status rap_rules_without_example(const rap_rules *rules, rap_str prefix, rap_arena *arena, const rap_rule ***out, size_t *n,
                                     rap_error *err) RAP_MUST_CHECK;

typedef struct rap_rules_failure {
  const rap_example *example;
  rap_str text; /* one line: what was wanted, and what came instead */
} rap_rules_failure;

typedef struct rap_rules_report {
  size_t n_run;
  rap_rules_failure *failures;
  size_t n_failures, capacity;
} rap_rules_report;

/* Runs the examples of all rules whose id begins with `prefix` (empty: all). Entries, patterns and themes must give a mention with the example's
 * span and value, dates after their resolution; statements come out of the whole analysis with the fields that the example names (actors as a
 * set, themes at least those named); event and participant rules must match a sentence, with `span` one of its groups or the whole, and `value`
 * the name of the person to whom the function went. A text is published on the example's date, else on 2023-01-08. `rules` must have loaded
 * without errors. Ownership: `arena`. Errors: RAP_ERR_NOMEM, RAP_ERR_LIMIT; failures are no errors. */
rap_status rap_rules_test(const rap_rules *rules, rap_str prefix, rap_arena *arena, rap_rules_report *out, rap_error *err) RAP_MUST_CHECK;

#endif
