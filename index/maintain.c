/* maintain.c: removal of documents, the lexicon's names, rebuilding what is derived. Layer: index. */

#include <stdlib.h>

#include "analyze/rules_change.h"
#include "base/limits.h"
#include "index/bitmap.h"
#include "index/families.h"
#include "index/schema.h"
#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* ---- removal ---- */

rap_status rap_store_remove_row(rap_store *store, int64_t id, rap_error *err) {
  rap_status st = rap_store_begin(store, err);
  TRY(rap_families_remove(store, id, err));
  TRY(rap_derive_unindex(store, id, err));
  TRY(rap_derive_remove(store, id, err));
  TRY(rap_db_run(store->db, "DELETE FROM record WHERE document = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM body WHERE document = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM document WHERE id = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM file_document WHERE document = ?", id, err));
  store->unresolved++;
  if (st == RAP_OK && ++store->pending >= RAP_BATCH_DOCUMENTS) st = rap_store_commit(store, err);
  return st;
}

/* The lowest row after `after` that is meant. By id (?1); by path or folder (?2 canonical, ?3 as given). In a text comparison '0' is the character behind '/'. */
static rap_status next_match(rap_store *store, bool by_id, rap_str what, rap_str path, int64_t after, int64_t *id, rap_error *err) {
  rap_stmt *s = NULL;
  *id = 0;
  rap_status st =
      by_id
          ? rap_db_cached(store->db, "SELECT id FROM document WHERE name = ? AND id > ? ORDER BY id LIMIT 1", &s, err)
          : rap_db_cached(
                store->db,
                "SELECT id FROM document WHERE origin IN (SELECT id FROM origin WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0') OR file = ?2 "
                "OR (file > ?2 || '/' AND file < ?2 || '0')) AND id > ?3 ORDER BY id LIMIT 1",
                &s, err);
  if (!by_id) rap_bind_text(s, path);
  rap_bind_text(s, what);
  rap_bind_int(s, after);
  TRY(rap_stmt_number(s, id, err));
  return st;
}

rap_status rap_store_remove(rap_store *store, rap_str what, size_t *n, rap_error *err) {
  *n = 0;
  rap_status st = RAP_OK;
  store->text_of = 0;
  rap_str given = rap_arena_str(store->work, what);
  if (!given.p) return rap_error_nomem(err);
  char *canonical = realpath(given.p, NULL); /* NULL also when the file is gone: then the path as it was given decides */
  rap_str path = canonical ? rap_str_of(canonical) : given;
  while (path.n > 1 && path.p[path.n - 1] == '/') path.n--;
  while (given.n > 1 && given.p[given.n - 1] == '/') given.n--;
  for (int pass = 0; pass < 2 && *n == 0 && st == RAP_OK; pass++) {
    int64_t id = 0;
    do {
      st = next_match(store, pass == 0, given, path, id, &id, err);
      if (st == RAP_OK && id) st = rap_store_remove_row(store, id, err);
      if (st == RAP_OK && id) ++*n;
    } while (st == RAP_OK && id);
  }
  if (st == RAP_OK && *n) st = rap_store_begin(store, err);
  if (st == RAP_OK && *n) st = rap_db_exec(store->db, "DELETE FROM origin WHERE id NOT IN (SELECT origin FROM document)", err);
  if (st != RAP_OK) rap_store_rollback(store);
  if (st == RAP_OK && *n == 0) st = rap_store_fail(store, RAP_NOT_FOUND, err, "no document or path \"%.*s\" in the store", RAP_FMT(what));
  free(canonical);
  return st;
}

/* ---- the lexicon ---- */

typedef struct word {
  const char *kind;
  rap_str id, name, short_name, type, parent, state, top;
  int major_topic;
} word;

