/* Places counted from the day of the text, or from the place that it spoke of last. */
#include "analyze/timex_work.h"

#define DAYS_PER_WEEK 7

static bool put_shifted(rap_timex_work *w, rap_day from, rap_time_unit unit, int64_t n) {
  rap_place_in_time place = rap_place_shift(from, unit, n);
  if (place.grain == RAP_GRAIN_NONE) return false;
  rap_timex_put_place(w, "DATE", place);
  rap_timex_put_mod(w);
  return true;
}

/* What "that", "the following" and their like count from: the place spoken of, if it is known as precisely as the unit needs; else the day of the text. */
static rap_day focus_for(const rap_timex_work *w, rap_time_unit unit) {
  rap_day d = unit == RAP_TIME_DAY && !w->focus.day.day ? w->focus_day : w->focus.day;
  bool enough = unit >= RAP_TIME_YEAR ? d.year > 0 : unit >= RAP_TIME_MONTH ? d.month > 0 : d.day > 0;
  return enough && d.year ? d : w->anchor;
}

/* ---- days ---- */

bool rap_timex_relday(rap_timex_work *w) {
  rap_place_in_time place = rap_place_shift(w->anchor, RAP_TIME_DAY, rap_timex_number(w, "relday", 0));
  if (place.grain == RAP_GRAIN_NONE) return false;
  rap_timex_put_place(w, "DATE", place);
  (void)rap_timex_put_part_of_day(w, place.day);
  rap_timex_put_mod(w);
  return true;
}

/* "this morning", "last night". */
bool rap_timex_today_part(rap_timex_work *w) {
  rap_str word = rap_timex_part(w, "shift");
  bool last = word.n >= 4 && rap_str_eq_nocase(rap_str_sub(word, word.n - 4, word.n), RAP_STR("last"));
  rap_place_in_time place = rap_place_shift(w->anchor, RAP_TIME_DAY, last ? -1 : 0);
  rap_timex_put_place(w, "DATE", place);
  (void)rap_timex_put_part_of_day(w, place.day);
  rap_timex_put_mod(w);
  return place.grain != RAP_GRAIN_NONE;
}

bool rap_timex_ref_day(rap_timex_work *w) {
  rap_place_in_time place = rap_place_shift(focus_for(w, RAP_TIME_DAY), RAP_TIME_DAY, rap_timex_shift(w, rap_timex_part(w, "shift")));
  rap_str letters = rap_timex_value(w, "tod");
  if (!letters.n) letters = rap_rules_lookup(w->a->rules, RAP_STR("tod"), rap_timex_part(w, "ref"));
  if (place.grain == RAP_GRAIN_NONE) return false;
  if (letters.n) place = (rap_place_in_time){.grain = RAP_GRAIN_TIME, .day = place.day, .time = letters};
  rap_timex_put_place(w, letters.n ? "TIME" : "DATE", place);
  rap_timex_put_mod(w);
  return true;
}

static bool is_later(rap_str way) {
  return rap_str_eq_nocase(way, RAP_STR("later")) || rap_str_eq_nocase(way, RAP_STR("after")) || rap_str_starts(way, RAP_STR("thereafter")) ||
         rap_str_starts(way, RAP_STR("afterward"));
}

/* Counted from a quarter or a month by years, it is that quarter or month of another year: "from a year earlier". */
static bool put_from_focus(rap_timex_work *w, rap_time_unit unit, int64_t n) {
  rap_grain grain = w->focus.grain;
  if (unit == RAP_TIME_YEAR && w->focus.day.year && n >= -50 && n <= 50 &&
      (grain == RAP_GRAIN_QUARTER || grain == RAP_GRAIN_HALF || grain == RAP_GRAIN_SEASON)) {
    rap_place_in_time place = rap_place_add_years(w->focus, (int)n);
    if (place.grain == RAP_GRAIN_NONE) return false;
    rap_timex_put_place(w, "DATE", place);
    return true;
  }
  return put_shifted(w, focus_for(w, unit), unit, n);
}

