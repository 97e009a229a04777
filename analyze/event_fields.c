/* What is said of events: the event rules, then what stands near their mentions. */
#include "analyze/event_work.h"

#include "analyze/trace.h"
#include "base/limits.h"

#include <assert.h>
#include <stdlib.h>

/* How far behind the event's name, in bytes of the view, its date or place may stand without a rule that joins them. */
#define NEAR 120
#define LEAD_SENTENCES 3
/* How far behind the lead it may be told who is its host or reviews. */
#define OPENING_SENTENCES 1

size_t rap_event_main(const rap_event_work *w) {
  for (size_t i = 0; i < w->n; i++)
    if (w->drafts[i].event.main) return i;
  return RAP_NONE;
}

const rap_hit *rap_event_hit_in(const rap_event_work *w, const rap_shadow_match *m, const char *group, rap_kind_set kinds) {
  rap_span span;
  size_t found[1];
  if (!rap_shadow_group(m, group, &span) || !rap_shadow_hits(m->shadow, w->a->hits, span, kinds, found, 1)) return NULL;
  return &w->a->hits[found[0]];
}

/* The event in focus: the last one named in the same block before this place of the view; the main one otherwise. */
static size_t focus_draft(const rap_event_work *w, size_t sentence, size_t place) {
  const rap_document *doc = w->a->doc;
  size_t block = doc->sentences[sentence].block;
  assert(w->a->hits || w->a->n_hits == 0);
  size_t first, end;
  rap_hits_within(w->a->hits, w->a->n_hits, (rap_span){doc->blocks[block].view.begin, place + 1}, &first, &end);
  size_t named = end > first ? w->named[end - 1] : RAP_NONE;
  return named != RAP_NONE && named >= first ? rap_event_draft_of(w, named) : rap_event_main(w);
}

/* Once for all of their askers, so that a text of one block costs no square. */
static rap_status find_named(rap_event_work *w, rap_error *err) {
  size_t last = RAP_NONE;
  w->named = rap_arena_array(w->a->arena, w->a->n_hits + 1, sizeof *w->named);
  if (!w->named) return rap_error_nomem(err);
  for (size_t i = 0; i < w->a->n_hits; i++) {
    if (rap_event_draft_of(w, i) != RAP_NONE) last = i;
    w->named[i] = last;
  }
  return RAP_OK;
}

/* -- setting fields ------------------------------------------------------------------------------------------------------------------- */

static void set_person(const rap_event_work *w, const rap_hit *hit, rap_str *out) {
  if (out->n || !hit || hit->ref >= w->a->record->n_persons) return;
  *out = w->a->record->persons[hit->ref].name;
}

static rap_day as_point(rap_str value, rap_day fallback) {
  rap_day d;
  if (!rap_day_parse(value, &d)) return fallback;
  d.has_time = false;
  return d;
}

static void set_dates(rap_event_draft *d, const rap_hit *hit, bool by_rule) {
  if (!hit || !hit->date.value.n || (d->session && rap_day_same(hit->date.begin, hit->date.end))) return;
  if (d->dated.value.n && !((by_rule || d->session) && rap_event_days_extend(d, &hit->date))) return;
  rap_str rest = hit->date.value, first, second;
  d->dated = hit->date;
  d->dated_by_rule = by_rule;
  if (!rap_str_split(&rest, '/', &first)) return;
  bool range = rap_str_split(&rest, '/', &second);
  d->event.start = as_point(first, hit->date.begin);
  d->event.end = range ? as_point(second, hit->date.end) : d->event.start;
}

/* "two-day … which concluded on Saturday": counted back from the end; "a two-day meeting from Friday": forward from the start. */
static void stretch(rap_event_draft *d, bool from_end) {
  rap_event *e = &d->event;
  if (d->days < 2 || d->days > 31 || !e->start.day || !rap_day_same(e->start, e->end)) return;
  if (from_end)
    e->start = rap_day_add_days(e->end, 1 - d->days);
  else
    e->end = rap_day_add_days(e->start, d->days - 1);
}

