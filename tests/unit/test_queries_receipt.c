/* Receipts: written and read back, compared, and refused when they are none. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "queries/receipt.h"

static const char hash_a[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const char hash_b[] = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

typedef struct fixture {
  rap_arena *arena;
  rap_error err;
  rap_outputs_file files[2];
  rap_export_pack packs[1];
} fixture;

static int setup(void **state) {
  static fixture fx;
  fx = (fixture){.arena = rap_arena_new()};
  *state = &fx;
  return fx.arena ? 0 : -1;
}

static int teardown(void **state) {
  rap_arena_free(((fixture *)*state)->arena);
  return 0;
}

static rap_receipt sample(fixture *fx) {
  static rap_str arguments[] = {{"search", 6}, {"cyber", 5}};
  rap_receipt r = {.version = RAP_STR("0.1.0"), .interpreted = RAP_STR("cyber"), .rows = 7, .folder = true, .width = 80, .color = true};
  r.arguments = (rap_str_list){.items = arguments, .n = 2};
  fx->packs[0] = (rap_export_pack){RAP_STR("india-1.0123"), 100};
  r.facts = (rap_export_facts){.documents = 100,
                               .newest = RAP_STR("2023-01-08"),
                               .lexicon = RAP_STR("india-1.0123"),
                               .packs = fx->packs,
                               .n_packs = 1,
                               .schema = 8,
                               .derived = 10,
                               .views = 1};
  memcpy(r.facts.corpus, hash_a, sizeof hash_a);
  memcpy(r.facts.texts, hash_b, sizeof hash_b);
  memcpy(r.facts.corrected, hash_a, sizeof hash_a);
  for (size_t i = 0; i < 2; i++) {
    fx->files[i] = (rap_outputs_file){.name = i ? RAP_STR("b.csv") : RAP_STR("a.csv"), .bytes = 10 + i};
    memcpy(fx->files[i].sha256, i ? hash_b : hash_a, sizeof hash_a);
  }
  r.output = (rap_outputs_totals){.files = 2, .bytes = 21, .list = fx->files, .n_list = 2};
  memcpy(r.output.sha256, hash_a, sizeof hash_a);
  return r;
}

/* Lines, one behind the other. */
static void gather(void *ctx, rap_str line) { rap_buf_printf(ctx, "%.*s\n", RAP_FMT(line)); }

static rap_str differences(fixture *fx, const rap_receipt *a, const rap_receipt *b, bool *same) {
  rap_buf lines = {0};
  (void)rap_receipt_compare(a, b, same, gather, &lines);
  rap_str kept = rap_arena_str(fx->arena, rap_buf_str(&lines));
  rap_buf_clear(&lines);
  return kept;
}

static rap_str written(fixture *fx, const rap_receipt *r) {
  rap_buf text = {0};
  assert_int_equal(rap_receipt_write(r, &text, &fx->err), RAP_OK);
  rap_str kept = rap_arena_str(fx->arena, rap_buf_str(&text));
  rap_buf_clear(&text);
  return kept;
}

static void test_round_trip(void **state) {
  fixture *fx = *state;
  rap_receipt a = sample(fx), b;
  bool same = false;
  rap_str text = written(fx, &a);
  assert_int_equal(rap_receipt_read(fx->arena, text, &b, &fx->err), RAP_OK);
  assert_int_equal(differences(fx, &a, &b, &same).n, 0);
  assert_true(same);
  assert_int_equal(b.width, 80);
  assert_true(b.color);
  assert_int_equal(b.arguments.n, 2);
  assert_true(rap_str_eq(written(fx, &b), text));
}

