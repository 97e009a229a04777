/* corrections_impl.h: where corrections meet the rest of the store. Layer: index, its own files only. */
#ifndef RAP_INDEX_CORRECTIONS_IMPL_H
#define RAP_INDEX_CORRECTIONS_IMPL_H

#include "index/corrections.h"
#include "index/merge.h"
#include "index/store_impl.h"

/* What holds everywhere, kept while a store is open. */
typedef struct rap_corrections {
  rap_arena *arena;
  bool loaded;
  int64_t version; /* SQLite's data_version as of then */
  int64_t n_local; /* how many concern a document */
  rap_decisions decisions;
  rap_correction *events;
  size_t n_events;
} rap_corrections;

/* Loads them if that wasn't done, or if another connection wrote since. */
rap_status rap_corrections_load(rap_store *store, rap_error *err) RAP_MUST_CHECK;
/* The next look loads them anew. NULL allowed. */
void rap_corrections_forget(rap_store *store);
void rap_corrections_free(rap_store *store);

/* The corrected record of a row, in `arena`. `how` gets what was done; may be NULL. */
rap_status rap_corrections_apply(rap_store *store, rap_arena *arena, int64_t id, const rap_document *doc, rap_record *record, rap_correcting *how,
                                 rap_error *err) RAP_MUST_CHECK;
/* Notes what came of them in that document. */
rap_status rap_corrections_note(rap_store *store, int64_t id, const rap_correcting *how, rap_error *err) RAP_MUST_CHECK;
/* Corrections of the events of a series, once its accounts are merged: united ones have n_documents 0. `series`: its value. */
rap_status rap_corrections_of_events(rap_store *store, rap_str series, rap_account *accounts, size_t n, rap_merged *merged, size_t n_merged,
                                     rap_error *err) RAP_MUST_CHECK;
/* Documents that have to wait to be derived again, in the open transaction: all that name the entity of the correction as things stand now; those in which it did something; that of which it is. Of a correction of events: the series.
 * Errors: of the store. Cost: _entity reads the bitmaps of the entity's kind, the others a row or as many as they mark. */
rap_status rap_corrections_mark_entity(rap_store *store, rap_arena *arena, const rap_correction *c, rap_error *err) RAP_MUST_CHECK;
rap_status rap_corrections_mark_touched(rap_store *store, int64_t correction, rap_error *err) RAP_MUST_CHECK;
rap_status rap_corrections_mark_document(rap_store *store, const rap_correction *c, rap_error *err) RAP_MUST_CHECK;
rap_status rap_corrections_mark_series(rap_store *store, const rap_correction *c, rap_error *err) RAP_MUST_CHECK;
/* The documents that wait to be derived again; commits in batches. *n: how many they were. */
rap_status rap_corrections_resume(rap_store *store, size_t *n, rap_error *err) RAP_MUST_CHECK;

/* A row of `correction`: the columns of RAP_CORRECTION_COLUMNS, in `arena`. */
#define RAP_CORRECTION_COLUMNS \
  "c.id, c.uid, c.at, c.operation, c.thing, c.source, c.document, c.kind, c.value, c.quote, c.before, c.after, c.text_begin, c.was, c.now, c.author, c.note, c.undone_by, c.undone_at"
rap_status rap_corrections_row(rap_store *store, rap_arena *arena, rap_stmt *s, rap_correction *out, rap_error *err) RAP_MUST_CHECK;

#endif
