/* document_set.h: the documents that meet a filter, as rows with the lengths of their texts; and an even draw from them. Layer: index.
 *
 * What has to read texts (keyness, concordances sorted by context, likeness) cannot read all of a large store within the time of a question. It draws documents evenly then: every so-manieth of the rising
 * rows, which is the order in which they came, so that each source and period is there with its share. The same store and question draw the same documents.
 *
 *     rap_document_set set, drawn;
 *     st = rap_document_set_of(store, arena, &filter, &set, err);
 *     if (st == RAP_OK) st = rap_document_set_draw(arena, &set, 600000, &drawn, err);
 *     if (drawn.n < set.n) …say so…
 */
#ifndef RAP_INDEX_DOCUMENT_SET_H
#define RAP_INDEX_DOCUMENT_SET_H

#include "index/query.h"

typedef struct rap_document_set {
  int64_t *ids;    /* rows, rising */
  uint32_t *words; /* of title and text of each */
  size_t n;
  uint64_t n_words;
} rap_document_set;

/* Within a read transaction of the caller, for all: everything in `arena`. Errors: those of query.h; RAP_ERR_STORE also when a document has no length. */

/* The documents that meet the filter; under one_of_family one of each family. Cost: 4 bytes a document of the store, 12 of the set, and the question; one without conditions reads no rows. */
rap_status rap_document_set_of(rap_store *store, rap_arena *arena, const rap_filter *filter, rap_document_set *out, rap_error *err) RAP_MUST_CHECK;
/* All documents that are not in `set`. */
rap_status rap_document_set_rest(rap_store *store, rap_arena *arena, const rap_document_set *set, rap_document_set *out,
                                 rap_error *err) RAP_MUST_CHECK;
/* The whole set if it holds at most `max_words` words, else documents of about so many in all (one at least): the more, the longer they are on average, but never more than twice as many words, unless one alone
 * has them. */
rap_status rap_document_set_draw(rap_arena *arena, const rap_document_set *set, uint64_t max_words, rap_document_set *out,
                                 rap_error *err) RAP_MUST_CHECK;
bool rap_document_set_has(const rap_document_set *set, int64_t id);

#endif
