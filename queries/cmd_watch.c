/* watch: folders into the store, as files arrive. */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>

#include "ingest/tree.h"
#include "queries/arrivals.h"
#include "queries/batch.h"
#include "queries/commands.h"
#include "queries/plan.h"
#include "queries/report.h"

/* A store that another process writes to, and a folder that is away, are looked for again so often. */
#define RETRY_SECONDS 5
/* A burst without an end is cut into runs of this many times --idle. */
#define BURST_IDLES 10
#define DEFAULT_IDLE 2
#define DEFAULT_POLL 10

typedef struct watch_options {
  rap_common_options common;
  rap_batch_options batch;
  rap_str idle, poll, summary, log_format;
  bool once;
} watch_options;

static const rap_option watch_table[] = {
    {.name = "store",
     .letter = 'd',
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(watch_options, batch.store),
     .argument = "FILE",
     .help = "the store (default $RAPPORTEUR_DB, else rapporteur.db)"},
    RAP_RULES_OPTION(offsetof(watch_options, batch.rules)),
    RAP_REPAIR_OPTION(offsetof(watch_options, batch.no_repair)),
    RAP_ENGINE_OPTION(offsetof(watch_options, batch.engine)),
    RAP_MAP_OPTION(offsetof(watch_options, batch.map)),
    RAP_JOBS_OPTION(offsetof(watch_options, batch.jobs)),
    {.name = "include",
     .kind = RAP_OPT_LIST,
     .offset = offsetof(watch_options, batch.include),
     .argument = "PATTERN",
     .help = "only files whose paths meet it, as in .gitignore; may be repeated"},
    {.name = "exclude",
     .kind = RAP_OPT_LIST,
     .offset = offsetof(watch_options, batch.exclude),
     .argument = "PATTERN",
     .help = "no files or folders whose paths meet it; may be repeated"},
    {.name = "since",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(watch_options, batch.since),
     .argument = "WHEN",
     .help = "no documents published before: a date, or 10d, 2w, 6m, 1y ago"},
    {.name = "prune",
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(watch_options, batch.prune),
     .argument = "WHICH",
     .alone = "vanished",
     .help = "take out documents whose files were removed",
     .choices = "vanished|all"},
    {.name = "quarantine",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(watch_options, batch.quarantine),
     .argument = "FOLDER",
     .help = "keep there what is refused, with its reason"},
    {.name = "idle",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(watch_options, idle),
     .argument = "SECONDS",
     .help = "how long nothing must happen before what came is read (default 2)"},
    {.name = "poll",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(watch_options, poll),
     .argument = "SECONDS",
     .help = "look at all so often, for file systems that tell nothing (network mounts)"},
    {.name = "once", .kind = RAP_OPT_FLAG, .offset = offsetof(watch_options, once), .help = "end when all that is there is read"},
    {.name = "summary",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(watch_options, summary),
     .argument = "FILE",
     .help = "write what the last run did there as JSON, in place of what it was"},
    RAP_LOG_OPTION(offsetof(watch_options, log_format)),
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = offsetof(watch_options, batch.quiet), .help = "say only what is wrong"},
    RAP_OPTIONS_END,
};
static const rap_option *const watch_tables[] = {rap_common_table, watch_table, NULL};

/* What is being written by editors, browsers and transfer programs under names of their own. Names that begin with '.' are passed over anyway. */
static const char *const unfinished[] = {"*~", "*.part", "*.partial", "*.tmp", "*.crdownload", "*.swp", "*.filepart", "#*#", "*.part-[0-9]*"};

typedef struct folder {
  rap_str path, real; /* as it was given; without links, empty while it is away */
  dev_t device;
  ino_t inode;
  bool away; /* said */
} folder;

typedef struct watch {
  rap_cli *cli;
  watch_options *o;
  rap_batch *batch;
  rap_notify *notify; /* NULL: it is looked from time to time */
  rap_arrivals arrivals;
  folder *folders;
  size_t n;
  rap_str_list own; /* real paths of the store and of what is written beside it: none of them is to be read */
  rap_arena *run;   /* of one look */
  int64_t idle, poll;
  double first, last, looked; /* when something was told first and last; when all was looked at */
  double retry;               /* not before */
  bool unmounted, waiting_said, summarised;
} watch;

