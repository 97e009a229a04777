/* Families of documents: what belongs together, whatever the order of indexing, after removal, replacement, rebuilding and a run that was cut short. */
#include "index_fixture.h"

#include "index/families.h"

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

/* `n` words; the same seed gives the same ones. */
static const char *prose(fixture *fx, uint64_t seed, size_t n) {
  static const char *const words[] = {"river",  "minister", "school",  "opened",  "the",    "of",     "water", "district",
                                      "new",    "bridge",   "farmers", "plan",    "temple", "people", "and",   "in",
                                      "market", "bank",     "train",   "village", "light",  "work",   "women", "road"};
  rap_str out = RAP_STR("");
  for (size_t i = 0; i < n; i++)
    out = rap_arena_printf(fx->arena, "%.*s%s%s", RAP_FMT(out), i % 12 == 11 ? ".\n" : i ? " " : "", words[next_random(&seed) % 24]);
  return out.p;
}

typedef struct text {
  const char *id, *source, *title, *body, *published, *url;
} text;

static void put_text(fixture *fx, const text *t) {
  maker m = make(fx, t->id, t->title, t->body, t->published);
  m.doc.source = rap_str_of(t->source);
  m.doc.url = rap_str_of(t->url);
  m.doc.file = rap_arena_printf(fx->arena, "%s/%s.jsonl:1", fx->dir, t->id);
  put(&m);
}

/* All families as text, in an order of their own: "a: b revision, c copy; …". */
static rap_status on_family(void *ctx, const rap_family *f, rap_error *err) {
  (void)err;
  rap_buf *out = ctx;
  for (size_t i = 0; i < f->n; i++)
    rap_buf_printf(out, "%s%.*s %s", i ? ", " : "", RAP_FMT(f->members[i].document), rap_relation_name(f->members[i].relation));
  rap_buf_puts(out, "; ");
  return RAP_OK;
}

static rap_str families(fixture *fx) {
  rap_buf out = {0};
  const rap_filter all = {0};
  size_t total;
  assert_ok(rap_query_families(fx->store, &all, (rap_page){0, 0}, on_family, &out, &total, &fx->err));
  rap_str s = rap_arena_str(fx->arena, rap_buf_str(&out));
  assert_non_null(s.p);
  rap_buf_clear(&out);
  return s;
}

static void sample(fixture *fx, text out[8]) {
  const char *a = prose(fx, 1, 200), *b = prose(fx, 2, 200);
  const char *page = rap_arena_printf(fx->arena, "Press Bureau. Posted on 7 May 2026 2:51AM\n%s\nRead this release in: Hindi", a).p;
  const text texts[8] = {
      {"first", "Bureau", "A bridge opens", a, "2026-05-07", "https://bureau.example/r?prid=1001"},
      {"again", "Bureau", "A bridge opens", a, "2026-05-08", ""},
      {"updated", "Bureau", "A bridge opens", page, "2026-05-08", "https://bureau.example/r?prid=1001&lang=1"},
      {"paper", "Daily Paper", "Bridge opened", rap_arena_printf(fx->arena, "By our correspondent\n%s", a).p, "2026-05-08",
       "https://paper.example/bridge"},
      {"other", "Bureau", "Another bridge", b, "2026-05-07", "https://bureau.example/r?prid=1002"},
      {"other-paper", "Daily Paper", "Another bridge", b, "2026-05-07", ""},
      {"alone", "Bureau", "A school", prose(fx, 3, 200), "2026-05-07", ""},
      {"short", "Bureau", "Notice", "The office is closed.", "2026-05-07", ""},
  };
  memcpy(out, texts, sizeof texts);
}

#define EXPECTED "first canonical, updated revision, paper syndicated, again copy; other canonical, other-paper copy; "

static void test_relations(void **state) {
  fixture *fx = *state;
  text texts[8];
  sample(fx, texts);
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t i = 0; i < 8; i++) put_text(fx, &texts[i]);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_text(families(fx), EXPECTED);
  assert_int_equal(problems(fx), 0);
  rap_family family;
  assert_ok(rap_query_family(fx->store, RAP_STR("paper"), fx->arena, &family, &fx->err));
  assert_int_equal(family.n, 4);
  assert_text(family.members[0].document, "first");
  assert_ok(rap_query_family(fx->store, RAP_STR("alone"), fx->arena, &family, &fx->err));
  assert_int_equal(family.n, 1);
  assert_int_equal(family.members[0].relation, RAP_RELATION_CANONICAL);
  assert_status(rap_query_family(fx->store, RAP_STR("nobody"), fx->arena, &family, &fx->err), RAP_NOT_FOUND);
  rap_store_stats stats;
  assert_ok(rap_store_stats_of(fx->store, &stats, &fx->err));
  assert_int_equal(stats.families, 4);
  assert_int_equal(stats.copies, 4);
}

