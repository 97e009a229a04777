#include "index/similar.h"

#include <stdlib.h>

#include "base/search.h"
#include "index/numbers.h"
#include "index/similar_terms.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct hit {
  int64_t id;
  double score;
  int64_t copies;
} hit;

typedef struct similar {
  rap_store *store;
  rap_arena *arena, *row;
  int64_t self, family;
  rap_str event; /* key of its main event */
  rap_similar_terms terms;
  rap_document_set all, allowed;
  double own_score;
  hit *hits;
  size_t n;
} similar;

/* ---- the document ---- */

static rap_status read_self(similar *x, rap_str id, rap_similar_answer *answer, rap_str *title, rap_str *text, rap_error *err) {
  rap_stored_document d;
  rap_stmt *s = NULL;
  bool row = false;
  rap_status st = rap_store_find(x->store, id, &x->self, err);
  TRY(rap_store_load(x->store, x->arena, x->self, false, &d, err));
  if (st != RAP_OK) return st;
  answer->document = d.doc.id;
  answer->title = *title = rap_document_title(&d.doc);
  *text = d.doc.full;
  st = rap_db_cached(
      x->store->db,
      "SELECT e.key, m.family, f.n_documents FROM document d LEFT JOIN event_document ed ON ed.document = d.id AND ed.idx = 0 AND ed.main = 1 "
      "LEFT JOIN event e ON e.id = ed.event LEFT JOIN family_member m ON m.document = d.id LEFT JOIN family f ON f.id = m.family WHERE d.id = ?",
      &s, err);
  rap_bind_int(s, x->self);
  TRY(rap_stmt_step(s, &row, err));
  x->event = row ? rap_arena_str(x->arena, rap_col_text(s, 0)) : (rap_str){0};
  x->family = row ? rap_col_int(s, 1) : 0;
  answer->family = row ? (size_t)rap_col_int(s, 2) : 0;
  rap_stmt_reset(s);
  return st == RAP_OK && rap_arena_failed(x->arena) ? rap_error_nomem(err) : st;
}

/* ---- scores ---- */

static rap_status add_up(similar *x, rap_error *err) {
  int64_t last = x->all.n ? x->all.ids[x->all.n - 1] : 0;
  double *scores = rap_arena_array(x->arena, (size_t)last + 1, sizeof *scores);
  if (!scores) return rap_error_nomem(err);
  for (size_t t = 0; t < x->terms.n; t++) {
    const rap_similar_term *term = &x->terms.items[t];
    for (size_t i = 0; i < term->n; i++)
      if (term->found[i].id >= 0 && term->found[i].id <= last) scores[term->found[i].id] += term->weight * term->found[i].score;
  }
  x->own_score = scores[x->self];
  double least = x->own_score * RAP_SIMILAR_LEAST;
  x->hits = rap_arena_array(x->arena, x->allowed.n, sizeof *x->hits);
  if (!x->hits) return rap_error_nomem(err);
  for (size_t i = 0; i < x->allowed.n; i++) {
    int64_t id = x->allowed.ids[i];
    if (id != x->self && scores[id] > 0 && scores[id] >= least) x->hits[x->n++] = (hit){.id = id, .score = scores[id]};
  }
  return RAP_OK;
}

static int by_score(const void *a, const void *b) {
  const hit *x = a, *y = b;
  int order = (x->score < y->score) - (x->score > y->score);
  return order ? order : (x->id > y->id) - (x->id < y->id);
}

typedef struct family_hit {
  int64_t family;
  size_t hit;
  double score;
} family_hit;

/* The likest of a family first. */
static int by_family(const void *a, const void *b) {
  const family_hit *x = a, *y = b;
  int order = (x->family > y->family) - (x->family < y->family);
  if (!order) order = (x->score < y->score) - (x->score > y->score);
  return order ? order : (x->hit > y->hit) - (x->hit < y->hit);
}

