/* export_words.h: where in a text the parts of a statement stand, for formats that mark words. Layer: queries. */
#ifndef RAP_QUERIES_EXPORT_WORDS_H
#define RAP_QUERIES_EXPORT_WORDS_H

#include "analyze/record.h"

/* The words that say what is done ("agreed", "were asked to"): those between actors and topic, without blanks around them. Empty where the sentence has none of its own: the topic comes first, nothing stands between, or one of
 * the two is not in it. */
rap_span rap_export_verb(const rap_document *doc, const rap_statement *statement);
/* The same; where there are none the rule's whole match, else the sentence. */
rap_span rap_export_predicate(const rap_document *doc, const rap_statement *statement);

#endif
