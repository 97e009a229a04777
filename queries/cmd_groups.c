#include "queries/groups.h"

static rap_status hand_on(const rap_question *q, const rap_groups_spec *spec, const rap_facet *facet, rap_group_fn fn, void *ctx, rap_error *err) {
  const rap_filter *given = &q->filter;
  rap_filter filter = *given;
  rap_cell *cells = rap_arena_array(q->cli->arena, given->n_cells + 1, sizeof *cells);
  if (!cells) return rap_error_nomem(err);
  for (size_t i = 0; i < given->n_cells; i++) cells[i] = given->cells[i];
  cells[given->n_cells] = (rap_cell){spec->axis, facet->label.value};
  filter.cells = cells;
  filter.n_cells = given->n_cells + 1;
  rap_group group = {facet->label, facet->n, &filter, {0, spec->per_group}};
  rap_status st = rap_query_label(q->store, spec->axis, facet->label.value, q->cli->arena, &group.label.name, err);
  return st == RAP_OK ? fn(ctx, &group, err) : st;
}

rap_status rap_groups_walk(const rap_question *q, const rap_groups_spec *spec, rap_group_fn fn, void *ctx, size_t *total, rap_error *err) {
  rap_facets facets;
  const rap_count_spec count = {.base = spec->base,
                                .unit = spec->base == RAP_FROM_STATEMENTS ? RAP_UNIT_STATEMENTS : RAP_UNIT_DOCUMENTS,
                                .rows = spec->axis,
                                .restrict_axes = true,
                                .unnamed = true}; /* names only of those that are shown */
  *total = 0;
  rap_status st = rap_query_facets(q->store, &q->filter, &count, q->cli->arena, &facets, err);
  if (st != RAP_OK) return st;
  *total = facets.n;
  for (size_t i = q->page.offset; st == RAP_OK && i < facets.n && (!q->page.limit || i - q->page.offset < q->page.limit); i++)
    st = hand_on(q, spec, &facets.items[rap_axis_is_time(spec->axis) ? facets.n - 1 - i : i], fn, ctx, err);
  return st;
}

const char *rap_groups_what(rap_axis axis) {
  switch (axis) {
  case RAP_AXIS_STATE: return "States";
  case RAP_AXIS_THEME: return "themes";
  case RAP_AXIS_EVENT: return "events";
  case RAP_AXIS_SERIES: return "series";
  case RAP_AXIS_SOURCE: return "sources";
  case RAP_AXIS_PERSON: return "persons";
  case RAP_AXIS_LANGUAGE: return "languages";
  case RAP_AXIS_PREDICATE: return "predicates";
  case RAP_AXIS_DOCUMENT: return "documents";
  case RAP_AXIS_MONTH: return "months";
  case RAP_AXIS_YEAR: return "years";
  default: return "groups";
  }
}

rap_status rap_groups_axis(rap_str text, const char *choices, rap_axis *out, rap_error *err) {
  rap_str rest = rap_str_of(choices), choice;
  *out = RAP_AXIS_NONE;
  while (rap_str_split(&rest, '|', &choice))
    if (rap_str_eq(choice, text) && rap_axis_parse(text, out)) return RAP_OK;
  return rap_error_set(err, RAP_ERR_USAGE, "--group-by: unknown value '%.*s' (%s)", RAP_FMT(text), choices);
}

void rap_groups_heading(const rap_question *q, rap_buf *page, const rap_group *group, const char *what) {
  rap_buf line = {0};
  rap_buf_printf(&line, "%.*s · ", RAP_FMT(group->label.name));
  rap_layout_count(&line, group->n, what);
  rap_buf_printf(page, "%s%s", page->n ? "\n" : "", rap_question_bold(q));
  rap_text_wrap(page, rap_buf_str(&line), rap_question_width(q), 0);
  rap_buf_printf(page, "%s\n", rap_question_plain(q));
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

const rap_column rap_groups_columns[RAP_GROUPS_COLUMNS] = {
    {.name = "group"}, {.name = "group_name", .title = "Group"}, {.name = "group_n", .title = "of", .kind = RAP_COL_INT}};

void rap_groups_emit(rap_emit *e, const rap_group *group) {
  rap_emit_text(e, group->label.value);
  rap_emit_text(e, group->label.name);
  rap_emit_int(e, group->n);
}
