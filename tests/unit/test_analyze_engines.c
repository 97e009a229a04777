/* The fast engine against the plain one: the same mentions and the same record, byte by byte, and the same warnings, on the samples and, where they
 * are present, on annotated and real texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "analyze/analyze.h"
#include "base/json.h"
#include "ingest/source.h"

/* By engine: the plain one has rules that nothing is added to. */
static rap_rules *rules[2];
static rap_analyzer *analyzers[2];

static int setup(void **state) {
  (void)state;
  for (size_t engine = 0; engine < 2; engine++) {
    const rap_rules_source source = {.plain = engine == RAP_ENGINE_PLAIN};
    rap_error err = {0};
    if (rap_rules_load(&source, &rules[engine], &err) != RAP_OK || rap_analyzer_new(rules[engine], &analyzers[engine], &err) != RAP_OK) return -1;
    rap_analyzer_set_engine(analyzers[engine], (rap_engine)engine);
  }
  return 0;
}

static int teardown(void **state) {
  (void)state;
  for (size_t engine = 0; engine < 2; engine++) {
    rap_analyzer_free(analyzers[engine]);
    rap_rules_free(rules[engine]);
  }
  return 0;
}

/* The record as JSON, the warnings, and every hit. */
static void describe(rap_arena *arena, const rap_raw_document *raw, rap_engine engine, rap_buf *out) {
  rap_document doc;
  rap_record record;
  rap_json *json = NULL;
  rap_error err = {0};
  rap_hit *hits = NULL;
  size_t n = 0;
  assert_int_equal(rap_document_build(arena, raw, &doc, &err), RAP_OK);
  rap_analyzer *analyzer = analyzers[engine];
  assert_int_equal(rap_engine_run(analyzer, arena, &doc, &hits, &n, &err), RAP_OK);
  for (size_t i = 0; i < n; i++)
    rap_buf_printf(out, "%.*s %zu %zu %zu\n", RAP_FMT(hits[i].rule->id), hits[i].view.begin, hits[i].view.end, hits[i].n_captures);
  assert_int_equal(rap_analyze(analyzer, arena, &doc, &record, &err), RAP_OK);
  assert_int_equal(rap_record_to_json(&doc, &record, &json, &err), RAP_OK);
  assert_int_equal(rap_json_write(json, 1, out, &err), RAP_OK);
  rap_json_free(json);
  assert_false(rap_buf_failed(out));
}

static size_t compare(const char *path, size_t max) {
  rap_source *source = NULL;
  rap_arena *arena = rap_arena_new();
  rap_buf fast = {0}, plain = {0};
  rap_error err = {0};
  rap_str name = rap_str_of(path);
  size_t n = 0;
  assert_non_null(arena);
  assert_int_equal(rap_source_new(&name, 1, NULL, &source, &err), RAP_OK);
  while (n < max) {
    rap_raw_document raw;
    rap_arena_reset(arena);
    rap_status st = rap_source_next(source, arena, &raw, &err);
    if (st == RAP_NOT_FOUND) break;
    rap_error_clear(&err);
    if (st != RAP_OK) continue;
    rap_buf_reset(&fast);
    rap_buf_reset(&plain);
    describe(arena, &raw, RAP_ENGINE_FAST, &fast);
    describe(arena, &raw, RAP_ENGINE_PLAIN, &plain);
    if (!rap_str_eq(rap_buf_str(&fast), rap_buf_str(&plain))) fail_msg("%s: the engines differ on document %.*s", path, RAP_FMT(raw.id));
    n++;
  }
  rap_source_free(source);
  rap_buf_clear(&fast);
  rap_buf_clear(&plain);
  rap_arena_free(arena);
  return n;
}

static void samples_are_the_same(void **state) {
  (void)state;
  assert_true(compare(RAP_TEST_ROOT "/corpus", SIZE_MAX) > 50);
}

static void compare_if_present(const char *path, size_t max) {
  if (access(path, R_OK) != 0) skip();
  assert_true(compare(path, max) > 0);
}

static void annotated_texts_are_the_same(void **state) {
  (void)state;
  compare_if_present(RAP_TEST_ROOT "/../shared/gold/pib-dev.jsonl", SIZE_MAX);
  compare_if_present(RAP_TEST_ROOT "/../shared/seeds", SIZE_MAX);
}

static void releases_are_the_same(void **state) {
  (void)state;
  compare_if_present(RAP_TEST_ROOT "/../shared/corpora/pib-2026.jsonl.gz", 500);
}

static void other_texts_are_the_same(void **state) {
  (void)state;
  compare_if_present(RAP_TEST_ROOT "/../shared/corpora/pib-bilingual.jsonl.gz", 40);
  compare_if_present(RAP_TEST_ROOT "/../shared/corpora/enb-climate.jsonl.gz", 6);
}

/* Texts made to be hard: letters that fold into ASCII, borders of windows, one block of everything, long runs of one literal. */
static void crafted_texts_are_the_same(void **state) {
  (void)state;
  static const char *const texts[] = {
      "On 5 March 2024, 6 March 2024 and 7\u20138 March 2024 the State\u017F met; on \u212Aerala's day the \u017Ftates agreed.",
      "Mr. A. \u212Aumar, Chief \u017Fecretary, \u017Faid on tue\u017Fday that Kerala and \u212Aarnataka agreed.",
      "March",
      "5 March",
      "2023-24",
      "20",
      "\u017F",
      "",
      "k",
      "FY",
      "Kerala and Tamil Nadu supported the proposal.\n\nKerala\n\nand Tamil Nadu opposed it\n\n5 March\n\n2024",
      "\xE0\xA4\xAE\xE0\xA4\xBE\xE0\xA4\xB0\xE0\xA5\x8D\xE0\xA4\x9A 2024, 5 \xE0\xA4\xAE\xE0\xA4\xBE\xE0\xA4\xB0\xE0\xA5\x8D\xE0\xA4\x9A 2024",
  };
  rap_arena *arena = rap_arena_new();
  rap_buf fast = {0}, plain = {0};
  assert_non_null(arena);
  for (size_t i = 0; i < sizeof texts / sizeof *texts + 2; i++) {
    rap_buf text = {0};
    size_t known = sizeof texts / sizeof *texts;
    if (i < known) rap_buf_puts(&text, texts[i]);
    /* More places than RAP_MAX_WINDOWS, in one block and in many. */
    for (size_t k = 0; i >= known && k < 12000; k++) rap_buf_puts(&text, i == known ? "5 March " : "May 2024\n\n");
    rap_raw_document raw = {.id = RAP_STR("t"), .file = RAP_STR("t"), .date = RAP_STR("2024-03-10"), .text = rap_buf_str(&text)};
    rap_buf_reset(&fast);
    rap_buf_reset(&plain);
    rap_arena_reset(arena);
    if (text.n) {
      describe(arena, &raw, RAP_ENGINE_FAST, &fast);
      describe(arena, &raw, RAP_ENGINE_PLAIN, &plain);
    }
    assert_true(rap_str_eq(rap_buf_str(&fast), rap_buf_str(&plain)));
    rap_buf_clear(&text);
  }
  rap_buf_clear(&fast);
  rap_buf_clear(&plain);
  rap_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(samples_are_the_same), cmocka_unit_test(annotated_texts_are_the_same),
                                     cmocka_unit_test(releases_are_the_same), cmocka_unit_test(other_texts_are_the_same),
                                     cmocka_unit_test(crafted_texts_are_the_same)};
  return cmocka_run_group_tests(tests, setup, teardown);
}
