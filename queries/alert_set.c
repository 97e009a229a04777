#include "queries/alert_set.h"

#include <stdlib.h>

static uint64_t read_half(const unsigned char *p) {
  uint64_t v = 0;
  for (int i = 7; i >= 0; i--) v = v << 8 | p[i];
  return v;
}

static void put_half(uint64_t v, rap_buf *out) {
  for (int i = 0; i < 8; i++, v >>= 8) rap_buf_putc(out, (char)(unsigned char)(v & 0xff));
}

rap_status rap_alert_set_unpack(rap_arena *arena, rap_str bytes, rap_alert_set *out, rap_error *err) {
  *out = (rap_alert_set){0};
  size_t n = bytes.n / RAP_ALERT_ENTRY_BYTES;
  if (bytes.n % RAP_ALERT_ENTRY_BYTES || n > RAP_ALERT_SEEN_MAX)
    return rap_error_set(err, RAP_ERR_STORE, "what an alert told is damaged (%zu bytes)", bytes.n);
  if (!n) return RAP_OK;
  rap_alert_entry *items = rap_arena_array(arena, n, sizeof *items);
  if (!items) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) {
    const unsigned char *p = (const unsigned char *)bytes.p + i * RAP_ALERT_ENTRY_BYTES;
    items[i] = (rap_alert_entry){read_half(p), read_half(p + 8)};
    if (i && items[i - 1].identity >= items[i].identity) return rap_error_set(err, RAP_ERR_STORE, "what an alert told is damaged (entry %zu)", i);
  }
  *out = (rap_alert_set){items, n, n};
  return RAP_OK;
}

void rap_alert_set_pack(const rap_alert_set *set, rap_buf *out) {
  for (size_t i = 0; i < set->n; i++) {
    put_half(set->items[i].identity, out);
    put_half(set->items[i].content, out);
  }
}

static int compare_identity(const void *key, const void *item) {
  uint64_t identity = *(const uint64_t *)key, other = ((const rap_alert_entry *)item)->identity;
  return (identity > other) - (identity < other);
}

const rap_alert_entry *rap_alert_set_find(const rap_alert_set *set, uint64_t identity) {
  return set->n ? bsearch(&identity, set->items, set->n, sizeof *set->items, compare_identity) : NULL;
}

rap_status rap_alert_set_add(rap_arena *arena, rap_alert_set *set, rap_alert_entry entry, rap_error *err) {
  void *items = set->items;
  if (set->n >= RAP_ALERT_SEEN_MAX)
    return rap_error_set(err, RAP_ERR_LIMIT, "an alert watches at most %zu rows: narrow the question", RAP_ALERT_SEEN_MAX);
  if (!rap_arena_grow(arena, &items, set->n, &set->capacity, sizeof *set->items)) return rap_error_nomem(err);
  set->items = items;
  set->items[set->n++] = entry;
  return RAP_OK;
}

/* By identity, among equals by the order in which they were added. */
typedef struct placed {
  rap_alert_entry entry;
  size_t at;
} placed;

static int by_identity(const void *x, const void *y) {
  const placed *a = x, *b = y;
  if (a->entry.identity != b->entry.identity) return a->entry.identity < b->entry.identity ? -1 : 1;
  return a->at < b->at ? -1 : 1;
}

rap_status rap_alert_set_sort(rap_arena *arena, rap_alert_set *set, rap_error *err) {
  placed *all = rap_arena_array(arena, set->n, sizeof *all);
  if (set->n && !all) return rap_error_nomem(err);
  for (size_t i = 0; i < set->n; i++) all[i] = (placed){set->items[i], i};
  if (set->n) qsort(all, set->n, sizeof *all, by_identity);
  size_t n = 0;
  for (size_t i = 0; i < set->n; i++) {
    if (n && set->items[n - 1].identity == all[i].entry.identity) n--;
    set->items[n++] = all[i].entry;
  }
  set->n = n;
  return RAP_OK;
}

rap_status rap_alert_set_join(rap_arena *arena, const rap_alert_set *before, const rap_alert_set *now, size_t max, rap_alert_set *out,
                              rap_error *err) {
  *out = (rap_alert_set){0};
  rap_alert_entry *items = rap_arena_array(arena, before->n + now->n, sizeof *items);
  if (before->n + now->n && !items) return rap_error_nomem(err);
  size_t i = 0, k = 0, n = 0;
  while (i < before->n || k < now->n) {
    if (k == now->n || (i < before->n && before->items[i].identity < now->items[k].identity)) {
      items[n++] = before->items[i++];
    } else {
      if (i < before->n && before->items[i].identity == now->items[k].identity) i++;
      items[n++] = now->items[k++];
    }
  }
  *out = n > max ? *now : (rap_alert_set){items, n, n};
  return RAP_OK;
}
