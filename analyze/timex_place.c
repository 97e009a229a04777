#include "analyze/timex_place.h"

#include <stdio.h>

#define DAYS_PER_WEEK 7
#define MAX_AMOUNT 1000000000

/* ---- units and amounts ---- */

rap_time_unit rap_time_unit_parse(rap_str letters) {
  static const struct {
    const char *letters;
    rap_time_unit unit;
  } units[] = {
      {"S", RAP_TIME_SECOND},  {"MIN", RAP_TIME_MINUTE}, {"H", RAP_TIME_HOUR},     {"D", RAP_TIME_DAY},
      {"N", RAP_TIME_DAY},     {"W", RAP_TIME_WEEK},     {"WE", RAP_TIME_WEEKEND}, {"FN", RAP_TIME_FORTNIGHT},
      {"M", RAP_TIME_MONTH},   {"Q", RAP_TIME_QUARTER},  {"HF", RAP_TIME_HALF},    {"Y", RAP_TIME_YEAR},
      {"FY", RAP_TIME_FISCAL}, {"DE", RAP_TIME_DECADE},  {"CE", RAP_TIME_CENTURY}, {"ML", RAP_TIME_MILLENNIUM},
  };
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (rap_str_is(letters, units[i].letters)) return units[i].unit;
  return RAP_TIME_NONE;
}

