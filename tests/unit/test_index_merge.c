/* One conference or several: the rules of merge.h, each in every order of its accounts. */
#include "test.h"

#include "index/merge.h"

static rap_day day(const char *text) {
  rap_day d = {0};
  assert_true(!*text || rap_day_parse(rap_str_of(text), &d));
  return d;
}

static rap_account account(const char *document, const char *start, const char *end, int edition, const char *status, const char *published) {
  static int64_t rows;
  return (rap_account){.title = RAP_STR("Council"),
                       .document = rap_str_of(document),
                       .row = ++rows,
                       .start = day(start),
                       .end = day(end),
                       .edition = edition,
                       .held = status[0] == 'h',
                       .main = true,
                       .published = day(published)};
}

static void at(rap_account *a, const char *place, const char *fold, const char *state) {
  a->place = rap_str_of(place);
  a->place_fold = rap_str_of(fold);
  a->state = rap_str_of(state);
}

typedef void (*check_fn)(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged);

static const rap_account *of(const rap_account *accounts, size_t n, const char *document) {
  for (size_t i = 0; i < n; i++)
    if (rap_str_is(accounts[i].document, document)) return &accounts[i];
  fail_msg("no account %s", document);
  return NULL;
}

/* Heap's algorithm. */
static void permute(rap_account *a, size_t k, size_t n, check_fn check) {
  if (k <= 1) {
    rap_error err = {0};
    rap_arena *arena = rap_arena_new();
    rap_merged *m;
    size_t n_merged;
    assert_non_null(arena);
    assert_int_equal(rap_merge_accounts(arena, a, n, &m, &n_merged, &err), RAP_OK);
    check(a, n, m, n_merged);
    rap_arena_free(arena);
    return;
  }
  for (size_t i = 0; i < k; i++) {
    permute(a, k - 1, n, check);
    size_t j = k % 2 ? 0 : i;
    rap_account t = a[j];
    a[j] = a[k - 1];
    a[k - 1] = t;
  }
}

#define SAME(a, b) (of(accounts, n, a)->event == of(accounts, n, b)->event)

static void check_seeds(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  assert_int_equal(n_merged, 2);
  assert_true(SAME("plan", "report"));
  assert_false(SAME("plan", "recalled"));
  assert_true(SAME("recalled", "recalled again"));
  const rap_merged *e = &m[of(accounts, n, "plan")->event];
  assert_int_equal(e->edition, 2);
  assert_true(e->held);
  assert_true(rap_str_is(e->place, "New Delhi"));
  assert_true(rap_str_is(e->state, "IN-DL"));
  assert_true(rap_str_is(e->chair, "Narendra Modi"));
  assert_true(rap_str_is(e->organiser, "NITI Aayog"));
  assert_true(rap_day_same(e->start, day("2023-01-06")) && rap_day_same(e->end, day("2023-01-07")));
  assert_int_equal(e->n_documents, 2);
  e = &m[of(accounts, n, "recalled")->event];
  assert_int_equal(e->edition, 1);
  assert_true(rap_day_same(e->start, day("2022-06")));
  assert_true(e->start.day == 0);
}

static void test_seeds(void **state) {
  (void)state;
  rap_account a[] = {
      account("plan", "2023-01-06", "2023-01-07", 2, "planned", "2023-01-04"), account("report", "2023-01-06", "2023-01-07", 0, "held", "2023-01-08"),
      account("recalled", "2022-06", "2022-06", 1, "held", "2023-01-04"), account("recalled again", "2022", "", 1, "held", "2023-01-09")};
  at(&a[0], "Delhi", "delhi", "IN-DL");
  at(&a[1], "New Delhi", "new delhi", "IN-DL");
  at(&a[2], "Dharamshala", "dharamshala", "");
  a[0].chair = RAP_STR("Modi");
  a[0].chair_fold = RAP_STR("modi");
  a[1].chair = RAP_STR("Narendra Modi");
  a[1].chair_fold = RAP_STR("narendra modi");
  a[1].organiser = a[1].organiser_fold = RAP_STR("NITI Aayog");
  a[2].row = a[0].row; /* the same text tells of both */
  a[2].idx = 1;
  a[2].main = a[3].main = false;
  permute(a, 4, 4, check_seeds);
}

