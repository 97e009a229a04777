/* calendar.h: proleptic Gregorian calendar arithmetic. Layer: base. No wall clock, no time zone, no locale.
 *
 * A rap_day is a point in the calendar as precise as it is known: year, or year and month, or year, month and day, or with hour and
 * minute. Unknown parts are 0 (hour and minute: has_time false).
 */
#ifndef RAP_BASE_CALENDAR_H
#define RAP_BASE_CALENDAR_H

#include "base/str.h"

typedef struct rap_day {
  int year;  /* 1..9999; 0: no date at all */
  int month; /* 1..12 or 0 */
  int day;   /* 1..31 or 0 */
  int hour, minute;
  bool has_time;
} rap_day;

enum { RAP_MONDAY = 0, RAP_SUNDAY = 6 };

#define RAP_DAY_TEXT_MAX 24

/* 0 for a month that doesn't exist. */
int rap_days_in_month(int year, int month);
/* True when all known parts lie in their ranges and the day exists in its month (no 30 February). */
bool rap_day_valid(rap_day d);
/* Days since 1970-01-01 of a full date (Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil), and back. Outside the years 1..9999
 * the way back gives no date. */
int64_t rap_day_number(rap_day d);
rap_day rap_day_from_number(int64_t n);
/* The day's number in which a point in time lies (seconds since 1970, UTC). */
int64_t rap_time_day(int64_t seconds);
/* A point in time as file systems have it (nanoseconds since 1970), in whole seconds, rounded down. */
int64_t rap_time_seconds(int64_t nanoseconds);
/* 0 = Monday … 6 = Sunday (ISO 8601). */
int rap_day_weekday(rap_day d);
/* Counts from the first day of what `d` covers, keeps the time; no date when `d` is none or the result lies outside the years 1..9999. */
rap_day rap_day_add_days(rap_day d, int64_t days);
/* Month arithmetic on year and month; a day, if known, is cut to the new month's length; without a month whole years are moved (rounded down). No date as above. */
rap_day rap_day_add_months(rap_day d, int months);
/* First and last full day of what `d` covers: 2022-06 → 2022-06-01, 2022-06-30. A full date is itself; time is dropped. */
rap_day rap_day_first(rap_day d);
rap_day rap_day_last(rap_day d);
/* No date stands before all. Compares first days, then precision (coarser first), then time. */
int rap_day_cmp(rap_day a, rap_day b);
bool rap_day_same(rap_day a, rap_day b);
/* "2023", "2023-01", "2023-01-08", "2023-01-08T02:51"; "" for no date or an invalid one. Writes at most RAP_DAY_TEXT_MAX bytes with NUL; returns the length. */
size_t rap_day_format(rap_day d, char out[RAP_DAY_TEXT_MAX]);
/* A point in time (seconds since 1970, UTC) as RFC 3339 has it: "2023-01-08T02:51:07Z"; "" outside the years 1..9999. Writes at most RAP_TIME_TEXT_MAX bytes with NUL; returns the length. */
#define RAP_TIME_TEXT_MAX 24
size_t rap_time_format(int64_t seconds, char out[RAP_TIME_TEXT_MAX]);
/* Parses the forms above, and RFC 3339 date-times (seconds and zone are read and dropped; the zone is not applied). False, *out zeroed, otherwise. */
bool rap_day_parse(rap_str s, rap_day *out);

#endif
