/* sketch.h: a text in a few numbers, by which texts that are nearly the same are found without comparing all with all. Layer: index.
 *
 * Shingles of RAP_SHINGLE_WORDS words; MinHash (A. Broder, "On the resemblance and containment of documents", SEQUENCES 1997); bands of rows (J. Leskovec, A. Rajaraman, J. Ullman, Mining of Massive Datasets,
 * section 3.4): two texts of resemblance j (shared shingles / shingles of both together) agree in at least one of b bands of r values with probability 1 − (1 − j^r)^b. With 16 bands of 3: 0.99 at 0.63, 0.88 at
 * 0.5, 0.35 at 0.3; and of unrelated releases (below 0.02) one in ten thousand pairs.
 * A translation shares no shingle, but the figures: the same is done with these. And the number that a release has in its address leads from one page of it to the other.
 */
#ifndef RAP_INDEX_SKETCH_H
#define RAP_INDEX_SKETCH_H

#include "index/wordrow.h"

#define RAP_SHINGLE_WORDS 4
#define RAP_SKETCH_BANDS 16
#define RAP_SKETCH_ROWS 3
#define RAP_FIGURE_BANDS 4
/* Texts with fewer words (captions, notices of a line or two) are only compared as a whole: what two of them share is mostly the form. */
#define RAP_NEAR_WORDS 32
/* Different figures of two digits or more that a text must have to be known by its figures. */
#define RAP_FIGURES_LEAST 6
/* Of a longer body the words of the first so many bytes are looked at, and the rest only as it stands. */
#define RAP_SKETCH_BYTES ((size_t)4 << 20)

enum { RAP_KEY_FIGURES = RAP_SKETCH_BANDS, RAP_KEY_RELEASE = RAP_KEY_FIGURES + RAP_FIGURE_BANDS, RAP_SKETCH_KEYS };

typedef struct rap_sketch {
  /* Names the words of title and body: 63 bits of their SHA-256; 0: there is no word. Two of a million texts have the same by chance in one of ten million stores. */
  int64_t form;
  /* Texts that agree in one of them are compared; 0: none. Bands of shingles, bands of figures, the release's number. */
  uint32_t keys[RAP_SKETCH_KEYS];
} rap_sketch;

/* Makes the sketch of a text; `url` may be empty. `arena` takes the working space, some 40 bytes a word. False when out of memory. Cost: linear, some 30 µs for 3 KB. Deterministic. */
bool rap_sketch_make(rap_arena *arena, rap_str title, rap_str body, rap_str url, rap_sketch *out);
/* What a release is known by on its site, as a number: the host (without "www.") with the value of a parameter whose name ends in "id" (PRID, relid, id) and that has three digits or more; else with path and
 * parameters, without those of advertisers (utm_…) and the fragment. 0: the address has no path. */
uint32_t rap_release_key(rap_str url);
/* Host of an address, without "www.", a view into it; empty if it has none. */
rap_str rap_url_host(rap_str url);
/* The different figures of two digits or more, rising. NULL when out of memory. */
uint32_t *rap_figures_of(rap_arena *arena, const rap_wordrow *row, size_t *n);

/* Scatters the bits of a number over all of it: the output function of splitmix64 (S. Vigna). What is made with it is stored. */
static inline uint64_t rap_scatter(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

/* Hash of the shingle that begins at symbols[0]. */
static inline uint64_t rap_shingle(const uint32_t *symbols) {
  uint64_t h = 0;
  for (size_t i = 0; i < RAP_SHINGLE_WORDS; i++) h = (h + symbols[i]) * 0x9e3779b97f4a7c15u;
  return h ^ h >> 29;
}

#endif
