#include "queries/vega.h"

#include <stdio.h>

#include "base/json.h"

#define SCHEMA RAP_STR("https://vega.github.io/schema/vega-lite/v5.json")

/* Pixels of a cell, and of a timeline. */
#define CELL_WIDTH 28
#define CELL_HEIGHT 20
#define TIMELINE_WIDTH 640
#define TIMELINE_HEIGHT 360
#define BAND_HEIGHT 36
#define LABEL_WIDTH 240
/* More lines than this are told apart by nobody: each row gets a band of its own. */
#define MOST_LINES 8

/* ---- names ---- */

/* Two values of one name would be one row of the picture. */
static bool is_double(const rap_label *labels, size_t n, size_t i) {
  for (size_t k = 0; k < n; k++)
    if (k != i && rap_str_eq(labels[k].name, labels[i].name)) return true;
  return false;
}

/* New; NULL when out of memory. */
static rap_json *name_json(const rap_label *labels, size_t n, size_t i) {
  rap_buf name = {0};
  rap_buf_add(&name, labels[i].name.n ? labels[i].name : RAP_STR("all"));
  if (is_double(labels, n, i)) rap_buf_printf(&name, " (%.*s)", RAP_FMT(labels[i].value));
  rap_json *json = rap_buf_failed(&name) ? NULL : rap_json_new_string(rap_buf_str(&name));
  rap_buf_clear(&name);
  return json;
}

static rap_json *order_json(const rap_label *labels, size_t n) {
  rap_json *array = rap_json_new_array();
  for (size_t i = 0; i < n; i++) rap_json_append(array, name_json(labels, n, i));
  return array;
}

/* ---- parts ---- */

static rap_json *field_json(const char *field, const char *type, const char *title) {
  rap_json *o = rap_json_new_object();
  rap_json_set_str(o, "field", rap_str_of(field));
  rap_json_set_str(o, "type", rap_str_of(type));
  rap_json_set_str(o, "title", rap_str_of(title));
  return o;
}

static rap_json *tooltip_json(const char *const *fields, const char *const *titles, size_t n) {
  rap_json *array = rap_json_new_array();
  for (size_t i = 0; i < n; i++) rap_json_append(array, field_json(fields[i], i + 1 == n ? "quantitative" : "nominal", titles[i]));
  return array;
}

static rap_json *data_json(const rap_matrix *m, bool zeros, const char *col) {
  rap_json *o = rap_json_new_object(), *values = rap_json_new_array();
  for (size_t i = 0; i < m->n_rows * m->n_cols; i++) {
    size_t r = i / m->n_cols, c = i % m->n_cols;
    if (!m->cells[i] && !zeros) continue;
    rap_json *cell = rap_json_new_object();
    rap_json_set(cell, "row", name_json(m->rows, m->n_rows, r));
    rap_json_set_str(cell, "row_id", m->rows[r].value);
    rap_json_set(cell, col, name_json(m->cols, m->n_cols, c));
    if (!zeros) rap_json_set_str(cell, "column_id", m->cols[c].value);
    rap_json_set_int(cell, "count", m->cells[i]);
    rap_json_append(values, cell);
  }
  rap_json_set(o, "values", values);
  return o;
}

static size_t largest(const rap_matrix *m) {
  size_t best = 0;
  for (size_t i = 1; i < m->n_rows * m->n_cols; i++)
    if (m->cells[i] > m->cells[best]) best = i;
  return best;
}

static void put_axes(const rap_vega_page *page, rap_buf *out) {
  rap_buf_puts(out, " by ");
  if (strcmp(page->rows, rap_axis_name(RAP_AXIS_NONE)) != 0) rap_buf_printf(out, "%s and ", page->rows);
  rap_buf_puts(out, page->cols);
}

