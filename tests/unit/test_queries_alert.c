/* What was told, as a set; what is new against it; and the same again as a feed. */
#include "index_fixture.h"

#include "queries/alert.h"

/* ---- sets ---- */

static void sets(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_error err = {0};
  rap_alert_set set = {0}, again, joined;
  static const rap_alert_entry entries[] = {{9, 1}, {3, 2}, {UINT64_MAX, 3}, {3, 4}, {0, 5}};
  for (size_t i = 0; i < 5; i++) assert_int_equal(rap_alert_set_add(arena, &set, entries[i], &err), RAP_OK);
  assert_int_equal(rap_alert_set_sort(arena, &set, &err), RAP_OK);
  assert_int_equal(set.n, 4);
  assert_int_equal(rap_alert_set_find(&set, 3)->content, 4); /* the later one */
  assert_null(rap_alert_set_find(&set, 4));
  rap_buf packed = {0};
  rap_alert_set_pack(&set, &packed);
  assert_int_equal(packed.n, 4 * RAP_ALERT_ENTRY_BYTES);
  assert_int_equal(rap_alert_set_unpack(arena, rap_buf_str(&packed), &again, &err), RAP_OK);
  assert_memory_equal(again.items, set.items, 4 * sizeof *set.items);
  rap_alert_entry newer[] = {{3, 7}, {5, 8}};
  const rap_alert_set now = {newer, 2, 2};
  assert_int_equal(rap_alert_set_join(arena, &set, &now, 100, &joined, &err), RAP_OK);
  assert_int_equal(joined.n, 5);
  assert_int_equal(rap_alert_set_find(&joined, 3)->content, 7);
  assert_int_equal(rap_alert_set_join(arena, &set, &now, 4, &joined, &err), RAP_OK);
  assert_int_equal(joined.n, 2);
  rap_buf_clear(&packed);
  rap_arena_free(arena);
}

static void damaged_sets(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_error err = {0};
  rap_alert_set set;
  static const char bytes[48] = {0}; /* three times the same identity */
  assert_int_equal(rap_alert_set_unpack(arena, (rap_str){bytes, 15}, &set, &err), RAP_ERR_STORE);
  rap_error_clear(&err);
  assert_int_equal(rap_alert_set_unpack(arena, (rap_str){bytes, 48}, &set, &err), RAP_ERR_STORE);
  assert_int_equal(rap_alert_set_unpack(arena, (rap_str){bytes, 16}, &set, &err), RAP_OK);
  assert_int_equal(rap_alert_set_unpack(arena, (rap_str){0}, &set, &err), RAP_OK);
  rap_arena_free(arena);
}

/* ---- rows ---- */

static const char row_a[] =
    "{\"document\": \"a\", \"published\": \"2023-01-04\", \"title\": \"One\", \"url\": \"https://example.org/a?x=1&y=2\", \"snippet\": \"a <b>\"}";
static const char row_b[] = "{\"document\": \"b\", \"published\": \"2023-01-08\", \"title\": \"Two\"}";

static void add_row(fixture *fx, rap_alert *a, const char *text) {
  rap_json *row = NULL;
  assert_ok(rap_json_parse(rap_str_of(text), &row, &fx->err));
  assert_ok(rap_alert_add(a, row, &fx->err));
  rap_json_free(row);
}

static const rap_saved question = {.name = {"releases", 8}, .title = {"Releases", 8}, .command = {"search", 6}};

static int setup(void **state) {
  (void)fixture_setup(state);
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = make(fx, "a", "One", "First text.", "2023-01-04");
  maker b = make(fx, "b", "Two", "Another text altogether.", "2023-01-08");
  put(&a), put(&b);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  return 0;
}

static void begin(fixture *fx, rap_alert *a, const char *since) {
  assert_ok(rap_alert_begin(a, &question, RAP_STR("theme=x"), fx->store, rap_str_of(since), fx->arena, &fx->err));
}

static void note_down(fixture *fx, rap_alert *a) {
  rap_buf packed = {0};
  assert_ok(rap_alert_end(a, &fx->err));
  rap_alert_set_pack(&a->all, &packed);
  assert_ok(rap_alert_mark(fx->store, question.name, RAP_STR("theme=x"), rap_buf_str(&packed), &fx->err));
  rap_buf_clear(&packed);
}

