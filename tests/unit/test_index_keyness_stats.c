/* Keyness of one thing in two sets: figures worked out by hand, and counts that are none. */
#include "test.h"

#include "index/keyness_stats.h"

#include <math.h>
#include <stdlib.h>

static void assert_near(double a, double b, double by) { assert_true(fabs(a - b) <= by); }

static void test_by_hand(void **state) {
  (void)state;
  /* Share of both together 55 in 100,000: expected 5.5 and 49.5. */
  rap_keyness k = rap_keyness_of((rap_keyness_counts){40, 10000, 15, 90000});
  double half = 40 * log(40 / 5.5) + 15 * log(15 / 49.5) + 9960 * log(9960 / 9994.5) + 89985 * log(89985 / 89950.5);
  assert_near(k.g2, 2 * half, 1e-6);
  assert_near(k.log_ratio, log2(24), 1e-9);
  assert_true(k.over);
  /* The other way round: the same certainty, the opposite ratio. */
  rap_keyness r = rap_keyness_of((rap_keyness_counts){15, 90000, 40, 10000});
  assert_near(r.g2, k.g2, 1e-9);
  assert_near(r.log_ratio, -k.log_ratio, 1e-9);
  assert_false(r.over);
}

static void test_equal_shares(void **state) {
  (void)state;
  rap_keyness k = rap_keyness_of((rap_keyness_counts){3, 300, 10, 1000});
  assert_near(k.g2, 0, 1e-9);
  assert_near(k.log_ratio, 0, 1e-12);
  assert_false(k.over);
}

static void test_only_in_one(void **state) {
  (void)state;
  rap_keyness k = rap_keyness_of((rap_keyness_counts){8, 1000, 0, 1000});
  assert_near(k.log_ratio, 4, 1e-9); /* 8 against one half */
  assert_true(k.over && k.g2 > rap_keyness_bound(3));
  rap_keyness all = rap_keyness_of((rap_keyness_counts){10, 10, 10, 10});
  assert_near(all.g2, 0, 1e-12);
}

static void test_no_counts(void **state) {
  (void)state;
  static const rap_keyness_counts odd[] = {{0, 0, 0, 0}, {5, 0, 5, 10}, {5, 10, 5, 0}, {0, 10, 0, 10}, {-4, 10, -1, 10}, {1, -5, 1, 5}};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
    rap_keyness k = rap_keyness_of(odd[i]);
    assert_true(k.g2 >= 0 && k.g2 <= 0 && k.log_ratio >= 0 && k.log_ratio <= 0 && !k.over);
  }
  rap_keyness over = rap_keyness_of((rap_keyness_counts){50, 10, 1, 10}), most = rap_keyness_of((rap_keyness_counts){10, 10, 1, 10});
  assert_near(over.g2, most.g2, 1e-12);
  rap_keyness huge = rap_keyness_of((rap_keyness_counts){INT64_MAX, INT64_MAX, 1, INT64_MAX});
  assert_true(isfinite(huge.g2) && isfinite(huge.log_ratio) && huge.over);
}

static void test_levels(void **state) {
  (void)state;
  assert_int_equal(rap_keyness_level(0), 0);
  assert_int_equal(rap_keyness_level(-1), 0);
  assert_int_equal(rap_keyness_level(NAN), 0);
  assert_int_equal(rap_keyness_level(3.85), 1);
  assert_int_equal(rap_keyness_level(6.64), 2);
  assert_int_equal(rap_keyness_level(10.83), 3);
  assert_int_equal(rap_keyness_level(1e9), 4);
  for (int level = 1; level < RAP_KEYNESS_LEVELS; level++) {
    assert_int_equal(rap_keyness_level(rap_keyness_bound(level)), level);
    assert_near(erfc(sqrt(rap_keyness_bound(level) / 2)), strtod(rap_keyness_p(level), NULL), 1e-4);
  }
  assert_string_equal(rap_keyness_p(0), "");
  assert_string_equal(rap_keyness_p(99), "");
  assert_near(rap_keyness_bound(-3), 0, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_by_hand),   cmocka_unit_test(test_equal_shares), cmocka_unit_test(test_only_in_one),
      cmocka_unit_test(test_no_counts), cmocka_unit_test(test_levels),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
