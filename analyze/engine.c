#include "analyze/engine.h"

#include <assert.h>
#include <stdlib.h>

#include "analyze/costs.h"
#include "analyze/engine_internal.h"
#include "analyze/rules_internal.h"
#include "analyze/trace.h"
#include "analyze/windows.h"
#include "base/limits.h"
#include "base/utf8.h"

struct rap_analyzer {
  const rap_rules *rules;
  rap_scratch *scratch;
  rap_outline_cache *outlines;
  rap_arena *work; /* of one run */
  rap_engine engine;
  rap_trace *trace;
  rap_budget budget; /* of the document in hand */
  rap_costs *costs;
};

static const char *const basis_names[] = {"stated", "implied", "anchored"};

const char *rap_basis_name(rap_basis basis) {
  assert(basis <= RAP_BASIS_ANCHORED);
  return basis_names[basis];
}

rap_status rap_analyzer_new(const rap_rules *rules, rap_analyzer **out, rap_error *err) {
  *out = NULL;
  rap_analyzer *analyzer = calloc(1, sizeof *analyzer);
  if (!analyzer) return rap_error_nomem(err);
  analyzer->rules = rules;
  analyzer->work = rap_arena_new();
  analyzer->outlines = rap_outline_cache_new(rules->n_outlines);
  rap_status st = rap_budget_init(&analyzer->budget, rules) && analyzer->work && analyzer->outlines ? rap_scratch_new(&analyzer->scratch, err)
                                                                                                    : rap_error_nomem(err);
  if (st == RAP_OK) {
    *out = analyzer;
    analyzer = NULL;
  }
  rap_analyzer_free(analyzer);
  return st;
}

void rap_analyzer_free(rap_analyzer *analyzer) {
  if (!analyzer) return;
  rap_scratch_free(analyzer->scratch);
  rap_outline_cache_free(analyzer->outlines);
  rap_arena_free(analyzer->work);
  rap_budget_clear(&analyzer->budget);
  free(analyzer);
}

const rap_rules *rap_analyzer_rules(const rap_analyzer *analyzer) { return analyzer->rules; }
rap_scratch *rap_analyzer_scratch(rap_analyzer *analyzer) { return analyzer->scratch; }
void rap_analyzer_set_engine(rap_analyzer *analyzer, rap_engine engine) { analyzer->engine = engine; }
rap_outline_cache *rap_analyzer_outlines(rap_analyzer *analyzer) { return analyzer->engine == RAP_ENGINE_FAST ? analyzer->outlines : NULL; }
rap_engine rap_analyzer_engine(const rap_analyzer *analyzer) { return analyzer->engine; }
void rap_analyzer_set_trace(rap_analyzer *analyzer, rap_trace *trace) { analyzer->trace = trace; }
rap_budget *rap_analyzer_budget(rap_analyzer *analyzer) { return &analyzer->budget; }
rap_trace *rap_analyzer_trace(const rap_analyzer *analyzer) { return analyzer->trace; }
void rap_analyzer_set_costs(rap_analyzer *analyzer, rap_costs *costs) { analyzer->costs = costs; }
rap_costs *rap_analyzer_costs(const rap_analyzer *analyzer) { return analyzer->costs; }

/* --- candidates --- */

rap_candidate *rap_candidates_add(rap_arena *arena, rap_candidates *list) {
  void *items = list->items;
  rap_candidate *c = rap_arena_alloc(arena, sizeof *c);
  if (!c || !rap_arena_grow(arena, &items, list->n, &list->capacity, sizeof *list->items)) return NULL;
  list->items = items;
  c->number = list->n;
  list->items[list->n++] = c;
  return c;
}

struct run {
  const rap_rules *rules;
  rap_scratch *scratch;
  rap_engine engine;
  rap_outline_cache *outlines; /* NULL: they are not to be used */
  uint64_t *const *places;     /* marks of rules->places; NULL: none */
  rap_arena *work, *arena;
  rap_document *doc;
  rap_candidates found;
  rap_budget *budget;
  rap_guard_memo texts;
  rap_costs *costs; /* NULL: nobody asks */
  rap_status st;
  rap_error *err;
};

static void fail_nomem(struct run *run) {
  if (run->st == RAP_OK) run->st = rap_error_nomem(run->err);
}

static void warn_limit(struct run *run, const rap_rule *rule) { rap_budget_spend(run->budget, run->arena, run->doc, rule); }

