/* bitmap_unit.h: what is counted at a position of a chunk, as a number by which it is known again. Layer: index.
 *
 *     rap_bitmap_units u;
 *     st = rap_bitmap_units_make(store, arena, base, unit, &u, err);
 *     ... with every chunk: u.chunks++ ... if (rap_bitmap_unit_at(&u, chunk, position, &x)) ... x.stamp ...
 */
#ifndef RAP_INDEX_BITMAP_UNIT_H
#define RAP_INDEX_BITMAP_UNIT_H

#include "index/bitmap_chunk.h"

/* A document that is in a family. */
typedef struct rap_bitmap_member {
  int64_t document, family;
} rap_bitmap_member;

typedef struct rap_bitmap_units {
  rap_base base;
  rap_unit unit;
  rap_bitmap_member *members; /* of families, by document */
  size_t n_members;
  uint64_t chunks; /* read so far, the current one included: the caller counts them */
} rap_bitmap_units;

/* One unit at a position. */
typedef struct rap_bitmap_unit {
  uint64_t stamp; /* differs from that of every other one */
  int64_t spread; /* event or family that may come again elsewhere; 0: the unit is at this place alone, or at neighbouring ones */
} rap_bitmap_unit;

/* Families are read once for a question: a store has few documents in families. Within a read transaction, in `arena`. Errors: RAP_ERR_NOMEM, those of the store. */
rap_status rap_bitmap_units_make(rap_store *store, rap_arena *arena, rap_base base, rap_unit unit, rap_bitmap_units *out,
                                 rap_error *err) RAP_MUST_CHECK;
/* False when there is no unit to count there. Events need a chunk that was opened with them. */
bool rap_bitmap_unit_at(const rap_bitmap_units *units, const rap_chunk *chunk, uint32_t position, rap_bitmap_unit *out);

#endif
