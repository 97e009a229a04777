/* format_csv.c: tables with named columns, a document a row (RFC 4180, and what spreadsheets make of it). Layer: ingest. The only file that knows libcsv. */
#include <csv.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/field_map.h"
#include "ingest/input.h"

static const char *const comma_names[] = {".csv", ".csv.gz", NULL}, *const tab_names[] = {".tsv", ".tab", ".tsv.gz", NULL};

/* A row on its way: cells behind each other in one buffer. */
struct row {
  rap_buf bytes;
  size_t *ends; /* of the cells in bytes */
  size_t n, capacity;
  bool complete, failed, too_wide;
};

typedef struct state {
  struct csv_parser parser;
  struct row row;
  rap_str *columns; /* names, in column_bytes */
  rap_buf column_bytes;
  size_t n_columns;
  uint64_t first_line; /* of the row */
} state;

/* ---- telling ---- */

static size_t count(rap_str line, char c) {
  size_t n = 0;
  bool quoted = false;
  for (size_t i = 0; i < line.n; i++) {
    if (line.p[i] == '"') quoted = !quoted;
    n += line.p[i] == c && !quoted;
  }
  return n;
}

/* The separator that the first line has most of; '\0' if none. */
static char separator_of(rap_str line) {
  static const char candidates[] = ",\t;|";
  char best = '\0';
  size_t most = 0;
  for (const char *c = candidates; *c; c++) {
    size_t n = count(line, *c);
    if (n <= most) continue;
    most = n;
    best = *c;
  }
  return best;
}

static rap_str unquoted(rap_str cell) {
  cell = rap_str_trim(cell);
  if (cell.n >= 2 && cell.p[0] == '"' && cell.p[cell.n - 1] == '"') cell = rap_str_trim(rap_str_sub(cell, 1, cell.n - 1));
  return cell;
}

/* A first line with a column for the text and another that a document has: prose that begins "text, title" is nobody's. */
static bool has_columns(rap_str line, char separator, const rap_field_map *map) {
  size_t known = 0;
  bool text = false;
  rap_str cell;
  while (rap_str_split(&line, separator, &cell))
    for (rap_field f = 0; f < RAP_FIELD_RECORDS; f++) {
      if (!rap_str_eq_nocase(unquoted(cell), rap_field_map_path(map, f))) continue;
      known++;
      text = text || f == RAP_FIELD_TEXT;
    }
  return text && known > 1;
}

bool rap_format_csv_sniff(const rap_head *head) {
  rap_str rest = head->text, line;
  if (rap_head_is_named(head, comma_names) || rap_head_is_named(head, tab_names)) return true;
  if (rap_str_is(head->given->media_type, "text/csv") || rap_str_is(head->given->media_type, "text/tab-separated-values")) return true;
  if (!rap_str_split(&rest, '\n', &line)) return false;
  char separator = separator_of(line);
  return separator && has_columns(line, separator, &head->options->map);
}

/* ---- rows ---- */

static void take_cell(void *bytes, size_t n, void *ctx) {
  state *s = ctx;
  struct row *row = &s->row;
  if (row->n == RAP_MAX_COLUMNS) {
    row->too_wide = true;
    return;
  }
  if (row->n == row->capacity) {
    size_t capacity = row->capacity ? row->capacity * 2 : 16;
    size_t *ends = realloc(row->ends, capacity * sizeof *ends);
    if (!ends) {
      row->failed = true;
      return;
    }
    row->ends = ends;
    row->capacity = capacity;
  }
  rap_buf_add(&row->bytes, (rap_str){bytes, n});
  row->ends[row->n++] = row->bytes.n;
}

static void take_end(int c, void *ctx) {
  (void)c;
  ((state *)ctx)->row.complete = true;
}

static rap_str cell(const struct row *row, size_t i) { return rap_str_sub(rap_buf_str(&row->bytes), i ? row->ends[i - 1] : 0, row->ends[i]); }

