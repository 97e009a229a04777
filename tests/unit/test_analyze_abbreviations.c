/* Abbreviations that a text introduces in brackets, and what they stand for from there on. */
#include "packs_fixture.h"

/* "text=value" of each body and programme, in order. */
static void assert_named(const char *text, const char *expected) {
  analysed x = analyse("", text, "2024-05-20");
  rap_str all = {0};
  for (size_t i = 0; i < x.record.n_mentions; i++) {
    const rap_mention *m = &x.record.mentions[i];
    if (m->kind != RAP_KIND_ORGANISATION && m->kind != RAP_KIND_PROGRAMME) continue;
    rap_str shown = rap_str_at(x.doc.full, m->text);
    all = joined(all, rap_arena_printf(arena, "%.*s=%.*s", RAP_FMT(shown), RAP_FMT(m->value)));
  }
  assert_string_equal(all.n ? rap_arena_str(arena, all).p : "", expected);
}

static void test_unknown_body(void **state) {
  (void)state;
  assert_named("The National Board for Harbour Lights (NBHL) met. The NBHL agreed, and an NBHL-led group will report.",
               "National Board for Harbour Lights=National Board for Harbour Lights; NBHL=National Board for Harbour Lights; "
               "NBHL=National Board for Harbour Lights; NBHL=National Board for Harbour Lights");
  assert_named("Funds of the Hill Lamps Scheme (HLS) rose. HLS pays.",
               "Hill Lamps Scheme=Hill Lamps Scheme; HLS=Hill Lamps Scheme; HLS=Hill Lamps Scheme");
}

static void test_known_body(void **state) {
  (void)state;
  /* Letters that no lexicon has go to the entry that stands before them. */
  assert_named("The Department of Space (DoSx) and DoSx.", "Department of Space=dos");
  assert_named("The Department of Space (DSpa) agreed. DSpa will act.", "Department of Space=dos; DSpa=dos; DSpa=dos");
}

static void test_where_it_begins(void **state) {
  (void)state;
  assert_named("NBHL is not yet known. Addressing the National Board for Harbour Lights (NBHL), he left.",
               "National Board for Harbour Lights=National Board for Harbour Lights; NBHL=National Board for Harbour Lights");
}

static void test_none(void **state) {
  (void)state;
  assert_named("Memorandum of Harbour Lights (MHL): MHL is no body.", "");
  assert_named("The National Board for Harbour Lights (XYZ) and XYZ.", "");
  assert_named("The Board met (NBHL). NBHL.", "");
  assert_named("All Harbour Union Territories (HUTs) and HUTs.", "");
}

static void test_first_place_counts(void **state) {
  (void)state;
  assert_named("The Hill Lamps Scheme (HLS) and the Harbour Lights Society (HLS): HLS.",
               "Hill Lamps Scheme=Hill Lamps Scheme; HLS=Hill Lamps Scheme; HLS=Hill Lamps Scheme; HLS=Hill Lamps Scheme");
}

static void test_long_text(void **state) {
  (void)state;
  rap_str text = RAP_STR("The National Board for Harbour Lights (NBHL). ");
  for (int i = 0; i < 8; i++) text = rap_arena_printf(arena, "%.*sNBHL met the Hill Lamps Scheme (HLS). ", RAP_FMT(text));
  rap_record record = analyse("", text.p, "2024-05-20").record;
  size_t last = 0, n = 0;
  for (size_t i = 0; i < record.n_mentions; i++) {
    assert_true(record.mentions[i].text.begin >= last); /* the merged list is in order */
    last = record.mentions[i].text.begin;
    n += record.mentions[i].kind == RAP_KIND_ORGANISATION;
  }
  assert_int_equal(n, 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_unknown_body), cmocka_unit_test(test_known_body),         cmocka_unit_test(test_where_it_begins),
      cmocka_unit_test(test_none),         cmocka_unit_test(test_first_place_counts), cmocka_unit_test(test_long_text),
  };
  return cmocka_run_group_tests(tests, packs_setup, packs_teardown);
}
