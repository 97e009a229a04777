/* places.h: at which places of the view a match of an expression may begin, for many expressions at once. Layer: analyze (inside).
 *
 * Such a place has one of the bytes that a match begins with, and before it what the expression looks behind to (literal.h). Expressions that agree in
 * this are one group. One pass over the view marks the places of all groups, so that an expression that is to be tried all over the text goes from
 * mark to mark instead of from byte to byte. A plan is immutable and may be shared by threads. */
#ifndef RAP_ANALYZE_PLACES_H
#define RAP_ANALYZE_PLACES_H

#include "analyze/literal.h"

#define RAP_MAX_PLACE_GROUPS 32
#define RAP_PLACES_NONE RAP_MAX_PLACE_GROUPS

/* Bit g of a table's row: the byte is fit for group g. */
typedef struct rap_places_plan {
  uint32_t first[256], behind[256], behind2[256];
  uint32_t borders; /* groups whose places are borders of words */
  const rap_literals *of[RAP_MAX_PLACE_GROUPS];
  size_t n_groups;
} rap_places_plan;

/* The group of an expression with these literals (borrowed); RAP_PLACES_NONE when the plan is full, or they aren't .marked. */
size_t rap_places_join(rap_places_plan *plan, const rap_literals *literals);

/* By group a row of bits, one for each byte of the text, from the least bit of the first word on. Ownership: `arena`. NULL: out of memory.
 * Cost: O(text + marks). */
uint64_t *const *rap_places_find(rap_arena *arena, const rap_places_plan *plan, rap_str text);

/* The first mark in [from, end); SIZE_MAX: none. */
size_t rap_places_next(const uint64_t *row, size_t from, size_t end);

#endif
