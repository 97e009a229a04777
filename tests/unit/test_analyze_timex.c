/* Temporal expressions by TimeML: places and lengths of time by themselves, and texts under the pack `timeml`. */
#include "packs_fixture.h"

#include "analyze/timex_place.h"

#define SATURDAY "1999-04-10"

static int timeml_setup(void **state) {
  rap_error err = {0};
  const rap_str name = RAP_STR("timeml");
  const rap_rules_source source = {.names = &name, .n_names = 1};
  if (arena_setup(state) != 0 || rap_rules_load(&source, &packs_rules, &err) != RAP_OK) return -1;
  return rap_analyzer_new(packs_rules, &packs_analyzer, &err) == RAP_OK ? 0 : -1;
}

/* "text=value" of each, joined by "; "; types other than DATE before the value, modifiers and the like behind it. */
static rap_str timexes_of(const analysed *x) {
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < x->record.n_timexes; i++) {
    const rap_timex *t = &x->record.timexes[i];
    rap_str text = rap_str_at(x->doc.full, t->text);
    rap_str more = rap_arena_printf(arena, "%s%.*s%s%.*s%s%.*s", t->mod.n ? " " : "", RAP_FMT(t->mod), t->quant.n ? " " : "", RAP_FMT(t->quant),
                                    t->freq.n ? " " : "", RAP_FMT(t->freq));
    const char *type = strcmp(t->type, "DATE") == 0 ? "" : t->type;
    all = joined(all, rap_arena_printf(arena, "%.*s=%s%s%.*s%.*s", RAP_FMT(text), type, *type ? " " : "", RAP_FMT(t->value), RAP_FMT(more)));
  }
  return all;
}

#define assert_timexes(text, published, expected) assert_timexes_at(text, published, expected, __FILE__, __LINE__)
static void assert_timexes_at(const char *text, const char *published, const char *expected, const char *file, int line) {
  const analysed x = analyse("", text, published);
  assert_found_at(timexes_of(&x), expected, text, file, line);
}

/* ---- by themselves ---- */

static rap_day day(const char *text) {
  rap_day d;
  assert_true(rap_day_parse(rap_str_of(text), &d));
  return d;
}

static void assert_week(const char *text, int year, int week) {
  int of = 0;
  assert_int_equal(rap_iso_week(day(text), &of), week);
  assert_int_equal(of, year);
}

/* ISO 8601: the first week holds the year's first Thursday. */
static void test_weeks(void **state) {
  (void)state;
  assert_week("1998-08-07", 1998, 32);
  assert_week("2005-01-01", 2004, 53);
  assert_week("2007-12-31", 2008, 1);
  assert_week("2009-12-31", 2009, 53);
  assert_week("2010-01-03", 2009, 53);
  assert_week("2012-01-02", 2012, 1);
}

static void assert_feast(const char *rule, int year, const char *expected) {
  assert_true(rap_day_same(rap_feast_day(rap_str_of(rule), year), day(expected)));
}

