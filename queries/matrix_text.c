#include "queries/matrix_text.h"

#include "base/utf8.h"
#include "queries/layout.h"

#define LABEL_MIN 12
#define CELL_USUAL 4
#define CELL_LEAST 3
#define GAP 2 /* between the last column and the total */

typedef struct grid {
  const rap_matrix *m;
  const rap_table_style *style;
  rap_buf *out;
  size_t label, cell, total; /* columns of the row heads, of a cell, of the totals */
} grid;

static size_t columns_of_names(const rap_label *labels, size_t n) {
  size_t widest = 0;
  for (size_t i = 0; i < n; i++) {
    size_t columns = rap_utf8_columns(labels[i].name);
    if (columns > widest) widest = columns;
  }
  return widest;
}

/* What row heads need, and headings, which begin above them and end in " ┐" (with a space before them: 3). */
static size_t columns_for_heads(const rap_matrix *m, size_t cell) {
  size_t needed = columns_of_names(m->rows, m->n_rows);
  for (size_t i = 0; i < m->n_cols; i++) {
    size_t columns = rap_utf8_columns(m->cols[i].name) + 3, room = (i + 1) * cell;
    if (columns > room + needed) needed = columns - room;
  }
  return needed < LABEL_MIN ? LABEL_MIN : needed;
}

/* Row heads get what they need, up to a quarter of the line (or what few columns leave of it). Columns come closer together when they would not fit otherwise. */
static grid measure(rap_buf *out, const rap_matrix *m, const rap_table_style *style) {
  grid g = {.m = m, .style = style, .out = out, .cell = CELL_USUAL};
  int64_t most = 0;
  for (size_t i = 0; i < m->n_rows * m->n_cols; i++)
    if (m->cells[i] > most) most = m->cells[i];
  for (size_t i = 0; i < m->n_cols; i++)
    if (m->col_totals[i] > most) most = m->col_totals[i];
  g.total = rap_layout_digits(m->total) + GAP;
  if (g.total < sizeof "Total" - 1) g.total = sizeof "Total" - 1;
  size_t needed = columns_for_heads(m, g.cell), most_label = style->width / 4;
  if (m->n_cols * g.cell + g.total + (needed < most_label ? needed : most_label) > style->width) g.cell = CELL_LEAST;
  if (rap_layout_digits(most) + 1 > g.cell) g.cell = rap_layout_digits(most) + 1;
  size_t used = m->n_cols * g.cell + g.total;
  if (style->width > used && style->width - used > most_label) most_label = style->width - used;
  g.label = needed < most_label ? needed : most_label;
  if (g.label < LABEL_MIN) g.label = LABEL_MIN;
  return g;
}

size_t rap_matrix_columns_that_fit(const rap_matrix *m, const rap_table_style *style) {
  grid g = measure(NULL, m, style);
  size_t used = g.label + g.total;
  return style->width > used + g.cell ? (style->width - used) / g.cell : 1;
}

static const char *bold(const grid *g) { return g->style->color ? RAP_SGR_BOLD : ""; }
static const char *plain(const grid *g) { return g->style->color ? RAP_SGR_PLAIN : ""; }

/* -- headings ------------------------------------------------------------------------------------------------------------------------------- */

/* One heading that ends in "┐" at column `at`; to the right of it, the lines of the columns that were named above. */
static void put_heading(grid *g, rap_str name, size_t column) {
  size_t n = g->m->n_cols, at = g->label + (column < n ? (column + 1) * g->cell : n * g->cell + g->total) - 1;
  size_t columns = rap_utf8_columns(name);
  if (columns + 1 > at) columns = at - 1;
  rap_layout_spaces(g->out, at - 1 - columns);
  rap_text_fit(g->out, name, columns, false);
  rap_buf_puts(g->out, " ┐");
  for (size_t i = column + 1; i <= n; i++) {
    rap_layout_spaces(g->out, (i < n ? g->cell : g->total) - 1);
    rap_buf_puts(g->out, "│");
  }
  rap_buf_putc(g->out, '\n');
}

static void put_headings(grid *g) {
  put_heading(g, RAP_STR("Total"), g->m->n_cols);
  for (size_t i = g->m->n_cols; i-- > 0;) put_heading(g, g->m->cols[i].name, i);
}

