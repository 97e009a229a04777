/* notify.h: what happens in folders, as the system tells it (Linux: inotify). Layer: queries. The only file that knows sys/inotify.h.
 *
 *     st = rap_notify_new(&notify, err);                     // RAP_NOT_FOUND: this system tells nothing; look from time to time
 *     st = rap_notify_add(notify, folder, err);              // with all folders below
 *     ... when rap_notify_fd is readable: rap_notify_read(notify, fn, ctx, err)
 *
 * Folders that come are watched as they come, and told as RAP_NOTIFY_CAME: files may have been in them before they were watched. Names that begin with '.' are not told.
 */
#ifndef RAP_QUERIES_NOTIFY_H
#define RAP_QUERIES_NOTIFY_H

#include "base/status.h"
#include "base/str.h"

typedef struct rap_notify rap_notify;

typedef enum rap_notify_what {
  RAP_NOTIFY_CAME,      /* a file or folder: closed after it was written, moved there, linked, its rights changed */
  RAP_NOTIFY_WRITING,   /* a file that somebody has begun to write; CAME follows when it is closed */
  RAP_NOTIFY_GONE,      /* a file or folder: removed, or moved away */
  RAP_NOTIFY_UNMOUNTED, /* the file system that a watched folder lay on */
  RAP_NOTIFY_LOST       /* more happened than could be told: look at everything. Without a path */
} rap_notify_what;

typedef void (*rap_notify_fn)(void *ctx, rap_notify_what what, rap_str path);

/* *out is yours. Errors: RAP_NOT_FOUND, without a message, where there is no such service; RAP_ERR_LIMIT (the system gives no more), RAP_ERR_NOMEM. */
rap_status rap_notify_new(rap_notify **out, rap_error *err) RAP_MUST_CHECK;
/* NULL allowed. */
void rap_notify_free(rap_notify *notify);
/* Watches a folder and those below it, as deep as RAP_MAX_TREE_DEPTH; paths are told as begun by `folder`. Folders that can't be read are left out. Watched already: nothing is done. Errors: RAP_ERR_LIMIT (no more folders can be watched), RAP_ERR_NOMEM. */
rap_status rap_notify_add(rap_notify *notify, rap_str folder, rap_error *err) RAP_MUST_CHECK;
/* Hears no more of a folder and those below. */
void rap_notify_remove(rap_notify *notify, rap_str folder);
/* Becomes readable when there is something to be told. */
int rap_notify_fd(const rap_notify *notify);
/* Tells what there is, without waiting. Errors: those of rap_notify_add, for folders that came. */
rap_status rap_notify_read(rap_notify *notify, rap_notify_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;

#endif