static void test_feasts(void **state) {
  (void)state;
  assert_feast("12-25", 1999, "1999-12-25");
  assert_feast("11/4/3", 1999, "1999-11-25");
  assert_feast("05/-1/0", 2010, "2010-05-31");
  assert_feast("11/1/0+1", 1998, "1998-11-03");
  assert_feast("E+0", 2000, "2000-04-23");
  assert_feast("E-2", 2024, "2024-03-29");
  assert_feast("E+49", 1961, "1961-05-21");
  const char *const wrong[] = {"", "x", "13-01", "02-30", "13/1/0", "E", "99999999999999999999", "1/0/0"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_int_equal(rap_feast_day(rap_str_of(wrong[i]), 2000).year, 0);
  assert_int_equal(rap_feast_day(RAP_STR("12-25"), 0).year, 0);
  assert_int_equal(rap_feast_day(RAP_STR("E-90"), 10000).year, 0);
}

static void test_nth_weekday(void **state) {
  (void)state;
  assert_true(rap_day_same(rap_nth_weekday(2003, 5, 1, 0), day("2003-05-05")));
  assert_true(rap_day_same(rap_nth_weekday(2003, 5, -1, 5), day("2003-05-31")));
  assert_int_equal(rap_nth_weekday(2003, 2, 5, 0).year, 0);
  assert_int_equal(rap_nth_weekday(2003, 13, 1, 0).year, 0);
  assert_int_equal(rap_nth_weekday(2003, 1, 0, 0).year, 0);
}

static rap_str number_of(const void *ctx, rap_str word) { return rap_rules_lookup((const rap_rules *)ctx, RAP_STR("num"), word); }

/* "thousandths", "vague", or "none". */
static const char *amount_of(const char *text) {
  rap_amount a;
  if (!rap_amount_parse(rap_str_of(text), number_of, packs_rules, &a)) return "none";
  rap_str s = a.vague ? RAP_STR("vague") : rap_arena_printf(arena, "%lld", (long long)a.thousandths);
  return s.p;
}

static void test_amounts(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"two", "2000"},
      {"2", "2000"},
      {"1,500", "1500000"},
      {"2.5", "2500"},
      {"5 1/2", "5500"},
      {"1/3", "333"},
      {"twenty-five", "25000"},
      {"a hundred", "100000"},
      {"one hundred and twenty", "120000"},
      {"two and a half", "2500"},
      {"half a dozen", "6000"},
      {"two dozen", "24000"},
      {"three thousand two hundred", "3200000"},
      {"an", "1000"},
      {"a couple of", "2000"},
      {"several", "vague"},
      {"a few", "vague"},
      {"tens of thousands of", "vague"},
      {"", "none"},
      {"of the", "none"},
      {"0", "none"},
      {"1/0", "none"},
      {"99999999999999999999", "none"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) assert_found(rap_str_of(amount_of(cases[i][0])), cases[i][1], cases[i][0]);
}

static void assert_duration(int64_t thousandths, bool vague, rap_time_unit unit, const char *expected) {
  assert_found(rap_duration_text(arena, (rap_amount){thousandths, vague}, unit), expected, expected);
}

static void test_durations(void **state) {
  (void)state;
  assert_duration(2000, false, RAP_TIME_DAY, "P2D");
  assert_duration(500, false, RAP_TIME_HOUR, "PT30M");
  assert_duration(5500, false, RAP_TIME_HOUR, "PT5H30M");
  assert_duration(2500, false, RAP_TIME_YEAR, "P2.5Y");
  assert_duration(500, false, RAP_TIME_YEAR, "P6M");
  assert_duration(250, false, RAP_TIME_CENTURY, "P25Y");
  assert_duration(1000, false, RAP_TIME_FORTNIGHT, "P2W");
  assert_duration(3000, false, RAP_TIME_DECADE, "P30Y");
  assert_duration(0, true, RAP_TIME_MINUTE, "PTXM");
  assert_duration(0, true, RAP_TIME_DECADE, "PXY");
  assert_duration(1000, false, RAP_TIME_NONE, "");
}

static void test_places(void **state) {
  (void)state;
  assert_found(rap_place_text(arena, rap_place_shift(day("1999-04-10"), RAP_TIME_WEEKEND, -1)), "1999-W13-WE", "a weekend");
  assert_found(rap_place_text(arena, rap_place_shift(day("1999-04-10"), RAP_TIME_QUARTER, -2)), "1998-Q4", "two quarters back");
  assert_found(rap_place_text(arena, rap_place_shift(day("1999-04-10"), RAP_TIME_DECADE, 1)), "200", "the next decade");
  assert_found(rap_place_text(arena, rap_place_shift(day("1999"), RAP_TIME_DAY, 1)), "XXXX-XX-XX", "a day of a year");
  assert_found(rap_place_text(arena, rap_place_shift((rap_day){0}, RAP_TIME_WEEK, 1)), "XXXX-WXX", "no day");
  assert_int_equal(rap_place_shift(day("9999-12-31"), RAP_TIME_DAY, 1).grain, RAP_GRAIN_NONE);
  assert_int_equal(rap_place_shift(day("0001-01-01"), RAP_TIME_CENTURY, -1).grain, RAP_GRAIN_NONE);
  assert_int_equal(rap_place_shift(day("1999-04-10"), RAP_TIME_YEAR, INT64_MAX).grain, RAP_GRAIN_NONE);
  assert_int_equal(rap_place_shift(day("1999-04-10"), RAP_TIME_MILLENNIUM, INT64_MIN).grain, RAP_GRAIN_NONE);
  const rap_place_in_time leap = {.grain = RAP_GRAIN_DAY, .day = day("2000-02-29")};
  assert_found(rap_place_text(arena, rap_place_add_years(leap, 1)), "2001-02-28", "a leap day");
}

