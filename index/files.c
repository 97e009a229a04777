#include "index/files.h"

#include <stdlib.h>

#include "base/limits.h"
#include "index/store_impl.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

/* One more row was written that is no document's; commits when the batch is full. */
static rap_status count_row(rap_store *store, rap_error *err) {
  return ++store->pending >= RAP_BATCH_DOCUMENTS ? rap_store_commit(store, err) : RAP_OK;
}

static rap_str hash_bytes(const unsigned char hash[RAP_DIGEST_BYTES]) { return (rap_str){(const char *)hash, RAP_DIGEST_BYTES}; }

/* ---- what is known ---- */

rap_status rap_store_file_find(rap_store *store, rap_str path, rap_arena *arena, rap_seen_file *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  *out = (rap_seen_file){0};
  rap_status st = rap_db_cached(
      store->db, "SELECT id, size, modified, changed, inode, hash, racy, reader, since, documents, errors, reason FROM file WHERE path = ?", &s, err);
  rap_bind_text(s, path);
  TRY(rap_stmt_step(s, &row, err));
  if (st == RAP_OK && row) {
    rap_str hash = rap_col_blob(s, 5);
    *out = (rap_seen_file){.id = rap_col_int(s, 0),
                           .info = {.regular = true,
                                    .size = rap_col_int(s, 1),
                                    .modified = rap_col_int(s, 2),
                                    .changed = rap_col_int(s, 3),
                                    .inode = (uint64_t)rap_col_int(s, 4)},
                           .racy = rap_col_int(s, 6) != 0,
                           .reader = rap_arena_str(arena, rap_col_text(s, 7)),
                           .documents = (uint64_t)rap_col_int(s, 9),
                           .errors = (uint64_t)rap_col_int(s, 10),
                           .reason = rap_arena_str(arena, rap_col_text(s, 11))};
    if (hash.n == RAP_DIGEST_BYTES) memcpy(out->hash, hash.p, hash.n);
    if (!rap_day_parse(rap_col_text(s, 8), &out->since)) out->since = (rap_day){0};
    if (rap_arena_failed(arena)) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_store_file_is_current(rap_store *store, const rap_seen_file *seen, rap_str stamp, bool redated, bool *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  *out = false;
  rap_status st = rap_db_cached(store->db,
                                "SELECT count(*) FROM file_document f JOIN document d ON d.id = f.document JOIN pack p ON p.id = d.pack "
                                "WHERE f.file = ? AND p.stamp = ? AND (? = 0 OR d.published_from NOT IN (?, ?))",
                                &s, err);
  rap_bind_int(s, seen->id);
  rap_bind_text(s, stamp);
  rap_bind_int(s, redated);
  rap_bind_int(s, RAP_PUBLISHED_FILE);
  rap_bind_int(s, RAP_PUBLISHED_UNKNOWN);
  TRY(rap_stmt_step(s, &row, err));
  *out = row && (uint64_t)rap_col_int(s, 0) == seen->documents;
  rap_stmt_reset(s);
  return st;
}

/* ---- a file that is passed over ---- */

static rap_status tell_passed(rap_store *store, rap_stmt *s, rap_passed_fn fn, void *ctx, rap_error *err) {
  rap_document doc = {0};
  rap_str warnings = rap_col_text(s, 5), part;
  rap_arena_reset(store->work);
  doc.file = rap_arena_str(store->work, rap_col_text(s, 6));
  if (!rap_day_parse(rap_col_text(s, 2), &doc.published)) doc.published = (rap_day){0};
  doc.published_from = (rap_published_from)rap_col_int(s, 3);
  doc.published_text = rap_arena_str(store->work, rap_col_text(s, 4));
  while (warnings.n && rap_str_split(&warnings, '\n', &part)) (void)rap_str_list_add(store->work, &doc.warnings, rap_arena_str(store->work, part));
  if (rap_arena_failed(store->work)) return rap_error_nomem(err);
  return fn(ctx, &doc, (uint64_t)rap_col_int(s, 1), err);
}

rap_status rap_store_file_pass(rap_store *store, int64_t id, rap_passed_fn fn, void *ctx, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false, giving = store->giving;
  store->giving = false;
  rap_status st = rap_db_cached(
      store->db,
      "SELECT d.id, d.text_len, d.published, d.published_from, d.published_text, d.warnings, o.file || coalesce(':' || d.line, '') "
      "FROM file_document f JOIN document d ON d.id = f.document JOIN origin o ON o.id = d.origin WHERE f.file = ? ORDER BY d.line, d.id",
      &s, err);
  rap_bind_int(s, id);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    st = rap_mark_seen(store, rap_col_int(s, 0), err);
    if (st == RAP_OK && fn) st = tell_passed(store, s, fn, ctx, err);
  }
  rap_stmt_reset(s);
  store->giving = giving;
  return st;
}

rap_status rap_store_file_touch(rap_store *store, const rap_seen_file *seen, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_store_begin(store, err);
  TRY(rap_db_cached(store->db, "UPDATE file SET size = ?, modified = ?, changed = ?, inode = ?, racy = ? WHERE id = ?", &s, err));
  rap_bind_int(s, seen->info.size);
  rap_bind_int(s, seen->info.modified);
  rap_bind_int(s, seen->info.changed);
  rap_bind_int(s, (int64_t)seen->info.inode);
  rap_bind_int(s, seen->racy);
  rap_bind_int(s, seen->id);
  TRY(rap_stmt_run(s, err));
  TRY(count_row(store, err));
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}

/* ---- a file that was read ---- */

void rap_store_file_begin(rap_store *store) {
  store->n_given = 0;
  store->giving = true;
}

/* 0: it is not known. */
static rap_status id_of(rap_store *store, rap_str path, int64_t *id, rap_error *err) {
  rap_stmt *s = NULL;
  *id = 0;
  rap_status st = rap_db_cached(store->db, "SELECT id FROM file WHERE path = ?", &s, err);
  rap_bind_text(s, path);
  TRY(rap_stmt_number(s, id, err));
  return st;
}

static rap_status put_row(rap_store *store, rap_str path, const rap_seen_file *seen, int64_t *id, rap_error *err) {
  rap_stmt *s = NULL;
  char since[RAP_DAY_TEXT_MAX];
  rap_status st = rap_db_cached(
      store->db,
      "INSERT INTO file(path, size, modified, changed, inode, hash, racy, reader, since, documents, errors, reason) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?) "
      "ON CONFLICT(path) DO UPDATE SET size = excluded.size, modified = excluded.modified, changed = excluded.changed, inode = excluded.inode, hash = excluded.hash, "
      "racy = excluded.racy, reader = excluded.reader, since = excluded.since, errors = excluded.errors, reason = excluded.reason",
      &s, err);
  rap_bind_text(s, path);
  rap_bind_int(s, seen->info.size);
  rap_bind_int(s, seen->info.modified);
  rap_bind_int(s, seen->info.changed);
  rap_bind_int(s, (int64_t)seen->info.inode);
  rap_bind_blob(s, hash_bytes(seen->hash));
  rap_bind_int(s, seen->racy);
  rap_bind_text(s, seen->reader);
  rap_bind_text_or_null(s, (rap_str){since, rap_day_format(seen->since, since)});
  rap_bind_int(s, (int64_t)seen->errors);
  rap_bind_text_or_null(s, seen->reason);
  TRY(rap_stmt_run(s, err));
  TRY(id_of(store, path, id, err));
  return st;
}

static rap_status put_documents(rap_store *store, int64_t id, rap_error *err) {
  rap_status st = rap_db_run(store->db, "DELETE FROM file_document WHERE file = ?", id, err);
  for (size_t i = 0; st == RAP_OK && i < store->n_given; i++) {
    st = rap_db_run_two(store->db, "INSERT OR IGNORE INTO file_document(file, document) VALUES(?, ?)", id, store->given[i], err);
  }
  TRY(rap_db_run(store->db, "UPDATE file SET documents = (SELECT count(*) FROM file_document WHERE file = ?1) WHERE id = ?1", id, err));
  return st;
}

static bool same_row(const rap_seen_file *a, const rap_seen_file *b) {
  return rap_file_info_same(&a->info, &b->info) && memcmp(a->hash, b->hash, sizeof a->hash) == 0 && a->racy == b->racy &&
         rap_str_eq(a->reader, b->reader) && rap_day_same(a->since, b->since) && a->errors == b->errors && rap_str_eq(a->reason, b->reason);
}

static int by_number(const void *a, const void *b) {
  const int64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* In order, each once: a file may give the same twice. */
static void sort_given(rap_store *store) {
  size_t n = 0;
  if (store->n_given) qsort(store->given, store->n_given, sizeof *store->given, by_number);
  for (size_t i = 0; i < store->n_given; i++)
    if (n == 0 || store->given[i] != store->given[n - 1]) store->given[n++] = store->given[i];
  store->n_given = n;
}

static rap_status same_documents(rap_store *store, int64_t id, bool *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  size_t i = 0;
  *out = true;
  rap_status st = rap_db_cached(store->db, "SELECT document FROM file_document WHERE file = ? ORDER BY document", &s, err);
  rap_bind_int(s, id);
  while (st == RAP_OK && *out && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    *out = i < store->n_given && store->given[i] == rap_col_int(s, 0);
    i++;
  }
  rap_stmt_reset(s);
  *out = *out && i == store->n_given;
  return st;
}

static rap_status is_known(rap_store *store, rap_str path, const rap_seen_file *seen, bool *out, rap_error *err) {
  rap_seen_file known;
  *out = false;
  rap_arena_reset(store->work);
  rap_status st = rap_store_file_find(store, path, store->work, &known, err);
  return st == RAP_OK && known.id && known.documents == store->n_given && same_row(&known, seen) ? same_documents(store, known.id, out, err) : st;
}

rap_status rap_store_file_put(rap_store *store, rap_str path, const rap_seen_file *seen, rap_error *err) {
  int64_t id = 0;
  bool known;
  sort_given(store);
  rap_status st = is_known(store, path, seen, &known, err);
  if (st == RAP_OK && !known) {
    TRY(rap_store_begin(store, err));
    TRY(put_row(store, path, seen, &id, err));
    TRY(put_documents(store, id, err));
    TRY(count_row(store, err));
    if (st != RAP_OK) rap_store_rollback(store);
  }
  store->n_given = 0;
  store->giving = false;
  return st;
}

static rap_status delete_file(rap_store *store, int64_t id, rap_error *err) {
  rap_status st = rap_store_begin(store, err);
  TRY(rap_db_run(store->db, "DELETE FROM file_document WHERE file = ?", id, err));
  TRY(rap_db_run(store->db, "DELETE FROM file WHERE id = ?", id, err));
  return st;
}

rap_status rap_store_file_forget(rap_store *store, rap_str path, rap_error *err) {
  int64_t id;
  rap_status st = id_of(store, path, &id, err);
  if (st == RAP_OK && id) {
    st = delete_file(store, id, err);
    if (st != RAP_OK) rap_store_rollback(store);
  }
  store->n_given = 0;
  store->giving = false;
  return st;
}

void rap_store_begin_run(rap_store *store) {
  rap_id_set_reset(&store->seen);
  store->n_given = 0;
  store->giving = false;
}

/* ---- files that are there no more ---- */

static rap_str without_slash(rap_str root) {
  while (root.n && root.p[root.n - 1] == '/') root.n--;
  return root;
}

#define COUNTED                                                                                                                                 \
  "SELECT id, path, (SELECT count(*) FROM file_document p WHERE p.file = f.id), (SELECT count(*) FROM file_document p WHERE p.file = f.id AND " \
  "NOT EXISTS (SELECT 1 FROM file_document o WHERE o.document = p.document AND o.file <> p.file)) FROM file f WHERE "

/* The file behind `last`, or at the root itself; its path goes to `last`. In a text comparison '0' is the character behind '/'. */
static rap_status next_below(rap_store *store, bool at_root, rap_str root, rap_buf *last, rap_file_below *out, bool *row, rap_error *err) {
  rap_stmt *s = NULL;
  *row = false;
  rap_status st = at_root ? rap_db_cached(store->db, COUNTED "path = ?", &s, err)
                          : rap_db_cached(store->db, COUNTED "path > ?2 AND path < ?1 || '0' ORDER BY path LIMIT 1", &s, err);
  rap_bind_text(s, root);
  if (!at_root) rap_bind_text(s, rap_buf_str(last));
  TRY(rap_stmt_step(s, row, err));
  if (st == RAP_OK && *row) {
    *out = (rap_file_below){.id = rap_col_int(s, 0), .documents = (uint64_t)rap_col_int(s, 2), .alone = (uint64_t)rap_col_int(s, 3)};
    rap_buf_reset(last);
    rap_buf_add(last, rap_col_text(s, 1));
    out->path = rap_buf_str(last);
    if (rap_buf_failed(last)) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_store_files_below(rap_store *store, rap_str root, rap_file_fn fn, void *ctx, rap_error *err) {
  rap_buf last = {0};
  rap_status st = RAP_OK;
  bool row = true;
  root = without_slash(root);
  for (bool at_root = root.n > 0; st == RAP_OK && row; at_root = false) {
    rap_file_below file = {0};
    if (!at_root && last.n <= root.n) {
      rap_buf_reset(&last);
      rap_buf_add(&last, root);
      rap_buf_putc(&last, '/');
      if (rap_buf_failed(&last)) st = rap_error_nomem(err);
    }
    if (st == RAP_OK) st = next_below(store, at_root, root, &last, &file, &row, err);
    if (st == RAP_OK && row) st = fn(ctx, &file, err);
    if (at_root) row = true;
  }
  rap_buf_clear(&last);
  return st;
}

static rap_status next_orphan(rap_store *store, rap_str root, int64_t after, rap_buf *path, rap_orphan *out, bool *row, rap_error *err) {
  rap_stmt *s = NULL;
  *row = false;
  rap_status st = rap_db_cached(
      store->db,
      "SELECT d.id, o.path FROM document d JOIN origin o ON o.id = d.origin WHERE d.id > ?2 AND (o.path = ?1 OR (o.path > ?1 || '/' AND o.path < ?1 || '0')) AND NOT EXISTS (SELECT 1 FROM file_document p WHERE p.document = d.id) ORDER BY d.id LIMIT 1",
      &s, err);
  rap_bind_text(s, root);
  rap_bind_int(s, after);
  TRY(rap_stmt_step(s, row, err));
  if (st == RAP_OK && *row) {
    rap_buf_reset(path);
    rap_buf_add(path, rap_col_text(s, 1));
    *out = (rap_orphan){.id = rap_col_int(s, 0), .path = rap_buf_str(path)};
    if (rap_buf_failed(path)) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_store_orphans_below(rap_store *store, rap_str root, rap_orphan_fn fn, void *ctx, rap_error *err) {
  rap_buf path = {0};
  rap_orphan orphan = {0};
  bool row = true;
  rap_status st = RAP_OK;
  while (st == RAP_OK && row) {
    st = next_orphan(store, without_slash(root), orphan.id, &path, &orphan, &row, err);
    if (st == RAP_OK && row) st = fn(ctx, &orphan, err);
  }
  rap_buf_clear(&path);
  return st;
}

rap_status rap_store_orphan_remove(rap_store *store, int64_t id, rap_error *err) {
  store->text_of = 0;
  rap_status st = rap_store_remove_row(store, id, err);
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}

/* A document of a file, and another file that gave it too, 0 if there is none. */
typedef struct shared {
  int64_t document, other;
} shared;

static rap_status next_shared(rap_store *store, int64_t file, shared *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  *out = (shared){0};
  rap_status st = rap_db_cached(
      store->db,
      "SELECT document, (SELECT o.file FROM file_document o WHERE o.document = f.document AND o.file <> f.file LIMIT 1) FROM file_document f WHERE file = ? LIMIT 1",
      &s, err);
  rap_bind_int(s, file);
  TRY(rap_stmt_step(s, &row, err));
  if (row) *out = (shared){rap_col_int(s, 0), rap_col_int(s, 1)};
  rap_stmt_reset(s);
  return st;
}

/* What still stands in another file is that one's; in which line, its next reading would tell. */
static rap_status hand_over(rap_store *store, int64_t file, const shared *x, rap_error *err) {
  rap_stmt *s = NULL;
  rap_status st = rap_store_begin(store, err);
  TRY(rap_db_run(store->db, "INSERT OR IGNORE INTO origin(path, file) SELECT path, path FROM file WHERE id = ?", x->other, err));
  TRY(rap_db_cached(store->db,
                    "UPDATE document SET origin = (SELECT o.id FROM origin o JOIN file f ON f.path = o.path WHERE f.id = ?1), line = NULL "
                    "WHERE id = ?2 AND origin = (SELECT o.id FROM origin o JOIN file f ON f.path = o.path WHERE f.id = ?3)",
                    &s, err));
  rap_bind_int(s, x->other);
  rap_bind_int(s, x->document);
  rap_bind_int(s, file);
  TRY(rap_stmt_run(s, err));
  TRY(rap_db_run_two(store->db, "DELETE FROM file_document WHERE file = ? AND document = ?", file, x->document, err));
  return st;
}

rap_status rap_store_file_prune(rap_store *store, int64_t id, uint64_t *n, rap_error *err) {
  rap_status st = RAP_OK;
  shared x = {0};
  store->text_of = 0;
  do {
    st = next_shared(store, id, &x, err);
    if (st == RAP_OK && x.other) {
      st = hand_over(store, id, &x, err);
    } else if (st == RAP_OK && x.document) {
      st = rap_store_remove_row(store, x.document, err);
      if (st == RAP_OK) ++*n;
    }
  } while (st == RAP_OK && x.document);
  TRY(rap_store_begin(store, err));
  TRY(rap_db_run(
      store->db,
      "DELETE FROM origin WHERE path = (SELECT path FROM file WHERE id = ?1) AND NOT EXISTS (SELECT 1 FROM document d WHERE d.origin = origin.id)",
      id, err));
  TRY(delete_file(store, id, err));
  TRY(count_row(store, err));
  if (st != RAP_OK) rap_store_rollback(store);
  return st;
}
