#include "index/bitmap_documents.h"

#include <assert.h>
#include <stdlib.h>

#include "base/search.h"
#include "index/bitmap_filter.h"
#include "index/numbers.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* NULL when out of memory. */
static rap_chunk *open_chunks(rap_store *store) {
  rap_chunk *chunk = calloc(1, sizeof *chunk);
  if (!chunk) return NULL;
  chunk->store = store;
  chunk->arena = rap_arena_new();
  if (chunk->arena) return chunk;
  free(chunk);
  return NULL;
}

static void close_chunks(rap_chunk *chunk) {
  if (!chunk) return;
  rap_arena_free(chunk->arena);
  free(chunk);
}

/* The row that stands at a position. */
static int64_t unit_at(const rap_chunk *chunk, rap_base base, uint32_t position) {
  const rap_frame_document *d = rap_chunk_document(chunk, position);
  if (base == RAP_FROM_DOCUMENTS) return d->id;
  return d->id * RAP_STATEMENTS_PER_DOCUMENT + (position - d->base - 1 - (base == RAP_FROM_STATEMENTS ? d->n_accounts : 0));
}

/* *done false: the blobs of events are missing. */
static rap_status collect(const rap_bitmap_filter *filter, rap_chunk *chunk, rap_buf *out, bool *done, rap_error *err) {
  rap_bits holds;
  int64_t last = 0;
  rap_status st = RAP_OK;
  *done = true;
  for (bool more = true; st == RAP_OK && *done;) {
    st = rap_chunk_next(chunk, filter->needs_events, &more, err);
    if (st != RAP_OK || !more) break;
    *done = !filter->needs_events || chunk->events;
    if (*done) st = rap_bitmap_filter_apply(filter, chunk, &holds, err);
    for (uint32_t i = *done ? rap_bits_next(&holds, 0) : RAP_CHUNK_POSITIONS; st == RAP_OK && i < RAP_CHUNK_POSITIONS;
         i = rap_bits_next(&holds, i + 1))
      rap_numbers_put(out, &last, unit_at(chunk, filter->asked->base, i), 1);
  }
  return st;
}

rap_status rap_bitmap_documents(rap_store *store, rap_arena *arena, const rap_filter *filter, rap_str *out, rap_error *err) {
  *out = (rap_str){0};
  rap_buf numbers = {0};
  bool done;
  rap_bitmap_filter made;
  const rap_asked asked = {.filter = filter, .base = RAP_FROM_DOCUMENTS};
  rap_chunk *chunk = open_chunks(store);
  rap_status st = rap_bitmap_filter_make(store, arena, &asked, &made, err);
  if (st == RAP_OK && !chunk) st = rap_error_nomem(err);
  if (st == RAP_OK && !made.expressible) st = rap_error_set(err, RAP_ERR_LIMIT, "the store names more things than can be asked about");
  assert(st != RAP_OK || !made.needs_events);
  TRY(collect(&made, chunk, &numbers, &done, err));
  if (st == RAP_OK && rap_buf_failed(&numbers)) st = rap_error_nomem(err);
  if (st == RAP_OK && !(*out = rap_arena_str(arena, rap_buf_str(&numbers))).p) st = rap_error_nomem(err);
  rap_bitmap_filter_clear(&made);
  rap_buf_clear(&numbers);
  close_chunks(chunk);
  return st;
}

rap_status rap_bitmap_units(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_str *out, bool *done, rap_error *err) {
  *out = (rap_str){0};
  *done = false;
  rap_buf numbers = {0};
  rap_bitmap_filter made;
  const rap_filter nothing = {0};
  const rap_asked clauses = {.filter = &nothing, .base = asked->base, .where = asked->where};
  rap_chunk *chunk = open_chunks(store);
  rap_status st = rap_bitmap_filter_make(store, arena, &clauses, &made, err);
  if (st == RAP_OK && !chunk) st = rap_error_nomem(err);
  if (st == RAP_OK && made.expressible) st = collect(&made, chunk, &numbers, done, err);
  if (st == RAP_OK && *done && (rap_buf_failed(&numbers) || !(*out = rap_arena_str(arena, rap_buf_str(&numbers))).p)) st = rap_error_nomem(err);
  rap_bitmap_filter_clear(&made);
  rap_buf_clear(&numbers);
  close_chunks(chunk);
  return st;
}

/* ---- how many ---- */

static int64_t count_living(const rap_chunk *chunk, const rap_links *l, int64_t entity) {
  const int64_t *found = rap_search_number(l->entities, l->n, sizeof *l->entities, 0, entity);
  int64_t n = 0;
  if (!found) return 0;
  size_t at = (size_t)(found - l->entities);
  for (uint32_t k = l->starts[at]; k < l->starts[at + 1]; k++) n += rap_bits_has(&chunk->live[RAP_AT_DOCUMENT], l->positions[k]);
  return n;
}

rap_status rap_bitmap_uses(rap_store *store, rap_bitmap_kind kind, const int64_t *entities, size_t n, int64_t *uses, rap_error *err) {
  assert(rap_chunk_level(kind) == RAP_AT_DOCUMENT);
  for (size_t i = 0; i < n; i++) uses[i] = 0;
  rap_chunk *chunk = open_chunks(store);
  rap_status st = chunk ? RAP_OK : rap_error_nomem(err);
  for (bool more = true; st == RAP_OK;) {
    rap_links l;
    st = rap_chunk_next(chunk, false, &more, err);
    if (st != RAP_OK || !more) break;
    st = rap_bitmap_links(store, chunk->chunk, kind, chunk->arena, &l, err);
    for (size_t i = 0; i < n && st == RAP_OK; i++) uses[i] += count_living(chunk, &l, entities[i]);
  }
  close_chunks(chunk);
  return st;
}

/* ---- which ---- */

static rap_status add_linked(const rap_chunk *chunk, rap_bitmap_kind kind, rap_idset *out, rap_error *err) {
  rap_links l;
  const rap_bits *live = &chunk->live[rap_chunk_level(kind)];
  rap_status st = rap_bitmap_links(chunk->store, chunk->chunk, kind, chunk->arena, &l, err);
  for (size_t e = 0; st == RAP_OK && e < l.n; e++) {
    bool lives = false;
    for (uint32_t k = l.starts[e]; k < l.starts[e + 1] && !lives; k++) lives = rap_bits_has(live, l.positions[k]);
    if (lives && (l.entities[e] < 0 || l.entities[e] > UINT32_MAX))
      st = rap_error_set(err, RAP_ERR_LIMIT, "the store names more things than can be asked about");
    else if (lives)
      rap_idset_add(out, (uint32_t)l.entities[e]);
  }
  return st;
}

rap_status rap_bitmap_linked(rap_store *store, const rap_bitmap_kind *kinds, size_t n, rap_idset *out, rap_error *err) {
  rap_chunk *chunk = open_chunks(store);
  rap_status st = chunk ? RAP_OK : rap_error_nomem(err);
  for (bool more = true; st == RAP_OK;) {
    st = rap_chunk_next(chunk, false, &more, err);
    if (st != RAP_OK || !more) break;
    for (size_t i = 0; i < n && st == RAP_OK; i++) st = add_linked(chunk, kinds[i], out, err);
  }
  close_chunks(chunk);
  return st;
}
