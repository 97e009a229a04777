/* Alignment, words, sketches, and which texts are one release. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "index/likeness.h"

enum { ROUNDS = 4000, LONGEST = 24 };

/* Deterministic, so that a failure comes again. */
static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

/* ---- alignment ---- */

/* Length of the longest common subsequence, by the table. */
static size_t common(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b) {
  size_t table[LONGEST + 1][LONGEST + 1] = {{0}};
  for (size_t i = 1; i <= n_a; i++)
    for (size_t j = 1; j <= n_b; j++) {
      size_t best = table[i - 1][j] > table[i][j - 1] ? table[i - 1][j] : table[i][j - 1];
      table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : best;
    }
  return table[n_a][n_b];
}

/* Rising, true, and apart; how many symbols agree. */
static size_t check_alignment(const rap_alignment *al, const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b) {
  size_t same = 0;
  for (size_t i = 0; i < al->n; i++) {
    const rap_common *m = &al->matches[i];
    assert_true(m->n > 0 && m->a + m->n <= n_a && m->b + m->n <= n_b);
    for (size_t k = 0; k < m->n; k++) assert_int_equal(a[m->a + k], b[m->b + k]);
    if (i) {
      const rap_common *last = m - 1;
      assert_true(last->a + last->n <= m->a && last->b + last->n <= m->b && (last->a + last->n < m->a || last->b + last->n < m->b));
    }
    same += m->n;
  }
  return same;
}

static void test_alignment_is_shortest(void **state) {
  (void)state;
  uint64_t seed = 1;
  rap_arena *arena = rap_arena_new();
  for (size_t round = 0; round < ROUNDS; round++) {
    uint32_t a[LONGEST], b[LONGEST], letters = 1 + next_random(&seed) % 5;
    size_t n_a = next_random(&seed) % (LONGEST + 1), n_b = next_random(&seed) % (LONGEST + 1);
    for (size_t i = 0; i < n_a; i++) a[i] = next_random(&seed) % letters;
    for (size_t i = 0; i < n_b; i++) b[i] = next_random(&seed) % letters;
    rap_alignment al;
    rap_arena_reset(arena);
    assert_true(rap_align(arena, a, n_a, b, n_b, RAP_ALIGN_BUDGET, &al));
    assert_false(al.cut);
    assert_int_equal(check_alignment(&al, a, n_a, b, n_b), common(a, n_a, b, n_b));
  }
  rap_arena_free(arena);
}

/* Rows that have nothing to do with each other, and a budget that ends in the middle. */
static void test_alignment_is_bounded(void **state) {
  (void)state;
  enum { MANY = 6000 };
  static uint32_t a[MANY], b[MANY];
  uint64_t seed = 7;
  rap_arena *arena = rap_arena_new();
  for (size_t i = 0; i < MANY; i++) a[i] = next_random(&seed) % 40, b[i] = next_random(&seed) % 40;
  const size_t budgets[] = {0, 1, 1000, RAP_ALIGN_BUDGET};
  for (size_t i = 0; i < 4; i++) {
    rap_alignment al;
    rap_arena_reset(arena);
    assert_true(rap_align(arena, a, MANY, b, MANY, budgets[i], &al));
    assert_true(al.cut);
    size_t same = check_alignment(&al, a, MANY, b, MANY);
    if (i == 3) assert_true(same > MANY / 4);
  }
  rap_arena_free(arena);
}

/* ---- words ---- */

static void test_words(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_wordrow row, other;
  const rap_str text = RAP_STR("ShillongThe 22AUG, co\xC2\xADoperation\n\xE0\xA5\xA6\xE0\xA5\xAD \xE0\xA4\xA6\xE0\xA4\xBF\xE0\xA4\xB2 \xC3\x89lan");
  const char *const parts[] = {
      "Shillong", "The", "22", "AUG", "co\xC2\xADoperation", "\xE0\xA5\xA6\xE0\xA5\xAD", "\xE0\xA4\xA6\xE0\xA4\xBF\xE0\xA4\xB2", "\xC3\x89lan"};
  const uint32_t flags[] = {RAP_WORD_NAME | RAP_WORD_FIRST,
                            RAP_WORD_NAME,
                            RAP_WORD_FIGURE | RAP_WORD_LONG,
                            RAP_WORD_NAME,
                            0,
                            RAP_WORD_FIGURE | RAP_WORD_FIRST,
                            0,
                            RAP_WORD_NAME};
  assert_true(rap_wordrow_make(arena, text, NULL, &row));
  assert_int_equal(row.n, 8);
  for (size_t i = 0; i < 8; i++) {
    assert_true(rap_str_is(rap_str_sub(text, row.words[i].begin, row.words[i].end), parts[i]));
    assert_int_equal(row.words[i].flags, flags[i]);
  }
  assert_true(rap_wordrow_make(arena, RAP_STR("shillong THE 22 aug cooperation 7 \xE0\xA4\xA6\xE0\xA4\xBF\xE0\xA4\xB2 \xC3\xA9lan"), NULL, &other));
  assert_int_equal(other.n, 8);
  for (size_t i = 0; i < 8; i++) assert_int_equal(row.symbols[i], other.symbols[i]);
  assert_true(rap_wordrow_make(arena, (rap_str){0}, NULL, &row));
  assert_int_equal(row.n, 0);
  rap_arena_free(arena);
}

