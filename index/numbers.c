#include "index/numbers.h"

#include <sqlite3.h>

#include "index/compress.h"

enum { COLUMN_VALUE, COLUMN_N, COLUMN_Z };

typedef struct cursor {
  sqlite3_vtab_cursor base; /* first: SQLite's own part */
  rap_buf z;                /* a copy: SQLite lends the argument for the length of xFilter only */
  size_t at;
  int64_t value;
  uint64_t n;
  sqlite3_int64 row;
  bool end;
} cursor;

void rap_numbers_put(rap_buf *out, int64_t *last, int64_t value, uint64_t n) {
  int64_t delta = value - *last;
  rap_varint_put(out, ((uint64_t)delta << 1) ^ (uint64_t)(delta >> 63));
  rap_varint_put(out, n);
  *last = value;
}

static int connect_table(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **message) {
  (void)aux, (void)argc, (void)argv, (void)message;
  *out = NULL;
  int rc = sqlite3_declare_vtab(db, "CREATE TABLE numbers(value INTEGER, n INTEGER, z HIDDEN)");
  /* It sees nothing but its argument, and so may be used in views. */
  if (rc == SQLITE_OK) rc = sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
  if (rc != SQLITE_OK) return rc;
  *out = sqlite3_malloc64(sizeof **out);
  if (!*out) return SQLITE_NOMEM;
  **out = (sqlite3_vtab){0};
  return SQLITE_OK;
}

static int disconnect_table(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

/* The blob must be known before the table is walked; the cost is that of a document's list. */
static int best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  for (int i = 0; i < info->nConstraint; i++) {
    if (info->aConstraint[i].iColumn != COLUMN_Z || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ || !info->aConstraint[i].usable) continue;
    info->aConstraintUsage[i].argvIndex = 1;
    info->aConstraintUsage[i].omit = 1;
    info->estimatedCost = 10;
    info->estimatedRows = 20;
    return SQLITE_OK;
  }
  return SQLITE_CONSTRAINT;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out) {
  (void)table;
  cursor *c = sqlite3_malloc64(sizeof *c);
  *out = NULL;
  if (!c) return SQLITE_NOMEM;
  *c = (cursor){.end = true};
  *out = &c->base;
  return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base) {
  cursor *c = (cursor *)base;
  rap_buf_clear(&c->z);
  sqlite3_free(c);
  return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base) {
  cursor *c = (cursor *)base;
  uint64_t delta;
  c->end = c->at == c->z.n;
  if (c->end) return SQLITE_OK;
  if (!rap_varint_get(rap_buf_str(&c->z), &c->at, &delta) || !rap_varint_get(rap_buf_str(&c->z), &c->at, &c->n)) return SQLITE_CORRUPT_VTAB;
  c->value = (int64_t)((uint64_t)c->value + ((delta >> 1) ^ (0 - (delta & 1))));
  c->row++;
  return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int plan, const char *plan_text, int argc, sqlite3_value **argv) {
  (void)plan, (void)plan_text;
  cursor *c = (cursor *)base;
  const char *z = argc == 1 ? sqlite3_value_blob(argv[0]) : NULL;
  rap_buf_reset(&c->z);
  c->z.failed = false;
  c->at = 0;
  c->value = 0;
  c->row = 0;
  c->end = true;
  if (z) rap_buf_add(&c->z, (rap_str){z, (size_t)sqlite3_value_bytes(argv[0])});
  return rap_buf_failed(&c->z) ? SQLITE_NOMEM : next(base);
}

static int at_end(sqlite3_vtab_cursor *base) { return ((cursor *)base)->end; }

static int column(sqlite3_vtab_cursor *base, sqlite3_context *ctx, int i) {
  const cursor *c = (const cursor *)base;
  if (i == COLUMN_VALUE) sqlite3_result_int64(ctx, c->value);
  if (i == COLUMN_N) sqlite3_result_int64(ctx, (sqlite3_int64)c->n);
  return SQLITE_OK;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *out) {
  *out = ((const cursor *)base)->row;
  return SQLITE_OK;
}

int rap_numbers_register(struct sqlite3 *db) {
  /* Without xCreate it is there in every store, under its own name. */
  static const sqlite3_module module = {.xConnect = connect_table,
                                        .xDisconnect = disconnect_table,
                                        .xBestIndex = best_index,
                                        .xOpen = open_cursor,
                                        .xClose = close_cursor,
                                        .xFilter = filter,
                                        .xNext = next,
                                        .xEof = at_end,
                                        .xColumn = column,
                                        .xRowid = row_id};
  return sqlite3_create_module_v2(db, "rap_numbers", &module, NULL, NULL);
}
