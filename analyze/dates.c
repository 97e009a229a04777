/* Dates: from what a pattern captured to a value (the groups are listed at the head of rules/common/dates.yaml).
 *
 * Relative expressions are resolved against the date of publication, never against the clock. A date without a year takes the year that brings it nearest to publication, or the next or last one where the
 * rule says so by its tense. A day that no calendar has is warned of and dropped.
 */
#include "analyze/analyze.h"
#include "analyze/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Financial years run from April to March where they are written with two years (India, the UK, Japan). */
#define FISCAL_START_MONTH 4
#define DAYS_PER_WEEK 7
/* "2026-31" is a range of years when it is as long as plans are; a longer one is no date. */
#define LONGEST_SHORT_RANGE 15

typedef struct composer {
  rap_analysis *a;
  rap_hit *hit;
  const rap_hit *earlier; /* the hits before it, dates resolved */
  size_t n_earlier;
  rap_day anchor;
  rap_date_value out;
} composer;

static bool has(const composer *c, const char *name) { return rap_hit_capture(c->hit, name).n > 0; }

/* The captured number, or the mapping fragment's value for the captured word; `missing` when there is none. Signs are allowed. */
static int number(const composer *c, const char *name, int missing) {
  rap_str s = rap_hit_value_of(c->a->rules, c->hit, name);
  bool negative = s.n > 0 && s.p[0] == '-';
  uint64_t v;
  if (!rap_str_uint(negative ? rap_str_sub(s, 1, s.n) : s, &v) || v > 9999) return missing;
  return negative ? -(int)v : (int)v;
}

/* A month or day: 0 when the text gives none, -1 (a part that no date has) when it gives a zero. */
static int part(const composer *c, const char *name) {
  int v = number(c, name, 0);
  return v == 0 && has(c, name) ? -1 : v;
}

static bool rel_is(const composer *c, const char *name, const char *value) { return rap_str_is(rap_hit_value_of(c->a->rules, c->hit, name), value); }

static int full_year(int year) { return year >= 100 || year < 0 ? year : year + (year < 70 ? 2000 : 1900); }

/* -- setting the value ------------------------------------------------------------------------------------------------------------ */

static rap_str day_text(const composer *c, rap_day d) {
  char text[RAP_DAY_TEXT_MAX];
  size_t n = rap_day_format(d, text);
  return rap_arena_str(c->a->arena, (rap_str){text, n});
}

static void set_point(composer *c, rap_day d, const char *granularity) {
  c->out.value = day_text(c, d);
  c->out.begin = rap_day_first(d);
  c->out.end = rap_day_last(d);
  c->out.granularity = granularity ? granularity : d.has_time ? "minute" : d.day ? "day" : d.month ? "month" : "year";
}

static void set_interval(composer *c, rap_day from, rap_day to, const char *granularity) {
  rap_str a = day_text(c, from), b = day_text(c, to);
  c->out.value = rap_arena_printf(c->a->arena, "%.*s/%.*s", RAP_FMT(a), RAP_FMT(b));
  c->out.begin = rap_day_first(from);
  c->out.end = rap_day_last(to);
  c->out.granularity = granularity;
}

static void set_fiscal_year(composer *c, int start) {
  c->out.value = rap_arena_printf(c->a->arena, "FY%04d-%02d", start, (start + 1) % 100);
  c->out.begin = (rap_day){.year = start, .month = FISCAL_START_MONTH, .day = 1};
  c->out.end = rap_day_last((rap_day){.year = start + 1, .month = FISCAL_START_MONTH - 1});
  c->out.granularity = "year";
}

static bool impossible(composer *c) {
  rap_str text = rap_str_at(c->a->doc->view.s, c->hit->view);
  rap_document_warn(c->a->arena, c->a->doc, "impossible date \"%.*s\" at byte %zu", RAP_FMT(text),
                    rap_view_text_begin(&c->a->doc->view, c->hit->view.begin));
  return false;
}

/* -- supplying what is missing ---------------------------------------------------------------------------------------------------- */

