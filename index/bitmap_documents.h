/* bitmap_documents.h: documents by what they name and discuss, for SQL. Layer: index.
 *
 * The rows know what a document names (document_links), not which documents name an entity: that is asked of the bitmaps here, and handed to a statement as one parameter (numbers.h).
 * Within a read transaction. What was put and not yet committed is not in it, as in all that is counted.
 */
#ifndef RAP_INDEX_BITMAP_DOCUMENTS_H
#define RAP_INDEX_BITMAP_DOCUMENTS_H

#include "index/bitmap.h"
#include "index/bitmap_set.h"
#include "index/query.h"

struct rap_asked;

/* Rows of the documents for which all of `filter` holds, as rap_numbers reads them, in `arena`. The filter is asked of documents and holds nothing but what bitmap_filter.h can express.
 * Errors: of the store; RAP_ERR_STORE also for a damaged blob; RAP_ERR_LIMIT when an entity's row is beyond 32 bits. Cost: reads the frames and the bitmaps of the kinds that are asked about. */
rap_status rap_bitmap_documents(rap_store *store, rap_arena *arena, const rap_filter *filter, rap_str *out, rap_error *err) RAP_MUST_CHECK;

/* Rows of the base for which the clauses of `asked` hold, whatever else it asks: ids of documents or statements; of accounts, document × 65536 + index. *done false: there is something in them that bitmaps cannot express, or the
 * blobs of events are missing. Errors and cost as above. */
rap_status rap_bitmap_units(rap_store *store, rap_arena *arena, const struct rap_asked *asked, rap_str *out, bool *done,
                            rap_error *err) RAP_MUST_CHECK;

/* In how many documents each of n entities has links of a kind of documents. Errors and cost as above. */
rap_status rap_bitmap_uses(rap_store *store, rap_bitmap_kind kind, const int64_t *entities, size_t n, int64_t *uses, rap_error *err) RAP_MUST_CHECK;
/* Adds the entities that have links of a kind. Errors and cost as above; RAP_ERR_LIMIT when an entity's row is beyond 32 bits. */
rap_status rap_bitmap_linked(rap_store *store, const rap_bitmap_kind *kinds, size_t n, rap_idset *out, rap_error *err) RAP_MUST_CHECK;

#endif
