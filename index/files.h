/* files.h: what a store knows of the files that its documents came from, so that an unchanged file need not even be opened. Layer: index.
 *
 * A file's row is written with its last document, in the same transaction: after a kill a file whose row is there is stored whole. A file is known by its canonical path.
 *
 *     st = rap_store_file_find(store, path, &seen, err);
 *     if (seen.id && it looks the same) st = rap_store_file_is_current(store, &seen, &ask, &current, err);
 *     if (current) st = rap_store_file_pass(store, seen.id, tell, ctx, err);     // its documents count as met
 *     else { rap_store_file_begin(store); ... its documents are put ...; st = rap_store_file_put(store, path, &seen, err); }
 *
 * Errors and threads: as in store.h.
 */
#ifndef RAP_INDEX_FILES_H
#define RAP_INDEX_FILES_H

#include "index/store.h"
#include "ingest/file_info.h"

typedef struct rap_seen_file {
  int64_t id; /* 0: it is not known */
  rap_file_info info;
  unsigned char hash[RAP_DIGEST_BYTES];
  bool racy;          /* its look is no proof (rap_file_info_is_racy) */
  rap_str reader;     /* what else its documents depend on */
  rap_day since;      /* documents published before were left out; year 0: none was */
  uint64_t documents; /* that it gave; set by rap_store_file_put itself */
  uint64_t errors;    /* that were refused, or 1 for the whole file */
  rap_str reason;     /* of the first refusal */
} rap_seen_file;

/* What is known of a file; its strings live in `arena`. */
rap_status rap_store_file_find(rap_store *store, rap_str path, rap_arena *arena, rap_seen_file *out, rap_error *err) RAP_MUST_CHECK;
/* Whether all that the file gave is still stored as it gave it, with records made by the rules of `stamp`. `redated`: the file has another day now, so that documents dated by it would differ. */
rap_status rap_store_file_is_current(rap_store *store, const rap_seen_file *seen, rap_str stamp, bool redated, bool *out,
                                     rap_error *err) RAP_MUST_CHECK;

/* One document of a file that is passed over: of doc, file (with ":N" for records), published, published_from, published_text and warnings are set. */
typedef rap_status (*rap_passed_fn)(void *ctx, const rap_document *doc, uint64_t text_len, rap_error *err);
/* The file is passed over: its documents count as met in this run, each is told to `fn` (NULL: none is), in order of their places. The callback may not use the store. */
rap_status rap_store_file_pass(rap_store *store, int64_t id, rap_passed_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;
/* The same bytes under another time: info and racy are noted anew. */
rap_status rap_store_file_touch(rap_store *store, const rap_seen_file *seen, rap_error *err) RAP_MUST_CHECK;
/* From here on the documents that are put, or found to be there already, are those of the next file. */
void rap_store_file_begin(rap_store *store);
/* The file was read to its end: notes all but .id and .documents, and the documents met since rap_store_file_begin. Nothing is written if that is what is known of it. Commits by itself like rap_store_put. */
rap_status rap_store_file_put(rap_store *store, rap_str path, const rap_seen_file *seen, rap_error *err) RAP_MUST_CHECK;
/* The file was not read to its end, or was another one there: what is known of it holds no more. */
rap_status rap_store_file_forget(rap_store *store, rap_str path, rap_error *err) RAP_MUST_CHECK;

/* ---- files that are there no more ---- */

/* Files known at `root` or below, in order of path, one at a time. documents: that it gave and the store has; alone: those of them that no other file gave. The callback may use the store, but put no files. */
typedef struct rap_file_below {
  int64_t id;
  rap_str path;
  uint64_t documents, alone;
} rap_file_below;
typedef rap_status (*rap_file_fn)(void *ctx, const rap_file_below *file, rap_error *err);
rap_status rap_store_files_below(rap_store *store, rap_str root, rap_file_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;
/* Documents read from `root` or below that are, by what is known, in no file any more, in order of their rows. Those of stores made before files were known are among them. */
typedef struct rap_orphan {
  int64_t id;
  rap_str path; /* it was read from; a member's is that of the file, and then the way inside */
} rap_orphan;
typedef rap_status (*rap_orphan_fn)(void *ctx, const rap_orphan *orphan, rap_error *err);
rap_status rap_store_orphans_below(rap_store *store, rap_str root, rap_orphan_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;
/* Takes such a document out. Commits by itself like rap_store_put. */
rap_status rap_store_orphan_remove(rap_store *store, int64_t id, rap_error *err) RAP_MUST_CHECK;
/* The file is gone: its documents are taken out but for those that another file gave too, which are that file's from now on. *n counts on. Commits by itself like rap_store_put. */
rap_status rap_store_file_prune(rap_store *store, int64_t id, uint64_t *n, rap_error *err) RAP_MUST_CHECK;

/* Begins another run in a store that stays open: nothing was met yet. */
void rap_store_begin_run(rap_store *store);

#endif
