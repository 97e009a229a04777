/* Dates: points, intervals, what is implied and what is anchored, and what is no date at all. Expressions are those of the embedded packs unless a small pack is needed to reach a group. */
#include "packs_fixture.h"

#define SUNDAY "2023-01-08"

/* "text=value" of each date, joined by "; ". */
static rap_str dates_of(const analysed *x) {
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < x->record.n_mentions; i++) {
    const rap_mention *m = &x->record.mentions[i];
    if (m->kind != RAP_KIND_DATE) continue;
    all = joined(all, rap_arena_printf(arena, "%.*s=%.*s", RAP_FMT(rap_str_at(x->doc.full, m->text)), RAP_FMT(m->value)));
  }
  return all;
}

#define assert_dates(text, published, expected) assert_dates_at(text, published, expected, __FILE__, __LINE__)
static void assert_dates_at(const char *text, const char *published, const char *expected, const char *file, int line) {
  const analysed x = analyse("", text, published);
  assert_found_at(dates_of(&x), expected, text, file, line);
}

/* All that is known of the one date of a text: "value first..last granularity basis". */
#define assert_date(text, published, expected) assert_date_at(text, published, expected, __FILE__, __LINE__)
static void assert_date_at(const char *text, const char *published, const char *expected, const char *file, int line) {
  const analysed x = analyse("", text, published);
  rap_str found = RAP_STR("");
  for (size_t i = 0; i < x.record.n_mentions; i++) {
    const rap_date_value *d = &x.record.mentions[i].date;
    char first[RAP_DAY_TEXT_MAX], last[RAP_DAY_TEXT_MAX];
    if (x.record.mentions[i].kind != RAP_KIND_DATE) continue;
    (void)rap_day_format(d->begin, first);
    (void)rap_day_format(d->end, last);
    found = joined(found, rap_arena_printf(arena, "%.*s %s..%s %s %s", RAP_FMT(d->value), first, last, d->granularity, rap_basis_name(d->basis)));
  }
  assert_found_at(found, expected, text, file, line);
}

static void assert_warned(const char *text, const char *published, const char *expected) {
  const analysed x = analyse("", text, published);
  assert_found(dates_of(&x), "", text);
  assert_int_equal(x.doc.warnings.n, 1);
  assert_found(x.doc.warnings.items[0], expected, text);
}

/* A text that is published in a month or a year, no more being known, anchors only what needs no day. */
static void test_coarse_anchor(void **state) {
  (void)state;
  assert_dates("It met today, on Saturday, last week and two days ago.", "2017-09", "");
  assert_dates("It met last month and last year.", "2017-09", "last month=2017-08; last year=2016");
  assert_dates("It met last month, last Friday, last June and last year.", "2017", "last year=2016");
  assert_dates("It met three years ago, two months ago and on 5 May.", "2017", "three years ago=2014; 5 May=2017-05-05");
}

static void test_points(void **state) {
  (void)state;
  assert_date("It met on 17 December 2024 in a hall.", SUNDAY, "2024-12-17 2024-12-17..2024-12-17 day stated");
  assert_date("It met on December 17, 2024 in a hall.", NULL, "2024-12-17 2024-12-17..2024-12-17 day stated");
  assert_date("It met in June 2022.", SUNDAY, "2022-06 2022-06-01..2022-06-30 month stated");
  assert_date("It met in February 2024.", SUNDAY, "2024-02 2024-02-01..2024-02-29 month stated");
  assert_date("The plan began in 2014 and ended.", SUNDAY, "2014 2014-01-01..2014-12-31 year stated");
  assert_date("Roads built since the 1990s are bad.", SUNDAY, "1990 1990-01-01..1990-12-31 decade stated");
  assert_date("It met on 2024-12-23.", SUNDAY, "2024-12-23 2024-12-23..2024-12-23 day stated");
  assert_dates("It met on the 1st of May, 2022.", SUNDAY, "1st of May, 2022=2022-05-01");
  assert_dates("It met on 29 February 2024.", SUNDAY, "29 February 2024=2024-02-29");
  assert_dates("It met on 31/12/2024.", SUNDAY, "31/12/2024=2024-12-31");
  assert_dates("dated 05.01.99 here", SUNDAY, "05.01.99=1999-01-05");
  assert_dates("dated 05.01.24 here", SUNDAY, "05.01.24=2024-01-05");
}

