/* resolve_value.c: the values of a query's field, as ids of the store, days and words. Layer: queries. */
#include "base/limits.h"
#include "base/utf8.h"
#include "queries/resolve_query.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

enum { MAX_LISTED = 6, MAX_VALUES_LISTED = 20 };

/* ---- what is unknown or ambiguous ---- */

static void put_labels(rap_buf *b, const rap_labels *labels, size_t more) {
  for (size_t i = 0; i < labels->n; i++) rap_buf_printf(b, "%s%.*s", i ? ", " : "", RAP_FMT(labels->items[i].value));
  if (more) rap_buf_printf(b, " and %zu more", more);
}

/* The command that shows which there are. */
static void put_lister(rap_buf *b, rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_EVENT: rap_buf_puts(b, " (rapporteur events lists them)"); break;
  case RAP_AXIS_SERIES: rap_buf_puts(b, " (rapporteur series lists them)"); break;
  case RAP_AXIS_PERSON: rap_buf_puts(b, " (rapporteur people lists them)"); break;
  case RAP_AXIS_ACTOR: rap_buf_puts(b, " (rapporteur facets --of state lists them)"); break;
  case RAP_AXIS_STATE:
  case RAP_AXIS_THEME:
  case RAP_AXIS_ORGANISATION:
  case RAP_AXIS_PROGRAMME:
  case RAP_AXIS_PLACE: rap_buf_printf(b, " (rapporteur facets --of %s lists them)", rap_axis_name(axis)); break;
  default: break;
  }
}

/* "no theme in the store is called 'cyber' (themes with it: digital.cybersecurity)" */
rap_status rap_resolve_unknown(rap_store *store, rap_arena *arena, rap_axis axis, rap_str text, rap_error *err) {
  const char *what = axis == RAP_AXIS_ACTOR ? "state or group" : rap_axis_name(axis);
  rap_nearby nearby;
  rap_str_list values = {0};
  rap_buf hint = {0};
  rap_status st = rap_query_nearby(store, axis, text, MAX_LISTED, arena, &nearby, err);
  if (axis == RAP_AXIS_SOURCE || axis == RAP_AXIS_LANGUAGE) TRY(rap_query_values(store, axis, arena, &values, err));
  if (st == RAP_OK && nearby.near.n) {
    rap_buf_printf(&hint, " (did you mean '%.*s'?)", RAP_FMT(nearby.near));
  } else if (st == RAP_OK && nearby.holding.n) {
    rap_buf_puts(&hint, " (with it: ");
    put_labels(&hint, &nearby.holding, nearby.more);
    rap_buf_puts(&hint, ")");
  } else if (values.n && values.n <= MAX_VALUES_LISTED) {
    for (size_t i = 0; i < values.n; i++) rap_buf_printf(&hint, "%s%.*s", i ? ", " : " (there are ", RAP_FMT(values.items[i]));
    rap_buf_puts(&hint, ")");
  } else {
    put_lister(&hint, axis);
  }
  if (st == RAP_OK) st = rap_error_set(err, RAP_ERR_USAGE, "no %s in the store is called '%.*s'%s", what, RAP_FMT(text), hint.p ? hint.p : "");
  rap_buf_clear(&hint);
  return st;
}

static rap_status ambiguous(const rap_resolver *x, const rap_query_node *field, rap_str text, rap_labels *found) {
  size_t more = found->n > MAX_LISTED ? found->n - MAX_LISTED : 0;
  rap_buf names = {0};
  found->n -= more;
  put_labels(&names, found, more);
  rap_status st = rap_error_set(x->err, RAP_ERR_USAGE, "%s: '%.*s' may be one of %zu: %s", rap_query_field_name(field->field), RAP_FMT(text),
                                found->n + more, names.p ? names.p : "");
  rap_buf_clear(&names);
  return st;
}

/* ---- names ---- */

