#include "base/emit.h"

#include "base/emit_impl.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Bytes gathered before they are handed on. */
enum { FLUSH_BYTES = 32 * 1024 };

/* ---- Streams ----------------------------------------------------------------------------------------------------------- */

bool rap_out_write(rap_out *out, rap_str bytes) {
  if (out->failed) return false;
  if (bytes.n && !out->write(out->ctx, bytes)) out->failed = true;
  return !out->failed;
}

void rap_out_printf(rap_out *out, const char *format, ...) {
  char text[256];
  rap_buf longer = {0};
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(text, sizeof text, format, args);
  if (n < 0) {
    out->failed = true;
  } else if ((size_t)n < sizeof text) {
    (void)rap_out_write(out, (rap_str){text, (size_t)n});
  } else {
    char *p = rap_buf_room(&longer, (size_t)n);
    if (p) (void)vsnprintf(p, (size_t)n + 1, format, again);
    if (p)
      (void)rap_out_write(out, (rap_str){p, (size_t)n});
    else
      out->failed = true;
  }
  va_end(again);
  va_end(args);
  rap_buf_clear(&longer);
}

static bool write_to_buf(void *ctx, rap_str bytes) {
  rap_buf *buf = ctx;
  rap_buf_add(buf, bytes);
  return !rap_buf_failed(buf);
}

rap_out rap_out_to_buf(rap_buf *buf) { return (rap_out){.write = write_to_buf, .ctx = buf}; }

/* ---- Rows as fields ----------------------------------------------------------------------------------------------------- */

static bool is_object(const rap_emit *e) { return e->format == RAP_FORMAT_JSON || e->format == RAP_FORMAT_NDJSON; }

void rap_emit_flush(rap_emit *e, bool always) {
  if (rap_buf_failed(&e->pending)) e->no_memory = true;
  if (e->no_memory || (!always && e->pending.n < FLUSH_BYTES)) return;
  (void)rap_out_write(e->out, rap_buf_str(&e->pending));
  rap_buf_reset(&e->pending);
}

/* RFC 4180 §2. A line that would be empty is written as "", since readers pass empty lines over. */
static void put_csv(rap_buf *b, rap_str s, bool alone) {
  bool quote = alone && s.n == 0;
  for (size_t i = 0; i < s.n && !quote; i++) quote = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\r' || s.p[i] == '\n';
  if (!quote) {
    rap_buf_add(b, s);
    return;
  }
  rap_buf_putc(b, '"');
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"') rap_buf_putc(b, '"');
    rap_buf_putc(b, s.p[i]);
  }
  rap_buf_putc(b, '"');
}

static void put_tsv(rap_buf *b, rap_str s) {
  for (size_t i = 0; i < s.n; i++) {
    switch (s.p[i]) {
    case '\t': rap_buf_puts(b, "\\t"); break;
    case '\n': rap_buf_puts(b, "\\n"); break;
    case '\r': rap_buf_puts(b, "\\r"); break;
    case '\\': rap_buf_puts(b, "\\\\"); break;
    default: rap_buf_putc(b, s.p[i]); break;
    }
  }
}

static void put_field(rap_emit *e, size_t column, rap_str s) {
  bool csv = e->format == RAP_FORMAT_CSV;
  if (column) rap_buf_putc(&e->pending, csv ? ',' : '\t');
  if (csv)
    put_csv(&e->pending, s, e->n_columns == 1);
  else
    put_tsv(&e->pending, s);
}

static void end_line(rap_emit *e) { rap_buf_puts(&e->pending, e->format == RAP_FORMAT_CSV ? "\r\n" : "\n"); }

rap_status rap_emit_new(rap_out *out, rap_format format, const rap_column *columns, size_t n_columns, const rap_emit_options *options,
                        rap_emit **emit, rap_error *err) {
  *emit = NULL;
  rap_emit *e = calloc(1, sizeof *e);
  if (!e) return rap_error_nomem(err);
  *e = (rap_emit){.out = out, .format = format, .columns = columns, .n_columns = n_columns};
  if (options) e->options = *options;
  e->arena = rap_arena_new();
  if (!e->arena || (rap_format_is_page(format) && !rap_emit_page_begin(e))) {
    rap_emit_page_clear(e);
    rap_arena_free(e->arena);
    free(e);
    return rap_error_nomem(err);
  }
  if (format == RAP_FORMAT_CSV || format == RAP_FORMAT_TSV) {
    for (size_t i = 0; i < n_columns; i++) put_field(e, i, rap_str_of(columns[i].name));
    end_line(e);
  }
  *emit = e;
  return RAP_OK;
}

