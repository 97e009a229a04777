/* Tables of GitHub's Markdown (GFM 4.10). Every character of a cell that Markdown would take for its own is escaped, so that a reader of the page sees the text. */
#include "base/emit_impl.h"
#include "base/markdown.h"
#include "base/utf8.h"

/* The widths of the columns are those of so many rows; the others are written as they come. */
#define MEASURED_ROWS 1000
/* A column is padded up to so many terminal columns; longer cells stand out, else a single one would spread all rows. Sentences so long are not padded for. */
#define PAD_MOST 48

/* ---- text ---- */

static void put_escaped(rap_buf *b, rap_str s, size_t begin, size_t end) { rap_markdown_text(b, s, (rap_span){begin, end}, RAP_MARKDOWN_CELL); }

/* The part of a mark that begins and ends with a letter or digit: only there "**" is sure to be emphasis (CommonMark 6.2, flanking). */
static rap_span word_part(rap_str s, rap_span mark) {
  uint32_t cp;
  while (mark.begin < mark.end) {
    size_t n = rap_utf8_decode(s, mark.begin, &cp);
    if (rap_utf8_is_word(cp)) break;
    mark.begin += n;
  }
  while (mark.begin < mark.end) {
    size_t before = rap_utf8_before(s, mark.end, &cp);
    if (rap_utf8_is_word(cp)) break;
    mark.end = before;
  }
  return mark;
}

static void put_marked(rap_buf *b, const rap_cell *cell) {
  size_t at = 0;
  for (size_t i = 0; i < cell->n_marks; i++) {
    rap_span mark = word_part(cell->text, cell->marks[i]);
    if (mark.begin >= mark.end) continue;
    put_escaped(b, cell->text, at, mark.begin);
    rap_buf_puts(b, "**");
    put_escaped(b, cell->text, mark.begin, mark.end);
    rap_buf_puts(b, "**");
    at = mark.end;
  }
  put_escaped(b, cell->text, at, cell->text.n);
}

/* ---- rows ---- */

/* The cells of the row, as they are written, into e->layout.kept. */
static void render_row(rap_emit *e) {
  rap_page_layout *l = &e->layout;
  rap_buf b = {0};
  for (size_t i = 0; i < l->n; i++) {
    const rap_cell *cell = &e->cells[l->columns[i].at];
    rap_str address = cell->text.n ? rap_emit_page_link(e, &l->columns[i]) : (rap_str){0};
    void *cells = l->cells;
    rap_buf_reset(&b);
    if (address.n) rap_buf_putc(&b, '[');
    put_marked(&b, cell);
    if (address.n) {
      rap_buf_puts(&b, "](");
      rap_markdown_address(&b, address);
      rap_buf_putc(&b, ')');
    }
    rap_cell done = {.text = rap_arena_str(l->kept, rap_buf_str(&b))};
    if (rap_buf_failed(&b) || !done.text.p || !rap_arena_grow(l->kept, &cells, l->n_cells, &l->capacity, sizeof *l->cells)) {
      e->no_memory = true;
      break;
    }
    done.columns = rap_utf8_columns(done.text);
    l->cells = cells;
    l->cells[l->n_cells++] = done;
  }
  rap_buf_clear(&b);
}

static void put_padded(rap_buf *b, const rap_page_column *c, rap_str text, size_t columns) {
  size_t spaces = c->width > columns ? c->width - columns : 0;
  bool right = rap_column_is_number(c->column);
  rap_buf_puts(b, "| ");
  for (size_t i = 0; right && i < spaces; i++) rap_buf_putc(b, ' ');
  rap_buf_add(b, text);
  for (size_t i = 0; !right && i < spaces; i++) rap_buf_putc(b, ' ');
  rap_buf_putc(b, ' ');
}

static void put_rows(rap_emit *e) {
  rap_page_layout *l = &e->layout;
  for (size_t i = 0; i < l->n_cells; i++) {
    put_padded(&e->pending, &l->columns[i % l->n], l->cells[i].text, l->cells[i].columns);
    if (i % l->n == l->n - 1) rap_buf_puts(&e->pending, "|\n");
  }
  rap_emit_flush(e, false);
  rap_arena_reset(l->kept);
  l->cells = NULL;
  l->n_cells = l->capacity = 0;
}

static void put_title(rap_buf *b, const rap_page_column *c) {
  rap_buf title = {0};
  rap_str s = rap_str_of(c->title);
  put_escaped(&title, s, 0, s.n);
  put_padded(b, c, rap_buf_str(&title), rap_utf8_columns(rap_buf_str(&title)));
  if (rap_buf_failed(&title)) b->failed = true;
  rap_buf_clear(&title);
}

/* The headings and the line below them, which must be three characters at least in each column to be seen as one by all readers. */
static void put_head(rap_emit *e) {
  rap_page_layout *l = &e->layout;
  rap_buf *b = &e->pending;
  for (size_t i = 0; i < l->n; i++) {
    size_t columns = rap_utf8_columns(rap_str_of(l->columns[i].title));
    l->columns[i].width = columns > 3 ? columns : 3;
  }
  for (size_t i = 0; i < l->n_cells; i++) {
    rap_page_column *c = &l->columns[i % l->n];
    size_t columns = l->cells[i].columns;
    if (columns > PAD_MOST) columns = c->column->wrap ? 0 : PAD_MOST;
    if (columns > c->width) c->width = columns;
  }
  for (size_t i = 0; i < l->n; i++) put_title(b, &l->columns[i]);
  rap_buf_puts(b, "|\n");
  for (size_t i = 0; i < l->n; i++) {
    bool right = rap_column_is_number(l->columns[i].column);
    rap_buf_puts(b, "| ");
    for (size_t k = right ? 1 : 0; k < l->columns[i].width; k++) rap_buf_putc(b, '-');
    rap_buf_puts(b, right ? ": " : " ");
  }
  rap_buf_puts(b, "|\n");
  l->measured = true;
}

void rap_emit_markdown_row(rap_emit *e) {
  render_row(e);
  if (e->no_memory) return;
  if (!e->layout.measured && e->n_rows + 1 < MEASURED_ROWS) return;
  if (!e->layout.measured) put_head(e);
  put_rows(e);
}

void rap_emit_markdown_end(rap_emit *e) {
  if (e->no_memory || e->layout.measured || !e->layout.n) return;
  put_head(e);
  put_rows(e);
}
