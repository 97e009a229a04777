/* costs.h: what each expression costs while documents are analysed, for `rules check --cost`. Layer: analyze.
 *
 * An analyzer without costs (the rule) pays a test for NULL for each call of PCRE2. With them, every expression has counters, and the time goes to
 * what is at work, so that the times add up to that of the whole:
 *
 *     rap_costs *costs = NULL;
 *     st = rap_costs_new(rules, &costs, err);
 *     rap_analyzer_set_costs(analyzer, costs);
 *     st = rap_analyze(analyzer, arena, &doc, &record, err);   // as often as wanted
 *     costs->items[i].hits …
 *
 * hits     literals of the expression that stood in the text, case included, wherever they were looked for. Blocks with U+017F or U+212A are gone
 *          over as a whole, and have none.
 * tries    calls of PCRE2: at one place where the expression has an outline, over a window of some bytes or a whole block where it has none. Guards:
 *          matches that were put to them.
 * matches  calls that found a match, also where a guard or an overlap took it away later. Guards: matches that passed them.
 * time     of outline and PCRE2, without the guards, which are items of their own.
 *
 * Counters are the same in every run, times aren't. The clock is the thread's CPU time, so that what other programs take from the processor is not
 * counted; it is read when another item takes over: once or twice for each expression in a document, twice for each match with guards. A reading
 * costs some 200 ns; rap_costs_new measures it, and every time is lessened by that much a reading, so that what is left of the error is a few per cent
 * of what takes less than a microsecond at a time. Threads: one, that of rap_costs_new and the analyses. */
#ifndef RAP_ANALYZE_COSTS_H
#define RAP_ANALYZE_COSTS_H

#include "analyze/engine.h"

typedef enum rap_cost_of {
  RAP_COST_TERM,     /* of a lexicon or theme, in slashes */
  RAP_COST_PATTERN,  /* over the view */
  RAP_COST_SHADOW,   /* statement, event and participant rules */
  RAP_COST_GUARDS,   /* all of a rule's: its own, its terms', its lexicon's, `under` */
  RAP_COST_LEXICON,  /* the walk for all terms that are phrases */
  RAP_COST_LITERALS, /* the scans for the literals of all expressions */
  RAP_COST_SHADOWS,  /* making the shadows of sentences */
  RAP_COST_OVERLAPS, /* overlaps, and handing the mentions over */
  RAP_COST_OUTSIDE   /* what is no matching; also all that happens between the documents */
} rap_cost_of;
/* "term", "pattern", "shadow", "guards", "lexicon", "literals", "shadows", "overlaps", "outside". */
const char *rap_cost_of_name(rap_cost_of of);

typedef struct rap_cost {
  rap_cost_of of;
  const rap_rule *rule; /* NULL from LEXICON on, as the two below */
  rap_place place;
  const rap_literals *literals; /* NULL for GUARDS */
  uint64_t hits, tries, matches, nanoseconds;
} rap_cost;

struct rap_costs {
  rap_cost *items;         /* terms and patterns, shadow rules, guards, then the five from LEXICON to OUTSIDE */
  size_t n, n_expressions; /* n_expressions: without those five */
  uint64_t texts, bytes;   /* analysed; of their match views */
  /* Inside: */
  rap_arena *arena;
  size_t first_shadow;
  size_t *guards; /* by a rule's order: its item, RAP_NONE for rules without guards */
  size_t current;
  uint64_t since, reading; /* nanoseconds */
};

/* `rules` are borrowed, and must have loaded without errors. Errors: RAP_ERR_NOMEM. Cost: O(rules + terms), and 0.2 ms for the clock. */
rap_status rap_costs_new(const rap_rules *rules, rap_costs **out, rap_error *err) RAP_MUST_CHECK;
void rap_costs_free(rap_costs *costs);

/* Nanoseconds of all matching: all items but OUTSIDE. */
uint64_t rap_costs_time(const rap_costs *costs);

/* Notes on expressions that are looked at much and match little on these texts:
 *   poor literals   they stand in the texts at least RAP_POOR_RATE times a MB, and less than one in RAP_POOR_PART leads to a match
 *   tried in vain   PCRE2 was asked as often, and less than one try in RAP_POOR_PART matched
 * RAP_POOR_LEAST hits or tries are wanted besides: fewer prove nothing. On 1,000 press releases (4.9 MB) that names 26 of the default packs' 239
 * expressions. In order of the items. Ownership: `arena`; places and ids are borrowed from the rules.
 * Errors: RAP_ERR_NOMEM. */
#define RAP_POOR_RATE 500
#define RAP_POOR_PART 50
#define RAP_POOR_LEAST 200
rap_status rap_costs_notes(const rap_costs *costs, rap_arena *arena, rap_diagnostic **out, size_t *n, rap_error *err) RAP_MUST_CHECK;

/* --- for the engine; nothing where `costs` is NULL --- */

/* Charges the time up to now to the item at work, and lets `item` go on. Returns the former. */
size_t rap_costs_switch(rap_costs *costs, size_t item);

static inline size_t rap_costs_enter(rap_costs *costs, size_t item) { return costs ? rap_costs_switch(costs, item) : 0; }
static inline void rap_costs_leave(rap_costs *costs, size_t before) {
  if (costs) (void)rap_costs_switch(costs, before);
}
/* Of LEXICON to OUTSIDE. */
static inline size_t rap_costs_enter_stage(rap_costs *costs, rap_cost_of stage) {
  return costs ? rap_costs_switch(costs, costs->n_expressions + (size_t)(stage - RAP_COST_LEXICON)) : 0;
}
/* By its slot in the shadow_sieve. */
static inline size_t rap_costs_enter_shadow(rap_costs *costs, size_t slot) { return costs ? rap_costs_switch(costs, costs->first_shadow + slot) : 0; }
static inline size_t rap_costs_enter_guards(rap_costs *costs, const rap_rule *rule) {
  return costs ? rap_costs_switch(costs, costs->guards[rule->order]) : 0;
}
/* A try of the item at work. */
static inline void rap_costs_tried(rap_costs *costs, bool matched) {
  if (!costs) return;
  costs->items[costs->current].tries++;
  costs->items[costs->current].matches += matched;
}

#endif
