#include "queries/evaluation.h"

#include "base/utf8.h"

typedef struct result {
  bool has;
  rap_tallies tallies;
  rap_placed_mistake *mistakes;
  size_t n_mistakes;
} result;

struct rap_evaluation {
  const rap_gold *gold;
  rap_measure mistakes_of;
  rap_arena *arena, *scratch; /* scratch: emptied for each document */
  result *results;            /* of each document */
  unsigned lists;             /* that the findings had */
  rap_tallies total;
};

rap_status rap_evaluation_new(const rap_gold *gold, rap_measure mistakes_of, rap_evaluation **out, rap_error *err) {
  rap_arena *arena = rap_arena_new();
  rap_evaluation *e = arena ? rap_arena_alloc(arena, sizeof *e) : NULL;
  *out = NULL;
  if (!e) {
    rap_arena_free(arena);
    return rap_error_nomem(err);
  }
  *e = (rap_evaluation){.gold = gold, .mistakes_of = mistakes_of, .arena = arena, .scratch = rap_arena_new()};
  e->results = rap_arena_array(arena, gold->n, sizeof *e->results);
  if (!e->scratch || !e->results) {
    rap_evaluation_free(e);
    return rap_error_nomem(err);
  }
  *out = e;
  return RAP_OK;
}

void rap_evaluation_free(rap_evaluation *e) {
  if (!e) return;
  rap_arena_free(e->scratch);
  rap_arena_free(e->arena);
}

bool rap_evaluation_has(const rap_evaluation *e, size_t i) { return e->results[i].has; }

/* ---- the sentence of a mistake ---- */

/* A text's sentences by the letters before each. */
typedef struct sentences {
  const rap_document *doc;
  rap_letters letters;
  size_t *at;
} sentences;

static rap_status find_sentences(rap_arena *arena, const rap_document *doc, sentences *out, rap_error *err) {
  *out = (sentences){.doc = doc, .at = rap_arena_array(arena, doc->n_sentences, sizeof *out->at)};
  if (!out->at || !rap_letters_make(arena, doc->full, &out->letters)) return rap_error_nomem(err);
  size_t byte = 0, point = 0;
  for (size_t i = 0; i < doc->n_sentences; i++) {
    point += rap_utf8_count(rap_str_sub(doc->full, byte, doc->sentences[i].text.begin));
    byte = doc->sentences[i].text.begin;
    out->at[i] = rap_letters_points(&out->letters, point, point).begin;
  }
  return RAP_OK;
}

static rap_str sentence_at(const sentences *s, size_t at) {
  size_t low = 0, high = s->doc->n_sentences; /* the last one that begins at or before it */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (s->at[middle] <= at)
      low = middle + 1;
    else
      high = middle;
  }
  return low ? rap_str_at(s->doc->full, s->doc->sentences[low - 1].text) : (rap_str){0};
}

/* A mistake without a place is where its words stand first. False when out of memory. */
static bool sentence_of(rap_arena *arena, const sentences *s, const rap_mistake *m, rap_str *out) {
  size_t at = m->at;
  *out = (rap_str){0};
  if (at == SIZE_MAX && m->text.n) {
    rap_str letters = rap_letters_fold(arena, m->text);
    if (!letters.p) return false;
    if (letters.n) at = rap_letters_find(&s->letters, letters).begin;
  }
  if (at != SIZE_MAX) *out = sentence_at(s, at);
  return true;
}

static rap_str keep(rap_arena *arena, rap_str s) { return s.n ? rap_arena_str(arena, s) : (rap_str){0}; }

/* `found`: NULL when the document is missing. */
static rap_status place_mistakes(rap_evaluation *e, size_t i, const rap_document *found, const rap_mistakes *m, rap_error *err) {
  result *r = &e->results[i];
  rap_document gold;
  sentences of_gold, of_found = {0};
  if (m->n == 0) return RAP_OK;
  rap_status st = rap_document_build(e->scratch, &e->gold->items[i], &gold, err);
  if (st == RAP_OK) st = find_sentences(e->scratch, &gold, &of_gold, err);
  if (st == RAP_OK && found) st = find_sentences(e->scratch, found, &of_found, err);
  if (st != RAP_OK) return st;
  r->mistakes = rap_arena_array(e->arena, m->n, sizeof *r->mistakes);
  for (; r->mistakes && r->n_mistakes < m->n; r->n_mistakes++) {
    const rap_mistake *from = &m->items[r->n_mistakes];
    const sentences *in = from->kind == RAP_MISSED || !found ? &of_gold : &of_found;
    rap_str sentence;
    if (!sentence_of(e->scratch, in, from, &sentence)) return rap_error_nomem(err);
    r->mistakes[r->n_mistakes] = (rap_placed_mistake){
        .kind = from->kind, .value = keep(e->arena, from->value), .text = keep(e->arena, from->text), .sentence = keep(e->arena, sentence)};
  }
  return rap_arena_failed(e->arena) || rap_arena_failed(e->scratch) ? rap_error_nomem(err) : RAP_OK;
}

