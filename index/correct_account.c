/* correct_account.c: corrections of a document's accounts of events; and what a correction says of the thing it is about. Layer: index. */
#include "index/correct_work.h"

static rap_str series_of(const rap_event *e) { return e->series_id.n ? e->series_id : e->series; }

static rap_correct_outcome find(const rap_correct_work *w, const rap_correction *c, size_t *out) {
  rap_span at;
  size_t n = 0;
  *out = RAP_NONE;
  rap_anchor_found found = rap_anchor_find(&c->anchor, w->doc->full, &at);
  if (found != RAP_ANCHOR_FOUND) return found == RAP_ANCHOR_UNCLEAR ? RAP_OUTCOME_UNCLEAR : RAP_OUTCOME_LOST;
  for (size_t i = 0; i < w->machine->n_events; i++) {
    const rap_event *e = &w->machine->events[i];
    if (e->text.begin != at.begin || e->text.end != at.end || !rap_str_eq(series_of(e), rap_correct_text(&c->was, "series"))) continue;
    if (n++ == 0) *out = i;
  }
  return n == 1 ? RAP_OUTCOME_APPLIED : n ? RAP_OUTCOME_UNCLEAR : RAP_OUTCOME_LOST;
}

/* Where the field is there, be it empty. */
static void set_text(const rap_correct_fields *now, const char *name, rap_str *to) {
  if (rap_correct_list(now, name)) *to = rap_correct_text(now, name);
}

static void set_day(const rap_correct_fields *now, const char *name, rap_day *to) {
  if (rap_correct_list(now, name) && !rap_day_parse(rap_correct_text(now, name), to)) *to = (rap_day){0};
}

static void set(rap_event *e, const rap_correct_fields *now) {
  uint64_t edition = 0;
  rap_str status = rap_correct_text(now, "status");
  set_text(now, "series", &e->series_id);
  set_text(now, "title", &e->series);
  set_text(now, "place", &e->place);
  set_text(now, "state", &e->state);
  set_text(now, "country", &e->country);
  set_text(now, "chair", &e->chair);
  set_text(now, "organiser", &e->organiser);
  set_day(now, "start", &e->start);
  set_day(now, "end", &e->end);
  if (rap_correct_list(now, "edition")) e->edition = rap_str_uint(rap_correct_text(now, "edition"), &edition) ? (int)edition : 0;
  if (status.n) e->status = status;
  if (e->start.year && e->end.year && rap_day_cmp(e->end, e->start) < 0) e->end = (rap_day){0};
}

rap_correct_outcome rap_correct_apply_account(rap_correct_work *w, const rap_correction *c) {
  size_t i;
  rap_correct_outcome outcome = find(w, c, &i);
  if (outcome != RAP_OUTCOME_APPLIED) return outcome;
  rap_event *e = &w->r.events[i];
  if (c->op == RAP_CORRECT_DELETE) {
    if (w->events[i].gone) return RAP_OUTCOME_ALREADY;
    w->events[i].gone = true;
  } else {
    w->events[i].gone = false;
    if (c->op == RAP_CORRECT_SPLIT && e->alone) return RAP_OUTCOME_ALREADY;
    if (c->op == RAP_CORRECT_SPLIT) e->alone = true;
    if (c->op == RAP_CORRECT_SET) set(e, &c->now);
  }
  e->rule = rap_correct_rule(w, c);
  rap_correct_touched(w, &w->events[i].origin, c);
  return RAP_OUTCOME_APPLIED;
}

/* ---- aiming ---- */

static bool put_list(rap_arena *arena, rap_correct_fields *fields, const char *name, const rap_str_list *list) {
  for (size_t i = 0; i < list->n; i++)
    if (!rap_correct_put(arena, fields, name, list->items[i])) return false;
  return true;
}

/* For rule examples. */
static bool put_rule(rap_arena *arena, rap_correct_fields *fields, rap_str rule) { return !rule.n || rap_correct_put(arena, fields, "rule", rule); }

bool rap_correct_aim_mention(rap_arena *arena, const rap_document *doc, const rap_correcting *c, const rap_record *machine, size_t i,
                             rap_correction *out) {
  const rap_correct_origin *o = &c->mentions[i];
  out->was = (rap_correct_fields){0};
  if (o->machine == RAP_NONE) {
    out->anchor = o->added->anchor;
    out->kind = o->added->kind;
    out->value = o->added->value;
    return true;
  }
  const rap_mention *m = &machine->mentions[o->machine];
  bool person = m->kind == RAP_KIND_PERSON && m->person < machine->n_persons;
  out->kind = rap_str_of(rap_kind_name(m->kind));
  out->value = person ? machine->persons[m->person].name : m->value;
  if (!out->value.n) out->value = rap_str_at(doc->full, m->text);
  return rap_anchor_make(arena, doc->full, m->text, &out->anchor) && put_rule(arena, &out->was, m->rule);
}

bool rap_correct_aim_statement(rap_arena *arena, const rap_document *doc, const rap_correcting *c, const rap_record *machine, size_t i,
                               rap_correction *out) {
  const rap_correct_origin *o = &c->statements[i];
  out->was = (rap_correct_fields){0};
  if (o->machine == RAP_NONE) {
    out->anchor = o->added->anchor;
    return rap_correct_put(arena, &out->was, "added", o->added->uid);
  }
  const rap_statement *x = &machine->statements[o->machine];
  /* Some cues reach beyond their evidence (a heading's verb): both then. */
  rap_span all = {x->cue.begin < x->text.begin ? x->cue.begin : x->text.begin, x->cue.end > x->text.end ? x->cue.end : x->text.end};
  rap_str at = rap_arena_printf(arena, "%zu", x->cue.begin - all.begin);
  return rap_anchor_make(arena, doc->full, all, &out->anchor) && at.p && rap_correct_put(arena, &out->was, "cue", rap_str_at(doc->full, x->cue)) &&
         rap_correct_put(arena, &out->was, "cue-at", at) && rap_correct_put(arena, &out->was, "predicate", x->predicate) &&
         put_list(arena, &out->was, "actor", &x->actors) && put_list(arena, &out->was, "theme", &x->themes) && put_rule(arena, &out->was, x->rule);
}

bool rap_correct_aim_account(rap_arena *arena, const rap_document *doc, const rap_correcting *c, const rap_record *machine, size_t i,
                             rap_correction *out) {
  const rap_event *e = &machine->events[c->events[i].machine];
  out->was = (rap_correct_fields){0};
  return rap_anchor_make(arena, doc->full, e->text, &out->anchor) && rap_correct_put(arena, &out->was, "series", series_of(e));
}
