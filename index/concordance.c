#include "index/concordance.h"

#include <stdlib.h>

#include "index/concordance_impl.h"
#include "index/instances.h"
#include "index/numbers.h"
#include "index/sql.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct kwic {
  rap_store *store;
  rap_arena *arena, *row; /* of the question, of one document's fields */
  const rap_filter *filter;
  const rap_kwic_spec *spec;
  rap_page page;
  rap_kwic_fn fn;
  void *ctx;
  rap_kwic_hits hits;
  rap_kwic_sentences sentences;
  rap_kwic_reader reader;
  rap_kwic_totals *totals;
  uint64_t words_read;
  size_t met, shown; /* lines so far; given out */
  int64_t fields_of; /* whose fields `line` holds; 0: nobody's */
  rap_kwic_row line;
  rap_kwic_layout layout;
  rap_kwic_place *best; /* sorted by context: the first `n_best`, and those met since */
  size_t n_best, max_best, capacity;
} kwic;

static uint64_t budget(const kwic *k) { return k->spec->max_words ? k->spec->max_words : RAP_KWIC_WORDS; }

/* ---- one document ---- */

static rap_status read_fields(kwic *k, int64_t id, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false;
  if (k->fields_of == id) return RAP_OK;
  rap_arena_reset(k->row);
  rap_kwic_row *r = &k->line;
  rap_str *const fields[] = {&r->document, &r->source, &r->title, &r->url, &r->language, &r->published, &r->event, &r->event_name};
  rap_status st = rap_db_cached(
      k->store->db,
      "SELECT d.name, d.source, d.title, d.url, d.language, d.published, e.key, e.name, d.title_len, d.body_at FROM document d "
      "LEFT JOIN event_document ed ON ed.document = d.id AND ed.idx = 0 AND ed.main = 1 LEFT JOIN event e ON e.id = ed.event WHERE d.id = ?",
      &s, err);
  rap_bind_int(s, id);
  TRY(rap_stmt_step(s, &row, err));
  for (size_t i = 0; row && i < sizeof fields / sizeof *fields; i++) *fields[i] = rap_arena_str(k->row, rap_col_text(s, (int)i));
  if (row) k->layout = (rap_kwic_layout){(size_t)rap_col_int(s, 8), (size_t)rap_col_int(s, 9)};
  rap_stmt_reset(s);
  if (st == RAP_OK && rap_arena_failed(k->row)) st = rap_error_nomem(err);
  k->fields_of = st == RAP_OK ? id : 0;
  return st;
}

static rap_status places_of(kwic *k, size_t i, bool keys, rap_kwic_place **places, size_t *n, rap_error *err) {
  rap_str text;
  int64_t id = k->hits.set.ids[i];
  size_t all;
  *n = 0;
  rap_status st = read_fields(k, id, err);
  TRY(rap_store_text(k->store, id, &text, err));
  TRY(rap_kwic_places(&k->reader, text, k->layout, rap_kwic_blob(&k->hits, i), keys, places, &all, err));
  for (size_t p = 0; st == RAP_OK && p < all; p++) {
    (*places)[p].document = id;
    if (!k->spec->in_statements || rap_kwic_within(&k->sentences, &(*places)[p])) (*places)[(*n)++] = (*places)[p];
  }
  k->words_read += k->hits.set.words[i];
  k->totals->documents_read += *n > 0 || !k->spec->in_statements;
  if (st == RAP_OK && k->spec->interrupted && k->spec->interrupted()) st = rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted");
  return st;
}

static rap_status give(kwic *k, const rap_kwic_place *p, rap_error *err) {
  rap_str text;
  rap_status st = read_fields(k, p->document, err);
  TRY(rap_store_text(k->store, p->document, &text, err));
  if (st != RAP_OK) return st;
  rap_kwic_row *r = &k->line;
  r->in_title = p->in_title;
  r->at = (rap_span){p->begin, p->end};
  r->left = rap_str_sub(text, p->left, p->begin);
  r->node = rap_str_sub(text, p->begin, p->end);
  r->right = rap_str_sub(text, p->end, p->right);
  k->shown++;
  return k->fn(k->ctx, r, err);
}