static void test_ranges(void **state) {
  (void)state;
  assert_date("It met from 16-20 February 2026 here.", SUNDAY, "2026-02-16/2026-02-20 2026-02-16..2026-02-20 day stated");
  assert_date("It met on 6 and 7 January.", SUNDAY, "2023-01-06/2023-01-07 2023-01-06..2023-01-07 day implied");
  assert_date("It met from April to June 2023.", SUNDAY, "2023-04/2023-06 2023-04-01..2023-06-30 month stated");
  assert_date("It grew over 2014-2024 here.", SUNDAY, "2014/2024 2014-01-01..2024-12-31 year stated");
  assert_dates("It met from 30 December to 2 January 2023.", SUNDAY, "30 December to 2 January 2023=2022-12-30/2023-01-02");
  assert_dates("It met from 30 December 2022 to 2 January.", SUNDAY, "30 December 2022 to 2 January=2022-12-30/2023-01-02");
  assert_dates("It met from 28 February to 1 March 2024.", SUNDAY, "28 February to 1 March 2024=2024-02-28/2024-03-01");
  assert_dates("It met from November to February 2023.", SUNDAY, "November to February 2023=2022-11/2023-02");
  assert_dates("It met on 5, 6 and 7 May 2022.", SUNDAY, "5, 6 and 7 May 2022=2022-05-05/2022-05-07");
  assert_dates("It met on 7-7 May 2022.", SUNDAY, "7-7 May 2022=2022-05-07/2022-05-07");
}

/* What runs backwards is no interval. */
static void test_backward_ranges(void **state) {
  (void)state;
  assert_dates("It met from 20-16 February 2026 here.", SUNDAY, "");
  assert_dates("It grew over 2024-2014 here.", SUNDAY, "");
}

static void test_impossible(void **state) {
  (void)state;
  assert_warned("It met on 30 February 2023.", SUNDAY, "impossible date \"30 February 2023\" at byte 10");
  assert_warned("It met on 29 February 2023.", SUNDAY, "impossible date \"29 February 2023\" at byte 10");
  assert_warned("It met on 31 November.", SUNDAY, "impossible date \"31 November\" at byte 10");
  assert_warned("It met from 30-31 June 2023.", SUNDAY, "impossible date \"30-31 June 2023\" at byte 12");
  assert_warned("dated 32.13.2024 here", SUNDAY, "impossible date \"32.13.2024\" at byte 6");
  assert_warned("dated 00.00.2024 here", SUNDAY, "impossible date \"00.00.2024\" at byte 6");
}

static void test_clock(void **state) {
  (void)state;
  assert_date("23 JUN 2026 4:53PM by the desk", SUNDAY, "2026-06-23T16:53 2026-06-23..2026-06-23 minute stated");
  assert_dates("23 JUN 2026 12:00AM by the desk", SUNDAY, "23 JUN 2026 12:00AM=2026-06-23T00:00");
  assert_dates("23 JUN 2026 12:30 p.m. by the desk", SUNDAY, "23 JUN 2026 12:30 p.m.=2026-06-23T12:30");
  assert_dates("23 JUN 2026 23:59 by the desk", SUNDAY, "23 JUN 2026 23:59=2026-06-23T23:59");
  assert_dates("23 JUN 2026 11:59 pm by the desk", SUNDAY, "23 JUN 2026 11:59 pm=2026-06-23T23:59");
}

