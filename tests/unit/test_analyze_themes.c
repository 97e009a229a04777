/* Themes: what a cue weighs where, repetition, the bar, what is implied; and sets of themes. The packs are small, so that each score is known. */
#include "packs_fixture.h"

#include <math.h>

#include "analyze/theme_set.h"

static const char yaml[] = "patterns: [{id: t.cue.agenda, kind: cue, value: agenda, match: 'discussed'}]\n"
                           "lexicon: {kind: event, case: any, entries: [{id: steel, name: Steel Council}]}\n"
                           "themes:\n"
                           "  - {id: water, label: Water, core: [water, river(s)], passing: [rain]}\n"
                           "  - {id: water.floods, label: Floods, parent: water, core: [flood(s)]}\n"
                           "  - {id: steel, label: Steel, core: [steel]}\n"
                           "  - {id: roads, label: Roads, core: [road(s)], likely: [traffic], passing: [lane(s)], faint: [wheel(s)]}\n"
                           "  - {id: roadsides, label: Roadsides, core: [verge(s)]}\n"
                           "  - {id: rails, label: Rails, core: [rail(s)]}\n"
                           "  - {id: ports, label: Ports, core: [port(s)]}\n";

static int setup(void **state) { return packs_open(state, yaml); }

/* Thirteen words of nothing: the first such paragraph is the opening. */
#define OPENING "They sat in a hall by the old gate and spoke for hours.\n\n"
#define NOTHING "There was a talk of this and of that and of the whole rest, too.\n\n"

/* "id score" of each theme, '*' behind a central one. */
#define assert_themes(title, text, expected) assert_themes_at(title, text, expected, __FILE__, __LINE__)
static void assert_themes_at(const char *title, const char *text, const char *expected, const char *file, int line) {
  const analysed x = analyse(title, text, "2023-01-08");
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < x.record.n_themes; i++) {
    const rap_theme_found *t = &x.record.themes[i];
    all = joined(all, rap_arena_printf(arena, "%.*s%s %.3f", RAP_FMT(t->id), t->central ? "*" : "", t->score));
  }
  assert_found_at(all, expected, text, file, line);
}

static void test_none(void **state) {
  (void)state;
  assert_themes("", "", "");
  assert_themes("A talk", NOTHING, "");
}

static void test_places(void **state) {
  (void)state;
  assert_themes("Water", NOTHING, "water* 5.000");
  assert_themes("", "They sat by the water in a hall by the old gate and spoke for hours.", "water* 2.000");
  assert_themes("", NOTHING NOTHING "Water ran.", "water* 1.000");
  assert_themes("", NOTHING NOTHING "Water was discussed.", "water* 1.500");
  assert_themes("", NOTHING "Water ran on and on and on and on and on and on and on and on.", "water* 1.000");
  assert_themes("", NOTHING NOTHING "## Water\n\n" NOTHING, "water* 2.000");
  /* A short paragraph is not yet the opening: a dateline, say. */
  assert_themes("", "Water ran.\n\n" NOTHING NOTHING, "water* 1.000");
}

static void test_agenda_lists(void **state) {
  (void)state;
  assert_themes("", NOTHING NOTHING "These were discussed:\n- water\n- roads\n", "roads* 2.000; water* 2.000");
  assert_themes("", NOTHING NOTHING "These were bought:\n- water\n- roads\n", "roads* 1.000; water* 1.000");
}

static void test_levels(void **state) {
  (void)state;
  assert_themes("Rain", NOTHING, "water* 1.250");
  assert_themes("", NOTHING NOTHING "Rain fell.", "water 0.250");
  assert_themes("Rain and rivers", NOTHING, "water* 6.250");
  assert_themes("Traffic", NOTHING, "roads* 3.000");
  assert_themes("Wheels", NOTHING, "roads 0.500");
}

/* The same words count for ever less; other words of the theme count in full. */
static void test_repetition(void **state) {
  (void)state;
  assert_themes("", NOTHING NOTHING "Here water. There water. And water.", "water* 2.190");
  assert_themes("", NOTHING NOTHING "A river, rivers, water.", "water* 3.000");
  rap_buf text = {0};
  rap_buf_puts(&text, NOTHING NOTHING);
  for (int i = 0; i < 500; i++) rap_buf_puts(&text, "Here water. ");
  const analysed x = analyse("", text.p, "2023-01-08");
  assert_int_equal(x.record.n_themes, 1);
  assert_int_equal(x.record.themes[0].mentions, 500);
  assert_true(x.record.themes[0].score < 1 / (1 - 0.7) + 1e-9);
  rap_buf_clear(&text);
}

