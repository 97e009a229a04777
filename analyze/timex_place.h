/* timex_place.h: places in the calendar as TimeML writes them, and lengths of time. Layer: analyze (inside).
 *
 * A place is a stretch of the calendar of some grain, held as a day in it: the third quarter of 2012 is {2012-07, QUARTER}. Unknown parts are written with X: a place without a year "XXXX-05-06". No clock, no
 * locale.
 */
#ifndef RAP_ANALYZE_TIMEX_PLACE_H
#define RAP_ANALYZE_TIMEX_PLACE_H

#include "base/arena.h"
#include "base/calendar.h"

typedef enum rap_grain {
  RAP_GRAIN_NONE,
  RAP_GRAIN_MILLENNIUM,
  RAP_GRAIN_CENTURY,
  RAP_GRAIN_DECADE,
  RAP_GRAIN_FISCAL,
  RAP_GRAIN_YEAR,
  RAP_GRAIN_HALF,
  RAP_GRAIN_SEASON,
  RAP_GRAIN_QUARTER,
  RAP_GRAIN_MONTH,
  RAP_GRAIN_WEEK,
  RAP_GRAIN_WEEKEND,
  RAP_GRAIN_DAY,
  RAP_GRAIN_TIME /* an hour of a day, or a part of it */
} rap_grain;

/* Units of time, coarser than a second; those that are counted in others (fortnights, semesters) have their own, too. */
typedef enum rap_time_unit {
  RAP_TIME_NONE,
  RAP_TIME_SECOND,
  RAP_TIME_MINUTE,
  RAP_TIME_HOUR,
  RAP_TIME_DAY,
  RAP_TIME_WEEK,
  RAP_TIME_WEEKEND,
  RAP_TIME_FORTNIGHT,
  RAP_TIME_MONTH,
  RAP_TIME_QUARTER,
  RAP_TIME_HALF,
  RAP_TIME_YEAR,
  RAP_TIME_FISCAL,
  RAP_TIME_DECADE,
  RAP_TIME_CENTURY,
  RAP_TIME_MILLENNIUM
} rap_time_unit;

typedef struct rap_place_in_time {
  rap_grain grain;
  rap_day day;    /* as much as the grain needs; year 0: unknown; weeks and weekends: any day of it */
  rap_str season; /* SP SU FA WI; seasons only */
  rap_str time;   /* what stands behind the T: "09:00Z", "MO"; times only */
} rap_place_in_time;

/* How many: in thousandths; vague: "several". */
typedef struct rap_amount {
  int64_t thousandths;
  bool vague;
} rap_amount;

/* By the letters of fragment `tunit`; RAP_TIME_NONE when there are no such. */
rap_time_unit rap_time_unit_parse(rap_str letters);
/* The amount that words or digits say: "two and a half", "5 1/2", "a couple of", "1,500"; `num` gives a word's number, "X" for a vague one, empty for none. False when no word of it is a number, or it is out of
 * bounds (beyond a thousand million). Cost: linear. */
typedef rap_str rap_number_of(const void *ctx, rap_str word);
bool rap_amount_parse(rap_str text, rap_number_of *num, const void *ctx, rap_amount *out);

/* The place that lies `n` units from `from` (a day, or as much as the unit needs), of the unit's grain. No place (grain none) outside the years 1 to 9999. A `from` that is too coarse or unknown gives a place with
 * unknown parts. */
rap_place_in_time rap_place_shift(rap_day from, rap_time_unit unit, int64_t n);
/* The place moved by n years, its grain and season kept. */
rap_place_in_time rap_place_add_years(rap_place_in_time place, int n);
/* "1998-08-07", "1998-W32", "1998-W32-WE", "1998-Q3", "1998-SU", "FY1998", "199", "19", "1998-08-07TMO", "XXXX-08-07" … in `arena`; empty when out of memory. */
rap_str rap_place_text(rap_arena *arena, rap_place_in_time place);
/* "P2D", "PT30M", "PXY", "P2.5Y" in `arena`; empty when out of memory. */
rap_str rap_duration_text(rap_arena *arena, rap_amount amount, rap_time_unit unit);

/* The week by ISO 8601 that holds the day, and the year that it counts for. */
int rap_iso_week(rap_day day, int *year);
/* The day that a rule says for a year: "12-25" (month and day), "11/4/3" (the fourth Thursday of November: month, which one, -1 for the last, day of the week, Monday 0), "11/1/0+1" (days behind that), "E-2" (days
 * from Easter Sunday; Meeus, "Astronomical Algorithms", chapter 8). No date when the rule is none. */
rap_day rap_feast_day(rap_str rule, int year);
/* The n-th day of the week in a month (1 the first, -1 the last); no date when there is none. */
rap_day rap_nth_weekday(int year, int month, int nth, int weekday);

#endif
