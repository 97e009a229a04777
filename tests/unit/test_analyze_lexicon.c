/* Terms: their variants, and finding them in a view. */
#include "arena_fixture.h"

#include "analyze/lexicon.h"
#include "analyze/terms.h"
#include "base/limits.h"
#include "base/utf8.h"

/* --- variants --- */

/* Variants joined by '|'; stars as '*'. */
static void assert_expands(const char *term, const char *expected) {
  rap_str_list list;
  rap_error err = {0};
  assert_int_equal(rap_terms_expand(arena, rap_str_of(term), &list, &err), RAP_OK);
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < list.n; i++) all = rap_arena_printf(arena, "%.*s%s%.*s", RAP_FMT(all), i ? "|" : "", RAP_FMT(list.items[i]));
  char *text = (char *)(uintptr_t)rap_arena_str(arena, all).p;
  for (char *p = text; *p; p++)
    if (*p == RAP_TERM_STAR) *p = '*';
  assert_string_equal(text, expected);
}

static void assert_refused(const char *term, const char *part) {
  rap_str_list list;
  rap_error err = {0};
  assert_int_equal(rap_terms_expand(arena, rap_str_of(term), &list, &err), RAP_ERR_RULES);
  assert_non_null(strstr(err.text, part));
}

static void test_variants(void **state) {
  (void)state;
  assert_expands("cyber crime(s)", "cyber crime|cyber crimes");
  assert_expands("organi[s|z]ation*", "organisation*|organization*");
  assert_expands("(the) State (of) X", "State X|State of X|the State X|the State of X");
  assert_expands("Territor[y|ies]", "Territory|Territories");
  assert_expands("a((b)c)", "a|ac|abc");
  assert_expands("a (b|c)", "a|a b|a c");
  assert_expands("x(y)(y)", "x|xy|xyy");
  assert_expands("f \\(x\\)", "f (x)");
  /* As the view shows it. */
  assert_expands("Hon\xE2\x80\x99"
                 "ble  Minister\xC2\xA0\xE2\x80\x93 x",
                 "Hon'ble Minister - x");
  assert_expands("\xE0\xA5\xA8", "2");
}

static void test_refused_terms(void **state) {
  (void)state;
  assert_refused("a(b", "not closed");
  assert_refused("a)b", "not opened");
  assert_refused("a[b)", "don't match");
  assert_refused("(a)", "empty string");
  assert_refused("*", "empty string");
  assert_refused("a*b", "end of a word");
  assert_refused("((((((((((a))))))))))", "too deep");
  assert_refused("[a|b][a|b][a|b][a|b][a|b][a|b][a|b][a|b][a|b]", "too many variants");
  char *text = rap_arena_alloc(arena, 2000);
  memset(text, 'a', 1999);
  assert_refused(text, "longer than");
}

/* --- finding --- */

struct found {
  rap_str all, view;
};

static bool take(void *ctx, const rap_term *term, rap_span span) {
  struct found *f = ctx;
  (void)term;
  assert_true(span.begin < span.end && span.end <= f->view.n);
  f->all = rap_arena_printf(arena, "%.*s%s%.*s", RAP_FMT(f->all), f->all.n ? "|" : "", RAP_FMT(rap_str_at(f->view, span)));
  return true;
}

/* The finds of one term, joined by '|'. */
static void assert_finds(const char *term, rap_term_case letter_case, const char *view, const char *expected) {
  rap_str_list list;
  rap_error err = {0};
  rap_lexicon lexicon;
  rap_rule rule = {.kind = RAP_KIND_STATE};
  rap_term t = {.rule = &rule, .letter_case = letter_case};
  assert_int_equal(rap_terms_expand(arena, rap_str_of(term), &list, &err), RAP_OK);
  rap_variant *variants = rap_arena_array(arena, list.n, sizeof *variants);
  for (size_t i = 0; i < list.n; i++) variants[i] = (rap_variant){list.items[i], &t};
  assert_int_equal(rap_lexicon_build(arena, variants, list.n, &lexicon, &err), RAP_OK);
  struct found found = {RAP_STR(""), rap_str_of(view)};
  assert_true(rap_lexicon_scan(&lexicon, found.view, take, &found));
  assert_string_equal(rap_arena_str(arena, found.all).p, expected);
}

static void test_borders(void **state) {
  (void)state;
  assert_finds("Goa", RAP_CASE_ANY, "Goa, (Goa) Goa's Goan aGoa Goa2 X-Goa", "Goa|Goa|Goa|Goa");
  assert_finds("Goa", RAP_CASE_ANY, "Goa\xC3\xA9 \xC3\xA9Goa", "");
  /* A vowel sign goes on with the word. */
  assert_finds("\xE0\xA4\x95\xE0\xA4\x96", RAP_CASE_ANY, "\xE0\xA4\x95\xE0\xA4\x96 \xE0\xA4\x95\xE0\xA4\x96\xE0\xA4\xBE", "\xE0\xA4\x95\xE0\xA4\x96");
  assert_finds("@2047", RAP_CASE_ANY, "Bharat@2047 @2047", "@2047|@2047");
  assert_finds("C++", RAP_CASE_ANY, "C++ C+++", "C++|C++");
}

