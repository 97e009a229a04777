/* store_impl.h: the inside of a store, shared by the files of index/ only. Layer: index. */
#ifndef RAP_INDEX_STORE_IMPL_H
#define RAP_INDEX_STORE_IMPL_H

#include "base/id_set.h"
#include "base/map.h"
#include "index/compress.h"
#include "index/db.h"
#include "index/lock.h"
#include "index/rank.h"
#include "index/store.h"

/* Key of a statement's row: document × this + index in the record. More than RAP_MAX_STATEMENTS. */
#define RAP_STATEMENTS_PER_DOCUMENT 65536
/* Ids of entities, origins and packs are remembered while a store is written; beyond so many the memory is let go and filled again. */
#define RAP_NAME_CACHE_MAX 50000
/* Series with more accounts than this are resolved at the end of a run only: resolving is quadratic in the worst case. */
#define RAP_RESOLVE_AT_ONCE 2000

typedef struct rap_name_cache {
  rap_map map; /* key → row id */
  rap_arena *arena;
} rap_name_cache;

typedef struct rap_bitmaps rap_bitmaps;         /* bitmap.h */
typedef struct rap_corrections rap_corrections; /* corrections_impl.h */

struct rap_store {
  rap_db *db;
  rap_lock *lock;
  rap_zip *zip;
  rap_store_mode mode;
  rap_store_options options;
  rap_str path;
  bool logged; /* the write-ahead log is on */
  bool beside; /* see rap_store_open_beside: somebody writes */
  size_t pending, pending_bytes;
  size_t unresolved; /* documents put or removed since events were resolved */
  size_t unsketched; /* texts put or removed since families were resolved */
  size_t indexed;    /* texts put into the full-text index since it was merged */
  rap_id_set seen;   /* rows of documents met in this run */
  int64_t *given;    /* rows of documents of the file that is being read, */
  size_t n_given, given_capacity;
  bool giving;                  /* while one is */
  rap_name_cache names;         /* kind, value or name → entity */
  rap_buf key;                  /* of the name looked up last */
  rap_bitmaps *bitmaps;         /* of the documents put since the last commit; NULL before the first */
  rap_corrections *corrections; /* that hold everywhere; NULL before they are first asked for */
  rap_lengths lengths;          /* of texts that came or went in this transaction */
  rap_arena *work;              /* of the resolution of events, of one row of an answer */
  rap_arena *scratch;           /* of one document */
  rap_buf text, packed, zipped; /* reused */
  rap_preparer *preparer;       /* of rap_store_put; made when it is first called */
  char *last_file, *last_path;  /* canonical path of the file asked about last */
  int64_t text_of;              /* reading: whose full text is in `text`; 0: nobody's */
};

/* A failure that names the store. */
rap_status rap_store_fail(const rap_store *store, rap_status st, rap_error *err, const char *format, ...) RAP_PRINTF(4, 5);
/* Begins a transaction unless one is open; the first time it switches the write-ahead log on. Errors: RAP_ERR_READONLY when the store is open for reading. */
rap_status rap_store_begin(rap_store *store, rap_error *err) RAP_MUST_CHECK;
void rap_store_rollback(rap_store *store);

/* derive.c: the rows that follow from a document and its record as it was analysed, once corrected (corrections.h). `id`: its row. */
rap_status rap_derive_put(rap_store *store, int64_t id, const rap_document *doc, const rap_record *record, rap_error *err) RAP_MUST_CHECK;
rap_status rap_derive_remove(rap_store *store, int64_t id, rap_error *err) RAP_MUST_CHECK;
/* Puts the text into the full-text index, or takes the stored one out (before it changes: FTS5 needs the old one). */
rap_status rap_derive_index(rap_store *store, int64_t id, const rap_document *doc, rap_error *err) RAP_MUST_CHECK;
rap_status rap_derive_unindex(rap_store *store, int64_t id, rap_error *err) RAP_MUST_CHECK;
/* derive_event.c: its share of the above; the themes come last, as they look at the statements. */
rap_status rap_derive_put_events(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) RAP_MUST_CHECK;
rap_status rap_derive_put_event_themes(rap_store *store, int64_t doc_id, const rap_record *r, rap_error *err) RAP_MUST_CHECK;

