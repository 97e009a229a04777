/* letters.h: a text as its letters, digits and marks alone, so that two versions of one text can be laid over each other. Layer: queries.
 *
 * Quotes, dashes and white space differ between a text as it was annotated and as it is stored, and so do compositions; letters don't. Each code point counts by itself (rap_utf8_letter), so that what stands at
 * a place never depends on its neighbours. Places are numbers of folded code points from the beginning.
 *
 *     text    "Kérala – 2"     points 0 1 2 3 4 5 6 7 8 9
 *     folded  "kérala2"        places 0 1 2 3 4 5 6 6 6 6 (7)
 */
#ifndef RAP_QUERIES_LETTERS_H
#define RAP_QUERIES_LETTERS_H

#include "base/arena.h"
#include "base/str.h"

typedef struct rap_letters {
  rap_str text;    /* borrowed */
  rap_str folded;  /* UTF-8 */
  size_t n_points; /* code points of text */
  uint32_t *at;    /* at[i]: folded code points before code point i of text; at[n_points]: all of them */
} rap_letters;

/* `text`: well-formed UTF-8. In `arena`. False when out of memory. Cost: O(text), four bytes a code point. */
bool rap_letters_make(rap_arena *arena, rap_str text, rap_letters *out);
/* The places of a range of code points, or of bytes, of the text; what lies behind its end is its end. Bytes cost O(their offset). */
rap_span rap_letters_points(const rap_letters *letters, size_t begin, size_t end);
rap_span rap_letters_bytes(const rap_letters *letters, rap_span bytes);
/* Where the letters of another text stand first, begin SIZE_MAX if nowhere. No letters at all stand at the beginning. Cost: a search of bytes. */
rap_span rap_letters_find(const rap_letters *letters, rap_str folded);
/* The folded letters alone, in `arena`; pointer NULL when out of memory. */
rap_str rap_letters_fold(rap_arena *arena, rap_str text);

#endif
