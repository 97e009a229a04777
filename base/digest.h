/* digest.h: SHA-256 (FIPS 180-4) by nettle. Layer: base. The only file that knows nettle. Identifies documents, packs and corpora: two different inputs never
 * share a digest, even if somebody tries. */
#ifndef RAP_BASE_DIGEST_H
#define RAP_BASE_DIGEST_H

#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "base/str.h"

#define RAP_DIGEST_BYTES 32
#define RAP_DIGEST_HEX (2 * RAP_DIGEST_BYTES)

typedef struct rap_digest {
  struct sha256_ctx ctx;
} rap_digest;

void rap_digest_init(rap_digest *d);
void rap_digest_add(rap_digest *d, rap_str bytes);
/* A length-prefixed field (eight bytes, little-endian, then the bytes), so that ("ab", "c") and ("a", "bc") differ. */
void rap_digest_add_field(rap_digest *d, rap_str bytes);
/* A field of eight bytes, little-endian. */
void rap_digest_add_number(rap_digest *d, uint64_t v);
/* Ends the digest; it may then be begun anew. */
void rap_digest_bytes(rap_digest *d, unsigned char out[RAP_DIGEST_BYTES]);
/* The same in lower-case hex, NUL-terminated. */
void rap_digest_hex(rap_digest *d, char out[RAP_DIGEST_HEX + 1]);
/* Bytes in lower-case hex: 2 × n characters, no NUL. */
void rap_hex(const unsigned char *bytes, size_t n, char *out);

/* SHA-1 (FIPS 180-4): only for holding bytes against a sum that came with them. It finds damage, not malice. */
#define RAP_SHA1_BYTES 20
typedef struct rap_sha1 {
  struct sha1_ctx ctx;
} rap_sha1;
void rap_sha1_init(rap_sha1 *d);
void rap_sha1_add(rap_sha1 *d, rap_str bytes);
void rap_sha1_bytes(rap_sha1 *d, unsigned char out[RAP_SHA1_BYTES]);

#endif
