/* batch.h: one run of texts into a store: read, analysed where that is due, put. Layer: the program (it reports what it passes over).
 *
 *     rap_batch *batch = NULL;
 *     st = rap_batch_open(cli, &options, &batch, err);          // the packs are known to be sound, the store is open
 *     if (st == RAP_OK) st = rap_batch_run(batch, &paths, &totals, err);   // may be called again, for what arrived since
 *     rap_batch_close(batch);
 */
#ifndef RAP_QUERIES_BATCH_H
#define RAP_QUERIES_BATCH_H

#include "queries/walk.h"

typedef struct rap_batch rap_batch;

/* Borrowed until rap_batch_close. */
typedef struct rap_batch_options {
  rap_str store, engine;  /* see RAP_ENGINE_OPTION */
  rap_str_list rules;     /* folders or names of packs; none: the default ones */
  rap_str_list map;       /* see RAP_MAP_OPTION */
  rap_str_list no_repair; /* see RAP_REPAIR_OPTION */
  int64_t jobs;           /* see rap_walk_jobs */
  bool quiet;             /* no line of progress */
  bool known_quietly;     /* what was warned of when a text was stored is not told again */
  /* What is read; the rest is passed over. */
  rap_str manifest;              /* a list of files beside the paths, "-": standard input; empty: none */
  bool null;                     /* its paths end with NUL bytes */
  rap_str_list include, exclude; /* patterns, see ingest/glob.h */
  rap_str since, modified_since; /* see queries/moment.h; empty: from the begin */
  rap_str retry_failed;          /* "no": what was refused stays so while its file is as it was */
  /* What becomes of it. */
  rap_str prune;      /* "vanished" or "all": documents whose files are gone are taken out; empty: they stay */
  rap_str quarantine; /* a folder; empty: none */
  rap_str wait;       /* seconds for the write lock of the store; empty: the default */
} rap_batch_options;

/* Rows of option tables of commands that run batches; `at`: offset of the rap_batch_options in their struct. First what analyses into which store. */
#define RAP_READING_OPTIONS(at)                                                                                                        \
  RAP_STORE_OPTION((at) + offsetof(rap_batch_options, store)), RAP_RULES_OPTION((at) + offsetof(rap_batch_options, rules)),            \
      RAP_REPAIR_OPTION((at) + offsetof(rap_batch_options, no_repair)), RAP_ENGINE_OPTION((at) + offsetof(rap_batch_options, engine)), \
      RAP_MAP_OPTION((at) + offsetof(rap_batch_options, map)), RAP_JOBS_OPTION((at) + offsetof(rap_batch_options, jobs))
/* Which files and documents are meant. */
#define RAP_SELECTION_OPTIONS(at)                                                                                   \
  {.name = "include",                                                                                               \
   .kind = RAP_OPT_LIST,                                                                                            \
   .offset = (at) + offsetof(rap_batch_options, include),                                                           \
   .argument = "PATTERN",                                                                                           \
   .help = "only files whose paths meet it, as in .gitignore; may be repeated"},                                    \
      {.name = "exclude",                                                                                           \
       .kind = RAP_OPT_LIST,                                                                                        \
       .offset = (at) + offsetof(rap_batch_options, exclude),                                                       \
       .argument = "PATTERN",                                                                                       \
       .help = "no files or folders whose paths meet it; may be repeated"},                                         \
  {                                                                                                                 \
    .name = "since", .kind = RAP_OPT_TEXT, .offset = (at) + offsetof(rap_batch_options, since), .argument = "WHEN", \
    .help = "no documents published before: a date, or 10d, 2w, 6m, 1y ago"                                         \
  }
#define RAP_QUARANTINE_OPTION(at)                                                                                               \
  {                                                                                                                             \
    .name = "quarantine", .kind = RAP_OPT_TEXT, .offset = (at) + offsetof(rap_batch_options, quarantine), .argument = "FOLDER", \
    .help = "keep there what is refused, with its reason"                                                                       \
  }

