/* analysis.c: analysis without ingestion and store. */
#include "analyze/analyze.h"
#include "bench.h"

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

void bench_analyse(const bench_texts *texts, size_t max_bytes, bench_analysis *out) {
  bench_state s;
  *out = (bench_analysis){0};
  start(&s);
  size_t step = texts->bytes / (max_bytes ? max_bytes : 1) + 1;
  for (size_t i = 0; i < texts->n; i += step) one(&s, &texts->raw[i], out);
  stop(&s);
}
