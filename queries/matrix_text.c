#include "queries/matrix_text.h"

#include "base/utf8.h"
#include "queries/layout.h"

#define LABEL_MIN 12
#define CELL_USUAL 4
#define CELL_LEAST 3
#define FLAT_MOST 7
#define GAP 2 /* between the last column and the total */

typedef struct grid {
  const rap_matrix *m;
  const rap_table_style *style;
  rap_buf *out;
  size_t label, cell, total; /* columns of the row heads, of a cell, of the totals */
  size_t from, to;           /* columns of this panel; the last one has the totals */
  double most;               /* of the cells, for the heat */
  bool flat;                 /* column heads are short enough to stand in one line */
} grid;

static size_t columns_of_names(const rap_label *labels, size_t n) {
  size_t widest = 0;
  for (size_t i = 0; i < n; i++) {
    size_t columns = rap_utf8_columns(labels[i].name);
    if (columns > widest) widest = columns;
  }
  return widest;
}

static bool blocks(const rap_table_style *style) { return style->heat == RAP_HEAT_BLOCKS; }

/* What row heads need, and headings, which begin above them and end in " ┐" (with a space before them: 3). */
static size_t columns_for_heads(const rap_matrix *m, size_t cell, bool flat) {
  size_t needed = columns_of_names(m->rows, m->n_rows);
  for (size_t i = 0; i < m->n_cols && !flat; i++) {
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
  size_t digits = rap_layout_digits(most), beside = 1 + blocks(style);
  if (style->share && digits < RAP_SHARE_COLUMNS) digits = RAP_SHARE_COLUMNS;
  g.total = rap_layout_digits(m->total) + GAP;
  size_t widest = columns_of_names(m->cols, m->n_cols), total_head = sizeof "Total" - 1;
  g.flat = widest <= FLAT_MOST;
  if (g.flat) total_head += GAP;
  if (g.total < total_head) g.total = total_head;
  size_t needed = columns_for_heads(m, g.cell, g.flat), most_label = style->width / 4;
  if (m->n_cols * g.cell + g.total + (needed < most_label ? needed : most_label) > style->width) g.cell = CELL_LEAST;
  if (digits + beside > g.cell) g.cell = digits + beside;
  if (g.flat && widest + beside > g.cell) g.cell = widest + beside;
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

/* Columns of the panel, and where the last of them ends. */
static bool has_total(const grid *g) { return g->to == g->m->n_cols; }
static size_t end_of(const grid *g, size_t column) {
  return g->label + (column < g->to ? (column - g->from + 1) * g->cell : (g->to - g->from) * g->cell + g->total);
}

/* One heading that ends in "┐" at column `at`; to the right of it, the lines of the columns that were named above. */
static void put_heading(grid *g, rap_str name, size_t column) {
  size_t at = end_of(g, column) - 1, columns = rap_utf8_columns(name);
  if (columns + 1 > at) columns = at - 1;
  rap_layout_spaces(g->out, at - 1 - columns);
  rap_text_fit(g->out, name, columns, false);
  rap_buf_puts(g->out, " ┐");
  for (size_t i = column + 1; i < g->to + has_total(g); i++) {
    rap_layout_spaces(g->out, (i < g->to ? g->cell : g->total) - 1);
    rap_buf_puts(g->out, "│");
  }
  rap_buf_putc(g->out, '\n');
}

static void put_flat_headings(grid *g) {
  rap_layout_spaces(g->out, g->label);
  rap_buf_puts(g->out, bold(g));
  for (size_t i = g->from; i < g->to; i++) {
    rap_str name = g->m->cols[i].name;
    rap_layout_spaces(g->out, g->cell - blocks(g->style) - rap_utf8_columns(name));
    rap_text_fit(g->out, name, g->cell, false);
    if (blocks(g->style)) rap_buf_putc(g->out, ' ');
  }
  if (has_total(g)) rap_layout_spaces(g->out, g->total - (sizeof "Total" - 1));
  rap_buf_printf(g->out, "%s%s\n", has_total(g) ? "Total" : "", plain(g));
}

static void put_headings(grid *g) {
  if (g->flat) {
    put_flat_headings(g);
    return;
  }
  if (has_total(g)) put_heading(g, RAP_STR("Total"), g->to);
  for (size_t i = g->to; i-- > g->from;) put_heading(g, g->m->cols[i].name, i);
}

/* Is a name cut, in the heads or above its column? */
static bool is_cut(rap_str name, size_t room) { return rap_utf8_columns(name) > room; }

static void put_legend(grid *g, size_t per_panel) {
  const rap_matrix *m = g->m;
  bool any = false;
  for (size_t i = 0; i < m->n_cols && !g->flat; i++) {
    size_t room = g->label + (i % per_panel + 1) * g->cell - 2;
    if (!is_cut(m->cols[i].name, room)) continue;
    rap_buf_printf(g->out, "%s", any ? "" : "\n");
    rap_layout_paragraph(g->out, m->cols[i].name, g->style->width, 2);
    any = true;
  }
  for (size_t i = 0; i < m->n_rows; i++) {
    if (!is_cut(m->rows[i].name, g->label)) continue;
    rap_buf_printf(g->out, "%s", any ? "" : "\n");
    rap_layout_paragraph(g->out, m->rows[i].name, g->style->width, 2);
    any = true;
  }
}

/* -- cells ---------------------------------------------------------------------------------------------------------------------------------- */

/* Five steps of blue from light to dark, each with a colour of text that can be read on it, whatever the terminal's own. Steps go by the square root: counts are skewed. */
static size_t step_of(double n, double most) {
  size_t step = 0;
  while (step < 4 && n * 25 > most * (double)((step + 1) * (step + 1))) step++;
  return step;
}

static void put_heat(grid *g, double n) {
  static const char *const shades[] = {"\033[48;5;195;38;5;16m", "\033[48;5;153;38;5;16m", "\033[48;5;111;38;5;16m", "\033[48;5;69;38;5;231m",
                                       "\033[48;5;26;38;5;231m"};
  if (g->style->heat == RAP_HEAT_COLOUR && n > 0) rap_buf_puts(g->out, shades[step_of(n, g->most)]);
}

static void put_heat_end(grid *g, double n) {
  static const char *const marks[] = {" ", "░", "▒", "▓", "█"};
  if (g->style->heat == RAP_HEAT_COLOUR && n > 0) rap_buf_puts(g->out, RAP_SGR_PLAIN);
  if (blocks(g->style)) rap_buf_puts(g->out, n > 0 ? marks[step_of(n, g->most)] : " ");
}

static void put_number(grid *g, int64_t n, size_t width) {
  rap_layout_spaces(g->out, width - (n ? rap_layout_digits(n) : 1));
  if (n)
    rap_buf_printf(g->out, "%lld", (long long)n);
  else
    rap_buf_puts(g->out, "·");
}

static double value_of(const grid *g, size_t row, size_t col) {
  const rap_matrix *m = g->m;
  return g->style->share ? rap_matrix_share(m, g->style->share, row, col) : (double)m->cells[row * m->n_cols + col];
}

static void put_cell(grid *g, size_t row, size_t col) {
  double value = value_of(g, row, col);
  rap_buf share = {0};
  put_heat(g, value);
  if (g->style->share) {
    size_t columns = rap_share_text(&share, value);
    rap_layout_spaces(g->out, g->cell - blocks(g->style) - columns);
    rap_buf_add(g->out, rap_buf_str(&share));
  } else {
    put_number(g, g->m->cells[row * g->m->n_cols + col], g->cell - blocks(g->style));
  }
  put_heat_end(g, value);
  rap_buf_clear(&share);
}

static void put_row(grid *g, size_t row) {
  rap_text_fit(g->out, g->m->rows[row].name, g->label, true);
  for (size_t i = g->from; i < g->to; i++) put_cell(g, row, i);
  rap_buf_puts(g->out, bold(g));
  if (has_total(g)) put_number(g, g->m->row_totals[row], g->total);
  rap_buf_printf(g->out, "%s\n", plain(g));
}

static void put_totals(grid *g) {
  const rap_matrix *m = g->m;
  rap_buf_puts(g->out, bold(g));
  rap_text_fit(g->out, RAP_STR("Total"), g->label, true);
  for (size_t i = g->from; i < g->to; i++) {
    put_number(g, m->col_totals[i], g->cell - blocks(g->style));
    if (blocks(g->style)) rap_buf_putc(g->out, ' ');
  }
  if (has_total(g)) put_number(g, m->total, g->total);
  rap_buf_printf(g->out, "%s\n", plain(g));
}

void rap_matrix_text(rap_buf *out, const rap_matrix *m, const rap_table_style *style) {
  grid g = measure(out, m, style);
  size_t room = style->width > g.label + g.cell ? style->width - g.label : g.cell, fit = (room > g.total ? room - g.total : 0) / g.cell;
  for (size_t r = 0; r < m->n_rows; r++)
    for (size_t c = 0; c < m->n_cols; c++)
      if (value_of(&g, r, c) > g.most) g.most = value_of(&g, r, c);
  size_t per_panel = fit >= m->n_cols ? m->n_cols : fit ? fit : 1;
  for (g.from = 0; g.from < m->n_cols; g.from = g.to) {
    g.to = m->n_cols - g.from > per_panel ? g.from + per_panel : m->n_cols;
    if (g.from) rap_buf_putc(out, '\n');
    put_headings(&g);
    for (size_t i = 0; i < m->n_rows; i++) put_row(&g, i);
    put_totals(&g);
  }
  put_legend(&g, per_panel ? per_panel : 1);
}
