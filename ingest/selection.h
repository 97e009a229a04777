/* selection.h: the files that a run is to look at: arguments and lists, narrowed by patterns and age; stat only, nothing is opened but folders. Layer: ingest.
 *
 *     rap_selection *s = NULL;
 *     st = rap_selection_new(&options, &s, err);
 *     while ((st = rap_selection_next(s, &file, &own)) != RAP_NOT_FOUND) ...       // a failure: something could not be looked at; the next call goes on
 *     if (rap_selection_tally_of(s).failed == 0) ...                                  // all of the trees was seen
 *     rap_selection_free(s);
 */
#ifndef RAP_INGEST_SELECTION_H
#define RAP_INGEST_SELECTION_H

#include "ingest/file_info.h"
#include "ingest/glob.h"
#include "ingest/manifest.h"

typedef struct rap_selection rap_selection;

/* Borrowed until rap_selection_free. */
typedef struct rap_selection_options {
  const rap_str *paths; /* arguments: files, folders, "-" */
  size_t n_paths;
  rap_manifest *manifest; /* files and folders that come behind them; NULL: none */
  /* Patterns over the path below its argument (of an argument that is a file, its last part; of a listed file, its path as it is listed). A file is taken if it meets one of `include`, or there are none, and none of `exclude`. "-" is always taken. */
  const rap_glob *const *include, *const *exclude;
  size_t n_include, n_exclude;
  int64_t modified_since; /* files not modified since (nanoseconds, as in rap_file_info) are left out; 0: none is */
  bool hidden;            /* see rap_source_options */
  /* Asked of each folder and each file below an argument that is a folder, by the argument and the name below it, before anything else; info NULL: a folder. False: it is passed over and counted nowhere. NULL: all are wanted. */
  bool (*wants)(void *ctx, rap_str root, rap_str name, const rap_file_info *info);
  void *ctx;
} rap_selection_options;

typedef struct rap_selected {
  rap_str path; /* to be opened; NUL-terminated */
  rap_str name; /* below its argument */
  rap_str root; /* the argument or the listed path that it was found by */
  rap_file_info info;
  rap_manifest_entry given; /* what the list says of its documents; path empty: it was not listed */
} rap_selected;

typedef struct rap_selection_tally {
  uint64_t files, excluded, older; /* taken; left out by patterns, by age (of a folder that was not entered, nothing is known) */
  uint64_t failed;                 /* arguments, folders and files that could not be looked at, and bad lines of the list */
} rap_selection_tally;

/* Errors: RAP_ERR_NOMEM. */
rap_status rap_selection_new(const rap_selection_options *options, rap_selection **out, rap_error *err) RAP_MUST_CHECK;
void rap_selection_free(rap_selection *selection);
/* The next file, in the order of arguments and of names; valid until the next call. RAP_NOT_FOUND at the end. Errors, behind which it goes on: those of rap_tree_next and rap_manifest_next; RAP_ERR_NOMEM (this one is final). */
rap_status rap_selection_next(rap_selection *selection, rap_selected *out, rap_error *err) RAP_MUST_CHECK;
rap_selection_tally rap_selection_tally_of(const rap_selection *selection);

#endif
