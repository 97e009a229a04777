/* What a change of rules can touch: told from outlines, and never too little. */
#include "rules_fixture.h"

#include "analyze/analyze.h"
#include "analyze/rules_change.h"
#include "base/json.h"
#include "ingest/source.h"

#define LEXICON "lexicon:\n  kind: programme\n  entries:\n    - {id: a, name: Alpha Scheme, aliases: ["
#define REST                                                                          \
  "]}\n    - {id: b, name: Beta Scheme}\n"                                            \
  "patterns:\n  - {id: t.date.x, kind: date, match: '(?<year>20[0-9]{2}) edition'}\n" \
  "  - {id: t.place.y, kind: place, match: '[A-Z][a-z]+ [A-Z][a-z]+ [A-Z][a-z]+'}\n"  \
  "fragments:\n  number: {one: 1, two: 2}\n"
static const char base[] = LEXICON "First Plan, 'grand plan*'" REST;

static rap_rules_change *change_of(const char *before, const char *after) {
  rap_rules *a = fixture_load(before), *b = fixture_load(after);
  rap_rules_change *change = NULL;
  rap_buf outline = {0};
  rap_error err = {0};
  assert_int_equal(rap_rules_outline(a, &outline, &err), RAP_OK);
  rap_rules_free(a); /* the outline is all that is left of them */
  assert_int_equal(rap_rules_change_new(rap_buf_str(&outline), b, &change, &err), RAP_OK);
  rap_rules_free(b);
  rap_buf_clear(&outline);
  return change;
}

static bool touches(const rap_rules_change *change, const char *text) {
  rap_arena *arena = rap_arena_new();
  rap_error err = {0};
  bool affected = false;
  rap_document doc = fixture_document(arena, text);
  assert_int_equal(rap_rules_change_affects(change, &doc, &affected, &err), RAP_OK);
  rap_arena_free(arena);
  return affected;
}

static void same_rules_touch_nothing(void **state) {
  (void)state;
  size_t n = 1;
  rap_rules_change *change = change_of(base, base);
  rap_rules_change_differences(change, &n);
  assert_int_equal(n, 0);
  assert_int_equal(rap_rules_change_everywhere(change).n, 0);
  assert_false(touches(change, "The Alpha Scheme of the 2023 edition."));
  rap_rules_change_free(change);
}

static void terms_touch_texts_that_hold_them(void **state) {
  (void)state;
  size_t n = 0;
  rap_rules_change *change = change_of(base, LEXICON "First Plan, 'gr\u00E4nd plan*', Zeta-Plan" REST);
  const rap_rule_difference *list = rap_rules_change_differences(change, &n);
  assert_int_equal(n, 1);
  assert_true(rap_str_is(list[0].rule, "t.programme.a"));
  assert_int_equal(list[0].fate, RAP_RULE_CHANGED);
  assert_int_equal(rap_rules_change_everywhere(change).n, 0);
  assert_false(touches(change, "The Alpha Scheme and the First Plan were reviewed."));
  assert_true(touches(change, "GRAND PLANS were reviewed."));
  assert_true(touches(change, "The Gr\u00E4nd plan was reviewed."));
  assert_true(touches(change, "The zeta plan was reviewed."));
  rap_rules_change_free(change);
}

static void the_rest_of_a_rule_touches_all_its_texts(void **state) {
  (void)state;
  static const char changed[] =
      "lexicon:\n  kind: programme\n  entries:\n    - {id: a, name: Alpha Scheme, type: law, aliases: [First Plan, 'grand plan*'" REST;
  rap_rules_change *change = change_of(base, changed);
  assert_true(touches(change, "The First Plan was reviewed."));
  assert_true(touches(change, "alpha scheme"));
  assert_false(touches(change, "The Beta Scheme was reviewed in the 2023 edition."));
  rap_rules_change_free(change);
}

