/* manifest.h: a list of files to be read, with what the lister knows of them. Layer: ingest.
 *
 * Three forms, told by the first line:
 *   one path a line (or, with `nul`, each ended by a NUL byte, as find -print0 writes them); blank lines are passed over
 *   TSV: a first line of names of columns, `path` among them, then one file a line
 *   JSON Lines: one object a line, with a string "path"
 * Columns and keys: path, id, date, title, source, url, language. A line that is wrong costs that line.
 *
 *     rap_manifest *m = NULL;
 *     st = rap_manifest_open(RAP_STR("list.tsv"), false, -1, &m, err);
 *     while ((st = rap_manifest_next(m, &entry, &own)) != RAP_NOT_FOUND) ...
 *     rap_manifest_free(m);
 */
#ifndef RAP_INGEST_MANIFEST_H
#define RAP_INGEST_MANIFEST_H

#include "base/status.h"
#include "base/str.h"

typedef struct rap_manifest rap_manifest;

/* What is known of a file's documents; it holds where a document says nothing itself. */
typedef struct rap_manifest_entry {
  rap_str path; /* no NUL in it, one behind it; relative to the working folder, as an argument is */
  rap_str id, date, title, source, url, language;
  uint64_t line; /* of the manifest, from 1; of a list with NULs the number of the path */
} rap_manifest_entry;

/* Reads the list whole. `path` "-": from stdin_fd (-1: refused). Errors, naming the path: RAP_ERR_IO; RAP_ERR_LIMIT beyond RAP_MAX_MANIFEST_BYTES; RAP_ERR_INPUT (an unknown column, or `path` missing among
 * them); RAP_ERR_NOMEM. */
rap_status rap_manifest_open(rap_str path, bool nul, int stdin_fd, rap_manifest **out, rap_error *err) RAP_MUST_CHECK;
/* The same of bytes at hand, which are copied; `name` for messages. */
rap_status rap_manifest_parse(rap_str name, rap_str bytes, bool nul, rap_manifest **out, rap_error *err) RAP_MUST_CHECK;
void rap_manifest_free(rap_manifest *manifest);
/* The next line; its strings are valid until the next call. RAP_NOT_FOUND at the end. RAP_ERR_INPUT, naming list and line: no path, a path that can't be one (a NUL, longer than RAP_MAX_PATH_BYTES, "-"), too many
 * fields, an unknown key, no string, a date that is none, broken JSON; the next call goes on behind it. RAP_ERR_NOMEM. */
rap_status rap_manifest_next(rap_manifest *manifest, rap_manifest_entry *out, rap_error *err) RAP_MUST_CHECK;
/* Begins again with the first line. */
void rap_manifest_rewind(rap_manifest *manifest);

#endif
