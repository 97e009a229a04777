/* emit.h: answers as tables of records, in every output format, and streams to write them to. Layer: base.
 *
 * A command describes its columns once and hands over rows; the emitter does alignment, escaping and structure.
 *   text    aligned by terminal columns (wide and combining characters count right), numbers to the right, title line bold when coloured. Columns marked `wrap` share what
 *           the others leave of the width (at least 20 columns each); where there are none, the last text column is cut with "…" (also to no less than 20). Whatever still
 *           doesn't fit stands closer together or makes the line longer: nothing is cut in silence. Control characters are shown as spaces, ill-formed UTF-8 as U+FFFD. No rows: no output.
 *           Rows are kept until rap_emit_finish.
 *   json    one array of objects, one object a line
 *   ndjson  one object a line
 *   csv     RFC 4180 with a header line: CRLF ends a line, fields with comma, quote, CR or LF are quoted
 *   tsv     linear TSV: a header line; tab, newline, carriage return and backslash are written \t \n \r \\
 *   markdown  a table as GitHub's Markdown has it (GFM 4.10): the cells stand below each other in the source too, numbers to the right
 *   html    a whole document with one table and no other file: caption, headings for columns and rows, links, light and dark, ready to print
 *
 * The last two are pages for people in the way of text: they show the columns with a title (all of them by their names when none has one), and control characters as spaces.
 *
 *     rap_emit *e = NULL;
 *     static const rap_column columns[] = {{.name = "state", .title = "State"}, {.name = "n", .title = "Statements", .kind = RAP_COL_INT}};
 *     st = rap_emit_new(&out, RAP_FORMAT_TEXT, columns, 2, &opts, &e, err);
 *     rap_emit_text(e, RAP_STR("Telangana")); rap_emit_int(e, 3); rap_emit_end_row(e);
 *     st = rap_emit_finish(e, err);          // the first failure of any call comes out here
 */
#ifndef RAP_BASE_EMIT_H
#define RAP_BASE_EMIT_H

#include "base/buf.h"
#include "base/json.h"
#include "base/status.h"
#include "base/str.h"

/* Where bytes go. `write` returns false on failure (disk full, closed pipe); after that nothing more is written and .failed stays set. */
typedef struct rap_out {
  bool (*write)(void *ctx, rap_str bytes);
  void *ctx;
  bool failed;
} rap_out;

/* Writes unless the stream has failed; false when it has. */
bool rap_out_write(rap_out *out, rap_str bytes);
void rap_out_printf(rap_out *out, const char *format, ...) RAP_PRINTF(2, 3);
/* A sink that appends to a buffer (for tests and for composing). */
rap_out rap_out_to_buf(rap_buf *buf);

typedef enum rap_format {
  RAP_FORMAT_TEXT,
  RAP_FORMAT_JSON,
  RAP_FORMAT_NDJSON,
  RAP_FORMAT_CSV,
  RAP_FORMAT_TSV,
  RAP_FORMAT_MARKDOWN,
  RAP_FORMAT_HTML,
  RAP_FORMAT_COUNT
} rap_format;
/* "text", "json" …; false when unknown. */
bool rap_format_parse(rap_str name, rap_format *out);
const char *rap_format_name(rap_format format);
/* Markdown and HTML: rows go through an emitter, but people read them. */
bool rap_format_is_page(rap_format format);
/* The format that the ending of a file's name stands for: .txt .json .ndjson .jsonl .csv .tsv .md .markdown .html .htm; false for others. */
bool rap_format_of_file(rap_str path, rap_format *out);

/* RAP_COL_URL: text that is an address; a link in pages if it is one of the web or of mail. */
typedef enum rap_column_kind { RAP_COL_TEXT, RAP_COL_INT, RAP_COL_REAL, RAP_COL_JSON, RAP_COL_URL } rap_column_kind;

typedef struct rap_column {
  const char *name;  /* machine name: JSON key, CSV header */
  const char *title; /* shown in text tables and pages; NULL: column not shown there */
  rap_column_kind kind;
  bool wrap;        /* text: may be wrapped over lines to fit the width (typically the sentence) */
  const char *link; /* pages: the name of the column with the address that this one's cells lead to; NULL: none */
} rap_column;

typedef struct rap_emit_options {
  size_t width;    /* columns of the terminal; 0: unlimited */
  bool color;      /* SGR sequences in text */
  rap_str caption; /* html: what the table shows; empty: nothing is said. Borrowed until finish */
  size_t *rows;    /* counts the rows of several emitters; NULL: they are not counted */
} rap_emit_options;

typedef struct rap_emit rap_emit;

/* `columns` is borrowed until finish. Errors: RAP_ERR_NOMEM. */
rap_status rap_emit_new(rap_out *out, rap_format format, const rap_column *columns, size_t n_columns, const rap_emit_options *options,
                        rap_emit **emit, rap_error *err) RAP_MUST_CHECK;
/* Cells in column order; rap_emit_null for an absent value (key left out in JSON, empty elsewhere). */
void rap_emit_text(rap_emit *e, rap_str s);
/* Text with stretches that matter (the words found): **strong** in markdown, <mark> in html, plain text elsewhere. `marks` are byte ranges of `s` on character bounds, in any
 * order; what overlaps or touches is one. */
void rap_emit_marked(rap_emit *e, rap_str s, const rap_span *marks, size_t n);
void rap_emit_int(rap_emit *e, int64_t v);
/* `decimals` 0..9, halves rounded away from zero; NaN and infinities are absent values. */
void rap_emit_real(rap_emit *e, double v, int decimals);
void rap_emit_json(rap_emit *e, rap_json *v); /* takes ownership; in text, CSV and TSV its items joined by ", " */
void rap_emit_null(rap_emit *e);
/* Cells not given are absent. */
void rap_emit_end_row(rap_emit *e);
size_t rap_emit_rows(const rap_emit *e);
/* Writes what is pending (a row not ended is dropped), closes the structure and frees `e` (NULL allowed). Errors: the first failure of any call: RAP_ERR_IO, RAP_ERR_NOMEM. */
rap_status rap_emit_finish(rap_emit *e, rap_error *err) RAP_MUST_CHECK;

/* Text helpers for commands that lay out their own pages. */
/* Both show control characters as spaces and ill-formed UTF-8 as U+FFFD, but let SGR sequences (ESC [ digits and semicolons m) through as taking no columns, so that
 * a command may mark words in a text before it lays it out. */
/* Appends `s` cut to `width` columns with "…" when longer, padded with spaces when `pad`. SGR sequences behind the cut are kept, so that what was begun is ended. */
void rap_text_fit(rap_buf *b, rap_str s, size_t width, bool pad);
/* Appends `s` wrapped at spaces to lines of `width` columns (0: not wrapped), not counting the indent: each line after the first begins with `indent` spaces.
 * A newline in `s` begins a line; a word longer than a line is broken. SGR sequences that hold where a line is broken are ended and begun anew there. No newline at the end. */
void rap_text_wrap(rap_buf *b, rap_str s, size_t width, size_t indent);

#endif
