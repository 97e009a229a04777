/* watch.h: the inside of `watch`, shared by cmd_watch*.c. Layer: the program. */
#ifndef RAP_QUERIES_WATCH_H
#define RAP_QUERIES_WATCH_H

#include <sys/types.h>

#include "queries/arrivals.h"
#include "queries/batch.h"

/* A store that another process writes to, and a folder that is away, are looked for again so often. */
#define RAP_WATCH_RETRY_SECONDS 5
/* A burst without an end is cut into runs of this many times --idle. */
#define RAP_WATCH_BURST_IDLES 10
#define RAP_WATCH_POLL_SECONDS 10

typedef struct rap_watch_options {
  rap_common_options common;
  rap_batch_options batch;
  rap_str idle, poll, summary, log_format;
  bool once;
} rap_watch_options;

typedef struct rap_watch_folder {
  rap_str path, real; /* as it was given; without links, empty while it is away */
  dev_t device;
  ino_t inode;
  bool away; /* said */
} rap_watch_folder;

typedef struct rap_watch {
  rap_cli *cli;
  rap_watch_options *o;
  rap_batch *batch;
  rap_notify *notify; /* NULL: it is looked from time to time */
  rap_arrivals arrivals;
  rap_watch_folder *folders;
  size_t n;
  rap_str_list own; /* real paths of the store and of what is written beside it: none of them is to be read */
  rap_arena *run;   /* of one look */
  int64_t idle, poll;
  double first, last, looked; /* when something was told first and last; when all was looked at */
  double retry;               /* not before */
  bool unmounted, waiting_said, summarised;
} rap_watch;

/* Seconds by a clock that is never set. */
double rap_watch_now(void);
void rap_watch_say(const rap_watch *w, rap_log_level level, rap_status st, rap_str place, const char *what);
/* cmd_watch_folders.c: finds folders that came back, that are others than before, or that are away. */
rap_status rap_watch_look_at_folders(rap_watch *w, rap_error *err) RAP_MUST_CHECK;
/* No more is told, since the system can't: everything is looked at from time to time. */
void rap_watch_go_deaf(rap_watch *w, const rap_error *why);
/* cmd_watch_run.c: reads what is due. */
rap_status rap_watch_run(rap_watch *w, rap_error *err) RAP_MUST_CHECK;
/* A store that somebody else writes to is no failure: what came is due again a little later. */
void rap_watch_busy(rap_watch *w, const rap_error *why);
/* Whether a path is that of the store or of what is written beside it. */
bool rap_watch_is_own(const rap_watch *w, rap_str path);

#endif
