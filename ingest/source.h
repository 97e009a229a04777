/* source.h: paths in, raw documents out. Layer: ingest.
 *
 * A source walks the given paths in order (a folder's entries sorted by bytes, depth first; "-" is standard input), unfolds what is compressed (streamed) and archives, tells the format by content (then by
 * name), and yields one raw document at a time. Bad input never stops it: rap_source_next returns the failure with the place, and the next call goes on behind it.
 *
 *     rap_source *src = NULL;
 *     st = rap_source_new(paths, n, NULL, &src, err);
 *     while ((st = rap_source_next(src, arena, &raw, &err)) != RAP_NOT_FOUND) {
 *       if (st != RAP_OK) { report(&err); rap_error_clear(&err); continue; }
 *       ...
 *     }
 *     rap_source_free(src);
 */
#ifndef RAP_INGEST_SOURCE_H
#define RAP_INGEST_SOURCE_H

#include "ingest/document.h"
#include "ingest/field_map.h"
#include "ingest/file_info.h"
#include "ingest/given.h"

typedef struct rap_source rap_source;

/* Part of what a document depends on: raised when the same bytes are read in another way. */
#define RAP_READER_VERSION 1

/* A file to be read. Its strings are valid until the next call. */
typedef struct rap_source_file {
  rap_str path; /* to be opened, NUL-terminated; "-": standard input */
  rap_str name; /* the end of `path` by which its documents are called */
  rap_given given;
} rap_source_file;

/* A file that was read to its end, or could not be read further. */
typedef struct rap_source_end {
  uint64_t file;                        /* its number: rap_source_progress.files as of its documents and failures */
  rap_file_info info;                   /* when it was opened, if it is a regular file */
  int64_t opened_at;                    /* by the machine's clock, nanoseconds since 1970 */
  bool steady;                          /* the path leads to the same file, and that looked the same behind its last byte */
  unsigned char hash[RAP_DIGEST_BYTES]; /* of its bytes, if it is regular and steady */
} rap_source_end;

typedef struct rap_source_options {
  int stdin_fd; /* descriptor read for "-"; -1: "-" is refused */
  /* Asked when a signal breaks a wait, for a pipe's writer or for bytes; true: rap_source_next returns RAP_ERR_INTERRUPTED. NULL: goes on waiting. */
  bool (*interrupted)(void);
  rap_field_map map;           /* which column or key of CSV and JSON holds which field */
  rap_repairs_off repairs_off; /* of every document: the steps of repair that are not wanted */
  /* Where the files come from instead of the paths: the next one; RAP_NOT_FOUND at the end; any other failure is told as it is, and the next call goes on. NULL: the paths. */
  rap_status (*next_file)(void *ctx, rap_source_file *out, rap_error *err);
  /* Told of each file that was opened when it is done with, before rap_source_next returns what comes behind it. NULL: nobody. It costs hashing the file. */
  void (*file_end)(void *ctx, const rap_source_end *end);
  void *ctx;         /* of both */
  bool keep_refused; /* raw->refused is wanted */
  bool hidden;       /* also files and folders whose name begins with '.', (default: passed over) */
} rap_source_options;

typedef struct rap_source_progress {
  uint64_t files, documents, bytes_read, errors;
  uint64_t passed_over; /* how often RAP_PASSED_OVER was returned; for what an archive held beside its texts once */
} rap_source_progress;

/* `paths` are borrowed until rap_source_free; none are looked at if there is options->next_file. options NULL: defaults (standard input refused). Errors: RAP_ERR_NOMEM. A missing path is reported by rap_source_next. */
rap_status rap_source_new(const rap_str *paths, size_t n_paths, const rap_source_options *options, rap_source **out, rap_error *err) RAP_MUST_CHECK;
void rap_source_free(rap_source *source);
/* The next raw document, in `arena`. RAP_NOT_FOUND at the end. RAP_PASSED_OVER, with a message: something held no document and needn't have (a page of links, pictures in an archive). Errors, each naming file (and line): RAP_ERR_IO (missing, unreadable), RAP_ERR_INPUT (empty file, binary, broken JSON,
 * record without text, truncated or damaged archive or compressed file), RAP_ERR_LIMIT (document too large, bomb), RAP_ERR_INTERRUPTED, RAP_ERR_NOMEM (this one is final). Of a failure raw->file says where it is (path, or path:line; empty when no file was reached), and raw->refused what was refused, where
 * that is not the whole of it; the rest is empty. Memory: one document (or JSON line) at a time. */
rap_status rap_source_next(rap_source *source, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
rap_source_progress rap_source_progress_of(const rap_source *source);

#endif
