/* The ring: order, bounds, early ends; threads that share it. */
#include "test.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/ring.h"
#include "base/threads.h"

enum { MAX_SLOTS = 32, MAX_WORKERS = 8 };

typedef struct run {
  rap_ring *ring;
  size_t n_slots, n_items;
  uint64_t max_weight;
  bool all_work;   /* else every third needs none */
  size_t stop_at;  /* this item's worker stops the ring; SIZE_MAX: none does */
  size_t leave_at; /* the owner stops before it settles this one; SIZE_MAX: it doesn't */
  size_t values[MAX_SLOTS];
  size_t results[MAX_SLOTS];
  atomic_size_t under_way; /* weights */
  atomic_bool too_much;
  size_t settled;
} run;

/* Some light, some heavy, some beyond the bound. */
static uint64_t weight_of(const run *r, size_t item) { return item % 31 == 30 ? 5 * r->max_weight : item % 7 == 0 ? r->max_weight / 2 : 1; }
static bool needs_work(const run *r, size_t item) { return r->all_work || item % 3 != 2; }

static void reader(void *ctx) {
  run *r = ctx;
  size_t item = 0;
  for (size_t i; item < r->n_items && rap_ring_claim(r->ring, &i); item++) {
    r->values[i] = item;
    r->results[i] = SIZE_MAX;
    if (!rap_ring_fill(r->ring, weight_of(r, item))) break;
    uint64_t sum = atomic_fetch_add(&r->under_way, weight_of(r, item)) + weight_of(r, item);
    if (sum > r->max_weight && sum != weight_of(r, item)) atomic_store(&r->too_much, true);
  }
  rap_ring_close(r->ring);
  rap_ring_wait(r->ring);
}

static void worker(void *ctx) {
  run *r = ctx;
  for (size_t i; rap_ring_take(r->ring, &i);) {
    size_t item = r->values[i];
    if (item == r->stop_at) rap_ring_stop(r->ring);
    for (size_t k = 0; k < item * 7 % 5; k++) (void)sched_yield();
    r->results[i] = item * item;
    rap_ring_done(r->ring, i);
  }
}

static void owner(run *r) {
  size_t i, chosen = 0;
  bool first;
  rap_ring_turn turn;
  while ((turn = rap_ring_next(r->ring, &i, &first)) != RAP_RING_END) {
    size_t item = r->values[i];
    assert_int_equal(first, item == r->settled);
    if (turn == RAP_RING_CHOOSE) {
      assert_int_equal(item, chosen++);
      rap_ring_choose(r->ring, needs_work(r, item));
      continue;
    }
    assert_int_equal(item, r->settled);
    assert_int_equal(r->results[i], needs_work(r, item) ? item * item : SIZE_MAX);
    if (item == r->leave_at) break;
    r->settled++;
    atomic_fetch_sub(&r->under_way, weight_of(r, item));
    rap_ring_release(r->ring);
  }
}

static void go(run *r, size_t n_workers) {
  r->ring = rap_ring_new(r->n_slots, r->max_weight);
  rap_threads *threads = rap_threads_new();
  assert_non_null(r->ring);
  assert_non_null(threads);
  for (size_t i = 0; i < n_workers; i++) assert_true(rap_threads_start(threads, worker, r, false));
  assert_true(rap_threads_start(threads, reader, r, true));
  owner(r);
  rap_ring_stop(r->ring);
  rap_threads_join(threads);
  rap_ring_free(r->ring);
  assert_false(atomic_load(&r->too_much));
}

static void test_order(void **state) {
  (void)state;
  static const size_t slots[] = {1, 2, 5, MAX_SLOTS}, workers[] = {1, 2, MAX_WORKERS};
  for (size_t s = 0; s < 4; s++)
    for (size_t w = 0; w < 3; w++)
      for (int all = 0; all < 2; all++) {
        run r = {.n_slots = slots[s], .n_items = 700, .max_weight = 20, .all_work = all, .stop_at = SIZE_MAX, .leave_at = SIZE_MAX};
        go(&r, workers[w]);
        assert_int_equal(r.settled, r.n_items);
        assert_int_equal(atomic_load(&r.under_way), 0);
      }
}

static void test_nothing(void **state) {
  (void)state;
  run r = {.n_slots = 3, .n_items = 0, .max_weight = 1, .stop_at = SIZE_MAX, .leave_at = SIZE_MAX};
  go(&r, 2);
  assert_int_equal(r.settled, 0);
}

/* Whoever ends early, all come home. */
static void test_stop(void **state) {
  (void)state;
  for (size_t at = 0; at < 60; at += 7) {
    run by_worker = {.n_slots = 4, .n_items = 500, .max_weight = 20, .all_work = true, .stop_at = at, .leave_at = SIZE_MAX};
    go(&by_worker, 3);
    assert_true(by_worker.settled <= at + 4);
    run by_owner = {.n_slots = 4, .n_items = 500, .max_weight = 20, .stop_at = SIZE_MAX, .leave_at = at};
    go(&by_owner, 3);
    assert_int_equal(by_owner.settled, at);
  }
}

/* ---- signals ---- */

static atomic_int received;
static void on_signal(int number) { atomic_store(&received, number); }

static void wait_for_signal(void *ctx) {
  (void)ctx;
  while (!atomic_load(&received)) (void)sched_yield();
}

static void test_signals(void **state) {
  (void)state;
  struct sigaction action = {.sa_handler = on_signal}, before;
  sigemptyset(&action.sa_mask);
  assert_int_equal(sigaction(SIGINT, &action, &before), 0);
  atomic_store(&received, 0);
  rap_threads *threads = rap_threads_new();
  assert_non_null(threads);
  /* With nobody to receive it, it waits … */
  assert_int_equal(kill(getpid(), SIGINT), 0);
  assert_int_equal(atomic_load(&received), 0);
  /* … until a thread can. */
  assert_true(rap_threads_start(threads, wait_for_signal, NULL, true));
  rap_threads_join(threads);
  assert_int_equal(atomic_load(&received), SIGINT);
  /* And to its end: what came meanwhile comes to the caller. */
  atomic_store(&received, 0);
  threads = rap_threads_new();
  assert_non_null(threads);
  assert_int_equal(kill(getpid(), SIGINT), 0);
  rap_threads_join(threads);
  assert_int_equal(atomic_load(&received), SIGINT);
  assert_int_equal(sigaction(SIGINT, &before, NULL), 0);
}

static void test_processors(void **state) {
  (void)state;
  assert_true(rap_processors() >= 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_nothing), cmocka_unit_test(test_stop),
                                     cmocka_unit_test(test_signals), cmocka_unit_test(test_processors)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
