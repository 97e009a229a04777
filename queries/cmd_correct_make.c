/* From the words of `correct` to corrections of entities and events. */
#include "queries/correcting.h"

#include <string.h>

/* ---- what all share ---- */

rap_status rap_correct_push(rap_correct_request *r, const rap_correction *c, rap_error *err) {
  if (!rap_arena_grow(r->q.cli->arena, (void **)&r->items, r->n, &r->capacity, sizeof *r->items)) return rap_error_nomem(err);
  rap_correction *to = &r->items[r->n++];
  *to = *c;
  to->author = r->base.author;
  to->note = r->base.note;
  to->at = r->base.at ? r->base.at + (int64_t)r->n - 1 : 0;
  rap_error own = {0};
  if (rap_correction_check(to, &own) == RAP_OK) return RAP_OK;
  return rap_error_set(err, RAP_ERR_USAGE, "%s", own.text);
}

static rap_status put(rap_correct_request *r, rap_correct_fields *fields, const char *name, rap_str value, rap_error *err) {
  return rap_correct_put(r->q.cli->arena, fields, name, value) ? RAP_OK : rap_error_nomem(err);
}

rap_axis rap_correct_axis(rap_str kind) {
  static const rap_axis axes[] = {RAP_AXIS_STATE, RAP_AXIS_GROUP, RAP_AXIS_PERSON,    RAP_AXIS_ORGANISATION,
                                  RAP_AXIS_PLACE, RAP_AXIS_THEME, RAP_AXIS_PROGRAMME, RAP_AXIS_SERIES};
  for (size_t i = 0; i < sizeof axes / sizeof *axes; i++)
    if (rap_str_is(kind, rap_axis_name(axes[i]))) return axes[i];
  return RAP_AXIS_NONE;
}

rap_status rap_correct_find(rap_correct_request *r, rap_axis axis, rap_str text, rap_label *out, rap_error *err) {
  return rap_question_resolve_one(&r->q, axis, text, out, err);
}

static rap_status needs(const rap_correct_request *r, size_t n, const char *words, rap_error *err) {
  if (r->rest.n >= n) return RAP_OK;
  return rap_error_set(err, RAP_ERR_USAGE, "correct %s %.*s needs %s (see rapporteur correct --help)", rap_correct_op_name(r->op), RAP_FMT(r->what),
                       words);
}

static rap_status no_more(const rap_correct_request *r, size_t n, rap_error *err) {
  if (r->rest.n <= n) return RAP_OK;
  return rap_error_set(err, RAP_ERR_USAGE, "correct %s %.*s: '%.*s' is one word too many (names of several words stand in quotes)",
                       rap_correct_op_name(r->op), RAP_FMT(r->what), RAP_FMT(r->rest.items[n]));
}

/* ---- entities ---- */

/* What the other side may be: one that the store knows by exactly that name or value; of what texts name, also one that it does not know yet. */
static rap_status find_other(rap_correct_request *r, rap_str kind, rap_str text, rap_label *out, rap_error *err) {
  rap_labels found;
  rap_str fold, name;
  rap_axis axis = rap_correct_axis(kind);
  rap_status st = rap_store_value_of_name(r->q.cli->arena, text, &fold, err);
  if (st == RAP_OK) st = rap_query_resolve(r->q.store, axis, text, r->q.cli->arena, &found, err);
  for (size_t i = 0; st == RAP_OK && i < found.n; i++) {
    st = rap_store_value_of_name(r->q.cli->arena, found.items[i].name, &name, err);
    bool same = st == RAP_OK && (rap_str_eq(name, fold) || rap_str_eq_nocase(found.items[i].value, text) || found.n == 1);
    if (same && (rap_str_eq(name, fold) || rap_str_eq_nocase(found.items[i].value, text) || axis != RAP_AXIS_PERSON)) {
      *out = found.items[i];
      return RAP_OK;
    }
  }
  if (st != RAP_OK) return st;
  bool open = axis == RAP_AXIS_PERSON || axis == RAP_AXIS_ORGANISATION || axis == RAP_AXIS_PLACE || axis == RAP_AXIS_PROGRAMME;
  if (!open) return rap_correct_find(r, axis, text, out, err);
  *out = (rap_label){fold, text};
  return RAP_OK;
}

