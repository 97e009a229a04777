/* evaluation_rows.h: an evaluation as rows of an answer. Layer: queries. */
#ifndef RAP_QUERIES_EVALUATION_ROWS_H
#define RAP_QUERIES_EVALUATION_ROWS_H

#include "base/emit.h"
#include "queries/evaluation.h"

typedef struct rap_evaluation_view {
  const rap_gold *gold;
  rap_format format;
  rap_emit_options emit;
  rap_measure_set measures; /* rows that are wanted */
  bool by_document;         /* a row for each document and measure that has anything to count in it */
  bool intervals;           /* not by document */
  size_t limit;             /* of mistakes; 0: all */
} rap_evaluation_view;

/* One row a measure that was taken. *n_rows: how many. Errors: RAP_ERR_IO, RAP_ERR_NOMEM. */
rap_status rap_evaluation_write(const rap_evaluation *e, const rap_evaluation_view *view, rap_out *out, size_t *n_rows,
                                rap_error *err) RAP_MUST_CHECK;
/* The mistakes that were kept, in the order of the annotated documents. *n_total: how many there are. Errors as above. */
rap_status rap_evaluation_write_mistakes(const rap_evaluation *e, const rap_evaluation_view *view, rap_out *out, size_t *n_total,
                                         rap_error *err) RAP_MUST_CHECK;

#endif
