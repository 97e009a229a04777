/* keyness_stats.h: is something more frequent in one set than in another, and by how much. Layer: index. Pure functions of four counts.
 *
 * Two measures, which answer two questions. The log-likelihood ratio G² says how sure it is that there is a difference (it grows with the size of the sets); the log ratio says how large the difference is
 * (1: twice as frequent, 2: four times). A list is best chosen by the first and read by the second.
 *
 *     rap_keyness k = rap_keyness_of((rap_keyness_counts){.a = 40, .of_a = 10000, .b = 15, .of_b = 90000});
 *     k.g2 is 123.0, k.log_ratio 4.58, k.over true, rap_keyness_level(k.g2) 4
 *
 * Sources. G²: Ted Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", Computational Linguistics 19 (1993), 61–74; as a measure of keyness: Paul Rayson and Roger Garside,
 * "Comparing Corpora using Frequency Profiling", Proceedings of the Workshop on Comparing Corpora (ACL 2000), 1–6. All four cells of the table are summed, as Dunning has it: where the counts are shares of
 * documents rather than of words, the two cells of what does not hold weigh as much as the others. Log ratio: Andrew Hardie, "Log Ratio: an informal introduction" (Lancaster University, CASS, 2014); a count
 * of 0 is taken for one half, so that what one set lacks altogether has a ratio, too.
 */
#ifndef RAP_INDEX_KEYNESS_STATS_H
#define RAP_INDEX_KEYNESS_STATS_H

#include <stdbool.h>
#include <stdint.h>

/* How often it occurs (0 ≤ a ≤ of_a) among all that there is in the one set, and in the other: words of texts, or documents, statements of a set. */
typedef struct rap_keyness_counts {
  int64_t a, of_a, b, of_b;
} rap_keyness_counts;

typedef struct rap_keyness {
  double g2;        /* ≥ 0 */
  double log_ratio; /* binary logarithm of share in a ÷ share in b */
  bool over;        /* the share in a is larger */
} rap_keyness;

/* Both measures; zeros when either set is empty, or it occurs in neither. Counts that are none (negative, or above what there is) are taken for the nearest that are. Cost: four logarithms. */
rap_keyness rap_keyness_of(rap_keyness_counts counts);

/* Error probabilities that are customary with G² at one degree of freedom: level 1: p < 0.05 (G² ≥ 3.84), 2: p < 0.01 (6.63), 3: p < 0.001 (10.83), 4: p < 0.0001 (15.14); 0: none of them. */
#define RAP_KEYNESS_LEVELS 5
int rap_keyness_level(double g2);
/* The probability of a level as a word: "0.05" … "0.0001"; "" for level 0 and for what is no level. */
const char *rap_keyness_p(int level);
/* The least G² of a level; 0 for level 0. */
double rap_keyness_bound(int level);

#endif
