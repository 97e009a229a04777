/* What is derived from expressions, and the automaton over it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "rules_fixture.h"

#include "analyze/places.h"
#include "analyze/regex.h"
#include "analyze/sieve.h"
#include "analyze/windows.h"
#include "base/buf.h"

static rap_arena *arena;
static rap_literals_work *work;

static int setup(void **state) {
  (void)state;
  arena = rap_arena_new();
  work = rap_literals_work_new();
  return arena && work ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  rap_arena_free(arena);
  rap_literals_work_free(work);
  return 0;
}

static rap_literals derive(const char *expression, bool caseless) {
  rap_literals literals;
  rap_error err = {0};
  assert_int_equal(rap_literals_derive(arena, work, rap_str_of(expression), caseless, false, &literals, &err), RAP_OK);
  return literals;
}

/* "a|b 0..3": the literals and how far behind the begin; or the reason for having none. */
static void assert_literals(const char *expression, bool caseless, const char *wanted) {
  rap_literals literals = derive(expression, caseless);
  rap_buf out = {0};
  for (size_t i = 0; i < literals.n; i++) rap_buf_printf(&out, "%s%.*s", i ? "|" : "", literals.items[i].n, literals.items[i].s);
  if (literals.n && literals.before_max == SIZE_MAX)
    rap_buf_printf(&out, " %zu..", literals.before_min);
  else if (literals.n)
    rap_buf_printf(&out, " %zu..%zu", literals.before_min, literals.before_max);
  else
    rap_buf_add(&out, literals.why_not);
  rap_buf_putc(&out, '\0');
  assert_false(rap_buf_failed(&out));
  assert_string_equal(out.p, wanted);
  rap_buf_clear(&out);
}

static void literals_are_found(void **state) {
  (void)state;
  assert_literals("March", false, "March 0..0");
  assert_literals("March", true, "march 0..0");
  assert_literals("Jan(?:uary)?", false, "January|Jan 0..0");
  assert_literals("(?:on |by )?(?:3|4)(?:rd|th) Mar(?:ch|\\.)", false,
                  "on 3rd March|on 3rd Mar.|on 3th March|on 3th Mar.|on 4rd March|on 4rd Mar.|on 4th March|on 4th Mar.|by 3rd March|by 3rd Mar.|"
                  "by 3th March|by 3th Mar.|by 4rd March|by 4rd Mar.|by 4th March|by 4th Mar.|3rd March|3rd Mar.|3th March|3th Mar.|4rd March|"
                  "4rd Mar.|4th March|4th Mar. 0..0");
  assert_literals("\\d{1,2} (?<m>June|July)", false, " June| July 1..2");
  assert_literals("[^.]{3,40}agreed", false, "agreed 3..160");
  assert_literals("[^.]*agreed", false, "agreed 0..");
  assert_literals("(?i)Meeting(?-i) of", false, "meeting of 0..0");
  assert_literals("(?:a(?i)b|c)def", false, "abdef|cdef 0..0");
  assert_literals("(?:abcde){2}", false, "abcdeabcde 0..0");
  assert_literals("(?:abcde){2,}", false, "abcde 0..0");
  assert_literals("x{0}abcde", false, "abcde 0..0");
  assert_literals("(?=.{2}Z)\\p{L}+", false, "Z 2..8");
  assert_literals("(?<!abcdef)(?!ghijkl)xyz", false, "xyz 0..0");
  assert_literals("\\bfoo\\K bar$", false, "foo bar 0..0");
  assert_literals("[\\]x-]yz", false, "]yz|xyz|-yz 0..0");
  assert_literals("[[:alpha:]]zzz", false, "zzz 1..4");
  assert_literals("(?>abc|abd)++e", false, "abc|abd 0..0");
  assert_literals("\\x{41}\\x42\\.C", false, "AB.C 0..0");
  assert_literals("(['\"])quote\\1end", false, "'quote|\"quote 0..0");
  assert_literals("(?&f)xyzw", false, "xyzw 0..");
}

