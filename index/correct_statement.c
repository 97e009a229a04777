/* correct_statement.c: corrections of statements. Layer: index. */
#include "base/limits.h"
#include "index/correct_work.h"

/* ---- which one is meant ---- */

static bool same_list(const rap_str_list *a, const rap_str_list *b) {
  size_t n = b ? b->n : 0;
  if (a->n != n) return false;
  for (size_t i = 0; i < n; i++)
    if (!rap_str_eq(a->items[i], b->items[i])) return false;
  return true;
}

/* Of several that share cue and predicate the actors decide, then the themes. */
static unsigned likeness(const rap_statement *x, const rap_correct_fields *was) {
  return 1 + 2u * same_list(&x->actors, rap_correct_list(was, "actor")) + same_list(&x->themes, rap_correct_list(was, "theme"));
}

static rap_correct_outcome find_machine(const rap_correct_work *w, const rap_correction *c, size_t *out) {
  rap_span at;
  uint64_t offset = 0;
  unsigned best = 0;
  size_t n = 0;
  rap_str cue = rap_correct_text(&c->was, "cue"), cue_at = rap_correct_text(&c->was, "cue-at");
  rap_anchor_found found = rap_anchor_find(&c->anchor, w->doc->full, &at);
  if (found != RAP_ANCHOR_FOUND) return found == RAP_ANCHOR_UNCLEAR ? RAP_OUTCOME_UNCLEAR : RAP_OUTCOME_LOST;
  if (!rap_str_uint(cue_at, &offset) || offset > c->anchor.quote.n) return RAP_OUTCOME_LOST;
  rap_span expected = {at.begin + (size_t)offset, at.begin + (size_t)offset + cue.n};
  for (size_t i = 0; i < w->r.n_statements; i++) {
    if (w->statements[i].origin.machine == RAP_NONE) continue;
    const rap_statement *x = &w->machine->statements[w->statements[i].origin.machine];
    if (x->cue.begin != expected.begin || x->cue.end != expected.end || !rap_str_eq(x->predicate, rap_correct_text(&c->was, "predicate"))) continue;
    unsigned like = likeness(x, &c->was);
    if (like > best) n = 0;
    if (like < best) continue;
    best = like;
    if (n++ == 0) *out = i;
  }
  /* Several that agree in all are the same to whoever corrects them: the first. */
  return n == 1 || best == 4 ? RAP_OUTCOME_APPLIED : n ? RAP_OUTCOME_UNCLEAR : RAP_OUTCOME_LOST;
}

static rap_correct_outcome find(const rap_correct_work *w, const rap_correction *c, size_t *out) {
  rap_str added = rap_correct_text(&c->was, "added");
  *out = RAP_NONE;
  if (!added.n) return find_machine(w, c, out);
  for (size_t i = 0; i < w->r.n_statements; i++)
    if (w->statements[i].origin.added && rap_str_eq(w->statements[i].origin.added->uid, added)) *out = i;
  return *out == RAP_NONE ? RAP_OUTCOME_LOST : RAP_OUTCOME_APPLIED;
}

/* ---- what becomes of it ---- */

static rap_str_list without_blanks(rap_correct_work *w, const rap_str_list *from) {
  rap_str_list to = {0};
  for (size_t i = 0; i < from->n; i++)
    if (from->items[i].n && !rap_str_list_add_once(w->arena, &to, from->items[i])) w->nomem = true;
  return to;
}

/* "2": the document's second account; "0": none. */
static void set_event(const rap_correct_work *w, rap_statement *x, rap_str text) {
  uint64_t n = 0;
  if (!rap_str_uint(text, &n) || n > w->r.n_events) return;
  x->event = n == 0 || w->events[n - 1].gone ? RAP_NONE : (size_t)n - 1;
}

