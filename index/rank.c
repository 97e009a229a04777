#include "index/rank.h"

#include <math.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { N_COLUMNS = 2, LENGTH_BYTES = 4 };

/* What does not change from row to row of one question; FTS5 keeps it with its cursor. */
typedef struct ranking {
  sqlite3_stmt *chunks;
  sqlite3_int64 chunk;          /* whose lengths are at hand; −1: none */
  const unsigned char *lengths; /* belong to `chunks`, which stands on its row */
  sqlite3_int64 n_lengths;
  sqlite3_int64 rows;
  double average;
  double weights[N_COLUMNS];
  double idf[]; /* of each phrase; 0 until a row with the phrase is met */
} ranking;

static void ranking_free(void *p) {
  ranking *r = p;
  if (!r) return;
  (void)sqlite3_finalize(r->chunks);
  free(r);
}

static int ranking_new(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3 *db, int argc, sqlite3_value **argv, ranking **out) {
  sqlite3_int64 words = 0;
  size_t n_phrases = (size_t)api->xPhraseCount(fts);
  ranking *r = calloc(1, sizeof *r + n_phrases * sizeof *r->idf);
  *out = NULL;
  if (!r) return SQLITE_NOMEM;
  r->chunk = -1;
  for (int i = 0; i < N_COLUMNS; i++) r->weights[i] = i < argc ? sqlite3_value_double(argv[i]) : 1.0;
  int rc = api->xRowCount(fts, &r->rows);
  if (rc == SQLITE_OK) rc = api->xColumnTotalSize(fts, -1, &words);
  if (rc == SQLITE_OK && (r->rows <= 0 || words <= 0)) rc = SQLITE_CORRUPT; /* there is a row, and it holds a word */
  if (rc == SQLITE_OK) rc = sqlite3_prepare_v2(db, "SELECT lengths FROM text_length WHERE chunk = ?", -1, &r->chunks, NULL);
  if (rc == SQLITE_OK) r->average = (double)words / (double)r->rows;
  if (rc != SQLITE_OK) {
    ranking_free(r);
    return rc;
  }
  *out = r;
  return api->xSetAuxdata(fts, r, ranking_free); /* frees it when it fails */
}

static int count_row(const Fts5ExtensionApi *api, Fts5Context *fts, void *n) {
  (void)api, (void)fts;
  ++*(sqlite3_int64 *)n;
  return SQLITE_OK;
}

/* A phrase that most documents hold counts for next to nothing, never against a document. */
static double idf_of(const ranking *r, sqlite3_int64 hits) {
  double idf = log(((double)(r->rows - hits) + 0.5) / ((double)hits + 0.5));
  return idf <= 0.0 ? 1e-6 : idf;
}

static int find_idf(const Fts5ExtensionApi *api, Fts5Context *fts, ranking *r, int phrase) {
  sqlite3_int64 hits = 0;
  int rc = api->xQueryPhrase(fts, phrase, &hits, count_row);
  r->idf[phrase] = idf_of(r, hits);
  return rc;
}

/* Rows come in ascending order, so that a question reads each chunk once. */
static int seek_chunk(ranking *r, sqlite3_int64 chunk) {
  r->chunk = -1;
  (void)sqlite3_reset(r->chunks);
  int rc = sqlite3_bind_int64(r->chunks, 1, chunk);
  if (rc != SQLITE_OK) return rc;
  rc = sqlite3_step(r->chunks);
  if (rc != SQLITE_ROW) return rc == SQLITE_DONE ? SQLITE_CORRUPT : rc;
  r->lengths = sqlite3_column_blob(r->chunks, 0);
  r->n_lengths = sqlite3_column_bytes(r->chunks, 0) / LENGTH_BYTES;
  if (!r->lengths) return sqlite3_column_type(r->chunks, 0) == SQLITE_BLOB && r->n_lengths > 0 ? SQLITE_NOMEM : SQLITE_CORRUPT;
  r->chunk = chunk;
  return SQLITE_OK;
}

static int length_of(ranking *r, sqlite3_int64 row, double *out) {
  *out = 0;
  if (row < 0) return SQLITE_CORRUPT;
  sqlite3_int64 chunk = row / RAP_LENGTHS_PER_CHUNK, at = row % RAP_LENGTHS_PER_CHUNK;
  int rc = chunk == r->chunk ? SQLITE_OK : seek_chunk(r, chunk);
  if (rc != SQLITE_OK) return rc;
  if (at >= r->n_lengths) return SQLITE_CORRUPT;
  const unsigned char *p = r->lengths + at * LENGTH_BYTES;
  uint32_t n = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  *out = (double)n;
  return n == RAP_LENGTH_NONE ? SQLITE_CORRUPT : SQLITE_OK;
}

