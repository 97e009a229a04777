/* alerts.h: what of a saved question was told already. Layer: index.
 *
 *     st = rap_alert_seen(store, name, parameters, arena, &seen, err);           // any store
 *     ... tell what is not in it ...
 *     st = rap_alert_mark(store, name, parameters, all, err);                    // one that is open for writing: a transaction of its own
 *
 * The set is bytes to the store; who asks packs it (queries/alert_set.h). It is content: not derived, kept by rebuild, but no part of what the corpus is.
 * Errors: those of store.h. Threads: as the store.
 */
#ifndef RAP_INDEX_ALERTS_H
#define RAP_INDEX_ALERTS_H

#include "index/store.h"

/* The set, in `arena`; empty when nothing was told yet. *known (may be NULL): whether there is one at all. */
rap_status rap_alert_seen(rap_store *store, rap_str name, rap_str parameters, rap_arena *arena, rap_str *seen, bool *known,
                          rap_error *err) RAP_MUST_CHECK;
/* Puts a set in the place of the one before. Needs a store that is open for writing; commits. */
rap_status rap_alert_mark(rap_store *store, rap_str name, rap_str parameters, rap_str seen, rap_error *err) RAP_MUST_CHECK;
/* Forgets it; *known: whether there was one. Needs a store that is open for writing; commits. */
rap_status rap_alert_forget(rap_store *store, rap_str name, rap_str parameters, bool *known, rap_error *err) RAP_MUST_CHECK;
/* SHA-256 of a document's text (32 bytes, in `arena`), by which a revision is told; empty when there is no such document. Cost: an index look-up. */
rap_status rap_alert_text_hash(rap_store *store, rap_str source, rap_str document, rap_arena *arena, rap_str *hash, rap_error *err) RAP_MUST_CHECK;

#endif
