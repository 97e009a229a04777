/* emit_impl.h: what the files of the emitter share. Layer: base, private to emit*.c.
 *
 * A row is a list of cells. The streaming formats write it when it ends; the text table keeps all rows until the widths are known.
 */
#ifndef RAP_BASE_EMIT_IMPL_H
#define RAP_BASE_EMIT_IMPL_H

#include "base/arena.h"
#include "base/emit.h"

/* A cell of a text table or of a line of CSV or TSV. */
typedef struct rap_cell {
  rap_str text;
  size_t columns; /* text tables only */
} rap_cell;

struct rap_emit {
  rap_out *out;
  rap_format format;
  const rap_column *columns;
  size_t n_columns;
  rap_emit_options options;
  size_t n_rows;
  size_t at;        /* column of the next cell */
  rap_json *object; /* json, ndjson: the row so far */
  rap_arena *arena; /* cells; text: of all rows, csv and tsv: of this row */
  rap_cell *cells;  /* text: row by row, shown columns and others alike; csv and tsv: of this row */
  size_t n_cells, cells_capacity;
  rap_buf pending; /* bytes not yet handed to `out` */
  bool no_memory;
};

/* Lays out all rows into e->pending and hands it on. */
void rap_emit_table(rap_emit *e);
/* Hands e->pending on when it is large, or always. */
void rap_emit_flush(rap_emit *e, bool always);
/* Appends `s` for one line of a terminal: white space and controls as spaces, ill-formed UTF-8 as U+FFFD. */
void rap_emit_clean(rap_buf *b, rap_str s);

#endif
