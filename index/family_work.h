/* family_work.h: what the resolution of families works with. Layer: index (inside). families.c reads sketches from the store and leads, family_slice.c finds who is to be compared with whom, by what family_keys.c knows of keys, family_ties.c compares and ties, family_write.c writes families. */
#ifndef RAP_INDEX_FAMILY_WORK_H
#define RAP_INDEX_FAMILY_WORK_H

#include "index/families.h"
#include "index/likeness.h"

/* A row of the table sketch. */
typedef struct rap_family_row {
  int64_t document, form, ord;
  uint32_t keys[RAP_SKETCH_KEYS];
  bool fresh;  /* of what waits: the text is new */
  bool member; /* of what waits: it is in a family already */
} rap_family_row;

/* ---- family_keys.c: by key, the forms that have it ---- */

/* A form under a key, with the document that stands for it: the one of the least ord, whatever the order of indexing. */
typedef struct rap_family_item {
  int64_t form, ord, document;
  uint32_t next; /* 1 + index; 0: the last */
} rap_family_item;

/* The forms of a key that are known, rising; no more than RAP_FAMILY_KEPT. */
typedef struct rap_family_bucket {
  uint64_t key; /* 0: a free slot */
  uint32_t first;
  uint16_t n;
  uint8_t gone; /* leaders that went */
  bool whole;   /* a new leader: all that have the key are to be looked at */
} rap_family_bucket;

typedef struct rap_family_keys {
  rap_arena *arena;
  rap_family_bucket *slots;
  size_t n_slots, n; /* slots: a power of two, at most half are taken */
  rap_family_item *items;
  size_t n_items, items_capacity;
} rap_family_keys;

/* The key of a slot of a sketch, or 0; that of a form. */
static inline uint64_t rap_family_key(size_t slot, uint32_t value) { return value ? (uint64_t)(slot + 1) << 32 | value : 0; }
static inline uint64_t rap_family_form_key(int64_t form) { return (uint64_t)form | (uint64_t)1 << 63; }

/* Room for `n` different keys. False when out of memory. */
bool rap_family_keys_make(rap_arena *arena, size_t n, rap_family_keys *out);
/* A key that is asked about, to begin with. */
void rap_family_keys_ask(rap_family_keys *keys, uint64_t key);
/* NULL when it is not asked about. */
rap_family_bucket *rap_family_keys_get(const rap_family_keys *keys, uint64_t key);
/* One more row under the bucket's key. False when out of memory. */
bool rap_family_keys_add(rap_family_keys *keys, rap_family_bucket *bucket, const rap_family_row *row);
/* Item `i` of a bucket, NULL when there are not so many. */
const rap_family_item *rap_family_keys_at(const rap_family_keys *keys, const rap_family_bucket *bucket, size_t i);

/* ---- family_ties.c: what belongs together ---- */

/* Something that is in a family or not as a whole: a form that waits, a family that is there, a document in none. */
typedef struct rap_family_part {
  int64_t family, document; /* one of the two, or neither: a form that waits */
  size_t root;
} rap_family_part;

/* A text under comparison; document 0: none. */
typedef struct rap_family_text {
  int64_t document;
  rap_str language;
  rap_compared compared;
} rap_family_text;

typedef struct rap_family_ties {
  rap_store *store;
  rap_arena *arena; /* of the slice */
  rap_arena *pair;  /* of a comparison */
  rap_family_part *parts;
  size_t n, capacity;
  uint64_t *seen; /* pairs that were compared, as hashes */
  size_t n_seen, n_seen_slots;
  rap_arena *own_arena; /* of the text that is compared with several */
  rap_family_text own, other;
  rap_map by_key; /* of parts that were there already */
} rap_family_ties;

/* A form as it is compared. */
typedef struct rap_family_side {
  int64_t form, document;
  size_t part;
} rap_family_side;

size_t rap_family_root(rap_family_ties *ties, size_t part);
void rap_family_tie(rap_family_ties *ties, size_t a, size_t b);
/* A new part; SIZE_MAX when out of memory. */
size_t rap_family_part_add(rap_family_ties *ties, int64_t family, int64_t document);
/* The part of a document that doesn't wait: its family's or its own. */
rap_status rap_family_part_of(rap_family_ties *ties, int64_t document, size_t *part, rap_error *err) RAP_MUST_CHECK;
/* Compares a form with another (of several with the same `own`, one after the other, its text is read once), unless they are tied already or were compared before, and ties them if they are one release. `numbered`: they share a release number. */
rap_status rap_family_compare(rap_family_ties *ties, rap_family_side own, rap_family_side other, bool numbered, rap_error *err) RAP_MUST_CHECK;

/* ---- a slice of the documents that wait ---- */

/* A form that waits. */
typedef struct rap_family_node {
  rap_family_row row; /* of the document that stands for it */
  int64_t settled;    /* a document of the same form that doesn't wait; 0: none */
  size_t part;
} rap_family_node;

typedef struct rap_family_slice {
  rap_store *store;
  rap_arena *arena;
  rap_family_row *rows; /* of the documents that wait, rising */
  size_t n_rows, rows_capacity;
  rap_family_row *gone; /* sketches of documents that went; document: the row of what is noted of it */
  size_t n_gone, gone_capacity;
  rap_family_node *nodes; /* by form, rising */
  size_t n_nodes;
  rap_family_keys keys;
  rap_family_ties ties;
} rap_family_slice;

/* families.c: each sketch of the store, by rising document. Errors: those of the store and of `fn`. */
typedef rap_status (*rap_family_row_fn)(rap_family_slice *x, const rap_family_row *row, rap_error *err);
rap_status rap_family_each_sketch(rap_family_slice *x, rap_family_row_fn fn, rap_error *err) RAP_MUST_CHECK;

/* family_slice.c: makes nodes and keys of the rows, and collects who in the store shares a key with one of them. */
rap_status rap_family_slice_make(rap_family_slice *x, rap_error *err) RAP_MUST_CHECK;
/* The node of a form; NULL when no document of it waits. */
rap_family_node *rap_family_node_of(const rap_family_slice *x, int64_t form);
bool rap_family_waits(const rap_family_slice *x, int64_t document);
/* Whether a form is one of the leaders under a key; whether others than leaders have it. */
bool rap_family_leads(const rap_family_slice *x, const rap_family_bucket *bucket, int64_t form);
bool rap_family_crowded(const rap_family_bucket *bucket);
/* What it means for others that a leader came or went. *more: further documents wait now, and the slice is to be made anew. */
rap_status rap_family_follow_leaders(rap_family_slice *x, bool *more, rap_error *err) RAP_MUST_CHECK;

/* family_ties.c: compares and ties all that the slice asks for. */
rap_status rap_family_tie_all(rap_family_slice *x, rap_error *err) RAP_MUST_CHECK;

/* family_write.c: families as rows, by what is tied; the documents wait no more. */
rap_status rap_family_write(rap_family_slice *x, rap_error *err) RAP_MUST_CHECK;

#endif
