/* words.c: questions that read words (kwic, keyness, similar), in this process: CPU time. */
#include "bench.h"
#include "index/concordance.h"
#include "index/keyness.h"
#include "index/similar.h"

enum { PAGE = 25, DOCUMENTS = 20 };

static rap_status on_place(void *ctx, const rap_kwic_row *row, rap_error *err) {
  (void)err;
  *(size_t *)ctx += row->node.n;
  return RAP_OK;
}

static rap_status on_similar(void *ctx, const rap_similar_row *row, rap_error *err) {
  (void)err;
  *(size_t *)ctx += row->n_terms;
  return RAP_OK;
}

static rap_status on_document(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  rap_str_list *list = ((void **)ctx)[0];
  rap_arena *arena = ((void **)ctx)[1];
  return rap_str_list_add(arena, list, rap_arena_str(arena, row->id)) ? RAP_OK : RAP_ERR_NOMEM;
}

static double kwic(rap_store *store, const char *word, rap_kwic_sort sort) {
  rap_error err = {0};
  const rap_filter filter = {.words = rap_str_of(word)};
  const rap_kwic_spec spec = {.context = 10, .sort = sort};
  rap_kwic_totals totals;
  size_t bytes = 0;
  double begin = bench_cpu();
  if (rap_query_kwic(store, &filter, &spec, (rap_page){.limit = PAGE}, on_place, &bytes, &totals, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static double keyness(rap_store *store, rap_arena *arena, const char *word, size_t longest) {
  rap_error err = {0};
  const rap_filter filter = {.words = rap_str_of(word)};
  const rap_keyness_spec spec = {.longest = longest, .min_documents = 3, .by_documents = true, .level = 3, .limit = PAGE};
  rap_keyness_answer found;
  rap_arena_reset(arena);
  double begin = bench_cpu();
  if (rap_query_keyness(store, &filter, NULL, &spec, arena, &found, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

static double similar(rap_store *store, rap_arena *arena, rap_str id) {
  rap_error err = {0};
  const rap_filter none = {0};
  const rap_similar_spec spec = {0};
  rap_similar_answer answer;
  size_t n = 0;
  rap_arena_reset(arena);
  double begin = bench_cpu();
  if (rap_query_similar(store, id, &none, &spec, (rap_page){.limit = 10}, on_similar, &n, arena, &answer, &err) != RAP_OK) bench_die("%s", err.text);
  return bench_cpu() - begin;
}

/* Documents to ask about: some that hold the first word. */
static void draw_documents(rap_store *store, rap_arena *arena, const char *word, rap_str_list *out) {
  rap_error err = {0};
  const rap_filter filter = {.words = rap_str_of(word)};
  void *to[] = {out, arena};
  if (rap_query_search(store, &filter, (rap_page){.limit = DOCUMENTS}, on_document, to, NULL, &err) != RAP_OK) bench_die("%s", err.text);
}

void bench_words(rap_store *store, char words[][BENCH_MAX_WORD + 1], size_t n_words, bench_word_answers *out) {
  rap_arena *arena = rap_arena_new(), *kept = rap_arena_new();
  rap_str_list documents = {0};
  if (!arena || !kept) bench_die("out of memory");
  *out = (bench_word_answers){0};
  draw_documents(store, kept, words[0], &documents);
  for (size_t i = 0; i < n_words; i++) {
    bench_keep(&out->kwic, kwic(store, words[i], RAP_KWIC_DATE));
    bench_keep(&out->kwic_sorted, kwic(store, words[i], RAP_KWIC_RIGHT));
    bench_keep(&out->keyness, keyness(store, arena, words[i], 1));
    bench_keep(&out->keyness_phrases, keyness(store, arena, words[i], 3));
  }
  for (size_t i = 0; i < documents.n; i++) bench_keep(&out->similar, similar(store, arena, documents.items[i]));
  rap_arena_free(arena);
  rap_arena_free(kept);
}
