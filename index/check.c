/* check.c: does a store hold together, and what is in it. Layer: index. */
#include <stdio.h>

#include "base/buf.h"
#include "base/digest.h"
#include "index/bitmap_documents.h"
#include "index/codec.h"
#include "index/corrections_impl.h"
#include "index/families.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

enum { MAX_PROBLEMS = 100 };

typedef struct checker {
  rap_store *store;
  rap_problem_fn fn;
  void *ctx;
  size_t n;
} checker;

static void problem(checker *c, const char *format, ...) RAP_PRINTF(2, 3);
static void problem(checker *c, const char *format, ...) {
  rap_error line = {0};
  va_list args;
  c->n++;
  if (c->n > MAX_PROBLEMS + 1) return;
  va_start(args, format);
  rap_error_vset(&line, RAP_ERR_STORE, format, args);
  va_end(args);
  if (c->n == MAX_PROBLEMS + 1) (void)snprintf(line.text, sizeof line.text, "more than %d problems", MAX_PROBLEMS);
  if (c->fn) c->fn(c->ctx, rap_str_of(line.text));
}

/* ---- SQLite's own checks ---- */

static rap_status integrity(checker *c, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_prepare(c->store->db, RAP_STR("PRAGMA integrity_check(100)"), &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_str line = rap_col_text(s, 0);
    if (!rap_str_is(line, "ok")) problem(c, "SQLite: %.*s", RAP_FMT(line));
  }
  rap_stmt_free(s);
  s = NULL;
  TRY(rap_db_prepare(c->store->db, RAP_STR("PRAGMA foreign_key_check"), &s, err));
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_str table = rap_col_text(s, 0), parent = rap_col_text(s, 2);
    problem(c, "row %lld of %.*s refers to a row of %.*s that is not there", (long long)rap_col_int(s, 1), RAP_FMT(table), RAP_FMT(parent));
  }
  rap_stmt_free(s);
  return st;
}

/* FTS5 compares its index with the texts. SQLite counts that as a write, though nothing changes: a store that is open for reading is opened once more; where that is not allowed (read-only file,
 * a writer at work) the comparison is left out. */
static rap_status full_text(checker *c, rap_error *err) {
  static const char compare[] = "INSERT INTO fts(fts, rank) VALUES('integrity-check', 1)";
  rap_error own = {0};
  rap_status st = RAP_OK;
  if (c->store->mode != RAP_STORE_READ) {
    st = rap_db_exec(c->store->db, compare, &own);
  } else {
    rap_db *db = NULL;
    st = rap_db_open(c->store->path, RAP_DB_WRITE, -1, &db, &own);
    TRY(rap_db_exec(db, compare, &own));
    rap_db_close(db);
    if (st == RAP_ERR_READONLY || st == RAP_ERR_BUSY || st == RAP_ERR_IO) st = RAP_OK;
  }
  if (st == RAP_ERR_STORE) {
    problem(c, "the full-text index does not agree with the texts");
    return RAP_OK;
  }
  return st == RAP_OK ? RAP_OK : rap_error_set(err, st, "%s", own.text);
}

/* ---- sums that must come out ---- */

