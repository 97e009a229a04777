/* Traces, how far expressions come, why rules find nothing, and by what they find something. */
#include "arena_fixture.h"

#include "analyze/explain.h"
#include "analyze/why.h"
#include "rules_fixture.h"

static const char pack[] =
    "fragments:\n"
    "  month: {january: 1, march: 3, may: 5}\n"
    "  said: 'said|told'\n"
    "lexicons:\n"
    "  - {kind: state, entries: [{id: P, name: Pland, not followed by: ' Street'}, {id: Q, name: Qland}]}\n"
    "  - {kind: organisation, hides: [state], entries: [{id: B, name: Bank of Qland}]}\n"
    "  - {kind: person, case: exact, entries: [{id: S, name: Mr S}]}\n"
    "patterns:\n"
    "  - {id: t.day, kind: date, match: '(?<day>[0-9]{1,2})(?:st|th)? of (?<month>{month}) (?<year>20[0-9]{2})', caseless: true, set: {tense: past}}\n"
    "  - {id: t.year, kind: date, match: '(?<year>20[0-9]{2})', not preceded by: 'model of '}\n"
    "  - {id: t.again, kind: event, match: 'such a (?<same>summit)'}\n"
    "themes:\n"
    "  - {id: food, label: F, core: [rice, food], not: ['rice paper']}\n"
    "  - {id: food.rice, label: R, core: [fried rice]}\n"
    "statements:\n"
    "  - {id: t.first, match: '(?<actors>{states}) (?:has |have )?discussed (?<topic>[^.]+)', role: actor, predicate: discussed}\n"
    "  - {id: t.second, match: '(?<actors>{states}) [a-z ]{0,20}discussed', role: actor, predicate: presented}\n"
    "  - {id: t.title, match: '(?<actors>{states}) discussed', role: actor, predicate: asked, scope: title}\n"
    "  - {id: t.under, match: '(?<actors>{states}) discussed', role: actor, predicate: agreed, under: 'agenda'}\n"
    "events:\n"
    "  - {id: t.held, match: 'it was held on (?<date>{date})'}\n"
    "participants:\n"
    "  - {id: t.spoke, match: '(?<who>{person}) {said}', function: addressed}\n";

struct bench {
  rap_rules *rules;
  rap_analyzer *analyzer;
};

static void start(struct bench *b) {
  rap_error err = {0};
  b->rules = fixture_load(pack);
  assert_int_equal(rap_analyzer_new(b->rules, &b->analyzer, &err), RAP_OK);
}

static void stop(struct bench *b) {
  rap_analyzer_free(b->analyzer);
  rap_rules_free(b->rules);
}

static rap_why_report ask(struct bench *b, const char *text, const char *rule, const char *words, rap_document *doc) {
  rap_why_report report;
  rap_error err = {0};
  rap_span span = {0, 0};
  *doc = fixture_document(arena, text);
  const rap_rule *of = rap_rules_find(b->rules, rap_str_of(rule));
  assert_non_null(of);
  if (words) {
    span.begin = rap_str_find(doc->full, rap_str_of(words), 0);
    span.end = span.begin + strlen(words);
    assert_true(span.begin != SIZE_MAX);
  }
  assert_int_equal(rap_why_not(b->analyzer, arena, doc, of, span, &report, &err), RAP_OK);
  assert_null(rap_analyzer_trace(b->analyzer));
  return report;
}

/* The nearest item as "stage:text", with what is known besides. */
static void assert_why(struct bench *b, const char *text, const char *rule, const char *words, const char *expected) {
  rap_document doc;
  rap_why_report report = ask(b, text, rule, words, &doc);
  rap_str got = RAP_STR("nothing");
  if (report.n) {
    const rap_why *w = &report.items[0];
    got = rap_arena_printf(arena, "%s:%.*s", rap_why_stage_name(w->stage), RAP_FMT(rap_str_at(doc.view.s, w->view)));
    if (w->literal.n) got = rap_arena_printf(arena, "%.*s +literal", RAP_FMT(got));
    if (w->reach.known) got = rap_arena_printf(arena, "%.*s passed=%.*s", RAP_FMT(got), RAP_FMT(rap_str_sub(w->source, 0, w->reach.source)));
    if (w->guard) got = rap_arena_printf(arena, "%.*s guard=%s /%.*s/", RAP_FMT(got), w->guard, RAP_FMT(w->guard_source));
    if (w->other) got = rap_arena_printf(arena, "%.*s other=%.*s", RAP_FMT(got), RAP_FMT(w->other->id));
    if (w->why) got = rap_arena_printf(arena, "%.*s (%s)", RAP_FMT(got), w->why);
    if (w->missing) got = rap_arena_printf(arena, "%.*s lacks=%zu", RAP_FMT(got), w->n_missing);
  }
  assert_string_equal(got.p, expected);
}

