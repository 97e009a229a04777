/* text_diff.h: what changed between two texts, word by word. Layer: queries.
 *
 * Sentences (and lines) that are the same are aligned first, then the words between them (base/align.h: Myers 1986, within bounds). Words are compared folded (index/wordrow.h): another quote, dash or
 * white space is no change, nor are words that were glued.
 *
 *     a: The two-day meeting ended in Delhi on Saturday.      {two-day → three-day} {ended → closed} { → in Delhi}
 */
#ifndef RAP_QUERIES_TEXT_DIFF_H
#define RAP_QUERIES_TEXT_DIFF_H

#include "base/arena.h"
#include "base/str.h"

/* Bytes of the one text in whose place those of the other stand; begin == end: something was inserted, deleted there. */
typedef struct rap_change {
  rap_span a, b;
} rap_change;

typedef struct rap_text_diff {
  rap_change *changes; /* rising on both sides, whole words */
  size_t n;
  size_t words_a, words_b, same; /* words; those that stand in both */
  bool cut;                      /* a bound was hit: there may be a shorter way from the one to the other */
} rap_text_diff;

/* Ownership: `arena`. False when out of memory. Cost: linear in the texts, and in the words of what changed times the number of changes there, within the bounds of base/align.h. Deterministic. */
bool rap_text_diff_make(rap_arena *arena, rap_str a, rap_str b, rap_text_diff *out);
/* The beginning of a range that goes on to `at`, and the end of one that begins there: about `words` words of context, not beyond `limit`. */
size_t rap_context_before(rap_str text, size_t at, size_t words, size_t limit);
size_t rap_context_after(rap_str text, size_t at, size_t words, size_t limit);

#endif