/* "The second day of the two-day meeting": the day named is not its first. */
static void place_nth_day(rap_event_draft *d, rap_day published) {
  rap_event *e = &d->event;
  if (d->nth < 2 || d->nth > 31) return;
  if (!e->start.year && published.day) e->start = e->end = published;
  if (!e->start.day || !rap_day_same(e->start, e->end)) return;
  e->start = rap_day_add_days(e->start, 1 - d->nth);
  if (d->days < d->nth) e->end = rap_day_add_days(e->start, d->nth - 1);
}

static int days_of(const rap_event_work *w, rap_str word) {
  uint64_t n;
  if (rap_str_uint(word, &n) || rap_str_uint(rap_rules_lookup(w->a->rules, RAP_STR("number"), word), &n)) return n <= 31 ? (int)n : 0;
  return 0;
}

static rap_str group_text(const rap_shadow_match *m, const char *name) {
  rap_span span;
  return rap_shadow_group(m, name, &span) ? rap_str_at(m->shadow->s, span) : (rap_str){0};
}

/* -- rules ------------------------------------------------------------------------------------------------------------------------------ */

/* A body of the lexicon by its name; else as the rule caught it. */
static void set_body(const rap_event_work *w, const rap_shadow_match *m, const char *group, rap_str *out) {
  rap_span span;
  if (out->n || !rap_shadow_group(m, group, &span)) return;
  const rap_hit *hit = rap_event_hit_in(w, m, group, RAP_KIND_BIT(RAP_KIND_ORGANISATION));
  if (hit)
    *out = hit->entry ? hit->entry->name : rap_event_hit_name(w, hit);
  else
    *out = rap_str_at(w->a->doc->full, rap_view_to_text(&w->a->doc->view, rap_shadow_to_view(m->shadow, span)));
}

static const rap_hit *date_in(const rap_event_work *w, const rap_shadow_match *m, const char *group) {
  return rap_event_hit_in(w, m, group, RAP_KIND_BIT(RAP_KIND_DATE));
}

/* "with the new base (2022-2023)": a release reports of days. */
static bool is_too_wide(const rap_event_work *w, const rap_event_draft *d, const rap_hit *date) {
  return date && d->event.main && w->a->doc->published.year && !date->date.begin.month;
}

/* "opens today … until 11 June": where both ends are said, each by its own group. */
static void apply_dates(rap_event_work *w, const rap_shadow_match *m, rap_event_draft *d) {
  const rap_hit *start = date_in(w, m, "start"), *end = date_in(w, m, "end"), *day = date_in(w, m, "day");
  rap_event *e = &d->event;
  if (day) w->one_of_its_days[day - w->a->hits] = true;
  if (start && !d->dated.value.n && start->date.value.n) {
    d->dated = start->date;
    d->dated_by_rule = true;
    e->start = start->date.begin;
    e->end = end && end->date.value.n ? end->date.end : (rap_day){0};
    if (e->end.year && rap_day_cmp(e->end, rap_day_first(e->start)) < 0) e->end = (rap_day){0};
  } else if (!start) {
    const rap_hit *date = end ? end : date_in(w, m, "date");
    set_dates(d, is_too_wide(w, d, date) ? NULL : date, true);
    if (end) stretch(d, true);
  }
}

/* The rule gives days that are none of the event's: it speaks of something else. */
static bool elsewhen(const rap_event_work *w, const rap_shadow_match *m, const rap_event_draft *d) {
  const rap_hit *date = date_in(w, m, "date");
  if (!d->session || !date || !date->date.value.n || !d->event.start.day || !d->event.end.day) return false;
  return rap_day_cmp(date->date.begin, rap_day_last(d->event.end)) > 0 || rap_day_cmp(date->date.end, rap_day_first(d->event.start)) < 0;
}

/* Of a session that goes on for days a text has much to say, of many places: a rule that names no event tells where it is in the title only, or together with its days. */
static bool is_loose(const rap_event_work *w, const rap_shadow_match *m, const rap_event_draft *d, size_t sentence) {
  const rap_document *doc = w->a->doc;
  return d->session && !date_in(w, m, "date") && doc->blocks[doc->sentences[sentence].block].kind != RAP_BLOCK_TITLE;
}

