/* From texts to mentions: guards, overlaps, themes, captures; checks and tests of rules. */
#include "arena_fixture.h"

#include "analyze/rules_check.h"
#include "base/limits.h"
#include "rules_fixture.h"

static void assert_hits(const char *yaml, const char *text, const char *expected) {
  rap_rules *rules = fixture_load(yaml);
  rap_str found = fixture_run(arena, rules, text);
  if (!rap_str_is(found, expected)) fail_msg("\"%s\": wanted %s, got %.*s", text, expected, RAP_FMT(found));
  rap_rules_free(rules);
}

#define STATES "lexicons:\n  - {kind: state, entries: [{id: P, name: Pland}, {id: Q, name: Qland}, {id: NQ, name: New Qland}]}\n"

static void test_within_a_kind(void **state) {
  (void)state;
  assert_hits(STATES, "Pland, New Qland and pland; Qland", "state:Pland=P | state:New Qland=NQ | state:Qland=Q");
  /* Longest, then priority, then the earlier rule; of partial overlaps the longer. */
  assert_hits(
      "patterns:\n  - {id: t.date.a, kind: date, match: 'a b', value: A}\n  - {id: t.date.b, kind: date, match: 'b c d', value: B}\n  - {id: t.date.c, kind: date, match: 'd e', value: C}\n",
      "a b c d e", "date:b c d=B");
  assert_hits(
      "patterns:\n  - {id: t.date.a, kind: date, match: 'a b', value: A}\n  - {id: t.date.b, kind: date, match: 'a b', value: B, priority: 1}\n",
      "a b", "date:a b=B");
  assert_hits("patterns:\n  - {id: t.date.a, kind: date, match: 'a b', value: A}\n  - {id: t.date.b, kind: date, match: 'a b', value: B}\n", "a b",
              "date:a b=A");
  assert_hits("patterns:\n  - {id: t.date.a, kind: date, match: 'a b', value: A}\n  - {id: t.count.b, kind: count, match: 'b c', value: B}\n",
              "a b c", "date:a b=A | count:b c=B");
}

static void test_across_kinds(void **state) {
  (void)state;
  /* A name hides the State inside it, unless it says otherwise; what it doesn't hide stays. */
  assert_hits(STATES "patterns: [{id: t.name.bank, kind: name, match: 'Bank of \\p{Lu}\\p{L}+'}, {id: t.time.of, kind: time, match: 'of'}]",
              "Bank of Pland", "name:Bank of Pland | time:of");
  assert_hits(STATES "patterns: [{id: t.name.bank, kind: name, match: 'Bank of \\p{Lu}\\p{L}+', hides: []}]", "Bank of Pland",
              "name:Bank of Pland | state:Pland=P");
  assert_hits(STATES "patterns: [{id: t.name.half, kind: name, match: 'of Pl', bounded: false}]", "Bank of Pland", "name:of Pl | state:Pland=P");
  /* Equal spans: only a higher priority hides. */
  assert_hits(STATES "patterns: [{id: t.name.p, kind: name, match: 'Pland'}]", "Pland", "state:Pland=P | name:Pland");
  assert_hits(STATES "patterns: [{id: t.name.p, kind: name, match: 'Pland', priority: 1}]", "Pland", "name:Pland");
  /* What is hidden itself hides no more. */
  assert_hits(
      STATES
      "patterns:\n  - {id: t.name.long, kind: name, match: 'x the Bank of Pland', hides: [organisation]}\n  - {id: t.organisation.bank, kind: organisation, match: 'Bank of Pland'}\n",
      "x the Bank of Pland", "name:x the Bank of Pland | state:Pland=P");
}

