#include "index/family_work.h"

#include <assert.h>

bool rap_family_keys_make(rap_arena *arena, size_t n, rap_family_keys *out) {
  size_t n_slots = 64;
  while (n_slots < 2 * n) n_slots *= 2;
  *out = (rap_family_keys){.arena = arena, .n_slots = n_slots, .slots = rap_arena_array(arena, n_slots, sizeof *out->slots)};
  return out->slots != NULL;
}

static rap_family_bucket *slot_of(const rap_family_keys *keys, uint64_t key) {
  uint64_t h = key * 0x9e3779b97f4a7c15u;
  size_t at = (size_t)(h >> 20) & (keys->n_slots - 1);
  while (keys->slots[at].key && keys->slots[at].key != key) at = (at + 1) & (keys->n_slots - 1);
  return &keys->slots[at];
}

void rap_family_keys_ask(rap_family_keys *keys, uint64_t key) {
  if (!key) return;
  rap_family_bucket *bucket = slot_of(keys, key);
  keys->n += bucket->key == 0;
  assert(2 * keys->n <= keys->n_slots);
  bucket->key = key;
}

rap_family_bucket *rap_family_keys_get(const rap_family_keys *keys, uint64_t key) {
  rap_family_bucket *bucket = key ? slot_of(keys, key) : NULL;
  return bucket && bucket->key ? bucket : NULL;
}

const rap_family_item *rap_family_keys_at(const rap_family_keys *keys, const rap_family_bucket *bucket, size_t i) {
  uint32_t at = bucket->first;
  for (; at && i; i--) at = keys->items[at - 1].next;
  return at ? &keys->items[at - 1] : NULL;
}

/* Takes out the last one. Its place is not used again: a bucket loses at most as many as it was given. */
static void drop_last(rap_family_keys *keys, rap_family_bucket *bucket) {
  uint32_t at = bucket->first;
  for (size_t i = 0; i + 2 < bucket->n; i++) at = keys->items[at - 1].next;
  keys->items[at - 1].next = 0;
  bucket->n--;
}

bool rap_family_keys_add(rap_family_keys *keys, rap_family_bucket *bucket, const rap_family_row *row) {
  uint32_t *link = &bucket->first;
  size_t before = 0;
  for (; *link && keys->items[*link - 1].form < row->form; before++) link = &keys->items[*link - 1].next;
  rap_family_item *here = *link ? &keys->items[*link - 1] : NULL;
  if (here && here->form == row->form) {
    if (row->ord < here->ord || (row->ord == here->ord && row->document < here->document)) {
      here->ord = row->ord;
      here->document = row->document;
    }
    return true;
  }
  if (before >= RAP_FAMILY_KEPT) return true;
  bool head = link == &bucket->first;
  size_t owner = head ? 0 : (size_t)((const char *)link - (const char *)keys->items) / sizeof *keys->items;
  if (keys->n_items >= UINT32_MAX - 1 ||
      !rap_arena_grow(keys->arena, (void **)&keys->items, keys->n_items, &keys->items_capacity, sizeof *keys->items))
    return false;
  link = head ? &bucket->first : &keys->items[owner].next; /* the items may have moved */
  keys->items[keys->n_items++] = (rap_family_item){row->form, row->ord, row->document, *link};
  *link = (uint32_t)keys->n_items;
  if (++bucket->n > RAP_FAMILY_KEPT) drop_last(keys, bucket);
  return true;
}
