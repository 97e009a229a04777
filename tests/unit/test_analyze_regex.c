/* Expressions: compiling, matching, limits. */
#include "test.h"

#include "analyze/regex.h"
#include "base/buf.h"
#include "base/threads.h"

#include <stdatomic.h>

static rap_scratch *scratch;

static int setup(void **state) {
  (void)state;
  rap_error err = {0};
  return rap_scratch_new(&scratch, &err) == RAP_OK ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  rap_scratch_free(scratch);
  return 0;
}

static rap_regex *compile(const char *pattern, unsigned flags) {
  rap_regex *regex;
  rap_error err = {0};
  rap_status st = rap_regex_compile(rap_str_of(pattern), flags, &regex, &err);
  assert_string_equal(err.text, "");
  assert_int_equal(st, RAP_OK);
  return regex;
}

/* The first match of `pattern` in text[from, …) must be [begin, end); begin SIZE_MAX: none. */
static void assert_match(const char *pattern, unsigned flags, const char *text, size_t from, size_t begin, size_t end) {
  rap_span groups[RAP_MAX_GROUPS];
  rap_regex *regex = compile(pattern, flags);
  rap_match m = rap_regex_match(regex, scratch, rap_str_of(text), from, false, groups);
  assert_int_equal(m, begin == SIZE_MAX ? RAP_MATCH_NO : RAP_MATCH_YES);
  if (m == RAP_MATCH_YES) {
    assert_int_equal(groups[0].begin, begin);
    assert_int_equal(groups[0].end, end);
  }
  rap_regex_free(regex);
}

static void test_matching(void **state) {
  (void)state;
  assert_match("b+", 0, "abbc", 0, 1, 3);
  assert_match("b+", 0, "abbc", 3, SIZE_MAX, 0);
  assert_match("ÉTÉ", RAP_REGEX_CASELESS, "l'été", 0, 2, 7);
  assert_match("a.b", 0, "a\nb", 0, SIZE_MAX, 0);
  assert_match("a.b", 0, "a\rb", 0, 0, 3);
  /* Not UCP: \d and \w are ASCII; \p{…} is not. */
  assert_match("\\d", 0, "\xE0\xA5\xA7", 0, SIZE_MAX, 0);
  assert_match("\\p{L}+", 0, "1 \xE0\xA4\x95\xE0\xA4\x96", 0, 2, 8);
  assert_match("^b$", 0, "a\nb\nc", 2, 2, 3);
  assert_match("(?<=a)b", 0, "ab", 1, 1, 2);
  assert_match("a\\Kb", 0, "ab", 0, 1, 2);
}

static void test_anchored(void **state) {
  (void)state;
  rap_span groups[RAP_MAX_GROUPS];
  rap_regex *regex = compile("b", 0), *anchored = compile("b", RAP_REGEX_ANCHORED);
  rap_str text = RAP_STR("ab");
  assert_int_equal(rap_regex_match(regex, scratch, text, 0, true, groups), RAP_MATCH_NO);
  assert_int_equal(rap_regex_match(regex, scratch, text, 1, true, groups), RAP_MATCH_YES);
  assert_int_equal(rap_regex_match(anchored, scratch, text, 0, false, groups), RAP_MATCH_NO);
  assert_int_equal(rap_regex_match(anchored, scratch, text, 1, false, groups), RAP_MATCH_YES);
  rap_regex_free(regex);
  rap_regex_free(anchored);
}

static void test_groups(void **state) {
  (void)state;
  rap_span groups[RAP_MAX_GROUPS];
  unsigned number = 0;
  rap_regex *regex = compile("(?<zeta>x)|(?<alpha>a)(b)?", 0);
  assert_int_equal(rap_regex_n_names(regex), 2);
  assert_true(rap_str_is(rap_regex_name(regex, 0, &number), "alpha"));
  assert_int_equal(number, 2);
  assert_true(rap_str_is(rap_regex_name(regex, 1, &number), "zeta"));
  assert_int_equal(number, 1);
  assert_int_equal(rap_regex_n_groups(regex), 4);
  assert_int_equal(rap_regex_match(regex, scratch, RAP_STR("-a"), 0, false, groups), RAP_MATCH_YES);
  assert_true(groups[1].begin == SIZE_MAX && groups[1].end == SIZE_MAX);
  assert_true(groups[2].begin == 1 && groups[2].end == 2);
  assert_true(groups[3].begin == SIZE_MAX);
  assert_int_equal(rap_regex_match(regex, scratch, (rap_str){NULL, 0}, 0, false, groups), RAP_MATCH_NO);
  rap_regex_free(regex);
}

