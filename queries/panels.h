/* panels.h: facets as blocks of lines that stand beside each other, or beside a list. Layer: the program. */
#ifndef RAP_QUERIES_PANELS_H
#define RAP_QUERIES_PANELS_H

#include "queries/question.h"

/* Axes named by --of: each item one axis, or several with commas between; none: those of `defaults`. `axes` has room for RAP_AXIS_COUNT. Errors: RAP_ERR_USAGE for an unknown one (with the nearest) or too many. */
rap_status rap_panels_axes(const rap_str_list *of, const rap_axis *defaults, size_t n_defaults, rap_axis axes[RAP_AXIS_COUNT], size_t *n,
                           rap_error *err) RAP_MUST_CHECK;
/* Appends to `lines`, in the run's arena: a heading, each value with its number and a bar, and how many are left out; every line padded to `width` columns (at least 30). */
rap_status rap_panels_add(const rap_question *q, rap_axis axis, const rap_facets *facets, size_t width, rap_str_list *lines,
                          rap_error *err) RAP_MUST_CHECK;
/* Appends two lines side by side, `gap` columns between them, without blanks at the end. */
void rap_panels_join(rap_buf *page, rap_str left, rap_str right, size_t gap);

#endif
