/* theme_set.h: small sets of theme ids, and how much the words of a stretch of text speak of each theme. Layer: analyze. */
#ifndef RAP_ANALYZE_THEME_SET_H
#define RAP_ANALYZE_THEME_SET_H

#include "analyze/analyze.h"

/* Adds to weights[i] what the cues in a view span give to record.themes[i], at most to a fixed sum for each theme: by their grade, and times 0.4 if they lie outside `inner`. A core or
 * likely cue of a general theme counts for the part of it that the document deals with most, if it deals with that more; words in the name of a known series count nothing. Needs record.themes and as many
 * weights. Cost: the cues in the span times record.n_themes. */
void rap_theme_weigh(const rap_analysis *a, rap_span view, rap_span inner, double *weights);
/* Adds one id if it is not there. False when out of memory. */
bool rap_theme_set_add(const rap_analysis *a, rap_str_list *set, rap_str id);
/* Takes out each id of which a descendant is in the set too: the most specific id stands for its ancestors. */
void rap_theme_set_specific(rap_str_list *set);
/* True when `id` lies below `ancestor` in the tree ("digital.data" below "digital"). */
bool rap_theme_below(rap_str id, rap_str ancestor);

#endif