/* A number being read word by word: `total` holds finished thousands, `current` what is under way, -1 nothing yet. */
struct reading {
  int64_t total, current; /* thousandths */
  bool any, vague, sound;
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* "1,500", "2.5", "1/2". */
static bool read_digits(rap_str word, int64_t *thousandths) {
  int64_t whole = 0, part = 0, scale = 1, below = 0;
  bool fraction = false, ratio = false;
  for (size_t i = 0; i < word.n; i++) {
    char c = word.p[i];
    if (c == ',') continue;
    if (c == '.' || c == '/') {
      fraction = c == '.';
      ratio = c == '/';
      continue;
    }
    if (!is_digit(c) || whole > MAX_AMOUNT) return false;
    if (ratio)
      below = below * 10 + (c - '0');
    else if (!fraction)
      whole = whole * 10 + (c - '0');
    else if (scale < 1000) {
      part = part * 10 + (c - '0');
      scale *= 10;
    }
    if (below > 1000) return false;
  }
  if (ratio && below == 0) return false;
  *thousandths = ratio ? whole * 1000 / below : whole * 1000 + part * 1000 / scale;
  return true;
}

static void take_number(struct reading *r, int64_t n) {
  int64_t current = r->current < 0 ? 0 : r->current;
  if (n == 1000 * 1000 || n == 1000000000LL || n == 1000000000000LL) {
    r->total += (current ? current : 1000) * (n / 1000);
    r->current = 0;
  } else if (n == 100 * 1000 || n == 12 * 1000) {
    r->current = (current ? current : 1000) * (n / 1000);
  } else {
    r->current = current + n;
  }
  r->any = true;
  r->sound = r->sound && r->current <= (int64_t)MAX_AMOUNT * 1000 && r->total <= (int64_t)MAX_AMOUNT * 1000;
}

static void take_word(struct reading *r, rap_str word, bool last, rap_number_of *num, const void *ctx) {
  int64_t n;
  if (is_digit(word.p[0])) {
    if (!read_digits(word, &n)) {
      r->sound = false;
      return;
    }
    r->current = (r->current < 0 ? 0 : r->current) + n;
    r->any = true;
    return;
  }
  if (rap_str_eq_nocase(word, RAP_STR("half")) || rap_str_eq_nocase(word, RAP_STR("quarter"))) {
    r->current = (r->current < 0 ? 0 : r->current) + (word.n == 4 ? 500 : 250);
    r->any = true;
    return;
  }
  rap_str value = num(ctx, word);
  uint64_t v;
  if (rap_str_is(value, "X")) r->any = r->vague = true;
  if (!rap_str_uint(value, &v) || v > MAX_AMOUNT) return;
  /* An article counts only where no number follows: "a hundred", "two and a half". */
  bool article = word.n == 1 || rap_str_eq_nocase(word, RAP_STR("an"));
  if (article && (!last || r->any)) return;
  take_number(r, (int64_t)v * 1000);
}

bool rap_amount_parse(rap_str text, rap_number_of *num, const void *ctx, rap_amount *out) {
  struct reading r = {.current = -1, .sound = true};
  *out = (rap_amount){0};
  size_t at = 0;
  while (at < text.n && r.sound) {
    size_t end = at;
    while (end < text.n && text.p[end] != ' ' && text.p[end] != '-') end++;
    if (end > at) take_word(&r, rap_str_sub(text, at, end), end == text.n, num, ctx);
    at = end + 1;
  }
  if (!r.any || !r.sound) return false;
  /* "half a dozen": twelve halves. */
  out->thousandths = r.total + (r.current > 0 ? r.current : 0);
  out->vague = r.vague;
  return r.vague || out->thousandths > 0;
}

/* ---- the calendar ---- */

int rap_iso_week(rap_day day, int *year) {
  *year = 0;
  rap_day thursday = rap_day_add_days(day, 3 - rap_day_weekday(day));
  if (!thursday.year) return 0;
  *year = thursday.year;
  return (int)((rap_day_number(thursday) - rap_day_number((rap_day){.year = thursday.year, .month = 1, .day = 1})) / DAYS_PER_WEEK) + 1;
}

rap_day rap_nth_weekday(int year, int month, int nth, int weekday) {
  rap_day first = {.year = year, .month = month, .day = 1};
  if (!rap_day_valid(first) || !nth) return (rap_day){0};
  int day = 1 + (weekday - rap_day_weekday(first) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
  int length = rap_days_in_month(year, month);
  if (nth > 0) day += (nth - 1) * DAYS_PER_WEEK;
  while (nth < 0 && day + DAYS_PER_WEEK <= length) day += DAYS_PER_WEEK;
  return day <= length ? (rap_day){.year = year, .month = month, .day = day} : (rap_day){0};
}

static rap_day easter(int year) {
  int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
  int n = h + l - 7 * m + 114;
  return (rap_day){.year = year, .month = n / 31, .day = n % 31 + 1};
}

rap_day rap_feast_day(rap_str rule, int year) {
  char text[16];
  int month = 0, nth = 0, weekday = 0, more = 0, day = 0;
  if (rule.n == 0 || rule.n >= sizeof text || year < 1 || year > 9999) return (rap_day){0};
  memcpy(text, rule.p, rule.n);
  text[rule.n] = '\0';
  if (sscanf(text, "E%d", &more) == 1) return rap_day_add_days(easter(year), more);
  int n = sscanf(text, "%d/%d/%d%d", &month, &nth, &weekday, &more);
  if (n >= 3) {
    rap_day base = rap_nth_weekday(year, month, nth, weekday);
    return base.year ? rap_day_add_days(base, n == 4 ? more : 0) : base;
  }
  if (sscanf(text, "%d-%d", &month, &day) != 2) return (rap_day){0};
  rap_day fixed = {.year = year, .month = month, .day = day};
  return rap_day_valid(fixed) ? fixed : (rap_day){0};
}

/* ---- moving ---- */

static rap_place_in_time nowhere(void) { return (rap_place_in_time){.grain = RAP_GRAIN_NONE}; }

static rap_place_in_time placed(rap_grain grain, rap_day day) {
  if (day.year < 1 || day.year > 9999) return nowhere();
  return (rap_place_in_time){.grain = grain, .day = day};
}

static rap_place_in_time unknown(rap_grain grain) { return (rap_place_in_time){.grain = grain}; }

static rap_place_in_time shift_months(rap_day from, rap_grain grain, int64_t n) {
  if (!from.month) return unknown(grain);
  if (n > 200000 || n < -200000) return nowhere();
  return placed(grain, rap_day_add_months((rap_day){.year = from.year, .month = from.month}, (int)n));
}

static rap_place_in_time shift_days(rap_day from, rap_grain grain, int64_t n) {
  if (!from.day) return unknown(grain);
  if (n > 4000000 || n < -4000000) return nowhere();
  from.has_time = false;
  return placed(grain, rap_day_add_days(from, n));
}

static rap_place_in_time shift_years(rap_day from, rap_grain grain, int64_t n) {
  int64_t year = from.year + n;
  if (!from.year) return unknown(grain);
  return year < 1 || year > 9999 ? nowhere() : placed(grain, (rap_day){.year = (int)year});
}

rap_place_in_time rap_place_shift(rap_day from, rap_time_unit unit, int64_t n) {
  if (n > 10000000 || n < -10000000) return nowhere();
  switch (unit) {
  case RAP_TIME_DAY: return shift_days(from, RAP_GRAIN_DAY, n);
  case RAP_TIME_WEEK: return shift_days(from, RAP_GRAIN_WEEK, n * DAYS_PER_WEEK);
  case RAP_TIME_WEEKEND: return shift_days(from, RAP_GRAIN_WEEKEND, n * DAYS_PER_WEEK);
  case RAP_TIME_FORTNIGHT: return shift_days(from, RAP_GRAIN_WEEK, n * 2 * DAYS_PER_WEEK);
  case RAP_TIME_MONTH: return shift_months(from, RAP_GRAIN_MONTH, n);
  case RAP_TIME_QUARTER: return shift_months(from, RAP_GRAIN_QUARTER, n * 3);
  case RAP_TIME_HALF: return shift_months(from, RAP_GRAIN_HALF, n * 6);
  case RAP_TIME_YEAR: return shift_years(from, RAP_GRAIN_YEAR, n);
  case RAP_TIME_FISCAL: return shift_years(from, RAP_GRAIN_FISCAL, n);
  case RAP_TIME_DECADE: return shift_years(from, RAP_GRAIN_DECADE, n * 10);
  case RAP_TIME_CENTURY: return shift_years(from, RAP_GRAIN_CENTURY, n * 100);
  case RAP_TIME_MILLENNIUM: return shift_years(from, RAP_GRAIN_MILLENNIUM, n * 1000);
  default: return nowhere();
  }
}

rap_place_in_time rap_place_add_years(rap_place_in_time place, int n) {
  if (!place.day.year) return place;
  int year = place.day.year + n;
  if (year < 1 || year > 9999) return nowhere();
  place.day.year = year;
  int length = rap_days_in_month(year, place.day.month);
  if (place.day.day > length) place.day.day = length;
  return place;
}

/* ---- writing ---- */

static rap_str day_text(rap_arena *arena, rap_day d) {
  if (d.year && d.day) return rap_arena_printf(arena, "%04d-%02d-%02d", d.year, d.month, d.day);
  if (d.month && d.day) return rap_arena_printf(arena, "XXXX-%02d-%02d", d.month, d.day);
  if (d.day) return rap_arena_printf(arena, "XXXX-XX-%02d", d.day);
  return rap_arena_printf(arena, "XXXX-XX-XX");
}

static rap_str week_text(rap_arena *arena, rap_day d, const char *behind) {
  int year = 0, week = d.day ? rap_iso_week(d, &year) : 0;
  return year ? rap_arena_printf(arena, "%04d-W%02d%s", year, week, behind) : rap_arena_printf(arena, "XXXX-WXX%s", behind);
}

rap_str rap_place_text(rap_arena *arena, rap_place_in_time place) {
  rap_day d = place.day;
  rap_str day;
  switch (place.grain) {
  case RAP_GRAIN_MILLENNIUM: return d.year ? rap_arena_printf(arena, "%d", d.year / 1000) : rap_arena_printf(arena, "X");
  case RAP_GRAIN_CENTURY: return d.year ? rap_arena_printf(arena, "%02d", d.year / 100) : rap_arena_printf(arena, "XX");
  case RAP_GRAIN_DECADE: return d.year ? rap_arena_printf(arena, "%03d", d.year / 10) : rap_arena_printf(arena, "XXX");
  case RAP_GRAIN_FISCAL: return d.year ? rap_arena_printf(arena, "FY%04d", d.year) : rap_arena_printf(arena, "FYXXXX");
  case RAP_GRAIN_YEAR: return d.year ? rap_arena_printf(arena, "%04d", d.year) : rap_arena_printf(arena, "XXXX");
  case RAP_GRAIN_HALF: return d.year ? rap_arena_printf(arena, "%04d-H%d", d.year, d.month > 6 ? 2 : 1) : rap_arena_printf(arena, "XXXX-HX");
  case RAP_GRAIN_SEASON:
    return d.year ? rap_arena_printf(arena, "%04d-%.*s", d.year, RAP_FMT(place.season)) : rap_arena_printf(arena, "XXXX-%.*s", RAP_FMT(place.season));
  case RAP_GRAIN_QUARTER:
    return d.year    ? rap_arena_printf(arena, "%04d-Q%d", d.year, (d.month + 2) / 3)
           : d.month ? rap_arena_printf(arena, "XXXX-Q%d", (d.month + 2) / 3)
                     : rap_arena_printf(arena, "XXXX-QX");
  case RAP_GRAIN_MONTH:
    return d.year    ? rap_arena_printf(arena, "%04d-%02d", d.year, d.month)
           : d.month ? rap_arena_printf(arena, "XXXX-%02d", d.month)
                     : rap_arena_printf(arena, "XXXX-XX");
  case RAP_GRAIN_WEEK: return week_text(arena, d, "");
  case RAP_GRAIN_WEEKEND: return week_text(arena, d, "-WE");
  case RAP_GRAIN_DAY: return day_text(arena, d);
  case RAP_GRAIN_TIME: day = day_text(arena, d); return rap_arena_printf(arena, "%.*sT%.*s", RAP_FMT(day), RAP_FMT(place.time));
  case RAP_GRAIN_NONE: break;
  }
  return (rap_str){0};
}

/* "2", "2.5", "0.33". */
static size_t number_text(int64_t thousandths, char *out, size_t size) {
  int n = snprintf(out, size, "%lld.%03d", (long long)(thousandths / 1000), (int)(thousandths % 1000));
  size_t len = n > 0 ? (size_t)n : 0;
  while (len && out[len - 1] == '0') len--;
  if (len && out[len - 1] == '.') len--;
  out[len] = '\0';
  return len;
}

/* What a half or a quarter of a unit is counted in: half a day twelve hours. */
static void refine(rap_amount *amount, rap_time_unit *unit) {
  static const struct {
    rap_time_unit from, to;
    int times;
    bool always; /* the coarse unit has no letter of its own */
  } finer[] = {
      {RAP_TIME_FORTNIGHT, RAP_TIME_WEEK, 2, true},  {RAP_TIME_HALF, RAP_TIME_MONTH, 6, true},     {RAP_TIME_FISCAL, RAP_TIME_YEAR, 1, true},
      {RAP_TIME_DECADE, RAP_TIME_YEAR, 10, true},    {RAP_TIME_CENTURY, RAP_TIME_YEAR, 100, true}, {RAP_TIME_MILLENNIUM, RAP_TIME_YEAR, 1000, true},
      {RAP_TIME_YEAR, RAP_TIME_MONTH, 12, false},    {RAP_TIME_DAY, RAP_TIME_HOUR, 24, false},     {RAP_TIME_HOUR, RAP_TIME_MINUTE, 60, false},
      {RAP_TIME_MINUTE, RAP_TIME_SECOND, 60, false},
  };
  for (size_t i = 0; i < sizeof finer / sizeof *finer; i++) {
    if (finer[i].from != *unit || !(finer[i].always || (!amount->vague && amount->thousandths < 1000))) continue;
    amount->thousandths *= finer[i].times;
    *unit = finer[i].to;
    return;
  }
}

rap_str rap_duration_text(rap_arena *arena, rap_amount amount, rap_time_unit unit) {
  static const char *const letters[] = {
      [RAP_TIME_SECOND] = "S",   [RAP_TIME_MINUTE] = "M", [RAP_TIME_HOUR] = "H",    [RAP_TIME_DAY] = "D",  [RAP_TIME_WEEK] = "W",
      [RAP_TIME_WEEKEND] = "WE", [RAP_TIME_MONTH] = "M",  [RAP_TIME_QUARTER] = "Q", [RAP_TIME_YEAR] = "Y",
  };
  char number[32] = "X";
  refine(&amount, &unit);
  if (unit == RAP_TIME_NONE || unit >= sizeof letters / sizeof *letters || !letters[unit]) return (rap_str){0};
  const char *time = unit <= RAP_TIME_HOUR ? "T" : "";
  if (!amount.vague) (void)number_text(amount.thousandths, number, sizeof number);
  int64_t rest = amount.thousandths % 1000 * 60;
  if (!amount.vague && unit == RAP_TIME_HOUR && rest && rest % 1000 == 0)
    return rap_arena_printf(arena, "PT%lldH%lldM", (long long)(amount.thousandths / 1000), (long long)(rest / 1000));
  return rap_arena_printf(arena, "P%s%s%s", time, number, letters[unit]);
}
