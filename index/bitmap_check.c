/* bitmap_check.c: do the bitmaps say what the rows say? Layer: index.
 *
 * Both sides are sums over the same items, in whatever order they come: how many there are, and the sum of a 64-bit hash of each. Sets that differ have the same sum with a chance of 2^-64.
 */
#include <stdio.h>
#include <stdlib.h>

#include "index/bitmap_chunk.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct sum {
  int64_t n;
  uint64_t hash;
} sum;

enum { FIGURES_MAX = 5 };

/* splitmix64 (Steele, Lea, Flood 2014) over the figures. */
static void add(sum *s, const int64_t *figures, size_t n) {
  uint64_t h = 0;
  for (size_t i = 0; i < n; i++) {
    h += (uint64_t)figures[i] + 0x9E3779B97F4A7C15U;
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9U;
    h = (h ^ h >> 27) * 0x94D049BB133111EBU;
    h ^= h >> 31;
  }
  s->n++;
  s->hash += h;
}

typedef struct check {
  rap_store *store;
  rap_bitmap_problem_fn fn;
  void *ctx;
  rap_chunk *chunk;
} check;

static void report(const check *c, const char *text) { c->fn(c->ctx, text); }

/* Damage is a finding; anything else ends the check. */
static rap_status found(const check *c, rap_status st, const rap_error *own, rap_error *err) {
  if (st != RAP_ERR_STORE) return st == RAP_OK ? RAP_OK : rap_error_set(err, st, "%s", own->text);
  report(c, own->text);
  return RAP_OK;
}

static rap_status sum_rows(rap_store *store, const char *sql, size_t columns, sum *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  *out = (sum){0};
  rap_status st = rap_db_prepare(store->db, rap_str_of(sql), &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    int64_t figures[FIGURES_MAX];
    for (size_t i = 0; i < columns; i++) figures[i] = rap_col_int(s, (int)i);
    add(out, figures, columns);
  }
  rap_stmt_free(s);
  return st;
}

static void compare(const check *c, const char *what, sum bitmaps, sum rows) {
  char line[200];
  if (bitmaps.n == rows.n && bitmaps.hash == rows.hash) return;
  if (bitmaps.n == rows.n)
    (void)snprintf(line, sizeof line, "bitmaps, %s: not those of the tables", what);
  else
    (void)snprintf(line, sizeof line, "bitmaps, %s: %lld, the tables have %lld", what, (long long)bitmaps.n, (long long)rows.n);
  report(c, line);
}

/* ---- frames ---- */

static const char documents_sql[] =
    "SELECT d.id, coalesce(replace(d.day, '-', ''), 0) + 0, (SELECT count(*) FROM event_document e WHERE e.document = d.id), "
    "coalesce((SELECT e.main FROM event_document e WHERE e.document = d.id AND e.idx = 0), 0) FROM document d";
static const char statements_sql[] = "SELECT document, id % 65536, coalesce(event_idx + 1, 0) FROM statement";
static const char events_sql[] =
    "SELECT x.document, x.idx, e.id, coalesce(replace(e.first, '-', ''), 0) + 0, coalesce(replace(e.last, '-', ''), 0) + 0 FROM event_document x JOIN event e ON e.id = x.event";

typedef struct frames {
  sum documents, statements, events;
  bool all_events;
} frames;

static void add_frame(const rap_chunk *chunk, frames *f) {
  size_t account = 0;
  if (!chunk->events) f->all_events = false;
  for (size_t i = 0; i < chunk->frame.n; i++) {
    const rap_frame_document *d = &chunk->frame.documents[i];
    add(&f->documents, (int64_t[]){d->id, d->day, d->n_accounts, d->main}, 4);
    for (uint32_t k = 0; k < d->n_statements; k++) add(&f->statements, (int64_t[]){d->id, k, d->about[k]}, 3);
    for (uint32_t k = 0; k < d->n_accounts; k++, account++) {
      const rap_account_event *e = chunk->events ? &chunk->events[account] : NULL;
      if (e && e->event) add(&f->events, (int64_t[]){d->id, k, e->event, e->first, e->last}, 5);
    }
  }
}

