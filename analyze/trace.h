/* trace.h: what became of a rule's matches while a document was analysed, for `explain`. Layer: analyze.
 *
 * An analyzer without a trace (the rule) pays a test for NULL at the places that tell it something. With one, the engine and the resolvers note, for
 * each match, that it was taken, or what refused it:
 *
 *     rap_trace trace = {.arena = arena, .rule = NULL};
 *     rap_analyzer_set_trace(analyzer, &trace);
 *     st = rap_analyze(analyzer, arena, &doc, &record, err);   // trace.steps, trace.hits
 *     rap_analyzer_set_trace(analyzer, NULL);
 *
 * Without .rule (every rule) only what was taken is noted; with one, everything that happened to that rule's matches, and nothing of the others.
 * Ownership: all in trace->arena, which must live as long as the record. Threads: as the analyzer. */
#ifndef RAP_ANALYZE_TRACE_H
#define RAP_ANALYZE_TRACE_H

#include "analyze/shadow.h"

typedef struct rap_candidates rap_candidates; /* engine_internal.h */

typedef enum rap_trace_what {
  RAP_TRACE_FOUND,   /* a match that holds by itself, before overlaps */
  RAP_TRACE_CASE,    /* refused: begins with a small letter */
  RAP_TRACE_GUARD,   /* refused by one of .guards */
  RAP_TRACE_LOST,    /* displaced by .other */
  RAP_TRACE_NEGATED, /* themes: likewise, by a `not` term */
  RAP_TRACE_SKIPPED, /* shadow rules: not tried in the sentence, for `why` */
  RAP_TRACE_REFUSED, /* by a resolver, for `why` */
  RAP_TRACE_TAKEN    /* shadow rules: something of the record came of it */
} rap_trace_what;

typedef struct rap_trace_step {
  rap_trace_what what;
  const rap_rule *rule;
  rap_span view;            /* of the match; SKIPPED: of the sentence */
  const char *why;          /* in words, to go behind "refused: "; NULL: `what` says it all */
  const rap_guards *guards; /* GUARD */
  const rap_rule *other;    /* LOST, NEGATED, REFUSED: the rule whose match stands instead; NULL: none in particular */
  rap_span other_view;
  rap_kind other_kind;
  const rap_shadow_match *match; /* shadow rules */
  size_t result;                 /* TAKEN: index in record.statements or record.persons; for event rules where the event's name begins in the text */
} rap_trace_step;

struct rap_trace {
  rap_arena *arena;
  const rap_rule *rule; /* NULL: all */
  rap_trace_step *steps;
  size_t n_steps, capacity;
  const rap_hit *hits; /* as the resolvers left them */
  size_t n_hits;
  size_t *mentions; /* by index in record.mentions: which hit it was */
  size_t n_mentions, mentions_capacity;
  bool failed; /* out of memory: something is missing */
};

/* Notes a step of `rule`, when the trace is after it. The pointers in it are borrowed. */
void rap_trace_add(rap_trace *trace, const rap_trace_step *step);
void rap_trace_add_mention(rap_trace *trace, size_t hit);
/* The candidates before any is displaced. */
void rap_trace_add_candidates(rap_trace *trace, const rap_candidates *list);
typedef enum rap_lost { RAP_LOST_NEGATED, RAP_LOST_RANK, RAP_LOST_HIDDEN } rap_lost;
/* That candidate `at` of the list was displaced; looks among those before it (NEGATED: all) for the one that did it. */
void rap_trace_add_lost(rap_trace *trace, const rap_candidates *list, size_t at, rap_lost how);
/* What came of a shadow rule's match: `why` NULL: taken. */
void rap_trace_add_match(rap_trace *trace, const rap_shadow_match *match, const char *why, const rap_rule *other, size_t result);

static inline void rap_trace_case(rap_trace *trace, const rap_rule *rule, rap_span view) {
  if (trace && trace->rule) rap_trace_add(trace, &(rap_trace_step){.what = RAP_TRACE_CASE, .rule = rule, .view = view});
}
static inline void rap_trace_guard(rap_trace *trace, const rap_rule *rule, const rap_guards *guards, rap_span view) {
  if (trace && trace->rule) rap_trace_add(trace, &(rap_trace_step){.what = RAP_TRACE_GUARD, .rule = rule, .view = view, .guards = guards});
}
static inline void rap_trace_candidates(rap_trace *trace, const rap_candidates *list) {
  if (trace && trace->rule) rap_trace_add_candidates(trace, list);
}
static inline void rap_trace_lost(rap_trace *trace, const rap_candidates *list, size_t at, rap_lost how) {
  if (trace && trace->rule) rap_trace_add_lost(trace, list, at, how);
}
static inline void rap_trace_skipped(rap_trace *trace, const rap_rule *rule, rap_span sentence, const char *why) {
  if (trace && trace->rule) rap_trace_add(trace, &(rap_trace_step){.what = RAP_TRACE_SKIPPED, .rule = rule, .view = sentence, .why = why});
}
static inline void rap_trace_refused(rap_trace *trace, const rap_hit *hit, const char *why) {
  if (trace && trace->rule) rap_trace_add(trace, &(rap_trace_step){.what = RAP_TRACE_REFUSED, .rule = hit->rule, .view = hit->view, .why = why});
}
static inline void rap_trace_match(rap_trace *trace, const rap_shadow_match *match, const char *why, const rap_rule *other, size_t result) {
  if (trace) rap_trace_add_match(trace, match, why, other, result);
}
static inline void rap_trace_mention(rap_trace *trace, size_t hit) {
  if (trace) rap_trace_add_mention(trace, hit);
}

#endif