/* Each counts rows that should not be. What waits to be resolved is no fault: a run was cut short, and the next one does it. */
static const struct {
  const char *sql, *text;
} sums[] = {
    {"SELECT count(*) FROM document WHERE id NOT IN (SELECT document FROM body)", "documents have no text"},
    {"SELECT count(*) FROM document WHERE id NOT IN (SELECT document FROM record)", "documents have no record"},
    {"SELECT count(*) FROM body WHERE document NOT IN (SELECT id FROM document)", "texts belong to no document"},
    {"SELECT count(*) FROM record WHERE document NOT IN (SELECT id FROM document)", "records belong to no document"},
    {"SELECT abs((SELECT count(*) FROM fts_docsize) - (SELECT count(*) FROM document))",
     "documents are missing from the full-text index, or too many in it"},
    {"SELECT count(*) FROM statement WHERE document NOT IN (SELECT id FROM document) OR document <> id / 65536", "statements belong to no document"},
    {"SELECT count(*) FROM statement s JOIN document d ON d.id = s.document WHERE s.text_begin > s.text_end OR s.text_end > d.text_len OR s.cue_end > d.text_len OR s.topic_end > d.text_len",
     "statements do not lie in their texts"},
    {"SELECT count(*) FROM statement s WHERE s.event_idx IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event_document e WHERE e.document = s.document AND e.idx = s.event_idx)",
     "statements name an event that is not there"},
    {"SELECT count(*) FROM statement_actor WHERE statement NOT IN (SELECT id FROM statement) OR actor NOT IN (SELECT id FROM entity)",
     "actors belong to no statement"},
    {"SELECT count(*) FROM statement_theme WHERE statement NOT IN (SELECT id FROM statement) OR theme NOT IN (SELECT id FROM entity)",
     "themes belong to no statement"},
    {"SELECT count(*) FROM names_of WHERE document NOT IN (SELECT id FROM document) OR entity NOT IN (SELECT id FROM entity)",
     "names belong to no document"},
    {"SELECT count(*) FROM event_document WHERE document NOT IN (SELECT id FROM document)", "accounts of events belong to no document"},
    {"SELECT count(*) FROM event_document WHERE series NOT IN (SELECT series FROM dirty_series) AND (event IS NULL OR event NOT IN (SELECT id FROM event))",
     "accounts of events have no event"},
    {"SELECT count(*) FROM event WHERE series NOT IN (SELECT series FROM dirty_series) AND n_documents <> (SELECT count(*) FROM event_document x WHERE x.event = event.id)",
     "events have another number of accounts than they say"},
    {"SELECT count(*) FROM corrected WHERE correction NOT IN (SELECT id FROM correction WHERE undone_by IS NULL) AND document NOT IN (SELECT document FROM dirty_document)",
     "outcomes belong to no correction"},
    {"SELECT count(*) FROM corrected WHERE document <> 0 AND document NOT IN (SELECT id FROM document)",
     "outcomes of corrections belong to no document"},
    {"SELECT count(*) FROM file_document WHERE document NOT IN (SELECT id FROM document) OR file NOT IN (SELECT id FROM file)",
     "documents of files are not there"},
};

static rap_status add_up(checker *c, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; i < sizeof sums / sizeof *sums && st == RAP_OK; i++) {
    int64_t n;
    st = rap_db_int(c->store->db, sums[i].sql, &n, err);
    if (st == RAP_OK && n) problem(c, "%lld %s", (long long)n, sums[i].text);
  }
  return st;
}

static rap_status text_lengths(checker *c, rap_error *err) {
  int64_t n;
  rap_error own = {0};
  rap_status st = rap_lengths_check(c->store, &n, &own);
  if (st == RAP_ERR_STORE) problem(c, "%s", own.text);
  if (st == RAP_OK && n) problem(c, "%lld chunks of the texts' lengths do not agree with the full-text index", (long long)n);
  return st == RAP_OK || st == RAP_ERR_STORE ? RAP_OK : rap_error_set(err, st, "%s", own.text);
}

/* ---- each document ---- */

static rap_status count_of(rap_store *store, const char *sql, int64_t id, int64_t *n, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  *n = row ? rap_col_int(s, 0) : 0;
  rap_stmt_reset(s);
  return st;
}

static rap_status compare(checker *c, int64_t id, rap_str name, const char *what, const char *sql, size_t expected, rap_error *err) {
  int64_t n = 0;
  rap_status st = count_of(c->store, sql, id, &n, err);
  if (st == RAP_OK && n != (int64_t)expected)
    problem(c, "document %.*s: %zu %s in its record, %lld in the table", RAP_FMT(name), expected, what, (long long)n);
  return st;
}

static void check_text(checker *c, const rap_stored_document *d) {
  char length[8], hash[RAP_DIGEST_HEX + 1];
  rap_digest digest;
  for (unsigned i = 0; i < 8; i++) length[i] = (char)(unsigned char)((uint64_t)d->doc.title_len >> (8 * i));
  rap_digest_init(&digest);
  rap_digest_add_field(&digest, d->doc.full);
  rap_digest_add_field(&digest, (rap_str){length, sizeof length});
  rap_digest_hex(&digest, hash);
  if (!rap_str_is(d->text_hash, hash)) problem(c, "document %.*s: the text is not the one that was stored", RAP_FMT(d->doc.id));
}