/* Without a year: the one that brings the day nearest to publication. */
static void test_implied_years(void **state) {
  (void)state;
  assert_date("It met on 17 February.", "2023-02-27", "2023-02-17 2023-02-17..2023-02-17 day implied");
  assert_dates("It met on 30 December.", "2024-01-02", "30 December=2023-12-30");
  assert_dates("It met on 2 January.", "2023-12-30", "2 January=2024-01-02");
  assert_dates("It met on 1 March.", "2023-08-15", "1 March=2023-03-01");
  assert_dates("It met on 1 March.", "2023-09-15", "1 March=2024-03-01");
  assert_dates("It met on 29 February.", "2023-06-01", "29 February=2024-02-29");
  assert_dates("It met from 30 December to 2 January.", "2024-01-03", "30 December to 2 January=2023-12-30/2024-01-02");
  assert_dates("It began in October.", SUNDAY, "October=2022-10");
}

static void test_future_tense(void **state) {
  (void)state;
  assert_dates("It will be held on 20 November.", "2023-01-04", "20 November=2023-11-20");
  assert_dates("It will be held on 2 January.", "2023-12-30", "2 January=2024-01-02");
  /* A month ago at most is still what was to be: the sentence may look back. */
  assert_dates("It will be held on 20 December.", "2023-01-04", "20 December=2022-12-20");
}

/* With a small pack, for groups and words that no embedded rule has. */
static void assert_small(const char *yaml, const char *text, const char *published, const char *expected) {
  rap_rules *small = fixture_load(yaml);
  rap_analyzer *with = NULL;
  rap_error err = {0};
  assert_int_equal(rap_analyzer_new(small, &with, &err), RAP_OK);
  const analysed x = analyse_with(with, "", text, published);
  assert_found(dates_of(&x), expected, text);
  rap_analyzer_free(with);
  rap_rules_free(small);
}

static void test_past_tense(void **state) {
  (void)state;
  static const char yaml[] = "fragments: {month: {May: 5, June: 6}}\n"
                             "patterns:\n  - {id: t.date.past, kind: date, match: '(?<day>[0-9]{1,2}) (?<month>{month})', set: {tense: past}}\n";
  assert_small(yaml, "on 9 May it met", "2023-05-08", "9 May=2022-05-09");
  assert_small(yaml, "on 8 May it met", "2023-05-08", "8 May=2023-05-08");
  assert_small(yaml, "on 31 June it met", "2023-05-08", "");
}

/* Day and month are swapped only where that alone gives a date, and only in figures. */
static void test_swapped(void **state) {
  (void)state;
  static const char yaml[] =
      "patterns:\n  - {id: t.date.n, kind: date, match: '(?<day>[0-9]{1,2})(?<sep>/)(?<month>[0-9]{1,2})/(?<year>[0-9]{2,4})'}\n"
      "  - {id: t.date.s, kind: date, match: '(?<day>[0-9]{1,2}) (?<month>[0-9]{1,2}) (?<year>[0-9]{4})'}\n";
  assert_small(yaml, "on 12/31/2024 and 11/12/2024 it met", SUNDAY, "12/31/2024=2024-12-31; 11/12/2024=2024-12-11");
  assert_small(yaml, "on 13/31/2024 it met", SUNDAY, "");
  assert_small(yaml, "on 12 31 2024 it met", SUNDAY, "");
  assert_small(yaml, "on 1/2/69 and 1/2/70 it met", SUNDAY, "1/2/69=2069-02-01; 1/2/70=1970-02-01");
}

/* Counted from the last date of the paragraph that is one of the unit. */
static void test_told(void **state) {
  (void)state;
  assert_dates("They met on 3 March 2020. On the same day they signed.", SUNDAY, "3 March 2020=2020-03-03; same day=2020-03-03");
  assert_dates("They met on 31 December 2020. On the following day they signed.", SUNDAY, "31 December 2020=2020-12-31; following day=2021-01-01");
  assert_dates("They met in May 2020. On the same day they signed.", SUNDAY, "May 2020=2020-05");
  assert_dates("Sales rose in 2020-21. Costs fell during that year.", SUNDAY, "2020-21=FY2020-21; that year=FY2020-21");
  assert_dates("In March 2020 sales rose over the previous month.", SUNDAY, "March 2020=2020-03; previous month=2020-02");
  assert_dates("Sales rose over the previous month.", SUNDAY, "previous month=2022-12");
  assert_dates("They met on 3 March 2020.\n\nOn the same day they signed.", SUNDAY, "3 March 2020=2020-03-03");
}

