/* saved_table.h: chosen columns of an answer, sorted, in any format. Layer: queries.
 *
 * Rows come as JSON objects, keyed by the command's columns; a saved question names those that it wants and how to call them. Unsorted rows go through as they come; sorted ones are held, at most RAP_SAVED_ROWS_MAX.
 */
#ifndef RAP_QUERIES_SAVED_TABLE_H
#define RAP_QUERIES_SAVED_TABLE_H

#include "base/emit.h"
#include "queries/saved.h"

#define RAP_SAVED_ROWS_MAX 200000

typedef struct rap_saved_table_options {
  rap_out *out;
  rap_format format;
  rap_emit_options look;
  size_t shown; /* rows at most, the others are counted behind them; 0: all */
} rap_saved_table_options;

typedef struct rap_saved_table {
  const rap_saved *q;
  rap_saved_table_options options;
  rap_arena *arena;
  rap_emit *emit;  /* from the first row on, which tells numbers from texts */
  size_t n;        /* rows so far */
  rap_json **rows; /* held until they are sorted */
  size_t capacity;
  bool met; /* any of the columns */
} rap_saved_table;

/* `options` is copied. */
void rap_saved_table_open(rap_saved_table *t, const rap_saved *q, const rap_saved_table_options *options, rap_arena *arena);
/* `ctx`: the table. Takes the row. Errors: RAP_ERR_LIMIT, RAP_ERR_NOMEM. */
rap_status rap_saved_table_add(void *ctx, rap_json *row, rap_error *err) RAP_MUST_CHECK;
/* Sorts, writes, frees. `st`: how things went so far. Errors: also RAP_ERR_RULES when the answer has none of the columns. */
rap_status rap_saved_table_close(rap_saved_table *t, rap_status st, rap_error *err) RAP_MUST_CHECK;

#endif