static void test_terms(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  assert_why(&b, "Qland met.", "t.state.P", NULL, "nothing");
  assert_why(&b, "Pland met.", "t.state.P", NULL, "matched:Pland");
  assert_why(&b, "At pland.", "t.state.P", NULL, "case:pland");
  assert_why(&b, "In Pland Street.", "t.state.P", NULL, "guard:Pland guard=not followed by / Street/");
  assert_why(&b, "The Bank of Qland met.", "t.state.Q", NULL, "lost:Qland other=t.organisation.B (the other contains it, and hides this kind)");
  assert_why(&b, "Qland and the Bank of Qland.", "t.state.Q", NULL, "matched:Qland");
  assert_why(&b, "Qland and the Bank of Qland.", "t.state.Q", "Bank of Qland",
             "lost:Qland other=t.organisation.B (the other contains it, and hides this kind)");
  assert_why(&b, "On rice paper.", "t.theme.food", NULL, "lost:rice other=t.theme.food (it lies in a `not` term of the theme)");
  assert_why(&b, "On fried rice.", "t.theme.food", NULL, "lost:rice other=t.theme.food.rice (the other is a longer cue)");
  stop(&b);
}

static void test_patterns(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  assert_why(&b, "On 5th of March 2023.", "t.day", NULL, "matched:5th of March 2023");
  assert_why(&b, "On 5th of March, 2023.", "t.day", NULL, "unfit:5th of March +literal passed=(?<day>[0-9]{1,2})(?:st|th)? of (?<month>{month})");
  assert_why(&b, "In the model of 2023.", "t.year", NULL, "guard:2023 guard=not preceded by /model of /");
  assert_why(&b, "On 5th of March 2023.", "t.year", NULL, "lost:2023 other=t.day (the other is longer)");
  assert_why(&b, "On 35th of March 2023.", "t.day", NULL, "refused:35th of March 2023 (no date comes of what it caught)");
  assert_why(&b, "It was such a summit.", "t.again", NULL, "refused:such a summit (it recalls an event, and none is named before it)");
  stop(&b);
}

static void test_shadows(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  assert_why(&b, "Pland discussed rice.", "t.first", NULL, "matched:Pland discussed rice");
  assert_why(&b, "Nobody discussed rice.", "t.first", NULL, "absent:Nobody discussed rice. +literal lacks=1");
  assert_why(&b, "Pland met.", "t.first", NULL, "absent:Pland met.");
  assert_why(&b, "Pland never discussed rice.", "t.first", NULL,
             "unfit:Pland never discussed rice. +literal passed=(?<actors>{states}) (?:has |have )?");
  assert_why(&b, "Pland discussed rice.", "t.second", NULL,
             "refused:Pland discussed other=t.first (another rule has said the same of these actors in this sentence)");
  assert_why(&b, "Pland discussed rice.", "t.title", NULL, "skipped:Pland discussed rice. (the sentence is not where `scope` wants it)");
  assert_why(&b, "Pland discussed rice.", "t.under", NULL, "skipped:Pland discussed rice. (nothing that introduces the sentence matches `under`)");
  assert_why(&b, "Pland discussed nothing.", "t.first", NULL, "refused:Pland discussed nothing (no theme was found for it)");
  assert_why(&b, "It was held on 5th of March 2023; it was held on 2022.", "t.held", NULL,
             "refused:it was held on 2022 (there is no event that it could speak of)");
  assert_why(&b, "Mr S told them.", "t.spoke", NULL, "refused:Mr S told (the text names no event, and tells of no meeting: nobody has a function)");
  stop(&b);
}

/* Order, and the bound on what is tried. */
static void test_many(void **state) {
  struct bench b;
  rap_document doc;
  rap_buf text = {0};
  (void)state;
  start(&b);
  for (int i = 0; i < 1000; i++) rap_buf_puts(&text, "On the first of May 2023 it met. ");
  rap_buf_puts(&text, "Then on 7th of May, 2023.");
  rap_why_report report = ask(&b, text.p, "t.day", NULL, &doc);
  assert_int_equal(report.n, RAP_WHY_MAX_TRIALS);
  assert_int_equal(report.untried, 1001 - RAP_WHY_MAX_TRIALS);
  report = ask(&b, "On the 1st of May, 2023. On the first of May 2023. On 7th of May 2023.", "t.day", NULL, &doc);
  assert_int_equal(report.n, 3);
  assert_int_equal(report.items[0].stage, RAP_WHY_MATCHED);
  assert_true(report.items[1].reach.element > report.items[2].reach.element);
  rap_buf_clear(&text);
  stop(&b);
}

static rap_reach reach_of(struct bench *b, const char *rule, const char *text) {
  rap_reach_probe *probe = NULL;
  rap_reach reach = {0};
  rap_error err = {0};
  assert_int_equal(rap_reach_new(b->rules, (rap_reach_of){rap_rules_find(b->rules, rap_str_of(rule)), NULL}, &probe, &err), RAP_OK);
  assert_non_null(probe);
  rap_reach_try(probe, rap_analyzer_scratch(b->analyzer), rap_str_of(text), 0, SIZE_MAX, &reach);
  rap_reach_free(probe);
  return reach;
}