static rap_axis axis_of(rap_query_field field) {
  switch (field) {
  case RAP_QUERY_FIELD_STATE: return RAP_AXIS_ACTOR;
  case RAP_QUERY_FIELD_THEME: return RAP_AXIS_THEME;
  case RAP_QUERY_FIELD_EVENT: return RAP_AXIS_EVENT;
  case RAP_QUERY_FIELD_SERIES: return RAP_AXIS_SERIES;
  case RAP_QUERY_FIELD_PERSON: return RAP_AXIS_PERSON;
  case RAP_QUERY_FIELD_ORGANISATION: return RAP_AXIS_ORGANISATION;
  case RAP_QUERY_FIELD_PROGRAMME: return RAP_AXIS_PROGRAMME;
  case RAP_QUERY_FIELD_PLACE: return RAP_AXIS_PLACE;
  case RAP_QUERY_FIELD_SOURCE: return RAP_AXIS_SOURCE;
  case RAP_QUERY_FIELD_DOCUMENT: return RAP_AXIS_DOCUMENT;
  default: return RAP_AXIS_NONE;
  }
}

/* Adds it unless it is among the first `n_known`. */
static rap_status add_unknown(const rap_resolver *x, rap_labels *list, size_t n_known, rap_str value, rap_str name) {
  for (size_t i = 0; i < n_known; i++)
    if (rap_str_eq(list->items[i].value, value)) return RAP_OK;
  if (!rap_arena_grow(x->arena, (void **)&list->items, list->n, &list->capacity, sizeof *list->items)) return rap_error_nomem(x->err);
  list->items[list->n++] = (rap_label){value, name};
  return RAP_OK;
}

static rap_status add_label(const rap_resolver *x, rap_labels *list, rap_str value, rap_str name) {
  return add_unknown(x, list, list->n, value, name);
}

/* Those of the edition stay. */
static rap_status keep_edition(const rap_resolver *x, const rap_query_value *v, rap_labels *found) {
  size_t n = 0;
  rap_status st = RAP_OK;
  for (size_t i = 0; i < found->n && st == RAP_OK; i++) {
    bool is = false;
    st = rap_query_is_edition(x->store, found->items[i].value, v->edition, &is, x->err);
    if (is) found->items[n++] = found->items[i];
  }
  if (st == RAP_OK && n == 0)
    st = rap_error_set(x->err, RAP_ERR_USAGE, "%zu events in the store are called '%.*s', none of them is of edition %u", found->n, RAP_FMT(v->text),
                       v->edition);
  found->n = n;
  return st;
}

/* *name of a group says that they are meant too. */
static rap_status add_members(const rap_resolver *x, rap_str group, rap_str *name_of_group, rap_labels *out) {
  rap_str_list members;
  rap_status st = rap_query_members(x->store, group, x->arena, &members, x->err);
  if (st == RAP_OK && members.n) {
    *name_of_group = rap_arena_printf(x->arena, "%.*s and its members", RAP_FMT(*name_of_group));
    if (!name_of_group->p) st = rap_error_nomem(x->err);
  }
  for (size_t i = 0; i < members.n && st == RAP_OK; i++) {
    rap_str name;
    st = rap_query_label(x->store, RAP_AXIS_ACTOR, members.items[i], x->arena, &name, x->err);
    TRY(add_label(x, out, members.items[i], name));
  }
  return st;
}

static rap_status resolve_name(const rap_resolver *x, const rap_query_node *field, const rap_query_value *v, rap_resolved_field *out) {
  rap_labels found;
  rap_name_match match;
  rap_axis axis = axis_of(field->field);
  bool one = field->field == RAP_QUERY_FIELD_STATE || field->field == RAP_QUERY_FIELD_THEME;
  rap_status st = rap_query_find(x->store, axis, v->text, x->arena, &found, &match, x->err);
  if (st != RAP_OK) return st;
  if (!found.n || (field->exactly && match > RAP_NAMED_WHOLE)) return rap_resolve_unknown(x->store, x->arena, axis, v->text, x->err);
  if (v->edition) st = keep_edition(x, v, &found);
  if (st == RAP_OK && found.n > 1 && (match == RAP_NAMED_BY_PREFIX || (one && match == RAP_NAMED_BY_WORDS)))
    return ambiguous(x, field, v->text, &found);
  if (st == RAP_OK && found.n > RAP_MAX_QUERY_MATCHES)
    return rap_error_set(x->err, RAP_ERR_LIMIT, "%s: '%.*s' may be one of %zu, more than %d", rap_query_field_name(field->field), RAP_FMT(v->text),
                         found.n, RAP_MAX_QUERY_MATCHES);
  size_t n_known = out->values.n, n_named = out->named.n; /* what one value stands for are different things */
  for (size_t i = 0; i < found.n && st == RAP_OK; i++) {
    rap_label *label = &found.items[i];
    if (axis == RAP_AXIS_DOCUMENT) label->name = label->value;
    st = add_unknown(x, &out->values, n_known, label->value, label->name);
    if (axis == RAP_AXIS_ACTOR && !field->exactly) TRY(add_members(x, label->value, &label->name, &out->values));
    TRY(add_unknown(x, &out->named, n_named, label->value, label->name));
  }
  return st;
}

