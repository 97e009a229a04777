/* bitmap_write.c: what a batch said, written at its commit. Layer: index. */
#include "index/bitmap_pending.h"

#include <stdlib.h>

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- rows ---- */

static rap_status read_ranges(rap_store *store, rap_error *err) {
  rap_bitmaps *b = store->bitmaps;
  rap_stmt *s = NULL;
  bool row = false;
  if (b->ranges_known) return RAP_OK;
  b->n_ranges = 0;
  rap_status st = rap_db_cached(store->db, "SELECT id, first, last FROM chunk ORDER BY id", &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (!rap_pending_grow((void **)&b->ranges, b->n_ranges, &b->ranges_capacity, sizeof *b->ranges))
      st = rap_error_nomem(err);
    else
      b->ranges[b->n_ranges++] = (rap_chunk_range){rap_col_int(s, 0), rap_col_int(s, 1), rap_col_int(s, 2)};
  }
  rap_stmt_reset(s);
  b->ranges_known = st == RAP_OK;
  return st;
}

static rap_status drop_events(rap_store *store, int64_t chunk, rap_error *err) {
  return rap_db_run(store->db, "DELETE FROM bitmap WHERE id = ?", chunk * RAP_BITMAP_KINDS_MAX + RAP_BITMAP_EVENTS, err);
}

rap_status rap_bitmap_touch_event(rap_store *store, int64_t document, rap_error *err) {
  rap_status st = rap_pending_of(store) ? read_ranges(store, err) : rap_error_nomem(err);
  rap_bitmaps *b = store->bitmaps;
  for (size_t i = 0; st == RAP_OK && i < b->n_ranges; i++) {
    rap_chunk_range *r = &b->ranges[i];
    if (document < r->first || document > r->last) continue;
    st = drop_events(store, r->chunk, err);
    *r = b->ranges[--b->n_ranges]; /* done: not asked again in this transaction */
    i--;
  }
  return st;
}

static rap_status put_blob(rap_store *store, int64_t chunk, rap_bitmap_kind kind, const rap_buf *z, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, "INSERT OR REPLACE INTO bitmap(id, z) VALUES(?, ?)", &s, err);
  rap_bind_int(s, chunk * RAP_BITMAP_KINDS_MAX + (int64_t)kind);
  rap_bind_blob(s, rap_buf_str(z));
  TRY(rap_stmt_run(s, err));
  return st;
}

static rap_status put_frame(rap_store *store, int64_t chunk, const rap_frame *frame, rap_error *err) {
  rap_buf z = {0};
  rap_stmt *s = NULL;
  int64_t first = INT64_MAX, last = 0;
  for (size_t i = 0; i < frame->n; i++) {
    if (frame->documents[i].id < first) first = frame->documents[i].id;
    if (frame->documents[i].id > last) last = frame->documents[i].id;
  }
  rap_frame_pack(frame, &z);
  rap_status st = rap_buf_failed(&z) ? rap_error_nomem(err) : RAP_OK;
  TRY(rap_db_cached(store->db, "INSERT OR REPLACE INTO chunk(id, first, last, frame) VALUES(?, ?, ?, ?)", &s, err));
  if (st == RAP_OK) {
    rap_bind_int(s, chunk);
    rap_bind_int(s, first);
    rap_bind_int(s, last);
    rap_bind_blob(s, rap_buf_str(&z));
    st = rap_stmt_run(s, err);
  }
  rap_buf_clear(&z);
  TRY(drop_events(store, chunk, err)); /* it has another number of accounts now */
  return st;
}

static rap_status drop_chunk(rap_store *store, int64_t chunk, rap_error *err) {
  rap_status st = rap_db_run(store->db, "DELETE FROM chunk WHERE id = ?", chunk, err);
  TRY(rap_db_run(store->db, "DELETE FROM bitmap WHERE id BETWEEN ?1 * 64 AND ?1 * 64 + 63", chunk, err));
  return st;
}

/* ---- removal ---- */

static int by_document(const void *x, const void *y) {
  const rap_pending_removal *a = x, *b = y;
  return (a->document > b->document) - (a->document < b->document);
}

static bool is_removed(const rap_bitmaps *b, int64_t document) {
  const rap_pending_removal key = {.document = document};
  return bsearch(&key, b->removed, b->n.removed, sizeof key, by_document) != NULL;
}

