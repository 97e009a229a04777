/* store.h: the store: documents, their texts and records in one SQLite file. Layer: index.
 *
 * Content (what cannot be had again): documents, compressed texts, packed records, the names of the lexicon. Everything else (full-text index, entities, statements, events resolved
 * across documents, families of copies) is derived from it, and made anew by rap_store_rebuild.
 *
 *     rap_store *store = NULL;
 *     st = rap_store_open(path, RAP_STORE_WRITE, NULL, &store, err);
 *     st = rap_store_put_rules(store, rules, err);
 *     for each document {
 *       st = rap_store_probe(store, &raw_key, stamp, true, &probe, err);  // cheap: is anything to be done at all?
 *       if (probe.unchanged) continue;
 *       ... rap_document_build, rap_analyze ...
 *       st = rap_store_put(store, &doc, &record, stamp, &result, err);    // commits by itself every RAP_BATCH_* documents or bytes
 *     }
 *     st = rap_store_finish(store, err);                                  // last commit
 *     rap_store_close(store);
 *
 * Identity of a document. A record that carries an id of its own is known by (source, id). A file whose id was made from its path is known by its canonical path: two files of one name
 * in two folders are two documents; the second is stored under the id with "~2" behind it (rap_put_result.id), and keeps it in later runs. A file that moved with its text unchanged stays the
 * same document. Two records with the same (source, id) and different text in one run are a conflict: the first one stays, the second is refused (RAP_PUT_CONFLICT, with a message that
 * names both places), so that running again changes nothing. In a later run, a record with the same (source, id) and another text replaces the old one.
 *
 * Locks. One writer at a time, for as long as the store is open for writing: an advisory lock on the file PATH-lock, which names its holder and which the kernel lets go when the holder
 * dies. Readers go on meanwhile and see the last commit.
 *
 * Errors of all functions, each with one line that names the store's path: RAP_ERR_IO (no such file, unreadable), RAP_ERR_STORE (not a store of this program, damaged), RAP_ERR_VERSION (made by a
 * newer program), RAP_ERR_BUSY (lock held; names the holder), RAP_ERR_INTERRUPTED (while waiting for it), RAP_ERR_READONLY, RAP_ERR_FULL (disk full: what was not yet committed is rolled back), RAP_ERR_NOMEM.
 * Threads: a store belongs to one thread at a time; open one per thread.
 */
#ifndef RAP_INDEX_STORE_H
#define RAP_INDEX_STORE_H

#include "analyze/record.h"
#include "analyze/rules.h"
#include "base/arena.h"
#include "base/status.h"
#include "index/prepare.h"
#include "ingest/document.h"

typedef struct rap_store rap_store;

typedef enum rap_store_mode {
  RAP_STORE_READ,  /* must exist */
  RAP_STORE_WRITE, /* made if missing; older schemas are migrated; takes the write lock */
  RAP_STORE_EDIT   /* like WRITE, but must exist (removal, rebuild) */
} rap_store_mode;

typedef struct rap_store_options {
  int busy_timeout_ms;       /* how long to wait for a lock; 0: RAP_BUSY_TIMEOUT_MS; -1: not at all */
  uint64_t max_bytes;        /* the file may not grow beyond this (RAP_ERR_FULL); 0: no bound */
  rap_str holder;            /* see rap_lock_options; borrowed for the call */
  bool (*interrupted)(void); /* asked while it waits for the write lock, see there; NULL: it waits on */
  /* Told every some milliseconds that SQLite is at work, in the thread that asked: of a store for reading always, and what it returns stops a question (true: RAP_ERR_INTERRUPTED); of another one while it is
   * opened, which takes minutes where all has to be derived anew. NULL: nobody. */
  bool (*tick)(void *ctx);
  void *tick_ctx;
} rap_store_options;

/* options NULL: defaults. *out is yours. Cost of opening for reading: a few milliseconds, whatever the size. */
rap_status rap_store_open(rap_str path, rap_store_mode mode, const rap_store_options *options, rap_store **out, rap_error *err) RAP_MUST_CHECK;
/* Rolls back what was not committed (rap_store_finish commits) and lets the lock go. NULL allowed. */
void rap_store_close(rap_store *store);
rap_str rap_store_path(const rap_store *store);
/* Whether there is anything at `path`, be it a store or not: else one will be made by opening it for writing. */
bool rap_store_exists(rap_str path);

/* ---- writing ---- */

