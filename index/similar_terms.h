/* similar_terms.h: the words that make a document what it is, and the documents that hold them. Layer: index. For similar.c only. */
#ifndef RAP_INDEX_SIMILAR_TERMS_H
#define RAP_INDEX_SIMILAR_TERMS_H

#include "index/document_set.h"
#include "index/rank.h"
#include "index/tokens.h"

typedef struct rap_similar_term {
  rap_str word;
  double weight;           /* how often it is in the document, damped */
  double strength;         /* weight × rarity: what the choice goes by */
  const rap_ranked *found; /* documents that hold it, rising, with their BM25 */
  size_t n;
} rap_similar_term;

typedef struct rap_similar_terms {
  rap_similar_term *items; /* the strongest first */
  size_t n;
} rap_similar_terms;

/* Of the document in row `id`, with title and full text; `all`: every document. In `arena`. Errors: those of query.h. */
rap_status rap_similar_find_terms(rap_store *store, rap_arena *arena, rap_str title, rap_str text, const rap_document_set *all,
                                  rap_similar_terms *out, rap_error *err) RAP_MUST_CHECK;

#endif