static void added_and_removed(void **state) {
  (void)state;
  size_t n = 0;
  static const char added[] =
      LEXICON "First Plan, 'grand plan*'" REST "events: []\nthemes: []\nlexicons:\n  - {kind: place, entries: [{id: q, name: Quito}]}\n";
  rap_rules_change *change = change_of(base, added);
  const rap_rule_difference *list = rap_rules_change_differences(change, &n);
  assert_int_equal(n, 1);
  assert_int_equal(list[0].fate, RAP_RULE_ADDED);
  assert_true(touches(change, "They met in Quito."));
  assert_false(touches(change, "They met in Lima."));
  rap_rules_change_free(change);
  change = change_of(added, base);
  list = rap_rules_change_differences(change, &n);
  assert_int_equal(n, 1);
  assert_int_equal(list[0].fate, RAP_RULE_REMOVED);
  assert_true(touches(change, "They met in Quito."));
  assert_false(touches(change, "They met in Lima."));
  rap_rules_change_free(change);
}

/* Where strings can't tell, every text is touched, and why is said. */
static void told_why_everywhere(void **state) {
  (void)state;
  static const struct {
    const char *after, *why;
  } cases[] = {
      {"patterns:\n  - {id: t.place.y, kind: place, match: '[A-Z][a-z]+ [A-Z][a-z]+'}\n", "t.place.y may match in any text"},
      {"patterns:\n  - {id: t.place.y, kind: place, match: '[A-Z][a-z]+ [A-Z][a-z]+ [A-Z][a-z]+'}\n"
       "  - {id: t.date.x, kind: date, match: '(?<year>20[0-9]{2}) edition'}\nfragments:\n  number: {one: 1, two: 2}\n",
       "order"},
      {"patterns:\n  - {id: t.date.x, kind: date, match: '(?<year>20[0-9]{2}) edition'}\nfragments:\n  number: {one: 1, two: 3}\n", "mapping"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    static const char before[] =
        "patterns:\n  - {id: t.date.x, kind: date, match: '(?<year>20[0-9]{2}) edition'}\n"
        "  - {id: t.place.y, kind: place, match: '[A-Z][a-z]+ [A-Z][a-z]+ [A-Z][a-z]+'}\nfragments:\n  number: {one: 1, two: 2}\n";
    rap_buf after = {0};
    rap_buf_puts(&after, cases[i].after);
    if (i == 0) rap_buf_puts(&after, "fragments:\n  number: {one: 1, two: 2}\n");
    rap_rules_change *change = change_of(before, after.p);
    rap_str why = rap_rules_change_everywhere(change);
    if (rap_str_find(why, rap_str_of(cases[i].why), 0) == SIZE_MAX) fail_msg("case %zu: \"%.*s\"", i, RAP_FMT(why));
    assert_true(touches(change, "nothing of it"));
    rap_rules_change_free(change);
    rap_buf_clear(&after);
  }
}

static void damaged_outlines_are_refused(void **state) {
  (void)state;
  static const char *const bad[] = {"x", "[]", "{\"format\": 2, \"rules\": []}", "{\"format\": 1, \"rules\": [[1, 2]]}",
                                    "{\"format\": 1, \"rules\": [[\"a\", \"b\", null]]}"};
  rap_rules *rules = fixture_load(base);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    rap_rules_change *change = NULL;
    rap_error err = {0};
    assert_int_equal(rap_rules_change_new(rap_str_of(bad[i]), rules, &change, &err), RAP_ERR_STORE);
    assert_null(change);
    assert_non_null(strstr(err.text, "outline"));
  }
  rap_rules_change *change = NULL;
  rap_error err = {0};
  assert_int_equal(rap_rules_change_new((rap_str){0}, rules, &change, &err), RAP_OK);
  assert_true(touches(change, "anything"));
  rap_rules_change_free(change);
  rap_rules_free(rules);
}

