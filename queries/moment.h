/* moment.h: "since when", as people give it: a date, or how long ago. Layer: queries. */
#ifndef RAP_QUERIES_MOMENT_H
#define RAP_QUERIES_MOMENT_H

#include "base/calendar.h"
#include "base/status.h"

/* "2023", "2023-01", "2023-01-08": the first day of it; "2023-01-08T02:51"; or so long before `now` (seconds since 1970, UTC): "36h", "10d", "2w", "6m" (months), "1y". *seconds: since 1970, UTC, of a day its begin. Errors: RAP_ERR_USAGE, naming the value. */
rap_status rap_moment_parse(rap_str text, int64_t now, int64_t *seconds, rap_error *err) RAP_MUST_CHECK;
/* The day it lies in. */
rap_day rap_moment_day(int64_t seconds);

#endif
