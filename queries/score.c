#include "queries/score.h"

#include "queries/score_compare.h"
#include "queries/wording.h"

/* Titles that have so much of their words in common name the same. */
#define SAME_WORDS 0.6

static const char *const mistake_names[] = {"missed", "spurious", "value"};
const char *rap_mistake_name(rap_mistake_kind kind) { return mistake_names[kind]; }

static const rap_annotated nothing;

static bool overlap(rap_span a, rap_span b) { return a.begin < b.end && b.begin < a.end; }
static bool same_span(rap_span a, rap_span b) { return a.begin == b.begin && a.end == b.end; }

/* ---- mentions ---- */

static rap_bag bag_of(rap_scoring *s, const rap_labelled_list *list, bool spans, bool values) {
  rap_bag bag = {0};
  for (size_t i = 0; i < list->n; i++) {
    const rap_labelled *m = &list->items[i];
    rap_str value = values ? m->value : (rap_str){0};
    rap_str key = spans ? rap_arena_printf(s->arena, "%zu-%zu %.*s", m->at.begin, m->at.end, RAP_FMT(value)) : value.p ? value : RAP_STR("");
    rap_bag_add(s, &bag, (rap_scored){.key = key, .value = m->value, .text = m->text, .at = m->at.begin});
  }
  return bag;
}

static void score_places(rap_scoring *s, const rap_labelled_list *gold, const rap_labelled_list *found, rap_measure mention, rap_measure document) {
  rap_bag g = bag_of(s, gold, true, true), f = bag_of(s, found, true, true);
  rap_scoring_compare(s, mention, &g, &f, false);
  g = bag_of(s, gold, false, true), f = bag_of(s, found, false, true);
  rap_scoring_compare(s, document, &g, &f, true);
}

static void tell_date(rap_scoring *s, rap_mistake_kind kind, const rap_labelled *m, rap_str value) {
  const rap_scored item = {.value = value, .text = m->text, .at = m->at.begin};
  rap_scoring_mistake(s, RAP_MEASURE_DATE_VALUE, kind, &item);
  if (kind != RAP_WRONG_VALUE) rap_scoring_mistake(s, RAP_MEASURE_DATE_RELAXED, kind, &item);
}

static size_t first_overlapping(const rap_labelled_list *found, const bool *taken, rap_span at) {
  size_t i = 0;
  while (i < found->n && (taken[i] || !overlap(found->items[i].at, at))) i++;
  return i;
}

static void score_overlapping_dates(rap_scoring *s) {
  const rap_labelled_list *gold = &s->gold->dates, *found = &s->found->dates;
  bool *taken = rap_arena_array(s->arena, found->n, sizeof *taken);
  size_t pairs = 0, right = 0;
  if (!taken) s->failed = true;
  for (size_t i = 0; taken && i < gold->n; i++) {
    const rap_labelled *g = &gold->items[i];
    size_t k = first_overlapping(found, taken, g->at);
    if (k == found->n) {
      tell_date(s, RAP_MISSED, g, g->value);
      continue;
    }
    taken[k] = true;
    pairs++;
    if (rap_str_eq(g->value, found->items[k].value))
      right++;
    else
      tell_date(s, RAP_WRONG_VALUE, &found->items[k],
                rap_arena_printf(s->arena, "%.*s, not %.*s", RAP_FMT(g->value), RAP_FMT(found->items[k].value)));
  }
  for (size_t k = 0; taken && k < found->n; k++)
    if (!taken[k]) tell_date(s, RAP_SPURIOUS, &found->items[k], found->items[k].value);
  rap_scoring_count(s, RAP_MEASURE_DATE_RELAXED, pairs, gold->n, found->n);
  rap_scoring_count(s, RAP_MEASURE_DATE_VALUE, right, gold->n, found->n);
}

