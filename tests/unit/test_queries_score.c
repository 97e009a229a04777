/* Measuring: letters, names and titles that agree, bags, sentences, figures, intervals, floors. */
#include "test.h"

#include "arena_fixture.h"
#include "queries/score.h"
#include "queries/wording.h"

/* ---- letters ---- */

static void letters(void **state) {
  (void)state;
  rap_letters l;
  assert_true(rap_letters_make(arena, RAP_STR("K\u00e9ral\u0101 \u2013 \ufb01\u20092"), &l));
  assert_true(rap_str_is(l.folded, "k\u00e9ral\u0101fi2"));
  assert_int_equal(l.n_points, 12);
  rap_span all = rap_letters_points(&l, 0, 99), ligature = rap_letters_points(&l, 9, 10);
  assert_int_equal(all.end, 9);
  assert_int_equal(ligature.begin, 6);
  assert_int_equal(ligature.end, 8);
  rap_span word = rap_letters_bytes(&l, (rap_span){0, 8});
  assert_int_equal(word.end, 6);
  rap_span two = rap_letters_find(&l, rap_letters_fold(arena, RAP_STR("(2)")));
  assert_int_equal(two.begin, 8);
  assert_int_equal(rap_letters_find(&l, RAP_STR("goa")).begin, SIZE_MAX);
}

/* Spaces, quotes and dashes make no difference; letters and their marks do. */
static void letters_alone(void **state) {
  (void)state;
  rap_str a = rap_letters_fold(arena, RAP_STR("\u201cWe\u2019ll meet\u201d \u2013 he said"));
  assert_true(rap_str_eq(a, rap_letters_fold(arena, RAP_STR("\"We'll  meet\" - He said"))));
  assert_true(rap_str_is(rap_letters_fold(arena, RAP_STR("Stra\u00dfe \u0928\u0947")), "strasse\u0928\u0947"));
  assert_int_equal(rap_letters_fold(arena, RAP_STR("")).n, 0);
}

/* ---- names and titles ---- */

static bool same(const char *a, const char *b) { return rap_same_name(rap_name_key(arena, rap_str_of(a)), rap_name_key(arena, rap_str_of(b))); }

static void names(void **state) {
  (void)state;
  assert_true(rap_str_is(rap_name_key(arena, RAP_STR("Hon'ble Shri S. Krishnan_Rao, Dr.")), "s krishnan rao"));
  assert_true(rap_str_is(rap_name_key(arena, RAP_STR("Honest Drake")), "honest drake"));
  assert_true(same("Shri Narendra Modi", "Modi"));
  assert_true(same("Prof. N. Modi", "Narendra Modi"));
  assert_true(same("Smt. Nirmala Sitharaman", "nirmala  SITHARAMAN"));
  assert_false(same("Lalit Modi", "Narendra Modi"));
  assert_false(same("Narendra", "Narendra Modi"));
  assert_false(same("Dr.", "Narendra Modi"));
  assert_true(same("Dr.", "Mr."));
}

static void titles(void **state) {
  (void)state;
  assert_true(rap_words_f1(arena, RAP_STR("National Conference of Chief Secretaries"), RAP_STR("the Chief Secretaries' conference")) >= 0.6);
  assert_true(rap_words_f1(arena, RAP_STR("Roads and Bridges"), RAP_STR("roads, bridges")) == 1);
  assert_true(rap_words_f1(arena, RAP_STR("roads roads roads"), RAP_STR("roads")) == 1);
  assert_true(rap_words_f1(arena, RAP_STR("of the"), RAP_STR("of the")) == 0);
}

/* ---- documents ---- */

static rap_annotated gold_of(const char *title, const char *text, const char *metadata) {
  rap_annotated out;
  rap_error err = {0};
  rap_faults faults = {.arena = arena};
  const rap_raw_document raw = {
      .id = RAP_STR("t"), .title = rap_str_of(title), .text = rap_str_of(text), .metadata = rap_str_of(metadata), .file = RAP_STR("t:1")};
  assert_int_equal(rap_annotated_gold(arena, &raw, NULL, &faults, &out, &err), RAP_OK);
  if (faults.lines.n) print_error("%.*s\n", RAP_FMT(faults.lines.items[0]));
  assert_int_equal(faults.lines.n, 0);
  return out;
}