/* A letter beyond ASCII may have another case of another length; Indic letters have none. */
static void case_is_minded(void **state) {
  (void)state;
  assert_literals("caf\xC3\xA9 de", false, "caf\xC3\xA9 de 0..0");
  assert_literals("\xC3\xA9t\xC3\xA9smog", true, "smog 3..9");
  assert_literals("\xE0\xA4\x95\xE0\xA4\x96", true, "\xE0\xA4\x95\xE0\xA4\x96 0..0");
  assert_literals("\\x{E003}met", false, "met 3..3");
  rap_literals literals = derive("(?i:M)ay", false);
  assert_int_equal(literals.n, 1);
  assert_true(rap_literal_at(&literals.items[0], RAP_STR("in May"), 3));
  assert_true(rap_literal_at(&literals.items[0], RAP_STR("may"), 0));
  assert_false(rap_literal_at(&literals.items[0], RAP_STR("MAY"), 0));
  assert_false(rap_literal_at(&literals.items[0], RAP_STR("Ma"), 0));
}

static void what_is_not_understood_has_none(void **state) {
  (void)state;
  assert_literals("\\d+", false, "no text is common to all that it matches");
  assert_literals("abc|\\d+", false, "no text is common to all that it matches");
  assert_literals("(?:abc)?", false, "no text is common to all that it matches");
  assert_literals(" ", false, "what all its matches hold is too common");
  assert_literals("abc(*SKIP)(*F)|def", false, "a group that is not known");
  assert_literals("(?x) a b # c", false, "a group that is not known");
  assert_literals("(?(DEFINE)(?<f>x))abc", false, "a group that is not known");
  assert_literals("(?R)abc", false, "a group that is not known");
  assert_literals("\\Qa.b\\Eabc", false, "an escape that is not known");
  assert_literals("\\Gabc", false, "an escape that is not known");
  assert_literals("abc{x}", false, "a brace that is no quantifier");
  assert_literals("abc{,3}", false, "a brace that is no quantifier");
  assert_literals("[[.a.]]bc", false, "a class that is not known");
  assert_literals("abc)", false, "a parenthesis that was not opened");
  assert_literals("(abc", false, "a group that is not closed");
  assert_literals("[abc", false, "a class that is not closed");
  assert_literals("*abc", false, "a quantifier without anything before it");
}

static void hostile_expressions_are_bounded(void **state) {
  (void)state;
  rap_buf deep = {0}, wide = {0}, product = {0}, repeats = {0};
  for (int i = 0; i < 60; i++) rap_buf_puts(&deep, "(?:");
  rap_buf_puts(&deep, "abc");
  for (int i = 0; i < 60; i++) rap_buf_puts(&deep, ")");
  for (int i = 0; i < 2000; i++) rap_buf_printf(&wide, "%sword%d", i ? "|" : "", i);
  for (int i = 0; i < 40; i++) rap_buf_puts(&product, "(?:a|b|c|d|e|f)");
  for (int i = 0; i < 20; i++) rap_buf_puts(&repeats, "(?:[^x]{0,60000}");
  rap_buf_puts(&repeats, "needle");
  for (int i = 0; i < 20; i++) rap_buf_puts(&repeats, "){60000}");
  struct {
    rap_buf *expression;
    const char *why_not;
  } cases[] = {{&deep, "groups nested too deep"},
               {&wide, "no text is common to all that it matches"},
               {&product, "what all its matches hold is too common"},
               {&repeats, ""}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rap_buf_putc(cases[i].expression, '\0');
    rap_literals literals = derive(cases[i].expression->p, false);
    assert_true(rap_str_is(literals.why_not, cases[i].why_not));
    assert_true(literals.n <= RAP_MAX_LITERALS);
    rap_buf_clear(cases[i].expression);
  }
}

