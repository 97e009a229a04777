/* glob.h: patterns for paths, as in .gitignore files. Layer: ingest.
 *
 * A pattern is held against a path below some folder, "sub/name.txt", and against each folder on the way to it. It meets the path if it is the path's own form, or that of a folder above it.
 *   *         any characters but '/'
 *   ?         one character but '/'
 *   [a-z]     one of these, [!a-z] or [^a-z] none of them; ']' comes first in the list to be one of it; '/' never
 *   **        in "**" "/x": x at any depth; "x/" "**": what is below x; "a/" "**" "/b": with any number of folders between, or none. Elsewhere as *
 *   \c        the character c itself
 *   a slash   at the begin or inside: the pattern begins where the path begins; without one it holds at any depth: "*.txt", "drafts". At the end: folders only
 * Characters are code points; bytes that are no UTF-8 are each a character. Case counts. A '.' at the begin of a name is nothing special.
 */
#ifndef RAP_INGEST_GLOB_H
#define RAP_INGEST_GLOB_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

typedef struct rap_glob rap_glob;

/* *out lives in `arena`. Errors: RAP_ERR_USAGE (empty, longer than RAP_MAX_GLOB_BYTES, a '[' without its end, a '\' at the end, a range backwards), naming the pattern; RAP_ERR_NOMEM. */
rap_status rap_glob_new(rap_arena *arena, rap_str pattern, const rap_glob **out, rap_error *err) RAP_MUST_CHECK;
/* Whether it meets the path. `folder`: the path itself is a folder's. Cost: at most characters of the path × of the pattern, without backtracking. Threads: any. */
bool rap_glob_meets(const rap_glob *glob, rap_str path, bool folder);

#endif
