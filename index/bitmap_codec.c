#include "index/bitmap_codec.h"

#include <roaring/roaring.h>
#include <stdlib.h>

#include "index/compress.h"

enum { FORMAT = 1, SECTION_MAX = 65536, ARRAY_MAX = 4096, BITSET_BYTES = 8192 };
/* Of the portable format. */
enum { COOKIE = 12346, COOKIE_RUNS = 12347, OFFSETS_FROM = 4 };

static uint64_t zigzag(int64_t v) { return ((uint64_t)v << 1) ^ (uint64_t)(v >> 63); }
static int64_t unzigzag(uint64_t v) { return (int64_t)(v >> 1) ^ -(int64_t)(v & 1); }

static rap_status damaged(rap_error *err, const char *what) { return rap_error_set(err, RAP_ERR_STORE, "%s", what); }

/* Reads with a sticky failure. */
typedef struct reader {
  rap_str in;
  size_t at;
  bool failed;
} reader;

static uint64_t number(reader *r) {
  uint64_t v = 0;
  /* Most are of one byte. */
  if (!r->failed && r->at < r->in.n && !(r->in.p[r->at] & 0x80)) return (uint64_t)(unsigned char)r->in.p[r->at++];
  if (r->failed || !rap_varint_get(r->in, &r->at, &v)) {
    r->failed = true;
    return 0;
  }
  return v;
}

/* A number below `limit`. */
static uint64_t below(reader *r, uint64_t limit) {
  uint64_t v = number(r);
  if (v >= limit) r->failed = true;
  return r->failed ? 0 : v;
}

/* A sum that must not wrap. */
static int64_t step(reader *r, int64_t from, int64_t by) {
  int64_t to;
  if (__builtin_add_overflow(from, by, &to)) r->failed = true;
  return r->failed ? 0 : to;
}

/* ---- frames ---- */

void rap_frame_pack(const rap_frame *frame, rap_buf *out) {
  int64_t id = 0;
  uint32_t end = 0;
  int32_t day = 0;
  rap_varint_put(out, FORMAT);
  rap_varint_put(out, frame->used);
  rap_varint_put(out, frame->n_links);
  rap_varint_put(out, frame->n);
  for (size_t i = 0; i < frame->n; i++) {
    const rap_frame_document *d = &frame->documents[i];
    rap_varint_put(out, zigzag(d->id - id - 1));
    rap_varint_put(out, d->base - end);
    rap_varint_put(out, zigzag(d->day - day));
    rap_varint_put(out, 2 * (uint64_t)d->n_accounts + d->main);
    rap_varint_put(out, d->n_statements);
    for (uint32_t k = 0; k < d->n_statements; k++) rap_varint_put(out, d->about[k]);
    id = d->id;
    end = d->base + rap_frame_size(d);
    day = d->day;
  }
}

/* `about`: room for as many as there are positions from its base on. */
static void read_document(reader *r, uint16_t *about, const rap_frame_document *before, uint32_t used, rap_frame_document *d) {
  uint32_t end = before ? before->base + rap_frame_size(before) : 0;
  d->id = step(r, step(r, before ? before->id : 0, unzigzag(number(r))), 1);
  d->base = end + (uint32_t)below(r, RAP_CHUNK_POSITIONS);
  int64_t day = step(r, before ? before->day : 0, unzigzag(number(r)));
  uint64_t accounts = below(r, 2 * (uint64_t)RAP_CHUNK_POSITIONS);
  d->n_accounts = (uint32_t)(accounts / 2);
  d->main = accounts % 2;
  d->n_statements = (uint32_t)below(r, RAP_CHUNK_POSITIONS);
  d->day = (int32_t)day;
  if (day < 0 || day > 99991231 || d->id <= 0 || (d->main && !d->n_accounts) || d->base + rap_frame_size(d) > used) r->failed = true;
  if (r->failed) return;
  d->about = about + d->base;
  for (uint32_t k = 0; k < d->n_statements; k++) about[d->base + k] = (uint16_t)below(r, d->n_accounts + 1);
}