static void test_guards(void **state) {
  (void)state;
#define GUARDED(guard) "lexicon: {kind: state, entries: [{id: P, name: Pland, " guard "}]}\nfragments: {bank: Bank}"
  assert_hits(GUARDED("not followed by: ' {bank}'"), "Pland Bank, Pland", "state:Pland=P");
  assert_hits(GUARDED("followed by: ' {bank}$'"), "Pland Bank", "state:Pland=P");
  assert_hits(GUARDED("followed by: '{bank}'"), "Pland Bank", "");
  assert_hits(GUARDED("preceded by: 'in '"), "in Pland, of Pland", "state:Pland=P");
  assert_hits(GUARDED("preceded by: '^'"), "Pland, Pland", "state:Pland=P");
  assert_hits(GUARDED("not preceded by: '(?i)IN the |of '"), "in the Pland, of Pland, to Pland", "state:Pland=P");
  assert_hits(GUARDED("in sentence: 'met'"), "They met in Pland yesterday. Pland is far away from here.", "state:Pland=P");
  assert_hits(GUARDED("not in sentence: 'met'"), "They met in Pland.", "");
  assert_hits(GUARDED("in text: 'met'"), "They met.\n\nIt was in Pland. Pland is far.", "state:Pland=P | state:Pland=P");
  assert_hits(GUARDED("in text: '\\Amet'"), "They met in Pland.", "");
  assert_hits(GUARDED("not in text: 'Street'"), "Pland lies far away.\n\nThe Street is here.", "");
  /* No other guard looks into another block. */
  assert_hits(GUARDED("not preceded by: 'Bank\\s'"), "Bank\n\nPland", "state:Pland=P");
  assert_hits(GUARDED("not followed by: '\\sBank'"), "Pland\n\nBank", "state:Pland=P");
  /* Lexicon, entry and alias each have a say. */
  assert_hits(
      "lexicon: {kind: state, not followed by: ' A', entries: [{id: P, name: Pland, not followed by: ' B', aliases: [{term: Pl, not followed by: ' C'}]}]}",
      "Pl A, Pl B, Pl C, Pl D, Pland C", "state:Pl=P | state:Pland=P");
#undef GUARDED
}

static void test_guard_window(void **state) {
  (void)state;
  char text[1024], word[256];
  for (int far = 0; far < 2; far++) {
    size_t n = (size_t)(RAP_GUARD_WINDOW - 10 + 20 * far);
    memset(word, 'a', n);
    word[n] = '\0';
    (void)snprintf(text, sizeof text, "Pland %s far", word);
    assert_hits("lexicon: {kind: state, entries: [{id: P, name: Pland, followed by: '[^\\n]+ far'}]}", text, far ? "" : "state:Pland=P");
  }
}

#define THEMES                                                                                          \
  "themes:\n"                                                                                           \
  "  - {id: data, label: D, core: [data], passing: [records]}\n"                                        \
  "  - {id: protection, label: P, core: [data protection, +protection act], not: [protection money]}\n" \
  "  - {id: act, label: A, core: [data protection act]}\n"

static void test_themes(void **state) {
  (void)state;
  assert_hits(THEMES, "Data and Records", "theme:Data=data | theme:Records=data?");
  /* A cue inside a longer one of another theme is dropped, unless it has a plus. */
  assert_hits(THEMES, "data protection", "theme:data protection=protection");
  assert_hits(THEMES, "data protection act", "theme:data protection act=act");
  assert_hits("themes:\n  - {id: a, label: A, core: [x y z]}\n  - {id: b, label: B, core: [y]}\n  - {id: c, label: C, core: [+y z]}\n", "x y z",
              "theme:x y z=a | theme:y z=c");
  assert_hits("themes:\n  - {id: a, label: A, core: [x y, y], not: [y z]}\n  - {id: b, label: B, core: [x y]}\n", "x y, y z, y",
              "theme:x y=a | theme:x y=b | theme:y=a");
  assert_hits("themes: [{id: a, label: A, core: ['/ab+/', '/(?-i)CD/']}]", "abb AB ac xab CD cd", "theme:abb=a | theme:AB=a | theme:CD=a");
  /* An organisation hides a cue; a programme brings its themes. */
  assert_hits(THEMES "patterns: [{id: t.organisation.b, kind: organisation, match: 'Data Board'}]", "Data Board", "organisation:Data Board");
  assert_hits(THEMES "lexicon: {kind: programme, entries: [{id: M, name: Data Mission, themes: [act, protection]}]}", "the Data Mission",
              "programme:Data Mission=M | theme:Data Mission=act | theme:Data Mission=protection");
  /* The themes of a hidden programme are hidden with it. */
  assert_hits(
      THEMES
      "lexicon: {kind: programme, entries: [{id: M, name: Data Mission, themes: [act]}]}\npatterns: [{id: t.name.x, kind: name, match: Data Mission Road, hides: [programme]}]",
      "Data Mission Road", "name:Data Mission Road | theme:Data=data");
}

