/* pipeline.h: paths, or a store → documents and records, by several threads, results in input order. Layer: queries.
 *
 * One thread reads, `jobs` threads build and analyse, the calling thread (the owner) chooses and settles: what it sees, and in what order, is the same for any number of jobs. With one job there is no
 * other thread at all. Stages and bounds: base/ring.h.
 *
 * Memory: the documents under way, each estimated from its bytes and lines, are bounded by RAP_MAX_UNDER_WAY; one that is estimated larger goes alone, and none is read meanwhile.
 */
#ifndef RAP_QUERIES_PIPELINE_H
#define RAP_QUERIES_PIPELINE_H

#include "analyze/analyze.h"
#include "analyze/rules_change.h"
#include "index/prepare.h"
#include "index/store.h"
#include "ingest/raw.h"
#include "ingest/source.h"

/* How far an item came; what failed is the step behind. */
typedef enum rap_item_stage {
  RAP_ITEM_NONE,
  RAP_ITEM_READ,      /* raw, key; or row, stored */
  RAP_ITEM_BUILT,     /* doc */
  RAP_ITEM_UNWANTED,  /* doc; left out by what `wanted` says of it */
  RAP_ITEM_UNTOUCHED, /* doc; `change` does not touch it, so that no record was made */
  RAP_ITEM_ANALYSED   /* record, and what the command's `work` makes */
} rap_item_stage;

/* One document on its way. Everything lives in the arena until it is settled. */
typedef struct rap_item {
  rap_arena *arena;
  rap_source_progress progress; /* of the source, behind this document */
  rap_item_stage stage;
  rap_status status; /* RAP_OK, or why it came no further */
  rap_error error;
  rap_raw_document raw;
  rap_raw_key key; /* if options.keyed */
  int64_t row;     /* of a stored document; 0: one from the input */
  rap_stored_document stored;
  const rap_rules_change *change; /* set by `choose`: what it can't touch is not analysed. NULL: anything is */
  rap_document doc;
  rap_record record;
  rap_prepared prepared; /* for the commands: index … */
  rap_buf text;          /* … and analyze; emptied for each document */
} rap_item;

/* What a thread that analyses has for itself. */
typedef struct rap_worker {
  rap_analyzer *analyzer;
  rap_preparer *preparer; /* if options.keyed */
} rap_worker;

typedef struct rap_pipeline_options {
  const rap_str_list *paths; /* NULL: source.next_file */
  rap_source_options
      source; /* its functions are called by the thread that reads; what they write before the source goes on, the owner sees with the next item, or at the end */
  /* Reader: fills .row and .stored of the next item, or .raw alone, in its arena or from what outlives the run; RAP_NOT_FOUND (without a message) at the end, and any failure is the last item. NULL: documents come from the paths. */
  rap_status (*read)(void *reader, rap_item *item, rap_error *err);
  void *reader;
  const rap_rules *rules; /* NULL: documents are built only, unless there is `load` */
  /* Owner: gives the rules when the first document is to be worked on; called no more once it did. NULL: those above. */
  rap_status (*load)(void *ctx, const rap_rules **rules, rap_error *err);
  rap_engine engine;
  size_t jobs; /* 1 to RAP_MAX_JOBS */
  bool keyed;  /* for a store */
  void *ctx;   /* for the functions but `read` */
  /* Owner, in order, for what could be read: is it to be built and analysed? It may set item->change. `final`: all before it is settled; an answer no, or a change that does not touch the document, to a call that
   * was not final is asked for again when it is. NULL: yes. */
  rap_status (*choose)(void *ctx, rap_item *item, bool final, bool *work, rap_error *err);
  /* Any thread, several at a time: whether a document that was built is to be analysed. NULL: each is. */
  bool (*wanted)(const void *ctx, const rap_document *doc);
  /* Any thread, several at a time (`ctx` and `rules` are only to be read): behind the analysis. NULL: nothing. */
  rap_status (*work)(const void *ctx, rap_worker *worker, rap_item *item, rap_error *err);
  /* Owner, in order, for every item. `chosen`: it was to be analysed. A status other than RAP_OK ends the run, and is handed on. */
  rap_status (*settle)(void *ctx, rap_item *item, bool chosen, rap_error *err);
} rap_pipeline_options;

/* Runs to the end of the input, or until `choose`, `load` or `settle` fails. *end: the source's progress at its end. *jobs: how many threads analysed, fewer than asked for when the system gave no more. Failures of
 * a document (also RAP_ERR_NOMEM) come as items. Errors: those of `choose`, `load` and `settle`; RAP_ERR_NOMEM. Signals: while other threads run, they are received by the one that reads. */
rap_status rap_pipeline_run(const rap_pipeline_options *options, rap_source_progress *end, size_t *jobs, rap_error *err) RAP_MUST_CHECK;

#endif
