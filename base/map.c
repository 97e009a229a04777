#include "base/map.h"

#include <stdlib.h>

/* Slots are kept at most half full, so that linear probing stays short. */
enum { FIRST_SLOTS = 16 };

void rap_map_clear(rap_map *map) {
  free(map->entries);
  free(map->slots);
  *map = (rap_map){0};
}

/* FNV mixes upwards only: its low bits depend on few bits of the key, so the high half is brought down. */
static size_t home(const rap_map *map, uint64_t hash) { return (size_t)(hash ^ hash >> 32) & (map->n_slots - 1); }

/* The slot that holds `key`, or the empty one where it belongs. */
static size_t find_slot(const rap_map *map, rap_str key, uint64_t hash) {
  size_t i = home(map, hash);
  for (; map->slots[i]; i = (i + 1) & (map->n_slots - 1)) {
    const rap_map_entry *e = &map->entries[map->slots[i] - 1];
    if (e->hash == hash && rap_str_eq(e->key, key)) break;
  }
  return i;
}

rap_map_entry *rap_map_get(const rap_map *map, rap_str key) {
  if (!map->n) return NULL;
  uint32_t slot = map->slots[find_slot(map, key, rap_str_hash(key))];
  return slot ? &map->entries[slot - 1] : NULL;
}

static bool grow_entries(rap_map *map) {
  if (map->n < map->capacity) return true;
  size_t capacity = map->capacity ? map->capacity * 2 : FIRST_SLOTS / 2;
  if (capacity > UINT32_MAX / 2 || capacity > SIZE_MAX / sizeof *map->entries) return false;
  rap_map_entry *entries = realloc(map->entries, capacity * sizeof *entries);
  if (!entries) return false;
  map->entries = entries;
  map->capacity = capacity;
  return true;
}

static bool grow_slots(rap_map *map) {
  if (map->n_slots && map->n < map->n_slots / 2) return true;
  size_t n_slots = map->n_slots ? map->n_slots * 2 : FIRST_SLOTS;
  uint32_t *slots = calloc(n_slots, sizeof *slots);
  if (!slots) return false;
  free(map->slots);
  map->slots = slots;
  map->n_slots = n_slots;
  for (size_t e = 0; e < map->n; e++) {
    size_t i = home(map, map->entries[e].hash);
    while (slots[i]) i = (i + 1) & (n_slots - 1);
    slots[i] = (uint32_t)(e + 1);
  }
  return true;
}

rap_map_entry *rap_map_put(rap_map *map, rap_str key, bool *is_new) {
  if (is_new) *is_new = false;
  if (!grow_slots(map) || !grow_entries(map)) return NULL;
  uint64_t hash = rap_str_hash(key);
  size_t i = find_slot(map, key, hash);
  if (map->slots[i]) return &map->entries[map->slots[i] - 1];
  if (is_new) *is_new = true;
  rap_map_entry *e = &map->entries[map->n++];
  *e = (rap_map_entry){.key = key, .hash = hash};
  map->slots[i] = (uint32_t)map->n;
  return e;
}
