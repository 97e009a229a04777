/* query_count.c: matrix, facets, timeline. Layer: index. */
#include <stdlib.h>

#include "base/map.h"
#include "index/bitmap_count.h"
#include "index/query.h"
#include "index/sql_time.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct question {
  rap_store *store;
  rap_arena *arena; /* the caller's: the answer lives there */
  rap_asked asked;
  const rap_count_spec *spec;
} question;

static rap_status begin(question *q, rap_store *store, rap_arena *arena, const rap_filter *filter, const rap_count_spec *spec, rap_error *err) {
  *q = (question){.store = store, .arena = arena, .spec = spec};
  rap_status st = rap_sql_ask(arena, filter, spec->base, &q->asked, err);
  q->asked.by_rows = spec->by_rows;
  return st;
}

static void add_body(rap_sql *sql, const question *q, rap_axis rows, rap_axis cols) {
  rap_sql_meetings(sql, &q->asked, q->spec, (const rap_axis[2]){rows, cols});
}

static void add_count(rap_sql *sql, const question *q) {
  rap_sql_add(sql, "count(DISTINCT ");
  rap_sql_add(sql, rap_sql_unit(q->asked.base, q->spec->unit));
  rap_sql_add(sql, ")");
}

/* Units per value of one of the two axes. */
static rap_status tally_axis(const question *q, rap_axis rows, rap_axis cols, bool of_rows, rap_tally *out, rap_error *err) {
  rap_sql sql = {.arena = q->arena};
  rap_stmt *s = NULL;
  bool row = false;
  *out = (rap_tally){0};
  rap_sql_add(&sql, "SELECT ");
  rap_sql_axis_value(&sql, &q->asked, of_rows ? rows : cols, of_rows ? 'x' : 'y');
  rap_sql_add(&sql, " AS value, ");
  add_count(&sql, q);
  rap_sql_add(&sql, " AS units");
  add_body(&sql, q, rows, cols);
  rap_sql_add(&sql, rap_axis_is_time(of_rows ? rows : cols) ? " GROUP BY 1 HAVING units > 0 ORDER BY 1"
                                                            : " GROUP BY 1 HAVING units > 0 ORDER BY 2 DESC, 1");
  rap_status st = rap_sql_prepare(q->store, &sql, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_str value = rap_arena_str(q->arena, rap_col_text(s, 0));
    if (!value.p || !rap_arena_grow(q->arena, (void **)&out->items, out->n, &out->capacity, sizeof *out->items))
      st = rap_error_nomem(err);
    else
      out->items[out->n++] = (rap_counted){value, rap_col_int(s, 1), 0};
  }
  rap_stmt_free(s);
  return st;
}

static rap_status tally_total(const question *q, rap_axis rows, rap_axis cols, int64_t *out, rap_error *err) {
  rap_sql sql = {.arena = q->arena};
  size_t n;
  rap_sql_add(&sql, "SELECT ");
  add_count(&sql, q);
  add_body(&sql, q, rows, cols);
  rap_status st = rap_sql_count(q->store, &sql, &n, err);
  *out = (int64_t)n;
  return st;
}

/* ---- by bitmaps, where they can; else by rows ---- */

static int by_count(const void *x, const void *y) {
  const rap_counted *a = x, *b = y;
  return a->n != b->n ? (a->n > b->n ? -1 : 1) : rap_str_cmp(a->value, b->value);
}

static int by_value(const void *x, const void *y) {
  const rap_counted *a = x, *b = y;
  return rap_str_cmp(a->value, b->value);
}

static void sort_tally(rap_tally *t, rap_axis axis) {
  if (t->n) qsort(t->items, t->n, sizeof *t->items, rap_axis_is_time(axis) ? by_value : by_count);
}

/* Rows, columns and total; cells only when they were counted from bitmaps and are not too many (.cells not NULL). */
static rap_status tally_all(const question *q, rap_axis rows, rap_axis cols, bool with_cols, rap_counts *out, rap_error *err) {
  bool done = false;
  *out = (rap_counts){0};
  rap_status st =
      q->spec->by_rows ? RAP_OK : rap_bitmap_count(q->store, q->arena, &q->asked, q->spec, (const rap_axis[2]){rows, cols}, out, &done, err);
  if (st == RAP_OK && done) {
    sort_tally(&out->rows, rows);
    sort_tally(&out->cols, cols);
    return RAP_OK;
  }
  TRY(tally_axis(q, rows, cols, true, &out->rows, err));
  if (with_cols) TRY(tally_axis(q, rows, cols, false, &out->cols, err));
  TRY(tally_total(q, rows, cols, &out->total, err));
  return st;
}

/* Keeps the first `max` (time axes: the last ones, which are the newest). */
static size_t cut(rap_tally *t, size_t max, bool time) {
  if (!max || t->n <= max) return 0;
  size_t more = t->n - max;
  if (time) t->items += more;
  t->n = max;
  return more;
}