static void score_mentions(rap_scoring *s) {
  const rap_annotated *g = s->gold, *f = s->found;
  score_places(s, &g->states, &f->states, RAP_MEASURE_STATE, RAP_MEASURE_STATE_DOCUMENT);
  score_places(s, &g->groups, &f->groups, RAP_MEASURE_GROUP, RAP_MEASURE_GROUP_DOCUMENT);
  rap_bag gold = bag_of(s, &g->dates, true, false), found = bag_of(s, &f->dates, true, false);
  rap_scoring_compare(s, RAP_MEASURE_DATE_STRICT, &gold, &found, false);
  gold = bag_of(s, &g->dates, true, true), found = bag_of(s, &f->dates, true, true);
  rap_scoring_compare(s, RAP_MEASURE_DATE, &gold, &found, false);
  score_overlapping_dates(s);
}

/* ---- participants ---- */

/* A name key, and with it the function. */
static void add_person(rap_scoring *s, rap_bag *names, rap_bag *functions, rap_str key, const rap_labelled *p) {
  rap_str with = rap_arena_printf(s->arena, "%.*s\n%.*s", RAP_FMT(key), RAP_FMT(p->value));
  rap_str shown = rap_arena_printf(s->arena, "%.*s, %.*s", RAP_FMT(p->text), RAP_FMT(p->value));
  rap_bag_add(s, names, (rap_scored){.key = key, .value = p->text, .text = p->text, .at = SIZE_MAX});
  rap_bag_add(s, functions, (rap_scored){.key = with, .value = shown, .text = p->text, .at = SIZE_MAX});
}

static void score_participants(rap_scoring *s) {
  const rap_labelled_list *gold = &s->gold->participants, *found = &s->found->participants;
  rap_bag names[2] = {{0}}, functions[2] = {{0}};
  bool *taken = rap_arena_array(s->arena, gold->n, sizeof *taken);
  if (!taken) {
    s->failed = true;
    return;
  }
  for (size_t i = 0; i < gold->n; i++) add_person(s, &names[0], &functions[0], rap_name_key(s->arena, gold->items[i].text), &gold->items[i]);
  for (size_t k = 0; !s->failed && k < found->n; k++) {
    rap_str key = rap_name_key(s->arena, found->items[k].text);
    size_t i = 0;
    while (i < gold->n && (taken[i] || !rap_same_name(names[0].items[i].key, key))) i++;
    if (i < gold->n) {
      taken[i] = true;
      key = names[0].items[i].key;
    }
    add_person(s, &names[1], &functions[1], key, &found->items[k]);
  }
  rap_scoring_compare(s, RAP_MEASURE_PARTICIPANT, &names[0], &names[1], false);
  rap_scoring_compare(s, RAP_MEASURE_FUNCTION, &functions[0], &functions[1], false);
}

/* ---- themes ---- */

static rap_str top_level(rap_str id) {
  rap_str top;
  (void)rap_str_split(&id, '.', &top);
  return top;
}

static bool has_theme(const rap_str_list *list, rap_str id, bool top) {
  for (size_t i = 0; i < list->n; i++)
    if (rap_str_eq(top ? top_level(list->items[i]) : list->items[i], id)) return true;
  return false;
}

static bool is_touched(const rap_annotated *gold, rap_str id, bool top) {
  return has_theme(&gold->touched, id, top) && !has_theme(&gold->themes, id, top);
}

static void score_themes(rap_scoring *s, bool top) {
  rap_bag gold = {0}, found = {0};
  for (size_t i = 0; i < s->gold->themes.n; i++) {
    rap_str id = s->gold->themes.items[i];
    rap_bag_add_value(s, &gold, top ? top_level(id) : id);
  }
  for (size_t i = 0; i < s->found->themes.n; i++) {
    rap_str id = s->found->themes.items[i];
    if (is_touched(s->gold, id, false) || (top && is_touched(s->gold, top_level(id), true))) continue;
    rap_bag_add_value(s, &found, top ? top_level(id) : id);
  }
  rap_scoring_compare(s, top ? RAP_MEASURE_THEME_TOP : RAP_MEASURE_THEME, &gold, &found, true);
}