static rap_status check_document(checker *c, rap_arena *arena, int64_t id, rap_error *err) {
  rap_stored_document d;
  rap_error own = {0};
  rap_status st = rap_store_load_analysed(c->store, arena, id, &d, &own);
  size_t n_mentions = d.record.n_mentions;
  TRY(rap_corrections_apply(c->store, arena, id, &d.doc, &d.record, NULL, &own));
  if (st == RAP_ERR_STORE) {
    problem(c, "%s", own.text);
    return RAP_OK;
  }
  if (st != RAP_OK) return rap_error_set(err, st, "%s", own.text);
  check_text(c, &d);
  bool right = false;
  TRY(rap_families_check_document(c->store, arena, id, &d.doc, &right, err));
  if (st == RAP_OK && !right) problem(c, "document %.*s: its sketch is not that of its text", RAP_FMT(d.doc.id));
  size_t participants = 0;
  for (size_t i = 0; i < d.record.n_persons; i++) participants += d.record.persons[i].function.n > 0;
  TRY(compare(c, id, d.doc.id, "mentions", "SELECT n_mentions FROM document WHERE id = ?", n_mentions, err));
  TRY(compare(c, id, d.doc.id, "statements", "SELECT count(*) FROM statement WHERE id BETWEEN ?1 * 65536 AND ?1 * 65536 + 65535",
              d.record.n_statements, err));
  TRY(compare(c, id, d.doc.id, "events", "SELECT count(*) FROM event_document WHERE document = ?", d.record.n_events, err));
  TRY(compare(c, id, d.doc.id, "participants", "SELECT count(*) FROM participant WHERE document = ?", participants, err));
  TRY(compare(c, id, d.doc.id, "stated counts", "SELECT count(*) FROM stated_count WHERE document = ?", d.record.n_counts, err));
  TRY(compare(c, id, d.doc.id, "themes", "SELECT count(*) FROM themes_of WHERE document = ?", d.record.n_themes, err));
  return st;
}

static rap_status check_documents(checker *c, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_arena *arena = rap_arena_new();
  rap_status st = arena ? rap_db_prepare(c->store->db, RAP_STR("SELECT id FROM document ORDER BY id"), &s, err) : rap_error_nomem(err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_arena_reset(arena);
    st = check_document(c, arena, rap_col_int(s, 0), err);
  }
  rap_stmt_free(s);
  rap_arena_free(arena);
  return st;
}

static void line_problem(void *ctx, const char *text) { problem(ctx, "%s", text); }

rap_status rap_store_check(rap_store *store, rap_problem_fn fn, void *ctx, size_t *n_problems, rap_error *err) {
  *n_problems = 0;
  checker c = {store, fn, ctx, 0};
  rap_error own = {0};
  rap_status st = integrity(&c, &own);
  /* The rest would only say over and over that pages are damaged. */
  if (c.n == 0) {
    TRY(add_up(&c, &own));
    TRY(text_lengths(&c, &own));
    TRY(check_documents(&c, &own));
    TRY(rap_bitmap_check(store, line_problem, &c, &own));
    TRY(rap_families_check(store, line_problem, &c, &own));
    TRY(full_text(&c, &own));
  }
  if (st == RAP_ERR_STORE) { /* SQLite stumbled over damage: that is what was asked */
    problem(&c, "%s", own.text);
    st = RAP_OK;
  }
  *n_problems = c.n;
  return st == RAP_OK ? RAP_OK : rap_error_set(err, st, "%s", own.text);
}

/* ---- statistics ---- */

static rap_status corpus_hash(rap_store *store, char out[65], rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_digest d;
  rap_digest_init(&d);
  rap_status st = rap_db_prepare(store->db, RAP_STR("SELECT source, name, text_hash FROM document ORDER BY source, name"), &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_digest_add_field(&d, rap_col_text(s, 0));
    rap_digest_add_field(&d, rap_col_text(s, 1));
    rap_digest_add_field(&d, rap_col_blob(s, 2));
  }
  rap_stmt_free(s);
  rap_digest_hex(&d, out);
  return st;
}

static rap_status corrections_hash(rap_store *store, char out[65], rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false, any = false;
  rap_digest d;
  rap_digest_init(&d);
  rap_status st = rap_db_cached(store->db, "SELECT uid FROM correction WHERE undone_by IS NULL ORDER BY at, uid", &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    rap_digest_add_field(&d, rap_col_text(s, 0));
    any = true;
  }
  rap_stmt_reset(s);
  out[0] = '\0';
  if (any) rap_digest_hex(&d, out);
  return st;
}

static rap_status text_of(rap_store *store, const char *sql, char *out, size_t size, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  TRY(rap_stmt_step(s, &row, err));
  rap_str text = row ? rap_col_text(s, 0) : (rap_str){0};
  (void)snprintf(out, size, "%.*s", RAP_FMT(text));
  rap_stmt_reset(s);
  return st;
}