rap_status rap_frame_unpack(rap_arena *arena, rap_str blob, rap_frame *out, rap_error *err) {
  *out = (rap_frame){0};
  reader r = {.in = blob};
  if (number(&r) != FORMAT) return damaged(err, "of an unknown format");
  uint32_t used = (uint32_t)below(&r, RAP_CHUNK_POSITIONS + 1);
  size_t n_links = (size_t)below(&r, 2 * (uint64_t)RAP_DOCUMENT_LINKS_MAX + 1);
  size_t n = (size_t)below(&r, (uint64_t)used + 1);
  rap_frame_document *documents = r.failed ? NULL : rap_arena_array(arena, n, sizeof *documents);
  uint16_t *about = documents ? rap_arena_array(arena, used, sizeof *about) : NULL;
  for (size_t i = 0; about && i < n && !r.failed; i++) read_document(&r, about, i ? &documents[i - 1] : NULL, used, &documents[i]);
  if (rap_arena_failed(arena)) return rap_error_nomem(err);
  if (r.failed || r.at != blob.n) return damaged(err, "not a sound list of documents");
  *out = (rap_frame){documents, n, n_links, used};
  return RAP_OK;
}

/* ---- links ---- */

static int by_link(const void *x, const void *y) {
  const rap_link *a = x, *b = y;
  if (a->entity != b->entity) return a->entity < b->entity ? -1 : 1;
  return (a->position > b->position) - (a->position < b->position);
}

/* links[0 … n): one section, sorted, of at most SECTION_MAX entities. */
static bool pack_section(const rap_link *links, size_t n, size_t n_entities, int64_t before, uint32_t *values, rap_buf *out) {
  uint32_t index = 0;
  size_t m = 0;
  rap_varint_put(out, n_entities);
  for (size_t i = 0; i < n; i++) {
    if (i == 0 || links[i].entity != links[i - 1].entity) {
      rap_varint_put(out, (uint64_t)(links[i].entity - before));
      before = links[i].entity;
      index += i > 0;
    }
    values[m++] = index << 16 | links[i].position;
  }
  roaring_bitmap_t *bitmap = roaring_bitmap_of_ptr(m, values);
  if (!bitmap) return false;
  (void)roaring_bitmap_run_optimize(bitmap);
  size_t bytes = roaring_bitmap_portable_size_in_bytes(bitmap);
  rap_varint_put(out, bytes);
  char *room = rap_buf_room(out, bytes);
  if (room) out->n += roaring_bitmap_portable_serialize(bitmap, room);
  roaring_bitmap_free(bitmap);
  return room != NULL;
}

static bool is_sorted(const rap_link *links, size_t n) {
  for (size_t i = 1; i < n; i++)
    if (by_link(&links[i - 1], &links[i]) > 0) return false;
  return true;
}

rap_status rap_links_pack(rap_link *links, size_t n, rap_buf *out, rap_error *err) {
  if (!is_sorted(links, n)) qsort(links, n, sizeof *links, by_link);
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (kept == 0 || by_link(&links[kept - 1], &links[i]) != 0) links[kept++] = links[i];
  uint32_t *values = malloc((kept ? kept : 1) * sizeof *values);
  if (!values) return rap_error_nomem(err);
  rap_varint_put(out, FORMAT);
  bool made = true;
  for (size_t from = 0, to; from < kept && made; from = to) {
    size_t entities = 0;
    for (to = from; to < kept; to++) {
      bool is_new = to == from || links[to].entity != links[to - 1].entity;
      if (is_new && entities == SECTION_MAX) break;
      entities += is_new;
    }
    made = pack_section(links + from, to - from, entities, from ? links[from - 1].entity : 0, values, out);
  }
  free(values);
  return made && !rap_buf_failed(out) ? RAP_OK : rap_error_nomem(err);
}

static uint32_t u16_at(const unsigned char *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8; }
static uint32_t u32_at(const unsigned char *p) { return u16_at(p) | u16_at(p + 2) << 16; }

typedef struct container {
  const unsigned char *p;
  size_t n; /* bytes that are left from p on */
  uint32_t cardinality;
} container;

