#include "queries/moment.h"

enum { HOUR = 3600, DAY = 86400, MAX_COUNT = 1000000 };

rap_day rap_moment_day(int64_t seconds) { return rap_day_from_number(rap_time_day(seconds)); }

/* "10d": the number and its unit. */
static bool read_duration(rap_str text, uint64_t *n, char *unit) {
  if (text.n < 2) return false;
  *unit = text.p[text.n - 1];
  return rap_str_uint(rap_str_sub(text, 0, text.n - 1), n) && *n <= MAX_COUNT;
}

static bool before(int64_t now, uint64_t n, char unit, int64_t *seconds) {
  int64_t count = (int64_t)n, today = rap_time_day(now);
  rap_day day = {0};
  switch (unit) {
  case 'h': *seconds = now - count * HOUR; return true;
  case 'd': *seconds = now - count * DAY; return true;
  case 'w': *seconds = now - count * 7 * DAY; return true;
  case 'm': day = rap_day_add_months(rap_day_from_number(today), -(int)count); break;
  case 'y': day = rap_day_add_months(rap_day_from_number(today), -(int)count * 12); break;
  default: return false;
  }
  *seconds = rap_day_number(day) * DAY + (now - today * DAY);
  return day.year != 0;
}

rap_status rap_moment_parse(rap_str text, int64_t now, int64_t *seconds, rap_error *err) {
  rap_day day;
  uint64_t n;
  char unit;
  *seconds = 0;
  if (rap_day_parse(text, &day)) {
    *seconds = rap_day_number(rap_day_first(day)) * DAY + (day.has_time ? day.hour * HOUR + day.minute * 60 : 0);
    return RAP_OK;
  }
  if (read_duration(text, &n, &unit) && before(now, n, unit, seconds)) return RAP_OK;
  *seconds = 0;
  return rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is neither a date (2023-01-08) nor a time before now (36h, 10d, 2w, 6m, 1y)", RAP_FMT(text));
}
