/* watch: folders into the store, as files arrive. */
#include <signal.h>
#include <stdatomic.h>
#include <sys/select.h>
#include <time.h>

#include "queries/commands.h"
#include "queries/plan.h"
#include "queries/watch.h"

#define DEFAULT_IDLE 2

static const rap_option watch_table[] = {
    RAP_READING_OPTIONS(offsetof(rap_watch_options, batch)),
    RAP_SELECTION_OPTIONS(offsetof(rap_watch_options, batch)),
    {.name = "prune",
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(rap_watch_options, batch.prune),
     .argument = "WHICH",
     .alone = "vanished",
     .help = "take out documents whose files were removed",
     .choices = "vanished|all"},
    RAP_QUARANTINE_OPTION(offsetof(rap_watch_options, batch)),
    {.name = "idle",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(rap_watch_options, idle),
     .argument = "SECONDS",
     .help = "how long nothing must happen before what came is read (default 2)"},
    {.name = "poll",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(rap_watch_options, poll),
     .argument = "SECONDS",
     .help = "look at all so often, for file systems that tell nothing (network mounts)"},
    {.name = "once", .kind = RAP_OPT_FLAG, .offset = offsetof(rap_watch_options, once), .help = "end when all that is there is read"},
    {.name = "summary",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(rap_watch_options, summary),
     .argument = "FILE",
     .help = "write what the last run did there as JSON, in place of what it was"},
    RAP_LOG_OPTION(offsetof(rap_watch_options, log_format)),
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = offsetof(rap_watch_options, batch.quiet), .help = "say only what is wrong"},
    RAP_OPTIONS_END,
};
static const rap_option *const watch_tables[] = {rap_common_table, watch_table, NULL};

/* What is being written by editors, browsers and transfer programs under names of their own. Names that begin with '.' are passed over anyway. */
static const char *const unfinished[] = {"*~", "*.part", "*.partial", "*.tmp", "*.crdownload", "*.swp", "*.filepart", "#*#", "*.part-[0-9]*"};

/* ---- SIGHUP ---- */

static atomic_bool hangup;
_Static_assert(ATOMIC_BOOL_LOCK_FREE == 2, "a bool is atomic without a lock");

static void on_hangup(int signal_number) {
  (void)signal_number;
  atomic_store(&hangup, true);
}

static void catch_hangup(void) {
  struct sigaction action = {.sa_handler = on_hangup};
  sigemptyset(&action.sa_mask);
  (void)sigaction(SIGHUP, &action, NULL);
}

/* ---- waiting ---- */

static void noted(void *ctx, rap_notify_what what, rap_str path) {
  rap_watch *w = ctx;
  if (path.n && rap_watch_is_own(w, path)) return;
  if (what == RAP_NOTIFY_UNMOUNTED && !w->unmounted) {
    rap_watch_say(w, RAP_LOG_ERROR, RAP_ERR_IO, path, "unmounted; from now on nothing is taken out");
    w->unmounted = true;
  }
  w->last = rap_watch_now();
  rap_arrivals_note(&w->arrivals, what, path);
  if (!(w->first > 0) && rap_arrivals_due(&w->arrivals)) w->first = w->last;
}

/* Seconds until there is something to do without anything happening. */
static double patience(const rap_watch *w) {
  double t = rap_watch_now(), wait = RAP_WATCH_RETRY_SECONDS;
  if (rap_arrivals_due(&w->arrivals)) {
    double quiet = w->last + (double)w->idle, latest = w->first > 0 ? w->first + RAP_WATCH_BURST_IDLES * (double)w->idle : quiet;
    wait = (quiet < latest ? quiet : latest) - t;
    if (w->retry > t + wait) wait = w->retry - t;
  }
  if (w->poll && w->looked + (double)w->poll - t < wait) wait = w->looked + (double)w->poll - t;
  return wait < 0 ? 0 : wait;
}

/* Signals are let in only while it waits, so that none comes between the question whether one came and the waiting. */
static void wait_for(const rap_watch *w, double seconds) {
  sigset_t ours, before;
  fd_set fds;
  int fd = w->notify ? rap_notify_fd(w->notify) : -1;
  const struct timespec limit = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
  FD_ZERO(&fds);
  if (fd >= 0) FD_SET(fd, &fds);
  sigemptyset(&ours);
  sigaddset(&ours, SIGINT);
  sigaddset(&ours, SIGTERM);
  sigaddset(&ours, SIGHUP);
  (void)sigprocmask(SIG_BLOCK, &ours, &before);
  if (!rap_cli_interrupted() && !atomic_load(&hangup)) (void)pselect(fd + 1, &fds, NULL, NULL, &limit, &before);
  (void)sigprocmask(SIG_SETMASK, &before, NULL);
}

static rap_status hear(rap_watch *w, rap_error *err) {
  rap_error own = {0};
  if (atomic_exchange(&hangup, false)) {
    /* Rules may have been put in place: the next run reads them anew. */
    rap_batch_close(w->batch);
    w->batch = NULL;
    w->o->batch.retry_failed = (rap_str){0};
    rap_arrivals_note_all(&w->arrivals, true);
    w->last = 0;
  }
  if (w->poll && rap_watch_now() >= w->looked + (double)w->poll) rap_arrivals_note_all(&w->arrivals, false);
  rap_status st = w->notify ? rap_notify_read(w->notify, noted, w, &own) : RAP_OK;
  if (st == RAP_ERR_LIMIT) {
    rap_watch_go_deaf(w, &own);
    return RAP_OK;
  }
  return st == RAP_OK ? st : rap_error_nomem(err);
}

