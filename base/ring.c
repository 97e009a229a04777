#include "base/ring.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

typedef enum state { FREE, FILLED, WAITING, WORKED_ON, DONE, PASSED } state;

typedef struct slot {
  state state;
  uint64_t weight;
} slot;

/* Counts of items ever, each at most the one before it; item k is in slot k modulo n_slots. */
struct rap_ring {
  pthread_mutex_t mutex;
  pthread_cond_t room, work, turn; /* for the reader, the workers, the owner */
  uint64_t filled, chosen, taken, released;
  uint64_t weight, max_weight; /* of what is filled and not released */
  bool closed, stopped;
  size_t n_slots;
  slot slots[];
};

rap_ring *rap_ring_new(size_t n_slots, uint64_t max_weight) {
  assert(n_slots > 0);
  rap_ring *ring = calloc(1, sizeof *ring + n_slots * sizeof *ring->slots);
  if (!ring) return NULL;
  ring->n_slots = n_slots;
  ring->max_weight = max_weight;
  /* These don't fail where a mutex is a word of memory; elsewhere for want of memory. */
  if (pthread_mutex_init(&ring->mutex, NULL) != 0) goto no_mutex;
  if (pthread_cond_init(&ring->room, NULL) != 0) goto no_room;
  if (pthread_cond_init(&ring->work, NULL) != 0) goto no_work;
  if (pthread_cond_init(&ring->turn, NULL) == 0) return ring;
  (void)pthread_cond_destroy(&ring->work);
no_work:
  (void)pthread_cond_destroy(&ring->room);
no_room:
  (void)pthread_mutex_destroy(&ring->mutex);
no_mutex:
  free(ring);
  return NULL;
}

void rap_ring_free(rap_ring *ring) {
  if (!ring) return;
  (void)pthread_cond_destroy(&ring->turn);
  (void)pthread_cond_destroy(&ring->work);
  (void)pthread_cond_destroy(&ring->room);
  (void)pthread_mutex_destroy(&ring->mutex);
  free(ring);
}

static void lock(rap_ring *ring) {
  int rc = pthread_mutex_lock(&ring->mutex);
  assert(rc == 0);
  (void)rc;
}

static void unlock(rap_ring *ring) {
  int rc = pthread_mutex_unlock(&ring->mutex);
  assert(rc == 0);
  (void)rc;
}

static slot *slot_of(rap_ring *ring, uint64_t item) { return &ring->slots[item % ring->n_slots]; }

/* With the mutex held. */
static void wake_all(rap_ring *ring) {
  (void)pthread_cond_broadcast(&ring->room);
  (void)pthread_cond_broadcast(&ring->work);
  (void)pthread_cond_broadcast(&ring->turn);
}

void rap_ring_stop(rap_ring *ring) {
  lock(ring);
  ring->stopped = true;
  wake_all(ring);
  unlock(ring);
}

void rap_ring_close(rap_ring *ring) {
  lock(ring);
  ring->closed = true;
  wake_all(ring);
  unlock(ring);
}

/* ---- the reader ---- */

static bool may_claim(const rap_ring *ring) {
  return ring->filled - ring->released < ring->n_slots && (ring->weight < ring->max_weight || ring->filled == ring->released);
}

bool rap_ring_claim(rap_ring *ring, size_t *out) {
  lock(ring);
  while (!ring->stopped && !may_claim(ring)) (void)pthread_cond_wait(&ring->room, &ring->mutex);
  bool going = !ring->stopped;
  *out = (size_t)(ring->filled % ring->n_slots);
  unlock(ring);
  return going;
}

static bool fits(const rap_ring *ring, uint64_t weight) {
  return ring->filled == ring->released || (weight <= ring->max_weight && ring->weight <= ring->max_weight - weight);
}

