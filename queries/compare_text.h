/* compare_text.h: a comparison as an analyst's note: short sentences and compact tables. Layer: queries.
 *
 * All wording is the table of templates in compare_text.c; it claims nothing beyond the counts: what is announced is said to be announced, few statements are said to be few.
 * Ownership: appends to a buffer; sticky. Cost: linear in the lines of the comparison. Threads: any.
 */
#ifndef RAP_QUERIES_COMPARE_TEXT_H
#define RAP_QUERIES_COMPARE_TEXT_H

#include "base/buf.h"
#include "queries/compare.h"

typedef struct rap_compare_style {
  size_t width;                   /* terminal columns */
  const char *bold, *dim, *plain; /* SGR, or "" */
  size_t max_names;               /* in a sentence; 0: all */
  size_t max_rows;                /* of a table; 0: all */
} rap_compare_style;

/* Appends the note. Failures show in the buffer, and RAP_ERR_NOMEM comes from the arena that the columns are laid out in. */
rap_status rap_compare_note(const rap_compare *c, const rap_compare_style *style, rap_arena *arena, rap_buf *out, rap_error *err) RAP_MUST_CHECK;

#endif