/* The words of a name: the filter looks for persons by them. */
static rap_status resolve_person(const rap_resolver *x, const rap_query_node *field, const rap_query_value *v, rap_labels *out) {
  bool known = false;
  if (field->exactly) return rap_error_set(x->err, RAP_ERR_USAGE, "person: goes by the words of a name, so '=' does not apply");
  rap_status st = rap_query_has_person(x->store, v->text, &known, x->err);
  if (st == RAP_OK && !known) return rap_resolve_unknown(x->store, x->arena, RAP_AXIS_PERSON, v->text, x->err);
  TRY(add_label(x, out, v->text, v->text));
  return st;
}

/* "hi", whatever the case. */
static rap_status resolve_language(const rap_resolver *x, const rap_query_value *v, rap_labels *out) {
  rap_str_list known;
  rap_status st = rap_query_values(x->store, RAP_AXIS_LANGUAGE, x->arena, &known, x->err);
  for (size_t i = 0; i < known.n && st == RAP_OK; i++)
    if (rap_str_eq_nocase(known.items[i], v->text)) return add_label(x, out, known.items[i], known.items[i]);
  return st == RAP_OK ? rap_resolve_unknown(x->store, x->arena, RAP_AXIS_LANGUAGE, v->text, x->err) : st;
}

bool rap_resolve_is_name(rap_store *store, rap_arena *arena, const rap_query_node *field) {
  rap_labels found;
  rap_name_match match = RAP_NAMED_NONE;
  bool known = false;
  if (field->n_values != 1 || rap_query_field_kind(field->field) != RAP_QUERY_VALUE_NAME) return false;
  if (field->field == RAP_QUERY_FIELD_PERSON) return rap_query_has_person(store, field->values[0].text, &known, NULL) == RAP_OK && known;
  return rap_query_find(store, axis_of(field->field), field->values[0].text, arena, &found, &match, NULL) == RAP_OK && match != RAP_NAMED_NONE &&
         match <= RAP_NAMED_BY_WORDS;
}

/* ---- days ---- */

/* Text of the days that a value stands for: "2022..2024". */
static rap_status add_days(const rap_resolver *x, const rap_query_node *field, const rap_query_value *v, rap_labels *out) {
  const char *dates = field->field == RAP_QUERY_FIELD_MENTIONED ? "dates " : "";
  rap_str text = v->range ? rap_arena_printf(x->arena, "%.*s..%.*s", RAP_FMT(v->text), RAP_FMT(v->upto)) : v->text, shown = text;
  if (v->range)
    shown = v->text.n && v->upto.n ? rap_arena_printf(x->arena, "%.*s to %.*s", RAP_FMT(v->text), RAP_FMT(v->upto))
            : v->text.n            ? rap_arena_printf(x->arena, "%ssince %.*s", dates, RAP_FMT(v->text))
                                   : rap_arena_printf(x->arena, "%suntil %.*s", dates, RAP_FMT(v->upto));
  return text.p && shown.p ? add_label(x, out, text, shown) : rap_error_nomem(x->err);
}

/* Days to the full, so that ranges can be cut. */
static void days_of(const rap_query_node *field, const rap_query_value *v, rap_day *since, rap_day *until) {
  rap_day from = {0}, to = {0};
  (void)rap_day_parse(v->text, &from);
  (void)rap_day_parse(v->range ? v->upto : v->text, &to);
  *since = from.year ? rap_day_first(from) : (rap_day){0};
  *until = to.year ? rap_day_last(to) : (rap_day){0};
  if (field->field == RAP_QUERY_FIELD_SINCE || field->field == RAP_QUERY_FIELD_AFTER) *until = (rap_day){0};
  if (field->field == RAP_QUERY_FIELD_UNTIL) *since = (rap_day){0};
  if (field->field == RAP_QUERY_FIELD_BEFORE) {
    *until = rap_day_add_days(*since, -1);
    *since = (rap_day){0};
  }
}

