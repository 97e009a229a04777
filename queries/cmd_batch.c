#include "queries/batch_impl.h"

#include <stdlib.h>

#include "queries/quarantine.h"

static void draw_progress(void *ctx, const rap_walk_totals *totals) {
  rap_batch *b = ctx;
  rap_progress_draw(&b->progress, totals->read.documents, totals->text_bytes, totals->failed);
}

/* ---- rules ---- */

/* Packs whose manifests are at fault are loaded to tell all that is wrong with them. */
static rap_status find_stamp(rap_batch *b, rap_error *err) {
  const rap_str_list *dirs = &b->options->rules;
  const rap_rules_source source = {.dirs = dirs->items, .n_dirs = dirs->n};
  rap_buf stamp = {0};
  rap_error own = {0};
  rap_status st = rap_rules_stamp_of(&source, &stamp, &own);
  if (st == RAP_ERR_RULES)
    st = rap_cli_load_rules_for(b->cli, dirs, b->options->engine, &b->rules, err);
  else if (st != RAP_OK)
    *err = own;
  if (st == RAP_OK && !(b->stamp = rap_arena_str(b->cli->arena, b->rules ? rap_rules_stamp(b->rules) : rap_buf_str(&stamp))).p)
    st = rap_error_nomem(err);
  rap_buf_clear(&stamp);
  return st;
}

/* Loads the rules unless that was done. What is stored by them is stored under the stamp that was read first. */
static rap_status need_rules(void *ctx, const rap_rules **rules, rap_error *err) {
  rap_batch *b = ctx;
  rap_status st = b->rules ? RAP_OK : rap_cli_load_rules_for(b->cli, &b->options->rules, b->options->engine, &b->rules, err);
  if (st == RAP_OK && !rap_str_eq(rap_rules_stamp(b->rules), b->stamp))
    st = rap_error_set(err, RAP_ERR_RULES, "the packs changed while they were read: %.*s, then %.*s", RAP_FMT(b->stamp),
                       RAP_FMT(rap_rules_stamp(b->rules)));
  b->history.rules = b->rules;
  *rules = b->rules;
  return st;
}

static rap_status open_again(rap_batch *b, rap_error *err) {
  const rap_rules *rules;
  rap_str path = b->options->store;
  bool known = false;
  rap_status st = RAP_OK;
  if (!rap_store_exists(path)) st = need_rules(b, &rules, err);
  const rap_store_options options = rap_cli_store_options(b->cli, b->wait);
  if (st == RAP_OK) st = rap_store_open(path, RAP_STORE_WRITE, &options, &b->store, err);
  if (st == RAP_OK) st = rap_store_has_rules(b->store, b->stamp, &known, err);
  if (st == RAP_OK && !known) st = need_rules(b, &rules, err);
  if (st == RAP_OK && !known) st = rap_store_put_rules(b->store, b->rules, err);
  return st;
}

static rap_status open_store(rap_batch *b, rap_error *err) {
  rap_status st = find_stamp(b, err);
  return st == RAP_OK ? open_again(b, err) : st;
}

static rap_status open_preview(rap_batch *b, rap_error *err) {
  rap_status st = find_stamp(b, err);
  return st == RAP_OK && rap_store_exists(b->options->store) ? rap_store_open(b->options->store, RAP_STORE_READ, NULL, &b->store, err) : st;
}

static rap_status open_batch(rap_cli *cli, const rap_batch_options *options, rap_status (*open)(rap_batch *, rap_error *), rap_batch **out,
                             rap_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return rap_error_nomem(err);
  **out = (rap_batch){.cli = cli, .options = options, .progress = {.cli = cli, .quiet = options->quiet}};
  rap_progress_start(&(*out)->progress);
  rap_status st = rap_batch_read_options(*out, err);
  return st == RAP_OK ? open(*out, err) : st;
}

rap_status rap_batch_open(rap_cli *cli, const rap_batch_options *options, rap_batch **out, rap_error *err) {
  rap_status st = open_batch(cli, options, open_store, out, err);
  return st == RAP_OK && options->quarantine.n ? rap_quarantine_open(options->quarantine, err) : st;
}

