/* concordance_impl.h: the inside of concordances, shared by concordance*.c only. Layer: index. */
#ifndef RAP_INDEX_CONCORDANCE_IMPL_H
#define RAP_INDEX_CONCORDANCE_IMPL_H

#include "index/concordance.h"
#include "index/document_set.h"
#include "index/tokens.h"

/* Bytes of the folded words that lines are sorted by: some five words; lines alike so far stand in order of their documents. */
#define RAP_KWIC_KEY 96
#define RAP_KWIC_KEY_WORDS 5

/* A place with its context: left [left, begin), node [begin, end), right [end, right), bytes of the full text. */
typedef struct rap_kwic_place {
  int64_t document;
  size_t left, begin, end, right;
  bool in_title;
  unsigned char key_len;
  char key[RAP_KWIC_KEY];
} rap_kwic_place;

/* Where the columns of the full-text index stand in a document's full text. */
typedef struct rap_kwic_layout {
  size_t title_len, body_at;
} rap_kwic_layout;

/* Turns tokens into bytes. Zero-initialise with .tokens, .arena (emptied by each call) and .spec. */
typedef struct rap_kwic_reader {
  rap_tokens *tokens;
  rap_arena *arena;
  const rap_kwic_spec *spec;
  uint32_t *begins, *ends; /* of the tokens of a column */
  size_t n, capacity;
  size_t enough; /* tokens */
  bool failed;
  rap_kwic_place *place; /* whose key is being made */
} rap_kwic_reader;

/* The places of a text, in its order; `blob`: of rap_instances. In the reader's arena. `keys`: also what they are sorted by. Errors: RAP_ERR_STORE when the index does not fit the text, RAP_ERR_NOMEM. */
rap_status rap_kwic_places(rap_kwic_reader *reader, rap_str text, rap_kwic_layout layout, rap_str blob, bool keys, rap_kwic_place **out, size_t *n,
                           rap_error *err) RAP_MUST_CHECK;
void rap_kwic_reader_clear(rap_kwic_reader *reader);

/* concordance_set.c: a document that has places. */
typedef struct rap_kwic_hits {
  rap_document_set set; /* the documents */
  size_t *at;           /* of each: where its blob begins in `blobs`; n + 1 */
  rap_buf blobs;
  size_t n_hits;
} rap_kwic_hits;

/* A sentence of a statement. */
typedef struct rap_kwic_sentence {
  int64_t document;
  size_t begin, end;
} rap_kwic_sentence;
typedef struct rap_kwic_sentences {
  rap_kwic_sentence *items; /* by document */
  size_t n, capacity;
} rap_kwic_sentences;

/* The documents that meet the filter and hold the node (empty: words of the filter and of its clauses, but for those that must not be there); `among` (may be NULL): only those with a sentence there. To be cleared also after a failure. Errors: as rap_query_kwic. */
rap_status rap_kwic_find(rap_store *store, rap_arena *arena, const rap_filter *filter, rap_str node, const rap_kwic_sentences *among,
                         rap_kwic_hits *out, rap_error *err) RAP_MUST_CHECK;
void rap_kwic_hits_clear(rap_kwic_hits *hits);
/* Number of a document in the set; SIZE_MAX if it is not there. */
size_t rap_kwic_hits_of(const rap_kwic_hits *hits, int64_t document);
rap_str rap_kwic_blob(const rap_kwic_hits *hits, size_t i);
/* Sentences of the statements that meet the filter. In `arena`. */
rap_status rap_kwic_find_sentences(rap_store *store, rap_arena *arena, const rap_filter *filter, rap_kwic_sentences *out,
                                   rap_error *err) RAP_MUST_CHECK;
/* Whether the place stands within one of them. */
bool rap_kwic_within(const rap_kwic_sentences *sentences, const rap_kwic_place *place);

#endif