/* Which hits are in families: in one statement, since there may be very many. */
static rap_status find_families(similar *x, family_hit *in, size_t *n, rap_error *err) {
  rap_sql q = {.arena = x->arena};
  rap_stmt *s = NULL;
  rap_buf packed = {0};
  int64_t last = 0;
  bool row = false;
  for (size_t i = 0; i < x->n; i++) rap_numbers_put(&packed, &last, x->hits[i].id, 0);
  rap_sql_add(&q, "SELECT document, family FROM family_member WHERE document IN (SELECT value FROM rap_numbers(");
  rap_sql_blob(&q, rap_buf_str(&packed));
  rap_sql_add(&q, "))");
  rap_status st = rap_buf_failed(&packed) ? rap_error_nomem(err) : rap_sql_prepare(x->store, &q, &s, err);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    const hit *h = rap_search_number(x->hits, x->n, sizeof *h, offsetof(hit, id), rap_col_int(s, 0));
    if (h && *n < x->n) in[(*n)++] = (family_hit){rap_col_int(s, 1), (size_t)(h - x->hits), h->score};
  }
  rap_buf_clear(&q.text);
  rap_stmt_free(s);
  rap_buf_clear(&packed);
  return st;
}

/* Of each family the likest stays; none of the document's own. The hits are in order of their rows. */
static rap_status leave_out_copies(similar *x, rap_error *err) {
  size_t n = 0, left = 0;
  family_hit *in = rap_arena_array(x->arena, x->n, sizeof *in);
  rap_status st = in ? find_families(x, in, &n, err) : rap_error_nomem(err);
  if (n) qsort(in, n, sizeof *in, by_family);
  for (size_t i = 0, first = 0; st == RAP_OK && i < n; i++) {
    if (in[i].family != in[first].family) first = i;
    bool own = in[i].family == x->family;
    if (i == first && !own) continue;
    if (!own) x->hits[in[first].hit].copies++;
    x->hits[in[i].hit].id = 0;
  }
  for (size_t i = 0; i < x->n; i++)
    if (x->hits[i].id) x->hits[left++] = x->hits[i];
  x->n = left;
  return st;
}

/* ---- rows ---- */

typedef struct share {
  rap_str word;
  double score;
} share;

static int by_share(const void *a, const void *b) {
  const share *x = a, *y = b;
  int order = (x->score < y->score) - (x->score > y->score);
  return order ? order : rap_str_cmp(x->word, y->word);
}

static rap_status shared_terms(similar *x, int64_t id, rap_similar_row *r, rap_error *err) {
  share shares[RAP_SIMILAR_TERMS];
  size_t n = 0;
  for (size_t t = 0; t < x->terms.n; t++) {
    const rap_similar_term *term = &x->terms.items[t];
    const rap_ranked *found = rap_search_number(term->found, term->n, sizeof *found, offsetof(rap_ranked, id), id);
    if (found) shares[n++] = (share){term->word, term->weight * found->score};
  }
  if (n) qsort(shares, n, sizeof *shares, by_share);
  r->n_terms = n < RAP_SIMILAR_SHOWN ? n : RAP_SIMILAR_SHOWN;
  rap_str *terms = rap_arena_array(x->row, r->n_terms, sizeof *terms);
  for (size_t i = 0; terms && i < r->n_terms; i++) terms[i] = shares[i].word;
  r->terms = terms;
  return terms ? RAP_OK : rap_error_nomem(err);
}

static rap_status shared_names(similar *x, int64_t id, rap_similar_row *r, rap_error *err) {
  static const char sql[] =
      "SELECT kind, value, name FROM (SELECT e.kind AS kind, e.value AS value, coalesce(l.name, e.name) AS name, a.n AS n FROM names_of a JOIN entity e ON e.id = a.entity "
      "LEFT JOIN lexicon l ON l.kind = e.kind AND l.id = e.value WHERE a.document = ?1 AND a.entity IN (SELECT entity FROM names_of WHERE document = ?2) "
      "UNION ALL SELECT e.kind, e.value, coalesce(l.name, e.name), a.n FROM themes_of a JOIN entity e ON e.id = a.theme "
      "LEFT JOIN lexicon l ON l.kind = e.kind AND l.id = e.value WHERE a.document = ?1 AND a.central = 1 AND a.theme IN (SELECT theme FROM themes_of WHERE document = ?2)) "
      "ORDER BY kind, n DESC, name, value";
  rap_stmt *s = NULL;
  rap_similar_name *names = NULL;
  size_t capacity = 0;
  bool row = false;
  rap_status st = rap_db_cached(x->store->db, sql, &s, err);
  rap_bind_int(s, x->self);
  rap_bind_int(s, id);
  while (st == RAP_OK && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    if (rap_arena_grow(x->row, (void **)&names, r->n_names, &capacity, sizeof *names))
      names[r->n_names++] = (rap_similar_name){rap_arena_str(x->row, rap_col_text(s, 0)),
                                               {rap_arena_str(x->row, rap_col_text(s, 1)), rap_arena_str(x->row, rap_col_text(s, 2))}};
    if (rap_arena_failed(x->row)) st = rap_error_nomem(err);
  }
  rap_stmt_reset(s);
  r->names = names;
  return st;
}

