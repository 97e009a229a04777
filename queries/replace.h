/* replace.h: a file that is always whole: written under another name beside it first, then renamed. Layer: queries. */
#ifndef RAP_QUERIES_REPLACE_H
#define RAP_QUERIES_REPLACE_H

#include "base/status.h"
#include "base/str.h"

/* What errno says of a path, NUL-terminated: RAP_ERR_FULL, RAP_ERR_READONLY or RAP_ERR_IO. */
rap_status rap_file_failed(const char *path, rap_error *err) RAP_MUST_CHECK;
/* Writes all of the bytes, however many calls that takes. False: errno tells why not. */
bool rap_file_write(int fd, rap_str bytes) RAP_MUST_CHECK;

/* Whoever opens `path` sees its old content or all of `bytes`, also when the machine stops meanwhile (fsync(2) before the renaming). What is no regular file (a pipe, /dev/null) is written to as it is. Errors, naming the path: RAP_ERR_IO, RAP_ERR_FULL,
 * RAP_ERR_READONLY, RAP_ERR_NOMEM; then nothing is left behind. */
rap_status rap_file_replace(rap_str path, rap_str bytes, rap_error *err) RAP_MUST_CHECK;

/* The same for content that comes piece by piece (rap_file_write to .fd):
 *
 *     rap_new_file f;
 *     st = rap_new_file_begin(&f, path, err);
 *     if (st == RAP_OK && !rap_file_write(f.fd, bytes)) st = rap_file_failed(f.path, err);
 *     st = rap_new_file_end(&f, st, err);       // also after a failure: then nothing is left behind
 */
typedef struct rap_new_file {
  int fd;
  char *path, *part; /* `part`: the name until the end; NULL: what is no regular file, written to as it is */
} rap_new_file;

/* Errors: as rap_file_replace. */
rap_status rap_new_file_begin(rap_new_file *f, rap_str path, rap_error *err) RAP_MUST_CHECK;
/* Gives the file its name if `st` is RAP_OK, drops it otherwise. Returns the first failure. Errors: as rap_file_replace. */
rap_status rap_new_file_end(rap_new_file *f, rap_status st, rap_error *err) RAP_MUST_CHECK;

#endif