/* ---- documents ---- */

/* `found` and `doc` NULL: missing. `doc` is wanted for mistakes only. */
static rap_status score(rap_evaluation *e, size_t i, const rap_annotated *found, const rap_document *doc, rap_error *err) {
  rap_annotated gold;
  rap_faults faults = {.arena = e->scratch};
  rap_mistakes mistakes = {.measure = e->mistakes_of};
  bool wanted = e->mistakes_of < RAP_N_MEASURES;
  rap_status st = rap_annotated_gold(e->scratch, &e->gold->items[i], NULL, &faults, &gold, err);
  if (st == RAP_OK) st = rap_score(e->scratch, &gold, found, e->lists, &e->results[i].tallies, wanted ? &mistakes : NULL, err);
  if (st == RAP_OK) st = place_mistakes(e, i, doc, &mistakes, err);
  if (st == RAP_OK && found) e->results[i].has = true;
  if (st == RAP_OK && found) e->lists |= found->lists;
  return st;
}

rap_status rap_evaluation_record(rap_evaluation *e, size_t i, const rap_raw_document *raw, rap_error *err) {
  rap_annotated found;
  rap_document doc;
  bool wanted = e->mistakes_of < RAP_N_MEASURES;
  rap_arena_reset(e->scratch);
  rap_status st = rap_annotated_record(e->scratch, raw, &found, err);
  if (st == RAP_OK && wanted) st = rap_document_build(e->scratch, raw, &doc, err);
  return st == RAP_OK ? score(e, i, &found, wanted ? &doc : NULL, err) : st;
}

rap_status rap_evaluation_made(rap_evaluation *e, size_t i, const rap_document *doc, const rap_record *record, bool timex3, rap_error *err) {
  rap_json *json = NULL;
  rap_annotated found;
  rap_arena_reset(e->scratch);
  rap_status st = timex3 ? rap_record_timex3_to_json(doc, record, &json, err) : rap_record_to_json(doc, record, &json, err);
  if (st == RAP_OK) st = rap_annotated_made(e->scratch, doc, json, &found, err);
  if (st == RAP_OK) st = score(e, i, &found, doc, err);
  rap_json_free(json);
  return st;
}

rap_status rap_evaluation_finish(rap_evaluation *e, rap_error *err) {
  rap_status st = RAP_OK;
  if (!e->lists) e->lists = RAP_LISTS_OF_RECORDS;
  for (size_t i = 0; st == RAP_OK && i < e->gold->n; i++) {
    rap_arena_reset(e->scratch);
    if (!e->results[i].has) st = score(e, i, NULL, NULL, err);
    for (int m = 0; m < RAP_N_MEASURES; m++) rap_tally_add(&e->total.of[m], &e->results[i].tallies.of[m]);
    e->total.measured |= e->results[i].tallies.measured;
  }
  return st;
}

const rap_tallies *rap_evaluation_total(const rap_evaluation *e) { return &e->total; }
const rap_tallies *rap_evaluation_document(const rap_evaluation *e, size_t i) { return &e->results[i].tallies; }

const rap_placed_mistake *rap_evaluation_mistakes(const rap_evaluation *e, size_t i, size_t *n) {
  *n = e->results[i].n_mistakes;
  return e->results[i].mistakes;
}

rap_status rap_evaluation_intervals(const rap_evaluation *e, rap_interval out[RAP_N_MEASURES], rap_error *err) {
  const rap_tallies **documents = rap_arena_array(e->arena, e->gold->n, sizeof *documents);
  memset(out, 0, RAP_N_MEASURES * sizeof *out);
  if (!documents) return rap_error_nomem(err);
  for (size_t i = 0; i < e->gold->n; i++) documents[i] = &e->results[i].tallies;
  return rap_intervals(documents, e->gold->n, out, err);
}
