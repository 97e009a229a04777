/* query_family.c: a document's family, and the families of a store. Layer: index. */
#include <stdlib.h>

#include "index/likeness.h"
#include "index/query.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

static const char *const relation_names[] = {[RAP_RELATION_CANONICAL] = "canonical",
                                             [RAP_RELATION_COPY] = "copy",
                                             [RAP_RELATION_REVISION] = "revision",
                                             [RAP_RELATION_SYNDICATED] = "syndicated",
                                             [RAP_RELATION_TRANSLATION] = "translation"};

const char *rap_relation_name(rap_relation relation) { return relation_names[relation]; }

/* What tells a member's relation. */
typedef struct member {
  int64_t document, form;
  rap_str source, url, language;
} member;

static rap_relation relation_to(const member *canonical, const member *m) {
  if (m->document == canonical->document) return RAP_RELATION_CANONICAL;
  if (m->form == canonical->form) return RAP_RELATION_COPY;
  if (m->language.n && canonical->language.n && !rap_str_eq(m->language, canonical->language)) return RAP_RELATION_TRANSLATION;
  uint32_t a = rap_release_key(canonical->url), b = rap_release_key(m->url);
  if ((a && a == b) || rap_str_eq(m->source, canonical->source)) return RAP_RELATION_REVISION;
  bool same_host = rap_url_host(m->url).n && rap_str_eq_nocase(rap_url_host(m->url), rap_url_host(canonical->url));
  return same_host && !(a && b) ? RAP_RELATION_REVISION : RAP_RELATION_SYNDICATED;
}

/* ---- one family ---- */

/* Columns: document's row, form, name, source, title, url, published, language. */
static rap_status read_member(rap_arena *arena, rap_stmt *s, member *m, rap_family_member *out, rap_error *err) {
  *out = (rap_family_member){0};
  rap_str *const fields[] = {&out->document, &out->source, &out->title, &out->url, &out->published, &out->language};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) *fields[i] = rap_arena_str(arena, rap_col_text(s, (int)i + 2));
  *m = (member){rap_col_int(s, 0), rap_col_int(s, 1), out->source, out->url, out->language};
  return rap_arena_failed(arena) ? rap_error_nomem(err) : RAP_OK;
}

#define MEMBER_COLUMNS "d.id, s.form, d.name, d.source, d.title, d.url, d.published, d.language"

static rap_status members_of(rap_store *store, rap_arena *arena, int64_t row, rap_family *out, rap_error *err) {
  static const char sql[] =
      "SELECT " MEMBER_COLUMNS
      " FROM document d JOIN sketch s ON s.document = d.id LEFT JOIN family_member m ON m.document = d.id LEFT JOIN family f ON f.id = m.family "
      "WHERE d.id IN (SELECT ?1 UNION SELECT document FROM family_member WHERE family = (SELECT family FROM family_member WHERE document = ?1)) "
      "ORDER BY d.id <> coalesce(f.canonical, d.id), d.day IS NULL, d.day, d.text_len DESC, d.name, d.source";
  rap_stmt *s = NULL;
  size_t capacity = 0;
  bool found = false;
  member canonical = {0}, m;
  rap_status st = rap_db_cached(store->db, sql, &s, err);
  rap_bind_int(s, row);
  while (st == RAP_OK && (st = rap_stmt_step(s, &found, err)) == RAP_OK && found) {
    if (!rap_arena_grow(arena, (void **)&out->members, out->n, &capacity, sizeof *out->members)) {
      st = rap_error_nomem(err);
      break;
    }
    rap_family_member *to = &out->members[out->n];
    st = read_member(arena, s, &m, to, err);
    if (st == RAP_OK && out->n == 0) canonical = m;
    to->relation = relation_to(&canonical, &m);
    to->row = m.document;
    if (st == RAP_OK) out->n++;
  }
  rap_stmt_reset(s);
  return st;
}