static rap_status feed(state *s, rap_str bytes, rap_error *err) {
  size_t n = csv_parse(&s->parser, bytes.n ? bytes.p : "", bytes.n, take_cell, take_end, s);
  if (s->row.failed || rap_buf_failed(&s->row.bytes) || (n < bytes.n && csv_error(&s->parser) == CSV_ENOMEM)) return rap_error_nomem(err);
  return RAP_OK;
}

static void reset_row(struct row *row) {
  rap_buf_reset(&row->bytes);
  row->n = 0;
  row->complete = row->too_wide = false;
}

/* The next row with a cell that isn't empty: lines are handed to the parser one at a time, so that no more than one row is at hand. RAP_NOT_FOUND at the end. */
static rap_status read_row(rap_input *input, state *s, rap_error *err) {
  size_t bytes = 0;
  reset_row(&s->row);
  while (!s->row.complete || s->row.bytes.n == 0) {
    rap_str line;
    if (s->row.complete) reset_row(&s->row);
    rap_status st = rap_input_line(input, &line, err);
    if (st == RAP_NOT_FOUND && bytes > 0) {
      /* The last row may lack its line end; a quote that is never closed ends with the file. */
      if (csv_fini(&s->parser, take_cell, take_end, s) != 0) return rap_error_nomem(err);
      bytes = 0;
      if (s->row.complete && s->row.bytes.n) return s->row.failed ? rap_error_nomem(err) : RAP_OK;
    }
    if (st != RAP_OK) return st;
    if (bytes == 0 && rap_str_trim(line).n == 0) continue;
    if (bytes == 0) s->first_line = input->line;
    bytes += line.n + 1;
    if (bytes > RAP_MAX_DOCUMENT_BYTES) {
      rap_input_stop(input);
      return rap_error_set(err, RAP_ERR_LIMIT,
                           "%.*s:%" PRIu64 ": a row of more than %zu bytes begins here (a quote that is not closed?); not read on",
                           RAP_FMT(input->path), s->first_line, RAP_MAX_DOCUMENT_BYTES);
    }
    st = feed(s, line, err);
    if (st == RAP_OK) st = feed(s, RAP_STR("\n"), err);
    if (st != RAP_OK) return st;
    if (s->row.complete) bytes = 0;
  }
  return RAP_OK;
}

/* ---- columns ---- */

static size_t column_of(const state *s, rap_str name) {
  for (size_t i = 0; i < s->n_columns; i++)
    if (rap_str_eq_nocase(s->columns[i], name)) return i;
  return RAP_NONE;
}

/* The first row names the columns. */
static rap_status read_columns(rap_input *input, state *s, rap_error *err) {
  rap_status st = read_row(input, s, err);
  if (st == RAP_NOT_FOUND) return rap_error_set(err, RAP_ERR_INPUT, "%.*s: no row in it", RAP_FMT(input->path));
  if (st != RAP_OK) return st;
  rap_buf list = {0};
  rap_buf_add(&s->column_bytes, rap_buf_str(&s->row.bytes));
  s->columns = calloc(s->row.n, sizeof *s->columns);
  for (size_t i = 0; s->columns && i < s->row.n; i++) {
    s->columns[i] = rap_str_trim(rap_str_sub(rap_buf_str(&s->column_bytes), i ? s->row.ends[i - 1] : 0, s->row.ends[i]));
    rap_buf_printf(&list, "%s%.*s", i ? ", " : "", RAP_FMT(s->columns[i]));
  }
  s->n_columns = s->columns ? s->row.n : 0;
  const rap_field_map *map = &input->options->map;
  rap_str text = rap_field_map_path(map, RAP_FIELD_TEXT);
  if (!s->columns || rap_buf_failed(&s->column_bytes) || rap_buf_failed(&list)) {
    st = rap_error_nomem(err);
  } else if (column_of(s, text) == RAP_NONE) {
    st = rap_error_set(err, RAP_ERR_INPUT, "%.*s:1: no column \"%.*s\"; there are: %.*s (--map says which column is what)", RAP_FMT(input->path),
                       RAP_FMT(text), RAP_FMT(rap_str_sub(rap_buf_str(&list), 0, 200)));
  }
  rap_buf_clear(&list);
  return st;
}