/* ---- in texts ---- */

static void test_points(void **state) {
  (void)state;
  assert_timexes("It met on Friday, Oct. 23, 1998, and in late 1997.", SATURDAY, "Friday, Oct. 23, 1998=1998-10-23; late 1997=1997 END");
  assert_timexes("Since the 1990s, and in the 19th century.", SATURDAY, "the 1990s=199; the 19th century=18");
  assert_timexes("The deal of 7/8/07 and that of 31.12.2006.", SATURDAY, "7/8/07=2007-07-08; 31.12.2006=2006-12-31");
  assert_timexes("In fiscal 1999 and in the second half of 1998.", SATURDAY, "fiscal 1999=FY1999; the second half of 1998=1998-H2");
}

static void test_lists_and_ranges(void **state) {
  (void)state;
  assert_timexes("It met on 6, 7 and 8 January 1998.", SATURDAY, "6=1998-01-06; 7=1998-01-07; 8 January 1998=1998-01-08");
  assert_timexes("It met on April 24 and 25.", SATURDAY, "April 24=1999-04-24; 25=1999-04-25");
  assert_timexes("From 1994-97 and 1998 to 1999.", SATURDAY, "1994=1994; 97=1997; 1998=1998; 1999=1999");
  assert_timexes("It runs from 28 November to 3 December 1998.", SATURDAY, "28 November=1998-11-28; 3 December 1998=1998-12-03");
  assert_timexes("It runs from November 1998 to March.", SATURDAY, "November 1998=1998-11; March=1999-03");
  assert_timexes("It takes 60 to 90 days.", SATURDAY, "60=DURATION P60D; 90 days=DURATION P90D");
  assert_timexes("Open from 11 to 2 p.m.", SATURDAY, "11=TIME 1999-04-10T11:00; 2 p.m.=TIME 1999-04-10T14:00");
}

/* Weekdays, months and days without a year: by the nearest cue of tense in their sentence. */
static void test_tense(void **state) {
  (void)state;
  assert_timexes("He said Friday that talks will resume Monday.", SATURDAY, "Friday=1999-04-09; Monday=1999-04-12");
  assert_timexes("Officials left on Saturday.", SATURDAY, "Saturday=1999-04-10");
  assert_timexes("They fell in December, and will rise in December.", SATURDAY, "December=1998-12; December=1999-12");
  assert_timexes("They left Nov. 3. They will return Nov. 3.", SATURDAY, "Nov. 3=1998-11-03; Nov. 3=1999-11-03");
  assert_timexes("They agreed Friday to leave. On Friday they planned to leave. They planned to leave on Friday.", SATURDAY,
                 "Friday=1999-04-09; Friday=1999-04-09; Friday=1999-04-16");
  assert_timexes("It will begin Monday and end Tuesday of next week.", SATURDAY, "Monday=1999-04-12; Tuesday of next week=1999-04-13");
  assert_timexes("They met last Friday and meet next Friday.", SATURDAY, "last Friday=1999-04-09; next Friday=1999-04-16");
  assert_timexes("It fell last June. It is due next May.", SATURDAY, "last June=1998-06; next May=1999-05");
  assert_timexes("Profit rose in the fourth quarter.", SATURDAY, "the fourth quarter=1998-Q4");
  assert_timexes("They will vote in the fourth quarter.", SATURDAY, "the fourth quarter=1999-Q4");
}

