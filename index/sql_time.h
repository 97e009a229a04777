/* sql_time.h: pieces of SQL about periods and about dates that texts mention. Layer: index.
 *
 * A date that a text mentions is an entity of the kind `mentioned`, one for each stretch of days whatever the words: "2023", "2023-01", "2023-01-06" (a year, month or day to the full), else
 * "2022-04-01/2023-03-31". First and last day follow from the text of the value, in SQL and in C alike. Of a document's mentions those count that resolve to days; relative ones ("last month") do so where
 * the date of publication is known.
 */
#ifndef RAP_INDEX_SQL_TIME_H
#define RAP_INDEX_SQL_TIME_H

#include "base/period.h"
#include "index/sql_set.h"

/* Is it an axis of time, and of which unit? */
bool rap_axis_period(rap_axis axis, rap_period *unit);
/* Does the axis count by the dates that texts mention? */
bool rap_axis_mentioned(const rap_filter *filter, rap_axis axis);

/* The period of a full day given as an expression, as rap_period_format writes it; NULL for NULL. */
void rap_sql_period(rap_sql *q, rap_period unit, const char *day);
/* First day of the value of a mentioned date; `letter` as in rap_sql_lettered. */
void rap_sql_mentioned_period(rap_sql *q, rap_period unit, char letter);
/* "SELECT id FROM entity …": mentioned dates that meet the filter's range (all, without one); those that begin in it, which a time axis shows; those whose first day lies in a period. */
void rap_sql_mentioned_ids(rap_sql *q, const rap_filter *filter);
void rap_sql_mentioned_shown(rap_sql *q, const rap_filter *filter, rap_axis axis);
void rap_sql_mentioned_in(rap_sql *q, rap_period unit, rap_str period);
bool rap_filter_mentions(const rap_filter *filter);

/* Value of the days from `begin` to `end`, both full; empty when they are none. Returns the length. */
#define RAP_MENTIONED_TEXT_MAX 24
size_t rap_mentioned_format(rap_day begin, rap_day end, char out[RAP_MENTIONED_TEXT_MAX]);
/* Its first day; false when it is no such value. */
bool rap_mentioned_first(rap_str value, rap_day *first);

#endif
