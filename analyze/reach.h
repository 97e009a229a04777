/* reach.h: how far an expression comes in a text that it doesn't match. Layer: analyze. For `explain --why-not` only: nothing here is fast.
 *
 * The expression is compiled once more with a callout (pcre2callout(3)) before each of its elements, which are those of the expression as its author
 * wrote it: a fragment in braces is one. What it passes tells the element that nothing was found for. */
#ifndef RAP_ANALYZE_REACH_H
#define RAP_ANALYZE_REACH_H

#include "analyze/rules.h"

typedef struct rap_term rap_term; /* lexicon.h */

typedef struct rap_reach_probe rap_reach_probe;

/* The expression of a pattern, of a shadow rule, or of a term in slashes (`term`; else NULL). */
typedef struct rap_reach_of {
  const rap_rule *rule;
  const rap_term *term;
} rap_reach_of;

/* The trial that came farthest: by elements of the outermost sequence, then by text inside the next one. */
typedef struct rap_reach {
  bool known;       /* false: no trial, or the expression holds syntax that can't be followed */
  size_t element;   /* elements of the outermost sequence that were passed */
  size_t progress;  /* bytes of the subject that the element behind them had taken at best */
  size_t source;    /* offset in the expression as written where it ended */
  size_t begin, at; /* in the subject: where the trial began, and how far it had come */
  bool all;         /* every element was passed: what failed is the border of a word behind it */
} rap_reach;

/* *out is yours (rap_reach_free); NULL, with RAP_OK, for an expression that can't be followed. The fragments of `rules` are marked while they are
 * expanded: no other thread may use the rules meanwhile. Errors: RAP_ERR_NOMEM. */
rap_status rap_reach_new(const rap_rules *rules, rap_reach_of of, rap_reach_probe **out, rap_error *err) RAP_MUST_CHECK;
void rap_reach_free(rap_reach_probe *probe);
/* Tries the expression from each place of the subject from `from` to `last`; *best is replaced when a trial comes farther than it says. `probe` may be
 * NULL: nothing happens. Cost: as that of matching with the limits of limits.h, without JIT. */
void rap_reach_try(const rap_reach_probe *probe, rap_scratch *scratch, rap_str subject, size_t from, size_t last, rap_reach *best);

#endif
