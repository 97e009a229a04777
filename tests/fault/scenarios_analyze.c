/* scenarios_analyze.c: packs loaded and documents analysed with each allocation failing. */
#include <string.h>

#include "analyze/costs.h"
#include "base/digest.h"
#include "fault.h"
#include "sample.h"

/* The packs embedded in the program: large, so that only some of the calls are made to fail. */
static rap_status run_packs(const char *folder, rap_error *err) {
  (void)folder;
  rap_rules *rules = NULL;
  const rap_rules_source source = {0};
  rap_status st = rap_rules_load(&source, &rules, err);
  rap_rules_free(rules);
  return st;
}

static rap_status run_pack(const char *folder, rap_error *err) {
  (void)folder;
  rap_rules *rules = NULL;
  rap_status st = sample_rules(&rules, err);
  rap_rules_free(rules);
  return st;
}

/* What came out when nothing failed. */
static char expected[RAP_DIGEST_HEX + 1];

/* An automaton for which there is no room only saves time: then the work succeeds, with the same records to the byte. */
static rap_status compare(rap_digest *records, rap_error *err) {
  char hex[RAP_DIGEST_HEX + 1];
  rap_digest_hex(records, hex);
  if (!expected[0]) memcpy(expected, hex, sizeof expected);
  return strcmp(expected, hex) == 0 ? RAP_OK : rap_error_set(err, RAP_ERR_INTERNAL, "the records are others");
}

typedef rap_status to_json(const rap_document *doc, const rap_record *record, rap_json **out, rap_error *err);

static rap_status add_json(to_json *convert, const rap_document *doc, const rap_record *record, rap_digest *records, rap_error *err) {
  rap_json *json = NULL;
  rap_buf text = {0};
  rap_status st = convert(doc, record, &json, err);
  if (st == RAP_OK) st = rap_json_write(json, 0, &text, err); /* what failed while it was built comes out here at the latest */
  rap_digest_add_field(records, rap_buf_str(&text));
  rap_buf_clear(&text);
  rap_json_free(json);
  return st;
}

/* The sample texts to records and to JSON of both kinds, with one analyzer. */
static rap_status run_analyze(const char *folder, rap_error *err) {
  (void)folder;
  rap_rules *rules = NULL;
  rap_analyzer *analyzer = NULL;
  rap_digest records;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? sample_rules(&rules, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_analyzer_new(rules, &analyzer, err);
  rap_digest_init(&records);
  for (size_t i = 0; st == RAP_OK && i < SAMPLE_DOCUMENTS; i++) {
    rap_document doc;
    rap_record record;
    rap_arena_reset(arena);
    st = sample_analyze(analyzer, arena, i, &doc, &record, err);
    if (st == RAP_OK && record.n_statements == 0) st = rap_error_set(err, RAP_ERR_INTERNAL, "the sample gave no statement");
    if (st == RAP_OK && record.n_timexes == 0) st = rap_error_set(err, RAP_ERR_INTERNAL, "the sample gave no temporal expression");
    if (st == RAP_OK) st = add_json(rap_record_to_json, &doc, &record, &records, err);
    if (st == RAP_OK) st = add_json(rap_record_timex3_to_json, &doc, &record, &records, err);
  }
  if (st == RAP_OK) st = compare(&records, err);
  rap_analyzer_free(analyzer);
  rap_rules_free(rules);
  rap_arena_free(arena);
  return st;
}

/* One text, and what the expressions cost on it. */
static rap_status run_costs(const char *folder, rap_error *err) {
  (void)folder;
  rap_rules *rules = NULL;
  rap_analyzer *analyzer = NULL;
  rap_costs *costs = NULL;
  rap_document doc;
  rap_record record;
  rap_diagnostic *notes = NULL;
  size_t n = 0;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? sample_rules(&rules, err) : rap_error_nomem(err);
  if (st == RAP_OK) st = rap_analyzer_new(rules, &analyzer, err);
  if (st == RAP_OK) st = rap_costs_new(rules, &costs, err);
  if (st == RAP_OK) rap_analyzer_set_costs(analyzer, costs);
  if (st == RAP_OK) st = sample_analyze(analyzer, arena, 0, &doc, &record, err);
  if (st == RAP_OK && costs->texts != 1) st = rap_error_set(err, RAP_ERR_INTERNAL, "the text was not counted");
  if (st == RAP_OK) st = rap_costs_notes(costs, arena, &notes, &n, err);
  rap_analyzer_free(analyzer);
  rap_costs_free(costs);
  rap_rules_free(rules);
  rap_arena_free(arena);
  return st;
}

const fault_scenario fault_scenarios[] = {
    {.name = "embedded packs", .run = run_packs, .kinds = FAULT_MEMORY, .max_runs = 16},
    {.name = "pack", .run = run_pack, .kinds = FAULT_MEMORY, .max_runs = 200},
    {.name = "analyze", .run = run_analyze, .kinds = FAULT_MEMORY | FAULT_JANSSON, .max_runs = 200, .may_succeed = true},
    {.name = "costs", .run = run_costs, .kinds = FAULT_MEMORY, .max_runs = 200, .may_succeed = true},
    {0}};
