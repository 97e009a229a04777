/* matrix_order.h: rows and columns of a matrix in another order. Layer: queries.
 *
 * Similarity: agglomerative clustering by average linkage (UPGMA: Sokal and Michener 1958, "A statistical method for evaluating systematic relationships"), the distance of clusters kept up by the formula of
 * Lance and Williams (1967). The distance of two rows is 1 − the cosine of their cells; a row without any cell is at distance 1 from all. The two nearest clusters are joined first, of equally near
 * ones those that stood first; of the two, the one that counts more (by the sum of its totals) comes first. So rows that are alike stand together, and the order follows from the numbers alone.
 */
#ifndef RAP_QUERIES_MATRIX_ORDER_H
#define RAP_QUERIES_MATRIX_ORDER_H

#include "base/arena.h"
#include "index/query.h"

/* TOTAL: falling, then value; NAME: by name in order of bytes without case of ASCII letters, then value; TIME: by value, which for time axes is the order of time; SIMILARITY: as above. */
typedef enum rap_order { RAP_ORDER_TOTAL, RAP_ORDER_NAME, RAP_ORDER_TIME, RAP_ORDER_SIMILARITY } rap_order;

/* Clustering n rows costs n³ steps at worst and 8 n² bytes. */
#define RAP_ORDER_MAX 400

/* Puts the rows, the columns into the order, cells and totals with them; in `arena`, the old arrays stay as they were. Errors: RAP_ERR_LIMIT (more than RAP_ORDER_MAX to be clustered), RAP_ERR_NOMEM; the
 * matrix is unchanged then. */
rap_status rap_matrix_order_rows(rap_arena *arena, rap_matrix *m, rap_order order, rap_error *err) RAP_MUST_CHECK;
rap_status rap_matrix_order_cols(rap_arena *arena, rap_matrix *m, rap_order order, rap_error *err) RAP_MUST_CHECK;
/* The matrix with rows for columns. */
rap_status rap_matrix_turn(rap_arena *arena, const rap_matrix *m, rap_matrix *out, rap_error *err) RAP_MUST_CHECK;

#endif
