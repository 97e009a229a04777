/* matrix_text.h: tables of counts as text: a matrix under staircase headings, rows over time. Layer: queries. All widths are terminal columns.
 *
 *                       Total ┐
 *             Cyber security ┐│       every heading ends above its column, so that columns stay as narrow as their numbers
 *                   Data ┐   ││
 *     Telangana          3   ·  3
 */
#ifndef RAP_QUERIES_MATRIX_TEXT_H
#define RAP_QUERIES_MATRIX_TEXT_H

#include "base/buf.h"
#include "index/query.h"

typedef struct rap_table_style {
  size_t width; /* of the terminal */
  bool color;   /* heat shading, bold heads */
} rap_table_style;

/* How many columns fit under `style`. */
size_t rap_matrix_columns_that_fit(const rap_matrix *m, const rap_table_style *style);
/* Appends the table with totals (each unit once, so they may be less than the sums). 0 is "·". */
void rap_matrix_text(rap_buf *out, const rap_matrix *m, const rap_table_style *style);
/* Rows over periods (m->cols in order of time): numbers when they fit, else one block character for one or several periods, each row to its own scale, with its total and its highest period. */
void rap_timeline_text(rap_buf *out, const rap_matrix *m, const rap_table_style *style);

#endif
