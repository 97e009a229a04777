/* Points of the calendar: years, months, days, days of the week, feasts. */
#include "analyze/timex_work.h"

#define DAYS_PER_WEEK 7
/* How many hits behind an expression are looked at for the year that it shares with them. */
#define MAX_AHEAD 6
/* The longest text that joins two of them. */
#define MAX_JOIN 10

static int full_year(int yy) { return yy >= 100 || yy < 0 ? yy : yy + (yy < 40 ? 2000 : 1900); }

/* A day and a month that the text gives without a year. */
struct annual {
  int month, day;
};

static rap_day annual_in(const void *ctx, int year) {
  const struct annual *x = ctx;
  rap_day d = {.year = year, .month = x->month, .day = x->day ? x->day : 15};
  return rap_day_valid(d) ? d : (rap_day){0};
}

static int year_of_capture(const rap_hit *hit) {
  uint64_t v;
  return rap_str_uint(rap_hit_capture(hit, "year"), &v) && v > 0 && v <= 9999 ? (int)v : 0;
}

/* The year that a hit states, or says by its distance from the day of the text ("next year"); 0 if none. */
static int stated_year(const rap_timex_work *w, const rap_hit *hit) {
  int year = year_of_capture(hit);
  bool relative = rap_hit_capture(hit, "shift").n > 0 && rap_hit_capture(hit, "unit").n > 0;
  return year || !relative || !w->anchor.year ? year : w->anchor.year + rap_timex_shift(w, rap_hit_capture(hit, "shift"));
}

static int month_of_hit(const rap_timex_work *w, const rap_hit *hit) {
  rap_str mon = rap_hit_capture(hit, "mon");
  uint64_t v;
  if (mon.n > 1 && mon.p[mon.n - 1] == '.') mon.n--;
  return rap_str_uint(rap_rules_lookup(w->a->rules, RAP_STR("mon"), mon), &v) ? (int)v : 0;
}

/* Whether nothing but a word that makes a range or a list stands between two hits. */
static bool joined(const rap_timex_work *w, const rap_hit *first, const rap_hit *second) {
  static const char *const words[] = {"to", "and", "or", "through", "until", "till", "-", ",", ", and", "/", "and the", "to the"};
  if (second->view.begin < first->view.end || second->view.begin - first->view.end > MAX_JOIN) return false;
  rap_str between = rap_str_trim(rap_str_sub(w->a->doc->view.s, first->view.end, second->view.begin));
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (rap_str_is(between, words[i])) return true;
  return false;
}

/* The month, day or day of the week before the hit, if the two are the ends of a range; NULL else. */
static const rap_hit *range_begin(const rap_timex_work *w) {
  for (size_t i = w->index; i > 0 && w->index - i < MAX_AHEAD; i--) {
    const rap_hit *hit = &w->a->hits[i - 1];
    if (hit->kind != RAP_KIND_TIMEX) continue;
    if (!rap_hit_capture(hit, "mon").n && !rap_hit_capture(hit, "dow").n) return NULL;
    rap_str between = rap_str_trim(rap_str_sub(w->a->doc->view.s, hit->view.end, w->hit->view.begin));
    bool list = rap_str_is(between, "and") || rap_str_is(between, "or") || rap_str_starts(between, RAP_STR(","));
    return !list && joined(w, hit, w->hit) ? hit : NULL;
  }
  return NULL;
}

/* "between April and June 2003", "from 28 November to 3 December 2011", "November 1999 to March": the year stands with another month of the range or list. 0 if it doesn't. */
static int shared_year(const rap_timex_work *w, int month) {
  const rap_analysis *a = w->a;
  const rap_hit *from = w->hit;
  for (size_t i = w->index + 1, n = 0; i < a->n_hits && n < MAX_AHEAD; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_TIMEX) continue;
    if (!joined(w, from, hit) || !month_of_hit(w, hit)) break;
    int year = stated_year(w, hit);
    if (year) return year - (month > month_of_hit(w, hit));
    from = hit;
    n++;
  }
  for (size_t i = w->index; i > 0 && w->index - i < MAX_AHEAD; i--) {
    const rap_hit *hit = &a->hits[i - 1];
    if (hit->kind != RAP_KIND_TIMEX) continue;
    int year = joined(w, hit, w->hit) && month_of_hit(w, hit) ? stated_year(w, hit) : 0;
    return year ? year + (month < month_of_hit(w, hit)) : 0;
  }
  return 0;
}

static bool put_point(rap_timex_work *w, rap_day d) {
  bool valid = d.year ? rap_day_valid(d) : !d.day || d.day <= rap_days_in_month(2000, d.month);
  if (!valid) {
    w->impossible = true;
    return false;
  }
  rap_grain grain = d.day ? RAP_GRAIN_DAY : d.month ? RAP_GRAIN_MONTH : RAP_GRAIN_YEAR;
  if (d.day && rap_timex_has(w, "week")) grain = RAP_GRAIN_WEEK;
  rap_timex_put_place(w, "DATE", (rap_place_in_time){.grain = grain, .day = d});
  if (grain == RAP_GRAIN_DAY) (void)rap_timex_put_part_of_day(w, d);
  rap_timex_put_mod(w);
  return true;
}

