/* walk.h: the pipeline under a command: failures and warnings told in input order, totals, interrupts. Layer: the program. */
#ifndef RAP_QUERIES_WALK_H
#define RAP_QUERIES_WALK_H

#include "base/limits.h"
#include "index/store.h"
#include "queries/command.h"
#include "queries/pipeline.h"

/* --jobs, for an int64_t at the offset. */
#define RAP_JOBS_OPTION(at)                                                                                             \
  {                                                                                                                     \
    .name = "jobs", .letter = 'j', .kind = RAP_OPT_INT, .offset = (at), .argument = "N", .min = 1, .max = RAP_MAX_JOBS, \
    .help = "threads that analyse (default: the processors); results are the same for any number"                       \
  }

/* --map, for a rap_str_list at the offset. */
#define RAP_MAP_OPTION(at)                                                                  \
  {                                                                                         \
    .name = "map", .kind = RAP_OPT_LIST, .offset = (at), .argument = "FIELD=PATH,…",        \
    .help = "which column or key of CSV and JSON is what: title=headline,text=body.content" \
  }

/* --no-repair of the commands that read texts, for a rap_str_list at the offset; see rap_walk_repairs. */
#define RAP_REPAIR_OPTION(at)                                                          \
  {                                                                                    \
    .name = "no-repair", .kind = RAP_OPT_LIST, .offset = (at), .argument = "STEP",     \
    .help = "leave out a step of the repair of texts, or all of them; may be repeated" \
  }

typedef struct rap_walk_totals {
  rap_source_progress read;
  uint64_t failed;      /* inputs that could not be read or analysed: reported, passed over */
  uint64_t passed_over; /* inputs without a document that needn't have one: said */
  uint64_t text_bytes;  /* of the documents that were built or known */
  uint64_t warnings;
  uint64_t unwanted; /* documents that were left out */
} rap_walk_totals;

typedef struct rap_walk_options {
  const rap_str_list *paths;                                /* NULL: source.next_file */
  rap_source_options source;                                /* how they are read; standard input and interrupts are seen to */
  const rap_rules *rules;                                   /* NULL: documents are built only, `step` does the rest; unless there is `load` */
  bool (*wanted)(const void *ctx, const rap_document *doc); /* see rap_pipeline_options */
  /* See rap_pipeline_options. */
  rap_status (*load)(void *ctx, const rap_rules **rules, rap_error *err);
  rap_str engine;
  int64_t jobs; /* see rap_walk_jobs */
  void *ctx;
  /* Whether the store has it already, see rap_store_probe. If it is stale, item->change may be set to what lies between the two sets of rules. NULL: there is no store. */
  rap_status (*probe)(void *ctx, rap_item *item, bool settled, rap_probe *out, rap_error *err);
  /* Any thread, `ctx` is only to be read; see rap_pipeline_options. NULL: nothing. */
  rap_status (*work)(const void *ctx, rap_worker *worker, rap_item *item, rap_error *err);
  /* In input order, for each document that was analysed, or that its change does not touch (RAP_ITEM_UNTOUCHED); item NULL: that the probe found unchanged. RAP_ERR_LIMIT and RAP_ERR_INTERNAL are this document's alone, and told; others end the walk. */
  rap_status (*step)(void *ctx, rap_cli *cli, rap_item *item, rap_error *err);
  /* Of each item, in input order, before anything is told of it or done with it; may be NULL. */
  rap_status (*turn)(void *ctx, const rap_item *item, rap_error *err);
  /* Of each failure that is told and passed over, in input order; may be NULL. */
  void (*refused)(void *ctx, const rap_item *item, const rap_error *why);
  /* After each document; may be NULL. */
  void (*progress)(void *ctx, const rap_walk_totals *totals);
} rap_walk_options;

/* What --no-repair asks for. Errors: RAP_ERR_USAGE, naming the step that there is not. */
rap_status rap_walk_repairs(const rap_str_list *names, rap_repairs_off *off, rap_error *err) RAP_MUST_CHECK;
/* Tells what is to be told of a document that is known already: its warnings, and that it is dated in the future. Counts them. */
void rap_walk_tell_known(rap_cli *cli, const rap_document *doc, rap_walk_totals *totals);
/* How many threads --jobs asks for; `wanted` 0: as many as there are processors, at most RAP_MAX_JOBS. */
size_t rap_walk_jobs(int64_t wanted);
/* Says so when the system gave fewer. */
void rap_walk_tell_jobs(rap_cli *cli, size_t wanted, size_t used);
/* Walks the paths. What fails is reported on standard error and passed over (cli->worst remembers it); the first failure of the store or of output, running out of memory or an interrupt ends the walk. */
rap_status rap_walk(rap_cli *cli, const rap_walk_options *options, rap_walk_totals *totals, rap_error *err) RAP_MUST_CHECK;

#endif
