/* Names that agree, and rows joined by them. */
#include "test.h"

#include "queries/short_names.h"

static void names(void **state) {
  (void)state;
  assert_true(rap_names_agree(RAP_STR("Modi"), RAP_STR("Narendra Modi")));
  assert_true(rap_names_agree(RAP_STR("Narendra Modi"), RAP_STR("modi")));
  assert_true(rap_names_agree(RAP_STR("J. Nadda"), RAP_STR("J. P. Nadda")));
  assert_false(rap_names_agree(RAP_STR("Narendra"), RAP_STR("Narendra Modi")));
  assert_false(rap_names_agree(RAP_STR("Lalit Modi"), RAP_STR("Narendra Modi")));
  assert_false(rap_names_agree(RAP_STR(""), RAP_STR("Narendra Modi")));
}

static rap_compare_row row(const char *name, int64_t a, int64_t b) {
  return (rap_compare_row){.label = {rap_str_of(name), rap_str_of(name)}, .a = a, .b = b};
}

static void joins(void **state) {
  (void)state;
  rap_compare_row rows[] = {row("Modi", 1, 0), row("Shah", 2, 0), row("Narendra Modi", 0, 3)};
  rap_comparison c = {.items = rows, .n = 3, .n_only_a = 2, .n_only_b = 1};
  rap_join_short_names(&c);
  assert_int_equal(c.n, 2);
  assert_int_equal(c.n_both, 1);
  assert_int_equal(c.n_only_a, 1);
  assert_true(rap_str_is(c.items[0].label.name, "Narendra Modi"));
  assert_int_equal(c.items[0].a, 1);
  assert_int_equal(c.items[0].b, 3);
}

static void ambiguous_stays(void **state) {
  (void)state;
  rap_compare_row rows[] = {row("Modi", 1, 0), row("Lalit Modi", 0, 1), row("Narendra Modi", 0, 3)};
  rap_comparison c = {.items = rows, .n = 3, .n_only_a = 1, .n_only_b = 2};
  rap_join_short_names(&c);
  assert_int_equal(c.n, 3);
  rap_comparison none = {0};
  rap_join_short_names(&none);
  assert_int_equal(none.n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(names), cmocka_unit_test(joins), cmocka_unit_test(ambiguous_stays)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
