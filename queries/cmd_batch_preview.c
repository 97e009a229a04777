#include "queries/batch_impl.h"

#include "queries/prune.h"

static void show_gone(void *ctx, rap_str path, uint64_t documents) {
  rap_batch *b = ctx;
  (void)documents;
  rap_out_printf(b->cli->out, "vanished\t%.*s\n", RAP_FMT(path));
}

static void show_entry(rap_batch *b, const rap_plan_entry *entry) {
  rap_error own = {0};
  if (entry->status != RAP_OK)
    rap_cli_report(b->cli, rap_error_set(&own, entry->status, "%.*s", RAP_FMT(entry->message)), &own);
  else
    rap_out_printf(b->cli->out, "%s\t%.*s\n", rap_plan_why_text(entry->why), RAP_FMT(entry->file.path));
}

/* What is gone is told also where it is not asked to be taken out. */
static rap_status show_vanished(rap_batch *b, const rap_str_list *paths, rap_prune_counts *gone, rap_error *err) {
  rap_str_list roots;
  rap_error own = {0};
  *gone = (rap_prune_counts){0};
  if (!b->store || b->tally.failed) return RAP_OK;
  rap_status st = rap_batch_roots(b, paths, &roots, &own);
  if (st == RAP_OK) st = rap_prune_look(b->store, &b->plan, &roots, show_gone, b, gone, &own);
  if (st != RAP_ERR_IO) return st == RAP_OK ? st : rap_error_set(err, st, "%s", own.text);
  rap_cli_report(b->cli, st, &own);
  return RAP_OK;
}

rap_status rap_batch_preview(rap_batch *b, const rap_str_list *paths, rap_error *err) {
  rap_prune_counts gone = {0};
  rap_status st = rap_batch_plan(b, paths, true, err);
  for (size_t i = 0; st == RAP_OK && i < b->plan.n; i++) show_entry(b, &b->plan.entries[i]);
  if (st == RAP_OK) st = show_vanished(b, paths, &gone, err);
  const rap_plan_counts *c = &b->plan.counts;
  if (st == RAP_OK && !b->options->quiet)
    rap_out_printf(b->cli->out,
                   "%.*s: %llu file%s would be read (%llu new, %llu changed, %llu for other reasons), %llu unchanged, %llu left out; %llu vanished\n",
                   RAP_FMT(b->options->store), (unsigned long long)c->to_read, c->to_read == 1 ? "" : "s",
                   (unsigned long long)c->by_why[RAP_PLAN_NEW], (unsigned long long)c->by_why[RAP_PLAN_CHANGED],
                   (unsigned long long)(c->to_read - c->by_why[RAP_PLAN_NEW] - c->by_why[RAP_PLAN_CHANGED]), (unsigned long long)c->passed,
                   (unsigned long long)(b->tally.excluded + b->tally.older), (unsigned long long)gone.files);
  rap_batch_end_run(b);
  return st;
}