static void set(rap_correct_work *w, rap_statement *x, const rap_correction *c) {
  const rap_correct_fields *now = &c->now;
  const rap_str_list *actors = rap_correct_list(now, "actor"), *themes = rap_correct_list(now, "theme"), *speaker = rap_correct_list(now, "speaker");
  rap_str role = rap_correct_text(now, "role"), predicate = rap_correct_text(now, "predicate"), polarity = rap_correct_text(now, "polarity"),
          status = rap_correct_text(now, "status"), event = rap_correct_text(now, "event");
  if (actors) x->actors = without_blanks(w, actors);
  for (size_t i = 0; themes && i < x->themes.n; i++) rap_correct_touch_theme(w, x->themes.items[i]);
  if (themes) x->themes = without_blanks(w, themes);
  for (size_t i = 0; themes && i < x->themes.n; i++) rap_correct_touch_theme(w, x->themes.items[i]);
  if (role.n) x->role = role;
  if (predicate.n) x->predicate = predicate;
  if (polarity.n) x->polarity = polarity;
  if (status.n) x->status = status;
  if (speaker) x->speaker = rap_correct_text(now, "speaker");
  if (event.n) set_event(w, x, event);
  x->rule = rap_correct_rule(w, c);
}

/* What a line stands under: its list's lead-in, else its heading. */
static size_t heading_of(const rap_document *doc, rap_span text) {
  for (size_t i = 0; i < doc->n_blocks; i++) {
    const rap_block *b = &doc->blocks[i];
    if (text.begin < b->text.begin || text.begin >= b->text.end) continue;
    return b->lead_in != RAP_NONE ? b->lead_in : b->heading;
  }
  return RAP_NONE;
}

static size_t main_event(const rap_correct_work *w) {
  for (size_t i = 0; i < w->r.n_events; i++)
    if (w->r.events[i].main && !w->events[i].gone) return i;
  return RAP_NONE;
}

static bool same_words(const rap_statement *a, const rap_statement *b) {
  return a->text.begin == b->text.begin && a->text.end == b->text.end && rap_str_eq(a->predicate, b->predicate) && rap_str_eq(a->role, b->role) &&
         same_list(&a->actors, &b->actors) && same_list(&a->themes, &b->themes);
}

static rap_correct_outcome add(rap_correct_work *w, const rap_correction *c) {
  rap_statement x = {.event = main_event(w)};
  size_t n = w->r.n_statements;
  rap_anchor_found found = rap_anchor_find(&c->anchor, w->doc->full, &x.text);
  if (found != RAP_ANCHOR_FOUND) return found == RAP_ANCHOR_UNCLEAR ? RAP_OUTCOME_UNCLEAR : RAP_OUTCOME_LOST;
  if (n >= RAP_MAX_STATEMENTS) return RAP_OUTCOME_FULL;
  x.cue = x.text;
  x.heading = heading_of(w->doc, x.text);
  set(w, &x, c);
  if (!x.actors.n) return RAP_OUTCOME_LOST;
  for (size_t i = 0; i < n; i++)
    if (!w->statements[i].gone && same_words(&w->r.statements[i], &x)) return RAP_OUTCOME_ALREADY;
  bool room = rap_arena_grow(w->arena, (void **)&w->r.statements, n, &w->statements_capacity, sizeof x) &&
              rap_arena_grow(w->arena, (void **)&w->statements, n, &w->statement_marks, sizeof *w->statements);
  if (!room) {
    w->nomem = true;
    return RAP_OUTCOME_FULL;
  }
  w->r.statements[n] = x;
  w->statements[n] = (rap_correct_mark){.origin = {.machine = RAP_NONE, .added = c, .by = c}};
  w->r.n_statements++;
  return RAP_OUTCOME_APPLIED;
}

rap_correct_outcome rap_correct_apply_statement(rap_correct_work *w, const rap_correction *c) {
  size_t i;
  if (c->op == RAP_CORRECT_ADD) return add(w, c);
  rap_correct_outcome outcome = find(w, c, &i);
  if (outcome != RAP_OUTCOME_APPLIED) return outcome;
  rap_statement *x = &w->r.statements[i];
  if (c->op == RAP_CORRECT_DELETE) {
    if (w->statements[i].gone) return RAP_OUTCOME_ALREADY;
    for (size_t k = 0; k < x->themes.n; k++) rap_correct_touch_theme(w, x->themes.items[k]);
    w->statements[i].gone = true;
  } else {
    set(w, x, c);
    w->statements[i].gone = x->actors.n == 0; /* also: set after it was deleted, the later wins */
  }
  rap_correct_touched(w, &w->statements[i].origin, c);
  return RAP_OUTCOME_APPLIED;
}
