/* short_names.h: one person under a short and a full name in a comparison of two sets. Layer: queries. */
#ifndef RAP_QUERIES_SHORT_NAMES_H
#define RAP_QUERIES_SHORT_NAMES_H

#include "index/query.h"

/* True when the names end in the same word and all words of the shorter stand in the longer in order: "Modi", "Narendra Modi". Case of ASCII letters is ignored. */
bool rap_names_agree(rap_str a, rap_str b);
/* Joins the rows of people whose names agree when exactly one other row does ("Modi" beside "Narendra Modi" and "Lalit Modi" stays apart): the fuller name stays, the counts of each side add up; order
 * and totals of `found` are made anew. O(n²) in the rows. */
void rap_join_short_names(rap_comparison *found);

#endif