static void test_patterns(void **state) {
  (void)state;
  assert_hits("patterns: [{id: t.count.n, kind: count, match: '[0-9]+'}]",
              "12 a3 4b 5-6 \xC3\xA9"
              "7",
              "count:12 | count:5 | count:6");
  assert_hits("patterns: [{id: t.count.n, kind: count, match: '[0-9]+', bounded: false}]", "a3", "count:3");
  assert_hits("patterns: [{id: t.count.n, kind: count, match: 'ab+', caseless: true}]", "ABB", "count:ABB");
  assert_hits("patterns: [{id: t.count.n, kind: count, match: '^a|b$'}]", "a b a b", "count:a | count:b");
  /* A match that a guard refuses doesn't hide the next one. */
  assert_hits("patterns: [{id: t.count.n, kind: count, match: 'a a', not preceded by: '^'}]", "a a a", "count:a a");
  assert_hits("patterns: [{id: t.count.n, kind: count, match: 'a[^;]+b'}]", "a x\n\ny b", "");
  /* Folded as the view is; a precomposed letter that NFC takes apart is found. */
  assert_hits("patterns: [{id: t.count.n, kind: count, match: \"x'y-[0-9]\"}]", "x\xE2\x80\x99y\xE2\x80\x93\xE0\xA5\xA9", "count:x'y-3");
  assert_hits("patterns: [{id: t.count.n, kind: count, match: \"\xE0\xA5\x9C\"}]", "\xE0\xA5\x9C \xE0\xA4\xA1\xE0\xA4\xBC",
              "count:\xE0\xA4\xA1\xE0\xA4\xBC | count:\xE0\xA4\xA1\xE0\xA4\xBC");
}

static void test_captures(void **state) {
  (void)state;
  rap_rules *rules = fixture_load(
      "fragments: {month: {January: 1, May: 5}}\npatterns: [{id: t.date.d, kind: date, match: '(?<day>[0-9]+) (?<month>{month})(?: to (?<month2>{month}))?', caseless: true, set: {rel: last, unit: month}}]");
  rap_analyzer *analyzer = NULL;
  rap_error err = {0};
  rap_hit *hits = NULL;
  size_t n = 0, first = 0, end = 0;
  rap_document doc = fixture_document(arena, "on 5 MAY to January, 6 May");
  assert_int_equal(rap_analyzer_new(rules, &analyzer, &err), RAP_OK);
  assert_ptr_equal(rap_analyzer_rules(analyzer), rules);
  assert_int_equal(rap_engine_run(analyzer, arena, &doc, &hits, &n, &err), RAP_OK);
  assert_int_equal(n, 2);
  assert_true(rap_str_is(rap_hit_capture(&hits[0], "day"), "5") && rap_hit_capture_find(&hits[0], "day")->view.begin == 3);
  assert_true(rap_str_is(rap_hit_value_of(rules, &hits[0], "month"), "5") && rap_str_is(rap_hit_value_of(rules, &hits[0], "month2"), "1"));
  assert_true(rap_str_is(rap_hit_value_of(rules, &hits[0], "day"), "5") && rap_str_is(rap_hit_value_of(rules, &hits[0], "rel"), "last"));
  assert_true(rap_hit_capture_find(&hits[0], "unit")->view.begin == RAP_NONE);
  assert_null(rap_hit_capture_find(&hits[1], "month2"));
  assert_int_equal(rap_hit_value_of(rules, &hits[1], "month2").n, 0);
  assert_true(hits[0].sentence == 0 && hits[0].ref == RAP_NONE && hits[0].date.value.n == 0);
  rap_hits_within(hits, n, (rap_span){4, 100}, &first, &end);
  assert_true(first == 1 && end == 2);
  rap_hits_within(hits, n, (rap_span){0, 3}, &first, &end);
  assert_true(first == end);
  rap_hits_within(hits, n, (rap_span){0, 4}, &first, &end);
  assert_true(first == 0 && end == 1);
  rap_analyzer_free(analyzer);
  rap_rules_free(rules);
}