/* Central: 1, 0.45 times the root of the best, 0.15 for every hundred words. */
static void test_bar(void **state) {
  (void)state;
  assert_themes("Water, river, rivers, flood, floods", NOTHING NOTHING "A road. Two roads.", "water* 15.000; water.floods* 10.000; roads* 2.000");
  /* The best has 19.89: its root, times 0.45, is more than two. */
  assert_themes("Roads, a road, steel; steel, water, a river, rivers, rain",
                NOTHING NOTHING "Now water was discussed, the river was discussed, so were rivers. More water. Verges here: a verge.",
                "water* 19.890; roads* 10.000; steel* 8.500; roadsides 2.000");
  rap_buf text = {0};
  rap_buf_puts(&text, NOTHING NOTHING "Water was discussed.");
  for (int i = 0; i < 1000; i++) rap_buf_puts(&text, " And so.");
  const analysed x = analyse("", text.p, "2023-01-08");
  assert_int_equal(x.record.n_themes, 1);
  assert_true(fabs(x.record.themes[0].score - 1.5) < 1e-9);
  assert_false(x.record.themes[0].central); /* 2000 words ask for 3 */
  rap_buf_clear(&text);
}

/* A general theme is not central in its own right beside a part of it that scores as much. */
static void test_implied(void **state) {
  (void)state;
  assert_themes("Floods and water", NOTHING, "water* 5.000; water.floods* 5.000"); /* plenty of words of its own */
  assert_themes("", NOTHING NOTHING "Water and floods.", "water 1.000; water.floods* 1.000");
  assert_themes("Floods, rivers and water", NOTHING, "water* 10.000; water.floods* 5.000");
  assert_themes("Roads and verges", NOTHING, "roads* 5.000; roadsides* 5.000"); /* a name that begins alike is no part */
}

/* What each theme's words gave it adds up to its score, those that gave most first. */
static void test_cues(void **state) {
  (void)state;
  const analysed x = analyse("Water", NOTHING "Rain fell. Water ran. More water, and a flood.", "2023-01-08");
  assert_int_equal(x.record.n_themes, 2);
  for (size_t i = 0; i < x.record.n_themes; i++) {
    const rap_theme_found *t = &x.record.themes[i];
    double sum = 0;
    size_t times = 0;
    for (size_t k = 0; k < t->n_cues; k++) {
      sum += t->cues[k].weight;
      times += t->cues[k].times;
      if (k) assert_true(t->cues[k].weight <= t->cues[k - 1].weight);
    }
    assert_true(fabs(sum - t->score) < 1e-9);
    assert_int_equal(times, t->mentions);
    assert_int_equal(t->central, t->score >= t->asked);
  }
  assert_int_equal(x.record.themes[0].n_cues, 3); /* "Water", "water", "Rain" */
}

/* -- sets ------------------------------------------------------------------------------------------------------------------------------ */

static void assert_specific(const char *ids, const char *expected) {
  rap_str_list set = {0};
  rap_str rest = rap_str_of(ids), id;
  const rap_analysis a = {.arena = arena};
  while (rap_str_split(&rest, ' ', &id)) assert_true(rap_theme_set_add(&a, &set, id));
  rap_theme_set_specific(&set);
  assert_found(spaced(&set), expected, ids);
}

static void test_specific(void **state) {
  (void)state;
  assert_specific("water water.floods", "water.floods");
  assert_specific("water.floods water", "water.floods");
  assert_specific("a.b.c a a.b a.d", "a.b.c a.d");
  assert_specific("roads roadsides", "roads roadsides");
  assert_specific("water water water", "water");
  assert_specific("", "");
  assert_true(rap_theme_below(RAP_STR("a.b"), RAP_STR("a")));
  assert_false(rap_theme_below(RAP_STR("a"), RAP_STR("a")));
  assert_false(rap_theme_below(RAP_STR("ab"), RAP_STR("a")));
  assert_false(rap_theme_below(RAP_STR("a"), RAP_STR("a.b")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_none),    cmocka_unit_test(test_places),     cmocka_unit_test(test_agenda_lists),
      cmocka_unit_test(test_levels),  cmocka_unit_test(test_repetition), cmocka_unit_test(test_bar),
      cmocka_unit_test(test_implied), cmocka_unit_test(test_specific),   cmocka_unit_test(test_cues),
  };
  return cmocka_run_group_tests(tests, setup, packs_teardown);
}
