#include "queries/saved_table.h"

#include <stdlib.h>

void rap_saved_table_open(rap_saved_table *t, const rap_saved *q, const rap_saved_table_options *options, rap_arena *arena) {
  *t = (rap_saved_table){.q = q, .options = *options, .arena = arena};
}

/* ---- one row ---- */

/* What is a sentence or a list of names may take several lines. */
static bool is_long(rap_str name) {
  static const char *const names[] = {"evidence", "title", "snippet", "event_name", "name", "actor_names", "theme_names"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (rap_str_is(name, names[i])) return true;
  return false;
}

static rap_column_kind kind_of(const rap_json *value) {
  rap_json_type type = value ? rap_json_kind(value) : RAP_JSON_NULL;
  return type == RAP_JSON_INT ? RAP_COL_INT : type == RAP_JSON_REAL ? RAP_COL_REAL : RAP_COL_JSON;
}

static rap_status begin(rap_saved_table *t, const rap_json *row, rap_error *err) {
  rap_column *columns = rap_arena_array(t->arena, t->q->n_columns, sizeof *columns);
  if (!columns) return rap_error_nomem(err);
  for (size_t i = 0; i < t->q->n_columns; i++) {
    const rap_saved_column *c = &t->q->columns[i];
    rap_str name = rap_arena_str(t->arena, c->name), title = rap_arena_str(t->arena, c->title);
    if (!name.p || !title.p) return rap_error_nomem(err);
    columns[i] =
        (rap_column){.name = name.p, .title = title.p, .kind = row ? kind_of(rap_json_get(row, name.p)) : RAP_COL_TEXT, .wrap = is_long(name)};
  }
  return rap_emit_new(t->options.out, t->options.format, columns, t->q->n_columns, &t->options.look, &t->emit, err);
}

/* Cells of a list of names are their texts; anything deeper is not for a table. */
static rap_json *list_of(const rap_json *value) {
  rap_json *list = rap_json_new_array();
  for (size_t i = 0; i < rap_json_length(value); i++) {
    const rap_json *item = rap_json_item(value, i);
    int64_t n;
    if (rap_json_int(item, &n))
      (void)rap_json_append(list, rap_json_new_int(n));
    else
      (void)rap_json_append(list, rap_json_new_string(rap_json_string(item)));
  }
  return list;
}

static void put_cell(rap_emit *e, const rap_json *value) {
  int64_t n;
  double real;
  bool flag;
  if (!value || rap_json_kind(value) == RAP_JSON_NULL)
    rap_emit_null(e);
  else if (rap_json_int(value, &n))
    rap_emit_int(e, n);
  else if (rap_json_real(value, &real))
    rap_emit_real(e, real, 2);
  else if (rap_json_bool(value, &flag))
    rap_emit_json(e, rap_json_new_bool(flag));
  else if (rap_json_kind(value) == RAP_JSON_ARRAY)
    rap_emit_json(e, list_of(value));
  else
    rap_emit_text(e, rap_json_string(value));
}

static rap_status put_row(rap_saved_table *t, const rap_json *row, rap_error *err) {
  rap_status st = t->emit ? RAP_OK : begin(t, row, err);
  if (st != RAP_OK) return st;
  for (size_t i = 0; i < t->q->n_columns; i++) {
    rap_str name = rap_arena_str(t->arena, t->q->columns[i].name);
    const rap_json *value = name.p ? rap_json_get(row, name.p) : NULL;
    if (!name.p) return rap_error_nomem(err);
    if (value) t->met = true;
    put_cell(t->emit, value);
  }
  rap_emit_end_row(t->emit);
  return RAP_OK;
}

static bool is_past(const rap_saved_table *t) { return t->options.shown && t->n > t->options.shown; }

rap_status rap_saved_table_add(void *ctx, rap_json *row, rap_error *err) {
  rap_saved_table *t = ctx;
  rap_status st = RAP_OK;
  t->n++;
  if (t->q->sort.n) {
    void *rows = t->rows;
    if (t->n > RAP_SAVED_ROWS_MAX)
      st = rap_error_set(err, RAP_ERR_LIMIT, "%.*s: more than %d rows to sort: ask for fewer", RAP_FMT(t->q->name), RAP_SAVED_ROWS_MAX);
    else if (!rap_arena_grow(t->arena, &rows, t->n - 1, &t->capacity, sizeof(rap_json *)))
      st = rap_error_nomem(err);
    t->rows = rows;
    if (st == RAP_OK) {
      t->rows[t->n - 1] = row;
      return RAP_OK;
    }
    t->n--;
  } else if (!is_past(t)) {
    st = put_row(t, row, err);
  }
  rap_json_free(row);
  return st;
}

/* ---- sorting ---- */

typedef struct sorted {
  rap_json *row;
  const rap_json *value;
  size_t at;
  bool falling;
} sorted;

/* Numbers by size, other values by their text; rows without the value come last; equal ones stay in order. */
static int by_value(const void *x, const void *y) {
  const sorted *a = x, *b = y;
  double m, n;
  int order = 0;
  if (!a->value || !b->value) return a->value ? -1 : b->value ? 1 : a->at < b->at ? -1 : 1;
  if (rap_json_real(a->value, &m) && rap_json_real(b->value, &n))
    order = m < n ? -1 : m > n ? 1 : 0;
  else
    order = rap_str_cmp(rap_json_string(a->value), rap_json_string(b->value));
  if (order) return a->falling ? -order : order;
  return a->at < b->at ? -1 : 1;
}

static rap_status put_sorted(rap_saved_table *t, rap_error *err) {
  bool falling = t->q->sort.p[0] == '-';
  rap_str name = rap_arena_str(t->arena, rap_str_sub(t->q->sort, falling, t->q->sort.n));
  sorted *all = rap_arena_array(t->arena, t->n, sizeof *all);
  rap_status st = all && name.p ? RAP_OK : rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < t->n; i++) all[i] = (sorted){t->rows[i], rap_json_get(t->rows[i], name.p), i, falling};
  if (st == RAP_OK && t->n) qsort(all, t->n, sizeof *all, by_value);
  for (size_t i = 0; st == RAP_OK && i < t->n && !(t->options.shown && i >= t->options.shown); i++) st = put_row(t, all[i].row, err);
  return st;
}

rap_status rap_saved_table_close(rap_saved_table *t, rap_status st, rap_error *err) {
  bool answered = st == RAP_OK || st == RAP_NOT_FOUND;
  if (answered && t->q->sort.n) {
    rap_status put = put_sorted(t, err);
    if (put != RAP_OK) st = put;
  }
  for (size_t i = 0; t->q->sort.n && i < t->n; i++) rap_json_free(t->rows[i]);
  if (answered && !t->emit) {
    rap_status begun = begin(t, NULL, err);
    if (begun != RAP_OK) st = begun;
  }
  rap_status finished = rap_emit_finish(t->emit, err);
  if (answered && finished != RAP_OK) st = finished;
  if (st == RAP_OK && t->n && !t->met)
    st = rap_error_set(err, RAP_ERR_RULES, "%.*s: the answer of '%.*s' has none of the columns", RAP_FMT(t->q->file), RAP_FMT(t->q->command));
  if (st == RAP_OK && t->options.format == RAP_FORMAT_TEXT && is_past(t))
    rap_out_printf(t->options.out, "… and %zu more (--limit 0 for all)\n", t->n - t->options.shown);
  return st;
}
