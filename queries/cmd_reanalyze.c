/* reanalyze: records anew from the stored texts, where other rules may make others. */
#include "queries/commands.h"
#include "queries/progress.h"
#include "queries/reanalyze.h"
#include "queries/walk.h"

typedef struct reanalyze_options {
  rap_common_options common;
  rap_str store, engine;
  rap_str_list rules;
  int64_t jobs;
  bool all, quiet;
} reanalyze_options;

static const rap_option reanalyze_table[] = {
    RAP_STORE_OPTION(offsetof(reanalyze_options, store)),
    RAP_RULES_OPTION(offsetof(reanalyze_options, rules)),
    RAP_ENGINE_OPTION(offsetof(reanalyze_options, engine)),
    RAP_JOBS_OPTION(offsetof(reanalyze_options, jobs)),
    {.name = "all", .kind = RAP_OPT_FLAG, .offset = offsetof(reanalyze_options, all), .help = "also the texts that no changed rule can touch"},
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = offsetof(reanalyze_options, quiet), .help = "no progress line and no summary"},
    RAP_OPTIONS_END,
};
static const rap_option *const reanalyze_tables[] = {rap_common_table, reanalyze_table, NULL};

typedef struct again {
  rap_cli *cli;
  rap_progress progress;
  rap_rules *rules;
  rap_store *store;
  rap_history history;
} again;

static rap_status after(void *ctx, const rap_reanalysis_totals *totals, const rap_error *failure, rap_error *err) {
  again *a = ctx;
  uint64_t done = totals->analysed + totals->confirmed;
  if (failure) rap_cli_report(a->cli, failure->status, failure);
  rap_progress_draw(&a->progress, done + totals->failed, totals->text_bytes, totals->failed);
  return rap_cli_interrupted() ? rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted after %llu documents", (unsigned long long)done) : RAP_OK;
}

static rap_status bring_up_to_date(again *a, const reanalyze_options *o, rap_reanalysis_totals *totals, rap_error *err) {
  const rap_reanalysis what = {.store = a->store,
                               .rules = a->rules,
                               .history = &a->history,
                               .engine = rap_str_is(o->engine, "plain") ? RAP_ENGINE_PLAIN : RAP_ENGINE_FAST,
                               .jobs = rap_walk_jobs(o->jobs),
                               .all = o->all,
                               .ctx = a,
                               .after = after};
  size_t jobs;
  rap_status st = rap_reanalyze(&what, totals, &jobs, err);
  rap_progress_erase(&a->progress);
  rap_walk_tell_jobs(a->cli, what.jobs, jobs);
  if (st == RAP_OK) return rap_store_finish(a->store, err);
  /* What was done before a Ctrl-C is kept: the next run goes on behind it. */
  rap_error second = {0};
  if (st == RAP_ERR_INTERRUPTED && rap_store_finish(a->store, &second) != RAP_OK) rap_cli_report(a->cli, second.status, &second);
  return st;
}

/* Why no text could be passed over, if so. */
static void tell_reasons(const again *a) {
  for (size_t i = 0; i < a->history.n; i++) {
    rap_str why = rap_rules_change_everywhere(a->history.steps[i].change);
    size_t n = 0;
    rap_rules_change_differences(a->history.steps[i].change, &n);
    rap_out_printf(a->cli->out, "since %s: %zu rule%s differ%s%s%.*s\n", a->history.steps[i].stamp, n, n == 1 ? "" : "s", n == 1 ? "s" : "",
                   why.n ? "; any text may be touched: " : "", RAP_FMT(why));
  }
}

static rap_status run_reanalyze(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  (void)operands;
  const reanalyze_options *o = options;
  again a = {.cli = cli, .progress = {.cli = cli, .quiet = o->quiet}};
  rap_reanalysis_totals totals = {0};
  rap_str path = o->store.n ? o->store : cli->store;
  rap_progress_start(&a.progress);
  rap_status st = rap_cli_load_rules_for(cli, &o->rules, o->engine, &a.rules, err);
  a.history.rules = a.rules;
  const rap_store_options writing = rap_cli_store_options(cli, -1);
  if (st == RAP_OK) st = rap_store_open(path, RAP_STORE_EDIT, &writing, &a.store, err);
  if (st == RAP_OK) st = bring_up_to_date(&a, o, &totals, err);
  if (st == RAP_OK && !o->quiet) {
    tell_reasons(&a);
    rap_out_printf(cli->out, "%.*s: %llu documents analysed again, %llu that no changed rule touches, %llu errors; %.1f s\n", RAP_FMT(path),
                   (unsigned long long)totals.analysed, (unsigned long long)totals.confirmed, (unsigned long long)totals.failed,
                   rap_progress_seconds(&a.progress));
  }
  rap_store_close(a.store);
  rap_history_clear(&a.history);
  rap_rules_free(a.rules);
  return st;
}

const rap_command rap_command_reanalyze = {
    .name = "reanalyze",
    .group = RAP_GROUP_PIPELINE,
    .operands = "",
    .summary = "bring the records of a store up to date with the rules",
    .description =
        "Works from the stored texts: the files need not be there any more. Documents whose records were made by other rules are analysed again, but only those in whose texts a changed rule can match; of the others "
        "it is noted that their record stands. Work is committed in bounded batches: stopped at any point, the next run goes on where it was.",
    .tables = reanalyze_tables,
    .options_size = sizeof(reanalyze_options),
    .min_operands = 0,
    .max_operands = 0,
    .run = run_reanalyze,
};