static rap_status about_entity(rap_correct_request *r, rap_correction *c, rap_error *err) {
  rap_label a;
  *c = (rap_correction){.op = r->op, .thing = RAP_CORRECT_ENTITY, .kind = r->what};
  rap_status st = rap_correct_find(r, rap_correct_axis(r->what), r->rest.items[0], &a, err);
  if (st != RAP_OK) return st;
  c->value = a.value;
  return put(r, &c->was, "name", a.name, err);
}

static rap_status make_merge(rap_correct_request *r, rap_correction *c, rap_error *err) {
  rap_label b;
  bool circle = false;
  rap_status st = find_other(r, r->what, r->rest.items[1], &b, err);
  if (st == RAP_OK) st = put(r, &c->now, "value", b.value, err);
  if (st == RAP_OK) st = put(r, &c->now, "name", b.name, err);
  if (st == RAP_OK && c->op == RAP_CORRECT_MERGE) st = rap_store_would_circle(r->q.store, c, &circle, err);
  if (st == RAP_OK && circle && !rap_str_eq(c->value, b.value))
    st = rap_error_set(err, RAP_ERR_USAGE, "%.*s '%.*s' was merged into '%.*s' already: undo that first (correct list shows it)", RAP_FMT(c->kind),
                       RAP_FMT(b.name), RAP_FMT(rap_correct_text(&c->was, "name")));
  return st;
}

static rap_status make_split(rap_correct_request *r, rap_correction *c, rap_error *err) {
  rap_status st = make_merge(r, c, err);
  for (size_t i = 2; st == RAP_OK && i < r->rest.n; i++) {
    rap_stored_document d;
    st = rap_store_get(r->q.store, r->q.cli->arena, r->rest.items[i], &d, err);
    c->source = d.doc.source;
    c->document = d.doc.id;
    if (st == RAP_OK) st = rap_correct_push(r, c, err);
  }
  return st;
}

static rap_status make_retype(rap_correct_request *r, rap_correction *c, rap_error *err) {
  rap_str kind = r->rest.items[1];
  rap_label b = {0};
  rap_axis axis = rap_correct_axis(kind);
  if (axis == RAP_AXIS_NONE)
    return rap_error_set(err, RAP_ERR_USAGE, "there is no kind '%.*s' (state, group, person, organisation, place, programme)", RAP_FMT(kind));
  rap_status st = find_other(r, kind, r->o->value.n ? r->o->value : rap_correct_text(&c->was, "name"), &b, err);
  if (st == RAP_OK) st = put(r, &c->now, "kind", kind, err);
  if (st == RAP_OK) st = put(r, &c->now, "value", b.value, err);
  if (st == RAP_OK) st = put(r, &c->now, "name", b.name, err);
  bool circle = false;
  if (st == RAP_OK) st = rap_store_would_circle(r->q.store, c, &circle, err);
  if (st == RAP_OK && circle)
    st = rap_error_set(err, RAP_ERR_USAGE, "'%.*s' was made from it: undo that first (correct list shows it)", RAP_FMT(b.name));
  return st;
}

static rap_status make_rename(rap_correct_request *r, rap_correction *c, rap_error *err) {
  bool named = false;
  rap_status st = rap_store_in_lexicon(r->q.store, c->kind, c->value, &named, err);
  if (st == RAP_OK && named)
    st = rap_error_set(err, RAP_ERR_USAGE, "the rules name %.*s %.*s: change its name in the pack, or merge", RAP_FMT(c->kind), RAP_FMT(c->value));
  return st == RAP_OK ? put(r, &c->now, "name", r->rest.items[1], err) : st;
}

