#include "analyze/why_internal.h"

#include <stdlib.h>

#include "analyze/windows.h"

static const char *const stage_names[] = {"absent", "unfit", "case", "guard", "skipped", "lost", "refused", "matched"};

const char *rap_why_stage_name(rap_why_stage stage) {
  assert(stage < RAP_WHY_N_STAGES);
  return stage_names[stage];
}

rap_why *rap_why_add(rap_why_work *work, rap_why_stage stage, rap_span view) {
  rap_why_report *out = work->out;
  void *items = out->items;
  if (work->st != RAP_OK) return NULL;
  if (!rap_arena_grow(work->arena, &items, out->n, &out->capacity, sizeof *out->items)) {
    work->st = rap_error_nomem(work->err);
    return NULL;
  }
  out->items = items;
  out->items[out->n] = (rap_why){.stage = stage, .view = view, .sentence = rap_view_sentence_at(work->doc, view.begin)};
  return &out->items[out->n++];
}

static bool overlap(rap_span a, rap_span b) { return a.begin < b.end && b.begin < a.end; }

/* -- rules over the view -------------------------------------------------------------------------------------------------------------- */

/* What is known of a byte of the view: a step of the trace covers it; a match that was refused begins there. */
#define KNOWN_STEP 1
#define KNOWN_REFUSED 2

/* The part of the guards that refused a mention at `view`. */
static void tell_guard(const rap_guards *guards, rap_scratch *scratch, const rap_document *doc, rap_span view, rap_why *out) {
  for (size_t i = 0; i < RAP_N_GUARDS; i++) {
    rap_guards one = {0};
    bool limit = false;
    one.of[i] = guards->of[i];
    if (!guards->of[i] || rap_guards_hold(&one, scratch, doc, view, NULL, &limit)) continue;
    size_t b = rap_view_block_at(doc, view.begin), s = rap_view_sentence_at(doc, view.begin);
    rap_span block = b == RAP_NONE ? (rap_span){0, doc->view.s.n} : doc->blocks[b].view;
    out->guard = rap_guard_names[i];
    out->guard_source = guards->sources ? guards->sources[i] : (rap_str){0};
    out->guard_view = i <= RAP_GUARD_NOT_FOLLOWED      ? (rap_span){view.end, block.end}
                      : i <= RAP_GUARD_NOT_PRECEDED    ? (rap_span){block.begin, view.begin}
                      : i <= RAP_GUARD_NOT_IN_SENTENCE ? (s == RAP_NONE ? block : doc->sentences[s].view)
                                                       : (rap_span){0, doc->view.s.n};
    return;
  }
}

static rap_why_stage stage_of(rap_trace_what what) {
  switch (what) {
  case RAP_TRACE_CASE: return RAP_WHY_CASE;
  case RAP_TRACE_GUARD: return RAP_WHY_GUARD;
  case RAP_TRACE_LOST:
  case RAP_TRACE_NEGATED: return RAP_WHY_LOST;
  default: return RAP_WHY_REFUSED;
  }
}

/* The trace's refusals. A match that the same rule displaced is no miss. */
static void add_steps(rap_why_work *w) {
  const rap_trace *trace = &w->out->trace;
  for (size_t i = 0; i < trace->n_steps; i++) {
    const rap_trace_step *step = &trace->steps[i];
    if (step->what == RAP_TRACE_FOUND || !overlap(step->view, w->view)) continue;
    if (step->what == RAP_TRACE_LOST && step->other == w->rule) continue;
    rap_why *item = rap_why_add(w, stage_of(step->what), step->view);
    if (!item) return;
    item->why = step->why;
    item->other = step->other;
    item->other_view = step->other_view;
    item->other_kind = step->other_kind;
    item->step = step;
    if (step->guards) tell_guard(step->guards, rap_analyzer_scratch(w->analyzer), w->doc, step->view, item);
  }
}

static void add_standing(rap_why_work *w) {
  const rap_trace *trace = &w->out->trace;
  for (size_t i = 0; i < trace->n_hits; i++) {
    const rap_hit *hit = &trace->hits[i];
    /* The themes of an entity go by the entity's rule; a resolver may have cut a hit's end. */
    if (hit->rule != w->rule || hit->kind != w->rule->kind || !overlap(hit->view, w->view)) continue;
    if (w->known[hit->view.begin] & KNOWN_REFUSED) continue;
    rap_why *item = rap_why_add(w, RAP_WHY_MATCHED, hit->view);
    if (item) item->hit = hit;
  }
}

