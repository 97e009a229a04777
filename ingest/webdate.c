#include "ingest/webdate.h"

enum { DATE_MAX = 200 };

/* 1..12 for a name that begins like a month's and goes on like it, 0 for another. */
static int month_of(rap_str word) {
  static const char *const names[] = {"january", "february", "march",     "april",   "may",      "june",
                                      "july",    "august",   "september", "october", "november", "december"};
  for (int i = 0; i < 12 && word.n >= 3; i++)
    if (rap_str_eq_nocase(word, rap_str_sub(rap_str_of(names[i]), 0, word.n))) return i + 1;
  return rap_str_eq_nocase(word, RAP_STR("sept")) ? 9 : 0;
}

static int number(rap_str s) {
  int n = 0;
  for (size_t i = 0; i < s.n && i < 8; i++) n = n * 10 + (s.p[i] - '0');
  return n;
}

/* "19:48", "19:48:21", "9:5" at s.p[at], where its hour begins: sets the time and returns its end; `at` if it is none. */
static size_t take_time(rap_str s, size_t at, size_t hour_end, rap_day *day) {
  size_t end = hour_end + 1;
  while (end < s.n && rap_ascii_is_digit(s.p[end])) end++;
  rap_str minute = rap_str_sub(s, hour_end + 1, end);
  if (minute.n == 0 || minute.n > 2 || hour_end - at > 2) return at;
  day->hour = number(rap_str_sub(s, at, hour_end));
  day->minute = number(minute);
  day->has_time = day->hour < 24 && day->minute < 60;
  if (!day->has_time) day->hour = day->minute = 0;
  while (end < s.n && (rap_ascii_is_digit(s.p[end]) || s.p[end] == ':' || s.p[end] == '.')) end++;
  return end;
}

/* A number that is no time: a day of the month, or a year. */
static bool take_number(rap_str digits, rap_day *day) {
  int n = number(digits);
  bool whole = digits.n == 8 && !day->day && !day->month; /* "20040101" */
  if (digits.n <= 2 && !day->day && n >= 1 && n <= 31) {
    day->day = n;
    return true;
  }
  if (day->year || (digits.n > 4 && !whole)) return false;
  if (whole)
    *day = (rap_day){.year = n / 10000, .month = n / 100 % 100, .day = n % 100};
  else if (digits.n == 4)
    day->year = n;
  else /* RFC 5322, 4.3: two digits up to 49 are of this century, above of the last; three count from 1900. */
    day->year = digits.n == 3 || n >= 50 ? 1900 + n : 2000 + n;
  return true;
}

/* Behind the time and the year nothing but a zone stands: "+0530", "GMT", "(IST)". */
static bool is_complete(const rap_day *day) { return day->year && day->month && day->day && day->has_time; }

static bool read_words(rap_str s, rap_day *day) {
  for (size_t at = 0; at < s.n && !is_complete(day);) {
    size_t end = at;
    if (rap_ascii_is_letter(s.p[at])) {
      while (end < s.n && rap_ascii_is_letter(s.p[end])) end++;
      int month = month_of(rap_str_sub(s, at, end));
      if (month && !day->month) day->month = month;
    } else if (rap_ascii_is_digit(s.p[at])) {
      while (end < s.n && rap_ascii_is_digit(s.p[end])) end++;
      size_t behind = end < s.n && s.p[end] == ':' ? take_time(s, at, end, day) : at;
      bool zone = at > 0 && (s.p[at - 1] == '+' || (s.p[at - 1] == '-' && end - at == 4 && day->has_time));
      if (behind == at && !zone && !take_number(rap_str_sub(s, at, end), day)) return false;
      end = behind > at ? behind : end;
    } else {
      end++;
    }
    at = end;
  }
  return true;
}

bool rap_webdate_parse(rap_str s, rap_day *out) {
  s = rap_str_trim(s);
  *out = (rap_day){0};
  if (s.n == 0 || s.n > DATE_MAX) return false;
  if (rap_day_parse(s, out)) return true;
  /* "2003-12-31 10:14:55 +0000", "2003-12-31T10:14Z" and what else begins with a date of ISO 8601. */
  if (s.n > 10 && !rap_ascii_is_digit(s.p[10]) && rap_day_parse(rap_str_sub(s, 0, 10), out)) {
    rap_str rest = rap_str_trim(rap_str_sub(s, s.p[10] == 'T' || s.p[10] == 't' ? 11 : 10, s.n));
    size_t hour = 0;
    while (hour < rest.n && rap_ascii_is_digit(rest.p[hour])) hour++;
    if (hour > 0 && hour < rest.n && rest.p[hour] == ':') take_time(rest, 0, hour, out);
    return true;
  }
  rap_day day = {0};
  if (!read_words(s, &day) || !day.year || !day.month || !day.day || !rap_day_valid(day)) return false;
  *out = day;
  return true;
}

rap_str rap_webdate_text(rap_arena *arena, rap_str s) {
  rap_day day;
  char text[RAP_DAY_TEXT_MAX];
  if (!rap_webdate_parse(s, &day)) return rap_arena_str(arena, rap_str_trim(s));
  return rap_arena_str(arena, (rap_str){text, rap_day_format(day, text)});
}
