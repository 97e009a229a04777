/* Annotations: what is read of any JSON object has its places in the text, and held against itself misses nothing. The first line is the text, the rest the object. */
#include <assert.h>

#include "base/utf8.h"
#include "queries/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_places(const rap_annotated *a, const rap_labelled_list *list, bool all) {
  size_t last = a->letters.at[a->letters.n_points];
  for (size_t i = 0; i < list->n; i++) {
    rap_span at = list->items[i].at;
    assert((!all && at.begin == SIZE_MAX) || (at.begin <= at.end && at.end <= last));
  }
}

static void check_annotated(const rap_annotated *a, bool gold) {
  check_places(a, &a->states, gold);
  check_places(a, &a->groups, gold);
  check_places(a, &a->dates, gold);
  check_places(a, &a->counts, gold);
  for (size_t i = 1; i < a->n_timex; i++) assert(a->timex[i - 1].at.begin <= a->timex[i].at.begin);
  for (size_t i = 0; gold && i < a->n_statements; i++) assert(a->statements[i].at.end <= a->letters.at[a->letters.n_points]);
}

/* Measures in which each item finds itself again. Not: sentences may lie in each other, and a date or an expression may hold no letter. */
static bool finds_itself(rap_measure m) {
  bool pairs = m == RAP_MEASURE_DATE_RELAXED || m == RAP_MEASURE_DATE_VALUE || m >= RAP_MEASURE_TIMEX_STRICT;
  bool statements = m >= RAP_MEASURE_STATEMENT && m <= RAP_MEASURE_STATEMENT_THEME;
  return !pairs && !statements;
}

static void check_scores(rap_arena *arena, const rap_annotated *gold, const rap_annotated *found) {
  rap_tallies t;
  rap_error err = {0};
  rap_status st = rap_score(arena, gold, gold, 0, &t, NULL, &err);
  assert(st == RAP_OK);
  for (int m = 0; m < RAP_N_MEASURES; m++) assert(!finds_itself((rap_measure)m) || t.of[m].spurious + t.of[m].missed == 0);
  for (int m = 0; m <= RAP_N_MEASURES; m++) {
    rap_mistakes mistakes = {.measure = (rap_measure)m};
    st = rap_score(arena, gold, found, 0, &t, &mistakes, &err);
    assert(st == RAP_OK);
    if (m == RAP_N_MEASURES) break;
    size_t n[3] = {0};
    for (size_t i = 0; i < mistakes.n; i++) n[mistakes.items[i].kind]++;
    assert(n[RAP_MISSED] + n[RAP_WRONG_VALUE] == t.of[m].missed && n[RAP_SPURIOUS] + n[RAP_WRONG_VALUE] == t.of[m].spurious);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_str rest = {(const char *)data, size}, text;
  rap_json *json = NULL;
  rap_annotated gold, found;
  rap_error err = {0};
  (void)rap_str_split(&rest, '\n', &text);
  if (!rest.p || rap_json_parse(rest, &json, &err) != RAP_OK) return 0;
  rap_json_free(json);
  json = NULL;
  rap_arena *arena = rap_arena_new();
  rap_faults faults = {.arena = arena};
  rap_buf valid = {0};
  size_t first;
  (void)rap_utf8_repair(text, &valid, &first);
  const rap_raw_document raw = {
      .id = RAP_STR("x"), .title = RAP_STR("A title"), .text = rap_buf_str(&valid), .metadata = rest, .file = RAP_STR("x:1")};
  rap_status st = rap_annotated_gold(arena, &raw, NULL, &faults, &gold, &err);
  assert(st == RAP_OK);
  check_annotated(&gold, true);
  st = rap_annotated_record(arena, &raw, &found, &err);
  assert(st == RAP_OK || (st == RAP_ERR_INPUT && rap_str_starts(rap_str_of(err.text), RAP_STR("x:1: "))));
  if (st == RAP_OK) check_annotated(&found, false);
  check_scores(arena, &gold, st == RAP_OK ? &found : NULL);
  rap_buf_clear(&valid);
  rap_arena_free(arena);
  return 0;
}
