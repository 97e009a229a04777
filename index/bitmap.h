/* bitmap.h: compressed bitmaps per entity: who names, discusses, says what, so that counting touches no row. Layer: index.
 *
 * Derived data, like the rows that they follow: written in the same transaction, made anew by rap_store_rebuild, compared with the rows by rap_store_check.
 *
 * Positions. A document that is put gets the next block of positions: one for itself, one for each of its accounts of events, one for each of its statements. So one number space serves documents,
 * accounts and statements, it is dense (a bitmap over statement keys, document × 65536 + index, would hold hardly anything per container), and what belongs to one document stands together:
 * distinct documents among statements in order of position are counted by comparing neighbours. A block lies in one chunk of 65,536 positions (some thousands of press releases); one chunk
 * after the other is read to answer a question, in memory that does not grow with the store.
 *
 * Rows. Table `chunk`: the frame of each chunk (which document stands where, on which day, which statement is about which account) and the range of its documents' rows. Table `bitmap`: per chunk
 * and kind of link one blob with a bitmap for each entity (bitmap_codec.h). A commit writes the last chunk, whatever the size of the store. Removing a document takes it out of its frame;
 * its positions in the bitmaps are dead from then on, and are swept when a chunk is more dead than alive. A document that is put again gets a new block.
 *
 * Events change under many accounts with every commit that touches their series; the blob that says which account is of which event is dropped then and made again by rap_store_finish. While
 * it is missing, questions about events are answered from the rows.
 *
 * What questions are answered from bitmaps: bitmap_count.h. Threads: as the store.
 */
#ifndef RAP_INDEX_BITMAP_H
#define RAP_INDEX_BITMAP_H

#include "index/bitmap_codec.h"
#include "index/store_impl.h"

/* What entities are linked to. The number is stored: append only, or raise RAP_DERIVED_VERSION. Last column: the table's rows as (entity, document, place in the document), for the check. Place:
 * 0 the document, 1 + i its account i, −1 − i its statement i. */
#define RAP_BITMAP_TABLE(X)                                                                                                                       \
  X(RAP_BITMAP_ACTOR, "States and groups named",                                                                                                  \
    "SELECT entity, document, 0 FROM names_of WHERE entity IN (SELECT id FROM entity WHERE kind IN ('state', 'group', 'all'))")                   \
  X(RAP_BITMAP_PERSON, "persons named", "SELECT entity, document, 0 FROM names_of WHERE entity IN (SELECT id FROM entity WHERE kind = 'person')") \
  X(RAP_BITMAP_ORGANISATION, "organisations named",                                                                                               \
    "SELECT entity, document, 0 FROM names_of WHERE entity IN (SELECT id FROM entity WHERE kind = 'organisation')")                               \
  X(RAP_BITMAP_PROGRAMME, "programmes named",                                                                                                     \
    "SELECT entity, document, 0 FROM names_of WHERE entity IN (SELECT id FROM entity WHERE kind = 'programme')")                                  \
  X(RAP_BITMAP_PLACE, "places named", "SELECT entity, document, 0 FROM names_of WHERE entity IN (SELECT id FROM entity WHERE kind = 'place')")    \
  X(RAP_BITMAP_THEME, "themes of documents", "SELECT theme, document, 0 FROM themes_of")                                                          \
  X(RAP_BITMAP_CENTRAL, "central themes of documents", "SELECT theme, document, 0 FROM themes_of WHERE central = 1")                              \
  X(RAP_BITMAP_SOURCE, "sources", "SELECT e.id, d.id, 0 FROM document d LEFT JOIN entity e ON e.kind = 'source' AND e.value = d.source")          \
  X(RAP_BITMAP_LANGUAGE, "languages",                                                                                                             \
    "SELECT e.id, d.id, 0 FROM document d LEFT JOIN entity e ON e.kind = 'language' AND e.value = d.language WHERE d.language IS NOT NULL")       \
  X(RAP_BITMAP_MENTIONED, "dates mentioned",                                                                                                      \
    "SELECT entity, document, 0 FROM names_of WHERE entity IN (SELECT id FROM entity WHERE kind = 'mentioned')")                                  \
  X(RAP_BITMAP_SERIES, "series of events", "SELECT series, document, 1 + idx FROM event_document")                                                \
  X(RAP_BITMAP_EVENT_STATUS, "status of events",                                                                                                  \
    "SELECT e.id, x.document, 1 + x.idx FROM event_document x LEFT JOIN entity e ON e.kind = 'status' AND e.value = x.status")                    \
  X(RAP_BITMAP_COUNTRY, "countries of events",                                                                                                    \
    "SELECT e.id, x.document, 1 + x.idx FROM event_document x LEFT JOIN entity e ON e.kind = 'country' AND e.value = x.country "                  \
    "WHERE x.country IS NOT NULL")                                                                                                                \
  X(RAP_BITMAP_EVENT_THEME, "themes of events", "SELECT theme, document, 1 + idx FROM event_theme")                                               \
  X(RAP_BITMAP_PARTICIPANT, "participants",                                                                                                       \
    "SELECT DISTINCT p.person, p.document, 1 + x.idx FROM participant p JOIN event_document x ON x.document = p.document AND x.main = 1")         \
  X(RAP_BITMAP_STATEMENT_ACTOR, "actors of statements", "SELECT actor, statement / 65536, -1 - statement % 65536 FROM statement_actor")           \
  X(RAP_BITMAP_STATEMENT_THEME, "themes of statements", "SELECT theme, statement / 65536, -1 - statement % 65536 FROM statement_theme")           \
  X(RAP_BITMAP_SPEAKER, "speakers", "SELECT speaker, document, -1 - id % 65536 FROM statement WHERE speaker IS NOT NULL")                         \
  X(RAP_BITMAP_ROLE, "roles",                                                                                                                     \
    "SELECT e.id, s.document, -1 - s.id % 65536 FROM statement s LEFT JOIN entity e ON e.kind = 'role' AND e.value = s.role")                     \
  X(RAP_BITMAP_PREDICATE, "predicates",                                                                                                           \
    "SELECT e.id, s.document, -1 - s.id % 65536 FROM statement s LEFT JOIN entity e ON e.kind = 'predicate' AND e.value = s.predicate")           \
  X(RAP_BITMAP_POLARITY, "polarities",                                                                                                            \
    "SELECT e.id, s.document, -1 - s.id % 65536 FROM statement s LEFT JOIN entity e ON e.kind = 'polarity' AND e.value = s.polarity")             \
  X(RAP_BITMAP_STATUS, "status of statements",                                                                                                    \
    "SELECT e.id, s.document, -1 - s.id % 65536 FROM statement s LEFT JOIN entity e ON e.kind = 'status' AND e.value = s.status")