static void check_other_edition(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  (void)m;
  assert_int_equal(n_merged, 3);
  assert_false(SAME("fourth", "fifth"));
  assert_false(SAME("fourth", "elsewhere"));
}

static void test_contradictions(void **state) {
  (void)state;
  rap_account a[] = {account("fourth", "2023-01-06", "", 4, "held", "2023-01-08"), account("fifth", "2023-01-06", "", 5, "held", "2023-01-08"),
                     account("elsewhere", "2023-01-06", "", 0, "held", "2023-01-08")};
  at(&a[0], "Panaji", "panaji", "IN-GA");
  at(&a[1], "Panaji", "panaji", "IN-GA");
  at(&a[2], "Kochi", "kochi", "IN-KL");
  permute(a, 3, 3, check_other_edition);
}

static void check_one(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  (void)accounts, (void)n;
  assert_int_equal(n_merged, 1);
  assert_true(rap_day_same(m[0].start, day("2023-02-18")));
  assert_int_equal(m[0].edition, 49);
}

static void test_by_publication(void **state) {
  (void)state;
  /* Before, with neither date nor edition; the day itself; the edition alone, afterwards. */
  rap_account a[] = {account("vague plan", "", "", 0, "planned", "2023-01-25"), account("dated", "2023-02-18", "2023-02-18", 0, "held", "2023-02-18"),
                     account("edition", "", "", 49, "held", "2023-02-20")};
  permute(a, 3, 3, check_one);
}

static void check_apart(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  (void)m;
  assert_int_equal(n_merged, 3);
  assert_false(SAME("too early", "dated"));
  assert_false(SAME("too late", "dated"));
}

static void test_outside_windows(void **state) {
  (void)state;
  rap_account a[] = {account("too early", "", "", 0, "planned", "2022-11-01"), account("dated", "2023-02-18", "", 0, "held", "2023-02-18"),
                     account("too late", "", "", 0, "held", "2023-04-01")};
  permute(a, 3, 3, check_apart);
}

static void check_coarse(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  (void)m;
  assert_int_equal(n_merged, 3);
  assert_false(SAME("some time", "first"));
  assert_false(SAME("some time", "second"));
}

static void test_ambiguous_month(void **state) {
  (void)state;
  rap_account a[] = {account("first", "2023-03-02", "", 0, "held", "2023-03-03"), account("second", "2023-03-20", "", 0, "held", "2023-03-21"),
                     account("some time", "2023-03", "", 0, "held", "2023-05-01")};
  a[2].main = false;
  permute(a, 3, 3, check_coarse);
}

static void check_postponed(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  (void)accounts, (void)n;
  assert_int_equal(n_merged, 1);
  assert_true(rap_day_same(m[0].start, day("2023-03-12")) && rap_day_same(m[0].end, day("2023-03-13")));
}

static void test_postponed(void **state) {
  (void)state;
  rap_account a[] = {account("plan", "2023-03-05", "2023-03-06", 7, "planned", "2023-02-20"),
                     account("report", "2023-03-12", "2023-03-13", 7, "held", "2023-03-14"), account("mention", "", "", 7, "held", "2024-01-01")};
  a[2].main = false;
  permute(a, 3, 3, check_postponed);
}

static void check_days(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  (void)accounts, (void)n;
  assert_int_equal(n_merged, 1);
  assert_true(rap_day_same(m[0].start, day("2023-08-01")) && rap_day_same(m[0].end, day("2023-08-03")));
}

static void test_day_by_day(void **state) {
  (void)state;
  /* "concluded on the 3rd" alone would be one day; the announcement gives the others. */
  rap_account a[] = {account("plan", "2023-08-01", "2023-08-03", 0, "planned", "2023-07-20"),
                     account("last day", "2023-08-03", "", 0, "held", "2023-08-04")};
  permute(a, 2, 2, check_days);
  rap_account b[] = {account("one", "2023-08-01", "", 0, "held", "2023-08-01"), account("two", "2023-08-02", "", 0, "held", "2023-08-02"),
                     account("three", "2023-08-03", "", 0, "held", "2023-08-03")};
  permute(b, 3, 3, check_days);
}

static void check_undated(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  assert_int_equal(n_merged, 1);
  assert_true(m[0].undated);
  assert_int_equal(m[0].n_documents, n);
  assert_int_equal(accounts[0].event, 0);
}

