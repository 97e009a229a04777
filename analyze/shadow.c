#include "analyze/shadow.h"

#include <assert.h>
#include <stdlib.h>

#include "analyze/costs.h"
#include "analyze/engine_internal.h"
#include "analyze/rules_internal.h"
#include "analyze/windows.h"
#include "base/limits.h"
#include "base/utf8.h"

/* --- building --- */

struct choice {
  size_t hit;
  rap_span view; /* cut to the sentence */
  size_t order;
};

static int cmp_size(size_t a, size_t b) { return (a > b) - (a < b); }

/* Longest first, then the earlier rule, then the earlier hit. */
static int cmp_rank(const void *pa, const void *pb) {
  const struct choice *a = pa, *b = pb;
  int c = cmp_size(b->view.end - b->view.begin, a->view.end - a->view.begin);
  if (!c) c = cmp_size(a->order, b->order);
  return c ? c : cmp_size(a->hit, b->hit);
}

static int cmp_begin(const void *pa, const void *pb) {
  return cmp_size(((const struct choice *)pa)->view.begin, ((const struct choice *)pb)->view.begin);
}

/* The part of the hit in the sentence; empty when it doesn't stand in the shadow of `kinds`. */
static rap_span part_of(const rap_hit *hit, rap_span sentence, rap_kind_set kinds) {
  if (!(kinds & RAP_KIND_BIT(hit->kind))) return (rap_span){0};
  return (rap_span){hit->view.begin, hit->view.end < sentence.end ? hit->view.end : sentence.end};
}

/* The hits that stand in the shadow as characters, in order: choices[0..*n). Hits come by begin, longer ones first, so that nearly always each lies
 * behind the last choice, or inside it and is shorter. False when one doesn't: then the ranks must decide. */
static bool choose_outermost(const rap_hit *hits, size_t first, size_t end, rap_span sentence, rap_kind_set kinds, struct choice *choices,
                             size_t *n) {
  rap_span last = {0};
  *n = 0;
  for (size_t i = first; i < end; i++) {
    rap_span view = part_of(&hits[i], sentence, kinds);
    if (view.begin >= view.end) continue;
    if (*n == 0 || view.begin >= last.end) {
      choices[(*n)++] = (struct choice){i, view, hits[i].rule->order};
      last = view;
    } else if (view.end > last.end || view.end - view.begin == last.end - last.begin) {
      return false;
    }
  }
  return true;
}

/* The same for hits that overlap in any way. */
static size_t choose_by_rank(const rap_hit *hits, size_t first, size_t end, rap_span sentence, rap_kind_set kinds, struct choice *choices,
                             unsigned char *taken) {
  size_t n = 0, kept = 0;
  for (size_t i = first; i < end; i++) {
    rap_span view = part_of(&hits[i], sentence, kinds);
    if (view.begin < view.end) choices[n++] = (struct choice){i, view, hits[i].rule->order};
  }
  qsort(choices, n, sizeof *choices, cmp_rank);
  for (size_t i = 0; i < n; i++) {
    rap_span at = {choices[i].view.begin - sentence.begin, choices[i].view.end - sentence.begin};
    if (taken[at.begin] || taken[at.end - 1]) continue;
    memset(taken + at.begin, 1, at.end - at.begin);
    choices[kept++] = choices[i];
  }
  qsort(choices, kept, sizeof *choices, cmp_begin);
  return kept;
}

/* Copies plain text; the private-use characters of the basic plane, whose first byte is 0xEE or 0xEF, become U+FFFD, which is as long. */
static void put_text(char *out, rap_str s) {
  if (!s.n) return;
  memcpy(out, s.p, s.n);
  if (!memchr(s.p, 0xEE, s.n) && !memchr(s.p, 0xEF, s.n)) return;
  for (size_t i = 0; i + 2 < s.n; i++) {
    if ((unsigned char)out[i] != 0xEE && (unsigned char)out[i] != 0xEF) continue;
    uint32_t cp = 0;
    (void)rap_utf8_decode(s, i, &cp);
    if (cp >= 0xE000 && cp <= 0xF8FF) (void)rap_utf8_encode(RAP_REPLACEMENT, out + i);
  }
}

