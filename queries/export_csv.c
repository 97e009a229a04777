/* export_csv.c: tables as CSV with a data dictionary. Layer: queries. */
#include <stdio.h>
#include <stdlib.h>

#include "queries/export.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- the files of the tables ---- */

struct rap_export_tables {
  rap_outputs *outputs;
  rap_arena *arena;
  struct {
    rap_out *out;
    rap_emit *emit;
  } files[RAP_TABLES];
};

static rap_column_kind kind_of(rap_column_type type) { return type == RAP_TYPE_TEXT ? RAP_COL_TEXT : RAP_COL_INT; }

static rap_status open_table(rap_export_tables *t, rap_table table, rap_error *err) {
  const rap_table_info *info = rap_table_of(table);
  rap_column *columns = rap_arena_array(t->arena, info->n_columns, sizeof *columns);
  rap_str name = rap_arena_printf(t->arena, "%s.csv", info->name);
  if (!columns || !name.p) return rap_error_nomem(err);
  for (size_t i = 0; i < info->n_columns; i++) columns[i] = (rap_column){.name = info->columns[i].name, .kind = kind_of(info->columns[i].type)};
  rap_status st = rap_outputs_open(t->outputs, name, &t->files[table].out, err);
  TRY(rap_emit_new(t->files[table].out, RAP_FORMAT_CSV, columns, info->n_columns, NULL, &t->files[table].emit, err));
  return st;
}

rap_status rap_export_tables_new(rap_outputs *outputs, rap_export_tables **out, rap_error *err) {
  rap_export_tables *t = *out = calloc(1, sizeof *t);
  if (!t || !(t->arena = rap_arena_new())) return rap_error_nomem(err);
  t->outputs = outputs;
  rap_status st = RAP_OK;
  for (rap_table i = 0; i < RAP_TABLES; i++) TRY(open_table(t, i, err));
  return st;
}

rap_status rap_export_tables_row(void *tables, rap_table table, const rap_value *values, rap_error *err) {
  (void)err; /* what fails is told when the file is closed */
  const rap_export_tables *t = tables;
  rap_emit *e = t->files[table].emit;
  for (size_t i = 0; i < rap_table_of(table)->n_columns; i++) {
    switch (values[i].kind) {
    case RAP_STORED_NULL: rap_emit_null(e); break;
    case RAP_STORED_NUMBER: rap_emit_int(e, values[i].number); break;
    case RAP_STORED_TEXT: rap_emit_text(e, values[i].text); break;
    }
  }
  rap_emit_end_row(e);
  return RAP_OK;
}

rap_status rap_export_tables_end(rap_export_tables *t, rap_error *err) {
  rap_status st = RAP_OK;
  for (rap_table i = 0; i < RAP_TABLES; i++) {
    rap_error own = {0};
    rap_status finished = rap_emit_finish(t->files[i].emit, &own);
    t->files[i].emit = NULL;
    TRY(rap_outputs_close(t->outputs, t->files[i].out, err));
    if (st == RAP_OK && finished != RAP_OK) st = rap_error_set(err, finished, "%s", own.text);
  }
  return st;
}

void rap_export_tables_free(rap_export_tables *t) {
  if (!t) return;
  for (rap_table i = 0; i < RAP_TABLES; i++) {
    rap_error ignored = {0};
    if (rap_emit_finish(t->files[i].emit, &ignored) != RAP_OK) rap_error_clear(&ignored);
  }
  rap_arena_free(t->arena);
  free(t);
}

/* ---- the dictionary ---- */

const char *rap_export_type_name(rap_column_type type) { return type == RAP_TYPE_TEXT ? "text" : type == RAP_TYPE_FLAG ? "flag" : "number"; }

static rap_json *field_json(const rap_table_column *c) {
  rap_json *o = rap_json_new_object();
  static const char *const types[] = {[RAP_TYPE_TEXT] = "string", [RAP_TYPE_NUMBER] = "integer", [RAP_TYPE_FLAG] = "boolean"};
  rap_json_set_str(o, "name", rap_str_of(c->name));
  rap_json_set_str(o, "type", rap_str_of(types[c->type]));
  rap_json_set_str(o, "description", rap_str_of(c->meaning));
  if (c->unit) rap_json_set_str(o, "unit", rap_str_of(c->unit));
  if (c->type == RAP_TYPE_FLAG) {
    rap_json *yes = rap_json_new_array(), *no = rap_json_new_array();
    rap_json_append(yes, rap_json_new_string(RAP_STR("1")));
    rap_json_append(no, rap_json_new_string(RAP_STR("0")));
    rap_json_set(o, "trueValues", yes);
    rap_json_set(o, "falseValues", no);
  }
  if (c->needed) {
    rap_json *constraints = rap_json_new_object();
    rap_json_set_bool(constraints, "required", true);
    rap_json_set(o, "constraints", constraints);
  }
  return o;
}

static rap_json *names_json(const char *list) {
  rap_json *array = rap_json_new_array();
  rap_str rest = rap_str_of(list), name;
  while (rap_str_split(&rest, ',', &name)) rap_json_append(array, rap_json_new_string(name));
  return array;
}

static const char *key_of(const char *table) {
  for (rap_table i = 0; i < RAP_TABLES; i++)
    if (strcmp(rap_table_of(i)->name, table) == 0) return rap_table_of(i)->key;
  return "";
}