static void test_reach(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  rap_reach reach = reach_of(&b, "t.day", "on 5th of may 2023");
  assert_true(reach.known && reach.all);
  reach = reach_of(&b, "t.day", "on 5th of june 2023");
  assert_int_equal(reach.begin, 3);
  assert_int_equal(reach.at, 10);
  assert_false(reach.all);
  /* A whole match but for the border behind it. */
  reach = reach_of(&b, "t.year", "in 20233");
  assert_true(reach.all);
  assert_false(reach_of(&b, "t.day", "").all);
  stop(&b);
}

/* Expressions with syntax of every kind are followed, or left alone, and never misread: the marks change no match. */
static void test_syntax(void **state) {
  static const char *const expressions[] = {"a(?:b|c)+d", "[]a-c]x",    "[^]]{2}y", "\\bfoo\\b",      "a{2,3}?b",  "(?i:ab)c",     "(?<n>a)(?=b)b",
                                            "x(?!y)z*+",  "\\x{41}b",   "\\p{Lu}+", "(?>ab|a)c",      "(?<=q)a",   "[[:alpha:]]1", "(?|(a)|(b))c",
                                            "a\\Kb",      "(?#note)ab", "(?'n'a)b", "(?P<n>a)\\k<n>", "\\Qa.b\\E", "(a)(?(1)b|c)", "caf\xC3\xA9s?"};
  static const char subject[] = "abcd ]x qa aab AbC foo ab1 a.b caf\xC3\xA9 bb aa Ab xzz ]]y";
  (void)state;
  for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
    struct bench b;
    rap_error err = {0};
    rap_span plain[RAP_MAX_GROUPS];
    rap_reach_probe *probe = NULL;
    rap_str yaml = rap_arena_printf(arena, "patterns:\n  - {id: t.x, kind: cue, bounded: false, match: '%s'}\n",
                                    strstr(expressions[i], "'n'") ? "(?''n''a)b" : expressions[i]);
    b.rules = fixture_load(yaml.p);
    assert_int_equal(rap_analyzer_new(b.rules, &b.analyzer, &err), RAP_OK);
    const rap_rule *rule = rap_rules_find(b.rules, RAP_STR("t.x"));
    rap_match m = rap_regex_match(rule->regex, rap_analyzer_scratch(b.analyzer), rap_str_of(subject), 0, false, plain);
    assert_int_equal(rap_reach_new(b.rules, (rap_reach_of){rule, NULL}, &probe, &err), RAP_OK);
    rap_reach reach = {0};
    rap_reach_try(probe, rap_analyzer_scratch(b.analyzer), rap_str_of(subject), 0, SIZE_MAX, &reach);
    if (probe && m == RAP_MATCH_YES) assert_true(reach.known && reach.at <= plain[0].end);
    assert_true(reach.source <= rule->source.n);
    rap_reach_free(probe);
    stop(&b);
  }
}

static void test_explained(void **state) {
  struct bench b;
  rap_error err = {0};
  rap_record record;
  rap_explained e;
  (void)state;
  start(&b);
  rap_document doc = fixture_document(arena, "Pland discussed fried rice on 5th of March 2023.");
  rap_trace trace = {.arena = arena};
  rap_analyzer_set_trace(b.analyzer, &trace);
  assert_int_equal(rap_analyze(b.analyzer, arena, &doc, &record, &err), RAP_OK);
  assert_false(trace.failed);
  assert_int_equal(trace.n_mentions, record.n_mentions);
  for (size_t i = 0; i < record.n_mentions; i++) {
    const rap_hit *hit = &trace.hits[trace.mentions[i]];
    assert_true(rap_str_eq(hit->rule->id, record.mentions[i].rule));
    assert_int_equal(rap_explain_hit(b.rules, rap_analyzer_scratch(b.analyzer), arena, &doc, hit, &e, &err), RAP_OK);
    if (hit->kind == RAP_KIND_STATE) {
      assert_true(rap_str_is(e.term, "Pland"));
      assert_int_equal(e.n_held, 1);
      assert_string_equal(e.held[0].name, "not followed by");
      assert_true(rap_str_is(e.held[0].source, " Street"));
    }
    if (hit->kind == RAP_KIND_DATE) {
      assert_true(e.literal.n > 0 && e.literal_at >= hit->view.begin);
      assert_int_equal(e.n_captures, 4); /* day, month, year, and the constant */
    }
  }
  /* Without a rule only what was taken is noted: one statement. */
  assert_int_equal(trace.n_steps, 1);
  assert_int_equal(trace.steps[0].what, RAP_TRACE_TAKEN);
  assert_int_equal(rap_explain_match(arena, &doc, trace.steps[0].match, &e, &err), RAP_OK);
  assert_int_equal(e.n_captures, 2);
  assert_true(rap_str_is(e.captures[0].name, "actors") && rap_str_is(e.captures[0].text, "Pland"));
  assert_true(rap_str_is(e.captures[1].text, "fried rice on 5th of March 2023"));
  assert_true(e.literal.n > 0 && e.literal_at >= trace.steps[0].view.begin);
  stop(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_terms), cmocka_unit_test(test_patterns), cmocka_unit_test(test_shadows),   cmocka_unit_test(test_many),
      cmocka_unit_test(test_reach), cmocka_unit_test(test_syntax),   cmocka_unit_test(test_explained),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