rap_status rap_batch_open_preview(rap_cli *cli, const rap_batch_options *options, rap_batch **out, rap_error *err) {
  return open_batch(cli, options, open_preview, out, err);
}

rap_str rap_batch_stamp(const rap_batch *b) { return b ? b->stamp : (rap_str){0}; }

void rap_batch_close(rap_batch *b) {
  if (!b) return;
  rap_batch_end_run(b);
  rap_store_close(b->store);
  rap_history_clear(&b->history);
  rap_rules_free(b->rules);
  free(b);
}

/* ---- documents ---- */

static rap_status refuse(rap_batch *b, const rap_item *item, const char *message) {
  rap_error own = {0};
  rap_status st = rap_error_set(&own, RAP_ERR_INPUT, "%s", message);
  rap_cli_say(b->cli, RAP_LOG_ERROR, st, item->raw.file, rap_str_of(own.text));
  rap_batch_count_error(b, item, own.status, rap_str_of(own.text));
  return RAP_OK;
}

static rap_status ask_store(void *ctx, rap_item *item, bool settled, rap_probe *out, rap_error *err) {
  rap_batch *b = ctx;
  const rap_rules *rules;
  /* What is found unchanged is noted at once, as of this file. */
  rap_status st = settled ? rap_batch_turn(b, item, err) : RAP_OK;
  if (st == RAP_OK) st = rap_store_probe(b->store, &item->key, b->stamp, settled, out, err);
  if (st != RAP_OK || !out->stale) return st;
  st = need_rules(b, &rules, err);
  return st == RAP_OK ? rap_history_change(&b->history, b->store, out->stamp, &item->change, err) : st;
}

static rap_status prepare(const void *ctx, rap_worker *worker, rap_item *item, rap_error *err) {
  (void)ctx;
  item->prepared = (rap_prepared){.doc = &item->doc, .record = &item->record, .raw = &item->key};
  return rap_store_prepare(worker->preparer, item->arena, &item->prepared, err);
}

static void count(rap_batch_totals *totals, rap_put what) {
  switch (what) {
  case RAP_PUT_INSERTED: totals->inserted++; break;
  case RAP_PUT_UNCHANGED: totals->unchanged++; break;
  case RAP_PUT_REPLACED: totals->replaced++; break;
  case RAP_PUT_REANALYSED: totals->reanalysed++; break;
  case RAP_PUT_CONFLICT: totals->conflicts++; break;
  }
}

static rap_status store_one(void *ctx, rap_cli *cli, rap_item *item, rap_error *err) {
  (void)cli;
  rap_batch *b = ctx;
  rap_put_result result = {.what = RAP_PUT_UNCHANGED};
  if (item && item->stage == RAP_ITEM_UNTOUCHED) {
    b->totals->untouched++;
    return rap_store_put_untouched(b->store, &item->key, b->stamp, err);
  }
  rap_status st = item ? rap_store_put_prepared(b->store, &item->prepared, b->stamp, &result, err) : RAP_OK;
  if (st != RAP_OK) return st;
  count(b->totals, result.what);
  if (result.what == RAP_PUT_CONFLICT) return refuse(b, item, result.message);
  if (result.what != RAP_PUT_UNCHANGED) b->totals->statements += item->record.n_statements;
  return RAP_OK;
}

/* ---- the run ---- */

/* Dates are as precise as they are known: what may lie behind the bound is wanted. */
static bool wanted(const void *ctx, const rap_document *doc) {
  const rap_batch *b = ctx;
  return doc->published.year == 0 || rap_day_cmp(rap_day_last(doc->published), b->since) >= 0;
}