/* "the day before", "the year after", "the night before". */
bool rap_timex_ref_before(rap_timex_work *w) {
  int n = is_later(rap_timex_part(w, "way")) ? 1 : -1;
  rap_str ref = rap_timex_part(w, "ref");
  rap_str letters = rap_rules_lookup(w->a->rules, RAP_STR("tod"), ref);
  rap_time_unit unit = rap_time_unit_parse(rap_rules_lookup(w->a->rules, RAP_STR("tunit"), ref));
  if (!letters.n) return put_from_focus(w, unit, n);
  rap_place_in_time place = rap_place_shift(focus_for(w, RAP_TIME_DAY), RAP_TIME_DAY, n);
  if (place.grain == RAP_GRAIN_NONE) return false;
  rap_timex_put_place(w, "TIME", (rap_place_in_time){.grain = RAP_GRAIN_TIME, .day = place.day, .time = letters});
  return true;
}

/* ---- weeks, months, years ---- */

/* The weekend spoken of: by tense, the last one or the next; on a weekend, that one. */
static bool put_weekend(rap_timex_work *w, int shift, bool plain) {
  bool on_weekend = w->anchor.day && rap_day_weekday(w->anchor) >= RAP_SUNDAY - 1;
  int early_week = w->anchor.day && rap_day_weekday(w->anchor) < 3;
  if (plain && !on_weekend && rap_timex_tense(w) != RAP_TENSE_FUTURE && early_week) shift = -1;
  return put_shifted(w, w->anchor, RAP_TIME_WEEKEND, shift);
}

bool rap_timex_unit_form(rap_timex_work *w) {
  rap_time_unit unit = rap_timex_unit(w, "unit");
  int shift = rap_timex_shift(w, rap_timex_part(w, "shift"));
  if (unit == RAP_TIME_WEEKEND) return put_weekend(w, shift, shift == 0);
  if (unit == RAP_TIME_YEAR && rap_str_find(rap_str_at(w->a->doc->view.s, w->hit->view), RAP_STR("fiscal"), 0) != SIZE_MAX) unit = RAP_TIME_FISCAL;
  return put_shifted(w, w->anchor, unit, shift);
}

bool rap_timex_the_unit(rap_timex_work *w) {
  rap_time_unit unit = rap_timex_unit(w, "unit");
  rap_day from = rap_timex_has(w, "entire") ? focus_for(w, unit) : w->anchor;
  return unit == RAP_TIME_WEEKEND ? put_weekend(w, 0, true) : put_shifted(w, from, unit, 0);
}

static rap_place_in_time season_of(rap_str season, int year) {
  int month = rap_str_is(season, "SP") ? 3 : rap_str_is(season, "SU") ? 6 : rap_str_is(season, "FA") ? 9 : 12;
  return (rap_place_in_time){.grain = RAP_GRAIN_SEASON, .season = season, .day = {.year = year, .month = month}};
}

/* "that year", "the following month", "the same week". */
bool rap_timex_ref_unit(rap_timex_work *w) {
  rap_time_unit unit = rap_timex_unit(w, "unit");
  int shift = rap_timex_shift(w, rap_timex_part(w, "shift"));
  rap_str season = rap_rules_lookup(w->a->rules, RAP_STR("season"), rap_timex_part(w, "unit"));
  if (!season.n) return put_shifted(w, focus_for(w, unit), unit, shift);
  rap_day from = focus_for(w, RAP_TIME_YEAR);
  rap_timex_put_place(w, "DATE", season_of(season, from.year ? from.year + shift : 0));
  rap_timex_put_mod(w);
  return true;
}

