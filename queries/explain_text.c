#include "queries/explain_text.h"

#include <math.h>

/* Longer texts of captures are cut in the middle. */
#define CAPTURE_BYTES 60

/* -- text ------------------------------------------------------------------------------------------------------------------------------- */

static void put_part(rap_buf *out, bool *first) {
  if (!*first) rap_buf_puts(out, "; ");
  *first = false;
}

/* The begin and the end of a long text. */
static void put_short(rap_buf *out, rap_str s) {
  size_t head = CAPTURE_BYTES * 2 / 3, tail = CAPTURE_BYTES / 3;
  if (s.n <= CAPTURE_BYTES + 3) {
    rap_buf_add(out, s);
    return;
  }
  while (head > 0 && ((unsigned char)s.p[head] & 0xC0) == 0x80) head--;
  while (tail > 0 && ((unsigned char)s.p[s.n - tail] & 0xC0) == 0x80) tail--;
  rap_buf_add(out, rap_str_sub(s, 0, head));
  rap_buf_puts(out, "…");
  rap_buf_add(out, rap_str_sub(s, s.n - tail, s.n));
}

static rap_str capture_text(const rap_explanation *x, const rap_capture *c) {
  return c->view.begin == RAP_NONE ? c->text : rap_str_at(x->doc->full, rap_view_to_text(&x->doc->view, c->view));
}

/* `found`: the words of a mention, which a term that is the same need not repeat. */
static void put_explained(const rap_explanation *x, const rap_explained *e, rap_str found, rap_buf *out, bool first) {
  if (e->term.n && !rap_str_eq_nocase(e->term, found)) {
    put_part(out, &first);
    rap_buf_printf(out, "by the term “%.*s” (line %u)", RAP_FMT(e->term), e->term_place.line);
  }
  if (e->literal.n) {
    put_part(out, &first);
    rap_buf_printf(out, "by “%.*s”", RAP_FMT(e->literal));
  }
  for (size_t i = 0, n = 0; i < e->n_captures; i++) {
    const rap_capture *c = &e->captures[i];
    bool constant = c->view.begin == RAP_NONE;
    if (!constant && c->view.begin == c->view.end) continue;
    if (n++ == 0)
      put_part(out, &first);
    else
      rap_buf_puts(out, ", ");
    rap_buf_printf(out, "%.*s %s ", RAP_FMT(c->name), constant ? ":=" : "=");
    if (!constant) rap_buf_puts(out, "“");
    put_short(out, capture_text(x, c));
    if (!constant) rap_buf_puts(out, "”");
  }
  for (size_t i = 0; i < e->n_held; i++) {
    if (i == 0) put_part(out, &first);
    rap_buf_printf(out, "%s%s", i ? ", " : "held: ", e->held[i].name);
  }
}

rap_status rap_explain_mention_text(const rap_explanation *x, size_t i, rap_buf *out, rap_error *err) {
  if (i >= x->trace->n_mentions) return RAP_OK;
  const rap_hit *hit = &x->trace->hits[x->trace->mentions[i]];
  rap_explained e;
  rap_status st = rap_explain_hit(x->rules, x->scratch, x->arena, x->doc, hit, &e, err);
  /* A theme that comes with an entity is found as the entity is, which stands above it. */
  bool entity_theme = hit->kind == RAP_KIND_THEME && hit->entry;
  if (st == RAP_OK && !entity_theme) put_explained(x, &e, rap_str_at(x->doc->full, x->record->mentions[i].text), out, true);
  return st;
}

/* Each step of the trace that is of rule type `type` and has this result, behind its rule's id and place unless `rule` is it. */
static rap_status put_steps(const rap_explanation *x, rap_rule_type type, size_t result, rap_str rule, rap_buf *out, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < x->trace->n_steps && st == RAP_OK; i++) {
    const rap_trace_step *step = &x->trace->steps[i];
    rap_explained e;
    if (step->what != RAP_TRACE_TAKEN || step->rule->type != type || step->result != result) continue;
    bool own = rap_str_eq(step->rule->id, rule);
    /* A person's function comes from one rule; others that would have given the same or less are no news. */
    if (rule.n && !own) continue;
    st = rap_explain_match(x->arena, x->doc, step->match, &e, err);
    if (st != RAP_OK) break;
    if (out->n) rap_buf_putc(out, '\n');
    if (!own) rap_buf_printf(out, "%.*s %.*s:%u: ", RAP_FMT(step->rule->id), RAP_FMT(step->rule->place.file), step->rule->place.line);
    put_explained(x, &e, (rap_str){0}, out, true);
    if (own && type == RAP_RULE_PARTICIPANT) break;
  }
  return st;
}

