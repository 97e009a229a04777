/* bitmap_set.h: a set of numbers that grows, compressed. Layer: index. With bitmap_codec.c the only place that knows CRoaring.
 *
 *     rap_idset *ids = rap_idset_new();
 *     rap_idset_add(ids, 7);
 *     if (rap_idset_has(ids, 7)) ...
 *     rap_idset_free(ids);
 */
#ifndef RAP_INDEX_BITMAP_SET_H
#define RAP_INDEX_BITMAP_SET_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rap_idset rap_idset;

/* NULL when out of memory. */
rap_idset *rap_idset_new(void);
void rap_idset_free(rap_idset *set); /* NULL allowed */
void rap_idset_add(rap_idset *set, uint32_t id);
bool rap_idset_has(const rap_idset *set, uint32_t id);
uint64_t rap_idset_count(const rap_idset *set);

#endif
