/* Temporal expressions with the pack `timeml`: whole characters in range, in order, none over another; each has a type and a value; the same text gives the same expressions, also without a day of publication. */
#include <assert.h>
#include <stdint.h>

#include "analyze/analyze.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const rap_document *doc, const rap_record *record) {
  for (size_t i = 0; i < record->n_timexes; i++) {
    const rap_timex *t = &record->timexes[i];
    assert(t->text.begin < t->text.end && t->text.end <= doc->full.n && t->value.n > 0 && t->type && t->rule.n > 0);
    assert(((unsigned char)doc->full.p[t->text.begin] & 0xC0) != 0x80);
    assert(t->text.end == doc->full.n || ((unsigned char)doc->full.p[t->text.end] & 0xC0) != 0x80);
    assert(i == 0 || record->timexes[i - 1].text.end <= t->text.begin);
  }
}

static void analyse(rap_analyzer *analyzer, const uint8_t *data, size_t size, rap_str date) {
  rap_error err = {0};
  rap_arena *arena = rap_arena_new();
  if (!arena) return;
  rap_document doc;
  rap_record record, again;
  rap_raw_document raw = {.id = RAP_STR("f"), .file = RAP_STR("f"), .date = date, .text = {(const char *)data, size}};
  rap_status st = rap_document_build(arena, &raw, &doc, &err);
  if (st == RAP_OK) st = rap_analyze(analyzer, arena, &doc, &record, &err);
  if (st == RAP_OK) {
    check(&doc, &record);
    st = rap_analyze(analyzer, arena, &doc, &again, &err);
    assert(st == RAP_OK && again.n_timexes == record.n_timexes);
    for (size_t i = 0; i < record.n_timexes; i++) assert(rap_str_eq(record.timexes[i].value, again.timexes[i].value));
  }
  assert(st == RAP_OK || st == RAP_ERR_LIMIT || st == RAP_ERR_NOMEM);
  rap_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  /* Loading takes longer than a run; kept for the life of the process. */
  static rap_rules *rules;
  static rap_analyzer *analyzer;
  const rap_str name = RAP_STR("timeml");
  const rap_rules_source source = {.names = &name, .n_names = 1};
  rap_error err = {0};
  if (!rules) {
    rap_status loaded = rap_rules_load(&source, &rules, &err);
    assert(loaded == RAP_OK);
    loaded = rap_analyzer_new(rules, &analyzer, &err);
    assert(loaded == RAP_OK);
  }
  analyse(analyzer, data, size, RAP_STR("2000-02-29"));
  analyse(analyzer, data, size, (rap_str){0});
  return 0;
}