/* entity.c: row of an entity, made if missing. `name`: how it is shown, the value if empty. */
rap_status rap_entity_row(rap_store *store, const char *kind, rap_str value, rap_str name, int64_t *id, rap_error *err) RAP_MUST_CHECK;
/* An entity whose value is its folded name: persons, and what no lexicon names. */
rap_status rap_entity_named(rap_store *store, const char *kind, rap_str name, int64_t *id, rap_error *err) RAP_MUST_CHECK;
void rap_name_cache_clear(rap_name_cache *cache);
/* Case and diacritics folded, everything but letters, marks and digits turned to single spaces, ends trimmed. Appends. */
rap_status rap_fold_name(rap_str s, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

/* bulk.c. Are events to be resolved at this commit? When as many documents are new as were there before: a load of any length resolves a series a few times only, and a run that adds little, once at its
 * end. */
rap_status rap_bulk_resolve_due(rap_store *store, bool *due, rap_error *err) RAP_MUST_CHECK;
/* Merges the segments of the full-text index, in transactions of RAP_MERGE_PAGES: into one if this run put in at least 1/RAP_OPTIMIZE_SHARE of all texts, so that the whole is written anew only when
 * that much was added; else levels of four segments or more, each into one segment of the next level. Outside of a transaction. */
rap_status rap_bulk_merge(rap_store *store, rap_error *err) RAP_MUST_CHECK;
/* Gives the pages that are free (after merging, after removing) back to the file system, in transactions of RAP_GIVE_BACK_PAGES. Stores that were made without SQLite's map of pages (before derived version 7) keep theirs for what comes. */
rap_status rap_bulk_give_back(rap_store *store, rap_error *err) RAP_MUST_CHECK;

/* events.c: resolves the series marked dirty; those with more than RAP_RESOLVE_AT_ONCE accounts only when `all`. */
rap_status rap_store_resolve_events(rap_store *store, bool all, rap_error *err) RAP_MUST_CHECK;

/* writer.c: row of a pack, made if missing. */
rap_status rap_store_pack_row(rap_store *store, rap_str stamp, int64_t *id, rap_error *err) RAP_MUST_CHECK;
/* One more document was written, of so many bytes of text; commits when the batch is full. */
rap_status rap_store_count_written(rap_store *store, size_t bytes, rap_error *err) RAP_MUST_CHECK;

/* maintain.c: takes a document out. */
rap_status rap_store_remove_row(rap_store *store, int64_t id, rap_error *err) RAP_MUST_CHECK;

/* identity.c: what was met in this run; while a file is read (files.h), also of that file. */
bool rap_seen(const rap_store *store, int64_t id);
rap_status rap_mark_seen(rap_store *store, int64_t id, rap_error *err) RAP_MUST_CHECK;

/* reader.c: full text of a document's row; valid until the next call with another row. */
rap_status rap_store_text(rap_store *store, int64_t id, rap_str *out, rap_error *err) RAP_MUST_CHECK;
/* Row of a document, by what rap_store_get takes. */
rap_status rap_store_find(rap_store *store, rap_str id, int64_t *row, rap_error *err) RAP_MUST_CHECK;
/* A document and its record, as people corrected it, by row. `with_record` false: the record stays empty. */
rap_status rap_store_load(rap_store *store, rap_arena *arena, int64_t id, bool with_record, rap_stored_document *out, rap_error *err) RAP_MUST_CHECK;
/* The same with the record as it was analysed, whatever people decided. */
rap_status rap_store_load_analysed(rap_store *store, rap_arena *arena, int64_t id, rap_stored_document *out, rap_error *err) RAP_MUST_CHECK;

#endif
