/* matrix_text.h: tables of counts as text: a matrix under staircase headings. Layer: queries. All widths are terminal columns.
 *
 *                       Total ┐
 *             Cyber security ┐│       every heading ends above its column, so that columns stay as narrow as their numbers
 *                   Data ┐   ││
 *     Telangana          3   ·  3
 */
#ifndef RAP_QUERIES_MATRIX_TEXT_H
#define RAP_QUERIES_MATRIX_TEXT_H

#include "base/buf.h"
#include "queries/matrix_share.h"

/* Colours of 256, each with a colour of text that can be read on it; or a block character behind each number. */
typedef enum rap_heat { RAP_HEAT_NONE, RAP_HEAT_COLOUR, RAP_HEAT_BLOCKS } rap_heat;

typedef struct rap_table_style {
  size_t width;    /* of the terminal */
  bool color;      /* bold heads */
  rap_heat heat;   /* each cell by its value relative to the largest one */
  rap_share share; /* cells are shares in percent; totals stay numbers */
} rap_table_style;

/* How many columns fit under `style`. */
size_t rap_matrix_columns_that_fit(const rap_matrix *m, const rap_table_style *style);
/* Appends the table with totals (each unit once, so they may be less than the sums). 0 is "·". A table that is wider than the style's width comes in panels below each other, each with the heads of all rows; the totals stand in the
 * last one. Names that are cut because the place is narrow are listed in full below, once. */
void rap_matrix_text(rap_buf *out, const rap_matrix *m, const rap_table_style *style);

#endif
