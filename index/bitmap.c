/* bitmap.c: what a batch says about its documents, collected in memory. Layer: index. */
#include "index/bitmap_pending.h"

#include <assert.h>
#include <stdlib.h>

#define TRY(call) \
  if (st == RAP_OK) st = (call)

bool rap_pending_grow(void **items, size_t n, size_t *capacity, size_t size) {
  if (n < *capacity) return true;
  size_t want = *capacity ? *capacity * 2 : 64;
  void *p = want > SIZE_MAX / size ? NULL : realloc(*items, want * size);
  if (!p) return false;
  *items = p;
  *capacity = want;
  return true;
}

rap_bitmaps *rap_pending_of(rap_store *store) {
  if (!store->bitmaps) store->bitmaps = calloc(1, sizeof *store->bitmaps);
  return store->bitmaps;
}

size_t rap_bitmap_pending(const rap_store *store) { return store->bitmaps ? store->bitmaps->n.documents : 0; }

void rap_bitmap_forget(rap_store *store) {
  rap_bitmaps *b = store->bitmaps;
  if (!b) return;
  b->n = (rap_pending_sizes){0};
  b->failed = b->ranges_known = false;
  b->n_words = 0; /* their rows may be gone */
}

void rap_bitmap_free(rap_store *store) {
  rap_bitmaps *b = store->bitmaps;
  if (!b) return;
  free(b->documents);
  free(b->links);
  free(b->about);
  free(b->removed);
  free(b->ranges);
  free(b);
  store->bitmaps = NULL;
}

rap_status rap_bitmap_begin(rap_store *store, int64_t document, rap_str day, const rap_record *record, rap_error *err) {
  rap_bitmaps *b = rap_pending_of(store);
  size_t places = record->n_events + record->n_statements;
  if (places >= RAP_CHUNK_POSITIONS) return rap_store_fail(store, RAP_ERR_LIMIT, err, "a document with %zu events and statements", places);
  if (!b || !rap_pending_grow((void **)&b->documents, b->n.documents, &b->capacity.documents, sizeof *b->documents)) return rap_error_nomem(err);
  b->documents[b->n.documents++] = (rap_pending_document){.d = {.id = document,
                                                                .n_accounts = (uint32_t)record->n_events,
                                                                .n_statements = (uint32_t)record->n_statements,
                                                                .day = rap_bitmap_day(day),
                                                                .main = record->n_events && record->events[0].main},
                                                          .links = b->n.links,
                                                          .about = b->n.about};
  for (size_t i = 0; i < record->n_statements; i++) {
    if (!rap_pending_grow((void **)&b->about, b->n.about, &b->capacity.about, sizeof *b->about)) return rap_error_nomem(err);
    b->about[b->n.about++] = record->statements[i].event >= record->n_events ? 0 : (uint16_t)(record->statements[i].event + 1);
  }
  return RAP_OK;
}

static void link_to(rap_store *store, rap_bitmap_kind kind, int64_t entity, size_t place) {
  rap_bitmaps *b = store->bitmaps;
  assert(b && b->n.documents && place < rap_frame_size(&b->documents[b->n.documents - 1].d));
  if (!rap_pending_grow((void **)&b->links, b->n.links, &b->capacity.links, sizeof *b->links)) {
    b->failed = true;
    return;
  }
  b->links[b->n.links++] = (rap_pending_link){entity, (uint32_t)place, (uint32_t)kind};
}

void rap_bitmap_link_document(rap_store *store, rap_bitmap_kind kind, int64_t entity) { link_to(store, kind, entity, 0); }
void rap_bitmap_link_account(rap_store *store, rap_bitmap_kind kind, int64_t entity, size_t i) { link_to(store, kind, entity, 1 + i); }
void rap_bitmap_link_statement(rap_store *store, rap_bitmap_kind kind, int64_t entity, size_t i) {
  link_to(store, kind, entity, 1 + store->bitmaps->documents[store->bitmaps->n.documents - 1].d.n_accounts + i);
}

