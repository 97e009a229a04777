/* export_sqlite.c: the tables as a plain SQLite database. Layer: queries.
 *
 * How SQLite lays out a file is its own matter and differs between its versions. What is hashed for the receipt are the rows, as CSV would have them.
 */
#include <stdlib.h>

#include "index/plain.h"
#include "queries/export.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct database {
  rap_plain *plain; /* NULL: only hashed */
  rap_export_tables *hashed;
  rap_export_rows rows;
  const rap_outputs *outputs;
} database;

static rap_status put_row(void *ctx, rap_table table, const rap_value *values, rap_error *err) {
  const database *d = ctx;
  rap_status st = rap_export_tables_row(d->hashed, table, values, err);
  rap_error own = {0};
  if (d->plain) TRY(rap_outputs_blame(d->outputs, rap_plain_row(d->plain, table, values, &own), &own, err));
  return st;
}

static rap_status sqlite_begin(rap_export *x, void **state, rap_error *err) {
  database *d = *state = calloc(1, sizeof *d);
  if (!d) return rap_error_nomem(err);
  const char *path = rap_outputs_path(x->outputs);
  rap_status st = rap_export_tables_new(x->outputs, &d->hashed, err);
  rap_error own = {0};
  d->outputs = x->outputs;
  if (path) TRY(rap_outputs_blame(x->outputs, rap_plain_new(rap_str_of(path), x->program, &d->plain, &own), &own, err));
  d->rows = (rap_export_rows){.fn = put_row, .ctx = d};
  x->with_text = true;
  return st;
}

static rap_status sqlite_document(rap_export *x, void *state, const rap_exported *document, rap_error *err) {
  database *d = state;
  return rap_export_rows_document(&d->rows, x, document, err);
}

static rap_status sqlite_end(rap_export *x, void *state, rap_error *err) {
  database *d = state;
  rap_status st = rap_export_rows_end(&d->rows, x, err);
  TRY(rap_export_tables_end(d->hashed, err));
  rap_error own = {0};
  if (d->plain) TRY(rap_outputs_blame(x->outputs, rap_plain_finish(d->plain, &own), &own, err));
  rap_plain_free(d->plain);
  d->plain = NULL;
  TRY(rap_outputs_sync(x->outputs, err)); /* SQLite was told not to wait for the disk */
  return st;
}

static void sqlite_free(void *state) {
  database *d = state;
  if (!d) return;
  rap_export_rows_clear(&d->rows);
  rap_export_tables_free(d->hashed);
  rap_plain_free(d->plain);
  free(d);
}

const rap_export_kind rap_export_sqlite = {
    .name = "sqlite", .parts = true, .begin = sqlite_begin, .document = sqlite_document, .end = sqlite_end, .free = sqlite_free};
