/* The engine with the built-in packs: mentions in range, in order, none of a kind over another of its kind; a sentence's shadow maps back into
 * the sentence; the same text gives the same mentions. */
#include <assert.h>
#include <stdint.h>

#include "analyze/shadow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool compete(const rap_hit *a, const rap_hit *b) {
  return a->kind == b->kind && (a->kind != RAP_KIND_THEME || rap_str_eq(a->value, b->value));
}

static void check_hits(const rap_document *doc, const rap_hit *hits, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const rap_hit *h = &hits[i];
    assert(h->view.begin < h->view.end && h->view.end <= doc->view.s.n && h->rule && h->kind < RAP_N_KINDS);
    /* Whole characters of one block. */
    assert(((unsigned char)doc->view.s.p[h->view.begin] & 0xC0) != 0x80);
    assert(h->view.end == doc->view.s.n || ((unsigned char)doc->view.s.p[h->view.end] & 0xC0) != 0x80);
    assert(!memchr(doc->view.s.p + h->view.begin, '\n', h->view.end - h->view.begin));
    assert(i == 0 || hits[i - 1].view.begin < h->view.begin || (hits[i - 1].view.begin == h->view.begin && hits[i - 1].view.end >= h->view.end));
    for (size_t k = i + 1; k < n && hits[k].view.begin < h->view.end; k++) assert(!compete(h, &hits[k]));
    for (size_t k = 0; k < h->n_captures; k++) assert(h->captures[k].view.begin == RAP_NONE || h->captures[k].view.end <= doc->view.s.n);
  }
}

static void check_shadow(rap_arena *arena, const rap_document *doc, const rap_hit *hits, size_t n, size_t sentence, rap_kind_set kinds) {
  rap_shadow shadow;
  rap_error err = {0};
  rap_span view = doc->sentences[sentence].view;
  rap_status st = rap_shadow_build(arena, doc, hits, n, sentence, kinds, &shadow, &err);
  if (st != RAP_OK) return;
  rap_span whole = rap_shadow_to_view(&shadow, (rap_span){0, shadow.s.n});
  assert(whole.begin == view.begin && (whole.end == view.end || shadow.s.n == 0));
  size_t last = view.begin;
  for (size_t i = 0; i < shadow.s.n; i++) {
    if (((unsigned char)shadow.s.p[i] & 0xC0) == 0x80) continue;
    size_t next = i + 1;
    while (next < shadow.s.n && ((unsigned char)shadow.s.p[next] & 0xC0) == 0x80) next++;
    rap_span span = rap_shadow_to_view(&shadow, (rap_span){i, next});
    /* Character by character the spans follow one another without a gap. */
    assert(span.begin == last && span.end > span.begin && span.end <= view.end);
    last = span.end;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  /* Loading takes longer than a run; kept for the life of the process. */
  static rap_rules *rules;
  static rap_analyzer *analyzer;
  rap_error err = {0};
  rap_rules_source source = {0};
  if (!rules) {
    rap_status loaded = rap_rules_load(&source, &rules, &err);
    assert(loaded == RAP_OK);
    loaded = rap_analyzer_new(rules, &analyzer, &err);
    assert(loaded == RAP_OK);
  }
  rap_arena *arena = rap_arena_new();
  if (!arena) return 0;
  rap_document doc;
  rap_hit *hits = NULL, *again = NULL;
  size_t n = 0, n_again = 0;
  rap_raw_document raw = {.id = RAP_STR("f"), .file = RAP_STR("f"), .text = {(const char *)data, size}};
  rap_status st = rap_document_build(arena, &raw, &doc, &err);
  if (st == RAP_OK) st = rap_engine_run(analyzer, arena, &doc, &hits, &n, &err);
  if (st == RAP_OK) {
    check_hits(&doc, hits, n);
    for (size_t i = 0; i < doc.n_sentences; i++) {
      check_shadow(arena, &doc, hits, n, i, RAP_KINDS_OF_STATES | RAP_KIND_BIT(RAP_KIND_PERSON));
      check_shadow(arena, &doc, hits, n, i, ~(rap_kind_set)0);
    }
    st = rap_engine_run(analyzer, arena, &doc, &again, &n_again, &err);
    assert(st == RAP_OK && n_again == n);
    for (size_t i = 0; i < n; i++)
      assert(hits[i].rule == again[i].rule && hits[i].view.begin == again[i].view.begin && hits[i].view.end == again[i].view.end);
  }
  assert(st == RAP_OK || st == RAP_ERR_LIMIT || st == RAP_ERR_NOMEM);
  rap_arena_free(arena);
  return 0;
}
