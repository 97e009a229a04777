/* why_shadow.c: rap_why_not for statement, event and participant rules: sentence by sentence. Layer: analyze (inside). */
#include "analyze/explain.h"
#include "analyze/why_internal.h"
#include "analyze/windows.h"
#include "base/limits.h"

static bool within(rap_span inner, rap_span outer) { return outer.begin <= inner.begin && inner.begin < outer.end; }

static rap_kind_set present_in(const rap_trace *trace, rap_span view) {
  rap_kind_set present = 0;
  size_t first, end;
  rap_hits_within(trace->hits, trace->n_hits, view, &first, &end);
  for (size_t i = first; i < end; i++) present |= RAP_KIND_BIT(trace->hits[i].kind);
  return present;
}

/* Anywhere in the sentence. */
static rap_str literal_in(const rap_why_work *w, rap_span view, size_t *at) {
  rap_literals anywhere = w->rule->literals;
  anywhere.before_min = 0;
  anywhere.before_max = SIZE_MAX;
  return rap_explain_literal(&anywhere, rap_str_sub(w->doc->view.s, 0, view.end), view.begin, view.end, at);
}

/* False, and an item, when the sentence lacks what the rule needs. */
static bool has_needed(rap_why_work *w, size_t sentence, rap_kind_set present) {
  const rap_needs *needs = &w->rules->needs[w->rule->order];
  rap_span view = w->doc->sentences[sentence].view;
  rap_kind_set missing = 0;
  size_t n = 0, at;
  for (size_t i = 0; i < needs->n; i++) {
    if (needs->any_of[i] & present) continue;
    if (!n++) missing = needs->any_of[i];
  }
  bool strange = rap_windows_strange(rap_str_at(w->doc->view.s, view));
  rap_str literal = literal_in(w, view, &at);
  if (n == 0 && (!w->rule->literals.n || strange || literal.n)) return true;
  rap_why *item = rap_why_add(w, RAP_WHY_ABSENT, view);
  if (item) {
    item->missing = missing;
    item->n_missing = n;
    item->literal = literal;
    item->literal_at = at;
  }
  return false;
}

/* What the trace knows of the rule in this sentence; false: nothing. */
static bool add_steps(rap_why_work *w, rap_span view, const rap_shadow *shadow, bool matches) {
  const rap_trace *trace = &w->out->trace;
  bool known = false;
  for (size_t i = 0; i < trace->n_steps; i++) {
    const rap_trace_step *step = &trace->steps[i];
    if (!within(step->view, view) || (step->what == RAP_TRACE_SKIPPED && !matches)) continue;
    known = true;
    rap_why_stage stage = step->what == RAP_TRACE_SKIPPED ? RAP_WHY_SKIPPED : step->what == RAP_TRACE_TAKEN ? RAP_WHY_MATCHED : RAP_WHY_REFUSED;
    rap_why *item = rap_why_add(w, stage, step->view);
    if (!item) return true;
    item->why = step->why;
    item->other = step->other;
    item->shadow = shadow;
    item->step = step;
    const rap_person *person = w->rule->type == RAP_RULE_PARTICIPANT && stage == RAP_WHY_MATCHED && step->result < w->out->record.n_persons
                                   ? &w->out->record.persons[step->result]
                                   : NULL;
    if (!person || rap_str_eq(person->rule, w->rule->id)) continue;
    item->stage = RAP_WHY_REFUSED;
    item->why = person->function.n ? "the person has a function already that is as strong or stronger"
                                   : "the text names no event, and tells of no meeting: nobody has a function";
    item->other = person->rule.n ? rap_rules_find(w->rules, person->rule) : NULL;
  }
  return known;
}

static void look_at(rap_why_work *w, size_t sentence, const rap_reach_probe *probe) {
  rap_span view = w->doc->sentences[sentence].view, groups[RAP_MAX_GROUPS];
  const rap_trace *trace = &w->out->trace;
  rap_kind_set present = present_in(trace, view);
  if (!has_needed(w, sentence, present) || w->st != RAP_OK) return;
  rap_shadow *shadow = rap_arena_alloc(w->arena, sizeof *shadow);
  if (!shadow) {
    w->st = rap_error_nomem(w->err);
    return;
  }
  w->st = rap_shadow_build(w->arena, w->doc, trace->hits, trace->n_hits, sentence, w->rule->collapses & present, shadow, w->err);
  if (w->st != RAP_OK) return;
  rap_match m = rap_regex_match(w->rule->regex, rap_analyzer_scratch(w->analyzer), shadow->s, 0, false, groups);
  if (add_steps(w, view, shadow, m == RAP_MATCH_YES)) return;
  bool too_long = view.end - view.begin > RAP_MAX_SHADOW_BYTES, limit = m == RAP_MATCH_LIMIT_HIT;
  if (too_long || limit) {
    rap_why *item = rap_why_add(w, RAP_WHY_UNFIT, view);
    if (item) item->why = too_long ? "the sentence is too long for rules over shadows" : "matching hit a limit in the sentence";
    return;
  }
  if (w->n_trials++ >= RAP_WHY_MAX_TRIALS) {
    w->out->untried++;
    return;
  }
  rap_why *item = rap_why_add(w, RAP_WHY_UNFIT, view);
  if (!item) return;
  item->literal = literal_in(w, view, &item->literal_at);
  item->shadow = shadow;
  item->subject = shadow->s;
  item->source = w->rule->source;
  rap_reach_try(probe, rap_analyzer_scratch(w->analyzer), shadow->s, 0, SIZE_MAX, &item->reach);
}

void rap_why_shadow(rap_why_work *w) {
  rap_reach_probe *probe = NULL;
  w->st = rap_reach_new(w->rules, (rap_reach_of){w->rule, NULL}, &probe, w->err);
  for (size_t s = 0; s < w->doc->n_sentences && w->st == RAP_OK; s++) {
    rap_span view = w->doc->sentences[s].view;
    if (view.begin < w->view.end && w->view.begin < view.end) look_at(w, s, probe);
  }
  rap_reach_free(probe);
}
