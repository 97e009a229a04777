/* packs_fixture.h: for tests of the analysis: an analyzer with packs (the embedded ones, or one written as text), and records of texts.
 *
 *     cmocka_run_group_tests(tests, packs_setup, packs_teardown)       // the embedded packs
 */
#ifndef RAP_TESTS_PACKS_FIXTURE_H
#define RAP_TESTS_PACKS_FIXTURE_H

#include "arena_fixture.h"

#include "analyze/analyze.h"
#include "rules_fixture.h"

static rap_rules *packs_rules;
static rap_analyzer *packs_analyzer;

/* With the pack "t" of this text; NULL: the embedded packs. */
static inline int packs_open(void **state, const char *yaml) {
  rap_error err = {0};
  rap_rules_source source = {0};
  if (arena_setup(state) != 0) return -1;
  if (yaml) packs_rules = fixture_load(yaml);
  if (!yaml && rap_rules_load(&source, &packs_rules, &err) != RAP_OK) return -1;
  return rap_analyzer_new(packs_rules, &packs_analyzer, &err) == RAP_OK ? 0 : -1;
}

static inline int packs_setup(void **state) { return packs_open(state, NULL); }

static inline int packs_teardown(void **state) {
  rap_analyzer_free(packs_analyzer);
  rap_rules_free(packs_rules);
  packs_analyzer = NULL;
  packs_rules = NULL;
  return arena_teardown(state);
}

/* What analysis says of one text. */
typedef struct analysed {
  rap_document doc;
  rap_record record;
} analysed;

/* One text under an analyzer of your own; `published` NULL: no day of publication is known. */
static inline analysed analyse_with(rap_analyzer *with, const char *title, const char *text, const char *published) {
  analysed x;
  rap_error err = {0};
  rap_raw_document raw = {.id = RAP_STR("t"), .title = rap_str_of(title), .text = rap_str_of(text), .file = RAP_STR("t")};
  if (published) raw.date = rap_str_of(published);
  assert_int_equal(rap_document_build(arena, &raw, &x.doc, &err), RAP_OK);
  assert_int_equal(rap_analyze(with, arena, &x.doc, &x.record, &err), RAP_OK);
  return x;
}

static inline analysed analyse(const char *title, const char *text, const char *published) {
  return analyse_with(packs_analyzer, title, text, published);
}

/* `s` behind what is in `all`, with "; " between. */
static inline rap_str joined(rap_str all, rap_str s) { return all.n ? rap_arena_printf(arena, "%.*s; %.*s", RAP_FMT(all), RAP_FMT(s)) : s; }

static inline rap_str spaced(const rap_str_list *list) {
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < list->n; i++) all = rap_arena_printf(arena, "%.*s%s%.*s", RAP_FMT(all), i ? " " : "", RAP_FMT(list->items[i]));
  return all;
}

#define assert_found(found, expected, about) assert_found_at(found, expected, about, __FILE__, __LINE__)
static inline void assert_found_at(rap_str found, const char *expected, const char *about, const char *file, int line) {
  if (rap_str_is(found, expected)) return;
  print_error("\"%.200s\"\n  wanted: %s\n  found:  %.*s\n", about, expected, RAP_FMT(found));
  _fail(file, line);
}

#endif
