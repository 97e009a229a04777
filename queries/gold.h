/* gold.h: a set of annotated documents. Layer: queries.
 *
 *     rap_gold gold;
 *     st = rap_gold_read(path, &source_options, NULL, &gold, err);
 *     if (gold.faults.lines.n) ...                 // tell them; nothing should be measured by it
 *     rap_gold_clear(&gold);                       // also after a failure
 */
#ifndef RAP_QUERIES_GOLD_H
#define RAP_QUERIES_GOLD_H

#include "base/map.h"
#include "ingest/source.h"
#include "queries/annotated.h"

typedef struct rap_gold {
  rap_arena *arena;
  rap_raw_document *items; /* in order; .date is the day of publication, .id without blanks around it */
  size_t n, capacity;
  unsigned lists; /* RAP_LIST_* that any of them has */
  rap_map by_id;  /* value.num: index in items */
  rap_faults faults;
} rap_gold;

/* Reads and checks all of it: JSON Lines, or anything else that unfolds to that (gzip, a folder). What is wrong with a document comes as lines in gold->faults, each with file and line: broken JSON, no id or text, the id of another,
 * whatever rap_annotated_gold says; also that there is no document at all. `rules`: see there. Errors: RAP_ERR_IO, RAP_ERR_INTERRUPTED, RAP_ERR_NOMEM. Memory: the texts and their annotations as JSON. */
rap_status rap_gold_read(rap_str path, const rap_source_options *options, const rap_rules *rules, rap_gold *gold, rap_error *err) RAP_MUST_CHECK;
void rap_gold_clear(rap_gold *gold);
/* The document with this id (blanks around it don't count); SIZE_MAX if none. */
size_t rap_gold_find(const rap_gold *gold, rap_str id);

#endif
