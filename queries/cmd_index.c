/* index: texts into the store, in one streamed run. */
#include "queries/commands.h"
#include "queries/history.h"
#include "queries/progress.h"
#include "queries/walk.h"

typedef struct index_options {
  rap_common_options common;
  rap_str store, engine;
  rap_str_list rules, map, no_repair;
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
    RAP_REPAIR_OPTION(offsetof(index_options, no_repair)),
    RAP_ENGINE_OPTION(offsetof(index_options, engine)),
    RAP_MAP_OPTION(offsetof(index_options, map)),
    RAP_JOBS_OPTION(offsetof(index_options, jobs)),
    {.name = "remove",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(index_options, remove),
     .help = "take documents out: arguments are ids, files or folders"},
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = offsetof(index_options, quiet), .help = "no progress line and no summary"},
    RAP_OPTIONS_END,
};
static const rap_option *const index_tables[] = {rap_common_table, index_table, NULL};

typedef struct indexing {
  rap_cli *cli;
  const index_options *options;
  rap_progress progress;
  rap_str stamp;    /* of the packs */
  rap_rules *rules; /* NULL until they are needed */
  rap_history history;
  rap_store *store;
  uint64_t put[RAP_PUT_CONFLICT + 1];
  uint64_t untouched, statements;
} indexing;

static void draw_progress(void *ctx, const rap_walk_totals *totals) {
  indexing *x = ctx;
  rap_progress_draw(&x->progress, totals->read.documents, totals->text_bytes, totals->failed);
}

/* ---- rules ---- */

/* Packs whose manifests are at fault are loaded to tell all that is wrong with them. */
static rap_status find_stamp(indexing *x, rap_error *err) {
  const rap_str_list *dirs = &x->options->rules;
  const rap_rules_source source = {.dirs = dirs->items, .n_dirs = dirs->n};
  rap_buf stamp = {0};
  rap_error own = {0};
  rap_status st = rap_rules_stamp_of(&source, &stamp, &own);
  if (st == RAP_ERR_RULES)
    st = rap_cli_load_rules_for(x->cli, dirs, x->options->engine, &x->rules, err);
  else if (st != RAP_OK)
    *err = own;
  if (st == RAP_OK && !(x->stamp = rap_arena_str(x->cli->arena, x->rules ? rap_rules_stamp(x->rules) : rap_buf_str(&stamp))).p)
    st = rap_error_nomem(err);
  rap_buf_clear(&stamp);
  return st;
}

/* Loads the rules unless that was done. What is stored by them is stored under the stamp that was read first. */
static rap_status need_rules(void *ctx, const rap_rules **rules, rap_error *err) {
  indexing *x = ctx;
  rap_status st = x->rules ? RAP_OK : rap_cli_load_rules_for(x->cli, &x->options->rules, x->options->engine, &x->rules, err);
  if (st == RAP_OK && !rap_str_eq(rap_rules_stamp(x->rules), x->stamp))
    st = rap_error_set(err, RAP_ERR_RULES, "the packs changed while they were read: %.*s, then %.*s", RAP_FMT(x->stamp),
                       RAP_FMT(rap_rules_stamp(x->rules)));
  x->history.rules = x->rules;
  *rules = x->rules;
  return st;
}

/* Rules that the store has not met are loaded at once, so that their faults are told before any text is read, and before a store is made. Those it has met were without fault then; they wait until a text needs them. */
static rap_status open_store(indexing *x, rap_str path, rap_error *err) {
  const rap_rules *rules;
  bool known = false;
  rap_status st = find_stamp(x, err);
  if (st == RAP_OK && !rap_store_exists(path)) st = need_rules(x, &rules, err);
  if (st == RAP_OK) st = rap_store_open(path, RAP_STORE_WRITE, NULL, &x->store, err);
  if (st == RAP_OK) st = rap_store_has_rules(x->store, x->stamp, &known, err);
  if (st == RAP_OK && !known) st = need_rules(x, &rules, err);
  if (st == RAP_OK && !known) st = rap_store_put_rules(x->store, x->rules, err);
  return st;
}

/* ---- documents ---- */

