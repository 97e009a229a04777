/* Matrices for people: shares, orders, panels; series over time with averages and shares. */
#include "index_fixture.h"

#include "base/utf8.h"
#include "queries/matrix_order.h"
#include "queries/timeline_text.h"

/* ---- by hand ---- */

static rap_matrix matrix_of(rap_arena *arena, size_t rows, size_t cols, const int64_t *cells) {
  rap_matrix m = {.n_rows = rows, .n_cols = cols};
  m.rows = rap_arena_array(arena, rows, sizeof *m.rows);
  m.cols = rap_arena_array(arena, cols, sizeof *m.cols);
  m.row_totals = rap_arena_array(arena, rows, sizeof *m.row_totals);
  m.col_totals = rap_arena_array(arena, cols, sizeof *m.col_totals);
  m.cells = rap_arena_array(arena, rows * cols, sizeof *m.cells);
  for (size_t r = 0; r < rows; r++) m.rows[r].value = m.rows[r].name = rap_arena_printf(arena, "r%zu", r);
  for (size_t c = 0; c < cols; c++) m.cols[c].value = m.cols[c].name = rap_arena_printf(arena, "column %zu", c);
  for (size_t i = 0; i < rows * cols; i++) {
    m.cells[i] = cells ? cells[i] : (int64_t)(i * 7919 % 13);
    m.row_totals[i / cols] += m.cells[i];
    m.col_totals[i % cols] += m.cells[i];
    m.total += m.cells[i];
  }
  return m;
}

static void assert_rows(const rap_matrix *m, const char *expected) {
  rap_buf b = {0};
  for (size_t r = 0; r < m->n_rows; r++) rap_buf_printf(&b, "%s%.*s", r ? " " : "", RAP_FMT(m->rows[r].value));
  assert_text(rap_buf_str(&b), expected);
  rap_buf_clear(&b);
}

static void test_shares(void **state) {
  fixture *fx = *state;
  static const int64_t cells[] = {1, 3, 0, 0, 0, 0};
  rap_matrix m = matrix_of(fx->arena, 2, 3, cells);
  rap_share share;
  assert_true(rap_share_parse(RAP_STR("row"), &share) && share == RAP_SHARE_ROW);
  assert_true(rap_share_parse(RAP_STR("all"), &share) && share == RAP_SHARE_ALL);
  assert_false(rap_share_parse(RAP_STR("rows"), &share) || share);
  assert_true(rap_matrix_share(&m, RAP_SHARE_ROW, 0, 1) == 0.75 && rap_matrix_share(&m, RAP_SHARE_COLUMN, 0, 1) == 1);
  assert_true(rap_matrix_share(&m, RAP_SHARE_ROW, 1, 0) == 0 && rap_matrix_share(&m, RAP_SHARE_COLUMN, 0, 2) == 0); /* of nothing */
  static const struct {
    double share;
    const char *text;
  } texts[] = {{0, "·"}, {0.0001, "<1%"}, {0.005, "1%"}, {0.25, "25%"}, {0.996, "100%"}, {1, "100%"}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    rap_buf b = {0};
    size_t columns = rap_share_text(&b, texts[i].share);
    assert_text(rap_buf_str(&b), texts[i].text);
    assert_int_equal(columns, rap_utf8_columns(rap_buf_str(&b)));
    rap_buf_clear(&b);
  }
}

