#include <stdlib.h>

#include "base/limits.h"
#include "index/correct_work.h"
#include "index/store_impl.h"

const char *rap_correct_outcome_name(rap_correct_outcome outcome) {
  static const char *const names[RAP_N_OUTCOMES] = {"waiting", "applied", "already", "lost", "unclear", "overridden", "circle", "full"};
  return names[outcome];
}

const char *rap_correct_outcome_text(rap_correct_outcome outcome) {
  static const char *const texts[RAP_N_OUTCOMES] = {"waits: not in the store yet",
                                                    "applies",
                                                    "is so without it",
                                                    "not applicable now: what it is about is no more where it stood",
                                                    "not applicable now: the words stand in several places",
                                                    "a later one says otherwise",
                                                    "void: it would lead back to where it began",
                                                    "not applicable now: the record would grow beyond a bound"};
  return texts[outcome];
}

/* ---- what the steps share ---- */

rap_str rap_correct_key(rap_correct_work *w, rap_str kind, rap_str value) {
  rap_buf_reset(&w->key);
  rap_buf_add(&w->key, kind);
  rap_buf_putc(&w->key, '\n');
  rap_buf_add(&w->key, value);
  if (rap_buf_failed(&w->key)) w->nomem = true;
  return rap_buf_str(&w->key);
}

rap_str rap_correct_folded(rap_correct_work *w, rap_str name) {
  rap_buf_reset(&w->fold);
  if (rap_fold_name(name, &w->fold, NULL) != RAP_OK) w->nomem = true;
  return w->fold.n ? rap_buf_str(&w->fold) : name;
}

rap_str rap_correct_rule(rap_correct_work *w, const rap_correction *c) {
  rap_str rule = rap_arena_printf(w->arena, "corrected #%lld (%.*s)", (long long)c->id, RAP_FMT(c->author));
  if (!rule.p) w->nomem = true;
  return rule;
}

void rap_correct_touch_theme(rap_correct_work *w, rap_str id) {
  if (!rap_str_list_add_once(w->arena, &w->themes_touched, id)) w->nomem = true;
}

void rap_correct_drop_mention(rap_correct_work *w, size_t i, const rap_correction *by) {
  const rap_mention *m = &w->r.mentions[i];
  bool again = w->mentions[i].gone;
  w->mentions[i].gone = true;
  w->mentions[i].origin.by = by;
  if (again) return;
  if (m->kind == RAP_KIND_THEME) rap_correct_touch_theme(w, m->value);
  if (m->kind != RAP_KIND_PERSON || m->person >= w->r.n_persons) return;
  rap_person *p = &w->r.persons[m->person];
  w->persons[m->person].touched = true;
  if (p->n_mentions) p->n_mentions--;
}

/* Room for one more item of the record and its mark. */
static bool grow(rap_correct_work *w, void *items, size_t n, size_t *capacity, size_t size, void *marks, size_t *mark_capacity, size_t mark_size) {
  bool grown = rap_arena_grow(w->arena, items, n, capacity, size) && rap_arena_grow(w->arena, marks, n, mark_capacity, mark_size);
  if (!grown) w->nomem = true;
  return grown;
}

size_t rap_correct_person(rap_correct_work *w, rap_str name, rap_span text, const rap_correction *by) {
  rap_str fold = rap_arena_str(w->arena, rap_correct_folded(w, name));
  for (size_t i = 0; i < w->r.n_persons; i++)
    if (!w->persons[i].gone && rap_str_eq(rap_correct_folded(w, w->r.persons[i].name), fold)) return i;
  if (w->r.n_persons >= RAP_MAX_PERSONS ||
      !grow(w, &w->r.persons, w->r.n_persons, &w->persons_capacity, sizeof *w->r.persons, &w->persons, &w->person_marks, sizeof *w->persons))
    return RAP_NONE;
  w->persons[w->r.n_persons] = (rap_correct_person_mark){0};
  w->r.persons[w->r.n_persons] = (rap_person){.name = name, .rule = rap_correct_rule(w, by), .text = text, .evidence = text};
  return w->r.n_persons++;
}

