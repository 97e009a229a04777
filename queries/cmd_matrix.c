/* matrix: counts along two axes, and the statements behind one of them. */
#include "queries/matrix_text.h"
#include "queries/question.h"

typedef struct matrix_options {
  rap_question_options question;
  rap_str rows, cols, count, cell;
  int64_t top_rows, top_cols;
  bool all, wide;
} matrix_options;

#define OFFSET(field) offsetof(matrix_options, field)

static const rap_option matrix_table[] = {
    RAP_DRAWN_FORMAT_OPTION(OFFSET(question.format)),
    {.name = "rows",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(rows),
     .argument = "AXIS",
     .help =
         "what the rows are (default state): state, group, actor, theme, theme-top, event, series, year, month, person, organisation, programme, place, predicate, role, status, polarity, source, language, document"},
    {.name = "cols", .kind = RAP_OPT_TEXT, .offset = OFFSET(cols), .argument = "AXIS", .help = "what the columns are (default theme)"},
    {.name = "count",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(count),
     .argument = "UNIT",
     .help = "what is counted, each once",
     .choices = "statements|documents|events|families"},
    {.name = "cell", .kind = RAP_OPT_TEXT, .offset = OFFSET(cell), .argument = "ROW,COL", .help = "the statements behind one cell"},
    {.name = "top-rows",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(top_rows),
     .argument = "N",
     .help = "only the N largest rows (text: 40 by default)",
     .min = 1,
     .max = 1000000},
    {.name = "top-cols",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(top_cols),
     .argument = "N",
     .help = "only the N largest columns (text: as many as fit, at most 20, by default)",
     .min = 1,
     .max = 1000000},
    {.name = "all", .letter = 'a', .kind = RAP_OPT_FLAG, .offset = OFFSET(all), .help = "text: all rows and columns, however wide"},
    {.name = "wide",
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(wide),
     .help = "json, csv …: one line a row with a field for each column, instead of one line a cell"},
    RAP_OPTIONS_END,
};
static const rap_option *const matrix_tables[] = {rap_common_table, matrix_table, rap_question_table, rap_paging_table, NULL};

#define DEFAULT_ROWS 40
#define DEFAULT_COLS 20 /* more headings than this are no longer read at a glance */

/* -- machine formats ---------------------------------------------------------------------------------------------------------------- */

static rap_status emit_cells(const rap_question *q, const rap_matrix *m, const rap_count_spec *spec, rap_error *err) {
  static const rap_column columns[] = {
      {.name = "row", .kind = RAP_COL_TEXT},         {.name = "row_name", .kind = RAP_COL_TEXT}, {.name = "column", .kind = RAP_COL_TEXT},
      {.name = "column_name", .kind = RAP_COL_TEXT}, {.name = "count", .kind = RAP_COL_INT},     {.name = "of", .kind = RAP_COL_TEXT},
  };
  rap_emit *e = NULL;
  rap_status st = rap_question_emit(q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < m->n_rows * m->n_cols; i++) {
    if (!m->cells[i]) continue;
    const rap_label *row = &m->rows[i / m->n_cols], *col = &m->cols[i % m->n_cols];
    rap_emit_text(e, row->value);
    rap_emit_text(e, row->name);
    rap_emit_text(e, col->value);
    rap_emit_text(e, col->name);
    rap_emit_int(e, m->cells[i]);
    rap_emit_text(e, rap_str_of(rap_unit_name(spec->unit)));
    rap_emit_end_row(e);
  }
  return st == RAP_OK ? rap_emit_finish(e, err) : st;
}

/* One line a row: value, name, a field for each column, total. Column names need NUL-terminated copies. */
static rap_status emit_rows(const rap_question *q, const rap_matrix *m, const rap_count_spec *spec, rap_error *err) {
  rap_emit *e = NULL;
  rap_column *columns = rap_arena_array(q->cli->arena, m->n_cols + 3, sizeof *columns);
  if (!columns) return rap_error_nomem(err);
  columns[0] = (rap_column){.name = rap_axis_name(spec->rows), .kind = RAP_COL_TEXT};
  columns[1] = (rap_column){.name = "name", .kind = RAP_COL_TEXT};
  columns[m->n_cols + 2] = (rap_column){.name = "total", .kind = RAP_COL_INT};
  for (size_t i = 0; i < m->n_cols; i++) {
    rap_str name = rap_arena_str(q->cli->arena, m->cols[i].value);
    if (!name.p) return rap_error_nomem(err);
    columns[i + 2] = (rap_column){.name = name.p, .kind = RAP_COL_INT};
  }
  rap_status st = rap_question_emit(q, columns, m->n_cols + 3, &e, err);
  for (size_t r = 0; st == RAP_OK && r < m->n_rows; r++) {
    rap_emit_text(e, m->rows[r].value);
    rap_emit_text(e, m->rows[r].name);
    for (size_t c = 0; c < m->n_cols; c++) rap_emit_int(e, m->cells[r * m->n_cols + c]);
    rap_emit_int(e, m->row_totals[r]);
    rap_emit_end_row(e);
  }
  return st == RAP_OK ? rap_emit_finish(e, err) : st;
}

