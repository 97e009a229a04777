/* likeness.h: how much two texts are the same, and in what they differ. Layer: index.
 *
 * First their shingles (sketch.h) are compared in full, then the texts word by word (base/align.h). What counts against two texts being one release is not how many words differ but which: of a form that is
 * filled in anew each week (weekly figures, results of an examination, tributes to this and that person) nine words in ten stay the same, while two pages of one release may differ by all that the bureau puts
 * around it. So a difference counts only within the core, that is between the first and the last stretch of RAP_CORE_WORDS words that both have; and there, what one text has in place of the other's
 * words is looked at for figures and names.
 */
#ifndef RAP_INDEX_LIKENESS_H
#define RAP_INDEX_LIKENESS_H

#include "base/align.h"
#include "base/calendar.h"
#include "base/status.h"
#include "index/sketch.h"

#define RAP_CORE_WORDS 4
/* Below these nothing more is looked at. The pages of one release that differ most (a notice of 33 words, on one page with 30 words of the bureau's around it) have 0.44 and 0.76. */
#define RAP_NEAR_JACCARD 0.4
#define RAP_NEAR_CONTAINMENT 0.75
/* One figure or name replaced for so many words that stay: a misprint set right. */
#define RAP_WORDS_PER_CORRECTION 400
/* What is said twice within two days is said of one thing, and may differ in RAP_CORRECTIONS figures (a time of issue within the text) if much else is the same. What comes again later is a form (the weekly
 * address, the call for applicants) unless more agrees; a short text, nearly all. */
#define RAP_SAME_DAYS 2
#define RAP_SAME_MONTH 31
#define RAP_CORRECTIONS 2
#define RAP_SHORT_WORDS 100

/* What is compared of a release. */
typedef struct rap_release {
  rap_str title, body;
  rap_day published; /* year 0: unknown */
} rap_release;

/* Two pages with one release number are one release when their texts are as near as this. */
#define RAP_NUMBERED_JACCARD 0.3
#define RAP_NUMBERED_CONTAINMENT 0.6

typedef struct rap_likeness {
  double jaccard;                /* shared shingles / shingles of both together */
  double containment;            /* shared shingles / shingles of the text that has fewer */
  size_t words_a, words_b, same; /* words; those that were aligned. 0 aligned when the shingles say enough */
  size_t replaced;               /* words of the longer side, in the core, that stand in place of others */
  size_t figures, names;         /* places in the core where a figure, a name stands in place of another */
  size_t inserted, deleted;      /* words in the core that only b, only a has */
  size_t around_a, around_b;     /* words before and behind the core */
  bool same_title;               /* of their words the most are the same; also when either has none */
  bool near;                     /* the same release: the rule stands in rap_likeness_of */
} rap_likeness;

/* Compares two releases. `near`, measured in tests/quality/FAMILIES.md, takes all of:
 * both bodies have RAP_NEAR_WORDS words; jaccard and containment are as above; the aligned words are three quarters of the shorter text;
 * published more than RAP_SAME_DAYS apart, or on days unknown: jaccard 0.8, more than RAP_SAME_MONTH apart 0.9; texts below RAP_SHORT_WORDS 0.95;
 * replaced figures and names: none below jaccard 0.85 or beyond RAP_SAME_MONTH, else one for RAP_WORDS_PER_CORRECTION aligned words; within RAP_SAME_DAYS, from 200 aligned words and jaccard 0.95 on, RAP_CORRECTIONS;
 * replaced words are at most a tenth of the aligned ones, and with those inserted and deleted a quarter (of texts below 60 words: none is replaced, a tenth inserted and deleted);
 * around the core stand at most 60 words and a tenth of the core, unless jaccard is 0.75;
 * under different titles (answers to two questions, taken from one draft): no figure or name replaced, of other words one in a hundred, jaccard 0.9.
 * `thorough` false: alignment is left out where the shingles tell the answer, which is then not near. False when out of memory. Deterministic, and the same for both orders but for what is a's and b's. Cost: linear for the
 * shingles; rap_align. */
bool rap_likeness_of(rap_arena *arena, const rap_release *a, const rap_release *b, bool thorough, rap_likeness *out) RAP_MUST_CHECK;

/* A translation is told by its figures, of which RAP_FIGURES_LEAST must be different ones on both sides: of those of both together so many are shared, in the order of the texts so many of the shorter row agree. */
#define RAP_TRANSLATED_SHARED 0.7
#define RAP_TRANSLATED_ALIGNED 0.5
/* With the same number at the same site less is asked. */
#define RAP_NUMBERED_FIGURES 3
#define RAP_TRANSLATED_NUMBERED 0.3

/* A release made ready to be compared with several: its words and its set of shingles. */
typedef struct rap_shingles {
  uint64_t *slots; /* open addressing, at most half full; 0: free */
  size_t mask, n;
  bool zero; /* the shingle 0 is a member */
} rap_shingles;
typedef struct rap_compared {
  rap_release release;
  rap_wordrow row;
  rap_shingles shingles;
} rap_compared;

/* Makes *out in `arena`; the release is borrowed. False when out of memory. */
bool rap_likeness_ready(rap_arena *arena, const rap_release *release, rap_compared *out) RAP_MUST_CHECK;
/* rap_likeness_of for two that are ready. */
bool rap_likeness_compare(rap_arena *arena, const rap_compared *a, const rap_compared *b, bool thorough, rap_likeness *out) RAP_MUST_CHECK;

/* Whether two texts in different languages say the same: published within three days (or on days unknown), neither has more than two and a half times the words of the other, and their figures are as above; `numbered`:
 * they have the same release number. Names are not looked at (they are written in other letters). False when out of memory. */
bool rap_is_translation(rap_arena *arena, const rap_release *a, const rap_release *b, bool numbered, bool *out) RAP_MUST_CHECK;

#endif
