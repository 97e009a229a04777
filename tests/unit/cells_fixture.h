/* cells_fixture.h: what is behind a cell is so much as the cell says: counted, collected both ways, and listed. */
#ifndef RAP_TESTS_CELLS_FIXTURE_H
#define RAP_TESTS_CELLS_FIXTURE_H

#include "index_fixture.h"

typedef struct listed {
  rap_unit unit;
  rap_arena *arena;
  rap_map units; /* of what was listed */
  size_t rows;
} listed;

static inline rap_status list_one(listed *l, rap_str source, rap_str id, size_t number) {
  rap_str key = rap_arena_printf(l->arena, "%.*s\n%.*s\n%zu", RAP_FMT(source), RAP_FMT(id), number);
  assert_non_null(rap_map_put(&l->units, key, NULL));
  l->rows++;
  return RAP_OK;
}
static inline rap_status list_statement(void *ctx, const rap_statement_row *row, rap_error *err) {
  listed *l = ctx;
  (void)err;
  if (l->unit == RAP_UNIT_EVENTS) return list_one(l, RAP_STR(""), row->event.value, 0);
  return list_one(l, row->source, row->document, l->unit == RAP_UNIT_STATEMENTS ? row->number : 0);
}
static inline rap_status list_document(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  return list_one(ctx, row->source, row->id, 0);
}
static inline rap_status list_event(void *ctx, const rap_event_row *row, rap_error *err) {
  (void)err;
  return list_one(ctx, RAP_STR(""), row->id, 0);
}

/* Of more rows only the number is asked for. */
#define RAP_LISTED_MOST 200

/* What is listed has so many units as the cell says; and no row is missing but those of copies. */
static inline void assert_listed(fixture *fx, rap_arena *arena, const rap_filter *filter, const rap_count_spec *spec, const rap_evidence *e) {
  const rap_filter f = {.words = filter->words, .among = e, .one_of_family = spec->unit == RAP_UNIT_FAMILIES};
  listed l = {.unit = spec->unit, .arena = arena};
  size_t total = 0;
  const rap_page page = {0, e->n_rows > RAP_LISTED_MOST ? 1 : 0};
  if (e->unit == RAP_UNIT_STATEMENTS)
    assert_ok(rap_query_statements(fx->store, &f, page, list_statement, &l, &total, &fx->err));
  else if (e->unit == RAP_UNIT_EVENTS)
    assert_ok(rap_query_events(fx->store, &f, page, list_event, &l, &total, &fx->err));
  else
    assert_ok(rap_query_search(fx->store, &f, page, list_document, &l, &total, &fx->err));
  if ((!page.limit && ((int64_t)l.units.n != e->n || total != l.rows)) || (spec->unit == RAP_UNIT_FAMILIES ? total > e->n_rows : total != e->n_rows))
    fail_msg("%s behind %s × %s: %lld, in %zu rows; listed %zu, in %zu, said to be %zu", rap_unit_name(spec->unit), rap_axis_name(spec->rows),
             rap_axis_name(spec->cols), (long long)e->n, e->n_rows, l.units.n, l.rows, total);
  rap_map_clear(&l.units);
}

static inline void assert_cell(fixture *fx, rap_arena *arena, const rap_filter *f, const rap_count_spec *spec, rap_str row, rap_str col, int64_t n) {
  rap_evidence e[2];
  for (int by_rows = 0; by_rows < 2; by_rows++) {
    rap_count_spec own = *spec;
    own.by_rows = by_rows;
    assert_ok(rap_query_evidence(fx->store, f, &own, (const rap_str[2]){row, col}, arena, &e[by_rows], &fx->err));
    if (e[by_rows].n != n)
      fail_msg("%s of %d, %s × %s, %.*s × %.*s%s: %lld, behind it %lld", rap_unit_name(spec->unit), spec->base, rap_axis_name(spec->rows),
               rap_axis_name(spec->cols), RAP_FMT(row), RAP_FMT(col), by_rows ? " by rows" : "", (long long)n, (long long)e[by_rows].n);
  }
  assert_true(e[0].unit == e[1].unit && e[0].n_rows == e[1].n_rows && rap_str_eq(e[0].rows, e[1].rows));
  assert_listed(fx, arena, f, spec, &e[0]);
}

/* Some cells of the matrix, among them empty ones, and totals. `chance(n)`: a number below n. */
static inline void assert_cells(fixture *fx, rap_arena *arena, const rap_filter *f, const rap_count_spec *spec, const rap_matrix *m,
                                size_t (*chance)(size_t n)) {
  const rap_str any_value = {0};
  for (size_t i = 0; i < 2 && m->n_rows && m->n_cols; i++) {
    size_t r = chance(m->n_rows), c = chance(m->n_cols);
    assert_cell(fx, arena, f, spec, m->rows[r].value, m->cols[c].value, m->cells[r * m->n_cols + c]);
  }
  if (!m->n_rows || !m->n_cols || chance(3)) return;
  size_t r = chance(m->n_rows), c = chance(m->n_cols);
  assert_cell(fx, arena, f, spec, m->rows[r].value, any_value, m->row_totals[r]);
  assert_cell(fx, arena, f, spec, any_value, m->cols[c].value, m->col_totals[c]);
  assert_cell(fx, arena, f, spec, any_value, any_value, m->total);
}

#endif
