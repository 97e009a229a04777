/* alert_set.h: what was told already, as a set of small numbers. Layer: queries.
 *
 * An entry is two halves of eight bytes: what a row is known by, and what it held; both the first bytes of a SHA-256. Of two rows with one first half the later one counts. Packed: entries rising by the first half, each half
 * low byte first. At 2^20 entries the chance that any two rows are taken for one is 3 in 10^8 (birthday bound, n²/2^65).
 */
#ifndef RAP_QUERIES_ALERT_SET_H
#define RAP_QUERIES_ALERT_SET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

#define RAP_ALERT_SEEN_MAX ((size_t)1 << 20) /* 16 MB in the store */
#define RAP_ALERT_ENTRY_BYTES 16

typedef struct rap_alert_entry {
  uint64_t identity, content;
} rap_alert_entry;

typedef struct rap_alert_set {
  rap_alert_entry *items; /* rising by identity once it is sorted */
  size_t n, capacity;
} rap_alert_set;

/* In `arena`. Errors: RAP_ERR_STORE when the bytes are no set; RAP_ERR_NOMEM. */
rap_status rap_alert_set_unpack(rap_arena *arena, rap_str bytes, rap_alert_set *out, rap_error *err) RAP_MUST_CHECK;
void rap_alert_set_pack(const rap_alert_set *set, rap_buf *out);
/* Of a sorted set; NULL: it is not in it. Cost: logarithmic. */
const rap_alert_entry *rap_alert_set_find(const rap_alert_set *set, uint64_t identity);
/* Errors: RAP_ERR_LIMIT, RAP_ERR_NOMEM. */
rap_status rap_alert_set_add(rap_arena *arena, rap_alert_set *set, rap_alert_entry entry, rap_error *err) RAP_MUST_CHECK;
/* Sorts, and keeps of equal identities the one that was added last. Errors: RAP_ERR_NOMEM. */
rap_status rap_alert_set_sort(rap_arena *arena, rap_alert_set *set, rap_error *err) RAP_MUST_CHECK;
/* Both sorted: what is in either, that of `now` where both have it; `now` alone when there would be more than `max`. In `arena`. */
rap_status rap_alert_set_join(rap_arena *arena, const rap_alert_set *before, const rap_alert_set *now, size_t max, rap_alert_set *out,
                              rap_error *err) RAP_MUST_CHECK;

#endif
