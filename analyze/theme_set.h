/* theme_set.h: small sets of theme ids, and the themes that stand in a stretch of text. Layer: analyze. */
#ifndef RAP_ANALYZE_THEME_SET_H
#define RAP_ANALYZE_THEME_SET_H

#include "analyze/analyze.h"

/* Adds the themes of a view span, each once, in order of the text: those with a core or likely cue, and the main theme of the text with a passing one, too (a general theme
 * stands for its part that the document deals with most, if it deals with that more; of more than two only those that the document deals with, if there are any);
 * without any, those cued in passing or faintly that the document deals with. Needs record.themes. False when out of memory. */
bool rap_theme_set_in(const rap_analysis *a, rap_span view, rap_str_list *set);
/* Adds one id if it is not there. */
bool rap_theme_set_add(const rap_analysis *a, rap_str_list *set, rap_str id);
/* Takes out each id of which a descendant is in the set too: the most specific id stands for its ancestors. */
void rap_theme_set_specific(rap_str_list *set);
/* True when `id` lies below `ancestor` in the tree ("digital.data" below "digital"). */
bool rap_theme_below(rap_str id, rap_str ancestor);

#endif
