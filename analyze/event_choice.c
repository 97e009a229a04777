/* Which of the events found a text is about, and which of them are one event in two wordings (the headline's and the lead's). */
#include "analyze/event_work.h"

#include "analyze/trace.h"

#include <stdlib.h>

#define SCORE_TITLE 6.0
#define SCORE_OPENING 4.0
#define SCORE_NEAR_TOP 2.0
#define SCORE_ASIDE 1.0
#define SCORE_KNOWN_SERIES 2.0
#define SCORE_EDITION 1.0
#define SCORE_WEAK (-3.5)
#define SCORE_RECALLED (-10.0)
#define MAX_SCORED_MENTIONS 4
/* The lead: the first sentence that is neither a headline nor a stamp. The opening goes on for so many sentences behind it. */
#define LEAD_BYTES 80
#define OPENING_SENTENCES 2
#define NEAR_TOP_SENTENCES 6
/* Longer words that lead on to an event are none. */
#define ASIDE_BYTES 80
/* Of the words that tell what two names are about, so much of the smaller name's must be shared: 4/5. */
#define SHARED_NUMERATOR 4
#define SHARED_DENOMINATOR 5
/* So many words for any meeting tell that two names mean the same one. */
#define KINDS_SHARED 3

/* -- the lead ------------------------------------------------------------------------------------------------------------------- */

static bool is_title(const rap_document *doc, size_t sentence) { return doc->blocks[doc->sentences[sentence].block].kind == RAP_BLOCK_TITLE; }

size_t rap_event_lead(const rap_document *doc) {
  for (size_t i = 0; i < doc->n_sentences; i++) {
    rap_str text = rap_str_trim(rap_str_at(doc->view.s, doc->sentences[i].view));
    if (!is_title(doc, i) && text.n >= LEAD_BYTES && text.p[text.n - 1] == '.') return i;
  }
  return 0;
}

static bool in_title(const rap_analysis *a, size_t hit) { return a->hits[hit].sentence != RAP_NONE && is_title(a->doc, a->hits[hit].sentence); }

/* "In reply to a question in the House …", "The Minister greets …": what such a text names is not what it reports. */
static bool is_reply(const rap_analysis *a) {
  for (size_t i = 0; i < a->n_hits; i++)
    if (a->hits[i].kind == RAP_KIND_CUE && (rap_str_is(a->hits[i].value, "reply") || (rap_str_is(a->hits[i].value, "message") && in_title(a, i))))
      return true;
  return false;
}

/* -- scores --------------------------------------------------------------------------------------------------------------------- */

/* "on the sidelines of the …": the event says when something else took place. */
static bool is_aside(const rap_analysis *a, size_t hit) {
  for (size_t i = hit; i-- > 0 && a->hits[i].view.begin + ASIDE_BYTES > a->hits[hit].view.begin;)
    if (a->hits[i].kind == RAP_KIND_CUE && a->hits[i].view.end == a->hits[hit].view.begin && rap_str_is(a->hits[i].value, "aside")) return true;
  return false;
}

static double place_score(const rap_document *doc, const rap_hit *hit, size_t lead, bool reply) {
  if (hit->sentence == RAP_NONE) return 0;
  if (is_title(doc, hit->sentence)) return SCORE_TITLE;
  if (reply) return 0;
  if (hit->sentence <= lead + OPENING_SENTENCES) return SCORE_OPENING;
  return hit->sentence <= lead + NEAR_TOP_SENTENCES ? SCORE_NEAR_TOP : 0;
}

static void score_drafts(rap_event_work *w) {
  size_t lead = w->lead;
  bool reply = is_reply(w->a);
  for (size_t i = 0; i < w->a->n_hits; i++) {
    size_t at = rap_event_draft_of(w, i);
    if (at == RAP_NONE) continue;
    double score = place_score(w->a->doc, &w->a->hits[i], lead, reply);
    if (score > SCORE_ASIDE && is_aside(w->a, i)) score = SCORE_ASIDE;
    if (score > w->drafts[at].score) w->drafts[at].score = score;
  }
  for (size_t i = 0; i < w->n; i++)
    if (w->drafts[i].weak && !reply) w->drafts[i].score = place_score(w->a->doc, &w->a->hits[w->drafts[i].hit], lead, reply);
}