static void new_then_known_then_revised(void **state) {
  fixture *fx = *state;
  rap_alert a;
  begin(fx, &a, "");
  assert_true(a.first);
  add_row(fx, &a, row_a);
  assert_int_equal(a.n, 1);
  assert_false(a.items[0].revised);
  note_down(fx, &a);

  begin(fx, &a, "");
  assert_false(a.first);
  add_row(fx, &a, row_a);
  add_row(fx, &a, row_b);
  assert_int_equal(a.n, 1);
  assert_text(a.items[0].title, "Two");
  note_down(fx, &a);

  fixture_open(fx, RAP_STORE_WRITE); /* a later run */
  maker revised = make(fx, "a", "One", "First text, changed.", "2023-01-04");
  put(&revised);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  begin(fx, &a, "");
  add_row(fx, &a, row_a);
  add_row(fx, &a, row_b);
  assert_int_equal(a.n, 1);
  assert_int_equal(a.n_revised, 1);
  assert_true(a.items[0].revised);
  note_down(fx, &a);

  bool known;
  assert_ok(rap_alert_forget(fx->store, question.name, RAP_STR("theme=y"), &known, &fx->err));
  assert_false(known);
  assert_ok(rap_alert_forget(fx->store, question.name, RAP_STR("theme=x"), &known, &fx->err));
  assert_true(known);
  begin(fx, &a, "");
  add_row(fx, &a, row_a);
  assert_int_equal(a.n, 1);
}

static void older_rows_are_not_told(void **state) {
  fixture *fx = *state;
  rap_alert a;
  begin(fx, &a, "2023-01-05");
  add_row(fx, &a, row_a);
  add_row(fx, &a, row_b);
  assert_int_equal(a.n, 1);
  note_down(fx, &a);
  begin(fx, &a, "");
  add_row(fx, &a, row_a);
  assert_int_equal(a.n, 0); /* it counts as told */
}

static void rows_without_identity(void **state) {
  fixture *fx = *state;
  rap_alert a;
  rap_json *row = NULL;
  begin(fx, &a, "");
  assert_ok(rap_json_parse(RAP_STR("{\"title\": \"x\"}"), &row, &fx->err));
  assert_status(rap_alert_add(&a, row, &fx->err), RAP_ERR_RULES);
  rap_json_free(row);
  static const rap_saved other = {.name = {"m", 1}, .command = {"matrix", 6}};
  assert_status(rap_alert_begin(&a, &other, (rap_str){0}, fx->store, (rap_str){0}, fx->arena, &fx->err), RAP_ERR_USAGE);
}

/* ---- the feed ---- */

static void feed(void **state) {
  fixture *fx = *state;
  rap_alert a;
  begin(fx, &a, "");
  add_row(fx, &a, row_a);
  add_row(fx, &a, row_b);
  rap_buf once = {0}, again = {0};
  rap_out out = rap_out_to_buf(&once), other = rap_out_to_buf(&again);
  assert_ok(rap_alert_feed(&a, 1, RAP_STR("example.org,2024"), &out, &fx->err));
  assert_ok(rap_alert_feed(&a, 1, RAP_STR("example.org,2024"), &other, &fx->err));
  assert_string_equal(once.p, again.p);
  assert_non_null(strstr(once.p, "<updated>2023-01-08T00:00:00Z</updated>")); /* of the newest, which comes first */
  assert_true(strstr(once.p, "<title>Two</title>") < strstr(once.p, "<title>One</title>"));
  assert_non_null(strstr(once.p, "href=\"https://example.org/a?x=1&amp;y=2\""));
  assert_non_null(strstr(once.p, "a &lt;b&gt;"));
  assert_non_null(strstr(once.p, "<id>tag:example.org,2024:rapporteur/releases/"));
  rap_buf_clear(&once);
  rap_buf_clear(&again);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
  const struct CMUnitTest tests[] = {cmocka_unit_test(sets),        cmocka_unit_test(damaged_sets), TEST(new_then_known_then_revised),
                                     TEST(older_rows_are_not_told), TEST(rows_without_identity),    TEST(feed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