/* "the same period last year": the period spoken of, in that year. */
bool rap_timex_same_period(rap_timex_work *w) {
  rap_time_unit unit = rap_timex_has(w, "way") && !rap_timex_has(w, "shift") ? RAP_TIME_YEAR : rap_timex_unit(w, "unit");
  int shift = rap_timex_has(w, "way") ? -1 : rap_timex_shift(w, rap_timex_part(w, "shift")), year = rap_timex_number(w, "year", 0);
  rap_grain grain = w->focus.grain;
  if (!year && unit != RAP_TIME_YEAR) return put_shifted(w, w->anchor, unit, shift);
  bool narrow = grain == RAP_GRAIN_QUARTER || grain == RAP_GRAIN_MONTH || grain == RAP_GRAIN_HALF || grain == RAP_GRAIN_SEASON;
  if (!narrow || !w->focus.day.year) {
    rap_day from = year ? (rap_day){.year = year} : rap_str_is(rap_timex_part(w, "way"), "earlier") ? focus_for(w, RAP_TIME_YEAR) : w->anchor;
    return put_shifted(w, from, RAP_TIME_YEAR, year ? 0 : shift);
  }
  rap_place_in_time place = w->focus;
  int base = rap_timex_has(w, "way") ? place.day.year - 1 : w->anchor.year + shift;
  place.day.year = year ? year : base;
  if (place.day.year < 1) return false;
  rap_timex_put_place(w, "DATE", place);
  return true;
}

/* ---- counted ---- */

static void put_open(rap_timex_work *w, const char *value) {
  w->out.type = "DATE";
  w->out.value = rap_str_of(value);
}

/* Modifiers of an amount turn round for a place in the past: more than a year ago is before that. */
static void turn_mod(rap_timex_work *w, bool past) {
  rap_timex_put_mod(w);
  bool more = rap_str_is(w->out.mod, "MORE_THAN"), less = rap_str_is(w->out.mod, "LESS_THAN");
  if (rap_str_is(w->out.mod, "EQUAL_OR_MORE")) w->out.mod = past ? RAP_STR("ON_OR_BEFORE") : RAP_STR("ON_OR_AFTER");
  if (rap_str_is(w->out.mod, "EQUAL_OR_LESS")) w->out.mod = past ? RAP_STR("ON_OR_AFTER") : RAP_STR("ON_OR_BEFORE");
  if (more) w->out.mod = past ? RAP_STR("BEFORE") : RAP_STR("AFTER");
  if (less) w->out.mod = past ? RAP_STR("AFTER") : RAP_STR("BEFORE");
}

/* Hours and less reach no day; what is left is that it was so many hours from it. Whole days are days. */
static bool put_hours(rap_timex_work *w, rap_day from, rap_time_unit unit, int64_t n) {
  int64_t per_day = unit == RAP_TIME_HOUR ? 24 : unit == RAP_TIME_MINUTE ? 24 * 60 : 24 * 60 * 60;
  if (n % per_day == 0) return put_shifted(w, from, RAP_TIME_DAY, n / per_day);
  rap_place_in_time place = rap_place_shift(from, RAP_TIME_DAY, n / per_day);
  if (place.grain == RAP_GRAIN_NONE) return false;
  rap_timex_put_place(w, "TIME", (rap_place_in_time){.grain = RAP_GRAIN_TIME, .day = place.day, .time = RAP_STR("XX:XX")});
  return true;
}

/* Half years and the like are counted in months. */
static bool put_counted(rap_timex_work *w, rap_day from, rap_time_unit unit, int64_t thousandths) {
  int64_t n = thousandths / 1000;
  if (unit >= RAP_TIME_SECOND && unit <= RAP_TIME_HOUR) return put_hours(w, from, unit, n);
  if (unit == RAP_TIME_DECADE || unit == RAP_TIME_CENTURY || unit == RAP_TIME_MILLENNIUM) {
    int64_t years = unit == RAP_TIME_DECADE ? 10 : unit == RAP_TIME_CENTURY ? 100 : 1000;
    return put_shifted(w, from, RAP_TIME_YEAR, thousandths * years / 1000);
  }
  if (unit == RAP_TIME_YEAR && n == 0) return put_shifted(w, from, RAP_TIME_MONTH, thousandths * 12 / 1000);
  if (unit == RAP_TIME_YEAR && thousandths % 1000 && from.month) {
    rap_day d = rap_day_add_months((rap_day){.year = from.year, .month = from.month}, (int)(thousandths * 12 / 1000 % 120000));
    return d.year && put_shifted(w, d, RAP_TIME_YEAR, 0);
  }
  return put_shifted(w, from, unit, n);
}