size_t rap_correct_add_mention(rap_correct_work *w, const rap_mention *m, const rap_correction *by) {
  if (w->r.n_mentions >= RAP_MAX_MENTIONS ||
      !grow(w, &w->r.mentions, w->r.n_mentions, &w->mentions_capacity, sizeof *w->r.mentions, &w->mentions, &w->mention_marks, sizeof *w->mentions))
    return RAP_NONE;
  w->r.mentions[w->r.n_mentions] = *m;
  w->mentions[w->r.n_mentions] = (rap_correct_mark){.origin = {.machine = RAP_NONE, .added = by, .by = by}};
  return w->r.n_mentions++;
}

static bool sets_all_of(const rap_correction *c, const rap_correction *earlier) {
  if (c->op == RAP_CORRECT_DELETE) return true;
  for (size_t i = 0; i < earlier->now.n; i++)
    if (!rap_correct_list(&c->now, earlier->now.items[i].name.p)) return false;
  return c->op == RAP_CORRECT_SET;
}

void rap_correct_touched(rap_correct_work *w, rap_correct_origin *origin, const rap_correction *by) {
  const rap_correction *earlier = origin->by;
  origin->by = by;
  if (!earlier || earlier == origin->added || earlier < w->c->local || earlier >= w->c->local + w->c->n_local) return;
  if (sets_all_of(by, earlier)) w->c->outcomes[earlier - w->c->local] = RAP_OUTCOME_OVERRIDDEN;
}

/* ---- the work ---- */

static void *copy(rap_correct_work *w, const void *items, size_t n, size_t size) {
  void *to = rap_arena_array(w->arena, n, size);
  if (!to) w->nomem = true;
  if (to && n) memcpy(to, items, n * size);
  return to;
}

static rap_correct_mark *marks_of(rap_correct_work *w, size_t n) {
  rap_correct_mark *marks = rap_arena_array(w->arena, n, sizeof *marks);
  if (!marks) w->nomem = true;
  for (size_t i = 0; marks && i < n; i++) marks[i].origin.machine = i;
  return marks;
}

static void begin(rap_correct_work *w) {
  const rap_record *m = w->machine;
  rap_record *r = &w->r;
  *r = *m;
  r->mentions = copy(w, m->mentions, m->n_mentions, sizeof *r->mentions);
  r->persons = copy(w, m->persons, m->n_persons, sizeof *r->persons);
  r->references = copy(w, m->references, m->n_references, sizeof *r->references);
  r->themes = copy(w, m->themes, m->n_themes, sizeof *r->themes);
  r->events = copy(w, m->events, m->n_events, sizeof *r->events);
  r->statements = copy(w, m->statements, m->n_statements, sizeof *r->statements);
  w->mentions = marks_of(w, m->n_mentions);
  w->statements = marks_of(w, m->n_statements);
  w->events = marks_of(w, m->n_events);
  w->persons = rap_arena_array(w->arena, m->n_persons, sizeof *w->persons);
  if (!w->persons) w->nomem = true;
  w->mentions_capacity = w->mention_marks = m->n_mentions;
  w->statements_capacity = w->statement_marks = m->n_statements;
  w->persons_capacity = w->person_marks = m->n_persons;
}

static void note_split(rap_correct_work *w, size_t i) {
  const rap_correction *c = &w->c->local[i];
  rap_correct_split *s = NULL;
  rap_str key = rap_arena_str(w->arena, rap_correct_key(w, c->kind, c->value));
  for (size_t k = 0; k < w->n_splits; k++)
    if (rap_str_eq(w->splits[k].key, key)) s = &w->splits[k];
  w->c->outcomes[i] = RAP_OUTCOME_LOST;
  if (s) {
    w->c->outcomes[s->local] = RAP_OUTCOME_OVERRIDDEN;
  } else if (rap_arena_grow(w->arena, (void **)&w->splits, w->n_splits, &w->splits_capacity, sizeof *w->splits)) {
    s = &w->splits[w->n_splits++];
  } else {
    w->nomem = true;
    return;
  }
  *s = (rap_correct_split){.key = key, .by = c, .local = i};
}