static void test_relative(void **state) {
  (void)state;
  assert_timexes("It met today, last week, two months ago and six weeks ago.", SATURDAY,
                 "today=1999-04-10; last week=1999-W13; two months ago=1999-02; six weeks ago=1999-W08");
  assert_timexes("More than a decade ago, long ago and a few days ago.", SATURDAY,
                 "More than a decade ago=1989 BEFORE; long ago=PAST_REF; a few days ago=PAST_REF");
  assert_timexes("Earlier this month and at the end of last year.", SATURDAY, "Earlier this month=1999-04 START; the end of last year=1998 END");
  assert_timexes("He was killed last fall. It happened last Thanksgiving.", SATURDAY, "last fall=1998-FA; last Thanksgiving=1998-11-26");
  assert_timexes("Soon, now and recently; in the past and in the future.", SATURDAY,
                 "Soon=FUTURE_REF; now=PRESENT_REF; recently=PAST_REF; the past=PAST_REF; the future=FUTURE_REF");
}

/* What the text spoke of last is counted from. */
static void test_focus(void **state) {
  (void)state;
  assert_timexes("It sank on May 5, 1998. The following day it rose. Two weeks later it sank.", SATURDAY,
                 "May 5, 1998=1998-05-05; The following day=1998-05-06; Two weeks later=1998-W21");
  assert_timexes("He fled in June 1996 and returned later that year.", SATURDAY, "June 1996=1996-06; later that year=1996 END");
  assert_timexes("In the third quarter of 1998 it rose from a year earlier.", SATURDAY, "the third quarter of 1998=1998-Q3; a year earlier=1997-Q3");
  assert_timexes("Sales rose in February against the same period last year.", SATURDAY, "February=1999-02; the same period last year=1998-02");
  assert_timexes("The following day it rained.", SATURDAY, "The following day=1999-04-11");
}

static void test_times(void **state) {
  (void)state;
  assert_timexes("They met at 9 a.m. Friday and at 16:30 GMT.", SATURDAY, "9 a.m. Friday=TIME 1999-04-09T09:00; 16:30 GMT=TIME 1999-04-09T16:30Z");
  assert_timexes("On Thursday they met at noon and left at 3 in the morning.", SATURDAY,
                 "Thursday=1999-04-08; noon=TIME 1999-04-08T12:00; 3 in the morning=TIME 1999-04-08T03:00");
  assert_timexes("It rained Friday night, this morning and overnight.", SATURDAY,
                 "Friday night=TIME 1999-04-09TNI; this morning=TIME 1999-04-10TMO; overnight=TIME 1999-04-10TNI");
  assert_timexes("At half past three o'clock in the afternoon.", SATURDAY, "half past three o'clock in the afternoon=TIME 1999-04-10T15:30");
}

static void test_lengths_and_sets(void **state) {
  (void)state;
  assert_timexes("A two-day visit of at least 72 hours after several years.", SATURDAY,
                 "two-day=DURATION P2D; at least 72 hours=DURATION PT72H EQUAL_OR_MORE; several years=DURATION PXY");
  assert_timexes("For the past two months and over the next decade.", SATURDAY, "the past two months=DURATION P2M; the next decade=DURATION P10Y");
  assert_timexes("A 13-year-old boy, 6 months old, aged 6 months.", SATURDAY, "");
  assert_timexes("Twice a week, every other day, each June, every Sunday.", SATURDAY,
                 "Twice a week=SET P1W 2X; every other day=SET P2D EVERY; each June=SET XXXX-06 EACH; every Sunday=SET XXXX-WXX-7 EVERY");
  assert_timexes("It pays $50 a month and reports annually on Mondays.", SATURDAY, "a month=SET P1M; annually=SET P1Y; Mondays=SET XXXX-WXX-1");
}

/* A dateline tells when a text was written better than its day of publication. */
static void test_dateline(void **state) {
  (void)state;
  assert_timexes("NICOSIA, August 8 (Agency) -- They met today.", "1998-08-09", "August 8=1998-08-08; today=1998-08-08");
}

