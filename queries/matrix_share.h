/* matrix_share.h: the cells of a matrix as shares of their row, their column or all. Layer: queries.
 *
 *     double share = rap_matrix_share(&m, RAP_SHARE_ROW, r, c);   // 0.25 of what row r counts
 *
 * Totals count each unit once. A unit that stands in several columns of a row (a statement on two themes) counts in each of their shares, so that the shares of a row may add up to more than 1.
 */
#ifndef RAP_QUERIES_MATRIX_SHARE_H
#define RAP_QUERIES_MATRIX_SHARE_H

#include "base/buf.h"
#include "index/query.h"

typedef enum rap_share { RAP_SHARE_NONE, RAP_SHARE_ROW, RAP_SHARE_COLUMN, RAP_SHARE_ALL } rap_share;

/* "row", "column", "all"; false, NONE, for others. */
bool rap_share_parse(rap_str name, rap_share *out);
/* 0 to 1; 0 under NONE and where there is nothing to be a share of. O(1). */
double rap_matrix_share(const rap_matrix *m, rap_share share, size_t row, size_t col);
/* n of `of`, 0 where `of` is 0. */
double rap_share_of(int64_t n, int64_t of);
/* For people: "25%"; "<1%" for what is less than half of one, but not nothing; "·" for nothing. Returns the columns that it takes, at most RAP_SHARE_COLUMNS. */
#define RAP_SHARE_COLUMNS 4
size_t rap_share_text(rap_buf *out, double share);

#endif
