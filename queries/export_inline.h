/* export_inline.h: annotations as elements within a text: which of them nest, and in which order tags, anchors and text come. Layer: queries. Shared by TEI and TimeML.
 *
 * Elements must nest, annotations need not. Those that do are written inline; those that cross another or the borders of a block are told, so that the caller says them in another way.
 */
#ifndef RAP_QUERIES_EXPORT_INLINE_H
#define RAP_QUERIES_EXPORT_INLINE_H

#include "base/arena.h"
#include "ingest/document.h"

typedef struct rap_inline_item {
  rap_span span; /* bytes of the full text */
  size_t id;     /* the caller's */
  bool crossing; /* set by rap_inline_arrange: no element */
} rap_inline_item;

/* A point in the text. Points that end something (`end`) come before those that begin at the same offset. */
typedef struct rap_inline_point {
  size_t at;
  bool end;
  size_t id;
} rap_inline_point;

typedef struct rap_inline {
  rap_inline_item *items; /* by begin, longer first */
  size_t n_items;
  rap_inline_point *points;
  size_t n_points;
  void *ctx;
  void (*open)(void *ctx, size_t id);
  void (*close)(void *ctx, size_t id);
  void (*point)(void *ctx, const rap_inline_point *point);
  void (*text)(void *ctx, rap_str text);
} rap_inline;

/* Sorts items and points, and marks the items that cross others or don't lie in one of the doc's blocks (or, with .n_blocks 0, within any). `flat`: an item within another crosses, too. Empty ones cross. Cost: O(n log n). */
void rap_inline_arrange(rap_inline *in, const rap_document *doc, bool flat);
/* Hands over a stretch of the full text with what stands in it; all items that begin in it and don't cross must end in it. Cost: O(length + n log n). */
void rap_inline_write(const rap_inline *in, rap_str full, rap_span stretch);

#endif
