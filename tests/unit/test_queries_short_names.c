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

static rap_compare_line line(const char *value, int64_t *n) { return (rap_compare_line){.label.value = rap_str_of(value), .n = n}; }

static void joins(void **state) {
  (void)state;
  int64_t counts[3][2] = {{1, 0}, {2, 0}, {0, 3}};
  rap_compare_line lines[] = {line("modi", counts[0]), line("shah", counts[1]), line("narendra modi", counts[2])};
  assert_int_equal(rap_join_short_names(lines, 3, 2), 2);
  assert_true(rap_str_is(lines[0].label.value, "shah"));
  assert_true(rap_str_is(lines[1].label.value, "narendra modi"));
  assert_int_equal(lines[1].n[0], 1);
  assert_int_equal(lines[1].n[1], 3);
}

static void ambiguous_stays(void **state) {
  (void)state;
  int64_t counts[3][2] = {{1, 0}, {0, 1}, {0, 3}};
  rap_compare_line lines[] = {line("modi", counts[0]), line("lalit modi", counts[1]), line("narendra modi", counts[2])};
  assert_int_equal(rap_join_short_names(lines, 3, 2), 3);
  assert_int_equal(rap_join_short_names(NULL, 0, 2), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(names), cmocka_unit_test(joins), cmocka_unit_test(ambiguous_stays)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
