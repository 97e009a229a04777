/* International conferences, with the embedded pack `world`. */
#include "packs_fixture.h"

#define PUBLISHED "2011-05-03"

static int world_setup(void **state) {
  rap_error err = {0};
  rap_str names[] = {RAP_STR("world")};
  const rap_rules_source source = {.dirs = names, .n_dirs = 1};
  if (arena_setup(state) != 0) return -1;
  if (rap_rules_load(&source, &packs_rules, &err) != RAP_OK) return -1;
  return rap_analyzer_new(packs_rules, &packs_analyzer, &err) == RAP_OK ? 0 : -1;
}

static rap_str with_day(rap_str all, rap_day day) {
  char text[RAP_DAY_TEXT_MAX];
  size_t n = rap_day_format(day, text);
  return rap_arena_printf(arena, "%.*s %.*s", RAP_FMT(all), (int)(n ? n : 1), n ? text : "-");
}

/* "series-id#edition start end place/country" of the main event; "-" for what is not known. */
static rap_str main_of(const analysed *x) {
  for (size_t i = 0; i < x->record.n_events; i++) {
    const rap_event *e = &x->record.events[i];
    if (!e->main) continue;
    rap_str one = rap_arena_printf(arena, "%.*s#%d", RAP_FMT(e->series_id.n ? e->series_id : e->series), e->edition);
    one = with_day(with_day(one, e->start), e->end);
    return rap_arena_printf(arena, "%.*s %.*s/%.*s", RAP_FMT(one), RAP_FMT(e->place), RAP_FMT(e->country));
  }
  return RAP_STR("none");
}

#define assert_main(title, text, expected) assert_main_at(title, text, expected, __FILE__, __LINE__)
static void assert_main_at(const char *title, const char *text, const char *expected, const char *file, int line) {
  const analysed x = analyse(title, text, PUBLISHED);
  assert_found_at(main_of(&x), expected, text, file, line);
}

static void test_names_of_sessions(void **state) {
  (void)state;
  assert_main("", "The Fourth session of the Conference of the Parties to the UN Framework Convention on Climate Change opened.",
              "unfccc-cop#4 - - /");
  assert_main("", "COP-4 opened.", "unfccc-cop#4 - - /");
  assert_main("COP17/CMP7 HIGHLIGHTS", "They met.", "unfccc-cop#17 - - /");
  assert_main("", "COP 6 bis opened.", "unfccc-cop-resumed#6 - - /");
  assert_main("", "The thirty-fifth session of the IPCC opened.", "ipcc#35 - - /");
  assert_main("SB 28 AND AWG HIGHLIGHTS", "They met.", "unfccc-sb#28 - - /");
  assert_main("", "ADP 2-5 opened.", "unfccc-adp-2#5 - - /");
  assert_main("", "UNCTAD XII opened.", "unctad#12 - - /");
  assert_main("", "The 71st World Health Assembly opened.", "world-health-assembly#71 - - /");
  assert_main("", "The 14th BRICS Summit opened.", "brics-summit#14 - - /");
}

static void test_whose_parties(void **state) {
  (void)state;
  assert_main("", "The Convention on Biological Diversity meets. COP 15 opened; climate change was on its agenda.", "cbd-cop#15 - - /");
  assert_main("", "The UN Convention to Combat Desertification meets. COP 14 opened.", "unccd-cop#14 - - /");
  assert_main("", "Climate change was discussed. COP 15 opened, as the CBD had hoped.", "unfccc-cop#15 - - /");
}

