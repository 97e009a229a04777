/* emit_impl.h: what the files of the emitter share. Layer: base, private to emit*.c.
 *
 * A row is a list of cells. The streaming formats write it when it ends; the text table keeps all rows until the widths are known, Markdown the first thousand.
 */
#ifndef RAP_BASE_EMIT_IMPL_H
#define RAP_BASE_EMIT_IMPL_H

#include "base/arena.h"
#include "base/emit.h"
#include "base/markup.h"

/* A cell of a row that is not JSON. */
typedef struct rap_cell {
  rap_str text;
  const rap_span *marks; /* pages: in order, apart from each other */
  size_t n_marks;
  size_t columns; /* text tables and Markdown */
} rap_cell;

/* Columns of a page, in order. */
typedef struct rap_page_column {
  const rap_column *column;
  const char *title;
  size_t at;    /* its cells in a row */
  size_t link;  /* the cells with their addresses; SIZE_MAX: none */
  size_t width; /* Markdown: columns of a terminal */
} rap_page_column;

/* What Markdown and HTML need beyond rows. */
typedef struct rap_page_layout {
  rap_page_column *columns;
  size_t n;
  rap_markup *markup; /* html */
  rap_arena *kept;    /* markdown: cells of the rows that are measured */
  rap_cell *cells;    /* of these rows, as they will be written, row by row */
  size_t n_cells, capacity;
  bool measured;
} rap_page_layout;

struct rap_emit {
  rap_out *out;
  rap_format format;
  const rap_column *columns;
  size_t n_columns;
  rap_emit_options options;
  size_t n_rows;
  size_t at;        /* column of the next cell */
  rap_json *object; /* json, ndjson: the row so far */
  rap_arena *arena; /* cells; text: of all rows, csv and tsv: of this row */
  rap_cell *cells;  /* text: row by row, shown columns and others alike; csv and tsv: of this row */
  size_t n_cells, cells_capacity;
  rap_buf pending;        /* bytes not yet handed to `out` */
  rap_page_layout layout; /* pages only */
  bool no_memory;
};

static inline bool rap_column_is_number(const rap_column *c) { return c->kind == RAP_COL_INT || c->kind == RAP_COL_REAL; }

/* Lays out all rows into e->pending and hands it on. */
void rap_emit_table(rap_emit *e);
/* Hands e->pending on when it is large, or always. */
void rap_emit_flush(rap_emit *e, bool always);
/* Appends `s` for one line of a terminal: white space and controls as spaces, ill-formed UTF-8 as U+FFFD. */
void rap_emit_clean(rap_buf *b, rap_str s);

/* ---- pages ---- */

/* Chooses the columns and begins the document. False when out of memory. */
bool rap_emit_page_begin(rap_emit *e);
/* Writes the row whose cells are e->cells, or keeps it. */
void rap_emit_page_row(rap_emit *e);
void rap_emit_page_end(rap_emit *e);
void rap_emit_page_clear(rap_emit *e);
/* A cell's text and marks as pages have them, in e->arena: lines ended by '\n', other controls as spaces, ill-formed UTF-8 as U+FFFD. */
rap_cell rap_emit_page_cell(rap_emit *e, rap_str s, const rap_span *marks, size_t n);
/* Where the cells of a column lead in this row; empty: nowhere, or to no address of the web or of mail. */
rap_str rap_emit_page_link(const rap_emit *e, const rap_page_column *c);
bool rap_emit_html_begin(rap_emit *e);
void rap_emit_html_row(rap_emit *e);
void rap_emit_html_end(rap_emit *e);
void rap_emit_markdown_row(rap_emit *e);
void rap_emit_markdown_end(rap_emit *e);

#endif
