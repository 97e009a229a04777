/* ring.h: a sequence of items that one thread reads, several work on, and one settles in the order of the sequence. Layer: base.
 *
 * The items live in the caller's array of n slots; the ring tells each thread which slot is its next. A slot passes through: claimed and filled by the reader; chosen by the owner, for work or not; taken and
 * done by a worker, if for work; settled and released by the owner. Reading, choosing, taking and settling each go in order of the sequence; what is done between a slot's handing over from one thread to
 * the other is seen by the other.
 *
 * Bounds: n slots, and a sum of weights. An item heavier than that passes alone. So the reader waits for the workers, these for the owner, and memory stays bounded however long the sequence.
 *
 *     reader:  while (rap_ring_claim(ring, &i)) { if (!read(&items[i])) break; if (!rap_ring_fill(ring, weight)) break; }   rap_ring_close(ring);
 *     worker:  while (rap_ring_take(ring, &i)) { work(&items[i]); rap_ring_done(ring, i); }
 *     owner:   while ((turn = rap_ring_next(ring, &i, &first)) != RAP_RING_END)
 *                if (turn == RAP_RING_CHOOSE) rap_ring_choose(ring, needs_work(&items[i]));
 *                else { settle(&items[i]); rap_ring_release(ring); }
 *
 * Who wants to end early calls rap_ring_stop: all functions that wait return false, or RAP_RING_END. Threads: as named; any may call rap_ring_stop.
 */
#ifndef RAP_BASE_RING_H
#define RAP_BASE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rap_ring rap_ring;

/* n_slots > 0. NULL when out of memory. */
rap_ring *rap_ring_new(size_t n_slots, uint64_t max_weight);
/* When no thread uses it any more. NULL allowed. */
void rap_ring_free(rap_ring *ring);
void rap_ring_stop(rap_ring *ring);

/* Reader. Waits for a free slot and for the items under way to weigh less than the bound. */
bool rap_ring_claim(rap_ring *ring, size_t *out);
/* Hands the claimed slot on. Waits until it fits: until the weights stay within the bound, or nothing else is under way. */
bool rap_ring_fill(rap_ring *ring, uint64_t weight);
/* No more will come. */
void rap_ring_close(rap_ring *ring);
/* Behind rap_ring_close: waits until all are settled. For a reader that stays because it is the one that receives signals. */
void rap_ring_wait(rap_ring *ring);

/* Workers. Waits for a slot chosen for work; false when no more will come. */
bool rap_ring_take(rap_ring *ring, size_t *out);
void rap_ring_done(rap_ring *ring, size_t at);

/* Owner. What to do next: choose the slot that was read next, or settle the oldest. What needs no work is settled before others are chosen, and choosing goes before settling what was worked on, so that workers
 * don't wait. *first: nothing older is unsettled. RAP_RING_END: all are settled and no more will come, or the ring was stopped. */
typedef enum rap_ring_turn { RAP_RING_CHOOSE, RAP_RING_SETTLE, RAP_RING_END } rap_ring_turn;
rap_ring_turn rap_ring_next(rap_ring *ring, size_t *out, bool *first);
/* The slot that rap_ring_next told to choose goes to the workers, or not. */
void rap_ring_choose(rap_ring *ring, bool work);
/* The slot that rap_ring_next told to settle is free again. */
void rap_ring_release(rap_ring *ring);

#endif
