#include "queries/pipeline.h"

#include <assert.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/ring.h"
#include "base/threads.h"

/* What a document takes from reading to settling, measured: press texts 26 bytes for each of theirs on the average and 67 at most, a hostile one of one-letter lines 1,000 a line. */
#define WEIGHT_PER_BYTE 64
#define WEIGHT_PER_LINE 1000

typedef struct pipeline {
  const rap_pipeline_options *options;
  rap_source *source;      /* NULL: options->read */
  const rap_rules *rules;  /* set by the owner before the first document is handed to a worker */
  rap_source_progress end; /* written by the reader before it closes the ring */
  rap_ring *ring;          /* NULL: one thread does it all */
  rap_item *items;
  size_t n_items;
  rap_worker *workers; /* one for each job, each made when its first document comes */
  size_t n_workers;
  rap_worker own; /* the owner's */
  rap_threads *threads;
} pipeline;

/* A thread that works, and its share. */
typedef struct share {
  pipeline *p;
  rap_worker *worker;
} share;

/* ---- workers ---- */

static rap_status worker_init(const pipeline *p, rap_worker *w, rap_error *err) {
  rap_status st = rap_analyzer_new(p->rules, &w->analyzer, err);
  if (st != RAP_OK) return st;
  rap_analyzer_set_engine(w->analyzer, p->options->engine);
  if (p->options->keyed && !(w->preparer = rap_preparer_new())) st = rap_error_nomem(err);
  return st;
}

static void worker_clear(rap_worker *w) {
  rap_analyzer_free(w->analyzer);
  rap_preparer_free(w->preparer);
  *w = (rap_worker){0};
}

static rap_status build(rap_item *item) {
  return item->row ? rap_document_restore(item->arena, &item->stored.doc, &item->doc, &item->error)
                   : rap_document_build(item->arena, &item->raw, &item->doc, &item->error);
}

/* Builds what was read, and analyses it if it is touched by what it is chosen for. */
static void build_and_analyse(const pipeline *p, rap_worker *w, rap_item *item) {
  const rap_pipeline_options *o = p->options;
  bool touched = true;
  item->status = build(item);
  if (item->status != RAP_OK) return;
  item->stage = o->wanted && !o->wanted(o->ctx, &item->doc) ? RAP_ITEM_UNWANTED : RAP_ITEM_BUILT;
  if (item->stage == RAP_ITEM_UNWANTED) return;
  if (!p->rules) return;
  if (item->change) item->status = rap_rules_change_affects(item->change, &item->doc, &touched, &item->error);
  if (item->status == RAP_OK && !touched) item->stage = RAP_ITEM_UNTOUCHED;
  if (item->status != RAP_OK || !touched) return;
  if (!w->analyzer) item->status = worker_init(p, w, &item->error);
  if (item->status == RAP_OK) item->status = rap_analyze(w->analyzer, item->arena, &item->doc, &item->record, &item->error);
  if (item->status == RAP_OK && o->work) item->status = o->work(o->ctx, w, item, &item->error);
  if (item->status == RAP_OK) item->stage = RAP_ITEM_ANALYSED;
}

static rap_str text_of(const rap_item *item) { return item->row ? item->stored.doc.full : item->raw.text; }

/* A worker that has met a large document begins anew, since its buffers have grown with it. */
static void work_on(const pipeline *p, rap_worker *w, rap_item *item) {
  build_and_analyse(p, w, item);
  if (text_of(item).n > RAP_MAX_KEPT_ARENA || item->status == RAP_ERR_NOMEM) worker_clear(w);
}

static void run_worker(void *ctx) {
  const share *s = ctx;
  for (size_t i; rap_ring_take(s->p->ring, &i);) {
    work_on(s->p, s->worker, &s->p->items[i]);
    rap_ring_done(s->p->ring, i);
  }
}

/* ---- the reader ---- */

static uint64_t weight_of(const rap_item *item) {
  rap_str text = text_of(item);
  uint64_t lines = 1;
  if (item->status != RAP_OK) return 0;
  for (const char *at = text.p, *end = text.n ? text.p + text.n : text.p; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++) lines++;
  return (text.n + item->raw.title.n + item->raw.metadata.n) * (uint64_t)WEIGHT_PER_BYTE + lines * WEIGHT_PER_LINE;
}

