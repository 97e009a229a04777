/* correct_entity.c: entities that are others, or none, throughout a record. Layer: index. */
#include "index/correct_work.h"

/* What became of an entity. */
typedef struct target {
  rap_str kind, value, name; /* name: as decided, may be empty */
  const rap_correction *by;  /* the last decision; NULL: none */
  bool gone;
} target;

static void note(rap_correct_work *w, const rap_correction *c) {
  rap_correcting *all = w->c;
  all->changed = true;
  for (size_t i = 0; i < all->n_everywhere; i++)
    if (all->everywhere[i] == c) return;
  if (rap_arena_grow(w->arena, (void **)&all->everywhere, all->n_everywhere, &all->everywhere_capacity, sizeof *all->everywhere))
    all->everywhere[all->n_everywhere++] = c;
  else
    w->nomem = true;
}

/* The document's own decision, of what stands in it only; then that of everywhere. */
static const rap_correction *decision(rap_correct_work *w, rap_str kind, rap_str value, bool first) {
  rap_str key = rap_correct_key(w, kind, value);
  for (size_t i = 0; first && i < w->n_splits; i++)
    if (rap_str_eq(w->splits[i].key, key)) {
      w->c->outcomes[w->splits[i].local] = RAP_OUTCOME_APPLIED;
      w->c->changed = true;
      return w->splits[i].by;
    }
  const rap_map_entry *e = w->c->decisions ? rap_map_get(&w->c->decisions->entities, key) : NULL;
  if (!e) return NULL;
  note(w, &w->c->decisions->items[e->value.num]);
  return &w->c->decisions->items[e->value.num];
}

/* Follows the decisions to their end: those of everywhere have no circles. */
static target follow(rap_correct_work *w, rap_str kind, rap_str value) {
  target t = {.kind = kind, .value = value};
  const rap_correction *c;
  while (!t.gone && !w->nomem && (c = decision(w, t.kind, t.value, !t.by))) {
    t.by = c;
    t.gone = c->op == RAP_CORRECT_DELETE;
    if (c->op == RAP_CORRECT_RETYPE) t.kind = rap_correct_text(&c->now, "kind");
    t.value = rap_correct_text(&c->now, "value");
    t.name = rap_correct_text(&c->now, "name");
  }
  return t;
}

/* Whether anything of a kind needs to be looked up. */
static bool concerns(const rap_correct_work *w, const char *kind) {
  return w->n_splits || (w->c->decisions && rap_decisions_concern(w->c->decisions, rap_str_of(kind)));
}

static rap_str shown(const target *t) { return t->name.n ? t->name : t->value; }

/* ---- persons ---- */

static void retype_person(rap_correct_work *w, size_t person, const target *t) {
  for (size_t i = 0; i < w->r.n_mentions; i++) {
    rap_mention *m = &w->r.mentions[i];
    if (w->mentions[i].gone || m->kind != RAP_KIND_PERSON || m->person != person) continue;
    if (t->gone || !rap_correct_change_mention(w, i, t->kind, t->value, t->name, t->by))
      rap_correct_drop_mention(w, i, t->by);
    else
      w->mentions[i].origin.by = t->by;
  }
  w->persons[person].gone = true;
}

/* Another person of the record who has that name. */
static size_t namesake(rap_correct_work *w, size_t but, rap_str value) {
  for (size_t i = 0; i < w->r.n_persons; i++)
    if (i != but && !w->persons[i].gone && rap_str_eq(rap_correct_folded(w, w->r.persons[i].name), value)) return i;
  return RAP_NONE;
}

