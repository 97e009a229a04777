#include "base/calendar.h"

#include <assert.h>

/* 0001-01-01 and 9999-12-31 as days since 1970-01-01. */
#define FIRST_NUMBER (-719162)
#define LAST_NUMBER 2932896

static bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int rap_days_in_month(int year, int month) {
  static const signed char days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool rap_day_valid(rap_day d) {
  if (d.year < 1 || d.year > 9999) return false;
  if (d.month < 0 || d.month > 12 || d.day < 0) return false;
  if (d.day != 0 && (d.month == 0 || d.day > rap_days_in_month(d.year, d.month))) return false;
  if (!d.has_time) return true;
  return d.day != 0 && d.hour >= 0 && d.hour <= 23 && d.minute >= 0 && d.minute <= 59;
}

/* Years are counted from 1 March, so that the leap day is the last of a year, and in eras of 400 years, which all have 146097 days. */
int64_t rap_day_number(rap_day d) {
  assert(d.month >= 1 && d.month <= 12 && d.day >= 1);
  int64_t year = (int64_t)d.year - (d.month <= 2);
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

rap_day rap_day_from_number(int64_t n) {
  if (n < FIRST_NUMBER || n > LAST_NUMBER) return (rap_day){0};
  n += 719468;
  int64_t era = n / 146097;
  int64_t day_of_era = n - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t shifted = (5 * day_of_year + 2) / 153; /* month from March = 0 */
  rap_day d = {0};
  d.day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
  d.month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
  d.year = (int)(year_of_era + era * 400 + (d.month <= 2));
  return d;
}

/* Rounded down, before 1970 too. */
static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0); }

int64_t rap_time_day(int64_t seconds) { return floor_divide(seconds, 86400); }

int64_t rap_time_seconds(int64_t nanoseconds) { return floor_divide(nanoseconds, 1000000000); }

int rap_day_weekday(rap_day d) {
  int64_t n = rap_day_number(d) + 3; /* 1970-01-01 was a Thursday */
  return (int)((n % 7 + 7) % 7);
}

rap_day rap_day_add_days(rap_day d, int64_t days) {
  if (d.year == 0) return (rap_day){0};
  int64_t n = rap_day_number(rap_day_first(d));
  if (days > LAST_NUMBER - n || days < FIRST_NUMBER - n) return (rap_day){0};
  rap_day out = rap_day_from_number(n + days);
  out.hour = d.hour;
  out.minute = d.minute;
  out.has_time = d.has_time;
  return out;
}

rap_day rap_day_add_months(rap_day d, int months) {
  if (d.year == 0) return (rap_day){0};
  int64_t n = (int64_t)d.year * 12 + (d.month ? d.month - 1 : 0) + months;
  if (n < 12 || n >= (int64_t)10000 * 12) return (rap_day){0};
  rap_day out = d;
  out.year = (int)(n / 12);
  if (d.month == 0) return out;
  out.month = (int)(n % 12) + 1;
  int last = rap_days_in_month(out.year, out.month);
  if (out.day > last) out.day = last;
  return out;
}

rap_day rap_day_first(rap_day d) {
  if (d.year == 0) return (rap_day){0};
  return (rap_day){.year = d.year, .month = d.month ? d.month : 1, .day = d.month && d.day ? d.day : 1};
}

rap_day rap_day_last(rap_day d) {
  if (d.year == 0) return (rap_day){0};
  int month = d.month ? d.month : 12;
  return (rap_day){.year = d.year, .month = month, .day = d.month && d.day ? d.day : rap_days_in_month(d.year, month)};
}

static int cmp_int(int a, int b) { return (a > b) - (a < b); }

static int precision(rap_day d) { return d.has_time ? 3 : d.day ? 2 : d.month ? 1 : 0; }

int rap_day_cmp(rap_day a, rap_day b) {
  rap_day x = rap_day_first(a), y = rap_day_first(b);
  int c = cmp_int(x.year, y.year);
  if (!c) c = cmp_int(x.month, y.month);
  if (!c) c = cmp_int(x.day, y.day);
  if (!c) c = cmp_int(precision(a), precision(b));
  if (!c && a.has_time) c = cmp_int(a.hour * 60 + a.minute, b.hour * 60 + b.minute);
  return c;
}

