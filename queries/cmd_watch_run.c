#include <time.h>

#include "queries/report.h"
#include "queries/watch.h"

double rap_watch_now(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool rap_watch_is_own(const rap_watch *w, rap_str path) {
  for (size_t i = 0; i < w->own.n; i++) {
    rap_str own = w->own.items[i];
    /* With what stands beside it: "-lock", "-wal", ".part-17", and all in a folder. */
    if (rap_str_starts(path, own) && (path.n == own.n || path.p[own.n] == '-' || path.p[own.n] == '/' || path.p[own.n] == '.')) return true;
  }
  return false;
}

static bool rests(const rap_watch *w, const rap_file_info *info) {
  int64_t age = (int64_t)time(NULL) - rap_time_seconds(info->modified);
  /* A time to come is that of another clock, and tells nothing. */
  return !info->regular || w->idle == 0 || age < 0 || age >= w->idle;
}

static bool wants(void *ctx, rap_str root, rap_str name, const rap_file_info *info) {
  rap_watch *w = ctx;
  const rap_watch_folder *f = NULL;
  for (size_t i = 0; i < w->n && !f; i++)
    if (rap_str_eq(w->folders[i].path, root)) f = &w->folders[i];
  if (!f) return true;
  bool slash = rap_str_ends(f->real, RAP_STR("/"));
  rap_str path = rap_arena_printf(w->run, "%.*s%s%.*s", RAP_FMT(f->real), slash ? "" : "/", RAP_FMT(name));
  if (!path.p || rap_watch_is_own(w, path) || !rap_arrivals_wants(&w->arrivals, path, !info)) return false;
  if (!info) return true;
  if (rap_arrivals_is_written(&w->arrivals, path)) return false; /* it is told when it is closed */
  if (rests(w, info)) return true;
  rap_arrivals_defer(&w->arrivals, path);
  w->last = rap_watch_now();
  return false;
}

static bool did_something(const rap_batch_totals *t) {
  return t->inserted + t->replaced + t->reanalysed + t->untouched + t->pruned + t->walk.failed + t->conflicts > 0;
}

static void tell_totals(const rap_watch *w, const rap_batch_totals *t) {
  if (w->o->batch.quiet || !did_something(t)) return;
  uint64_t again = t->reanalysed + t->untouched, errors = t->walk.failed + t->conflicts;
  rap_cli_note(w->cli, "%.*s: %llu new, %llu changed, %llu re-analysed, %llu taken out, %llu errors; %.1f s", RAP_FMT(w->o->batch.store),
               (unsigned long long)t->inserted, (unsigned long long)t->replaced, (unsigned long long)again, (unsigned long long)t->pruned,
               (unsigned long long)errors, t->seconds);
}

/* Of a folder that is away nothing is taken out, whatever was told before it went. */
static rap_status find_gone(const rap_watch *w, const rap_str_list *all, rap_str_list *out, rap_error *err) {
  *out = (rap_str_list){0};
  for (size_t i = 0; all && i < all->n; i++) {
    bool away = false;
    for (size_t k = 0; k < w->n && !away; k++) away = w->folders[k].away && rap_str_starts(all->items[i], w->folders[k].real);
    if (!away && !rap_str_list_add(w->run, out, all->items[i])) return rap_error_nomem(err);
  }
  return RAP_OK;
}

static rap_status run_batch(rap_watch *w, const rap_str_list *paths, rap_error *err) {
  const rap_str_list *gone = rap_arrivals_gone(&w->arrivals);
  rap_str_list still_gone;
  rap_batch_totals totals = {0};
  rap_report report;
  rap_error second = {0};
  const rap_batch_part part = {.wants = wants, .ctx = w, .keep = !gone && (w->unmounted || paths->n < w->n), .gone = gone ? &still_gone : NULL};
  rap_report_begin(&report, w->cli);
  rap_status st = find_gone(w, gone, &still_gone, err);
  if (st == RAP_OK && !w->batch) st = rap_batch_open(w->cli, &w->o->batch, &w->batch, err);
  if (st == RAP_OK) st = rap_batch_run_part(w->batch, paths, &part, &totals, err);
  if (st == RAP_OK) tell_totals(w, &totals);
  bool telling = st == RAP_OK ? did_something(&totals) || !w->summarised : st != RAP_ERR_BUSY;
  w->summarised |= telling;
  const rap_report_facts facts = {.path = telling ? w->o->summary : (rap_str){0},
                                  .action = "watch",
                                  .store = w->o->batch.store,
                                  .stamp = rap_batch_stamp(w->batch),
                                  .totals = &totals,
                                  .status = st,
                                  .error = err};
  rap_status written = rap_report_end(&report, &facts, &second);
  if (written != RAP_OK) rap_cli_report(w->cli, written, &second);
  if (w->batch) rap_batch_release(w->batch);
  return st;
}

void rap_watch_busy(rap_watch *w, const rap_error *why) {
  if (!w->waiting_said) rap_cli_note(w->cli, "%s; tried again every %d seconds", why->text, RAP_WATCH_RETRY_SECONDS);
  w->waiting_said = true;
  w->retry = rap_watch_now() + RAP_WATCH_RETRY_SECONDS;
}

rap_status rap_watch_run(rap_watch *w, rap_error *err) {
  rap_str_list paths = {0};
  rap_error own = {0};
  rap_status st = RAP_OK;
  for (size_t i = 0; i < w->n; i++)
    if (!w->folders[i].away && !rap_str_list_add(w->run, &paths, w->folders[i].path)) return rap_error_nomem(err);
  rap_arrivals_begin(&w->arrivals);
  if (!rap_arrivals_gone(&w->arrivals)) w->looked = rap_watch_now();
  if (paths.n) st = run_batch(w, &paths, &own);
  rap_arrivals_end(&w->arrivals, st == RAP_OK);
  w->first = 0;
  if (st == RAP_ERR_BUSY) {
    rap_watch_busy(w, &own);
    return RAP_OK;
  }
  w->waiting_said = false;
  w->o->batch.retry_failed = RAP_STR("no"); /* from now on what was refused is read again when it changes */
  if (st == RAP_OK || st == RAP_ERR_INTERRUPTED) return RAP_OK;
  return own.text[0] ? rap_error_set(err, st, "%s", own.text) : st;
}