rap_status rap_query_family(rap_store *store, rap_str id, rap_arena *arena, rap_family *out, rap_error *err) {
  *out = (rap_family){0};
  int64_t row = 0;
  bool own = false;
  rap_status st = rap_sql_begin(store, &own, err);
  TRY(rap_store_find(store, id, &row, err));
  TRY(members_of(store, arena, row, out, err));
  rap_sql_end(store, own);
  if (st != RAP_OK) *out = (rap_family){0};
  return st;
}

rap_status rap_query_member_text(rap_store *store, rap_arena *arena, const rap_family_member *of, rap_str *title, rap_str *body, rap_error *err) {
  rap_stored_document d;
  *title = *body = (rap_str){0};
  rap_status st = rap_store_load(store, arena, of->row, false, &d, err);
  if (st != RAP_OK) return st;
  *title = rap_document_title(&d.doc);
  *body = rap_document_body(&d.doc);
  return RAP_OK;
}

/* ---- all families ---- */

static void families_sql(rap_sql *q, const rap_asked *asked) {
  rap_sql_add(q, "SELECT f.id, f.n_documents FROM family f JOIN document c ON c.id = f.canonical WHERE f.id IN (SELECT m.family");
  rap_sql_from(q, RAP_FROM_DOCUMENTS);
  rap_sql_add(q, " JOIN family_member m ON m.document = d.id");
  rap_sql_where(q, asked, true);
  rap_sql_add(q, ") ORDER BY f.n_documents DESC, c.day IS NULL, c.day DESC, c.name, c.source");
}

typedef struct family_sink {
  rap_family_fn fn;
  void *ctx;
} family_sink;

static rap_status family_answer(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_stmt *s, const void *sink, rap_error *err) {
  (void)asked;
  const family_sink *to = sink;
  rap_stmt *canonical = NULL;
  bool found = false;
  rap_family family = {0};
  int64_t row = 0;
  rap_status st = rap_db_cached(store->db, "SELECT canonical FROM family WHERE id = ?", &canonical, err);
  rap_bind_int(canonical, rap_col_int(s, 0));
  TRY(rap_stmt_step(canonical, &found, err));
  if (found) row = rap_col_int(canonical, 0);
  rap_stmt_reset(canonical);
  TRY(members_of(store, arena, row, &family, err));
  TRY(to->fn(to->ctx, &family, err));
  return st;
}

/* How many there are: the listing's own total counts documents. */
static rap_status count_families(rap_store *store, rap_arena *arena, const rap_asked *asked, size_t *total, rap_error *err) {
  rap_sql q = {.arena = arena};
  rap_sql_add(&q, "SELECT count(DISTINCT m.family)");
  rap_sql_from(&q, RAP_FROM_DOCUMENTS);
  rap_sql_add(&q, " JOIN family_member m ON m.document = d.id");
  rap_sql_where(&q, asked, true);
  return rap_sql_count(store, &q, total, err);
}

rap_status rap_query_families(rap_store *store, const rap_filter *filter, rap_page page, rap_family_fn fn, void *ctx, size_t *total, rap_error *err) {
  const family_sink sink = {fn, ctx};
  const rap_sql_listing listing = {
      .base = RAP_FROM_DOCUMENTS, .unit = RAP_UNIT_DOCUMENTS, .select = families_sql, .answer = family_answer, .sink = &sink};
  rap_arena *arena = rap_arena_new();
  rap_asked asked;
  bool own = false;
  *total = 0;
  rap_status st = arena ? rap_sql_ask(arena, filter, RAP_FROM_DOCUMENTS, &asked, err) : rap_error_nomem(err);
  TRY(rap_sql_begin(store, &own, err));
  TRY(count_families(store, arena, &asked, total, err));
  TRY(rap_sql_list(store, filter, page, &listing, NULL, err));
  rap_sql_end(store, own);
  rap_arena_free(arena);
  return st;
}
