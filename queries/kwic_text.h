/* kwic_text.h: a line of a concordance as terminals show it: the places in one column, what stands before them flush right. Layer: queries. Sticky: check the buffer at the end. */
#ifndef RAP_QUERIES_KWIC_TEXT_H
#define RAP_QUERIES_KWIC_TEXT_H

#include "base/buf.h"

typedef struct rap_kwic_columns {
  size_t left, rest;    /* columns of what stands before; of the node with what stands behind */
  const char *on, *off; /* written around the node */
} rap_kwic_columns;

/* Appends the end of `left`, as many whole words as fit, flush right; two blanks; the node between `on` and `off`; and the beginning of `right`, whole words, padded to `rest` columns with the node. Line breaks and
 * runs of blanks are one blank, control characters too; ill-formed bytes are U+FFFD. A word that fits into no column by itself is cut with "…". Widths are those of terminals: marks count nothing, wide characters
 * two. Cost: the texts. */
void rap_kwic_line(rap_buf *out, rap_str left, rap_str node, rap_str right, const rap_kwic_columns *columns);

#endif