/* ---- sketches ---- */

static rap_sketch sketch_of(rap_arena *arena, const char *title, const char *body, const char *url) {
  rap_sketch out;
  assert_true(rap_sketch_make(arena, rap_str_of(title), rap_str_of(body), rap_str_of(url), &out));
  return out;
}

static void test_forms(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  int64_t form = sketch_of(arena, "A dam", "The dam is full.", "").form;
  assert_int_equal(form, sketch_of(arena, "A Dam", "the  dam\nis full", "https://x.example/1").form);
  assert_int_not_equal(form, sketch_of(arena, "A dam", "The dam is nearly full.", "").form);
  assert_int_not_equal(form, sketch_of(arena, "Two dams", "The dam is full.", "").form);
  assert_int_equal(sketch_of(arena, "", " \n – ", "").form, 0);
  assert_int_equal(sketch_of(arena, "A dam", "The dam is full.", "").keys[0], 0); /* too short to be near anything */
  rap_arena_free(arena);
}

static void test_release_keys(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    bool same;
  } cases[] = {
      {"https://www.bureau.example/Page.aspx?PRID=2232916&reg=48&lang=1", "http://bureau.example/Print.aspx?prid=2232916", true},
      {"https://bureau.example/Page.aspx?PRID=2232916", "https://bureau.example/Page.aspx?PRID=2232917", false},
      {"https://bureau.example/Page.aspx?PRID=2232916", "https://other.example/Page.aspx?PRID=2232916", false},
      {"https://news.example/a/b/", "http://www.news.example/a/b#top", true},
      {"https://news.example/a?utm_source=x&p=12", "https://news.example/a?p=12&utm_medium=y", true},
      {"https://news.example/a?p=12", "https://news.example/a?p=13", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint32_t a = rap_release_key(rap_str_of(cases[i].a)), b = rap_release_key(rap_str_of(cases[i].b));
    assert_true(a && b);
    assert_int_equal(a == b, cases[i].same);
  }
  assert_int_equal(rap_release_key(RAP_STR("https://news.example/")), 0);
  assert_int_equal(rap_release_key(RAP_STR("not an address")), 0);
  assert_int_equal(rap_release_key((rap_str){0}), 0);
}

/* ---- one release or two ---- */

/* `n` words, then `tail`; the same seed gives the same words. */
static rap_str prose(rap_arena *arena, uint64_t seed, size_t n, const char *tail) {
  static const char *const words[] = {"river",  "minister", "school",  "opened",  "the",      "of",     "water", "district",
                                      "new",    "bridge",   "farmers", "plan",    "hospital", "people", "and",   "in",
                                      "market", "bank",     "train",   "village", "light",    "work",   "women", "road"};
  rap_str out = RAP_STR("");
  for (size_t i = 0; i < n; i++)
    out = rap_arena_printf(arena, "%.*s%s%s", RAP_FMT(out), i % 12 == 11 ? ".\n" : i ? " " : "", words[next_random(&seed) % 24]);
  return rap_arena_printf(arena, "%.*s %s", RAP_FMT(out), tail);
}

static bool near(rap_arena *arena, const char *title_a, rap_str a, const char *day_a, const char *title_b, rap_str b, const char *day_b) {
  rap_release x = {.title = rap_str_of(title_a), .body = a}, y = {.title = rap_str_of(title_b), .body = b};
  rap_likeness one, other;
  if (*day_a) assert_true(rap_day_parse(rap_str_of(day_a), &x.published));
  if (*day_b) assert_true(rap_day_parse(rap_str_of(day_b), &y.published));
  assert_true(rap_likeness_of(arena, &x, &y, false, &one));
  assert_true(rap_likeness_of(arena, &y, &x, false, &other));
  assert_int_equal(one.near, other.near);
  assert_true(one.jaccard >= 0 && one.jaccard <= one.containment && one.containment <= 1);
  return one.near;
}

static void test_near(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_str text = prose(arena, 3, 300, "");
  rap_str page = rap_arena_printf(
      arena, "Press Bureau\nPosted On: 22 AUG 2026 8:41PM by the Bureau\n%.*s\n(Release ID: 2302351)\nRead this release in: Hindi", RAP_FMT(text));
  assert_true(near(arena, "A bridge", text, "2026-08-22", "A bridge", page, "2026-08-22"));
  assert_true(near(arena, "A bridge", text, "2026-08-22", "A bridge", page, ""));
  assert_false(near(arena, "A bridge", text, "2026-08-22", "A bridge", prose(arena, 4, 300, ""), "2026-08-22"));
  /* an excerpt of a digest is not the digest */
  rap_str digest = rap_arena_printf(arena, "%.*s\n%.*s\n%.*s", RAP_FMT(prose(arena, 8, 400, "")), RAP_FMT(text), RAP_FMT(prose(arena, 9, 400, "")));
  assert_false(near(arena, "A bridge", text, "2026-08-22", "The week", digest, "2026-08-22"));
  /* short texts only word for word, which needs no comparison */
  assert_false(near(arena, "", prose(arena, 5, 20, ""), "", "", prose(arena, 5, 20, "today"), ""));
  rap_arena_free(arena);
}