static rap_status put_word(rap_store *store, const word *w, rap_error *err) {
  rap_buf fold = {0}, short_fold = {0};
  rap_stmt *s = NULL;
  rap_status st = rap_fold_name(w->name, &fold, err);
  TRY(rap_fold_name(w->short_name, &short_fold, err));
  TRY(rap_db_cached(
      store->db,
      "INSERT OR REPLACE INTO lexicon(kind, id, name, short, fold, short_fold, type, parent, state, major_topic, top) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      &s, err));
  rap_bind_text(s, rap_str_of(w->kind));
  rap_bind_text(s, w->id);
  rap_bind_text(s, w->name);
  rap_bind_text_or_null(s, w->short_name);
  rap_bind_text(s, rap_buf_str(&fold));
  rap_bind_text_or_null(s, rap_buf_str(&short_fold));
  rap_bind_text_or_null(s, w->type);
  rap_bind_text_or_null(s, w->parent);
  rap_bind_text_or_null(s, w->state);
  rap_bind_int_or_null(s, w->major_topic > 0, w->major_topic);
  rap_bind_text_or_null(s, w->top);
  TRY(rap_stmt_run(s, err));
  rap_buf_clear(&fold);
  rap_buf_clear(&short_fold);
  return st;
}

static rap_status put_members(rap_store *store, const rap_entry *e, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < e->n_members && st == RAP_OK; i++) {
    rap_stmt *s = NULL;
    TRY(rap_db_cached(store->db, "INSERT OR REPLACE INTO lexicon_member(container, member, since, until) VALUES(?, ?, ?, ?)", &s, err));
    rap_bind_text(s, e->id);
    rap_bind_text(s, e->members[i].id);
    rap_bind_text_or_null(s, e->members[i].since);
    rap_bind_text_or_null(s, e->members[i].until);
    TRY(rap_stmt_run(s, err));
  }
  return st;
}

static rap_status put_entries(rap_store *store, const rap_rules *rules, rap_error *err) {
  static const rap_kind kinds[] = {RAP_KIND_STATE, RAP_KIND_GROUP,     RAP_KIND_PERSON, RAP_KIND_ORGANISATION,
                                   RAP_KIND_PLACE, RAP_KIND_PROGRAMME, RAP_KIND_EVENT};
  rap_status st = RAP_OK;
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
    size_t n;
    const rap_entry *const *entries = rap_rules_entries(rules, kinds[k], &n);
    for (size_t i = 0; i < n && st == RAP_OK; i++) {
      const rap_entry *e = entries[i];
      st = put_word(store,
                    &(word){.kind = rap_kind_name(kinds[k]),
                            .id = e->id,
                            .name = e->name,
                            .short_name = e->short_name,
                            .type = e->type,
                            .parent = e->parent,
                            .state = e->state},
                    err);
      TRY(put_members(store, e, err));
    }
  }
  return st;
}

static rap_status put_alias(void *ctx, rap_kind kind, const rap_entry *entry, rap_str name, rap_error *err) {
  rap_store *store = ctx;
  rap_stmt *s = NULL;
  rap_buf fold = {0};
  if (kind == RAP_KIND_COLLECTIVE || kind == RAP_KIND_NAME) return RAP_OK;
  rap_status st = rap_fold_name(name, &fold, err);
  TRY(rap_db_cached(store->db, "INSERT OR IGNORE INTO lexicon_alias(kind, fold, id) VALUES(?, ?, ?)", &s, err));
  rap_bind_text(s, rap_str_of(rap_kind_name(kind)));
  rap_bind_text(s, rap_buf_str(&fold));
  rap_bind_text(s, entry->id);
  TRY(rap_stmt_run(s, err));
  rap_buf_clear(&fold);
  return st;
}

static rap_status put_theme_names(rap_store *store, const rap_rules *rules, rap_error *err) {
  size_t n;
  rap_status st = RAP_OK;
  const rap_theme *themes = rap_rules_themes(rules, &n);
  for (size_t i = 0; i < n && st == RAP_OK; i++) {
    const rap_theme *top = &themes[i];
    for (size_t steps = 0; top->parent_index < n && steps < n; steps++) top = &themes[top->parent_index];
    st = put_word(store,
                  &(word){.kind = "theme",
                          .id = themes[i].id,
                          .name = themes[i].label,
                          .parent = themes[i].parent,
                          .top = top->id,
                          .major_topic = themes[i].major_topic},
                  err);
  }
  return st;
}

/* Whether a query with a stamp for its parameter finds a row. */
static rap_status knows(rap_store *store, const char *sql, rap_str stamp, bool *out, rap_error *err) {
  rap_stmt *s = NULL;
  *out = false;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_text(s, stamp);
  TRY(rap_stmt_step(s, out, err));
  rap_stmt_reset(s);
  return st;
}

static rap_status knows_lexicon(rap_store *store, rap_str stamp, bool *out, rap_error *err) {
  return knows(store, "SELECT 1 FROM setting WHERE key = 'lexicon' AND value = ?", stamp, out, err);
}

static rap_status knows_outline(rap_store *store, rap_str stamp, bool *out, rap_error *err) {
  return knows(store, "SELECT 1 FROM pack WHERE stamp = ? AND outline IS NOT NULL", stamp, out, err);
}

rap_status rap_store_has_rules(rap_store *store, rap_str stamp, bool *out, rap_error *err) {
  bool outline = false;
  rap_status st = knows_lexicon(store, stamp, out, err);
  TRY(knows_outline(store, stamp, &outline, err));
  *out = st == RAP_OK && *out && outline;
  return st;
}