static bool page_is_full(const kwic *k) { return k->page.limit && k->shown == k->page.limit; }

/* ---- in order of the documents ---- */

static rap_status order_documents(kwic *k, rap_stmt **out, rap_error *err) {
  rap_sql q = {.arena = k->arena};
  rap_buf packed = {0};
  int64_t last = 0;
  for (size_t i = 0; i < k->hits.set.n; i++) rap_numbers_put(&packed, &last, k->hits.set.ids[i], 0);
  rap_str ids = rap_arena_str(k->arena, rap_buf_str(&packed));
  bool failed = rap_buf_failed(&packed) || !ids.p;
  rap_buf_clear(&packed);
  if (failed) return rap_error_nomem(err);
  rap_sql_add(&q, "SELECT d.id");
  rap_sql_from(&q, RAP_FROM_DOCUMENTS);
  rap_sql_add(&q, " WHERE d.id IN (SELECT value FROM rap_numbers(");
  rap_sql_blob(&q, ids);
  rap_sql_add(&q, ")) ORDER BY ");
  if (k->spec->sort == RAP_KWIC_DATE) {
    rap_sql_add(&q, rap_sql_date(k->filter));
    rap_sql_add(&q, " DESC, ");
  }
  rap_sql_add(&q, "d.name, d.source LIMIT ");
  /* Each document has a place at least, but maybe none in a statement. */
  bool bounded = k->page.limit && !k->spec->in_statements && k->page.limit < INT32_MAX && k->page.offset < INT32_MAX;
  rap_sql_number(&q, bounded ? (int64_t)(k->page.offset + k->page.limit) : -1);
  return rap_sql_prepare(k->store, &q, out, err);
}

/* One document in its turn; *enough: nothing that follows is of use. */
static rap_status take_document(kwic *k, size_t i, bool *enough, rap_error *err) {
  rap_kwic_place *places = NULL;
  size_t n = rap_instances_count(rap_kwic_blob(&k->hits, i));
  if (!k->spec->in_statements && k->met + n <= k->page.offset) {
    k->met += n;
    return RAP_OK;
  }
  rap_status st = places_of(k, i, false, &places, &n, err);
  for (size_t p = 0; st == RAP_OK && p < n; p++)
    if (k->met++ >= k->page.offset && !page_is_full(k)) st = give(k, &places[p], err);
  *enough = page_is_full(k) && (!k->spec->in_statements || k->words_read >= budget(k));
  return st;
}

static rap_status walk_documents(kwic *k, rap_error *err) {
  rap_stmt *s = NULL;
  bool row = false, enough = false;
  rap_status st = order_documents(k, &s, err);
  while (st == RAP_OK && !enough && (st = rap_stmt_step(s, &row, err)) == RAP_OK && row) {
    size_t i = rap_kwic_hits_of(&k->hits, rap_col_int(s, 0));
    if (i != SIZE_MAX) st = take_document(k, i, &enough, err);
  }
  rap_stmt_free(s);
  if (k->spec->in_statements) {
    k->totals->hits = k->totals->hits_read = k->met;
    k->totals->documents = enough ? k->hits.set.n : k->totals->documents_read;
  } else {
    k->totals->hits_read = k->totals->hits;
    k->totals->documents_read = k->totals->documents;
  }
  return st;
}

/* ---- sorted by context ---- */

static int compare(const void *a, const void *b) {
  const rap_kwic_place *x = a, *y = b;
  int order = rap_str_cmp((rap_str){x->key, x->key_len}, (rap_str){y->key, y->key_len});
  if (!order) order = (x->document > y->document) - (x->document < y->document);
  return order ? order : (x->begin > y->begin) - (x->begin < y->begin);
}

