/* raw.h: what tells a raw document from others before it is built: its name, and a hash of all that building looks at. Layer: ingest. */
#ifndef RAP_INGEST_RAW_H
#define RAP_INGEST_RAW_H

#include "base/digest.h"
#include "ingest/document.h"

typedef struct rap_raw_key {
  rap_str id, source, file; /* as rap_document_build will make them */
  rap_day file_time;        /* not in the hash: it decides nothing where the text or the record is dated, and changes with every copy of a file */
  unsigned char hash[RAP_DIGEST_BYTES]; /* of the bytes as read, with the reader's warnings; without id and file */
} rap_raw_key;

/* Two raw documents with equal hashes and file times give documents that differ at most in id and file. Ownership: `arena`. Errors: RAP_ERR_NOMEM. Cost: SHA-256 of the text, a tenth or less of building it.
 * Threads: any, one per arena. */
rap_status rap_raw_key_make(rap_arena *arena, const rap_raw_document *raw, rap_raw_key *out, rap_error *err) RAP_MUST_CHECK;

#endif