/* In any order, in one run or in many, with documents that were there for a while. */
static void test_any_order(void **state) {
  fixture *fx = *state;
  text texts[8];
  uint64_t seed = 5;
  sample(fx, texts);
  for (size_t round = 0; round < 12; round++) {
    size_t order[8];
    for (size_t i = 0; i < 8; i++) order[i] = i;
    for (size_t i = 8; i > 1; i--) {
      size_t k = next_random(&seed) % i, swap = order[i - 1];
      order[i - 1] = order[k];
      order[k] = swap;
    }
    (void)snprintf(fx->path, sizeof fx->path, "%.200s/order-%zu.db", fx->dir, round);
    fixture_open(fx, RAP_STORE_WRITE);
    for (size_t i = 0; i < 8; i++) {
      put_text(fx, &texts[order[i]]);
      if (next_random(&seed) % 2) assert_ok(rap_store_finish(fx->store, &fx->err));
      if (next_random(&seed) % 3) continue;
      size_t n;
      assert_ok(rap_store_remove(fx->store, rap_str_of(texts[order[i]].id), &n, &fx->err));
      assert_ok(next_random(&seed) % 2 ? rap_store_finish(fx->store, &fx->err) : rap_store_commit(fx->store, &fx->err));
      fixture_open(fx, RAP_STORE_WRITE); /* a new run */
      put_text(fx, &texts[order[i]]);
    }
    assert_ok(rap_store_finish(fx->store, &fx->err));
    assert_text(families(fx), EXPECTED);
    assert_int_equal(problems(fx), 0);
  }
}

static void test_removal_and_replacement(void **state) {
  fixture *fx = *state;
  text texts[8];
  size_t n;
  sample(fx, texts);
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t i = 0; i < 8; i++) put_text(fx, &texts[i]);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_ok(rap_store_remove(fx->store, RAP_STR("first"), &n, &fx->err));
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_text(families(fx), "updated canonical, paper syndicated, again revision; other canonical, other-paper copy; ");
  assert_ok(rap_store_remove(fx->store, RAP_STR("other"), &n, &fx->err));
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_text(families(fx), "updated canonical, paper syndicated, again revision; ");
  fixture_open(fx, RAP_STORE_WRITE);
  text changed = texts[3];
  changed.body = prose(fx, 9, 150);
  put_text(fx, &changed);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_text(families(fx), "updated canonical, again revision; ");
  fixture_open(fx, RAP_STORE_WRITE);
  put_text(fx, &texts[3]);
  put_text(fx, &texts[0]);
  put_text(fx, &texts[4]);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_text(families(fx), EXPECTED);
  assert_ok(rap_store_rebuild(fx->store, &fx->err));
  assert_text(families(fx), EXPECTED);
  assert_int_equal(problems(fx), 0);
}

/* Committed, but not finished: the next one who writes resolves. */
static void test_cut_short(void **state) {
  fixture *fx = *state;
  text texts[8];
  sample(fx, texts);
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t i = 0; i < 8; i++) put_text(fx, &texts[i]);
  assert_ok(rap_store_commit(fx->store, &fx->err));
  assert_text(families(fx), "");
  assert_int_equal(problems(fx), 0);
  fixture_open(fx, RAP_STORE_WRITE);
  assert_text(families(fx), EXPECTED);
  assert_int_equal(problems(fx), 0);
}

/* A form letter of which there are hundreds, and a text that hundreds took over with a line of their own: beyond the leaders of a key families are still the same in any order. */
static void test_crowds(void **state) {
  fixture *fx = *state;
  enum { MANY = 60 };
  rap_str found[2];
  const char *letter = prose(fx, 31, 120), *story = prose(fx, 32, 240);
  for (size_t round = 0; round < 2; round++) {
    (void)snprintf(fx->path, sizeof fx->path, "%.200s/crowd-%zu.db", fx->dir, round);
    fixture_open(fx, RAP_STORE_WRITE);
    for (size_t i = 0; i < 2 * MANY; i++) {
      size_t at = round ? 2 * MANY - 1 - i : i, k = at / 2;
      const char *id = rap_arena_printf(fx->arena, "%s-%zu", at % 2 ? "letter" : "story", k).p;
      const char *name = rap_arena_printf(fx->arena, "Shri %c%cram %cingh", (int)('A' + k % 26), (int)('a' + k / 26), (int)('A' + k * 7 % 26)).p;
      const char *body = at % 2 ? rap_arena_printf(fx->arena, "%.300s\nThe post goes to %s, who takes charge of %zu offices.\n%s", letter, name,
                                                   100 + k, letter + 300)
                                      .p
                                : rap_arena_printf(fx->arena, "Report by desk %s\n%s", prose(fx, 100 + k, 6), story).p;
      const text t = {id, rap_arena_printf(fx->arena, "Paper %zu", k).p, at % 2 ? "Appointment" : "A story", body, "2026-05-07", ""};
      put_text(fx, &t);
      if (i % 25 == 24) assert_ok(rap_store_finish(fx->store, &fx->err));
    }
    assert_ok(rap_store_finish(fx->store, &fx->err));
    assert_int_equal(problems(fx), 0);
    found[round] = families(fx);
  }
  assert_true(rap_str_eq(found[0], found[1]));
  rap_family family;
  assert_ok(rap_query_family(fx->store, RAP_STR("story-0"), fx->arena, &family, &fx->err));
  assert_int_equal(family.n, MANY);
  assert_ok(rap_query_family(fx->store, RAP_STR("letter-0"), fx->arena, &family, &fx->err));
  assert_int_equal(family.n, 1);
}

