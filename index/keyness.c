#include "index/keyness.h"

#include <stdlib.h>

#include "index/document_set.h"
#include "index/sql.h"
#include "index/tokens.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct reading {
  rap_store *store;
  rap_tokens *tokens;
  rap_grams grams;
  rap_str text;
  size_t end; /* of the word before */
  const rap_keyness_spec *spec;
} reading;

/* ---- counting ---- */

/* What may stand between the words of a phrase: blanks, and the marks that join words. */
static bool joins(rap_str between) {
  for (size_t i = 0; i < between.n; i++)
    if (!strchr(" -'", between.p[i])) return rap_str_is(between, "’") || rap_str_is(between, "‑") || rap_str_is(between, "\xC2\xA0");
  return true;
}

static bool on_token(void *ctx, const rap_token *token) {
  reading *r = ctx;
  bool joined = r->grams.longest > 1 && r->end && token->begin - r->end <= 3 && joins(rap_str_sub(r->text, r->end, token->begin));
  r->end = token->end;
  return rap_grams_word(&r->grams, token->word, joined);
}

static rap_status read_one(reading *r, int64_t id, int set, rap_error *err) {
  rap_status st = rap_store_text(r->store, id, &r->text, err);
  r->end = 0;
  rap_grams_text(&r->grams, set);
  TRY(rap_tokens_each(r->tokens, r->text, on_token, r, err));
  if (st == RAP_OK && r->grams.full)
    st = rap_error_set(err, RAP_ERR_LIMIT, "the texts have more than %zu different phrases: ask for fewer documents or shorter phrases",
                       RAP_GRAMS_MAX);
  if (st == RAP_OK && r->grams.failed) st = rap_error_nomem(err);
  if (st == RAP_OK && r->spec->interrupted && r->spec->interrupted()) st = rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted");
  return st;
}

static rap_status read_set(reading *r, rap_arena *arena, const rap_document_set *set, int which, rap_keyness_side *side, rap_error *err) {
  rap_document_set drawn;
  rap_status st = rap_document_set_draw(arena, set, r->spec->max_words ? r->spec->max_words : RAP_KEYNESS_WORDS(r->grams.longest), &drawn, err);
  for (size_t i = 0; st == RAP_OK && i < drawn.n; i++) st = read_one(r, drawn.ids[i], which, err);
  *side = (rap_keyness_side){set->n, drawn.n, set->n_words, r->grams.total[which]};
  return st;
}

/* ---- choosing ---- */

static bool stronger(const rap_keyness *a, const rap_keyness *b) { return a->g2 > b->g2; }

/* One direction: the best `max` so far, the weakest on top of a heap. */
typedef struct best {
  const rap_gram **items;
  rap_keyness *stats;
  size_t n, max, all;
} best;

/* Ties go to the run that was met first, which the order of the texts decides. */
static bool weaker_at(const best *b, size_t i, size_t k) {
  return stronger(&b->stats[k], &b->stats[i]) || (!stronger(&b->stats[i], &b->stats[k]) && b->items[i] > b->items[k]);
}

static void swap_at(best *b, size_t i, size_t k) {
  const rap_gram *item = b->items[i];
  rap_keyness stats = b->stats[i];
  b->items[i] = b->items[k];
  b->stats[i] = b->stats[k];
  b->items[k] = item;
  b->stats[k] = stats;
}

static void sink_down(best *b, size_t n) {
  for (size_t i = 0;;) {
    size_t weakest = i, left = 2 * i + 1;
    if (left < n && weaker_at(b, left, weakest)) weakest = left;
    if (left + 1 < n && weaker_at(b, left + 1, weakest)) weakest = left + 1;
    if (weakest == i) return;
    swap_at(b, i, weakest);
    i = weakest;
  }
}

static void offer(best *b, const rap_gram *item, rap_keyness stats) {
  b->all++;
  if (b->n < b->max) {
    size_t i = b->n++;
    b->items[i] = item;
    b->stats[i] = stats;
    for (; i > 0 && weaker_at(b, i, (i - 1) / 2); i = (i - 1) / 2) swap_at(b, i, (i - 1) / 2);
  } else if (b->max && stronger(&stats, &b->stats[0])) {
    b->items[0] = item;
    b->stats[0] = stats;
    sink_down(b, b->n);
  }
}