static rap_status read_all(rap_batch *b, rap_error *err) {
  const rap_walk_options walk = {.source = {.map = b->map,
                                            .repairs_off = b->repairs_off,
                                            .next_file = rap_batch_next_file,
                                            .file_end = rap_batch_file_end,
                                            .ctx = b,
                                            .keep_refused = b->options->quarantine.n > 0},
                                 .turn = rap_batch_turn,
                                 .refused = rap_batch_refused,
                                 .wanted = b->since.year ? wanted : NULL,
                                 .load = need_rules,
                                 .engine = b->options->engine,
                                 .jobs = b->options->jobs,
                                 .ctx = b,
                                 .probe = ask_store,
                                 .work = prepare,
                                 .step = store_one,
                                 .progress = draw_progress};
  rap_walk_totals known = b->totals->walk;
  rap_status st = rap_walk(b->cli, &walk, &b->totals->walk, err);
  if (st == RAP_OK) st = rap_batch_last_turn(b, err);
  rap_walk_totals *t = &b->totals->walk;
  t->read.documents += known.read.documents;
  t->read.files += known.read.files;
  t->text_bytes += known.text_bytes;
  t->warnings += known.warnings;
  return st;
}

static rap_status prune(rap_batch *b, const rap_str_list *paths, rap_error *err) {
  if (b->options->prune.n == 0 || (b->part && b->part->keep)) return RAP_OK;
  return b->part && b->part->gone ? rap_batch_prune_gone(b, err) : rap_batch_prune(b, paths, err);
}

rap_status rap_batch_run_part(rap_batch *b, const rap_str_list *paths, const rap_batch_part *part, rap_batch_totals *totals, rap_error *err) {
  *totals = (rap_batch_totals){0};
  rap_status st = RAP_OK;
  if (!b->store) {
    rap_progress_start(&b->progress);
    st = open_again(b, err);
  }
  if (st != RAP_OK) return st;
  b->totals = totals;
  b->part = part;
  rap_store_begin_run(b->store);
  st = rap_batch_plan(b, paths, false, err);
  if (st == RAP_OK) st = read_all(b, err);
  rap_progress_erase(&b->progress);
  if (st == RAP_OK) st = prune(b, paths, err);
  if (st == RAP_OK) st = rap_store_finish(b->store, err);
  /* What was analysed before a Ctrl-C is kept: the next run goes on behind it. */
  rap_error second = {0};
  if (st == RAP_ERR_INTERRUPTED && rap_store_finish(b->store, &second) != RAP_OK) rap_cli_report(b->cli, second.status, &second);
  totals->seconds = rap_progress_seconds(&b->progress);
  rap_batch_end_run(b);
  return st;
}

rap_status rap_batch_run(rap_batch *b, const rap_str_list *paths, rap_batch_totals *totals, rap_error *err) {
  return rap_batch_run_part(b, paths, NULL, totals, err);
}

void rap_batch_release(rap_batch *b) {
  rap_store_close(b->store);
  b->store = NULL;
}

void rap_batch_summarise(const rap_batch *b, const rap_batch_totals *t) {
  rap_out *out = b->cli->out;
  uint64_t errors = t->walk.failed + t->conflicts;
  rap_out_printf(out, "%.*s: %llu documents read (%llu new, %llu changed, %llu re-analysed, ", RAP_FMT(rap_store_path(b->store)),
                 (unsigned long long)t->walk.read.documents, (unsigned long long)t->inserted, (unsigned long long)t->replaced,
                 (unsigned long long)t->reanalysed);
  if (t->untouched) rap_out_printf(out, "%llu untouched by the change, ", (unsigned long long)t->untouched);
  if (t->walk.unwanted) rap_out_printf(out, "%llu left out, ", (unsigned long long)t->walk.unwanted);
  rap_out_printf(out, "%llu unchanged), %llu statements, %llu errors; %.1f MB in %.1f s\n", (unsigned long long)t->unchanged,
                 (unsigned long long)t->statements, (unsigned long long)errors, rap_progress_megabytes(t->walk.text_bytes), t->seconds);
  if (t->pruned) rap_out_printf(out, "%llu document%s taken out, in no file any more\n", (unsigned long long)t->pruned, t->pruned == 1 ? "" : "s");
  if (t->kept)
    rap_out_printf(out, "%llu refused input%s put into %.*s\n", (unsigned long long)t->kept, t->kept == 1 ? "" : "s",
                   RAP_FMT(b->options->quarantine));
}