static rap_annotated record_of(const char *title, const char *text, const char *metadata) {
  rap_annotated out;
  rap_error err = {0};
  const rap_raw_document raw = {
      .id = RAP_STR("t"), .title = rap_str_of(title), .text = rap_str_of(text), .metadata = rap_str_of(metadata), .file = RAP_STR("t:1")};
  assert_int_equal(rap_annotated_record(arena, &raw, &out, &err), RAP_OK);
  return out;
}

#define assert_tally(t, m, r, s, x)          \
  do {                                       \
    assert_int_equal((t).of[m].right, r);    \
    assert_int_equal((t).of[m].spurious, s); \
    assert_int_equal((t).of[m].missed, x);   \
  } while (0)

static rap_tallies score(const rap_annotated *gold, const rap_annotated *found) {
  rap_tallies t;
  rap_error err = {0};
  assert_int_equal(rap_score(arena, gold, found, RAP_LISTS_OF_RECORDS, &t, NULL, &err), RAP_OK);
  return t;
}

/* The record's text has other quotes and spaces, and the title's mention is counted in the title. */
static void aligned(void **state) {
  (void)state;
  rap_annotated g = gold_of("Goa", "\u201cGoa\u201d and Goa, said Kerala.",
                            "{\"mentions\": [{\"kind\": \"state\", \"quote\": \"Goa\", \"value\": \"GA\"},"
                            "{\"kind\": \"state\", \"quote\": \"Goa\", \"occurrence\": 3, \"value\": \"GA\"},"
                            "{\"kind\": \"state\", \"quote\": \"Kerala\", \"value\": \"KL\"}]}");
  rap_annotated f = record_of("Goa", "\"Goa\"  and Goa, said  Kerala.",
                              "{\"format\": 1, \"mentions\": [{\"kind\": \"state\", \"in\": \"title\", \"begin\": 0, \"end\": 3, \"value\": \"GA\"},"
                              "{\"kind\": \"state\", \"in\": \"text\", \"begin\": 11, \"end\": 14, \"value\": \"GA\"},"
                              "{\"kind\": \"state\", \"in\": \"text\", \"begin\": 22, \"end\": 28, \"value\": \"GA\"}]}");
  rap_tallies t = score(&g, &f);
  assert_tally(t, RAP_MEASURE_STATE, 2, 1, 1);
  assert_tally(t, RAP_MEASURE_STATE_DOCUMENT, 1, 0, 1);
  assert_false(t.measured & RAP_MEASURE_BIT(RAP_MEASURE_THEME));
}

/* As multisets: an item that is found twice is right once. */
static void multisets(void **state) {
  (void)state;
  rap_annotated g = gold_of("", "7 of 9 and 9 more.",
                            "{\"counts\": [{\"quote\": \"7\", \"of\": \"states\", \"min\": 7}, {\"quote\": \"9\", \"of\": \"persons\", \"min\": 9},"
                            "{\"quote\": \"9\", \"of\": \"persons\", \"min\": 9}]}");
  rap_annotated f = record_of("", "7 of 9 and 9 more.",
                              "{\"format\": 1, \"counts\": [{\"of\": \"states\", \"min\": 7}, {\"of\": \"states\", \"min\": 7},"
                              "{\"of\": \"states\", \"min\": 7, \"max\": 7}, {\"of\": \"persons\", \"min\": 9}]}");
  rap_tallies t = score(&g, &f);
  assert_tally(t, RAP_MEASURE_COUNT, 2, 2, 1);
  assert_true(rap_tally_precision(&t.of[RAP_MEASURE_COUNT]) == 0.5);
  assert_true(rap_figure_shown(rap_tally_recall(&t.of[RAP_MEASURE_COUNT])) == 0.667);
  assert_true(rap_figure_shown(rap_tally_f1(&t.of[RAP_MEASURE_COUNT])) == 0.571);
  const rap_tally none = {0};
  assert_true(rap_tally_precision(&none) == 0 && rap_tally_recall(&none) == 0 && rap_tally_f1(&none) == 0);
}

