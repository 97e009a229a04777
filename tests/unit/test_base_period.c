/* Periods: numbers without gaps, texts that sort, weeks of ISO 8601. */
#include "test.h"

#include <stdio.h>

#include "base/period.h"

static rap_day day(const char *text) {
  rap_day d;
  assert_true(rap_day_parse(rap_str_of(text), &d));
  return d;
}

static void assert_period(rap_period unit, const char *at, const char *expected) {
  char text[RAP_PERIOD_TEXT_MAX];
  (void)rap_period_format(unit, rap_period_of(unit, day(at)), text);
  assert_string_equal(text, expected);
}

static void test_names_of_days(void **state) {
  (void)state;
  assert_period(RAP_PERIOD_YEAR, "2023-02-11", "2023");
  assert_period(RAP_PERIOD_QUARTER, "2023-03-31", "2023-Q1");
  assert_period(RAP_PERIOD_QUARTER, "2023-12-01", "2023-Q4");
  assert_period(RAP_PERIOD_MONTH, "2023-02-11", "2023-02");
  assert_period(RAP_PERIOD_DAY, "2023-02-11", "2023-02-11");
  /* ISO 8601: the turns of years. */
  assert_period(RAP_PERIOD_WEEK, "2005-01-01", "2004-W53");
  assert_period(RAP_PERIOD_WEEK, "2005-01-02", "2004-W53");
  assert_period(RAP_PERIOD_WEEK, "2005-12-31", "2005-W52");
  assert_period(RAP_PERIOD_WEEK, "2007-01-01", "2007-W01");
  assert_period(RAP_PERIOD_WEEK, "2008-12-29", "2009-W01");
  assert_period(RAP_PERIOD_WEEK, "2010-01-03", "2009-W53");
  assert_period(RAP_PERIOD_WEEK, "1969-12-28", "1969-W52");
  assert_period(RAP_PERIOD_WEEK, "0001-01-01", "0001-W01");
  assert_period(RAP_PERIOD_WEEK, "9999-12-31", "9999-W52");
}

/* Each day of some years: periods hold it, follow each other, sort as texts and are read back. */
static void test_days(void **state) {
  (void)state;
  for (int unit = 0; unit < RAP_PERIOD_UNITS; unit++) {
    char before[RAP_PERIOD_TEXT_MAX] = "", text[RAP_PERIOD_TEXT_MAX];
    int64_t last = INT64_MIN, again;
    for (rap_day d = day("1995-12-20"); d.year < 2010; d = rap_day_add_days(d, 1)) {
      int64_t n = rap_period_of((rap_period)unit, d);
      assert_true(last == INT64_MIN || n == last || n == last + 1);
      assert_true(rap_day_cmp(rap_period_first((rap_period)unit, n), d) <= 0 && rap_day_cmp(d, rap_period_last((rap_period)unit, n)) <= 0);
      size_t length = rap_period_format((rap_period)unit, n, text);
      assert_true(length == strlen(text) && (n == last ? strcmp(text, before) == 0 : strcmp(text, before) > 0));
      assert_true(rap_period_parse((rap_period)unit, (rap_str){text, length}, &again) && again == n);
      last = n;
      (void)snprintf(before, sizeof before, "%s", text);
    }
  }
}

static void test_no_periods(void **state) {
  static const char *const texts[] = {
      "",           "2023-Q0", "2023-Q5", "2023-q1",  "2023-W00", "2023-W53",         "2023-W1",  "2023-W001", "2023-13", "23",         "0000",
      "2023-02-30", "2023-1",  "2023-Q",  "2023-Q11", "x",        "2023-01-06T10:00", "10000-Q1", "-001-Q1",   "2023 Q1", "99999999999"};
  char text[RAP_PERIOD_TEXT_MAX];
  int64_t n;
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (int unit = 0; unit < RAP_PERIOD_UNITS; unit++)
      if (rap_period_parse((rap_period)unit, rap_str_of(texts[i]), &n) || n) fail_msg("%s is a %s", texts[i], rap_period_name((rap_period)unit));
  for (int unit = 0; unit < RAP_PERIOD_UNITS; unit++) {
    static const int64_t far[] = {INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX, -800000, 3000000};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
      assert_int_equal(rap_period_first((rap_period)unit, far[i]).year, 0);
      assert_int_equal(rap_period_last((rap_period)unit, far[i]).year, 0);
      assert_int_equal(rap_period_format((rap_period)unit, far[i], text), 0);
    }
  }
  assert_true(rap_period_parse(RAP_PERIOD_WEEK, RAP_STR("2020-W53"), &n));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_names_of_days), cmocka_unit_test(test_days), cmocka_unit_test(test_no_periods)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