static void test_limit_is_told(void **state) {
  (void)state;
  rap_rules *rules =
      fixture_load("patterns:\n  - {id: t.count.bad, kind: count, match: '(?:a+)+(?<=;)'}\n  - {id: t.count.good, kind: count, match: '!'}");
  rap_analyzer *analyzer = NULL;
  rap_error err = {0};
  rap_hit *hits = NULL;
  size_t n = 0;
  rap_document doc = fixture_document(arena, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! ; b;");
  assert_int_equal(rap_analyzer_new(rules, &analyzer, &err), RAP_OK);
  assert_int_equal(rap_engine_run(analyzer, arena, &doc, &hits, &n, &err), RAP_OK);
  assert_int_equal(n, 1);
  assert_int_equal(doc.warnings.n, 1);
  assert_int_not_equal(rap_str_find(doc.warnings.items[0], RAP_STR("t.count.bad"), 0), SIZE_MAX);
  rap_analyzer_free(analyzer);
  rap_rules_free(rules);
}

/* An expression that begins with one letter in either case: PCRE2 must not be led to look for that letter twice. */
static void test_one_letter(void **state) {
  (void)state;
  rap_rules *rules = fixture_load("patterns: [{id: t.count.x, kind: count, match: '^Abxaa|a'}]");
  rap_analyzer *analyzer = NULL;
  rap_error err = {0};
  rap_hit *hits = NULL;
  size_t n = 0;
  rap_document doc = fixture_document(arena, "ab a- x");
  assert_int_equal(rap_analyzer_new(rules, &analyzer, &err), RAP_OK);
  assert_int_equal(rap_engine_run(analyzer, arena, &doc, &hits, &n, &err), RAP_OK);
  assert_int_equal(n, 1);
  rap_analyzer_free(analyzer);
  rap_rules_free(rules);
}

/* A rule that hits limits again and again is left out of the rest of that text, of that one only; the others go on. */
static void test_limits_are_bounded(void **state) {
  (void)state;
  rap_rules *rules =
      fixture_load("patterns:\n  - {id: t.count.bad, kind: count, match: '(?:a+)+(?<=;)'}\n  - {id: t.count.good, kind: count, match: '!'}");
  rap_analyzer *analyzer = NULL;
  rap_error err = {0};
  rap_hit *hits = NULL;
  size_t n = 0;
  rap_buf text = {0};
  for (int i = 0; i < 60; i++) rap_buf_puts(&text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! ; b;\n\n");
  assert_int_equal(rap_analyzer_new(rules, &analyzer, &err), RAP_OK);
  rap_document doc = fixture_document(arena, text.p);
  assert_int_equal(rap_engine_run(analyzer, arena, &doc, &hits, &n, &err), RAP_OK);
  assert_int_equal(n, 60);
  assert_int_equal(doc.warnings.n, 2);
  assert_int_not_equal(rap_str_find(doc.warnings.items[1], RAP_STR("t.count.bad hit limits of matching too often"), 0), SIZE_MAX);
  doc = fixture_document(arena, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! ; b;");
  assert_int_equal(rap_engine_run(analyzer, arena, &doc, &hits, &n, &err), RAP_OK);
  assert_int_equal(n, 1);
  assert_int_equal(doc.warnings.n, 1);
  rap_buf_clear(&text);
  rap_analyzer_free(analyzer);
  rap_rules_free(rules);
}

/* A text of nothing but matches: an error, not a crash, and the analyzer goes on. */
static void test_too_many(void **state) {
  (void)state;
  rap_rules *rules = fixture_load("patterns: [{id: t.count.x, kind: count, match: 'x'}]");
  rap_analyzer *analyzer = NULL;
  rap_error err = {0};
  rap_hit *hits = NULL;
  size_t n = 0, size = (RAP_MAX_MENTIONS + 1) * 2;
  char *text = rap_arena_alloc(arena, size + 1);
  for (size_t i = 0; i < size; i += 2) memcpy(text + i, "x ", 2);
  rap_document doc = fixture_document(arena, text);
  assert_int_equal(rap_analyzer_new(rules, &analyzer, &err), RAP_OK);
  assert_int_equal(rap_engine_run(analyzer, arena, &doc, &hits, &n, &err), RAP_ERR_LIMIT);
  assert_true(!hits && n == 0);
  rap_error_clear(&err);
  doc = fixture_document(arena, "x x");
  assert_int_equal(rap_engine_run(analyzer, arena, &doc, &hits, &n, &err), RAP_OK);
  assert_int_equal(n, 2);
  doc = fixture_document(arena, "");
  assert_int_equal(rap_engine_run(analyzer, arena, &doc, &hits, &n, &err), RAP_OK);
  assert_int_equal(n, 0);
  rap_analyzer_free(analyzer);
  rap_rules_free(rules);
}

/* --- rules check, rules test --- */

static void test_check(void **state) {
  (void)state;
  size_t n = 0;
  rap_diagnostic *d = NULL;
  rap_error err = {0};
  rap_rules *rules = fixture_load(
      "lexicon: {kind: state, entries: [{id: P, name: Pland}, {id: Q, name: Qland, aliases: [pland]}]}\npatterns:\n  - {id: t.count.slow, kind: count, match: '(?:a+)+;', examples: {match: ['a;']}}\n  - {id: t.count.plain, kind: count, match: 'ab'}\n");
  assert_int_equal(rap_rules_check(rules, arena, &d, &n, &err), RAP_ERR_RULES);
  assert_int_equal(n, 3);
  assert_true(d[0].grade == RAP_ERROR && rap_str_is(d[0].rule, "t.count.slow") && d[0].place.line == 3 && strstr(d[0].text.p, "runs away") &&
              strstr(err.text, "t.count.slow"));
  assert_true(d[1].grade == RAP_WARNING && rap_str_is(d[1].rule, "t.state.Q") && strstr(d[1].text.p, "t.state.P"));
  assert_true(d[2].grade == RAP_NOTE && rap_str_is(d[2].rule, "t.count.plain"));
  rap_rules_free(rules);
  rap_error_clear(&err);
  rules = fixture_load("participants: [{id: t.participant.slow, match: '(?<who>(?:{person}(?:, ?| )?)+)+ chaired', function: chair}]");
  assert_int_equal(rap_rules_check(rules, arena, &d, &n, &err), RAP_ERR_RULES);
  assert_non_null(strstr(err.text, "{person}"));
  rap_rules_free(rules);
  rap_error_clear(&err);
  rules = fixture_load(STATES);
  assert_int_equal(rap_rules_check(rules, arena, &d, &n, &err), RAP_OK);
  assert_int_equal(n, 0);
  rap_rules_free(rules);
}

static void test_examples(void **state) {
  (void)state;
  rap_rules_report report;
  rap_error err = {0};
  rap_rules *rules = fixture_load(
      "lexicon: {kind: state, entries: [{id: P, name: Pland, examples: {match: [in Pland, {text: in Pland, span: Pland, value: P}], no match: [in Planda]}}]}\n"
      "patterns:\n"
      "  - id: t.count.n\n"
      "    kind: count\n"
      "    match: '[0-9]+'\n"
      "    examples:\n"
      "      match: [{text: 1 or 22, span: '22'}, none, {text: '3 4', span: '3 4'}]\n"
      "      no match: ['55']\n");
  assert_int_equal(rap_rules_test(rules, (rap_str){0}, arena, &report, &err), RAP_OK);
  assert_int_equal(report.n_run, 7);
  assert_int_equal(report.n_failures, 3);
  assert_string_equal(report.failures[0].text.p, "no match: \"none\"; came: no mention");
  assert_int_equal(report.failures[0].example->place.line, 7);
  assert_non_null(strstr(report.failures[1].text.p, "span \"3 4\"; came: count \"3\" (t.count.n); count \"4\""));
  assert_non_null(strstr(report.failures[2].text.p, "must not be: \"55\""));
  assert_int_equal(rap_rules_test(rules, RAP_STR("t.state."), arena, &report, &err), RAP_OK);
  assert_true(report.n_run == 3 && report.n_failures == 0);
  rap_rules_free(rules);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_within_a_kind), cmocka_unit_test(test_across_kinds),  cmocka_unit_test(test_guards),
      cmocka_unit_test(test_guard_window),  cmocka_unit_test(test_themes),        cmocka_unit_test(test_patterns),
      cmocka_unit_test(test_captures),      cmocka_unit_test(test_limit_is_told), cmocka_unit_test(test_limits_are_bounded),
      cmocka_unit_test(test_one_letter),    cmocka_unit_test(test_too_many),      cmocka_unit_test(test_check),
      cmocka_unit_test(test_examples),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
