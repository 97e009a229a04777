/* The outline of an expression: it accepts wherever PCRE2 matches, and little else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "analyze/outline.h"
#include "analyze/regex.h"

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

static rap_outline *build(const char *expression, bool caseless) {
  rap_literals literals;
  rap_outline *outline = NULL;
  rap_error err = {0};
  rap_str s = rap_str_of(expression);
  assert_int_equal(rap_literals_derive(arena, work, s, caseless, false, &literals, &err), RAP_OK);
  assert_int_equal(rap_outline_build(arena, s, caseless, &literals, &outline, &err), RAP_OK);
  return outline;
}

/* "0 4": the places of the text at which the outline accepts; anywhere: "0" when it does at all. */
static void assert_places(const char *expression, bool caseless, const char *text, const char *wanted) {
  char places[64] = "";
  size_t n = 0;
  rap_str s = rap_str_of(text);
  rap_outline *outline = build(expression, caseless);
  rap_outline_cache *cache = rap_outline_cache_new(1);
  assert_non_null(outline);
  assert_non_null(cache);
  for (size_t at = 0; at < s.n; at++) {
    at = rap_outline_next(outline, cache, s, at, s.n, NULL);
    if (at == SIZE_MAX) break;
    n += (size_t)snprintf(places + n, sizeof places - n, "%s%zu", n ? " " : "", at);
    if (outline->anywhere) break;
  }
  rap_outline_cache_free(cache);
  assert_string_equal(places, wanted);
}

static void places_are_found(void **state) {
  (void)state;
  assert_places("March", false, "in March, march", "3");
  assert_places("March", true, "in March, march", "3 10");
  assert_places("Ma(?:rch|y)? [0-9]{2}", false, "May 12, Ma 1, Ma 07, March 3", "0 14");
  assert_places("[A-Z][a-z]+ (?:said|[A-Z]+ ){1,2}x", false, "He said He AB x Of CD EF x", "8 16");
  assert_places("\\p{Lu}\\p{L}*!", false, "\xC3\x89t\xC3\xA9! \xC3\xA9! Et", "0 3 7"); /* which letters beyond ASCII are capitals isn't looked at */
  assert_places("X[^.;a]b", false, "Xab Xcb X.b", "4");
  assert_places("\\x{E006} said", true, "\xEE\x80\x87 said \xEE\x80\x86 SAID", "9");
  assert_places("[\\x{E006}\\x{E008}]x", false, "\xEE\x80\x87x\xEE\x80\x88x", "4");
  /* A lookahead at the end is text; other assertions are left out. */
  assert_places("ab(?=c)", false, "ab abc", "3");
  assert_places("(?<=x)a(?!b)(?=c)d", false, "ad", "0");
  /* Places with a common first byte: all at once. */
  assert_places("[a-z ]{3,300}? by X", false, "it was seen by Y", "");
  assert_places("[a-z ]{3,300}? by X", false, "it was seen by X", "0");
}

static void unknown_expressions_have_none(void **state) {
  (void)state;
  assert_null(build("a*", false)); /* it matches the empty string */
  assert_null(build("a(*SKIP)(*F)|b", false));
  assert_null(build("(?<x>a)(?&x)", false));
  assert_non_null(build("(a)\\1b", false));
}

/* How many places of the text the expression matches at; the outline must accept each. */
static size_t accept_matches(const rap_regex *regex, const rap_outline *outline, rap_outline_cache *cache, rap_scratch *scratch, rap_str s) {
  rap_span groups[RAP_MAX_GROUPS];
  size_t n = 0;
  for (size_t at = 0; at < s.n; at++) {
    if ((s.p[at] & 0xC0) == 0x80 || rap_regex_match(regex, scratch, s, at, true, groups) != RAP_MATCH_YES) continue;
    assert_int_equal(rap_outline_next(outline, cache, s, at, at, NULL), at);
    n++;
  }
  return n;
}

/* What PCRE2 matches at a place is accepted there. */
static void nothing_is_lost(void **state) {
  (void)state;
  static const char *const expressions[] = {"(?:[A-Z][a-z]+ ){1,3}(?:Sum|Con)mit",
                                            "(?i)s[kst]+\\b",
                                            "(?:(?i:mr|dr)\\.? )?\\p{Lu}[\\p{Ll}\\p{M}]++(?: \\p{Lu}\\.){0,2}",
                                            "(\\w)\\1",
                                            "[^\\s]{2,4}(?:,|$)",
                                            "(?>a|ab)c?|\\d{1,2}(?:st|nd)",
                                            "\xC3\xA9t\xC3\xA9|[\xC3\xA0-\xC3\xBF]x",
                                            "(?|(a)b|(b)a)+?c"};
  static const char *const texts[] = {"Mr. John Q. R. Public and DR Alice met at Grand World Summit, 22nd day; abcbac",
                                      "\xC3\xA9t\xC3\xA9 \xC3\xA0x SKS sts, \xC3\x89T\xC3\x89 book 1st see aab\nabac, ok"};
  rap_scratch *scratch = NULL;
  rap_error err = {0};
  size_t n_matches = 0;
  assert_int_equal(rap_scratch_new(&scratch, &err), RAP_OK);
  for (size_t e = 0; e < sizeof expressions / sizeof *expressions; e++) {
    for (unsigned flags = 0; flags <= RAP_REGEX_CASELESS; flags++) {
      rap_regex *regex = NULL;
      rap_outline *outline = build(expressions[e], flags != 0);
      rap_outline_cache *cache = rap_outline_cache_new(1);
      assert_int_equal(rap_regex_compile(rap_str_of(expressions[e]), flags, &regex, &err), RAP_OK);
      assert_true(outline && cache);
      for (size_t t = 0; t < 2; t++) n_matches += accept_matches(regex, outline, cache, scratch, rap_str_of(texts[t]));
      rap_outline_cache_free(cache);
      rap_regex_free(regex);
    }
  }
  assert_true(n_matches > 60);
  rap_scratch_free(scratch);
}

/* (?:a|b)*a(?:a|b){12} has thousands of states: the automaton begins anew, then gives up, and answers on the safe side. */
static void many_states_are_bounded(void **state) {
  (void)state;
  enum { N = 60000 };
  rap_outline *outline = build("[ab]*a[ab]{14}c", false);
  rap_outline_cache *cache = rap_outline_cache_new(1);
  char *text = rap_arena_alloc(arena, N);
  assert_true(outline && cache && text);
  uint32_t random = 1;
  for (size_t i = 0; i < N; i++) {
    random = random * 1664525u + 1013904223u;
    text[i] = random >> 31 ? 'a' : 'b';
  }
  for (size_t from = 0; from + 3000 < N; from += 3000) (void)rap_outline_next(outline, cache, (rap_str){text, from + 3000}, from, from, NULL);
  memcpy(text + N - 16, "abababababababac", 16);
  assert_int_equal(rap_outline_next(outline, cache, (rap_str){text, N}, N - 400, N, NULL), N - 400);
  rap_outline_cache_free(cache);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(places_are_found), cmocka_unit_test(unknown_expressions_have_none),
                                     cmocka_unit_test(nothing_is_lost), cmocka_unit_test(many_states_are_bounded)};
  return cmocka_run_group_tests(tests, setup, teardown);
}
