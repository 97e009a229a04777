/* backup.h: a copy of a store while it is in use. Layer: index. */
#ifndef RAP_INDEX_BACKUP_H
#define RAP_INDEX_BACKUP_H

#include "index/store.h"

/* Told pages done and pages in all; false stops the copy. */
typedef bool (*rap_backup_fn)(void *ctx, int64_t done, int64_t all);

/* Copies the store as it stands now to `path` (an empty file or none), and looks the copy over: SQLite's integrity_check, and the same documents with the same texts and records. It is not synced, and should get its final name only when this has
 * returned RAP_OK.
 * **Errors**: those of store.h; RAP_ERR_STORE when store or copy is damaged; RAP_ERR_INTERRUPTED. **Cost**: reads and writes the file once, and reads the copy once. */
rap_status rap_store_backup(rap_store *store, rap_str path, rap_backup_fn step, void *ctx, int64_t *documents, rap_error *err) RAP_MUST_CHECK;

#endif