/* -- text ------------------------------------------------------------------------------------------------------------------------------ */

/* "Statements by state and theme for Telangana" */
static void put_title(const rap_question *q, const rap_count_spec *spec, rap_buf *page) {
  const char *unit = rap_unit_name(spec->unit);
  rap_buf_printf(page, "%s%c%s by %s and %s", rap_question_bold(q), *unit - 'a' + 'A', unit + 1, rap_axis_name(spec->rows),
                 rap_axis_name(spec->cols));
  if (spec->base == RAP_FROM_DOCUMENTS) rap_buf_puts(page, " that name both");
  if (q->asked.n) rap_buf_printf(page, " for %.*s", RAP_FMT(q->asked));
  rap_buf_printf(page, "%s\n\n", rap_question_plain(q));
}

static void put_left_out(const rap_matrix *m, rap_buf *page) {
  if (!m->more_rows && !m->more_cols) return;
  rap_buf_puts(page, "\nLeft out: ");
  if (m->more_rows) rap_layout_count(page, (int64_t)m->more_rows, "smaller rows");
  if (m->more_rows && m->more_cols) rap_buf_puts(page, " and ");
  if (m->more_cols) rap_layout_count(page, (int64_t)m->more_cols, "smaller columns");
  rap_buf_puts(page, " (--all shows them; totals include them)\n");
}

static rap_status write_text(const rap_question *q, const matrix_options *o, rap_count_spec *spec, rap_error *err) {
  const rap_table_style style = {.width = rap_question_width(q), .color = q->cli->color};
  rap_matrix m;
  rap_buf page = {0};
  if (!spec->max_rows && !o->all) spec->max_rows = DEFAULT_ROWS;
  rap_status st = rap_query_matrix(q->store, &q->filter, spec, q->cli->arena, &m, err);
  size_t fit = st == RAP_OK ? rap_matrix_columns_that_fit(&m, &style) : 0;
  if (fit > DEFAULT_COLS) fit = DEFAULT_COLS;
  if (st == RAP_OK && !spec->max_cols && !o->all && m.n_cols > fit) {
    spec->max_cols = fit;
    st = rap_query_matrix(q->store, &q->filter, spec, q->cli->arena, &m, err);
  }
  if (st == RAP_OK && m.n_rows && m.n_cols) {
    put_title(q, spec, &page);
    rap_matrix_text(&page, &m, &style);
    put_left_out(&m, &page);
    st = rap_question_write(q, &page, err);
  }
  rap_buf_clear(&page);
  return st == RAP_OK ? rap_question_done(q, m.n_rows && m.n_cols) : st;
}

/* -- one cell -------------------------------------------------------------------------------------------------------------------------- */

/* "3 statements: Telangana × Data", with the number of what the matrix counts in front if that is something else. */
static rap_status cell_heading(const rap_question *q, const rap_label *row, const rap_label *col, const rap_count_spec *spec, rap_str *out,
                               rap_error *err) {
  rap_facets facets;
  rap_buf b = {0};
  rap_count_spec counted = {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_NONE};
  rap_buf_printf(&b, "%.*s × %.*s: ", RAP_FMT(row->name), RAP_FMT(col->name));
  rap_status st = rap_query_facets(q->store, &q->filter, &counted, q->cli->arena, &facets, err);
  if (st == RAP_OK) rap_layout_count(&b, facets.total, "statements");
  if (st == RAP_OK && spec->unit != RAP_UNIT_STATEMENTS) {
    counted.unit = spec->unit;
    st = rap_query_facets(q->store, &q->filter, &counted, q->cli->arena, &facets, err);
    rap_buf_puts(&b, spec->unit == RAP_UNIT_EVENTS ? " at " : " in ");
    if (st == RAP_OK) rap_layout_count(&b, facets.total, rap_unit_name(spec->unit));
  }
  if (q->asked.n) rap_buf_printf(&b, ", for %.*s", RAP_FMT(q->asked));
  *out = rap_arena_str(q->cli->arena, rap_buf_str(&b));
  if (st == RAP_OK && (rap_buf_failed(&b) || !out->p)) st = rap_error_nomem(err);
  rap_buf_clear(&b);
  return st;
}