static bool guarded(struct run *run, const rap_rule *rule, const rap_guards *guards, rap_span span) {
  bool limit = false;
  if (!rap_budget_lasts(run->budget, rule)) return false;
  if (!guards || !guards->sources) return true;
  size_t before = rap_costs_enter_guards(run->costs, rule);
  bool holds = rap_guards_hold(guards, run->scratch, run->doc, span, &run->texts, &limit);
  rap_costs_tried(run->costs, holds);
  rap_costs_leave(run->costs, before);
  if (limit) warn_limit(run, rule);
  if (!holds) rap_trace_guard(run->found.trace, rule, guards, span);
  return holds;
}

static rap_candidate *add(struct run *run, const rap_rule *rule, rap_span span) {
  /* Candidates outnumber the mentions that are left of them; the bound is for hostile texts only. */
  if (run->found.n >= (size_t)4 * RAP_MAX_MENTIONS) {
    run->st = rap_error_set(run->err, RAP_ERR_LIMIT, "more than %d matches in one document", 4 * RAP_MAX_MENTIONS);
    return NULL;
  }
  rap_candidate *c = rap_candidates_add(run->work, &run->found);
  if (!c) {
    fail_nomem(run);
    return NULL;
  }
  c->hit =
      (rap_hit){.kind = rule->kind, .view = span, .rule = rule, .entry = rule->entry, .value = rule->value, .sentence = RAP_NONE, .ref = RAP_NONE};
  c->hides = rule->hides;
  c->priority = rule->priority;
  c->group = rule->group;
  return c;
}

/* --- terms --- */

/* Nothing is looked for in what surrounds a text. Other blocks that are set aside have mentions, which lead to the words, but no rules over sentences run there. */
static bool is_furniture(const rap_document *doc, size_t view_at) {
  size_t block = doc->n_aside ? rap_view_block_at(doc, view_at) : RAP_NONE;
  return block != RAP_NONE && doc->blocks[block].aside == RAP_ASIDE_FURNITURE;
}

/* For rap_lexicon_scan. Returns false to stop. */
static bool found_term(void *ctx, const rap_term *term, rap_span span) {
  struct run *run = ctx;
  const rap_rule *rule = term->rule;
  if (is_furniture(run->doc, span.begin)) return true;
  if (!guarded(run, rule, term->lexicon_guards, span) || !guarded(run, rule, &rule->guards, span) || !guarded(run, rule, term->guards, span))
    return true;
  rap_candidate *c = add(run, rule, span);
  if (!c) return false;
  c->negative = term->role == RAP_TERM_NOT;
  if (term->role >= RAP_TERM_CORE && term->role <= RAP_TERM_FAINT) c->hit.grade = (rap_cue_grade)(term->role - RAP_TERM_CORE);
  c->plus = term->plus;
  return true;
}

/* --- expressions --- */

static bool take_match(struct run *run, const rap_search *search, rap_span whole, const rap_span *groups);

/* The first match tried from the places from `from` to `last`. */
static rap_match first_match(struct run *run, const rap_search *search, rap_str subject, size_t from, size_t last, rap_span *groups) {
  return last >= subject.n ? rap_regex_match(search->regex, run->scratch, subject, from, false, groups)
                           : rap_regex_match_until(search->regex, run->scratch, subject, from, last, groups);
}

/* Matches tried from the places of the window, at or behind *from, which moves behind the last of them. False: no more of this block. The subject
 * begins with the view, so that lookbehind may see the block before, and ends with the block. */
static bool search_window(struct run *run, const rap_search *search, rap_window window, size_t *from) {
  rap_span groups[RAP_MAX_GROUPS];
  rap_span block = run->doc->blocks[window.block].view;
  if (run->doc->blocks[window.block].aside == RAP_ASIDE_FURNITURE) return false;
  rap_str subject = rap_str_sub(run->doc->view.s, 0, block.end);
  if (*from < window.first) *from = window.first;
  if (!rap_budget_lasts(run->budget, search->rule)) return false;
  while (*from <= window.last && *from < block.end && run->st == RAP_OK) {
    size_t last = window.last;
    if (search->outline && run->outlines) {
      const uint64_t *marks = search->places == RAP_PLACES_NONE ? NULL : run->places[search->places];
      size_t place = rap_outline_next(search->outline, run->outlines, subject, *from, last, marks);
      if (place == SIZE_MAX) return !search->outline->anywhere; /* which has looked at the rest of the block */
      *from = place;
      if (!search->outline->anywhere) last = place;
    }
    rap_match m = first_match(run, search, subject, *from, last, groups);
    rap_costs_tried(run->costs, m == RAP_MATCH_YES);
    if (m == RAP_MATCH_NO && last == window.last) return true;
    if (m == RAP_MATCH_NO) {
      *from = rap_utf8_next(subject, *from);
      continue;
    }
    if (m == RAP_MATCH_NOMEM) fail_nomem(run);
    if (m == RAP_MATCH_LIMIT_HIT) warn_limit(run, search->rule);
    if (m != RAP_MATCH_YES) return false;
    rap_span whole = groups[0];
    bool taken = whole.begin >= block.begin && whole.begin < whole.end && take_match(run, search, whole, groups);
    size_t next = taken ? whole.end : rap_utf8_next(subject, whole.begin);
    *from = next > *from ? next : rap_utf8_next(subject, *from);
  }
  return run->st == RAP_OK;
}

