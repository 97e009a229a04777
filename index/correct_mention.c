/* correct_mention.c: corrections of mentions, and what follows for persons and statements. Layer: index. */
#include "base/limits.h"
#include "index/correct_work.h"

static bool same(rap_span a, rap_span b) { return a.begin == b.begin && a.end == b.end; }

/* What the analysis, or who added it, took a mention for. */
static rap_str first_kind(const rap_correct_work *w, size_t i) {
  const rap_correct_origin *o = &w->mentions[i].origin;
  return o->machine == RAP_NONE ? o->added->kind : rap_str_of(rap_kind_name(w->machine->mentions[o->machine].kind));
}

static rap_str first_value(const rap_correct_work *w, size_t i) {
  const rap_correct_origin *o = &w->mentions[i].origin;
  if (o->machine == RAP_NONE) return o->added->value;
  const rap_mention *m = &w->machine->mentions[o->machine];
  return m->kind == RAP_KIND_PERSON && m->person < w->machine->n_persons ? w->machine->persons[m->person].name : m->value;
}

/* The mention that is meant. Themes share their words: of them the value counts; of others it decides between several. */
static rap_correct_outcome find(const rap_correct_work *w, const rap_correction *c, size_t *out) {
  rap_span at;
  size_t n = 0, n_equal = 0, any = RAP_NONE, equal = RAP_NONE;
  rap_anchor_found found = rap_anchor_find(&c->anchor, w->doc->full, &at);
  *out = RAP_NONE;
  if (found != RAP_ANCHOR_FOUND) return found == RAP_ANCHOR_UNCLEAR ? RAP_OUTCOME_UNCLEAR : RAP_OUTCOME_LOST;
  for (size_t i = 0; i < w->r.n_mentions; i++) {
    if (!same(w->r.mentions[i].text, at) || !rap_str_eq(first_kind(w, i), c->kind)) continue;
    bool is_equal = rap_str_eq(first_value(w, i), c->value);
    n++;
    n_equal += is_equal;
    any = i;
    if (is_equal) equal = i;
  }
  bool by_value = rap_str_is(c->kind, "theme") || n > 1;
  *out = by_value ? equal : any;
  if (*out == RAP_NONE) return RAP_OUTCOME_LOST;
  if (by_value && n_equal > 1) return RAP_OUTCOME_UNCLEAR;
  return RAP_OUTCOME_APPLIED;
}

/* ---- the actors of statements ---- */

static bool is_actor(rap_kind kind) { return kind == RAP_KIND_STATE || kind == RAP_KIND_GROUP; }

static bool within(rap_span inner, rap_span outer) { return outer.begin <= inner.begin && inner.end <= outer.end; }

/* Whether the value acts in the statement by another mention, too. */
static bool named_again(const rap_correct_work *w, const rap_statement *x, rap_str value, size_t but) {
  for (size_t i = 0; i < w->r.n_mentions; i++) {
    const rap_mention *m = &w->r.mentions[i];
    if (i != but && !w->mentions[i].gone && is_actor(m->kind) && within(m->text, x->actor_text) && rap_str_eq(m->value, value)) return true;
  }
  return false;
}

/* `value` empty: the actor goes. */
static void exchange(rap_correct_work *w, size_t i, rap_str old, rap_str value, const rap_correction *by) {
  rap_statement *x = &w->r.statements[i];
  rap_str_list actors = {0};
  bool made = true;
  for (size_t k = 0; k < x->actors.n && made; k++) {
    rap_str actor = rap_str_eq(x->actors.items[k], old) ? value : x->actors.items[k];
    if (actor.n) made = rap_str_list_add_once(w->arena, &actors, actor);
  }
  if (!made) w->nomem = true;
  x->actors = actors;
  x->rule = rap_correct_rule(w, by);
  w->statements[i].gone = actors.n == 0;
  w->statements[i].origin.by = by;
}

/* `to`: what the mention became, NULL if it goes. */
static void follow_in_statements(rap_correct_work *w, size_t mention, const rap_mention *from, const rap_mention *to, const rap_correction *by) {
  if (!is_actor(from->kind)) return;
  rap_str value = to && is_actor(to->kind) ? to->value : (rap_str){0};
  for (size_t i = 0; i < w->r.n_statements; i++) {
    const rap_statement *x = &w->r.statements[i];
    if (w->statements[i].gone || !within(from->text, x->actor_text) || !rap_str_list_has(&x->actors, from->value)) continue;
    if (!named_again(w, x, from->value, mention)) exchange(w, i, from->value, value, by);
  }
}