static rap_status read_row(similar *x, const hit *h, rap_similar_row *r, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  rap_arena_reset(x->row);
  *r = (rap_similar_row){.score = h->score, .copies = h->copies};
  r->likeness = x->own_score > 0 ? h->score / x->own_score : 0;
  rap_str *const fields[] = {&r->document, &r->source, &r->title, &r->url, &r->language, &r->published, &r->event, &r->event_name};
  rap_status st = rap_db_cached(
      x->store->db,
      "SELECT d.name, d.source, d.title, d.url, d.language, d.published, e.key, e.name FROM document d "
      "LEFT JOIN event_document ed ON ed.document = d.id AND ed.idx = 0 AND ed.main = 1 LEFT JOIN event e ON e.id = ed.event WHERE d.id = ?",
      &s, err);
  rap_bind_int(s, h->id);
  TRY(rap_stmt_step(s, &row, err));
  for (size_t i = 0; row && i < sizeof fields / sizeof *fields; i++) *fields[i] = rap_arena_str(x->row, rap_col_text(s, (int)i));
  rap_stmt_reset(s);
  r->same_event = r->event.n && rap_str_eq(r->event, x->event);
  if (st == RAP_OK && rap_arena_failed(x->row)) st = rap_error_nomem(err);
  TRY(shared_terms(x, h->id, r, err));
  TRY(shared_names(x, h->id, r, err));
  return st;
}

/* ---- the question ---- */

static rap_status tell_terms(const similar *x, rap_similar_answer *answer, rap_error *err) {
  rap_str *terms = rap_arena_array(x->arena, x->terms.n, sizeof *terms);
  if (!terms) return rap_error_nomem(err);
  for (size_t i = 0; i < x->terms.n; i++) terms[i] = x->terms.items[i].word;
  answer->terms = terms;
  answer->n_terms = x->terms.n;
  answer->total = x->n;
  return RAP_OK;
}

static rap_status find(similar *x, rap_str id, const rap_filter *filter, bool with_copies, rap_similar_answer *answer, rap_error *err) {
  static const rap_filter none = {0};
  rap_str title, text;
  rap_status st = read_self(x, id, answer, &title, &text, err);
  TRY(rap_document_set_of(x->store, x->arena, &none, &x->all, err));
  if (memcmp(filter, &none, sizeof none) == 0)
    x->allowed = x->all; /* the usual case, spared the work */
  else
    TRY(rap_document_set_of(x->store, x->arena, filter, &x->allowed, err));
  TRY(rap_similar_find_terms(x->store, x->arena, title, text, &x->all, &x->terms, err));
  TRY(add_up(x, err));
  if (!with_copies) TRY(leave_out_copies(x, err));
  if (st == RAP_OK && x->n) qsort(x->hits, x->n, sizeof *x->hits, by_score);
  TRY(tell_terms(x, answer, err));
  return st;
}

rap_status rap_query_similar(rap_store *store, rap_str id, const rap_filter *filter, const rap_similar_spec *spec, rap_page page, rap_similar_fn fn,
                             void *ctx, rap_arena *arena, rap_similar_answer *answer, rap_error *err) {
  bool own = false;
  *answer = (rap_similar_answer){0};
  similar x = {.store = store, .arena = arena, .row = rap_arena_new()};
  rap_status st = x.row ? rap_lengths_write(store, err) : rap_error_nomem(err); /* of a store that is being written to */
  TRY(rap_sql_begin(store, &own, err));
  TRY(find(&x, id, filter, spec->with_copies, answer, err));
  for (size_t i = page.offset; st == RAP_OK && i < x.n && (!page.limit || i - page.offset < page.limit); i++) {
    rap_similar_row r;
    st = read_row(&x, &x.hits[i], &r, err);
    TRY(fn(ctx, &r, err));
  }
  rap_sql_end(store, own);
  rap_arena_free(x.row);
  return st;
}