static void begins_are_known(void **state) {
  (void)state;
  rap_literals literals = derive("\\p{Lu}\\p{L}+ said", false);
  assert_true(literals.stepped);
  assert_true(rap_literals_may_begin(&literals, RAP_STR("Xy"), 0));
  assert_false(rap_literals_may_begin(&literals, RAP_STR("Xy"), 1));
  assert_true(rap_literals_may_begin(&literals, RAP_STR("\xC3\x89"), 0));
  literals = derive("(?=[XY])\\w+ing", false);
  assert_false(rap_literals_may_begin(&literals, RAP_STR("Z"), 0));
  assert_true(rap_literals_may_begin(&literals, RAP_STR("Y"), 0));
  literals = derive("s[aeiou]{3}x", true);
  assert_true(rap_literals_may_begin(&literals, RAP_STR("\xC5\xBF"), 0));
  assert_true(rap_literals_may_begin(&literals, RAP_STR("S"), 0));
}

/* Whether the expression may match where the mark `^` stands in the text. */
static bool may_begin(const char *expression, bool caseless, const char *marked) {
  rap_literals literals = derive(expression, caseless);
  rap_buf text = {0};
  size_t at = strcspn(marked, "^");
  rap_buf_add(&text, (rap_str){marked, at});
  rap_buf_puts(&text, marked + at + 1);
  bool may = rap_literals_may_begin(&literals, rap_buf_str(&text), at);
  rap_buf_clear(&text);
  return may;
}