/* Leaves only the links of positions that live. */
static rap_status sweep(rap_store *store, int64_t chunk, const rap_frame *frame, rap_arena *arena, rap_error *err) {
  rap_status st = RAP_OK;
  bool *lives = rap_arena_array(arena, RAP_CHUNK_POSITIONS, sizeof *lives);
  if (!lives) return rap_error_nomem(err);
  for (size_t i = 0; i < frame->n; i++)
    for (uint32_t k = 0; k < rap_frame_size(&frame->documents[i]); k++) lives[frame->documents[i].base + k] = true;
  for (rap_bitmap_kind kind = 0; kind < RAP_BITMAP_KINDS && st == RAP_OK; kind++) {
    rap_links old;
    rap_buf z = {0};
    st = rap_bitmap_links(store, chunk, kind, arena, &old, err);
    if (st != RAP_OK || !old.n) continue;
    size_t n = 0;
    rap_link *kept = rap_arena_array(arena, old.starts[old.n], sizeof *kept);
    if (!kept) st = rap_error_nomem(err);
    for (size_t e = 0; st == RAP_OK && e < old.n; e++)
      for (uint32_t k = old.starts[e]; k < old.starts[e + 1]; k++)
        if (lives[old.positions[k]]) kept[n++] = (rap_link){old.entities[e], old.positions[k]};
    TRY(rap_links_pack(kept, n, &z, err));
    TRY(put_blob(store, chunk, kind, &z, err));
    rap_buf_clear(&z);
  }
  return st;
}

static size_t living(const rap_frame *frame) {
  size_t n = 0;
  for (size_t i = 0; i < frame->n; i++) n += rap_frame_size(&frame->documents[i]);
  return n;
}

static rap_status remove_from(rap_store *store, int64_t chunk, rap_arena *arena, rap_error *err) {
  int64_t id;
  rap_frame frame;
  rap_status st = rap_bitmap_next_chunk(store, chunk - 1, arena, &id, &frame, err);
  if (st != RAP_OK || id != chunk) return st;
  size_t before = frame.n, alive = living(&frame);
  frame.n = 0;
  for (size_t i = 0; i < before; i++)
    if (!is_removed(store->bitmaps, frame.documents[i].id)) frame.documents[frame.n++] = frame.documents[i];
  if (frame.n == before) return RAP_OK;
  if (frame.n == 0) return drop_chunk(store, chunk, err);
  size_t left = living(&frame), half = frame.used / 2;
  st = put_frame(store, chunk, &frame, err);
  if (alive > half && left <= half) TRY(sweep(store, chunk, &frame, arena, err));
  return st;
}

static rap_status flush_removed(rap_store *store, rap_arena *arena, rap_error *err) {
  rap_bitmaps *b = store->bitmaps;
  if (b->n.removed == 0) return RAP_OK;
  b->ranges_known = false; /* touch_event takes away */
  rap_status st = read_ranges(store, err);
  const int64_t lowest = b->removed[0].document, highest = b->removed[b->n.removed - 1].document;
  for (size_t i = 0; i < b->n_ranges && st == RAP_OK; i++) {
    rap_arena_reset(arena);
    if (b->ranges[i].first <= highest && b->ranges[i].last >= lowest) st = remove_from(store, b->ranges[i].chunk, arena, err);
  }
  return st;
}

/* ---- addition ---- */

/* The chunk that is being filled. */
typedef struct filling {
  int64_t chunk;
  rap_frame frame;
  rap_frame_document *documents; /* of the frame, with room for the batch */
  struct {
    rap_link *items;
    size_t n, capacity;
  } links[RAP_BITMAP_KINDS]; /* new ones */
} filling;

static rap_status last_chunk(rap_store *store, rap_arena *arena, filling *f, rap_error *err) {
  int64_t last = 0, id = 0;
  rap_status st = rap_db_int(store->db, "SELECT max(id) FROM chunk", &last, err);
  f->chunk = 1;
  if (st != RAP_OK || last == 0) return st;
  f->chunk = last;
  return rap_bitmap_next_chunk(store, last - 1, arena, &id, &f->frame, err);
}

static int by_link(const void *x, const void *y) {
  const rap_link *a = x, *b = y;
  if (a->entity != b->entity) return a->entity < b->entity ? -1 : 1;
  return (a->position > b->position) - (a->position < b->position);
}

