/* bitmap_chunk.h: one chunk, laid out to be asked: what stands at each position, sets of positions, and the way between documents, accounts and statements. Layer: index. */
#ifndef RAP_INDEX_BITMAP_CHUNK_H
#define RAP_INDEX_BITMAP_CHUNK_H

#include "index/bitmap.h"
#include "index/query.h"

/* What stands at a position; the numbers are those of rap_base. */
typedef enum rap_level { RAP_AT_STATEMENT = RAP_FROM_STATEMENTS, RAP_AT_DOCUMENT = RAP_FROM_DOCUMENTS, RAP_AT_ACCOUNT = RAP_FROM_EVENTS } rap_level;

/* Plain bits: an operation on 8 KB costs less than looking at what a compressed one is made of. */
typedef struct rap_bits {
  uint64_t words[RAP_CHUNK_POSITIONS / 64];
} rap_bits;

static inline bool rap_bits_has(const rap_bits *b, uint32_t i) { return b->words[i / 64] >> (i % 64) & 1; }
static inline void rap_bits_add(rap_bits *b, uint32_t i) { b->words[i / 64] |= (uint64_t)1 << (i % 64); }
void rap_bits_clear(rap_bits *b);
/* a := a ∩ b, a ∪ b, a ∖ b. */
void rap_bits_and(rap_bits *a, const rap_bits *b);
void rap_bits_or(rap_bits *a, const rap_bits *b);
void rap_bits_and_not(rap_bits *a, const rap_bits *b);
/* Lowest member from `i` on; RAP_CHUNK_POSITIONS when there is none. */
uint32_t rap_bits_next(const rap_bits *b, uint32_t i);

/* About half a megabyte: not for the stack. */
typedef struct rap_chunk {
  rap_store *store;
  rap_arena *arena; /* of this chunk: what is read from it */
  int64_t chunk;
  rap_frame frame;
  rap_bits live[3];                       /* by level: positions of living statements, documents, accounts */
  uint16_t document[RAP_CHUNK_POSITIONS]; /* index in the frame, where something lives */
  uint16_t
      account[RAP_CHUNK_POSITIONS]; /* of a statement: position of the account that it is about, 0 if none; of an account: its index in `events` */
  const rap_account_event *events;  /* NULL when they were not asked for, or have not been made */
} rap_chunk;

/* Opens the chunk after the current one (the first when .chunk is 0); *more false when there is none. Empties the arena. */
rap_status rap_chunk_next(rap_chunk *view, bool with_events, bool *more, rap_error *err) RAP_MUST_CHECK;
rap_level rap_chunk_level(rap_bitmap_kind kind);
/* The document at, or around, a living position. */
static inline const rap_frame_document *rap_chunk_document(const rap_chunk *v, uint32_t position) {
  return &v->frame.documents[v->document[position]];
}
/* Where something of `to` belongs to what lives at `position`, going from the part to the whole (statement → account → document) or staying; RAP_CHUNK_POSITIONS: nowhere. `main_only`: accounts
 * of other events than the document's main one belong to no document. */
uint32_t rap_chunk_whole(const rap_chunk *v, uint32_t position, rap_level from, rap_level to, bool main_only);
/* The event of what lives at a position: a statement's account's, an account's, a document's main one; NULL when it has none. */
const rap_account_event *rap_chunk_event(const rap_chunk *v, uint32_t position, rap_level level);
/* The set in terms of another level: wholes of which a part is in it, or parts whose whole is in it. */
void rap_chunk_lift(const rap_chunk *v, const rap_bits *set, rap_level from, rap_level to, bool main_only, rap_bits *out);

#endif
