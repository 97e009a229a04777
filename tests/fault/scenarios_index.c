/* scenarios_index.c: a store made, filled, asked and emptied with each allocation, and each call of SQLite, failing. */
#include "fault.h"
#include "sample.h"

#include <stdio.h>

#include "index/concordance.h"
#include "index/corrections.h"
#include "index/keyness.h"
#include "index/query.h"
#include "index/similar.h"

static rap_str store_path(const char *folder, char path[1024]) {
  int n = snprintf(path, 1024, "%s/s.db", folder);
  return (rap_str){path, (size_t)n};
}

/* The sample texts analysed: what may fail there scenarios_analyze.c shows. */
static struct {
  rap_rules *rules;
  rap_arena *arena;
  rap_document documents[SAMPLE_DOCUMENTS];
  rap_record records[SAMPLE_DOCUMENTS];
} sample;

static void release_sample(void) {
  rap_arena_free(sample.arena);
  rap_rules_free(sample.rules);
}

static rap_status prepare_sample(rap_error *err) {
  rap_analyzer *analyzer = NULL;
  sample.arena = rap_arena_new();
  rap_status st = sample.arena ? sample_rules(&sample.rules, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_analyzer_new(sample.rules, &analyzer, err);
  for (size_t i = 0; st == RAP_OK && i < SAMPLE_DOCUMENTS; i++)
    st = sample_analyze(analyzer, sample.arena, i, &sample.documents[i], &sample.records[i], err);
  rap_analyzer_free(analyzer);
  return st;
}

/* Puts the sample texts into the store. */
static rap_status fill(rap_store *store, rap_error *err) {
  rap_str stamp = rap_rules_stamp(sample.rules);
  rap_status st = rap_store_put_rules(store, sample.rules, err);
  for (size_t i = 0; st == RAP_OK && i < SAMPLE_DOCUMENTS; i++) {
    rap_probe probe;
    rap_put_result result;
    const rap_document *doc = &sample.documents[i];
    const rap_raw_key raw = {.id = doc->id, .source = doc->source, .file = doc->file};
    st = rap_store_probe(store, &raw, stamp, true, &probe, err);
    if (st == RAP_OK) st = rap_store_put(store, &sample.documents[i], &sample.records[i], stamp, &result, err);
  }
  if (st == RAP_OK) { /* another source's copy of the first */
    rap_put_result result;
    rap_document copy = sample.documents[0];
    copy.id = RAP_STR("copy");
    copy.source = RAP_STR("elsewhere");
    copy.file = RAP_STR("elsewhere.txt");
    st = rap_store_put(store, &copy, &sample.records[0], stamp, &result, err);
  }
  return st == RAP_OK ? rap_store_finish(store, err) : st;
}

static rap_status count_family(void *ctx, const rap_family *family, rap_error *err) {
  (void)err;
  *(size_t *)ctx += family->n;
  return RAP_OK;
}

static rap_status count_search(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  if (row->id.n) ++*(size_t *)ctx;
  return RAP_OK;
}

static rap_status count_statement(void *ctx, const rap_statement_row *row, rap_error *err) {
  (void)err;
  if (row->evidence.n) ++*(size_t *)ctx;
  return RAP_OK;
}

static rap_status count_event(void *ctx, const rap_event_row *row, rap_error *err) {
  (void)err;
  if (row->id.n) ++*(size_t *)ctx;
  return RAP_OK;
}

static rap_status count_place(void *ctx, const rap_kwic_row *row, rap_error *err) {
  (void)err;
  if (row->node.n) ++*(size_t *)ctx;
  return RAP_OK;
}

static rap_status count_similar(void *ctx, const rap_similar_row *row, rap_error *err) {
  (void)err;
  if (row->n_terms) ++*(size_t *)ctx;
  return RAP_OK;
}

/* The questions that read words. */
static rap_status ask_words(rap_store *store, rap_arena *arena, rap_error *err) {
  const rap_filter words = {.words = RAP_STR("roads")}, all = {0};
  rap_kwic_spec kwic = {.context = 2, .in_statements = false};
  const rap_keyness_spec keyness = {.longest = 2, .min_documents = 1};
  const rap_similar_spec similar = {0};
  rap_kwic_totals totals;
  rap_keyness_answer typical;
  rap_similar_answer like;
  size_t places = 0, documents = 0;
  rap_status st = rap_query_kwic(store, &words, &kwic, (rap_page){0, 5}, count_place, &places, &totals, err);
  kwic.sort = RAP_KWIC_RIGHT;
  if (st == RAP_OK) st = rap_query_kwic(store, &words, &kwic, (rap_page){0, 5}, count_place, &places, &totals, err);
  kwic.in_statements = true;
  if (st == RAP_OK) st = rap_query_kwic(store, &words, &kwic, (rap_page){0, 5}, count_place, &places, &totals, err);
  if (st == RAP_OK) st = rap_query_keyness(store, &words, NULL, &keyness, arena, &typical, err);
  if (st == RAP_OK) st = rap_query_similar(store, RAP_STR("copy"), &all, &similar, (rap_page){0, 5}, count_similar, &documents, arena, &like, err);
  if (st == RAP_OK && places == 0) st = rap_error_set(err, RAP_ERR_INTERNAL, "no place was shown");
  return st;
}

/* One question of each kind. */
static rap_status ask(rap_store *store, rap_arena *arena, rap_error *err) {
  rap_filter words = {.words = RAP_STR("roads -cinema")}, all = {0};
  rap_count_spec spec = {.rows = RAP_AXIS_STATE, .cols = RAP_AXIS_THEME};
  rap_page page = {0, 10};
  rap_matrix matrix;
  size_t rows = 0, total = 0;
  rap_status st = rap_query_search(store, &words, page, count_search, &rows, &total, err);
  if (st == RAP_OK) st = rap_query_statements(store, &all, page, count_statement, &rows, &total, err);
  if (st == RAP_OK) st = rap_query_events(store, &all, page, count_event, &rows, &total, err);
  if (st == RAP_OK) st = rap_query_matrix(store, &all, &spec, arena, &matrix, err);
  rap_family family;
  size_t members = 0;
  spec.unit = RAP_UNIT_FAMILIES;
  all.one_of_family = true;
  if (st == RAP_OK) st = rap_query_matrix(store, &all, &spec, arena, &matrix, err);
  if (st == RAP_OK) st = rap_query_statements(store, &all, page, count_statement, &rows, &total, err);
  if (st == RAP_OK) st = rap_query_families(store, &all, page, count_family, &members, &total, err);
  if (st == RAP_OK) st = rap_query_family(store, RAP_STR("copy"), arena, &family, err);
  if (st == RAP_OK) st = ask_words(store, arena, err);
  if (st == RAP_OK && members != 2) st = rap_error_set(err, RAP_ERR_INTERNAL, "a family of %zu", members);
  if (st == RAP_OK && rows == 0) st = rap_error_set(err, RAP_ERR_INTERNAL, "the questions gave nothing");
  return st;
}

static rap_status count_correction(void *ctx, const rap_correction *c, const rap_correction_state *state, rap_error *err) {
  (void)err;
  (void)state;
  if (c->author.n) ++*(size_t *)ctx;
  return RAP_OK;
}

/* A State that is another everywhere, and a statement that is none; listed, shown, the first taken back. */
static rap_status correct_some(rap_store *store, rap_arena *arena, rap_error *err) {
  rap_correct_result result;
  rap_corrected_document d;
  size_t listed = 0;
  const rap_correction_filter all = {.undone = true};
  rap_str author = RAP_STR("fault");
  rap_correction items[2] = {
      {.op = RAP_CORRECT_MERGE, .thing = RAP_CORRECT_ENTITY, .kind = RAP_STR("state"), .value = RAP_STR("XX-NO"), .author = author, .at = 1},
      {.op = RAP_CORRECT_DELETE, .thing = RAP_CORRECT_STATEMENT, .author = author, .at = 2}};
  rap_status st = rap_correct_put(arena, &items[0].now, "value", RAP_STR("XX-SO")) ? RAP_OK : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_store_get_corrected(store, arena, sample.documents[0].id, &d, err);
  if (st == RAP_OK && !d.stored.record.n_statements) st = rap_error_set(err, RAP_ERR_INTERNAL, "no statement to correct");
  if (st == RAP_OK && !rap_correct_aim_statement(arena, &d.stored.doc, &d.how, &d.machine, 0, &items[1])) st = rap_error_nomem(err);
  items[1].source = sample.documents[0].source;
  items[1].document = sample.documents[0].id;
  if (st == RAP_OK) st = rap_store_correct(store, arena, items, 2, 1, &result, err);
  if (st == RAP_OK) st = rap_store_get_corrected(store, arena, sample.documents[0].id, &d, err);
  if (st == RAP_OK) st = rap_store_corrections(store, &all, count_correction, &listed, err);
  if (st == RAP_OK) st = rap_store_correct_undo(store, items[0].id, author, 1, &result, err);
  if (st == RAP_OK && listed != 2) st = rap_error_set(err, RAP_ERR_INTERNAL, "%zu corrections", listed);
  return st;
}

static rap_status run_store(const char *folder, rap_error *err) {
  char path[1024];
  size_t removed = 0;
  rap_store *store = NULL;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_store_open(store_path(folder, path), RAP_STORE_WRITE, NULL, &store, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = fill(store, err);
  if (st == RAP_OK) st = ask(store, arena, err);
  if (st == RAP_OK) st = correct_some(store, arena, err);
  if (st == RAP_OK) st = rap_store_remove(store, RAP_STR("two"), &removed, err);
  if (st == RAP_OK) st = rap_store_rebuild(store, err);
  if (st == RAP_OK) st = rap_store_finish(store, err);
  rap_store_close(store);
  rap_arena_free(arena);
  return st;
}

static void on_problem(void *ctx, rap_str problem) {
  (void)ctx;
  (void)printf("%.*s\n", RAP_FMT(problem));
}

/* The store that is left behind, if it came to one, opens for writing and is sound, and takes the documents again. */
static rap_status check_store(const char *folder, rap_error *err) {
  char path[1024];
  size_t problems = 0;
  rap_store *store = NULL;
  rap_status st = rap_store_open(store_path(folder, path), RAP_STORE_WRITE, NULL, &store, err);
  if (st == RAP_OK) st = rap_store_check(store, on_problem, NULL, &problems, err);
  if (st == RAP_OK && problems) st = rap_error_set(err, RAP_ERR_STORE, "the store has %zu problems", problems);
  if (st == RAP_OK) st = fill(store, err);
  rap_store_close(store);
  return st;
}

/* The end of a question, which has its answer; and a store's log goes at its closing if it can. */
static const char *const optional_sql[] = {"ROLLBACK", "PRAGMA journal_mode = DELETE", NULL};

const fault_scenario fault_scenarios[] = {{.name = "store",
                                           .prepare = prepare_sample,
                                           .release = release_sample,
                                           .run = run_store,
                                           .check = check_store,
                                           .kinds = FAULT_MEMORY | FAULT_STORE,
                                           .max_runs = 100,
                                           .optional_sql = optional_sql},
                                          {0}};