/* ---- the main event ---- */

static bool same_field(rap_scoring *s, rap_event_field f, rap_str gold, rap_str found) {
  if (rap_str_eq(gold, found)) return true;
  if (f == RAP_EVENT_CHAIR) {
    rap_str a = rap_name_key(s->arena, gold), b = rap_name_key(s->arena, found);
    if (!a.p || !b.p) s->failed = true;
    return rap_same_name(a, b);
  }
  if (f != RAP_EVENT_SERIES && f != RAP_EVENT_PLACE && f != RAP_EVENT_ORGANISER) return false;
  double common = rap_words_f1(s->arena, gold, found);
  if (common < 0) s->failed = true;
  return common >= SAME_WORDS;
}

static rap_str field_of(const rap_annotated *a, rap_event_field f) {
  rap_str value = a->has_event ? a->event[f] : (rap_str){0};
  return f == RAP_EVENT_END && a->has_event && !value.n ? a->event[RAP_EVENT_START] : value;
}

static rap_bag bag_of_field(rap_scoring *s, rap_event_field f, rap_str value, rap_str key) {
  rap_bag bag = {0};
  rap_str shown = rap_arena_printf(s->arena, "%s=%.*s", rap_event_field_name(f), RAP_FMT(value));
  if (value.n) rap_bag_add(s, &bag, (rap_scored){.key = key, .value = shown, .text = value, .at = SIZE_MAX});
  return bag;
}

static void score_event(rap_scoring *s) {
  const rap_annotated *g = s->gold, *f = s->found;
  rap_bag has[2] = {{0}};
  if (g->has_event) rap_bag_add_value(s, &has[0], g->event[RAP_EVENT_SERIES]);
  if (f->has_event) rap_bag_add_value(s, &has[1], f->event[RAP_EVENT_SERIES]);
  for (int i = 0; i < 2; i++) /* the series is only to be shown */
    if (has[i].n) has[i].items[0].key = RAP_STR("event");
  rap_scoring_compare(s, RAP_MEASURE_EVENT, &has[0], &has[1], false);
  for (int i = 0; g->has_event && i < RAP_N_EVENT_FIELDS; i++) {
    rap_event_field field = (rap_event_field)i;
    rap_str wanted = field_of(g, field), got = field_of(f, field);
    bool same = wanted.n && got.n && same_field(s, field, wanted, got);
    rap_bag gold = bag_of_field(s, field, wanted, wanted), found = bag_of_field(s, field, got, same ? wanted : got);
    rap_scoring_compare(s, (rap_measure)(RAP_MEASURE_EVENT_SERIES + i), &gold, &found, false);
    rap_scoring_compare(s, RAP_MEASURE_EVENT_FIELDS, &gold, &found, false);
  }
}

/* ---- TimeML ---- */

static size_t first_timex(const rap_annotated *found, const bool *taken, rap_span at, bool strict) {
  size_t k = 0;
  for (; k < found->n_timex; k++)
    if (!taken[k] && (strict ? same_span(found->timex[k].at, at) : overlap(found->timex[k].at, at))) break;
  return k;
}

static void tell_timex(rap_scoring *s, rap_mistake_kind kind, const rap_annotated_timex *t, rap_str value) {
  const rap_scored item = {.value = value, .text = t->text, .at = t->place};
  for (int m = RAP_MEASURE_TIMEX_STRICT; m <= RAP_MEASURE_TIMEX_VALUE; m++) rap_scoring_mistake(s, (rap_measure)m, kind, &item);
}

