/* shadow.h: sentences in which mentions are replaced by one private-use character each, and rules over them. Layer: analyze.
 *
 * For a set of kinds K, the shadow of a sentence is its view text with each outermost hit of a kind in K replaced by the code point
 * RAP_SHADOW_BASE + kind; of two overlapping hits of K the longer stands (then the earlier rule). Private-use characters of the text itself
 * become U+FFFD first, so that no text can forge a mention. */
#ifndef RAP_ANALYZE_SHADOW_H
#define RAP_ANALYZE_SHADOW_H

#include "analyze/engine.h"
#include "base/buf.h"

typedef struct rap_shadow_step {
  size_t shadow, view; /* from shadow on, text corresponds to view on */
  size_t hit;          /* the hit that stands here as one character, RAP_NONE for plain text */
} rap_shadow_step;

typedef struct rap_shadow {
  rap_str s;
  rap_shadow_step *steps;
  size_t n_steps;
  rap_span view; /* of the sentence */
} rap_shadow;

/* Builds into `arena`. Errors: RAP_ERR_NOMEM. O(sentence + hits in it). */
rap_status rap_shadow_build(rap_arena *arena, const rap_document *doc, const rap_hit *hits, size_t n_hits, size_t sentence, rap_kind_set kinds,
                            rap_shadow *out, rap_error *err) RAP_MUST_CHECK;
/* The view span of a shadow span; a mention's character maps to its whole span. */
rap_span rap_shadow_to_view(const rap_shadow *shadow, rap_span span);
/* Indexes of the hits of `kinds` that stand in the shadow span, in order, into out[0..max); returns how many there are. */
size_t rap_shadow_hits(const rap_shadow *shadow, const rap_hit *hits, rap_span span, rap_kind_set kinds, size_t *out, size_t max);

/* Appends (part of) a shadow for people: each mention as the name of its kind, "‹state›". */
void rap_shadow_show(rap_str shadow, rap_buf *out);

/* One match of a shadow rule. */
typedef struct rap_shadow_match {
  const rap_rule *rule;
  const rap_shadow *shadow;
  rap_span whole;                  /* shadow offsets */
  rap_span groups[RAP_MAX_GROUPS]; /* by number; unset = {SIZE_MAX, SIZE_MAX} */
} rap_shadow_match;
/* Span of a named group in shadow offsets, digits behind the name left out ("actors2"); false when the rule has none of that name or none took part. */
bool rap_shadow_group(const rap_shadow_match *match, const char *name, rap_span *out);

/* A shadow of a sentence, among those built so far. */
typedef struct rap_shadow_of_kinds rap_shadow_of_kinds;

/* A sentence in which rules are looked for, what is known of it, and its shadows for the kind sets asked for so far, in the arena. The members up to `index` are the caller's, the others begin as 0:
 *     rap_shadow_sentence s = {.analyzer = analyzer, .arena = arena, .doc = doc, .hits = hits, .n_hits = n_hits, .index = 0};
 * Ownership: everything is borrowed. */
typedef struct rap_shadow_sentence {
  rap_analyzer *analyzer;
  rap_arena *arena;
  rap_document *doc;
  const rap_hit *hits;
  size_t n_hits;
  size_t index;         /* in doc->sentences */
  rap_kind_set present; /* kinds that begin in the sentence */
  uint64_t *may;        /* the rules that may match in it (shadow_plan.h); NULL: not asked yet */
  bool outlined;        /* literals and outlines tell where rules may match: the engine is fast, and no character of the sentence is beyond them */
  rap_shadow_of_kinds *shadows;
} rap_shadow_sentence;
/* The next rule of `type`, in order of the packs, that may match in the sentence, from place *at on (0 at first; moved behind the rule); NULL: no more. Left out are the rules that need a kind which the
 * sentence lacks or, with the fast engine, all of whose literals it lacks, and all when it is longer than RAP_MAX_SHADOW_BYTES: then doc->warnings says so. *st tells RAP_OK or RAP_ERR_NOMEM.
 * Cost: O(sentence) at the first call for it, then O(1) a rule. */
const rap_rule *rap_shadow_next_rule(rap_shadow_sentence *sentence, rap_rule_type type, size_t *at, rap_status *st);
/* Next match of `rule` in the sentence at or after *from (shadow offset; advanced behind the match). False: none (also for a rule that rap_shadow_next_rule leaves out, and when a limit was hit: then
 * doc->warnings says so). *st tells RAP_OK or RAP_ERR_NOMEM. */
bool rap_shadow_next(rap_shadow_sentence *sentence, const rap_rule *rule, size_t *from, rap_shadow_match *match, rap_status *st);

#endif