static void set_days(const rap_resolver *x, const rap_query_node *field, const rap_query_value *v, rap_filter *leaf) {
  rap_day since, until;
  days_of(field, v, &since, &until);
  bool mentioned = field->field == RAP_QUERY_FIELD_MENTIONED;
  leaf->by_event_date = field->field == RAP_QUERY_FIELD_DATE;
  if (rap_query_field_kind(field->field) == RAP_QUERY_VALUE_DAY) {
    mentioned = x->options->by_mentioned_date;
    leaf->by_event_date = x->options->by_event_date;
  }
  *(mentioned ? &leaf->mentioned_since : &leaf->since) = since;
  *(mentioned ? &leaf->mentioned_until : &leaf->until) = until;
}

/* ---- clauses ---- */

static rap_str_list *list_of(rap_filter *f, rap_query_field field) {
  switch (field) {
  case RAP_QUERY_FIELD_STATE: return &f->states;
  case RAP_QUERY_FIELD_THEME: return &f->themes;
  case RAP_QUERY_FIELD_EVENT: return &f->events;
  case RAP_QUERY_FIELD_SERIES: return &f->series;
  case RAP_QUERY_FIELD_PERSON: return &f->persons;
  case RAP_QUERY_FIELD_ORGANISATION: return &f->organisations;
  case RAP_QUERY_FIELD_PROGRAMME: return &f->programmes;
  case RAP_QUERY_FIELD_PLACE: return &f->places;
  case RAP_QUERY_FIELD_ROLE: return &f->roles;
  case RAP_QUERY_FIELD_PREDICATE: return &f->predicates;
  case RAP_QUERY_FIELD_STATUS: return &f->statuses;
  case RAP_QUERY_FIELD_POLARITY: return &f->polarities;
  case RAP_QUERY_FIELD_KIND: return &f->kinds;
  case RAP_QUERY_FIELD_SOURCE: return &f->sources;
  case RAP_QUERY_FIELD_LANGUAGE: return &f->languages;
  case RAP_QUERY_FIELD_AUTHOR: return &f->authors;
  case RAP_QUERY_FIELD_DOCUMENT: return &f->documents;
  default: return NULL;
  }
}

static rap_clause *new_leaf(const rap_resolver *x, rap_filter **leaf) {
  rap_clause *c = rap_arena_alloc(x->arena, sizeof *c);
  *leaf = rap_arena_alloc(x->arena, sizeof **leaf);
  if (!c || !*leaf) return NULL;
  const rap_filter *o = x->options;
  **leaf = (rap_filter){.central_only = o->central_only, .with_groups = o->with_groups, .with_all = o->with_all};
  *c = (rap_clause){.kind = RAP_CLAUSE_LEAF, .leaf = *leaf};
  return c;
}

static rap_status list_clause(const rap_resolver *x, const rap_query_node *field, rap_resolved_field *out) {
  rap_filter *leaf;
  out->clause = new_leaf(x, &leaf);
  if (!out->clause) return rap_error_nomem(x->err);
  rap_str_list *list = list_of(leaf, field->field);
  leaf->themes_exactly = field->field == RAP_QUERY_FIELD_THEME && field->exactly;
  for (size_t i = 0; i < out->values.n; i++)
    if (!rap_str_list_add(x->arena, list, out->values.items[i].value)) return rap_error_nomem(x->err);
  return RAP_OK;
}

/* A filter has one range of days. */
static rap_status days_clause(const rap_resolver *x, const rap_query_node *field, rap_resolved_field *out) {
  rap_filter *leaf;
  const rap_clause **parts = rap_arena_array(x->arena, field->n_values, sizeof *parts);
  rap_clause *any = rap_arena_alloc(x->arena, sizeof *any);
  if (!parts || !any) return rap_error_nomem(x->err);
  for (size_t i = 0; i < field->n_values; i++) {
    parts[i] = new_leaf(x, &leaf);
    if (!parts[i]) return rap_error_nomem(x->err);
    set_days(x, field, &field->values[i], leaf);
  }
  *any = (rap_clause){.kind = RAP_CLAUSE_ANY, .parts = parts, .n_parts = field->n_values};
  out->clause = field->n_values == 1 ? parts[0] : any;
  return RAP_OK;
}

/* ---- for people ---- */

