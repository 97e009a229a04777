/* period.h: the calendar in pieces of one length: years, quarters, months, ISO weeks, days. Layer: base.
 *
 * Periods of a unit are numbered without gaps, so that the one behind n is n + 1 and a stretch of time is a range of numbers.
 *
 *     int64_t n = rap_period_of(RAP_PERIOD_QUARTER, (rap_day){.year = 2023, .month = 2, .day = 11});
 *     char text[RAP_PERIOD_TEXT_MAX];
 *     rap_period_format(RAP_PERIOD_QUARTER, n, text);   // "2023-Q1"
 */
#ifndef RAP_BASE_PERIOD_H
#define RAP_BASE_PERIOD_H

#include "base/calendar.h"

/* From the coarsest to the finest. */
typedef enum rap_period { RAP_PERIOD_YEAR, RAP_PERIOD_QUARTER, RAP_PERIOD_MONTH, RAP_PERIOD_WEEK, RAP_PERIOD_DAY } rap_period;
enum { RAP_PERIOD_UNITS = RAP_PERIOD_DAY + 1 };

#define RAP_PERIOD_TEXT_MAX RAP_DAY_TEXT_MAX

/* "year", "quarter", "month", "week", "day". */
const char *rap_period_name(rap_period unit);
/* The period in which a full, valid day lies. A week begins on Monday and belongs to the year of its Thursday (ISO 8601). */
int64_t rap_period_of(rap_period unit, rap_day day);
/* Its first and last day; no date outside the years 1..9999. */
rap_day rap_period_first(rap_period unit, int64_t number);
rap_day rap_period_last(rap_period unit, int64_t number);
/* "2023", "2023-Q1", "2023-01", "2023-W01", "2023-01-06"; "" outside the years 1..9999. Texts of a unit sort as the periods do. Returns the length. */
size_t rap_period_format(rap_period unit, int64_t number, char out[RAP_PERIOD_TEXT_MAX]);
/* The forms above and no others; false, *number 0, otherwise. */
bool rap_period_parse(rap_period unit, rap_str text, int64_t *number);

#endif
