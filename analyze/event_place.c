/* Where events are: from rules, from the opening of a text, from its dateline. */
#include "analyze/event_work.h"

/* Between a venue and its city: "…Centre (ABC), Pune". */
#define CITY_WITHIN 16
/* Between a city and its country: ", ". */
#define COUNTRY_WITHIN 3
/* How far behind the lead its place may be told. */
#define PLACE_SENTENCES 2
#define DATELINE_BYTES 160
/* A release reports what took place no longer ago than this, unless a rule says when. */
#define NEWS_DAYS 60

/* As the text has it ("New Delhi"); in capitals, as the lexicon has it. */
rap_str rap_event_hit_name(const rap_event_work *w, const rap_hit *hit) {
  rap_str text = rap_str_at(w->a->doc->full, rap_view_to_text(&w->a->doc->view, hit->view));
  return hit->entry && rap_str_is_capitals(text) ? hit->entry->name : text;
}

/* A venue's State is given only when the text names it together with the place (or the place is one itself): what an atlas knows stays apart from what the text says. */
static rap_str state_beside(const rap_event_work *w, const rap_hit *place) {
  const rap_analysis *a = w->a;
  size_t seen = RAP_NONE; /* the last sentence that was looked at */
  if (place->kind == RAP_KIND_STATE) return place->value;
  for (size_t i = 0; place->entry && i < a->n_hits; i++) {
    if (a->hits[i].kind != RAP_KIND_PLACE || a->hits[i].entry != place->entry) continue;
    if (a->hits[i].sentence == RAP_NONE || a->hits[i].sentence == seen) continue;
    seen = a->hits[i].sentence;
    size_t first, end;
    rap_hits_within(a->hits, a->n_hits, a->doc->sentences[a->hits[i].sentence].view, &first, &end);
    for (size_t j = first; j < end; j++)
      if (a->hits[j].kind == RAP_KIND_STATE && rap_str_eq(a->hits[j].value, place->entry->state)) return a->hits[j].value;
  }
  return (rap_str){0};
}

static bool is_venue(const rap_hit *hit) { return hit->kind == RAP_KIND_PLACE && hit->entry && rap_str_is(hit->entry->type, "venue"); }

/* A venue alone stands for the city that the lexicon gives as its parent. */
static bool set_city_of_venue(const rap_event_work *w, rap_event *e, const rap_entry *venue) {
  const rap_entry *city = rap_rules_entry(w->a->rules, RAP_KIND_PLACE, venue->parent);
  const rap_entry *state = city ? NULL : rap_rules_entry(w->a->rules, RAP_KIND_STATE, venue->parent);
  if (city) e->place = city->name;
  if (state) e->place = state->name, e->state = state->id;
  return city || state;
}

static bool is_country(const rap_hit *hit) { return hit->kind == RAP_KIND_PLACE && hit->entry && rap_str_is(hit->entry->type, "country"); }

/* The country named behind the place ("Geneva, Switzerland"), else the one that the lexicon knows it to lie in. */
static rap_str country_of(const rap_event_work *w, const rap_hit *place) {
  const rap_hit *end = w->a->hits + w->a->n_hits;
  if (!is_country(place))
    for (const rap_hit *next = place + 1; next < end && next->view.begin <= place->view.end + COUNTRY_WITHIN; next++)
      if (is_country(next) && next->view.begin >= place->view.end) return next->entry->country;
  if (place->entry && place->entry->country.n) return place->entry->country;
  /* The code of a State (ISO 3166-2) begins with that of its country, which counts where the packs know countries. */
  rap_str state = place->kind == RAP_KIND_STATE ? place->value : place->entry ? place->entry->state : (rap_str){0};
  const rap_entry *country = rap_rules_entry(w->a->rules, RAP_KIND_PLACE, rap_str_sub(state, 0, 2));
  return country ? country->country : (rap_str){0};
}

/* A State that is named as the place says no more than that, unless it is a city itself: the city may be told elsewhere. */
static bool is_wide(const rap_event_work *w, const rap_hit *hit) {
  return hit->kind == RAP_KIND_STATE && !rap_rules_lookup(w->a->rules, RAP_STR("city_state"), hit->value).n;
}

/* The first place stands. Where only a country or a State is named, no more than that is known, until a place in it turns up. */
void rap_event_set_place(const rap_event_work *w, rap_event *e, const rap_hit *hit) {
  if (e->place.n || !hit) return;
  rap_str country = country_of(w, hit);
  if (e->country.n && !rap_str_eq(country, e->country)) return;
  e->country = country;
  if (is_country(hit)) return;
  rap_str state = hit->kind == RAP_KIND_STATE ? hit->value : hit->entry ? hit->entry->state : (rap_str){0};
  if (e->state.n && state.n && !rap_str_eq(state, e->state)) return;
  if (is_wide(w, hit)) {
    e->state = hit->value;
    return;
  }
  if (is_venue(hit) && hit->entry->parent.n && set_city_of_venue(w, e, hit->entry)) return;
  e->place = hit->kind == RAP_KIND_PLACE && hit->entry ? hit->entry->name : rap_event_hit_name(w, hit);
  if (!e->state.n) e->state = state_beside(w, hit);
}

