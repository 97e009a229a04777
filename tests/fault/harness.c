/* harness.c: main of the fault tests: runs each scenario with each of its calls failing. See fault.h.
 *
 *     fault_LAYER [SCENARIO]
 *
 * Exit status 1 when any run didn't end as it must; the line says which call of how many. With RAP_FAULT_VERBOSE in the environment each run is
 * named before it starts (after a crash the last line is the one). To see where: run it in a debugger with a breakpoint at fault_now.
 */
#include "fault.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_RUNS = 400, PATH_SIZE = 1024 };

static const struct {
  unsigned kind;
  const char *name;
  rap_status expected; /* RAP_STATUS_COUNT: any failure but RAP_ERR_INTERNAL */
} kinds[] = {
    {FAULT_MEMORY, "allocation", RAP_ERR_NOMEM},         {FAULT_JANSSON, "jansson's allocation", RAP_STATUS_COUNT},
    {FAULT_STORE_IO, "SQLITE_IOERR", RAP_STATUS_COUNT},  {FAULT_STORE_FULL, "SQLITE_FULL", RAP_ERR_FULL},
    {FAULT_STORE_MEMORY, "SQLITE_NOMEM", RAP_ERR_NOMEM},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* One way for a scenario to fail, under test. */
typedef struct trial {
  const fault_scenario *scenario;
  size_t kind; /* index in kinds */
  bool stays;
  size_t total; /* calls in a run without failure */
} trial;

static void complain(const trial *t, size_t n, const char *what, rap_status status, const rap_error *err) {
  (void)printf("FAIL %s: %s %zu of %zu%s: %s: %s: %s\n", t->scenario->name, kinds[t->kind].name, n, t->total, t->stays ? " and all later" : "", what,
               status < RAP_STATUS_COUNT ? rap_status_name(status) : "no status", err->text);
}

static void remove_folder(const char *folder) {
  DIR *d = opendir(folder);
  for (struct dirent *entry; d && (entry = readdir(d));) {
    char path[PATH_SIZE];
    int k = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (k > 0 && k < PATH_SIZE && entry->d_name[0] != '.') (void)unlink(path);
  }
  if (d) (void)closedir(d);
  (void)rmdir(folder);
}

/* What is wrong with the way in which a run with an injected failure ended; NULL if nothing. */
static const char *wrong_end(const trial *t, bool fired, rap_status status, const rap_error *err) {
  if (!fired) return status == RAP_OK ? NULL : "failed though no call that matters was made to fail";
  if (status == RAP_OK) return t->scenario->may_succeed ? NULL : "the failure went unnoticed";
  if (err->status != status) return "status and error record differ";
  if (!err->text[0]) return "no message";
  rap_status expected = kinds[t->kind].expected;
  if (expected == RAP_STATUS_COUNT ? status == RAP_ERR_INTERNAL : status != expected) return "wrong status";
  return NULL;
}

/* One run with the n-th call failing (0: none, which counts them). False after a complaint. */
static bool run_once(const trial *t, size_t n, size_t *calls) {
  const fault_scenario *scenario = t->scenario;
  const char *temporary = getenv("TMPDIR");
  char folder[PATH_SIZE / 2];
  int k = snprintf(folder, sizeof folder, "%s/rapporteur-fault.XXXXXX", temporary ? temporary : "/tmp");
  rap_error err = {0};
  if (k < 0 || (size_t)k >= sizeof folder || !mkdtemp(folder)) {
    complain(t, n, "no temporary folder", RAP_ERR_IO, &err);
    return false;
  }
  bool fired = false;
  if (getenv("RAP_FAULT_VERBOSE")) (void)printf("%s: %s %zu%s\n", scenario->name, kinds[t->kind].name, n, t->stays ? " and all later" : "");
  fault_arm(kinds[t->kind].kind, n, t->stays, scenario->optional_sql);
  rap_status status = scenario->run(folder, &err);
  *calls = fault_disarm(&fired);
  const char *wrong = wrong_end(t, fired, status, &err);
  if (!wrong && scenario->check) {
    rap_error_clear(&err);
    status = scenario->check(folder, &err);
    if (status != RAP_OK) wrong = "what was left behind is unsound";
  }
  if (wrong) complain(t, n, wrong, status, &err);
  remove_folder(folder);
  return !wrong;
}

/* Runs with each call failing in turn, and once more with the number behind the last, which must succeed. The number of bad runs. */
static size_t run_trial(trial *t, bool all) {
  size_t calls = 0, bad = 0, runs = 0, max_runs = t->scenario->max_runs ? t->scenario->max_runs : DEFAULT_RUNS;
  if (!run_once(t, 0, &calls)) return 1;
  t->total = calls;
  size_t dense = all || calls <= max_runs ? calls : max_runs / 2;
  size_t stride = dense < calls ? (calls - dense) / (max_runs - dense) + 1 : 1;
  for (size_t n = 1; n <= t->total; n += n < dense ? 1 : stride, runs++)
    if (!run_once(t, n, &calls)) bad++;
  if (!run_once(t, t->total + 1, &calls)) bad++;
  (void)printf("%s %s: %s%s: %zu calls", bad ? "FAIL" : "ok", t->scenario->name, kinds[t->kind].name, t->stays ? " and all later" : "", t->total);
  if (runs < t->total) (void)printf(", of which %zu were made to fail (each of the first %zu, then every %zu)", runs, dense, stride);
  (void)puts("");
  return bad;
}

/* All kinds of failure of one scenario. The number of bad runs; *trials counts on. */
static size_t run_scenario(const fault_scenario *scenario, bool all, size_t *trials) {
  size_t bad = 0;
  rap_error err = {0};
  bool ready = !scenario->prepare || scenario->prepare(&err) == RAP_OK;
  if (!ready) {
    (void)printf("FAIL %s: cannot be prepared: %s\n", scenario->name, err.text);
    bad = 1;
  }
  for (size_t k = 0; k < N_KINDS; k++) {
    if (!ready || !(scenario->kinds & kinds[k].kind)) continue;
    for (int stays = 0; stays < 2; stays++, ++*trials) bad += run_trial(&(trial){scenario, k, stays != 0, 0}, all);
  }
  if (scenario->release) scenario->release();
  return bad;
}

int main(int argc, char **argv) {
  bool all = getenv("RAP_FAULT_ALL") != NULL;
  size_t bad = 0, trials = 0;
  (void)setvbuf(stdout, NULL, _IOLBF, 0);
  json_set_alloc_funcs(fault_jansson_malloc, free);
  for (const fault_scenario *scenario = fault_scenarios; scenario->name; scenario++) {
    if (argc > 1 && strcmp(argv[1], scenario->name) != 0) continue;
    bad += run_scenario(scenario, all, &trials);
  }
  if (trials == 0) (void)puts("FAIL nothing ran");
  return bad || trials == 0;
}