static void test_ranges_of_financial_years(void **state) {
  (void)state;
  assert_dates("It ran from 2021-22 to 2025-26.", SUNDAY, "2021-22 to 2025-26=2021-04-01/2026-03-31");
  assert_dates("It ran from 2025-26 to 2021-22.", SUNDAY, "");
  assert_dates("Exports in April-January 2025-26 rose.", SUNDAY, "April-January 2025-26=2025-04/2026-01");
  assert_dates("Exports in January-March 2025-26 rose.", SUNDAY, "January-March 2025-26=2026-01/2026-03");
}

/* A pattern may capture what makes no date. */
static void test_odd_captures(void **state) {
  (void)state;
  static const char yaml[] =
      "fragments: {shift: {next: 1}, unit: {moon: moon, week: week}, units: {moons: moons, years: year}, number: {umpteen: 1e9, two: 2}}\n"
      "patterns:\n"
      "  - {id: t.date.u, kind: date, match: '(?<shift>{shift}) (?<unit>{unit})'}\n"
      "  - {id: t.date.a, kind: date, match: '(?<ago>[a-z0-9]+) (?<units>{units}) ago'}\n"
      "  - {id: t.date.f, kind: date, match: 'F(?<fy>[0-9]+)-(?<fy2>[0-9]+)'}\n"
      "  - {id: t.date.y, kind: date, match: 'Y(?<year>[0-9]+)'}\n"
      "  - {id: t.date.p, kind: date, match: 'pl(?<relday>a)in'}\n";
  assert_small(yaml, "next moon", SUNDAY, "");
  assert_small(yaml, "two moons ago", SUNDAY, "");
  assert_small(yaml, "umpteen years ago", SUNDAY, "");
  assert_small(yaml, "1001 years ago and 99999999999999999999999 years ago", SUNDAY, "");
  assert_small(yaml, "two years ago", SUNDAY, "two years ago=2021");
  assert_small(yaml, "F2022-40 F2022-2022 F2022-22", SUNDAY, "");
  assert_small(yaml, "F2022-24 F2022-37", SUNDAY, "F2022-24=2022/2024; F2022-37=2022/2037");
  assert_small(yaml, "F2022-23 F2022-2023", SUNDAY, "F2022-23=FY2022-23; F2022-2023=FY2022-23");
  assert_small(yaml, "Y0 Y10000 Y99999999999999999999", SUNDAY, "Y0=2000");
}

static void test_weekdays(void **state) {
  (void)state;
  assert_date("The meeting, which ended on Saturday, saw much.", SUNDAY, "2023-01-07 2023-01-07..2023-01-07 day anchored");
  assert_dates("He spoke on Sunday.", SUNDAY, "Sunday=2023-01-08");
  assert_dates("He spoke on Monday.", SUNDAY, "Monday=2023-01-02");
  assert_dates("He will speak on Sunday.", SUNDAY, "Sunday=2023-01-08");
  assert_dates("He will speak on Monday.", SUNDAY, "Monday=2023-01-09");
  assert_dates("He will speak on Saturday.", SUNDAY, "Saturday=2023-01-14");
  /* "last" and "next" never mean the day itself; "this" is of the week, which begins on Monday. */
  assert_dates("He spoke last Sunday.", SUNDAY, "last Sunday=2023-01-01");
  assert_dates("He spoke last Saturday.", SUNDAY, "last Saturday=2023-01-07");
  assert_dates("He speaks next Sunday.", SUNDAY, "next Sunday=2023-01-15");
  assert_dates("He speaks next Monday.", SUNDAY, "next Monday=2023-01-09");
  assert_dates("He speaks this Friday.", SUNDAY, "this Friday=2023-01-06");
  assert_dates("He speaks on Saturday, 7 January 2023 in a hall.", SUNDAY, "Saturday, 7 January 2023=2023-01-07");
  assert_dates("He speaks every Sunday.", SUNDAY, "");
}