rap_status rap_shadow_build(rap_arena *arena, const rap_document *doc, const rap_hit *hits, size_t n_hits, size_t sentence, rap_kind_set kinds,
                            rap_shadow *out, rap_error *err) {
  *out = (rap_shadow){0};
  size_t first = 0, end = 0;
  rap_span view = doc->sentences[sentence].view;
  rap_hits_within(hits, n_hits, view, &first, &end);
  struct choice *choices = rap_arena_array(arena, end - first, sizeof *choices);
  size_t n = 0;
  if (!choices) return rap_error_nomem(err);
  if (!choose_outermost(hits, first, end, view, kinds, choices, &n)) {
    unsigned char *taken = rap_arena_alloc(arena, view.end - view.begin + 1);
    if (!taken) return rap_error_nomem(err);
    n = choose_by_rank(hits, first, end, view, kinds, choices, taken);
  }
  /* A one-byte mention grows to three; each is at most two bytes longer than its text. */
  char *text = rap_arena_alloc(arena, view.end - view.begin + 2 * n + 1);
  rap_shadow_step *steps = rap_arena_array(arena, 2 * n + 2, sizeof *steps);
  if (!text || !steps) return rap_error_nomem(err);
  size_t at = view.begin, n_text = 0, n_steps = 0;
  for (size_t i = 0; i <= n; i++) {
    size_t next = i < n ? choices[i].view.begin : view.end;
    steps[n_steps++] = (rap_shadow_step){n_text, at, RAP_NONE};
    put_text(text + n_text, rap_str_sub(doc->view.s, at, next));
    n_text += next - at;
    if (i == n) break;
    steps[n_steps++] = (rap_shadow_step){n_text, next, choices[i].hit};
    n_text += rap_utf8_encode(RAP_SHADOW_BASE + (uint32_t)hits[choices[i].hit].kind, text + n_text);
    at = choices[i].view.end;
  }
  *out = (rap_shadow){.s = {text, n_text}, .steps = steps, .n_steps = n_steps, .view = view};
  return RAP_OK;
}

/* --- mapping --- */

/* Index of the last step at or before shadow offset `at`, or before it when `before`. Steps of empty text share their offset with the one behind;
 * the last of them counts. */
