/* record_diff.h: what one record of a document has that another lacks. Layer: the program. */
#ifndef RAP_QUERIES_RECORD_DIFF_H
#define RAP_QUERIES_RECORD_DIFF_H

#include "analyze/record.h"

/* One mention, event, participant or statement, as far as it counts as the same under other rules: the rule that found it is told, not compared. */
typedef struct rap_finding {
  const char *what; /* "mention", "event", "participant", "statement" */
  rap_span text;    /* bytes of the full text */
  rap_str says;     /* "theme health.nutrition", "IN-TG discussed digital.ai (actor, reported)" */
  rap_str rule;
} rap_finding;

typedef struct rap_record_diff {
  rap_finding *lost, *gained; /* in order of the text */
  size_t n_lost, n_gained;
} rap_record_diff;

/* `before` and `after` are of the same text. Everything in `arena`; rule ids are borrowed from the records. Errors: RAP_ERR_NOMEM. Cost: O(n log n). */
rap_status rap_record_compare(rap_arena *arena, const rap_record *before, const rap_record *after, rap_record_diff *out,
                              rap_error *err) RAP_MUST_CHECK;

#endif
