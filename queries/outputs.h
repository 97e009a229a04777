/* outputs.h: files that an export makes: all of them or none, with their hashes. Layer: queries.
 *
 * Files are written under a name of their own beside the final one (PATH.partial-PID-N) and renamed by rap_outputs_commit: a run that fails, is killed or finds the disk full leaves nothing under the final name. A folder
 * also gets SHA256SUMS, as sha256sum(1) reads it (`sha256sum -c SHA256SUMS`). With .hash_only nothing is written at all: what would have been is hashed.
 *
 *     rap_outputs *o = NULL;
 *     st = rap_outputs_new(&(rap_outputs_options){.path = path, .folder = true}, &o, err);
 *     st = rap_outputs_open(o, RAP_STR("a.txt"), &out, err);
 *     rap_out_write(out, ...);
 *     st = rap_outputs_close(o, out, err);
 *     st = rap_outputs_commit(o, err);
 *     rap_outputs_free(o);                  // takes away what was not committed
 *
 * Errors: RAP_ERR_IO, RAP_ERR_FULL (the disk is full, or a bound on sizes is met), each with path and reason; RAP_ERR_NOMEM. Threads: one.
 */
#ifndef RAP_QUERIES_OUTPUTS_H
#define RAP_QUERIES_OUTPUTS_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/emit.h"

/* Files that are listed one by one; of more only the sums are told (SHA256SUMS has them all). */
#define RAP_OUTPUTS_LISTED 64

typedef struct rap_outputs rap_outputs;

typedef struct rap_outputs_options {
  rap_str path;
  bool folder;    /* several files; else one, whose name is the path */
  bool parts;     /* one file that a library writes by itself (rap_outputs_path): what is opened here are its parts, which are only hashed */
  bool force;     /* replaces what is there: a file, an empty folder, or a folder that holds an export (its receipt.json says so) */
  bool hash_only; /* no file at all */
} rap_outputs_options;

/* Errors: also RAP_ERR_USAGE when there is something at the path already, and may not be replaced. */
rap_status rap_outputs_new(const rap_outputs_options *options, rap_outputs **out, rap_error *err) RAP_MUST_CHECK;
/* Takes away what was not committed. NULL allowed. */
void rap_outputs_free(rap_outputs *o);

/* Begins a file; several may be open at once. `name`: within the folder, without '/'; of a single file it is only told. Borrowed until it is closed. Errors: also RAP_ERR_IO when that name was given already. */
rap_status rap_outputs_open(rap_outputs *o, rap_str name, rap_out **out, rap_error *err) RAP_MUST_CHECK;
/* Ends a file that rap_outputs_open began. */
rap_status rap_outputs_close(rap_outputs *o, rap_out *out, rap_error *err) RAP_MUST_CHECK;
/* A file that is no part of what is hashed (the receipt). Nothing under .hash_only. */
rap_status rap_outputs_beside(rap_outputs *o, rap_str name, rap_str content, rap_error *err) RAP_MUST_CHECK;
/* Where the folder or file is being written; NUL-terminated, borrowed. NULL under .hash_only. */
const char *rap_outputs_path(const rap_outputs *o);

/* Hands on the failure of who wrote to that path; of a full disk it is said under the final name. */
rap_status rap_outputs_blame(const rap_outputs *o, rap_status st, const rap_error *own, rap_error *err);

typedef struct rap_outputs_file {
  rap_str name;
  uint64_t bytes;
  char sha256[RAP_DIGEST_HEX + 1];
} rap_outputs_file;

/* In order of closing. */
typedef struct rap_outputs_totals {
  uint64_t files, bytes;
  char sha256[RAP_DIGEST_HEX + 1]; /* of a single file: its own; of several parts: that of SHA256SUMS, or of what would stand in it */
  const rap_outputs_file *list;    /* borrowed until free; the first RAP_OUTPUTS_LISTED */
  size_t n_list;
} rap_outputs_totals;
/* Ends SHA256SUMS; call it when all files are closed, before commit. */
rap_status rap_outputs_sum(rap_outputs *o, rap_outputs_totals *out, rap_error *err) RAP_MUST_CHECK;

/* Of .parts: sees that what the library wrote is on the disk. Nothing under .hash_only. */
rap_status rap_outputs_sync(rap_outputs *o, rap_error *err) RAP_MUST_CHECK;
/* Renames. */
rap_status rap_outputs_commit(rap_outputs *o, rap_error *err) RAP_MUST_CHECK;

/* A file's name from any bytes, without '/' and reversible: letters, digits, '.', '_' and '-' as they are (no '.' at the begin), all others as %XX. One that would be longer than RAP_FILE_NAME_MAX is cut and ends in '~' and
 * 16 digits of the SHA-256 of the whole: such a name is told by the list of files that comes with the export. Appends. */
#define RAP_FILE_NAME_MAX 160
void rap_file_name(rap_str text, rap_buf *out);

#endif
