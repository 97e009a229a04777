#include "index/similar_terms.h"

#include <math.h>
#include <stdlib.h>

#include "index/grams.h"
#include "index/similar.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* Words of the draw that tells common words from others, and how many words are asked about. */
enum { DRAW_WORDS = 60000, CANDIDATES = 64 };

static bool on_token(void *ctx, const rap_token *token) { return rap_grams_word(ctx, token->word, false); }

static rap_status count(rap_tokens *tokens, rap_grams *grams, int set, rap_str text, rap_error *err) {
  rap_grams_text(grams, set);
  rap_status st = rap_tokens_each(tokens, text, on_token, grams, err);
  if (st == RAP_OK && grams->full) st = rap_error_set(err, RAP_ERR_LIMIT, "the text has more than %zu different words", RAP_GRAMS_MAX);
  return st == RAP_OK && grams->failed ? rap_error_nomem(err) : st;
}

/* Words worth looking for: numbers and single letters say little. */
static bool is_telling(rap_str word) {
  size_t digits = 0;
  for (size_t i = 0; i < word.n; i++) digits += rap_ascii_is_digit(word.p[i]);
  return word.n > 2 && digits * 2 < word.n;
}

static int by_strength(const void *a, const void *b) {
  const rap_similar_term *x = a, *y = b;
  int order = (x->strength < y->strength) - (x->strength > y->strength);
  return order ? order : rap_str_cmp(x->word, y->word);
}

/* A word that no drawn document holds is taken to be in half of one. */
static double rarity(double documents, double all) { return log((all - documents + 0.5) / (documents + 0.5)); }

static rap_status choose(rap_arena *arena, const rap_grams *grams, size_t drawn, size_t all, rap_similar_terms *out, rap_error *err) {
  rap_buf word = {0};
  out->items = rap_arena_array(arena, grams->n, sizeof *out->items);
  for (size_t i = 0; out->items && i < grams->n; i++) {
    const rap_gram *g = &grams->items[i];
    if (!g->n[0] || (drawn == all && g->documents[1] < 2)) continue; /* only here: leads nowhere */
    rap_buf_reset(&word);
    rap_grams_term(grams, g, &word);
    double weight = 1 + log((double)g->n[0]), rare = rarity(g->documents[1], (double)drawn + 1);
    if (rare <= 0 || !is_telling(rap_buf_str(&word))) continue;
    out->items[out->n++] = (rap_similar_term){.word = rap_arena_str(arena, rap_buf_str(&word)), .weight = weight, .strength = weight * rare};
  }
  bool failed = rap_buf_failed(&word) || rap_arena_failed(arena);
  rap_buf_clear(&word);
  if (failed) return rap_error_nomem(err);
  if (out->n) qsort(out->items, out->n, sizeof *out->items, by_strength);
  if (out->n > CANDIDATES) out->n = CANDIDATES;
  return RAP_OK;
}

/* The documents that hold a word. */
static rap_status ask(rap_store *store, rap_arena *arena, rap_similar_term *term, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_textquery words;
  rap_str quoted = rap_arena_printf(arena, "\"%.*s\"", RAP_FMT(term->word));
  rap_status st = quoted.p ? rap_textquery_compile(arena, quoted, &words, err) : rap_error_nomem(err);
  TRY(rap_db_cached(store->db, "SELECT rap_ranked(fts, 4.0, 1.0) FROM fts WHERE fts MATCH ? LIMIT 1", &s, err));
  rap_bind_text(s, st == RAP_OK ? words.match : (rap_str){0});
  TRY(rap_stmt_step(s, &row, err));
  rap_str blob = row ? rap_col_blob(s, 0) : (rap_str){0};
  term->n = blob.n / sizeof *term->found;
  rap_ranked *found = term->n ? rap_arena_array(arena, term->n, sizeof *found) : NULL;
  if (st == RAP_OK && term->n && !found) st = rap_error_nomem(err);
  if (found) memcpy(found, blob.p, term->n * sizeof *found);
  term->found = found;
  rap_stmt_reset(s);
  return st;
}

/* What the index says decides, within what may be kept. */
static rap_status look_up(rap_store *store, rap_arena *arena, size_t all, rap_similar_terms *terms, rap_error *err) {
  size_t kept = 0, postings = 0;
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < terms->n && postings < RAP_SIMILAR_POSTINGS; i++) {
    rap_similar_term *t = &terms->items[i];
    st = ask(store, arena, t, err);
    double rare = rarity((double)t->n, (double)all);
    if (t->n < 2 || rare <= 0) continue; /* only in this document, or nearly everywhere */
    t->strength = t->weight * rare;
    postings += t->n;
    terms->items[kept++] = *t;
  }
  terms->n = kept;
  if (kept) qsort(terms->items, kept, sizeof *terms->items, by_strength);
  if (terms->n > RAP_SIMILAR_TERMS) terms->n = RAP_SIMILAR_TERMS;
  return st;
}

rap_status rap_similar_find_terms(rap_store *store, rap_arena *arena, rap_str title, rap_str text, const rap_document_set *all,
                                  rap_similar_terms *out, rap_error *err) {
  rap_tokens *tokens = NULL;
  rap_document_set drawn = {0};
  rap_grams grams = {.longest = 1};
  *out = (rap_similar_terms){0};
  rap_status st = rap_tokens_new(store->db, &tokens, err);
  TRY(count(tokens, &grams, 0, title, err)); /* stands in the text, too: its words count twice */
  TRY(count(tokens, &grams, 0, text, err));
  TRY(rap_document_set_draw(arena, all, DRAW_WORDS, &drawn, err));
  for (size_t i = 0; st == RAP_OK && i < drawn.n; i++) {
    rap_str other;
    st = rap_store_text(store, drawn.ids[i], &other, err);
    TRY(count(tokens, &grams, 1, other, err));
  }
  TRY(choose(arena, &grams, drawn.n, all->n, out, err));
  TRY(look_up(store, arena, all->n, out, err));
  rap_tokens_free(tokens);
  rap_grams_clear(&grams);
  return st;
}