static void test_orders(void **state) {
  fixture *fx = *state;
  /* rows 0, 2, 4 are alike, and 1, 3; 4 counts most. 5 is like none. */
  static const int64_t cells[] = {4, 2, 0, 0, 0, 3, 4, 2, 0, 0, 0, 6, 8, 4, 0, 0, 0, 0};
  rap_matrix m = matrix_of(fx->arena, 6, 3, cells), turned;
  assert_ok(rap_matrix_order_rows(fx->arena, &m, RAP_ORDER_SIMILARITY, &fx->err));
  assert_rows(&m, "r0 r2 r4 r3 r1 r5"); /* r0 and r2 together count as much as r4, and stood first */
  assert_int_equal(m.cells[6], 8);
  assert_int_equal(m.row_totals[2], 12);
  assert_ok(rap_matrix_order_rows(fx->arena, &m, RAP_ORDER_NAME, &fx->err));
  assert_rows(&m, "r0 r1 r2 r3 r4 r5");
  for (size_t i = 0; i < 18; i++) assert_int_equal(m.cells[i], cells[i]);
  assert_ok(rap_matrix_order_rows(fx->arena, &m, RAP_ORDER_TOTAL, &fx->err));
  assert_rows(&m, "r4 r0 r2 r3 r1 r5");
  assert_ok(rap_matrix_turn(fx->arena, &m, &turned, &fx->err));
  assert_ok(rap_matrix_order_cols(fx->arena, &turned, RAP_ORDER_TIME, &fx->err));
  assert_ok(rap_matrix_turn(fx->arena, &turned, &m, &fx->err));
  assert_rows(&m, "r0 r1 r2 r3 r4 r5");
  for (size_t i = 0; i < 18; i++) assert_int_equal(m.cells[i], cells[i]);
  m = matrix_of(fx->arena, RAP_ORDER_MAX + 1, 1, NULL);
  assert_status(rap_matrix_order_rows(fx->arena, &m, RAP_ORDER_SIMILARITY, &fx->err), RAP_ERR_LIMIT);
  m = matrix_of(fx->arena, RAP_ORDER_MAX, 30, NULL);
  assert_ok(rap_matrix_order_rows(fx->arena, &m, RAP_ORDER_SIMILARITY, &fx->err));
  m = (rap_matrix){0};
  assert_ok(rap_matrix_order_rows(fx->arena, &m, RAP_ORDER_SIMILARITY, &fx->err));
  assert_ok(rap_matrix_order_cols(fx->arena, &m, RAP_ORDER_SIMILARITY, &fx->err));
}

/* No line is wider than the terminal, whatever is asked; each column stands in one panel. */
static void test_panels(void **state) {
  fixture *fx = *state;
  static const size_t widths[] = {40, 60, 80, 100, 160};
  for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
    for (size_t cols = 1; cols < 40; cols += 6)
      for (int share = 0; share < 4; share++) {
        rap_buf b = {0};
        rap_matrix m = matrix_of(fx->arena, 5, cols, NULL);
        m.rows[0].name = RAP_STR("a row with a name that is far longer than what there is room for in any of the widths asked for here");
        const rap_table_style style = {.width = widths[w], .share = (rap_share)share, .heat = share % 2 ? RAP_HEAT_BLOCKS : RAP_HEAT_NONE};
        rap_matrix_text(&b, &m, &style);
        assert_false(rap_buf_failed(&b));
        rap_str rest = rap_buf_str(&b), line;
        size_t heads = 0;
        while (rap_str_split(&rest, '\n', &line)) {
          if (rap_utf8_columns(line) > widths[w]) fail_msg("%zu columns: \"%.*s\"", widths[w], RAP_FMT(line));
          heads += rap_str_find(line, RAP_STR("column"), 0) != SIZE_MAX && rap_str_find(line, RAP_STR("┐"), 0) != SIZE_MAX;
        }
        assert_int_equal(heads, cols);
        rap_buf_clear(&b);
      }
}

/* ---- over a store ---- */

static void test_timeline(void **state) {
  fixture *fx = *state;
  const rap_filter everything = {0}, words = {.words = RAP_STR("kerala")};
  rap_timeline_options o = {.average = 3, .share = true};
  rap_count_spec spec = {.rows = RAP_AXIS_THEME_TOP, .cols = RAP_AXIS_QUARTER};
  rap_timeline t;
  fixture_open(fx, RAP_STORE_WRITE);
  assert_ok(rap_timeline_make(fx->store, &everything, &spec, &o, fx->arena, &t, &fx->err)); /* nothing is in it */
  assert_int_equal(t.m.n_cols, 0);
  maker made[3] = {announcement(fx), report(fx), other(fx)};
  for (size_t k = 0; k < 3; k++) put(&made[k]);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_ok(rap_timeline_make(fx->store, &everything, &spec, &o, fx->arena, &t, &fx->err));
  assert_int_equal(t.m.n_cols, 8); /* 2023-Q1 to 2024-Q4 */
  assert_text(t.m.cols[1].value, "2023-Q2");
  assert_int_equal(t.volume[0], 3);
  assert_int_equal(t.volume[1], 0);
  assert_text(t.m.rows[0].value, "digital.cybersecurity");
  assert_text(t.m.rows[1].value, "digital.data");
  assert_true(rap_timeline_share(&t, 0, 0) == 1.0 / 3 && rap_timeline_share(&t, 0, 1) == 0 && rap_timeline_share(&t, 1, 7) == 1);
  assert_true(rap_timeline_average(&t, 0, 0) == 1.0 / 3 && rap_timeline_average(&t, 1, 6) == 1); /* of the volumes together */
  rap_day first, last;
  rap_timeline_days(&t, 7, &first, &last);
  assert_true(rap_day_same(first, day("2024-10-01")) && rap_day_same(last, day("2024-12-31")));
  o = (rap_timeline_options){.average = 4};
  assert_ok(rap_timeline_make(fx->store, &everything, &spec, &o, fx->arena, &t, &fx->err));
  assert_true(rap_timeline_average(&t, 0, 1) == 1.0 / 3 &&
              rap_timeline_average(&t, 0, 2) == 0.25); /* two before it, one behind it; fewer at the edge */
  /* One row: what was asked about, in all that was published. */
  spec = (rap_count_spec){.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_NONE, .cols = RAP_AXIS_YEAR};
  o = (rap_timeline_options){.share = true};
  assert_ok(rap_timeline_make(fx->store, &words, &spec, &o, fx->arena, &t, &fx->err));
  assert_int_equal(t.m.n_cols, 2);
  assert_true(rap_timeline_share(&t, 0, 0) == 0.5 && rap_timeline_share(&t, 0, 1) == 1);
}