/* What differs in a pair, told of the measure that minds. */
static void tell_pair(rap_scoring *s, const rap_annotated_timex *g, const rap_annotated_timex *f) {
  const struct {
    rap_measure measure;
    bool same;
    rap_str gold, found;
  } parts[] = {{RAP_MEASURE_TIMEX_STRICT, same_span(g->at, f->at), g->text, f->text},
               {RAP_MEASURE_TIMEX_TYPE, rap_str_eq(g->type, f->type), g->type, f->type},
               {RAP_MEASURE_TIMEX_VALUE, rap_str_eq(g->value, f->value), g->value, f->value}};
  for (size_t i = 0; s->mistakes && i < sizeof parts / sizeof *parts; i++) {
    if (parts[i].same || parts[i].measure != s->mistakes->measure) continue;
    rap_scored item = {.text = f->text, .at = f->place};
    item.value = rap_arena_printf(s->arena, "%.*s, not %.*s", RAP_FMT(parts[i].gold), RAP_FMT(parts[i].found));
    rap_scoring_mistake(s, parts[i].measure, RAP_WRONG_VALUE, &item);
  }
}

static void score_timex(rap_scoring *s) {
  const rap_annotated *gold = s->gold, *found = s->found;
  size_t right[4] = {0}; /* strict, relaxed, type, value */
  bool *taken = rap_arena_array(s->arena, found->n_timex, sizeof *taken);
  if (!taken) s->failed = true;
  for (size_t i = 0; taken && i < gold->n_timex; i++) {
    const rap_annotated_timex *g = &gold->timex[i];
    size_t k = first_timex(found, taken, g->at, true);
    right[0] += k < found->n_timex;
    if (k == found->n_timex) k = first_timex(found, taken, g->at, false);
    if (k == found->n_timex) {
      tell_timex(s, RAP_MISSED, g, g->value);
      continue;
    }
    taken[k] = true;
    right[1]++;
    right[2] += rap_str_eq(g->type, found->timex[k].type);
    right[3] += rap_str_eq(g->value, found->timex[k].value);
    tell_pair(s, g, &found->timex[k]);
  }
  for (size_t k = 0; taken && k < found->n_timex; k++)
    if (!taken[k]) tell_timex(s, RAP_SPURIOUS, &found->timex[k], found->timex[k].value);
  for (int m = 0; m < 4; m++) rap_scoring_count(s, (rap_measure)(RAP_MEASURE_TIMEX_STRICT + m), right[m], gold->n_timex, found->n_timex);
}

/* ---- all of it ---- */

static void score_counts(rap_scoring *s) {
  rap_bag gold = bag_of(s, &s->gold->counts, false, true), found = bag_of(s, &s->found->counts, false, true);
  rap_scoring_compare(s, RAP_MEASURE_COUNT, &gold, &found, false);
}

rap_status rap_score(rap_arena *arena, const rap_annotated *gold, const rap_annotated *found, unsigned lists, rap_tallies *out,
                     rap_mistakes *mistakes, rap_error *err) {
  *out = (rap_tallies){0};
  rap_scoring s = {.arena = arena, .gold = gold, .found = found ? found : &nothing, .out = out, .mistakes = mistakes};
  unsigned both = gold->lists & (found ? found->lists : lists);
  if (!found && both) {
    const rap_scored item = {.value = RAP_STR("document"), .at = SIZE_MAX};
    rap_scoring_count(&s, RAP_MEASURE_DOCUMENT, 0, 1, 0);
    rap_scoring_mistake(&s, RAP_MEASURE_DOCUMENT, RAP_MISSED, &item);
  }
  if (both & RAP_LIST_MENTIONS) score_mentions(&s);
  if (both & RAP_LIST_PARTICIPANTS) score_participants(&s);
  if (both & RAP_LIST_THEMES) score_themes(&s, false);
  if (both & RAP_LIST_THEMES) score_themes(&s, true);
  if (both & RAP_LIST_EVENTS) score_event(&s);
  if (both & RAP_LIST_STATEMENTS) rap_score_statements(&s);
  if (both & RAP_LIST_COUNTS) score_counts(&s);
  if (both & RAP_LIST_TIMEX3) score_timex(&s);
  return s.failed || rap_arena_failed(arena) ? rap_error_nomem(err) : RAP_OK;
}