bool rap_timex_ago(rap_timex_work *w) {
  rap_time_unit unit = rap_timex_unit(w, "unit");
  rap_str way = rap_timex_part(w, "way");
  bool past = rap_str_eq_nocase(way, RAP_STR("ago")) || rap_str_eq_nocase(way, RAP_STR("back"));
  rap_amount amount;
  if (!rap_timex_amount(w, "n", &amount)) return false;
  if (amount.vague) {
    put_open(w, past ? "PAST_REF" : "FUTURE_REF");
    return true;
  }
  if (!put_counted(w, w->anchor, unit, past ? -amount.thousandths : amount.thousandths)) return false;
  turn_mod(w, past);
  return true;
}

/* "two days later": from what was spoken of. */
bool rap_timex_later(rap_timex_work *w) {
  rap_time_unit unit = rap_timex_unit(w, "unit");
  bool later = is_later(rap_timex_part(w, "way"));
  rap_amount amount;
  if (!rap_timex_amount(w, "n", &amount)) return false;
  if (amount.vague) {
    w->out.type = "DURATION";
    w->out.value = rap_duration_text(w->a->arena, amount, unit);
    return w->out.value.n > 0;
  }
  int64_t n = later ? amount.thousandths : -amount.thousandths;
  bool whole = unit == RAP_TIME_YEAR && n % 1000 == 0;
  if (!(whole ? put_from_focus(w, unit, n / 1000) : put_counted(w, focus_for(w, unit), unit, n))) return false;
  turn_mod(w, !later);
  return true;
}

/* ---- quarters, halves, seasons ---- */

static rap_day month_in(const void *ctx, int year) { return (rap_day){.year = year, .month = *(const int *)ctx, .day = 1}; }

/* The year that words beside it say, or 0. */
static int year_beside(const rap_timex_work *w) {
  int year = rap_timex_number(w, "year", 0);
  rap_str shift = rap_timex_part(w, "shift"), yy = rap_timex_part(w, "yy");
  uint64_t v;
  if (year) return year;
  if (yy.n && rap_str_uint(yy, &v)) return (int)v + (v < 40 ? 2000 : 1900);
  if (!shift.n) return 0;
  bool of_focus = rap_str_eq_nocase(rap_str_sub(shift, 0, 4), RAP_STR("that")) || rap_str_eq_nocase(shift, RAP_STR("the same"));
  int base = of_focus && w->focus.day.year ? w->focus.day.year : w->anchor.year;
  return base ? base + rap_timex_shift(w, shift) : 0;
}

bool rap_timex_quarter(rap_timex_work *w) {
  bool half = rap_timex_has(w, "part");
  int parts = half ? 2 : 4, n = rap_timex_number(w, "q", rap_timex_number(w, "ordinal", 0)), year = year_beside(w);
  if (n < 0) n = parts;
  if (n < 1 || n > parts) return false;
  int month = (n - 1) * (12 / parts) + 1;
  if (!year && w->anchor.month) {
    /* What is told of a quarter is told when it has begun; what is planned, before it has ended. */
    year = w->anchor.year;
    if (rap_timex_tense(w) == RAP_TENSE_FUTURE ? month + 12 / parts <= w->anchor.month : month > w->anchor.month)
      year += rap_timex_tense(w) == RAP_TENSE_FUTURE ? 1 : -1;
  }
  rap_timex_put_place(w, "DATE", (rap_place_in_time){.grain = half ? RAP_GRAIN_HALF : RAP_GRAIN_QUARTER, .day = {.year = year, .month = month}});
  rap_timex_put_mod(w);
  return true;
}