static rap_status put_lexicon(rap_store *store, const rap_rules *rules, rap_error *err) {
  rap_stmt *s = NULL;
  bool known = false;
  rap_str stamp = rap_rules_stamp(rules);
  rap_status st = knows_lexicon(store, stamp, &known, err);
  if (st != RAP_OK || known) return st;
  TRY(rap_store_begin(store, err));
  TRY(rap_db_exec(store->db, "DELETE FROM lexicon; DELETE FROM lexicon_member; DELETE FROM lexicon_alias", err));
  TRY(put_entries(store, rules, err));
  TRY(put_theme_names(store, rules, err));
  TRY(rap_rules_each_name(rules, put_alias, store, err));
  TRY(rap_db_cached(store->db, "INSERT OR REPLACE INTO setting(key, value) VALUES('lexicon', ?)", &s, err));
  rap_bind_text(s, stamp);
  TRY(rap_stmt_run(s, err));
  /* Events are named after their series. */
  TRY(rap_db_exec(store->db, "INSERT OR IGNORE INTO dirty_series(series) SELECT DISTINCT series FROM event_document", err));
  TRY(rap_store_commit(store, err));
  return st;
}

/* What the rules are: once for a stamp. */
static rap_status put_outline(rap_store *store, const rap_rules *rules, rap_error *err) {
  rap_stmt *s = NULL;
  bool known = false;
  int64_t id = 0;
  rap_buf outline = {0}, z = {0};
  rap_str stamp = rap_rules_stamp(rules);
  rap_status st = knows_outline(store, stamp, &known, err);
  if (st != RAP_OK || known) return st;
  TRY(rap_rules_outline(rules, &outline, err));
  TRY(rap_zip_deflate(store->zip, RAP_ZIP_RECORD, rap_buf_str(&outline), &z, err));
  if (st == RAP_OK && rap_buf_failed(&z)) st = rap_error_nomem(err);
  TRY(rap_store_begin(store, err));
  TRY(rap_store_pack_row(store, stamp, &id, err));
  TRY(rap_db_cached(store->db, "UPDATE pack SET outline = ? WHERE id = ?", &s, err));
  rap_bind_blob(s, rap_buf_str(&z));
  rap_bind_int(s, id);
  TRY(rap_stmt_run(s, err));
  TRY(rap_store_commit(store, err));
  rap_buf_clear(&outline);
  rap_buf_clear(&z);
  return st;
}

rap_status rap_store_put_rules(rap_store *store, const rap_rules *rules, rap_error *err) {
  rap_status st = put_lexicon(store, rules, err);
  TRY(put_outline(store, rules, err));
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}

/* ---- rebuilding ---- */

rap_status rap_store_rebuild(rap_store *store, rap_error *err) {
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_store_begin(store, err) : rap_error_nomem(err);
  store->text_of = 0;
  TRY(rap_schema_make_derived(store->db, err));
  rap_name_cache_clear(&store->names);
  rap_bitmap_forget(store);
  int64_t id = 0;
  for (bool row = true; st == RAP_OK && row;) {
    rap_stmt *s = NULL;
    rap_stored_document d;
    rap_sketch sketch;
    TRY(rap_db_cached(store->db, "SELECT id FROM document WHERE id > ? ORDER BY id LIMIT 1", &s, err));
    rap_bind_int(s, id);
    TRY(rap_stmt_step(s, &row, err));
    if (st == RAP_OK && row) id = rap_col_int(s, 0);
    rap_stmt_reset(s);
    if (st != RAP_OK || !row) break;
    rap_arena_reset(arena);
    TRY(rap_store_load_analysed(store, arena, id, &d, err));
    TRY(rap_derive_index(store, id, &d.doc, err));
    TRY(rap_derive_put(store, id, &d.doc, &d.record, err));
    if (st == RAP_OK && !rap_sketch_make(arena, rap_document_title(&d.doc), rap_document_body(&d.doc), d.doc.url, &sketch)) st = rap_error_nomem(err);
    TRY(rap_families_put(store, id, &sketch, err));
    if (rap_bitmap_pending(store) >= RAP_BATCH_DOCUMENTS) TRY(rap_bitmap_flush(store, err));
  }
  TRY(rap_store_resolve_events(store, true, err));
  TRY(rap_families_resolve(store, true, err));
  TRY(rap_bitmap_flush(store, err));
  TRY(rap_bitmap_refresh_events(store, err));
  TRY(rap_lengths_write(store, err));
  TRY(rap_db_exec(store->db, "COMMIT", err));
  if (st != RAP_OK) rap_store_rollback(store);
  store->pending = store->pending_bytes = 0;
  rap_arena_free(arena);
  return st;
}