/* Leaves out what has less than `min`. */
static size_t drop_small(rap_tally *t, int64_t min) {
  size_t kept = 0, all = t->n;
  for (size_t i = 0; i < all; i++)
    if (t->items[i].n >= min) t->items[kept++] = t->items[i];
  t->n = kept;
  return all - kept;
}

static rap_status label_axis(const question *q, rap_axis axis, const rap_tally *t, rap_label **labels, int64_t **totals, rap_map *index,
                             rap_error *err) {
  *labels = rap_arena_array(q->arena, t->n, sizeof **labels);
  *totals = rap_arena_array(q->arena, t->n, sizeof **totals);
  rap_status st = *labels && *totals ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; i < t->n && st == RAP_OK; i++) {
    rap_map_entry *e = rap_map_put(index, t->items[i].value, NULL);
    if (!e) return rap_error_nomem(err);
    e->value.num = i;
    (*labels)[i].value = t->items[i].value;
    (*totals)[i] = t->items[i].n;
    st = rap_query_label(q->store, axis, t->items[i].value, q->arena, &(*labels)[i].name, err);
  }
  return st;
}

static rap_status fill_cells(const question *q, const rap_map *rows, const rap_map *cols, rap_matrix *out, rap_error *err) {
  rap_sql sql = {.arena = q->arena};
  rap_stmt *s = NULL;
  bool row = false;
  rap_sql_add(&sql, "SELECT ");
  rap_sql_axis_value(&sql, &q->asked, q->spec->rows, 'x');
  rap_sql_add(&sql, ", ");
  rap_sql_axis_value(&sql, &q->asked, q->spec->cols, 'y');
  rap_sql_add(&sql, ", ");
  add_count(&sql, q);
  add_body(&sql, q, q->spec->rows, q->spec->cols);
  rap_sql_add(&sql, " GROUP BY 1, 2");
  rap_status st = rap_sql_prepare(q->store, &sql, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    const rap_map_entry *r = rap_map_get(rows, rap_col_text(s, 0)), *c = rap_map_get(cols, rap_col_text(s, 1));
    if (r && c) out->cells[r->value.num * out->n_cols + c->value.num] = rap_col_int(s, 2);
  }
  rap_stmt_free(s);
  return st;
}

static void copy_cells(const rap_counts *c, rap_matrix *out) {
  for (size_t r = 0; r < c->rows.n; r++)
    for (size_t k = 0; k < c->cols.n; k++) out->cells[r * out->n_cols + k] = c->cells[c->rows.items[r].index * c->stride + c->cols.items[k].index];
}

static rap_status too_large(size_t rows, size_t cols, rap_error *err) {
  return rap_error_set(err, RAP_ERR_LIMIT,
                       "a matrix of %zu × %zu cells is larger than %zu cells; ask for the largest rows and columns, or for a narrower question", rows,
                       cols, RAP_QUERY_MAX_CELLS);
}

static rap_status matrix_of(question *q, rap_matrix *out, rap_error *err) {
  const rap_count_spec *spec = q->spec;
  rap_counts counts;
  rap_map row_index = {0}, col_index = {0};
  rap_status st = tally_all(q, spec->rows, spec->cols, true, &counts, err);
  if (st != RAP_OK) return st;
  out->total = counts.total;
  out->small_rows = drop_small(&counts.rows, spec->min);
  out->small_cols = drop_small(&counts.cols, spec->min);
  out->more_rows = cut(&counts.rows, spec->max_rows, rap_axis_is_time(spec->rows));
  out->more_cols = cut(&counts.cols, spec->max_cols, rap_axis_is_time(spec->cols));
  size_t n_rows = out->n_rows = counts.rows.n, n_cols = out->n_cols = counts.cols.n;
  TRY(label_axis(q, spec->rows, &counts.rows, &out->rows, &out->row_totals, &row_index, err));
  TRY(label_axis(q, spec->cols, &counts.cols, &out->cols, &out->col_totals, &col_index, err));
  if (st == RAP_OK && n_rows && n_cols > RAP_QUERY_MAX_CELLS / n_rows) st = too_large(n_rows, n_cols, err);
  if (st == RAP_OK && !(out->cells = rap_arena_array(q->arena, n_rows * n_cols, sizeof *out->cells))) st = rap_error_nomem(err);
  bool done = counts.cells != NULL;
  if (st == RAP_OK && done) copy_cells(&counts, out);
  if (!done && counts.by_bitmaps) TRY(rap_bitmap_cells(q->store, q->arena, &q->asked, spec, &counts, out->cells, &done, err));
  if (!done) TRY(fill_cells(q, &row_index, &col_index, out, err));
  rap_map_clear(&row_index);
  rap_map_clear(&col_index);
  return st;
}