static const rap_hit *hit_of_event(const rap_explanation *x, size_t i) {
  const rap_event *event = &x->record->events[i];
  for (size_t h = 0; h < x->trace->n_hits; h++) {
    const rap_hit *hit = &x->trace->hits[h];
    if (hit->kind == RAP_KIND_EVENT && rap_view_text_begin(&x->doc->view, hit->view.begin) == event->text.begin &&
        rap_str_eq(hit->rule->id, event->rule))
      return hit;
  }
  return NULL;
}

rap_status rap_explain_event_text(const rap_explanation *x, size_t i, rap_buf *out, rap_error *err) {
  const rap_hit *hit = hit_of_event(x, i);
  rap_str name = rap_str_at(x->doc->full, x->record->events[i].text);
  rap_explained e;
  rap_status st = hit ? rap_explain_hit(x->rules, x->scratch, x->arena, x->doc, hit, &e, err) : RAP_OK;
  if (st == RAP_OK && hit) {
    rap_buf_puts(out, "name “");
    put_short(out, name);
    rap_buf_printf(out, "” at %zu", x->record->events[i].text.begin);
    put_explained(x, &e, name, out, false);
  }
  return st == RAP_OK ? put_steps(x, RAP_RULE_EVENT, x->record->events[i].text.begin, (rap_str){0}, out, err) : st;
}

rap_status rap_explain_person_text(const rap_explanation *x, size_t i, rap_buf *out, rap_error *err) {
  return put_steps(x, RAP_RULE_PARTICIPANT, i, x->record->persons[i].rule, out, err);
}

rap_status rap_explain_statement_text(const rap_explanation *x, size_t i, rap_buf *out, rap_error *err) {
  return put_steps(x, RAP_RULE_STATEMENT, i, x->record->statements[i].rule, out, err);
}

/* -- JSON ------------------------------------------------------------------------------------------------------------------------------- */

static void put_span(const rap_explanation *x, const rap_record_spans *spans, rap_json *o, rap_span view) {
  rap_record_spans_put(spans, o, rap_view_to_text(&x->doc->view, view));
}

static void put_place(rap_json *o, const rap_rule *rule) {
  rap_json_set_str(o, "rule", rule->id);
  rap_json_set_str(o, "file", rule->place.file);
  rap_json_set_int(o, "line", rule->place.line);
}

static rap_json *explained_json(const rap_explanation *x, const rap_record_spans *spans, const rap_explained *e) {
  rap_json *o = rap_json_new_object(), *captures = rap_json_new_array(), *constants = rap_json_new_object(), *guards = rap_json_new_array();
  put_place(o, e->rule);
  rap_json_set_str_opt(o, "term", e->term);
  if (e->term.n) rap_json_set_int(o, "term_line", e->term_place.line);
  rap_json_set_str_opt(o, "literal", e->literal);
  for (size_t i = 0; i < e->n_captures; i++) {
    const rap_capture *c = &e->captures[i];
    if (c->view.begin == RAP_NONE) {
      rap_str name = rap_arena_str(x->arena, c->name);
      rap_json_set_str(constants, name.p ? name.p : "", c->text);
      continue;
    }
    rap_json *capture = rap_json_new_object();
    rap_json_set_str(capture, "name", c->name);
    put_span(x, spans, capture, c->view);
    rap_json_set_str(capture, "text", capture_text(x, c));
    rap_json_append(captures, capture);
  }
  for (size_t i = 0; i < e->n_held; i++) {
    rap_json *guard = rap_json_new_object();
    rap_json_set_str(guard, "guard", rap_str_of(e->held[i].name));
    rap_json_set_str(guard, "expression", e->held[i].source);
    rap_json_append(guards, guard);
  }
  rap_json_set(o, "captures", captures);
  rap_json_set(o, "constants", constants);
  rap_json_set(o, "guards", guards);
  return o;
}

#define THEME_CUES_SHOWN 4

void rap_explain_theme_text(const rap_explanation *x, size_t i, rap_buf *out) {
  const rap_theme_found *t = &x->record->themes[i];
  rap_buf_printf(out, "%.*s %.2f of %.2f:", RAP_FMT(t->id), t->score, t->asked);
  for (size_t k = 0; k < t->n_cues && k < THEME_CUES_SHOWN; k++) {
    const rap_theme_cue *cue = &t->cues[k];
    rap_buf_printf(out, "%s “%.*s”", k ? "," : "", RAP_FMT(rap_str_at(x->doc->view.s, cue->first)));
    if (cue->times > 1) rap_buf_printf(out, " ×%zu", cue->times);
    rap_buf_printf(out, " %.2f", cue->weight);
  }
  if (t->n_cues > THEME_CUES_SHOWN) rap_buf_printf(out, " and %zu more", t->n_cues - THEME_CUES_SHOWN);
}