static rap_status show_cell(rap_question *q, const matrix_options *o, const rap_count_spec *spec, rap_error *err) {
  size_t comma = rap_str_find(o->cell, RAP_STR(","), 0), total = 0;
  rap_label row, col;
  rap_str heading = {0};
  if (comma == SIZE_MAX)
    return rap_error_set(err, RAP_ERR_USAGE, "--cell: '%.*s' is not ROW,COL (for instance Telangana,digital.data)", RAP_FMT(o->cell));
  if (spec->base != RAP_FROM_STATEMENTS)
    return rap_error_set(err, RAP_ERR_USAGE, "--cell: statements have no %s or no %s; use search with the same names", rap_axis_name(spec->rows),
                         rap_axis_name(spec->cols));
  rap_status st = rap_question_resolve_one(q, spec->rows, rap_str_trim(rap_str_sub(o->cell, 0, comma)), &row, err);
  if (st == RAP_OK) st = rap_question_resolve_one(q, spec->cols, rap_str_trim(rap_str_sub(o->cell, comma + 1, o->cell.n)), &col, err);
  if (st != RAP_OK) return st;
  const rap_cell cells[] = {{spec->rows, row.value}, {spec->cols, col.value}};
  q->filter.cells = cells;
  q->filter.n_cells = 2;
  q->filter.one_of_family = spec->unit == RAP_UNIT_FAMILIES;
  if (q->format == RAP_FORMAT_TEXT) st = cell_heading(q, &row, &col, spec, &heading, err);
  if (st == RAP_OK) st = rap_statements_answer(q, heading, &total, err);
  q->filter.cells = NULL;
  q->filter.n_cells = 0;
  return st == RAP_OK ? rap_question_done(q, total) : st;
}

static rap_status run_matrix(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const matrix_options *o = options;
  rap_question q;
  rap_axis rows = RAP_AXIS_STATE, cols = RAP_AXIS_THEME;
  rap_count_spec spec = {0};
  rap_matrix m = {0};
  rap_str unit = {0};
  rap_status st = rap_question_open(cli, &o->question, operands, 0, &q, err);
  if (st == RAP_OK && o->rows.n) st = rap_question_axis(o->rows, "rows", &rows, err);
  if (st == RAP_OK && o->cols.n) st = rap_question_axis(o->cols, "cols", &cols, err);
  if (st == RAP_OK) st = rap_question_unit(&o->question, o->count, &unit, err);
  if (st == RAP_OK) st = rap_question_count(rows, cols, unit, &spec, err);
  spec.max_rows = (size_t)o->top_rows;
  spec.max_cols = (size_t)o->top_cols;
  if (st == RAP_OK && o->cell.p && q.drawn)
    st = rap_error_set(err, RAP_ERR_USAGE, "--format vega-lite draws the matrix, not the statements of a --cell");
  if (st == RAP_OK && o->cell.p) {
    st = show_cell(&q, o, &spec, err);
  } else if (st == RAP_OK && q.format == RAP_FORMAT_TEXT) {
    st = write_text(&q, o, &spec, err);
  } else if (st == RAP_OK) {
    st = rap_query_matrix(q.store, &q.filter, &spec, cli->arena, &m, err);
    if (st == RAP_OK)
      st = q.drawn   ? rap_question_draw(&q, &m, &spec, rap_vega_matrix, err)
           : o->wide ? emit_rows(&q, &m, &spec, err)
                     : emit_cells(&q, &m, &spec, err);
    if (st == RAP_OK) st = rap_question_done(&q, m.n_rows && m.n_cols);
  }
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_matrix = {
    .name = "matrix",
    .group = RAP_GROUP_QUESTIONS,
    .operands = "[WORDS…]",
    .summary = "which States on which themes: counts along two axes, and the evidence of a cell",
    .description =
        "A cell counts the statements in which its row and its column meet (axes that statements don't have meet in documents). A statement on two themes counts in both, but once in the totals. "
        "--cell lists what a cell counts; with --count-by family the statements of one document of each family, and how many copies say the same. WORDS restrict to documents in whose full text they occur (see search).",
    .tables = matrix_tables,
    .options_size = sizeof(matrix_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_matrix,
};
