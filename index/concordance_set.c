/* concordance_set.c: which documents have places, and sentences of statements. Layer: index. */
#include <stdlib.h>

#include "base/search.h"
#include "index/concordance_impl.h"
#include "index/instances.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

void rap_kwic_hits_clear(rap_kwic_hits *hits) {
  rap_buf_clear(&hits->blobs);
  *hits = (rap_kwic_hits){0};
}

size_t rap_kwic_hits_of(const rap_kwic_hits *hits, int64_t document) {
  const int64_t *found = rap_search_number(hits->set.ids, hits->set.n, sizeof *found, 0, document);
  return found ? (size_t)(found - hits->set.ids) : SIZE_MAX;
}

rap_str rap_kwic_blob(const rap_kwic_hits *hits, size_t i) { return rap_str_sub(rap_buf_str(&hits->blobs), hits->at[i], hits->at[i + 1]); }

static bool has_sentence(const rap_kwic_sentences *among, int64_t document) {
  return !among || rap_search_number(among->items, among->n, sizeof *among->items, offsetof(rap_kwic_sentence, document), document) != NULL;
}

/* Keeps the documents that are in both, in their place in the set. */
static rap_status walk(rap_stmt *s, const rap_kwic_sentences *among, rap_kwic_hits *out, rap_error *err) {
  rap_document_set *set = &out->set;
  size_t n = 0, k = 0, all = set->n;
  bool row = false;
  rap_status st = RAP_OK;
  set->n_words = 0;
  while ((st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    int64_t id = rap_col_int(s, 0);
    while (k < all && set->ids[k] < id) k++;
    if (k == all) break;
    if (set->ids[k] != id || !has_sentence(among, id)) continue;
    rap_str blob = rap_col_blob(s, 1);
    set->n_words += set->words[n] = set->words[k];
    set->ids[n] = id;
    out->at[n++] = out->blobs.n;
    rap_buf_add(&out->blobs, blob);
    out->n_hits += rap_instances_count(blob);
  }
  set->n = n;
  out->at[n] = out->blobs.n;
  return st == RAP_OK && rap_buf_failed(&out->blobs) ? rap_error_nomem(err) : st;
}

/* Adds what a filter's words look for, to be met in any of its parts; not what must not be there. */
static rap_status add_words(rap_arena *arena, rap_str words, rap_buf *match, rap_error *err) {
  rap_textquery compiled;
  rap_status st = rap_textquery_compile(arena, words, &compiled, err);
  if (st == RAP_OK && compiled.match.n) rap_buf_printf(match, "%s(%.*s)", match->n ? " OR " : "", RAP_FMT(compiled.match));
  return st;
}

/* Recursion ends at the depth of clauses, which is bounded (RAP_MAX_CLAUSE_DEPTH). */
static rap_status add_clause(rap_arena *arena, const rap_clause *clause, rap_buf *match, rap_error *err) {
  rap_status st = RAP_OK;
  if (!clause || clause->kind == RAP_CLAUSE_NOT) return RAP_OK;
  if (clause->kind == RAP_CLAUSE_LEAF) return add_words(arena, clause->leaf->words, match, err);
  for (size_t i = 0; st == RAP_OK && i < clause->n_parts; i++) st = add_clause(arena, clause->parts[i], match, err);
  return st;
}

/* The expression whose places are shown. */
static rap_status find_match(rap_arena *arena, const rap_filter *filter, rap_str node, rap_buf *match, rap_error *err) {
  rap_status st = add_words(arena, node.n ? node : filter->words, match, err);
  if (st == RAP_OK && !node.n) st = add_clause(arena, filter->where, match, err);
  if (st == RAP_OK && rap_buf_failed(match)) st = rap_error_nomem(err);
  if (st == RAP_OK && !match->n) st = rap_error_set(err, RAP_ERR_USAGE, "no words to show in their context");
  return st;
}

rap_status rap_kwic_find(rap_store *store, rap_arena *arena, const rap_filter *filter, rap_str node, const rap_kwic_sentences *among,
                         rap_kwic_hits *out, rap_error *err) {
  rap_stmt *s = NULL;
  rap_buf groups = {0}, match = {0};
  *out = (rap_kwic_hits){0};
  rap_status st = find_match(arena, filter, node, &match, err);
  TRY(rap_document_set_of(store, arena, filter, &out->set, err));
  if (st == RAP_OK && !(out->at = rap_arena_array(arena, out->set.n + 1, sizeof *out->at))) st = rap_error_nomem(err);
  if (st == RAP_OK) rap_instances_groups(rap_buf_str(&match), &groups);
  if (rap_buf_failed(&groups)) st = rap_error_nomem(err);
  TRY(rap_db_cached(store->db, "SELECT rowid, rap_instances(fts, ?) FROM fts WHERE fts MATCH ? ORDER BY rowid", &s, err));
  rap_bind_blob(s, rap_buf_str(&groups));
  rap_bind_text(s, rap_buf_str(&match));
  TRY(walk(s, among, out, err));
  rap_stmt_reset(s);
  rap_buf_clear(&groups);
  rap_buf_clear(&match);
  return st;
}

/* ---- sentences ---- */

rap_status rap_kwic_find_sentences(rap_store *store, rap_arena *arena, const rap_filter *filter, rap_kwic_sentences *out, rap_error *err) {
  rap_asked asked;
  rap_sql q = {.arena = arena};
  rap_stmt *s = NULL;
  bool row = false;
  *out = (rap_kwic_sentences){0};
  rap_status st = rap_sql_ask(arena, filter, RAP_FROM_STATEMENTS, &asked, err);
  TRY(rap_sql_group(store, arena, &asked, err));
  rap_sql_add(&q, "SELECT s.document, s.text_begin, s.text_end");
  rap_sql_from(&q, RAP_FROM_STATEMENTS);
  if (st == RAP_OK) rap_sql_where(&q, &asked, true);
  rap_sql_add(&q, " ORDER BY s.document, s.text_begin, s.text_end");
  TRY(rap_sql_prepare(store, &q, &s, err));
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (!rap_arena_grow(arena, (void **)&out->items, out->n, &out->capacity, sizeof *out->items)) {
      st = rap_error_nomem(err);
      break;
    }
    out->items[out->n++] = (rap_kwic_sentence){rap_col_int(s, 0), (size_t)rap_col_int(s, 1), (size_t)rap_col_int(s, 2)};
  }
  rap_buf_clear(&q.text);
  rap_stmt_free(s);
  return st;
}

bool rap_kwic_within(const rap_kwic_sentences *sentences, const rap_kwic_place *place) {
  const rap_kwic_sentence *s = rap_search_number(sentences->items, sentences->n, sizeof *s, offsetof(rap_kwic_sentence, document), place->document);
  const rap_kwic_sentence *end = sentences->items + sentences->n;
  for (; s && s < end && s->document == place->document && s->begin <= place->begin; s++)
    if (place->end <= s->end) return true;
  return false;
}