static rap_status check_frames(check *c, bool *sound, rap_error *err) {
  frames f = {.all_events = true};
  rap_error own = {0};
  sum rows;
  rap_status st = RAP_OK;
  c->chunk->chunk = 0;
  for (bool more = true; st == RAP_OK && more;) {
    st = rap_chunk_next(c->chunk, true, &more, &own);
    if (st == RAP_OK && more) add_frame(c->chunk, &f);
  }
  *sound = st == RAP_OK;
  if (st != RAP_OK) return found(c, st, &own, err);
  TRY(sum_rows(c->store, documents_sql, 4, &rows, err));
  if (st == RAP_OK) compare(c, "documents", f.documents, rows);
  TRY(sum_rows(c->store, statements_sql, 3, &rows, err));
  if (st == RAP_OK) compare(c, "statements", f.statements, rows);
  if (f.all_events) TRY(sum_rows(c->store, events_sql, 5, &rows, err));
  if (st == RAP_OK && f.all_events) compare(c, "events", f.events, rows);
  return st;
}

/* ---- links ---- */

static int64_t place_of(const rap_chunk *chunk, uint32_t position) {
  const rap_frame_document *d = rap_chunk_document(chunk, position);
  uint32_t place = position - d->base;
  return place <= d->n_accounts ? (int64_t)place : -1 - (int64_t)(place - 1 - d->n_accounts);
}

static rap_status add_links(const rap_chunk *chunk, rap_bitmap_kind kind, sum *out, rap_error *err) {
  rap_links l;
  rap_status st = rap_bitmap_links(chunk->store, chunk->chunk, kind, chunk->arena, &l, err);
  for (size_t e = 0; st == RAP_OK && e < l.n; e++)
    for (uint32_t k = l.starts[e]; k < l.starts[e + 1]; k++) {
      uint32_t p = l.positions[k];
      if (!rap_bits_has(&chunk->live[RAP_AT_DOCUMENT], p) && !rap_bits_has(&chunk->live[RAP_AT_ACCOUNT], p) &&
          !rap_bits_has(&chunk->live[RAP_AT_STATEMENT], p))
        continue;
      add(out, (int64_t[]){l.entities[e], rap_chunk_document(chunk, p)->id, place_of(chunk, p)}, 3);
    }
  return st;
}

static rap_status check_kind(check *c, rap_bitmap_kind kind, rap_error *err) {
  rap_error own = {0};
  sum bitmaps = {0}, rows;
  rap_status st = RAP_OK;
  c->chunk->chunk = 0;
  for (bool more = true; st == RAP_OK && more;) {
    st = rap_chunk_next(c->chunk, false, &more, &own);
    if (st == RAP_OK && more) st = add_links(c->chunk, kind, &bitmaps, &own);
  }
  if (st != RAP_OK) return found(c, st, &own, err);
  st = sum_rows(c->store, rap_bitmap_kind_rows(kind), 3, &rows, err);
  if (st == RAP_OK) compare(c, rap_bitmap_kind_name(kind), bitmaps, rows);
  return st;
}

rap_status rap_bitmap_check(rap_store *store, rap_bitmap_problem_fn fn, void *ctx, rap_error *err) {
  check c = {.store = store, .fn = fn, .ctx = ctx, .chunk = calloc(1, sizeof *c.chunk)};
  bool sound = false;
  int64_t strays = 0;
  if (c.chunk) c.chunk->store = store;
  if (c.chunk) c.chunk->arena = rap_arena_new();
  rap_status st = c.chunk && c.chunk->arena ? check_frames(&c, &sound, err) : rap_error_nomem(err);
  for (rap_bitmap_kind kind = 0; kind < RAP_BITMAP_KINDS && st == RAP_OK && sound; kind++) st = check_kind(&c, kind, err);
  TRY(rap_db_int(store->db, "SELECT count(*) FROM bitmap WHERE id / 64 NOT IN (SELECT id FROM chunk)", &strays, err));
  if (st == RAP_OK && strays) report(&c, "bitmaps of no chunk");
  if (c.chunk) rap_arena_free(c.chunk->arena);
  free(c.chunk);
  return st;
}