/* Each gives the positions of a container and its length in bytes, 0 when it is unsound. `out` has room for its cardinality. */
static size_t read_array(container c, uint16_t *out) {
  if (c.n < 2 * (size_t)c.cardinality) return 0;
  for (uint32_t i = 0; i < c.cardinality; i++) {
    out[i] = (uint16_t)u16_at(c.p + 2 * (size_t)i);
    if (i && out[i] <= out[i - 1]) return 0;
  }
  return 2 * (size_t)c.cardinality;
}

static size_t read_bitset(container c, uint16_t *out) {
  uint32_t n = 0;
  if (c.n < BITSET_BYTES) return 0;
  for (uint32_t i = 0; i < BITSET_BYTES; i++)
    for (unsigned byte = c.p[i]; byte; byte &= byte - 1) {
      if (n == c.cardinality) return 0;
      out[n++] = (uint16_t)(8 * i + (unsigned)__builtin_ctz(byte));
    }
  return n == c.cardinality ? BITSET_BYTES : 0;
}

static size_t read_runs(container c, uint16_t *out) {
  uint32_t n = 0, free_from = 0;
  if (c.n < 2) return 0;
  uint32_t n_runs = u16_at(c.p);
  if (n_runs == 0 || c.n < 2 + 4 * (size_t)n_runs) return 0;
  for (uint32_t i = 0; i < n_runs; i++) {
    uint32_t start = u16_at(c.p + 2 + 4 * (size_t)i), more = u16_at(c.p + 4 + 4 * (size_t)i);
    if (start < free_from || start + more >= RAP_CHUNK_POSITIONS || more >= c.cardinality - n) return 0;
    for (uint32_t k = 0; k <= more; k++) out[n++] = (uint16_t)(start + k);
    free_from = start + more + 2; /* runs that touch would be one */
    if (n == c.cardinality && i + 1 < n_runs) return 0;
  }
  return n == c.cardinality ? 2 + 4 * (size_t)n_runs : 0;
}

/* The header of a bitmap: where its parts are. */
typedef struct header {
  const unsigned char *runs, *cards, *offsets; /* runs, offsets: NULL if there are none */
  size_t bytes;
} header;

static bool read_header(rap_str s, size_t n_entities, header *h) {
  const unsigned char *p = (const unsigned char *)s.p;
  *h = (header){0};
  if (s.n < 4) return false;
  uint32_t cookie = u32_at(p);
  size_t n, at;
  if ((cookie & 0xFFFF) == COOKIE_RUNS) {
    n = (cookie >> 16) + 1;
    at = 4 + (n + 7) / 8;
    h->runs = p + 4;
  } else {
    if (cookie != COOKIE || s.n < 8) return false;
    n = u32_at(p + 4);
    at = 8;
  }
  if (n != n_entities) return false;
  h->cards = p + at;
  at += 4 * n;
  if (!h->runs || n >= OFFSETS_FROM) {
    h->offsets = p + at;
    at += 4 * n;
  }
  h->bytes = at;
  return at <= s.n;
}

/* Room for what containers give; grows as their cardinalities are seen. */
typedef struct positions {
  rap_arena *arena;
  uint16_t *items;
  size_t n, capacity;
} positions;

static bool make_room(positions *p, size_t more) {
  if (p->capacity - p->n >= more) return true;
  size_t capacity = p->capacity * 2 > p->n + more ? p->capacity * 2 : p->n + more;
  uint16_t *items = rap_arena_array(p->arena, capacity, sizeof *items);
  if (!items) return false;
  if (p->n) memcpy(items, p->items, p->n * sizeof *items);
  p->items = items;
  p->capacity = capacity;
  return true;
}