static bool note_known(rap_why_work *w) {
  const rap_trace *trace = &w->out->trace;
  w->known = rap_arena_alloc(w->arena, w->doc->view.s.n + 1);
  if (!w->known) {
    w->st = rap_error_nomem(w->err);
    return false;
  }
  for (size_t i = 0; i < trace->n_steps; i++) {
    const rap_trace_step *step = &trace->steps[i];
    for (size_t at = step->view.begin; at < step->view.end; at++) w->known[at] |= KNOWN_STEP;
    if (step->what == RAP_TRACE_REFUSED) w->known[step->view.begin] |= KNOWN_REFUSED;
  }
  return true;
}

/* Something is known of the rule at this place. */
static bool is_known(const rap_why_work *w, rap_span view) {
  for (size_t at = view.begin; at < view.end; at++)
    if (w->known[at]) return true;
  return false;
}

static bool found_in_other_case(void *ctx, const rap_term *term, rap_span span) {
  rap_why_work *w = ctx;
  if (!overlap(span, w->view) || is_known(w, span)) return true;
  rap_why *item = rap_why_add(w, RAP_WHY_CASE, span);
  if (item) item->term = term;
  return item && w->out->n < RAP_WHY_MAX_TRIALS;
}

static rap_str lower(rap_arena *arena, rap_str s) {
  rap_str copy = rap_arena_str(arena, s);
  char *p = copy.n ? (char *)(uintptr_t)copy.p : NULL;
  for (size_t i = 0; p && i < copy.n; i++)
    if (p[i] >= 'A' && p[i] <= 'Z') p[i] = (char)(p[i] + ('a' - 'A'));
  return copy;
}

/* The rule's own phrases, in a lexicon that looks at no case: what it finds beyond the trace doesn't fit in case. */
static void add_other_cases(rap_why_work *w) {
  size_t n = 0;
  rap_lexicon lexicon;
  rap_term *any = rap_arena_alloc(w->arena, sizeof *any);
  rap_variant *variants = rap_arena_array(w->arena, w->rules->n_variants + 1, sizeof *variants);
  if (!any || !variants) {
    w->st = rap_error_nomem(w->err);
    return;
  }
  any->rule = w->rule;
  any->letter_case = RAP_CASE_ANY;
  for (size_t i = 0; i < w->rules->n_variants; i++) {
    const rap_variant *v = &w->rules->variants[i];
    if (v->term->rule != w->rule || v->term->role == RAP_TERM_NOT) continue;
    variants[n++] = (rap_variant){lower(w->arena, v->text), any};
  }
  if (!n) return;
  w->st = rap_lexicon_build(w->arena, variants, n, &lexicon, w->err);
  if (w->st == RAP_OK) (void)rap_lexicon_scan(&lexicon, w->doc->view.s, found_in_other_case, w);
}

/* An expression being tried where its literals stand. */
struct try {
  rap_why_work *w;
  const rap_search *search;
  rap_reach_probe *probe;
  size_t block;
};

static void try_window(struct try *t, size_t first, size_t last, size_t literal_at, size_t literal_n) {
  rap_why_work *w = t->w;
  rap_span block = w->doc->blocks[t->block].view;
  size_t reached = literal_at == RAP_NONE ? block.end : literal_at + literal_n;
  if (!overlap((rap_span){first, reached}, w->view)) return;
  if (is_known(w, (rap_span){first, reached > first ? reached : first + 1})) return;
  if (w->n_trials++ >= RAP_WHY_MAX_TRIALS) {
    w->out->untried++;
    return;
  }
  rap_reach reach = {0};
  rap_str subject = rap_str_sub(w->doc->view.s, 0, block.end);
  rap_reach_try(t->probe, rap_analyzer_scratch(w->analyzer), subject, first, last, &reach);
  /* Without a literal, a trial that passed no element says nothing. */
  if (literal_at == RAP_NONE && (!reach.known || (reach.element == 0 && reach.progress == 0))) return;
  rap_span view = reach.known ? (rap_span){reach.begin, reach.at} : (rap_span){first, reached};
  rap_why *item = rap_why_add(w, RAP_WHY_UNFIT, view);
  if (!item) return;
  item->literal = literal_at == RAP_NONE ? (rap_str){0} : rap_str_sub(w->doc->view.s, literal_at, literal_at + literal_n);
  item->literal_at = literal_at;
  item->term = t->search->term;
  item->source = t->search->term ? t->search->term->source : w->rule->source;
  item->subject = subject;
  item->reach = reach;
}

