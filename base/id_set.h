/* id_set.h: a set of small numbers, as rows have them, one bit each. Layer: base. Zero-initialise; rap_id_set_clear. Memory: as much as the largest member needs, doubled at the most.
 *
 *     rap_id_set met = {0};
 *     if (!rap_id_set_add(&met, 70)) …out of memory…
 *     if (rap_id_set_has(&met, 70)) …
 */
#ifndef RAP_BASE_ID_SET_H
#define RAP_BASE_ID_SET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct rap_id_set {
  uint64_t *words;
  size_t n; /* words that there are */
} rap_id_set;

/* False when out of memory; the set is as before then. */
static inline bool rap_id_set_add(rap_id_set *set, size_t member) {
  size_t word = member / 64;
  if (word >= set->n) {
    size_t want = set->n ? set->n : 64;
    while (want <= word) want *= 2;
    uint64_t *words = realloc(set->words, want * sizeof *words);
    if (!words) return false;
    memset(words + set->n, 0, (want - set->n) * sizeof *words);
    *set = (rap_id_set){words, want};
  }
  set->words[word] |= UINT64_C(1) << (member % 64);
  return true;
}

static inline bool rap_id_set_has(const rap_id_set *set, size_t member) {
  return member / 64 < set->n && (set->words[member / 64] >> (member % 64) & 1);
}

/* Empties the set and keeps its memory. */
static inline void rap_id_set_reset(rap_id_set *set) {
  if (set->n) memset(set->words, 0, set->n * sizeof *set->words);
}

static inline void rap_id_set_clear(rap_id_set *set) {
  free(set->words);
  *set = (rap_id_set){0};
}

#endif