/* ---- Cells ------------------------------------------------------------------------------------------------------------- */

/* Puts a value into the row's object; `value` NULL: out of memory. */
static void put_member(rap_emit *e, rap_json *value) {
  assert(e->at < e->n_columns);
  if (!e->object) e->object = rap_json_new_object();
  if (!rap_json_set(e->object, e->columns[e->at].name, value)) e->no_memory = true;
  e->at++;
}

static void keep_cell(rap_emit *e, rap_cell cell) {
  assert(e->at < e->n_columns);
  void *cells = e->cells;
  if (!cell.text.p || !rap_arena_grow(e->arena, &cells, e->n_cells, &e->cells_capacity, sizeof *e->cells)) {
    e->no_memory = true;
  } else {
    e->cells = cells;
    e->cells[e->n_cells++] = cell;
  }
  e->at++;
}

/* Keeps a cell for the end of the row or of the table. Text for people is cleaned here, so that widths are those of what is shown. */
static void put_cell(rap_emit *e, rap_str text) {
  rap_buf clean = {0};
  if (rap_format_is_page(e->format)) {
    keep_cell(e, rap_emit_page_cell(e, text, NULL, 0));
    return;
  }
  if (e->format == RAP_FORMAT_TEXT) {
    rap_emit_clean(&clean, text);
    if (rap_buf_failed(&clean)) e->no_memory = true;
    text = rap_buf_str(&clean);
  }
  keep_cell(e, (rap_cell){.text = rap_arena_str(e->arena, text)});
  rap_buf_clear(&clean);
}

void rap_emit_text(rap_emit *e, rap_str s) {
  if (is_object(e))
    put_member(e, rap_json_new_string(s));
  else
    put_cell(e, s);
}

void rap_emit_marked(rap_emit *e, rap_str s, const rap_span *marks, size_t n) {
  if (rap_format_is_page(e->format))
    keep_cell(e, rap_emit_page_cell(e, s, marks, n));
  else
    rap_emit_text(e, s);
}

void rap_emit_int(rap_emit *e, int64_t v) {
  if (is_object(e)) {
    put_member(e, rap_json_new_int(v));
    return;
  }
  char text[24];
  int n = snprintf(text, sizeof text, "%lld", (long long)v);
  put_cell(e, (rap_str){text, (size_t)n});
}

/* A real number rounded to decimal places, taken apart into integers, since printf takes the decimal point from the locale. */
typedef struct decimal {
  bool negative;
  uint64_t whole, part, scale;
} decimal;

/* False from 2^63 on, where the places behind the point mean nothing. */
static bool decimal_of(double v, int decimals, decimal *out) {
  *out = (decimal){.scale = 1};
  for (int i = 0; i < decimals; i++) out->scale *= 10;
  double size = v < 0 ? -v : v;
  if (size >= 9.2e18) return false;
  out->whole = (uint64_t)size;
  out->part = (uint64_t)((size - (double)out->whole) * (double)out->scale + 0.5);
  if (out->part >= out->scale) {
    out->whole++;
    out->part = 0;
  }
  out->negative = v < 0 && (out->whole || out->part); /* no "-0.0" */
  return true;
}

/* The double nearest to the rounded number; numbers too large to be rounded stay as they are. */
static double rounded(double v, int decimals) {
  decimal d;
  if (!decimal_of(v, decimals, &d) || d.whole >= (UINT64_C(1) << 53) / d.scale) return v;
  double size = (double)(d.whole * d.scale + d.part) / (double)d.scale;
  return d.negative ? -size : size;
}

static void put_decimal(rap_buf *b, double v, int decimals) {
  decimal d;
  if (decimal_of(v, decimals, &d)) {
    rap_buf_printf(b, "%s%llu", d.negative ? "-" : "", (unsigned long long)d.whole);
    if (decimals) rap_buf_printf(b, ".%0*llu", decimals, (unsigned long long)d.part);
    return;
  }
  rap_json *value = rap_json_new_real(v);
  if (rap_json_write(value, 0, b, NULL) != RAP_OK) b->failed = true;
  rap_json_free(value);
}

