/* bitmap_list.h: which rows a page of a listing is made of, found without touching a row. Layer: index.
 *
 * The bitmaps tell what meets a filter, and the frames the day of each. A page of a list in order of days is then what lies between two days: only that is handed to SQL, which puts those of one day in order
 * and cuts the page out of it. So a page costs the same wherever it is, and conditions that SQL would look up row by row (what is said at an event, alternatives) cost what counting costs.
 */
#ifndef RAP_INDEX_BITMAP_LIST_H
#define RAP_INDEX_BITMAP_LIST_H

#include "index/sql.h"

typedef struct rap_bitmap_list {
  rap_str rows;  /* ids of the units, as numbers.h has them, in no certain order: all that may be on the page */
  rap_page page; /* the page among them */
  size_t total;  /* units that meet the filter */
} rap_bitmap_list;

/* Statements, documents or events (`unit`; never families) that meet what is asked, without asked->hidden. Under RAP_DAYS_ANY all of them. *done false: left to SQL, as bitmap_walk.h says; *out is empty then.
 * Everything in `arena`: 16 bytes for each unit. Within a read transaction. Errors: those of query.h. Cost: bitmap_walk.h. */
rap_status rap_bitmap_list_page(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_unit unit, rap_days days, rap_page page,
                                rap_bitmap_list *out, bool *done, rap_error *err) RAP_MUST_CHECK;
/* The ids of all of them. */
rap_status rap_bitmap_list_ids(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_unit unit, int64_t **ids, size_t *n, bool *done,
                               rap_error *err) RAP_MUST_CHECK;

#endif
