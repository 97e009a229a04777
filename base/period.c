#include "base/period.h"

#include <assert.h>
#include <stdio.h>

const char *rap_period_name(rap_period unit) {
  static const char *const names[] = {"year", "quarter", "month", "week", "day"};
  return names[unit];
}

/* 1970-01-01, day 0, was a Thursday: week 0 is its week, and day 7 × n the Thursday of week n. */
static int64_t week_of(int64_t day) {
  int64_t from_monday = day + 3;
  return from_monday / 7 - (from_monday % 7 < 0);
}

int64_t rap_period_of(rap_period unit, rap_day day) {
  assert(day.year && day.month && day.day);
  switch (unit) {
  case RAP_PERIOD_YEAR: return day.year;
  case RAP_PERIOD_QUARTER: return (int64_t)day.year * 4 + (day.month - 1) / 3;
  case RAP_PERIOD_MONTH: return (int64_t)day.year * 12 + day.month - 1;
  case RAP_PERIOD_WEEK: return week_of(rap_day_number(day));
  case RAP_PERIOD_DAY: break;
  }
  return rap_day_number(day);
}

/* The day's part of a year that has `parts` of them; no date when it lies outside the calendar. */
static rap_day part_of_year(int64_t number, int parts) {
  if (number < parts || number >= (int64_t)10000 * parts) return (rap_day){0};
  return (rap_day){.year = (int)(number / parts), .month = (int)(number % parts) * (12 / parts) + 1, .day = 1};
}

rap_day rap_period_first(rap_period unit, int64_t number) {
  switch (unit) {
  case RAP_PERIOD_YEAR: return part_of_year(number, 1);
  case RAP_PERIOD_QUARTER: return part_of_year(number, 4);
  case RAP_PERIOD_MONTH: return part_of_year(number, 12);
  case RAP_PERIOD_WEEK: return number > INT32_MIN && number < INT32_MAX ? rap_day_from_number(number * 7 - 3) : (rap_day){0};
  case RAP_PERIOD_DAY: break;
  }
  return rap_day_from_number(number);
}

rap_day rap_period_last(rap_period unit, int64_t number) {
  if (unit == RAP_PERIOD_DAY) return rap_day_from_number(number);
  if (unit == RAP_PERIOD_WEEK) return number > INT32_MIN && number < INT32_MAX ? rap_day_from_number(number * 7 + 3) : (rap_day){0};
  rap_day d = rap_period_first(unit, number);
  if (!d.year) return d;
  d.month += unit == RAP_PERIOD_YEAR ? 11 : unit == RAP_PERIOD_QUARTER ? 2 : 0;
  d.day = rap_days_in_month(d.year, d.month);
  return d;
}

static size_t format_week(int64_t number, char out[RAP_PERIOD_TEXT_MAX]) {
  rap_day thursday = number > INT32_MIN && number < INT32_MAX ? rap_day_from_number(number * 7) : (rap_day){0};
  if (!thursday.year) return 0;
  int64_t in_year = rap_day_number(thursday) - rap_day_number((rap_day){.year = thursday.year, .month = 1, .day = 1});
  return (size_t)snprintf(out, RAP_PERIOD_TEXT_MAX, "%04d-W%02d", thursday.year, (int)(in_year / 7) + 1);
}

size_t rap_period_format(rap_period unit, int64_t number, char out[RAP_PERIOD_TEXT_MAX]) {
  out[0] = '\0';
  if (unit == RAP_PERIOD_WEEK) return format_week(number, out);
  rap_day d = rap_period_first(unit, number);
  if (!d.year) return 0;
  if (unit == RAP_PERIOD_QUARTER) return (size_t)snprintf(out, RAP_PERIOD_TEXT_MAX, "%04d-Q%d", d.year, (d.month - 1) / 3 + 1);
  if (unit == RAP_PERIOD_YEAR) d.month = 0;
  if (unit != RAP_PERIOD_DAY) d.day = 0;
  return rap_day_format(d, out);
}

/* "2023-Q1", "2023-W01": year, letter, the number behind it. */
static bool parse_numbered(rap_str text, char letter, int *year, int *n) {
  uint64_t y, k;
  if (text.n < 7 || text.p[4] != '-' || text.p[5] != letter) return false;
  if (!rap_str_uint(rap_str_sub(text, 0, 4), &y) || !rap_str_uint(rap_str_sub(text, 6, text.n), &k) || k > 99) return false;
  *year = (int)y;
  *n = (int)k;
  return y > 0;
}

/* What may be meant; whether it is, formatting tells. */
static bool guess(rap_period unit, rap_str text, int64_t *number) {
  int year, n;
  rap_day d;
  if (unit == RAP_PERIOD_QUARTER || unit == RAP_PERIOD_WEEK) {
    if (!parse_numbered(text, unit == RAP_PERIOD_WEEK ? 'W' : 'Q', &year, &n)) return false;
    /* 4 January lies in the first week */
    *number = unit == RAP_PERIOD_WEEK ? rap_period_of(unit, (rap_day){.year = year, .month = 1, .day = 4}) + n - 1 : (int64_t)year * 4 + n - 1;
    return true;
  }
  if (!rap_day_parse(text, &d) || !rap_day_valid(d)) return false;
  *number = rap_period_of(unit, rap_day_first(d));
  return true;
}

bool rap_period_parse(rap_period unit, rap_str text, int64_t *number) {
  char again[RAP_PERIOD_TEXT_MAX];
  *number = 0;
  if (!guess(unit, text, number)) return false;
  size_t n = rap_period_format(unit, *number, again);
  if (n == text.n && n && memcmp(again, text.p, n) == 0) return true;
  *number = 0;
  return false;
}
