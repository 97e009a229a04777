/* Stated totals of participants. */
#include "packs_fixture.h"

/* "text=of min..max" of each count, joined by "; "; an open end is left out. */
static void assert_counts(const char *text, const char *expected) {
  const analysed x = analyse("", text, "2024-05-20");
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < x.record.n_counts; i++) {
    const rap_count *c = &x.record.counts[i];
    rap_str min = c->min < 0 ? RAP_STR("") : rap_arena_printf(arena, "%lld", (long long)c->min),
            max = c->max < 0 ? RAP_STR("") : rap_arena_printf(arena, "%lld", (long long)c->max);
    all = rap_arena_printf(arena, "%.*s%s%.*s=%.*s %.*s..%.*s", RAP_FMT(all), i ? "; " : "", RAP_FMT(rap_str_at(x.doc.full, c->text)), RAP_FMT(c->of),
                           RAP_FMT(min), RAP_FMT(max));
  }
  assert_string_equal(all.p ? all.p : "", expected);
}

static void test_numbers(void **state) {
  (void)state;
  assert_counts("It was attended by 770 participants.", "770 participants=persons 770..770");
  assert_counts("It was attended by 1,25,000 delegates.", "1,25,000 delegates=delegates 125000..125000");
  assert_counts("It was attended by 125,000 delegates.", "125,000 delegates=delegates 125000..125000");
  assert_counts("It was attended by 2.5 lakh delegates.", "2.5 lakh delegates=delegates 250000..250000");
  assert_counts("It was attended by two hundred and fifty delegates.", "two hundred and fifty delegates=delegates 250..250");
  assert_counts("It was attended by twenty-five delegates.", "twenty-five delegates=delegates 25..25");
  assert_counts("It was attended by 100 to 150 delegates.", "100 to 150 delegates=delegates 100..150");
  assert_counts("It was attended by 0 delegates.", "");
}

static void test_bounds(void **state) {
  (void)state;
  assert_counts("More than 200 delegates took part.", "More than 200 delegates=delegates 200..");
  assert_counts("Over 1,000 delegates took part.", "Over 1,000 delegates=delegates 1000..");
  assert_counts("Nearly 300 delegates took part.", "Nearly 300 delegates=delegates ..300");
  assert_counts("Around 300 delegates took part.", "Around 300 delegates=delegates 300..300");
  assert_counts("A total of 300 delegates took part.", "A total of 300 delegates=delegates 300..300");
}

static void test_what(void **state) {
  (void)state;
  assert_counts("Officers from 34 States and UTs participated in the meeting.", "34 States and UTs=states 34..34");
  assert_counts("It will bring together Ministers from six states and three Union Territories.",
                "six states=states 6..6; three Union Territories=union territories 3..3");
  assert_counts("Ten central ministries took part.", "Ten central ministries=ministries 10..10");
}

static void test_not_participants(void **state) {
  (void)state;
  assert_counts("Courts are at work across 29 States/UTs.", "");
  assert_counts("The scheme has reached 40,000 farmers.", "");
  assert_counts("He told the participants that 5,000 farmers had gained.", "");
}

static void test_repeats(void **state) {
  (void)state;
  assert_counts("Over 200 delegates took part. As said, over 200 delegates attended. Some 90 delegates attended dinner.",
                "Over 200 delegates=delegates 200..; Some 90 delegates=delegates 90..90");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_numbers),          cmocka_unit_test(test_bounds),  cmocka_unit_test(test_what),
      cmocka_unit_test(test_not_participants), cmocka_unit_test(test_repeats),
  };
  return cmocka_run_group_tests(tests, packs_setup, packs_teardown);
}