static rap_status make_entity(rap_correct_request *r, rap_error *err) {
  static const struct {
    rap_correct_op op;
    size_t n, max;
    const char *words;
    rap_status (*make)(rap_correct_request *r, rap_correction *c, rap_error *err);
  } forms[] = {{RAP_CORRECT_MERGE, 2, 2, "A and B", make_merge},
               {RAP_CORRECT_SPLIT, 3, SIZE_MAX, "A, B and DOCUMENT…", make_split},
               {RAP_CORRECT_RETYPE, 2, 2, "A and KIND", make_retype},
               {RAP_CORRECT_RENAME, 2, 2, "A and NAME", make_rename},
               {RAP_CORRECT_DELETE, 1, 1, "A", NULL}};
  rap_correction c;
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    if (forms[i].op != r->op) continue;
    rap_status st = needs(r, forms[i].n, forms[i].words, err);
    if (st == RAP_OK) st = no_more(r, forms[i].max, err);
    if (st == RAP_OK) st = about_entity(r, &c, err);
    if (st == RAP_OK && forms[i].make) st = forms[i].make(r, &c, err);
    return st == RAP_OK && r->op != RAP_CORRECT_SPLIT ? rap_correct_push(r, &c, err) : st;
  }
  return rap_error_set(err, RAP_ERR_USAGE, "correct %s is for mentions, statements and events, not for a %.*s", rap_correct_op_name(r->op),
                       RAP_FMT(r->what));
}

/* ---- events ---- */

rap_status rap_correct_event_fields(rap_correct_request *r, rap_correct_fields *now, rap_error *err) {
  const rap_correct_options *o = r->o;
  const struct {
    const char *name;
    rap_str text;
  } texts[] = {{"edition", o->edition}, {"start", o->start},         {"end", o->end},      {"place", o->place}, {"country", o->country},
               {"chair", o->chair},     {"organiser", o->organiser}, {"status", o->status}};
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < sizeof texts / sizeof *texts; i++)
    if (texts[i].text.p) st = put(r, now, texts[i].name, texts[i].text, err);
  rap_label state = {0};
  if (st == RAP_OK && o->state.n) st = rap_correct_find(r, RAP_AXIS_STATE, o->state, &state, err);
  if (st == RAP_OK && o->state.p) st = put(r, now, "state", state.value, err);
  return st;
}

/* The accounts of an event, each as a correction of its document. */
typedef struct accounts {
  rap_correct_request *r;
  const rap_correct_fields *now;
  rap_correct_op op;
} accounts;

static rap_status on_account(void *ctx, rap_str source, rap_str document, size_t idx, rap_error *err) {
  const accounts *a = ctx;
  rap_str id =
      source.n ? rap_arena_printf(a->r->q.cli->arena, "%.*s:%.*s", RAP_FMT(source), RAP_FMT(document)) : rap_arena_str(a->r->q.cli->arena, document);
  if (!id.p) return rap_error_nomem(err);
  return rap_correct_account(a->r, id, idx + 1, a->now, a->op, err);
}

/* Into an event of another series: first its accounts become that series'. */
static rap_status move_accounts(rap_correct_request *r, rap_str key, rap_str series, rap_str title, rap_error *err) {
  rap_correct_fields now = {0};
  const accounts a = {r, &now, RAP_CORRECT_SET};
  rap_status st = put(r, &now, "series", series, err);
  if (st == RAP_OK && title.n) st = put(r, &now, "title", title, err);
  return st == RAP_OK ? rap_store_accounts(r->q.store, key, on_account, (void *)(uintptr_t)&a, err) : st;
}

static rap_status merge_events(rap_correct_request *r, rap_label from, rap_label into, rap_error *err) {
  rap_correction c = {.op = RAP_CORRECT_MERGE, .thing = RAP_CORRECT_EVENT}, other = {0};
  if (rap_str_eq(from.value, into.value)) return rap_error_set(err, RAP_ERR_USAGE, "that is one event: %.*s", RAP_FMT(from.value));
  rap_status st = rap_store_aim_event(r->q.store, r->q.cli->arena, from.value, false, &c, err);
  if (st == RAP_OK) st = rap_store_aim_event(r->q.store, r->q.cli->arena, into.value, true, &c, err);
  if (st == RAP_OK) st = rap_store_aim_event(r->q.store, r->q.cli->arena, into.value, false, &other, err);
  if (st != RAP_OK) return st;
  rap_str series = rap_correct_text(&c.was, "series"), to = rap_correct_text(&other.was, "series");
  if (!rap_str_eq(series, to)) {
    rap_str title;
    st = rap_query_label(r->q.store, RAP_AXIS_SERIES, to, r->q.cli->arena, &title, err);
    if (st == RAP_OK) st = move_accounts(r, from.value, to, title, err);
    for (size_t i = 0; i < c.was.n; i++)
      if (rap_str_is(c.was.items[i].name, "series")) c.was.items[i].values.items[0] = to;
  }
  return st == RAP_OK ? rap_correct_push(r, &c, err) : st;
}

