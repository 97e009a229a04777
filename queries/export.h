/* export.h: the kinds of export: what each makes of a document. Layer: queries.
 *
 * A kind is a row of functions: begin, once for each document in order, end. It writes through rap_outputs, so that whatever it does is whole or not there, and hashed; it keeps memory for one document only.
 */
#ifndef RAP_QUERIES_EXPORT_H
#define RAP_QUERIES_EXPORT_H

#include "analyze/analyze.h"
#include "base/map.h"
#include "index/export.h"
#include "queries/outputs.h"

typedef struct rap_export {
  rap_store *store;
  rap_outputs *outputs;
  rap_arena *arena;       /* of the whole export */
  rap_arena *scratch;     /* of one document: emptied before each */
  const rap_rules *rules; /* of a kind with .pack */
  rap_str program;        /* its name and version, for headers */
  bool with_text;
} rap_export;

typedef struct rap_export_kind {
  const char *name;
  const char *suffix; /* of a document's file; NULL: documents have no files of their own */
  const char *pack;   /* built-in rules by which the texts are analysed for it; NULL: none */
  bool folder, parts; /* as in rap_outputs_options */
  /* *state is the kind's own, NULL at first. */
  rap_status (*begin)(rap_export *x, void **state, rap_error *err);
  rap_status (*document)(rap_export *x, void *state, const rap_exported *document, rap_error *err);
  rap_status (*end)(rap_export *x, void *state, rap_error *err);
  void (*free)(void *state); /* also after a failure, with NULL allowed; may be NULL */
} rap_export_kind;

extern const rap_export_kind rap_export_ndjson, rap_export_csv, rap_export_sqlite, rap_export_brat, rap_export_annotation, rap_export_tei,
    rap_export_timeml;
/* NULL: unknown. */
const rap_export_kind *rap_export_kind_of(rap_str name);
/* What --to takes, as an option's choices. */
#define RAP_EXPORT_KINDS "ndjson|csv|sqlite|brat|web-annotation|tei|timeml"

/* Name of a document's file without suffix: "ID", or "SOURCE@ID" (rap_file_name of each). In x->scratch; empty: out of memory. */
rap_str rap_export_name(rap_export *x, const rap_document *doc);
/* Writes a file of the document: its name with the suffix behind. */
rap_status rap_export_file(rap_export *x, const rap_document *doc, const char *suffix, rap_str content, rap_error *err) RAP_MUST_CHECK;
/* Writes a file of the whole export. */
rap_status rap_export_whole_file(rap_export *x, rap_str name, rap_str content, rap_error *err) RAP_MUST_CHECK;

struct rap_markup;
/* Ends markup that is written to a buffer: of one that found no room RAP_ERR_NOMEM. `st`: how things went so far. */
rap_status rap_export_markup_end(struct rap_markup *m, rap_status st, const rap_buf *text, rap_error *err) RAP_MUST_CHECK;

/* ---- tables ---- */

/* Rows of documents, as export_tables.h has them, handed to `fn`; keys count from 1 in the order of the export. Zero-initialise with .fn and .ctx; rap_export_rows_clear. */
typedef struct rap_export_rows {
  rap_row_fn fn;
  void *ctx;
  rap_export_reader *reader;
  int64_t documents;
  rap_map events; /* keys of those that were told of */
  rap_arena *kept;
} rap_export_rows;
rap_status rap_export_rows_document(rap_export_rows *rows, rap_export *x, const rap_exported *document, rap_error *err) RAP_MUST_CHECK;
/* The tables that are none of documents. */
rap_status rap_export_rows_end(rap_export_rows *rows, rap_export *x, rap_error *err) RAP_MUST_CHECK;
void rap_export_rows_clear(rap_export_rows *rows);

/* A CSV file ("NAME.csv") for each table, written as rows come. */
typedef struct rap_export_tables rap_export_tables;
rap_status rap_export_tables_new(rap_outputs *outputs, rap_export_tables **out, rap_error *err) RAP_MUST_CHECK;
rap_status rap_export_tables_row(void *tables, rap_table table, const rap_value *values, rap_error *err) RAP_MUST_CHECK;
/* Ends the files. */
rap_status rap_export_tables_end(rap_export_tables *tables, rap_error *err) RAP_MUST_CHECK;
void rap_export_tables_free(rap_export_tables *tables);
/* The data dictionary: Frictionless' datapackage.json. Appends. */
rap_status rap_export_datapackage(rap_str program, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* "text", "number", "flag", as the dictionary says it. */
const char *rap_export_type_name(rap_column_type type);

#endif
