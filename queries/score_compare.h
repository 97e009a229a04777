/* score_compare.h: bags of items, compared. Layer: queries (inside score.c and score_statements.c). */
#ifndef RAP_QUERIES_SCORE_COMPARE_H
#define RAP_QUERIES_SCORE_COMPARE_H

#include "queries/score.h"

/* Equal keys are the same item; the rest is for people. */
typedef struct rap_scored {
  rap_str key, value, text;
  size_t at;
} rap_scored;

typedef struct rap_bag {
  rap_scored *items;
  size_t n, capacity;
} rap_bag;

typedef struct rap_scoring {
  rap_arena *arena;
  const rap_annotated *gold, *found;
  rap_tallies *out;
  rap_mistakes *mistakes; /* NULL: not wanted */
  bool failed;            /* out of memory */
} rap_scoring;

void rap_bag_add(rap_scoring *s, rap_bag *bag, rap_scored item);
/* An item whose key is its value. */
void rap_bag_add_value(rap_scoring *s, rap_bag *bag, rap_str value);
/* Notes a mistake if it is wanted of this measure. */
void rap_scoring_mistake(rap_scoring *s, rap_measure measure, rap_mistake_kind kind, const rap_scored *item);
/* Adds what two bags have in common and not to the measure; `once`: as sets. */
void rap_scoring_compare(rap_scoring *s, rap_measure measure, const rap_bag *gold, const rap_bag *found, bool once);
/* Adds to a measure that was counted otherwise. */
void rap_scoring_count(rap_scoring *s, rap_measure measure, size_t right, size_t n_gold, size_t n_found);

/* score_statements.c */
void rap_score_statements(rap_scoring *s);

#endif
