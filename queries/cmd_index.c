/* index: texts into the store, in one streamed run. */
#include "base/limits.h"
#include "queries/commands.h"
#include "queries/walk.h"

#include <stdio.h>
#include <time.h>

typedef struct index_options {
  rap_common_options common;
  rap_str store, engine;
  rap_str_list rules;
  int64_t jobs;
  bool remove, quiet;
} index_options;

static const rap_option index_table[] = {
    {.name = "store",
     .letter = 'd',
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(index_options, store),
     .argument = "FILE",
     .help = "the store (default $RAPPORTEUR_DB, else rapporteur.db)"},
    RAP_RULES_OPTION(offsetof(index_options, rules)),
    RAP_ENGINE_OPTION(offsetof(index_options, engine)),
    RAP_JOBS_OPTION(offsetof(index_options, jobs)),
    {.name = "remove",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(index_options, remove),
     .help = "take documents out: arguments are ids, files or folders"},
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = offsetof(index_options, quiet), .help = "no progress line and no summary"},
    RAP_OPTIONS_END,
};
static const rap_option *const index_tables[] = {rap_common_table, index_table, NULL};

#define PROGRESS_EVERY_SECONDS 0.2
#define MEGABYTE 1e6

typedef struct indexing {
  rap_cli *cli;
  rap_rules *rules;
  rap_store *store;
  bool quiet;
  struct timespec started, last_drawn;
  uint64_t put[RAP_PUT_CONFLICT + 1];
  uint64_t statements;
} indexing;