/* Entities that documents name, discuss or let speak, by kind. What waits for a commit is not in the bitmaps. */
static rap_status count_entities(rap_store *store, rap_store_stats *out, rap_error *err) {
  static const rap_bitmap_kind linked[] = {RAP_BITMAP_ACTOR, RAP_BITMAP_PERSON, RAP_BITMAP_ORGANISATION,   RAP_BITMAP_PROGRAMME,
                                           RAP_BITMAP_PLACE, RAP_BITMAP_THEME,  RAP_BITMAP_STATEMENT_ACTOR};
  const struct {
    const char *kind;
    int64_t *to;
  } kinds[] = {{"state", &out->states},
               {"group", &out->groups},
               {"theme", &out->themes},
               {"person", &out->persons},
               {"organisation", &out->organisations},
               {"programme", &out->programmes}};
  bool by_rows = rap_bitmap_pending(store) > 0, row = false;
  rap_stmt *s = NULL;
  rap_idset *ids = rap_idset_new();
  rap_status st = ids ? RAP_OK : rap_error_nomem(err);
  if (!by_rows) TRY(rap_bitmap_linked(store, linked, sizeof linked / sizeof *linked, ids, err));
  TRY(rap_db_cached(
      store->db,
      by_rows
          ? "SELECT id, kind FROM entity WHERE id IN (SELECT entity FROM names_of UNION SELECT theme FROM themes_of UNION SELECT actor FROM statement_actor)"
          : "SELECT id, kind FROM entity",
      &s, err));
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    int64_t id = rap_col_int(s, 0);
    if (!by_rows && (id < 0 || id > UINT32_MAX || !rap_idset_has(ids, (uint32_t)id))) continue;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
      if (rap_str_is(rap_col_text(s, 1), kinds[i].kind)) ++*kinds[i].to;
  }
  rap_stmt_reset(s);
  rap_idset_free(ids);
  return st;
}

rap_status rap_store_stats_of(rap_store *store, rap_store_stats *out, rap_error *err) {
  *out = (rap_store_stats){0};
  int64_t schema = 0;
  const struct {
    int64_t *to;
    const char *sql;
  } numbers[] = {
      {&out->documents, "SELECT count(*) FROM document"},
      {&out->sources, "SELECT count(DISTINCT source) FROM document"},
      {&out->text_bytes, "SELECT total(text_len) FROM document"},
      {&out->body_bytes, "SELECT total(length(z)) FROM body"},
      {&out->record_bytes, "SELECT total(length(z)) FROM record"},
      {&out->file_bytes, "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)"},
      {&out->mentions, "SELECT total(n_mentions) FROM document"},
      {&out->statements, "SELECT count(*) FROM statement"},
      {&out->statements_of_states,
       "SELECT count(*) FROM statement WHERE id IN (SELECT statement FROM statement_actor a JOIN entity e ON e.id = a.actor WHERE e.kind = 'state')"},
      {&out->events, "SELECT count(*) FROM event"},
      {&out->event_records, "SELECT count(*) FROM event_document"},
      {&out->participants, "SELECT count(*) FROM participant"},
      {&out->counts, "SELECT count(*) FROM stated_count"},
      {&out->warnings, "SELECT total(n_warnings) FROM document"},
      {&out->series, "SELECT count(DISTINCT series) FROM event_document"},
      {&out->families, "SELECT (SELECT count(*) FROM document) - (SELECT total(n_documents - 1) FROM family)"},
      {&out->copies, "SELECT total(n_documents - 1) FROM family"},
      {&out->stale,
       "SELECT count(*) FROM document d JOIN pack p ON p.id = d.pack WHERE p.stamp <> coalesce((SELECT value FROM setting WHERE key = 'lexicon'), (SELECT stamp FROM pack ORDER BY id DESC LIMIT 1))"},
      {&out->corrections, "SELECT count(*) FROM correction WHERE undone_by IS NULL"},
      {&schema, "PRAGMA user_version"},
  };
  rap_status st = RAP_OK;
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers && st == RAP_OK; i++) st = rap_db_int(store->db, numbers[i].sql, numbers[i].to, err);
  out->schema = (int)schema;
  TRY(count_entities(store, out, err));
  TRY(text_of(store, "SELECT min(day) FROM document", out->first, sizeof out->first, err));
  TRY(text_of(store, "SELECT max(day) FROM document", out->last, sizeof out->last, err));
  TRY(text_of(store, "SELECT value FROM setting WHERE key = 'lexicon'", out->stamp, sizeof out->stamp, err));
  TRY(corpus_hash(store, out->corpus_hash, err));
  TRY(corrections_hash(store, out->corrections_hash, err));
  return st;
}
