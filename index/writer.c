#include <assert.h>
#include <stdio.h>

#include "base/limits.h"
#include "index/codec.h"
#include "index/families.h"
#include "index/identity.h"
#include "index/schema.h"
#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- small tables ---- */

/* Row of a unique text, made if missing. */
static rap_status find_or_make(rap_store *store, const char *find, const char *make, rap_str a, rap_str b, int64_t *id, rap_error *err) {
  rap_stmt *s = NULL;
  *id = 0;
  rap_status st = rap_db_cached(store->db, find, &s, err);
  rap_bind_text(s, a);
  TRY(rap_stmt_number(s, id, err));
  if (st != RAP_OK || *id) return st;
  TRY(rap_db_cached(store->db, make, &s, err));
  rap_bind_text(s, a);
  if (b.p) rap_bind_text(s, b);
  TRY(rap_stmt_run(s, err));
  *id = rap_db_last_id(store->db);
  return st;
}

static rap_status origin_row(rap_store *store, const rap_origin *o, int64_t *id, rap_error *err) {
  rap_str file = o->file.p ? o->file : RAP_STR("");
  return find_or_make(store, "SELECT id FROM origin WHERE path = ?", "INSERT INTO origin(path, file) VALUES(?, ?)", o->path, file, id, err);
}

rap_status rap_store_pack_row(rap_store *store, rap_str stamp, int64_t *id, rap_error *err) {
  return find_or_make(store, "SELECT id FROM pack WHERE stamp = ?", "INSERT INTO pack(stamp) VALUES(?)", stamp, (rap_str){0}, id, err);
}

/* ---- one document ---- */

/* A document on its way into its rows. */
typedef struct entry {
  const rap_prepared *p;
  const rap_document *doc;
  const rap_record *record;
  const rap_identity *identity;
  int64_t id, pack, origin;
  rap_str name, given;
} entry;

static rap_status name_taken(rap_store *store, rap_str source, rap_str name, bool *taken, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, "SELECT 1 FROM document WHERE source = ? AND name = ?", &s, err);
  rap_bind_text(s, source);
  rap_bind_text(s, name);
  TRY(rap_stmt_step(s, taken, err));
  rap_stmt_reset(s);
  return st;
}

/* The id that people will see: its own, or with "~2", "~3" … behind it when another file's document has that. */
static rap_status choose_name(rap_store *store, entry *e, rap_put_result *result, rap_error *err) {
  bool taken = false;
  rap_status st = name_taken(store, e->doc->source, e->doc->id, &taken, err);
  e->name = e->doc->id;
  for (unsigned n = 2; st == RAP_OK && taken; n++) {
    e->given = e->doc->id;
    e->name = rap_arena_printf(store->work, "%.*s~%u", RAP_FMT(e->doc->id), n);
    st = e->name.p ? name_taken(store, e->doc->source, e->name, &taken, err) : rap_error_nomem(err);
  }
  if (st == RAP_OK && e->given.n)
    (void)snprintf(result->message, sizeof result->message, "%.*s: another file's document has the id \"%.*s\"; stored as \"%.*s\"",
                   RAP_FMT(e->doc->file), RAP_FMT(e->given), RAP_FMT(e->name));
  return st;
}

static rap_str hash_bytes(const unsigned char hash[RAP_DIGEST_BYTES]) { return (rap_str){(const char *)hash, RAP_DIGEST_BYTES}; }

static void bind_fields(rap_stmt *s, const entry *e, char published[RAP_DAY_TEXT_MAX], char day[RAP_DAY_TEXT_MAX]) {
  const rap_document *doc = e->doc;
  rap_day first = doc->published.year ? rap_day_first(doc->published) : (rap_day){0};
  rap_bind_int(s, e->origin);
  rap_bind_int_or_null(s, e->identity->origin.line > 0, e->identity->origin.line);
  rap_bind_text(s, rap_document_title(doc));
  rap_bind_text_or_null(s, doc->url);
  rap_bind_text_or_null(s, doc->language);
  rap_bind_text_or_null(s, (rap_str){published, rap_day_format(doc->published, published)});
  rap_bind_text_or_null(s, (rap_str){day, rap_day_format(first, day)});
  rap_bind_int(s, doc->published_from);
  rap_bind_text_or_null(s, doc->published_text);
  rap_bind_text_or_null(s, doc->metadata);
  rap_bind_text_or_null(s, e->p->warnings);
  rap_bind_text_or_null(s, doc->author);
  rap_bind_text_or_null(s, doc->format);
  rap_bind_text_or_null(s, doc->charset);
  rap_bind_text_or_null(s, doc->layout);
  rap_bind_text_or_null(s, doc->reading);
  rap_bind_int(s, (int64_t)doc->title_len);
  rap_bind_int(s, (int64_t)doc->body);
  rap_bind_int(s, (int64_t)doc->full.n);
  rap_bind_int(s, (int64_t)e->record->n_mentions);
  rap_bind_int(s, (int64_t)doc->warnings.n);
  rap_bind_int(s, (int64_t)doc->n_read_warnings);
  rap_bind_blob(s, hash_bytes(e->p->text_hash));
  rap_bind_blob(s, hash_bytes(e->p->input_hash));
  rap_bind_blob(s, hash_bytes(e->p->record_hash));
  if (e->p->raw)
    rap_bind_blob(s, hash_bytes(e->p->raw->hash));
  else
    rap_bind_null(s);
  rap_bind_int(s, e->pack);
}