/* What one run did. */
typedef struct rap_batch_totals {
  rap_walk_totals walk;
  uint64_t inserted, replaced, reanalysed, unchanged, conflicts; /* documents */
  uint64_t untouched;                                            /* of older rules, but no changed rule touches them */
  uint64_t statements;                                           /* of the documents that were analysed */
  uint64_t files, passed, hashed;                                /* files selected; of them passed over, as they are known; of them hashed for that */
  uint64_t unsteady;                                             /* files that changed while they were read */
  uint64_t excluded, older;                                      /* files left out by patterns, by age */
  uint64_t pruned, kept;                                         /* documents taken out; refusals put into the quarantine that were not there */
  double seconds;
} rap_batch_totals;

/* The option --wait: seconds; < 0 where it is not given. Errors: RAP_ERR_USAGE. */
rap_status rap_batch_read_wait(rap_str text, int64_t *out, rap_error *err) RAP_MUST_CHECK;
/* Opens the store, and makes it if it is missing. Rules that the store has not met are loaded at once, so that their faults are told before any text is read, and before a store is made; those it has met
 * were without fault then, and wait until a text needs them. *out is yours, also after a failure (NULL then only for want of memory). Errors: RAP_ERR_USAGE (a pattern, a moment); those of rap_cli_load_rules and of store.h;
 * those of rap_quarantine_open. */
rap_status rap_batch_open(rap_cli *cli, const rap_batch_options *options, rap_batch **out, rap_error *err) RAP_MUST_CHECK;
/* The same for rap_batch_preview alone: the store is only looked at, and need not be there. */
rap_status rap_batch_open_preview(rap_cli *cli, const rap_batch_options *options, rap_batch **out, rap_error *err) RAP_MUST_CHECK;
/* Of the packs; empty when they could not be read (batch NULL, too). */
rap_str rap_batch_stamp(const rap_batch *batch);
/* Lets the store go; what was not committed is rolled back (rap_batch_run commits). NULL allowed. */
void rap_batch_close(rap_batch *batch);
/* Reads the paths, and puts what is new or changed; files that the store knows as they are (plan.h) are not even opened. What fails is reported and passed over (cli->worst). Errors, which end the run: those of the
 * store and of the manifest; RAP_ERR_NOMEM; RAP_ERR_INTERRUPTED, behind which what was analysed is committed. *totals say what was done in any case. */
rap_status rap_batch_run(rap_batch *batch, const rap_str_list *paths, rap_batch_totals *totals, rap_error *err) RAP_MUST_CHECK;
/* A run over part of the paths. Borrowed for the run. */
typedef struct rap_batch_part {
  bool (*wants)(void *ctx, rap_str root, rap_str name, const rap_file_info *info); /* see rap_selection_options; NULL: all */
  void *ctx;
  bool keep;                /* nothing is pruned */
  const rap_str_list *gone; /* canonical paths that alone are looked at for it, however much it is; NULL: the paths of the run, as the options say */
} rap_batch_part;
/* The same over a part; NULL: the whole. */
rap_status rap_batch_run_part(rap_batch *batch, const rap_str_list *paths, const rap_batch_part *part, rap_batch_totals *totals,
                              rap_error *err) RAP_MUST_CHECK;
/* Lets the store go between two runs, so that others can write; the next run opens it again, and fails as rap_batch_open does. */
void rap_batch_release(rap_batch *batch);
/* The line at the end of a run, on standard output. */
void rap_batch_summarise(const rap_batch *batch, const rap_batch_totals *totals);
/* Writes what a run over the paths would read, and what would be pruned, one file a line. Nothing is written elsewhere. */
rap_status rap_batch_preview(rap_batch *batch, const rap_str_list *paths, rap_error *err) RAP_MUST_CHECK;

#endif