static void search_block(struct run *run, const rap_search *search, size_t block) {
  size_t from = run->doc->blocks[block].view.begin;
  (void)search_window(run, search, (rap_window){block, from, SIZE_MAX}, &from);
}

/* All matches block by block; `windows` NULL: from everywhere. */
static void search_all(struct run *run, const rap_search *search, const rap_windows *windows) {
  size_t from = 0, done = RAP_NONE; /* the block that is done with */
  for (size_t i = 0; windows && i < windows->n && run->st == RAP_OK; i++) {
    rap_window window = windows->items[i];
    if (window.block == done) continue;
    if (i == 0 || windows->items[i - 1].block != window.block) from = window.first;
    if (!search_window(run, search, window, &from)) done = window.block;
  }
  for (size_t b = windows ? windows->rest : 0; b < run->doc->n_blocks && run->st == RAP_OK; b++) search_block(run, search, b);
}

static bool take_term(struct run *run, const rap_term *term, rap_span whole) {
  if (term->letter_case == RAP_CASE_SMART) {
    uint32_t cp = 0;
    (void)rap_utf8_decode(run->doc->view.s, whole.begin, &cp);
    if (rap_utf8_is_lower(cp)) {
      rap_trace_case(run->found.trace, term->rule, whole);
      return false;
    }
  }
  size_t before = run->found.n;
  (void)found_term(run, term, whole);
  return run->found.n > before;
}

/* Named groups that took part, then the constants of `set`. */
static void add_captures(struct run *run, rap_candidate *c, const rap_span *groups) {
  const rap_rule *rule = c->hit.rule;
  size_t n_names = rap_regex_n_names(rule->regex), n = 0;
  if (n_names + rule->n_settings == 0) return;
  rap_capture *captures = rap_arena_array(run->work, n_names + rule->n_settings, sizeof *captures);
  if (!captures) {
    fail_nomem(run);
    return;
  }
  for (size_t i = 0; i < n_names; i++) {
    unsigned number = 0;
    rap_str name = rap_regex_name(rule->regex, i, &number);
    if (groups[number].begin == SIZE_MAX) continue;
    captures[n++] = (rap_capture){name, rap_str_at(run->doc->view.s, groups[number]), groups[number]};
  }
  for (size_t i = 0; i < rule->n_settings; i++) captures[n++] = (rap_capture){rule->settings[i].name, rule->settings[i].value, {RAP_NONE, RAP_NONE}};
  c->hit.captures = captures;
  c->hit.n_captures = n;
}

static bool take_pattern(struct run *run, const rap_rule *rule, rap_span whole, const rap_span *groups) {
  /* Guards use the same match data, but `groups` is a copy of it. */
  if (!guarded(run, rule, &rule->guards, whole)) return false;
  rap_candidate *c = add(run, rule, whole);
  if (c) add_captures(run, c, groups);
  return c != NULL;
}

/* Takes a match; false: it is none after all. */
static bool take_match(struct run *run, const rap_search *search, rap_span whole, const rap_span *groups) {
  return search->term ? take_term(run, search->term, whole) : take_pattern(run, search->rule, whole, groups);
}

/* --- the run --- */

static void find_all(struct run *run) {
  const rap_rules *rules = run->rules;
  rap_windows *windows = NULL;
  (void)rap_costs_enter_stage(run->costs, RAP_COST_LEXICON);
  (void)rap_lexicon_scan(&rules->lexicon, run->doc->view.s, found_term, run);
  (void)rap_costs_enter_stage(run->costs, RAP_COST_LITERALS);
  if (run->st == RAP_OK && run->engine == RAP_ENGINE_FAST) run->st = rap_windows_find(run->work, rules, run->doc, run->costs, &windows, run->err);
  for (size_t i = 0; i < rules->n_searches && run->st == RAP_OK; i++) {
    const rap_windows *own = windows && rules->searches[i].literals->n ? &windows[i] : NULL;
    if (own && own->n == 0 && own->rest >= run->doc->n_blocks) continue;
    (void)rap_costs_enter(run->costs, i);
    search_all(run, &rules->searches[i], own);
  }
}