/* ---- documents ---- */

/* Cells of columns that are no field, as metadata; empty ones are left out. */
static rap_status take_metadata(rap_arena *arena, const state *s, const bool *taken, rap_raw_document *raw, rap_error *err) {
  rap_json *metadata = rap_json_new_object();
  for (size_t i = 0; i < s->n_columns && i < s->row.n; i++) {
    rap_str value = cell(&s->row, i), name = rap_arena_str(arena, s->columns[i]);
    if (!taken[i] && rap_str_trim(value).n && name.p) rap_json_set_str(metadata, name.p, value);
  }
  return rap_raw_set_metadata(arena, raw, metadata, err);
}

static rap_status take_row(rap_input *input, const state *s, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  bool *taken = rap_arena_array(arena, s->n_columns, sizeof *taken);
  if (!taken) return rap_error_nomem(err);
  rap_status st = rap_input_begin(input, "csv", arena, raw, err);
  if (st != RAP_OK) return st;
  raw->id = (rap_str){0};
  raw->file = rap_arena_printf(arena, "%.*s:%" PRIu64, RAP_FMT(input->path), s->first_line);
  for (rap_field f = 0; f < RAP_FIELD_RECORDS; f++) {
    size_t at = column_of(s, rap_field_map_path(&input->options->map, f));
    if (at == RAP_NONE || at >= s->row.n) continue;
    taken[at] = true;
    rap_str value = cell(&s->row, at);
    if (rap_str_trim(value).n) *rap_field_of(raw, f) = rap_arena_str(arena, value);
  }
  if (s->row.n > s->n_columns)
    rap_raw_warn(arena, raw, "%zu cells, but %zu columns: what is behind the last was passed over", s->row.n, s->n_columns);
  if (s->row.too_wide) rap_raw_warn(arena, raw, "more than %d cells: the others were passed over", RAP_MAX_COLUMNS);
  st = rap_input_repair_mojibake(input, arena, raw, err);
  if (st == RAP_OK) st = take_metadata(arena, s, taken, raw, err);
  if (st == RAP_OK && rap_arena_failed(arena)) st = rap_error_nomem(err);
  if (st != RAP_OK) return st;
  if (rap_str_trim(raw->id).n == 0) raw->id = raw->url;
  const char *missing = rap_str_trim(raw->id).n == 0 ? "id (nor url)" : rap_str_trim(raw->text).n == 0 ? "text" : NULL;
  return missing ? rap_error_set(err, RAP_ERR_INPUT, "%.*s: row without %s", RAP_FMT(raw->file), missing) : RAP_OK;
}

static rap_status begin(rap_input *input, rap_error *err) {
  state *s = calloc(1, sizeof *s);
  rap_str head = rap_str_sub(rap_buf_str(&input->ahead), input->at, input->ahead.n), line;
  input->state = s;
  if (!s || csv_init(&s->parser, 0) != 0) return rap_error_nomem(err);
  input->at = input->scanned = input->at + rap_utf8_mark(head);
  (void)rap_str_split(&head, '\n', &line);
  rap_head named = {.path = input->path, .given = &input->given};
  char separator = rap_head_is_named(&named, tab_names) ? '\t' : separator_of(line);
  csv_set_delim(&s->parser, (unsigned char)(separator ? separator : ','));
  return read_columns(input, s, err);
}

rap_status rap_format_csv_next(rap_input *input, rap_arena *arena, rap_raw_document *raw, rap_error *err) {
  rap_status st = input->state ? RAP_OK : begin(input, err);
  if (st != RAP_OK) {
    rap_input_stop(input);
    return st;
  }
  st = read_row(input, input->state, err);
  return st == RAP_OK ? take_row(input, input->state, arena, raw, err) : st;
}

void rap_format_csv_end(rap_input *input) {
  state *s = input->state;
  if (!s) return;
  csv_free(&s->parser);
  rap_buf_clear(&s->row.bytes);
  rap_buf_clear(&s->column_bytes);
  free(s->row.ends);
  free(s->columns);
  free(s);
}
