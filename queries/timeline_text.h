/* timeline_text.h: series over time as text. Layer: queries. All widths are terminal columns.
 *
 * Several rows: numbers where they fit the line, else one block character for one or several periods, each row to its own scale, with its total and its highest period. One row: a bar for each period, as long as
 * these are at most RAP_TIMELINE_BARS; else blocks. What is shown are counts, or shares in percent, or their moving averages.
 */
#ifndef RAP_QUERIES_TIMELINE_TEXT_H
#define RAP_QUERIES_TIMELINE_TEXT_H

#include "queries/matrix_text.h"
#include "queries/timeline.h"

#define RAP_TIMELINE_BARS 60

/* Nothing when there are no periods. */
void rap_timeline_text(rap_buf *out, const rap_timeline *t, const rap_table_style *style);

#endif
