/* short_names.h: one person under a short and a full name in a comparison. Layer: queries. */
#ifndef RAP_QUERIES_SHORT_NAMES_H
#define RAP_QUERIES_SHORT_NAMES_H

#include "queries/compare.h"

/* True when the names end in the same word and all words of the shorter stand in the longer in order: "Modi", "Narendra Modi". Case of ASCII letters is ignored. */
bool rap_names_agree(rap_str a, rap_str b);
/* Joins the lines of people whose values (names in small letters) agree when exactly one other line does ("Modi" beside "Narendra Modi" and "Lalit Modi" stays apart): the fuller name stays, the counts of each set add up. Returns how
 * many lines are left; their counts alone are valid. Beyond RAP_SHORT_NAMES_MAX lines nothing is joined. O(n²) in the lines. */
#define RAP_SHORT_NAMES_MAX 500
size_t rap_join_short_names(rap_compare_line *lines, size_t n, size_t n_sets);

#endif
