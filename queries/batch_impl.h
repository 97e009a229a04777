/* batch_impl.h: the inside of a batch, shared by cmd_batch*.c. Layer: the program. */
#ifndef RAP_QUERIES_BATCH_IMPL_H
#define RAP_QUERIES_BATCH_IMPL_H

#include "queries/batch.h"
#include "queries/history.h"
#include "queries/plan.h"
#include "queries/progress.h"

struct rap_batch {
  rap_cli *cli;
  const rap_batch_options *options;
  rap_progress progress;
  rap_str stamp;    /* of the packs */
  rap_rules *rules; /* NULL until they are needed */
  rap_history history;
  rap_store *store; /* NULL: a preview where there is none */
  /* from the options */
  rap_field_map map;
  rap_repairs_off repairs_off;
  const rap_glob **include, **exclude;
  rap_day since;          /* year 0: no bound */
  int64_t modified_since; /* nanoseconds since 1970, 0: no bound */
  int64_t wait;           /* see rap_cli_store_options */
  /* of the run under way */
  rap_arena *arena;
  rap_batch_totals *totals;
  const rap_batch_part *part; /* NULL: the whole */
  rap_plan plan;
  rap_selection_tally tally;
  size_t next;          /* entry of the plan that the reader takes next; its thread's alone */
  rap_source_end *ends; /* of the plan's files; written by the reader, each before what comes behind it is handed on */
  uint64_t file;        /* number of the file whose documents are settled, 0: none yet */
  uint64_t errors, unwanted;
  rap_str reason; /* of the first error */
};

/* cmd_batch_select.c: what the options say of which files and documents are meant. */
rap_status rap_batch_read_options(rap_batch *batch, rap_error *err) RAP_MUST_CHECK;
/* Makes the plan of a run over the paths. `only_look`: for a preview. */
rap_status rap_batch_plan(rap_batch *batch, const rap_str_list *paths, bool only_look, rap_error *err) RAP_MUST_CHECK;
/* The canonical paths of the arguments, below which files may be gone. Arguments that are none of a file's are left out. */
rap_status rap_batch_roots(rap_batch *batch, const rap_str_list *paths, rap_str_list *out, rap_error *err) RAP_MUST_CHECK;
/* Takes out what is gone, unless that can't be told, or is more than half. */
rap_status rap_batch_prune(rap_batch *batch, const rap_str_list *paths, rap_error *err) RAP_MUST_CHECK;
/* Takes out what is gone of the part's paths. */
rap_status rap_batch_prune_gone(rap_batch *batch, rap_error *err) RAP_MUST_CHECK;
/* Forgets the run under way. */
void rap_batch_end_run(rap_batch *batch);

/* cmd_batch_files.c: the files of a run, one after the other. For the walk (walk.h), with the batch for `ctx`: */
rap_status rap_batch_next_file(void *ctx, rap_source_file *out, rap_error *err) RAP_MUST_CHECK;
void rap_batch_file_end(void *ctx, const rap_source_end *end);
rap_status rap_batch_turn(void *ctx, const rap_item *item, rap_error *err) RAP_MUST_CHECK;
void rap_batch_refused(void *ctx, const rap_item *item, const rap_error *why);
/* A failure of a document of the file under way, that is told elsewhere. */
void rap_batch_count_error(rap_batch *batch, const rap_item *item, rap_status status, rap_str why);
/* All that comes of the source has come: the last files are noted. */
rap_status rap_batch_last_turn(rap_batch *batch, rap_error *err) RAP_MUST_CHECK;

#endif
