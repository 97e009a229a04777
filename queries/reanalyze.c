#include "queries/reanalyze.h"

typedef struct work_ctx {
  const rap_reanalysis *again;
  rap_reanalysis_totals *totals;
  rap_str stamp;
} work_ctx;

/* The reader's: documents in order of row. Those that are written meanwhile lie before it. */
typedef struct stale_reader {
  rap_store *store;
  rap_str stamp;
  int64_t row;
} stale_reader;

static rap_status read_stale(void *reader, rap_item *item, rap_error *err) {
  stale_reader *r = reader;
  rap_status st = rap_store_next_stale(r->store, item->arena, r->stamp, &r->row, &item->stored, err);
  if (st == RAP_OK) item->row = r->row;
  return st;
}

static rap_status choose(void *ctx, rap_item *item, bool final, bool *work, rap_error *err) {
  (void) final;
  const work_ctx *w = ctx;
  *work = true;
  if (w->again->all) return RAP_OK;
  return rap_history_change(w->again->history, w->again->store, item->stored.stamp, &item->change, err);
}

static rap_status prepare(const void *ctx, rap_worker *worker, rap_item *item, rap_error *err) {
  (void)ctx;
  item->prepared = (rap_prepared){.doc = &item->doc, .record = &item->record, .text_stays = true};
  return rap_store_prepare(worker->preparer, item->arena, &item->prepared, err);
}

static rap_status put(const work_ctx *w, const rap_item *item, rap_error *err) {
  if (item->stage == RAP_ITEM_UNTOUCHED) {
    w->totals->confirmed++;
    return rap_store_confirm(w->again->store, item->row, w->stamp, err);
  }
  rap_status st = rap_store_put_again(w->again->store, item->row, &item->prepared, w->stamp, err);
  if (st == RAP_OK) w->totals->analysed++;
  return st;
}

static rap_status settle(void *ctx, rap_item *item, bool chosen, rap_error *err) {
  (void)chosen;
  const work_ctx *w = ctx;
  rap_status st = item->status;
  bool alone = st == RAP_ERR_LIMIT || st == RAP_ERR_INTERNAL; /* this document's own fault, or ours with it: the others go on */
  if (st == RAP_OK) {
    w->totals->text_bytes += item->doc.full.n;
    st = put(w, item, err);
  } else if (alone && item->stage != RAP_ITEM_NONE) {
    rap_error_prefix(&item->error, "%.*s: ", RAP_FMT(item->stored.doc.id));
    w->totals->failed++;
    st = RAP_OK;
  } else {
    *err = item->error;
  }
  if (st == RAP_OK && w->again->after) st = w->again->after(w->again->ctx, w->totals, item->status == RAP_OK ? NULL : &item->error, err);
  return st;
}

static rap_status run(const rap_reanalysis *again, stale_reader *reader, work_ctx *w, size_t *jobs, rap_error *err) {
  const rap_pipeline_options options = {.read = read_stale,
                                        .reader = reader,
                                        .rules = again->rules,
                                        .engine = again->engine,
                                        .jobs = again->jobs,
                                        .keyed = true,
                                        .ctx = w,
                                        .choose = choose,
                                        .work = prepare,
                                        .settle = settle};
  rap_source_progress end;
  rap_status st = rap_store_open_beside(again->store, &reader->store, err);
  if (st == RAP_OK) st = rap_pipeline_run(&options, &end, jobs, err);
  rap_store_close(reader->store);
  return st;
}

/* Whether there is anything to do: if not, the file stays as it is. */
static rap_status any_stale(const rap_reanalysis *again, rap_str stamp, bool *any, rap_error *err) {
  int64_t row = 0;
  rap_stored_document first;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_store_next_stale(again->store, arena, stamp, &row, &first, err) : rap_error_nomem(err);
  rap_arena_free(arena);
  *any = st == RAP_OK;
  return st == RAP_NOT_FOUND ? RAP_OK : st;
}

rap_status rap_reanalyze(const rap_reanalysis *again, rap_reanalysis_totals *totals, size_t *jobs, rap_error *err) {
  *totals = (rap_reanalysis_totals){0};
  *jobs = again->jobs;
  rap_str stamp = rap_rules_stamp(again->rules);
  work_ctx w = {.again = again, .totals = totals, .stamp = stamp};
  stale_reader reader = {.stamp = stamp};
  bool any = false;
  rap_status st = rap_store_put_rules(again->store, again->rules, err);
  if (st == RAP_OK) st = any_stale(again, stamp, &any, err);
  return st == RAP_OK && any ? run(again, &reader, &w, jobs, err) : st;
}
