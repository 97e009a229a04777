/* Blobs of bitmaps, in any bytes: refused, or sound (in order, in range), and the same when packed and read again. The first byte says which kind of blob. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "index/bitmap_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool ended(rap_status st, const rap_error *err) {
  assert(st == RAP_OK || st == RAP_ERR_STORE || st == RAP_ERR_NOMEM);
  assert(st == RAP_OK || err->text[0]);
  return st != RAP_OK;
}

static void fuzz_links(rap_arena *arena, rap_str blob) {
  rap_links l, again;
  rap_buf packed = {0};
  rap_error err = {0};
  size_t n = 0;
  if (ended(rap_links_unpack(arena, blob, &l, &err), &err)) return;
  rap_link *links = l.n ? rap_arena_array(arena, l.starts[l.n], sizeof *links) : NULL;
  for (size_t e = 0; e < l.n; e++) {
    assert(l.starts[e] < l.starts[e + 1] && l.entities[e] > 0 && (e == 0 || l.entities[e - 1] < l.entities[e]));
    for (uint32_t i = l.starts[e]; i < l.starts[e + 1]; i++) {
      assert(i == l.starts[e] || l.positions[i - 1] < l.positions[i]);
      if (links) links[n++] = (rap_link){l.entities[e], l.positions[i]};
    }
  }
  if (!links) return;
  bool lost = ended(rap_links_pack(links, n, &packed, &err), &err) || ended(rap_links_unpack(arena, rap_buf_str(&packed), &again, &err), &err);
  if (!lost) {
    assert(again.n == l.n && memcmp(again.entities, l.entities, l.n * sizeof *l.entities) == 0);
    assert(memcmp(again.starts, l.starts, (l.n + 1) * sizeof *l.starts) == 0);
    assert(memcmp(again.positions, l.positions, n * sizeof *l.positions) == 0);
  }
  rap_buf_clear(&packed);
}

static void fuzz_frame(rap_arena *arena, rap_str blob) {
  rap_frame f, again;
  rap_buf packed = {0};
  rap_error err = {0};
  if (ended(rap_frame_unpack(arena, blob, &f, &err), &err)) return;
  uint32_t end = 0;
  for (size_t i = 0; i < f.n; i++) {
    const rap_frame_document *d = &f.documents[i];
    assert(d->id > 0 && d->base >= end && (!d->main || d->n_accounts));
    end = d->base + rap_frame_size(d);
    for (uint32_t k = 0; k < d->n_statements; k++) assert(d->about[k] <= d->n_accounts);
  }
  assert(end <= f.used && f.used <= RAP_CHUNK_POSITIONS);
  rap_frame_pack(&f, &packed);
  if (!rap_buf_failed(&packed) && !ended(rap_frame_unpack(arena, rap_buf_str(&packed), &again, &err), &err)) {
    assert(again.n == f.n && again.used == f.used && again.n_links == f.n_links);
    for (size_t i = 0; i < f.n; i++) assert(again.documents[i].id == f.documents[i].id && again.documents[i].base == f.documents[i].base);
  }
  rap_buf_clear(&packed);
}

static void fuzz_events(rap_arena *arena, rap_str blob, size_t n) {
  rap_account_event *events;
  rap_error err = {0};
  if (ended(rap_account_events_unpack(arena, blob, n, &events, &err), &err)) return;
  for (size_t i = 0; i < n; i++) assert(events[i].event >= 0 && events[i].first >= 0 && events[i].last <= 99991231);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  rap_arena *arena = rap_arena_new();
  if (!arena) return 0;
  rap_str blob = {(const char *)data + 1, size - 1};
  switch (data[0] % 4) {
  case 0:
  case 1: fuzz_links(arena, blob); break;
  case 2: fuzz_frame(arena, blob); break;
  default: fuzz_events(arena, blob, data[0] / 4); break;
  }
  rap_arena_free(arena);
  return 0;
}
