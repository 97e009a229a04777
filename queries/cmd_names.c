/* From what a person types for an axis, or for a value of one, to what the store knows. */
#include "queries/question.h"

/* Axes whose values have names that a person types; those of the others are words or dates. */
static bool has_names(rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_STATE:
  case RAP_AXIS_GROUP:
  case RAP_AXIS_ACTOR:
  case RAP_AXIS_THEME:
  case RAP_AXIS_THEME_TOP:
  case RAP_AXIS_EVENT:
  case RAP_AXIS_SERIES:
  case RAP_AXIS_PERSON:
  case RAP_AXIS_ORGANISATION:
  case RAP_AXIS_PROGRAMME:
  case RAP_AXIS_PLACE:
  case RAP_AXIS_SOURCE:
  case RAP_AXIS_DOCUMENT: return true;
  default: return false;
  }
}

rap_status rap_question_find(rap_question *q, rap_axis axis, rap_str text, rap_labels *found, rap_error *err) {
  *found = (rap_labels){0};
  if (!has_names(axis)) {
    found->items = rap_arena_alloc(q->cli->arena, sizeof *found->items);
    if (!found->items) return rap_error_nomem(err);
    found->items[0] = (rap_label){text, text};
    found->n = found->capacity = 1;
    return RAP_OK;
  }
  rap_status st = rap_query_resolve(q->store, axis == RAP_AXIS_THEME_TOP ? RAP_AXIS_THEME : axis, text, q->cli->arena, found, err);
  if (st != RAP_OK || found->n) return st;
  return rap_resolve_unknown(q->store, q->cli->arena, axis == RAP_AXIS_THEME_TOP ? RAP_AXIS_THEME : axis, text, err);
}

rap_status rap_question_resolve(rap_question *q, rap_axis axis, rap_str text, rap_str_list *ids, rap_error *err) {
  rap_labels found;
  rap_status st = rap_question_find(q, axis, text, &found, err);
  for (size_t i = 0; st == RAP_OK && i < found.n; i++)
    if (!rap_str_list_add(q->cli->arena, ids, found.items[i].value)) return rap_error_nomem(err);
  return st;
}

#define MAX_LISTED 6 /* values in a message */

rap_status rap_question_resolve_one(rap_question *q, rap_axis axis, rap_str text, rap_label *out, rap_error *err) {
  rap_labels found;
  *out = (rap_label){0};
  rap_status st = rap_question_find(q, axis, text, &found, err);
  if (st != RAP_OK) return st;
  if (found.n == 1) {
    *out = found.items[0];
    return RAP_OK;
  }
  rap_buf names = {0};
  for (size_t i = 0; i < found.n && i < MAX_LISTED; i++) rap_buf_printf(&names, "%s%.*s", i ? "; " : "", RAP_FMT(found.items[i].value));
  if (found.n > MAX_LISTED) rap_buf_printf(&names, "; and %zu more", found.n - MAX_LISTED);
  st = rap_error_set(err, RAP_ERR_USAGE, "'%.*s' is not one %s but %zu: %s", RAP_FMT(text), rap_axis_name(axis), found.n, names.p ? names.p : "");
  rap_buf_clear(&names);
  return st;
}

rap_status rap_question_axis(rap_str text, const char *option, rap_axis *out, rap_error *err) {
  const char *names[RAP_AXIS_COUNT];
  if (rap_axis_parse(text, out)) return RAP_OK;
  for (size_t i = 0; i < RAP_AXIS_COUNT; i++) names[i] = rap_axis_name((rap_axis)i);
  const char *near = rap_nearest(text, names, RAP_AXIS_COUNT);
  if (near) return rap_error_set(err, RAP_ERR_USAGE, "--%s: there is no axis '%.*s'; did you mean %s?", option, RAP_FMT(text), near);
  return rap_error_set(err, RAP_ERR_USAGE, "--%s: there is no axis '%.*s' (state, theme, event, series, year, month, person …)", option,
                       RAP_FMT(text));
}

const char *rap_question_axis_title(rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_STATE: return "States";
  case RAP_AXIS_GROUP: return "Groups of States";
  case RAP_AXIS_ACTOR: return "States and groups";
  case RAP_AXIS_THEME: return "Themes";
  case RAP_AXIS_THEME_TOP: return "Themes, top level";
  case RAP_AXIS_EVENT: return "Events";
  case RAP_AXIS_SERIES: return "Series";
  case RAP_AXIS_YEAR: return "Years";
  case RAP_AXIS_QUARTER: return "Quarters";
  case RAP_AXIS_MONTH: return "Months";
  case RAP_AXIS_WEEK: return "Weeks";
  case RAP_AXIS_DAY: return "Days";
  case RAP_AXIS_MENTIONED: return "Dates mentioned";
  case RAP_AXIS_KIND: return "Previews and reports";
  case RAP_AXIS_COUNTRY: return "Countries";
  case RAP_AXIS_PERSON: return "People";
  case RAP_AXIS_ORGANISATION: return "Organisations";
  case RAP_AXIS_PROGRAMME: return "Programmes";
  case RAP_AXIS_PLACE: return "Places";
  case RAP_AXIS_PREDICATE: return "Predicates";
  default: return rap_axis_name(axis);
  }
}

const char *rap_question_axis_noun(rap_axis axis) { return axis == RAP_AXIS_THEME_TOP ? "broad theme" : rap_axis_name(axis); }

rap_status rap_question_joined(rap_cli *cli, const rap_str_list *operands, rap_str *out, rap_error *err) {
  *out = (rap_str){0};
  for (size_t i = 0; i < operands->n; i++) {
    *out = rap_arena_printf(cli->arena, "%.*s%s%.*s", RAP_FMT(*out), i ? " " : "", RAP_FMT(operands->items[i]));
    if (!out->p) return rap_error_nomem(err);
  }
  return RAP_OK;
}
