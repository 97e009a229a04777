/* Calendar arithmetic. */
#include "test.h"

#include "base/calendar.h"

static rap_day ymd(int year, int month, int day) { return (rap_day){.year = year, .month = month, .day = day}; }

static void assert_day(rap_day d, const char *expected) {
  char text[RAP_DAY_TEXT_MAX];
  size_t n = rap_day_format(d, text);
  assert_string_equal(text, expected);
  assert_int_equal(n, strlen(expected));
}

/* All days of two centuries, one after the other: numbers, weekdays and texts agree with counting. */
static void test_every_day(void **state) {
  (void)state;
  int64_t number = rap_day_number(ymd(1900, 1, 1));
  int weekday = RAP_MONDAY; /* 1 January 1900 was a Monday */
  assert_int_equal(number, -25567);
  for (int year = 1900; year <= 2100; year++) {
    for (int month = 1; month <= 12; month++) {
      for (int day = 1; day <= rap_days_in_month(year, month); day++) {
        rap_day d = ymd(year, month, day), parsed;
        char text[RAP_DAY_TEXT_MAX];
        assert_true(rap_day_valid(d));
        assert_int_equal(rap_day_number(d), number);
        assert_true(rap_day_same(rap_day_from_number(number), d));
        assert_int_equal(rap_day_weekday(d), weekday);
        assert_true(rap_day_parse((rap_str){text, rap_day_format(d, text)}, &parsed));
        assert_true(rap_day_same(parsed, d));
        number++;
        weekday = (weekday + 1) % 7;
      }
    }
  }
}

static void test_whole_range(void **state) {
  (void)state;
  int64_t first = rap_day_number(ymd(1, 1, 1)), last = rap_day_number(ymd(9999, 12, 31));
  assert_int_equal(first, -719162);
  assert_int_equal(last, 2932896);
  rap_day before = {0};
  for (int64_t n = first; n <= last; n += 1 + (n & 3)) {
    rap_day d = rap_day_from_number(n);
    assert_true(rap_day_valid(d));
    assert_int_equal(rap_day_number(d), n);
    assert_true(rap_day_cmp(before, d) < 0);
    before = d;
  }
  assert_int_equal(rap_day_from_number(first - 1).year, 0);
  assert_int_equal(rap_day_from_number(last + 1).year, 0);
  assert_int_equal(rap_day_from_number(INT64_MAX).year, 0);
  assert_int_equal(rap_day_from_number(INT64_MIN).year, 0);
}

static void test_validity(void **state) {
  (void)state;
  assert_false(rap_day_valid(ymd(2023, 2, 30)));
  assert_false(rap_day_valid(ymd(2023, 2, 29)));
  assert_true(rap_day_valid(ymd(2024, 2, 29)));
  assert_false(rap_day_valid(ymd(1900, 2, 29)));
  assert_true(rap_day_valid(ymd(2000, 2, 29)));
  assert_false(rap_day_valid(ymd(2023, 4, 31)));
  assert_false(rap_day_valid(ymd(2023, 13, 1)));
  assert_false(rap_day_valid(ymd(2023, 0, 1)));
  assert_false(rap_day_valid(ymd(2023, 1, -1)));
  assert_false(rap_day_valid(ymd(0, 0, 0)));
  assert_false(rap_day_valid(ymd(10000, 1, 1)));
  assert_true(rap_day_valid(ymd(2023, 0, 0)));
  assert_true(rap_day_valid(ymd(2023, 7, 0)));
  rap_day d = ymd(2023, 7, 1);
  d.has_time = true;
  d.hour = 24;
  assert_false(rap_day_valid(d));
  d.hour = 23;
  d.minute = 60;
  assert_false(rap_day_valid(d));
  d.minute = 59;
  assert_true(rap_day_valid(d));
  d.day = 0;
  assert_false(rap_day_valid(d));
  assert_int_equal(rap_days_in_month(2023, 0), 0);
  assert_int_equal(rap_days_in_month(2023, 13), 0);
}

static void test_arithmetic(void **state) {
  (void)state;
  assert_day(rap_day_add_days(ymd(2023, 12, 31), 1), "2024-01-01");
  assert_day(rap_day_add_days(ymd(2024, 3, 1), -1), "2024-02-29");
  assert_day(rap_day_add_days(ymd(2023, 5, 0), 10), "2023-05-11");
  assert_day(rap_day_add_days(ymd(9999, 12, 31), 1), "");
  assert_day(rap_day_add_days(ymd(2023, 1, 1), INT64_MAX), "");
  assert_day(rap_day_add_days(ymd(2023, 1, 1), INT64_MIN), "");
  assert_day(rap_day_add_days(ymd(0, 0, 0), 1), "");
  assert_day(rap_day_add_months(ymd(2024, 1, 31), 1), "2024-02-29");
  assert_day(rap_day_add_months(ymd(2023, 1, 31), -2), "2022-11-30");
  assert_day(rap_day_add_months(ymd(2023, 11, 0), 2), "2024-01");
  assert_day(rap_day_add_months(ymd(2023, 0, 0), 12), "2024");
  assert_day(rap_day_add_months(ymd(2023, 0, 0), -1), "2022");
  assert_day(rap_day_add_months(ymd(1, 1, 1), -1), "");
  assert_day(rap_day_add_months(ymd(9999, 12, 1), 1), "");
  assert_day(rap_day_add_months(ymd(2023, 1, 1), INT32_MAX), "");
  rap_day d = {.year = 2023, .month = 1, .day = 31, .hour = 9, .minute = 5, .has_time = true};
  assert_day(rap_day_add_days(d, 1), "2023-02-01T09:05");
  assert_day(rap_day_first(d), "2023-01-31");
}