static void test_days_and_place(void **state) {
  (void)state;
  assert_main("", "COP-4 was held from 2-13 May 2011 in Geneva, Switzerland.", "unfccc-cop#4 2011-05-02 2011-05-13 Geneva/CH");
  assert_main("", "SB 28 opens today in Bonn and will continue until 11 May 2011.", "unfccc-sb#28 2011-05-03 2011-05-11 Bonn/DE");
  assert_main("SUMMARY OF THE IPCC-33: 2-6 MAY 2011", "They met.", "ipcc#33 2011-05-02 2011-05-06 /");
  assert_main("", "From 2-6 May 2011, IPCC-33 is taking place in Cairo.", "ipcc#33 2011-05-02 2011-05-06 Cairo/EG");
  /* A city that no lexicon has. */
  assert_main("", "IPCC-33 met from 2-6 May 2011 in Quellendorf, Germany.", "ipcc#33 2011-05-02 2011-05-06 Quellendorf/DE");
  assert_main("", "IPCC-33 was held in Singapore.", "ipcc#33 - - Singapore/SG");
  /* A country alone is no place. */
  assert_main("", "IPCC-33 was held in Kenya.", "ipcc#33 - - /KE");
  /* Days of something else don't bring their place along. */
  assert_main("IPCC-33: 2-6 May 2011", "Experts met in Kobe, Japan, from 4-5 April 2011.", "ipcc#33 2011-05-02 2011-05-06 /");
}

static void test_one_of_its_days(void **state) {
  (void)state;
  assert_main("COP-4 HIGHLIGHTS: MONDAY, 2 MAY 2011", "Delegates met in the morning.", "unfccc-cop#4 - - /");
  assert_main("SB 28 HIGHLIGHTS", "On 2 May 2011, SB 28 continued. A workshop was held on 1 April 2011.", "unfccc-sb#28 - - /");
  /* A range that holds the day tells more. */
  assert_main("", "COP-4 opened on 2 May 2011. COP-4 is held from 2-13 May 2011.", "unfccc-cop#4 2011-05-02 2011-05-13 /");
}

static void test_held_together(void **state) {
  (void)state;
  assert_main("COP 20 | LIMA CLIMATE CHANGE CONFERENCE, 2-13 MAY 2011", "They met.", "unfccc-cop#20 2011-05-02 2011-05-13 Lima/PE");
  assert_main("", "The Doha Climate Change Conference took place from 2-13 May 2011. It included COP 18.",
              "unfccc-cop#18 2011-05-02 2011-05-13 Doha/QA");
  const analysed x =
      analyse("COP 11 AND COP/MOP 1 HIGHLIGHTS", "COP/MOP 1 met. COP/MOP 1 met. COP/MOP 1 was held from 2-13 May 2011 in Montreal.", PUBLISHED);
  assert_int_equal(x.record.n_events, 2);
  assert_true(rap_str_is(main_of(&x), "unfccc-cop#11 2011-05-02 2011-05-13 Montreal/CA"));
  assert_true(rap_str_is(x.record.events[1].series_id, "unfccc-cmp") && x.record.events[1].edition == 1);
}

static void test_two_conferences(void **state) {
  (void)state;
  const analysed x = analyse("", "The Bonn Climate Change Talks were held. The Copenhagen Climate Change Conference will be held later.", PUBLISHED);
  assert_int_equal(x.record.n_events, 2);
  assert_true(rap_str_is(main_of(&x), "unfccc-conference#0 - - Bonn/DE"));
  assert_true(rap_str_is(x.record.events[1].place, "Copenhagen") && rap_str_is(x.record.events[1].country, "DK"));
}

static void test_treaties_are_no_conferences(void **state) {
  (void)state;
  assert_main("", "The UN Framework Convention on Climate Change entered into force on 21 March 1994.", "none");
  assert_main("", "The Convention on the Rights of the Child and the UN Convention against Corruption apply.", "none");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_names_of_sessions),
      cmocka_unit_test(test_whose_parties),
      cmocka_unit_test(test_days_and_place),
      cmocka_unit_test(test_one_of_its_days),
      cmocka_unit_test(test_held_together),
      cmocka_unit_test(test_two_conferences),
      cmocka_unit_test(test_treaties_are_no_conferences),
  };
  return cmocka_run_group_tests(tests, world_setup, packs_teardown);
}