bool rap_day_same(rap_day a, rap_day b) { return rap_day_cmp(a, b) == 0; }

/* Writes `n` decimal digits of `v`. */
static char *put_digits(char *p, int v, int n) {
  for (int i = n - 1; i >= 0; i--, v /= 10) p[i] = (char)('0' + v % 10);
  return p + n;
}

size_t rap_day_format(rap_day d, char out[RAP_DAY_TEXT_MAX]) {
  char *p = out;
  if (rap_day_valid(d)) {
    p = put_digits(p, d.year, 4);
    if (d.month) {
      *p++ = '-';
      p = put_digits(p, d.month, 2);
    }
    if (d.day) {
      *p++ = '-';
      p = put_digits(p, d.day, 2);
    }
    if (d.has_time) {
      *p++ = 'T';
      p = put_digits(p, d.hour, 2);
      *p++ = ':';
      p = put_digits(p, d.minute, 2);
    }
  }
  *p = '\0';
  return (size_t)(p - out);
}

size_t rap_time_format(int64_t seconds, char out[RAP_TIME_TEXT_MAX]) {
  char *p = out;
  int64_t day = rap_time_day(seconds);
  int rest = (int)(seconds % 86400); /* the first of these days is not all in range */
  if (rest < 0) rest += 86400;
  rap_day d = rap_day_from_number(day);
  if (d.year) {
    p += rap_day_format(d, out);
    *p++ = 'T';
    p = put_digits(p, rest / 3600, 2);
    *p++ = ':';
    p = put_digits(p, rest / 60 % 60, 2);
    *p++ = ':';
    p = put_digits(p, rest % 60, 2);
    *p++ = 'Z';
  }
  *p = '\0';
  return (size_t)(p - out);
}

/* Takes `n` digits off the front. */
static bool take_digits(rap_str *s, int n, int *out) {
  int v = 0;
  for (int i = 0; i < n; i++) {
    if ((size_t)i >= s->n || s->p[i] < '0' || s->p[i] > '9') return false;
    v = v * 10 + (s->p[i] - '0');
  }
  *s = rap_str_sub(*s, (size_t)n, s->n);
  *out = v;
  return true;
}

static bool take_char(rap_str *s, const char *any_of) {
  if (!s->n || !s->p[0] || !strchr(any_of, s->p[0])) return false;
  *s = rap_str_sub(*s, 1, s->n);
  return true;
}

/* Reads over ":30.25+05:30": seconds, fraction and zone of RFC 3339 §5.6, each optional. */
static bool skip_seconds_and_zone(rap_str *s) {
  int v;
  if (take_char(s, ":")) {
    if (!take_digits(s, 2, &v) || v > 60) return false; /* 60: a leap second */
    if (take_char(s, ".")) {
      if (!take_digits(s, 1, &v)) return false;
      while (take_digits(s, 1, &v)) continue;
    }
  }
  if (take_char(s, "Zz")) return true;
  if (!take_char(s, "+-")) return true;
  int hour, minute;
  return take_digits(s, 2, &hour) && take_char(s, ":") && take_digits(s, 2, &minute) && hour <= 23 && minute <= 59;
}

bool rap_day_parse(rap_str s, rap_day *out) {
  *out = (rap_day){0};
  rap_day d = {0};
  if (!take_digits(&s, 4, &d.year)) return false;
  if (take_char(&s, "-")) {
    if (!take_digits(&s, 2, &d.month) || d.month == 0) return false;
    if (take_char(&s, "-")) {
      if (!take_digits(&s, 2, &d.day) || d.day == 0) return false;
      if (take_char(&s, "Tt ")) {
        d.has_time = true;
        if (!take_digits(&s, 2, &d.hour) || !take_char(&s, ":") || !take_digits(&s, 2, &d.minute)) return false;
        if (!skip_seconds_and_zone(&s)) return false;
      }
    }
  }
  if (s.n != 0 || !rap_day_valid(d)) return false;
  *out = d;
  return true;
}
