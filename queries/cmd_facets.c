/* facets: what documents that meet a question are about, axis by axis. */
#include "queries/panels.h"

typedef struct facets_options {
  rap_question_options question;
  rap_str_list of;
  rap_str count;
  int64_t top;
} facets_options;

#define OFFSET(field) offsetof(facets_options, field)
#define DEFAULT_TOP 10
#define PANEL_MIN 48 /* two panels side by side when each has this much */
#define PANEL_GAP 4
#define PANEL_LEAST 40

static const rap_option facets_table[] = {
    {.name = "of",
     .kind = RAP_OPT_LIST,
     .offset = OFFSET(of),
     .argument = "AXIS",
     .help = "an axis, or several with commas between; may be repeated (default state, theme, series, person, organisation, predicate, year)"},
    {.name = "count",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(count),
     .argument = "UNIT",
     .help = "what is counted, each once (default documents)",
     .choices = "statements|documents|events|families"},
    {.name = "top",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(top),
     .argument = "N",
     .help = "the N largest values of each axis (text: 10 by default)",
     .min = 1,
     .max = 1000000},
    RAP_OPTIONS_END,
};
static const rap_option *const facets_tables[] = {rap_common_table, facets_table, rap_question_table, NULL};

static const rap_axis default_axes[] = {RAP_AXIS_STATE,        RAP_AXIS_THEME,     RAP_AXIS_SERIES, RAP_AXIS_PERSON,
                                        RAP_AXIS_ORGANISATION, RAP_AXIS_PREDICATE, RAP_AXIS_YEAR};

typedef struct answer {
  const rap_question *q;
  rap_emit *emit;
  rap_str unit;
  size_t panel;        /* columns of a panel */
  rap_str_list *lines; /* of each panel, in the run's arena */
  size_t n_panels, n;
  bool top; /* --top was given */
} answer;

static void emit_axis(answer *a, rap_axis axis, const rap_facets *facets) {
  for (size_t i = 0; i < facets->n; i++) {
    rap_emit_text(a->emit, rap_str_of(rap_axis_name(axis)));
    rap_emit_text(a->emit, facets->items[i].label.value);
    rap_emit_text(a->emit, facets->items[i].label.name);
    rap_emit_int(a->emit, facets->items[i].n);
    rap_emit_text(a->emit, a->unit);
    rap_emit_end_row(a->emit);
  }
}

static rap_status ask_axis(answer *a, rap_axis axis, rap_count_spec spec, rap_error *err) {
  rap_facets facets;
  spec.rows = axis;
  if (axis == RAP_AXIS_YEAR && !a->top) spec.max_rows = 0; /* few, and gaps would mislead */
  rap_status st = rap_query_facets(a->q->store, &a->q->filter, &spec, a->q->cli->arena, &facets, err);
  if (st != RAP_OK) return st;
  a->n += facets.n;
  if (a->emit)
    emit_axis(a, axis, &facets);
  else if (facets.n)
    st = rap_panels_add(a->q, axis, &facets, a->panel, &a->lines[a->n_panels++], err);
  return st;
}

/* -- the page ------------------------------------------------------------------------------------------------------------------------- */

static rap_str line_at(const rap_str_list *lines, size_t i) { return i < lines->n ? lines->items[i] : (rap_str){0}; }

static rap_status write_page(answer *a, size_t total, const char *unit, size_t across, rap_error *err) {
  rap_buf page = {0};
  rap_question_heading(a->q, &page, total, unit);
  for (size_t i = 0; i < a->n_panels; i += across) {
    const rap_str_list none = {0}, *left = &a->lines[i], *right = across > 1 && i + 1 < a->n_panels ? &a->lines[i + 1] : &none;
    rap_str blank = rap_arena_printf(a->q->cli->arena, "%*s", (int)a->panel, "");
    if (i) rap_buf_putc(&page, '\n');
    for (size_t k = 0; k < left->n || k < right->n; k++) rap_panels_join(&page, k < left->n ? left->items[k] : blank, line_at(right, k), PANEL_GAP);
  }
  rap_status st = rap_question_write(a->q, &page, err);
  rap_buf_clear(&page);
  return st;
}

static rap_status ask_all(answer *a, const rap_axis *axes, size_t n_axes, const rap_count_spec *spec, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < n_axes; i++) st = ask_axis(a, axes[i], *spec, err);
  if (st != RAP_OK || a->emit || !a->n) return st;
  rap_facets all;
  rap_count_spec everything = *spec;
  everything.rows = RAP_AXIS_NONE;
  st = rap_query_facets(a->q->store, &a->q->filter, &everything, a->q->cli->arena, &all, err);
  size_t across = rap_question_width(a->q) >= 2 * PANEL_MIN + PANEL_GAP ? 2 : 1;
  return st == RAP_OK ? write_page(a, (size_t)all.total, rap_unit_name(spec->unit), across, err) : st;
}

static rap_status run_facets(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  static const rap_column columns[] = {
      {.name = "axis", .kind = RAP_COL_TEXT}, {.name = "value", .kind = RAP_COL_TEXT}, {.name = "name", .kind = RAP_COL_TEXT},
      {.name = "count", .kind = RAP_COL_INT}, {.name = "of", .kind = RAP_COL_TEXT},
  };
  const facets_options *o = options;
  rap_question q;
  rap_axis axes[RAP_AXIS_COUNT];
  size_t n_axes = 0, width = rap_cli_text_width(cli);
  rap_str_list lines[RAP_AXIS_COUNT] = {{0}};
  rap_str unit = {0};
  rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS};
  answer a = {.q = &q, .lines = lines, .top = o->top > 0};
  a.panel = width >= 2 * PANEL_MIN + PANEL_GAP ? (width - PANEL_GAP) / 2 : width > PANEL_LEAST ? width : PANEL_LEAST;
  rap_status st = rap_question_open(cli, &o->question, operands, 0, &q, err);
  if (st == RAP_OK) st = rap_panels_axes(&o->of, default_axes, sizeof default_axes / sizeof *default_axes, axes, &n_axes, err);
  if (st == RAP_OK) st = rap_question_unit(&o->question, o->count, &unit, err);
  if (st == RAP_OK && unit.n) (void)rap_unit_parse(unit, &spec.unit); /* one of the options' choices */
  if (spec.unit == RAP_UNIT_STATEMENTS) spec.base = RAP_FROM_STATEMENTS;
  a.unit = rap_str_of(rap_unit_name(spec.unit));
  spec.max_rows = o->top ? (size_t)o->top : q.format == RAP_FORMAT_TEXT ? DEFAULT_TOP : 0;
  if (st == RAP_OK && q.format != RAP_FORMAT_TEXT) st = rap_question_emit(&q, columns, sizeof columns / sizeof *columns, &a.emit, err);
  if (st == RAP_OK) st = ask_all(&a, axes, n_axes, &spec, err);
  st = rap_question_finish(a.emit, st, err);
  if (st == RAP_OK) st = rap_question_done(&q, a.n);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_facets = {
    .name = "facets",
    .group = RAP_GROUP_COUNTS,
    .operands = "[WORDS…]",
    .summary = "what the documents that meet a question name: States, themes, series, people …",
    .description =
        "For each axis its most frequent values, with the number of documents. WORDS restrict to documents in whose full text they occur (see search).",
    .tables = facets_tables,
    .options_size = sizeof(facets_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_facets,
};