/* The year that brings month (and day) nearest to the anchor; or the first at or after, or the last at or before it, by the rule's tense. */
static int implied_year(const composer *c, int month, int day) {
  rap_day best = {0};
  int64_t best_distance = INT64_MAX, anchor = rap_day_number(rap_day_first(c->anchor));
  rap_str tense = rap_hit_capture(c->hit, "tense");
  for (int year = c->anchor.year - 1; year <= c->anchor.year + 1; year++) {
    rap_day d = {.year = year, .month = month, .day = day ? day : 15};
    if (!rap_day_valid(d)) continue;
    int64_t distance = rap_day_number(d) - anchor;
    if (rap_str_is(tense, "future") && distance < -31) continue;
    if (rap_str_is(tense, "past") && distance > 0) continue;
    if (distance < 0) distance = -distance;
    if (distance < best_distance) {
      best_distance = distance;
      best = d;
    }
  }
  return best.year;
}

static bool put_time(const composer *c, rap_day *d) {
  int hour = number(c, "hour", -1), minute = number(c, "minute", -1);
  if (hour < 0 || minute < 0) return true;
  rap_str half = rap_hit_capture(c->hit, "ampm");
  if (half.n) {
    if (hour > 12) return true;
    bool pm = half.p[0] == 'p' || half.p[0] == 'P';
    hour = hour % 12 + (pm ? 12 : 0);
  }
  if (hour > 23 || minute > 59) return false;
  d->hour = hour;
  d->minute = minute;
  d->has_time = true;
  return true;
}

static bool end_of_range(composer *c, rap_day from) {
  rap_day to = {.year = number(c, "year2", 0), .month = part(c, "month2"), .day = part(c, "day2")};
  to.month = to.month ? to.month : from.month;
  if (has(c, "fiscal")) { /* "April-January 2025-26": months of the year that begins in 2025 */
    int start = to.year;
    to.year = start + (to.month < FISCAL_START_MONTH ? 1 : 0);
    from.year = start + (from.month < FISCAL_START_MONTH ? 1 : 0);
  }
  if (!to.year) to.year = from.year + (to.month < from.month ? 1 : 0);
  if (!rap_day_valid(to)) return impossible(c);
  if (rap_day_cmp(to, from) < 0) return false;
  set_interval(c, from, to, from.day ? "day" : from.month ? "month" : "year");
  return true;
}

/* Day and month swapped where only that gives a date (12/31/2024). */
static void unswap(rap_day *d) {
  if (d->month > 12 && d->day <= 12 && d->day > 0) {
    int month = d->month;
    d->month = d->day;
    d->day = month;
  }
}

static bool compose_point(composer *c) {
  rap_day d = {.year = full_year(number(c, "year", -1)), .month = part(c, "month"), .day = part(c, "day")};
  bool range = has(c, "day2") || has(c, "month2") || has(c, "year2");
  if (has(c, "sep")) unswap(&d);
  if (d.year < 0) {
    int later = range ? number(c, "year2", 0) : 0;
    if (!later && !c->anchor.year) return false;
    d.year = later ? later : implied_year(c, d.month, d.day);
    if (later && number(c, "month2", d.month) < d.month) d.year--;
    if (!d.year) return impossible(c);
    if (!later) c->out.basis = RAP_BASIS_IMPLIED;
  }
  if (!rap_day_valid(d) || !put_time(c, &d)) return impossible(c);
  if (range) return end_of_range(c, d);
  set_point(c, d, NULL);
  return true;
}

/* -- relative ---------------------------------------------------------------------------------------------------------------------- */

/* A text may be published in a month or a year, no more being known: then what counts in days has no anchor. */
static bool compose_relative_day(composer *c) {
  if (!c->anchor.day) return false;
  set_point(c, rap_day_add_days(c->anchor, number(c, "relday", 0)), NULL);
  return true;
}

