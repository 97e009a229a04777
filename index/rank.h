/* rank.h: how well a document answers the words that were looked for. Layer: index.
 *
 *     rap_rank(fts, title_weight, body_weight)   FTS5 auxiliary function: the negated BM25 score, the lower the better
 *     rap_ranked(fts, title_weight, body_weight) the same for all documents that hold what is asked, at the first of them: an array of rap_ranked. Only where one word or phrase is asked for; NULL
 *                                                when there are too many. It spares a step of SQLite's machine a document
 *
 * The same score as FTS5's own bm25() (https://www.sqlite.org/fts5.html#the_bm25_function; k1 1.2, b 0.75): the same terms in the same order of operations, so that the two agree to the last bit
 * wherever the compiler does not contract them. What differs is the way to a document's length: bm25() looks each one up in a table, rap_rank reads them by the chunk from the table text_length,
 * which holds them packed.
 *
 * text_length: one row for RAP_LENGTHS_PER_CHUNK consecutive rows of documents, as far as any of them is indexed. Its blob has four bytes a row, low ones first: words of title and body together, or
 * RAP_LENGTH_NONE for a row that is no document; it ends with the last document. It is made from FTS5's own table of lengths (fts_docsize), by the chunk, in the transaction in which documents come
 * or go: rap_lengths_touch says which, rap_lengths_write does it. Damage: a chunk that is missing or too short for a document that was found is SQLITE_CORRUPT, thus RAP_ERR_STORE.
 */
#ifndef RAP_INDEX_RANK_H
#define RAP_INDEX_RANK_H

#include <stdint.h>

#include "base/status.h"

#define RAP_LENGTHS_PER_CHUNK 2048
#define RAP_LENGTH_NONE UINT32_MAX

struct sqlite3;
struct rap_store;

/* A document and its score, the higher the better. */
typedef struct rap_ranked {
  int64_t id;
  double score;
} rap_ranked;
/* rap_ranked holds no more than this (32 MB). */
#define RAP_RANKED_MAX ((size_t)1 << 21)

/* Registers rap_rank and rap_ranked; `api`: the connection's fts5_api. An SQLite result code. */
int rap_rank_register(void *api);

/* Chunks whose documents changed since they were written last. Zero-initialised; sorted. */
typedef struct rap_lengths {
  int64_t *changed;
  size_t n, capacity;
} rap_lengths;

/* Remembers that the document in row `id` was put into the full-text index, or taken out. Errors: RAP_ERR_NOMEM. Cost: nothing while ids are near one another. */
rap_status rap_lengths_touch(rap_lengths *lengths, int64_t id, rap_error *err) RAP_MUST_CHECK;
/* Writes what was touched, within the caller's transaction; does nothing when that is nothing. Cost: the chunks touched. Errors: those of store.h. */
rap_status rap_lengths_write(struct rap_store *store, rap_error *err) RAP_MUST_CHECK;
/* After a rollback: what was touched is not so any more. */
void rap_lengths_forget(rap_lengths *lengths);
void rap_lengths_clear(rap_lengths *lengths);
/* Chunks that do not agree with the full-text index. Cost: reads all lengths twice. */
rap_status rap_lengths_check(struct rap_store *store, int64_t *n_bad, rap_error *err) RAP_MUST_CHECK;

#endif