static void weigh_drafts(rap_event_work *w) {
  for (size_t i = 0; i < w->n; i++) {
    rap_event_draft *d = &w->drafts[i];
    d->in_title = d->score >= SCORE_TITLE;
    if (d->score <= 0) continue;
    d->score += (double)(d->n_mentions < MAX_SCORED_MENTIONS ? d->n_mentions : MAX_SCORED_MENTIONS) * 0.5;
    if (d->event.series_id.n) d->score += SCORE_KNOWN_SERIES;
    if (d->event.edition) d->score += SCORE_EDITION;
    if (d->weak) d->score += SCORE_WEAK;
    if (d->recalled) d->score += SCORE_RECALLED;
  }
}

/* Between sessions that the title names side by side ("COP 11 and CMP 1") it is the first, however often the text comes back to the other; one with a number before one without. A session that only the text below
 * names, as what a workshop is held for, gives way to what the title names. */
static bool better_main(const rap_event_draft *d, const rap_event_draft *best) {
  if (d->in_title && best->in_title && d->session && best->session) return !best->event.edition && d->event.edition;
  if (d->in_title != best->in_title && !d->weak && !best->weak && (d->in_title ? best : d)->session) return d->in_title;
  return d->score > best->score;
}

static void choose_main(rap_event_work *w) {
  rap_event_draft *best = NULL;
  for (size_t i = 0; i < w->n; i++)
    if (!w->drafts[i].merged && (!best || better_main(&w->drafts[i], best))) best = &w->drafts[i];
  if (best && best->score > 0) best->event.main = true;
}

/* -- one event in two wordings --------------------------------------------------------------------------------------------------- */

static bool is_number(rap_str word) {
  for (size_t i = 0; i < word.n; i++)
    if (word.p[i] < '0' || word.p[i] > '9') return false;
  return true;
}

/* The name's words that tell what it is about count; those of any meeting ("high-level", "conference") and years count as small ones. False when out of memory. */
static bool topic_words(const rap_event_work *w, const rap_name_words *words, rap_name_words *out) {
  *out = (rap_name_words){.n = words->n};
  rap_name_word *items = rap_arena_array(w->a->arena, words->n, sizeof *items);
  if (!items) return false;
  for (size_t i = 0; i < words->n; i++) {
    items[i] = words->items[i];
    if (rap_rules_lookup(w->a->rules, RAP_STR("occasion_word"), items[i].text).n || is_number(items[i].text)) items[i].small = true;
    out->n_telling += !items[i].small;
  }
  out->items = items;
  return true;
}

bool rap_event_is_bare(const rap_event_work *w, const rap_event_draft *d, bool *bare) {
  rap_name_words words, about;
  size_t with = rap_str_find(d->event.series, RAP_STR(" with "), 0), on = rap_str_find(d->event.series, RAP_STR(" on "), 0);
  if (with != SIZE_MAX && on != SIZE_MAX && on > with) with = SIZE_MAX;
  if (!rap_name_words_of(w->a->arena, w->a->rules, rap_str_sub(d->event.series, 0, with == SIZE_MAX ? d->event.series.n : with), &words))
    return false;
  if (!topic_words(w, &words, &about)) return false;
  *bare = !about.n_telling && !d->event.series_id.n;
  return true;
}

/* The one in the headline, the other not, and both called by the same words for any meeting ("high-level review meeting with …", "high-level review meeting on …"). */
static bool same_kind(const rap_event_draft *a, const rap_name_words *about_a, const rap_event_draft *b, const rap_name_words *about_b) {
  if ((a->score >= SCORE_TITLE) == (b->score >= SCORE_TITLE)) return false;
  size_t kinds_a = a->said.n_telling - about_a->n_telling, kinds_b = b->said.n_telling - about_b->n_telling;
  size_t kinds = rap_name_words_shared(&a->said, &b->said) - rap_name_words_shared(about_a, about_b);
  return kinds >= KINDS_SHARED && kinds == kinds_a && kinds == kinds_b;
}