static int annual_key(rap_day d) { return d.month * 100 + d.day; }

bool rap_timex_point(rap_timex_work *w) {
  rap_day d = {.year = rap_timex_number(w, "year", 0), .month = rap_timex_number(w, "mon", 0), .day = rap_timex_number(w, "day", 0)};
  if (!d.year) d.year = full_year(rap_timex_number(w, "yy", -1));
  if (d.year < 0) d.year = 0;
  if (!d.year && d.month) d.year = shared_year(w, d.month);
  if (rap_timex_has(w, "day") && !d.day) d.day = 99; /* "January 0" */
  struct annual x = {d.month, d.day};
  /* The end of a range lies behind its begin. */
  if (!d.year && d.month && w->focus.day.month && range_begin(w)) d.year = w->focus.day.year + (annual_key(d) < annual_key(w->focus.day));
  if (!d.year && d.month) d.year = rap_timex_year(w, annual_in, &x);
  return put_point(w, d);
}

bool rap_timex_numeric(rap_timex_work *w) {
  int a = rap_timex_number(w, "a", 0), b = rap_timex_number(w, "b", 0), year = full_year(rap_timex_number(w, "year", 0));
  /* With strokes American newspapers put the month first; where that gives no date, and with full stops or hyphens, the day. */
  bool month_first = rap_str_is(rap_timex_part(w, "sep"), "/") ? a <= 12 : b > 12;
  return put_point(w, (rap_day){.year = year, .month = month_first ? a : b, .day = month_first ? b : a});
}

/* "the 15th of this month". */
bool rap_timex_month_day(rap_timex_work *w) {
  rap_place_in_time month = rap_place_shift(w->anchor, RAP_TIME_MONTH, rap_timex_number(w, "shift", 0));
  month.day.day = rap_timex_number(w, "day", 0);
  return put_point(w, month.day);
}

static bool begins(rap_str words, const char *word) { return rap_str_eq_nocase(rap_str_sub(words, 0, strlen(word)), rap_str_of(word)); }

/* "February this year", "June of the following year". */
bool rap_timex_month_of(rap_timex_work *w) {
  rap_str shift = rap_timex_part(w, "shift");
  bool of_focus = begins(shift, "that") || begins(shift, "the ");
  int year = of_focus && w->focus.day.year ? w->focus.day.year : w->anchor.year;
  if (year) year += rap_timex_shift(w, shift);
  return put_point(w, (rap_day){.year = year, .month = rap_timex_number(w, "mon", 0)});
}

/* "last June": the one before the month of the text; "next June": the one behind it. */
bool rap_timex_month_shift(rap_timex_work *w) {
  int month = rap_timex_number(w, "mon", 0), shift = rap_timex_shift(w, rap_timex_part(w, "shift")), year = w->anchor.month ? w->anchor.year : 0;
  if (year && shift < 0 && month >= w->anchor.month) year--;
  if (year && shift > 0 && month <= w->anchor.month) year++;
  return put_point(w, (rap_day){.year = year, .month = month, .day = rap_timex_number(w, "day", 0)});
}

bool rap_timex_fiscal_year(rap_timex_work *w) {
  rap_day d = {.year = full_year(rap_timex_number(w, "fy", 0))};
  rap_timex_put_place(w, "DATE", (rap_place_in_time){.grain = RAP_GRAIN_FISCAL, .day = d});
  rap_timex_put_mod(w);
  return d.year > 0;
}

bool rap_timex_decade(rap_timex_work *w) {
  rap_str text4 = rap_hit_capture(w->hit, "decade4"), text2 = rap_hit_capture(w->hit, "decade2");
  uint64_t v = 0;
  int year = 0;
  if (text4.n && rap_str_uint(text4, &v))
    year = (int)v;
  else if (text2.n && rap_str_uint(text2, &v))
    year = 1900 + (int)v;
  else
    year = 1900 + 10 * rap_timex_number(w, "decade", 0);
  rap_timex_put_place(w, "DATE", (rap_place_in_time){.grain = RAP_GRAIN_DECADE, .day = {.year = year}});
  rap_timex_put_mod(w);
  return true;
}

bool rap_timex_century(rap_timex_work *w) {
  int n = rap_timex_number(w, "nth", rap_timex_number(w, "century", 0));
  if (n < 1 || n > 99) return false;
  w->out.type = "DATE";
  w->out.value = rap_arena_printf(w->a->arena, "%s%02d", rap_timex_has(w, "bc") ? "BC" : "", n - 1);
  rap_timex_put_mod(w);
  return true;
}