/* Copies what stands into the arena of the document, in order, with sentences. */
static rap_status hand_over(struct run *run, rap_hit **hits, size_t *n_hits) {
  size_t n = run->found.n;
  if (n > RAP_MAX_MENTIONS) return rap_error_set(run->err, RAP_ERR_LIMIT, "more than %d mentions in one document", RAP_MAX_MENTIONS);
  rap_hit *out = rap_arena_array(run->arena, n, sizeof *out);
  if (!out) return rap_error_nomem(run->err);
  for (size_t i = 0; i < n; i++) {
    out[i] = run->found.items[i]->hit;
    out[i].sentence = rap_view_sentence_at(run->doc, out[i].view.begin);
    if (!out[i].n_captures) continue;
    rap_capture *captures = rap_arena_array(run->arena, out[i].n_captures, sizeof *captures);
    if (!captures) return rap_error_nomem(run->err);
    memcpy(captures, out[i].captures, out[i].n_captures * sizeof *captures);
    out[i].captures = captures;
  }
  *hits = out;
  *n_hits = n;
  return RAP_OK;
}

rap_status rap_engine_run(rap_analyzer *analyzer, rap_arena *arena, rap_document *doc, rap_hit **hits, size_t *n_hits, rap_error *err) {
  *hits = NULL;
  *n_hits = 0;
  rap_arena_reset(analyzer->work);
  rap_budget_reset(&analyzer->budget);
  struct run run = {.rules = analyzer->rules,
                    .scratch = analyzer->scratch,
                    .engine = analyzer->engine,
                    .budget = &analyzer->budget,
                    .work = analyzer->work,
                    .arena = arena,
                    .doc = doc,
                    .found = {.trace = analyzer->trace},
                    .texts = {.arena = analyzer->work},
                    .costs = analyzer->costs,
                    .st = RAP_OK,
                    .err = err};
  if (!rap_windows_strange(doc->view.s)) run.outlines = rap_analyzer_outlines(analyzer);
  if (run.costs) run.costs->texts++, run.costs->bytes += doc->view.s.n;
  if (run.outlines && !(run.places = rap_places_find(run.work, &analyzer->rules->places, doc->view.s))) fail_nomem(&run);
  if (run.st == RAP_OK) find_all(&run);
  (void)rap_costs_enter_stage(run.costs, RAP_COST_OVERLAPS);
  if (run.st == RAP_OK) run.st = rap_overlap_resolve(run.work, doc->view.s.n, &run.found, err);
  if (run.st == RAP_OK) run.st = hand_over(&run, hits, n_hits);
  if (run.st == RAP_OK && rap_arena_failed(run.work)) fail_nomem(&run);
  (void)rap_costs_enter_stage(run.costs, RAP_COST_OUTSIDE);
  return run.st;
}

/* --- asking hits --- */

const rap_capture *rap_hit_capture_find(const rap_hit *hit, const char *name) {
  for (size_t i = 0; i < hit->n_captures; i++)
    if (rap_str_is(hit->captures[i].name, name)) return &hit->captures[i];
  return NULL;
}

rap_str rap_hit_capture(const rap_hit *hit, const char *name) {
  const rap_capture *capture = rap_hit_capture_find(hit, name);
  return capture ? capture->text : (rap_str){0};
}

rap_str rap_hit_value_of(const rap_rules *rules, const rap_hit *hit, const char *name) {
  rap_str text = rap_hit_capture(hit, name), fragment = rap_rule_group(rap_str_of(name));
  rap_str value = text.n ? rap_rules_lookup(rules, fragment, text) : (rap_str){0};
  return value.n ? value : text;
}

/* The first hit that begins at or behind `at`. */
static size_t lower_bound(const rap_hit *hits, size_t n, size_t at) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (hits[middle].view.begin < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

void rap_hits_within(const rap_hit *hits, size_t n, rap_span view, size_t *first, size_t *end) {
  *first = lower_bound(hits, n, view.begin);
  *end = lower_bound(hits, n, view.end);
  if (*end < *first) *end = *first;
}
