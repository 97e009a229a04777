/* scenarios_canary.c: does on purpose what no code may do, so that the harness can be seen to fail. */
#include "fault.h"

#include "base/arena.h"

/* Takes a failed allocation for success. */
static rap_status run_careless(const char *folder, rap_error *err) {
  (void)folder;
  (void)err;
  rap_arena *arena = rap_arena_new();
  if (arena) (void)rap_arena_alloc(arena, 16);
  rap_arena_free(arena);
  return RAP_OK;
}

const fault_scenario fault_scenarios[] = {{.name = "careless", .run = run_careless, .kinds = FAULT_MEMORY}, {0}};