/* ---- days of the week ---- */

rap_day rap_timex_weekday_from(rap_day from, int weekday, int shift, rap_tense tense) {
  int back = (rap_day_weekday(from) - weekday + DAYS_PER_WEEK) % DAYS_PER_WEEK;
  int days = tense == RAP_TENSE_FUTURE ? (DAYS_PER_WEEK - back) % DAYS_PER_WEEK : -back;
  if (shift < 0) days = back ? -back : -DAYS_PER_WEEK;
  if (shift > 0) days = DAYS_PER_WEEK - back;
  return rap_day_add_days(from, days);
}

static bool put_open_weekday(rap_timex_work *w, int weekday) {
  w->out.type = "DATE";
  w->out.value = rap_arena_printf(w->a->arena, "XXXX-WXX-%d", weekday + 1);
  return true;
}

/* "will begin Monday and end Wednesday": what lies ahead is told in its order. */
static rap_day behind_focus(const rap_timex_work *w, rap_day d, int weekday) {
  bool ahead = w->focus_day.day && w->focus_sentence == w->hit->sentence && w->anchor.day && rap_day_cmp(w->focus_day, w->anchor) > 0;
  if (!ahead || rap_timex_tense(w) != RAP_TENSE_FUTURE || rap_day_cmp(d, w->focus_day) >= 0) return d;
  rap_day next = rap_timex_weekday_from(w->focus_day, weekday, 1, RAP_TENSE_NONE);
  return next.year ? next : d;
}

/* "last Friday", "the following Monday" (after the day spoken of), "Tuesday through Sunday". No date when there is nothing to count from. */
static rap_day weekday_of(const rap_timex_work *w, int weekday) {
  rap_str word = rap_timex_part(w, "shift");
  int shift = rap_timex_shift(w, word);
  bool of_focus = (begins(word, "the ") || begins(word, "that") || begins(word, "following")) && w->focus.day.day;
  rap_day from = of_focus ? w->focus.day : w->anchor;
  if (!from.day) return (rap_day){0};
  const rap_hit *first = word.n ? NULL : range_begin(w);
  if (first && w->focus_day.day && rap_hit_capture(first, "dow").n) return rap_timex_weekday_from(w->focus_day, weekday, 1, RAP_TENSE_NONE);
  if (rap_str_eq_nocase(word, RAP_STR("this"))) return rap_day_add_days(from, weekday - rap_day_weekday(from));
  rap_day d = rap_timex_weekday_from(from, weekday, shift, of_focus ? RAP_TENSE_PAST : rap_timex_tense(w));
  return word.n || !d.year ? d : behind_focus(w, d, weekday);
}

bool rap_timex_weekday(rap_timex_work *w) {
  int weekday = rap_timex_number(w, "dow", 0);
  rap_str of_week = rap_timex_part(w, "oshift"); /* "Tuesday of next week" */
  rap_day d = weekday_of(w, weekday);
  if (of_week.n)
    d = w->anchor.day ? rap_day_add_days(w->anchor, weekday - rap_day_weekday(w->anchor) + DAYS_PER_WEEK * rap_timex_shift(w, of_week)) : d;
  if (d.year) return put_point(w, d);
  return !w->anchor.day && put_open_weekday(w, weekday);
}

/* ---- feasts ---- */

static rap_day feast_in(const void *ctx, int year) { return rap_feast_day(*(const rap_str *)ctx, year); }

bool rap_timex_holiday(rap_timex_work *w) {
  rap_str rule = rap_timex_value(w, "holiday");
  int year = rap_timex_number(w, "year", 0), shift = rap_timex_number(w, "shift", 0);
  if (!year) year = rap_timex_year(w, feast_in, &rule);
  if (w->anchor.day && shift && !rap_timex_has(w, "year")) {
    rap_day d = rap_feast_day(rule, w->anchor.year);
    year = w->anchor.year;
    if (shift < 0 && rap_day_cmp(d, w->anchor) >= 0) year--;
    if (shift > 0 && rap_day_cmp(d, w->anchor) <= 0) year++;
  }
  rap_day d = year ? rap_feast_day(rule, year) : (rap_day){0};
  rap_str week = rap_timex_part(w, "week");
  rap_grain grain = rap_str_is(week, "week") ? RAP_GRAIN_WEEK : week.n ? RAP_GRAIN_WEEKEND : RAP_GRAIN_DAY;
  /* The week before Easter Sunday is the one that is called after it; a weekend goes to the Sunday of its own week. */
  if (grain == RAP_GRAIN_WEEK && rap_str_starts(rule, RAP_STR("E")) && d.year) d = rap_day_add_days(d, -1);
  rap_timex_put_place(w, "DATE", (rap_place_in_time){.grain = grain, .day = d});
  if (d.year && !week.n) (void)rap_timex_put_part_of_day(w, d);
  return true;
}
