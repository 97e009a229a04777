#include "index/identity.h"

#include <errno.h>
#include <stdlib.h>

/* ---- origin ---- */

/* "a/b/c.txt" came by the id "b/c": the file's name without up to three extensions (".txt.gz") ends with the id, at the border of a path's part. */
static bool made_from_path(rap_str file, rap_str id) {
  for (int i = 0; id.n && i < 4; i++) {
    if (rap_str_ends(file, id) && (file.n == id.n || file.p[file.n - id.n - 1] == '/')) return true;
    size_t dot = file.n;
    while (dot > 0 && file.p[dot - 1] != '.' && file.p[dot - 1] != '/') dot--;
    if (dot == 0 || file.p[dot - 1] == '/') return false;
    file.n = dot - 1;
  }
  return false;
}

/* "file.jsonl:12" → the file and 12. */
static int64_t split_line(rap_str *file) {
  size_t at = file->n;
  while (at > 0 && file->p[at - 1] >= '0' && file->p[at - 1] <= '9') at--;
  uint64_t line;
  if (at < 2 || file->p[at - 1] != ':' || !rap_str_uint(rap_str_sub(*file, at, file->n), &line) || line > INT64_MAX) return 0;
  file->n = at - 1;
  return (int64_t)line;
}

static char *copy_of(rap_str s) {
  char *p = malloc(s.n + 1);
  if (!p) return NULL;
  if (s.n) memcpy(p, s.p, s.n);
  p[s.n] = '\0';
  return p;
}

/* The canonical path of a file, or of a member of one ("dir/a.zip/b.txt"): of the longest part of it that is there. What is no file ("-") stays as it is. NULL: out of memory. */
static char *canonical_of(const char *file) {
  size_t n = strlen(file);
  char *part = copy_of((rap_str){file, n}), *real = NULL, *whole = NULL;
  size_t end = n;
  if (!part) return NULL;
  while (!(real = realpath(part, NULL)) && errno != ENOMEM) {
    while (end > 0 && part[end - 1] != '/') end--;
    if (end < 2) break; /* nothing of a relative path is there; or only the root */
    part[--end] = '\0';
  }
  size_t real_len = real ? strlen(real) : 0;
  if (real) whole = malloc(real_len + n - end + 1);
  if (whole) {
    memcpy(whole, real, real_len);
    memcpy(whole + real_len, file + end, n - end + 1);
  } else if (!real && errno != ENOMEM) {
    whole = copy_of((rap_str){file, n});
  }
  free(real);
  free(part);
  return whole;
}

/* Remembered for the next record of the same file. */
static rap_status canonical(rap_store *store, rap_str file, rap_str *path, rap_error *err) {
  if (!store->last_file || !rap_str_eq(rap_str_of(store->last_file), file)) {
    free(store->last_file);
    free(store->last_path);
    store->last_path = NULL;
    store->last_file = copy_of(file);
    if (!store->last_file) return rap_error_nomem(err);
    store->last_path = canonical_of(store->last_file);
    if (!store->last_path) return rap_error_nomem(err);
  }
  *path = rap_str_of(store->last_path);
  return RAP_OK;
}

static rap_status find_origin(rap_store *store, rap_str file, rap_str id, rap_origin *out, rap_error *err) {
  *out = (rap_origin){.file = file};
  out->by_path = made_from_path(file, id);
  if (!out->by_path) out->line = split_line(&out->file);
  return canonical(store, out->file, &out->path, err);
}

/* ---- what was met in this run ---- */

bool rap_seen(const rap_store *store, int64_t id) { return rap_id_set_has(&store->seen, (size_t)id); }

static rap_status remember_given(rap_store *store, int64_t id, rap_error *err) {
  if (store->n_given == store->given_capacity) {
    size_t want = store->given_capacity ? store->given_capacity * 2 : 64;
    int64_t *p = realloc(store->given, want * sizeof *p);
    if (!p) return rap_error_nomem(err);
    store->given = p;
    store->given_capacity = want;
  }
  store->given[store->n_given++] = id;
  return RAP_OK;
}

rap_status rap_mark_seen(rap_store *store, int64_t id, rap_error *err) {
  if (!rap_id_set_add(&store->seen, (size_t)id)) return rap_error_nomem(err);
  return store->giving ? remember_given(store, id, err) : RAP_OK;
}

/* ---- the stored one ---- */

/* The row of a stored document that is looked at. */
#define COLUMNS                                                                                                              \
  "SELECT d.id, p.stamp, d.input_hash, d.raw_hash, d.published_from, d.published, d.published_text, d.text_len, d.warnings " \
  "FROM document d JOIN pack p ON p.id = d.pack "
enum { COL_ID, COL_STAMP, COL_INPUT_HASH, COL_RAW_HASH, COL_PUBLISHED_FROM, COL_PUBLISHED, COL_PUBLISHED_TEXT, COL_TEXT_LEN, COL_WARNINGS };

static bool same_hash(rap_stmt *s, int column, const unsigned char hash[RAP_DIGEST_BYTES]) {
  return rap_str_eq(rap_col_blob(s, column), (rap_str){(const char *)hash, RAP_DIGEST_BYTES});
}