static void apply_with(rap_event_work *w, const rap_shadow_match *m, size_t at) {
  const rap_hit *with = rap_event_hit_in(w, m, "with", RAP_KIND_BIT(RAP_KIND_EVENT));
  size_t other = with ? rap_event_draft_of(w, (size_t)(with - w->a->hits)) : RAP_NONE;
  if (other != RAP_NONE) rap_event_pair_up(w, at, other);
}

static void apply(rap_event_work *w, const rap_shadow_match *m, size_t sentence) {
  rap_span span;
  const rap_hit *named = rap_event_hit_in(w, m, "event", RAP_KIND_BIT(RAP_KIND_EVENT));
  size_t at = named ? rap_event_draft_of(w, (size_t)(named - w->a->hits)) : focus_draft(w, sentence, rap_shadow_to_view(m->shadow, m->whole).begin);
  rap_trace *trace = rap_analyzer_trace(w->a->analyzer);
  if (at == RAP_NONE) {
    rap_trace_match(trace, m, "there is no event that it could speak of", NULL, RAP_NONE);
    return;
  }
  rap_event_draft *d = &w->drafts[at];
  rap_event *e = &d->event;
  rap_trace_match(trace, m, NULL, NULL, e->text.begin);
  set_person(w, rap_event_hit_in(w, m, "chair", RAP_KIND_BIT(RAP_KIND_PERSON) | RAP_KIND_BIT(RAP_KIND_OFFICE)), &e->chair);
  set_body(w, m, "organiser", &e->organiser);
  if (e->main && sentence <= w->lead + OPENING_SENTENCES) {
    set_body(w, m, "host", &d->host);
    set_person(w, rap_event_hit_in(w, m, "reviewer", RAP_KIND_BIT(RAP_KIND_PERSON)), &d->reviewer);
  }
  const rap_hit *place = rap_event_hit_in(w, m, "place", RAP_KIND_BIT(RAP_KIND_PLACE) | RAP_KIND_BIT(RAP_KIND_STATE));
  if (!named && place && rap_event_looks_back(w->a, sentence)) place = NULL;
  if (place && (elsewhen(w, m, d) || (!named && is_loose(w, m, d, sentence)))) place = NULL;
  if (place && rap_shadow_group(m, "city", &span))
    rap_event_set_city(w, e, m, place);
  else if (place)
    rap_event_set_place(w, e, rap_event_city_of(w, place));
  if (!place && rap_shadow_group(m, "here", &span)) rap_event_set_place(w, e, rap_event_dateline_place(w, rap_shadow_to_view(m->shadow, span).begin));
  rap_str days = group_text(m, "days");
  if (days.n && !d->days) d->days = days_of(w, days);
  rap_event_set_lead_place(w, m, sentence);
  if (!d->nth && (d->dated.value.n || sentence <= w->lead)) d->nth = rap_event_edition(w->a, group_text(m, "nth"));
  if (!d->topic.n && rap_shadow_group(m, "topic", &span)) d->topic = rap_str_at(w->a->doc->view.s, rap_shadow_to_view(m->shadow, span));
  apply_dates(w, m, d);
  apply_with(w, m, at);
  if (!e->edition) e->edition = rap_event_edition(w->a, group_text(m, "edition"));
  if (m->rule->status.n && !e->status.n) e->status = m->rule->status;
}

static rap_status run_rules(rap_event_work *w, rap_error *err) {
  rap_analysis *a = w->a;
  rap_status st = rap_analysis_sentences(a, err);
  if (st != RAP_OK) return st;
  for (size_t s = 0; s < a->doc->n_sentences; s++) {
    const rap_rule *rule;
    rap_shadow_match m;
    for (size_t at = 0; (rule = rap_shadow_next_rule(&a->sentences[s], RAP_RULE_EVENT, &at, &st)) != NULL;) {
      size_t from = 0;
      while (rap_shadow_next(&a->sentences[s], rule, &from, &m, &st)) apply(w, &m, s);
      if (st != RAP_OK) return rap_error_nomem(err);
    }
    if (st != RAP_OK) return rap_error_nomem(err);
    rap_event_share(w); /* before other sentences say other things of one of them */
  }
  return RAP_OK;
}

/* -- what stands near ------------------------------------------------------------------------------------------------------------------- */