static double seconds_between(struct timespec from, struct timespec to) {
  return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static struct timespec now(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return t;
}

static void erase_progress(indexing *x) {
  if (x->cli->progress) fputs("\r\033[K", stderr);
  x->cli->progress = false;
}

static void draw_progress(void *ctx, const rap_walk_totals *totals) {
  indexing *x = ctx;
  if (x->quiet || !x->cli->err_terminal) return;
  struct timespec t = now();
  if (x->cli->progress && seconds_between(x->last_drawn, t) < PROGRESS_EVERY_SECONDS) return;
  double elapsed = seconds_between(x->started, t), mb = (double)totals->text_bytes / MEGABYTE;
  fprintf(stderr, "\r\033[K%llu documents · %.1f MB · %.1f MB/s · %llu errors", (unsigned long long)totals->read.documents, mb,
          elapsed > 0 ? mb / elapsed : 0.0, (unsigned long long)totals->failed);
  x->last_drawn = t;
  x->cli->progress = true;
}

static rap_status refuse(indexing *x, const char *message) {
  rap_error own = {0};
  rap_cli_report(x->cli, rap_error_set(&own, RAP_ERR_INPUT, "%s", message), &own);
  return RAP_OK;
}

static rap_status ask_store(void *ctx, const rap_raw_key *key, bool settled, rap_probe *out, rap_error *err) {
  indexing *x = ctx;
  return rap_store_probe(x->store, key, rap_rules_stamp(x->rules), settled, out, err);
}

static rap_status prepare(const void *ctx, rap_worker *worker, rap_item *item, rap_error *err) {
  (void)ctx;
  item->prepared = (rap_prepared){.doc = &item->doc, .record = &item->record, .raw = &item->key};
  return rap_store_prepare(worker->preparer, item->arena, &item->prepared, err);
}

static rap_status store_one(void *ctx, rap_cli *cli, rap_item *item, rap_error *err) {
  (void)cli;
  indexing *x = ctx;
  rap_put_result result = {.what = RAP_PUT_UNCHANGED};
  rap_status st = item ? rap_store_put_prepared(x->store, &item->prepared, rap_rules_stamp(x->rules), &result, err) : RAP_OK;
  if (st != RAP_OK) return st;
  x->put[result.what]++;
  if (result.what == RAP_PUT_CONFLICT) return refuse(x, result.message);
  if (result.what != RAP_PUT_UNCHANGED) x->statements += item->record.n_statements;
  return RAP_OK;
}

static void summarise(const indexing *x, const rap_walk_totals *t) {
  double elapsed = seconds_between(x->started, now()), mb = (double)t->text_bytes / MEGABYTE;
  rap_str path = rap_store_path(x->store);
  rap_out_printf(
      x->cli->out,
      "%.*s: %llu documents read (%llu new, %llu changed, %llu re-analysed, %llu unchanged), %llu statements, %llu errors; %.1f MB in %.1f s\n",
      RAP_FMT(path), (unsigned long long)t->read.documents, (unsigned long long)x->put[RAP_PUT_INSERTED],
      (unsigned long long)x->put[RAP_PUT_REPLACED], (unsigned long long)x->put[RAP_PUT_REANALYSED], (unsigned long long)x->put[RAP_PUT_UNCHANGED],
      (unsigned long long)x->statements, (unsigned long long)t->failed + x->put[RAP_PUT_CONFLICT], mb, elapsed);
}

static rap_status index_paths(indexing *x, const index_options *o, const rap_str_list *paths, rap_walk_totals *totals, rap_error *err) {
  const rap_walk_options walk = {.paths = paths,
                                 .rules = x->rules,
                                 .engine = o->engine,
                                 .jobs = o->jobs,
                                 .ctx = x,
                                 .probe = ask_store,
                                 .work = prepare,
                                 .step = store_one,
                                 .progress = draw_progress};
  rap_status st = rap_store_put_rules(x->store, x->rules, err);
  if (st == RAP_OK) st = rap_walk(x->cli, &walk, totals, err);
  erase_progress(x);
  if (st == RAP_OK) return rap_store_finish(x->store, err);
  /* What was analysed before a Ctrl-C is kept: the next run goes on behind it. */
  rap_error second = {0};
  if (st == RAP_ERR_INTERRUPTED && rap_store_finish(x->store, &second) != RAP_OK) rap_cli_report(x->cli, second.status, &second);
  return st;
}

static rap_status remove_all(rap_store *store, rap_cli *cli, const rap_str_list *what, bool quiet, rap_error *err) {
  size_t total = 0;
  rap_status missing = RAP_OK;
  for (size_t i = 0; i < what->n; i++) {
    size_t n = 0;
    rap_error own = {0};
    rap_status st = rap_store_remove(store, what->items[i], &n, &own);
    if (st == RAP_NOT_FOUND) {
      rap_cli_note(cli, "%.*s: not in the store", RAP_FMT(what->items[i]));
      missing = RAP_NOT_FOUND;
    } else if (st != RAP_OK) {
      *err = own;
      return st;
    }
    total += n;
  }
  rap_status st = rap_store_finish(store, err);
  if (st == RAP_OK && !quiet) rap_out_printf(cli->out, "%zu documents removed\n", total);
  return st == RAP_OK ? missing : st;
}

static rap_status run_index(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const index_options *o = options;
  indexing x = {.cli = cli, .quiet = o->quiet, .started = now()};
  rap_walk_totals totals = {0};
  rap_str path = o->store.n ? o->store : cli->store;
  rap_status st = o->remove ? RAP_OK : rap_cli_load_rules_for(cli, &o->rules, o->engine, &x.rules, err);
  if (st == RAP_OK) st = rap_store_open(path, o->remove ? RAP_STORE_EDIT : RAP_STORE_WRITE, NULL, &x.store, err);
  if (st == RAP_OK && o->remove) {
    st = remove_all(x.store, cli, operands, o->quiet, err);
  } else if (st == RAP_OK) {
    st = index_paths(&x, o, operands, &totals, err);
    if (st == RAP_OK && !o->quiet) summarise(&x, &totals);
  }
  rap_store_close(x.store);
  rap_rules_free(x.rules);
  return st;
}

const rap_command rap_command_index = {
    .name = "index",
    .group = RAP_GROUP_PIPELINE,
    .operands = "PATH…",
    .summary = "read, analyse and store texts",
    .description =
        "Reads files, folders or standard input (-), analyses what is new or changed, and stores it. The same input again changes nothing; a changed document replaces its old record. "
        "Work is committed in bounded batches: stopped at any point, the next run goes on where it was. What cannot be read is reported and passed over; the exit status tells.",
    .tables = index_tables,
    .options_size = sizeof(index_options),
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run_index,
};
