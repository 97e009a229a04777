/* The arena and the growable buffer. */
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"

static void test_arena_items(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  assert_non_null(arena);
  unsigned char *items[500];
  size_t sizes[500];
  for (size_t round = 0; round < 3; round++) {
    for (size_t i = 0; i < 500; i++) {
      sizes[i] = i * i % 4001;
      items[i] = rap_arena_alloc(arena, sizes[i]);
      assert_non_null(items[i]);
      assert_int_equal((uintptr_t)items[i] % _Alignof(max_align_t), 0);
      for (size_t k = 0; k < sizes[i]; k++) assert_int_equal(items[i][k], 0);
      memset(items[i], (int)(i & 0xFF), sizes[i]);
    }
    for (size_t i = 0; i < 500; i++)
      for (size_t k = 0; k < sizes[i]; k++) assert_int_equal(items[i][k], i & 0xFF);
    assert_true(rap_arena_used(arena) > 0);
    rap_arena_reset(arena);
    assert_int_equal(rap_arena_used(arena), 0);
  }
  rap_arena_free(arena);
  rap_arena_free(NULL);
}

static void test_arena_overflow(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  assert_null(rap_arena_alloc(arena, SIZE_MAX));
  assert_null(rap_arena_alloc(arena, SIZE_MAX - 40));
  assert_null(rap_arena_array(arena, SIZE_MAX / 2, 3));
  assert_non_null(rap_arena_array(arena, 0, 8));
  assert_non_null(rap_arena_array(arena, 8, 0));
  assert_null(rap_arena_str(arena, (rap_str){"x", SIZE_MAX}).p);
  assert_non_null(rap_arena_alloc(arena, 3 << 20)); /* larger than any block */
  rap_arena_free(arena);
}

static void test_arena_text(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_str s = rap_arena_str(arena, RAP_STR("a\0b"));
  assert_int_equal(s.n, 3);
  assert_memory_equal(s.p, "a\0b", 4);
  s = rap_arena_str(arena, (rap_str){0});
  assert_non_null(s.p);
  assert_int_equal(s.n, 0);
  s = rap_arena_printf(arena, "%s-%05d", "x", 42);
  assert_string_equal(s.p, "x-00042");
  assert_int_equal(s.n, 7);
  rap_arena_free(arena);
}

static void test_arena_grow(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  void *items = NULL;
  size_t capacity = 0;
  for (size_t n = 0; n < 1000; n++) {
    assert_true(rap_arena_grow(arena, &items, n, &capacity, sizeof(size_t)));
    ((size_t *)items)[n] = n;
  }
  for (size_t n = 0; n < 1000; n++) assert_int_equal(((size_t *)items)[n], n);
  void *before = items;
  size_t huge = SIZE_MAX / 8;
  assert_false(rap_arena_grow(arena, &items, huge, &huge, 64));
  assert_ptr_equal(items, before);
  rap_arena_free(arena);
}

static void test_buf(void **state) {
  (void)state;
  rap_buf b = {0};
  assert_int_equal(rap_buf_str(&b).n, 0);
  rap_buf_add(&b, (rap_str){0});
  rap_buf_puts(&b, "ab");
  rap_buf_putc(&b, 'c');
  rap_buf_printf(&b, "%d%s", 7, "");
  assert_string_equal(b.p, "abc7");
  for (int i = 0; i < 10000; i++) rap_buf_putc(&b, '\0');
  assert_int_equal(b.n, 10004);
  char *room = rap_buf_room(&b, 3);
  memcpy(room, "xyz", 3);
  b.n += 3;
  assert_true(rap_str_ends(rap_buf_str(&b), RAP_STR("xyz")));
  rap_buf_reset(&b);
  assert_string_equal(b.p, "");
  assert_false(rap_buf_failed(&b));
  rap_buf_clear(&b);
  assert_null(b.p);
}

/* After a failure nothing is appended any more, and the failure is seen at the end. */
static void test_buf_sticky(void **state) {
  (void)state;
  rap_buf b = {0};
  rap_buf_puts(&b, "kept");
  assert_null(rap_buf_room(&b, SIZE_MAX / 2));
  assert_true(rap_buf_failed(&b));
  rap_buf_puts(&b, "lost");
  rap_buf_printf(&b, "%s", "lost");
  rap_buf_putc(&b, '!');
  assert_string_equal(b.p, "kept");
  rap_buf_reset(&b);
  assert_true(rap_buf_failed(&b));
  rap_buf_clear(&b);
  rap_buf_puts(&b, "sound");
  assert_string_equal(b.p, "sound");
  rap_buf_clear(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_arena_items), cmocka_unit_test(test_arena_overflow), cmocka_unit_test(test_arena_text), cmocka_unit_test(test_arena_grow),
      cmocka_unit_test(test_buf),         cmocka_unit_test(test_buf_sticky),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
