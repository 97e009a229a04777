#include "analyze/trace.h"

#include "analyze/engine_internal.h"

static bool wants(const rap_trace *trace, const rap_rule *rule) { return !trace->rule || trace->rule == rule; }

void rap_trace_add(rap_trace *trace, const rap_trace_step *step) {
  void *items = trace->steps;
  if (!wants(trace, step->rule)) return;
  if (!rap_arena_grow(trace->arena, &items, trace->n_steps, &trace->capacity, sizeof *trace->steps)) {
    trace->failed = true;
    return;
  }
  trace->steps = items;
  trace->steps[trace->n_steps++] = *step;
}

void rap_trace_add_mention(rap_trace *trace, size_t hit) {
  void *items = trace->mentions;
  if (!rap_arena_grow(trace->arena, &items, trace->n_mentions, &trace->mentions_capacity, sizeof *trace->mentions)) {
    trace->failed = true;
    return;
  }
  trace->mentions = items;
  trace->mentions[trace->n_mentions++] = hit;
}

/* The themes that come with an entity are not the doing of its rule. */
static bool counts(const rap_trace *trace, const rap_candidate *c) { return wants(trace, c->hit.rule) && !c->parent; }

void rap_trace_add_candidates(rap_trace *trace, const rap_candidates *list) {
  for (size_t i = 0; i < list->n; i++) {
    const rap_candidate *c = list->items[i];
    if (counts(trace, c) && !c->negative) rap_trace_add(trace, &(rap_trace_step){.what = RAP_TRACE_FOUND, .rule = c->hit.rule, .view = c->hit.view});
  }
}

static bool same_group(const rap_candidate *a, const rap_candidate *b) {
  return a->hit.kind == b->hit.kind && (a->hit.kind != RAP_KIND_THEME || rap_str_eq(a->hit.value, b->hit.value));
}

static bool overlap(rap_span a, rap_span b) { return a.begin < b.end && b.begin < a.end; }
static bool contains(rap_span a, rap_span b) { return a.begin <= b.begin && b.end <= a.end; }
static bool same(rap_span a, rap_span b) { return a.begin == b.begin && a.end == b.end; }

static bool displaces(const rap_candidate *a, const rap_candidate *c, rap_lost how) {
  if (how == RAP_LOST_NEGATED) return a->negative && same_group(a, c) && contains(a->hit.view, c->hit.view);
  if (a->dropped) return false;
  if (how == RAP_LOST_RANK) return same_group(a, c) && overlap(a->hit.view, c->hit.view);
  if (!contains(a->hit.view, c->hit.view)) return false;
  bool equal = same(a->hit.view, c->hit.view);
  if ((a->hides & RAP_KIND_BIT(c->hit.kind)) && (!equal || a->priority > c->priority)) return true;
  return !equal && !c->plus && a->hit.kind == RAP_KIND_THEME && c->hit.kind == RAP_KIND_THEME;
}

static size_t length(const rap_candidate *c) { return c->hit.view.end - c->hit.view.begin; }

/* In the order in which overlap.c compares. */
static const char *why_lost(const rap_candidate *a, const rap_candidate *c, rap_lost how) {
  if (how == RAP_LOST_NEGATED) return "it lies in a `not` term of the theme";
  if (how == RAP_LOST_HIDDEN && (a->hides & RAP_KIND_BIT(c->hit.kind))) {
    return same(a->hit.view, c->hit.view) ? "the other hides this kind, and its priority is higher" : "the other contains it, and hides this kind";
  }
  if (how == RAP_LOST_HIDDEN) return "the other is a longer cue";
  if (length(a) != length(c)) return "the other is longer";
  if (a->priority != c->priority) return "the other's priority is higher";
  if (a->hit.grade != c->hit.grade) return "the other is a cue of a surer grade";
  if (a->hit.rule != c->hit.rule) return "the other is as long, and its rule comes first";
  return "the same rule matches here already";
}

void rap_trace_add_lost(rap_trace *trace, const rap_candidates *list, size_t at, rap_lost how) {
  const rap_candidate *c = list->items[at];
  if (!counts(trace, c) || c->negative) return;
  rap_trace_step step = {.what = how == RAP_LOST_NEGATED ? RAP_TRACE_NEGATED : RAP_TRACE_LOST,
                         .rule = c->hit.rule,
                         .view = c->hit.view,
                         .why = "another match displaces it"};
  size_t n = how == RAP_LOST_NEGATED ? list->n : at;
  for (size_t i = 0; i < n; i++) {
    const rap_candidate *other = list->items[i];
    if (other == c || !displaces(other, c, how)) continue;
    step.why = why_lost(other, c, how);
    step.other = other->hit.rule;
    step.other_view = other->hit.view;
    step.other_kind = other->hit.kind;
    break;
  }
  rap_trace_add(trace, &step);
}

void rap_trace_add_match(rap_trace *trace, const rap_shadow_match *match, const char *why, const rap_rule *other, size_t result) {
  if (!wants(trace, match->rule) || (why && !trace->rule)) return;
  rap_shadow_match *copy = rap_arena_alloc(trace->arena, sizeof *copy);
  if (!copy) {
    trace->failed = true;
    return;
  }
  *copy = *match;
  const rap_trace_step step = {.what = why ? RAP_TRACE_REFUSED : RAP_TRACE_TAKEN,
                               .rule = match->rule,
                               .view = rap_shadow_to_view(match->shadow, match->whole),
                               .why = why,
                               .other = other,
                               .match = copy,
                               .result = result};
  rap_trace_add(trace, &step);
}
