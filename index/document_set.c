#include "index/document_set.h"

#include <assert.h>

#include "base/search.h"
#include "index/bitmap_list.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- lengths of all texts ---- */

typedef struct all_lengths {
  uint32_t *words; /* by row, RAP_LENGTH_NONE where there is no document */
  size_t n;
} all_lengths;

static rap_status read_chunk(rap_arena *arena, rap_stmt *s, all_lengths *all, size_t *capacity, rap_error *err) {
  rap_str blob = rap_col_blob(s, 1);
  int64_t chunk = rap_col_int(s, 0);
  if (chunk < 0 || chunk > INT32_MAX) return rap_error_set(err, RAP_ERR_STORE, "the store is damaged: lengths of texts %lld", (long long)chunk);
  size_t first = (size_t)chunk * RAP_LENGTHS_PER_CHUNK, n = blob.n / sizeof(uint32_t);
  if (first + n > *capacity) {
    size_t want = *capacity ? *capacity : (size_t)1 << 16;
    while (want < first + n) want *= 2;
    uint32_t *words = rap_arena_array(arena, want, sizeof *words);
    if (!words) return rap_error_nomem(err);
    if (all->n) memcpy(words, all->words, all->n * sizeof *words);
    all->words = words;
    *capacity = want;
  }
  assert(all->words || first + n == 0);
  for (; all->n < first; all->n++) all->words[all->n] = RAP_LENGTH_NONE;
  for (size_t i = 0; i < n; i++) {
    const unsigned char *p = (const unsigned char *)blob.p + i * sizeof(uint32_t);
    all->words[all->n++] = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  }
  return RAP_OK;
}

static rap_status read_lengths(rap_store *store, rap_arena *arena, all_lengths *all, rap_error *err) {
  rap_stmt *s = NULL;
  size_t capacity = 0;
  bool row = false;
  *all = (all_lengths){0};
  rap_status st = rap_db_cached(store->db, "SELECT chunk, lengths FROM text_length ORDER BY chunk", &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) st = read_chunk(arena, s, all, &capacity, err);
  rap_stmt_reset(s);
  return st;
}

/* ---- sets ---- */

static bool add(rap_arena *arena, rap_document_set *set, size_t *capacity, int64_t id) {
  if (!rap_arena_grow(arena, (void **)&set->ids, set->n, capacity, sizeof *set->ids)) return false;
  set->ids[set->n++] = id;
  return true;
}

/* Sorts, drops doubles and looks the lengths up. */
static rap_status settle(rap_arena *arena, const all_lengths *all, rap_document_set *set, rap_error *err) {
  size_t n = set->n = rap_number_each_once(set->ids, set->n);
  set->words = rap_arena_array(arena, n, sizeof *set->words);
  if (!set->words) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) {
    int64_t id = set->ids[i];
    if (id < 0 || (uint64_t)id >= all->n || all->words[id] == RAP_LENGTH_NONE)
      return rap_error_set(err, RAP_ERR_STORE, "the store is damaged: document %lld has no length", (long long)id);
    set->words[i] = all->words[id];
    set->n_words += set->words[i];
  }
  return RAP_OK;
}

static rap_status everything(rap_arena *arena, const all_lengths *all, const rap_document_set *but, rap_document_set *out, rap_error *err) {
  out->ids = rap_arena_array(arena, all->n, sizeof *out->ids);
  if (!out->ids) return rap_error_nomem(err);
  for (size_t i = 0, k = 0; i < all->n; i++) {
    if (all->words[i] == RAP_LENGTH_NONE) continue;
    while (but && k < but->n && but->ids[k] < (int64_t)i) k++;
    if (but && k < but->n && but->ids[k] == (int64_t)i) continue;
    out->ids[out->n++] = (int64_t)i;
  }
  return settle(arena, all, out, err);
}

