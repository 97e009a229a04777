/* plan.h: which of the selected files a run is to read: a store knows the others as they are. Layer: queries.
 *
 * Made before anything is read, with nothing but stat(2), and the hash of files whose look is no proof. What is passed over counts as met, so that what is read is held against it.
 *
 *     st = rap_plan_make(selection, &options, &plan, err);
 *     ... plan.entries in their order: a file to be read, or a failure to be told ...
 *     rap_plan_clear(&plan);
 *
 * A file is passed over if all of this holds:
 *   it was read to its end before, by the same reader with the same settings, and with the same words of the list about it;
 *   size, times and inode are those of then, and it was not touched within two seconds of being looked at then (or later); or else size and SHA-256 are those of then, and no document is dated by its day;
 *   all that it gave is still stored as it gave it, with records of the rules at hand;
 *   nothing of it was refused then, or that is not to be tried again; nothing was left out that is wanted now.
 */
#ifndef RAP_QUERIES_PLAN_H
#define RAP_QUERIES_PLAN_H

#include "base/id_set.h"
#include "index/files.h"
#include "ingest/selection.h"
#include "ingest/source.h"

typedef enum rap_plan_why {
  RAP_PLAN_NEW,     /* never read to its end */
  RAP_PLAN_CHANGED, /* its bytes are others */
  RAP_PLAN_RULES,   /* records of other rules, or documents that are stored as another file gave them, or no more */
  RAP_PLAN_READER,  /* the reader, its settings, or what a list says of it */
  RAP_PLAN_FAILED,  /* something of it was refused */
  RAP_PLAN_WANTED,  /* something of it was left out, that is not left out now */
  RAP_PLAN_STREAM   /* standard input, a pipe: no file that can be known again */
} rap_plan_why;
const char *rap_plan_why_text(rap_plan_why why); /* "new", "changed", "rules" … */

typedef struct rap_plan_entry {
  rap_status status; /* RAP_OK: a file; else what failed there, with its message */
  rap_str message;
  rap_plan_why why;
  rap_source_file file;
  rap_str known_as; /* canonical path, for the store; empty: a stream */
  rap_str reader;   /* what its documents depend on beside its bytes */
} rap_plan_entry;

typedef struct rap_plan_counts {
  uint64_t files, to_read, by_why[RAP_PLAN_STREAM + 1], passed; /* files: all that were selected */
  uint64_t documents;                                           /* of files that were passed over */
  uint64_t opened;                                              /* files that were hashed */
} rap_plan_counts;

typedef struct rap_plan_options {
  rap_store *store; /* NULL: there is none, and all is new */
  rap_str stamp;    /* of the rules */
  rap_str settings; /* of the reader: whatever else may change what is read */
  rap_day since;    /* documents published before are left out; year 0: none is */
  bool keep_failed; /* what was refused is not tried again while its file is as it was */
  bool only_look;   /* nothing is written to the store */
  bool (*interrupted)(void);
  rap_passed_fn passed; /* of each document of a file that is passed over; see rap_store_file_pass; NULL: nobody */
  void *ctx;
} rap_plan_options;

/* Zero-initialise; rap_plan_clear. */
typedef struct rap_plan {
  rap_arena *arena;
  rap_plan_entry *entries; /* in the order of the selection */
  size_t n, capacity;
  size_t *files; /* entries that are files, by order: files[rap_source_progress.files - 1] */
  size_t n_files, files_capacity;
  rap_plan_counts counts;
  rap_id_set met; /* rows of files that were selected */
} rap_plan;

/* Errors, after which the plan is to be cleared all the same: those of store.h, RAP_ERR_INTERRUPTED, RAP_ERR_NOMEM. What could not be looked at is an entry. Cost: two or three look-ups for each file. Memory: some hundred bytes for each that is to be
 * read. */
rap_status rap_plan_make(rap_selection *selection, const rap_plan_options *options, rap_plan *out, rap_error *err) RAP_MUST_CHECK;
void rap_plan_clear(rap_plan *plan);
/* Whether a file with this row was selected. */
bool rap_plan_met(const rap_plan *plan, int64_t id);
/* The absolute path of a file without links in its folders: by it a store knows the file. In `arena`. Errors: RAP_ERR_IO (naming the path), RAP_ERR_NOMEM. */
rap_status rap_plan_canonical(rap_arena *arena, rap_str path, rap_str *out, rap_error *err) RAP_MUST_CHECK;

#endif
