#include "index/bitmap_set.h"

#include <roaring/roaring.h>
#include <stddef.h>

struct rap_idset {
  roaring_bitmap_t bitmap; /* nothing else: the pointers are one another's */
};

static roaring_bitmap_t *of(rap_idset *set) { return (roaring_bitmap_t *)set; }
static const roaring_bitmap_t *of_const(const rap_idset *set) { return (const roaring_bitmap_t *)set; }

rap_idset *rap_idset_new(void) { return (rap_idset *)roaring_bitmap_create(); }

void rap_idset_free(rap_idset *set) {
  if (set) roaring_bitmap_free(of(set));
}

void rap_idset_add(rap_idset *set, uint32_t id) { roaring_bitmap_add(of(set), id); }
bool rap_idset_has(const rap_idset *set, uint32_t id) { return roaring_bitmap_contains(of_const(set), id); }
uint64_t rap_idset_count(const rap_idset *set) { return roaring_bitmap_get_cardinality(of_const(set)); }
