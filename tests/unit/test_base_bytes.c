/* Eight bytes in one go: each test against the plain comparison, at each place, beside bytes that could carry over. */
#include "test.h"

#include <stdbool.h>

#include "base/bytes.h"

static const unsigned char beside[] = {0x00, 0x01, 0x1F, 0x20, 0x21, 0x7E, 0x7F, 0x80, 0x81, 0xA0, 0xFF};

/* The same question of each byte by itself. */
static uint64_t one_by_one(const char *p, bool (*passes)(unsigned char byte, unsigned char b), unsigned char b) {
  char marks[RAP_BYTES];
  for (size_t i = 0; i < RAP_BYTES; i++) marks[i] = (char)(passes((unsigned char)p[i], b) ? 0x80 : 0);
  return rap_bytes_load(marks);
}

static bool equal(unsigned char byte, unsigned char b) { return byte == b; }
static bool below(unsigned char byte, unsigned char b) { return byte < b; }
static bool not_ascii(unsigned char byte, unsigned char b) { return byte >= 0x80 && b == 0; }

static void check(const char *p) {
  static const unsigned char asked[] = {0x01, 0x20, '.', '`', 0x7F, 0x80};
  uint64_t word = rap_bytes_load(p);
  assert_int_equal(rap_bytes_not_ascii(word), one_by_one(p, not_ascii, 0));
  for (size_t i = 0; i < sizeof asked; i++) {
    assert_int_equal(rap_bytes_equal(word, asked[i]), one_by_one(p, equal, asked[i]));
    assert_int_equal(rap_bytes_below(word, asked[i]), one_by_one(p, below, asked[i]));
  }
  assert_int_equal(rap_bytes_equal(word, 0), one_by_one(p, equal, 0));
  assert_int_equal(rap_bytes_equal(word, 0xFF), one_by_one(p, equal, 0xFF));
}

static void test_against_plain(void **state) {
  (void)state;
  char bytes[RAP_BYTES];
  for (size_t k = 0; k < sizeof beside; k++) {
    for (size_t at = 0; at < RAP_BYTES; at++) {
      memset(bytes, beside[k], sizeof bytes);
      for (int b = 0; b < 256; b++) {
        bytes[at] = (char)b;
        check(bytes);
      }
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_plain)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
