/* Events: which mentions are one event, which of them the text is about, and what is known of each.
 *
 * Mentions with the same series (by lexicon, or by the words of the name) and no conflicting edition are one event; "such a conference" is another edition of the series in focus. The main event is the one that
 * title and opening speak of.
 */
#include "analyze/event_work.h"

#include "analyze/trace.h"
#include "base/limits.h"

#include <assert.h>
#include <stdlib.h>

/* -- editions ------------------------------------------------------------------------------------------------------------------ */

static int roman(rap_str s) {
  int total = 0, last = 0;
  for (size_t i = s.n; i-- > 0;) {
    const char *digit = strchr("IVXLC", s.p[i]);
    if (!digit || !s.p[i]) return 0;
    static const int values[] = {1, 5, 10, 50, 100};
    int v = values[digit - "IVXLC"];
    total += v < last ? -v : v;
    last = v;
  }
  return total;
}

/* "forty-second": the tens before the hyphen or space, the ordinal behind it; an ordinal alone. 0 when it is neither. */
static int edition_in_words(const rap_rules *rules, rap_str text) {
  uint64_t tens = 0, ones = 0;
  size_t cut = 0;
  while (cut < text.n && text.p[cut] != '-' && text.p[cut] != ' ') cut++;
  if (cut < text.n && !rap_str_uint(rap_rules_lookup(rules, RAP_STR("edition_tens"), rap_str_sub(text, 0, cut)), &tens)) return 0;
  rap_str last = cut < text.n ? rap_str_sub(text, cut + 1, text.n) : text;
  return rap_str_uint(rap_rules_lookup(rules, RAP_STR("edition"), last), &ones) ? (int)(tens + ones) : 0;
}

int rap_event_edition(const rap_analysis *a, rap_str text) {
  uint64_t n = 0;
  size_t digits = 0;
  while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9') digits++;
  if (digits && rap_str_uint(rap_str_sub(text, 0, digits), &n)) return n < 1000 ? (int)n : 0;
  int words = edition_in_words(a->rules, text);
  return words || !text.n ? words : roman(text);
}

/* -- drafts -------------------------------------------------------------------------------------------------------------------- */

/* A rule may give words to begin the name with ("Launch of"). False when out of memory. */
static bool series_of(const rap_analysis *a, const rap_hit *hit, rap_str *out) {
  *out = hit->entry ? hit->entry->name : rap_hit_capture(hit, "series");
  if (!out->n) *out = rap_str_at(a->doc->view.s, hit->view);
  rap_str lead = rap_hit_capture(hit, "lead");
  if (!lead.n || hit->entry) return true;
  *out = rap_arena_printf(a->arena, "%.*s %.*s", (int)lead.n, lead.p, (int)out->n, out->p);
  return out->n > 0;
}

/* In the title, or the headlines under it. */
static bool in_headlines(const rap_document *doc, const rap_hit *hit, size_t lead) {
  if (hit->sentence == RAP_NONE) return false;
  if (doc->blocks[doc->sentences[hit->sentence].block].kind == RAP_BLOCK_TITLE) return true;
  rap_str text = rap_str_trim(rap_str_at(doc->view.s, doc->sentences[hit->sentence].view));
  return hit->sentence < lead && !rap_str_ends(text, RAP_STR("."));
}

bool rap_event_editions_agree(int a, int b) { return a == 0 || b == 0 || a == b; }

bool rap_event_place_names_agree(rap_str a, rap_str b) { return !a.n || !b.n || rap_str_eq_nocase(a, b); }

/* An event of the series, other than the one that `hit` was said to differ from. */
static size_t find_draft(const rap_event_work *w, const rap_event_draft *new, rap_str id, const rap_name_words *series, int edition) {
  for (size_t i = 0; i < w->n; i++) {
    const rap_event_draft *d = &w->drafts[i];
    if (d->recalled != new->recalled || d->weak != new->weak || !rap_event_place_names_agree(new->place_name, d->place_name)) continue;
    bool same = id.n && d->event.series_id.n ? rap_str_eq(id, d->event.series_id) : rap_name_words_same(series, &d->words);
    if (same && rap_event_editions_agree(edition, d->event.edition)) return i;
  }
  return RAP_NONE;
}