/* The same text out of its stored form: view, blocks, sentences, all. */
static void describe(const rap_document *d, rap_buf *out) {
  rap_buf_printf(out, "%.*s|%.*s|%.*s|%.*s|%zu %zu %d\n%.*s\n%.*s\n", RAP_FMT(d->id), RAP_FMT(d->source), RAP_FMT(d->language),
                 RAP_FMT(d->published_text), d->title_len, d->body, (int)d->published_from, RAP_FMT(d->full), RAP_FMT(d->view.s));
  for (size_t i = 0; i < d->view.n_steps; i++) rap_buf_printf(out, "%zu:%zu ", d->view.steps[i].view, d->view.steps[i].text);
  for (size_t i = 0; i < d->n_blocks; i++) {
    const rap_block *b = &d->blocks[i];
    rap_buf_printf(out, "\n%s %zu %zu %zu %zu %zu %zu %zu %zu %d", rap_block_kind_name(b->kind), b->text.begin, b->text.end, b->view.begin,
                   b->view.end, b->heading, b->lead_in, b->first_sentence, b->n_sentences, b->level);
  }
  for (size_t i = 0; i < d->n_sentences; i++)
    rap_buf_printf(out, "\n%zu %zu %zu %zu %zu", d->sentences[i].text.begin, d->sentences[i].text.end, d->sentences[i].view.begin,
                   d->sentences[i].view.end, d->sentences[i].block);
  for (size_t i = 0; i < d->warnings.n; i++) rap_buf_printf(out, "\n%.*s", RAP_FMT(d->warnings.items[i]));
  assert_false(rap_buf_failed(out));
}

static size_t restore_all(const char *path, size_t max) {
  rap_source *source = NULL;
  rap_arena *arena = rap_arena_new();
  rap_buf built = {0}, restored = {0};
  rap_error err = {0};
  rap_str name = rap_str_of(path);
  size_t n = 0;
  assert_int_equal(rap_source_new(&name, 1, NULL, &source, &err), RAP_OK);
  while (n < max) {
    rap_raw_document raw;
    rap_document a, b;
    rap_arena_reset(arena);
    rap_status st = rap_source_next(source, arena, &raw, &err);
    if (st == RAP_NOT_FOUND) break;
    rap_error_clear(&err);
    if (st != RAP_OK) continue;
    assert_int_equal(rap_document_build(arena, &raw, &a, &err), RAP_OK);
    rap_document stored = a;
    stored.blocks = NULL, stored.sentences = NULL, stored.n_blocks = stored.n_sentences = 0;
    stored.view = (rap_view){0};
    assert_int_equal(rap_document_restore(arena, &stored, &b, &err), RAP_OK);
    rap_buf_reset(&built);
    rap_buf_reset(&restored);
    describe(&a, &built);
    describe(&b, &restored);
    if (!rap_str_eq(rap_buf_str(&built), rap_buf_str(&restored))) fail_msg("%s: document %.*s is another when restored", path, RAP_FMT(raw.id));
    n++;
  }
  rap_source_free(source);
  rap_buf_clear(&built);
  rap_buf_clear(&restored);
  rap_arena_free(arena);
  return n;
}

static void samples_are_restored(void **state) {
  (void)state;
  assert_true(restore_all(RAP_TEST_ROOT "/corpus", SIZE_MAX) > 50);
}

static void real_texts_are_restored(void **state) {
  (void)state;
  static const char *const paths[] = {RAP_TEST_ROOT "/../shared/corpora/pib-2026.jsonl.gz", RAP_TEST_ROOT "/../shared/corpora/pib-bilingual.jsonl.gz",
                                      RAP_TEST_ROOT "/../shared/corpora/messy"};
  if (access(paths[0], R_OK) != 0) skip();
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) assert_true(restore_all(paths[i], 800) > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(same_rules_touch_nothing),
      cmocka_unit_test(terms_touch_texts_that_hold_them),
      cmocka_unit_test(the_rest_of_a_rule_touches_all_its_texts),
      cmocka_unit_test(added_and_removed),
      cmocka_unit_test(told_why_everywhere),
      cmocka_unit_test(damaged_outlines_are_refused),
      cmocka_unit_test(samples_are_restored),
      cmocka_unit_test(real_texts_are_restored),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
