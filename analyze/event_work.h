/* event_work.h: events while they are put together; shared by events.c (who is who) and event_fields.c (what is said of them). Layer: analyze, internal. */
#ifndef RAP_ANALYZE_EVENT_WORK_H
#define RAP_ANALYZE_EVENT_WORK_H

#include "analyze/analyze.h"
#include "analyze/name_words.h"
#include "analyze/shadow.h"

typedef struct rap_event_draft {
  rap_event event;
  rap_name_words words; /* of event.series */
  size_t hit;           /* first mention, index in hits */
  size_t n_mentions;
  double score;         /* for choosing the main one */
  int days;             /* "two-day": 2; 0 if not said */
  bool recalled;        /* "such a conference": another edition of the series in focus */
  bool dated_by_rule;   /* start/end come from a rule, not from a date that stands near */
  rap_date_value dated; /* the date that gave start/end; value empty if none */
  bool merged;          /* gone into another draft */
} rap_event_draft;

typedef struct rap_event_work {
  rap_analysis *a;
  rap_event_draft *drafts;
  size_t n, capacity;
} rap_event_work;

/* Runs the event rules and fills chair, organiser, place, dates, edition, status of the drafts; then what stands near their mentions. Errors: RAP_ERR_NOMEM. */
rap_status rap_event_fields(rap_event_work *w, rap_error *err) RAP_MUST_CHECK;
/* Index of the draft that hit `i` (kind event) belongs to, RAP_NONE if none. */
size_t rap_event_draft_of(const rap_event_work *w, size_t hit);
/* The number of an edition: "48th", "second", "XXIV"; 0 when it is none. */
int rap_event_edition(const rap_analysis *a, rap_str text);

#endif
