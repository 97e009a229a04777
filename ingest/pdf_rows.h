/* pdf_rows.h: pieces of a page as rows of cells, and cells as lines of text. Layer: ingest (inside); pdf_order.c puts them into order. */
#ifndef RAP_INGEST_PDF_ROWS_H
#define RAP_INGEST_PDF_ROWS_H

#include "ingest/pdf.h"

/* Pieces of a row without a wide gap between them: a line of text or a cell. */
typedef struct rap_pdf_cell {
  rap_pdf_box box;
  float height;
  size_t first, n; /* in order.pieces */
} rap_pdf_cell;

typedef struct rap_pdf_row {
  float y0, y1;
  size_t first, n; /* in order.cells */
} rap_pdf_row;

typedef struct rap_pdf_place {
  float y, x;
  size_t piece;
} rap_pdf_place;

typedef struct rap_pdf_ordering {
  rap_arena *arena;
  const rap_pdf *pdf;
  const bool *furniture;
  rap_pdf_lines *out;
  size_t page;
  rap_buf *text; /* of the line under way */
  /* What is put into order: a page, or a column of one. */
  rap_pdf_place *pieces;
  rap_pdf_cell *cells;
  rap_pdf_row *rows;
  size_t n_pieces, n_cells, n_rows;
  float left, right;
  size_t depth; /* columns around it */
  bool fresh;   /* the next line over the whole width is the first behind a band or at the begin */
} rap_pdf_ordering;

static inline float rap_pdf_least(float a, float b) { return a < b ? a : b; }
static inline float rap_pdf_greatest(float a, float b) { return a > b ? a : b; }
/* The piece behind o->pieces[i]. */
static inline const rap_pdf_piece *rap_pdf_piece_at(const rap_pdf_ordering *o, size_t i) { return &o->pdf->pieces[o->pieces[i].piece]; }

/* Rows and cells of o->pieces, which are put in order. Errors: RAP_ERR_NOMEM. Cost: n log n. */
rap_status rap_pdf_make_rows(rap_pdf_ordering *o, rap_error *err) RAP_MUST_CHECK;
/* Appends the cell's words to o->text; true: a leader stood in it, for which an ellipsis is put. */
bool rap_pdf_add_cell_text(rap_pdf_ordering *o, const rap_pdf_cell *cell);
/* The line whose text is in o->text. Errors: RAP_ERR_NOMEM. */
rap_status rap_pdf_add_line(rap_pdf_ordering *o, rap_pdf_line line, rap_error *err) RAP_MUST_CHECK;
/* A row by itself: words with wide gaps between them are one line, unless the gap is so wide that what stands behind it is another matter (a place at the left, a date at the right). Errors: RAP_ERR_NOMEM. */
rap_status rap_pdf_add_row(rap_pdf_ordering *o, const rap_pdf_row *row, rap_error *err) RAP_MUST_CHECK;

#endif