static void test_case(void **state) {
  (void)state;
  assert_finds("Telangana", RAP_CASE_ANY, "telangana TELANGANA Telangana", "telangana|TELANGANA|Telangana");
  assert_finds("Telangana", RAP_CASE_SMART, "telangana TELANGANA Telangana", "TELANGANA|Telangana");
  assert_finds("Telangana", RAP_CASE_EXACT, "telangana TELANGANA Telangana", "Telangana");
  assert_finds("GST", RAP_CASE_ANY, "gst Gst GST", "GST");
  assert_finds("MSME(s)", RAP_CASE_ANY, "MSME MSMEs MSMES msmes", "MSME|MSMEs");
  assert_finds("GST council", RAP_CASE_ANY, "GST Council, gst council, GST COUNCIL", "GST Council|GST COUNCIL");
  assert_finds("J&K", RAP_CASE_ANY, "j&k J&K", "J&K");
  assert_finds("5G", RAP_CASE_ANY, "5g 5G", "5g|5G");
  /* One letter is no word in capitals. */
  assert_finds("A list", RAP_CASE_ANY, "a list", "a list");
  assert_finds("\xC3\x89TUDE", RAP_CASE_ANY, "\xC3\xA9tude \xC3\x89TUDE", "\xC3\x89TUDE");
  assert_finds("\xC3\x89tude", RAP_CASE_ANY, "\xC3\xA9tude \xC3\x89TUDE", "\xC3\xA9tude|\xC3\x89TUDE");
  /* U+212A KELVIN SIGN is a K whose lower case is shorter than itself. */
  assert_finds("kilo", RAP_CASE_ANY, "\xE2\x84\xAAilo", "\xE2\x84\xAAilo");
  assert_finds("15th Commission", RAP_CASE_SMART, "15th Commission", "15th Commission");
  assert_finds("\xE0\xA4\x95\xE0\xA4\x96", RAP_CASE_SMART, "\xE0\xA4\x95\xE0\xA4\x96", "\xE0\xA4\x95\xE0\xA4\x96");
}

static void test_spaces_and_stars(void **state) {
  (void)state;
  assert_finds("data base", RAP_CASE_ANY, "data base, data-base, data  base, data\nbase, database", "data base|data-base");
  assert_finds("data-base", RAP_CASE_ANY, "data base data-base", "data-base");
  assert_finds("govern*", RAP_CASE_ANY, "govern governance Governments govern2 misgovern", "govern|governance|Governments");
  assert_finds("govern*", RAP_CASE_ANY, "govern\ngovern", "govern|govern");
  assert_finds("digit* record", RAP_CASE_ANY, "digital record, digit record, digitised-record, digital old record",
               "digital record|digit record|digitised-record");
  assert_finds("\xE0\xA4\x95*", RAP_CASE_ANY, "\xE0\xA4\x95\xE0\xA4\xBE\xE0\xA4\x96", "\xE0\xA4\x95\xE0\xA4\xBE\xE0\xA4\x96");
  /* All lengths are found; which one stands is decided later. */
  assert_finds("New Delhi (Declaration)", RAP_CASE_ANY, "New Delhi Declaration", "New Delhi|New Delhi Declaration");
}

static bool stop(void *ctx, const rap_term *term, rap_span span) {
  (void)term;
  (void)span;
  return ++*(int *)ctx < 2;
}

static void test_stopping(void **state) {
  (void)state;
  rap_error err = {0};
  rap_lexicon lexicon;
  rap_rule rule = {.kind = RAP_KIND_STATE};
  rap_term term = {.rule = &rule};
  rap_variant variant = {RAP_STR("a"), &term};
  int n = 0;
  assert_int_equal(rap_lexicon_build(arena, &variant, 1, &lexicon, &err), RAP_OK);
  assert_false(rap_lexicon_scan(&lexicon, RAP_STR("a a a a"), stop, &n));
  assert_int_equal(n, 2);
  assert_int_equal(rap_lexicon_build(arena, NULL, 0, &lexicon, &err), RAP_OK);
  assert_true(rap_lexicon_scan(&lexicon, RAP_STR("a"), stop, &n));
  assert_true(rap_lexicon_scan(&lexicon, (rap_str){NULL, 0}, stop, &n));
}

/* Hyphens branch: each stands for a space and for itself. */
static void test_hostile(void **state) {
  (void)state;
  rap_str term = RAP_STR("a"), view = RAP_STR("a");
  for (int i = 0; i < 60; i++) term = rap_arena_printf(arena, "%.*s a", RAP_FMT(term));
  for (int i = 0; i < 3000; i++) view = rap_arena_printf(arena, "%.*s-a", RAP_FMT(view));
  rap_error err = {0};
  rap_lexicon lexicon;
  rap_rule rule = {.kind = RAP_KIND_STATE};
  rap_term t = {.rule = &rule};
  rap_variant variant = {term, &t};
  assert_int_equal(rap_lexicon_build(arena, &variant, 1, &lexicon, &err), RAP_OK);
  int n = -1000000;
  assert_true(rap_lexicon_scan(&lexicon, view, stop, &n));
  assert_int_equal(n + 1000000, 3001 - 60);
}

