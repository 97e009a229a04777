/* event_name.h: what an event is called, for programs and for people. Layer: index. */
#ifndef RAP_INDEX_EVENT_NAME_H
#define RAP_INDEX_EVENT_NAME_H

#include "index/merge.h"
#include "index/store_impl.h"

/* "national-conference-of-chief-secretaries-2023-01-06": the series' name and the date, else the edition, else "published" and the date of the first text. `n` > 1 is added at the end. Appends. */
rap_status rap_event_key(rap_str series, const rap_merged *m, unsigned n, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* "National Conference of Chief Secretaries (2nd), 6–7 January 2023, New Delhi". Appends. */
void rap_event_title(rap_str series, const rap_merged *m, rap_buf *out);
/* "6–7 January 2023", "June 2022", "2022", "30 November – 12 December 2015". Appends. */
void rap_event_dates(rap_day start, rap_day end, rap_buf *out);

#endif
