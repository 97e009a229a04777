/* why_internal.h: what why.c and why_shadow.c share. Layer: analyze (inside). */
#ifndef RAP_ANALYZE_WHY_INTERNAL_H
#define RAP_ANALYZE_WHY_INTERNAL_H

#include "analyze/engine_internal.h"
#include "analyze/rules_internal.h"
#include "analyze/why.h"

typedef struct rap_why_work {
  rap_analyzer *analyzer;
  const rap_rules *rules;
  rap_arena *arena;
  rap_document *doc;
  const rap_rule *rule;
  rap_span view;        /* what was asked about */
  unsigned char *known; /* by byte of the view: KNOWN bits */
  size_t n_trials;
  rap_why_report *out;
  rap_status st;
  rap_error *err;
} rap_why_work;

/* Appends an item; NULL when out of memory (work->st). */
rap_why *rap_why_add(rap_why_work *work, rap_why_stage stage, rap_span view);
/* The sentence-wise part. */
void rap_why_shadow(rap_why_work *work);

#endif