/* Each place of the block at which one of the literals stands. */
static void try_block(struct try *t) {
  const rap_literals *literals = t->search->literals;
  rap_str view = t->w->doc->view.s;
  rap_span block = t->w->doc->blocks[t->block].view;
  if (!overlap(block, t->w->view)) return;
  if (!literals->n) {
    try_window(t, block.begin, SIZE_MAX, RAP_NONE, 0);
    return;
  }
  rap_str text = rap_str_sub(view, 0, block.end);
  for (size_t at = block.begin; at < block.end && t->w->st == RAP_OK; at++) {
    size_t n = 0, behind = at - block.begin;
    for (size_t k = 0; k < literals->n && !n; k++)
      if (rap_literal_at(&literals->items[k], text, at)) n = literals->items[k].n;
    if (!n || behind < literals->before_min) continue;
    size_t first = behind < literals->before_max ? block.begin : at - literals->before_max;
    while (first < at && ((unsigned char)view.p[first] & 0xC0) == 0x80) first++;
    try_window(t, first, at - literals->before_min, at, n);
  }
}

static void try_expressions(rap_why_work *w) {
  for (size_t i = 0; i < w->rules->n_searches && w->st == RAP_OK; i++) {
    struct try t = {.w = w, .search = &w->rules->searches[i]};
    if (t.search->rule != w->rule || (t.search->term && t.search->term->role == RAP_TERM_NOT)) continue;
    w->st = rap_reach_new(w->rules, (rap_reach_of){w->rule, t.search->term}, &t.probe, w->err);
    for (t.block = 0; t.block < w->doc->n_blocks && w->st == RAP_OK; t.block++) try_block(&t);
    rap_reach_free(t.probe);
  }
}

/* -- the report ----------------------------------------------------------------------------------------------------------------------- */

static int cmp(size_t a, size_t b) { return (a > b) - (a < b); }

static int by_nearness(const void *pa, const void *pb) {
  const rap_why *a = pa, *b = pb;
  int c = (int)b->stage - (int)a->stage;
  if (!c && a->stage == RAP_WHY_ABSENT) c = cmp(a->n_missing + !a->literal.n, b->n_missing + !b->literal.n);
  if (!c && a->stage == RAP_WHY_UNFIT) c = cmp(b->reach.all, a->reach.all);
  if (!c && a->stage == RAP_WHY_UNFIT) c = cmp(b->reach.element, a->reach.element);
  if (!c && a->stage == RAP_WHY_UNFIT) c = cmp(b->reach.progress, a->reach.progress);
  if (!c) c = cmp(a->view.begin, b->view.begin);
  return c ? c : cmp(a->view.end, b->view.end);
}

/* Two literals of one trial (or two terms of one wording) tell the same. */
static void drop_repeated(rap_why_report *out) {
  size_t n = 0;
  for (size_t i = 0; i < out->n; i++) {
    const rap_why *a = &out->items[i], *b = n ? &out->items[n - 1] : NULL;
    bool same = b && a->stage == b->stage && a->view.begin == b->view.begin && a->view.end == b->view.end && a->other == b->other &&
                a->why == b->why && a->stage != RAP_WHY_ABSENT && a->sentence == b->sentence;
    if (!same) out->items[n++] = *a;
  }
  out->n = n;
}

rap_status rap_why_not(rap_analyzer *analyzer, rap_arena *arena, rap_document *doc, const rap_rule *rule, rap_span text, rap_why_report *out,
                       rap_error *err) {
  *out = (rap_why_report){.trace = {.arena = arena, .rule = rule}};
  rap_why_work w = {.analyzer = analyzer,
                    .rules = rap_analyzer_rules(analyzer),
                    .arena = arena,
                    .doc = doc,
                    .rule = rule,
                    .view = {0, doc->view.s.n},
                    .out = out,
                    .err = err};
  if (text.begin < text.end) w.view = (rap_span){rap_view_from_text(&doc->view, text.begin), rap_view_from_text(&doc->view, text.end)};
  rap_analyzer_set_trace(analyzer, &out->trace);
  w.st = rap_analyze(analyzer, arena, doc, &out->record, err);
  rap_analyzer_set_trace(analyzer, NULL);
  if (w.st == RAP_OK && out->trace.failed) w.st = rap_error_nomem(err);
  if (w.st == RAP_OK && rule->type >= RAP_RULE_STATEMENT) {
    rap_why_shadow(&w);
  } else if (w.st == RAP_OK && note_known(&w)) {
    add_steps(&w);
    add_standing(&w);
    if (w.st == RAP_OK) add_other_cases(&w);
    if (w.st == RAP_OK) try_expressions(&w);
  }
  if (w.st == RAP_OK && out->n) qsort(out->items, out->n, sizeof *out->items, by_nearness);
  if (w.st == RAP_OK) drop_repeated(out);
  return w.st;
}
