/* corrections.h: the corrections of a store: kept, applied, listed, undone. Layer: index.
 *
 * The record table keeps what the analysis found; corrections are rows of their own. Both meet where rows are derived (rap_derive_put) and where a record is read (rap_store_load), so that every answer shows what
 * people decided, and taking a decision back needs no rules and no analysis.
 *
 *     rap_correction c = {.op = RAP_CORRECT_MERGE, .thing = RAP_CORRECT_ENTITY, …};
 *     st = rap_store_correct(store, &c, 1, &result, err);
 *     st = rap_store_finish(store, err);
 *
 * A correction and the list of the documents that it changes are written in one transaction; the documents' rows follow in batches. A run that is killed between two of them is continued by the next one that opens the
 * store for writing.
 */
#ifndef RAP_INDEX_CORRECTIONS_H
#define RAP_INDEX_CORRECTIONS_H

#include "index/correct.h"
#include "index/store.h"

typedef struct rap_correct_result {
  size_t added;      /* corrections that are new */
  size_t known;      /* were there already, holding or undone */
  size_t undone;     /* were holding here, and are undone as the file says */
  size_t overridden; /* decisions on entities that counted, and do no more */
  size_t documents;  /* whose rows were made anew */
} rap_correct_result;

/* Adds corrections in the order given; sets .id and .uid (in `arena`) of each. One whose .at is 0 gets the time `now` (milliseconds), moved behind the latest there is, so that it counts as the last word. Those that are there already
 * (same uid) are passed over. Commits by itself; call rap_store_finish afterwards. `interrupted` as for opening; then the rest is left to the next run. Errors: RAP_ERR_INPUT (rap_correction_check), RAP_ERR_LIMIT (RAP_MAX_CORRECTIONS,
 * RAP_MAX_CORRECTIONS_PER_DOCUMENT); nothing is added then. */
rap_status rap_store_correct(rap_store *store, rap_arena *arena, rap_correction *items, size_t n, int64_t now, rap_correct_result *result,
                             rap_error *err) RAP_MUST_CHECK;
/* Takes one back, or lets it hold again. RAP_NOT_FOUND: there is no such; RAP_ERR_USAGE: it is undone already (or holds). */
rap_status rap_store_correct_undo(rap_store *store, int64_t id, rap_str by, int64_t now, rap_correct_result *result, rap_error *err) RAP_MUST_CHECK;
rap_status rap_store_correct_redo(rap_store *store, int64_t id, rap_correct_result *result, rap_error *err) RAP_MUST_CHECK;

/* How a correction stands. */
typedef struct rap_correction_state {
  rap_correct_outcome outcome; /* of entities and events: APPLIED where it changed anything */
  int64_t documents;           /* in how many it changed something */
} rap_correction_state;
typedef rap_status (*rap_correction_fn)(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err);

typedef struct rap_correction_filter {
  rap_str source, document; /* document empty: all */
  int64_t first, last;      /* ids; 0: open */
  bool undone;              /* also those that were taken back */
} rap_correction_filter;

/* In order of id; each lives until the callback returns. */
rap_status rap_store_corrections(rap_store *store, const rap_correction_filter *filter, rap_correction_fn fn, void *ctx,
                                 rap_error *err) RAP_MUST_CHECK;
/* How many hold. */
rap_status rap_store_count_corrections(rap_store *store, int64_t *out, rap_error *err) RAP_MUST_CHECK;

/* A document both ways: as analysed, and as corrected, with what touched what. In `arena`. Errors as of rap_store_get. */
typedef struct rap_corrected_document {
  rap_stored_document stored; /* .record is the corrected one */
  rap_record machine;
  rap_correcting how; /* .local, .outcomes, .everywhere, origins */
} rap_corrected_document;
rap_status rap_store_get_corrected(rap_store *store, rap_arena *arena, rap_str id, rap_corrected_document *out, rap_error *err) RAP_MUST_CHECK;

/* Whether the merge `c` would lead back to itself, as of what holds now. */
rap_status rap_store_would_circle(rap_store *store, const rap_correction *c, bool *out, rap_error *err) RAP_MUST_CHECK;

/* Whether the rules give the entity its name; then nothing else does. */
rap_status rap_store_in_lexicon(rap_store *store, rap_str kind, rap_str value, bool *out, rap_error *err) RAP_MUST_CHECK;
/* The value of an entity that is known by its name: folded; in `arena`. */
rap_status rap_store_value_of_name(rap_arena *arena, rap_str name, rap_str *out, rap_error *err) RAP_MUST_CHECK;

/* What a correction of an event says of it: .value, .was (or, `into`: .now). RAP_NOT_FOUND: there is no such event. */
rap_status rap_store_aim_event(rap_store *store, rap_arena *arena, rap_str key, bool into, rap_correction *out, rap_error *err) RAP_MUST_CHECK;
/* The documents that tell of an event, and which of their accounts do: source, name, index. */
typedef rap_status (*rap_account_fn)(void *ctx, rap_str source, rap_str document, size_t idx, rap_error *err);
rap_status rap_store_accounts(rap_store *store, rap_str key, rap_account_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;

#endif
