/* Shadows: building, mapping back, rules over them. */
#include "arena_fixture.h"

#include "analyze/shadow.h"
#include "base/limits.h"
#include "rules_fixture.h"

static const char pack[] =
    "lexicons:\n"
    "  - {kind: state, entries: [{id: P, name: Pland}, {id: Q, name: Qland}]}\n"
    "  - {kind: group, entries: [{id: H, name: Hill States}]}\n"
    "  - {kind: person, case: exact, entries: [{id: S, name: Mr S}, {id: I, name: I}]}\n"
    "  - {kind: organisation, hides: [], entries: [{id: G, name: Government of Pland}]}\n"
    "themes:\n"
    "  - {id: gov, label: G, core: [government]}\n"
    "statements:\n"
    "  - {id: t.statement.met, match: '(?<actors>{states}) met(?: {person})?(?<topic> on [^.;]+)?', role: actor, predicate: discussed}\n"
    "participants:\n"
    "  - {id: t.participant.of, match: '(?<who>{person}) of {organisation}', function: attended}\n"
    "  - {id: t.participant.any, match: '(?<who>{person}|{organisation}) came', function: attended}\n"
    "  - {id: t.participant.list, match: '(?<who>{persons}) spoke', function: attended}\n"
    "  - {id: t.participant.slow, match: '(?<who>(?:{person}|x+)+)+(?<=!)', function: attended}\n";

struct bench {
  rap_rules *rules;
  rap_analyzer *analyzer;
  rap_document doc;
  rap_hit *hits;
  size_t n_hits;
};

static void start(struct bench *b, const char *text) {
  rap_error err = {0};
  b->rules = fixture_load(pack);
  b->doc = fixture_document(arena, text);
  assert_int_equal(rap_analyzer_new(b->rules, &b->analyzer, &err), RAP_OK);
  assert_int_equal(rap_engine_run(b->analyzer, arena, &b->doc, &b->hits, &b->n_hits, &err), RAP_OK);
  assert_true(b->doc.n_sentences >= 1);
}

static void stop(struct bench *b) {
  rap_analyzer_free(b->analyzer);
  rap_rules_free(b->rules);
}

static rap_shadow_sentence first_sentence(struct bench *b) {
  return (rap_shadow_sentence){.analyzer = b->analyzer, .arena = arena, .doc = &b->doc, .hits = b->hits, .n_hits = b->n_hits, .index = 0};
}

static rap_shadow build(struct bench *b, size_t sentence, rap_kind_set kinds) {
  rap_shadow shadow;
  rap_error err = {0};
  assert_int_equal(rap_shadow_build(arena, &b->doc, b->hits, b->n_hits, sentence, kinds, &shadow, &err), RAP_OK);
  return shadow;
}

/* The shadow with {kind} for its private-use characters. */
static void assert_shadow(const rap_shadow *shadow, const char *expected) {
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < shadow->s.n; i++) {
    bool mention = (unsigned char)shadow->s.p[i] == 0xEE && i + 2 < shadow->s.n;
    if (mention)
      all = rap_arena_printf(arena, "%.*s{%s}", RAP_FMT(all), rap_kind_name((rap_kind)((unsigned char)shadow->s.p[i + 2] & 0x3F)));
    else
      all = rap_arena_printf(arena, "%.*s%c", RAP_FMT(all), shadow->s.p[i]);
    i += mention ? 2 : 0;
  }
  assert_string_equal(all.p, expected);
}

static void test_building(void **state) {
  (void)state;
  struct bench b;
  start(&b, "The Government of Pland met Mr S. Qland came.");
  rap_shadow states = build(&b, 0, RAP_KIND_BIT(RAP_KIND_STATE)),
             both = build(&b, 0, RAP_KIND_BIT(RAP_KIND_STATE) | RAP_KIND_BIT(RAP_KIND_ORGANISATION)), none = build(&b, 0, 0);
  assert_shadow(&states, b.doc.n_sentences == 2 ? "The Government of {state} met Mr S." : "The Government of {state} met Mr S. {state} came.");
  /* Of overlapping mentions the longer stands. */
  assert_true(rap_str_starts(both.s, RAP_STR("The \xEE\x80")) && both.s.n < states.s.n);
  assert_true(rap_str_eq(none.s, rap_str_at(b.doc.view.s, b.doc.sentences[0].view)));
  stop(&b);
}

static void test_mapping(void **state) {
  (void)state;
  struct bench b;
  start(&b, "I and Pland met Mr S");
  rap_shadow s = build(&b, 0, RAP_KINDS_OF_STATES | RAP_KIND_BIT(RAP_KIND_PERSON));
  assert_shadow(&s, "{person} and {state} met {person}");
  rap_span whole = rap_shadow_to_view(&s, (rap_span){0, s.s.n});
  assert_true(whole.begin == 0 && whole.end == b.doc.view.s.n);
  /* "I" is one byte in the text, three in the shadow. */
  rap_span i = rap_shadow_to_view(&s, (rap_span){0, 3}), pland = rap_shadow_to_view(&s, (rap_span){8, 11}),
           met = rap_shadow_to_view(&s, (rap_span){12, 15}), nothing = rap_shadow_to_view(&s, (rap_span){12, 12});
  assert_true(i.begin == 0 && i.end == 1);
  assert_true(rap_str_is(rap_str_at(b.doc.view.s, pland), "Pland"));
  assert_true(rap_str_is(rap_str_at(b.doc.view.s, met), "met"));
  assert_true(nothing.begin == nothing.end && nothing.begin == met.begin);
  size_t found[4], n = rap_shadow_hits(&s, b.hits, (rap_span){0, s.s.n}, RAP_KIND_BIT(RAP_KIND_PERSON), found, 4);
  assert_true(n == 2 && b.hits[found[0]].view.end == 1 && rap_str_is(b.hits[found[1]].value, "S"));
  assert_int_equal(rap_shadow_hits(&s, b.hits, (rap_span){0, s.s.n}, ~(rap_kind_set)0, found, 1), 3);
  assert_int_equal(rap_shadow_hits(&s, b.hits, (rap_span){3, 8}, ~(rap_kind_set)0, found, 4), 0);
  /* Never outside the sentence, whatever is asked. */
  rap_span far = rap_shadow_to_view(&s, (rap_span){500, 600});
  assert_true(far.begin <= b.doc.view.s.n && far.end <= b.doc.view.s.n);
  stop(&b);
}