/* Two wordings of one event: they share most of what they are about; or one says nothing of it ("the review meeting"), and both are called the same. */
static bool one_event(const rap_event_draft *a, const rap_name_words *about_a, const rap_event_draft *b, const rap_name_words *about_b) {
  if (!rap_event_editions_agree(a->event.edition, b->event.edition)) return false;
  if (a->event.series_id.n && b->event.series_id.n) return false;
  size_t least = about_a->n_telling < about_b->n_telling ? about_a->n_telling : about_b->n_telling;
  size_t topics = rap_name_words_shared(about_a, about_b), all = rap_name_words_shared(&a->said, &b->said);
  if (least == 0) return all > topics;
  if (a->score < SCORE_OPENING || b->score < SCORE_OPENING) return topics >= 2 && topics == least && all > topics;
  if (a->event.edition && b->event.edition && topics >= 2) return topics * 2 >= least;
  if (same_kind(a, about_a, b, about_b)) return true;
  bool most = topics * SHARED_DENOMINATOR >= least * SHARED_NUMERATOR;
  return most && (topics >= 2 || all > topics);
}

static bool can_merge(const rap_event_draft *d) { return !d->merged && !d->recalled && !d->weak; }

static rap_status merge_wordings(rap_event_work *w, rap_error *err) {
  rap_name_words *about = rap_arena_array(w->a->arena, w->n ? w->n : 1, sizeof *about);
  if (!about) return rap_error_nomem(err);
  for (size_t i = 0; i < w->n; i++)
    if (!topic_words(w, &w->drafts[i].said, &about[i])) return rap_error_nomem(err);
  for (size_t i = 0; i < w->n; i++)
    for (size_t j = i + 1; j < w->n; j++) {
      rap_event_draft *a = &w->drafts[i], *b = &w->drafts[j];
      if (!can_merge(a) || !can_merge(b) || !rap_event_place_names_agree(a->place_name, b->place_name) ||
          (a->score < SCORE_OPENING && b->score < SCORE_OPENING) || !one_event(a, &about[i], b, &about[j]))
        continue;
      rap_event_refine(a, b->event.series_id, b->event.series, &b->words, b->event.edition);
      if (b->said.n_telling > a->said.n_telling) a->said = b->said;
      if (b->score > a->score) a->score = b->score;
      if (!topic_words(w, &a->said, &about[i])) return rap_error_nomem(err);
      rap_event_absorb(w, i, j);
    }
  return RAP_OK;
}

/* -- weak ones -------------------------------------------------------------------------------------------------------------------- */

/* A meeting that is not said what it is about is about what the headline says was reviewed. */
static void pass_topics(rap_event_work *w) {
  rap_str topic = {0};
  for (size_t i = 0; i < w->n && !topic.n; i++)
    if (w->drafts[i].weak) topic = w->drafts[i].topic;
  for (size_t i = 0; i < w->n; i++)
    if (w->drafts[i].event.main && !w->drafts[i].weak && !w->drafts[i].topic.n) w->drafts[i].topic = topic;
}

static void drop_weak(rap_event_work *w) {
  for (size_t i = 0; i < w->n; i++) {
    if (!w->drafts[i].weak || w->drafts[i].event.main) continue;
    rap_trace_refused(rap_analyzer_trace(w->a->analyzer), &w->a->hits[w->drafts[i].hit], "the text is about another event");
    w->drafts[i].merged = true;
  }
}

rap_status rap_event_choose(rap_event_work *w, rap_error *err) {
  score_drafts(w);
  rap_status st = merge_wordings(w, err);
  if (st != RAP_OK) return st;
  weigh_drafts(w);
  choose_main(w);
  pass_topics(w);
  drop_weak(w);
  return RAP_OK;
}
