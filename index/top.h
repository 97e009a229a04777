/* top.h: the best documents of those that hold the words, without sorting the rest. Layer: index.
 *
 * A heap of the page's size with the worst hit on top. The order: score, then date (newest first, none last), then name, then source. The last three are looked up only for hits of equal score that
 * have to be told apart, so that the table of documents is not read for all that hold the words.
 */
#ifndef RAP_INDEX_TOP_H
#define RAP_INDEX_TOP_H

#include "index/sql.h"

typedef struct rap_top_hit {
  int64_t id;
  double score;
  int64_t copies; /* other documents of its family that it stands for */
  bool known;     /* the three below were looked up */
  rap_str date, name, source;
  rap_str snippet; /* packed by rap_snippet; empty: not made yet */
} rap_top_hit;

/* The score of a row of fts, the higher the better. Titles weigh four times a body: they are chosen to say what the text is about. */
#define RAP_SQL_SCORE "-rap_rank(fts, 4.0, 1.0)"

/* The first `max` hits (at least one), best first, in `arena`; *total: how many there are. Within a read transaction of the caller. Cost: one walk over the documents that hold the words. Errors: those
 * of query.h. */
rap_status rap_top_hits(rap_store *store, rap_arena *arena, const rap_asked *asked, size_t max, rap_top_hit **out, size_t *n, size_t *total,
                        rap_error *err) RAP_MUST_CHECK;

#endif
