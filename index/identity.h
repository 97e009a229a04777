/* identity.h: which stored document a document is, and whether it is the same. Layer: index. See store.h, "Identity of a document". */
#ifndef RAP_INDEX_IDENTITY_H
#define RAP_INDEX_IDENTITY_H

#include "index/store_impl.h"

/* Where a document came from, told by doc->file. */
typedef struct rap_origin {
  rap_str file; /* as given, without the line */
  rap_str path; /* canonical; lives in the store until the next call */
  int64_t line; /* of the record in the file, 0: the whole file is the document */
  bool by_path; /* the id was made from the path */
} rap_origin;

/* What is looked for. */
typedef struct rap_sought {
  rap_str id, source, file, stamp;
  const unsigned char *input_hash; /* of a built document; NULL: the raw one decides */
  const rap_raw_key *raw;          /* may be NULL beside an input_hash */
  rap_arena *arena;                /* for .doc and .stamp of what is found with the same input; NULL: not wanted */
} rap_sought;

/* What is there already. */
typedef struct rap_identity {
  rap_origin origin;
  int64_t id;                        /* row of the stored one, 0: none */
  bool same_input, same_pack, moved; /* moved: same text under another path */
  bool new_raw;                      /* it was read from other bytes than those asked about */
  bool seen;                         /* met before in this run */
  rap_put what;
  uint64_t text_len;
  rap_str stamp;
  rap_document doc; /* its publication and warnings */
} rap_identity;

rap_status rap_identify(rap_store *store, const rap_sought *k, rap_identity *out, rap_error *err) RAP_MUST_CHECK;

#endif