/* The conditions; *none: there is none but words, and without words nothing to ask. */
static rap_status conditions(rap_sql *q, const rap_asked *asked, bool *none, rap_error *err) {
  rap_sql where = {.arena = q->arena};
  rap_sql_where(&where, asked, false);
  *none = rap_str_is(rap_buf_str(&where.text), " WHERE 1");
  bool failed = where.failed || rap_buf_failed(&where.text);
  rap_buf_clear(&where.text);
  if (failed) return rap_error_nomem(err);
  if (*none && !asked->words.match.n) return RAP_OK; /* nothing to ask */
  if (*none) {
    rap_sql_add(q, "SELECT rowid FROM fts WHERE fts MATCH ");
    rap_sql_text(q, asked->words.match);
  } else {
    rap_sql_add(q, "SELECT d.id");
    rap_sql_from(q, RAP_FROM_DOCUMENTS);
    rap_sql_where(q, asked, true);
  }
  return q->failed || rap_buf_failed(&q->text) ? rap_error_nomem(err) : RAP_OK;
}

/* By rows. */
static rap_status read_ids(rap_store *store, rap_arena *arena, rap_sql *q, rap_document_set *out, rap_error *err) {
  rap_stmt *s = NULL;
  size_t capacity = 0;
  bool row = false;
  rap_status st = rap_sql_prepare(store, q, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row)
    if (!add(arena, out, &capacity, rap_col_int(s, 0))) st = rap_error_nomem(err);
  rap_stmt_free(s);
  return st;
}

rap_status rap_document_set_of(rap_store *store, rap_arena *arena, const rap_filter *filter, rap_document_set *out, rap_error *err) {
  all_lengths all;
  rap_asked asked;
  rap_sql q = {.arena = arena};
  bool none = false, done = false;
  *out = (rap_document_set){0};
  rap_status st = read_lengths(store, arena, &all, err);
  TRY(rap_sql_ask(arena, filter, RAP_FROM_DOCUMENTS, &asked, err));
  TRY(rap_sql_group(store, arena, &asked, err));
  TRY(conditions(&q, &asked, &none, err));
  if (st == RAP_OK && none && !asked.words.match.n) {
    st = everything(arena, &all, NULL, out, err);
    if (st != RAP_OK) *out = (rap_document_set){0};
    return st;
  }
  if (!none) TRY(rap_bitmap_list_ids(store, arena, &asked, RAP_UNIT_DOCUMENTS, &out->ids, &out->n, &done, err));
  if (!done) TRY(read_ids(store, arena, &q, out, err));
  rap_buf_clear(&q.text);
  TRY(settle(arena, &all, out, err));
  if (st != RAP_OK) *out = (rap_document_set){0};
  return st;
}

rap_status rap_document_set_rest(rap_store *store, rap_arena *arena, const rap_document_set *set, rap_document_set *out, rap_error *err) {
  all_lengths all;
  *out = (rap_document_set){0};
  rap_status st = read_lengths(store, arena, &all, err);
  TRY(everything(arena, &all, set, out, err));
  if (st != RAP_OK) *out = (rap_document_set){0};
  return st;
}

/* ---- drawing ---- */

/* m of them, evenly. */
static uint64_t draw(const rap_document_set *set, size_t m, rap_document_set *out) {
  uint64_t words = 0;
  for (size_t i = 0; i < m; i++) {
    /* The middle of the i-th of m equal parts, without overflow. */
    size_t at = set->n / m * i + set->n % m * i / m + set->n / m / 2;
    out->ids[i] = set->ids[at];
    words += out->words[i] = set->words[at];
  }
  out->n = m;
  return out->n_words = words;
}

rap_status rap_document_set_draw(rap_arena *arena, const rap_document_set *set, uint64_t max_words, rap_document_set *out, rap_error *err) {
  *out = *set;
  if (set->n_words <= max_words || set->n < 2) return RAP_OK;
  size_t m = (size_t)((double)set->n * ((double)max_words / (double)set->n_words));
  if (m < 1) m = 1;
  *out = (rap_document_set){.ids = rap_arena_array(arena, m, sizeof *out->ids), .words = rap_arena_array(arena, m, sizeof *out->words)};
  if (!out->ids || !out->words) return rap_error_nomem(err);
  while (draw(set, m, out) > 2 * max_words && m > 1) m = m / 2; /* a few very long ones are among them */
  return RAP_OK;
}

bool rap_document_set_has(const rap_document_set *set, int64_t id) { return rap_search_number(set->ids, set->n, sizeof *set->ids, 0, id) != NULL; }
