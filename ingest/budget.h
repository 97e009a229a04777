/* budget.h: what one file on disk may unfold to, over all its levels: compressions, archives, archives in them. Layer: ingest (inside).
 *
 * Each level's own bound would multiply: 200 times in a gzip, 200 times more in a ZIP inside of it. So all that is unfolded from one file, on whichever level, is taken from one budget, which its size gives.
 */
#ifndef RAP_INGEST_BUDGET_H
#define RAP_INGEST_BUDGET_H

#include "ingest/stream.h"

typedef struct rap_budget {
  uint64_t size;     /* of the file on disk; 0: it isn't known (a pipe), and what was read so far counts */
  uint64_t n_read;   /* bytes read of it */
  uint64_t unfolded; /* bytes, of all levels */
  uint64_t members;
  bool spent; /* a bound was hit: nothing more is to be read of this file */
} rap_budget;

/* Takes `n` unfolded bytes, or a member. `budget` NULL: there is no bound. Errors: RAP_ERR_LIMIT (more than RAP_MAX_INFLATED_BYTES, more than RAP_MAX_INFLATE_RATIO times the size of the file; more than
 * RAP_MAX_MEMBERS), without a place. */
rap_status rap_budget_take(rap_budget *budget, uint64_t n, rap_error *err) RAP_MUST_CHECK;
rap_status rap_budget_take_member(rap_budget *budget, rap_error *err) RAP_MUST_CHECK;
/* A stream whose bytes are taken from the budget. `inner` is owned by what comes out, and freed when that fails. Errors: RAP_ERR_NOMEM; reading: those of `inner`, RAP_ERR_LIMIT. */
rap_status rap_budget_stream(rap_stream *inner, rap_budget *budget, rap_stream **out, rap_error *err) RAP_MUST_CHECK;

#endif
