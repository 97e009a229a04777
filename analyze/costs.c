#include "analyze/costs.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "analyze/rules_check.h"
#include "analyze/rules_internal.h"

#define N_STAGES ((size_t)RAP_COST_OUTSIDE - RAP_COST_LEXICON + 1)
#define READINGS 512

static const char *const names[] = {"term", "pattern", "shadow", "guards", "lexicon", "literals", "shadows", "overlaps", "outside"};

const char *rap_cost_of_name(rap_cost_of of) {
  assert(of <= RAP_COST_OUTSIDE);
  return names[of];
}

static uint64_t now(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

size_t rap_costs_switch(rap_costs *costs, size_t item) {
  size_t before = costs->current;
  uint64_t at = now(), passed = at - costs->since;
  assert(item < costs->n);
  if (passed > costs->reading) costs->items[before].nanoseconds += passed - costs->reading;
  costs->since = at;
  costs->current = item;
  return before;
}

/* --- making --- */

static bool has_guards(const rap_guards *guards) { return guards && guards->sources; }

static void add(rap_costs *costs, rap_cost_of of, const rap_rule *rule, rap_place place, const rap_literals *literals) {
  costs->items[costs->n++] = (rap_cost){.of = of, .rule = rule, .place = place, .literals = literals};
}

static void add_guards(rap_costs *costs, const rap_rule *rule) {
  if (costs->guards[rule->order] != RAP_NONE) return;
  costs->guards[rule->order] = costs->n;
  add(costs, RAP_COST_GUARDS, rule, rule->place, NULL);
}

static void add_guards_of_terms(rap_costs *costs, rap_term *const *terms, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (has_guards(terms[i]->guards) || has_guards(terms[i]->lexicon_guards)) add_guards(costs, terms[i]->rule);
}

static void add_all(rap_costs *costs, const rap_rules *rules) {
  for (size_t i = 0; i < rules->n_searches; i++) {
    const rap_search *s = &rules->searches[i];
    add(costs, s->term ? RAP_COST_TERM : RAP_COST_PATTERN, s->rule, s->term ? s->term->place : s->rule->place, s->literals);
  }
  costs->first_shadow = costs->n;
  for (size_t i = 0; i < rules->plan.n_rules; i++) {
    const rap_rule *rule = rules->plan.rules[i];
    add(costs, RAP_COST_SHADOW, rule, rule->place, &rule->literals);
  }
  for (size_t i = 0; i < rules->n_all; i++) costs->guards[i] = RAP_NONE;
  for (size_t i = 0; i < rules->n_all; i++)
    if (has_guards(&rules->all[i].guards) || rules->all[i].under) add_guards(costs, &rules->all[i]);
  add_guards_of_terms(costs, rules->terms, rules->n_terms);
  add_guards_of_terms(costs, rules->regex_terms, rules->n_regex_terms);
  costs->n_expressions = costs->n;
  for (rap_cost_of of = RAP_COST_LEXICON; of <= RAP_COST_OUTSIDE; of++) add(costs, of, NULL, (rap_place){0}, NULL);
}

/* The least of many, since some are disturbed. */
static uint64_t time_of_reading(void) {
  uint64_t least = UINT64_MAX;
  for (int i = 0; i < READINGS; i++) {
    uint64_t begin = now(), passed = now() - begin;
    if (passed < least) least = passed;
  }
  return least;
}

rap_status rap_costs_new(const rap_rules *rules, rap_costs **out, rap_error *err) {
  *out = NULL;
  rap_costs *costs = NULL;
  rap_arena *arena = rap_arena_new();
  if (arena) costs = rap_arena_alloc(arena, sizeof *costs);
  if (!costs) goto done;
  *costs = (rap_costs){.arena = arena, .reading = time_of_reading()};
  costs->items = rap_arena_array(arena, rules->n_searches + rules->plan.n_rules + rules->n_all + N_STAGES, sizeof *costs->items);
  costs->guards = rap_arena_array(arena, rules->n_all + 1, sizeof *costs->guards);
  if (!costs->items || !costs->guards) goto done;
  add_all(costs, rules);
  costs->current = costs->n - 1;
  costs->since = now();
  *out = costs;
  arena = NULL;
done:
  rap_arena_free(arena);
  return *out ? RAP_OK : rap_error_nomem(err);
}

void rap_costs_free(rap_costs *costs) {
  if (costs) rap_arena_free(costs->arena);
}

/* --- asking --- */

uint64_t rap_costs_time(const rap_costs *costs) {
  uint64_t sum = 0;
  for (size_t i = 0; i < costs->n; i++)
    if (costs->items[i].of != RAP_COST_OUTSIDE) sum += costs->items[i].nanoseconds;
  return sum;
}

/* --- notes --- */

struct notes {
  const rap_costs *costs;
  rap_arena *arena;
  rap_buf text;
  rap_diagnostic *list;
  size_t n;
  bool failed;
};

static bool is_poor(const rap_costs *costs, uint64_t n, uint64_t matches) {
  return n >= RAP_POOR_LEAST && n * 1000000 >= costs->bytes * RAP_POOR_RATE && matches * RAP_POOR_PART < n;
}

/* "2172 hits per MB, one match in 103"; `unit`: "hits", "tries". */
static void put_rate(struct notes *notes, const char *what, const char *unit, uint64_t n, uint64_t matches) {
  rap_buf_reset(&notes->text);
  rap_buf_printf(&notes->text, "%s: %.0f %s per MB, ", what, (double)n * 1e6 / (double)notes->costs->bytes, unit);
  if (matches)
    rap_buf_printf(&notes->text, "one match in %.0f", (double)n / (double)matches);
  else
    rap_buf_puts(&notes->text, "no match");
}

static void add_note(struct notes *notes, const rap_cost *cost) {
  rap_str copy = rap_buf_failed(&notes->text) ? (rap_str){0} : rap_arena_str(notes->arena, rap_buf_str(&notes->text));
  if (!copy.p) notes->failed = true;
  notes->list[notes->n++] = (rap_diagnostic){RAP_NOTE, cost->place, cost->rule->id, copy};
}

static void note(struct notes *notes, const rap_cost *cost) {
  if (!cost->literals) return;
  if (is_poor(notes->costs, cost->hits, cost->matches)) {
    put_rate(notes, "poor literals", "hits", cost->hits, cost->matches);
    rap_buf_puts(&notes->text, ": ");
    rap_rules_literals_text(cost->literals, &notes->text);
    add_note(notes, cost);
  }
  if (is_poor(notes->costs, cost->tries, cost->matches)) {
    put_rate(notes, "tried in vain", "tries", cost->tries, cost->matches);
    add_note(notes, cost);
  }
}

rap_status rap_costs_notes(const rap_costs *costs, rap_arena *arena, rap_diagnostic **out, size_t *n, rap_error *err) {
  struct notes notes = {.costs = costs, .arena = arena, .list = rap_arena_array(arena, 2 * costs->n_expressions + 1, sizeof *notes.list)};
  *out = NULL;
  *n = 0;
  notes.failed = !notes.list;
  for (size_t i = 0; !notes.failed && i < costs->n_expressions; i++) note(&notes, &costs->items[i]);
  rap_buf_clear(&notes.text);
  if (notes.failed) return rap_error_nomem(err);
  *out = notes.list;
  *n = notes.n;
  return RAP_OK;
}
