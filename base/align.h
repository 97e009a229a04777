/* align.h: which parts of two rows of symbols are the same, in the same order. Layer: base.
 *
 * Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), 251–266: the linear-space variation (section 4b), with a stack of boxes instead of recursion. Two bounds keep
 * hostile pairs short: a box whose halves differ by more than RAP_ALIGN_DIFFERENCES is cut where the search forward came furthest, as GNU diff and xdiff do ("too expensive"), and when `budget` steps are used
 * up, what is left counts as replaced. Within both the answer is the shortest.
 *
 *     a  the  two  day  meeting  ended        matches: {0, 0, 1}, {2, 1, 2}, {4, 4, 1}
 *     b  the  day  meeting  in  Delhi  ended
 */
#ifndef RAP_BASE_ALIGN_H
#define RAP_BASE_ALIGN_H

#include "base/arena.h"

#define RAP_ALIGN_DIFFERENCES 512
#define RAP_ALIGN_BUDGET ((size_t)1 << 26)

/* n symbols from a[a] on are those from b[b] on. */
typedef struct rap_common {
  size_t a, b, n;
} rap_common;

typedef struct rap_alignment {
  rap_common *matches; /* rising on both sides, none touches the next on both */
  size_t n;
  bool cut; /* a bound was hit: a shorter way may exist */
} rap_alignment;

/* Aligns the rows within at most `budget` steps. Ownership: *out in `arena`, which also takes the working space. False when out of memory. Cost: O((n_a + n_b) · D) for D differences, at most about `budget`
 * comparisons of symbols that differ and n_a + n_b of such that agree. Deterministic. */
bool rap_align(rap_arena *arena, const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b, size_t budget, rap_alignment *out);

#endif
