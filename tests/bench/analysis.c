/* analysis.c: ingestion, analysis and the matching stage by themselves, in this process and thread. */
#include "analyze/analyze.h"
#include "bench.h"

typedef struct bench_state {
  rap_rules *rules;
  rap_analyzer *analyzer;
  rap_arena *arena;
} bench_state;

static void start(bench_state *s, bool plain) {
  rap_error err = {0};
  const rap_rules_source packs = {.plain = plain};
  *s = (bench_state){.arena = rap_arena_new()};
  if (!s->arena || rap_rules_load(&packs, &s->rules, &err) != RAP_OK || rap_analyzer_new(s->rules, &s->analyzer, &err) != RAP_OK)
    bench_die("rules: %s", err.text);
}

static void stop(bench_state *s) {
  rap_analyzer_free(s->analyzer);
  rap_rules_free(s->rules);
  rap_arena_free(s->arena);
}

static void one(bench_state *s, const rap_raw_document *raw, bench_analysis *out) {
  rap_document doc;
  rap_record record;
  rap_error err = {0};
  rap_arena_reset(s->arena);
  double begin = bench_cpu();
  rap_status st = rap_document_build(s->arena, raw, &doc, &err);
  double middle = bench_cpu();
  if (st == RAP_OK) st = rap_analyze(s->analyzer, s->arena, &doc, &record, &err);
  double end = bench_cpu();
  if (st == RAP_ERR_LIMIT) return; /* the document's own fault */
  if (st != RAP_OK) bench_die("%.*s: %s", RAP_FMT(raw->file), err.text);
  out->build += middle - begin;
  out->analyze += end - middle;
  out->bytes += doc.full.n;
  out->documents++;
  out->statements += record.n_statements;
}

/* Documents spread evenly over the input. */
static size_t step(const bench_texts *texts, size_t max_bytes) { return texts->bytes / (max_bytes ? max_bytes : 1) + 1; }

void bench_analyse(const bench_texts *texts, size_t max_bytes, bench_analysis *out) {
  bench_state s;
  *out = (bench_analysis){0};
  start(&s, false);
  for (size_t i = 0; i < texts->n; i += step(texts, max_bytes)) one(&s, &texts->raw[i], out);
  stop(&s);
}

/* ---- matching ---- */

/* FNV-1a over what makes a mention. */
static uint64_t add(uint64_t h, const void *p, size_t n) {
  const unsigned char *bytes = p;
  for (size_t i = 0; i < n; i++) h = (h ^ bytes[i]) * UINT64_C(1099511628211);
  return h;
}

static uint64_t sum_of(uint64_t h, const rap_hit *hits, size_t n) {
  for (size_t i = 0; i < n; i++) {
    h = add(h, &hits[i].view, sizeof hits[i].view);
    h = add(h, &hits[i].rule->order, sizeof hits[i].rule->order);
    h = add(h, hits[i].value.p, hits[i].value.n);
  }
  return add(h, &n, sizeof n);
}

static double match_once(bench_state *s, const bench_texts *texts, size_t max_bytes, bench_matching *out, uint64_t *sum) {
  double seconds = 0;
  *sum = 0;
  out->bytes = out->hits = 0;
  for (size_t i = 0; i < texts->n; i += step(texts, max_bytes)) {
    rap_document doc;
    rap_hit *hits = NULL;
    size_t n = 0;
    rap_error err = {0};
    rap_arena_reset(s->arena);
    rap_status st = rap_document_build(s->arena, &texts->raw[i], &doc, &err);
    double begin = bench_cpu();
    if (st == RAP_OK) st = rap_engine_run(s->analyzer, s->arena, &doc, &hits, &n, &err);
    seconds += bench_cpu() - begin;
    if (st == RAP_ERR_LIMIT) continue;
    if (st != RAP_OK) bench_die("%.*s: %s", RAP_FMT(texts->raw[i].file), err.text);
    out->bytes += doc.full.n;
    out->hits += n;
    *sum = sum_of(*sum, hits, n);
  }
  return seconds;
}

/* All documents with one engine: switching from one to the other at each document would leave neither its cache. Twice, the second time for the figure: machine code and automata are made when they are needed first.
 * CPU seconds. */
static double match_all(bool plain, const bench_texts *texts, size_t max_bytes, bench_matching *out, uint64_t *sum) {
  bench_state s;
  start(&s, plain);
  rap_analyzer_set_engine(s.analyzer, plain ? RAP_ENGINE_PLAIN : RAP_ENGINE_FAST);
  (void)match_once(&s, texts, max_bytes, out, sum);
  double seconds = match_once(&s, texts, max_bytes, out, sum);
  stop(&s);
  return seconds;
}

void bench_match(const bench_texts *texts, size_t max_bytes, bench_matching *out) {
  uint64_t fast, plain;
  *out = (bench_matching){0};
  out->plain = match_all(true, texts, max_bytes, out, &plain);
  out->fast = match_all(false, texts, max_bytes, out, &fast);
  out->equal = fast == plain;
}
