/* event_work.h: events while they are put together; shared by events.c (who is who), event_choice.c (which is the main one) and event_fields.c (what is said of them).
 * Layer: analyze, internal. */
#ifndef RAP_ANALYZE_EVENT_WORK_H
#define RAP_ANALYZE_EVENT_WORK_H

#include "analyze/analyze.h"
#include "analyze/name_words.h"
#include "analyze/shadow.h"

typedef struct rap_event_draft {
  rap_event event;
  rap_name_words words; /* of event.series */
  rap_name_words said;  /* of its first mention, which may say more than the name of a known series */
  size_t hit;           /* first mention, index in hits */
  size_t n_mentions;
  double score;       /* for choosing the main one */
  int nth;            /* "the second day of the …": 2; 0 if not said */
  int days;           /* "two-day": 2; 0 if not said */
  rap_str topic;      /* what a headline or a rule says that it is about; empty if none does */
  bool weak;          /* what a headline says somebody does (a visit, a launch): an event only if there is no better one */
  rap_str place_name; /* as part of its name ("the Geneva Conference") */
  bool in_title;
  bool session;         /* goes on for days (type `session`): no single day is its date */
  bool recalled;        /* "such a conference": another edition of the series in focus */
  bool dated_by_rule;   /* start/end come from a rule, not from a date that stands near */
  rap_str host;         /* who does, in the opening, what may be the event: its organiser if nothing closer tells */
  rap_str reviewer;     /* who is said to review, which is to chair when it is done in a meeting */
  rap_date_value dated; /* the date that gave start/end; value empty if none */
  bool merged;          /* gone into another draft */
} rap_event_draft;

/* Two events that are held together: what is known of one's days and place holds of the other. Indices of drafts. */
typedef struct rap_event_pair {
  size_t one, other;
} rap_event_pair;

typedef struct rap_event_work {
  rap_analysis *a;
  rap_event_draft *drafts;
  size_t n, capacity;
  size_t lead; /* the sentence that tells the news: the first that is neither a headline nor a stamp */
  rap_event_pair *pairs;
  size_t n_pairs, pairs_capacity;
  bool *one_of_its_days;     /* by hit: a date that is no more than one of the days of an event */
  const rap_hit *lead_place; /* where the opening says that something took place; NULL if it doesn't */
  const rap_hit *dateline;   /* the first place that the dateline names; NULL if it names none */
  size_t *named;             /* by hit: the last one up to it that names an event; RAP_NONE if there is none */
} rap_event_work;

/* Scores the drafts, makes one of those at the top of the text that are one event in two wordings, and marks the main one; weak ones that aren't it are dropped. Errors: RAP_ERR_NOMEM. */
rap_status rap_event_choose(rap_event_work *w, rap_error *err) RAP_MUST_CHECK;
/* Takes what `from` knows into `into`, and its mentions. */
void rap_event_absorb(rap_event_work *w, size_t into, size_t from);
/* The name that says more: one of a known series, else the one with more words that matter ("Steel Summit", "Global Steel Summit"). */
void rap_event_refine(rap_event_draft *d, rap_str id, rap_str series, const rap_name_words *words, int edition);
bool rap_event_editions_agree(int a, int b);
/* "the Bonn Conference" and "the Geneva Conference" are two. */
bool rap_event_place_names_agree(rap_str a, rap_str b);
/* Days that hold the single one known so far: "opened on 3 May", and later "3-14 May". */
bool rap_event_days_extend(const rap_event_draft *d, const rap_date_value *date);
/* Two events that a rule says are held together; days and place of one from the other; of two such the one without an edition becomes another name of the other. */
void rap_event_pair_up(rap_event_work *w, size_t one, size_t other);
void rap_event_share(rap_event_work *w);
void rap_event_merge_pairs(rap_event_work *w);
/* Index of the main event, RAP_NONE if there is none. */
size_t rap_event_main(const rap_event_work *w);
/* The first mention of one of the kinds in the group of the match; NULL if there is none. */
const rap_hit *rap_event_hit_in(const rap_event_work *w, const rap_shadow_match *m, const char *group, rap_kind_set kinds);
/* As the text has it; in capitals, as the lexicon has it. */
rap_str rap_event_hit_name(const rap_event_work *w, const rap_hit *hit);
/* The first place stands; a country or a State leaves it open. `hit` may be NULL. */
void rap_event_set_place(const rap_event_work *w, rap_event *e, const rap_hit *hit);
/* The words of the group `city`, a place in the country. */
void rap_event_set_city(const rap_event_work *w, rap_event *e, const rap_shadow_match *m, const rap_hit *country);
/* The city behind a venue; else the place itself. */
const rap_hit *rap_event_city_of(const rap_event_work *w, const rap_hit *hit);
/* Sets w->dateline. */
void rap_event_find_dateline(rap_event_work *w);
/* The place of the dateline for a "here" that stands at `here` in the view: what is named only behind it is another place. NULL if there is none. */
const rap_hit *rap_event_dateline_place(const rap_event_work *w, size_t here);
/* Longer ago than what a release reports as its news. */
bool rap_event_is_old(rap_day day, rap_day published);
/* The sentence speaks of a time that is over. */
bool rap_event_looks_back(const rap_analysis *a, size_t sentence);
/* Keeps the place of the group `opening` as that of the news, if the sentence is in the opening. */
void rap_event_set_lead_place(rap_event_work *w, const rap_shadow_match *m, size_t sentence);
/* The place that a pattern caught as a part of the event's name. */
void rap_event_place_in_name(rap_event_work *w, size_t hit_index);
/* Runs the event rules and fills chair, organiser, place, dates, edition, status of the drafts; then what stands near their mentions. Errors: RAP_ERR_NOMEM. */
rap_status rap_event_fields(rap_event_work *w, rap_error *err) RAP_MUST_CHECK;
/* Index of the draft that hit `i` (kind event) belongs to, RAP_NONE if none. */
size_t rap_event_draft_of(const rap_event_work *w, size_t hit);
/* That sentence; 0 when there is none. O(sentences). */
size_t rap_event_lead(const rap_document *doc);
/* A name that doesn't say what the occasion is about ("high-level review meeting with officials"). False when out of memory. */
bool rap_event_is_bare(const rap_event_work *w, const rap_event_draft *d, bool *bare) RAP_MUST_CHECK;
/* The number of an edition: "48th", "second", "XXIV"; 0 when it is none. */
int rap_event_edition(const rap_analysis *a, rap_str text);

#endif