/* A stamp of a dateline, a horizon ("by 2047") or a whole year is not the day of a meeting, except of one recalled; nor is a day to come that of one held, or a day
 * long gone that of the event which the text reports. */
static bool can_date(const rap_analysis *a, const rap_event_draft *d, const rap_hit *hit) {
  if (hit->kind != RAP_KIND_DATE || !hit->date.granularity) return false;
  bool later = a->doc->published.year && rap_day_cmp(rap_day_first(hit->date.begin), rap_day_first(a->doc->published)) > 0;
  if (later && rap_str_is(d->event.status, "held")) return false;
  if (d->event.main && rap_event_is_old(hit->date.end, a->doc->published)) return false;
  if (strcmp(hit->date.granularity, "minute") == 0) return false;
  if (strcmp(hit->date.granularity, "day") == 0) return true;
  return d->recalled && (strcmp(hit->date.granularity, "month") == 0 || strcmp(hit->date.granularity, "year") == 0);
}

/* What stands behind a semicolon is another clause, about another meeting. */
static bool same_clause(const rap_analysis *a, size_t from, size_t to) {
  return to <= from || rap_str_find(rap_str_sub(a->doc->view.s, from, to), RAP_STR(";"), 0) == SIZE_MAX;
}

static void date_near(rap_event_work *w, size_t hit_index) {
  const rap_analysis *a = w->a;
  const rap_hit *name = &a->hits[hit_index];
  rap_event_draft *d = &w->drafts[rap_event_draft_of(w, hit_index)];
  for (size_t i = hit_index + 1; i < a->n_hits && a->hits[i].sentence == name->sentence; i++) {
    if (a->hits[i].view.begin > name->view.end + NEAR) break;
    if (a->hits[i].kind == RAP_KIND_EVENT && a->hits[i].view.begin >= name->view.end) break;
    if (!w->one_of_its_days[i] && can_date(a, d, &a->hits[i]) && same_clause(a, name->view.end, a->hits[i].view.begin))
      set_dates(d, &a->hits[i], false);
  }
  if (!d->event.place.n) {
    for (size_t i = hit_index + 1; i < a->n_hits && a->hits[i].view.begin <= name->view.end + NEAR / 3; i++)
      if (a->hits[i].kind == RAP_KIND_PLACE && a->hits[i].sentence == name->sentence && a->hits[i].view.begin >= name->view.end &&
          same_clause(a, name->view.end, a->hits[i].view.begin)) {
        rap_event_set_place(w, &d->event, rap_event_city_of(w, &a->hits[i]));
        break;
      }
  }
}

static void date_from_sentence(rap_event_work *w, size_t at, size_t sentence) {
  const rap_analysis *a = w->a;
  size_t first, end;
  if (sentence >= a->doc->n_sentences) return;
  rap_hits_within(a->hits, a->n_hits, a->doc->sentences[sentence].view, &first, &end);
  for (size_t i = first; i < end && !w->drafts[at].dated.value.n; i++)
    if (!w->one_of_its_days[i] && can_date(a, &w->drafts[at], &a->hits[i])) set_dates(&w->drafts[at], &a->hits[i], false);
}

/* A sentence that names the event may say when, however far off; else the lead of a release does: the first day named in its opening sentences. */
static void date_from_lead(rap_event_work *w, size_t at) {
  const rap_analysis *a = w->a;
  rap_event_draft *d = &w->drafts[at];
  if (d->session) return;
  if (d->weak && a->hits[d->hit].sentence != RAP_NONE) date_from_sentence(w, at, a->hits[d->hit].sentence);
  if (d->weak) date_from_sentence(w, at, w->lead);
  size_t seen = RAP_NONE; /* the last sentence that was looked at */
  for (size_t i = 0; i < a->n_hits && !d->dated.value.n; i++) {
    if (rap_event_draft_of(w, i) != at || a->hits[i].sentence == RAP_NONE || a->hits[i].sentence == seen) continue;
    seen = a->hits[i].sentence;
    date_from_sentence(w, at, seen);
  }
  size_t opening = a->hits[d->hit].sentence == RAP_NONE ? 0 : a->hits[d->hit].sentence, lead = w->lead;
  if (opening < lead) opening = lead;
  for (size_t i = 0; i < a->n_hits && !d->dated.value.n; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->sentence != RAP_NONE && hit->sentence <= opening + LEAD_SENTENCES && !w->one_of_its_days[i] && can_date(a, d, hit))
      set_dates(d, hit, false);
  }
}

