/* export.h: what leaves the store whole: documents with their records and what was resolved across them, the tables that others read, and the facts that a receipt states. Layer: index.
 *
 *     st = rap_export_hold(store, err);                        // from here on one state of the store is seen, whoever writes
 *     st = rap_export_documents(store, &filter, on_document, ctx, &total, err);
 *     rap_export_release(store);
 *
 * Errors of all: those of store.h and query.h; what the callback returns.
 */
#ifndef RAP_INDEX_EXPORT_H
#define RAP_INDEX_EXPORT_H

#include "base/digest.h"
#include "index/export_tables.h"
#include "index/query.h"

/* Begins a read transaction, and ends it. A store that is being written to is held already; then neither does anything. */
rap_status rap_export_hold(rap_store *store, rap_error *err) RAP_MUST_CHECK;
void rap_export_release(rap_store *store);

/* A document with its record. Lives until the callback returns. */
typedef struct rap_exported {
  int64_t row;
  const rap_stored_document *stored;
} rap_exported;
typedef rap_status (*rap_export_fn)(void *ctx, const rap_exported *document, rap_error *err);

/* Documents that meet the filter (asked from documents), in order of id and source: the same whatever the order of indexing. *total (may be NULL) is told before the first.
 * **Cost**: reads, inflates and unpacks each document; memory for one. */
rap_status rap_export_documents(rap_store *store, const rap_filter *filter, rap_export_fn fn, void *ctx, size_t *total,
                                rap_error *err) RAP_MUST_CHECK;

/* Reads rows of the store's views (schema/views.sql). *out is yours; free it before the store is closed (NULL allowed). */
typedef struct rap_export_reader rap_export_reader;
rap_status rap_export_reader_new(rap_store *store, rap_export_reader **out, rap_error *err) RAP_MUST_CHECK;
void rap_export_reader_free(rap_export_reader *reader);
/* Rows of a table with a view: those of the document in row `document`, in order of their numbers; of a table that is none of documents all, in order of their keys. A row has a value for each column, NULL for those that the
 * view lacks. Tables without a view (document_theme, mention) have no rows. */
rap_status rap_export_reader_rows(rap_export_reader *reader, rap_table table, int64_t document, rap_row_fn fn, void *ctx,
                                  rap_error *err) RAP_MUST_CHECK;

/* Documents that were analysed by the same rules. */
typedef struct rap_export_pack {
  rap_str stamp;
  int64_t documents;
} rap_export_pack;

/* What an answer depends on besides the question. None of it depends on the store's path, on rows, or on when and in which order it was indexed. */
typedef struct rap_export_facts {
  int64_t documents;
  char corpus[RAP_DIGEST_HEX + 1];    /* SHA-256 over source, id, text hash and record hash of all documents, in order of source and id */
  char texts[RAP_DIGEST_HEX + 1];     /* the same without the records: corpus_hash of rap_store_stats */
  int64_t corrections;                /* by people, those in force (correction.h) */
  char corrected[RAP_DIGEST_HEX + 1]; /* SHA-256 over their uids, in the order in which they apply */
  rap_str newest;                     /* date of the newest publication; empty: none is dated */
  rap_str lexicon;                    /* stamp of the rules whose names it holds */
  rap_export_pack *packs;             /* by stamp */
  size_t n_packs;
  int64_t schema, derived, views; /* versions */
} rap_export_facts;
/* In `arena`. **Cost**: reads the row of each document: 0.2 s at 200,000. */
rap_status rap_export_facts_of(rap_store *store, rap_arena *arena, rap_export_facts *out, rap_error *err) RAP_MUST_CHECK;

#endif