/* What a reader of the picture would see first. */
static void describe(const rap_matrix *m, const rap_vega_page *page, const char *kind, rap_buf *out) {
  rap_buf_printf(out, "%s of %s", kind, page->unit);
  put_axes(page, out);
  if (page->asked.n) rap_buf_printf(out, " for %.*s", RAP_FMT(page->asked));
  rap_buf_printf(out, ": %zu row%s, %zu column%s, %lld in all", m->n_rows, m->n_rows == 1 ? "" : "s", m->n_cols, m->n_cols == 1 ? "" : "s",
                 (long long)m->total);
  if (!m->n_rows || !m->n_cols) return;
  size_t i = largest(m);
  const rap_label *row = &m->rows[i / m->n_cols], *col = &m->cols[i % m->n_cols];
  rap_buf_printf(out, "; most: %.*s and %.*s with %lld", RAP_FMT(row->name.n ? row->name : RAP_STR("all")), RAP_FMT(col->name),
                 (long long)m->cells[i]);
}

static void put_head(rap_json *o, const rap_matrix *m, const rap_vega_page *page, const char *kind) {
  rap_buf text = {0};
  rap_json_set_str(o, "$schema", SCHEMA);
  rap_buf_printf(&text, "%c%s", *page->unit - 'a' + 'A', page->unit + 1);
  put_axes(page, &text);
  if (page->asked.n) rap_buf_printf(&text, " for %.*s", RAP_FMT(page->asked));
  rap_json_set_str(o, "title", rap_buf_str(&text));
  rap_buf_reset(&text);
  describe(m, page, kind, &text);
  rap_json_set(o, "description", rap_buf_failed(&text) ? NULL : rap_json_new_string(rap_buf_str(&text)));
  rap_buf_clear(&text);
}

static rap_json *step_json(int step) {
  rap_json *o = rap_json_new_object();
  rap_json_set_int(o, "step", step);
  return o;
}

static rap_status finish(rap_json *o, rap_buf *out, rap_error *err) {
  rap_status st = rap_json_write_line(o, 1, out, err);
  rap_json_free(o);
  return st;
}

/* ---- matrix ---- */

/* Numbers on the cells: white where the cell is dark. */
static rap_json *numbers_json(const rap_matrix *m) {
  rap_json *layer = rap_json_new_object(), *mark = rap_json_new_object(), *encoding = rap_json_new_object(),
           *text = field_json("count", "quantitative", "");
  rap_json *color = rap_json_new_object(), *condition = rap_json_new_object();
  char test[64];
  int64_t most = m->n_rows && m->n_cols ? m->cells[largest(m)] : 0;
  rap_json_set_str(mark, "type", RAP_STR("text"));
  rap_json_set_int(mark, "fontSize", 10);
  rap_json_set_bool(mark, "aria", false);
  size_t n = (size_t)snprintf(test, sizeof test, "datum.count > %lld", (long long)(most / 2));
  rap_json_set_str(condition, "test", (rap_str){test, n});
  rap_json_set_str(condition, "value", RAP_STR("white"));
  rap_json_set(color, "condition", condition);
  rap_json_set_str(color, "value", RAP_STR("black"));
  rap_json_set(encoding, "text", text);
  rap_json_set(encoding, "color", color);
  rap_json_set(layer, "mark", mark);
  rap_json_set(layer, "encoding", encoding);
  return layer;
}

static rap_json *cells_json(const rap_vega_page *page) {
  static const char *const fields[] = {"row", "column", "count"};
  const char *const titles[] = {page->rows, page->cols, page->unit};
  rap_json *layer = rap_json_new_object(), *mark = rap_json_new_object(), *encoding = rap_json_new_object(),
           *color = field_json("count", "quantitative", page->unit);
  rap_json *scale = rap_json_new_object();
  rap_json_set_str(scale, "scheme", RAP_STR("blues"));
  rap_json_set_bool(scale, "zero", true);
  rap_json_set(color, "scale", scale);
  rap_json_set_str(mark, "type", RAP_STR("rect"));
  rap_json_set(encoding, "color", color);
  rap_json_set(encoding, "tooltip", tooltip_json(fields, titles, 3));
  rap_json_set(layer, "mark", mark);
  rap_json_set(layer, "encoding", encoding);
  return layer;
}

