/* scenarios_queries.c: texts through the pipeline, alone and by several threads, with each allocation failing; a store brought up to date, with each call of SQLite failing too. */
#include "fault.h"
#include "sample.h"

#include <stdio.h>
#include <string.h>

#include "queries/arrivals.h"
#include "queries/evaluation_rows.h"
#include "queries/log.h"
#include "queries/pipeline.h"
#include "queries/plan.h"
#include "queries/prune.h"
#include "queries/quarantine.h"
#include "queries/reanalyze.h"
#include "queries/replace.h"

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

/* ---- a store that other rules made ---- */

static rap_arena *arena;
static rap_document documents[SAMPLE_DOCUMENTS];
static rap_record records[SAMPLE_DOCUMENTS];

static rap_status load_sample(rap_error *err) {
  rap_analyzer *analyzer = NULL;
  arena = rap_arena_new();
  rap_status st = arena ? load(err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_analyzer_new(rules, &analyzer, err);
  for (size_t i = 0; st == RAP_OK && i < SAMPLE_DOCUMENTS; i++) st = sample_analyze(analyzer, arena, i, &documents[i], &records[i], err);
  rap_analyzer_free(analyzer);
  return st;
}

static void unload_sample(void) {
  unload();
  rap_arena_free(arena);
}

static rap_status open_store(const char *folder, rap_store **store, rap_error *err) {
  char path[1024];
  int n = snprintf(path, sizeof path, "%s/s.db", folder);
  return rap_store_open((rap_str){path, (size_t)n}, RAP_STORE_WRITE, NULL, store, err);
}

static rap_status bring_up_to_date(rap_store *store, rap_error *err) {
  rap_history history = {.rules = rules};
  const rap_reanalysis again = {.store = store, .rules = rules, .history = &history, .jobs = 1};
  rap_reanalysis_totals totals;
  size_t jobs;
  rap_status st = rap_reanalyze(&again, &totals, &jobs, err);
  if (st == RAP_OK && totals.analysed != SAMPLE_DOCUMENTS)
    st = rap_error_set(err, RAP_ERR_INTERNAL, "%llu documents analysed", (unsigned long long)totals.analysed);
  rap_history_clear(&history);
  return st == RAP_OK ? rap_store_finish(store, err) : st;
}

static rap_status run_again(const char *folder, rap_error *err) {
  rap_store *store = NULL;
  rap_put_result result;
  rap_status st = open_store(folder, &store, err);
  for (size_t i = 0; st == RAP_OK && i < SAMPLE_DOCUMENTS; i++)
    st = rap_store_put(store, &documents[i], &records[i], RAP_STR("other-1.0123456789ab"), &result, err);
  if (st == RAP_OK) st = rap_store_commit(store, err);
  if (st == RAP_OK) st = bring_up_to_date(store, err);
  rap_store_close(store);
  return st;
}

static void on_problem(void *ctx, rap_str problem) {
  (void)ctx;
  (void)printf("%.*s\n", RAP_FMT(problem));
}

/* Whatever failed, the store is sound. */
static rap_status check_again(const char *folder, rap_error *err) {
  size_t problems = 0;
  rap_store *store = NULL;
  rap_status st = open_store(folder, &store, err);
  if (st == RAP_OK) st = rap_store_check(store, on_problem, NULL, &problems, err);
  if (st == RAP_OK && problems) st = rap_error_set(err, RAP_ERR_STORE, "the store has %zu problems", problems);
  rap_store_close(store);
  return st;
}

/* ---- files that are known, gone, refused ---- */

static bool write_text(const char *folder, const char *name, const char *text, char path[1024]) {
  (void)snprintf(path, 1024, "%s/%s", folder, name);
  FILE *out = fopen(path, "w");
  return out && fputs(text, out) >= 0 && fclose(out) == 0;
}

static rap_status plan_run(rap_store *store, const char *folder, rap_plan *plan, rap_error *err) {
  static const char list_text[] = "{\"path\": \"none\", \"source\": \"Press\"}\n{\"id\": 7}\n";
  rap_arena *patterns = rap_arena_new();
  rap_manifest *list = NULL;
  rap_selection *selection = NULL;
  const rap_glob *exclude = NULL;
  const rap_str path = rap_str_of(folder);
  rap_status st = patterns ? rap_glob_new(patterns, RAP_STR("s.db*"), &exclude, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_manifest_parse(RAP_STR("list"), rap_str_of(list_text), false, &list, err);
  const rap_selection_options options = {.paths = &path, .n_paths = 1, .manifest = list, .exclude = &exclude, .n_exclude = 1};
  const rap_plan_options how = {.store = store, .stamp = RAP_STR("s")};
  if (st == RAP_OK) st = rap_selection_new(&options, &selection, err);
  if (st == RAP_OK) st = rap_plan_make(selection, &how, plan, err);
  rap_selection_free(selection);
  rap_manifest_free(list);
  rap_arena_free(patterns);
  return st;
}

/* Notes the files of a plan as read: each gave the first document. */
static rap_status note_files(rap_store *store, const rap_plan *plan, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < plan->n_files; i++) {
    const rap_plan_entry *entry = &plan->entries[plan->files[i]];
    rap_seen_file seen = {.reader = entry->reader};
    rap_put_result result;
    rap_store_file_begin(store);
    if (!rap_file_info_at(entry->file.path.p, &seen.info)) return rap_error_set(err, RAP_ERR_IO, "no file");
    st = rap_file_hash_at(entry->file.path.p, seen.hash, &seen.info, err);
    if (st == RAP_OK) st = rap_store_put(store, &documents[0], &records[0], RAP_STR("s"), &result, err);
    if (st == RAP_OK) st = rap_store_file_put(store, entry->known_as, &seen, err);
  }
  return st == RAP_OK ? rap_store_commit(store, err) : st;
}

static rap_status run_files(const char *folder, rap_error *err) {
  char path[1024], gone[1024];
  rap_store *store = NULL;
  rap_plan plan = {0};
  rap_prune_counts counts;
  bool made;
  if (!write_text(folder, "a.txt", "Roads.", path) || !write_text(folder, "b.txt", "Bridges.", gone))
    return rap_error_set(err, RAP_ERR_IO, "%s: cannot be written to", folder);
  rap_status st = open_store(folder, &store, err);
  if (st == RAP_OK) st = plan_run(store, folder, &plan, err);
  if (st == RAP_OK) st = note_files(store, &plan, err);
  rap_plan_clear(&plan);
  (void)remove(gone);
  if (st == RAP_OK) rap_store_begin_run(store);
  if (st == RAP_OK) st = plan_run(store, folder, &plan, err);
  if (st == RAP_OK && plan.counts.passed != 1)
    st = rap_error_set(err, RAP_ERR_INTERNAL, "%llu files passed over", (unsigned long long)plan.counts.passed);
  const rap_str_list roots = {.items = &(rap_str){folder, strlen(folder)}, .n = 1};
  if (st == RAP_OK) st = rap_prune(store, &plan, &roots, &counts, err);
  if (st == RAP_OK && counts.files != 1) st = rap_error_set(err, RAP_ERR_INTERNAL, "%llu files gone", (unsigned long long)counts.files);
  if (st == RAP_OK) st = rap_store_finish(store, err);
  rap_plan_clear(&plan);
  rap_store_close(store);
  const rap_refusal refusal = {
      .file = rap_str_of(path), .place = rap_str_of(path), .status = RAP_ERR_INPUT, .reason = RAP_STR("why"), .record = RAP_STR("x")};
  if (st == RAP_OK) st = rap_quarantine_open(rap_str_of(folder), err);
  if (st == RAP_OK) st = rap_quarantine_put(rap_str_of(folder), &refusal, &made, err);
  return st;
}

/* ---- findings against annotations ---- */

#define TEXT "Northland and Southland discussed roads on 7 January. Two more came."

static rap_status make_gold(const char *path) {
  FILE *out = fopen(path, "w");
  if (!out) return RAP_ERR_IO;
  for (int i = 0; i < 2; i++)
    (void)fprintf(
        out,
        "{\"id\": \"%d\", \"published\": \"2023-01-08\", \"title\": \"Roads\", \"text\": \"" TEXT "\","
        "\"mentions\": [{\"kind\": \"state\", \"quote\": \"Northland\", \"value\": \"NO\"}, {\"kind\": \"date\", \"quote\": \"7 January\", \"value\": \"2023-01-07\"}],"
        "\"participants\": [{\"name\": \"A. Menon\", \"function\": \"chair\"}], \"themes\": [\"roads\"], \"themes_mentioned\": [\"water\"],"
        "\"events\": [{\"series\": \"Council of Roads\", \"status\": \"held\", \"chair\": \"A. Menon\", \"main\": true}],"
        "\"statements\": [{\"actors\": [\"NO\"], \"role\": \"actor\", \"predicate\": \"discussed\", \"status\": \"reported\", \"themes\": [\"roads.a\"],"
        "\"evidence\": \"Two more came.\"}], \"counts\": [{\"quote\": \"Two\", \"of\": \"states\", \"min\": 2}]}\n",
        i);
  return fclose(out) == 0 ? RAP_OK : RAP_ERR_IO;
}

#define RECORD                                                                                                                                     \
  "{\"format\": 1, \"mentions\": [{\"kind\": \"state\", \"in\": \"text\", \"begin\": 0, \"end\": 9, \"text\": \"Northland\", \"value\": \"SO\"}]," \
  "\"participants\": [{\"name\": \"Menon\", \"function\": \"attended\"}], \"themes\": [{\"id\": \"water\"}],"                                      \
  "\"events\": [{\"series\": \"the roads council\", \"chair\": \"Shri Menon\", \"main\": true}],"                                                  \
  "\"statements\": [{\"actors\": [\"NO\"], \"role\": \"actor\", \"predicate\": \"asked\", \"themes\": [\"roads\"], \"evidence\": \"Two\","         \
  "\"in\": \"text\", \"begin\": 54, \"end\": 57}]}"

static rap_status measure(const rap_gold *gold, rap_measure of, rap_error *err) {
  rap_evaluation *e = NULL;
  rap_buf page = {0};
  rap_out out = rap_out_to_buf(&page);
  size_t n;
  const rap_raw_document raw = {
      .id = RAP_STR("0"), .title = RAP_STR("Roads"), .text = RAP_STR(TEXT), .metadata = RAP_STR(RECORD), .file = RAP_STR("record:1")};
  const rap_evaluation_view view = {.gold = gold, .measures = ~(rap_measure_set)0, .intervals = true};
  rap_status st = rap_evaluation_new(gold, of, &e, err);
  if (st == RAP_OK) st = rap_evaluation_record(e, 0, &raw, err);
  if (st == RAP_OK) st = rap_evaluation_finish(e, err);
  if (st == RAP_OK) st = rap_evaluation_write(e, &view, &out, &n, err);
  if (st == RAP_OK) st = rap_evaluation_write_mistakes(e, &view, &out, &n, err);
  if (rap_buf_failed(&page)) { /* to the emitter a page that finds no room is one that can't be written */
    rap_error_clear(err);
    st = rap_error_nomem(err);
  }
  if (st == RAP_OK && page.n < 1000) st = rap_error_set(err, RAP_ERR_INTERNAL, "figures are missing");
  rap_evaluation_free(e);
  rap_buf_clear(&page);
  return st;
}

static rap_status run_evaluate(const char *folder, rap_error *err) {
  char path[1024];
  rap_gold gold;
  int n = snprintf(path, sizeof path, "%s/gold.jsonl", folder);
  if (make_gold(path) != RAP_OK) return rap_error_set(err, RAP_ERR_IO, "%s: cannot be written", path);
  rap_status st = rap_gold_read((rap_str){path, (size_t)n}, NULL, NULL, &gold, err);
  if (st == RAP_OK && gold.faults.lines.n) st = rap_error_set(err, RAP_ERR_INPUT, "%.*s", RAP_FMT(gold.faults.lines.items[0]));
  if (st == RAP_OK) st = measure(&gold, RAP_MEASURE_STATE, err);
  if (st == RAP_OK) st = measure(&gold, RAP_MEASURE_PARTICIPANT, err);
  rap_gold_clear(&gold);
  return st;
}

static rap_status run_log(const char *folder, rap_error *err) {
  char path[1024];
  int n = snprintf(path, sizeof path, "%s/log", folder);
  const rap_log_event event = {
      .status = RAP_ERR_INPUT, .file = RAP_STR("a.zip"), .place = RAP_STR("a.zip/b.jsonl:7"), .text = RAP_STR("a.zip/b.jsonl:7: no text")};
  rap_buf lines = {0};
  rap_status st = rap_log_write(&event, &lines, err);
  if (st == RAP_OK) st = rap_file_replace((rap_str){path, (size_t)n}, rap_buf_str(&lines), err);
  if (st != RAP_OK && lines.n != 0 && lines.p[lines.n - 1] != '\n') st = rap_error_set(err, RAP_ERR_INTERNAL, "half a line was left");
  rap_buf_clear(&lines);
  return st;
}

/* Without memory more is looked at, never less. */
static rap_status run_arrivals(const char *folder, rap_error *err) {
  rap_arrivals a = {0};
  (void)folder;
  rap_arrivals_note(&a, RAP_NOTIFY_WRITING, RAP_STR("/in/c.txt"));
  rap_arrivals_note(&a, RAP_NOTIFY_CAME, RAP_STR("/in/a.txt"));
  rap_arrivals_note(&a, RAP_NOTIFY_GONE, RAP_STR("/in/b.txt"));
  rap_arrivals_begin(&a);
  rap_arrivals_end(&a, false);
  rap_arrivals_begin(&a);
  bool known = rap_arrivals_wants(&a, RAP_STR("/in/a.txt"), false) && rap_arrivals_wants(&a, RAP_STR("/in"), true) &&
               (!rap_arrivals_gone(&a) || rap_arrivals_gone(&a)->n == 1);
  rap_arrivals_clear(&a);
  return known ? RAP_OK : rap_error_set(err, RAP_ERR_INTERNAL, "what came was forgotten");
}

static const char *const optional_sql[] = {"ROLLBACK", "PRAGMA journal_mode = DELETE", NULL};

const fault_scenario fault_scenarios[] = {
    /* An automaton that finds no room is done without, and so is a thread that can't be started. */
    {.name = "alone", .prepare = load, .release = unload, .run = run_alone, .kinds = FAULT_MEMORY, .max_runs = 200, .may_succeed = true},
    {.name = "threads", .prepare = load, .release = unload, .run = run_many, .kinds = FAULT_MEMORY, .max_runs = 400, .may_succeed = true},
    {.name = "again",
     .prepare = load_sample,
     .release = unload_sample,
     .run = run_again,
     .check = check_again,
     .kinds = FAULT_MEMORY | FAULT_STORE,
     .max_runs = 80,
     .may_succeed = true,
     .optional_sql = optional_sql},
    {.name = "files",
     .prepare = load_sample,
     .release = unload_sample,
     .run = run_files,
     .check = check_again,
     .kinds = FAULT_MEMORY | FAULT_STORE,
     .max_runs = 50,
     .optional_sql = optional_sql},
    {.name = "log", .run = run_log, .kinds = FAULT_MEMORY},
    {.name = "arrivals", .run = run_arrivals, .kinds = FAULT_MEMORY, .may_succeed = true},
    {.name = "evaluate", .run = run_evaluate, .kinds = FAULT_MEMORY, .max_runs = 300},
    {0}};
