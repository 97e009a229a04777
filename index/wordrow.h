/* wordrow.h: a text as a row of words, so that two texts can be compared by what they say and not by how they are set. Layer: index.
 *
 * A word is a run of letters, digits and marks, folded (NFKC, case). It also ends between a small letter and a capital and between a letter and a digit: "ShillongThe" is two words and "22AUG" too, since
 * pages that were saved by different means differ in just such glue. The apostrophe parts words like any other sign. Zeros before a figure don't count, and digits of all scripts are the same: ०७ is 7.
 */
#ifndef RAP_INDEX_WORDROW_H
#define RAP_INDEX_WORDROW_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/str.h"

enum {
  RAP_WORD_FIGURE = 1, /* digits of any script */
  RAP_WORD_NAME = 2,   /* begins with a capital */
  RAP_WORD_FIRST = 4,  /* the first one of a line */
  RAP_WORD_LONG = 8    /* a figure of two digits or more */
};

typedef struct rap_word_at {
  uint32_t begin, end; /* bytes of the text */
  uint32_t flags;
} rap_word_at;

typedef struct rap_wordrow {
  uint32_t *symbols; /* a hash of each folded word: equal words have equal symbols */
  rap_word_at *words;
  size_t n;
} rap_wordrow;

/* The words of `text` (well-formed UTF-8, less than 4 GB). Ownership: `arena`, the text is not kept. `digest` (may be NULL) takes the folded words, each behind a NUL byte: texts with the same words have the
 * same digest. False when out of memory. Cost: linear, 16 bytes a word. */
bool rap_wordrow_make(rap_arena *arena, rap_str text, rap_digest *digest, rap_wordrow *out);

#endif
