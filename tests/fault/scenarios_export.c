/* scenarios_export.c: exports of every kind and receipts, with each allocation and each call of SQLite failing: the failure comes back, and nothing stands under the final name. */
#include "fault.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queries/export.h"
#include "queries/receipt.h"

static char home[1024], store_path[1100];

static rap_status fill(rap_store *store, rap_error *err) {
  rap_rules *rules = NULL;
  rap_analyzer *analyzer = NULL;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? sample_rules(&rules, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_analyzer_new(rules, &analyzer, err);
  if (st == RAP_OK) st = rap_store_put_rules(store, rules, err);
  for (size_t i = 0; st == RAP_OK && i < SAMPLE_DOCUMENTS; i++) {
    rap_document doc;
    rap_record record;
    rap_put_result result;
    st = sample_analyze(analyzer, arena, i, &doc, &record, err);
    if (st == RAP_OK) st = rap_store_put(store, &doc, &record, rap_rules_stamp(rules), &result, err);
  }
  if (st == RAP_OK) st = rap_store_finish(store, err);
  rap_analyzer_free(analyzer);
  rap_rules_free(rules);
  rap_arena_free(arena);
  return st;
}

static rap_status prepare(rap_error *err) {
  const char *base = getenv("TMPDIR");
  rap_store *store = NULL;
  (void)snprintf(home, sizeof home, "%s/rap-fault-export-XXXXXX", base && strlen(base) < 900 ? base : "/tmp");
  if (!mkdtemp(home)) return rap_error_set(err, RAP_ERR_IO, "%s: cannot be made", home);
  (void)snprintf(store_path, sizeof store_path, "%s/s.db", home);
  rap_status st = rap_store_open(rap_str_of(store_path), RAP_STORE_WRITE, NULL, &store, err);
  if (st == RAP_OK) st = fill(store, err);
  rap_store_close(store);
  return st;
}

static void release(void) {
  char lock[1200];
  (void)snprintf(lock, sizeof lock, "%s-lock", store_path);
  (void)unlink(store_path);
  (void)unlink(lock);
  (void)rmdir(home);
}

typedef struct job {
  rap_export x;
  const rap_export_kind *kind;
  void *state;
} job;

static rap_status on_document(void *ctx, const rap_exported *document, rap_error *err) {
  job *j = ctx;
  rap_arena_reset(j->x.scratch);
  return j->kind->document(&j->x, j->state, document, err);
}

static rap_status export_kind(rap_store *store, rap_arena *arena, const char *folder, const char *name, bool hash_only, rap_outputs_totals *totals,
                              rap_error *err) {
  job j = {.kind = rap_export_kind_of(rap_str_of(name)),
           .x = {.store = store, .arena = arena, .scratch = rap_arena_new(), .program = RAP_STR("test")}};
  rap_str path = rap_arena_printf(arena, "%s/%s", folder, name);
  const rap_outputs_options options = {.path = path, .folder = j.kind->folder, .parts = j.kind->parts, .hash_only = hash_only};
  const rap_filter all = {0};
  rap_status st = j.x.scratch && path.p ? rap_outputs_new(&options, &j.x.outputs, err) : rap_error_nomem(err);
  if (st == RAP_OK && j.kind->begin) st = j.kind->begin(&j.x, &j.state, err);
  if (st == RAP_OK) st = rap_export_documents(store, &all, on_document, &j, NULL, err);
  if (st == RAP_OK && j.kind->end) st = j.kind->end(&j.x, j.state, err);
  if (j.kind->free) j.kind->free(j.state);
  if (st == RAP_OK) st = rap_outputs_sum(j.x.outputs, totals, err);
  totals->list = NULL;
  totals->n_list = 0;
  rap_outputs_free(j.x.outputs);
  rap_arena_free(j.x.scratch);
  return st;
}

static rap_status receipts(rap_store *store, rap_arena *arena, const rap_outputs_totals *totals, rap_error *err) {
  rap_str argument = RAP_STR("export");
  rap_receipt r = {.version = RAP_STR("1"), .arguments = {.items = &argument, .n = 1}, .rows = 2, .output = *totals}, again;
  rap_buf text = {0};
  rap_status st = rap_export_facts_of(store, arena, &r.facts, err);
  if (st == RAP_OK) st = rap_receipt_write(&r, &text, err);
  if (st == RAP_OK) st = rap_receipt_read(arena, rap_buf_str(&text), &again, err);
  rap_buf_clear(&text);
  return st;
}

/* `hash_only`: without files, each of which has to wait for the disk. */
static rap_status run_kind(const char *folder, const char *kind, bool hash_only, rap_error *err) {
  rap_store *store = NULL;
  rap_outputs_totals totals = {0};
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_store_open(rap_str_of(store_path), RAP_STORE_EDIT, NULL, &store, err)
                        : rap_error_nomem(err); /* reading, it would look for another way in */
  if (st == RAP_OK) st = rap_export_hold(store, err);
  if (st == RAP_OK) st = export_kind(store, arena, folder, kind, hash_only, &totals, err);
  if (st == RAP_OK) st = receipts(store, arena, &totals, err);
  if (store) rap_export_release(store);
  rap_store_close(store);
  rap_arena_free(arena);
  return st;
}

static rap_status run_ndjson(const char *folder, rap_error *err) { return run_kind(folder, "ndjson", false, err); }
static rap_status run_csv(const char *folder, rap_error *err) { return run_kind(folder, "csv", true, err); }
static rap_status run_sqlite(const char *folder, rap_error *err) { return run_kind(folder, "sqlite", false, err); }
static rap_status run_brat(const char *folder, rap_error *err) { return run_kind(folder, "brat", true, err); }
static rap_status run_annotation(const char *folder, rap_error *err) { return run_kind(folder, "web-annotation", true, err); }
static rap_status run_tei(const char *folder, rap_error *err) { return run_kind(folder, "tei", true, err); }

/* Nothing was committed, so nothing may be left: rmdir removes only an empty folder. */
static rap_status check_empty(const char *folder, rap_error *err) {
  if (rmdir(folder) != 0) return rap_error_set(err, RAP_ERR_INTERNAL, "%s: something was left behind", folder);
  return mkdir(folder, 0700) == 0 ? RAP_OK : rap_error_set(err, RAP_ERR_IO, "%s: cannot be made", folder);
}

/* The end of a question, which has its answer. */
static const char *const optional_sql[] = {"ROLLBACK", NULL};

#define SCENARIO(name_, run_)                                                                                                                      \
  {                                                                                                                                                \
    .name = name_, .prepare = prepare, .release = release, .run = run_, .check = check_empty, .kinds = FAULT_MEMORY | FAULT_JANSSON | FAULT_STORE, \
    .max_runs = 60, .optional_sql = optional_sql                                                                                                   \
  }
const fault_scenario fault_scenarios[] = {SCENARIO("ndjson", run_ndjson),
                                          SCENARIO("csv", run_csv),
                                          SCENARIO("sqlite", run_sqlite),
                                          SCENARIO("brat", run_brat),
                                          SCENARIO("web-annotation", run_annotation),
                                          SCENARIO("tei", run_tei),
                                          {0}};
