/* prepare.h: what of storing a document needs no store, so that any thread can do it: spans checked, hashes, the record packed, text and record deflated. Layer: index.
 *
 *     rap_preparer *preparer = rap_preparer_new();                    // one per thread
 *     rap_prepared p = {.doc = &doc, .record = &record};
 *     st = rap_store_prepare(preparer, arena, &p, err);
 *     st = rap_store_put_prepared(store, &p, stamp, &result, err);    // in the store's thread
 */
#ifndef RAP_INDEX_PREPARE_H
#define RAP_INDEX_PREPARE_H

#include "analyze/record.h"
#include "base/arena.h"
#include "base/status.h"
#include "index/sketch.h"
#include "ingest/raw.h"

/* States of zlib and buffers, used again from document to document. Threads: one at a time. */
typedef struct rap_preparer rap_preparer;

typedef struct rap_prepared {
  /* given, borrowed */
  const rap_document *doc;
  const rap_record *record;
  const rap_raw_key *raw; /* NULL: the document will be built again to see whether it changed */
  bool text_stays;        /* only the record will be put: no sketch is needed */
  /* made */
  unsigned char text_hash[RAP_DIGEST_BYTES];   /* full text and length of the title */
  unsigned char input_hash[RAP_DIGEST_BYTES];  /* and whatever else analysis sees or the store shows; not the id */
  unsigned char record_hash[RAP_DIGEST_BYTES]; /* the packed record */
  rap_str body_z, record_z;                    /* deflated */
  rap_sketch sketch;                           /* by which it is held against other texts */
  rap_str warnings;                            /* one a line */
} rap_prepared;

/* NULL when out of memory. */
rap_preparer *rap_preparer_new(void);
/* NULL allowed. */
void rap_preparer_free(rap_preparer *preparer);
/* Fills what is made; it lives in `arena`. Errors: RAP_ERR_INTERNAL (a span does not lie in the text), RAP_ERR_LIMIT (a text or record too long for the store), RAP_ERR_NOMEM. Deterministic.
 * Cost: linear in text and record; most of it is deflate. */
rap_status rap_store_prepare(rap_preparer *preparer, rap_arena *arena, rap_prepared *p, rap_error *err) RAP_MUST_CHECK;

#endif