static double now(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

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

/* ---- folders ---- */

static bool is_empty(rap_str path) {
  rap_tree *tree = NULL;
  rap_str file, name;
  rap_error ignored = {0};
  bool empty = rap_tree_new(&path, 1, false, &tree, &ignored) == RAP_OK && rap_tree_next(tree, &file, &name, &ignored) == RAP_NOT_FOUND;
  rap_tree_free(tree);
  return empty;
}

static void say(const watch *w, rap_log_level level, rap_status st, rap_str place, const char *what) {
  rap_error line = {0};
  (void)rap_error_set(&line, RAP_ERR_IO, "%.*s: %s", RAP_FMT(place), what);
  rap_cli_say(w->cli, level, st, place, rap_str_of(line.text));
}

/* Whether the system tells what happens there; if it can't, all is looked at from time to time. */
static rap_status listen_to(watch *w, rap_str real, rap_error *err) {
  rap_error own = {0};
  if (!w->notify) return RAP_OK;
  rap_status st = rap_notify_add(w->notify, real, &own);
  if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (st == RAP_OK) return RAP_OK;
  rap_cli_note(w->cli, "%s; all is looked at every %d seconds", own.text, DEFAULT_POLL);
  rap_notify_free(w->notify);
  w->notify = NULL;
  w->poll = DEFAULT_POLL;
  return RAP_OK;
}

/* The folder is there, for the first time, again, or as another one. */
static rap_status take_in(watch *w, folder *f, const struct stat *info, rap_error *err) {
  rap_str real;
  rap_error own = {0};
  rap_status st = rap_plan_canonical(w->run, rap_arena_printf(w->run, "%.*s/.", RAP_FMT(f->path)), &real, &own);
  if (st == RAP_ERR_IO) return RAP_OK; /* it went meanwhile */
  if (st != RAP_OK) return rap_error_nomem(err);
  if (!rap_str_eq(real, f->real)) f->real = rap_arena_str(w->cli->arena, real);
  if (!f->real.p) return rap_error_nomem(err);
  f->device = info->st_dev;
  f->inode = info->st_ino;
  if (f->away && !w->o->batch.quiet) say(w, RAP_LOG_INFO, RAP_OK, f->path, "is there again");
  f->away = false;
  rap_arrivals_note_all(&w->arrivals, false);
  return listen_to(w, f->real, err);
}

/* A folder that is gone, or another and empty one (the place where a disk was mounted), is waited for. */
static rap_status look_at(watch *w, folder *f, rap_error *err) {
  struct stat info;
  rap_str path = rap_arena_str(w->run, f->path);
  if (!path.p) return rap_error_nomem(err);
  bool there = stat(path.p, &info) == 0 && S_ISDIR(info.st_mode);
  bool known = f->real.n > 0, same = known && there && info.st_dev == f->device && info.st_ino == f->inode;
  if (same && !f->away) return RAP_OK;
  if (known && !same && w->notify) rap_notify_remove(w->notify, f->real); /* wherever it is now */
  if (there && (!known || same || !is_empty(path))) return take_in(w, f, &info, err);
  if (!f->away) say(w, RAP_LOG_ERROR, RAP_ERR_IO, f->path, "the folder is away; it is waited for, and nothing of it is taken out");
  f->away = true;
  return RAP_OK;
}

static rap_status look_at_folders(watch *w, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < w->n; i++) st = look_at(w, &w->folders[i], err);
  return st;
}

/* ---- one run ---- */

static bool is_own(const watch *w, rap_str path) {
  for (size_t i = 0; i < w->own.n; i++) {
    rap_str own = w->own.items[i];
    /* With what stands beside it: "-lock", "-wal", ".part-17", and all in a folder. */
    if (rap_str_starts(path, own) && (path.n == own.n || path.p[own.n] == '-' || path.p[own.n] == '/' || path.p[own.n] == '.')) return true;
  }
  return false;
}

static bool rests(const watch *w, const rap_file_info *info) {
  const int64_t second = INT64_C(1000000000), age = (int64_t)time(NULL) - info->modified / second;
  /* A time to come is that of another clock, and tells nothing. */
  return !info->regular || w->idle == 0 || age < 0 || age >= w->idle;
}

