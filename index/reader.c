#include "index/codec.h"
#include "index/corrections_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- texts ---- */

static rap_status blob(rap_store *store, const char *sql, int64_t id, rap_buf *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && !row)
    st = rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: document %lld has no text or no record", (long long)id);
  rap_error own = {0};
  if (st == RAP_OK) {
    st = rap_zip_inflate(store->zip, rap_col_blob(s, 0), SIZE_MAX, out, &own);
    if (st != RAP_OK) rap_store_fail(store, st, err, "the store is damaged: document %lld: %s", (long long)id, own.text);
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_store_text(rap_store *store, int64_t id, rap_str *out, rap_error *err) {
  *out = (rap_str){0};
  rap_status st = RAP_OK;
  if (store->text_of != id) {
    rap_buf_reset(&store->text);
    store->text.failed = false;
    store->text_of = 0;
    st = blob(store, "SELECT z FROM body WHERE document = ?", id, &store->text, err);
    if (st == RAP_OK) store->text_of = id;
  }
  if (st == RAP_OK) *out = rap_buf_str(&store->text);
  return st;
}

/* ---- documents ---- */

static rap_str copy(rap_arena *arena, rap_str s, bool *failed) {
  rap_str c = rap_arena_str(arena, s);
  if (!c.p) *failed = true;
  return c;
}

static void read_warnings(rap_arena *arena, rap_str text, rap_document *doc, bool *failed) {
  rap_str part;
  if (!text.n) return;
  while (rap_str_split(&text, '\n', &part))
    if (!rap_str_list_add(arena, &doc->warnings, copy(arena, part, failed))) *failed = true;
}

/* Columns of the query in rap_store_load. */
static void read_fields(rap_arena *arena, rap_stmt *s, rap_stored_document *out, bool *failed) {
  rap_document *d = &out->doc;
  d->id = copy(arena, rap_col_text(s, 0), failed);
  d->source = copy(arena, rap_col_text(s, 1), failed);
  d->url = copy(arena, rap_col_text(s, 2), failed);
  d->language = copy(arena, rap_col_text(s, 3), failed);
  d->file = copy(arena, rap_col_text(s, 4), failed);
  if (!rap_day_parse(rap_col_text(s, 5), &d->published)) d->published = (rap_day){0};
  d->published_from = (rap_published_from)rap_col_int(s, 6);
  d->published_text = copy(arena, rap_col_text(s, 7), failed);
  d->metadata = copy(arena, rap_col_text(s, 8), failed);
  read_warnings(arena, rap_col_text(s, 9), d, failed);
  d->title_len = (size_t)rap_col_int(s, 10);
  d->body = (size_t)rap_col_int(s, 11);
  out->text_hash = copy(arena, rap_col_text(s, 12), failed);
  out->stamp = copy(arena, rap_col_text(s, 13), failed);
  d->n_read_warnings = (size_t)rap_col_int(s, 14);
  d->author = copy(arena, rap_col_text(s, 15), failed);
  d->format = copy(arena, rap_col_text(s, 16), failed);
  d->charset = copy(arena, rap_col_text(s, 17), failed);
  d->layout = copy(arena, rap_col_text(s, 18), failed);
  d->reading = copy(arena, rap_col_text(s, 19), failed);
}

static rap_status read_text(rap_store *store, rap_arena *arena, int64_t id, rap_stored_document *out, rap_error *err) {
  rap_str text;
  rap_status st = rap_store_text(store, id, &text, err);
  TRY((out->doc.full = rap_arena_str(arena, text)).p ? RAP_OK : rap_error_nomem(err));
  if (st == RAP_OK && (out->doc.title_len > text.n || out->doc.body > text.n))
    st = rap_store_fail(store, RAP_ERR_STORE, err, "the store is damaged: document %lld: its title is longer than its text", (long long)id);
  return st;
}

static rap_status read_record(rap_store *store, rap_arena *arena, int64_t id, rap_stored_document *out, rap_error *err) {
  rap_error own = {0};
  rap_buf_reset(&store->packed);
  store->packed.failed = false;
  rap_status st = blob(store, "SELECT z FROM record WHERE document = ?", id, &store->packed, err);
  if (st != RAP_OK) return st;
  st = rap_codec_unpack(arena, rap_buf_str(&store->packed), &out->doc, &out->record, &own);
  return st == RAP_OK ? RAP_OK : rap_store_fail(store, st, err, "the store is damaged: document %lld: %s", (long long)id, own.text);
}

static rap_status load(rap_store *store, rap_arena *arena, int64_t id, rap_stored_document *out, rap_error *err) {
  *out = (rap_stored_document){0};
  rap_stmt *s = NULL;
  bool row = false, failed = false;
  rap_status st = rap_db_cached(
      store->db,
      "SELECT d.name, d.source, d.url, d.language, o.file || coalesce(':' || d.line, ''), d.published, d.published_from, d.published_text, d.metadata, d.warnings, d.title_len, "
      "d.body_at, lower(hex(d.text_hash)), p.stamp, d.n_read_warnings, d.author, d.format, d.charset, d.layout, d.reading FROM document d JOIN origin o ON o.id = d.origin JOIN pack p ON p.id = d.pack WHERE d.id = ?",
      &s, err);
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && !row) st = rap_store_fail(store, RAP_NOT_FOUND, err, "no document in row %lld", (long long)id);
  if (st == RAP_OK) read_fields(arena, s, out, &failed);
  rap_stmt_reset(s);
  if (st == RAP_OK && failed) st = rap_error_nomem(err);
  TRY(read_text(store, arena, id, out, err));
  return st;
}

