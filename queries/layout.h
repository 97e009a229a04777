/* layout.h: pieces of text pages that several questions share. Layer: queries. All are sticky: check the buffer at the end. Widths are terminal columns. */
#ifndef RAP_QUERIES_LAYOUT_H
#define RAP_QUERIES_LAYOUT_H

#include "base/buf.h"
#include "base/emit.h"

#define RAP_SGR_BOLD "\033[1m"
#define RAP_SGR_DIM "\033[2m"
#define RAP_SGR_CYAN "\033[36m"
#define RAP_SGR_PLAIN "\033[0m"

/* A stretch of a text and what to write in front of it: "\033[1m", "«". */
typedef struct rap_mark {
  rap_span span;
  const char *on;
} rap_mark;

/* Appends `text` with each marked stretch between its mark's `on` and `off`; where marks overlap, all their `on` stand before the common part. Empty and outlying marks do nothing.
 * Cost: marks² at most, plus the text. */
void rap_layout_marked(rap_buf *out, rap_str text, const rap_mark *marks, size_t n, const char *off);
/* "1 document", "12 documents", "1 family", "2 families": `what` is the plural, ending in s or ies (but "series" and its like). */
void rap_layout_count(rap_buf *out, int64_t n, const char *what);
/* A bar for n of max, at most `width` columns, in eighths; something is shown for any n > 0. */
void rap_layout_bar(rap_buf *out, int64_t n, int64_t max, size_t width);
/* The same for what is no whole number. */
void rap_layout_bar_of(rap_buf *out, double n, double most, size_t width);
/* One of eight block characters for n of the largest, "·" for nothing. */
const char *rap_layout_spark_of(double n, double most);
void rap_layout_spaces(rap_buf *out, size_t n);
/* Appends " · " and `s`, unless it is empty; without the dot when nothing was appended since `start` (a value of out->n). */
void rap_layout_item(rap_buf *out, size_t start, rap_str s);
/* Digits of a number that is not negative. */
size_t rap_layout_digits(int64_t n);
/* `s` wrapped to `width` (at least 20 columns are used) with every line indented, and a newline. */
void rap_layout_paragraph(rap_buf *out, rap_str s, size_t width, size_t indent);

#endif
