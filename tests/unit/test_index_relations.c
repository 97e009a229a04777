/* Relations: who meets whom, by bitmaps and by rows; sides, silence, persons; an empty store and unknown names. */
#include "index_fixture.h"

#include "index/relation_walk.h"
#include "index/relations.h"

static rap_statement *said(maker *m, const char *actors, const char *predicate, const char *polarity, const char *themes, const char *sentence) {
  rap_statement *s = add_statement(m, actors, predicate, themes, sentence);
  s->polarity = rap_str_of(polarity);
  return s;
}

static void put_first(fixture *fx) {
  maker m = make(fx, "first", "", "Kerala backs it. Punjab does not. Goa talks. Asha Rao was in the chair. Haryana came.", "2022-01-02");
  add_event(&m, "water", "Water", 1, "2022-01-01", "2022-01-01", "held", true);
  said(&m, "IN-KL", "supported", "support", "water", "Kerala backs it.");
  said(&m, "IN-PB", "opposed", "oppose", "water", "Punjab does not.");
  said(&m, "IN-GA", "discussed", "neutral", "health", "Goa talks.");
  add_mention(&m, RAP_KIND_STATE, "Kerala", "IN-KL");
  add_mention(&m, RAP_KIND_STATE, "Haryana", "IN-HR");
  add_person(&m, "Asha Rao", "Minister of Water", "chair");
  add_theme(&m, "water", true);
  add_count(&m, "Haryana came", "states", 1, 1);
  put(&m);
}

static void put_second(fixture *fx) {
  maker m = make(fx, "second", "", "Kerala and Punjab back it. Goa waits. Asha Rao spoke.", "2023-01-02");
  add_event(&m, "water", "Water", 3, "2023-01-01", "2023-01-01", "held", true);
  said(&m, "IN-KL IN-PB", "supported", "support", "water health", "Kerala and Punjab back it.");
  rap_statement *s = said(&m, "IN-GA", "discussed", "neutral", "roads", "Goa waits.");
  s->speaker = RAP_STR("Asha Rao");
  add_person(&m, "Asha Rao", "Chief Minister", "addressed");
  add_mention(&m, RAP_KIND_STATE, "Goa", "IN-GA");
  put(&m);
}

static int setup(void **state) {
  (void)fixture_setup(state);
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  put_first(fx), put_second(fx);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  fixture_open(fx, RAP_STORE_READ);
  return 0;
}

static int setup_empty(void **state) {
  (void)fixture_setup(state);
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  fixture_open(fx, RAP_STORE_READ);
  return 0;
}

/* "IN-KL water 2; …" */
static rap_str shown(fixture *fx, const rap_pairs *p, bool own) {
  rap_buf b = {0};
  for (size_t i = 0; i < p->n; i++)
    rap_buf_printf(&b, "%s%.*s %.*s %d", i ? "; " : "", RAP_FMT(p->rows.items[p->items[i].row].label.value),
                   RAP_FMT((own ? p->rows.items : p->cols.items)[p->items[i].col].label.value), (int)p->items[i].n);
  rap_str s = rap_arena_str(fx->arena, b.p ? rap_buf_str(&b) : RAP_STR(""));
  rap_buf_clear(&b);
  return s;
}

static void assert_pairs(fixture *fx, rap_base base, rap_unit unit, rap_axis rows, rap_axis cols, const char *expected) {
  for (int by_rows = 0; by_rows < 2; by_rows++) {
    const rap_filter f = {0};
    const rap_pairs_spec spec = {.count = {.base = base, .unit = unit, .rows = rows, .cols = cols, .by_rows = by_rows == 1}};
    rap_pairs p;
    assert_ok(rap_query_pairs(fx->store, &f, &spec, fx->arena, &p, &fx->err));
    assert_text(shown(fx, &p, rows == cols), expected);
  }
}

