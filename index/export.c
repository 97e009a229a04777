#include "index/export.h"

#include <assert.h>
#include <stdlib.h>

#include "index/sql.h"

static_assert(RAP_STATEMENT_KEYS == RAP_STATEMENTS_PER_DOCUMENT, "what others are told is how the rows are");

#define TRY(call) \
  if (st == RAP_OK) st = (call)

rap_status rap_export_hold(rap_store *store, rap_error *err) {
  bool own;
  int64_t settings; /* a transaction sees what was there when it first read */
  rap_status st = rap_sql_begin(store, &own, err);
  TRY(rap_db_int(store->db, "SELECT count(*) FROM setting", &settings, err));
  return st;
}

void rap_export_release(rap_store *store) {
  if (store && store->mode == RAP_STORE_READ) rap_sql_end(store, true);
}

/* ---- documents ---- */

typedef struct walk {
  rap_export_fn fn;
  void *ctx;
} walk;

static void documents_sql(rap_sql *q, const rap_asked *asked) {
  rap_sql_add(q, "SELECT d.id");
  rap_sql_from(q, RAP_FROM_DOCUMENTS);
  rap_sql_where(q, asked, true);
  rap_sql_add(q, " ORDER BY d.name, d.source");
}

static rap_status documents_row(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_stmt *s, const void *sink, rap_error *err) {
  (void)asked;
  const walk *w = sink;
  rap_stored_document stored;
  const rap_exported document = {.row = rap_col_int(s, 0), .stored = &stored};
  rap_status st = rap_store_load(store, arena, document.row, true, &stored, err);
  return st == RAP_OK ? w->fn(w->ctx, &document, err) : st;
}

rap_status rap_export_documents(rap_store *store, const rap_filter *filter, rap_export_fn fn, void *ctx, size_t *total, rap_error *err) {
  const walk w = {fn, ctx};
  const rap_sql_listing listing = {
      .base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .select = documents_sql, .answer = documents_row, .sink = &w};
  return rap_sql_list(store, filter, (rap_page){0}, &listing, total, err);
}

/* ---- rows of the views ---- */

struct rap_export_reader {
  rap_store *store;
  rap_stmt *rows[RAP_TABLES]; /* made when they are first asked for */
};

rap_status rap_export_reader_new(rap_store *store, rap_export_reader **out, rap_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return rap_error_nomem(err);
  (*out)->store = store;
  return RAP_OK;
}

void rap_export_reader_free(rap_export_reader *reader) {
  if (!reader) return;
  for (size_t i = 0; i < RAP_TABLES; i++) rap_stmt_free(reader->rows[i]);
  free(reader);
}

/* What tells the rows of a document; "" when there is no view of the table, NULL when its rows are none of documents. */
static const char *of_document(rap_table table) {
  switch (table) {
  case RAP_TABLE_DOCUMENT:
  case RAP_TABLE_PARTICIPANT:
  case RAP_TABLE_STATED_COUNT:
  case RAP_TABLE_EVENT_DOCUMENT: return "document = ?1";
  case RAP_TABLE_STATEMENT:
  case RAP_TABLE_STATEMENT_ACTOR:
  case RAP_TABLE_STATEMENT_THEME: return "statement BETWEEN ?1 * 65536 AND ?1 * 65536 + 65535";
  case RAP_TABLE_DOCUMENT_THEME:
  case RAP_TABLE_MENTION: return "";
  default: return NULL;
  }
}

static rap_status prepare(rap_export_reader *r, rap_table table, rap_error *err) {
  if (r->rows[table]) return RAP_OK;
  const rap_table_info *info = rap_table_of(table);
  const char *condition = of_document(table);
  bool statements = table == RAP_TABLE_STATEMENT_ACTOR || table == RAP_TABLE_STATEMENT_THEME;
  rap_buf sql = {0};
  rap_buf_puts(&sql, "SELECT ");
  const char *comma = "";
  for (size_t i = 0; i < info->n_columns; i++) {
    if (!info->columns[i].in_store) continue;
    rap_buf_printf(&sql, "%s%s", comma, info->columns[i].name);
    comma = ", ";
  }
  rap_buf_printf(&sql, " FROM v_%s WHERE %s ORDER BY %s", info->name, condition ? condition : "?1 IS NOT NULL",
                 statements  ? "statement, number"
                 : condition ? "1, 2, 3"
                             : info->key);
  rap_status st = rap_buf_failed(&sql) ? rap_error_nomem(err) : rap_db_prepare(r->store->db, rap_buf_str(&sql), &r->rows[table], err);
  rap_buf_clear(&sql);
  return st;
}