/* A cell, by each unit; the evidence has one document of each family. */
static rap_status count_rows(void *ctx, const rap_statement_row *row, rap_error *err) {
  (void)err;
  int64_t *n = ctx;
  n[0]++;
  n[1] += row->copies;
  return RAP_OK;
}

static void test_counting(void **state) {
  fixture *fx = *state;
  static const char *const ids[] = {"a", "b", "c"};
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t i = 0; i < 3; i++) {
    maker m = make(fx, ids[i], "Data",
                   rap_arena_printf(fx->arena, "%s\n%s",
                                    i < 2 ? "Kerala proposed open data. Kerala proposed more." : "Kerala proposed open data. Kerala wants maps.",
                                    prose(fx, i < 2 ? 41 : 42, 60))
                       .p,
                   i ? "2026-05-08" : "2026-05-07");
    m.doc.file = rap_arena_printf(fx->arena, "%s/%s.jsonl:1", fx->dir, ids[i]);
    m.doc.source = rap_str_of(ids[i]);
    add_mention(&m, RAP_KIND_STATE, "Kerala", "IN-KL");
    add_statement(&m, "IN-KL", "proposed", "digital.data", "Kerala proposed open data.");
    if (i < 2) add_statement(&m, "IN-KL", "proposed", "digital.data", "Kerala proposed more.");
    put(&m);
  }
  assert_ok(rap_store_finish(fx->store, &fx->err));
  const rap_filter all = {0};
  static const int64_t expected[] = {[RAP_UNIT_STATEMENTS] = 5, [RAP_UNIT_DOCUMENTS] = 3, [RAP_UNIT_EVENTS] = 0, [RAP_UNIT_FAMILIES] = 2};
  for (int by_rows = 0; by_rows < 2; by_rows++)
    for (size_t u = 0; u < 4; u++) {
      rap_matrix m;
      const rap_count_spec spec = {
          .base = RAP_FROM_STATEMENTS, .unit = (rap_unit)u, .rows = RAP_AXIS_STATE, .cols = RAP_AXIS_THEME, .by_rows = by_rows};
      assert_ok(rap_query_matrix(fx->store, &all, &spec, fx->arena, &m, &fx->err));
      assert_int_equal(m.total, expected[u]);
      if (expected[u]) assert_int_equal(m.cells[0], expected[u]);
    }
  const rap_cell cells[] = {{RAP_AXIS_STATE, RAP_STR("IN-KL")}, {RAP_AXIS_THEME, RAP_STR("digital.data")}};
  const rap_filter cell = {.cells = cells, .n_cells = 2, .one_of_family = true};
  int64_t rows[2] = {0, 0};
  size_t total;
  assert_ok(rap_query_statements(fx->store, &cell, (rap_page){0, 0}, count_rows, rows, &total, &fx->err));
  assert_int_equal(total, 3);
  assert_int_equal(rows[0], 3);
  assert_int_equal(rows[1], 2); /* both statements of "a" stand in one more document */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(test_relations, fixture_setup, fixture_teardown),
                                     cmocka_unit_test_setup_teardown(test_any_order, fixture_setup, fixture_teardown),
                                     cmocka_unit_test_setup_teardown(test_removal_and_replacement, fixture_setup, fixture_teardown),
                                     cmocka_unit_test_setup_teardown(test_cut_short, fixture_setup, fixture_teardown),
                                     cmocka_unit_test_setup_teardown(test_crowds, fixture_setup, fixture_teardown),
                                     cmocka_unit_test_setup_teardown(test_counting, fixture_setup, fixture_teardown)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
