/* What expressions cost: the counters are exact, and counting changes nothing. Rules without an example. */
#include "arena_fixture.h"

#include "analyze/analyze.h"
#include "analyze/costs.h"
#include "analyze/rules_check.h"
#include "rules_fixture.h"

static const char pack[] = "lexicons:\n"
                           "  - kind: state\n"
                           "    entries:\n"
                           "      - {id: P, name: Pland, not followed by: ' Street'}\n"
                           "      - {id: Q, name: Qland, aliases: ['/Q\\. ?L\\./']}\n"
                           "patterns:\n"
                           "  - {id: t.mr, kind: organisation, match: 'Mr [A-Z][a-z]+', value: x}\n"
                           "  - {id: t.summit, kind: cue, match: 'summit', value: y, not preceded by: 'no '}\n"
                           "statements:\n"
                           "  - {id: t.met, match: '(?<actors>{states}) met', role: actor, predicate: discussed}\n"
                           "  - {id: t.under, match: '(?<actors>{states}) rested', role: actor, predicate: discussed, under: 'agenda'}\n";

struct bench {
  rap_rules *rules;
  rap_analyzer *analyzer;
  rap_costs *costs;
};

static void start(struct bench *b) {
  rap_error err = {0};
  b->rules = fixture_load(pack);
  assert_int_equal(rap_analyzer_new(b->rules, &b->analyzer, &err), RAP_OK);
  assert_int_equal(rap_costs_new(b->rules, &b->costs, &err), RAP_OK);
  assert_null(rap_analyzer_costs(b->analyzer));
  rap_analyzer_set_costs(b->analyzer, b->costs);
}

static void stop(struct bench *b) {
  rap_analyzer_free(b->analyzer);
  rap_costs_free(b->costs);
  rap_rules_free(b->rules);
}

static rap_document analyse(struct bench *b, const char *text) {
  rap_record record;
  rap_error err = {0};
  rap_document doc = fixture_document(arena, text);
  assert_int_equal(rap_analyze(b->analyzer, arena, &doc, &record, &err), RAP_OK);
  return doc;
}

/* "hits tries matches" of the one item of this sort and rule. */
static void assert_counts(const struct bench *b, rap_cost_of of, const char *rule, const char *expected) {
  const rap_cost *found = NULL;
  for (size_t i = 0; i < b->costs->n_expressions; i++) {
    const rap_cost *c = &b->costs->items[i];
    if (c->of != of || !rap_str_is(c->rule->id, rule)) continue;
    assert_null(found);
    found = c;
  }
  if (!found) {
    fail_msg("%s: not counted", rule);
    return;
  }
  rap_str got = rap_arena_printf(arena, "%llu %llu %llu", (unsigned long long)found->hits, (unsigned long long)found->tries,
                                 (unsigned long long)found->matches);
  assert_string_equal(got.p, expected);
}

/* "Mr x" is refused by the outline, "Mr" alone is no literal. */
static const char text[] = "Mr Rao met Mr x and Mr Das, and no summit but a summit. Mr\n\nQ.L. met in Pland Street. Pland met, Qland rested.";

static void test_counters(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  rap_document doc = analyse(&b, text);
  assert_int_equal(b.costs->texts, 1);
  assert_int_equal(b.costs->bytes, doc.view.s.n);
  assert_counts(&b, RAP_COST_PATTERN, "t.mr", "3 2 2");
  assert_counts(&b, RAP_COST_PATTERN, "t.summit", "2 2 2");
  assert_counts(&b, RAP_COST_GUARDS, "t.summit", "0 2 1");
  assert_counts(&b, RAP_COST_TERM, "t.state.Q", "1 1 1");
  assert_counts(&b, RAP_COST_GUARDS, "t.state.P", "0 2 1");
  assert_counts(&b, RAP_COST_SHADOW, "t.met", "2 2 2");
  assert_counts(&b, RAP_COST_SHADOW, "t.under", "1 0 0"); /* nothing stands above it */
  assert_counts(&b, RAP_COST_GUARDS, "t.under", "0 0 0");
  (void)analyse(&b, text);
  assert_counts(&b, RAP_COST_PATTERN, "t.mr", "6 4 4");
  assert_counts(&b, RAP_COST_GUARDS, "t.summit", "0 4 2");
  assert_int_equal(b.costs->texts, 2);
  stop(&b);
}