/* By its dates; else as a rule said; else like the main event: what an announcement speaks of is announced with it, unless it is recalled. */
static void settle_status(const rap_analysis *a, rap_event_draft *d, rap_str of_main) {
  rap_event *e = &d->event;
  rap_day today = rap_day_first(a->doc->published);
  bool known = a->doc->published.year && e->start.day;
  bool over = known && rap_day_cmp(rap_day_last(e->end), today) < 0;
  bool going_on = known && d->session;
  if (known && rap_day_cmp(rap_day_first(e->start), today) > 0)
    e->status = RAP_STR("planned");
  else if (over || going_on)
    e->status = RAP_STR("held");
  else if (!e->status.n)
    e->status = of_main.n && !d->recalled && !e->start.year ? of_main : RAP_STR("held");
}

static bool is_review(const rap_event_work *w, const rap_name_words *words) {
  for (size_t i = 0; i < words->n; i++)
    if (rap_rules_lookup(w->a->rules, RAP_STR("review_word"), words->items[i].text).n) return true;
  return false;
}

/* Who is named only as host organises it; who reviews in a meeting chairs it. */
static void settle_hosts(const rap_event_work *w, rap_event_draft *d) {
  if (!d->event.organiser.n) d->event.organiser = d->host;
  if (!d->event.chair.n && !d->weak && (is_review(w, &d->words) || is_review(w, &d->said))) d->event.chair = d->reviewer;
}

/* A bare name gets what is said of its topic: "review meeting on harbour safety". */
static rap_status name_topics(rap_event_work *w, rap_error *err) {
  for (size_t i = 0; i < w->n; i++) {
    rap_event_draft *d = &w->drafts[i];
    bool bare = false;
    if (!d->topic.n || d->merged || d->weak) continue;
    if (!rap_event_is_bare(w, d, &bare)) return rap_error_nomem(err);
    if (!bare) continue;
    d->event.series = rap_arena_printf(w->a->arena, "%.*s on %.*s", (int)d->event.series.n, d->event.series.p, (int)d->topic.n, d->topic.p);
    if (!d->event.series.n) return rap_error_nomem(err);
  }
  return RAP_OK;
}

rap_status rap_event_fields(rap_event_work *w, rap_error *err) {
  w->one_of_its_days = rap_arena_array(w->a->arena, w->a->n_hits + 1, sizeof *w->one_of_its_days);
  if (!w->one_of_its_days) return rap_error_nomem(err);
  rap_event_find_dateline(w);
  rap_status st = find_named(w, err);
  if (st == RAP_OK) st = run_rules(w, err);
  if (st != RAP_OK) return st;
  for (size_t i = 0; i < w->a->n_hits; i++)
    if (rap_event_draft_of(w, i) != RAP_NONE) date_near(w, i), rap_event_place_in_name(w, i);
  rap_event_share(w);
  size_t top = rap_event_main(w);
  if (top != RAP_NONE && !w->drafts[top].dated.value.n) date_from_lead(w, top);
  if (top != RAP_NONE && !w->drafts[top].session) rap_event_set_place(w, &w->drafts[top].event, w->lead_place);
  if (top != RAP_NONE) settle_hosts(w, &w->drafts[top]);
  for (size_t i = 0; i < w->n; i++) place_nth_day(&w->drafts[i], w->a->doc->published);
  for (size_t i = 0; i < w->n; i++) stretch(&w->drafts[i], false);
  st = name_topics(w, err);
  if (st != RAP_OK) return st;
  if (top != RAP_NONE) settle_status(w->a, &w->drafts[top], (rap_str){0});
  for (size_t i = 0; i < w->n; i++)
    if (i != top) settle_status(w->a, &w->drafts[i], top == RAP_NONE ? (rap_str){0} : w->drafts[top].event.status);
  return RAP_OK;
}
