/* query_cell.c: what is behind one cell of a matrix. Layer: index. */
#include "base/search.h"
#include "index/bitmap_count.h"
#include "index/numbers.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* What the ids are: where the axes meet in statements these, whatever is counted: they are what makes it count. Else events, or documents, which also tell of families. */
static rap_unit unit_of_ids(const rap_count_spec *spec) {
  if (spec->base == RAP_FROM_STATEMENTS) return RAP_UNIT_STATEMENTS;
  return spec->unit == RAP_UNIT_EVENTS ? RAP_UNIT_EVENTS : RAP_UNIT_DOCUMENTS;
}

static void value_is(rap_sql *q, const rap_asked *asked, rap_axis axis, char letter, rap_str value) {
  if (!value.p) return;
  rap_sql_add(q, " AND ");
  rap_sql_axis_value(q, asked, axis, letter);
  rap_sql_add(q, " = ");
  rap_sql_text(q, value);
}

/* By joining the rows: the matrix' own statement, for one row and column. */
static rap_status cell_by_rows(rap_store *store, rap_arena *arena, const rap_asked *asked, const rap_count_spec *spec, const rap_str values[2],
                               rap_cell_units *out, rap_error *err) {
  rap_sql q = {.arena = arena};
  rap_stmt *s = NULL;
  int64_t *units = NULL;
  size_t n_units = 0, capacity = 0;
  bool row = false;
  *out = (rap_cell_units){0};
  const char *id = rap_sql_unit(spec->base, unit_of_ids(spec));
  rap_sql_add(&q, "SELECT DISTINCT ");
  rap_sql_add(&q, id);
  rap_sql_add(&q, ", ");
  rap_sql_add(&q, rap_sql_unit(spec->base, spec->unit));
  rap_sql_meetings(&q, asked, spec, (const rap_axis[2]){spec->rows, spec->cols});
  value_is(&q, asked, spec->rows, 'x', values[0]);
  value_is(&q, asked, spec->cols, 'y', values[1]);
  rap_sql_add(&q, " AND ");
  rap_sql_add(&q, id);
  rap_sql_add(&q, " IS NOT NULL AND ");
  rap_sql_add(&q, rap_sql_unit(spec->base, spec->unit));
  rap_sql_add(&q, " IS NOT NULL ORDER BY 1");
  rap_status st = rap_sql_prepare(store, &q, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (!rap_arena_grow(arena, (void **)&out->ids, out->n_ids, &out->capacity, sizeof *out->ids) ||
        !rap_arena_grow(arena, (void **)&units, n_units, &capacity, sizeof *units)) {
      st = rap_error_nomem(err);
    } else {
      out->ids[out->n_ids++] = rap_col_int(s, 0);
      units[n_units++] = rap_col_int(s, 1);
    }
  }
  rap_stmt_free(s);
  out->n_units = (int64_t)rap_number_each_once(units, n_units);
  return st;
}

static rap_status pack(rap_arena *arena, const rap_cell_units *units, const rap_count_spec *spec, rap_evidence *out, rap_error *err) {
  rap_buf z = {0};
  int64_t last = 0;
  for (size_t i = 0; i < units->n_ids; i++) rap_numbers_put(&z, &last, units->ids[i], 1);
  *out = (rap_evidence){.unit = unit_of_ids(spec), .rows = rap_arena_str(arena, rap_buf_str(&z)), .n_rows = units->n_ids, .n = units->n_units};
  rap_status st = rap_buf_failed(&z) || !out->rows.p ? rap_error_nomem(err) : RAP_OK;
  rap_buf_clear(&z);
  return st;
}

rap_status rap_query_evidence(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, const rap_str values[2], rap_arena *arena,
                              rap_evidence *out, rap_error *err) {
  rap_asked asked;
  rap_cell_units units = {0};
  bool own = false, done = false;
  *out = (rap_evidence){0};
  rap_status st = rap_sql_ask(arena, filter, spec->base, &asked, err);
  asked.by_rows = spec->by_rows;
  TRY(rap_sql_begin(store, &own, err));
  if (!spec->by_rows) TRY(rap_bitmap_cell(store, arena, &asked, spec, values, &units, &done, err));
  if (!done) TRY(cell_by_rows(store, arena, &asked, spec, values, &units, err));
  rap_sql_end(store, own);
  TRY(pack(arena, &units, spec, out, err));
  return st;
}