/* Nothing to count from: X stands for what is not known. */
static void test_undated(void **state) {
  (void)state;
  assert_timexes("They met on Friday, on 6 May, in June, last week, last year, yesterday and in 1998.", NULL,
                 "Friday=XXXX-WXX-5; 6 May=XXXX-05-06; June=XXXX-06; last week=XXXX-WXX; last year=XXXX; yesterday=XXXX-XX-XX; 1998=1998");
  assert_timexes("They met at 9 a.m., in the third quarter, on Good Friday and this morning.", NULL,
                 "9 a.m.=TIME XXXX-XX-XXT09:00; the third quarter=XXXX-Q3; Good Friday=XXXX-XX-XX; this morning=TIME XXXX-XX-XXTMO");
  assert_timexes(
      "They met on May 5, 1998, and that Friday; on Tuesday of last week; last June; last fall; over the weekend.", "1999",
      "May 5, 1998=1998-05-05; that Friday=1998-05-01; Tuesday of last week=XXXX-WXX-2; last June=XXXX-06; last fall=XXXX-FA; the weekend=XXXX-WXX-WE");
  assert_timexes("They met last month and two days ago, a year earlier.", "1999", "last month=XXXX-XX; two days ago=XXXX-XX-XX; a year earlier=1998");
}

static void test_impossible(void **state) {
  (void)state;
  static const char *const texts[] = {"It met on 30 February 1998.", "It met on 29 February 1999.", "It met on June 31.",
                                      "It met on 30 and 31 June 1998."};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    const analysed x = analyse("", texts[i], SATURDAY);
    assert_int_equal(x.doc.warnings.n, 1);
    assert_true(rap_str_starts(x.doc.warnings.items[0], RAP_STR("impossible date \"")));
    assert_int_equal(x.record.n_timexes, i == 3 ? 1 : 0);
  }
}

/* Half a megabyte of the same words: no crash, no hang, spans in order and in range. */
static void test_hostile(void **state) {
  (void)state;
  static const char *const words[] = {"last ",  "1234567890 ", "Monday ",         "two-",        "March, ",     "1998 ",
                                      "6, 7, ", "9:00 to ",    "one and a half ", "later that ", "every other "};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t n = strlen(words[i]), times = ((size_t)1 << 19) / n;
    char *text = rap_arena_alloc(arena, n * times + 1);
    assert_non_null(text);
    for (size_t k = 0; k < times; k++) memcpy(text + k * n, words[i], n);
    const analysed x = analyse("", text, SATURDAY);
    for (size_t k = 0; k < x.record.n_timexes; k++) {
      const rap_timex *t = &x.record.timexes[k];
      assert_true(t->text.begin < t->text.end && t->text.end <= x.doc.full.n && t->value.n > 0);
      assert_true(k == 0 || x.record.timexes[k - 1].text.end <= t->text.begin);
    }
  }
  assert_timexes("", SATURDAY, "");
  assert_timexes("99999 centuries ago, 0 days ago and a million centuries ago", SATURDAY, "");
  assert_timexes("Fifty centuries ago it began.", SATURDAY, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_weeks),       cmocka_unit_test(test_feasts),
      cmocka_unit_test(test_nth_weekday), cmocka_unit_test(test_amounts),
      cmocka_unit_test(test_durations),   cmocka_unit_test(test_places),
      cmocka_unit_test(test_points),      cmocka_unit_test(test_lists_and_ranges),
      cmocka_unit_test(test_tense),       cmocka_unit_test(test_relative),
      cmocka_unit_test(test_focus),       cmocka_unit_test(test_times),
      cmocka_unit_test(test_dateline),    cmocka_unit_test(test_lengths_and_sets),
      cmocka_unit_test(test_undated),     cmocka_unit_test(test_hostile),
      cmocka_unit_test(test_impossible),
  };
  return cmocka_run_group_tests(tests, timeml_setup, packs_teardown);
}