static void test_extent_and_order(void **state) {
  (void)state;
  assert_day(rap_day_first(ymd(2022, 6, 0)), "2022-06-01");
  assert_day(rap_day_last(ymd(2022, 6, 0)), "2022-06-30");
  assert_day(rap_day_last(ymd(2024, 2, 0)), "2024-02-29");
  assert_day(rap_day_first(ymd(2022, 0, 0)), "2022-01-01");
  assert_day(rap_day_last(ymd(2022, 0, 0)), "2022-12-31");
  assert_day(rap_day_last(ymd(0, 0, 0)), "");
  const rap_day order[] = {ymd(0, 0, 0),
                           ymd(2022, 0, 0),
                           ymd(2022, 1, 0),
                           ymd(2022, 1, 1),
                           {.year = 2022, .month = 1, .day = 1, .has_time = true},
                           {.year = 2022, .month = 1, .day = 1, .minute = 1, .has_time = true},
                           ymd(2022, 1, 2),
                           ymd(2022, 2, 0),
                           ymd(2023, 0, 0)};
  for (int i = 0; i < 9; i++)
    for (int j = 0; j < 9; j++) {
      assert_int_equal(rap_day_cmp(order[i], order[j]), (i > j) - (i < j));
      assert_int_equal(rap_day_same(order[i], order[j]), i == j);
    }
}

static void test_parse(void **state) {
  (void)state;
  static const char *const good[][2] = {{"2023", "2023"},
                                        {"0001", "0001"},
                                        {"2023-01", "2023-01"},
                                        {"2023-01-08", "2023-01-08"},
                                        {"2023-01-08T02:51", "2023-01-08T02:51"},
                                        {"2023-01-08T02:51:07Z", "2023-01-08T02:51"},
                                        {"2023-01-08t02:51:60z", "2023-01-08T02:51"},
                                        {"2023-01-08 02:51:07.123456+05:30", "2023-01-08T02:51"},
                                        {"2023-01-08T23:59:59-00:00", "2023-01-08T23:59"}};
  static const char *const bad[] = {"",
                                    "0000",
                                    "203",
                                    "20233",
                                    "2023-",
                                    "2023-1",
                                    "2023-13",
                                    "2023-00",
                                    "2023-02-30",
                                    "2023-02-00",
                                    "2023-02-3",
                                    "2023/02/03",
                                    "-2023",
                                    " 2023",
                                    "2023 ",
                                    "2023-01-08T",
                                    "2023-01-08T24:00",
                                    "2023-01-08T02:60",
                                    "2023-01-08T02:51:61Z",
                                    "2023-01-08T02:51:07.Z",
                                    "2023-01-08T02:51:07+5:30",
                                    "2023-01-08T02:51:07+05:60",
                                    "2023-01-08T02:51:07Zx",
                                    "2023-01T02:51",
                                    "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA3"};
  rap_day d;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    assert_true(rap_day_parse(rap_str_of(good[i][0]), &d));
    assert_day(d, good[i][1]);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    d.year = 1;
    assert_false(rap_day_parse(rap_str_of(bad[i]), &d));
    assert_int_equal(d.year, 0);
  }
  assert_false(rap_day_parse(RAP_STR("2023-01-08T02:51\0"), &d));
  assert_false(rap_day_parse((rap_str){0}, &d));
  assert_day(ymd(2023, 2, 30), "");
}

static void test_time(void **state) {
  (void)state;
  static const struct {
    int64_t seconds;
    const char *text;
  } rows[] = {{0, "1970-01-01T00:00:00Z"},
              {-1, "1969-12-31T23:59:59Z"},
              {1673146267, "2023-01-08T02:51:07Z"},
              {INT64_C(253402300799), "9999-12-31T23:59:59Z"},
              {INT64_C(253402300800), ""},
              {INT64_MIN, ""},
              {INT64_MAX, ""}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char text[RAP_TIME_TEXT_MAX];
    assert_int_equal(rap_time_format(rows[i].seconds, text), strlen(rows[i].text));
    assert_string_equal(text, rows[i].text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_day),        cmocka_unit_test(test_whole_range), cmocka_unit_test(test_validity), cmocka_unit_test(test_arithmetic),
      cmocka_unit_test(test_extent_and_order), cmocka_unit_test(test_parse),       cmocka_unit_test(test_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