static void test_relative(void **state) {
  (void)state;
  assert_date("He spoke today.", SUNDAY, "2023-01-08 2023-01-08..2023-01-08 day anchored");
  assert_dates("He spoke yesterday and tomorrow.", "2023-01-01", "yesterday=2022-12-31; tomorrow=2023-01-02");
  assert_dates("He left the day before yesterday.", "2024-03-01", "the day before yesterday=2024-02-28");
  assert_date("It was adopted this week.", SUNDAY, "2023-01-02/2023-01-08 2023-01-02..2023-01-08 week anchored");
  assert_dates("It was adopted last week.", "2023-01-02", "last week=2022-12-26/2023-01-01");
  assert_dates("It is due next weekend.", SUNDAY, "next weekend=2023-01-14/2023-01-15");
  assert_date("It was adopted last month.", SUNDAY, "2022-12 2022-12-01..2022-12-31 month anchored");
  assert_date("It was adopted last year.", SUNDAY, "2022 2022-01-01..2022-12-31 year anchored");
  assert_dates("It was adopted last month.", "2023-03-31", "last month=2023-02");
  assert_date("It is due next quarter.", "2023-11-08", "2024-01-01/2024-03-31 2024-01-01..2024-03-31 quarter anchored");
  assert_dates("It was done last quarter.", "2023-01-08", "last quarter=2022-10-01/2022-12-31");
  assert_dates("It was adopted last June.", "2023-06-08", "last June=2022-06");
  assert_dates("It was adopted last May.", "2023-06-08", "last May=2023-05");
  assert_dates("It is due next June.", "2023-06-08", "next June=2024-06");
  assert_dates("It is due in May this year.", "2026-04-02", "May this year=2026-05");
  assert_dates("It began three years ago.", SUNDAY, "three years ago=2020");
  assert_dates("It began two weeks ago.", SUNDAY, "two weeks ago=2022-12-19/2022-12-25");
  assert_dates("It began 10 months ago.", SUNDAY, "10 months ago=2022-03");
  assert_dates("It began 40 days ago.", SUNDAY, "40 days ago=2022-11-29");
}

static void test_quarters_and_halves(void **state) {
  (void)state;
  assert_date("It grew in the first quarter of 2023.", SUNDAY, "2023-01-01/2023-03-31 2023-01-01..2023-03-31 quarter stated");
  assert_dates("It grew in Q4 of FY 2023-24.", SUNDAY, "Q4 of FY 2023-24=2024-01-01/2024-03-31");
  assert_dates("It grew in the last quarter of 2022.", SUNDAY, "the last quarter of 2022=2022-10-01/2022-12-31");
  assert_date("It grew in the second half of 2022.", SUNDAY, "2022-07-01/2022-12-31 2022-07-01..2022-12-31 half stated");
  assert_dates("It grew in the second half of 2022-23.", SUNDAY, "the second half of 2022-23=2022-10-01/2023-03-31");
}

static void test_financial_years(void **state) {
  (void)state;
  assert_date("The budget of 2022-23 grew.", SUNDAY, "FY2022-23 2022-04-01..2023-03-31 year stated");
  assert_dates("The budget of FY1999-00 grew.", SUNDAY, "FY1999-00=FY1999-00");
  assert_dates("The budget of 1999-2000 grew.", SUNDAY, "1999-2000=1999/2000");
  assert_dates("The budget of the financial year 1999-2000 grew.", SUNDAY, "financial year 1999-2000=FY1999-00");
  assert_dates("The budget of FY26 grew.", SUNDAY, "FY26=FY2025-26");
  assert_dates("The budget of FY00 grew.", SUNDAY, "FY00=FY1999-00");
  assert_dates("A budget of 2022-45 grew.", SUNDAY, "");
  assert_dates("next financial year they vote", "2023-03-31", "next financial year=FY2023-24");
  assert_dates("next financial year they vote", "2023-04-01", "next financial year=FY2024-25");
  assert_dates("this fiscal they vote", "2023-01-08", "this fiscal=FY2022-23");
}