static void unite(rap_correct_work *w, size_t from, size_t into) {
  rap_person *a = &w->r.persons[from], *b = &w->r.persons[into];
  for (size_t i = 0; i < w->r.n_mentions; i++)
    if (w->r.mentions[i].kind == RAP_KIND_PERSON && w->r.mentions[i].person == from) w->r.mentions[i].person = into;
  for (size_t i = 0; i < w->r.n_references; i++)
    if (w->r.references[i].person == from) w->r.references[i].person = into;
  b->n_mentions += a->n_mentions;
  if (!b->role.n) b->role = a->role, b->state = a->state;
  if (!b->function.n && a->function.n) b->function = a->function, b->evidence = a->evidence;
  w->persons[from].gone = true;
}

static void rename_person(rap_correct_work *w, size_t i, const target *t) {
  rap_person *p = &w->r.persons[i];
  p->name = shown(t);
  p->rule = rap_correct_rule(w, t->by);
  for (size_t k = 0; k < w->r.n_mentions; k++)
    if (w->r.mentions[k].kind == RAP_KIND_PERSON && w->r.mentions[k].person == i) {
      w->r.mentions[k].rule = p->rule;
      w->mentions[k].origin.by = t->by;
    }
  size_t other = namesake(w, i, t->value);
  if (other != RAP_NONE) unite(w, i, other);
}

static void entities_of_persons(rap_correct_work *w) {
  if (!concerns(w, "person")) return;
  for (size_t i = 0; i < w->r.n_persons && !w->nomem; i++) {
    if (w->persons[i].gone) continue;
    target t = follow(w, RAP_STR("person"), rap_correct_folded(w, w->r.persons[i].name));
    if (!t.by) continue;
    if (t.gone || !rap_str_is(t.kind, "person"))
      retype_person(w, i, &t);
    else
      rename_person(w, i, &t);
  }
}

/* ---- mentions of what has a value ---- */

static bool has_entity(rap_kind kind) {
  return kind == RAP_KIND_STATE || kind == RAP_KIND_GROUP || kind == RAP_KIND_ORGANISATION || kind == RAP_KIND_PLACE || kind == RAP_KIND_PROGRAMME ||
         kind == RAP_KIND_THEME;
}

static void entities_of_mentions(rap_correct_work *w) {
  size_t n = w->r.n_mentions;
  for (size_t i = 0; i < n && !w->nomem; i++) {
    const rap_mention *m = &w->r.mentions[i];
    if (w->mentions[i].gone || !has_entity(m->kind) || !concerns(w, rap_kind_name(m->kind))) continue;
    rap_str value = m->value.n ? m->value : rap_correct_folded(w, rap_str_at(w->doc->full, m->text));
    target t = follow(w, rap_str_of(rap_kind_name(m->kind)), value);
    if (!t.by) continue;
    if (t.gone || !rap_correct_change_mention(w, i, t.kind, t.value, t.name, t.by))
      rap_correct_drop_mention(w, i, t.by);
    else
      w->mentions[i].origin.by = t.by;
  }
}

/* ---- statements, themes, events ---- */

static target follow_actor(rap_correct_work *w, rap_str code) {
  target t = follow(w, RAP_STR("state"), code);
  return t.by || rap_str_is(code, "ALL") ? t : follow(w, RAP_STR("group"), code);
}

static bool is_actor(const target *t) { return !t->gone && (rap_str_is(t->kind, "state") || rap_str_is(t->kind, "group")); }

/* What the list becomes; true when it changed, *by: by whom. */
static bool follow_list(rap_correct_work *w, rap_str_list *list, bool themes, const rap_correction **by) {
  rap_str_list to = {0};
  *by = NULL;
  for (size_t i = 0; i < list->n && !w->nomem; i++) {
    target t = themes ? follow(w, RAP_STR("theme"), list->items[i]) : follow_actor(w, list->items[i]);
    bool stays = !t.by || (themes ? !t.gone : is_actor(&t));
    if (t.by) *by = t.by;
    if (themes && t.by) rap_correct_touch_theme(w, list->items[i]);
    if (themes && t.by && stays) rap_correct_touch_theme(w, t.value);
    if (stays && !rap_str_list_add_once(w->arena, &to, t.by ? t.value : list->items[i])) w->nomem = true;
  }
  if (*by) *list = to;
  return *by != NULL;
}

