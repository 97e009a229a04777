/* index: texts into the store, in one streamed run. */
#include "queries/batch.h"
#include "queries/commands.h"
#include "queries/report.h"

typedef struct index_options {
  rap_common_options common;
  rap_batch_options batch;
  bool remove, dry_run;
  rap_str log_format, summary;
  bool fail_if_idle;
} index_options;

static const rap_option index_table[] = {
    RAP_READING_OPTIONS(offsetof(index_options, batch)),
    {.name = "manifest",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(index_options, batch.manifest),
     .argument = "LIST",
     .help = "read the files that are listed there, too: one path a line, TSV, or JSON Lines; - is standard input"},
    {.name = "null",
     .letter = '0',
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(index_options, batch.null),
     .help = "the list holds paths that end with NUL bytes"},
    RAP_SELECTION_OPTIONS(offsetof(index_options, batch)),
    {.name = "modified-since",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(index_options, batch.modified_since),
     .argument = "WHEN",
     .help = "no files that were not modified since: a date, or 36h, 10d … ago"},
    {.name = "retry-failed",
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(index_options, batch.retry_failed),
     .argument = "WHETHER",
     .help = "read unchanged files again of which something was refused (default yes)",
     .choices = "yes|no"},
    {.name = "prune",
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(index_options, batch.prune),
     .argument = "WHICH",
     .alone = "vanished",
     .help = "take out documents whose files are gone; not more than half of them unless all",
     .choices = "vanished|all"},
    RAP_QUARANTINE_OPTION(offsetof(index_options, batch)),
    {.name = "summary",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(index_options, summary),
     .argument = "FILE",
     .help = "write what was done there as JSON, in place of what it was; - is standard output"},
    RAP_LOG_OPTION(offsetof(index_options, log_format)),
    {.name = "fail-if-idle",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(index_options, fail_if_idle),
     .help = "exit status 1 when the run changed nothing in the store"},
    {.name = "wait",
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(index_options, batch.wait),
     .argument = "SECONDS",
     .help = "how long to wait while another process writes to the store (default 10)"},
    {.name = "dry-run",
     .letter = 'n',
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(index_options, dry_run),
     .help = "say what would be read; write nothing"},
    {.name = "remove",
     .kind = RAP_OPT_FLAG,
     .offset = offsetof(index_options, remove),
     .help = "take documents out: arguments are ids, files or folders"},
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = offsetof(index_options, batch.quiet), .help = "no progress line and no summary"},
    RAP_OPTIONS_END,
};
static const rap_option *const index_tables[] = {rap_common_table, index_table, NULL};

static rap_status take_out(rap_store *store, rap_cli *cli, const rap_str_list *what, bool quiet, rap_error *err) {
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

static rap_status run_remove(rap_cli *cli, const rap_batch_options *o, const rap_str_list *what, rap_error *err) {
  rap_store *store = NULL;
  int64_t wait = -1;
  rap_status st = rap_batch_read_wait(o->wait, &wait, err);
  const rap_store_options options = rap_cli_store_options(cli, wait);
  if (st == RAP_OK) st = rap_store_open(o->store, RAP_STORE_EDIT, &options, &store, err);
  if (st == RAP_OK) st = take_out(store, cli, what, o->quiet, err);
  rap_store_close(store);
  return st;
}

static bool is_idle(const rap_batch_totals *t) { return t->inserted + t->replaced + t->reanalysed + t->untouched + t->pruned == 0; }

/* The summary is written whatever came of the run; its own failure is told beside that of the run. */
static rap_status run_batch(rap_cli *cli, const index_options *o, const rap_str_list *paths, rap_error *err) {
  rap_batch *batch = NULL;
  rap_batch_totals totals = {0};
  rap_report report;
  rap_error second = {0};
  rap_report_begin(&report, cli);
  rap_status st = rap_batch_open(cli, &o->batch, &batch, err);
  if (st == RAP_OK) st = rap_batch_run(batch, paths, &totals, err);
  if (st == RAP_OK && !o->batch.quiet && !rap_str_is(o->summary, "-")) rap_batch_summarise(batch, &totals);
  if (st == RAP_OK && o->fail_if_idle && is_idle(&totals)) st = RAP_NOT_FOUND;
  const rap_report_facts facts = {
      .path = o->summary, .action = "index", .store = o->batch.store, .stamp = rap_batch_stamp(batch), .totals = &totals, .status = st, .error = err};
  rap_status written = rap_report_end(&report, &facts, &second);
  if (written != RAP_OK) rap_cli_report(cli, written, &second);
  rap_batch_close(batch);
  return st;
}

static rap_status run_dry(rap_cli *cli, const rap_batch_options *o, const rap_str_list *paths, rap_error *err) {
  rap_batch *batch = NULL;
  rap_status st = rap_batch_open_preview(cli, o, &batch, err);
  if (st == RAP_OK) st = rap_batch_preview(batch, paths, err);
  rap_batch_close(batch);
  return st;
}

static rap_status run_index(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  index_options *o = options;
  cli->log_json = rap_str_is(o->log_format, "json");
  if (o->batch.store.n == 0) o->batch.store = cli->store;
  if (operands->n == 0 && (o->remove || o->batch.manifest.n == 0))
    return rap_error_set(err, RAP_ERR_USAGE, "index needs PATH… or --manifest (see rapporteur index --help)");
  if (o->remove) return run_remove(cli, &o->batch, operands, err);
  return o->dry_run ? run_dry(cli, &o->batch, operands, err) : run_batch(cli, o, operands, err);
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
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_index,
};
