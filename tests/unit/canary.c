/* canary.c: a test that fails on purpose. ctest counts its failure as a pass (WILL_FAIL), and so proves that a failed assertion is seen. */
#include "test.h"

#include "base/str.h"

static void must_fail(void **state) {
  (void)state;
  assert_true(rap_str_is(RAP_STR("one"), "another"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(must_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