/* A form that is filled in anew is another release each time; a misprint set right in a long text is not. */
static void test_forms_filled_in(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_str head = prose(arena, 11, 60, ""), tail = prose(arena, 12, 60, ""), more = prose(arena, 13, 900, "");
  rap_str a = rap_arena_printf(arena, "%.*s Sown on 37.32 lakh hectares. %.*s", RAP_FMT(head), RAP_FMT(tail));
  rap_str b = rap_arena_printf(arena, "%.*s Sown on 41.07 lakh hectares. %.*s", RAP_FMT(head), RAP_FMT(tail));
  rap_str c = rap_arena_printf(arena, "%.*s Homage to Shri Vidyadhar Rao today. %.*s", RAP_FMT(head), RAP_FMT(tail));
  rap_str d = rap_arena_printf(arena, "%.*s Homage to Dr Kamala Menon today. %.*s", RAP_FMT(head), RAP_FMT(tail));
  assert_false(near(arena, "Area sown", a, "2026-05-12", "Area sown", b, "2026-05-12"));
  assert_false(near(arena, "Area sown", a, "2026-05-12", "Area sown", b, "2026-05-19"));
  assert_false(near(arena, "Homage", c, "2026-05-12", "Homage", d, "2026-05-13"));
  rap_str long_a = rap_arena_printf(arena, "%.*s %.*s", RAP_FMT(a), RAP_FMT(more)),
          long_b = rap_arena_printf(arena, "%.*s %.*s", RAP_FMT(b), RAP_FMT(more));
  assert_true(near(arena, "Area sown", long_a, "2026-05-12", "Area sown", long_b, "2026-05-12"));
  assert_false(near(arena, "Area sown", long_a, "2026-05-12", "Area sown", long_b, "2026-08-12"));
  rap_arena_free(arena);
}

/* Two answers drafted from one paper; the same text under two headlines. */
static void test_titles(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_str text = prose(arena, 21, 400, "");
  rap_str a = rap_arena_printf(arena, "%.*s said in a reply in the Lower House.", RAP_FMT(text)),
          b = rap_arena_printf(arena, "%.*s said in a reply in the Upper House.", RAP_FMT(text));
  assert_false(near(arena, "Grants to weavers", rap_arena_printf(arena, "%.*s\n%.*s", RAP_FMT(a), RAP_FMT(text)), "2026-05-12",
                    "Funds for handlooms of the hills", rap_arena_printf(arena, "%.*s\n%.*s", RAP_FMT(b), RAP_FMT(text)), "2026-05-13"));
  assert_true(near(arena, "Grants to weavers", text, "2026-05-12", "Handlooms get money", text, "2026-05-13"));
  rap_arena_free(arena);
}

static void test_translations(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  const rap_day day = {.year = 2026, .month = 5, .day = 12}, later = {.year = 2026, .month = 6, .day = 12};
  rap_release en = {
      .body = RAP_STR("On 12 May 2026 the mission reached 347 villages in 28 districts. Of 1,250 pumps 96 stand idle, and 64 crore was spent."),
      .published = day};
  rap_release hi = {.body = RAP_STR("१२ मई २०२६ को मिशन २८ जिलों के ३४७ गांवों में पहुंचा। १,२५० पंपों में से ९६ बंद हैं, और ६४ करोड़ खर्च हुए।"), .published = day};
  rap_release other = {.body = RAP_STR("१२ मई २०२६ को मिशन ३१ जिलों के ८४१ गांवों में पहुंचा। २,७७० पंपों में से ११ बंद हैं, और ५० करोड़ खर्च हुए।"), .published = day};
  bool is;
  assert_true(rap_is_translation(arena, &en, &hi, false, &is));
  assert_true(is);
  assert_true(rap_is_translation(arena, &en, &other, false, &is));
  assert_false(is);
  hi.published = later;
  assert_true(rap_is_translation(arena, &en, &hi, false, &is));
  assert_false(is);
  rap_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_alignment_is_shortest),
                                     cmocka_unit_test(test_alignment_is_bounded),
                                     cmocka_unit_test(test_words),
                                     cmocka_unit_test(test_forms),
                                     cmocka_unit_test(test_release_keys),
                                     cmocka_unit_test(test_near),
                                     cmocka_unit_test(test_forms_filled_in),
                                     cmocka_unit_test(test_titles),
                                     cmocka_unit_test(test_translations)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