/* Old links, in order, and new ones, whose positions lie behind all old ones, in order. */
static size_t merge(const rap_links *old, const rap_link *added, size_t n_added, rap_link *out) {
  size_t n = 0, k = 0;
  for (size_t e = 0; e < old->n; e++) {
    while (k < n_added && added[k].entity < old->entities[e]) out[n++] = added[k++];
    for (uint32_t i = old->starts[e]; i < old->starts[e + 1]; i++) out[n++] = (rap_link){old->entities[e], old->positions[i]};
  }
  while (k < n_added) out[n++] = added[k++];
  return n;
}

/* Old links and new ones as one blob. */
static rap_status write_links(rap_store *store, rap_arena *arena, filling *f, rap_bitmap_kind kind, rap_error *err) {
  rap_links old;
  rap_buf z = {0};
  rap_link *added = f->links[kind].items;
  size_t n = f->links[kind].n;
  if (n == 0) return RAP_OK;
  rap_status st = rap_bitmap_links(store, f->chunk, kind, arena, &old, err);
  if (st != RAP_OK) return st;
  rap_link *all = rap_arena_array(arena, (old.n ? old.starts[old.n] : 0) + n, sizeof *all);
  if (!all) return rap_error_nomem(err);
  qsort(added, n, sizeof *added, by_link);
  st = rap_links_pack(all, merge(&old, added, n, all), &z, err);
  TRY(put_blob(store, f->chunk, kind, &z, err));
  rap_buf_clear(&z);
  f->links[kind].n = 0;
  return st;
}

static rap_status write_chunk(rap_store *store, rap_arena *arena, filling *f, rap_error *err) {
  rap_status st = put_frame(store, f->chunk, &f->frame, err);
  for (rap_bitmap_kind kind = 0; kind < RAP_BITMAP_KINDS && st == RAP_OK; kind++) st = write_links(store, arena, f, kind, err);
  return st;
}

static rap_status add_document(rap_arena *arena, filling *f, const rap_bitmaps *b, size_t i, rap_error *err) {
  const rap_pending_document *p = &b->documents[i];
  size_t end = i + 1 < b->n.documents ? p[1].links : b->n.links;
  rap_frame_document *d = &f->frame.documents[f->frame.n++];
  *d = p->d;
  d->base = f->frame.used;
  d->about = b->about ? b->about + p->about : NULL;
  for (size_t k = p->links; k < end; k++) {
    const rap_pending_link *l = &b->links[k];
    if (!rap_arena_grow(arena, (void **)&f->links[l->kind].items, f->links[l->kind].n, &f->links[l->kind].capacity, sizeof(rap_link)))
      return rap_error_nomem(err);
    f->links[l->kind].items[f->links[l->kind].n++] = (rap_link){l->entity, d->base + l->place};
  }
  f->frame.used += rap_frame_size(d);
  f->frame.n_links += end - p->links;
  return RAP_OK;
}

static bool was_removed(const rap_bitmaps *b, size_t i) {
  for (size_t k = 0; k < b->n.removed; k++)
    if (b->removed[k].document == b->documents[i].d.id && b->removed[k].at > i) return true;
  return false;
}

static rap_status flush_added(rap_store *store, rap_arena *arena, rap_error *err) {
  rap_bitmaps *b = store->bitmaps;
  filling f = {0};
  size_t added = 0;
  rap_status st = last_chunk(store, arena, &f, err);
  rap_frame_document *room = st == RAP_OK ? rap_arena_array(arena, f.frame.n + b->n.documents, sizeof *room) : NULL;
  if (st == RAP_OK && !room) st = rap_error_nomem(err);
  if (st == RAP_OK && f.frame.n) memcpy(room, f.frame.documents, f.frame.n * sizeof *room);
  f.frame.documents = room;
  for (size_t i = 0; i < b->n.documents && st == RAP_OK; i++) {
    if (was_removed(b, i)) continue;
    if (f.frame.used + rap_frame_size(&b->documents[i].d) > RAP_CHUNK_POSITIONS || f.frame.n_links >= RAP_CHUNK_LINKS) {
      if (added) st = write_chunk(store, arena, &f, err);
      f.frame.n = f.frame.n_links = f.frame.used = 0;
      f.chunk++;
    }
    TRY(add_document(arena, &f, b, i, err));
    added++;
  }
  if (added) TRY(write_chunk(store, arena, &f, err));
  return st;
}