static rap_status append_hit(const rap_explanation *x, const rap_record_spans *spans, const rap_hit *hit, rap_json *by, rap_error *err) {
  rap_explained e;
  rap_status st = rap_explain_hit(x->rules, x->scratch, x->arena, x->doc, hit, &e, err);
  if (st == RAP_OK) rap_json_append(by, explained_json(x, spans, &e));
  return st;
}

static rap_status append_steps(const rap_explanation *x, const rap_record_spans *spans, rap_rule_type type, size_t result, rap_str rule, rap_json *by,
                               rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < x->trace->n_steps && st == RAP_OK; i++) {
    const rap_trace_step *step = &x->trace->steps[i];
    rap_explained e;
    if (step->what != RAP_TRACE_TAKEN || step->rule->type != type || step->result != result) continue;
    if (rule.n && !rap_str_eq(step->rule->id, rule)) continue;
    st = rap_explain_match(x->arena, x->doc, step->match, &e, err);
    if (st == RAP_OK) rap_json_append(by, explained_json(x, spans, &e));
  }
  return st;
}

/* What the words gave, rounded: the last bits of a sum are nobody's business. */
static rap_json *rounded(double v) { return rap_json_new_real(floor(v * 1000 + 0.5) / 1000); }

static void append_cues(const rap_explanation *x, const rap_theme_found *t, rap_json *by) {
  for (size_t k = 0; k < t->n_cues; k++) {
    rap_json *o = rap_json_new_object();
    rap_json_set_str(o, "text", rap_str_at(x->doc->view.s, t->cues[k].first));
    rap_json_set_int(o, "times", (int64_t)t->cues[k].times);
    rap_json_set(o, "weight", rounded(t->cues[k].weight));
    rap_json_append(by, o);
  }
}

static rap_status by_of(const rap_explanation *x, const rap_record_spans *spans, rap_record_part part, size_t i, rap_json *by, rap_error *err) {
  const rap_record *r = x->record;
  rap_status st = RAP_OK;
  const rap_hit *hit = NULL;
  switch (part) {
  case RAP_PART_MENTION:
    if (i < x->trace->n_mentions) st = append_hit(x, spans, &x->trace->hits[x->trace->mentions[i]], by, err);
    break;
  case RAP_PART_EVENT:
    hit = hit_of_event(x, i);
    if (hit) st = append_hit(x, spans, hit, by, err);
    if (st == RAP_OK) st = append_steps(x, spans, RAP_RULE_EVENT, r->events[i].text.begin, (rap_str){0}, by, err);
    break;
  case RAP_PART_THEME: append_cues(x, &r->themes[i], by); break;
  case RAP_PART_PERSON: st = append_steps(x, spans, RAP_RULE_PARTICIPANT, i, r->persons[i].rule, by, err); break;
  case RAP_PART_STATEMENT: st = append_steps(x, spans, RAP_RULE_STATEMENT, i, r->statements[i].rule, by, err); break;
  }
  return st;
}

rap_status rap_explain_to_json(const rap_explanation *x, rap_json **out, rap_error *err) {
  static const char *const keys[] = {[RAP_PART_EVENT] = "events", "participants", "themes", "statements", "mentions"};
  const rap_record *r = x->record;
  const size_t counts[] = {[RAP_PART_EVENT] = r->n_events, r->n_persons, r->n_themes, r->n_statements, r->n_mentions};
  const rap_record_spans *spans = rap_record_spans_new(x->arena, x->doc);
  rap_json *record = NULL;
  *out = NULL;
  rap_status st = spans ? rap_record_to_json(x->doc, r, &record, err) : rap_error_nomem(err);
  for (int part = RAP_PART_EVENT; part <= RAP_PART_MENTION && st == RAP_OK; part++) {
    const rap_json *list = rap_json_get(record, keys[part]);
    for (size_t i = 0, k = 0; i < counts[part] && st == RAP_OK; i++) {
      if (part == RAP_PART_PERSON && !r->persons[i].function.n) continue; /* no participant */
      rap_json *by = rap_json_new_array();
      st = by_of(x, spans, (rap_record_part)part, i, by, err);
      rap_json *item = rap_json_item(list, k++);
      if (part == RAP_PART_THEME) rap_json_set(item, "score", rounded(r->themes[i].score));
      if (part == RAP_PART_THEME) rap_json_set(item, "asked", rounded(r->themes[i].asked));
      rap_json_set(item, "by", by);
    }
  }
  if (st == RAP_OK)
    *out = record;
  else
    rap_json_free(record);
  return st;
}
