/* chart.h: figures of a page as SVG, from counts. Layer: queries. Colours are the page's (classes bar, soft, grid, tie in web/page.css); each bar and tie has a <title>. Deterministic: the same counts give
 * the same bytes. Sizes are user units of the figure's own view box; it shrinks with the page. */
#ifndef RAP_QUERIES_CHART_H
#define RAP_QUERIES_CHART_H

#include "base/markup.h"
#include "index/query.h"

/* Bars over the columns of a matrix with one row (rap_query_timeline). `unit`: "statements". More than RAP_CHART_MAX_BARS: the last ones. */
#define RAP_CHART_MAX_BARS 240
typedef struct rap_chart_bars {
  const rap_matrix *over;
  const char *unit;
} rap_chart_bars;
void rap_chart_draw_bars(void *ctx, rap_markup *svg); /* ctx: rap_chart_bars */

/* Rows on the left, columns on the right, ties as strong as the cell that joins them. The first RAP_CHART_MAX_SIDE of each side. */
#define RAP_CHART_MAX_SIDE 24
typedef struct rap_chart_ties {
  const rap_matrix *between;
  const char *unit;
} rap_chart_ties;
void rap_chart_draw_ties(void *ctx, rap_markup *svg); /* ctx: rap_chart_ties */

#endif