void rap_event_refine(rap_event_draft *d, rap_str id, rap_str series, const rap_name_words *words, int edition) {
  if (!d->event.edition) d->event.edition = edition;
  if (d->event.series_id.n) return;
  if (id.n || words->n_telling > d->words.n_telling) {
    d->event.series = series;
    d->words = *words;
  }
  d->event.series_id = id;
}

/* "55th meeting of the GST Council" is found by its shape, as the longer one; its series is known by name all the same: by an alias, or by the same words in another order. */
static rap_status known_series(const rap_analysis *a, rap_str series, const rap_entry **out, rap_error *err) {
  rap_name_words words;
  *out = NULL;
  if (!series.n) return RAP_OK;
  rap_status st = rap_rules_entry_named(a->rules, RAP_KIND_EVENT, series, out, err);
  if (st != RAP_OK || *out) return st;
  if (!rap_name_words_of(a->arena, a->rules, series, &words)) return rap_error_nomem(err);
  *out = rap_series_named(a->rules, &words);
  return RAP_OK;
}

static rap_status add_hit(rap_event_work *w, size_t i, rap_error *err) {
  rap_hit *hit = &w->a->hits[i];
  if (!hit->entry && hit->value.n) hit->entry = rap_rules_entry(w->a->rules, RAP_KIND_EVENT, hit->value);
  if (!hit->entry) {
    rap_status st = known_series(w->a, rap_hit_capture(hit, "series"), &hit->entry, err);
    if (st != RAP_OK) return st;
  }
  bool recalled = rap_hit_capture(hit, "same").n > 0, weak = hit->kind == RAP_KIND_HEADLINE;
  if (weak && !in_headlines(w->a->doc, hit, w->lead)) {
    rap_trace_refused(rap_analyzer_trace(w->a->analyzer), hit, "such words tell an event in headlines only");
    return RAP_OK;
  }
  int edition = rap_event_edition(w->a, rap_hit_capture(hit, "edition"));
  rap_str id = hit->entry ? hit->entry->id : hit->value;
  rap_str series;
  if (!series_of(w->a, hit, &series)) return rap_error_nomem(err);
  if (recalled) {
    if (!w->n) {
      rap_trace_refused(rap_analyzer_trace(w->a->analyzer), hit, "it recalls an event, and none is named before it");
      return RAP_OK;
    }
    id = w->drafts[0].event.series_id;
    series = w->drafts[0].event.series;
  }
  rap_name_words words;
  if (!rap_name_words_of(w->a->arena, w->a->rules, series, &words)) return rap_error_nomem(err);
  const rap_event_draft new = {.hit = i, .recalled = recalled, .weak = weak, .place_name = rap_hit_capture(hit, "place")};
  size_t at = find_draft(w, &new, id, &words, edition);
  if (at == RAP_NONE && w->n >= RAP_MAX_EVENTS) {
    rap_document_warn(w->a->arena, w->a->doc, "more than %d events: the rest is left out", RAP_MAX_EVENTS);
    rap_trace_refused(rap_analyzer_trace(w->a->analyzer), hit, "the document has too many events");
    return RAP_OK;
  }
  if (at == RAP_NONE) {
    if (!rap_arena_grow(w->a->arena, (void **)&w->drafts, w->n, &w->capacity, sizeof *w->drafts)) return rap_error_nomem(err);
    at = w->n++;
    w->drafts[at] = new;
    if (rap_hit_capture(hit, "planned").n) w->drafts[at].event.status = RAP_STR("planned");
    if (rap_hit_capture(hit, "topic").n) w->drafts[at].topic = rap_hit_capture(hit, "series");
    w->drafts[at].event = (rap_event){.rule = hit->rule->id, .text = rap_view_to_text(&w->a->doc->view, hit->view)};
  }
  assert(w->drafts && at < w->n);
  if (!w->drafts[at].n_mentions &&
      !rap_name_words_of(w->a->arena, w->a->rules, weak ? series : rap_str_at(w->a->doc->view.s, hit->view), &w->drafts[at].said))
    return rap_error_nomem(err);
  rap_event_refine(&w->drafts[at], id, series, &words, edition);
  if (!w->drafts[at].place_name.n) w->drafts[at].place_name = new.place_name;
  if (hit->entry && rap_str_is(hit->entry->type, "session")) w->drafts[at].session = true;
  w->drafts[at].n_mentions++;
  if (!weak) hit->ref = at;
  return RAP_OK;
}