static void read_row(rap_stmt *s, const rap_table_info *info, rap_value *values) {
  int at = 0;
  for (size_t i = 0; i < info->n_columns; i++) {
    values[i] = (rap_value){.kind = RAP_STORED_NULL};
    if (!info->columns[i].in_store) continue;
    if (!rap_col_null(s, at))
      values[i] = info->columns[i].type == RAP_TYPE_TEXT ? (rap_value){.kind = RAP_STORED_TEXT, .text = rap_col_text(s, at)}
                                                         : (rap_value){.kind = RAP_STORED_NUMBER, .number = rap_col_int(s, at)};
    at++;
  }
}

rap_status rap_export_reader_rows(rap_export_reader *r, rap_table table, int64_t document, rap_row_fn fn, void *ctx, rap_error *err) {
  const rap_table_info *info = rap_table_of(table);
  const char *condition = of_document(table);
  rap_value values[RAP_TABLE_COLUMNS_MAX];
  bool row = false;
  if (condition && !*condition) return RAP_OK;
  rap_status st = prepare(r, table, err);
  rap_stmt *s = r->rows[table];
  rap_bind_int(s, document);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    read_row(s, info, values);
    st = fn(ctx, table, values, err);
  }
  if (s) rap_stmt_reset(s);
  return st;
}

/* ---- facts ---- */

static rap_status hash_corpus(rap_store *store, rap_export_facts *out, rap_error *err) {
  rap_digest corpus, texts;
  rap_stmt *s = NULL;
  bool row = false;
  rap_digest_init(&corpus);
  rap_digest_init(&texts);
  rap_status st = rap_db_prepare(store->db, RAP_STR("SELECT source, name, text_hash, record_hash FROM document ORDER BY source, name"), &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    for (int i = 0; i < 4; i++) {
      rap_str field = i < 2 ? rap_col_text(s, i) : rap_col_blob(s, i);
      rap_digest_add_field(&corpus, field);
      if (i < 3) rap_digest_add_field(&texts, field);
    }
    out->documents++;
  }
  rap_stmt_free(s);
  rap_digest_hex(&corpus, out->corpus);
  rap_digest_hex(&texts, out->texts);
  return st;
}

/* Beside the records: some hold of the store as a whole. As rap_store_stats has it, but for none, which is the hash of nothing. */
static rap_status hash_corrections(rap_store *store, rap_export_facts *out, rap_error *err) {
  rap_digest d;
  rap_stmt *s = NULL;
  bool row = false;
  rap_digest_init(&d);
  rap_status st = rap_db_prepare(store->db, RAP_STR("SELECT uid FROM correction WHERE undone_by IS NULL ORDER BY at, uid"), &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_digest_add_field(&d, rap_col_text(s, 0));
    out->corrections++;
  }
  rap_stmt_free(s);
  rap_digest_hex(&d, out->corrected);
  return st;
}

static rap_status read_packs(rap_store *store, rap_arena *arena, rap_export_facts *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  size_t capacity = 0;
  rap_status st = rap_db_prepare(
      store->db, RAP_STR("SELECT p.stamp, count(*) FROM document d JOIN pack p ON p.id = d.pack GROUP BY p.stamp ORDER BY p.stamp"), &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (!rap_arena_grow(arena, (void **)&out->packs, out->n_packs, &capacity, sizeof *out->packs)) {
      st = rap_error_nomem(err);
      break;
    }
    rap_export_pack *pack = &out->packs[out->n_packs++];
    *pack = (rap_export_pack){.stamp = rap_arena_str(arena, rap_col_text(s, 0)), .documents = rap_col_int(s, 1)};
    if (!pack->stamp.p) st = rap_error_nomem(err);
  }
  rap_stmt_free(s);
  return st;
}

static rap_status read_text(rap_store *store, rap_arena *arena, const char *sql, rap_str *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_prepare(store->db, rap_str_of(sql), &s, err);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row && !(*out = rap_arena_str(arena, rap_col_text(s, 0))).p) st = rap_error_nomem(err);
  rap_stmt_free(s);
  return st;
}

rap_status rap_export_facts_of(rap_store *store, rap_arena *arena, rap_export_facts *out, rap_error *err) {
  *out = (rap_export_facts){0};
  rap_status st = hash_corpus(store, out, err);
  TRY(hash_corrections(store, out, err));
  TRY(read_packs(store, arena, out, err));
  TRY(read_text(store, arena, "SELECT published FROM document WHERE day IS NOT NULL ORDER BY day DESC, published DESC LIMIT 1", &out->newest, err));
  TRY(read_text(store, arena, "SELECT value FROM setting WHERE key = 'lexicon'", &out->lexicon, err));
  TRY(rap_db_int(store->db, "PRAGMA user_version", &out->schema, err));
  TRY(rap_db_int(store->db, "SELECT value FROM setting WHERE key = 'derived'", &out->derived, err));
  TRY(rap_db_int(store->db, "SELECT value FROM setting WHERE key = 'views'", &out->views, err));
  return st;
}