/* The entity of a word that says one of few things. */
static rap_status word_entity(rap_store *store, const char *kind, rap_str text, int64_t *entity, rap_error *err) {
  rap_bitmaps *b = store->bitmaps;
  for (size_t i = 0; i < b->n_words; i++) {
    const rap_pending_word *w = &b->words[i];
    if (w->kind != kind || !rap_str_eq((rap_str){w->text, w->n}, text)) continue;
    *entity = w->entity;
    return RAP_OK;
  }
  rap_status st = rap_entity_row(store, kind, text, (rap_str){0}, entity, err);
  if (st != RAP_OK || text.n > sizeof b->words->text || b->n_words == RAP_PENDING_WORDS) return st;
  rap_pending_word *w = &b->words[b->n_words++];
  *w = (rap_pending_word){.kind = kind, .n = text.n, .entity = *entity};
  if (text.n) memcpy(w->text, text.p, text.n);
  return st;
}

/* Compared by address. */
static const char kind_source[] = "source", kind_language[] = "language", kind_status[] = "status", kind_country[] = "country", kind_role[] = "role",
                  kind_predicate[] = "predicate", kind_polarity[] = "polarity";

static rap_status link_statement_words(rap_store *store, const rap_statement *x, size_t i, rap_error *err) {
  const struct {
    rap_bitmap_kind kind;
    const char *entity;
    rap_str text;
  } words[] = {{RAP_BITMAP_ROLE, kind_role, x->role},
               {RAP_BITMAP_PREDICATE, kind_predicate, x->predicate},
               {RAP_BITMAP_POLARITY, kind_polarity, x->polarity},
               {RAP_BITMAP_STATUS, kind_status, x->status}};
  rap_status st = RAP_OK;
  for (size_t k = 0; k < sizeof words / sizeof *words && st == RAP_OK; k++) {
    int64_t entity;
    st = word_entity(store, words[k].entity, words[k].text, &entity, err);
    if (st == RAP_OK) rap_bitmap_link_statement(store, words[k].kind, entity, i);
  }
  return st;
}

rap_status rap_bitmap_end(rap_store *store, rap_str source, rap_str language, const rap_record *record, rap_error *err) {
  rap_bitmaps *b = store->bitmaps;
  int64_t entity = 0;
  rap_status st = word_entity(store, kind_source, source, &entity, err);
  if (st == RAP_OK) rap_bitmap_link_document(store, RAP_BITMAP_SOURCE, entity);
  if (language.n) {
    TRY(word_entity(store, kind_language, language, &entity, err));
    if (st == RAP_OK) rap_bitmap_link_document(store, RAP_BITMAP_LANGUAGE, entity);
  }
  for (size_t i = 0; i < record->n_events && st == RAP_OK; i++) {
    st = word_entity(store, kind_status, record->events[i].status, &entity, err);
    if (st == RAP_OK) rap_bitmap_link_account(store, RAP_BITMAP_EVENT_STATUS, entity, i);
    if (!record->events[i].country.n) continue;
    TRY(word_entity(store, kind_country, record->events[i].country, &entity, err));
    if (st == RAP_OK) rap_bitmap_link_account(store, RAP_BITMAP_COUNTRY, entity, i);
  }
  for (size_t i = 0; i < record->n_statements && st == RAP_OK; i++) st = link_statement_words(store, &record->statements[i], i, err);
  if (st != RAP_OK) return st;
  size_t links = b->n.links - b->documents[b->n.documents - 1].links;
  if (b->failed) return rap_error_nomem(err);
  return links > RAP_DOCUMENT_LINKS_MAX ? rap_store_fail(store, RAP_ERR_LIMIT, err, "a document with %zu links to entities", links) : RAP_OK;
}

rap_status rap_bitmap_remove(rap_store *store, int64_t document, rap_error *err) {
  rap_bitmaps *b = rap_pending_of(store);
  if (!b || !rap_pending_grow((void **)&b->removed, b->n.removed, &b->capacity.removed, sizeof *b->removed)) return rap_error_nomem(err);
  b->removed[b->n.removed++] = (rap_pending_removal){document, b->n.documents};
  return RAP_OK;
}
