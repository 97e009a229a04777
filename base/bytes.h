/* bytes.h: eight bytes of text looked at in one go. Layer: base.
 *
 * Each test gives a word in which the top bit of a byte is set when the byte passes it, and nothing else; 0 says that none does. Exact for all bytes, and the same on any byte order as long
 * as one asks only whether there is one, or for neighbours. (Warren, "Hacker's Delight", 6-1.)
 *
 *     for (; s.n - at >= RAP_BYTES && !rap_bytes_equal(rap_bytes_load(s.p + at), '.'); at += RAP_BYTES) {}
 */
#ifndef RAP_BASE_BYTES_H
#define RAP_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

#define RAP_BYTES sizeof(uint64_t)
#define RAP_BYTES_EACH(b) (UINT64_C(0x0101010101010101) * (b))

static inline uint64_t rap_bytes_load(const char *p) {
  uint64_t word;
  memcpy(&word, p, sizeof word);
  return word;
}

static inline uint64_t rap_bytes_not_ascii(uint64_t word) { return word & RAP_BYTES_EACH(0x80); }

/* Bytes equal to `b`: those of which `word ^ b` is zero, which is to say that adding 0x7F to the lower seven bits carries nothing and the top bit is clear. */
static inline uint64_t rap_bytes_equal(uint64_t word, unsigned char b) {
  uint64_t x = word ^ RAP_BYTES_EACH(b);
  return ~(((x & RAP_BYTES_EACH(0x7F)) + RAP_BYTES_EACH(0x7F)) | x | RAP_BYTES_EACH(0x7F));
}

/* Bytes below `b`, where 0 < b <= 0x80: the sum reaches the top bit for all others. */
static inline uint64_t rap_bytes_below(uint64_t word, unsigned char b) {
  return ~(((word & RAP_BYTES_EACH(0x7F)) + RAP_BYTES_EACH(0x80u - b)) | word | RAP_BYTES_EACH(0x7F));
}

#endif