/* Each through its own index: an OR of the two walks all documents of the source where SQLite has no statistics, as in a new store. */
#define BY_GIVEN "SELECT id FROM document WHERE source = ?1 AND given = ?2"
#define BY_NAME "SELECT id FROM document WHERE source = ?1 AND name = ?2"

/* A file's time dates what nothing else does. */
static bool same_file_time(rap_stmt *s, rap_day file_time) {
  char text[RAP_DAY_TEXT_MAX];
  switch ((rap_published_from)rap_col_int(s, COL_PUBLISHED_FROM)) {
  case RAP_PUBLISHED_UNKNOWN: return file_time.year == 0;
  case RAP_PUBLISHED_FILE: return rap_str_eq(rap_col_text(s, COL_PUBLISHED), (rap_str){text, rap_day_format(file_time, text)});
  default: return true;
  }
}

static bool same_raw(rap_stmt *s, const rap_raw_key *raw) {
  return raw && same_hash(s, COL_RAW_HASH, raw->hash) && same_file_time(s, raw->file_time);
}

static bool same_input(rap_stmt *s, const rap_sought *k) { return k->input_hash ? same_hash(s, COL_INPUT_HASH, k->input_hash) : same_raw(s, k->raw); }

static void take_document(rap_stmt *s, rap_arena *arena, rap_document *doc) {
  rap_str warnings = rap_col_text(s, COL_WARNINGS), part;
  if (!rap_day_parse(rap_col_text(s, COL_PUBLISHED), &doc->published)) doc->published = (rap_day){0};
  doc->published_from = (rap_published_from)rap_col_int(s, COL_PUBLISHED_FROM);
  doc->published_text = rap_arena_str(arena, rap_col_text(s, COL_PUBLISHED_TEXT));
  while (warnings.n && rap_str_split(&warnings, '\n', &part)) (void)rap_str_list_add(arena, &doc->warnings, rap_arena_str(arena, part));
}

static void take(rap_stmt *s, const rap_sought *k, rap_identity *out) {
  out->id = rap_col_int(s, COL_ID);
  out->same_input = same_input(s, k);
  out->same_pack = rap_str_eq(rap_col_text(s, COL_STAMP), k->stamp);
  out->new_raw = k->raw && !same_raw(s, k->raw);
  out->text_len = (uint64_t)rap_col_int(s, COL_TEXT_LEN);
  if (!k->arena || !out->same_input) return;
  out->stamp = rap_arena_str(k->arena, rap_col_text(s, COL_STAMP));
  take_document(s, k->arena, &out->doc);
}

static rap_status by_path(rap_store *store, const rap_sought *k, rap_identity *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, COLUMNS "WHERE d.origin = (SELECT id FROM origin WHERE path = ?) AND d.by_path = 1", &s, err);
  rap_bind_text(s, out->origin.path);
  if (st == RAP_OK) st = rap_stmt_step(s, &row, err);
  if (row) take(s, k, out);
  rap_stmt_reset(s);
  if (st != RAP_OK || row) return st;
  /* A file of that name and text that stood elsewhere, and that this run hasn't met there. */
  st = rap_db_cached(store->db, COLUMNS "WHERE d.id IN (" BY_GIVEN " UNION " BY_NAME ") AND d.by_path = 1 ORDER BY d.id", &s, err);
  rap_bind_text(s, k->source);
  rap_bind_text(s, k->id);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row && !out->id) {
    if (!same_input(s, k) || rap_seen(store, rap_col_int(s, COL_ID))) continue;
    take(s, k, out);
    out->moved = true;
  }
  rap_stmt_reset(s);
  return st;
}

static rap_status by_id(rap_store *store, const rap_sought *k, rap_identity *out, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, COLUMNS "WHERE d.id IN (" BY_GIVEN " UNION ALL " BY_NAME " AND given IS NULL) AND d.by_path = 0", &s, err);
  rap_bind_text(s, k->source);
  rap_bind_text(s, k->id);
  if (st == RAP_OK) st = rap_stmt_step(s, &row, err);
  if (row) take(s, k, out);
  rap_stmt_reset(s);
  return st;
}

rap_status rap_identify(rap_store *store, const rap_sought *k, rap_identity *out, rap_error *err) {
  *out = (rap_identity){0};
  rap_status st = find_origin(store, k->file, k->id, &out->origin, err);
  if (st == RAP_OK) st = (out->origin.by_path ? by_path : by_id)(store, k, out, err);
  if (st != RAP_OK) return st;
  if (k->arena && rap_arena_failed(k->arena)) return rap_error_nomem(err);
  out->seen = out->id != 0 && rap_seen(store, out->id);
  if (out->id == 0)
    out->what = RAP_PUT_INSERTED;
  else if (out->same_input)
    out->what = out->same_pack ? RAP_PUT_UNCHANGED : RAP_PUT_REANALYSED;
  else
    out->what = out->seen ? RAP_PUT_CONFLICT : RAP_PUT_REPLACED;
  return RAP_OK;
}
