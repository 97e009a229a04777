/* prune.h: documents whose files are gone. Layer: queries.
 *
 * Gone is a file that was read once, was not met in this run, and of whose path lstat(2) says that there is nothing: not one that is left out by a pattern, nor one that can't be looked at. With it go the documents that a
 * file which is there was found not to hold any more, when it was read to its end and nothing of it was refused.
 */
#ifndef RAP_QUERIES_PRUNE_H
#define RAP_QUERIES_PRUNE_H

#include "index/files.h"
#include "queries/plan.h"

typedef struct rap_prune_counts {
  uint64_t files, documents; /* that are gone, and what goes with them: what no other file gave */
  uint64_t of;               /* documents of all files below the roots */
} rap_prune_counts;

/* Told of each path that is gone, in order; NULL: nobody. */
typedef void (*rap_prune_fn)(void *ctx, rap_str path, uint64_t documents);

/* Finds what is gone below the roots (canonical paths; one below another is passed over). Nothing is written. Errors: RAP_ERR_IO when a path can't be looked at, so that nothing is to be taken out; those of the store; RAP_ERR_NOMEM. */
rap_status rap_prune_look(rap_store *store, const rap_plan *plan, const rap_str_list *roots, rap_prune_fn fn, void *ctx, rap_prune_counts *out,
                          rap_error *err) RAP_MUST_CHECK;
/* Takes it out. counts: what was. */
rap_status rap_prune(rap_store *store, const rap_plan *plan, const rap_str_list *roots, rap_prune_counts *out, rap_error *err) RAP_MUST_CHECK;

#endif