static rap_status read_roaring(rap_str s, size_t n, uint32_t *starts, positions *out, rap_error *err) {
  header h;
  if (!read_header(s, n, &h)) return damaged(err, "a bitmap's header is unsound");
  size_t at = h.bytes;
  for (size_t i = 0; i < n; i++) {
    const unsigned char *entry = h.cards + 4 * i;
    container c = {(const unsigned char *)s.p + at, s.n - at, u16_at(entry + 2) + 1};
    bool runs = h.runs && (h.runs[i / 8] >> (i % 8) & 1);
    if (u16_at(entry) != i || (h.offsets && u32_at(h.offsets + 4 * i) != at)) return damaged(err, "a bitmap's header is unsound");
    if (!runs && c.n < (c.cardinality <= ARRAY_MAX ? 2 * (size_t)c.cardinality : BITSET_BYTES)) return damaged(err, "a bitmap is cut short");
    if (out->n + c.cardinality > 2 * RAP_DOCUMENT_LINKS_MAX) return damaged(err, "more links than a chunk holds");
    if (!make_room(out, c.cardinality)) return rap_error_nomem(err);
    uint16_t *to = out->items + out->n;
    size_t bytes = runs ? read_runs(c, to) : c.cardinality <= ARRAY_MAX ? read_array(c, to) : read_bitset(c, to);
    if (bytes == 0) return damaged(err, "a bitmap's container is unsound");
    at += bytes;
    starts[i] = (uint32_t)out->n;
    out->n += c.cardinality;
  }
  starts[n] = (uint32_t)out->n;
  return at == s.n ? RAP_OK : damaged(err, "bytes follow a bitmap");
}

rap_status rap_links_unpack(rap_arena *arena, rap_str blob, rap_links *out, rap_error *err) {
  *out = (rap_links){0};
  reader r = {.in = blob};
  int64_t *entities = NULL, entity = 0;
  uint32_t *starts = NULL;
  size_t n = 0, capacity = 0, starts_capacity = 0;
  positions p = {.arena = arena};
  rap_status st = number(&r) == FORMAT && !r.failed ? RAP_OK : damaged(err, "of an unknown format");
  while (st == RAP_OK && r.at < blob.n) {
    size_t more = (size_t)below(&r, SECTION_MAX + 1);
    if (more == 0 || more > blob.n - r.at) return damaged(err, "not a sound list of entities");
    for (size_t i = 0; i < more; i++) {
      uint64_t by = below(&r, (uint64_t)INT64_MAX);
      entity = step(&r, entity, (int64_t)by);
      if (r.failed || by == 0) return damaged(err, "not a sound list of entities");
      if (!rap_arena_grow(arena, (void **)&entities, n + i, &capacity, sizeof *entities)) return rap_error_nomem(err);
      entities[n + i] = entity;
    }
    while (starts_capacity < n + more + 1)
      if (!rap_arena_grow(arena, (void **)&starts, starts_capacity, &starts_capacity, sizeof *starts)) return rap_error_nomem(err);
    size_t bytes = (size_t)below(&r, blob.n - r.at + 1);
    if (r.failed || bytes > blob.n - r.at) return damaged(err, "a bitmap is cut short");
    st = read_roaring(rap_str_sub(blob, r.at, r.at + bytes), more, starts + n, &p, err);
    r.at += bytes;
    n += more;
  }
  if (st == RAP_OK) *out = (rap_links){entities, starts, p.items, n};
  return st;
}

/* ---- events ---- */

void rap_account_events_pack(const rap_account_event *events, size_t n, rap_buf *out) {
  rap_varint_put(out, FORMAT);
  rap_varint_put(out, n);
  for (size_t i = 0; i < n; i++) {
    rap_varint_put(out, (uint64_t)events[i].event);
    rap_varint_put(out, (uint64_t)events[i].first);
    rap_varint_put(out, (uint64_t)events[i].last);
  }
}

rap_status rap_account_events_unpack(rap_arena *arena, rap_str blob, size_t n, rap_account_event **out, rap_error *err) {
  *out = NULL;
  reader r = {.in = blob};
  if (number(&r) != FORMAT) return damaged(err, "of an unknown format");
  if (number(&r) != n || r.failed) return damaged(err, "not as many events as accounts");
  rap_account_event *events = rap_arena_array(arena, n, sizeof *events);
  if (!events) return rap_error_nomem(err);
  for (size_t i = 0; i < n && !r.failed; i++) {
    events[i].event = (int64_t)below(&r, (uint64_t)INT64_MAX);
    events[i].first = (int32_t)below(&r, 99991232);
    events[i].last = (int32_t)below(&r, 99991232);
  }
  if (r.failed || r.at != blob.n) return damaged(err, "not a sound list of events");
  *out = events;
  return RAP_OK;
}
