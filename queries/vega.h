/* vega.h: a matrix or a timeline as a Vega-Lite specification (version 5): data inline, tooltips, a description for those who can't see it. Layer: queries.
 *
 * The file is opened by anything that draws Vega-Lite (vega.github.io/editor, Observable, Jupyter, altair.Chart.from_json).
 */
#ifndef RAP_QUERIES_VEGA_H
#define RAP_QUERIES_VEGA_H

#include "base/buf.h"
#include "index/query.h"

typedef struct rap_vega_page {
  const char *unit;        /* what is counted: "statements" */
  const char *rows, *cols; /* what the axes are: "state", "theme" */
  rap_str asked;           /* the question, for people; empty: everything */
} rap_vega_page;

/* Cells as a heat map with their numbers, rows and columns in the matrix's order; cells of 0 are left out. Appends. Errors: RAP_ERR_NOMEM. */
rap_status rap_vega_matrix(const rap_matrix *matrix, const rap_vega_page *page, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* A line for each row over the periods, zeros included. Appends. Errors: RAP_ERR_NOMEM. */
rap_status rap_vega_timeline(const rap_matrix *matrix, const rap_vega_page *page, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

#endif