static void item_reset(rap_item *item) {
  rap_arena *arena = item->arena;
  if (arena && rap_arena_used(arena) > RAP_MAX_KEPT_ARENA) {
    rap_arena_free(arena);
    arena = NULL;
  } else if (arena) {
    rap_arena_reset(arena);
  }
  rap_buf text = item->text;
  if (text.n > RAP_MAX_KEPT_ARENA || rap_buf_failed(&text))
    rap_buf_clear(&text);
  else
    rap_buf_reset(&text);
  *item = (rap_item){.arena = arena, .text = text};
}

static rap_status read_source(pipeline *p, rap_item *item) {
  rap_status st = rap_source_next(p->source, item->arena, &item->raw, &item->error);
  if (st == RAP_OK && p->options->keyed) st = rap_raw_key_make(item->arena, &item->raw, &item->key, &item->error);
  item->progress = rap_source_progress_of(p->source);
  if (st == RAP_NOT_FOUND) p->end = item->progress;
  return st;
}

static rap_status read_stored(pipeline *p, rap_item *item) {
  rap_status st = p->options->read(p->options->reader, item, &item->error);
  if (st == RAP_OK) p->end.documents++;
  item->progress = p->end;
  return st;
}

/* Reads the next document, or why there is none. False at the end of the input. */
static bool read_item(pipeline *p, rap_item *item) {
  if (!item->arena) item->arena = rap_arena_new();
  if (!item->arena)
    item->status = rap_error_nomem(&item->error);
  else
    item->status = p->source ? read_source(p, item) : read_stored(p, item);
  if (item->status == RAP_OK) item->stage = RAP_ITEM_READ;
  return item->status != RAP_NOT_FOUND;
}

/* What nothing comes behind. */
static bool is_last(const pipeline *p, const rap_item *item) {
  return item->status == RAP_ERR_NOMEM || item->status == RAP_ERR_INTERRUPTED || (!p->source && item->status != RAP_OK);
}

static void run_reader(void *ctx) {
  pipeline *p = ctx;
  bool going = true;
  for (size_t i; going && rap_ring_claim(p->ring, &i);) {
    rap_item *item = &p->items[i];
    going = read_item(p, item);
    if (!going) break;
    bool last = is_last(p, item);
    going = rap_ring_fill(p->ring, weight_of(item)) && !last;
  }
  rap_ring_close(p->ring);
  rap_ring_wait(p->ring);
}

/* ---- the owner ---- */

/* Whether an item is for the workers. */
static rap_status choose(pipeline *p, rap_item *item, bool final, bool *work, rap_error *err) {
  const rap_pipeline_options *o = p->options;
  rap_status st = RAP_OK;
  *work = item->status == RAP_OK;
  item->change = NULL;
  if (*work && o->choose) st = o->choose(o->ctx, item, final, work, err);
  if (st == RAP_OK && *work && o->load && !p->rules) st = o->load(o->ctx, &p->rules, err);
  return st;
}

static rap_status run_alone(pipeline *p, rap_error *err) {
  rap_status st = RAP_OK;
  rap_item *item = &p->items[0];
  while (st == RAP_OK && read_item(p, item)) {
    bool work;
    st = choose(p, item, true, &work, err);
    if (st == RAP_OK && work) work_on(p, &p->own, item);
    if (st == RAP_OK) st = p->options->settle(p->options->ctx, item, work, err);
    item_reset(item);
  }
  return st;
}

/* Asks again, of what was passed over or found untouched: an earlier document of this run may be another version of it, which is rare. */
static rap_status choose_again(pipeline *p, rap_item *item, bool *chosen, rap_error *err) {
  const rap_rules_change *change = item->change;
  bool untouched = item->stage == RAP_ITEM_UNTOUCHED;
  rap_status st = choose(p, item, true, chosen, err);
  if (st == RAP_OK && *chosen && !(untouched && item->change == change)) work_on(p, &p->own, item);
  return st;
}