static const char *prefix_of(const rap_resolver *x, rap_query_field field) {
  bool held = x->options->by_event_date, mentioned = x->options->by_mentioned_date;
  switch (field) {
  case RAP_QUERY_FIELD_THEME: return "theme ";
  case RAP_QUERY_FIELD_EVENT: return "event ";
  case RAP_QUERY_FIELD_SERIES: return "series ";
  case RAP_QUERY_FIELD_PERSON: return "person ";
  case RAP_QUERY_FIELD_PLACE: return "place ";
  case RAP_QUERY_FIELD_ROLE: return "as ";
  case RAP_QUERY_FIELD_POLARITY: return "polarity ";
  case RAP_QUERY_FIELD_SOURCE: return "source ";
  case RAP_QUERY_FIELD_LANGUAGE: return "language ";
  case RAP_QUERY_FIELD_AUTHOR: return "author ";
  case RAP_QUERY_FIELD_DOCUMENT: return "document ";
  case RAP_QUERY_FIELD_DATE: return "held ";
  case RAP_QUERY_FIELD_PUBLISHED: return "published ";
  case RAP_QUERY_FIELD_MENTIONED: return "mentioning ";
  case RAP_QUERY_FIELD_SINCE:
  case RAP_QUERY_FIELD_AFTER: return mentioned ? "mentioning dates since " : held ? "held since " : "since ";
  case RAP_QUERY_FIELD_UNTIL: return mentioned ? "mentioning dates until " : held ? "held until " : "until ";
  case RAP_QUERY_FIELD_BEFORE: return mentioned ? "mentioning dates before " : held ? "held before " : "before ";
  default: return "";
  }
}

static rap_status show(const rap_resolver *x, const rap_query_node *field, rap_resolved_field *out) {
  rap_buf b = {0};
  rap_buf_puts(&b, prefix_of(x, field->field));
  if (field->exactly && field->field == RAP_QUERY_FIELD_THEME) rap_buf_puts(&b, "exactly ");
  for (size_t i = 0; i < out->named.n && i < MAX_LISTED; i++) {
    rap_label v = out->named.items[i];
    rap_str name = field->field == RAP_QUERY_FIELD_KIND ? rap_str_is(v.value, "held") ? RAP_STR("reports") : RAP_STR("previews") : v.name;
    rap_buf_printf(&b, "%s%.*s", i ? " or " : "", RAP_FMT(name));
  }
  if (out->named.n > MAX_LISTED) rap_buf_printf(&b, " or %zu more", out->named.n - MAX_LISTED);
  out->shown = rap_arena_str(x->arena, rap_buf_str(&b));
  rap_status st = rap_buf_failed(&b) || !out->shown.p ? rap_error_nomem(x->err) : RAP_OK;
  rap_buf_clear(&b);
  return st;
}

static rap_status resolve_value(const rap_resolver *x, const rap_query_node *field, const rap_query_value *v, rap_resolved_field *to) {
  rap_labels *out = &to->values;
  switch (field->field) {
  case RAP_QUERY_FIELD_PERSON: return resolve_person(x, field, v, out);
  case RAP_QUERY_FIELD_LANGUAGE: return resolve_language(x, v, out);
  case RAP_QUERY_FIELD_KIND: return add_label(x, out, rap_str_is(v->text, "report") ? RAP_STR("held") : RAP_STR("planned"), v->text);
  default: break;
  }
  switch (rap_query_field_kind(field->field)) {
  case RAP_QUERY_VALUE_NAME: return resolve_name(x, field, v, to);
  case RAP_QUERY_VALUE_DAYS:
  case RAP_QUERY_VALUE_DAY: return add_days(x, field, v, out);
  default: return add_label(x, out, v->text, v->text);
  }
}

rap_status rap_resolve_field(const rap_resolver *x, const rap_query_node *field, rap_resolved_field *out) {
  *out = (rap_resolved_field){.field = field};
  rap_status st = RAP_OK;
  for (size_t i = 0; i < field->n_values && st == RAP_OK; i++) {
    *x->wrong = field->values[i].place;
    st = resolve_value(x, field, &field->values[i], out);
  }
  rap_query_value_kind kind = rap_query_field_kind(field->field);
  bool days = kind == RAP_QUERY_VALUE_DAYS || kind == RAP_QUERY_VALUE_DAY;
  TRY(days ? days_clause(x, field, out) : list_clause(x, field, out));
  if (!out->named.n) out->named = out->values;
  TRY(show(x, field, out));
  return st;
}
