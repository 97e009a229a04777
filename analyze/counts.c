/* Stated totals of participants: "34 States and UTs", "more than 200 delegates".
 *
 * Every such phrase is a mention of kind count; it becomes a count of the record when its rule says that it speaks of taking part (`set: {part: …}`): see rules/common/counts.yaml for the groups.
 * The same total of the same kind is kept once, at its first place.
 */
#include "analyze/analyze.h"

#define MAX_COUNT ((uint64_t)1000000000000)

typedef struct count_number {
  int64_t value;
  bool sound;
} count_number;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Words and digits of a number: "1,25,000", "2.5 lakh", "twenty-five", "two hundred". Words have their values in the mapping fragment `count_word`, multipliers in `count_scale`; `count_join` names words between them. A scale multiplies what
 * stands before it. */
static bool add_word(const rap_analysis *a, rap_str word, double *total, double *part) {
  uint64_t v;
  rap_str scale = rap_rules_lookup(a->rules, RAP_STR("count_scale"), word);
  if (scale.n && rap_str_uint(scale, &v)) {
    double factor = (double)v;
    if (*part == 0) *part = 1;
    if (factor >= 1000) {
      *total += *part * factor;
      *part = 0;
    } else {
      *part *= factor;
    }
    return true;
  }
  rap_str value = rap_rules_lookup(a->rules, RAP_STR("count_word"), word);
  if (value.n && rap_str_uint(value, &v)) {
    *part += (double)v;
    return true;
  }
  return rap_rules_lookup(a->rules, RAP_STR("count_join"), word).n > 0;
}

static bool add_digits(rap_str digits, double *part) {
  double value = 0, place = 1;
  bool fraction = false;
  for (size_t i = 0; i < digits.n; i++) {
    char c = digits.p[i];
    if (c == '.') {
      if (fraction) return false;
      fraction = true;
    } else if (is_digit(c)) {
      if (fraction) place /= 10;
      value = fraction ? value + (c - '0') * place : value * 10 + (c - '0');
      if (value > (double)MAX_COUNT) return false;
    }
  }
  *part += value;
  return true;
}

static count_number number_of(const rap_analysis *a, rap_str s) {
  count_number out = {0};
  double total = 0, part = 0;
  for (size_t at = 0; at < s.n;) {
    size_t begin = at;
    if (is_digit(s.p[at])) {
      while (at < s.n && (is_digit(s.p[at]) || ((s.p[at] == ',' || s.p[at] == '.') && at + 1 < s.n && is_digit(s.p[at + 1])))) at++;
      if (!add_digits(rap_str_sub(s, begin, at), &part)) return out;
    } else if (s.p[at] == ' ' || s.p[at] == '-') {
      at++;
    } else {
      while (at < s.n && s.p[at] != ' ' && s.p[at] != '-' && !is_digit(s.p[at])) at++;
      if (!add_word(a, rap_str_sub(s, begin, at), &total, &part)) return out;
    }
  }
  total += part;
  if (total < 1 || total > (double)MAX_COUNT) return out;
  out.value = (int64_t)(total + 0.5);
  out.sound = true;
  return out;
}

/* What is counted, as the mapping fragment `count_of` names it; the captured word itself when it isn't there. */
static rap_str of_what(const rap_analysis *a, const rap_hit *hit) {
  rap_str text = rap_hit_capture(hit, "of");
  rap_str value = rap_rules_lookup(a->rules, RAP_STR("count_of"), text);
  return value.n ? value : text;
}

static bool is_repeated(const rap_record *record, const rap_count *c) {
  for (size_t i = 0; i < record->n_counts; i++) {
    const rap_count *old = &record->counts[i];
    if (old->min == c->min && old->max == c->max && rap_str_eq(old->of, c->of)) return true;
  }
  return false;
}

/* The rule's `bound` tells which end is open: "min" (more than), "max" (up to), else both ends are the number. A second number makes a range. */
static bool count_from(const rap_analysis *a, const rap_hit *hit, rap_count *out) {
  count_number low = number_of(a, rap_hit_capture(hit, "number")), high = number_of(a, rap_hit_capture(hit, "number2"));
  if (!low.sound) return false;
  rap_str bound = rap_hit_value_of(a->rules, hit, "bound");
  *out = (rap_count){.text = rap_view_to_text(&a->doc->view, hit->view),
                     .of = of_what(a, hit),
                     .min = low.value,
                     .max = high.sound ? high.value : low.value,
                     .rule = hit->rule->id};
  if (rap_str_is(bound, "min")) out->max = -1;
  if (rap_str_is(bound, "max")) out->min = -1;
  return out->of.n > 0 && (out->max < 0 || out->min <= out->max);
}

rap_status rap_counts_resolve(rap_analysis *a, rap_error *err) {
  rap_record *record = a->record;
  size_t capacity = 0;
  for (size_t i = 0; i < a->n_hits; i++) {
    const rap_hit *hit = &a->hits[i];
    rap_count count;
    if (hit->kind != RAP_KIND_COUNT || rap_hit_capture(hit, "part").n == 0) continue;
    if (!count_from(a, hit, &count) || is_repeated(record, &count)) continue;
    if (!rap_arena_grow(a->arena, (void **)&record->counts, record->n_counts, &capacity, sizeof *record->counts)) return rap_error_nomem(err);
    record->counts[record->n_counts++] = count;
  }
  return RAP_OK;
}