static void dates(void **state) {
  (void)state;
  rap_annotated g = gold_of("", "On 6 and 7 January and in 2024.",
                            "{\"mentions\": [{\"kind\": \"date\", \"quote\": \"6 and 7 January\", \"value\": \"2023-01-06/2023-01-07\"},"
                            "{\"kind\": \"date\", \"quote\": \"2024\", \"value\": \"2024\"}]}");
  rap_annotated f = record_of(
      "", "On 6 and 7 January and in 2024.",
      "{\"format\": 1, \"mentions\": [{\"kind\": \"date\", \"in\": \"text\", \"begin\": 3, \"end\": 4, \"value\": \"2023-01-06/2023-01-07\"},"
      "{\"kind\": \"date\", \"in\": \"text\", \"begin\": 9, \"end\": 18, \"value\": \"2023-01-07\"},"
      "{\"kind\": \"date\", \"in\": \"text\", \"begin\": 26, \"end\": 30, \"value\": \"2025\"}]}");
  rap_tallies t = score(&g, &f);
  assert_tally(t, RAP_MEASURE_DATE_STRICT, 1, 2, 1);
  assert_tally(t, RAP_MEASURE_DATE, 0, 3, 2);
  assert_tally(t, RAP_MEASURE_DATE_RELAXED, 2, 1, 0);
  assert_tally(t, RAP_MEASURE_DATE_VALUE, 1, 2, 1);
}

static void persons_and_events(void **state) {
  (void)state;
  rap_annotated g = gold_of(
      "", "Text.",
      "{\"participants\": [{\"name\": \"Amit Shah\", \"function\": \"chair\"}, {\"name\": \"A. Menon\", \"function\": \"attended\"}],"
      "\"events\": [{\"series\": \"Council of Roads\", \"edition\": 2, \"start\": \"2023-01-06\", \"place\": \"Goa\", \"chair\": \"Amit Shah\","
      "\"status\": \"held\", \"main\": true}]}");
  rap_annotated f = record_of(
      "", "Text.",
      "{\"format\": 1, \"participants\": [{\"name\": \"Shah\", \"function\": \"attended\"}, {\"name\": \"Anil Shah\", \"function\": \"chair\"},"
      "{\"name\": \"Anil Menon\", \"function\": \"attended\"}],"
      "\"events\": [{\"series\": \"No\", \"main\": false}, {\"series\": \"the roads council\", \"edition\": 3, \"start\": \"2023-01-06\","
      "\"end\": \"2023-01-07\", \"chair\": \"Shri Shah\", \"organiser\": \"X\", \"status\": \"held\", \"main\": true}]}");
  rap_tallies t = score(&g, &f);
  assert_tally(t, RAP_MEASURE_PARTICIPANT, 2, 1, 0);
  assert_tally(t, RAP_MEASURE_FUNCTION, 1, 2, 1);
  assert_tally(t, RAP_MEASURE_EVENT, 1, 0, 0);
  assert_tally(t, RAP_MEASURE_EVENT_SERIES, 1, 0, 0);
  assert_tally(t, RAP_MEASURE_EVENT_EDITION, 0, 1, 1);
  assert_tally(t, RAP_MEASURE_EVENT_START, 1, 0, 0);
  assert_tally(t, RAP_MEASURE_EVENT_END, 0, 1, 1);
  assert_tally(t, RAP_MEASURE_EVENT_PLACE, 0, 0, 1);
  assert_tally(t, RAP_MEASURE_EVENT_CHAIR, 1, 0, 0);
  assert_tally(t, RAP_MEASURE_EVENT_ORGANISER, 0, 1, 0);
  assert_tally(t, RAP_MEASURE_EVENT_FIELDS, 4, 3, 3);
}