rap_status rap_vega_matrix(const rap_matrix *m, const rap_vega_page *page, rap_buf *out, rap_error *err) {
  rap_json *o = rap_json_new_object(), *encoding = rap_json_new_object(), *layers = rap_json_new_array(), *axis = rap_json_new_object();
  rap_json *x = field_json("column", "nominal", page->cols), *y = field_json("row", "nominal", page->rows), *y_axis = rap_json_new_object();
  put_head(o, m, page, "Heat map");
  rap_json_set(o, "data", data_json(m, false, "column"));
  rap_json_set(o, "width", step_json(CELL_WIDTH));
  rap_json_set(o, "height", step_json(CELL_HEIGHT));
  rap_json_set_str(axis, "orient", RAP_STR("top"));
  rap_json_set_int(axis, "labelAngle", -60);
  rap_json_set_int(axis, "labelLimit", LABEL_WIDTH);
  rap_json_set(x, "axis", axis);
  rap_json_set(x, "sort", order_json(m->cols, m->n_cols));
  rap_json_set_int(y_axis, "labelLimit", LABEL_WIDTH);
  rap_json_set(y, "axis", y_axis);
  rap_json_set(y, "sort", order_json(m->rows, m->n_rows));
  rap_json_set(encoding, "x", x);
  rap_json_set(encoding, "y", y);
  rap_json_set(o, "encoding", encoding);
  rap_json_append(layers, cells_json(page));
  rap_json_append(layers, numbers_json(m));
  rap_json_set(o, "layer", layers);
  return finish(o, out, err);
}

/* ---- timeline ---- */

/* One row needs no name; a few are lines of different colours; many are bands below each other. */
static void put_rows(rap_json *encoding, const rap_matrix *m, const rap_vega_page *page) {
  if (m->n_rows < 2) return;
  bool bands = m->n_rows > MOST_LINES;
  rap_json *row = field_json("row", "nominal", page->rows);
  rap_json_set(row, "sort", order_json(m->rows, m->n_rows));
  if (bands) {
    rap_json *header = rap_json_new_object();
    rap_json_set_int(header, "labelAngle", 0);
    rap_json_set_int(header, "labelLimit", LABEL_WIDTH);
    rap_json_set(row, "header", header);
    rap_json_set_int(row, "spacing", 4);
  }
  rap_json_set(encoding, bands ? "row" : "color", row);
}

rap_status rap_vega_timeline(const rap_matrix *m, const rap_vega_page *page, rap_buf *out, rap_error *err) {
  static const char *const fields[] = {"row", "period", "count"};
  const char *const titles[] = {page->rows, page->cols, page->unit};
  rap_json *o = rap_json_new_object(), *mark = rap_json_new_object(), *encoding = rap_json_new_object(), *axis = rap_json_new_object();
  rap_json *x = field_json("period", "ordinal", page->cols), *y = field_json("count", "quantitative", page->unit);
  bool bands = m->n_rows > MOST_LINES;
  put_head(o, m, page, "Line chart");
  rap_json_set(o, "data", data_json(m, true, "period"));
  rap_json_set_int(o, "width", TIMELINE_WIDTH);
  rap_json_set_int(o, "height", bands ? BAND_HEIGHT : TIMELINE_HEIGHT);
  rap_json_set_str(mark, "type", bands ? RAP_STR("bar") : RAP_STR("line"));
  if (!bands) rap_json_set_bool(mark, "point", true);
  rap_json_set(o, "mark", mark);
  rap_json_set_bool(axis, "labelOverlap", true);
  rap_json_set(x, "axis", axis);
  rap_json_set(x, "sort", rap_json_new_null());
  rap_json_set(encoding, "x", x);
  if (bands) {
    rap_json *ticks = rap_json_new_object();
    rap_json_set_int(ticks, "tickCount", 2);
    rap_json_set(y, "axis", ticks);
    rap_json_set(y, "title", rap_json_new_null());
  }
  rap_json_set(encoding, "y", y);
  put_rows(encoding, m, page);
  size_t first = m->n_rows > 1 ? 0 : 1; /* a single row needs no name */
  rap_json_set(encoding, "tooltip", tooltip_json(fields + first, titles + first, 3 - first));
  rap_json_set(o, "encoding", encoding);
  return finish(o, out, err);
}