bool rap_ring_fill(rap_ring *ring, uint64_t weight) {
  lock(ring);
  while (!ring->stopped && !fits(ring, weight)) (void)pthread_cond_wait(&ring->room, &ring->mutex);
  bool going = !ring->stopped;
  if (going) {
    assert(slot_of(ring, ring->filled)->state == FREE);
    *slot_of(ring, ring->filled) = (slot){.state = FILLED, .weight = weight};
    ring->weight += weight;
    ring->filled++;
    (void)pthread_cond_signal(&ring->turn);
  }
  unlock(ring);
  return going;
}

void rap_ring_wait(rap_ring *ring) {
  lock(ring);
  while (!ring->stopped && ring->released < ring->filled) (void)pthread_cond_wait(&ring->room, &ring->mutex);
  unlock(ring);
}

/* ---- workers ---- */

/* The next item for work, passing over those that need none. */
static bool find_work(rap_ring *ring) {
  while (ring->taken < ring->chosen && slot_of(ring, ring->taken)->state != WAITING) ring->taken++;
  return ring->taken < ring->chosen;
}

bool rap_ring_take(rap_ring *ring, size_t *out) {
  bool found = false;
  *out = 0;
  lock(ring);
  while (!ring->stopped && !(found = find_work(ring)) && !(ring->closed && ring->chosen == ring->filled))
    (void)pthread_cond_wait(&ring->work, &ring->mutex);
  found = found && !ring->stopped;
  if (found) {
    *out = (size_t)(ring->taken % ring->n_slots);
    ring->slots[*out].state = WORKED_ON;
    ring->taken++;
  }
  unlock(ring);
  return found;
}

void rap_ring_done(rap_ring *ring, size_t at) {
  lock(ring);
  assert(ring->slots[at].state == WORKED_ON);
  ring->slots[at].state = DONE;
  if (at == ring->released % ring->n_slots) (void)pthread_cond_signal(&ring->turn);
  unlock(ring);
}

/* ---- the owner ---- */

static bool next_turn(rap_ring *ring, rap_ring_turn *turn) {
  state oldest = ring->released < ring->chosen ? slot_of(ring, ring->released)->state : FREE;
  bool unchosen = ring->chosen < ring->filled;
  *turn = RAP_RING_END;
  if (ring->stopped) return true;
  if (unchosen && oldest != PASSED) {
    *turn = RAP_RING_CHOOSE;
    return true;
  }
  if (oldest == PASSED || oldest == DONE) {
    *turn = RAP_RING_SETTLE;
    return true;
  }
  return ring->closed && ring->released == ring->filled;
}

rap_ring_turn rap_ring_next(rap_ring *ring, size_t *out, bool *first) {
  rap_ring_turn turn;
  lock(ring);
  while (!next_turn(ring, &turn)) (void)pthread_cond_wait(&ring->turn, &ring->mutex);
  uint64_t item = turn == RAP_RING_CHOOSE ? ring->chosen : ring->released;
  *out = (size_t)(item % ring->n_slots);
  *first = item == ring->released;
  unlock(ring);
  return turn;
}

void rap_ring_choose(rap_ring *ring, bool work) {
  lock(ring);
  assert(ring->chosen < ring->filled && slot_of(ring, ring->chosen)->state == FILLED);
  slot_of(ring, ring->chosen)->state = work ? WAITING : PASSED;
  ring->chosen++;
  if (ring->closed && ring->chosen == ring->filled)
    (void)pthread_cond_broadcast(&ring->work); /* for some of them there will be no more */
  else if (work)
    (void)pthread_cond_signal(&ring->work);
  unlock(ring);
}

void rap_ring_release(rap_ring *ring) {
  lock(ring);
  slot *s = slot_of(ring, ring->released);
  assert(ring->released < ring->chosen && (s->state == DONE || s->state == PASSED));
  ring->weight -= s->weight;
  s->state = FREE;
  if (ring->taken == ring->released) ring->taken++;
  ring->released++;
  (void)pthread_cond_signal(&ring->room);
  unlock(ring);
}