typedef enum rap_bitmap_kind {
#define RAP_BITMAP_ENUM(id, name, rows) id,
  RAP_BITMAP_TABLE(RAP_BITMAP_ENUM)
#undef RAP_BITMAP_ENUM
      RAP_BITMAP_KINDS,
  RAP_BITMAP_EVENTS = 63 /* no links, but the events of the accounts */
} rap_bitmap_kind;

/* A row of `bitmap` has the id chunk × this + kind. */
#define RAP_BITMAP_KINDS_MAX 64

/* ---- writing: what derive.c and its like say about a document ---- */

/* Begins the block of a document, with `day` (full, or ""). Errors: RAP_ERR_LIMIT when it has no room in a chunk, RAP_ERR_NOMEM. */
rap_status rap_bitmap_begin(rap_store *store, int64_t document, rap_str day, const rap_record *record, rap_error *err) RAP_MUST_CHECK;
/* Links to the document that was begun last, to its account or statement i. Failures show in rap_bitmap_end. */
void rap_bitmap_link_document(rap_store *store, rap_bitmap_kind kind, int64_t entity);
void rap_bitmap_link_account(rap_store *store, rap_bitmap_kind kind, int64_t entity, size_t i);
void rap_bitmap_link_statement(rap_store *store, rap_bitmap_kind kind, int64_t entity, size_t i);
/* What needs only the document and its record: source, language, roles, predicates, polarities, status; then looks whether all could be kept. Errors: RAP_ERR_LIMIT, RAP_ERR_NOMEM, those of the store. */
rap_status rap_bitmap_end(rap_store *store, rap_str source, rap_str language, const rap_record *record, rap_error *err) RAP_MUST_CHECK;
/* The document's rows go. */
rap_status rap_bitmap_remove(rap_store *store, int64_t document, rap_error *err) RAP_MUST_CHECK;
/* A document's account came to another event. */
rap_status rap_bitmap_touch_event(rap_store *store, int64_t document, rap_error *err) RAP_MUST_CHECK;

/* Documents that are collected and not yet written. */
size_t rap_bitmap_pending(const rap_store *store);
/* Drops all that is collected: the transaction was rolled back. */
void rap_bitmap_forget(rap_store *store);
void rap_bitmap_free(rap_store *store);

/* Writes what was collected, within the transaction. Memory: the collected and one chunk. Errors: of the store; RAP_ERR_STORE also when a blob is damaged, with its chunk and kind. */
rap_status rap_bitmap_flush(rap_store *store, rap_error *err) RAP_MUST_CHECK;
/* Makes the missing blobs of events. After the events are resolved and all is flushed. */
rap_status rap_bitmap_refresh_events(rap_store *store, rap_error *err) RAP_MUST_CHECK;

/* ---- reading ---- */

/* Frame of the chunk with the lowest id above `after`; *id 0 when there is none. */
rap_status rap_bitmap_next_chunk(rap_store *store, int64_t after, rap_arena *arena, int64_t *id, rap_frame *out, rap_error *err) RAP_MUST_CHECK;
/* Links of a kind in a chunk, none if there is no such row. */
rap_status rap_bitmap_links(rap_store *store, int64_t chunk, rap_bitmap_kind kind, rap_arena *arena, rap_links *out, rap_error *err) RAP_MUST_CHECK;
/* Events of the accounts of a frame, *out NULL when they have not been made. */
rap_status rap_bitmap_events(rap_store *store, int64_t chunk, const rap_frame *frame, rap_arena *arena, rap_account_event **out,
                             rap_error *err) RAP_MUST_CHECK;
const char *rap_bitmap_kind_name(rap_bitmap_kind kind);
/* SQL of the rows that the kind follows. */
const char *rap_bitmap_kind_rows(rap_bitmap_kind kind);
/* bitmap_check.c: compares all bitmaps with the rows that they follow. Each difference and each damaged blob is handed to `fn` as one line. Errors: when checking itself failed. Cost: reads all of
 * both. */
typedef void (*rap_bitmap_problem_fn)(void *ctx, const char *problem);
rap_status rap_bitmap_check(rap_store *store, rap_bitmap_problem_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;
/* "2023-01-06" as 20230106; 0 for what is no full day. */
int32_t rap_bitmap_day(rap_str day);

#endif
