/* grams.h: how often words and short runs of words occur in two sets of texts. Layer: index.
 *
 *     rap_grams grams = {.longest = 2};
 *     for each text of the first set:  rap_grams_text(&grams, 0), then for each of its words in order rap_grams_word(&grams, word, joined)
 *     … the same with 1 …
 *     for (i < grams.n) rap_grams_term(&grams, &grams.items[i], &buf)    // "cyber security"
 *     rap_grams_clear(&grams);
 *
 * Words are numbered in order of appearance, runs are counted by the numbers of their words in one hash table with open addressing. Memory: some 48 bytes for each different run.
 */
#ifndef RAP_INDEX_GRAMS_H
#define RAP_INDEX_GRAMS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"

#define RAP_GRAMS_LONGEST 3
/* Different words and runs that are counted at most: some 100 MB. The usual draw of texts has a tenth. */
#define RAP_GRAMS_MAX ((size_t)2000000)

typedef struct rap_gram {
  uint32_t words[RAP_GRAMS_LONGEST]; /* number + 1 of each word, 0 behind the last */
  uint32_t n[2], documents[2];       /* by set */
  uint32_t last;                     /* text that it was met in last, from 1 */
} rap_gram;

/* Zero-initialise, but for `longest`. */
typedef struct rap_grams {
  size_t longest; /* words of a run at most */
  rap_gram *items;
  size_t n, capacity;
  uint32_t *slots; /* index + 1, 0: free */
  size_t n_slots;
  rap_map words; /* to their numbers */
  rap_arena *arena;
  uint32_t text;                      /* the current one, from 1 */
  int set;                            /* it belongs to */
  uint32_t before[RAP_GRAMS_LONGEST]; /* the words before, nearest first; 0: none, or something stands between */
  uint64_t total[2];                  /* words of each set */
  bool full, failed;                  /* RAP_GRAMS_MAX was met; out of memory. Nothing is counted any more */
} rap_grams;

void rap_grams_clear(rap_grams *grams);
/* A new text of set 0 or 1 begins. */
void rap_grams_text(rap_grams *grams, int set);
/* Its next word; `joined`: no sentence mark stands between it and the word before, so that they can be of one run. False when .full or .failed. Cost: `longest` look-ups. */
bool rap_grams_word(rap_grams *grams, rap_str word, bool joined);
/* Appends the words of a run, with blanks between. */
void rap_grams_term(const rap_grams *grams, const rap_gram *gram, rap_buf *out);
size_t rap_grams_length(const rap_gram *gram); /* in words */

#endif
