/* matrix: counts along two axes, and what is behind one of them. */
#include "queries/matrix_order.h"
#include "queries/matrix_text.h"
#include "queries/question.h"

typedef struct matrix_options {
  rap_question_options question;
  rap_str rows, cols, from, count, cell, share, sort, order, heat;
  int64_t top_rows, top_cols, min;
  bool all, wide;
} matrix_options;

#define OFFSET(field) offsetof(matrix_options, field)

static const rap_option matrix_table[] = {
    RAP_DRAWN_FORMAT_OPTION(OFFSET(question.format)),
    {.name = "rows",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(rows),
     .argument = "AXIS",
     .help = "what the rows are (default state); rapporteur.1 lists the axes"},
    {.name = "cols", .kind = RAP_OPT_TEXT, .offset = OFFSET(cols), .argument = "AXIS", .help = "what the columns are (default theme)"},
    {.name = "count",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(count),
     .argument = "UNIT",
     .help = "what is counted, each once",
     .choices = "statements|documents|events|families"},
    RAP_FROM_OPTION(OFFSET(from)),
    {.name = "cell",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(cell),
     .argument = "ROW,COL",
     .help = "what one cell counts: so many statements, documents or events; * for any row or column"},
    {.name = "share",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(share),
     .argument = "OF",
     .help = "shares of the row's total, the column's or all, in percent",
     .choices = "row|column|all"},
    {.name = "sort",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(sort),
     .argument = "BY",
     .help = "rows and columns by their totals (default; times by time), by name, by time",
     .choices = "total|name|time"},
    {.name = "order",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(order),
     .argument = "HOW",
     .help = "similarity: rows that are alike beside each other, and columns",
     .choices = "similarity"},
    {.name = "min",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(min),
     .argument = "N",
     .help = "leave out rows and columns that count less than N",
     .min = 0,
     .max = 1000000000},
    {.name = "heat",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(heat),
     .argument = "HOW",
     .help = "text: shades behind the numbers on a colour terminal (auto, default), block characters beside them, or nothing",
     .choices = "auto|blocks|none"},
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
    {.name = "all",
     .letter = 'a',
     .kind = RAP_OPT_FLAG,
     .offset = OFFSET(all),
     .help = "text: all rows and columns, in panels where they don't fit the line"},
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

#define SHARE_DECIMALS 6

static rap_status emit_cells(const rap_question *q, const rap_matrix *m, const rap_count_spec *spec, rap_share share, rap_error *err) {
  static const rap_column counts[] = {
      {.name = "row"}, {.name = "row_name"}, {.name = "column"}, {.name = "column_name"}, {.name = "count", .kind = RAP_COL_INT}, {.name = "of"}};
  static const rap_column shares[] = {{.name = "row"},
                                      {.name = "row_name"},
                                      {.name = "column"},
                                      {.name = "column_name"},
                                      {.name = "count", .kind = RAP_COL_INT},
                                      {.name = "of"},
                                      {.name = "share", .kind = RAP_COL_REAL}};
  rap_emit *e = NULL;
  rap_status st = share ? rap_question_emit(q, shares, sizeof shares / sizeof *shares, &e, err)
                        : rap_question_emit(q, counts, sizeof counts / sizeof *counts, &e, err);
  for (size_t i = 0; st == RAP_OK && i < m->n_rows * m->n_cols; i++) {
    if (!m->cells[i]) continue;
    const rap_label *row = &m->rows[i / m->n_cols], *col = &m->cols[i % m->n_cols];
    rap_emit_text(e, row->value);
    rap_emit_text(e, row->name);
    rap_emit_text(e, col->value);
    rap_emit_text(e, col->name);
    rap_emit_int(e, m->cells[i]);
    rap_emit_text(e, rap_str_of(rap_unit_name(spec->unit)));
    if (share) rap_emit_real(e, rap_matrix_share(m, share, i / m->n_cols, i % m->n_cols), SHARE_DECIMALS);
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

/* One line a row: value, name, a field for each column (a count or a share), total. Column names need NUL-terminated copies. */
static rap_status emit_rows(const rap_question *q, const rap_matrix *m, const rap_count_spec *spec, rap_share share, rap_error *err) {
  rap_emit *e = NULL;
  rap_column *columns = rap_arena_array(q->cli->arena, m->n_cols + 3, sizeof *columns);
  if (!columns) return rap_error_nomem(err);
  columns[0] = (rap_column){.name = rap_axis_name(spec->rows)};
  columns[1] = (rap_column){.name = "name", .title = rap_question_axis_title(spec->rows)};
  columns[m->n_cols + 2] = (rap_column){.name = "total", .title = "Total", .kind = RAP_COL_INT};
  for (size_t i = 0; i < m->n_cols; i++) {
    rap_str name = rap_arena_str(q->cli->arena, m->cols[i].value), title = rap_arena_str(q->cli->arena, m->cols[i].name);
    if (!name.p || !title.p) return rap_error_nomem(err);
    columns[i + 2] = (rap_column){.name = name.p, .title = title.p, .kind = share ? RAP_COL_REAL : RAP_COL_INT};
  }
  rap_status st = rap_question_emit(q, columns, m->n_cols + 3, &e, err);
  for (size_t r = 0; st == RAP_OK && r < m->n_rows; r++) {
    rap_emit_text(e, m->rows[r].value);
    rap_emit_text(e, m->rows[r].name);
    for (size_t c = 0; c < m->n_cols; c++) {
      if (share)
        rap_emit_real(e, rap_matrix_share(m, share, r, c), SHARE_DECIMALS);
      else
        rap_emit_int(e, m->cells[r * m->n_cols + c]);
    }
    rap_emit_int(e, m->row_totals[r]);
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

/* -- text ------------------------------------------------------------------------------------------------------------------------------ */

static const char *which_date(const rap_question *q, rap_axis axis) {
  if (!rap_axis_is_time(axis)) return "";
  return q->filter.by_mentioned_date ? " mentioned" : q->filter.by_event_date ? " of the event" : " of publication";
}

/* "Statements by state and theme, as shares of the row, for Telangana" */
static void put_title(const rap_question *q, const rap_count_spec *spec, rap_share share, rap_buf *page) {
  static const char *const shares[] = {"", ", shares of the row", ", shares of the column", ", shares of all"};
  const char *unit = rap_unit_name(spec->unit);
  rap_buf_printf(page, "%s%c%s by %s%s and %s%s", rap_question_bold(q), *unit - 'a' + 'A', unit + 1, rap_question_axis_noun(spec->rows),
                 which_date(q, spec->rows), rap_question_axis_noun(spec->cols), which_date(q, spec->cols));
  if (spec->base == RAP_FROM_DOCUMENTS) rap_buf_puts(page, " that name both");
  if (spec->base == RAP_FROM_EVENTS && spec->unit != RAP_UNIT_EVENTS) rap_buf_puts(page, " in accounts of events");
  rap_buf_puts(page, shares[share]);
  if (q->asked.n) rap_buf_printf(page, "%s for %.*s", share ? "," : "", RAP_FMT(q->asked));
  rap_buf_printf(page, "%s\n\n", rap_question_plain(q));
}

static void put_left_out(const rap_matrix *m, int64_t min, rap_buf *page) {
  size_t start = page->n;
  if (m->more_rows || m->more_cols) {
    rap_buf_puts(page, "\nLeft out: ");
    if (m->more_rows) rap_layout_count(page, (int64_t)m->more_rows, "smaller rows");
    if (m->more_rows && m->more_cols) rap_buf_puts(page, " and ");
    if (m->more_cols) rap_layout_count(page, (int64_t)m->more_cols, "smaller columns");
    rap_buf_puts(page, " (--all shows them; totals include them)\n");
  }
  if (!m->small_rows && !m->small_cols) return;
  rap_buf_puts(page, page->n == start ? "\nLeft out: " : "Left out: ");
  if (m->small_rows) rap_layout_count(page, (int64_t)m->small_rows, "rows");
  if (m->small_rows && m->small_cols) rap_buf_puts(page, " and ");
  if (m->small_cols) rap_layout_count(page, (int64_t)m->small_cols, "columns");
  rap_buf_printf(page, " of less than %lld (--min; totals include them)\n", (long long)min);
}

static rap_heat heat_of(const rap_question *q, rap_str heat) {
  if (rap_str_is(heat, "blocks")) return RAP_HEAT_BLOCKS;
  return q->cli->color && !rap_str_is(heat, "none") ? RAP_HEAT_COLOUR : RAP_HEAT_NONE;
}

/* -- in order ------------------------------------------------------------------------------------------------------------------------- */

typedef struct request {
  const matrix_options *options;
  rap_count_spec spec;
  rap_share share;
} request;

static rap_order order_of(const matrix_options *o, rap_axis axis) {
  if (o->order.n) return RAP_ORDER_SIMILARITY;
  if (rap_str_is(o->sort, "name")) return RAP_ORDER_NAME;
  if (rap_str_is(o->sort, "total")) return RAP_ORDER_TOTAL;
  return rap_axis_is_time(axis) ? RAP_ORDER_TIME : RAP_ORDER_TOTAL;
}

static rap_status ask(const rap_question *q, const request *r, rap_matrix *m, rap_error *err) {
  rap_arena *arena = q->cli->arena;
  rap_status st = rap_query_matrix(q->store, &q->filter, &r->spec, arena, m, err);
  if (st == RAP_OK) st = rap_matrix_order_rows(arena, m, order_of(r->options, r->spec.rows), err);
  return st == RAP_OK ? rap_matrix_order_cols(arena, m, order_of(r->options, r->spec.cols), err) : st;
}

static rap_status write_text(const rap_question *q, request *r, rap_error *err) {
  const matrix_options *o = r->options;
  const rap_table_style style = {.width = rap_question_width(q), .color = q->cli->color, .heat = heat_of(q, o->heat), .share = r->share};
  rap_matrix m;
  rap_buf page = {0}, left = {0};
  if (!r->spec.max_rows && !o->all) r->spec.max_rows = DEFAULT_ROWS;
  bool as_fit = !r->spec.max_cols && !o->all;
  if (as_fit) r->spec.max_cols = DEFAULT_COLS;
  rap_status st = ask(q, r, &m, err);
  size_t fit = st == RAP_OK ? rap_matrix_columns_that_fit(&m, &style) : 0;
  if (st == RAP_OK && as_fit && m.n_cols > fit) {
    r->spec.max_cols = fit;
    st = ask(q, r, &m, err);
  }
  if (st == RAP_OK && m.n_rows && m.n_cols) {
    put_title(q, &r->spec, r->share, &page);
    rap_matrix_text(&page, &m, &style);
    put_left_out(&m, o->min, &left);
    rap_text_wrap(&page, rap_buf_str(&left), style.width, 0);
    if (rap_buf_failed(&left)) page.failed = true;
    st = rap_question_write(q, &page, err);
  }
  rap_buf_clear(&page);
  rap_buf_clear(&left);
  return st == RAP_OK ? rap_question_done(q, m.n_rows && m.n_cols) : st;
}

static rap_status write_rows(const rap_question *q, const request *r, rap_error *err) {
  rap_matrix m;
  rap_status st = ask(q, r, &m, err);
  if (st != RAP_OK) return st;
  st = q->drawn                                            ? rap_question_draw(q, &m, &r->spec, rap_vega_matrix, err)
       : r->options->wide || rap_format_is_page(q->format) ? emit_rows(q, &m, &r->spec, r->share, err)
                                                           : emit_cells(q, &m, &r->spec, r->share, err);
  return st == RAP_OK ? rap_question_done(q, m.n_rows && m.n_cols) : st;
}

static rap_status check(const request *r, rap_error *err) {
  const matrix_options *o = r->options;
  if (rap_str_is(o->sort, "time") && !rap_axis_is_time(r->spec.rows) && !rap_axis_is_time(r->spec.cols))
    return rap_error_set(err, RAP_ERR_USAGE, "--sort time: neither %s nor %s is a time (year, quarter, month, week, day)",
                         rap_axis_name(r->spec.rows), rap_axis_name(r->spec.cols));
  if (o->sort.n && o->order.n) return rap_error_set(err, RAP_ERR_USAGE, "--sort %.*s contradicts --order %.*s", RAP_FMT(o->sort), RAP_FMT(o->order));
  return RAP_OK;
}

static rap_status run_matrix(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const matrix_options *o = options;
  rap_question q;
  rap_axis axes[2] = {RAP_AXIS_STATE, RAP_AXIS_THEME};
  request r = {.options = o};
  rap_str unit = {0};
  (void)rap_share_parse(o->share, &r.share);
  rap_status st = rap_question_open(cli, &o->question, operands, 0, &q, err);
  if (st == RAP_OK && o->rows.n) st = rap_question_axis(o->rows, "rows", &axes[0], err);
  if (st == RAP_OK && o->cols.n) st = rap_question_axis(o->cols, "cols", &axes[1], err);
  if (st == RAP_OK) st = rap_question_unit(&o->question, o->count, &unit, err);
  if (st == RAP_OK) st = rap_question_axes(&q, axes, o->from, unit, &r.spec, err);
  r.spec.max_rows = (size_t)o->top_rows;
  r.spec.max_cols = (size_t)o->top_cols;
  r.spec.min = o->min;
  if (st == RAP_OK) st = check(&r, err);
  if (st == RAP_OK && o->cell.p && q.drawn)
    st = rap_error_set(err, RAP_ERR_USAGE, "--format vega-lite draws the matrix, not what is behind a --cell");
  if (st == RAP_OK && o->cell.p)
    st = rap_question_cell(&q, &r.spec, o->cell, err);
  else if (st == RAP_OK)
    st = q.format == RAP_FORMAT_TEXT ? write_text(&q, &r, err) : write_rows(&q, &r, err);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_matrix = {
    .name = "matrix",
    .group = RAP_GROUP_COUNTS,
    .operands = "[WORDS…]",
    .summary = "which States on which themes: counts along two axes, and the evidence of a cell",
    .description =
        "A cell counts the statements in which its row and its column meet (axes that statements don't have meet in documents). A statement on two themes counts in both, but once in the totals. "
        "--cell lists what a cell counts, as many as it says; of families one document each, with its copies. WORDS restrict to documents in whose full text they occur (see search).",
    .tables = matrix_tables,
    .options_size = sizeof(matrix_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_matrix,
};
