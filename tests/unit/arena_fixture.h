/* arena_fixture.h: for test programs that need one arena for all their tests: cmocka_run_group_tests(tests, arena_setup, arena_teardown). */
#ifndef RAP_TESTS_ARENA_FIXTURE_H
#define RAP_TESTS_ARENA_FIXTURE_H

#include "test.h"

#include "base/arena.h"

static rap_arena *arena;

static int arena_setup(void **state) {
  (void)state;
  arena = rap_arena_new();
  return arena ? 0 : -1;
}

static int arena_teardown(void **state) {
  (void)state;
  rap_arena_free(arena);
  arena = NULL;
  return 0;
}

#endif
