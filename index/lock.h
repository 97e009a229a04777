/* lock.h: one writer at a time. Layer: index.
 *
 * An advisory POSIX lock (fcntl) on the file PATH-lock beside the store. The kernel lets it go when its holder ends, however it ends, so no crash leaves a false holder; the file's content
 * (one line: process, host, since when, and what it runs) only serves the message, and the file is removed when the lock is let go. A lock file that is found without a lock on it means nothing and is taken over.
 * POSIX locks belong to the process: within one process SQLite's own lock keeps two writers apart.
 */
#ifndef RAP_INDEX_LOCK_H
#define RAP_INDEX_LOCK_H

#include "base/status.h"
#include "base/str.h"

typedef struct rap_lock rap_lock;

typedef struct rap_lock_options {
  int timeout_ms;            /* how long to wait; 0: not at all */
  rap_str holder;            /* what takes it, for the message of who has to wait ("rapporteur index in"); cut where it is long */
  bool (*interrupted)(void); /* asked while it waits; true: RAP_ERR_INTERRUPTED. NULL: it waits on */
} rap_lock_options;

/* Errors: RAP_ERR_BUSY (names the holder, and since when), RAP_ERR_INTERRUPTED, RAP_ERR_READONLY (no file can be made there), RAP_ERR_IO (no such folder …), RAP_ERR_FULL, RAP_ERR_NOMEM. */
rap_status rap_lock_take(rap_str store_path, const rap_lock_options *options, rap_lock **out, rap_error *err) RAP_MUST_CHECK;
/* NULL allowed. */
void rap_lock_release(rap_lock *lock);

#endif
