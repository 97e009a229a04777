/* backup: a copy of the store, made while it is in use. */
#include <stdio.h>

#include "index/backup.h"
#include "queries/outputs.h"
#include "queries/question.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct backup_options {
  rap_common_options common;
  rap_str store;
  bool force, quiet;
} backup_options;

static const rap_option backup_table[] = {
    RAP_STORE_OPTION(offsetof(backup_options, store)),
    {.name = "force", .kind = RAP_OPT_FLAG, .offset = offsetof(backup_options, force), .help = "replace the file that is there"},
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = offsetof(backup_options, quiet), .help = "no progress, no summary"},
    RAP_OPTIONS_END,
};
static const rap_option *const backup_tables[] = {rap_common_table, backup_table, NULL};

typedef struct watching {
  rap_cli *cli;
  bool shown;
  int64_t pages;
} watching;

static bool on_step(void *ctx, int64_t done, int64_t all) {
  watching *w = ctx;
  w->pages = all;
  if (w->shown && all > 0) {
    fprintf(stderr, "\r\033[K%lld of %lld pages · %lld %%", (long long)done, (long long)all, (long long)(100 * done / all));
    w->cli->progress = true;
  }
  return !rap_cli_interrupted();
}

static rap_status run_backup(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  const backup_options *o = options;
  rap_store *store = NULL;
  rap_outputs *outputs = NULL;
  rap_error own = {0};
  int64_t documents = 0;
  watching w = {.cli = cli, .shown = cli->err_terminal && !o->quiet};
  rap_str target = operands->items[0];
  rap_status st = rap_store_open(o->store.n ? o->store : cli->store, RAP_STORE_READ, NULL, &store, err);
  TRY(rap_outputs_new(&(rap_outputs_options){.path = target, .parts = true, .force = o->force}, &outputs, err));
  TRY(rap_outputs_blame(outputs, rap_store_backup(store, rap_str_of(rap_outputs_path(outputs)), on_step, &w, &documents, &own), &own, err));
  TRY(rap_outputs_sync(outputs, err));
  TRY(rap_outputs_commit(outputs, err));
  if (cli->progress) fputs("\r\033[K", stderr);
  cli->progress = false;
  if (st == RAP_OK && !o->quiet)
    rap_out_printf(cli->out, "%.*s: %lld document%s, checked\n", RAP_FMT(target), (long long)documents, documents == 1 ? "" : "s");
  rap_outputs_free(outputs);
  rap_store_close(store);
  return st;
}

const rap_command rap_command_backup = {
    .name = "backup",
    .group = RAP_GROUP_STORE,
    .operands = "FILE",
    .summary = "copy the store, also while it is written to",
    .description =
        "The copy is the store as its last commit left it. It is checked (the file's integrity, the same documents with the same texts and records) before it gets its name; a copy that fails leaves nothing behind. It is a store like any other.",
    .tables = backup_tables,
    .options_size = sizeof(backup_options),
    .min_operands = 1,
    .max_operands = 1,
    .run = run_backup,
};