rap_status rap_query_matrix(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, rap_arena *arena, rap_matrix *out,
                            rap_error *err) {
  *out = (rap_matrix){0};
  question q;
  bool own = false;
  rap_status st = begin(&q, store, arena, filter, spec, err);
  TRY(rap_sql_begin(store, &own, err));
  TRY(matrix_of(&q, out, err));
  rap_sql_end(store, own);
  if (st != RAP_OK) *out = (rap_matrix){0};
  return st;
}

rap_status rap_query_facets(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, rap_arena *arena, rap_facets *out,
                            rap_error *err) {
  *out = (rap_facets){0};
  question q;
  rap_counts counts = {0};
  bool own = false;
  rap_status st = begin(&q, store, arena, filter, spec, err);
  TRY(rap_sql_begin(store, &own, err));
  TRY(tally_all(&q, spec->rows, RAP_AXIS_NONE, false, &counts, err));
  rap_tally t = counts.rows;
  (void)drop_small(&t, spec->min);
  out->total = counts.total;
  out->more = cut(&t, spec->max_rows, rap_axis_is_time(spec->rows));
  if (st == RAP_OK && !(out->items = rap_arena_array(arena, t.n, sizeof *out->items))) st = rap_error_nomem(err);
  for (size_t i = 0; i < t.n && st == RAP_OK; i++) {
    out->items[i] = (rap_facet){.label.value = t.items[i].value, .n = t.items[i].n};
    if (!spec->unnamed) st = rap_query_label(store, spec->rows, t.items[i].value, arena, &out->items[i].label.name, err);
  }
  out->n = t.n;
  rap_sql_end(store, own);
  if (st != RAP_OK) *out = (rap_facets){0};
  return st;
}

/* ---- timeline ---- */

static rap_str period_text(rap_arena *arena, rap_period unit, int64_t number) {
  char text[RAP_PERIOD_TEXT_MAX];
  return rap_arena_str(arena, (rap_str){text, rap_period_format(unit, number, text)});
}

static rap_status too_long(rap_period unit, int64_t n, rap_error *err) {
  return rap_error_set(err, RAP_ERR_LIMIT, "a timeline of %lld %ss is longer than %d; ask for %ss%s, or a shorter range", (long long)n,
                       rap_period_name(unit), RAP_QUERY_MAX_PERIODS, rap_period_name(unit > RAP_PERIOD_YEAR ? (rap_period)(unit - 1) : unit),
                       unit > RAP_PERIOD_QUARTER ? " or longer periods" : "");
}

/* Puts in the periods in which nothing was. */
static rap_status close_gaps(rap_arena *arena, rap_period unit, rap_matrix *m, rap_error *err) {
  int64_t first, last;
  if (m->n_cols == 0) return RAP_OK;
  if (!rap_period_parse(unit, m->cols[0].value, &first) || !rap_period_parse(unit, m->cols[m->n_cols - 1].value, &last))
    return rap_error_set(err, RAP_ERR_STORE, "a date in the store is damaged");
  if (last - first >= RAP_QUERY_MAX_PERIODS) return too_long(unit, last - first + 1, err);
  size_t n = (size_t)(last - first + 1);
  rap_label *cols = rap_arena_array(arena, n, sizeof *cols);
  int64_t *totals = rap_arena_array(arena, n, sizeof *totals), *cells = rap_arena_array(arena, n * m->n_rows, sizeof *cells);
  if (!cols || !totals || !cells) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) {
    cols[i].value = cols[i].name = period_text(arena, unit, first + (int64_t)i);
    if (!cols[i].value.p) return rap_error_nomem(err);
  }
  for (size_t i = 0; i < m->n_cols; i++) {
    int64_t number;
    if (!rap_period_parse(unit, m->cols[i].value, &number)) continue;
    size_t at = (size_t)(number - first);
    totals[at] = m->col_totals[i];
    for (size_t r = 0; r < m->n_rows; r++) cells[r * n + at] = m->cells[r * m->n_cols + i];
  }
  m->cols = cols;
  m->col_totals = totals;
  m->cells = cells;
  m->n_cols = n;
  return RAP_OK;
}

rap_status rap_query_timeline(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, rap_arena *arena, rap_matrix *out,
                              rap_error *err) {
  *out = (rap_matrix){0};
  rap_period unit;
  if (!rap_axis_period(spec->cols, &unit)) return rap_error_set(err, RAP_ERR_USAGE, "a timeline runs over years, quarters, months, weeks or days");
  rap_count_spec own = *spec;
  own.max_cols = 0;
  own.min = 0; /* a period left out would look like one in which nothing was */
  rap_status st = rap_query_matrix(store, filter, &own, arena, out, err);
  TRY(close_gaps(arena, unit, out, err));
  if (st != RAP_OK) *out = (rap_matrix){0};
  return st;
}
