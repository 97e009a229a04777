/* Words that lead to States named elsewhere, told by the actors of the statements that they stand in. The packs are small: the kinds and values are what matters. */
#include "packs_fixture.h"

static const char yaml[] =
    "fragments: {how_many: {two: 2, three: 3}}\n"
    "lexicons:\n"
    "  - kind: state\n"
    "    entries: [{id: A, name: Aland}, {id: B, name: Bland}, {id: C, name: Cland}, {id: D, name: Dland}]\n"
    "  - {kind: group, entries: [{id: hills, name: Hill States, members: [A, B]}, {id: coast, name: Coastal States}]}\n"
    "patterns:\n"
    "  - {id: t.collective.state, kind: collective, value: '@state', match: '[Tt]he State'}\n"
    "  - {id: t.collective.both, kind: collective, value: '@both', match: '[Bb]oth States'}\n"
    "  - {id: t.collective.listed, kind: collective, value: '@listed', match: '[Tt]he members'}\n"
    "  - {id: t.collective.region, kind: collective, value: '@region', match: '[Tt]he region'}\n"
    "  - {id: t.collective.named, kind: collective, value: '@named', match: '[Ll]ow States'}\n"
    "  - {id: t.collective.these, kind: collective, value: '@these', match: '[Tt]hese States'}\n"
    "  - {id: t.collective.counted, kind: collective, value: '@counted', match: '[Tt]he (?<how_many>{how_many}|[0-9]+) States'}\n"
    "  - {id: t.collective.sole, kind: collective, value: '@sole', match: '[Ll]ocal officers'}\n"
    "  - {id: t.collective.local, kind: collective, value: '@local', match: '[Ss]tate officers'}\n"
    "  - {id: t.cue.venue, kind: cue, value: venue, match: 'held in [A-D]land'}\n"
    "  - {id: t.collective.odd, kind: collective, value: '@nobody', match: '[Tt]he others'}\n"
    "  - {id: t.collective.all, kind: collective, value: ALL, match: '[Aa]ll States'}\n"
    "  - {id: t.person.a, kind: person, match: 'Ms (?<name>Ada|Bea)'}\n"
    "  - {id: t.office.cm, kind: office, match: 'Chief Minister of [A-D]land'}\n"
    "themes: [{id: water, label: Water, core: [water]}]\n"
    "statements:\n"
    "  - {id: t.statement.agreed, match: '(?<actors>{states}|{person}) agreed', role: actor, predicate: agreed}\n";

static int setup(void **state) { return packs_open(state, yaml); }

/* The actors of each statement, in order. The texts speak of water, so that each statement has a theme. */
#define assert_actors(text, expected) assert_actors_at(text, expected, __FILE__, __LINE__)
static void assert_actors_at(const char *text, const char *expected, const char *file, int line) {
  const analysed x = analyse("Water", text, "2023-01-08");
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < x.record.n_statements; i++) all = joined(all, spaced(&x.record.statements[i].actors));
  assert_found_at(all, expected, text, file, line);
}

static void test_the_state(void **state) {
  (void)state;
  assert_actors("Aland raised water. The State agreed.", "A");
  assert_actors("Aland and Bland raised water. The State agreed.", "B");
  assert_actors("Bland raised water, and the State agreed. Aland left. The State agreed.", "B; A");
  assert_actors("Aland raised water.\n\nThe talk was long.\n\nThe State agreed.", "A");
  assert_actors("The State agreed. Aland raised water.", "");
  assert_actors("Hill States raised water. The State agreed.", "");
}

/* The place of a dateline is not what "the State" speaks of. */
static void test_dateline(void **state) {
  (void)state;
#define AFTER "In the hall there was a talk on water that lasted long. The State agreed to it."
  assert_int_equal(analyse("", "Posted by the desk, Aland\n\n" AFTER, "2023-01-08").record.n_statements, 0);
  assert_int_equal(analyse("", "The desk spoke to Aland of water for as long as it took to have the whole of the matter out.\n\n" AFTER, "2023-01-08")
                       .record.n_statements,
                   1);
}

static void test_both(void **state) {
  (void)state;
  assert_actors("Aland and Bland spoke of water. Both States agreed.", "A B");
  assert_actors("Aland, Bland and Cland spoke of water. Both States agreed.", "B C");
  assert_actors("Aland spoke to Bland. Cland left. Both States agreed on water.", "A B");
  /* One State named twice is no pair, nor are two of two sentences. */
  assert_actors("Aland spoke to Aland of water. Both States agreed.", "");
  assert_actors("Aland spoke of water. Bland did too. Both States agreed.", "");
  assert_actors("Both States agreed on water.", "");
}