static bool wants(void *ctx, rap_str root, rap_str name, const rap_file_info *info) {
  watch *w = ctx;
  const folder *f = NULL;
  for (size_t i = 0; i < w->n && !f; i++)
    if (rap_str_eq(w->folders[i].path, root)) f = &w->folders[i];
  if (!f) return true;
  bool slash = rap_str_ends(f->real, RAP_STR("/"));
  rap_str path = rap_arena_printf(w->run, "%.*s%s%.*s", RAP_FMT(f->real), slash ? "" : "/", RAP_FMT(name));
  if (!path.p || is_own(w, path) || !rap_arrivals_wants(&w->arrivals, path, !info)) return false;
  if (!info) return true;
  if (rap_arrivals_is_written(&w->arrivals, path)) return false; /* it is told when it is closed */
  if (rests(w, info)) return true;
  rap_arrivals_defer(&w->arrivals, path);
  w->last = now();
  return false;
}

static bool did_something(const rap_batch_totals *t) {
  return t->inserted + t->replaced + t->reanalysed + t->untouched + t->pruned + t->walk.failed + t->conflicts > 0;
}

static void tell_totals(const watch *w, const rap_batch_totals *t) {
  if (w->o->batch.quiet || !did_something(t)) return;
  rap_cli_note(w->cli, "%.*s: %llu new, %llu changed, %llu re-analysed, %llu taken out, %llu errors; %.1f s", RAP_FMT(w->o->batch.store),
               (unsigned long long)t->inserted, (unsigned long long)t->replaced, (unsigned long long)(t->reanalysed + t->untouched),
               (unsigned long long)t->pruned, (unsigned long long)(t->walk.failed + t->conflicts), t->seconds);
}

/* Of a folder that is away nothing is taken out, whatever was told before it went. */
static rap_status find_gone(const watch *w, const rap_str_list *all, rap_str_list *out, rap_error *err) {
  *out = (rap_str_list){0};
  for (size_t i = 0; all && i < all->n; i++) {
    bool away = false;
    for (size_t k = 0; k < w->n && !away; k++) away = w->folders[k].away && rap_str_starts(all->items[i], w->folders[k].real);
    if (!away && !rap_str_list_add(w->run, out, all->items[i])) return rap_error_nomem(err);
  }
  return RAP_OK;
}