/* -- cells ---------------------------------------------------------------------------------------------------------------------------------- */

/* Five steps of blue from light to dark, each with a colour of text that can be read on it, whatever the terminal's own. Steps go by the square root: counts are skewed. */
static const char *shade(int64_t n, int64_t max) {
  static const char *const shades[] = {"\033[48;5;195;38;5;16m", "\033[48;5;153;38;5;16m", "\033[48;5;111;38;5;16m", "\033[48;5;69;38;5;231m",
                                       "\033[48;5;26;38;5;231m"};
  size_t step = 0;
  while (step < 4 && n * 25 > max * (int64_t)((step + 1) * (step + 1))) step++;
  return shades[step];
}

static void put_number(grid *g, int64_t n, size_t width, int64_t shade_max) {
  bool shaded = g->style->color && shade_max > 0 && n > 0;
  size_t digits = n ? rap_layout_digits(n) : 1;
  if (shaded) rap_buf_puts(g->out, shade(n, shade_max));
  rap_layout_spaces(g->out, width - digits);
  if (n)
    rap_buf_printf(g->out, "%lld", (long long)n);
  else
    rap_buf_puts(g->out, "·");
  if (shaded) rap_buf_puts(g->out, RAP_SGR_PLAIN);
}

static void put_row(grid *g, size_t row, int64_t max) {
  const rap_matrix *m = g->m;
  rap_text_fit(g->out, m->rows[row].name, g->label, true);
  for (size_t i = 0; i < m->n_cols; i++) put_number(g, m->cells[row * m->n_cols + i], g->cell, max);
  rap_buf_puts(g->out, bold(g));
  put_number(g, m->row_totals[row], g->total, 0);
  rap_buf_printf(g->out, "%s\n", plain(g));
}

static void put_totals(grid *g) {
  const rap_matrix *m = g->m;
  rap_buf_puts(g->out, bold(g));
  rap_text_fit(g->out, RAP_STR("Total"), g->label, true);
  for (size_t i = 0; i < m->n_cols; i++) put_number(g, m->col_totals[i], g->cell, 0);
  put_number(g, m->total, g->total, 0);
  rap_buf_printf(g->out, "%s\n", plain(g));
}

void rap_matrix_text(rap_buf *out, const rap_matrix *m, const rap_table_style *style) {
  grid g = measure(out, m, style);
  int64_t max = 0;
  for (size_t i = 0; i < m->n_rows * m->n_cols; i++)
    if (m->cells[i] > max) max = m->cells[i];
  put_headings(&g);
  for (size_t i = 0; i < m->n_rows; i++) put_row(&g, i, max);
  put_totals(&g);
}

/* -- over time ------------------------------------------------------------------------------------------------------------------------------ */

#define PEAK_COLUMNS 17 /* "  123 in 2023-01" */
#define BLOCK_MOST 4

/* Years or months in a line above their columns of `cell` width each. */
static void put_periods(grid *g) {
  rap_layout_spaces(g->out, g->label);
  rap_buf_puts(g->out, bold(g));
  for (size_t i = 0; i < g->m->n_cols; i++) {
    rap_layout_spaces(g->out, g->cell > g->m->cols[i].value.n ? g->cell - g->m->cols[i].value.n : 1);
    rap_buf_add(g->out, g->m->cols[i].value);
  }
  rap_layout_spaces(g->out, g->total > 5 ? g->total - 5 : 0);
  rap_buf_printf(g->out, "Total%s\n", plain(g));
}

/* How periods are drawn: `step` of them to a block, `columns` for a block (its character, repeated, and a space where there is room for one). */
typedef struct blocks {
  size_t n, step, columns;
} blocks;

/* Where each year begins, as far as there is room for its digits. */
static void put_scale(grid *g, blocks b) {
  const rap_matrix *m = g->m;
  size_t used = 0;
  uint64_t last = 0;
  rap_layout_spaces(g->out, g->label + 1);
  for (size_t i = 0; i < b.n; i++) {
    rap_str year = rap_str_sub(m->cols[i * b.step].value, 0, 4);
    uint64_t number;
    size_t at = i * b.columns;
    (void)rap_str_uint(year, &number);
    if (at < used || number == last || at + year.n > b.n * b.columns + 1) continue;
    rap_layout_spaces(g->out, at - used);
    rap_buf_printf(g->out, "%.*s ", RAP_FMT(year));
    used = at + year.n + 1;
    last = number;
  }
  if (used < b.n * b.columns) rap_layout_spaces(g->out, b.n * b.columns - used);
  size_t behind = used > b.n * b.columns ? used - b.n * b.columns : 0, before = g->total - (sizeof "Total" - 1);
  if (before > behind) rap_layout_spaces(g->out, before - behind);
  rap_buf_puts(g->out, "Total  most\n");
}

