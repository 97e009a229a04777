/* scenarios_queries.c: texts through the pipeline, alone and by several threads, with each allocation failing. */
#include "fault.h"
#include "sample.h"

#include <stdio.h>

#include "queries/pipeline.h"

static rap_rules *rules;

static rap_status load(rap_error *err) { return sample_rules(&rules, err); }
static void unload(void) { rap_rules_free(rules); }

static rap_status work(const void *ctx, rap_worker *worker, rap_item *item, rap_error *err) {
  (void)ctx;
  item->prepared = (rap_prepared){.doc = &item->doc, .record = &item->record, .raw = &item->key};
  return rap_store_prepare(worker->preparer, item->arena, &item->prepared, err);
}

static rap_status settle(void *ctx, rap_item *item, bool chosen, rap_error *err) {
  (void)chosen;
  ++*(size_t *)ctx;
  if (item->status != RAP_OK) *err = item->error;
  return item->status;
}

static rap_status make_input(const char *path) {
  FILE *out = fopen(path, "w");
  if (!out) return RAP_ERR_IO;
  for (int i = 0; i < 5; i++)
    (void)fprintf(out, "{\"id\": \"%d\", \"title\": \"Roads\", \"text\": \"Northland and Southland discussed road %d on 7 January 2023.\"}\n", i, i);
  return fclose(out) == 0 ? RAP_OK : RAP_ERR_IO;
}

static rap_status run(const char *folder, size_t jobs, rap_error *err) {
  char path[1024];
  int n = snprintf(path, sizeof path, "%s/in.jsonl", folder);
  if (make_input(path) != RAP_OK) return rap_error_set(err, RAP_ERR_IO, "%s: cannot be written", path);
  rap_str name = {path, (size_t)n};
  const rap_str_list paths = {.items = &name, .n = 1};
  size_t settled = 0, used;
  rap_source_progress end;
  const rap_pipeline_options options = {
      .paths = &paths, .source = {.stdin_fd = -1}, .rules = rules, .jobs = jobs, .keyed = true, .ctx = &settled, .work = work, .settle = settle};
  rap_status st = rap_pipeline_run(&options, &end, &used, err);
  if (st == RAP_OK && settled != 5) st = rap_error_set(err, RAP_ERR_INTERNAL, "%zu of 5 documents came", settled);
  return st;
}

static rap_status run_alone(const char *folder, rap_error *err) { return run(folder, 1, err); }
static rap_status run_many(const char *folder, rap_error *err) { return run(folder, 3, err); }

const fault_scenario fault_scenarios[] = {
    /* An automaton that finds no room is done without, and so is a thread that can't be started. */
    {.name = "alone", .prepare = load, .release = unload, .run = run_alone, .kinds = FAULT_MEMORY, .max_runs = 200, .may_succeed = true},
    {.name = "threads", .prepare = load, .release = unload, .run = run_many, .kinds = FAULT_MEMORY, .max_runs = 400, .may_succeed = true},
    {0}};
