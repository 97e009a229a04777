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

/* What is there already. */
typedef struct rap_identity {
  rap_origin origin;
  int64_t id;                        /* row of the stored one, 0: none */
  bool same_input, same_pack, moved; /* moved: same text under another path */
  bool seen;                         /* met before in this run */
  rap_put what;
} rap_identity;

/* By the id, source, file and input_hash of what was prepared. */
rap_status rap_identify(rap_store *store, const rap_prepared *p, rap_str stamp, rap_identity *out, rap_error *err) RAP_MUST_CHECK;
bool rap_seen(const rap_store *store, int64_t id);
rap_status rap_mark_seen(rap_store *store, int64_t id, rap_error *err) RAP_MUST_CHECK;

#endif
