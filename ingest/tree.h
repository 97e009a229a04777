/* tree.h: the files under the given paths, in a fixed order. Layer: ingest (inside). */
#ifndef RAP_INGEST_TREE_H
#define RAP_INGEST_TREE_H

#include <sys/stat.h>

#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

typedef struct rap_tree rap_tree;

/* `paths` are borrowed until rap_tree_free. `hidden`: entries whose name begins with '.' too. Errors: RAP_ERR_NOMEM. */
rap_status rap_tree_new(const rap_str *paths, size_t n_paths, bool hidden, rap_tree **out, rap_error *err) RAP_MUST_CHECK;
void rap_tree_free(rap_tree *tree);
/* The next file: *path as given, with what was found below it; *name relative to the argument (a file argument: its last part). Both valid until the next call, *path NUL-terminated.
 * "-" comes out as it is. A folder's entries come in byte order, depth first. Links to files are followed, links to folders only when they are arguments; what is neither file nor folder
 * is passed over inside a folder, and given out as an argument (a pipe). RAP_NOT_FOUND at the end. Errors, after which the walk goes on: RAP_ERR_IO (missing, unreadable folder, dangling
 * link), RAP_ERR_LIMIT (deeper than RAP_MAX_TREE_DEPTH). */
rap_status rap_tree_next(rap_tree *tree, rap_str *path, rap_str *name, rap_error *err) RAP_MUST_CHECK;
/* What stat(2) said of the file given last; its mode is 0 for "-". Valid until the next call. */
const struct stat *rap_tree_info(const rap_tree *tree);
/* Asked of each folder below an argument before it is read, by its name relative to the argument; false: it is passed over. NULL: none is. */
void rap_tree_set_enter(rap_tree *tree, bool (*enter)(void *ctx, rap_str name), void *ctx);

#endif