bool rap_timex_season(rap_timex_work *w) {
  rap_str season = rap_timex_value(w, "season"), word = rap_timex_part(w, "shift");
  int year = 0, month = season_of(season, 1).day.month, now = w->anchor.month;
  bool of_year = rap_timex_has(w, "year") || rap_timex_has(w, "yy") || rap_str_ends(rap_str_at(w->a->doc->view.s, w->hit->view), RAP_STR("year"));
  if (of_year) {
    year = year_beside(w);
  } else if (word.n && now && rap_timex_shift(w, word)) {
    year = w->anchor.year;
    /* A season that has begun is this one; winter goes on in the next year. */
    if (rap_timex_shift(w, word) < 0 && month + 2 >= now) year--;
    if (rap_timex_shift(w, word) > 0 && month <= now) year++;
  } else if (now) {
    year = rap_timex_year(w, month_in, &month);
    if (month == 12 && now <= 2 && rap_timex_tense(w) != RAP_TENSE_FUTURE) year = w->anchor.year - 1;
  }
  rap_timex_put_place(w, "DATE", season_of(season, year));
  rap_timex_put_mod(w);
  return true;
}

/* ---- "the last week of March" ---- */

/* The month or year that the part is of; months of the year in hand are chosen by tense. */
static rap_day whole_of(const rap_timex_work *w) {
  int month = rap_timex_number(w, "mon", 0), year = rap_timex_number(w, "year", 0);
  if (month) return (rap_day){.year = year ? year : rap_timex_year(w, month_in, &month), .month = month};
  if (year) return (rap_day){.year = year};
  rap_time_unit unit = rap_timex_unit(w, "ounit");
  rap_place_in_time place = rap_place_shift(w->anchor, unit, rap_timex_shift(w, rap_timex_part(w, "shift")));
  return unit == RAP_TIME_MONTH || unit == RAP_TIME_YEAR ? place.day : (rap_day){0};
}

/* The n-th week of a stretch: weeks belong where their Thursday lies (ISO 8601). */
static rap_day nth_week(rap_day whole, int n) {
  rap_day first = rap_day_first(whole), last = rap_day_last(whole);
  int ahead = (3 - rap_day_weekday(first) + DAYS_PER_WEEK) % DAYS_PER_WEEK, back = (rap_day_weekday(last) - 3 + DAYS_PER_WEEK) % DAYS_PER_WEEK;
  return n < 0 ? rap_day_add_days(last, -back) : rap_day_add_days(first, ahead + DAYS_PER_WEEK * (n - 1));
}

bool rap_timex_nth_unit(rap_timex_work *w) {
  rap_time_unit unit = rap_timex_unit(w, "unit");
  rap_str weekday = rap_rules_lookup(w->a->rules, RAP_STR("dow"), rap_timex_part(w, "unit"));
  int n = rap_timex_number(w, "ordinal", 0);
  rap_day whole = whole_of(w), d = {0};
  if (!whole.year || !n) return put_shifted(w, (rap_day){0}, unit == RAP_TIME_NONE ? RAP_TIME_DAY : unit, 0);
  if (weekday.n && whole.month)
    d = rap_nth_weekday(whole.year, whole.month, n, weekday.p[0] - '0');
  else if (unit == RAP_TIME_DAY || weekday.n)
    d = n < 0 ? rap_day_last(whole) : rap_day_add_days(rap_day_first(whole), n - 1);
  else if (unit == RAP_TIME_WEEK || unit == RAP_TIME_WEEKEND)
    d = nth_week(whole, n);
  else if (!whole.month)
    d = rap_day_add_months((rap_day){.year = whole.year, .month = 1}, unit == RAP_TIME_QUARTER ? (n < 0 ? 9 : 3 * (n - 1)) : (n < 0 ? 11 : n - 1));
  return d.year && put_shifted(w, d, weekday.n ? RAP_TIME_DAY : unit, 0);
}