static void test_too_long(void **state) {
  fixture *fx = *state;
  rap_timeline t;
  const rap_timeline_options o = {.average = 1};
  rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_NONE, .cols = RAP_AXIS_DAY};
  fixture_open(fx, RAP_STORE_WRITE);
  maker early = make(fx, "early", "", "Kerala.", "1700-01-01"), late = make(fx, "late", "", "Kerala.", "2024-01-01");
  put(&early);
  put(&late);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_status(rap_timeline_make(fx->store, &(rap_filter){0}, &spec, &o, fx->arena, &t, &fx->err), RAP_ERR_LIMIT); /* more than 100,000 */
  assert_non_null(strstr(fx->err.text, "weeks"));
  spec.cols = RAP_AXIS_MONTH;
  assert_ok(rap_timeline_make(fx->store, &(rap_filter){0}, &spec, &o, fx->arena, &t, &fx->err));
  assert_int_equal(t.m.n_cols, 324 * 12 + 1);
  rap_buf b = {0};
  rap_timeline_text(&b, &t, &(rap_table_style){.width = 80});
  rap_str rest = rap_buf_str(&b), line;
  while (rap_str_split(&rest, '\n', &line)) assert_true(rap_utf8_columns(line) <= 80);
  rap_buf_clear(&b);
}

/* Dates that texts mention: each document once in a period, by the first day. */
static void test_mentioned(void **state) {
  fixture *fx = *state;
  rap_filter f = {.by_mentioned_date = true};
  rap_matrix m;
  rap_count_spec spec = {.base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .rows = RAP_AXIS_NONE, .cols = RAP_AXIS_YEAR, .restrict_axes = true};
  fixture_open(fx, RAP_STORE_WRITE);
  maker d = make(fx, "d", "", "Kerala.", "");
  add_date(&d, "Kerala", day("2022-04-01"), day("2023-03-31"));
  add_date(&d, "Kerala", day("2022-05-05"), day("2022-05-05"));
  add_date(&d, "Kerala", day("2024-01-01"), day("2024-12-31"));
  add_date(&d, "Kerala", (rap_day){0}, (rap_day){0});
  put(&d);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(problems(fx), 0);
  assert_ok(rap_query_timeline(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_cols, 3);
  assert_int_equal(m.cells[0], 1);
  assert_int_equal(m.cells[1], 0);
  assert_int_equal(m.cells[2], 1);
  spec.cols = RAP_AXIS_MENTIONED;
  assert_ok(rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_cols, 3);
  assert_text(m.cols[0].value, "2022-04-01/2023-03-31");
  assert_text(m.cols[2].value, "2024");
  f.mentioned_since = f.mentioned_until = day("2023");
  assert_ok(rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_cols, 1); /* the stretch meets it */
  spec.cols = RAP_AXIS_YEAR;
  assert_ok(rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.n_cols, 0); /* but nothing begins in it */
  f.mentioned_since = f.mentioned_until = day("2025");
  assert_ok(rap_query_matrix(fx->store, &f, &spec, fx->arena, &m, &fx->err));
  assert_int_equal(m.total, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_shares, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_orders, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_panels, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_timeline, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_too_long, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(test_mentioned, fixture_setup, fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
