#include "analyze/analyze.h"

#include "analyze/trace.h"

typedef rap_status step(rap_analysis *a, rap_error *err);

/* Each step reads what those before it left; themes come before statements, which fall back on what the whole document deals with. */
static step *const steps[] = {
    rap_abbreviations_resolve, rap_dates_resolve,  rap_people_resolve,     rap_states_resolve, rap_events_resolve,
    rap_functions_resolve,     rap_themes_resolve, rap_statements_resolve, rap_counts_resolve, rap_timex_resolve,
};

static rap_mention mention_of(const rap_analysis *a, const rap_hit *hit) {
  rap_mention m = {.kind = hit->kind,
                   .text = rap_view_to_text(&a->doc->view, hit->view),
                   .value = hit->value,
                   .rule = hit->rule->id,
                   .date = hit->date,
                   .person = RAP_NONE};
  if (hit->kind == RAP_KIND_PERSON && hit->ref < a->record->n_persons) {
    m.person = hit->ref;
    m.value = a->record->persons[hit->ref].name;
  }
  if (hit->kind == RAP_KIND_DATE) m.value = hit->date.value;
  return m;
}

/* Hits become mentions once everything is resolved; kinds that only serve other rules stay behind. */
static rap_status collect_mentions(rap_analysis *a, rap_error *err) {
  rap_record *record = a->record;
  record->mentions = rap_arena_array(a->arena, a->n_hits ? a->n_hits : 1, sizeof *record->mentions);
  if (!record->mentions) return rap_error_nomem(err);
  for (size_t i = 0; i < a->n_hits; i++) {
    const rap_hit *hit = &a->hits[i];
    if (!rap_kind_exported(hit->kind)) continue;
    if (hit->kind == RAP_KIND_DATE && hit->date.value.n == 0) continue;
    record->mentions[record->n_mentions++] = mention_of(a, hit);
    rap_trace_mention(rap_analyzer_trace(a->analyzer), i);
  }
  return RAP_OK;
}

rap_status rap_analysis_sentences(rap_analysis *a, rap_error *err) {
  if (a->sentences) return RAP_OK;
  a->sentences = rap_arena_array(a->arena, a->doc->n_sentences, sizeof *a->sentences);
  if (!a->sentences) return rap_error_nomem(err);
  for (size_t i = 0; i < a->doc->n_sentences; i++)
    a->sentences[i] =
        (rap_shadow_sentence){.analyzer = a->analyzer, .arena = a->arena, .doc = a->doc, .hits = a->hits, .n_hits = a->n_hits, .index = i};
  return RAP_OK;
}

rap_status rap_analyze(rap_analyzer *analyzer, rap_arena *arena, rap_document *doc, rap_record *record, rap_error *err) {
  *record = (rap_record){0};
  rap_analysis a = {.analyzer = analyzer, .rules = rap_analyzer_rules(analyzer), .arena = arena, .doc = doc, .record = record};
  rap_status st = rap_engine_run(analyzer, arena, doc, &a.hits, &a.n_hits, err);
  for (size_t i = 0; st == RAP_OK && i < sizeof steps / sizeof *steps; i++) st = steps[i](&a, err);
  if (st == RAP_OK) st = collect_mentions(&a, err);
  rap_trace *trace = rap_analyzer_trace(analyzer);
  if (trace) trace->hits = a.hits, trace->n_hits = a.n_hits;
  if (st == RAP_OK && rap_arena_failed(arena)) st = rap_error_nomem(err); /* a warning, say, that found no room */
  return st;
}