static rap_status set_event(rap_correct_request *r, rap_label event, rap_error *err) {
  rap_correction c = {.op = RAP_CORRECT_SET, .thing = RAP_CORRECT_EVENT};
  rap_status st = rap_store_aim_event(r->q.store, r->q.cli->arena, event.value, false, &c, err);
  if (st == RAP_OK) st = rap_correct_event_fields(r, &c.now, err);
  if (st == RAP_OK && r->o->series.n) {
    rap_label series;
    st = rap_correct_find(r, RAP_AXIS_SERIES, r->o->series, &series, err);
    if (st == RAP_OK) st = move_accounts(r, event.value, series.value, series.name, err);
    if (st == RAP_OK && !c.now.n) return RAP_OK;
    for (size_t i = 0; st == RAP_OK && i < c.was.n; i++)
      if (rap_str_is(c.was.items[i].name, "series")) c.was.items[i].values.items[0] = series.value;
  }
  if (st == RAP_OK && !c.now.n)
    st = rap_error_set(err, RAP_ERR_USAGE,
                       "correct set event: nothing is to be set (--start, --end, --place, --state, --edition, --status, --chair, --series …)");
  return st == RAP_OK ? rap_correct_push(r, &c, err) : st;
}

static rap_status make_event(rap_correct_request *r, rap_error *err) {
  rap_label a, b;
  rap_str document;
  size_t number;
  rap_correct_fields none = {0};
  rap_status st = needs(r, 1, "EVENT", err);
  if (st != RAP_OK) return st;
  if (r->op != RAP_CORRECT_MERGE && rap_correct_numbered(r->rest.items[0], '@', &document, &number)) return rap_correct_make_local(r, err);
  if (r->op == RAP_CORRECT_SPLIT)
    return rap_error_set(err, RAP_ERR_USAGE,
                         "correct split event needs DOCUMENT@N: 1 is the event that the document is about, 2 the next that show lists");
  if (r->op != RAP_CORRECT_MERGE && r->op != RAP_CORRECT_SET && r->op != RAP_CORRECT_DELETE)
    return rap_error_set(err, RAP_ERR_USAGE, "there is no correct %s event (merge, split, set, delete)", rap_correct_op_name(r->op));
  st = no_more(r, r->op == RAP_CORRECT_MERGE ? 2 : 1, err);
  if (st == RAP_OK) st = rap_correct_find(r, RAP_AXIS_EVENT, r->rest.items[0], &a, err);
  if (st != RAP_OK) return st;
  if (r->op == RAP_CORRECT_SET) return set_event(r, a, err);
  if (r->op == RAP_CORRECT_DELETE) {
    const accounts all = {r, &none, RAP_CORRECT_DELETE};
    return rap_store_accounts(r->q.store, a.value, on_account, (void *)(uintptr_t)&all, err);
  }
  st = needs(r, 2, "two EVENTs", err);
  if (st == RAP_OK) st = rap_correct_find(r, RAP_AXIS_EVENT, r->rest.items[1], &b, err);
  return st == RAP_OK ? merge_events(r, a, b, err) : st;
}

rap_status rap_correct_make(rap_correct_request *r, rap_error *err) {
  if (rap_str_is(r->what, "event")) return make_event(r, err);
  if (rap_str_is(r->what, "mention") || rap_str_is(r->what, "statement")) return rap_correct_make_local(r, err);
  if (rap_correct_axis(r->what) != RAP_AXIS_NONE) return make_entity(r, err);
  static const char *const words[] = {"mention",      "statement", "event",     "state", "group", "person",
                                      "organisation", "place",     "programme", "theme", "series"};
  const char *near = rap_nearest(r->what, words, sizeof words / sizeof *words);
  return rap_error_set(
      err, RAP_ERR_USAGE, "correct %s: there is no '%.*s'%s%s%s", rap_correct_op_name(r->op), RAP_FMT(r->what), near ? "; did you mean " : "",
      near ? near : " (mention, statement, event, person, organisation, place, programme, state, group, theme, series)", near ? "?" : "");
}
