#include "analyze/rules_internal.h"
#include "analyze/timex_work.h"

/* How many hits are looked at for a cue on each side, so that a sentence of nothing but dates stays linear. */
#define MAX_CUES_APART 40

/* ---- captures ---- */

rap_str rap_timex_part(const rap_timex_work *w, const char *name) {
  for (size_t i = 0; i < w->hit->n_captures; i++)
    if (w->hit->captures[i].text.n && rap_str_is(rap_rule_group(w->hit->captures[i].name), name)) return rap_str_trim(w->hit->captures[i].text);
  return (rap_str){0};
}

bool rap_timex_has(const rap_timex_work *w, const char *name) { return rap_timex_part(w, name).n > 0; }

rap_str rap_timex_value(const rap_timex_work *w, const char *name) {
  rap_str text = rap_timex_part(w, name);
  if (text.n > 1 && text.p[text.n - 1] == '.') text.n--; /* "Aug." */
  return text.n ? rap_rules_lookup(w->a->rules, rap_str_of(name), text) : (rap_str){0};
}

int rap_timex_number(const rap_timex_work *w, const char *name, int missing) {
  rap_str s = rap_timex_value(w, name);
  if (!s.n) s = rap_timex_part(w, name);
  bool negative = s.n > 0 && s.p[0] == '-';
  uint64_t v;
  if (!rap_str_uint(negative ? rap_str_sub(s, 1, s.n) : s, &v) || v > 9999) return missing;
  return negative ? -(int)v : (int)v;
}

rap_time_unit rap_timex_unit(const rap_timex_work *w, const char *name) {
  rap_str text = rap_timex_part(w, name);
  return rap_time_unit_parse(rap_rules_lookup(w->a->rules, RAP_STR("tunit"), text));
}

int rap_timex_shift(const rap_timex_work *w, rap_str words) {
  rap_str value = rap_rules_lookup(w->a->rules, RAP_STR("shift"), words);
  if (!value.n && rap_str_eq_nocase(rap_str_sub(words, 0, 4), RAP_STR("the ")))
    value = rap_rules_lookup(w->a->rules, RAP_STR("shift"), rap_str_sub(words, 4, words.n));
  return !value.n || rap_str_is(value, "0") ? 0 : value.p[0] == '-' ? -1 : 1;
}

static rap_str number_of(const void *ctx, rap_str word) { return rap_rules_lookup((const rap_rules *)ctx, RAP_STR("num"), word); }

bool rap_timex_amount(const rap_timex_work *w, const char *name, rap_amount *out) {
  rap_str half = rap_timex_part(w, "half");
  if (!rap_amount_parse(rap_timex_part(w, name), number_of, w->a->rules, out)) return false;
  if (half.n && !out->vague) out->thousandths += rap_str_find(half, RAP_STR("half"), 0) != SIZE_MAX ? 500 : 250;
  return true;
}

/* ---- tense ---- */

static bool same_sentence(const rap_timex_work *w, const rap_hit *other) {
  return other->sentence == w->hit->sentence && other->sentence != RAP_NONE;
}

/* "planned to leave on Friday" looks ahead; "agreed Friday to leave" and "on Friday they planned to leave" tell what was. */
static rap_tense tense_of(const rap_timex_work *w, const rap_hit *cue) {
  if (rap_str_is(cue->value, "turn")) return cue->view.end <= w->hit->view.begin ? RAP_TENSE_FUTURE : RAP_TENSE_PAST;
  if (rap_str_is(cue->value, "future")) return RAP_TENSE_FUTURE;
  return rap_str_is(cue->value, "past") ? RAP_TENSE_PAST : RAP_TENSE_NONE;
}

rap_tense rap_timex_tense(const rap_timex_work *w) {
  const rap_hit *hits = w->a->hits;
  size_t looked = 0;
  if (rap_str_is(rap_hit_capture(w->hit, "tense"), "past")) return RAP_TENSE_PAST;
  for (size_t i = w->index; i > 0 && looked < MAX_CUES_APART && same_sentence(w, &hits[i - 1]); i--, looked++)
    if (hits[i - 1].kind == RAP_KIND_CUE && hits[i - 1].view.begin < w->hit->view.begin) return tense_of(w, &hits[i - 1]);
  looked = 0;
  for (size_t i = w->index + 1; i < w->a->n_hits && looked < MAX_CUES_APART && same_sentence(w, &hits[i]); i++, looked++)
    if (hits[i].kind == RAP_KIND_CUE && hits[i].view.begin >= w->hit->view.end) return tense_of(w, &hits[i]);
  return RAP_TENSE_NONE;
}

int rap_timex_year(const rap_timex_work *w, rap_day_in_year *day_in, const void *ctx) {
  if (!w->anchor.year) return 0;
  rap_tense tense = rap_timex_tense(w);
  int64_t anchor = rap_day_number(rap_day_first(w->anchor)), best_cost = INT64_MAX;
  int best = 0;
  for (int year = w->anchor.year - 1; year <= w->anchor.year + 1; year++) {
    rap_day d = day_in(ctx, year);
    if (!d.year) continue;
    int64_t distance = rap_day_number(d) - anchor, cost = 2 * (distance < 0 ? -distance : distance);
    /* A day on the wrong side must be much nearer to be meant; without a tense, what has been is told of more than what is to come. */
    if ((tense == RAP_TENSE_PAST && distance > 0) || (tense == RAP_TENSE_FUTURE && distance < 0)) cost *= 3;
    if (tense == RAP_TENSE_NONE && distance > 0) cost += distance;
    if (cost < best_cost) {
      best_cost = cost;
      best = year;
    }
  }
  return best;
}

/* ---- results ---- */

void rap_timex_put_place(rap_timex_work *w, const char *type, rap_place_in_time place) {
  w->place = place;
  w->out.type = type;
  w->out.value = rap_place_text(w->a->arena, place);
}

void rap_timex_put_mod(rap_timex_work *w) {
  rap_str mod = rap_timex_part(w, "mod");
  rap_str the = RAP_STR(" the");
  if (mod.n && mod.p[mod.n - 1] == '-') mod.n--;
  if (rap_str_ends(mod, the)) mod.n -= the.n;
  if (rap_str_starts(mod, RAP_STR("the ")) && !rap_rules_lookup(w->a->rules, RAP_STR("mod"), mod).n) mod = rap_str_sub(mod, 4, mod.n);
  w->out.mod = rap_rules_lookup(w->a->rules, RAP_STR("mod"), mod);
}