/* `asked[i]`: slot i was passed over by an answer that was not final. */
static rap_status settle_one(pipeline *p, size_t i, bool *chosen, bool *asked, rap_error *err) {
  rap_item *item = &p->items[i];
  rap_status st = RAP_OK;
  if (asked[i] || item->stage == RAP_ITEM_UNTOUCHED) st = choose_again(p, item, &chosen[i], err);
  if (st == RAP_OK) st = p->options->settle(p->options->ctx, item, chosen[i], err);
  item_reset(item);
  return st;
}

static rap_status run_owner(pipeline *p, bool *chosen, bool *asked, rap_error *err) {
  rap_status st = RAP_OK;
  size_t i;
  bool first;
  rap_ring_turn turn;
  while (st == RAP_OK && (turn = rap_ring_next(p->ring, &i, &first)) != RAP_RING_END) {
    if (turn == RAP_RING_CHOOSE) {
      st = choose(p, &p->items[i], first, &chosen[i], err);
      asked[i] = p->items[i].status == RAP_OK && !chosen[i] && !first;
      rap_ring_choose(p->ring, st == RAP_OK && chosen[i]);
    } else {
      st = settle_one(p, i, chosen, asked, err);
      rap_ring_release(p->ring);
    }
  }
  return st;
}

/* ---- all of it ---- */

/* False when not even one worker and the reader could be started: then none of them reads. */
static bool start(pipeline *p, share *shares, size_t *n) {
  *n = 0;
  while (*n < p->n_workers) {
    shares[*n] = (share){p, &p->workers[*n]};
    if (!rap_threads_start(p->threads, run_worker, &shares[*n], false)) break;
    ++*n;
  }
  return *n > 0 && rap_threads_start(p->threads, run_reader, p, true);
}

static rap_status run_threads(pipeline *p, size_t *jobs, rap_error *err) {
  rap_status st = RAP_OK;
  share *shares = calloc(p->n_workers, sizeof *shares);
  bool *flags = calloc(2 * p->n_items, sizeof *flags);
  p->ring = rap_ring_new(p->n_items, RAP_MAX_UNDER_WAY);
  if (!shares || !flags || !p->ring || !(p->threads = rap_threads_new())) {
    st = rap_error_nomem(err);
    goto done;
  }
  bool started = start(p, shares, jobs);
  if (started) st = run_owner(p, flags, flags + p->n_items, err);
  rap_ring_stop(p->ring);
  rap_threads_join(p->threads);
  if (!started) *jobs = 1;
  if (!started) st = run_alone(p, err);
done:
  rap_ring_free(p->ring);
  free(flags);
  free(shares);
  return st;
}

rap_status rap_pipeline_run(const rap_pipeline_options *o, rap_source_progress *end, size_t *jobs, rap_error *err) {
  assert(o->jobs >= 1 && o->jobs <= RAP_MAX_JOBS);
  *end = (rap_source_progress){0};
  *jobs = o->jobs;
  pipeline p = {.options = o, .rules = o->rules, .n_workers = o->jobs > 1 ? o->jobs : 0};
  p.n_items = o->jobs > 1 ? o->jobs * RAP_SLOTS_PER_JOB : 1;
  p.items = calloc(p.n_items, sizeof *p.items);
  p.workers = calloc(o->jobs, sizeof *p.workers);
  rap_status st = p.items && p.workers ? RAP_OK : rap_error_nomem(err);
  if (st == RAP_OK && !o->read) st = rap_source_new(o->paths ? o->paths->items : NULL, o->paths ? o->paths->n : 0, &o->source, &p.source, err);
  if (st == RAP_OK) st = p.n_workers ? run_threads(&p, jobs, err) : run_alone(&p, err);
  *end = p.end;
  for (size_t i = 0; p.workers && i < p.n_workers; i++) worker_clear(&p.workers[i]);
  worker_clear(&p.own);
  for (size_t i = 0; p.items && i < p.n_items; i++) {
    rap_arena_free(p.items[i].arena);
    rap_buf_clear(&p.items[i].text);
  }
  rap_source_free(p.source);
  free(p.workers);
  free(p.items);
  return st;
}
