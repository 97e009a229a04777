/* explain.h: by what a rule found what it found. Layer: analyze.
 *
 * Nothing of this is kept while a document is analysed: it is worked out afterwards, from the rule and the text, for those who ask. */
#ifndef RAP_ANALYZE_EXPLAIN_H
#define RAP_ANALYZE_EXPLAIN_H

#include "analyze/trace.h"
#include "base/buf.h"

typedef struct rap_term rap_term; /* lexicon.h */

/* A guard that was asked, and held. */
typedef struct rap_held {
  const char *name; /* its key: "not followed by" */
  rap_str source;   /* its expression as written */
} rap_held;

typedef struct rap_explained {
  const rap_rule *rule;
  rap_str term;                /* entries and themes: the wording that fits, as written; empty: none */
  rap_place term_place;        /* where that stands */
  rap_str literal;             /* expressions: what let the expression be tried here, as it stands in the text; empty: it is tried everywhere */
  size_t literal_at;           /* in the view */
  const rap_capture *captures; /* groups that took part, then constants */
  size_t n_captures;
  rap_held *held;
  size_t n_held;
} rap_explained;

/* A mention. Ownership: `arena`; views of the document and the rules are borrowed. Errors: RAP_ERR_NOMEM. Cost: O(terms of the lexicons that begin like it). */
rap_status rap_explain_hit(const rap_rules *rules, rap_scratch *scratch, rap_arena *arena, const rap_document *doc, const rap_hit *hit,
                           rap_explained *out, rap_error *err) RAP_MUST_CHECK;
/* A match of a statement, event or participant rule: its groups as captures, with the text behind the shadow. Likewise. */
rap_status rap_explain_match(rap_arena *arena, const rap_document *doc, const rap_shadow_match *match, rap_explained *out,
                             rap_error *err) RAP_MUST_CHECK;

/* The first literal that stands where it lets an expression be tried at `begin`, up to `end`; empty if none does. */
rap_str rap_explain_literal(const rap_literals *literals, rap_str text, size_t begin, size_t end, size_t *at);

/* Appends the terms of an entry or a theme as they are written, the first `max` of them: `"Tamil Nadu", /T\.? ?N/ or 3 others`. */
void rap_explain_terms(const rap_rules *rules, const rap_rule *rule, size_t max, rap_buf *out);

/* One literal that stands in a text. */
typedef struct rap_literal_place {
  const rap_rule *rule;
  rap_str term;    /* as written, where the expression is that of a term; empty: the rule's own */
  rap_str literal; /* as it stands in the text */
  size_t at;       /* in the view */
  rap_span trial;  /* from here to here, both included, the expression is tried; shadow rules: {RAP_NONE, RAP_NONE}, the sentence */
  size_t sentence; /* shadow rules */
} rap_literal_place;
/* Calls `fn` for each place at which a literal of an expression begins, block by block, in order of the literals' ends; false from it ends the walk. `arena`: for
 * the work. Errors: RAP_ERR_NOMEM. Cost: O(text + literals found × rules). */
typedef bool (*rap_literal_fn)(void *ctx, const rap_literal_place *place);
rap_status rap_explain_literals(const rap_rules *rules, rap_arena *arena, const rap_document *doc, rap_literal_fn fn, void *ctx,
                                rap_error *err) RAP_MUST_CHECK;

#endif