/* A text cannot forge a mention. */
static void test_private_use(void **state) {
  (void)state;
  struct bench b;
  start(&b, "\xEE\x80\x80 met \xEE\x80\x83 \xEF\xA3\xBF \xEF\xA4\x80 x");
  rap_shadow s = build(&b, 0, RAP_KIND_BIT(RAP_KIND_STATE));
  assert_true(rap_str_is(s.s, "\xEF\xBF\xBD met \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xA4\x80 x") ||
              rap_str_is(s.s, "\xEF\xBF\xBD met \xEF\xBF\xBD \xEF\xBF\xBD \xE8\xB1\x88 x"));
  rap_shadow_sentence sentence = first_sentence(&b);
  rap_shadow_match match;
  size_t from = 0;
  rap_status st;
  assert_false(rap_shadow_next(&sentence, rap_rules_find(b.rules, RAP_STR("t.statement.met")), &from, &match, &st));
  stop(&b);
}

/* All matches of a rule in sentence 0: the groups `name`, joined by '|'. */
static void assert_matches(const char *text, const char *rule, const char *name, const char *expected) {
  struct bench b;
  rap_shadow_match match;
  size_t from = 0;
  rap_status st = RAP_OK;
  rap_str all = RAP_STR("");
  start(&b, text);
  rap_shadow_sentence sentence = first_sentence(&b);
  while (rap_shadow_next(&sentence, rap_rules_find(b.rules, rap_str_of(rule)), &from, &match, &st)) {
    rap_span span;
    assert_true(match.whole.begin <= match.whole.end && match.whole.end <= match.shadow->s.n && from >= match.whole.end);
    rap_str found = rap_shadow_group(&match, name, &span) ? rap_str_at(b.doc.view.s, rap_shadow_to_view(match.shadow, span)) : RAP_STR("-");
    all = rap_arena_printf(arena, "%.*s%s%.*s", RAP_FMT(all), all.n ? "|" : "", RAP_FMT(found));
  }
  assert_int_equal(st, RAP_OK);
  assert_string_equal(all.p, expected);
  stop(&b);
}

static void test_matching(void **state) {
  (void)state;
  assert_matches("Pland and Qland met", "t.statement.met", "actors", "Pland and Qland");
  assert_matches("Pland, the Hill States and the Qland met on roads", "t.statement.met", "actors", "Pland, the Hill States and the Qland");
  assert_matches("Pland met on roads", "t.statement.met", "topic", " on roads");
  assert_matches("Pland met", "t.statement.met", "topic", "-");
  assert_matches("Pland met; Qland met Mr S", "t.statement.met", "actors", "Pland|Qland");
  assert_matches("Nobody met", "t.statement.met", "actors", "");
  assert_matches("Mr S of Government of Pland", "t.participant.of", "who", "Mr S");
  assert_matches("Mr S, Mr S as well as Mr S/Mr S spoke", "t.participant.list", "who", "Mr S, Mr S as well as Mr S/Mr S");
}

/* Sentences without what a rule needs are passed over; where either of two kinds does, either is enough. */
static void test_needs(void **state) {
  (void)state;
  assert_matches("Mr S came", "t.participant.any", "who", "Mr S");
  assert_matches("Government of Pland came", "t.participant.any", "who", "Government of Pland");
  assert_matches("Pland came", "t.participant.any", "who", "");
}

static void test_limits(void **state) {
  (void)state;
  struct bench b;
  rap_shadow_match match;
  size_t from = 0;
  rap_status st = RAP_OK;
  start(&b, "Mr S xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, wait !");
  rap_shadow_sentence sentence = first_sentence(&b);
  assert_false(rap_shadow_next(&sentence, rap_rules_find(b.rules, RAP_STR("t.participant.slow")), &from, &match, &st));
  assert_int_equal(st, RAP_OK);
  assert_true(b.doc.warnings.n == 1 && rap_str_find(b.doc.warnings.items[0], RAP_STR("t.participant.slow"), 0) != SIZE_MAX);
  stop(&b);
  char *text = rap_arena_alloc(arena, RAP_MAX_SHADOW_BYTES + 100);
  memcpy(text, "Pland met ", 10);
  memset(text + 10, 'x', RAP_MAX_SHADOW_BYTES);
  start(&b, text);
  sentence = first_sentence(&b);
  for (int round = 0; round < 2; round++) {
    from = 0;
    assert_false(rap_shadow_next(&sentence, rap_rules_find(b.rules, RAP_STR("t.statement.met")), &from, &match, &st));
  }
  /* Told once. */
  assert_int_equal(b.doc.warnings.n, 1);
  stop(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_building), cmocka_unit_test(test_mapping), cmocka_unit_test(test_private_use),
      cmocka_unit_test(test_matching), cmocka_unit_test(test_needs),   cmocka_unit_test(test_limits),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