/* On Saturday: the nearest one on or before publication, unless the tense is future. "last" and "next" never mean the day itself. */
static bool compose_weekday(composer *c) {
  if (!c->anchor.day) return false;
  int back = (rap_day_weekday(c->anchor) - number(c, "weekday", 0) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
  bool future = rap_str_is(rap_hit_capture(c->hit, "tense"), "future");
  int days = future ? (DAYS_PER_WEEK - back) % DAYS_PER_WEEK : -back;
  if (has(c, "shift")) {
    int shift = number(c, "shift", 0);
    if (shift < 0) days = back ? -back : -DAYS_PER_WEEK;
    if (shift > 0) days = DAYS_PER_WEEK - back;
    if (shift == 0) days = number(c, "weekday", 0) - rap_day_weekday(c->anchor);
  }
  set_point(c, rap_day_add_days(c->anchor, days), NULL);
  return true;
}

static rap_day month_of(rap_day d) { return (rap_day){.year = d.year, .month = d.month}; }

/* "last June": the one before publication; "next June": the one after; "May this year": by the year. */
static bool compose_relative_month(composer *c) {
  int month = number(c, "month", 0), shift = number(c, "shift", 0), year = c->anchor.year;
  if (!c->anchor.month && !has(c, "unit")) return false;
  if (has(c, "unit"))
    year += shift;
  else if (shift < 0 && month >= c->anchor.month)
    year--;
  else if (shift > 0 && month <= c->anchor.month)
    year++;
  set_point(c, (rap_day){.year = year, .month = month}, NULL);
  return true;
}

static void set_week(composer *c, int shift) {
  rap_day monday = rap_day_add_days(c->anchor, (int64_t)shift * DAYS_PER_WEEK - rap_day_weekday(c->anchor));
  set_interval(c, monday, rap_day_add_days(monday, DAYS_PER_WEEK - 1), "week");
}

static void set_months(composer *c, int year, int first, int count, const char *granularity) {
  rap_day from = rap_day_add_months((rap_day){.year = year, .month = 1}, first - 1);
  set_interval(c, rap_day_first(from), rap_day_last(rap_day_add_months(from, count - 1)), granularity);
}

static int fiscal_year_of(rap_day d) { return d.month >= FISCAL_START_MONTH ? d.year : d.year - 1; }

static bool compose_relative_unit_by(composer *c, int shift) {
  rap_day anchor = c->anchor;
  bool needs_day = rel_is(c, "unit", "week") || rel_is(c, "unit", "weekend");
  if (needs_day ? !anchor.day : !anchor.month && !rel_is(c, "unit", "year")) return false;
  if (rel_is(c, "unit", "week"))
    set_week(c, shift);
  else if (rel_is(c, "unit", "month"))
    set_point(c, month_of(rap_day_add_months(month_of(anchor), shift)), NULL);
  else if (rel_is(c, "unit", "year"))
    set_point(c, (rap_day){.year = anchor.year + shift}, NULL);
  else if (rel_is(c, "unit", "fy"))
    set_fiscal_year(c, fiscal_year_of(anchor) + shift);
  else if (rel_is(c, "unit", "quarter"))
    set_months(c, anchor.year, (anchor.month - 1) / 3 * 3 + 1 + 3 * shift, 3, "quarter");
  else if (rel_is(c, "unit", "weekend")) {
    rap_day saturday = rap_day_add_days(anchor, (int64_t)shift * DAYS_PER_WEEK + RAP_SUNDAY - 1 - rap_day_weekday(anchor));
    set_interval(c, saturday, rap_day_add_days(saturday, 1), "day");
  } else
    return false;
  return true;
}

static bool compose_relative_unit(composer *c) { return compose_relative_unit_by(c, number(c, "shift", 0)); }

static bool compose_ago(composer *c) {
  rap_str word = rap_hit_capture(c->hit, "ago");
  uint64_t n;
  if (!rap_str_uint(word, &n)) {
    rap_str value = rap_rules_lookup(c->a->rules, RAP_STR("number"), word);
    if (!rap_str_uint(value, &n)) return false;
  }
  if (n > 1000) return false;
  bool needs_day = rel_is(c, "units", "day") || rel_is(c, "units", "week");
  if (needs_day ? !c->anchor.day : !c->anchor.month && rel_is(c, "units", "month")) return false;
  int back = -(int)n;
  if (rel_is(c, "units", "day"))
    set_point(c, rap_day_add_days(c->anchor, back), NULL);
  else if (rel_is(c, "units", "week"))
    set_week(c, back);
  else if (rel_is(c, "units", "month"))
    set_point(c, month_of(rap_day_add_months(month_of(c->anchor), back)), NULL);
  else if (rel_is(c, "units", "year"))
    set_point(c, (rap_day){.year = c->anchor.year + back}, NULL);
  else if (rel_is(c, "units", "decade"))
    set_point(c, (rap_day){.year = c->anchor.year + 10 * back}, NULL);
  else
    return false;
  return c->out.begin.year > 0;
}

/* -- parts of years ----------------------------------------------------------------------------------------------------------------- */

static bool compose_part_of_year(composer *c) {
  int quarter = number(c, "quarter", number(c, "q", 0)), half = number(c, "half", 0);
  bool fiscal = has(c, "fy");
  int year = fiscal ? number(c, "fy", 0) : number(c, "year", 0), offset = fiscal ? FISCAL_START_MONTH - 1 : 0;
  if (quarter)
    set_months(c, year, offset + 3 * (quarter - 1) + 1, 3, "quarter");
  else
    set_months(c, year, offset + 6 * (half - 1) + 1, 6, "half");
  return true;
}

/* 2022-23, 2022-2023. */
static bool follows(int start, int end) { return end == (start + 1) % 100 || end == start + 1; }

static bool compose_fiscal_year(composer *c) {
  if (has(c, "fyend")) {
    set_fiscal_year(c, 2000 + number(c, "fyend", 0) - 1);
    return true;
  }
  int start = number(c, "fy", 0), end = number(c, "fy2", -1);
  if (has(c, "lastfy")) {
    int last = number(c, "lastfy", 0);
    if (!follows(start, end) || !follows(last, number(c, "lastfy2", -1)) || last < start) return false;
    set_interval(c, (rap_day){.year = start, .month = FISCAL_START_MONTH, .day = 1},
                 rap_day_last((rap_day){.year = last + 1, .month = FISCAL_START_MONTH - 1}), "year");
    return true;
  }
  if (!follows(start, end)) {
    int years = end - start % 100;
    if (years < 2 || years > LONGEST_SHORT_RANGE) return false;
    set_interval(c, (rap_day){.year = start}, (rap_day){.year = start + years}, "year");
    return true;
  }
  set_fiscal_year(c, start);
  return true;
}

/* -- by what the text told before -------------------------------------------------------------------------------------------------- */

/* Is the date one `unit`, so that another can be counted from it? A financial year is a year. */
static bool is_one(const rap_date_value *d, const char *unit) {
  bool same_year = d->begin.year == d->end.year, same_month = same_year && d->begin.month == d->end.month;
  if (strcmp(unit, "year") == 0) return same_year || rap_str_starts(d->value, RAP_STR("FY"));
  if (strcmp(unit, "month") == 0) return same_month;
  return same_month && d->begin.day == d->end.day;
}

/* The last date before the hit, in its paragraph, that is one `unit`. */
static const rap_date_value *told_before(const composer *c, const char *unit) {
  rap_str view = c->a->doc->view.s;
  size_t at = c->hit->view.begin;
  for (size_t i = c->n_earlier; i > 0; i--) {
    const rap_hit *hit = &c->earlier[i - 1];
    if (hit->kind != RAP_KIND_DATE || hit->view.end > c->hit->view.begin) continue;
    if (hit->view.end < at) {
      if (memchr(view.p + hit->view.end, '\n', at - hit->view.end)) return NULL;
      at = hit->view.end;
    }
    if (hit->date.value.p && is_one(&hit->date, unit)) return &hit->date;
  }
  return NULL;
}

/* "The same day", "that year", "the following week", "the previous month": by the text; the last two also by publication, where nothing was told. */
static bool compose_told(composer *c) {
  int shift = number(c, "told", 0);
  rap_str unit = rap_hit_value_of(c->a->rules, c->hit, "unit");
  const char *name = rap_str_is(unit, "year") ? "year" : rap_str_is(unit, "month") ? "month" : "day";
  const rap_date_value *told = told_before(c, name);
  if (!told) return shift < 0 && !rap_str_is(unit, "day") && compose_relative_unit_by(c, shift);
  if (rap_str_is(unit, "year") && rap_str_starts(told->value, RAP_STR("FY"))) {
    set_fiscal_year(c, told->begin.year + shift);
    return true;
  }
  c->anchor = told->begin;
  c->anchor.has_time = false;
  if (!rap_str_is(unit, "day")) return compose_relative_unit_by(c, shift);
  set_point(c, rap_day_add_days(c->anchor, shift), NULL);
  return true;
}

static bool compose(composer *c) {
  static const struct {
    const char *group;
    bool (*compose)(composer *);
    bool relative;
  } kinds[] = {
      {"told", compose_told, true},
      {"relday", compose_relative_day, true},
      {"weekday", compose_weekday, true},
      {"ago", compose_ago, true},
      {"quarter", compose_part_of_year, false},
      {"q", compose_part_of_year, false},
      {"half", compose_part_of_year, false},
      {"fy", compose_fiscal_year, false},
      {"fyend", compose_fiscal_year, false},
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (!has(c, kinds[i].group)) continue;
    if (kinds[i].relative && !c->anchor.year) return false;
    if (kinds[i].relative) c->out.basis = RAP_BASIS_ANCHORED;
    return kinds[i].compose(c);
  }
  if (has(c, "shift")) {
    if (!c->anchor.year) return false;
    c->out.basis = RAP_BASIS_ANCHORED;
    return has(c, "month") ? compose_relative_month(c) : compose_relative_unit(c);
  }
  if (has(c, "decade")) {
    set_point(c, (rap_day){.year = number(c, "decade", 0)}, "decade");
    return true;
  }
  return (has(c, "year") || has(c, "month")) && compose_point(c);
}

/* What a pattern takes along with an optional part that wasn't there is no part of the date: the space before a missing "pm", the full stop behind a month ("to 2 January."), the comma before a year that does not come. */
static void trim(rap_analysis *a, rap_hit *hit) {
  rap_str text = rap_str_at(a->doc->view.s, hit->view);
  rap_str month = rap_hit_capture(hit, "month2").n ? rap_hit_capture(hit, "month2") : rap_hit_capture(hit, "month");
  if (text.n && text.p[text.n - 1] == ',') {
    text = rap_str_sub(text, 0, text.n - 1);
    hit->view.end--;
  }
  if (text.n > month.n && text.p[text.n - 1] == '.' && rap_str_ends(rap_str_sub(text, 0, text.n - 1), month) && month.n) hit->view.end--;
  while (hit->view.end > hit->view.begin && a->doc->view.s.p[hit->view.end - 1] == ' ') hit->view.end--;
}

/* "today, 13th March 2026", "today, 13 March": the day that stands beside it is meant, whatever the day of publication. */
static void lean_on_apposition(rap_analysis *a) {
  for (size_t i = 0; i + 1 < a->n_hits; i++) {
    rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_DATE || !rap_hit_capture(hit, "relday").n) continue;
    for (size_t j = i + 1; j < a->n_hits && a->hits[j].view.begin <= hit->view.end + 4; j++) {
      const rap_hit *next = &a->hits[j];
      if (next->kind != RAP_KIND_DATE || next->date.basis == RAP_BASIS_ANCHORED || !next->date.granularity ||
          strcmp(next->date.granularity, "day") != 0)
        continue;
      hit->date = next->date;
      hit->date.basis = RAP_BASIS_ANCHORED;
      hit->value = hit->date.value;
    }
  }
}

rap_status rap_dates_resolve(rap_analysis *a, rap_error *err) {
  size_t kept = 0;
  for (size_t i = 0; i < a->n_hits; i++) {
    rap_hit *hit = &a->hits[i];
    if (hit->kind == RAP_KIND_DATE) {
      composer c = {.a = a, .hit = hit, .earlier = a->hits, .n_earlier = kept, .anchor = a->doc->published, .out = {.basis = RAP_BASIS_STATED}};
      c.anchor.has_time = false;
      if (!compose(&c)) {
        rap_trace_refused(rap_analyzer_trace(a->analyzer), hit, "no date comes of what it caught");
        continue;
      }
      if (!c.out.value.p) return rap_error_nomem(err);
      hit->date = c.out;
      hit->value = c.out.value;
      trim(a, hit);
    }
    if (kept != i) a->hits[kept] = *hit;
    kept++;
  }
  a->n_hits = kept;
  lean_on_apposition(a);
  return RAP_OK;
}