static void test_pairs(void **state) {
  fixture *fx = *state;
  assert_pairs(fx, RAP_FROM_STATEMENTS, RAP_UNIT_STATEMENTS, RAP_AXIS_STATE, RAP_AXIS_THEME,
               "IN-GA health 1; IN-GA roads 1; IN-KL water 2; IN-KL health 1; IN-PB water 2; IN-PB health 1");
  assert_pairs(fx, RAP_FROM_STATEMENTS, RAP_UNIT_STATEMENTS, RAP_AXIS_STATE, RAP_AXIS_STATE, "IN-KL IN-PB 1");
  assert_pairs(fx, RAP_FROM_EVENTS, RAP_UNIT_DOCUMENTS, RAP_AXIS_PERSON, RAP_AXIS_EVENT, "asha rao water-2022-01-01 1; asha rao water-2023-01-01 1");
  assert_pairs(fx, RAP_FROM_STATEMENTS, RAP_UNIT_EVENTS, RAP_AXIS_THEME, RAP_AXIS_POLARITY,
               "health neutral 1; health support 1; water support 2; water oppose 1; roads neutral 1");
  assert_pairs(fx, RAP_FROM_STATEMENTS, RAP_UNIT_FAMILIES, RAP_AXIS_PREDICATE, RAP_AXIS_YEAR,
               "discussed 2022 1; discussed 2023 1; supported 2022 1; supported 2023 1; opposed 2022 1");
}

static void test_pairs_of_some(void **state) {
  fixture *fx = *state;
  const rap_filter f = {0};
  rap_str_list only = list_of(fx, "IN-KL nowhere"), without = list_of(fx, "water");
  const rap_pairs_spec spec = {
      .count = {.base = RAP_FROM_STATEMENTS, .rows = RAP_AXIS_STATE, .cols = RAP_AXIS_THEME}, .only = &only, .without = &without};
  rap_pairs p;
  assert_ok(rap_query_pairs(fx->store, &f, &spec, fx->arena, &p, &fx->err));
  assert_text(shown(fx, &p, false), "IN-KL health 1");
  assert_int_equal(p.total, 5);
}

static void test_sides(void **state) {
  fixture *fx = *state;
  const rap_filter f = {0};
  const rap_str pair[] = {RAP_STR("IN-KL"), RAP_STR("IN-PB")};
  rap_sides s;
  assert_ok(rap_query_sides(fx->store, &f, pair, fx->arena, &s, &fx->err));
  assert_int_equal(s.occasions, 3); /* water twice, health once */
  assert_int_equal(s.contested, 1);
  assert_int_equal(s.n_pairs, 1);
  assert_int_equal(s.pairs[0].same, 2);
  assert_int_equal(s.pairs[0].opposite, 1);
  assert_int_equal(s.n_shared, 3);
}

static const rap_silence_row *row_of(const rap_silence *s, const char *value) {
  for (size_t i = 0; i < s->n_rows; i++)
    if (rap_str_is(s->rows[i].label.value, value)) return &s->rows[i];
  fail_msg("no row %s", value);
  return NULL;
}

static void test_silence(void **state) {
  fixture *fx = *state;
  const rap_filter f = {0};
  rap_str_list water = list_of(fx, "water");
  rap_silence s;
  const rap_silence_spec by_state = {.themes = &water}, by_event = {.themes = &water, .state = RAP_STR("IN-GA"), .by_event = true},
                         by_theme = {.state = RAP_STR("IN-KL")};
  assert_ok(rap_query_silence(fx->store, &f, &by_state, fx->arena, &s, &fx->err));
  assert_int_equal(s.events, 2);
  assert_int_equal(row_of(&s, "IN-GA")->spoke, 2);
  assert_int_equal(row_of(&s, "IN-HR")->named, 1);
  assert_int_equal(row_of(&s, "IN-KL")->raised, 2);
  assert_int_equal(row_of(&s, "IN-KL")->spoke, 0);
  assert_text(s.rows[0].label.value, "IN-GA");
  assert_int_equal(s.raised_by.n, 2);
  assert_ok(rap_query_silence(fx->store, &f, &by_event, fx->arena, &s, &fx->err));
  assert_int_equal(s.n_rows, 2);
  assert_ok(rap_query_silence(fx->store, &f, &by_theme, fx->arena, &s, &fx->err));
  assert_int_equal(row_of(&s, "roads")->spoke, 1);
  assert_int_equal(row_of(&s, "health")->spoke, 1);
  assert_int_equal(row_of(&s, "health")->raised, 1);
}

