/* export_tables.h: the tables that others read: names, columns, types, meaning. Layer: index.
 *
 * One description yields the CSV files with their data dictionary, the plain database of `export --to sqlite` with its views, and the check that the views of a store (schema/views.sql) keep what they promise: a view holds the
 * columns marked `in_store`, under the same names, with the same meaning. Cells are numbers or texts; an absent one is NULL.
 */
#ifndef RAP_INDEX_EXPORT_TABLES_H
#define RAP_INDEX_EXPORT_TABLES_H

#include "base/status.h"
#include "base/str.h"

typedef enum rap_table {
  RAP_TABLE_DOCUMENT,
  RAP_TABLE_DOCUMENT_THEME,
  RAP_TABLE_MENTION,
  RAP_TABLE_PARTICIPANT,
  RAP_TABLE_STATED_COUNT,
  RAP_TABLE_EVENT_DOCUMENT,
  RAP_TABLE_STATEMENT,
  RAP_TABLE_STATEMENT_ACTOR,
  RAP_TABLE_STATEMENT_THEME,
  RAP_TABLE_EVENT,
  RAP_TABLE_THEME,
  RAP_TABLE_STATE,
  RAP_TABLE_GROUP,
  RAP_TABLE_GROUP_MEMBER,
  RAP_TABLES
} rap_table;

typedef enum rap_column_type { RAP_TYPE_TEXT, RAP_TYPE_NUMBER, RAP_TYPE_FLAG } rap_column_type;

typedef struct rap_table_column {
  const char *name;
  rap_column_type type;
  bool in_store;          /* the store's view has it */
  bool needed;            /* never absent */
  const char *unit;       /* NULL: none */
  const char *references; /* table whose key it holds; NULL: none */
  const char *meaning;    /* a sentence without its full stop */
} rap_table_column;

typedef struct rap_table_info {
  const char *name, *meaning;
  const char *key; /* columns that tell rows apart, with commas */
  const rap_table_column *columns;
  size_t n_columns;
} rap_table_info;
#define RAP_TABLE_COLUMNS_MAX 24

/* statement.statement = document × this + number − 1, so that a document's statements are one range of keys. */
#define RAP_STATEMENT_KEYS 65536

const rap_table_info *rap_table_of(rap_table table);

typedef struct rap_value {
  enum { RAP_STORED_NULL, RAP_STORED_NUMBER, RAP_STORED_TEXT } kind;
  int64_t number;
  rap_str text;
} rap_value;

/* A row of a table, a value for each of its columns; all of it lives until the call returns. */
typedef rap_status (*rap_row_fn)(void *ctx, rap_table table, const rap_value *values, rap_error *err);

#endif
