/* engine_internal.h: what the parts of the engine share. Layer: analyze (inside). */
#ifndef RAP_ANALYZE_ENGINE_INTERNAL_H
#define RAP_ANALYZE_ENGINE_INTERNAL_H

#include "analyze/budget.h"
#include "analyze/engine.h"
#include "analyze/lexicon.h"

/* A match that holds by itself (case, guards), before overlaps. Lives in the arena of the run. */
typedef struct rap_candidate rap_candidate;
struct rap_candidate {
  rap_hit hit;
  rap_kind_set hides;
  int priority;
  uint32_t group; /* those of one group compete for the same text: see rap_rule */
  bool negative;  /* a `not` term of a theme: never a mention */
  bool plus;      /* a cue that stays inside longer cues of other themes */
  bool dropped;
  const rap_candidate *parent; /* a theme that comes with an entity: that entity's candidate */
  size_t number;               /* in order of finding: makes every order total */
};

typedef struct rap_candidates {
  rap_candidate **items;
  size_t n, capacity;
  rap_trace *trace; /* NULL: nobody asks what becomes of them */
} rap_candidates;

/* Appends a candidate (zeroed but for its number); NULL when out of memory. */
rap_candidate *rap_candidates_add(rap_arena *arena, rap_candidates *list);

/* --- engine.c --- */
rap_budget *rap_analyzer_budget(rap_analyzer *analyzer);

/* --- guards.c --- */
/* Index of the block / sentence whose view span holds `at`; RAP_NONE if none. O(log n). */
size_t rap_view_block_at(const rap_document *doc, size_t at);
size_t rap_view_sentence_at(const rap_document *doc, size_t at);
/* What guards on the whole text said of one document, so that each is asked once. */
typedef struct rap_guard_memo {
  rap_arena *arena;
  struct rap_guard_answer {
    const rap_regex *regex;
    bool holds;
  } * items;
  size_t n, capacity;
} rap_guard_memo;
/* True when all guards hold for a mention at `span` of the view. A guard that hits a limit doesn't hold, and sets *limit. `memo`: of this document; NULL: nothing is kept. Cost: O(window), and O(text) the first
 * time for each guard on the text. */
bool rap_guards_hold(const rap_guards *guards, rap_scratch *scratch, const rap_document *doc, rap_span span, rap_guard_memo *memo, bool *limit);

/* --- overlap.c --- */
/* The order of hits: begin, longer first, kind, rule. */
int rap_hit_cmp(const rap_hit *a, const rap_hit *b);
/* Leaves what no other candidate displaces (rapporteur-rules.5, "Overlap"), with the themes of entities that stand, in the order of hits: begin, longer
 * first, kind, rule. `arena`: for the work. Errors: RAP_ERR_NOMEM. O(n log n + bytes of the view). */
rap_status rap_overlap_resolve(rap_arena *arena, size_t view_len, rap_candidates *candidates, rap_error *err) RAP_MUST_CHECK;

/* States of the outlines of the rules; NULL when the engine is plain. */
rap_outline_cache *rap_analyzer_outlines(rap_analyzer *analyzer);

#endif