/* ---- changes ---- */

bool rap_correct_change_mention(rap_correct_work *w, size_t i, rap_str kind_name, rap_str value, rap_str name, const rap_correction *by) {
  rap_kind kind;
  size_t person = RAP_NONE;
  if (!rap_kind_parse(kind_name, &kind)) return false;
  if (kind == RAP_KIND_PERSON && (person = rap_correct_person(w, name.n ? name : value, w->r.mentions[i].text, by)) == RAP_NONE) return false;
  rap_mention changed = w->r.mentions[i];
  rap_correct_drop_mention(w, i, by);
  w->mentions[i].gone = false;
  changed.kind = kind;
  changed.value = kind == RAP_KIND_PERSON ? (rap_str){0} : value;
  changed.person = person;
  changed.name = name;
  changed.date = (rap_date_value){0};
  changed.rule = rap_correct_rule(w, by);
  w->r.mentions[i] = changed;
  if (person != RAP_NONE) w->r.persons[person].n_mentions++;
  if (kind == RAP_KIND_THEME) rap_correct_touch_theme(w, value);
  return true;
}

static rap_correct_outcome add(rap_correct_work *w, const rap_correction *c) {
  rap_mention m = {.value = c->value, .rule = rap_correct_rule(w, c), .person = RAP_NONE, .name = rap_correct_text(&c->now, "name")};
  rap_anchor_found found = rap_anchor_find(&c->anchor, w->doc->full, &m.text);
  if (found != RAP_ANCHOR_FOUND) return found == RAP_ANCHOR_UNCLEAR ? RAP_OUTCOME_UNCLEAR : RAP_OUTCOME_LOST;
  if (!rap_kind_parse(c->kind, &m.kind)) return RAP_OUTCOME_LOST;
  for (size_t i = 0; i < w->r.n_mentions; i++) {
    const rap_mention *other = &w->r.mentions[i];
    if (w->mentions[i].gone || other->kind != m.kind || !same(other->text, m.text)) continue;
    bool equal = m.kind == RAP_KIND_PERSON && other->person < w->r.n_persons ? rap_str_eq(w->r.persons[other->person].name, c->value)
                                                                             : rap_str_eq(other->value, c->value);
    if (equal) return RAP_OUTCOME_ALREADY;
  }
  if (m.kind == RAP_KIND_PERSON) {
    m.value = (rap_str){0};
    if (w->r.n_mentions >= RAP_MAX_MENTIONS || (m.person = rap_correct_person(w, c->value, m.text, c)) == RAP_NONE) return RAP_OUTCOME_FULL;
  }
  if (rap_correct_add_mention(w, &m, c) == RAP_NONE) return RAP_OUTCOME_FULL;
  if (m.person != RAP_NONE) w->r.persons[m.person].n_mentions++;
  if (m.kind == RAP_KIND_THEME) rap_correct_touch_theme(w, c->value);
  return RAP_OUTCOME_APPLIED;
}

rap_correct_outcome rap_correct_apply_mention(rap_correct_work *w, const rap_correction *c) {
  size_t i;
  if (c->op == RAP_CORRECT_ADD) return add(w, c);
  rap_correct_outcome outcome = find(w, c, &i);
  if (outcome != RAP_OUTCOME_APPLIED) return outcome;
  if (c->op == RAP_CORRECT_SET) {
    const rap_mention before = w->r.mentions[i];
    const rap_correction *earlier = w->mentions[i].origin.by;
    bool set =
        rap_correct_change_mention(w, i, rap_correct_text(&c->now, "kind"), rap_correct_text(&c->now, "value"), rap_correct_text(&c->now, "name"), c);
    if (!set) return RAP_OUTCOME_FULL;
    follow_in_statements(w, i, &before, &w->r.mentions[i], c);
    w->mentions[i].origin.by = earlier;
    rap_correct_touched(w, &w->mentions[i].origin, c);
    return RAP_OUTCOME_APPLIED;
  }
  if (w->mentions[i].gone) return RAP_OUTCOME_ALREADY;
  follow_in_statements(w, i, &w->r.mentions[i], NULL, c);
  rap_correct_touched(w, &w->mentions[i].origin, c);
  rap_correct_drop_mention(w, i, c);
  return RAP_OUTCOME_APPLIED;
}