static void test_plain_engine(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  rap_analyzer_set_engine(b.analyzer, RAP_ENGINE_PLAIN);
  (void)analyse(&b, text);
  /* Nothing is asked for literals; each block is gone through to its end. */
  assert_counts(&b, RAP_COST_PATTERN, "t.mr", "0 4 2");
  assert_counts(&b, RAP_COST_PATTERN, "t.summit", "0 4 2");
  assert_counts(&b, RAP_COST_GUARDS, "t.summit", "0 2 1");
  stop(&b);
}

static void test_under(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  (void)analyse(&b, "The list of topics\n\nIntroductory words stand here.\n\nThe agenda was as follows:\n- Pland rested.\n- Qland rested.\n");
  assert_counts(&b, RAP_COST_SHADOW, "t.under", "2 2 2");
  assert_counts(&b, RAP_COST_GUARDS, "t.under", "0 2 2");
  stop(&b);
}

static void test_nothing_changes(void **state) {
  struct bench b;
  rap_hit *hits;
  size_t n;
  rap_error err = {0};
  (void)state;
  start(&b);
  rap_str got[2];
  for (int counted = 0; counted < 2; counted++) {
    rap_document doc = fixture_document(arena, text);
    rap_analyzer_set_costs(b.analyzer, counted ? b.costs : NULL);
    assert_int_equal(rap_engine_run(b.analyzer, arena, &doc, &hits, &n, &err), RAP_OK);
    got[counted] = fixture_hits(arena, &doc, hits, n);
    assert_int_equal(b.costs->texts, counted);
  }
  assert_string_equal(got[0].p, got[1].p);
  stop(&b);
}

/* What is going on between documents is no matching. */
static void test_times(void **state) {
  struct bench b;
  uint64_t sum = 0;
  (void)state;
  start(&b);
  for (int i = 0; i < 50; i++) (void)analyse(&b, text);
  for (size_t i = 0; i + 1 < b.costs->n; i++) sum += b.costs->items[i].nanoseconds;
  assert_int_equal(b.costs->items[b.costs->n - 1].of, RAP_COST_OUTSIDE);
  assert_int_equal(b.costs->current, b.costs->n - 1);
  assert_true(sum > 0);
  assert_int_equal(rap_costs_time(b.costs), sum);
  stop(&b);
}

static void test_notes(void **state) {
  struct bench b;
  rap_diagnostic *list = NULL;
  size_t n = 0;
  rap_error err = {0};
  (void)state;
  start(&b);
  for (int i = 0; i < RAP_POOR_LEAST - 1; i++) (void)analyse(&b, "Here is Mr x.");
  assert_int_equal(rap_costs_notes(b.costs, arena, &list, &n, &err), RAP_OK);
  assert_int_equal(n, 0);
  (void)analyse(&b, "Here is Mr x.");
  assert_int_equal(rap_costs_notes(b.costs, arena, &list, &n, &err), RAP_OK);
  assert_int_equal(n, 1);
  assert_int_equal(list[0].grade, RAP_NOTE);
  assert_int_equal(list[0].place.line, 7);
  assert_string_equal(rap_arena_str(arena, list[0].rule).p, "t.mr");
  assert_string_equal(list[0].text.p, "poor literals: 76923 hits per MB, no match: \"Mr \", at the begin");
  /* One match in 50 is enough. */
  for (int i = 0; i < 5; i++) (void)analyse(&b, "Here is Mr Rao.");
  assert_int_equal(rap_costs_notes(b.costs, arena, &list, &n, &err), RAP_OK);
  assert_int_equal(n, 0);
  stop(&b);
}

static void test_without_example(void **state) {
  const rap_rule **list = NULL;
  size_t n = 0;
  rap_error err = {0};
  (void)state;
  rap_rules *rules = fixture_load(pack);
  assert_int_equal(rap_rules_without_example(rules, (rap_str){0}, arena, &list, &n, &err), RAP_OK);
  assert_int_equal(n, 5); /* not Qland, a plain entry */
  assert_string_equal(rap_arena_str(arena, list[0]->id).p, "t.state.P");
  assert_int_equal(rap_rules_without_example(rules, RAP_STR("t.m"), arena, &list, &n, &err), RAP_OK);
  assert_int_equal(n, 2);
  rap_rules_free(rules);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_counters),        cmocka_unit_test(test_plain_engine), cmocka_unit_test(test_under),
      cmocka_unit_test(test_nothing_changes), cmocka_unit_test(test_times),        cmocka_unit_test(test_notes),
      cmocka_unit_test(test_without_example),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
