/* Clocks and parts of the day. */
#include "analyze/timex_work.h"

/* What stands behind the T for a part of the day: "MO", or a clock's time. */
static rap_str part_letters(const rap_timex_work *w) { return rap_timex_value(w, "tod"); }

static void put_time(rap_timex_work *w, rap_day day, rap_str time) {
  day.has_time = false;
  w->undated = !day.day;
  rap_timex_put_place(w, "TIME", (rap_place_in_time){.grain = RAP_GRAIN_TIME, .day = day, .time = time});
}

bool rap_timex_put_part_of_day(rap_timex_work *w, rap_day day) {
  rap_str letters = part_letters(w);
  if (!letters.n) return false;
  put_time(w, day, letters);
  w->undated = false;
  return true;
}

/* The day that stands with a clock: "9 a.m. Tuesday"; no date if none does. */
static bool day_beside(rap_timex_work *w, rap_day *day) {
  rap_str time = w->out.value;
  bool (*form)(rap_timex_work *) = rap_timex_has(w, "mon")      ? rap_timex_point
                                   : rap_timex_has(w, "dow")    ? rap_timex_weekday
                                   : rap_timex_has(w, "relday") ? rap_timex_relday
                                                                : NULL;
  *day = (rap_day){0};
  if (!form) return true;
  if (!form(w)) return false;
  *day = w->place.day;
  w->out.value = time;
  return true;
}

static bool is_utc(rap_str zone) {
  return rap_str_find(zone, RAP_STR("UTC"), 0) != SIZE_MAX || rap_str_find(zone, RAP_STR("GMT"), 0) != SIZE_MAX ||
         rap_str_find(zone, RAP_STR("Z"), 0) != SIZE_MAX;
}

static int on_the_dial(int hour, rap_str ampm) { return hour % 12 + (ampm.p[0] == 'p' || ampm.p[0] == 'P' ? 12 : 0); }

static bool clock_text(const rap_timex_work *w, rap_str *out) {
  int hour = rap_timex_number(w, "hour", -1), minute = rap_timex_number(w, "minute", 0);
  rap_str part = rap_rules_lookup(w->a->rules, RAP_STR("tod"), rap_timex_part(w, "part"));
  rap_str ampm = rap_timex_part(w, "ampm"), zone = rap_timex_part(w, "zone");
  if (ampm.n && hour > 12) return false;
  if (ampm.n) hour = on_the_dial(hour, ampm);
  /* "from 11 to 2 p.m.": the first hour is before noon when it would be the later one else. */
  if (rap_timex_has(w, "until") && ampm.n && hour > on_the_dial(rap_timex_number(w, "until", 0), ampm)) hour = (hour + 12) % 24;
  if (!ampm.n && part.n && !rap_str_is(part, "MO") && hour < 12 && (hour > 5 || !rap_str_is(part, "NI"))) hour += 12;
  if (hour < 0 || hour > 24 || minute > 59 || (hour == 24 && minute)) return false;
  *out = rap_arena_printf(w->a->arena, "%02d:%02d%s", hour, minute, is_utc(zone) ? "Z" : "");
  return true;
}

bool rap_timex_clock(rap_timex_work *w) {
  rap_day day;
  rap_str time = part_letters(w);
  if (!time.n && !clock_text(w, &time)) return false;
  if (!day_beside(w, &day)) return false;
  put_time(w, day, time);
  rap_timex_put_mod(w);
  return true;
}

/* "half past three", "three o'clock in the afternoon", "four in the morning". */
bool rap_timex_o_clock(rap_timex_work *w) {
  rap_str before = rap_timex_part(w, "before"), part = part_letters(w);
  rap_amount amount;
  if (!rap_timex_amount(w, "n", &amount) || amount.vague) return false;
  int hour = (int)(amount.thousandths / 1000), minute = rap_timex_number(w, "minute", 0);
  if (hour > 12) return false;
  if (hour < 12 && (rap_str_is(part, "AF") || rap_str_is(part, "EV") || (rap_str_is(part, "NI") && hour > 5))) hour += 12;
  if (hour == 12 && (rap_str_is(part, "NI") || rap_str_is(part, "MO"))) hour = 0;
  if (rap_str_find(before, RAP_STR("past"), 0) != SIZE_MAX) minute = rap_str_find(before, RAP_STR("half"), 0) != SIZE_MAX ? 30 : 15;
  if (rap_str_ends(before, RAP_STR("to"))) minute = 45, hour = (hour + 23) % 24;
  rap_day day;
  if (!day_beside(w, &day)) return false;
  put_time(w, day, rap_arena_printf(w->a->arena, "%02d:%02d", hour, minute));
  return true;
}

bool rap_timex_day_part(rap_timex_work *w) {
  rap_str letters = part_letters(w);
  if (!letters.n) letters = RAP_STR("NI");
  put_time(w, (rap_day){0}, letters);
  rap_timex_put_mod(w);
  return true;
}

/* The night that the day spoken of ends or begins with. */
bool rap_timex_overnight(rap_timex_work *w) {
  rap_day day;
  if (!day_beside(w, &day)) return false;
  put_time(w, day, RAP_STR("NI"));
  return true;
}