/* A person's name, where the record has nothing but that. */
static const rap_correction *follow_name(rap_correct_work *w, const char *kind, rap_str *name) {
  if (!name->n || !concerns(w, kind)) return NULL;
  target t = follow(w, rap_str_of(kind), rap_correct_folded(w, *name));
  if (t.by) *name = !t.gone && rap_str_is(t.kind, kind) ? shown(&t) : (rap_str){0};
  return t.by;
}

static void entities_of_statements(rap_correct_work *w) {
  for (size_t i = 0; i < w->r.n_statements && !w->nomem; i++) {
    rap_statement *x = &w->r.statements[i];
    const rap_correction *actors, *themes, *speaker;
    if (w->statements[i].gone) continue;
    bool any = follow_list(w, &x->actors, false, &actors);
    any = follow_list(w, &x->themes, true, &themes) || any;
    speaker = follow_name(w, "person", &x->speaker);
    if (!any && !speaker) continue;
    w->statements[i].origin.by = actors ? actors : themes ? themes : speaker;
    x->rule = rap_correct_rule(w, w->statements[i].origin.by);
    if (actors && !x->actors.n) w->statements[i].gone = true;
  }
}

static void entities_of_themes(rap_correct_work *w) {
  if (!concerns(w, "theme")) return;
  rap_record *r = &w->r;
  size_t n = 0;
  for (size_t i = 0; i < r->n_themes && !w->nomem; i++) {
    rap_theme_found t = r->themes[i];
    target to = follow(w, RAP_STR("theme"), t.id);
    if (to.gone) continue;
    size_t k = 0;
    if (to.by) t.id = to.value;
    while (k < n && !rap_str_eq(r->themes[k].id, t.id)) k++;
    if (k < n) {
      r->themes[k].mentions += t.mentions;
      r->themes[k].central = r->themes[k].central || t.central;
    } else {
      r->themes[n++] = t;
    }
  }
  r->n_themes = n;
}

/* By its id, else by its name: what it is called stands in the text. */
static target follow_series(rap_correct_work *w, const rap_event *e) {
  if (!concerns(w, "series")) return (target){0};
  target t = e->series_id.n ? follow(w, RAP_STR("series"), e->series_id) : (target){0};
  return t.by ? t : follow(w, RAP_STR("series"), rap_correct_folded(w, e->series));
}

static void entities_of_events(rap_correct_work *w) {
  for (size_t i = 0; i < w->r.n_events && !w->nomem; i++) {
    rap_event *e = &w->r.events[i];
    if (w->events[i].gone) continue;
    target series = follow_series(w, e);
    target state = follow(w, RAP_STR("state"), e->state);
    const rap_correction *by = series.by ? series.by : state.by;
    if (series.by && !series.gone) {
      e->series_id = series.value;
      if (series.name.n) e->series = series.name;
    }
    if (state.by) e->state = is_actor(&state) ? state.value : (rap_str){0};
    const rap_correction *named[] = {follow_name(w, "person", &e->chair), follow_name(w, "organisation", &e->organiser),
                                     follow_name(w, "place", &e->place)};
    for (size_t k = 0; k < sizeof named / sizeof *named; k++)
      if (!by) by = named[k];
    if (!by) continue;
    w->events[i].gone = series.gone;
    w->events[i].origin.by = by;
    e->rule = rap_correct_rule(w, by);
  }
}

void rap_correct_apply_entities(rap_correct_work *w) {
  entities_of_statements(w);
  entities_of_persons(w);
  entities_of_mentions(w);
  entities_of_themes(w);
  entities_of_events(w);
  for (size_t i = 0; i < w->r.n_persons && !w->nomem; i++) {
    target t = follow(w, RAP_STR("state"), w->r.persons[i].state);
    if (t.by) w->r.persons[i].state = is_actor(&t) ? t.value : (rap_str){0};
  }
}