static rap_status put_blob(rap_store *store, const char *sql, int64_t id, rap_str z, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_int(s, id);
  rap_bind_blob(s, z);
  TRY(rap_stmt_run(s, err));
  return st;
}

static rap_status insert_document(rap_store *store, entry *e, rap_put_result *result, rap_error *err) {
  rap_stmt *s = NULL;
  char published[RAP_DAY_TEXT_MAX], day[RAP_DAY_TEXT_MAX];
  rap_status st = choose_name(store, e, result, err);
  TRY(rap_db_cached(
      store->db,
      "INSERT INTO document(source, name, given, by_path, origin, line, title, url, language, published, day, published_from, published_text, metadata, warnings, author, format, charset, "
      "layout, reading, title_len, body_at, "
      "text_len, n_mentions, n_warnings, n_read_warnings, text_hash, input_hash, record_hash, raw_hash, pack) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      &s, err));
  rap_bind_text(s, e->doc->source);
  rap_bind_text(s, e->name);
  rap_bind_text_or_null(s, e->given);
  rap_bind_int(s, e->identity->origin.by_path);
  bind_fields(s, e, published, day);
  TRY(rap_stmt_run(s, err));
  e->id = rap_db_last_id(store->db);
  return st;
}

/* A file's document is known by its path, whatever its source is said to be; under another source its name may be taken. */
static rap_status rename_document(rap_store *store, entry *e, rap_put_result *result, rap_error *err) {
  rap_stmt *s = NULL;
  bool other = false;
  rap_status st = rap_db_cached(store->db, "SELECT 1 FROM document WHERE id = ? AND source <> ?", &s, err);
  rap_bind_int(s, e->id);
  rap_bind_text(s, e->doc->source);
  TRY(rap_stmt_step(s, &other, err));
  rap_stmt_reset(s);
  if (st != RAP_OK || !other) return st;
  TRY(choose_name(store, e, result, err));
  TRY(rap_db_cached(store->db, "UPDATE document SET source = ?, name = ?, given = ? WHERE id = ?", &s, err));
  rap_bind_text(s, e->doc->source);
  rap_bind_text(s, e->name);
  rap_bind_text_or_null(s, e->given);
  rap_bind_int(s, e->id);
  TRY(rap_stmt_run(s, err));
  return st;
}

static rap_status update_document(rap_store *store, entry *e, rap_error *err) {
  rap_stmt *s = NULL;
  char published[RAP_DAY_TEXT_MAX], day[RAP_DAY_TEXT_MAX];
  rap_status st = rap_db_cached(
      store->db,
      "UPDATE document SET origin = ?, line = ?, title = ?, url = ?, language = ?, published = ?, day = ?, published_from = ?, published_text = ?, metadata = ?, warnings = ?, "
      "author = ?, format = ?, charset = ?, layout = ?, reading = ?, title_len = ?, body_at = ?, text_len = ?, n_mentions = ?, n_warnings = ?, n_read_warnings = ?, text_hash = ?, input_hash = ?, record_hash = ?, raw_hash = ?, pack = ? WHERE id = ?",
      &s, err);
  bind_fields(s, e, published, day);
  rap_bind_int(s, e->id);
  TRY(rap_stmt_run(s, err));
  return st;
}

/* Takes away what the new version replaces; of a text that stays, only the record. */
static rap_status clear_old(rap_store *store, const entry *e, bool with_text, rap_error *err) {
  rap_status st = RAP_OK;
  if (with_text) {
    TRY(rap_families_remove(store, e->id, err));
    TRY(rap_derive_unindex(store, e->id, err));
    TRY(rap_db_run(store->db, "DELETE FROM body WHERE document = ?", e->id, err));
  }
  TRY(rap_db_run(store->db, "DELETE FROM record WHERE document = ?", e->id, err));
  TRY(rap_derive_remove(store, e->id, err));
  return st;
}

static rap_status write_entry(rap_store *store, entry *e, rap_str stamp, rap_put_result *result, rap_error *err) {
  rap_put what = e->identity->what;
  bool with_text = what != RAP_PUT_REANALYSED;
  rap_status st = rap_store_pack_row(store, stamp, &e->pack, err);
  TRY(origin_row(store, &e->identity->origin, &e->origin, err));
  e->id = e->identity->id;
  if (what == RAP_PUT_INSERTED) {
    TRY(insert_document(store, e, result, err));
  } else {
    /* Files that gave the old text are to be read again. */
    if (what == RAP_PUT_REPLACED) TRY(rap_db_run(store->db, "DELETE FROM file_document WHERE document = ?", e->id, err));
    TRY(clear_old(store, e, with_text, err));
    TRY(rename_document(store, e, result, err));
    TRY(update_document(store, e, err));
  }
  if (with_text) {
    TRY(put_blob(store, "INSERT INTO body(document, z) VALUES(?, ?)", e->id, e->p->body_z, err));
    TRY(rap_derive_index(store, e->id, e->doc, err));
    TRY(rap_families_put(store, e->id, &e->p->sketch, err));
  }
  TRY(put_blob(store, "INSERT INTO record(document, z) VALUES(?, ?)", e->id, e->p->record_z, err));
  TRY(rap_derive_put(store, e->id, e->doc, e->record, err));
  return st;
}

/* What may be wrong with a document was found before anything of it is written (prepare.c), so that a failure here ends the batch. A savepoint around each document would undo it alone, at a third of the whole cost
 * of writing: at a savepoint FTS5 writes out all that it holds, and SQLite the former state of each page touched. INTERNAL and LIMIT are left to what concerns a document alone. */
static rap_status write_or_end_batch(rap_store *store, entry *e, rap_str stamp, rap_put_result *result, rap_error *err) {
  rap_status st = write_entry(store, e, stamp, result, err);
  if (st == RAP_OK) return st;
  rap_store_rollback(store);
  if (st != RAP_ERR_INTERNAL && st != RAP_ERR_LIMIT) return st;
  if (err) err->status = RAP_ERR_STORE;
  return RAP_ERR_STORE;
}

static void set_id(rap_put_result *result, rap_str id) {
  size_t n = id.n < sizeof result->id ? id.n : sizeof result->id - 1;
  while (n < id.n && n > 0 && ((unsigned char)id.p[n] & 0xC0) == 0x80) n--;
  if (n) memcpy(result->id, id.p, n);
  result->id[n] = '\0';
}

static rap_status stored_place(rap_store *store, int64_t id, rap_str *name, rap_str *place, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(
      store->db, "SELECT d.name, o.file || coalesce(':' || d.line, '') FROM document d JOIN origin o ON o.id = d.origin WHERE d.id = ?", &s, err);
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  if (row) {
    *name = rap_arena_str(store->work, rap_col_text(s, 0));
    *place = rap_arena_str(store->work, rap_col_text(s, 1));
    if (!name->p || !place->p) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  return st;
}

/* Unchanged: remembers that it was met; a file that moved is known by its new path from now on, and other bytes of the same meaning are known the next time. */
static rap_status settle(rap_store *store, const rap_identity *identity, const rap_raw_key *raw, rap_error *err) {
  rap_status st = RAP_OK;
  rap_stmt *s = NULL;
  if (identity->moved && !identity->seen) {
    int64_t origin = 0;
    TRY(rap_store_begin(store, err));
    TRY(origin_row(store, &identity->origin, &origin, err));
    TRY(rap_db_cached(store->db, "UPDATE document SET origin = ? WHERE id = ?", &s, err));
    rap_bind_int(s, origin);
    rap_bind_int(s, identity->id);
    TRY(rap_stmt_run(s, err));
  }
  if (identity->new_raw && !identity->seen) {
    TRY(rap_store_begin(store, err));
    TRY(rap_db_cached(store->db, "UPDATE document SET raw_hash = ? WHERE id = ?", &s, err));
    rap_bind_blob(s, hash_bytes(raw->hash));
    rap_bind_int(s, identity->id);
    TRY(rap_stmt_run(s, err));
  }
  TRY(rap_mark_seen(store, identity->id, err));
  return st;
}

rap_status rap_store_probe(rap_store *store, const rap_raw_key *raw, rap_str stamp, bool settled, rap_probe *out, rap_error *err) {
  *out = (rap_probe){0};
  rap_identity identity;
  rap_arena_reset(store->work);
  const rap_sought sought = {.id = raw->id, .source = raw->source, .file = raw->file, .stamp = stamp, .raw = raw, .arena = store->work};
  rap_status st = rap_identify(store, &sought, &identity, err);
  if (st != RAP_OK || !identity.same_input) return st;
  bool unchanged = identity.what == RAP_PUT_UNCHANGED;
  *out = (rap_probe){.unchanged = unchanged, .stale = !unchanged, .stamp = identity.stamp, .text_len = identity.text_len, .doc = identity.doc};
  out->doc.file = raw->file;
  return settled && unchanged ? settle(store, &identity, raw, err) : RAP_OK;
}

rap_status rap_store_put_untouched(rap_store *store, const rap_raw_key *raw, rap_str stamp, rap_error *err) {
  rap_identity identity;
  const rap_sought sought = {.id = raw->id, .source = raw->source, .file = raw->file, .stamp = stamp, .raw = raw};
  rap_status st = rap_identify(store, &sought, &identity, err);
  if (st == RAP_OK && identity.what != RAP_PUT_REANALYSED)
    return rap_store_fail(store, RAP_ERR_INTERNAL, err, "%.*s: not stored as by earlier rules", RAP_FMT(raw->file));
  TRY(settle(store, &identity, raw, err));
  TRY(rap_store_confirm(store, identity.id, stamp, err));
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}

rap_status rap_store_count_written(rap_store *store, size_t bytes, rap_error *err) {
  store->pending++;
  store->unresolved++;
  store->pending_bytes += bytes;
  return store->pending >= RAP_BATCH_DOCUMENTS || store->pending_bytes >= RAP_BATCH_BYTES ? rap_store_commit(store, err) : RAP_OK;
}

static rap_status write_new(rap_store *store, const rap_prepared *p, const rap_identity *identity, rap_str stamp, rap_put_result *result,
                            rap_error *err) {
  entry e = {.p = p, .doc = p->doc, .record = p->record, .identity = identity};
  rap_status st = rap_store_begin(store, err);
  TRY(write_or_end_batch(store, &e, stamp, result, err));
  TRY(rap_mark_seen(store, e.id, err));
  if (st == RAP_OK && e.name.n) set_id(result, e.name);
  TRY(rap_store_count_written(store, p->doc->full.n, err));
  return st;
}

rap_status rap_store_put_prepared(rap_store *store, const rap_prepared *p, rap_str stamp, rap_put_result *result, rap_error *err) {
  *result = (rap_put_result){0};
  const rap_document *doc = p->doc;
  rap_identity identity;
  rap_arena_reset(store->work);
  store->text_of = 0;
  const rap_sought sought = {.id = doc->id, .source = doc->source, .file = doc->file, .stamp = stamp, .input_hash = p->input_hash, .raw = p->raw};
  rap_status st = rap_identify(store, &sought, &identity, err);
  if (st != RAP_OK) return st;
  result->what = identity.what;
  set_id(result, doc->id);
  rap_str name = {0}, place = {0};
  if (identity.id) {
    TRY(stored_place(store, identity.id, &name, &place, err));
    if (name.n) set_id(result, name);
  }
  if (st != RAP_OK) return st;
  if (identity.what == RAP_PUT_UNCHANGED) return settle(store, &identity, p->raw, err);
  if (identity.what != RAP_PUT_CONFLICT) return write_new(store, p, &identity, stamp, result, err);
  (void)snprintf(result->message, sizeof result->message, "%.*s: the id \"%.*s\" is already that of another text, at %.*s; not stored",
                 RAP_FMT(doc->file), RAP_FMT(doc->id), RAP_FMT(place));
  return RAP_OK;
}

rap_status rap_store_put(rap_store *store, const rap_document *doc, const rap_record *record, rap_str stamp, rap_put_result *result, rap_error *err) {
  *result = (rap_put_result){0};
  rap_status st = RAP_OK;
  rap_prepared p = {.doc = doc, .record = record};
  rap_arena *arena = rap_arena_new();
  if (!store->preparer) store->preparer = rap_preparer_new();
  if (!arena || !store->preparer) st = rap_error_nomem(err);
  TRY(rap_store_prepare(store->preparer, arena, &p, err));
  TRY(rap_store_put_prepared(store, &p, stamp, result, err));
  rap_arena_free(arena);
  return st;
}
