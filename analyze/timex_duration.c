/* How long, and how often. */
#include "analyze/timex_work.h"

static bool put_duration(rap_timex_work *w, rap_amount amount, rap_time_unit unit) {
  w->out.type = "DURATION";
  w->out.value = rap_duration_text(w->a->arena, amount, unit);
  rap_timex_put_mod(w);
  return w->out.value.n > 0;
}

static const rap_amount some = {.vague = true};
static const rap_amount one = {.thousandths = 1000};

bool rap_timex_duration(rap_timex_work *w) {
  rap_amount amount;
  rap_str n = rap_timex_part(w, "n");
  if (rap_str_eq_nocase(n, RAP_STR("multi"))) return put_duration(w, some, rap_timex_unit(w, "unit"));
  return rap_timex_amount(w, "n", &amount) && put_duration(w, amount, rap_timex_unit(w, "unit"));
}

bool rap_timex_vague_duration(rap_timex_work *w) { return put_duration(w, some, rap_timex_unit(w, "unit")); }

bool rap_timex_past_unit(rap_timex_work *w) { return put_duration(w, one, rap_timex_unit(w, "unit")); }

/* "day-long", "decades-long". */
bool rap_timex_long(rap_timex_work *w) {
  rap_str unit = rap_timex_part(w, "unit");
  bool plural = unit.n && unit.p[unit.n - 1] == 's';
  return put_duration(w, plural ? some : one, rap_timex_unit(w, "unit"));
}

/* A value that the rule or the lexicon says. */
bool rap_timex_const(rap_timex_work *w) {
  rap_str type = rap_hit_capture(w->hit, "type");
  w->out.type = rap_str_is(type, "TIME") ? "TIME" : rap_str_is(type, "DURATION") ? "DURATION" : rap_str_is(type, "SET") ? "SET" : "DATE";
  w->out.value = w->hit->rule->value;
  return w->out.value.n > 0;
}

/* ---- sets ---- */

static const char *quant_of(rap_str word) {
  static const char *const quants[][2] = {{"every", "EVERY"}, {"each", "EACH"}, {"any", "ANY"}, {"alternate", "EVERY"}, {"per", "EACH"}};
  for (size_t i = 0; i < sizeof quants / sizeof *quants; i++) {
    size_t n = strlen(quants[i][0]);
    if (word.n >= n && rap_str_eq_nocase(rap_str_sub(word, 0, n), rap_str_of(quants[i][0]))) return quants[i][1];
  }
  return "";
}

static bool put_set(rap_timex_work *w, rap_str value) {
  rap_str freq = rap_timex_part(w, "freq");
  w->out.type = "SET";
  w->out.value = value;
  w->out.quant = rap_str_of(quant_of(rap_timex_part(w, "quant")));
  w->out.freq = rap_timex_value(w, "freq");
  rap_amount amount;
  if (freq.n && !w->out.freq.n && rap_timex_amount(w, "freq", &amount))
    w->out.freq = amount.vague ? RAP_STR("XX") : rap_arena_printf(w->a->arena, "%lldX", (long long)(amount.thousandths / 1000));
  return value.n > 0;
}

static bool is_alternate(rap_str quant) { return rap_str_eq_nocase(quant, RAP_STR("every other")) || rap_str_eq_nocase(quant, RAP_STR("alternate")); }

bool rap_timex_set(rap_timex_work *w) {
  rap_str word = rap_timex_part(w, "unit"), quant = rap_timex_part(w, "quant");
  rap_str part = rap_rules_lookup(w->a->rules, RAP_STR("tod"), word), season = rap_rules_lookup(w->a->rules, RAP_STR("season"), word);
  rap_time_unit unit = rap_timex_unit(w, "unit");
  rap_amount amount = one;
  if (rap_timex_has(w, "n") && !rap_timex_amount(w, "n", &amount)) return false;
  if (is_alternate(quant)) amount.thousandths = 2000;
  if (part.n) return put_set(w, rap_arena_printf(w->a->arena, "XXXX-XX-XXT%.*s", RAP_FMT(part)));
  if (season.n) return put_set(w, rap_arena_printf(w->a->arena, "XXXX-%.*s", RAP_FMT(season)));
  if (unit == RAP_TIME_WEEKEND && !is_alternate(quant)) return put_set(w, RAP_STR("XXXX-WXX-WE"));
  return put_set(w, rap_duration_text(w->a->arena, amount, unit));
}

bool rap_timex_set_adverb(rap_timex_work *w) { return put_set(w, rap_timex_value(w, "adverb")); }

bool rap_timex_set_weekday(rap_timex_work *w) {
  rap_str part = rap_timex_value(w, "tod");
  return put_set(w, rap_arena_printf(w->a->arena, "XXXX-WXX-%d%s%.*s", rap_timex_number(w, "dow", 0) + 1, part.n ? "T" : "", RAP_FMT(part)));
}

bool rap_timex_set_month(rap_timex_work *w) {
  int month = rap_timex_number(w, "mon", 0), day = rap_timex_number(w, "day", 0);
  return put_set(w, day ? rap_arena_printf(w->a->arena, "XXXX-%02d-%02d", month, day) : rap_arena_printf(w->a->arena, "XXXX-%02d", month));
}

bool rap_timex_set_part(rap_timex_work *w) {
  if (rap_timex_has(w, "dow")) return rap_timex_set_weekday(w);
  rap_str part = rap_timex_value(w, "tod");
  return put_set(w, rap_arena_printf(w->a->arena, "XXXX-XX-XXT%.*s", RAP_FMT(part)));
}

bool rap_timex_set_weekend(rap_timex_work *w) {
  rap_time_unit unit = rap_timex_unit(w, "unit");
  if (unit == RAP_TIME_WEEKEND) return put_set(w, RAP_STR("XXXX-WXX-WE"));
  return put_set(w, unit == RAP_TIME_DAY ? RAP_STR("P1D") : RAP_STR("XXXX-XX-XXTNI"));
}