static size_t find_step(const rap_shadow *shadow, size_t at, bool before) {
  size_t low = 0, high = shadow->n_steps;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    size_t v = shadow->steps[middle].shadow;
    if (before ? v < at : v <= at)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* Where the text of step i ends in the view. */
static size_t step_view_end(const rap_shadow *shadow, size_t i) { return i + 1 < shadow->n_steps ? shadow->steps[i + 1].view : shadow->view.end; }

rap_span rap_shadow_to_view(const rap_shadow *shadow, rap_span span) {
  if (shadow->n_steps == 0) return (rap_span){shadow->view.begin, shadow->view.begin};
  if (span.begin > shadow->s.n) span.begin = shadow->s.n;
  if (span.end > shadow->s.n) span.end = shadow->s.n;
  const rap_shadow_step *b = &shadow->steps[find_step(shadow, span.begin, false)];
  size_t begin = b->hit != RAP_NONE ? b->view : b->view + (span.begin - b->shadow);
  if (span.end <= span.begin) return (rap_span){begin, begin};
  size_t i = find_step(shadow, span.end, true);
  const rap_shadow_step *e = &shadow->steps[i];
  size_t end = e->hit != RAP_NONE ? step_view_end(shadow, i) : e->view + (span.end - e->shadow);
  assert(begin <= end && end <= shadow->view.end);
  return (rap_span){begin, end};
}

size_t rap_shadow_hits(const rap_shadow *shadow, const rap_hit *hits, rap_span span, rap_kind_set kinds, size_t *out, size_t max) {
  size_t n = 0;
  if (shadow->n_steps == 0) return 0;
  for (size_t i = find_step(shadow, span.begin, false); i < shadow->n_steps && shadow->steps[i].shadow < span.end; i++) {
    size_t hit = shadow->steps[i].hit;
    if (hit == RAP_NONE || shadow->steps[i].shadow < span.begin || !(kinds & RAP_KIND_BIT(hits[hit].kind))) continue;
    if (n < max) out[n] = hit;
    n++;
  }
  return n;
}

void rap_shadow_show(rap_str shadow, rap_buf *out) {
  for (size_t at = 0; at < shadow.n;) {
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(shadow, at, &cp);
    if (cp >= RAP_SHADOW_BASE && cp < RAP_SHADOW_BASE + RAP_N_KINDS)
      rap_buf_printf(out, "‹%s›", rap_kind_name((rap_kind)(cp - RAP_SHADOW_BASE)));
    else
      rap_buf_add(out, rap_str_sub(shadow, at, at + n));
    at += n;
  }
}

/* --- matching --- */

bool rap_shadow_group(const rap_shadow_match *match, const char *name, rap_span *out) {
  const rap_regex *regex = match->rule->regex;
  *out = (rap_span){SIZE_MAX, SIZE_MAX};
  for (size_t i = 0; i < rap_regex_n_names(regex); i++) {
    unsigned number = 0;
    if (!rap_str_is(rap_rule_group(rap_regex_name(regex, i, &number)), name)) continue;
    if (match->groups[number].begin == SIZE_MAX) continue;
    *out = match->groups[number];
    return true;
  }
  return false;
}

static void find_present(rap_shadow_sentence *s) {
  size_t first = 0, end = 0;
  rap_hits_within(s->hits, s->n_hits, s->doc->sentences[s->index].view, &first, &end);
  for (size_t i = first; i < end; i++) s->present |= RAP_KIND_BIT(s->hits[i].kind);
}

/* For rap_sieve_scan. */
static void note_literal(void *ctx, size_t expression, size_t begin) {
  uint64_t *held = ctx;
  (void)begin;
  held[expression / 64] |= UINT64_C(1) << expression % 64;
}

struct noted {
  uint64_t *held;
  rap_costs *costs;
};

static void note_and_count(void *ctx, size_t expression, size_t begin) {
  struct noted *noted = ctx;
  noted->costs->items[noted->costs->first_shadow + expression].hits++;
  note_literal(noted->held, expression, begin);
}

/* Takes the rules out whose literals the sentence lacks. Literals hold neither private-use characters nor U+FFFD, so that what holds one in a shadow lies in plain text, and stands in the sentence
 * itself. */
static void sift(const rap_rules *rules, rap_str view, rap_span sentence, rap_costs *costs, uint64_t *may, uint64_t *held) {
  struct noted noted = {held, costs};
  if (costs)
    rap_sieve_scan(&rules->shadow_sieve, view, sentence, note_and_count, &noted);
  else
    rap_sieve_scan(&rules->shadow_sieve, view, sentence, note_literal, held);
  for (size_t w = 0; w < rules->plan.n_words; w++) may[w] &= held[w] | rules->plan.unsifted[w];
}

/* Fills in `present` and `may`. False when out of memory. */
static bool find_out(rap_shadow_sentence *s) {
  const rap_rules *rules = rap_analyzer_rules(s->analyzer);
  rap_span view = s->doc->sentences[s->index].view;
  s->may = rap_arena_array(s->arena, 2 * rules->plan.n_words, sizeof *s->may);
  if (!s->may) return false;
  if (view.end - view.begin > RAP_MAX_SHADOW_BYTES) {
    if (rules->plan.n_rules)
      rap_document_warn(s->arena, s->doc, "a sentence of %zu bytes is too long for statement and event rules", view.end - view.begin);
    return true;
  }
  find_present(s);
  bool any = rap_shadow_plan_met(&rules->plan, s->present, s->may);
  s->outlined = any && rap_analyzer_engine(s->analyzer) == RAP_ENGINE_FAST && !rap_windows_strange(rap_str_at(s->doc->view.s, view));
  if (s->outlined) sift(rules, s->doc->view.s, view, rap_analyzer_costs(s->analyzer), s->may, s->may + rules->plan.n_words);
  return true;
}

static bool know(rap_shadow_sentence *s) {
  if (s->may) return true;
  rap_costs *costs = rap_analyzer_costs(s->analyzer);
  size_t before = rap_costs_enter_stage(costs, RAP_COST_LITERALS);
  bool known = find_out(s);
  rap_costs_leave(costs, before);
  return known;
}

const rap_rule *rap_shadow_next_rule(rap_shadow_sentence *sentence, rap_rule_type type, size_t *at, rap_status *st) {
  const rap_shadow_plan *plan = &rap_analyzer_rules(sentence->analyzer)->plan;
  *st = RAP_OK;
  const rap_document *doc = sentence->doc;
  if (!plan->of_type[type] || doc->blocks[doc->sentences[sentence->index].block].aside != RAP_ASIDE_NONE) return NULL;
  if (!know(sentence)) {
    *st = RAP_ERR_NOMEM;
    return NULL;
  }
  size_t slot = rap_shadow_plan_next(plan, sentence->may, plan->of_type[type], *at);
  if (slot == SIZE_MAX) return NULL;
  *at = slot + 1;
  return plan->rules[slot];
}

struct rap_shadow_of_kinds {
  rap_kind_set kinds;
  rap_shadow shadow;
  rap_shadow_of_kinds *next;
};

/* The shadow for `kinds`, built when it is asked for first. NULL when out of memory. */
static const rap_shadow *shadow_for(rap_shadow_sentence *s, rap_kind_set kinds) {
  for (const rap_shadow_of_kinds *i = s->shadows; i; i = i->next)
    if (i->kinds == kinds) return &i->shadow;
  rap_shadow_of_kinds *made = rap_arena_alloc(s->arena, sizeof *made);
  if (!made || rap_shadow_build(s->arena, s->doc, s->hits, s->n_hits, s->index, kinds, &made->shadow, NULL) != RAP_OK) return NULL;
  made->kinds = kinds;
  made->next = s->shadows;
  s->shadows = made;
  return &made->shadow;
}

static rap_match try_until(const rap_shadow_sentence *sentence, const rap_rule *rule, rap_str s, size_t from, size_t last, rap_span *groups) {
  rap_scratch *scratch = rap_analyzer_scratch(sentence->analyzer);
  rap_match m = last == SIZE_MAX ? rap_regex_match(rule->regex, scratch, s, from, false, groups)
                                 : rap_regex_match_until(rule->regex, scratch, s, from, last, groups);
  rap_costs_tried(rap_analyzer_costs(sentence->analyzer), m == RAP_MATCH_YES);
  return m;
}

/* The first match at or behind `from`, tried where the outline of the rule allows for one. */
static rap_match first_match(const rap_shadow_sentence *sentence, const rap_rule *rule, rap_str s, size_t from, rap_span *groups) {
  const rap_outline *outline = sentence->outlined ? rule->outline : NULL;
  if (!outline) return try_until(sentence, rule, s, from, SIZE_MAX, groups);
  for (; from < s.n; from = rap_utf8_next(s, from)) {
    from = rap_outline_next(outline, rap_analyzer_outlines(sentence->analyzer), s, from, s.n, NULL);
    if (from == SIZE_MAX) break;
    if (outline->anywhere) return try_until(sentence, rule, s, from, SIZE_MAX, groups);
    rap_match m = try_until(sentence, rule, s, from, from, groups);
    if (m != RAP_MATCH_NO) return m;
  }
  return RAP_MATCH_NO;
}

bool rap_shadow_next(rap_shadow_sentence *sentence, const rap_rule *rule, size_t *from, rap_shadow_match *match, rap_status *st) {
  const rap_rules *rules = rap_analyzer_rules(sentence->analyzer);
  size_t slot = rules->shadow_slot[rule->order];
  *st = RAP_OK;
  if (!rule->regex) return false;
  if (!know(sentence)) {
    *st = RAP_ERR_NOMEM;
    return false;
  }
  if (!(sentence->may[slot / 64] >> slot % 64 & 1)) return false;
  rap_costs *costs = rap_analyzer_costs(sentence->analyzer);
  size_t before = rap_costs_enter_stage(costs, RAP_COST_SHADOWS);
  const rap_shadow *shadow = shadow_for(sentence, rule->collapses & sentence->present);
  rap_costs_leave(costs, before);
  if (!shadow) {
    *st = RAP_ERR_NOMEM;
    return false;
  }
  if (*from > shadow->s.n || !rap_budget_lasts(rap_analyzer_budget(sentence->analyzer), rule)) return false;
  before = rap_costs_enter_shadow(costs, slot);
  rap_match m = first_match(sentence, rule, shadow->s, *from, match->groups);
  rap_costs_leave(costs, before);
  if (m == RAP_MATCH_NOMEM) *st = RAP_ERR_NOMEM;
  if (m == RAP_MATCH_LIMIT_HIT) rap_budget_spend(rap_analyzer_budget(sentence->analyzer), sentence->arena, sentence->doc, rule);
  if (m != RAP_MATCH_YES) return false;
  match->rule = rule;
  match->shadow = shadow;
  match->whole = match->groups[0];
  *from = match->whole.end > *from && match->whole.end > match->whole.begin ? match->whole.end : rap_utf8_next(shadow->s, *from);
  return true;
}