void rap_emit_real(rap_emit *e, double v, int decimals) {
  assert(decimals >= 0 && decimals <= 9);
  if (!isfinite(v)) {
    rap_emit_null(e);
    return;
  }
  if (is_object(e)) {
    put_member(e, rap_json_new_real(rounded(v, decimals)));
    return;
  }
  rap_buf text = {0};
  put_decimal(&text, v, decimals);
  if (rap_buf_failed(&text)) e->no_memory = true;
  put_cell(e, rap_buf_str(&text));
  rap_buf_clear(&text);
}

static void put_item(rap_buf *b, const rap_json *v) {
  if (rap_json_kind(v) == RAP_JSON_STRING)
    rap_buf_add(b, rap_json_string(v));
  else if (rap_json_write(v, 0, b, NULL) != RAP_OK)
    b->failed = true;
}

void rap_emit_json(rap_emit *e, rap_json *v) {
  if (is_object(e)) {
    put_member(e, v);
    return;
  }
  rap_buf text = {0};
  if (!v) {
    text.failed = true;
  } else if (rap_json_kind(v) == RAP_JSON_ARRAY) {
    for (size_t i = 0; i < rap_json_length(v); i++) {
      if (i) rap_buf_puts(&text, ", ");
      put_item(&text, rap_json_item(v, i));
    }
  } else if (rap_json_kind(v) != RAP_JSON_NULL) {
    put_item(&text, v);
  }
  if (rap_buf_failed(&text)) e->no_memory = true;
  put_cell(e, rap_buf_str(&text));
  rap_buf_clear(&text);
  rap_json_free(v);
}

void rap_emit_null(rap_emit *e) {
  if (is_object(e))
    e->at++;
  else
    put_cell(e, (rap_str){0});
}

/* ---- Rows -------------------------------------------------------------------------------------------------------------- */

static void end_object(rap_emit *e) {
  if (!e->object) e->object = rap_json_new_object(); /* nothing but absent values */
  if (e->format == RAP_FORMAT_JSON) rap_buf_puts(&e->pending, e->n_rows ? ",\n" : "[\n");
  if (rap_json_write(e->object, 0, &e->pending, NULL) != RAP_OK) e->no_memory = true;
  if (e->format == RAP_FORMAT_NDJSON) rap_buf_putc(&e->pending, '\n');
  rap_json_free(e->object);
  e->object = NULL;
}

static void end_fields(rap_emit *e) {
  if (rap_format_is_page(e->format)) {
    if (e->n_cells == e->n_columns) rap_emit_page_row(e); /* else memory ran out */
  } else {
    for (size_t i = 0; i < e->n_cells; i++) put_field(e, i, e->cells[i].text);
    end_line(e);
  }
  rap_arena_reset(e->arena);
  e->cells = NULL;
  e->n_cells = e->cells_capacity = 0;
}

void rap_emit_end_row(rap_emit *e) {
  while (e->at < e->n_columns) rap_emit_null(e);
  if (is_object(e))
    end_object(e);
  else if (e->format != RAP_FORMAT_TEXT)
    end_fields(e);
  e->at = 0;
  e->n_rows++;
  if (e->options.rows) ++*e->options.rows;
  if (e->format != RAP_FORMAT_TEXT) rap_emit_flush(e, false);
}

size_t rap_emit_rows(const rap_emit *e) { return e->n_rows; }

rap_status rap_emit_finish(rap_emit *e, rap_error *err) {
  if (!e) return RAP_OK;
  if (e->format == RAP_FORMAT_TEXT && !e->no_memory) rap_emit_table(e);
  if (e->format == RAP_FORMAT_JSON) rap_buf_puts(&e->pending, e->n_rows ? "\n]\n" : "[]\n");
  if (rap_format_is_page(e->format)) rap_emit_page_end(e);
  rap_emit_flush(e, true);
  rap_status st = RAP_OK;
  if (e->no_memory)
    st = rap_error_nomem(err);
  else if (e->out->failed)
    st = rap_error_set(err, RAP_ERR_IO, "the output could not be written");
  rap_json_free(e->object);
  rap_emit_page_clear(e);
  rap_arena_free(e->arena);
  rap_buf_clear(&e->pending);
  free(e);
  return st;
}
