/* String views. */
#include "test.h"

#include "base/str.h"

#define NONE ((rap_str){0})

static void test_sub_and_eq(void **state) {
  (void)state;
  rap_str s = RAP_STR("governance");
  assert_true(rap_str_is(rap_str_sub(s, 0, 6), "govern"));
  assert_true(rap_str_is(rap_str_sub(s, 6, 999), "ance"));
  assert_int_equal(rap_str_sub(s, 999, 3).n, 0);
  assert_int_equal(rap_str_sub(s, 5, 3).n, 0);
  assert_int_equal(rap_str_sub(NONE, 1, 2).n, 0);
  assert_true(rap_str_eq(NONE, RAP_STR("")));
  assert_false(rap_str_eq(RAP_STR("a"), RAP_STR("b")));
  assert_false(rap_str_eq(RAP_STR("a\0b"), RAP_STR("a\0c")));
  assert_true(rap_str_starts(s, NONE) && rap_str_ends(s, NONE) && rap_str_ends(s, RAP_STR("ance")));
  assert_false(rap_str_starts(RAP_STR("go"), s) || rap_str_ends(RAP_STR("ce"), s));
  assert_true(rap_str_eq_nocase(RAP_STR("DeLhI"), RAP_STR("dElHi")));
  assert_false(rap_str_eq_nocase(RAP_STR("\xC3\x89"), RAP_STR("\xC3\xA9")));
  assert_false(rap_str_eq_nocase(RAP_STR("["), RAP_STR("{")));
}

static void test_cmp(void **state) {
  (void)state;
  assert_int_equal(rap_str_cmp(NONE, NONE), 0);
  assert_true(rap_str_cmp(RAP_STR("a"), RAP_STR("ab")) < 0);
  assert_true(rap_str_cmp(RAP_STR("b"), RAP_STR("ab")) > 0);
  assert_true(rap_str_cmp(RAP_STR("z"), RAP_STR("\xC3\xA9")) < 0);
  assert_true(rap_str_cmp(RAP_STR("a"), NONE) > 0);
}

static void test_find(void **state) {
  (void)state;
  rap_str s = RAP_STR("aabaab");
  assert_int_equal(rap_str_find(s, RAP_STR("aab"), 0), 0);
  assert_int_equal(rap_str_find(s, RAP_STR("aab"), 1), 3);
  assert_int_equal(rap_str_find(s, RAP_STR("aab"), 4), SIZE_MAX);
  assert_int_equal(rap_str_find(s, RAP_STR("b"), 3), 5);
  assert_int_equal(rap_str_find(s, NONE, 6), 6);
  assert_int_equal(rap_str_find(s, NONE, 7), SIZE_MAX);
  assert_int_equal(rap_str_find(s, RAP_STR("aabaabx"), 0), SIZE_MAX);
  assert_int_equal(rap_str_find(NONE, RAP_STR("a"), 0), SIZE_MAX);
  assert_int_equal(rap_str_find(NONE, NONE, 0), 0);
  assert_int_equal(rap_str_find(RAP_STR("a\0b"), RAP_STR("\0b"), 0), 1);
}

static void test_trim(void **state) {
  (void)state;
  assert_true(rap_str_is(rap_str_trim(RAP_STR(" \t\r\n a b \v\f")), "a b"));
  assert_int_equal(rap_str_trim(RAP_STR(" \n ")).n, 0);
  assert_int_equal(rap_str_trim(NONE).n, 0);
}

static void test_split(void **state) {
  (void)state;
  static const char *const expected[] = {"a", "", "b", ""};
  rap_str rest = RAP_STR("a,,b,"), part;
  for (size_t i = 0; i < 4; i++) {
    assert_true(rap_str_split(&rest, ',', &part));
    assert_true(rap_str_is(part, expected[i]));
  }
  assert_false(rap_str_split(&rest, ',', &part));
  assert_int_equal(part.n, 0);
  rest = RAP_STR("");
  assert_true(rap_str_split(&rest, ',', &part));
  assert_false(rap_str_split(&rest, ',', &part));
  rest = NONE;
  assert_false(rap_str_split(&rest, ',', &part));
}

static void test_uint(void **state) {
  (void)state;
  uint64_t v = 1;
  assert_true(rap_str_uint(RAP_STR("18446744073709551615"), &v) && v == UINT64_MAX);
  assert_false(rap_str_uint(RAP_STR("18446744073709551616"), &v));
  assert_int_equal(v, 0);
  assert_true(rap_str_uint(RAP_STR("007"), &v) && v == 7);
  static const char *const bad[] = {"", "+1", "-1", " 1", "1 ", "1a", "\xD9\xA1"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(rap_str_uint(rap_str_of(bad[i]), &v));
  assert_false(rap_str_uint(RAP_STR("1\0"), &v));
}

/* Reference values of FNV-1a. */
static void test_hash(void **state) {
  (void)state;
  assert_true(rap_str_hash(NONE) == UINT64_C(0xcbf29ce484222325));
  assert_true(rap_str_hash(RAP_STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
  assert_true(rap_str_hash(RAP_STR("foobar")) == UINT64_C(0x85944171f73967e8));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sub_and_eq), cmocka_unit_test(test_cmp),  cmocka_unit_test(test_find), cmocka_unit_test(test_trim),
      cmocka_unit_test(test_split),      cmocka_unit_test(test_uint), cmocka_unit_test(test_hash),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
