/* map.h: hash map from byte strings to pointers or numbers; open addressing, insertion order kept. Layer: base.
 *
 * Keys are borrowed: they must outlive the map. Iteration is in order of insertion, so that output never depends on hashing.
 * Threads: reading from several at once is safe.
 */
#ifndef RAP_BASE_MAP_H
#define RAP_BASE_MAP_H

#include "base/status.h"
#include "base/str.h"

typedef struct rap_map_entry {
  rap_str key;
  uint64_t hash;
  union {
    void *ptr;
    size_t num;
  } value;
} rap_map_entry;

/* Zero-initialise; rap_map_clear frees. */
typedef struct rap_map {
  rap_map_entry *entries; /* in order of insertion */
  size_t n, capacity;
  uint32_t *slots; /* entry index + 1; 0 = empty */
  size_t n_slots;  /* power of two */
} rap_map;

void rap_map_clear(rap_map *map);
/* NULL when absent. Valid until the next insertion. */
rap_map_entry *rap_map_get(const rap_map *map, rap_str key);
/* The entry of `key`, made (value zero) if absent, *is_new tells (may be NULL). NULL when out of memory. */
rap_map_entry *rap_map_put(rap_map *map, rap_str key, bool *is_new);

#endif
