/* test_ingest_words.c: the tables that the build makes of the word lists find what stands in them, and nothing else. */
#include "test.h"

#include "ingest/words.h"

static void finds_words(void **state) {
  (void)state;
  assert_true(RAP_WORD_IN(rap_words_get(&rap_words_abbreviations, RAP_STR("Dr")), RAP_ABBR_TITLE));
  assert_true(RAP_WORD_IN(rap_words_get(&rap_words_abbreviations, RAP_STR("The")), RAP_ABBR_OPENER));
  assert_true(RAP_WORD_IN(rap_words_get(&rap_words_languages, RAP_STR("the")), RAP_LANGUAGE_EN));
  assert_false(RAP_WORD_IN(rap_words_get(&rap_words_languages, RAP_STR("the")), RAP_LANGUAGE_HI));
  size_t month = rap_words_get(&rap_words_datelines, RAP_STR("sept"));
  assert_true(RAP_WORD_IN(month, RAP_DATELINE_MONTH) && !RAP_WORD_IN(month, RAP_DATELINE_LABEL));
  assert_int_equal(RAP_WORD_NUMBER(month), 9);
}

static void refuses_others(void **state) {
  (void)state;
  static const char *const others[] = {
      "", "d", "dr", "Dr.", "[title]", "title", "#", "sept 9", "a word longer than any that stands in a list of abbreviations"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) assert_int_equal(rap_words_get(&rap_words_abbreviations, rap_str_of(others[i])), 0);
  assert_int_equal(rap_words_get(&rap_words_datelines, RAP_STR("sept 9")), 0);
  assert_int_equal(rap_words_get(&rap_words_datelines, (rap_str){0}), 0);
}

/* Each word is found in its own slot, none is longer than the table says, and a search for what is absent comes to an end. */
static void tables_are_sound(void **state) {
  (void)state;
  const rap_words *const tables[] = {&rap_words_abbreviations, &rap_words_datelines, &rap_words_languages};
  for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
    size_t n = 0;
    assert_int_equal(tables[t]->n_slots & (tables[t]->n_slots - 1), 0);
    for (size_t i = 0; i < tables[t]->n_slots; i++) {
      const rap_word *word = &tables[t]->slots[i];
      if (word->text.n == 0) continue;
      n++;
      assert_true(word->num != 0 && word->text.n <= tables[t]->longest);
      assert_int_equal(rap_words_get(tables[t], word->text), word->num);
    }
    assert_true(n > 10 && n <= tables[t]->n_slots / 2);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(finds_words), cmocka_unit_test(refuses_others), cmocka_unit_test(tables_are_sound)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