static void test_in_passing(void **state) {
  (void)state;
  rap_account a[] = {account("a", "", "", 0, "held", "2020-01-01"), account("b", "", "", 0, "held", "2021-01-01"),
                     account("c", "", "", 0, "held", "")};
  for (size_t i = 0; i < 3; i++) a[i].main = false;
  permute(a, 3, 3, check_undated);
}

static void check_two_of_one_text(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  (void)accounts, (void)n, (void)m;
  assert_int_equal(n_merged, 2);
}

static void test_one_text_two_events(void **state) {
  (void)state;
  rap_account a[] = {account("x", "2023-01-06", "", 0, "held", "2023-01-08"), account("x", "2023-01-06", "", 0, "held", "2023-01-08")};
  a[1].row = a[0].row;
  a[1].idx = 1;
  permute(a, 2, 2, check_two_of_one_text);
}

static void check_resumed(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  assert_int_equal(n_merged, 2);
  assert_true(SAME("first", "daily of the first") && SAME("second", "daily of the second"));
  const rap_merged *e = &m[of(accounts, n, "second")->event];
  assert_true(rap_day_same(e->start, day("2009-11-02")) && rap_day_same(e->end, day("2009-11-06")));
}

static void test_resumed(void **state) {
  (void)state;
  rap_account a[] = {account("first", "2009-09-28", "2009-10-09", 7, "held", "2009-10-09"),
                     account("second", "2009-11-02", "2009-11-06", 7, "held", "2009-11-06"),
                     account("daily of the first", "", "", 7, "held", "2009-09-30"), account("daily of the second", "", "", 7, "held", "2009-11-04")};
  permute(a, 4, 4, check_resumed);
}

static void check_far_news(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  (void)m;
  assert_int_equal(n_merged, 2);
  assert_false(SAME("dated", "of another time"));
}

static void test_far_news(void **state) {
  (void)state;
  rap_account a[] = {account("dated", "2011-04-03", "2011-04-08", 14, "held", "2011-04-08"),
                     account("of another time", "", "", 14, "held", "2011-10-04")};
  permute(a, 2, 2, check_far_news);
}

static void check_votes(const rap_account *accounts, size_t n, const rap_merged *m, size_t n_merged) {
  (void)accounts, (void)n;
  assert_int_equal(n_merged, 1);
  assert_true(rap_day_same(m[0].start, day("1997-12-01")) && rap_day_same(m[0].end, day("1997-12-11")));
  assert_true(rap_str_is(m[0].place, "Kyoto") && rap_str_is(m[0].country, "JP"));
}

static void test_votes(void **state) {
  (void)state;
  rap_account a[] = {account("opening", "1997-12-01", "1997-12-10", 3, "held", "1997-12-01"),
                     account("summary", "1997-12-01", "1997-12-11", 3, "held", "1997-12-11"),
                     account("recalled", "1997-12-01", "1997-12-11", 3, "held", "1998-06-12"),
                     account("misread", "1997-12-01", "1997-12-12", 3, "held", "1998-06-12")};
  at(&a[1], "Kyoto", "kyoto", "");
  at(&a[3], "Bonn", "bonn", "");
  a[1].country = RAP_STR("JP");
  a[3].country = RAP_STR("DE");
  a[2].main = a[3].main = false;
  permute(a, 4, 4, check_votes);
}

static void test_none(void **state) {
  (void)state;
  rap_error err = {0};
  rap_arena *arena = rap_arena_new();
  rap_merged *m;
  size_t n;
  assert_int_equal(rap_merge_accounts(arena, NULL, 0, &m, &n, &err), RAP_OK);
  assert_int_equal(n, 0);
  rap_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_seeds),
                                     cmocka_unit_test(test_contradictions),
                                     cmocka_unit_test(test_by_publication),
                                     cmocka_unit_test(test_outside_windows),
                                     cmocka_unit_test(test_ambiguous_month),
                                     cmocka_unit_test(test_postponed),
                                     cmocka_unit_test(test_day_by_day),
                                     cmocka_unit_test(test_in_passing),
                                     cmocka_unit_test(test_one_text_two_events),
                                     cmocka_unit_test(test_resumed),
                                     cmocka_unit_test(test_far_news),
                                     cmocka_unit_test(test_votes),
                                     cmocka_unit_test(test_none)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
