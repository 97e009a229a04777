/* progress.h: the line of progress that a long run draws on a terminal, and its time. Layer: the program. */
#ifndef RAP_QUERIES_PROGRESS_H
#define RAP_QUERIES_PROGRESS_H

#include <time.h>

#include "queries/command.h"

/* Zero-initialise with .cli and .quiet; rap_progress_start. */
typedef struct rap_progress {
  rap_cli *cli;
  bool quiet; /* never drawn */
  struct timespec started, last_drawn;
} rap_progress;

void rap_progress_start(rap_progress *progress);
/* Since the start. */
double rap_progress_seconds(const rap_progress *progress);
double rap_progress_megabytes(uint64_t bytes);
/* Draws the line anew on standard error if that is a terminal, but not more often than some times a second. */
void rap_progress_draw(rap_progress *progress, uint64_t documents, uint64_t text_bytes, uint64_t errors);
void rap_progress_erase(rap_progress *progress);

/* For rap_store_options: after a second draws how long the command has been at work, unless it draws a line of its own (rap_progress_start). `cli`: rap_cli *. True once a signal was received. */
bool rap_progress_tick(void *cli);

#endif