static int64_t block_sum(const rap_matrix *m, size_t row, size_t block, size_t step) {
  int64_t sum = 0;
  for (size_t i = block * step; i < (block + 1) * step && i < m->n_cols; i++) sum += m->cells[row * m->n_cols + i];
  return sum;
}

static void put_spark_row(grid *g, size_t row, blocks b) {
  const rap_matrix *m = g->m;
  int64_t max = 0;
  size_t peak = 0;
  for (size_t i = 0; i < b.n; i++)
    if (block_sum(m, row, i, b.step) > max) max = block_sum(m, row, i, b.step);
  for (size_t i = 1; i < m->n_cols; i++)
    if (m->cells[row * m->n_cols + i] > m->cells[row * m->n_cols + peak]) peak = i;
  rap_text_fit(g->out, m->rows[row].name, g->label, true);
  rap_buf_putc(g->out, ' ');
  for (size_t i = 0; i < b.n; i++) {
    int64_t n = block_sum(m, row, i, b.step);
    size_t drawn = n && b.columns > 1 ? b.columns - 1 : 1;
    for (size_t k = 0; k < drawn; k++) rap_buf_puts(g->out, rap_layout_spark(n, max));
    rap_layout_spaces(g->out, b.columns - drawn);
  }
  put_number(g, m->row_totals[row], g->total, 0);
  rap_buf_printf(g->out, "  %lld in %.*s\n", (long long)m->cells[row * m->n_cols + peak], RAP_FMT(m->cols[peak].value));
}

static void put_sparks(grid *g) {
  const rap_matrix *m = g->m;
  size_t needed = columns_of_names(m->rows, m->n_rows), most = g->style->width * 3 / 10, beside = g->total + PEAK_COLUMNS;
  g->label = needed < LABEL_MIN ? LABEL_MIN : needed < most ? needed : most;
  if (g->label < LABEL_MIN) g->label = LABEL_MIN;
  size_t room = g->style->width > g->label + beside + 10 ? g->style->width - g->label - beside : 10;
  blocks b = {.step = (m->n_cols + room - 1) / room};
  b.n = (m->n_cols + b.step - 1) / b.step;
  b.columns = room / b.n < BLOCK_MOST ? room / b.n : BLOCK_MOST;
  rap_buf_puts(g->out, bold(g));
  put_scale(g, b);
  rap_buf_puts(g->out, plain(g));
  for (size_t i = 0; i < m->n_rows; i++) put_spark_row(g, i, b);
  rap_str first = m->cols[0].value, last = m->cols[m->n_cols - 1].value;
  rap_buf_printf(g->out, "\n%.*s to %.*s; ", RAP_FMT(first), RAP_FMT(last));
  if (b.step > 1) rap_buf_printf(g->out, "a block stands for %zu %s; ", b.step, first.n > 4 ? "months" : "years");
  rap_buf_puts(g->out, "each row has its own scale\n");
}

void rap_timeline_text(rap_buf *out, const rap_matrix *m, const rap_table_style *style) {
  if (!m->n_cols) return;
  grid g = measure(out, m, style);
  size_t period = m->cols[0].value.n + 1;
  if (g.cell < period) g.cell = period;
  g.total += 2;
  size_t grid_columns = m->n_cols * g.cell + g.total, needed = columns_of_names(m->rows, m->n_rows),
         least = needed < LABEL_MIN ? LABEL_MIN
                 : needed < 28      ? needed
                                    : 28;
  if (grid_columns + least > style->width) {
    put_sparks(&g);
    return;
  }
  g.label = needed < least ? least : needed < style->width - grid_columns ? needed : style->width - grid_columns;
  put_periods(&g);
  for (size_t i = 0; i < m->n_rows; i++) put_row(&g, i, 0);
  if (m->n_rows > 1) put_totals(&g);
}
