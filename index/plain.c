#include "index/plain.h"

#include <stdlib.h>

#include "base/buf.h"
#include "index/db.h"
#include "index/schema.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

struct rap_plain {
  rap_db *db;
  rap_stmt *rows[RAP_TABLES];
};

/* Names are the program's own; "text" and the like are no keywords of SQL. */
static void put_column(rap_buf *sql, const rap_table_info *info, const rap_table_column *c) {
  rap_buf_printf(sql, "%s %s", c->name, c->type == RAP_TYPE_TEXT ? "TEXT" : "INTEGER");
  if (c->references && strcmp(c->references, info->name) != 0) rap_buf_printf(sql, " REFERENCES %s", c->references);
  rap_buf_puts(sql, ", ");
}

static rap_status make_table(rap_plain *p, const rap_table_info *info, rap_error *err) {
  rap_buf sql = {0};
  rap_buf_printf(&sql, "CREATE TABLE %s(", info->name);
  for (size_t i = 0; i < info->n_columns; i++) put_column(&sql, info, &info->columns[i]);
  /* A single number is the row's own key; tables of links are nothing but their keys. */
  bool own_rowid = info->columns[0].type == RAP_TYPE_NUMBER && strcmp(info->key, info->columns[0].name) == 0;
  rap_buf_printf(&sql, "PRIMARY KEY(%s))%s", info->key, own_rowid || info->n_columns > 6 ? "" : " WITHOUT ROWID");
  rap_status st = rap_buf_failed(&sql) ? rap_error_nomem(err) : rap_db_exec(p->db, sql.p, err);
  rap_buf_clear(&sql);
  return st;
}

static rap_status prepare_row(rap_plain *p, rap_table table, rap_error *err) {
  const rap_table_info *info = rap_table_of(table);
  rap_buf sql = {0};
  rap_buf_printf(&sql, "INSERT INTO %s VALUES(?", info->name);
  for (size_t i = 1; i < info->n_columns; i++) rap_buf_puts(&sql, ", ?");
  rap_buf_putc(&sql, ')');
  rap_status st = rap_buf_failed(&sql) ? rap_error_nomem(err) : rap_db_prepare(p->db, rap_buf_str(&sql), &p->rows[table], err);
  rap_buf_clear(&sql);
  return st;
}

static rap_status put_meaning(rap_plain *p, const rap_table_info *info, const rap_table_column *c, rap_error *err) {
  rap_stmt *s = NULL;
  static const char *const types[] = {[RAP_TYPE_TEXT] = "text", [RAP_TYPE_NUMBER] = "number", [RAP_TYPE_FLAG] = "flag"};
  rap_status st = rap_db_cached(p->db, "INSERT INTO data_dictionary VALUES(?, ?, ?, ?, ?)", &s, err);
  if (st != RAP_OK) return st;
  rap_bind_text(s, rap_str_of(info->name));
  rap_bind_text(s, rap_str_of(c->name));
  rap_bind_text(s, rap_str_of(types[c->type]));
  rap_bind_text_or_null(s, rap_str_of(c->unit ? c->unit : ""));
  rap_bind_text(s, rap_str_of(c->meaning));
  return rap_stmt_run(s, err);
}

static rap_status make_tables(rap_plain *p, rap_error *err) {
  rap_status st = rap_db_exec(p->db,
                              "CREATE TABLE setting(key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID; "
                              "CREATE TABLE data_dictionary(table_name TEXT NOT NULL, column_name TEXT NOT NULL, type TEXT NOT NULL, unit TEXT, "
                              "meaning TEXT NOT NULL, PRIMARY KEY(table_name, column_name))",
                              err);
  for (rap_table t = 0; t < RAP_TABLES; t++) {
    const rap_table_info *info = rap_table_of(t);
    TRY(make_table(p, info, err));
    TRY(prepare_row(p, t, err));
    for (size_t i = 0; i < info->n_columns; i++) TRY(put_meaning(p, info, &info->columns[i], err));
  }
  return st;
}

static rap_status put_settings(rap_plain *p, rap_str program, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(p->db, "INSERT INTO setting VALUES('views', ?), ('program', ?)", &s, err);
  if (st != RAP_OK) return st;
  rap_bind_int(s, RAP_VIEWS_VERSION);
  rap_bind_text(s, program);
  return rap_stmt_run(s, err);
}

rap_status rap_plain_new(rap_str path, rap_str program, rap_plain **out, rap_error *err) {
  rap_plain *p = calloc(1, sizeof *p);
  *out = NULL;
  if (!p) return rap_error_nomem(err);
  rap_status st = rap_db_open(path, RAP_DB_CREATE, 0, &p->db, err);
  TRY(rap_db_exec(p->db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384; BEGIN", err));
  TRY(make_tables(p, err));
  TRY(put_settings(p, program, err));
  if (st == RAP_OK)
    *out = p;
  else
    rap_plain_free(p);
  return st;
}

rap_status rap_plain_row(void *plain, rap_table table, const rap_value *values, rap_error *err) {
  const rap_plain *p = plain;
  rap_stmt *s = p->rows[table];
  for (size_t i = 0; i < rap_table_of(table)->n_columns; i++) {
    switch (values[i].kind) {
    case RAP_STORED_NULL: rap_bind_null(s); break;
    case RAP_STORED_NUMBER: rap_bind_int(s, values[i].number); break;
    case RAP_STORED_TEXT: rap_bind_text(s, values[i].text); break;
    }
  }
  return rap_stmt_run(s, err);
}

rap_status rap_plain_finish(rap_plain *p, rap_error *err) {
  rap_status st = rap_schema_apply(p->db, "plain.sql", err);
  TRY(rap_db_exec(p->db, "COMMIT", err));
  return st;
}

void rap_plain_free(rap_plain *p) {
  if (!p) return;
  for (size_t i = 0; i < RAP_TABLES; i++) rap_stmt_free(p->rows[i]);
  rap_db_close(p->db);
  free(p);
}