static void themes(void **state) {
  (void)state;
  rap_annotated g = gold_of("", "Text.", "{\"themes\": [\"water\", \"health.a\"], \"themes_mentioned\": [\"roads\", \"water\"]}");
  rap_annotated f = record_of("", "Text.",
                              "{\"format\": 1, \"themes\": [{\"id\": \"water\"}, {\"id\": \"roads\"}, {\"id\": \"health.b\", \"central\": true},"
                              "{\"id\": \"law\", \"central\": false}, {\"id\": \"roads.x\"}]}");
  rap_tallies t = score(&g, &f);
  assert_tally(t, RAP_MEASURE_THEME, 1, 2, 1);
  assert_tally(t, RAP_MEASURE_THEME_TOP, 2, 0, 0);
}

#define ANNOTATED(actors, predicate, themes, evidence)                                                                               \
  "{\"actors\": [" actors "], \"role\": \"actor\", \"predicate\": \"" predicate "\", \"status\": \"reported\", \"themes\": [" themes \
  "], \"evidence\": \"" evidence "\"}"
#define FOUND(actors, predicate, themes, evidence, begin, end)                                                                                  \
  "{\"actors\": [" actors "], \"role\": \"actor\", \"predicate\": \"" predicate "\", \"themes\": [" themes "], \"evidence\": \"" evidence "\"," \
  "\"in\": \"text\", \"begin\": " begin ", \"end\": " end "}"

/* Half of the shorter of the two is enough; a headline that is said again counts once. */
static void statements(void **state) {
  (void)state;
  const char *text = "Goa spoke of roads. Kerala wants water. Goa spoke of roads.";
  rap_annotated g = gold_of("", text,
                            "{\"statements\": [" ANNOTATED("\"GA\"", "discussed", "\"roads\"", "Goa spoke of roads.") "," ANNOTATED(
                                "\"KL\", \"GA\"", "requested", "\"water\", \"water.x\"", "Kerala wants water.") "]}");
  rap_annotated f =
      record_of("", text,
                "{\"format\": 1, \"statements\": [" FOUND("\"GA\"", "discussed", "\"roads\"", "Goa spoke of roads.", "40", "59") "," FOUND(
                    "\"KL\"", "discussed", "\"water\"", "Kerala", "20", "26") "," FOUND("\"GA\"", "asked", "\"law\"", "of", "10", "12") "]}");
  rap_tallies t = score(&g, &f);
  assert_tally(t, RAP_MEASURE_STATEMENT, 2, 0, 0);
  assert_tally(t, RAP_MEASURE_STATEMENT_ACTOR, 2, 0, 1);
  assert_tally(t, RAP_MEASURE_STATEMENT_PREDICATE, 1, 2, 2);
  assert_tally(t, RAP_MEASURE_STATEMENT_THEME, 2, 1, 3);
  assert_tally(t, RAP_MEASURE_STATE_THEME, 2, 1, 3);
  assert_tally(t, RAP_MEASURE_STATE_THEME_TOP, 2, 1, 1);
}

static void missing(void **state) {
  (void)state;
  rap_annotated g = gold_of("", "Goa.", "{\"mentions\": [{\"kind\": \"state\", \"quote\": \"Goa\", \"value\": \"GA\"}], \"themes\": [\"water\"]}");
  rap_tallies t = score(&g, NULL);
  assert_tally(t, RAP_MEASURE_DOCUMENT, 0, 0, 1);
  assert_tally(t, RAP_MEASURE_STATE, 0, 0, 1);
  assert_tally(t, RAP_MEASURE_THEME, 0, 0, 1);
}

static void mistakes(void **state) {
  (void)state;
  rap_error err = {0};
  rap_tallies t;
  rap_mistakes m = {.measure = RAP_MEASURE_STATE};
  rap_annotated g = gold_of("", "Goa and Goa.", "{\"mentions\": [{\"kind\": \"state\", \"quote\": \"Goa\", \"occurrence\": 2, \"value\": \"GA\"}]}");
  rap_annotated f = record_of(
      "", "Goa and Goa.",
      "{\"format\": 1, \"mentions\": [{\"kind\": \"state\", \"in\": \"text\", \"begin\": 0, \"end\": 3, \"text\": \"Goa\", \"value\": \"GA\"}]}");
  assert_int_equal(rap_score(arena, &g, &f, 0, &t, &m, &err), RAP_OK);
  assert_int_equal(m.n, 2);
  assert_int_equal(m.items[0].kind, RAP_MISSED);
  assert_int_equal(m.items[0].at, 6);
  assert_int_equal(m.items[1].kind, RAP_SPURIOUS);
  assert_int_equal(m.items[1].at, 0);
  assert_true(rap_str_is(m.items[1].value, "GA"));
}

