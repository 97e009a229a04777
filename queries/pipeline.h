/* pipeline.h: paths → documents → records, one at a time, for the commands that analyse (analyze, index, explain). Layer: the program. */
#ifndef RAP_QUERIES_PIPELINE_H
#define RAP_QUERIES_PIPELINE_H

#include "analyze/analyze.h"
#include "ingest/source.h"
#include "queries/command.h"

/* Called for each document that could be read; `arena` is that of the document, emptied behind the call. A status other than RAP_OK ends the walk. */
typedef rap_status (*rap_document_step)(void *ctx, rap_cli *cli, rap_arena *arena, rap_document *doc, rap_error *err);

typedef struct rap_walk_totals {
  rap_source_progress read;
  uint64_t failed;     /* inputs that could not be read or analysed: reported, passed over */
  uint64_t text_bytes; /* of the documents handed to the step */
  uint64_t warnings;
} rap_walk_totals;

/* Walks the paths. What fails is reported on standard error and passed over (cli->worst remembers it); the first failure of the step itself, running out of memory or an interrupt ends the walk.
 * `progress` (may be NULL) is called after each document. */
rap_status rap_walk(rap_cli *cli, const rap_str_list *paths, rap_document_step step, void *ctx,
                    void (*progress)(void *ctx, const rap_walk_totals *totals), rap_walk_totals *totals, rap_error *err) RAP_MUST_CHECK;

#endif