static void apply_local(rap_correct_work *w) {
  for (size_t i = 0; i < w->c->n_local && !w->nomem; i++) {
    const rap_correction *c = &w->c->local[i];
    switch (c->thing) {
    case RAP_CORRECT_ENTITY: note_split(w, i); break;
    case RAP_CORRECT_MENTION: w->c->outcomes[i] = rap_correct_apply_mention(w, c); break;
    case RAP_CORRECT_STATEMENT: w->c->outcomes[i] = rap_correct_apply_statement(w, c); break;
    case RAP_CORRECT_ACCOUNT: w->c->outcomes[i] = rap_correct_apply_account(w, c); break;
    default: w->c->outcomes[i] = RAP_OUTCOME_LOST; break;
    }
    if (w->c->outcomes[i] == RAP_OUTCOME_APPLIED) w->c->changed = true;
  }
}

/* ---- the outcome, in order ---- */

/* Where an item goes; what was found keeps its order among itself. */
typedef struct place {
  size_t key, end, index;
  bool added;
} place;

static int by_place(const void *x, const void *y) {
  const place *a = x, *b = y;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  if (a->added != b->added) return a->added ? 1 : -1;
  if (a->added && a->end != b->end) return a->end > b->end ? -1 : 1;
  return (a->index > b->index) - (a->index < b->index);
}

/* Sorted, without what is gone; *n how many. `span_at`: of the span in the items. */
static place *places_of(rap_correct_work *w, const void *items, size_t size, size_t span_at, const rap_correct_mark *marks, size_t *n) {
  size_t n_items = *n, last = 0;
  place *places = rap_arena_array(w->arena, n_items, sizeof *places);
  *n = 0;
  if (!places) w->nomem = true;
  for (size_t i = 0; places && i < n_items; i++) {
    rap_span span;
    memcpy(&span, (const char *)items + i * size + span_at, sizeof span);
    bool added = marks[i].origin.machine == RAP_NONE;
    if (!added && span.begin > last) last = span.begin;
    if (!marks[i].gone) places[(*n)++] = (place){added ? span.begin : last, span.end, i, added};
  }
  if (places && *n) qsort(places, *n, sizeof *places, by_place);
  return places;
}

/* The items in the order of their places, and their origins, if those are wanted. */
static void *take(rap_correct_work *w, const void *items, size_t size, const place *places, size_t n, const rap_correct_mark *marks,
                  rap_correct_origin **origins) {
  char *to = rap_arena_array(w->arena, n, size);
  *origins = w->c->track ? rap_arena_array(w->arena, n, sizeof **origins) : NULL;
  if (!to || (w->c->track && !*origins)) w->nomem = true;
  for (size_t i = 0; i < n && !w->nomem; i++) {
    memcpy(to + i * size, (const char *)items + places[i].index * size, size);
    if (*origins) (*origins)[i] = marks[places[i].index].origin;
  }
  return to;
}

/* Persons that went, and where the others stand now; RAP_NONE: gone. */
static size_t *settle_persons(rap_correct_work *w) {
  rap_record *r = &w->r;
  size_t *to = rap_arena_array(w->arena, r->n_persons, sizeof *to), n = 0;
  bool *named = rap_arena_array(w->arena, r->n_persons, sizeof *named);
  if (!to || !named) {
    w->nomem = true;
    return NULL;
  }
  for (size_t i = 0; i < r->n_mentions; i++)
    if (!w->mentions[i].gone && r->mentions[i].kind == RAP_KIND_PERSON && r->mentions[i].person < r->n_persons) named[r->mentions[i].person] = true;
  for (size_t i = 0; i < r->n_persons; i++) {
    bool gone = w->persons[i].gone || (w->persons[i].touched && !named[i]);
    to[i] = gone ? RAP_NONE : n;
    if (!gone) r->persons[n++] = r->persons[i];
  }
  r->n_persons = n;
  return to;
}

static void settle_themes(rap_correct_work *w) {
  rap_record *r = &w->r;
  for (size_t k = 0; k < w->themes_touched.n && !w->nomem; k++) {
    rap_str id = w->themes_touched.items[k];
    size_t mentions = 0, said = 0, at = 0;
    for (size_t i = 0; i < r->n_mentions; i++)
      mentions += !w->mentions[i].gone && r->mentions[i].kind == RAP_KIND_THEME && rap_str_eq(r->mentions[i].value, id);
    for (size_t i = 0; i < r->n_statements; i++) said += !w->statements[i].gone && rap_str_list_has(&r->statements[i].themes, id);
    while (at < r->n_themes && !rap_str_eq(r->themes[at].id, id)) at++;
    if (at < r->n_themes && mentions + said == 0) {
      memmove(r->themes + at, r->themes + at + 1, (r->n_themes - at - 1) * sizeof *r->themes);
      r->n_themes--;
    } else if (at < r->n_themes) {
      r->themes[at].mentions = mentions;
    } else if (mentions + said > 0) {
      rap_theme_found *more = rap_arena_array(w->arena, r->n_themes + 1, sizeof *more);
      if (!more) w->nomem = true;
      if (more && r->n_themes) memcpy(more, r->themes, r->n_themes * sizeof *more);
      if (more) more[r->n_themes++] = (rap_theme_found){.id = id, .mentions = mentions}, r->themes = more;
    }
  }
}