/* --- against a matcher that tries each variant at each place by itself --- */

static bool is_wordly(rap_str s, size_t at) {
  uint32_t cp = 0;
  (void)rap_utf8_decode(s, at, &cp);
  return rap_utf8_is_word(cp);
}

static size_t behind(rap_str s, size_t at) {
  uint32_t cp;
  return at + rap_utf8_decode(s, at, &cp);
}

/* Where the variant, without regard to case, ends when it begins at `at`; 0: it doesn't match there. */
static size_t match_at(rap_str text, rap_str view, size_t at) {
  for (size_t i = 0; i < text.n;) {
    uint32_t a = 0, b = 0;
    if (text.p[i] == RAP_TERM_STAR) {
      for (i++; at < view.n && is_wordly(view, at) && !(view.p[at] >= '0' && view.p[at] <= '9');) at = behind(view, at);
      continue;
    }
    if (at >= view.n) return 0;
    i += rap_utf8_decode(text, i, &a);
    at += rap_utf8_decode(view, at, &b);
    if (rap_utf8_lower(a) != rap_utf8_lower(b) && !(a == ' ' && b == '-')) return 0;
  }
  return rap_lexicon_at_border(view, at) ? at : 0;
}

/* Sums of finds, whatever their order. */
struct sums {
  const rap_term *terms;
  size_t n, sum;
};

static bool sum_up(void *ctx, const rap_term *term, rap_span span) {
  struct sums *s = ctx;
  s->n++;
  s->sum += ((size_t)(term - s->terms) * 1000 + span.begin) * 1000 + span.end;
  return true;
}

static rap_str random_text(uint32_t *seed, size_t n) {
  static const char *const parts[] = {"a", "b", "ab", "A", "Bab", " ", " ", "-", "1", ".", "\xC3\xA9", "\xE2\x84\xAA", "k", "/"};
  rap_str text = RAP_STR("");
  for (size_t i = 0; i < n; i++) {
    *seed = *seed * 1664525 + 1013904223;
    text = rap_arena_printf(arena, "%.*s%s", RAP_FMT(text), parts[(*seed >> 16) % (sizeof parts / sizeof *parts)]);
  }
  return text;
}

#define N_TERMS 60
static void test_random(void **state) {
  (void)state;
  uint32_t seed = 7;
  size_t total = 0;
  rap_rule rule = {.kind = RAP_KIND_STATE};
  for (int round = 0; round < 200; round++) {
    rap_term terms[N_TERMS];
    rap_variant variants[N_TERMS];
    rap_error err = {0};
    rap_lexicon lexicon;
    for (size_t i = 0; i < N_TERMS; i++) {
      /* EXACT isn't tried here: its letters are compared one by one in the cases above; a word in capitals likewise. No term begins with a space. */
      terms[i] = (rap_term){.rule = &rule, .letter_case = i % 2 ? RAP_CASE_SMART : RAP_CASE_ANY};
      rap_str text = random_text(&seed, 1 + (seed >> 20) % 8);
      if (i % 5 == 0) text = rap_arena_printf(arena, "%.*s%c%s", RAP_FMT(text), RAP_TERM_STAR, i % 2 ? " b" : "");
      variants[i] = (rap_variant){text, &terms[i]};
      if (text.p[0] == ' ' || rap_lexicon_case_counts_anywhere(&variants[i])) variants[i].text = RAP_STR("none of these");
    }
    assert_int_equal(rap_lexicon_build(arena, variants, N_TERMS, &lexicon, &err), RAP_OK);
    rap_str view = random_text(&seed, 200);
    struct sums found = {.terms = terms}, expected = found;
    assert_true(rap_lexicon_scan(&lexicon, view, sum_up, &found));
    for (size_t at = 0; at < view.n; at = behind(view, at)) {
      uint32_t cp = 0, before = ' ';
      (void)rap_utf8_decode(view, at, &cp);
      if (at) (void)rap_utf8_before(view, at, &before);
      if (rap_utf8_is_word(before) && rap_utf8_is_word(cp)) continue;
      for (size_t i = 0; i < N_TERMS; i++) {
        size_t end = match_at(variants[i].text, view, at);
        if (!end || (i % 2 && rap_utf8_is_lower(cp))) continue;
        (void)sum_up(&expected, &terms[i], (rap_span){at, end});
      }
    }
    total += found.n;
    assert_int_equal(found.n, expected.n);
    assert_int_equal(found.sum, expected.sum);
  }
  assert_in_range(total, 1000, SIZE_MAX);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_variants),         cmocka_unit_test(test_refused_terms), cmocka_unit_test(test_borders), cmocka_unit_test(test_case),
      cmocka_unit_test(test_spaces_and_stars), cmocka_unit_test(test_stopping),      cmocka_unit_test(test_hostile), cmocka_unit_test(test_random),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
