/* The text table: widths, and lines of cells. */
#include "base/emit_impl.h"
#include "base/utf8.h"

#include <stdlib.h>

/* Spaces between columns, as long as there is room, and the least width of a column that was narrowed. */
enum { GAP = 2, GAP_LEAST = 1, NARROWEST = 20 };

typedef struct table {
  rap_emit *e;
  size_t *shown;  /* indexes of the columns with a title */
  size_t *widths; /* of each shown column */
  rap_str *rests; /* wrapped columns: what is still to be written of the row's cells */
  size_t n;
  size_t gap;
} table;

static const rap_column *column_of(const table *t, size_t i) { return &t->e->columns[t->shown[i]]; }

static rap_cell *cell_of(const table *t, size_t row, size_t i) { return &t->e->cells[row * t->e->n_columns + t->shown[i]]; }

static void measure(table *t) {
  for (size_t i = 0; i < t->n; i++) {
    t->widths[i] = rap_utf8_columns(rap_str_of(column_of(t, i)->title));
    for (size_t row = 0; row < t->e->n_rows; row++) {
      rap_cell *cell = cell_of(t, row, i);
      cell->columns = rap_utf8_columns(cell->text);
      if (cell->columns > t->widths[i]) t->widths[i] = cell->columns;
    }
  }
}

static size_t total_width(const table *t) {
  size_t total = t->n ? (t->n - 1) * t->gap : 0;
  for (size_t i = 0; i < t->n; i++) total += t->widths[i];
  return total;
}

/* The column to narrow next: the widest of those that wrap, else the last of text. SIZE_MAX: none can be narrower. */
static size_t column_to_narrow(const table *t) {
  size_t found = SIZE_MAX;
  bool any_wraps = false;
  for (size_t i = 0; i < t->n; i++) {
    if (!column_of(t, i)->wrap) continue;
    any_wraps = true;
    if (t->widths[i] > NARROWEST && (found == SIZE_MAX || t->widths[i] >= t->widths[found])) found = i;
  }
  if (any_wraps) return found;
  for (size_t i = 0; i < t->n; i++)
    if (!rap_column_is_number(column_of(t, i))) found = i;
  return found != SIZE_MAX && t->widths[found] > NARROWEST ? found : SIZE_MAX;
}

/* The widest next to `i` among the columns that wrap: down to there `i` can go in one step without becoming narrower than it. */
static size_t next_widest(const table *t, size_t i) {
  size_t next = NARROWEST;
  for (size_t j = 0; j < t->n; j++)
    if (j != i && column_of(t, j)->wrap && t->widths[j] > next && t->widths[j] < t->widths[i]) next = t->widths[j];
  return next;
}

static void narrow(table *t) {
  size_t limit = t->e->options.width;
  for (size_t total = total_width(t); limit && total > limit;) {
    size_t i = column_to_narrow(t);
    if (i == SIZE_MAX) {
      if (total - (t->n - 1) * (GAP - GAP_LEAST) <= limit) t->gap = GAP_LEAST; /* the last that can give way, if that helps */
      return;
    }
    bool twin = false;
    for (size_t j = 0; j < t->n; j++) twin = twin || (j != i && column_of(t, j)->wrap && t->widths[j] == t->widths[i]);
    size_t step = twin ? 1 : t->widths[i] - next_widest(t, i);
    if (step > total - limit) step = total - limit;
    t->widths[i] -= step;
    total -= step;
  }
}

static void put_spaces(rap_buf *b, size_t n) {
  while (n--) rap_buf_putc(b, ' ');
}

/* Appends `text` in column `i`, with the spaces around it; none behind the last column. */
static void put_aligned(table *t, size_t i, rap_str text) {
  rap_buf *b = &t->e->pending;
  size_t columns = rap_utf8_columns(text), width = t->widths[i];
  bool last = i + 1 == t->n;
  if (rap_column_is_number(column_of(t, i))) {
    put_spaces(b, width > columns ? width - columns : 0);
    rap_buf_add(b, text);
  } else {
    rap_text_fit(b, text, width, !last);
  }
  if (!last) put_spaces(b, t->gap);
}

static void trim_spaces(rap_buf *b) {
  while (b->n && b->p[b->n - 1] == ' ') b->n--;
  if (b->p) b->p[b->n] = '\0';
}

static void put_titles(table *t) {
  rap_buf *b = &t->e->pending;
  if (t->e->options.color) rap_buf_puts(b, "\x1b[1m");
  for (size_t i = 0; i < t->n; i++) put_aligned(t, i, rap_str_of(column_of(t, i)->title));
  if (!rap_buf_failed(b)) trim_spaces(b);
  if (t->e->options.color) rap_buf_puts(b, "\x1b[0m");
  rap_buf_putc(b, '\n');
}

/* Wraps a cell into lines joined by '\n', in `lines`. */
static void wrap_cells(table *t, size_t row, rap_buf *lines) {
  for (size_t i = 0; i < t->n; i++) {
    t->rests[i] = cell_of(t, row, i)->text;
    rap_buf_reset(&lines[i]);
    if (!column_of(t, i)->wrap || cell_of(t, row, i)->columns <= t->widths[i]) continue;
    rap_text_wrap(&lines[i], t->rests[i], t->widths[i], 0);
    if (rap_buf_failed(&lines[i])) t->e->no_memory = true;
    t->rests[i] = rap_buf_str(&lines[i]);
  }
}

/* Cells are free of newlines, so that only wrapped ones have several lines. */
static void put_row(table *t, size_t row, rap_buf *lines) {
  rap_buf *b = &t->e->pending;
  wrap_cells(t, row, lines);
  for (bool more = true; more;) {
    more = false;
    for (size_t i = 0; i < t->n; i++) {
      rap_str line;
      (void)rap_str_split(&t->rests[i], '\n', &line);
      put_aligned(t, i, line);
      more = more || t->rests[i].p;
    }
    if (!rap_buf_failed(b)) trim_spaces(b);
    rap_buf_putc(b, '\n');
  }
  rap_emit_flush(t->e, false);
}

void rap_emit_table(rap_emit *e) {
  if (!e->n_rows || !e->n_columns) return;
  table t = {.e = e, .gap = GAP};
  t.shown = rap_arena_array(e->arena, e->n_columns, sizeof *t.shown);
  t.widths = rap_arena_array(e->arena, e->n_columns, sizeof *t.widths);
  t.rests = rap_arena_array(e->arena, e->n_columns, sizeof *t.rests);
  rap_buf *lines = rap_arena_array(e->arena, e->n_columns, sizeof *lines);
  if (!t.shown || !t.widths || !t.rests || !lines) {
    e->no_memory = true;
    return;
  }
  for (size_t i = 0; i < e->n_columns; i++)
    if (e->columns[i].title) t.shown[t.n++] = i;
  measure(&t);
  narrow(&t);
  put_titles(&t);
  for (size_t row = 0; row < e->n_rows && !e->no_memory && !e->out->failed; row++) put_row(&t, row, lines);
  for (size_t i = 0; i < t.n; i++) rap_buf_clear(&lines[i]);
}
