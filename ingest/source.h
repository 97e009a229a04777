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

typedef struct rap_source rap_source;

typedef struct rap_source_options {
  int stdin_fd; /* descriptor read for "-"; -1: "-" is refused */
  /* Asked when a signal breaks a wait, for a pipe's writer or for bytes; true: rap_source_next returns RAP_ERR_INTERRUPTED. NULL: goes on waiting. */
  bool (*interrupted)(void);
  rap_field_map map;           /* which column or key of CSV and JSON holds which field */
  rap_repairs_off repairs_off; /* of every document: the steps of repair that are not wanted */
  bool hidden;                 /* also files and folders whose name begins with '.', (default: passed over) */
  bool keep_mojibake;          /* leave UTF-8 that was once read as windows-1252 as it is (ingest/mojibake.h) */
} rap_source_options;

typedef struct rap_source_progress {
  uint64_t files, documents, bytes_read, errors;
  uint64_t passed_over; /* how often RAP_PASSED_OVER was returned; for what an archive held beside its texts once */
} rap_source_progress;

/* `paths` are borrowed until rap_source_free. options NULL: defaults (standard input refused). Errors: RAP_ERR_NOMEM. A missing path is reported by rap_source_next. */
rap_status rap_source_new(const rap_str *paths, size_t n_paths, const rap_source_options *options, rap_source **out, rap_error *err) RAP_MUST_CHECK;
void rap_source_free(rap_source *source);
/* The next raw document, in `arena`. RAP_NOT_FOUND at the end. RAP_PASSED_OVER, with a message: something held no document and needn't have (a page of links, pictures in an archive). Errors, each naming file (and line): RAP_ERR_IO (missing, unreadable), RAP_ERR_INPUT (empty file, binary, broken JSON,
 * record without text, truncated or damaged archive or compressed file), RAP_ERR_LIMIT (document too large, bomb), RAP_ERR_INTERRUPTED, RAP_ERR_NOMEM (this one is final). Memory: one document (or JSON line) at a time. */
rap_status rap_source_next(rap_source *source, rap_arena *arena, rap_raw_document *raw, rap_error *err) RAP_MUST_CHECK;
rap_source_progress rap_source_progress_of(const rap_source *source);

#endif