static void test_differences(void **state) {
  fixture *fx = *state;
  rap_receipt a = sample(fx), b = sample(fx);
  bool same = true;
  rap_outputs_file other[2];
  b.facts.documents = 101;
  b.rows = 8;
  b.version = RAP_STR("0.2.0");
  memcpy(other, fx->files, sizeof other);
  memcpy(other[1].sha256, hash_a, sizeof hash_a);
  other[1].bytes = 12;
  b.output.list = other;
  b.output.bytes = 22;
  memcpy(b.output.sha256, hash_b, sizeof hash_b);
  rap_str lines = differences(fx, &a, &b, &same);
  assert_false(same);
  const char *wanted =
      "corpus: 100 documents then, 101 now\nprogram: 0.1.0 then, 0.2.0 now\nrows: 7 then, 8 now\nbytes: 21 then, 22 now\nb.csv: 11 bytes then, 12 now\n";
  assert_int_equal(lines.n, strlen(wanted));
  assert_memory_equal(lines.p, wanted, lines.n);
  /* Another corpus, the same answer. */
  b = sample(fx);
  memcpy(b.facts.corpus, hash_b, sizeof hash_b);
  lines = differences(fx, &a, &b, &same);
  assert_true(same);
  assert_true(rap_str_is(lines, "corpus: the same texts, but other records\n"));
}

/* A receipt may say anything: what is told of it stays one line, without control characters. */
static void test_clean_lines(void **state) {
  fixture *fx = *state;
  rap_receipt a = sample(fx), b = sample(fx);
  bool same;
  a.version = RAP_STR("0.1\n\033[31mred");
  rap_str lines = differences(fx, &a, &b, &same);
  assert_int_equal(rap_str_find(lines, RAP_STR("\033"), 0), SIZE_MAX);
  assert_int_equal(rap_str_find(lines, RAP_STR("\n"), 0), lines.n - 1);
}

static void test_refused(void **state) {
  fixture *fx = *state;
  static const struct {
    const char *from, *to;
    rap_status status;
  } edits[] = {
      {"\"receipt\": 1", "\"receipt\": 2", RAP_ERR_VERSION},
      {"\"receipt\": 1", "\"receipt\": 0", RAP_ERR_INPUT},
      {"\"receipt\": 1", "\"receipt\": \"1\"", RAP_ERR_INPUT},
      {"\"search\",", "7,", RAP_ERR_INPUT},
      {"\"cyber\"\n", "\"a\\u0000b\"\n", RAP_ERR_INPUT},
      {hash_a, "abc", RAP_ERR_INPUT},
      {"\"rows\": 7", "\"rows\": -7", RAP_ERR_INPUT},
      {"\"form\": \"folder\"", "\"form\": \"pipe\"", RAP_ERR_INPUT},
      {"\"width\": 80", "\"width\": 80000", RAP_ERR_INPUT},
      {"\"output\"", "\"outputs\"", RAP_ERR_INPUT},
      {"\"corpus\": {", "\"corpus\": 7, \"x\": {", RAP_ERR_INPUT},
      {"{", "[", RAP_ERR_INPUT},
  };
  rap_receipt a = sample(fx), b;
  rap_str text = written(fx, &a);
  for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
    size_t at = rap_str_find(text, rap_str_of(edits[i].from), 0);
    assert_int_not_equal(at, SIZE_MAX);
    rap_str edited = rap_arena_printf(fx->arena, "%.*s%s%s", (int)at, text.p, edits[i].to, text.p + at + strlen(edits[i].from));
    rap_error_clear(&fx->err);
    if (rap_receipt_read(fx->arena, edited, &b, &fx->err) != edits[i].status) fail_msg("%s: %s", edits[i].to, fx->err.text);
    assert_true(fx->err.text[0] != '\0');
    assert_int_equal(b.arguments.n, 0);
  }
  rap_error_clear(&fx->err);
  assert_int_equal(rap_receipt_read(fx->arena, RAP_STR(""), &b, &fx->err), RAP_ERR_INPUT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_round_trip, setup, teardown),
      cmocka_unit_test_setup_teardown(test_differences, setup, teardown),
      cmocka_unit_test_setup_teardown(test_clean_lines, setup, teardown),
      cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