static rap_status go_on(rap_watch *w, rap_error *err) {
  rap_status st = RAP_OK;
  while (st == RAP_OK && !rap_cli_interrupted()) {
    rap_arena_reset(w->run);
    st = rap_watch_look_at_folders(w, err);
    if (st == RAP_OK) st = hear(w, err);
    bool due = rap_arrivals_due(&w->arrivals);
    if (st != RAP_OK || (!due && w->o->once)) break;
    double wait = patience(w);
    if (due && !(wait > 0))
      st = rap_watch_run(w, err);
    else
      wait_for(w, wait);
  }
  return st;
}

/* ---- the command ---- */

static rap_status read_seconds(rap_str text, const char *name, int64_t fallback, int64_t *out, rap_error *err) {
  uint64_t seconds;
  *out = fallback;
  if (text.n == 0) return RAP_OK;
  if (!rap_str_uint(text, &seconds) || seconds > 86400)
    return rap_error_set(err, RAP_ERR_USAGE, "--%s: '%.*s' is no number of seconds up to 86400", name, RAP_FMT(text));
  *out = (int64_t)seconds;
  return RAP_OK;
}

static rap_status add_own(rap_watch *w, rap_str path, rap_error *err) {
  rap_str real;
  if (path.n == 0 || rap_str_is(path, "-")) return RAP_OK;
  rap_status st = rap_plan_canonical(w->cli->arena, path, &real, err);
  return st == RAP_OK && !rap_str_list_add(w->cli->arena, &w->own, real) ? rap_error_nomem(err) : st;
}

static rap_status start(rap_watch *w, rap_watch_options *o, const rap_str_list *paths, rap_error *err) {
  o->batch.known_quietly = true;
  rap_status st = read_seconds(o->idle, "idle", DEFAULT_IDLE, &w->idle, err);
  if (st == RAP_OK) st = read_seconds(o->poll, "poll", 0, &w->poll, err);
  for (size_t i = 0; st == RAP_OK && i < sizeof unfinished / sizeof *unfinished; i++)
    if (!rap_str_list_add(w->cli->arena, &o->batch.exclude, rap_str_of(unfinished[i]))) st = rap_error_nomem(err);
  w->folders = rap_arena_array(w->cli->arena, paths->n, sizeof *w->folders);
  if (st == RAP_OK && !w->folders) st = rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < paths->n; i++) w->folders[w->n++] = (rap_watch_folder){.path = paths->items[i]};
  if (st == RAP_OK && w->poll == 0) {
    st = rap_notify_new(&w->notify, err);
    if (st == RAP_NOT_FOUND) w->poll = RAP_WATCH_POLL_SECONDS;
    if (st == RAP_NOT_FOUND) st = RAP_OK;
  }
  /* What is wrong with the rules, the store or an option is told before anything is waited for. */
  rap_error own = {0};
  if (st == RAP_OK) st = rap_batch_open(w->cli, &o->batch, &w->batch, &own);
  if (w->batch) rap_batch_release(w->batch);
  if (st == RAP_ERR_BUSY) {
    rap_watch_busy(w, &own);
    st = RAP_OK;
  } else if (own.text[0]) {
    *err = own;
  }
  if (st == RAP_OK) st = add_own(w, o->batch.store, err);
  if (st == RAP_OK) st = add_own(w, o->batch.quarantine, err);
  if (st == RAP_OK) st = add_own(w, o->summary, err);
  rap_arrivals_note_all(&w->arrivals, false);
  return st;
}

static rap_status run_watch(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  rap_watch_options *o = options;
  cli->log_json = rap_str_is(o->log_format, "json");
  if (o->batch.store.n == 0) o->batch.store = cli->store;
  rap_watch w = {.cli = cli, .o = o, .run = rap_arena_new()};
  if (!w.run) return rap_error_nomem(err);
  catch_hangup();
  rap_status st = start(&w, o, operands, err);
  if (st == RAP_OK) st = go_on(&w, err);
  /* Ended as it is meant to end: what was refused on the way was told then. */
  if (st == RAP_OK && rap_cli_interrupted()) cli->worst = RAP_OK;
  rap_batch_close(w.batch);
  rap_notify_free(w.notify);
  rap_arrivals_clear(&w.arrivals);
  rap_arena_free(w.run);
  return st;
}

const rap_command rap_command_watch = {
    .name = "watch",
    .group = RAP_GROUP_PIPELINE,
    .operands = "FOLDER…",
    .summary = "store texts as they arrive in folders",
    .description =
        "Reads what is in the folders like index, then waits and reads what comes: whole files only, which were closed or moved there and rest. The store is let go between two runs. "
        "Ends cleanly on SIGTERM and SIGINT; SIGHUP makes it look at everything and read the rules anew.",
    .tables = watch_tables,
    .options_size = sizeof(rap_watch_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_watch,
};