size_t rap_event_draft_of(const rap_event_work *w, size_t hit) {
  size_t ref = w->a->hits[hit].ref;
  return w->a->hits[hit].kind == RAP_KIND_EVENT && ref < w->n ? ref : RAP_NONE;
}

/* -- events of one series whose dates turn out to agree -------------------------------------------------------------------------------- */

static bool dates_agree(const rap_event *a, const rap_event *b) {
  if (!a->start.year || !b->start.year) return false;
  rap_day a_end = a->end.year ? a->end : a->start, b_end = b->end.year ? b->end : b->start;
  return rap_day_cmp(rap_day_first(a->start), rap_day_last(b_end)) <= 0 && rap_day_cmp(rap_day_first(b->start), rap_day_last(a_end)) <= 0;
}

static bool more_precise(rap_day a, rap_day b) { return a.year && (!b.year || (a.month && !b.month) || (a.day && !b.day)); }

void rap_event_absorb(rap_event_work *w, size_t into, size_t from) {
  rap_event *a = &w->drafts[into].event, *b = &w->drafts[from].event;
  if (!a->edition) a->edition = b->edition;
  if (more_precise(b->start, a->start)) a->start = b->start, a->end = b->end;
  if (!a->place.n) a->place = b->place, a->state = b->state, a->country = b->country;
  if (!a->chair.n) a->chair = b->chair;
  if (!a->organiser.n) a->organiser = b->organiser;
  w->drafts[into].n_mentions += w->drafts[from].n_mentions;
  w->drafts[from].merged = true;
  for (size_t h = 0; h < w->a->n_hits; h++)
    if (rap_event_draft_of(w, h) == from) w->a->hits[h].ref = into;
}

static void merge_dated(rap_event_work *w) {
  for (size_t i = 0; i < w->n; i++)
    for (size_t j = i + 1; j < w->n; j++) {
      rap_event_draft *a = &w->drafts[i], *b = &w->drafts[j];
      if (a->merged || b->merged || !rap_event_place_names_agree(a->place_name, b->place_name) ||
          !rap_event_editions_agree(a->event.edition, b->event.edition))
        continue;
      bool series = a->event.series_id.n ? rap_str_eq(a->event.series_id, b->event.series_id) : rap_name_words_same(&a->words, &b->words);
      if (!series || !dates_agree(&a->event, &b->event)) continue;
      rap_event_absorb(w, i, j);
    }
}

/* -- the end ------------------------------------------------------------------------------------------------------------------------- */

/* The main event first, then in order of the text; hits are led to the new places. */
static rap_status publish(rap_event_work *w, rap_error *err) {
  rap_record *record = w->a->record;
  size_t *place = rap_arena_array(w->a->arena, w->n ? w->n : 1, sizeof *place);
  record->events = rap_arena_array(w->a->arena, w->n ? w->n : 1, sizeof *record->events);
  if (!place || !record->events) return rap_error_nomem(err);
  for (int pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < w->n; i++) {
      const rap_event_draft *d = &w->drafts[i];
      if (d->merged || d->event.main != (pass == 0)) continue;
      place[i] = record->n_events;
      record->events[record->n_events++] = d->event;
    }
  for (size_t h = 0; h < w->a->n_hits; h++) {
    size_t at = rap_event_draft_of(w, h);
    if (at != RAP_NONE)
      w->a->hits[h].ref = place[at];
    else if (w->a->hits[h].kind == RAP_KIND_EVENT)
      w->a->hits[h].ref = RAP_NONE;
  }
  return RAP_OK;
}

rap_status rap_events_resolve(rap_analysis *a, rap_error *err) {
  rap_event_work w = {.a = a, .lead = rap_event_lead(a->doc)};
  for (size_t i = 0; i < a->n_hits; i++)
    if (a->hits[i].kind == RAP_KIND_EVENT) a->hits[i].ref = RAP_NONE;
  for (size_t i = 0; i < a->n_hits; i++) {
    if (a->hits[i].kind != RAP_KIND_EVENT && a->hits[i].kind != RAP_KIND_HEADLINE) continue;
    rap_status st = add_hit(&w, i, err);
    if (st != RAP_OK) return st;
  }
  rap_status st = rap_event_choose(&w, err);
  if (st == RAP_OK) st = rap_event_fields(&w, err);
  if (st != RAP_OK) return st;
  rap_event_merge_pairs(&w);
  merge_dated(&w);
  return publish(&w, err);
}