typedef enum rap_put {
  RAP_PUT_INSERTED,
  RAP_PUT_UNCHANGED,  /* same input, same packs: nothing was written, but for a new path or a new hash of the bytes read */
  RAP_PUT_REPLACED,   /* the input differs: the old document went, in the same transaction */
  RAP_PUT_REANALYSED, /* same input, other packs: the record was replaced */
  RAP_PUT_CONFLICT    /* refused, see above */
} rap_put;

typedef struct rap_put_result {
  rap_put what;
  char id[512]; /* under which it is stored (cut at a character if longer); differs from the document's own when that was taken by another file */
  char message[512]; /* conflict, or other id: one line for the log, naming both places; else empty */
} rap_put_result;

typedef struct rap_probe {
  bool unchanged; /* nothing remains to be done, and rap_store_put need not be called */
  bool stale;     /* the same input, but its record was made by other packs, those of `stamp` */
  /* Of the stored document, when it is either; valid until something is put or looked for in this store. */
  rap_str stamp;
  uint64_t text_len;
  rap_document doc; /* file, published, published_from, published_text and warnings */
} rap_probe;

/* Whether what was read is stored already, analysed by these packs; tells without building it. Neither unchanged nor stale (then the rest of *out is empty): it is left to rap_store_put, which looks at the built document, and may
 * still find that nothing changed. `settled`: as of all that was put so far this is the document's turn: that it was met is remembered, and if its file moved, the new path is noted; false: only looks. Cost: an
 * index look-up. */
rap_status rap_store_probe(rap_store *store, const rap_raw_key *raw, rap_str stamp, bool settled, rap_probe *out, rap_error *err) RAP_MUST_CHECK;
/* Stores a document with its record. `stamp`: rap_rules_stamp of the packs. All spans must lie in the document (RAP_ERR_INTERNAL), and its statements be no more than RAP_MAX_STATEMENTS
 * (RAP_ERR_LIMIT): these two leave the batch as it was before the call. Any other failure rolls the whole batch back. */
rap_status rap_store_put(rap_store *store, const rap_document *doc, const rap_record *record, rap_str stamp, rap_put_result *result,
                         rap_error *err) RAP_MUST_CHECK;
/* The same of a document that was prepared elsewhere (prepare.h): what remains is the work of SQLite. */
rap_status rap_store_put_prepared(rap_store *store, const rap_prepared *p, rap_str stamp, rap_put_result *result, rap_error *err) RAP_MUST_CHECK;
/* What the probe called stale has the same record under the rules of `stamp` (rules_change.h): that is noted, and its new path if its file moved. RAP_ERR_INTERNAL when it is not stale. Commits by itself like
 * rap_store_put. */
rap_status rap_store_put_untouched(rap_store *store, const rap_raw_key *raw, rap_str stamp, rap_error *err) RAP_MUST_CHECK;
/* Names, parents and themes of all lexicon entries, so that questions need no packs, and what the rules are, so that later ones can be held against them (rules_change.h). Does nothing when the stamp
 * is the stored one. */
rap_status rap_store_put_rules(rap_store *store, const rap_rules *rules, rap_error *err) RAP_MUST_CHECK;
/* Whether the last rules that were put are those of `stamp`, so that rap_store_put_rules would do nothing. */
rap_status rap_store_has_rules(rap_store *store, rap_str stamp, bool *out, rap_error *err) RAP_MUST_CHECK;
/* Takes documents out: `what` is a document's id, a file's path, or a folder's (with everything below). *n: how many went. RAP_NOT_FOUND when none did. */
rap_status rap_store_remove(rap_store *store, rap_str what, size_t *n, rap_error *err) RAP_MUST_CHECK;
/* Commits what is pending. Events are resolved if as much is new as was there when it was last done, else by rap_store_finish. Called by rap_store_put when a batch is full. */
rap_status rap_store_commit(rap_store *store, rap_error *err) RAP_MUST_CHECK;
/* Last commit of a run: also resolves what was put off, then merges the full-text index and brings the planner's statistics up to date, in transactions of their own. */
rap_status rap_store_finish(rap_store *store, rap_error *err) RAP_MUST_CHECK;
/* Documents put since the last commit: what a crash now would lose. */
size_t rap_store_pending(const rap_store *store);
/* Drops and makes anew all derived tables from the content, in bounded batches' memory, in one transaction. */
rap_status rap_store_rebuild(rap_store *store, rap_error *err) RAP_MUST_CHECK;

/* ---- reading documents ---- */