/* A city that no lexicon knows, named with its country. */
void rap_event_set_city(const rap_event_work *w, rap_event *e, const rap_shadow_match *m, const rap_hit *country) {
  rap_span span;
  if (e->place.n || !rap_shadow_group(m, "city", &span)) return;
  e->place = rap_str_at(w->a->doc->full, rap_view_to_text(&w->a->doc->view, rap_shadow_to_view(m->shadow, span)));
  e->country = country_of(w, country);
}

/* A venue ("Bharat Mandapam") is followed by its city, its short form between them or not. */
const rap_hit *rap_event_city_of(const rap_event_work *w, const rap_hit *hit) {
  const rap_hit *next = hit + 1, *end = w->a->hits + w->a->n_hits;
  size_t from = hit->view.end;
  for (; is_venue(hit) && next < end && next->view.begin <= from + CITY_WITHIN; next++) {
    if (is_venue(next))
      from = next->view.end;
    else if ((next->kind == RAP_KIND_PLACE || next->kind == RAP_KIND_STATE) && next->view.begin >= hit->view.end)
      return next;
  }
  return hit;
}

void rap_event_find_dateline(rap_event_work *w) {
  for (size_t i = 0; i < w->a->n_hits; i++) {
    const rap_hit *hit = &w->a->hits[i];
    if (rap_view_text_begin(&w->a->doc->view, hit->view.begin) > w->a->doc->body + DATELINE_BYTES) return;
    if (hit->kind != RAP_KIND_PLACE && hit->kind != RAP_KIND_STATE) continue;
    w->dateline = hit;
    return;
  }
}

const rap_hit *rap_event_dateline_place(const rap_event_work *w, size_t here) {
  return w->dateline && w->dateline->view.begin < here ? w->dateline : NULL;
}

bool rap_event_is_old(rap_day day, rap_day published) {
  return day.day && published.day && rap_day_cmp(rap_day_last(day), rap_day_add_days(rap_day_first(published), -NEWS_DAYS)) < 0;
}

/* A sentence with a date long gone, or with a month or year that is over, looks back. */
bool rap_event_looks_back(const rap_analysis *a, size_t sentence) {
  size_t first, end;
  rap_day today = a->doc->published;
  rap_hits_within(a->hits, a->n_hits, a->doc->sentences[sentence].view, &first, &end);
  for (size_t i = first; today.day && i < end; i++) {
    const rap_hit *hit = &a->hits[i];
    if (hit->kind != RAP_KIND_DATE || !hit->date.end.year) continue;
    bool over = rap_day_cmp(rap_day_last(hit->date.end), rap_day_first(today)) < 0;
    if (over && (!hit->date.end.day || !hit->date.begin.day || rap_event_is_old(hit->date.end, today))) return true;
  }
  return false;
}

/* A place that the opening names; not in a sentence that speaks of another event as well. After a State, a city in it is the closer word. */
void rap_event_set_lead_place(rap_event_work *w, const rap_shadow_match *m, size_t sentence) {
  rap_span span;
  size_t first, end, top = rap_event_main(w);
  if ((w->lead_place && w->lead_place->kind != RAP_KIND_STATE) || !rap_shadow_group(m, "opening", &span) || sentence > w->lead + PLACE_SENTENCES)
    return;
  if (rap_event_looks_back(w->a, sentence)) return;
  rap_hits_within(w->a->hits, w->a->n_hits, w->a->doc->sentences[sentence].view, &first, &end);
  for (size_t i = first; i < end; i++) {
    size_t at = rap_event_draft_of(w, i);
    if (at != RAP_NONE && at != top) return;
  }
  const rap_hit *place = rap_event_hit_in(w, m, "opening", RAP_KIND_BIT(RAP_KIND_PLACE) | RAP_KIND_BIT(RAP_KIND_STATE));
  if (w->lead_place && !(place && place->entry && rap_str_eq(place->entry->state, w->lead_place->value))) return;
  if (place) w->lead_place = rap_event_city_of(w, place);
}

/* "the Geneva Conference": a place that a pattern caught as part of the name. */
void rap_event_place_in_name(rap_event_work *w, size_t hit_index) {
  const rap_analysis *a = w->a;
  const rap_capture *place = rap_hit_capture_find(&a->hits[hit_index], "place");
  size_t first, end;
  if (!place || place->view.begin == RAP_NONE) return;
  rap_hits_within(a->hits, a->n_hits, place->view, &first, &end);
  for (size_t i = first; i < end; i++)
    if (a->hits[i].kind == RAP_KIND_PLACE && a->hits[i].view.end <= place->view.end)
      rap_event_set_place(w, &w->drafts[rap_event_draft_of(w, hit_index)].event, &a->hits[i]);
}
