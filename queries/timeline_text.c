#include "queries/timeline_text.h"

#include "base/utf8.h"
#include "queries/layout.h"

#define LABEL_MIN 12
#define LABEL_USUAL 28
#define BLOCK_MOST 4
#define BAR_MOST 40
#define GAP 2
#define PEAK_COLUMNS 10 /* "  1234 in " */
#define VALUE_COLUMNS 7 /* "1234.5" and a space */

typedef struct sheet {
  const rap_timeline *t;
  const rap_table_style *style;
  rap_buf *out;
  size_t label, cell, total; /* columns of the row heads, of a period, of the totals */
} sheet;

static const char *bold(const sheet *s) { return s->style->color ? RAP_SGR_BOLD : ""; }
static const char *plain(const sheet *s) { return s->style->color ? RAP_SGR_PLAIN : ""; }

/* ---- values ---- */

/* Of the periods from one on; of several: their counts together, their share of all that was, the mean of their averages. */
static double value_of(const rap_timeline *t, size_t row, size_t from, size_t n) {
  int64_t count = 0, volume = 0;
  double averages = 0;
  size_t to = from + n < t->m.n_cols ? from + n : t->m.n_cols;
  for (size_t i = from; i < to; i++) {
    count += t->m.cells[row * t->m.n_cols + i];
    if (t->volume) volume += t->volume[i];
    if (t->average) averages += rap_timeline_average(t, row, i);
  }
  if (t->average) return to > from ? averages / (double)(to - from) : 0;
  return t->volume ? rap_share_of(count, volume) : (double)count;
}

/* "12", "12.3" (averages), "12%". */
static void put_value(sheet *s, double value, size_t width) {
  rap_buf text = {0};
  if (value <= 0)
    rap_buf_puts(&text, "·");
  else if (s->t->volume)
    (void)rap_share_text(&text, value);
  else
    rap_buf_printf(&text, s->t->average ? "%.1f" : "%.0f", value);
  size_t columns = rap_utf8_columns(rap_buf_str(&text));
  rap_layout_spaces(s->out, width > columns ? width - columns : 0);
  rap_buf_add(s->out, rap_buf_str(&text));
  if (rap_buf_failed(&text)) s->out->failed = true;
  rap_buf_clear(&text);
}

static void put_count(sheet *s, int64_t n, size_t width) {
  size_t digits = rap_layout_digits(n);
  rap_layout_spaces(s->out, width > digits ? width - digits : 0);
  rap_buf_printf(s->out, "%lld", (long long)n);
}

static size_t columns_of_names(const rap_matrix *m) {
  size_t widest = LABEL_MIN;
  for (size_t i = 0; i < m->n_rows; i++) {
    size_t columns = rap_utf8_columns(m->rows[i].name);
    if (columns > widest) widest = columns;
  }
  return widest;
}

/* ---- numbers ---- */

static void put_table(sheet *s) {
  const rap_matrix *m = &s->t->m;
  rap_layout_spaces(s->out, s->label);
  rap_buf_puts(s->out, bold(s));
  for (size_t i = 0; i < m->n_cols; i++) {
    rap_layout_spaces(s->out, s->cell - m->cols[i].value.n);
    rap_buf_add(s->out, m->cols[i].value);
  }
  rap_layout_spaces(s->out, s->total - 5);
  rap_buf_printf(s->out, "Total%s\n", plain(s));
  for (size_t r = 0; r < m->n_rows; r++) {
    rap_text_fit(s->out, m->rows[r].name, s->label, true);
    for (size_t i = 0; i < m->n_cols; i++) put_value(s, value_of(s->t, r, i, 1), s->cell);
    rap_buf_puts(s->out, bold(s));
    put_count(s, m->row_totals[r], s->total);
    rap_buf_printf(s->out, "%s\n", plain(s));
  }
  if (m->n_rows < 2) return;
  rap_buf_puts(s->out, bold(s));
  rap_text_fit(s->out, RAP_STR("Total"), s->label, true);
  for (size_t i = 0; i < m->n_cols; i++) {
    if (m->col_totals[i])
      put_count(s, m->col_totals[i], s->cell);
    else
      put_value(s, 0, s->cell);
  }
  put_count(s, m->total, s->total);
  rap_buf_printf(s->out, "%s\n", plain(s));
}

/* ---- blocks ---- */

/* How periods are drawn: `step` of them to a block, `columns` for a block (its character, repeated, and a space where there is room for one). */
typedef struct blocks {
  size_t n, step, columns;
} blocks;

/* Where each year begins, as far as there is room for its digits. */
static void put_scale(sheet *s, blocks b) {
  const rap_matrix *m = &s->t->m;
  size_t used = 0;
  uint64_t last = 0;
  rap_layout_spaces(s->out, s->label + 1);
  for (size_t i = 0; i < b.n; i++) {
    rap_str year = rap_str_sub(m->cols[i * b.step].value, 0, 4);
    uint64_t number;
    size_t at = i * b.columns;
    (void)rap_str_uint(year, &number);
    if (at < used || number == last || at + year.n > b.n * b.columns + 1) continue;
    rap_layout_spaces(s->out, at - used);
    rap_buf_printf(s->out, "%.*s ", RAP_FMT(year));
    used = at + year.n + 1;
    last = number;
  }
  if (used < b.n * b.columns) rap_layout_spaces(s->out, b.n * b.columns - used);
  size_t behind = used > b.n * b.columns ? used - b.n * b.columns : 0, before = s->total - (sizeof "Total" - 1);
  if (before > behind) rap_layout_spaces(s->out, before - behind);
  rap_buf_puts(s->out, "Total  most\n");
}

