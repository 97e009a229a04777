/* bitmap_pending.h: what a batch says about its documents, until its commit. Layer: index (bitmap.c, which collects it, and bitmap_write.c, which writes it). */
#ifndef RAP_INDEX_BITMAP_PENDING_H
#define RAP_INDEX_BITMAP_PENDING_H

#include "index/bitmap.h"

/* How often a short list of words (roles, predicates, sources …) repeats: the last entities asked for by each. */
enum { RAP_PENDING_WORDS = 64 };

typedef struct rap_pending_word {
  const char *kind;
  char text[32];
  size_t n;
  int64_t entity;
} rap_pending_word;

typedef struct rap_pending_document {
  rap_frame_document d; /* base, about: not yet known */
  size_t links, about;  /* where its own begin */
} rap_pending_document;

typedef struct rap_pending_link {
  int64_t entity;
  uint32_t place; /* in the document's block */
  uint32_t kind;
} rap_pending_link;

typedef struct rap_pending_removal {
  int64_t document;
  size_t at; /* documents that were pending then: those before it with the id go too */
} rap_pending_removal;

typedef struct rap_chunk_range {
  int64_t chunk, first, last;
} rap_chunk_range;

/* How many of each. */
typedef struct rap_pending_sizes {
  size_t documents, links, about, removed;
} rap_pending_sizes;

struct rap_bitmaps {
  rap_pending_document *documents;
  rap_pending_link *links;
  uint16_t *about;
  rap_pending_removal *removed;
  rap_pending_sizes n, capacity;
  rap_chunk_range *ranges; /* of the chunks, read once per transaction */
  size_t n_ranges, ranges_capacity;
  bool ranges_known, failed;
  rap_pending_word words[RAP_PENDING_WORDS];
  size_t n_words;
};

/* Room for one more item; false when out of memory. */
bool rap_pending_grow(void **items, size_t n, size_t *capacity, size_t size);
/* The store's, made if missing; NULL when out of memory. */
rap_bitmaps *rap_pending_of(rap_store *store);

#endif