static rap_status run_batch(watch *w, const rap_str_list *paths, rap_error *err) {
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

/* A store that somebody else writes to is no failure: what came is due again a little later. */
static void busy(watch *w, const rap_error *why) {
  if (!w->waiting_said) rap_cli_note(w->cli, "%s; tried again every %d seconds", why->text, RETRY_SECONDS);
  w->waiting_said = true;
  w->retry = now() + RETRY_SECONDS;
}

static rap_status run_once(watch *w, rap_error *err) {
  rap_str_list paths = {0};
  rap_error own = {0};
  rap_status st = RAP_OK;
  for (size_t i = 0; i < w->n; i++)
    if (!w->folders[i].away && !rap_str_list_add(w->run, &paths, w->folders[i].path)) return rap_error_nomem(err);
  rap_arrivals_begin(&w->arrivals);
  if (!rap_arrivals_gone(&w->arrivals)) w->looked = now();
  if (paths.n) st = run_batch(w, &paths, &own);
  rap_arrivals_end(&w->arrivals, st == RAP_OK);
  w->first = 0;
  if (st == RAP_ERR_BUSY) {
    busy(w, &own);
    return RAP_OK;
  }
  w->waiting_said = false;
  w->o->batch.retry_failed = RAP_STR("no"); /* from now on what was refused is read again when it changes */
  if (st == RAP_OK || st == RAP_ERR_INTERRUPTED) return RAP_OK;
  return own.text[0] ? rap_error_set(err, st, "%s", own.text) : st;
}

/* ---- waiting ---- */

static void noted(void *ctx, rap_notify_what what, rap_str path) {
  watch *w = ctx;
  if (path.n && is_own(w, path)) return;
  if (what == RAP_NOTIFY_UNMOUNTED && !w->unmounted) {
    say(w, RAP_LOG_ERROR, RAP_ERR_IO, path, "unmounted; from now on nothing is taken out");
    w->unmounted = true;
  }
  w->last = now();
  rap_arrivals_note(&w->arrivals, what, path);
  if (!(w->first > 0) && rap_arrivals_due(&w->arrivals)) w->first = w->last;
}

/* Seconds until there is something to do without anything happening. */
static double patience(const watch *w) {
  double t = now(), wait = RETRY_SECONDS;
  if (rap_arrivals_due(&w->arrivals)) {
    double quiet = w->last + (double)w->idle, latest = w->first > 0 ? w->first + BURST_IDLES * (double)w->idle : quiet;
    wait = (quiet < latest ? quiet : latest) - t;
    if (w->retry > t + wait) wait = w->retry - t;
  }
  if (w->poll && w->looked + (double)w->poll - t < wait) wait = w->looked + (double)w->poll - t;
  return wait < 0 ? 0 : wait;
}

/* Signals are let in only while it waits, so that none comes between the question whether one came and the waiting. */
static void wait_for(const watch *w, double seconds) {
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

static rap_status hear(watch *w, rap_error *err) {
  rap_error own = {0};
  if (atomic_exchange(&hangup, false)) {
    /* Rules may have been put in place: the next run reads them anew. */
    rap_batch_close(w->batch);
    w->batch = NULL;
    w->o->batch.retry_failed = (rap_str){0};
    rap_arrivals_note_all(&w->arrivals, true);
    w->last = 0;
  }
  if (w->poll && now() >= w->looked + (double)w->poll) rap_arrivals_note_all(&w->arrivals, false);
  rap_status st = w->notify ? rap_notify_read(w->notify, noted, w, &own) : RAP_OK;
  if (st == RAP_ERR_LIMIT) {
    rap_cli_note(w->cli, "%s; all is looked at every %d seconds", own.text, DEFAULT_POLL);
    rap_notify_free(w->notify);
    w->notify = NULL;
    w->poll = DEFAULT_POLL;
    return RAP_OK;
  }
  return st == RAP_OK ? st : rap_error_nomem(err);
}

static rap_status go_on(watch *w, rap_error *err) {
  rap_status st = RAP_OK;
  while (st == RAP_OK && !rap_cli_interrupted()) {
    rap_arena_reset(w->run);
    st = look_at_folders(w, err);
    if (st == RAP_OK) st = hear(w, err);
    bool due = rap_arrivals_due(&w->arrivals);
    if (st != RAP_OK || (!due && w->o->once)) break;
    double wait = patience(w);
    if (due && !(wait > 0))
      st = run_once(w, err);
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

static rap_status add_own(watch *w, rap_str path, rap_error *err) {
  rap_str real;
  if (path.n == 0 || rap_str_is(path, "-")) return RAP_OK;
  rap_status st = rap_plan_canonical(w->cli->arena, path, &real, err);
  return st == RAP_OK && !rap_str_list_add(w->cli->arena, &w->own, real) ? rap_error_nomem(err) : st;
}

static rap_status start(watch *w, watch_options *o, const rap_str_list *paths, rap_error *err) {
  o->batch.known_quietly = true;
  rap_status st = read_seconds(o->idle, "idle", DEFAULT_IDLE, &w->idle, err);
  if (st == RAP_OK) st = read_seconds(o->poll, "poll", 0, &w->poll, err);
  for (size_t i = 0; st == RAP_OK && i < sizeof unfinished / sizeof *unfinished; i++)
    if (!rap_str_list_add(w->cli->arena, &o->batch.exclude, rap_str_of(unfinished[i]))) st = rap_error_nomem(err);
  w->folders = rap_arena_array(w->cli->arena, paths->n, sizeof *w->folders);
  if (st == RAP_OK && !w->folders) st = rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < paths->n; i++) w->folders[w->n++] = (folder){.path = paths->items[i]};
  if (st == RAP_OK && w->poll == 0) {
    st = rap_notify_new(&w->notify, err);
    if (st == RAP_NOT_FOUND) w->poll = DEFAULT_POLL;
    if (st == RAP_NOT_FOUND) st = RAP_OK;
  }
  /* What is wrong with the rules, the store or an option is told before anything is waited for. */
  rap_error own = {0};
  if (st == RAP_OK) st = rap_batch_open(w->cli, &o->batch, &w->batch, &own);
  if (w->batch) rap_batch_release(w->batch);
  if (st == RAP_ERR_BUSY) {
    busy(w, &own);
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
  watch_options *o = options;
  cli->log_json = rap_str_is(o->log_format, "json");
  if (o->batch.store.n == 0) o->batch.store = cli->store;
  watch w = {.cli = cli, .o = o, .run = rap_arena_new()};
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
    .options_size = sizeof(watch_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_watch,
};
