/* analysis.c: ingestion, analysis and the matching stage by themselves, in this process and thread. */
#include "analyze/analyze.h"
#include "bench.h"

#include <string.h>

typedef struct bench_state {
  rap_rules *rules;
  rap_analyzer *analyzer;
  rap_arena *arena;
} bench_state;

static void start(bench_state *s) {
  rap_error err = {0};
  const rap_rules_source packs = {0};
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
  start(&s);
  for (size_t i = 0; i < texts->n; i += step(texts, max_bytes)) one(&s, &texts->raw[i], out);
  stop(&s);
}

/* ---- matching ---- */

static double run_engine(bench_state *s, rap_engine engine, const rap_raw_document *raw, rap_arena *arena, rap_hit **hits, size_t *n, size_t *bytes) {
  rap_document doc;
  rap_error err = {0};
  rap_analyzer_set_engine(s->analyzer, engine);
  rap_arena_reset(arena);
  rap_status st = rap_document_build(arena, raw, &doc, &err);
  double begin = bench_cpu();
  if (st == RAP_OK) st = rap_engine_run(s->analyzer, arena, &doc, hits, n, &err);
  double end = bench_cpu();
  if (st != RAP_OK) bench_die("%.*s: %s", RAP_FMT(raw->file), err.text);
  *bytes = doc.full.n;
  return end - begin;
}

static bool equal(const rap_hit *a, size_t n_a, const rap_hit *b, size_t n_b) {
  bool same = n_a == n_b;
  for (size_t i = 0; same && i < n_a; i++)
    same = a[i].rule == b[i].rule && a[i].view.begin == b[i].view.begin && a[i].view.end == b[i].view.end && rap_str_eq(a[i].value, b[i].value);
  return same;
}

void bench_match(const bench_texts *texts, size_t max_bytes, bench_matching *out) {
  bench_state s;
  rap_arena *other = rap_arena_new();
  *out = (bench_matching){.equal = true};
  if (!other) bench_die("out of memory");
  start(&s);
  for (size_t i = 0; i < texts->n; i += step(texts, max_bytes)) {
    rap_hit *fast, *plain;
    size_t n_fast, n_plain, bytes;
    out->fast += run_engine(&s, RAP_ENGINE_FAST, &texts->raw[i], s.arena, &fast, &n_fast, &bytes);
    out->plain += run_engine(&s, RAP_ENGINE_PLAIN, &texts->raw[i], other, &plain, &n_plain, &bytes);
    out->bytes += bytes;
    out->hits += n_fast;
    out->equal = out->equal && equal(fast, n_fast, plain, n_plain);
  }
  stop(&s);
  rap_arena_free(other);
}