static void test_attendance(void **state) {
  fixture *fx = *state;
  rap_attendance a;
  assert_ok(rap_query_attendance(fx->store, RAP_STR("water-2022-01-01"), fx->arena, &a, &fx->err));
  assert_int_equal(a.n_counts, 1);
  assert_text(a.counts[0].name, "Haryana came");
  assert_ok(rap_query_attendance(fx->store, RAP_STR("no such event"), fx->arena, &a, &fx->err));
  assert_int_equal(a.n_counts, 0);
}

static void test_activity(void **state) {
  fixture *fx = *state;
  const rap_filter f = {0};
  rap_activity a;
  for (int order = RAP_ACTIVITY_BY_DOCUMENTS; order <= RAP_ACTIVITY_BY_LAST; order++) {
    const rap_activity_spec spec = {.axis = RAP_AXIS_PERSON, .order = (rap_activity_order)order};
    assert_ok(rap_query_activity(fx->store, &f, &spec, fx->arena, &a, &fx->err));
    assert_int_equal(a.total, 1);
    assert_int_equal(a.rows[0].documents, 2);
    assert_int_equal(a.rows[0].events, 2);
    assert_int_equal(a.rows[0].statements, 1);
    assert_int_equal(a.rows[0].first, 20220102);
    assert_int_equal(a.rows[0].last, 20230102);
  }
  const rap_activity_spec series = {.axis = RAP_AXIS_SERIES};
  assert_ok(rap_query_activity(fx->store, &f, &series, fx->arena, &a, &fx->err));
  assert_int_equal(a.rows[0].first, 20220101); /* of the events */
  assert_int_equal(a.rows[0].statements, 5);
}

typedef struct seen {
  size_t n;
  rap_buf text;
} seen;

static rap_status on_appearance(void *ctx, const rap_appearance *a, rap_error *err) {
  (void)err;
  seen *s = ctx;
  s->n++;
  rap_buf_printf(&s->text, "%.*s %.*s %.*s, ", RAP_FMT(a->document), RAP_FMT(a->function), RAP_FMT(a->role));
  assert_int_equal(a->n_forms, 1);
  return RAP_OK;
}

static void test_appearances(void **state) {
  fixture *fx = *state;
  const rap_filter f = {0};
  for (int took_part = 0; took_part < 2; took_part++) {
    const rap_appearance_spec spec = {.person = RAP_STR("asha rao"), .took_part = took_part == 1};
    seen s = {0};
    size_t total;
    assert_ok(rap_query_appearances(fx->store, &f, &spec, on_appearance, &s, &total, &fx->err));
    assert_int_equal(total, 2);
    assert_text(rap_buf_str(&s.text), "second addressed Chief Minister, first chair Minister of Water, ");
    rap_buf_clear(&s.text);
  }
  const rap_appearance_spec nobody = {.person = RAP_STR("'; DROP TABLE document --</script>")};
  seen s = {0};
  assert_ok(rap_query_appearances(fx->store, &f, &nobody, on_appearance, &s, NULL, &fx->err));
  assert_int_equal(s.n, 0);
}

static void test_empty(void **state) {
  fixture *fx = *state;
  const rap_filter f = {0};
  const rap_activity_spec people = {.axis = RAP_AXIS_PERSON};
  rap_sides sides;
  rap_silence silence;
  rap_activity activity;
  assert_pairs(fx, RAP_FROM_STATEMENTS, RAP_UNIT_STATEMENTS, RAP_AXIS_STATE, RAP_AXIS_THEME, "");
  assert_ok(rap_query_sides(fx->store, &f, NULL, fx->arena, &sides, &fx->err));
  assert_int_equal(sides.n_pairs, 0);
  assert_ok(rap_query_silence(fx->store, &f, &(rap_silence_spec){.state = RAP_STR("IN-KL")}, fx->arena, &silence, &fx->err));
  assert_int_equal(silence.n_rows, 0);
  assert_ok(rap_query_activity(fx->store, &f, &people, fx->arena, &activity, &fx->err));
  assert_int_equal(activity.total, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(test_pairs),       TEST(test_pairs_of_some),
                                     TEST(test_sides),       TEST(test_silence),
                                     TEST(test_attendance),  TEST(test_activity),
                                     TEST(test_appearances), cmocka_unit_test_setup_teardown(test_empty, setup_empty, fixture_teardown)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
