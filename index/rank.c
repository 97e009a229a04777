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
static int find_idf(const Fts5ExtensionApi *api, Fts5Context *fts, ranking *r, int phrase) {
  sqlite3_int64 hits = 0;
  int rc = api->xQueryPhrase(fts, phrase, &hits, count_row);
  double idf = log(((double)(r->rows - hits) + 0.5) / ((double)hits + 0.5));
  r->idf[phrase] = idf <= 0.0 ? 1e-6 : idf;
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

static int score_row(const Fts5ExtensionApi *api, Fts5Context *fts, ranking *r, double *out) {
  const double k1 = 1.2, b = 0.75;
  double length, score = 0.0;
  int rc = length_of(r, api->xRowid(fts), &length), n = api->xPhraseCount(fts);
  for (int i = 0; rc == SQLITE_OK && i < n; i++) {
    double f;
    rc = frequency(api, fts, r, i, &f);
    if (rc != SQLITE_OK || f <= 0) continue;
    if (r->idf[i] <= 0) rc = find_idf(api, fts, r, i);
    score += r->idf[i] * ((f * (k1 + 1.0)) / (f + k1 * (1 - b + b * length / r->average)));
  }
  *out = -1.0 * score;
  return rc;
}

static void rank_function(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  double score = 0;
  int rc = SQLITE_OK;
  ranking *r = api->xGetAuxdata(fts, 0);
  if (!r) rc = ranking_new(api, fts, sqlite3_context_db_handle(ctx), argc, argv, &r);
  if (rc == SQLITE_OK) rc = score_row(api, fts, r, &score);
  if (rc == SQLITE_OK) {
    sqlite3_result_double(ctx, score);
    return;
  }
  if (rc == SQLITE_CORRUPT) sqlite3_result_error(ctx, "the table of the texts' lengths does not fit the full-text index", -1);
  sqlite3_result_error_code(ctx, rc);
}

int rap_rank_register(void *api) {
  fts5_api *fts5 = api;
  return fts5->xCreateFunction(fts5, "rap_rank", NULL, rank_function, NULL);
}
