/* reanalyze: records anew from the stored texts, where other rules may make others. */
#include <time.h>

#include "analyze/analyze.h"
#include "queries/commands.h"
#include "queries/history.h"

typedef struct reanalyze_options {
  rap_common_options common;
  rap_str store, engine;
  rap_str_list rules;
  bool all, quiet;
} reanalyze_options;

static const rap_option reanalyze_table[] = {
    {.name = "store",
     .letter = 'd',
     .kind = RAP_OPT_TEXT,
     .offset = offsetof(reanalyze_options, store),
     .argument = "FILE",
     .help = "the store (default $RAPPORTEUR_DB, else rapporteur.db)"},
    RAP_RULES_OPTION(offsetof(reanalyze_options, rules)),
    RAP_ENGINE_OPTION(offsetof(reanalyze_options, engine)),
    {.name = "all", .kind = RAP_OPT_FLAG, .offset = offsetof(reanalyze_options, all), .help = "also the texts that no changed rule can touch"},
    {.name = "quiet", .letter = 'q', .kind = RAP_OPT_FLAG, .offset = offsetof(reanalyze_options, quiet), .help = "no summary"},
    RAP_OPTIONS_END,
};
static const rap_option *const reanalyze_tables[] = {rap_common_table, reanalyze_table, NULL};

typedef struct again {
  rap_cli *cli;
  rap_rules *rules;
  rap_analyzer *analyzer;
  rap_preparer *preparer;
  rap_store *store;
  rap_history history;
  bool all;
  rap_arena *arena;
  uint64_t analysed, confirmed, failed;
} again;

static rap_status analyse(again *a, int64_t row, rap_document *doc, rap_error *err) {
  rap_record record;
  rap_prepared p = {.doc = doc, .record = &record};
  rap_status st = rap_analyze(a->analyzer, a->arena, doc, &record, err);
  if (st == RAP_OK) st = rap_store_prepare(a->preparer, a->arena, &p, err);
  if (st == RAP_ERR_LIMIT || st == RAP_ERR_INTERNAL) { /* this document's own fault, or ours with it: its old record stays, the others go on */
    rap_error_prefix(err, "%.*s: ", RAP_FMT(doc->id));
    rap_cli_report(a->cli, st, err);
    rap_error_clear(err);
    a->failed++;
    return RAP_OK;
  }
  if (st == RAP_OK) st = rap_store_put_again(a->store, row, &p, rap_rules_stamp(a->rules), err);
  if (st == RAP_OK) a->analysed++;
  return st;
}

static rap_status one(again *a, int64_t row, const rap_stored_document *stored, rap_error *err) {
  rap_document doc;
  const rap_rules_change *change = NULL;
  bool affected = true;
  rap_status st = rap_document_restore(a->arena, &stored->doc, &doc, err);
  if (st == RAP_OK && !a->all) st = rap_history_change(&a->history, a->store, stored->stamp, &change, err);
  if (st == RAP_OK && change) st = rap_rules_change_affects(change, &doc, &affected, err);
  if (st != RAP_OK) return st;
  if (affected) return analyse(a, row, &doc, err);
  a->confirmed++;
  return rap_store_confirm(a->store, row, rap_rules_stamp(a->rules), err);
}

static rap_status all_of_them(again *a, rap_error *err) {
  int64_t row = 0;
  rap_status st = rap_store_put_rules(a->store, a->rules, err);
  while (st == RAP_OK) {
    rap_stored_document stored;
    rap_arena_reset(a->arena);
    st = rap_store_next_stale(a->store, a->arena, rap_rules_stamp(a->rules), &row, &stored, err);
    if (st == RAP_NOT_FOUND) break;
    if (st == RAP_OK) st = one(a, row, &stored, err);
    if (st == RAP_OK && rap_cli_interrupted())
      st = rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted after %llu documents", (unsigned long long)(a->analysed + a->confirmed));
  }
  if (st == RAP_OK || st == RAP_NOT_FOUND) return rap_store_finish(a->store, err);
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

static double seconds(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static rap_status run_reanalyze(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  (void)operands;
  const reanalyze_options *o = options;
  again a = {.cli = cli, .all = o->all};
  double started = seconds();
  rap_str path = o->store.n ? o->store : cli->store;
  rap_status st = rap_cli_load_rules_for(cli, &o->rules, o->engine, &a.rules, err);
  a.history.rules = a.rules;
  if (st == RAP_OK) st = rap_analyzer_new(a.rules, &a.analyzer, err);
  if (st == RAP_OK && rap_str_is(o->engine, "plain")) rap_analyzer_set_engine(a.analyzer, RAP_ENGINE_PLAIN);
  a.preparer = rap_preparer_new();
  a.arena = rap_arena_new();
  if (st == RAP_OK && (!a.preparer || !a.arena)) st = rap_error_nomem(err);
  if (st == RAP_OK) st = rap_store_open(path, RAP_STORE_EDIT, NULL, &a.store, err);
  if (st == RAP_OK) st = all_of_them(&a, err);
  if (st == RAP_OK && !o->quiet) {
    tell_reasons(&a);
    rap_out_printf(cli->out, "%.*s: %llu documents analysed again, %llu that no changed rule touches, %llu errors; %.1f s\n", RAP_FMT(path),
                   (unsigned long long)a.analysed, (unsigned long long)a.confirmed, (unsigned long long)a.failed, seconds() - started);
  }
  rap_store_close(a.store);
  rap_history_clear(&a.history);
  rap_arena_free(a.arena);
  rap_preparer_free(a.preparer);
  rap_analyzer_free(a.analyzer);
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