typedef struct rap_stored_document {
  rap_document
      doc; /* id, source, url, language, file, full, title_len, body, published…, metadata, warnings, blocks (their view spans empty); no view, no sentences */
  rap_record record; /* as it was put, and then corrected (corrections.h); all spans are bytes of doc.full */
  rap_str stamp;
  rap_str text_hash; /* 64 hex digits: SHA-256 of the normalised text */
} rap_stored_document;

/* By id, "source:id", or file path. Ownership: `arena`. RAP_NOT_FOUND (with a message) when there is none; RAP_ERR_USAGE when several sources have that id (the message names them). */
rap_status rap_store_get(rap_store *store, rap_arena *arena, rap_str id, rap_stored_document *out, rap_error *err) RAP_MUST_CHECK;

/* Documents in order of id, one at a time; each lives until the callback returns. The callback stops the walk by returning anything but RAP_OK, which is handed on.
 * `not_stamp` non-empty: only those whose record was made by other packs (to analyse them again from the stored text). */
typedef rap_status (*rap_document_fn)(void *ctx, const rap_stored_document *doc, rap_error *err);
rap_status rap_store_each(rap_store *store, rap_str not_stamp, rap_document_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;

/* ---- analysing again, from the stored texts ---- */

/* The first document behind row *row (0: from the beginning) whose record was made by other rules than those of `stamp`, which must have been put; *row becomes its row. It lives in `arena`, and comes without its record. RAP_NOT_FOUND
 * (without a message) when there is none. Writing between two calls is allowed. */
rap_status rap_store_next_stale(rap_store *store, rap_arena *arena, rap_str stamp, int64_t *row, rap_stored_document *out,
                                rap_error *err) RAP_MUST_CHECK;
/* A second way into a store that is open for writing, for another thread to read by while this one writes: it sees what was committed. *out is yours; close it before `store`. */
rap_status rap_store_open_beside(rap_store *store, rap_store **out, rap_error *err) RAP_MUST_CHECK;
/* Appends the outline (rules_change.h) of the rules of a stamp; nothing when it is unknown. */
rap_status rap_store_outline(rap_store *store, rap_str stamp, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* Puts another record in place of that of a row, which rap_store_next_stale gave; its text stays. Commits by itself like rap_store_put. */
rap_status rap_store_put_again(rap_store *store, int64_t row, const rap_prepared *p, rap_str stamp, rap_error *err) RAP_MUST_CHECK;
/* The record of a row is what the rules of `stamp` make, too: only that is noted. Commits by itself like rap_store_put. */
rap_status rap_store_confirm(rap_store *store, int64_t row, rap_str stamp, rap_error *err) RAP_MUST_CHECK;

/* ---- the state of the store ---- */

typedef struct rap_store_stats {
  int64_t documents, sources, text_bytes, body_bytes, record_bytes, file_bytes;
  int64_t mentions, statements, statements_of_states, events, event_records, participants, counts, warnings;
  int64_t states, groups, themes, persons, organisations, programmes, series; /* distinct ones that occur */
  int64_t families, copies; /* documents that are the canonical or only one of their family; the others */
  int64_t corrections;      /* that hold (corrections.h) */
  int64_t stale;            /* documents whose packs differ from the newest stamp */
  char first[24], last[24]; /* earliest and latest date of publication, "" if none */
  char stamp[128];          /* of the lexicon that was put last */
  char corpus_hash[65]; /* SHA-256 over (source, id, text hash) in order of source and id: same corpus, same hash, whatever the order of indexing */
  char corrections_hash
      [65]; /* SHA-256 over the uids of the corrections that hold, in their order; "" when none does: same texts, rules and corrections, same answers */
  int schema; /* user_version */
} rap_store_stats;
rap_status rap_store_stats_of(rap_store *store, rap_store_stats *out, rap_error *err) RAP_MUST_CHECK;

/* Verifies: SQLite's integrity_check, foreign keys, FTS5's own integrity-check against the texts, one text and one record per document, text hashes and lengths, records unpack, their spans lie
 * in the text, derived rows agree with the records in number, every event has its documents and every event record its event, the bitmaps say what the rows say, sketches are those of the texts, families have the members they say and one text stands in one family. Each problem is handed to `fn` as one line (at most 100, then one that
 * says so). Returns RAP_OK and *n_problems; RAP_ERR_* only when checking itself failed. Cost: reads everything. */
typedef void (*rap_problem_fn)(void *ctx, rap_str problem);
rap_status rap_store_check(rap_store *store, rap_problem_fn fn, void *ctx, size_t *n_problems, rap_error *err) RAP_MUST_CHECK;

#endif