static rap_status make_best(rap_arena *arena, const rap_grams *grams, size_t limit, best *b, rap_error *err) {
  size_t max = limit && limit < grams->n ? limit : grams->n;
  *b = (best){.items = rap_arena_array(arena, max, sizeof *b->items), .stats = rap_arena_array(arena, max, sizeof *b->stats), .max = max};
  return b->items && b->stats ? RAP_OK : rap_error_nomem(err);
}

static rap_status give(rap_arena *arena, const rap_grams *grams, best *b, rap_keyness_row **rows, size_t *n, size_t *more, rap_error *err) {
  rap_buf term = {0};
  for (size_t k = b->n; k > 1; k--) { /* the strongest first */
    swap_at(b, 0, k - 1);
    sink_down(b, k - 1);
  }
  *rows = rap_arena_array(arena, b->n, sizeof **rows);
  for (size_t i = 0; *rows && i < b->n; i++) {
    const rap_gram *g = b->items[i];
    rap_buf_reset(&term);
    rap_grams_term(grams, g, &term);
    (*rows)[i] = (rap_keyness_row){rap_arena_str(arena, rap_buf_str(&term)), g->n[0], g->n[1], g->documents[0], g->documents[1], b->stats[i]};
  }
  bool failed = rap_buf_failed(&term) || rap_arena_failed(arena);
  rap_buf_clear(&term);
  *n = b->n;
  *more = b->all - b->n;
  return failed ? rap_error_nomem(err) : RAP_OK;
}

static rap_keyness measure(const rap_gram *g, const rap_keyness_answer *of, bool by_documents) {
  if (by_documents) return rap_keyness_of((rap_keyness_counts){g->documents[0], (int64_t)of->a.read, g->documents[1], (int64_t)of->b.read});
  return rap_keyness_of((rap_keyness_counts){g->n[0], (int64_t)of->a.words_read, g->n[1], (int64_t)of->b.words_read});
}

static rap_status choose(rap_arena *arena, const reading *r, rap_keyness_answer *out, rap_error *err) {
  const rap_grams *grams = &r->grams;
  const rap_keyness_spec *spec = r->spec;
  best over, under;
  rap_status st = make_best(arena, grams, spec->limit, &over, err);
  TRY(make_best(arena, grams, spec->limit, &under, err));
  for (size_t i = 0; st == RAP_OK && i < grams->n; i++) {
    const rap_gram *g = &grams->items[i];
    if (rap_grams_length(g) < spec->shortest) continue;
    rap_keyness k = measure(g, out, spec->by_documents);
    if (rap_keyness_level(k.g2) < spec->level || g->documents[!k.over] < spec->min_documents || k.g2 <= 0) continue;
    offer(k.over ? &over : &under, g, k);
  }
  TRY(give(arena, grams, &over, &out->over, &out->n_over, &out->more_over, err));
  TRY(give(arena, grams, &under, &out->under, &out->n_under, &out->more_under, err));
  return st;
}

rap_status rap_query_keyness(rap_store *store, const rap_filter *a, const rap_filter *b, const rap_keyness_spec *spec, rap_arena *arena,
                             rap_keyness_answer *out, rap_error *err) {
  bool own = false;
  rap_document_set in_a, in_b;
  reading r = {.store = store, .spec = spec, .grams = {.longest = spec->longest ? spec->longest : 1}};
  *out = (rap_keyness_answer){0};
  if (r.grams.longest > RAP_GRAMS_LONGEST)
    return rap_error_set(err, RAP_ERR_LIMIT, "phrases of more than %d words are not counted", RAP_GRAMS_LONGEST);
  rap_status st = rap_lengths_write(store, err); /* of a store that is being written to */
  TRY(rap_sql_begin(store, &own, err));
  TRY(rap_tokens_new(store->db, &r.tokens, err));
  TRY(rap_document_set_of(store, arena, a, &in_a, err));
  TRY(b ? rap_document_set_of(store, arena, b, &in_b, err) : rap_document_set_rest(store, arena, &in_a, &in_b, err));
  for (size_t i = 0; st == RAP_OK && b && i < in_a.n; i++) out->both += rap_document_set_has(&in_b, in_a.ids[i]);
  TRY(read_set(&r, arena, &in_a, 0, &out->a, err));
  TRY(read_set(&r, arena, &in_b, 1, &out->b, err));
  TRY(choose(arena, &r, out, err));
  rap_sql_end(store, own);
  rap_tokens_free(r.tokens);
  rap_grams_clear(&r.grams);
  if (st != RAP_OK) *out = (rap_keyness_answer){0};
  return st;
}