static rap_status refuse(indexing *x, const char *message) {
  rap_error own = {0};
  rap_cli_report(x->cli, rap_error_set(&own, RAP_ERR_INPUT, "%s", message), &own);
  return RAP_OK;
}

static rap_status ask_store(void *ctx, rap_item *item, bool settled, rap_probe *out, rap_error *err) {
  indexing *x = ctx;
  const rap_rules *rules;
  rap_status st = rap_store_probe(x->store, &item->key, x->stamp, settled, out, err);
  if (st != RAP_OK || !out->stale) return st;
  st = need_rules(x, &rules, err);
  return st == RAP_OK ? rap_history_change(&x->history, x->store, out->stamp, &item->change, err) : st;
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
  if (item && item->stage == RAP_ITEM_UNTOUCHED) {
    x->untouched++;
    return rap_store_put_untouched(x->store, &item->key, x->stamp, err);
  }
  rap_status st = item ? rap_store_put_prepared(x->store, &item->prepared, x->stamp, &result, err) : RAP_OK;
  if (st != RAP_OK) return st;
  x->put[result.what]++;
  if (result.what == RAP_PUT_CONFLICT) return refuse(x, result.message);
  if (result.what != RAP_PUT_UNCHANGED) x->statements += item->record.n_statements;
  return RAP_OK;
}

static void summarise(const indexing *x, const rap_walk_totals *t) {
  rap_str path = rap_store_path(x->store);
  rap_out_printf(x->cli->out, "%.*s: %llu documents read (%llu new, %llu changed, %llu re-analysed, ", RAP_FMT(path),
                 (unsigned long long)t->read.documents, (unsigned long long)x->put[RAP_PUT_INSERTED], (unsigned long long)x->put[RAP_PUT_REPLACED],
                 (unsigned long long)x->put[RAP_PUT_REANALYSED]);
  if (x->untouched) rap_out_printf(x->cli->out, "%llu untouched by the change, ", (unsigned long long)x->untouched);
  rap_out_printf(x->cli->out, "%llu unchanged), %llu statements, %llu errors; %.1f MB in %.1f s\n", (unsigned long long)x->put[RAP_PUT_UNCHANGED],
                 (unsigned long long)x->statements, (unsigned long long)t->failed + x->put[RAP_PUT_CONFLICT], rap_progress_megabytes(t->text_bytes),
                 rap_progress_seconds(&x->progress));
}

static rap_status index_paths(indexing *x, rap_str path, const rap_str_list *paths, rap_error *err) {
  rap_walk_totals totals = {0};
  rap_walk_options walk = {.paths = paths,
                           .load = need_rules,
                           .engine = x->options->engine,
                           .jobs = x->options->jobs,
                           .ctx = x,
                           .probe = ask_store,
                           .work = prepare,
                           .step = store_one,
                           .progress = draw_progress};
  rap_status st = rap_field_map_parse(&x->options->map, &walk.source.map, err);
  if (st == RAP_OK) st = rap_walk_repairs(&x->options->no_repair, &walk.source.repairs_off, err);
  if (st == RAP_OK) st = open_store(x, path, err);
  if (st == RAP_OK) st = rap_walk(x->cli, &walk, &totals, err);
  rap_progress_erase(&x->progress);
  if (st == RAP_OK) st = rap_store_finish(x->store, err);
  if (st == RAP_OK && !x->options->quiet) summarise(x, &totals);
  /* What was analysed before a Ctrl-C is kept: the next run goes on behind it. */
  rap_error second = {0};
  if (st == RAP_ERR_INTERRUPTED && rap_store_finish(x->store, &second) != RAP_OK) rap_cli_report(x->cli, second.status, &second);
  return st;
}

/* ---- the command ---- */

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
  indexing x = {.cli = cli, .options = o, .progress = {.cli = cli, .quiet = o->quiet}};
  rap_str path = o->store.n ? o->store : cli->store;
  rap_status st = RAP_OK;
  rap_progress_start(&x.progress);
  if (o->remove) {
    st = rap_store_open(path, RAP_STORE_EDIT, NULL, &x.store, err);
    if (st == RAP_OK) st = remove_all(x.store, cli, operands, o->quiet, err);
  } else {
    st = index_paths(&x, path, operands, err);
  }
  rap_store_close(x.store);
  rap_history_clear(&x.history);
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
