/* bitmap_codec.h: the three kinds of blobs that bitmaps are stored as, packed and read back. Layer: index. bitmap_codec.c and bitmap_set.c alone know CRoaring.
 *
 * A chunk (bitmap.h) is a room of RAP_CHUNK_POSITIONS positions. All numbers are varints unless said otherwise; signed ones zigzag.
 *     frame  := 1 used n_links n_documents document*           who stands where
 *     document := (id − id before it − 1) (base − end of the block before it) (day − day before it) (2 × n_accounts + main) n_statements about*
 *     about  := 0, or 1 + the account that the statement is about
 *     links  := 1 section*                             which entities stand at which positions
 *     section := n_entities (id − id before it)* n_bytes roaring
 *     roaring: a bitmap in CRoaring's portable format (https://github.com/RoaringBitmap/RoaringFormatSpec) of (index of the entity in the section) × 65536 + position: each entity is one
 *              container. At most 65,536 entities a section; entities rise through all sections.
 *     events := 1 n (event first last)*                of each account in order of position: its event's row or 0, the event's first and last day
 * A day is year × 10000 + month × 100 + day, 0 when unknown.
 *
 * Readers trust nothing: every length, order and cardinality is looked at before it is used, and CRoaring itself never sees bytes of the store. Its own safe reader of this version (0.2.66) checks
 * lengths, but not that containers are sorted, which its operations rely on.
 * Errors of all readers: RAP_ERR_STORE with a few words on what is wrong (the caller says where), RAP_ERR_NOMEM. What they give lives in `arena`.
 */
#ifndef RAP_INDEX_BITMAP_CODEC_H
#define RAP_INDEX_BITMAP_CODEC_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#define RAP_CHUNK_POSITIONS 65536u
/* A chunk with so many links takes no further document: a commit writes its last chunk anew, so that this bounds what it costs. */
#define RAP_CHUNK_LINKS ((size_t)1 << 18)
/* One document's links, and what readers take in one blob (twice that): a few bytes can claim to stand for very many. */
#define RAP_DOCUMENT_LINKS_MAX ((size_t)1 << 22)

/* A document's block: the document at `base`, its accounts of events behind it, then its statements. */
typedef struct rap_frame_document {
  int64_t id; /* its row */
  uint32_t base, n_accounts, n_statements;
  int32_t day;
  bool main;             /* its first account is that of its main event */
  const uint16_t *about; /* n_statements: 0, or 1 + account */
} rap_frame_document;

typedef struct rap_frame {
  rap_frame_document *documents; /* in order of position */
  size_t n;
  size_t n_links; /* put into the chunk since it was begun */
  uint32_t used;  /* positions from here on are free; those before it that are in no block are dead */
} rap_frame;

static inline uint32_t rap_frame_size(const rap_frame_document *d) { return 1 + d->n_accounts + d->n_statements; }

typedef struct rap_link {
  int64_t entity;
  uint32_t position;
} rap_link;

/* The links of one kind in a chunk: entity i stands at positions[starts[i]] to positions[starts[i + 1] − 1], rising. */
typedef struct rap_links {
  const int64_t *entities; /* rising */
  const uint32_t *starts;  /* n + 1 */
  const uint16_t *positions;
  size_t n;
} rap_links;

typedef struct rap_account_event {
  int64_t event;       /* 0: none */
  int32_t first, last; /* days of the event */
} rap_account_event;

void rap_frame_pack(const rap_frame *frame, rap_buf *out);
rap_status rap_frame_unpack(rap_arena *arena, rap_str blob, rap_frame *out, rap_error *err) RAP_MUST_CHECK;

/* Sorts the links, drops doubles and packs them. Errors: RAP_ERR_NOMEM. */
rap_status rap_links_pack(rap_link *links, size_t n, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
rap_status rap_links_unpack(rap_arena *arena, rap_str blob, rap_links *out, rap_error *err) RAP_MUST_CHECK;

void rap_account_events_pack(const rap_account_event *events, size_t n, rap_buf *out);
/* There must be exactly n. */
rap_status rap_account_events_unpack(rap_arena *arena, rap_str blob, size_t n, rap_account_event **out, rap_error *err) RAP_MUST_CHECK;

#endif