/* In a text about one group, all States are those of the group. */
static void test_of_the_group(void **state) {
  (void)state;
#define HILLS "Hill States met. Hill States spoke. Hill States dined. Hill States walked. Hill States left. "
  assert_actors(HILLS "All States agreed on water.", "hills");
  assert_actors(HILLS "Aland and Bland came. All States agreed on water.", "hills");
  assert_actors(HILLS "Cland, held in Dland, came. All States agreed on water.", "hills");
  assert_actors(HILLS "Cland came. Dland too. All States agreed on water.", "ALL");
  assert_actors(HILLS "Coastal States came. All States agreed on water.", "ALL");
  assert_actors("Hill States met. All States agreed on water.", "ALL");
}

static void test_listed(void **state) {
  (void)state;
  assert_actors("Aland, Bland and Cland came. Aland, Dland left. The members agreed on water.", "A B C");
  assert_actors("The members agreed on water. Aland, Bland, Cland and Dland came. Aland, Bland and Cland left.", "A B C D");
  /* Two are no list: all States are meant; nor is one State named three times. */
  assert_actors("Aland and Bland came. The members agreed on water.", "ALL");
  assert_actors("Aland, Aland and Aland came. The members agreed on water.", "ALL");
  assert_actors("The members agreed on water.", "ALL");
}

static void test_named(void **state) {
  (void)state;
  assert_actors("Aland, Bland and Cland came. Low States agreed on water.", "A B C");
  assert_actors("Aland and Bland came. Low States agreed on water.", "");
}

static void test_these(void **state) {
  (void)state;
  assert_actors("Aland, Bland and Cland came. Cland and Dland left. Aland stayed. These States agreed on water.", "C D");
  assert_actors("Aland, Bland, Cland spoke of water, and these States agreed.", "A B C");
  assert_actors("Aland came. These States agreed on water.", "");
  assert_actors("Aland and Bland came. One. Two. Three. Four. Five. These States agreed on water.", "");
}

static void test_counted(void **state) {
  (void)state;
  assert_actors("Aland, Bland and Cland came. Aland and Dland left. The two States agreed on water.", "A D");
  assert_actors("Aland, Bland and Cland came. The 3 States agreed on water.", "A B C");
  assert_actors("Aland, Bland and Cland came. The 12345 States agreed on water.", "");
  assert_actors("The three States agreed on water.", "");
}

static void test_sole(void **state) {
  (void)state;
  assert_actors("Aland has water. Aland came. Local officers agreed on water.", "A");
  assert_actors("Aland has water. Aland came. It was held in Bland. State officers agreed on water.", "A");
  assert_actors("Aland has water. Aland, Aland and Bland came. Local officers agreed on water.", "A");
  assert_actors("Aland has water. Bland came. Local officers agreed on water.", "");
  assert_actors("Aland has water. Bland came. State officers agreed on water.", "ALL");
  assert_actors("Aland came. State officers agreed on water.", "ALL");
}

static void test_region(void **state) {
  (void)state;
  assert_actors("Hill States met; Coastal States did not. The region agreed on water.", "coast");
  assert_actors("Hill States met. The region agreed on water. Coastal States did not.", "hills");
  assert_actors("Aland met. The region agreed on water.", "");
}

/* A value that no one resolves leads nowhere; what needs no resolving stays. */
static void test_others(void **state) {
  (void)state;
  assert_actors("Aland came. The others agreed on water.", "");
  assert_actors("Aland came. All States agreed on water.", "ALL");
  assert_actors("", "");
}

/* An office leads to the State that its words name; a person without one to nobody. */
static void test_offices(void **state) {
  (void)state;
  const analysed x = analyse("Water", "The Chief Minister of Bland, Ms Ada, came with Aland's men. Ms Ada agreed. Ms Bea agreed.", "2023-01-08");
  assert_int_equal(x.record.n_persons, 2);
  assert_found(x.record.persons[0].state, "B", "Ms Ada");
  assert_found(x.record.persons[1].state, "", "Ms Bea");
  assert_int_equal(x.record.n_statements, 1);
  assert_found(spaced(&x.record.statements[0].actors), "B", "Ms Ada agreed");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_state), cmocka_unit_test(test_dateline), cmocka_unit_test(test_both),    cmocka_unit_test(test_of_the_group),
      cmocka_unit_test(test_listed),    cmocka_unit_test(test_region),   cmocka_unit_test(test_others),  cmocka_unit_test(test_offices),
      cmocka_unit_test(test_named),     cmocka_unit_test(test_these),    cmocka_unit_test(test_counted), cmocka_unit_test(test_sole),
  };
  return cmocka_run_group_tests(tests, setup, packs_teardown);
}