rap_status rap_bitmap_flush(rap_store *store, rap_error *err) {
  rap_bitmaps *b = store->bitmaps;
  if (!b) return RAP_OK;
  rap_arena *arena = rap_arena_new();
  if (!arena) return rap_error_nomem(err);
  rap_status st = RAP_OK;
  if (b->n.removed) qsort(b->removed, b->n.removed, sizeof *b->removed, by_document);
  TRY(flush_removed(store, arena, err));
  rap_arena_reset(arena);
  if (b->n.documents) TRY(flush_added(store, arena, err));
  b->ranges_known = false;
  b->n = (rap_pending_sizes){0};
  rap_arena_free(arena);
  return st;
}

/* ---- events ---- */

typedef struct place {
  int64_t document;
  size_t account; /* index of its first one among the frame's */
  uint32_t n;
} place;

static int by_place(const void *x, const void *y) {
  const place *a = x, *b = y;
  return (a->document > b->document) - (a->document < b->document);
}

static place *places_of(rap_arena *arena, const rap_frame *frame, size_t *n_accounts) {
  place *places = rap_arena_array(arena, frame->n, sizeof *places);
  *n_accounts = 0;
  for (size_t i = 0; places && i < frame->n; i++) {
    places[i] = (place){frame->documents[i].id, *n_accounts, frame->documents[i].n_accounts};
    *n_accounts += frame->documents[i].n_accounts;
  }
  if (places) qsort(places, frame->n, sizeof *places, by_place);
  return places;
}

static rap_status make_events(rap_store *store, int64_t chunk, const rap_frame *frame, rap_arena *arena, rap_error *err) {
  size_t n;
  rap_stmt *s = NULL;
  rap_buf z = {0};
  bool row = false;
  place *places = places_of(arena, frame, &n);
  rap_account_event *events = rap_arena_array(arena, n, sizeof *events);
  if (!places || !events) return rap_error_nomem(err);
  rap_status st = rap_db_cached(
      store->db,
      "SELECT ed.document, ed.idx, e.id, e.first, e.last FROM event_document ed JOIN event e ON e.id = ed.event WHERE ed.document BETWEEN ? AND ?",
      &s, err);
  rap_bind_int(s, frame->n ? places[0].document : 0);
  rap_bind_int(s, frame->n ? places[frame->n - 1].document : 0);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    const place key = {.document = rap_col_int(s, 0)}, *p = bsearch(&key, places, frame->n, sizeof key, by_place);
    int64_t i = rap_col_int(s, 1);
    if (!p || i < 0 || i >= (int64_t)p->n) continue;
    events[p->account + (size_t)i] = (rap_account_event){rap_col_int(s, 2), rap_bitmap_day(rap_col_text(s, 3)), rap_bitmap_day(rap_col_text(s, 4))};
  }
  rap_stmt_reset(s);
  rap_account_events_pack(events, n, &z);
  if (st == RAP_OK && rap_buf_failed(&z)) st = rap_error_nomem(err);
  TRY(put_blob(store, chunk, RAP_BITMAP_EVENTS, &z, err));
  rap_buf_clear(&z);
  return st;
}

rap_status rap_bitmap_refresh_events(rap_store *store, rap_error *err) {
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? RAP_OK : rap_error_nomem(err);
  int64_t chunk = 0;
  for (bool row = true; st == RAP_OK && row;) {
    rap_stmt *s = NULL;
    rap_frame frame;
    int64_t id = 0;
    /* 63 = RAP_BITMAP_EVENTS */
    TRY(rap_db_cached(store->db,
                      "SELECT id FROM chunk WHERE id > ? AND NOT EXISTS (SELECT 1 FROM bitmap b WHERE b.id = chunk.id * 64 + 63) ORDER BY id LIMIT 1",
                      &s, err));
    rap_bind_int(s, chunk);
    TRY(rap_stmt_step(s, &row, err));
    if (st == RAP_OK && row) chunk = rap_col_int(s, 0);
    rap_stmt_reset(s);
    if (st != RAP_OK || !row) break;
    rap_arena_reset(arena);
    TRY(rap_bitmap_next_chunk(store, chunk - 1, arena, &id, &frame, err));
    TRY(make_events(store, chunk, &frame, arena, err));
  }
  rap_arena_free(arena);
  return st;
}