/* Nothing to count from: only what is stated in full remains, and nothing is warned of. */
static void test_no_day_of_publication(void **state) {
  (void)state;
  const analysed x = analyse("", "It met today, on Sunday, last week, on 6 January, two days ago and in October; it met in June 2022, too.", NULL);
  assert_int_equal(x.doc.published.year, 0);
  assert_found(dates_of(&x), "June 2022=2022-06", "relative ones");
  for (size_t i = 0; i < x.doc.warnings.n; i++) assert_int_equal(rap_str_find(x.doc.warnings.items[i], RAP_STR("impossible"), 0), SIZE_MAX);
  assert_dates("It met from 30 December to 2 January 2023.", NULL, "30 December to 2 January 2023=2022-12-30/2023-01-02");
}

/* The day that stands beside "today" is meant, whatever the day of publication. */
static void test_apposition(void **state) {
  (void)state;
  assert_dates("He spoke here today, 13 March 2026, at length.", "2026-03-14", "today=2026-03-13; 13 March 2026=2026-03-13");
  assert_dates("He spoke here today (13th March 2026) at length.", "2026-03-14", "today=2026-03-13; 13th March 2026=2026-03-13");
  assert_dates("He spoke today of June 2024.", "2026-03-14", "today=2026-03-14; June 2024=2024-06");
  assert_dates("He spoke today and left for the fair of 13 March 2026.", "2026-03-14", "today=2026-03-14; 13 March 2026=2026-03-13");
}

/* The year that is not written is the publication's, and the day beside still wins. */
static void test_apposition_without_a_year(void **state) {
  (void)state;
  assert_dates("He spoke here today, 13 March, at length.", "2026-03-14", "today=2026-03-13; 13 March=2026-03-13");
}

static void test_hostile(void **state) {
  (void)state;
  assert_dates("", SUNDAY, "");
  assert_dates("99 January 9999, 0 June 0000, 1 Foo 2020x", SUNDAY, "");
  assert_dates("It met 1000000 years ago.", SUNDAY, "");
  assert_dates("It met fifty decades ago.", "0400-01-01", "");
  assert_dates("It met yesterday.", "0001-01-01", "");
  assert_dates("It meets next year.", "9999-12-31", "");
  assert_dates("It meets next week.", "9999-12-31", "");
  assert_dates("It meets next month.", "9999-12-31", "");
  assert_dates("It meets this fiscal.", "9999-12-31", "");
  assert_dates("Der 13.\xC2\xA0M\xC3\xA4rz 2024 ist kein englisches Datum, 13\xC2\xA0March\xC2\xA0"
               "2024 schon.",
               SUNDAY,
               "13\xC2\xA0March\xC2\xA0"
               "2024=2024-03-13");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_points),
      cmocka_unit_test(test_coarse_anchor),
      cmocka_unit_test(test_ranges),
      cmocka_unit_test(test_backward_ranges),
      cmocka_unit_test(test_impossible),
      cmocka_unit_test(test_clock),
      cmocka_unit_test(test_implied_years),
      cmocka_unit_test(test_future_tense),
      cmocka_unit_test(test_past_tense),
      cmocka_unit_test(test_swapped),
      cmocka_unit_test(test_told),
      cmocka_unit_test(test_ranges_of_financial_years),
      cmocka_unit_test(test_odd_captures),
      cmocka_unit_test(test_weekdays),
      cmocka_unit_test(test_relative),
      cmocka_unit_test(test_quarters_and_halves),
      cmocka_unit_test(test_financial_years),
      cmocka_unit_test(test_no_day_of_publication),
      cmocka_unit_test(test_apposition),
      cmocka_unit_test(test_apposition_without_a_year),
      cmocka_unit_test(test_hostile),
  };
  return cmocka_run_group_tests(tests, packs_setup, packs_teardown);
}