/* ---- figures ---- */

static void intervals(void **state) {
  (void)state;
  rap_tallies good = {.of = {[RAP_MEASURE_STATE] = {.right = 1}}}, bad = {.of = {[RAP_MEASURE_STATE] = {.missed = 1}}};
  const rap_tallies *documents[8] = {&good, &good, &good, &good, &good, &good, &bad, &bad};
  rap_interval once[RAP_N_MEASURES], twice[RAP_N_MEASURES];
  rap_error err = {0};
  assert_int_equal(rap_intervals(documents, 8, once, &err), RAP_OK);
  assert_int_equal(rap_intervals(documents, 8, twice, &err), RAP_OK);
  assert_memory_equal(once, twice, sizeof once);
  rap_interval i = once[RAP_MEASURE_STATE];
  assert_true(i.low > 0.4 && i.low < 6 / 7.0 && i.high == 1);
  assert_true(once[RAP_MEASURE_DATE].low == 0 && once[RAP_MEASURE_DATE].high == 0);
  assert_int_equal(rap_intervals(documents, 6, once, &err), RAP_OK);
  assert_true(once[RAP_MEASURE_STATE].low == 1);
}

static void measures(void **state) {
  (void)state;
  rap_error err = {0};
  rap_measure m;
  for (int i = 0; i < RAP_N_MEASURES; i++) {
    assert_int_equal(rap_measure_parse(rap_str_of(rap_measure_name((rap_measure)i)), &m, &err), RAP_OK);
    assert_int_equal(m, i);
    assert_int_equal(rap_measure_parse(rap_str_of(rap_measure_title((rap_measure)i)), &m, &err), RAP_OK);
    assert_int_equal(m, i);
  }
  assert_int_equal(rap_measure_parse(RAP_STR("frob"), &m, &err), RAP_ERR_USAGE);
}

static void floors(void **state) {
  (void)state;
  rap_floor *list;
  size_t n;
  rap_error err = {0};
  assert_int_equal(rap_floors_parse(arena, RAP_STR("# a\n\nstate\t0.95\r\ntheme, top level\t1.0\ncount\t0"), RAP_STR("f"), &list, &n, &err), RAP_OK);
  assert_int_equal(n, 3);
  assert_int_equal(list[1].measure, RAP_MEASURE_THEME_TOP);
  assert_int_equal(list[0].line, 3);
  assert_true(list[0].least == 0.95 && list[1].least == 1 && list[2].least == 0);
  static const char *const bad[] = {
      "", "state", "state\t", "state\t1.01", "state\t-1", "state\t1e-1", "state\t0.", "state\t0.1.2", "state\t1\nstate\t1", "x\t1"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    rap_error_clear(&err);
    assert_int_equal(rap_floors_parse(arena, rap_str_of(bad[i]), RAP_STR("f"), &list, &n, &err), RAP_ERR_INPUT);
    assert_true(!list && n == 0 && rap_str_starts(rap_str_of(err.text), RAP_STR("f")));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(letters),   cmocka_unit_test(letters_alone), cmocka_unit_test(names),   cmocka_unit_test(titles),
      cmocka_unit_test(aligned),   cmocka_unit_test(multisets),     cmocka_unit_test(dates),   cmocka_unit_test(persons_and_events),
      cmocka_unit_test(themes),    cmocka_unit_test(statements),    cmocka_unit_test(missing), cmocka_unit_test(mistakes),
      cmocka_unit_test(intervals), cmocka_unit_test(measures),      cmocka_unit_test(floors)};
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