static void put_spark_row(sheet *s, size_t row, blocks b) {
  const rap_matrix *m = &s->t->m;
  double most = 0;
  size_t peak = 0;
  for (size_t i = 0; i < b.n; i++) {
    double value = value_of(s->t, row, i * b.step, b.step);
    if (value > most) most = value;
  }
  for (size_t i = 1; i < m->n_cols; i++)
    if (value_of(s->t, row, i, 1) > value_of(s->t, row, peak, 1)) peak = i;
  rap_text_fit(s->out, m->rows[row].name, s->label, true);
  rap_buf_putc(s->out, ' ');
  for (size_t i = 0; i < b.n; i++) {
    double value = value_of(s->t, row, i * b.step, b.step);
    size_t drawn = value > 0 && b.columns > 1 ? b.columns - 1 : 1;
    for (size_t k = 0; k < drawn; k++) rap_buf_puts(s->out, rap_layout_spark_of(value, most));
    rap_layout_spaces(s->out, b.columns - drawn);
  }
  put_count(s, m->row_totals[row], s->total);
  rap_buf_puts(s->out, "  ");
  put_value(s, value_of(s->t, row, peak, 1), 0);
  rap_buf_printf(s->out, " in %.*s\n", RAP_FMT(m->cols[peak].value));
}

static void put_sparks(sheet *s) {
  const rap_matrix *m = &s->t->m;
  size_t needed = columns_of_names(m), most = s->style->width * 3 / 10,
         beside = s->total + m->cols[0].value.n + PEAK_COLUMNS + (s->t->average ? 2 : 0);
  s->label = needed < most || most < LABEL_MIN ? needed : most;
  if (most < LABEL_MIN) s->label = LABEL_MIN;
  size_t room = s->style->width > s->label + beside + 10 ? s->style->width - s->label - beside : 10;
  blocks b = {.step = (m->n_cols + room - 1) / room};
  b.n = (m->n_cols + b.step - 1) / b.step;
  b.columns = room / b.n < BLOCK_MOST ? room / b.n : BLOCK_MOST;
  rap_buf_puts(s->out, bold(s));
  put_scale(s, b);
  rap_buf_puts(s->out, plain(s));
  for (size_t i = 0; i < m->n_rows; i++) put_spark_row(s, i, b);
  rap_buf_printf(s->out, "\n%.*s to %.*s; ", RAP_FMT(m->cols[0].value), RAP_FMT(m->cols[m->n_cols - 1].value));
  if (b.step > 1) rap_buf_printf(s->out, "a block stands for %zu %ss; ", b.step, rap_period_name(s->t->unit));
  rap_buf_puts(s->out, "each row has its own scale\n");
}

/* ---- bars ---- */

static void put_bars(sheet *s) {
  const rap_matrix *m = &s->t->m;
  double most = 0;
  size_t head = m->cols[0].value.n < sizeof "Total" - 1 ? sizeof "Total" - 1 : m->cols[0].value.n, count = rap_layout_digits(m->total) + GAP,
         value = s->t->volume || s->t->average ? VALUE_COLUMNS + 1 : 0;
  size_t used = head + count + value + GAP, width = s->style->width > used + 10 ? s->style->width - used : 10;
  if (width > BAR_MOST) width = BAR_MOST;
  for (size_t i = 0; i < m->n_cols; i++)
    if (value_of(s->t, 0, i, 1) > most) most = value_of(s->t, 0, i, 1);
  if (m->rows[0].value.n) {
    rap_text_fit(s->out, m->rows[0].name, s->style->width, false);
    rap_buf_putc(s->out, '\n');
  }
  for (size_t i = 0; i < m->n_cols; i++) {
    double drawn = value_of(s->t, 0, i, 1);
    rap_text_fit(s->out, m->cols[i].value, head, true);
    if (m->cells[i])
      put_count(s, m->cells[i], count);
    else
      put_value(s, 0, count);
    if (value) put_value(s, drawn, value);
    if (drawn > 0) rap_layout_spaces(s->out, GAP);
    rap_layout_bar_of(s->out, drawn, most, width);
    rap_buf_putc(s->out, '\n');
  }
  rap_buf_printf(s->out, "%s", bold(s));
  rap_text_fit(s->out, RAP_STR("Total"), head, true);
  put_count(s, m->row_totals[0], count);
  rap_buf_printf(s->out, "%s\n", plain(s));
}

/* ---- which of them ---- */

void rap_timeline_text(rap_buf *out, const rap_timeline *t, const rap_table_style *style) {
  const rap_matrix *m = &t->m;
  sheet s = {.t = t, .style = style, .out = out};
  int64_t most = 0;
  if (!m->n_cols || !m->n_rows) return;
  for (size_t i = 0; i < m->n_cols; i++)
    if (m->col_totals[i] > most) most = m->col_totals[i];
  s.cell = m->cols[0].value.n + 1;
  size_t digits = rap_layout_digits(most) + (t->average && !t->volume ? 2 : 0);
  if (s.cell < digits + 1) s.cell = digits + 1;
  s.total = rap_layout_digits(m->total) + GAP;
  if (s.total < sizeof "Total" - 1 + GAP) s.total = sizeof "Total" - 1 + GAP;
  if (m->n_rows == 1 && m->n_cols <= RAP_TIMELINE_BARS) {
    put_bars(&s);
    return;
  }
  size_t used = m->n_cols * s.cell + s.total, needed = columns_of_names(m), least = needed < LABEL_USUAL ? needed : LABEL_USUAL;
  if (used + least > style->width) {
    put_sparks(&s);
    return;
  }
  s.label = needed < style->width - used ? needed : style->width - used;
  put_table(&s);
}
