#include "queries/progress.h"

#include <stdio.h>

#define EVERY_SECONDS 0.2
#define SILENT_SECONDS 1.0 /* what is done by then needs no word */
#define MEGABYTE 1e6

static double seconds_between(struct timespec from, struct timespec to) {
  return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static struct timespec now(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return t;
}

void rap_progress_start(rap_progress *progress) {
  progress->started = now();
  progress->cli->own_progress = true;
}

double rap_progress_seconds(const rap_progress *progress) { return seconds_between(progress->started, now()); }

double rap_progress_megabytes(uint64_t bytes) { return (double)bytes / MEGABYTE; }

void rap_progress_draw(rap_progress *p, uint64_t documents, uint64_t text_bytes, uint64_t errors) {
  if (p->quiet || !p->cli->err_terminal) return;
  struct timespec t = now();
  if (p->cli->progress && seconds_between(p->last_drawn, t) < EVERY_SECONDS) return;
  double elapsed = seconds_between(p->started, t), mb = rap_progress_megabytes(text_bytes);
  fprintf(stderr, "\r\033[K%llu documents · %.1f MB · %.1f MB/s · %llu errors", (unsigned long long)documents, mb, elapsed > 0 ? mb / elapsed : 0.0,
          (unsigned long long)errors);
  p->last_drawn = t;
  p->cli->progress = true;
}

bool rap_progress_tick(void *ctx) {
  rap_cli *cli = ctx;
  if (!cli->err_terminal || cli->own_progress) return rap_cli_interrupted();
  struct timespec t = now();
  if (cli->started.tv_sec == 0) cli->started = cli->last_drawn = t;
  if (seconds_between(cli->started, t) < SILENT_SECONDS || seconds_between(cli->last_drawn, t) < EVERY_SECONDS) return rap_cli_interrupted();
  fprintf(stderr, "\r\033[K%s: %.0f s", cli->command, seconds_between(cli->started, t));
  cli->last_drawn = t;
  cli->progress = true;
  return rap_cli_interrupted();
}

void rap_progress_erase(rap_progress *p) {
  if (p->cli->progress) fputs("\r\033[K", stderr);
  p->cli->progress = false;
}
