/* why.h: how far a rule got in a document, and what stopped it. Layer: analyze. For `explain --why-not`.
 *
 * The document is analysed with a trace (trace.h) of the rule; where the trace knows nothing, since the rule was not even tried there, literals, kinds
 * and expression are looked at one after the other. Each place at which the rule came anywhere gives one item. */
#ifndef RAP_ANALYZE_WHY_H
#define RAP_ANALYZE_WHY_H

#include "analyze/analyze.h"
#include "analyze/reach.h"
#include "analyze/trace.h"

/* What stopped it, the nearest misses last. */
typedef enum rap_why_stage {
  RAP_WHY_ABSENT,  /* shadow rules: the sentence lacks a kind (.missing) or, where .missing is 0, all literals */
  RAP_WHY_UNFIT,   /* the expression doesn't match: .reach */
  RAP_WHY_CASE,    /* a term stands there, in another case */
  RAP_WHY_GUARD,   /* .guard refused it */
  RAP_WHY_SKIPPED, /* shadow rules: it matches, but `scope` or `under` refused the sentence: .why */
  RAP_WHY_LOST,    /* another match displaced it: .other, .why */
  RAP_WHY_REFUSED, /* nothing came of it: .why, .other */
  RAP_WHY_MATCHED, /* it did match */
  RAP_WHY_N_STAGES
} rap_why_stage;
/* "absent", "unfit" …, for programs. */
const char *rap_why_stage_name(rap_why_stage stage);

typedef struct rap_why {
  rap_why_stage stage;
  rap_span view;   /* the match; UNFIT: from where the trial began (or from the literal) as far as it came; ABSENT, SKIPPED: the sentence */
  size_t sentence; /* RAP_NONE: none */
  rap_str literal; /* UNFIT, ABSENT: one of the rule's that stands there, as it stands in the text; empty: none */
  size_t literal_at;
  rap_kind_set missing; /* ABSENT: kinds one of which is needed */
  size_t n_missing;     /* how many such sets aren't met */
  const rap_term *term; /* UNFIT, CASE: of the terms, which */
  rap_reach reach;      /* offsets in `subject` */
  rap_str subject;      /* UNFIT: the shadow; of rules over the view its part up to the end of the block */
  rap_str source;       /* UNFIT: the expression as written */
  const char *guard;    /* GUARD: its key */
  rap_str guard_source;
  rap_span guard_view; /* what it looked at */
  const char *why;     /* in words; UNFIT: why the expression could not be tried, else NULL */
  const rap_rule *other;
  rap_span other_view;
  rap_kind other_kind;
  const rap_shadow *shadow; /* shadow rules, but ABSENT */
  const rap_trace_step *step;
  const rap_hit *hit; /* MATCHED, rules over the view: the mention */
} rap_why;

typedef struct rap_why_report {
  rap_why *items; /* the nearest misses first, MATCHED before them; then in order of the text */
  size_t n, capacity;
  size_t untried; /* places beyond RAP_WHY_MAX_TRIALS that were not looked at */
  rap_record record;
  rap_trace trace;
} rap_why_report;

/* Expressions are walked at no more places of a document. */
#define RAP_WHY_MAX_TRIALS 400

/* `text`: only what touches this part of doc->full; begin == end: the whole document. A step of the analysis is run as rap_analyze does it, so
 * that the document's warnings may grow. Ownership: `arena`, which must be that of the document. Errors: RAP_ERR_NOMEM, RAP_ERR_LIMIT. Threads: none else may use the rules meanwhile (reach.h). */
rap_status rap_why_not(rap_analyzer *analyzer, rap_arena *arena, rap_document *doc, const rap_rule *rule, rap_span text, rap_why_report *out,
                       rap_error *err) RAP_MUST_CHECK;

#endif
