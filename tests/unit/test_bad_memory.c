/* An arena that refused something: nobody may go on as if nothing were missing. */
#include "test.h"

#include "analyze/analyze.h"
#include "rules_fixture.h"

/* A refusal without a need for memory to be short: no object is that large. */
static void exhaust(rap_arena *arena) { assert_null(rap_arena_alloc(arena, SIZE_MAX)); }

static void test_sticky(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  assert_non_null(arena);
  assert_false(rap_arena_failed(arena));
  assert_non_null(rap_arena_alloc(arena, 10));
  assert_non_null(rap_arena_str(arena, RAP_STR("text")).p);
  assert_false(rap_arena_failed(arena));
  exhaust(arena);
  assert_true(rap_arena_failed(arena));
  assert_non_null(rap_arena_alloc(arena, 10)); /* room again changes nothing */
  assert_true(rap_arena_failed(arena));
  rap_arena_reset(arena);
  assert_false(rap_arena_failed(arena));
  assert_null(rap_arena_array(arena, SIZE_MAX / 2, 3));
  assert_true(rap_arena_failed(arena));
  rap_arena_reset(arena);
  assert_null(rap_arena_str(arena, (rap_str){"x", SIZE_MAX}).p);
  assert_true(rap_arena_failed(arena));
  rap_arena_reset(arena);
  void *items = NULL;
  size_t n = SIZE_MAX / 8, capacity = n;
  assert_false(rap_arena_grow(arena, &items, n, &capacity, 64));
  assert_true(rap_arena_failed(arena));
  rap_arena_free(arena);
}

/* What a step leaves out for want of memory without a status of its own (a warning) ends the document all the same. */
static void test_document(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_document doc;
  rap_error err = {0};
  rap_raw_document raw = {.id = RAP_STR("a"), .text = RAP_STR("Goa \xFF met."), .file = RAP_STR("a.txt")};
  exhaust(arena);
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_ERR_NOMEM);
  assert_int_equal(err.status, RAP_ERR_NOMEM);
  assert_int_equal(doc.full.n, 0);
  rap_arena_reset(arena);
  rap_error_clear(&err);
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_OK);
  assert_int_equal(doc.warnings.n, 1);
  rap_arena_free(arena);
}

static void test_analysis(void **state) {
  (void)state;
  rap_rules *rules = fixture_load("lexicon:\n  kind: state\n  entries: [{id: GA, name: Goa}]\n");
  rap_arena *arena = rap_arena_new();
  rap_analyzer *analyzer = NULL;
  rap_record record;
  rap_error err = {0};
  rap_document doc = fixture_document(arena, "Goa met.");
  assert_int_equal(rap_analyzer_new(rules, &analyzer, &err), RAP_OK);
  assert_int_equal(rap_analyze(analyzer, arena, &doc, &record, &err), RAP_OK);
  assert_int_equal(record.n_mentions, 1);
  exhaust(arena);
  assert_int_equal(rap_analyze(analyzer, arena, &doc, &record, &err), RAP_ERR_NOMEM);
  assert_int_equal(err.status, RAP_ERR_NOMEM);
  rap_analyzer_free(analyzer);
  rap_arena_free(arena);
  rap_rules_free(rules);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sticky), cmocka_unit_test(test_document), cmocka_unit_test(test_analysis)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
