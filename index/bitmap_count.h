/* bitmap_count.h: units per value of two axes, counted from bitmaps. Layer: index.
 *
 * At each meeting (bitmap_walk.h) the unit is added to the cells where its values meet. A unit that meets a cell in several positions stands in neighbouring ones (bitmap.h), so that remembering the last unit
 * per cell is enough to count it once; events and families, which are spread over documents, are counted by a set per cell.
 *
 * The cells are counted in the same walk as the margins as long as they are at most RAP_COUNT_CELLS_MAX; of more, the margins alone are counted, and the cells of those rows and columns that are kept in a walk
 * of their own.
 */
#ifndef RAP_INDEX_BITMAP_COUNT_H
#define RAP_INDEX_BITMAP_COUNT_H

#include "index/sql.h"

#define RAP_COUNT_CELLS_MAX ((size_t)1 << 20)

typedef struct rap_counted {
  rap_str value;
  int64_t n;
  size_t index; /* of its row or column of cells */
} rap_counted;

typedef struct rap_tally {
  rap_counted *items;
  size_t n, capacity;
} rap_tally;

typedef struct rap_counts {
  rap_tally rows, cols; /* those that have units, in no order */
  const int64_t *cells; /* of row r and column c: cells[r.index × stride + c.index]; NULL: too many, rap_bitmap_cells counts those that are kept */
  size_t stride;
  int64_t total;
  bool by_bitmaps;
} rap_counts;

/* *done false: to be left to SQL (bitmap_walk.h), nothing was counted. Everything in `arena`. Within a read transaction. Errors: those of query.h; RAP_ERR_STORE also for a damaged blob, with its chunk and
 * kind. */
rap_status rap_bitmap_count(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_axis axes[2],
                            rap_counts *out, bool *done, rap_error *err) RAP_MUST_CHECK;
/* bitmap_cell.c: units of each row and column, row after row, into `out` (rows.n × cols.n). As above. */
rap_status rap_bitmap_cells(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_counts *kept,
                            int64_t *out, bool *done, rap_error *err) RAP_MUST_CHECK;
/* bitmap_cell.c: the units of one cell: keys of statements, rows of documents or of events, rising, each once, in `arena`; *n_units: how many the matrix counts (families: fewer than documents). A value
 * whose pointer is NULL: any. */
typedef struct rap_cell_units {
  int64_t *ids;
  size_t n_ids, capacity;
  int64_t n_units;
} rap_cell_units;
rap_status rap_bitmap_cell(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_str values[2],
                           rap_cell_units *out, bool *done, rap_error *err) RAP_MUST_CHECK;

#endif