/* Twice as many as are wanted are gathered, then the better half stays. */
static rap_status keep(kwic *k, const rap_kwic_place *place, rap_error *err) {
  if (k->n_best == k->capacity && k->capacity >= 2 * k->max_best) {
    qsort(k->best, k->n_best, sizeof *k->best, compare);
    k->n_best = k->max_best;
  }
  if (k->n_best == k->capacity) {
    size_t want = k->capacity ? k->capacity * 2 : 64;
    if (want > 2 * k->max_best) want = 2 * k->max_best;
    rap_kwic_place *p = realloc(k->best, want * sizeof *p);
    if (!p) return rap_error_nomem(err);
    k->best = p;
    k->capacity = want;
  }
  k->best[k->n_best++] = *place;
  return RAP_OK;
}

static rap_status gather(kwic *k, rap_error *err) {
  rap_document_set drawn;
  rap_status st = rap_document_set_draw(k->arena, &k->hits.set, budget(k), &drawn, err);
  for (size_t i = 0; st == RAP_OK && i < drawn.n; i++) {
    rap_kwic_place *places = NULL;
    size_t n;
    st = places_of(k, rap_kwic_hits_of(&k->hits, drawn.ids[i]), true, &places, &n, err);
    for (size_t p = 0; st == RAP_OK && p < n; p++) st = keep(k, &places[p], err);
    k->met += n;
    if (st == RAP_OK && !k->page.limit && k->n_best > RAP_KWIC_SORTED_MAX)
      st = rap_error_set(err, RAP_ERR_LIMIT, "more than %zu lines are not sorted by context: give a limit, or sort by date", RAP_KWIC_SORTED_MAX);
  }
  k->totals->hits_read = k->met;
  if (k->spec->in_statements) k->totals->hits = k->met;
  return st;
}

static rap_status walk_sorted(kwic *k, rap_error *err) {
  k->max_best = k->page.limit ? k->page.offset + k->page.limit : SIZE_MAX / 4;
  if (k->page.limit && (k->page.offset > RAP_KWIC_SORTED_MAX || k->page.limit > RAP_KWIC_SORTED_MAX - k->page.offset)) k->max_best = SIZE_MAX;
  if (k->max_best == SIZE_MAX)
    return rap_error_set(err, RAP_ERR_LIMIT, "a page that ends behind line %zu is not sorted by context", RAP_KWIC_SORTED_MAX);
  rap_status st = gather(k, err);
  if (st == RAP_OK && k->n_best) qsort(k->best, k->n_best, sizeof *k->best, compare);
  for (size_t i = k->page.offset; st == RAP_OK && i < k->n_best && !page_is_full(k); i++) st = give(k, &k->best[i], err);
  return st;
}

/* ---- the question ---- */

rap_status rap_query_kwic(rap_store *store, const rap_filter *filter, const rap_kwic_spec *spec, rap_page page, rap_kwic_fn fn, void *ctx,
                          rap_kwic_totals *totals, rap_error *err) {
  bool own = false;
  *totals = (rap_kwic_totals){0};
  kwic k = {.store = store, .arena = rap_arena_new(), .row = rap_arena_new(), .filter = filter, .spec = spec, .page = page, .fn = fn, .ctx = ctx};
  k.reader = (rap_kwic_reader){.arena = rap_arena_new(), .spec = spec};
  k.totals = totals;
  rap_status st = k.arena && k.row && k.reader.arena ? rap_lengths_write(store, err) : rap_error_nomem(err);
  TRY(rap_tokens_new(store->db, &k.reader.tokens, err));
  TRY(rap_sql_begin(store, &own, err));
  if (spec->in_statements) TRY(rap_kwic_find_sentences(store, k.arena, filter, &k.sentences, err));
  TRY(rap_kwic_find(store, k.arena, filter, spec->node, spec->in_statements ? &k.sentences : NULL, &k.hits, err));
  totals->hits = k.hits.n_hits;
  totals->documents = k.hits.set.n;
  TRY(spec->sort <= RAP_KWIC_DOCUMENT ? walk_documents(&k, err) : walk_sorted(&k, err));
  rap_sql_end(store, own);
  free(k.best);
  rap_kwic_hits_clear(&k.hits);
  rap_kwic_reader_clear(&k.reader);
  rap_tokens_free(k.reader.tokens);
  rap_arena_free(k.reader.arena);
  rap_arena_free(k.row);
  rap_arena_free(k.arena);
  return st;
}
