/* fault.h: makes the n-th allocation, or the n-th call of SQLite, fail. Tests only.
 *
 * A program of scenarios is linked so that the libraries' calls of malloc, calloc, realloc, strdup, sqlite3_prepare_v2/_v3, sqlite3_step and sqlite3_exec come to wrap.c (the
 * linker's --wrap). harness.c runs each scenario once to count these calls, then again for n = 1, 2, … with the n-th failing (alone, or with all behind it), until none is left
 * to fail. Each time the scenario must come back with the right status and a message; what it leaks or overruns the asan preset sees.
 *
 *     const fault_scenario fault_scenarios[] = {{.name = "json", .run = run_json, .kinds = FAULT_MEMORY}, {0}};
 */
#ifndef RAP_TESTS_FAULT_H
#define RAP_TESTS_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* What fails, and the status that must come of it. */
enum {
  FAULT_MEMORY = 1,        /* an allocation of ours: RAP_ERR_NOMEM */
  FAULT_JANSSON = 2,       /* one of jansson: any failure but RAP_ERR_INTERNAL (its parser takes a failed allocation for a syntax error) */
  FAULT_STORE_IO = 4,      /* SQLITE_IOERR: any failure but RAP_ERR_INTERNAL */
  FAULT_STORE_FULL = 8,    /* SQLITE_FULL: RAP_ERR_FULL */
  FAULT_STORE_MEMORY = 16, /* SQLITE_NOMEM: RAP_ERR_NOMEM */
  FAULT_STORE = FAULT_STORE_IO | FAULT_STORE_FULL | FAULT_STORE_MEMORY
};

/* A piece of work from nothing to all cleaned up. */
typedef struct fault_scenario {
  const char *name;
  /* What the runs share and is not itself on trial, made once before them and released after them, with nothing failing; NULL: nothing. */
  rap_status (*prepare)(rap_error *err);
  void (*release)(void);
  /* `folder` is new and empty for each run, and removed (with the files in it) afterwards. Must be the same work each time. */
  rap_status (*run)(const char *folder, rap_error *err);
  /* What must hold after a run whatever failed in it, with nothing failing now (the store is sound …); NULL: nothing to check. */
  rap_status (*check)(const char *folder, rap_error *err);
  unsigned kinds;
  /* Runs for each kind of failure at most (and as many with all later calls failing too); beyond it the first half is taken call by call and the rest at even distances. 0: 400. RAP_FAULT_ALL in the environment lifts it. */
  size_t max_runs;
  /* The work may succeed though a call failed, since it can do without what failed. */
  bool may_succeed;
  /* Statements that sqlite3_exec may fail to run without any consequence (what only tidies), ended by NULL; NULL: none. The run must succeed all the same. */
  const char *const *optional_sql;
} fault_scenario;

/* The program's scenarios, ended by one without a name. */
extern const fault_scenario fault_scenarios[];

/* Counts the calls of `kind` from now on and makes the n-th fail (0: none), and with `stays` all behind it. `optional_sql`: see fault_scenario. */
void fault_arm(unsigned kind, size_t n, bool stays, const char *const *optional_sql);
/* Ends that; the number of calls seen. *fired: one of them failed, and not only optional ones. */
size_t fault_disarm(bool *fired);
/* malloc for jansson, counted as FAULT_JANSSON. */
void *fault_jansson_malloc(size_t size);
/* Called at each injected failure, for a breakpoint. */
void fault_now(void);

#endif