/* Occurrences of a phrase in the current row, each with the weight of its column. */
static int frequency(const Fts5ExtensionApi *api, Fts5Context *fts, const ranking *r, int phrase, double *out) {
  Fts5PhraseIter at;
  int column = 0, word = 0;
  *out = 0;
  int rc = api->xPhraseFirst(fts, phrase, &at, &column, &word);
  for (; rc == SQLITE_OK && column >= 0; api->xPhraseNext(fts, &at, &column, &word)) *out += column < N_COLUMNS ? r->weights[column] : 1.0;
  return rc;
}

/* What a phrase met `f` times counts for in a text of this length, before its rarity. */
static double saturation(const ranking *r, double f, double length) {
  const double k1 = 1.2, b = 0.75;
  return (f * (k1 + 1.0)) / (f + k1 * (1 - b + b * length / r->average));
}

static int score_row(const Fts5ExtensionApi *api, Fts5Context *fts, ranking *r, double *out) {
  double length, score = 0.0;
  int rc = length_of(r, api->xRowid(fts), &length), n = api->xPhraseCount(fts);
  for (int i = 0; rc == SQLITE_OK && i < n; i++) {
    double f;
    rc = frequency(api, fts, r, i, &f);
    if (rc != SQLITE_OK || f <= 0) continue;
    if (r->idf[i] <= 0) rc = find_idf(api, fts, r, i);
    score += r->idf[i] * saturation(r, f, length);
  }
  *out = -1.0 * score;
  return rc;
}

static void fail(sqlite3_context *ctx, int rc) {
  if (rc == SQLITE_CORRUPT) sqlite3_result_error(ctx, "the table of the texts' lengths does not fit the full-text index", -1);
  sqlite3_result_error_code(ctx, rc);
}

static void rank_function(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  double score = 0;
  int rc = SQLITE_OK;
  ranking *r = api->xGetAuxdata(fts, 0);
  if (!r) rc = ranking_new(api, fts, sqlite3_context_db_handle(ctx), argc, argv, &r);
  if (rc == SQLITE_OK) rc = score_row(api, fts, r, &score);
  if (rc == SQLITE_OK)
    sqlite3_result_double(ctx, score);
  else
    fail(ctx, rc);
}

/* ---- all documents with one phrase ---- */

typedef struct collection {
  ranking *ranking;
  rap_ranked *items;
  size_t n, capacity;
  bool too_many;
} collection;

/* The score lacks the rarity, which is known at the end. */
static int collect_row(const Fts5ExtensionApi *api, Fts5Context *fts, void *ctx) {
  collection *c = ctx;
  double length, f;
  if (c->n == c->capacity) {
    size_t want = c->capacity ? c->capacity * 2 : 1024;
    c->too_many = want > RAP_RANKED_MAX;
    if (c->too_many) return SQLITE_DONE;
    rap_ranked *p = realloc(c->items, want * sizeof *p);
    if (!p) return SQLITE_NOMEM;
    c->items = p;
    c->capacity = want;
  }
  int rc = length_of(c->ranking, api->xRowid(fts), &length);
  if (rc == SQLITE_OK) rc = frequency(api, fts, c->ranking, 0, &f);
  if (rc == SQLITE_OK) c->items[c->n++] = (rap_ranked){api->xRowid(fts), saturation(c->ranking, f, length)};
  return rc;
}

static void ranked_function(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  collection c = {0};
  int rc = api->xPhraseCount(fts) == 1 ? SQLITE_OK : SQLITE_MISUSE;
  if (rc == SQLITE_OK) rc = ranking_new(api, fts, sqlite3_context_db_handle(ctx), argc, argv, &c.ranking);
  if (rc == SQLITE_OK) rc = api->xQueryPhrase(fts, 0, &c, collect_row);
  if (rc != SQLITE_OK || c.too_many) {
    if (rc != SQLITE_OK) fail(ctx, rc); /* else NULL */
    free(c.items);
    return;
  }
  double idf = idf_of(c.ranking, (sqlite3_int64)c.n);
  for (size_t i = 0; i < c.n; i++) c.items[i].score *= idf;
  sqlite3_result_blob64(ctx, c.items, c.n * sizeof *c.items, free);
}

int rap_rank_register(void *api) {
  fts5_api *fts5 = api;
  int rc = fts5->xCreateFunction(fts5, "rap_rank", NULL, rank_function, NULL);
  if (rc == SQLITE_OK) rc = fts5->xCreateFunction(fts5, "rap_ranked", NULL, ranked_function, NULL);
  return rc;
}
