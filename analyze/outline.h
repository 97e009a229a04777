/* outline.h: an automaton that finds at least all places at which an expression may match. Layer: analyze (inside).
 *
 * The outline of an expression accepts whatever begins with one of its matches, and more: assertions are left out (but for a lookahead at the very
 * end, which is read as text), bounds of repetition are widened, characters beyond ASCII are told apart only where one stands by itself. It is an
 * automaton over bytes without memory of what it passed, so that it takes one step a byte where PCRE2 tries and goes back. Where the outline fails
 * the expression can't match; where it doesn't, PCRE2 is asked.
 *
 * Construction after Thompson, Regular Expression Search Algorithm (CACM 11:6, 1968); sets of its nodes are made states of a deterministic automaton
 * when they are first met (Cox, Regular Expression Matching in the Wild, 2010) and kept in a rap_outline_cache. An outline is immutable and may be
 * shared by threads; a cache belongs to one. As with literals, texts with U+017F or U+212A are beyond it (windows.h). */
#ifndef RAP_ANALYZE_OUTLINE_H
#define RAP_ANALYZE_OUTLINE_H

#include "analyze/literal.h"

/* Of a node's `set`: it consumes nothing and leads to `next` and `other`; or it is the end. */
#define RAP_OUTLINE_FORK UINT32_MAX
#define RAP_OUTLINE_END (UINT32_MAX - 1)

typedef struct rap_outline_node {
  uint32_t set;         /* of bytes, one of which leads to `next` */
  uint32_t next, other; /* UINT32_MAX: none */
} rap_outline_node;

typedef struct rap_outline {
  const rap_outline_node *nodes;
  size_t n_nodes;
  uint32_t begin;
  unsigned char classes[256];  /* of bytes that no set tells apart */
  const unsigned char *member; /* by set × class: 1 when in it */
  size_t n_sets, n_classes;
  size_t number;                  /* the caller's: of its automaton in a cache */
  bool starts[256];               /* by byte: a match may begin with it */
  uint64_t behind[4], behind2[4]; /* the byte before is among these, if there is one, and the one before that */
  bool borders;                   /* a match begins at a border of words */
  bool anywhere;                  /* most places have such a byte: a block is looked at as a whole, not place by place */
} rap_outline;

/* `expression`, `caseless`: as for rap_literals_derive, which `literals` are from. *out is NULL where the expression isn't understood. Ownership: `arena`. Errors: RAP_ERR_NOMEM.
 * Cost: O(expression), for repetitions times their least number. */
rap_status rap_outline_build(rap_arena *arena, rap_str expression, bool caseless, const rap_literals *literals, rap_outline **out,
                             rap_error *err) RAP_MUST_CHECK;

typedef struct rap_outline_cache rap_outline_cache;
/* For outlines with the numbers 0 to n - 1. NULL when out of memory. */
rap_outline_cache *rap_outline_cache_new(size_t n);
void rap_outline_cache_free(rap_outline_cache *cache);

/* `marks`: the places of its group (places.h), for all of the text; NULL: not known. The first place in [from, last] from which the outline accepts a part of text[0, end); SIZE_MAX: none. Where the outline is
 * .anywhere: `from` when it accepts something in text[from, end), or when text much longer than the stretch of places doesn't tell; SIZE_MAX: nothing up to the end. Without memory, or where an outline has too many states, the answer is `from`.
 * Cost: one step a byte looked at, once its states are known. */
size_t rap_outline_next(const rap_outline *outline, rap_outline_cache *cache, rap_str text, size_t from, size_t last, const uint64_t *marks);

#endif
