#include "index/sql_time.h"

bool rap_axis_period(rap_axis axis, rap_period *unit) {
  static const rap_axis axes[] = {RAP_AXIS_YEAR, RAP_AXIS_QUARTER, RAP_AXIS_MONTH, RAP_AXIS_WEEK, RAP_AXIS_DAY};
  *unit = RAP_PERIOD_YEAR;
  for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
    if (axes[i] != axis) continue;
    *unit = (rap_period)i;
    return true;
  }
  return false;
}

bool rap_axis_mentioned(const rap_filter *filter, rap_axis axis) {
  rap_period unit;
  return axis == RAP_AXIS_MENTIONED || (filter->by_mentioned_date && rap_axis_period(axis, &unit));
}

/* ---- periods ---- */

/* '$' stands for the day. A week is named by its Thursday; SQLite counts weekdays from Sunday, 0, and "weekday 4" is the next Thursday or the day itself. */
static const char *const periods[] = {
    [RAP_PERIOD_YEAR] = "substr($, 1, 4)",
    [RAP_PERIOD_QUARTER] = "(substr($, 1, 4) || '-Q' || ((substr($, 6, 2) + 2) / 3))",
    [RAP_PERIOD_MONTH] = "substr($, 1, 7)",
    [RAP_PERIOD_WEEK] = "(strftime('%Y-W', $, '-3 days', 'weekday 4') || format('%02d', (strftime('%j', $, '-3 days', 'weekday 4') - 1) / 7 + 1))",
    [RAP_PERIOD_DAY] = "substr($, 1, 10)",
};

void rap_sql_period(rap_sql *q, rap_period unit, const char *day) {
  for (const char *p = periods[unit]; *p; p++)
    if (*p == '$')
      rap_sql_add(q, day);
    else
      rap_buf_putc(&q->text, *p);
}

/* ---- mentioned dates ---- */

#define FIRST_DAY(value) "CASE length(" value ") WHEN 4 THEN " value " || '-01-01' WHEN 7 THEN " value " || '-01' ELSE substr(" value ", 1, 10) END"
#define LAST_DAY(value)                                                                                                                    \
  "CASE length(" value ") WHEN 4 THEN " value " || '-12-31' WHEN 7 THEN date(" value " || '-01', '+1 month', '-1 day') ELSE substr(" value \
  ", -10) END"

void rap_sql_mentioned_period(rap_sql *q, rap_period unit, char letter) {
  char first[160];
  size_t n = 0;
  for (const char *p = "(" FIRST_DAY("@e.value") ")"; *p && n + 1 < sizeof first; p++) first[n++] = *p == '@' ? letter : *p;
  first[n] = '\0';
  rap_sql_period(q, unit, first);
}

bool rap_filter_mentions(const rap_filter *filter) { return filter->mentioned_since.year || filter->mentioned_until.year; }

static void bound(rap_sql *q, const char *expression, const char *relation, rap_day d) {
  char text[RAP_DAY_TEXT_MAX];
  rap_str kept = rap_arena_str(q->arena, (rap_str){text, rap_day_format(d, text)});
  if (!kept.p) q->failed = true;
  rap_sql_add(q, " AND ");
  rap_sql_add(q, expression);
  rap_sql_add(q, relation);
  rap_sql_text(q, kept);
}

void rap_sql_mentioned_ids(rap_sql *q, const rap_filter *f) {
  rap_sql_add(q, "SELECT id FROM entity WHERE kind = 'mentioned'");
  if (f->mentioned_since.year) bound(q, LAST_DAY("value"), " >= ", rap_day_first(f->mentioned_since));
  if (f->mentioned_until.year) bound(q, FIRST_DAY("value"), " <= ", rap_day_last(f->mentioned_until));
}

void rap_sql_mentioned_shown(rap_sql *q, const rap_filter *f, rap_axis axis) {
  rap_sql_mentioned_ids(q, f);
  if (f->mentioned_since.year && axis != RAP_AXIS_MENTIONED) bound(q, FIRST_DAY("value"), " >= ", rap_day_first(f->mentioned_since));
}

void rap_sql_mentioned_in(rap_sql *q, rap_period unit, rap_str period) {
  rap_sql_add(q, "SELECT id FROM entity WHERE kind = 'mentioned' AND ");
  rap_sql_period(q, unit, "(" FIRST_DAY("value") ")");
  rap_sql_add(q, " = ");
  rap_sql_text(q, period);
}

size_t rap_mentioned_format(rap_day begin, rap_day end, char out[RAP_MENTIONED_TEXT_MAX]) {
  begin.has_time = end.has_time = false;
  out[0] = '\0';
  if (!begin.month || !begin.day || !end.month || !end.day || !rap_day_valid(begin) || !rap_day_valid(end) || rap_day_cmp(begin, end) > 0) return 0;
  rap_day whole = {.year = begin.year};
  if (rap_day_same(rap_day_first(whole), begin) && rap_day_same(rap_day_last(whole), end)) return rap_day_format(whole, out);
  whole.month = begin.month;
  if (rap_day_same(rap_day_first(whole), begin) && rap_day_same(rap_day_last(whole), end)) return rap_day_format(whole, out);
  size_t n = rap_day_format(begin, out);
  if (rap_day_same(begin, end)) return n;
  out[n++] = '/';
  return n + rap_day_format(end, out + n);
}

bool rap_mentioned_first(rap_str value, rap_day *first) {
  bool is = rap_day_parse(rap_str_sub(value, 0, value.n < 10 ? value.n : 10), first) && rap_day_valid(*first);
  *first = is ? rap_day_first(*first) : (rap_day){0};
  return is;
}