static rap_json *schema_json(const rap_table_info *info) {
  rap_json *o = rap_json_new_object(), *fields = rap_json_new_array(), *foreign = rap_json_new_array(), *missing = rap_json_new_array();
  for (size_t i = 0; i < info->n_columns; i++) {
    const rap_table_column *c = &info->columns[i];
    rap_json_append(fields, field_json(c));
    if (!c->references || strcmp(c->references, info->name) == 0) continue;
    rap_json *key = rap_json_new_object(), *reference = rap_json_new_object();
    rap_json_set(key, "fields", names_json(c->name));
    rap_json_set_str(reference, "resource", rap_str_of(c->references));
    rap_json_set(reference, "fields", names_json(key_of(c->references)));
    rap_json_set(key, "reference", reference);
    rap_json_append(foreign, key);
  }
  rap_json_append(missing, rap_json_new_string(RAP_STR("")));
  rap_json_set(o, "fields", fields);
  rap_json_set(o, "missingValues", missing);
  rap_json_set(o, "primaryKey", names_json(info->key));
  if (rap_json_length(foreign))
    rap_json_set(o, "foreignKeys", foreign);
  else
    rap_json_free(foreign);
  return o;
}

static rap_json *resource_json(const rap_table_info *info) {
  rap_json *o = rap_json_new_object();
  char path[64];
  (void)snprintf(path, sizeof path, "%s.csv", info->name);
  rap_json_set_str(o, "name", rap_str_of(info->name));
  rap_json_set_str(o, "path", rap_str_of(path));
  rap_json_set_str(o, "profile", RAP_STR("tabular-data-resource"));
  rap_json_set_str(o, "title", rap_str_of(info->meaning));
  rap_json_set_str(o, "format", RAP_STR("csv"));
  rap_json_set_str(o, "mediatype", RAP_STR("text/csv"));
  rap_json_set_str(o, "encoding", RAP_STR("utf-8"));
  rap_json_set(o, "schema", schema_json(info));
  return o;
}

rap_status rap_export_datapackage(rap_str program, rap_buf *out, rap_error *err) {
  rap_json *o = rap_json_new_object(), *resources = rap_json_new_array();
  rap_json_set_str(o, "profile", RAP_STR("tabular-data-package"));
  rap_json_set_str(o, "name", RAP_STR("rapporteur-export"));
  rap_json_set_str(o, "title", RAP_STR("The record of press texts about conferences"));
  rap_json_set_str(o, "description", program);
  for (rap_table i = 0; i < RAP_TABLES; i++) rap_json_append(resources, resource_json(rap_table_of(i)));
  rap_json_set(o, "resources", resources);
  rap_status st = rap_json_write_line(o, 2, out, err);
  rap_json_free(o);
  return st;
}

static rap_status put_dictionary(rap_export *x, rap_error *err) {
  static const rap_column columns[] = {{.name = "table"}, {.name = "column"},   {.name = "type"},
                                       {.name = "unit"},  {.name = "in_store"}, {.name = "meaning"}};
  rap_buf text = {0};
  rap_out out = rap_out_to_buf(&text);
  rap_emit *e = NULL;
  rap_status st = rap_emit_new(&out, RAP_FORMAT_CSV, columns, sizeof columns / sizeof *columns, NULL, &e, err);
  for (rap_table t = 0; st == RAP_OK && t < RAP_TABLES; t++) {
    const rap_table_info *info = rap_table_of(t);
    for (size_t i = 0; i < info->n_columns; i++) {
      const rap_table_column *c = &info->columns[i];
      rap_emit_text(e, rap_str_of(info->name));
      rap_emit_text(e, rap_str_of(c->name));
      rap_emit_text(e, rap_str_of(rap_export_type_name(c->type)));
      rap_emit_text(e, rap_str_of(c->unit ? c->unit : ""));
      rap_emit_text(e, c->in_store ? RAP_STR("yes") : RAP_STR("no"));
      rap_emit_text(e, rap_str_of(c->meaning));
      rap_emit_end_row(e);
    }
  }
  if (st == RAP_OK) st = rap_emit_finish(e, err);
  TRY(rap_export_whole_file(x, RAP_STR("dictionary.csv"), rap_buf_str(&text), err));
  rap_buf_clear(&text);
  return st;
}

/* ---- the kind ---- */

typedef struct csv {
  rap_export_tables *tables;
  rap_export_rows rows;
} csv;

static rap_status csv_begin(rap_export *x, void **state, rap_error *err) {
  csv *c = *state = calloc(1, sizeof *c);
  if (!c) return rap_error_nomem(err);
  rap_status st = rap_export_tables_new(x->outputs, &c->tables, err);
  c->rows = (rap_export_rows){.fn = rap_export_tables_row, .ctx = c->tables};
  return st;
}

static rap_status csv_document(rap_export *x, void *state, const rap_exported *document, rap_error *err) {
  csv *c = state;
  return rap_export_rows_document(&c->rows, x, document, err);
}

static rap_status csv_end(rap_export *x, void *state, rap_error *err) {
  csv *c = state;
  rap_buf package = {0};
  rap_status st = rap_export_rows_end(&c->rows, x, err);
  TRY(rap_export_tables_end(c->tables, err));
  TRY(put_dictionary(x, err));
  TRY(rap_export_datapackage(x->program, &package, err));
  TRY(rap_export_whole_file(x, RAP_STR("datapackage.json"), rap_buf_str(&package), err));
  rap_buf_clear(&package);
  return st;
}

static void csv_free(void *state) {
  csv *c = state;
  if (!c) return;
  rap_export_rows_clear(&c->rows);
  rap_export_tables_free(c->tables);
  free(c);
}

const rap_export_kind rap_export_csv = {
    .name = "csv", .folder = true, .begin = csv_begin, .document = csv_document, .end = csv_end, .free = csv_free};