static void test_empty(void **state) {
  (void)state;
  const struct {
    const char *pattern;
    bool empty;
  } cases[] = {{"a*", true}, {"a?b?", true}, {"a+", false}, {"(?=a)", true}, {"a|", true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rap_regex *regex = compile(cases[i].pattern, 0);
    assert_int_equal(rap_regex_matches_empty(regex), cases[i].empty);
    rap_regex_free(regex);
  }
}

static void assert_refused(rap_str pattern, rap_status status, const char *part) {
  rap_regex *regex = (rap_regex *)scratch;
  rap_error err = {0};
  assert_int_equal(rap_regex_compile(pattern, 0, &regex, &err), status);
  assert_null(regex);
  assert_int_equal(err.status, status);
  assert_non_null(strstr(err.text, part));
}

static void test_refused(void **state) {
  (void)state;
  rap_buf many = {0}, large = {0};
  assert_refused(RAP_STR("one(two"), RAP_ERR_RULES, "missing closing parenthesis (after \"one(two\")");
  assert_refused(RAP_STR("a\\C"), RAP_ERR_RULES, "\\C");
  assert_refused(RAP_STR("(?<a>x)(?<a>y)"), RAP_ERR_RULES, "two named subpatterns");
  assert_refused(RAP_STR("\xFF"), RAP_ERR_RULES, "UTF-8");
  for (int i = 0; i < RAP_MAX_GROUPS; i++) rap_buf_puts(&many, "(a)");
  assert_refused(rap_buf_str(&many), RAP_ERR_RULES, "48 groups");
  rap_buf_puts(&large, "(?:");
  for (int i = 0; i < 2000; i++) rap_buf_printf(&large, "%d[a-z\\p{Lu}]|", i);
  rap_buf_puts(&large, "x){0,6}");
  assert_refused(rap_buf_str(&large), RAP_ERR_LIMIT, "too large");
  rap_buf_clear(&many);
  rap_buf_clear(&large);
}

static void test_limit(void **state) {
  (void)state;
  rap_span groups[RAP_MAX_GROUPS];
  rap_buf text = {0};
  for (int i = 0; i < 60; i++) rap_buf_putc(&text, 'a');
  rap_buf_putc(&text, '!');
  rap_regex *regex = compile("(?:a+)+$", 0);
  assert_int_equal(rap_regex_match(regex, scratch, rap_buf_str(&text), 0, false, groups), RAP_MATCH_LIMIT_HIT);
  /* The interpreter, which an anchored match takes, has the same limits. */
  assert_int_equal(rap_regex_match(regex, scratch, rap_buf_str(&text), 0, true, groups), RAP_MATCH_LIMIT_HIT);
  /* The scratch is sound afterwards. */
  assert_int_equal(rap_regex_match(regex, scratch, RAP_STR("aa"), 0, false, groups), RAP_MATCH_YES);
  rap_regex_free(regex);
  rap_buf_clear(&text);
}

#define N_REGEXES 40

struct shared {
  rap_regex *regexes[N_REGEXES];
  atomic_size_t n_matches;
};

static void match_all(void *ctx) {
  struct shared *shared = ctx;
  rap_scratch *own = NULL;
  rap_error err = {0};
  rap_span groups[RAP_MAX_GROUPS];
  if (rap_scratch_new(&own, &err) != RAP_OK) return;
  for (size_t i = 0; i < N_REGEXES; i++) {
    /* Every other one by the interpreter, which must not meet JIT code half made. */
    bool anchored = i % 2 == 0;
    if (rap_regex_match(shared->regexes[i], own, RAP_STR("the meeting in May"), anchored ? 4 : 0, anchored, groups) == RAP_MATCH_YES)
      atomic_fetch_add(&shared->n_matches, 1);
  }
  rap_scratch_free(own);
}

/* The thread that looks for an expression first makes its JIT code. */
static void test_threads(void **state) {
  (void)state;
  struct shared shared = {.n_matches = 0};
  size_t n = 0;
  for (size_t i = 0; i < N_REGEXES; i++) shared.regexes[i] = compile("m(?:eet|ett)ings?(?= in)", 0);
  rap_threads *threads = rap_threads_new();
  assert_non_null(threads);
  while (n < 4 && rap_threads_start(threads, match_all, &shared, false)) n++;
  rap_threads_join(threads);
  assert_int_equal(atomic_load(&shared.n_matches), n * N_REGEXES);
  for (size_t i = 0; i < N_REGEXES; i++) rap_regex_free(shared.regexes[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_matching), cmocka_unit_test(test_anchored), cmocka_unit_test(test_groups),  cmocka_unit_test(test_empty),
      cmocka_unit_test(test_refused),  cmocka_unit_test(test_limit),    cmocka_unit_test(test_threads),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
