/* Outcomes and the error record. */
#include "test.h"

#include "base/status.h"
#include "base/str.h"
#include "base/utf8.h"

static void test_table(void **state) {
  (void)state;
  assert_string_equal(rap_status_name(RAP_ERR_IO), "RAP_ERR_IO");
  assert_int_equal(rap_status_exit(RAP_OK), 0);
  assert_int_equal(rap_status_exit(RAP_NOT_FOUND), 1);
  assert_int_equal(rap_status_exit(RAP_ERR_USAGE), 2);
  assert_int_equal(rap_status_exit(RAP_ERR_INTERNAL), 70);
  for (int i = 0; i < RAP_STATUS_COUNT; i++)
    for (int j = 0; j < i; j++)
      if (i != RAP_PASSED_OVER && i != RAP_DONE) assert_int_not_equal(rap_status_exit((rap_status)i), rap_status_exit((rap_status)j));
  assert_int_equal(rap_status_exit(RAP_PASSED_OVER), 0); /* no failure */
  for (int i = 0; i < RAP_STATUS_COUNT; i++) assert_true(rap_status_text((rap_status)i)[0] != '\0');
}

static void test_first_message_stays(void **state) {
  (void)state;
  rap_error err = {0};
  assert_int_equal(rap_error_set(&err, RAP_ERR_IO, "no %s", "disk"), RAP_ERR_IO);
  assert_int_equal(rap_error_set(&err, RAP_ERR_USAGE, "later"), RAP_ERR_USAGE);
  assert_int_equal(err.status, RAP_ERR_IO);
  assert_string_equal(err.text, "no disk");
  rap_error_prefix(&err, "%s:%d: ", "a.yaml", 3);
  assert_string_equal(err.text, "a.yaml:3: no disk");
  rap_error_clear(&err);
  assert_int_equal(err.status, RAP_OK);
  rap_error_prefix(&err, "nothing to put this before");
  assert_string_equal(err.text, "");
  assert_int_equal(rap_error_nomem(&err), RAP_ERR_NOMEM);
  assert_int_equal(err.status, RAP_ERR_NOMEM);
}

static void test_null_record(void **state) {
  (void)state;
  assert_int_equal(rap_error_set(NULL, RAP_ERR_IO, "%d", 1), RAP_ERR_IO);
  rap_error_prefix(NULL, "x");
  rap_error_clear(NULL);
}

static void test_hostile_text(void **state) {
  (void)state;
  rap_error err = {0};
  rap_error_set(&err, RAP_ERR_IO, "%s", "a\nb\x1b[31mc\x7f\td");
  assert_string_equal(err.text, "a?b?[31mc??d");
  rap_error_clear(&err);
  /* C1 (CSI as one character), a line separator, ill-formed bytes, and an honest replacement character. */
  rap_error_set(&err, RAP_ERR_IO, "%s",
                "a\xC2\x9B"
                "b\xE2\x80\xA8"
                "c\xFF\xE2\x82"
                "d\xEF\xBF\xBD\xEF\xBF");
  assert_string_equal(err.text, "a?b?c??d\xEF\xBF\xBD?");
}

/* Whatever the length, a message that is too long is cut between characters, and a whole one is left alone. */
static void test_truncation(void **state) {
  (void)state;
  static const char *const units[] = {"x", "\xC3\xA9", "\xE0\xA4\xA6", "\xF0\x9F\x98\x80"};
  char text[2 * RAP_ERROR_TEXT_MAX];
  for (size_t u = 0; u < 4; u++) {
    for (size_t lead = 0; lead < 5; lead++) {
      size_t n = lead, unit = strlen(units[u]);
      memset(text, 'a', lead);
      while (n + unit < sizeof text) {
        memcpy(text + n, units[u], unit);
        n += unit;
        if (n < RAP_ERROR_TEXT_MAX - 12) continue;
        text[n] = '\0';
        rap_error err = {0};
        rap_error_set(&err, RAP_ERR_INPUT, "%s", text);
        size_t kept = strlen(err.text);
        assert_true(kept < RAP_ERROR_TEXT_MAX);
        assert_int_equal(rap_utf8_invalid_at(rap_str_of(err.text)), SIZE_MAX);
        assert_memory_equal(err.text, text, kept);
        if (n < RAP_ERROR_TEXT_MAX) assert_int_equal(kept, n);
        if (n >= RAP_ERROR_TEXT_MAX) assert_true(kept + unit >= RAP_ERROR_TEXT_MAX);
        rap_error_prefix(&err, "%s: ", "place");
        assert_true(rap_str_starts(rap_str_of(err.text), RAP_STR("place: a")) || lead == 0);
        assert_int_equal(rap_utf8_invalid_at(rap_str_of(err.text)), SIZE_MAX);
      }
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_table),        cmocka_unit_test(test_first_message_stays), cmocka_unit_test(test_null_record),
      cmocka_unit_test(test_hostile_text), cmocka_unit_test(test_truncation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