static void settle_events(rap_correct_work *w) {
  rap_record *r = &w->r;
  size_t n = 0;
  size_t *to = rap_arena_array(w->arena, r->n_events, sizeof *to);
  rap_correct_origin *origins = rap_arena_array(w->arena, r->n_events, sizeof *origins);
  if (!to || !origins) {
    w->nomem = true;
    return;
  }
  for (size_t i = 0; i < r->n_events; i++) {
    to[i] = w->events[i].gone ? RAP_NONE : n;
    if (w->events[i].gone) continue;
    origins[n] = w->events[i].origin;
    r->events[n++] = r->events[i];
  }
  for (size_t i = 0; i < r->n_statements; i++)
    if (r->statements[i].event != RAP_NONE) r->statements[i].event = r->statements[i].event < r->n_events ? to[r->statements[i].event] : RAP_NONE;
  r->n_events = n;
  w->c->events = w->c->track ? origins : NULL;
}

static void finish(rap_correct_work *w) {
  rap_record *r = &w->r;
  settle_events(w);
  settle_themes(w);
  size_t n_persons = r->n_persons, n_references = 0;
  size_t *to = w->nomem ? NULL : settle_persons(w);
  if (!to) return;
  for (size_t i = 0; i < r->n_mentions; i++)
    if (r->mentions[i].person != RAP_NONE) r->mentions[i].person = r->mentions[i].person < n_persons ? to[r->mentions[i].person] : RAP_NONE;
  for (size_t i = 0; i < r->n_references; i++) {
    rap_reference x = r->references[i];
    x.person = x.person < n_persons ? to[x.person] : RAP_NONE;
    if (x.person != RAP_NONE) r->references[n_references++] = x;
  }
  r->n_references = n_references;
  size_t n_mentions = r->n_mentions, n_statements = r->n_statements;
  place *mentions = places_of(w, r->mentions, sizeof *r->mentions, offsetof(rap_mention, text), w->mentions, &n_mentions);
  place *statements = places_of(w, r->statements, sizeof *r->statements, offsetof(rap_statement, text), w->statements, &n_statements);
  if (w->nomem) return;
  r->mentions = take(w, r->mentions, sizeof *r->mentions, mentions, n_mentions, w->mentions, &w->c->mentions);
  r->statements = take(w, r->statements, sizeof *r->statements, statements, n_statements, w->statements, &w->c->statements);
  r->n_mentions = n_mentions;
  r->n_statements = n_statements;
}

rap_status rap_correct_record(rap_arena *arena, const rap_document *doc, rap_correcting *c, rap_record *record, rap_error *err) {
  c->outcomes = NULL;
  c->everywhere = NULL;
  c->n_everywhere = c->everywhere_capacity = 0;
  c->changed = false;
  c->mentions = c->statements = c->events = NULL;
  bool everywhere = c->decisions && c->decisions->kinds;
  if (!c->n_local && !everywhere && !c->track) return RAP_OK;
  rap_correct_work w = {.arena = arena, .doc = doc, .c = c, .machine = record};
  c->outcomes = rap_arena_array(arena, c->n_local, sizeof *c->outcomes);
  if (!c->outcomes) return rap_error_nomem(err);
  begin(&w);
  if (!w.nomem) apply_local(&w);
  if (!w.nomem && (everywhere || w.n_splits)) rap_correct_apply_entities(&w);
  if (!w.nomem && (c->changed || c->track)) finish(&w);
  rap_buf_clear(&w.key);
  rap_buf_clear(&w.fold);
  if (w.nomem || rap_arena_failed(arena)) return rap_error_nomem(err);
  if (c->changed) *record = w.r;
  return RAP_OK;
}