rap_status rap_store_load_analysed(rap_store *store, rap_arena *arena, int64_t id, rap_stored_document *out, rap_error *err) {
  rap_status st = load(store, arena, id, out, err);
  TRY(read_record(store, arena, id, out, err));
  return st;
}

rap_status rap_store_load(rap_store *store, rap_arena *arena, int64_t id, bool with_record, rap_stored_document *out, rap_error *err) {
  if (!with_record) return load(store, arena, id, out, err);
  rap_status st = rap_store_load_analysed(store, arena, id, out, err);
  TRY(rap_corrections_apply(store, arena, id, &out->doc, &out->record, NULL, err));
  return st;
}

/* ---- by name ---- */

/* Two rows are enough to know that the name is not clear. */
static rap_status find(rap_store *store, const char *sql, rap_str a, rap_str b, int64_t ids[2], rap_str sources[2], rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  size_t n = 0;
  ids[0] = ids[1] = 0;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_text(s, a);
  if (b.p) rap_bind_text(s, b);
  while (st == RAP_OK && n < 2 && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    ids[n] = rap_col_int(s, 0);
    sources[n] = rap_arena_str(store->work, rap_col_text(s, 1));
    n++;
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_store_find(rap_store *store, rap_str id, int64_t *row, rap_error *err) {
  int64_t ids[2] = {0, 0};
  rap_str sources[2] = {{0}, {0}};
  *row = 0;
  rap_arena_reset(store->work);
  rap_status st = find(store, "SELECT id, source FROM document WHERE name = ? ORDER BY source LIMIT 2", id, (rap_str){0}, ids, sources, err);
  /* "source:id"; either may hold colons. */
  for (size_t at = 0; st == RAP_OK && !ids[0] && at < id.n; at++)
    if (id.p[at] == ':')
      st = find(store, "SELECT id, source FROM document WHERE source = ? AND name = ?", rap_str_sub(id, 0, at), rap_str_sub(id, at + 1, id.n), ids,
                sources, err);
  if (st == RAP_OK && !ids[0])
    st = find(
        store,
        "SELECT d.id, d.source FROM document d JOIN origin o ON o.id = d.origin WHERE o.file = ?1 OR o.path = ?1 OR o.file || ':' || d.line = ?1 LIMIT 2",
        id, (rap_str){0}, ids, sources, err);
  if (st != RAP_OK) return st;
  if (!ids[0]) return rap_store_fail(store, RAP_NOT_FOUND, err, "no document \"%.*s\"", RAP_FMT(id));
  if (ids[1])
    return rap_store_fail(store, RAP_ERR_USAGE, err,
                          "\"%.*s\" is not one document (sources \"%.*s\", \"%.*s\" …): write SOURCE:ID, or the line behind the file (FILE:N)",
                          RAP_FMT(id), RAP_FMT(sources[0]), RAP_FMT(sources[1]));
  *row = ids[0];
  return RAP_OK;
}

rap_status rap_store_get(rap_store *store, rap_arena *arena, rap_str id, rap_stored_document *out, rap_error *err) {
  *out = (rap_stored_document){0};
  int64_t row;
  rap_status st = rap_store_find(store, id.p ? id : RAP_STR(""), &row, err);
  TRY(rap_store_load(store, arena, row, true, out, err));
  return st;
}

rap_status rap_store_each(rap_store *store, rap_str not_stamp, rap_document_fn fn, void *ctx, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_arena *arena = rap_arena_new();
  rap_status st =
      arena
          ? rap_db_prepare(
                store->db,
                RAP_STR("SELECT d.id FROM document d JOIN pack p ON p.id = d.pack WHERE ?1 = '' OR p.stamp <> ?1 ORDER BY d.name, d.source"), &s, err)
          : rap_error_nomem(err);
  rap_bind_text(s, not_stamp);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_stored_document d;
    rap_arena_reset(arena);
    TRY(rap_store_load(store, arena, rap_col_int(s, 0), true, &d, err));
    TRY(fn(ctx, &d, err));
  }
  rap_stmt_free(s);
  rap_arena_free(arena);
  return st;
}