static void what_is_looked_behind_to_is_known(void **state) {
  (void)state;
  static const struct {
    const char *expression;
    bool caseless;
    const char *text;
    bool may;
  } cases[] = {{"(?<=, )Name", false, "a, ^Name", true},        {"(?<=, )Name", false, "a. ^Name", false},
               {"(?<=, )Name", false, ",^Name", false},         {"(?<=\\p{Lu} |x)Name", false, "AB ^Name", true},
               {"(?<=\\p{Lu} )Name", false, "ab ^Name", false}, {"(?<=\\p{Lu} )Name", false, "\xC3\x89 ^Name", true},
               {"(?<=\\p{Lu} |x)Name", false, "ax^Name", true}, {"(?<=, )Name", false, "^Name", true}, /* at the begin nothing is known */
               {"(?<=k)Name", true, "\xE2\x84\xAA^Name", true}, {"(?<=k)Name", true, "K^Name", true},
               {"(?<!k)Name", true, "K^Name", false},           {"(?<!k)Name", true, "\xE2\x84\xAA^Name", true},
               {"(?<![\\p{L}@])Name", false, "@^Name", false},  {"(?<![\\p{L}@])Name", false, "x^Name", false},
               {"(?<![\\p{L}@])Name", false, " ^Name", true},   {"(?<![^a])Name", false, "x^Name", true},
               {"(?<!Dr|x)Name", false, "x^Name", false},       {"(?<!Dr|x)Name", false, "r^Name", true},
               {"(?<!\\p{Lt})Name", true, "X^Name", true},      {"(?:(?<=a)|b)Name", false, "x^Name", true},
               {"(?:(?<=a))?Name", false, "x^Name", true},      {"N(?<=a)ame", false, "x^Name", true},
               {"\\K(?<= )Name", false, "x^Name", false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (may_begin(cases[i].expression, cases[i].caseless, cases[i].text) != cases[i].may) fail_msg("%s on %s", cases[i].expression, cases[i].text);
}

/* Marks stand where a match may begin, place by place. */
static void places_are_marked(void **state) {
  (void)state;
  const char *const expressions[] = {"(?<=, )\\p{Lu}+", "(?<![\\p{L}])\\p{Lu}+", "[0-9]+", "\\p{Lu}+"};
  rap_str text = RAP_STR("Ab, Cd, EF 12 x3 \xC3\x89 G, \xC3\x89 aB, 1, Cd some more letters to go beyond sixty-four bytes, Zz A");
  rap_literals literals[4];
  size_t groups[4];
  rap_places_plan plan = {0};
  for (size_t i = 0; i < 4; i++) {
    literals[i] = derive(expressions[i], false);
    groups[i] = rap_places_join(&plan, &literals[i]);
    assert_int_equal(groups[i], i);
    assert_int_equal(rap_places_join(&plan, &literals[i]), i);
  }
  uint64_t *const *rows = rap_places_find(arena, &plan, text);
  assert_non_null(rows);
  for (size_t i = 0; i < 4; i++) {
    size_t next = rap_places_next(rows[i], 0, text.n);
    for (size_t at = 0; at < text.n; at++) {
      if (((unsigned char)text.p[at] & 0xC0) == 0x80) continue;
      bool marked = rap_literals_may_begin(&literals[i], text, at);
      assert_int_equal(marked, next == at);
      if (marked) next = rap_places_next(rows[i], at + 1, text.n);
    }
    assert_int_equal(next, SIZE_MAX);
  }
}

struct heard {
  rap_buf out;
};

static void hear(void *ctx, size_t expression, size_t begin) {
  struct heard *h = ctx;
  rap_buf_printf(&h->out, "%zu@%zu ", expression, begin);
}

static void sieve_finds_all(void **state) {
  (void)state;
  rap_literals all[] = {derive("hers|his", false), derive("she", true), derive("he", false), derive("\\d", false)};
  const rap_literals *expressions[] = {&all[0], &all[1], &all[2], &all[3]};
  rap_sieve sieve;
  rap_error err = {0};
  struct heard h = {{0}};
  assert_int_equal(rap_sieve_build(arena, expressions, 4, &sieve, &err), RAP_OK);
  rap_str text = RAP_STR("xx uSHErs ushers his");
  rap_sieve_scan(&sieve, text, (rap_span){3, text.n}, hear, &h);
  rap_buf_putc(&h.out, '\0');
  assert_string_equal(h.out.p, "1@4 1@11 2@12 0@12 0@17 ");
  rap_buf_reset(&h.out);
  /* What begins before the span, or ends behind it, isn't in it. */
  rap_sieve_scan(&sieve, text, (rap_span){12, 15}, hear, &h);
  rap_buf_putc(&h.out, '\0');
  assert_string_equal(h.out.p, "2@12 ");
  rap_buf_clear(&h.out);
  assert_int_equal(rap_sieve_build(arena, NULL, 0, &sieve, &err), RAP_OK);
  rap_sieve_scan(&sieve, text, (rap_span){0, text.n}, hear, &h);
}

static void windows_are_in_order(void **state) {
  (void)state;
  rap_rules *rules = fixture_load("patterns:\n"
                                  "  - {id: t.a, kind: name, match: '[0-9]{1,3} (?:March|Mar)'}\n"
                                  "  - {id: t.b, kind: name, match: '[^.;]*met'}\n"
                                  "  - {id: t.c, kind: name, match: '[0-9]+'}\n");
  rap_document doc = fixture_document(arena, "On 12 March and 3 March they met.\n\nMarch 5 March");
  rap_windows *windows = NULL;
  rap_error err = {0};
  assert_int_equal(rap_windows_find(arena, rules, &doc, NULL, &windows, &err), RAP_OK);
  for (size_t i = 0; i < rules->n_searches; i++) {
    for (size_t k = 0; k < windows[i].n; k++) {
      rap_window w = windows[i].items[k];
      rap_span block = doc.blocks[w.block].view;
      assert_true(w.first <= w.last && w.first >= block.begin && w.last < block.end);
      assert_true(k == 0 || windows[i].items[k - 1].last < w.first);
    }
  }
  assert_int_equal(windows[0].n, 3);
  assert_int_equal(windows[1].n, 1);
  assert_int_equal(windows[2].n, 0);
  rap_rules_free(rules);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(literals_are_found),
                                     cmocka_unit_test(case_is_minded),
                                     cmocka_unit_test(what_is_not_understood_has_none),
                                     cmocka_unit_test(hostile_expressions_are_bounded),
                                     cmocka_unit_test(begins_are_known),
                                     cmocka_unit_test(what_is_looked_behind_to_is_known),
                                     cmocka_unit_test(places_are_marked),
                                     cmocka_unit_test(sieve_finds_all),
                                     cmocka_unit_test(windows_are_in_order)};
  return cmocka_run_group_tests(tests, setup, teardown);
}
