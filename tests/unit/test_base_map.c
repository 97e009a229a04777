/* The hash map. */
#include "test.h"

#include <stdio.h>

#include "base/map.h"

enum { MANY = 20000 };

static void test_empty(void **state) {
  (void)state;
  rap_map map = {0};
  assert_null(rap_map_get(&map, RAP_STR("a")));
  assert_null(rap_map_get(&map, (rap_str){0}));
  rap_map_clear(&map);
}

static void test_order_and_lookup(void **state) {
  (void)state;
  static char keys[MANY][12];
  rap_map map = {0};
  bool is_new;
  for (size_t i = 0; i < MANY; i++) {
    (void)snprintf(keys[i], sizeof keys[i], "key-%zu", i * 7919 % MANY);
    rap_map_entry *e = rap_map_put(&map, rap_str_of(keys[i]), &is_new);
    assert_non_null(e);
    assert_true(is_new);
    assert_int_equal(e->value.num, 0);
    e->value.num = i;
  }
  assert_int_equal(map.n, MANY);
  for (size_t i = 0; i < MANY; i++) {
    assert_true(rap_str_is(map.entries[i].key, keys[i]));
    assert_int_equal(rap_map_get(&map, rap_str_of(keys[i]))->value.num, i);
    assert_ptr_equal(rap_map_put(&map, rap_str_of(keys[i]), &is_new), &map.entries[i]);
    assert_false(is_new);
  }
  assert_int_equal(map.n, MANY);
  assert_null(rap_map_get(&map, RAP_STR("key-")));
  assert_null(rap_map_get(&map, RAP_STR("key-20000")));
  rap_map_clear(&map);
  assert_int_equal(map.n, 0);
  assert_null(rap_map_get(&map, RAP_STR("key-1")));
}

/* Keys are bytes: empty ones, NUL bytes, prefixes of each other. */
static void test_odd_keys(void **state) {
  (void)state;
  const rap_str keys[] = {RAP_STR(""), RAP_STR("\0"), RAP_STR("\0\0"), RAP_STR("a"), RAP_STR("a\0"), RAP_STR("a\0b"), RAP_STR("\xFF")};
  rap_map map = {0};
  for (size_t i = 0; i < 7; i++) rap_map_put(&map, keys[i], NULL)->value.num = i + 1;
  assert_int_equal(map.n, 7);
  for (size_t i = 0; i < 7; i++) assert_int_equal(rap_map_get(&map, keys[i])->value.num, i + 1);
  assert_int_equal(rap_map_get(&map, (rap_str){0})->value.num, 1);
  rap_map_clear(&map);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_empty), cmocka_unit_test(test_order_and_lookup), cmocka_unit_test(test_odd_keys)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
