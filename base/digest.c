#include "base/digest.h"

void rap_digest_init(rap_digest *d) { sha256_init(&d->ctx); }

void rap_digest_add(rap_digest *d, rap_str bytes) {
  if (bytes.n) sha256_update(&d->ctx, bytes.n, (const uint8_t *)bytes.p);
}

void rap_digest_add_field(rap_digest *d, rap_str bytes) {
  uint8_t length[8];
  for (int i = 0; i < 8; i++) length[i] = (uint8_t)((uint64_t)bytes.n >> (8 * i));
  sha256_update(&d->ctx, sizeof length, length);
  rap_digest_add(d, bytes);
}

void rap_digest_bytes(rap_digest *d, unsigned char out[RAP_DIGEST_BYTES]) { sha256_digest(&d->ctx, RAP_DIGEST_BYTES, out); }

void rap_hex(const unsigned char *bytes, size_t n, char *out) {
  static const char hex[] = "0123456789abcdef";
  for (size_t i = 0; i < n; i++) {
    out[2 * i] = hex[bytes[i] >> 4];
    out[2 * i + 1] = hex[bytes[i] & 15];
  }
}

void rap_digest_hex(rap_digest *d, char out[RAP_DIGEST_HEX + 1]) {
  unsigned char raw[RAP_DIGEST_BYTES];
  rap_digest_bytes(d, raw);
  rap_hex(raw, sizeof raw, out);
  out[RAP_DIGEST_HEX] = '\0';
}

void rap_digest_add_number(rap_digest *d, uint64_t v) {
  char bytes[8];
  for (unsigned i = 0; i < 8; i++) bytes[i] = (char)(unsigned char)(v >> (8 * i));
  rap_digest_add_field(d, (rap_str){bytes, sizeof bytes});
}

void rap_sha1_init(rap_sha1 *d) { sha1_init(&d->ctx); }

void rap_sha1_add(rap_sha1 *d, rap_str bytes) {
  if (bytes.n) sha1_update(&d->ctx, bytes.n, (const uint8_t *)bytes.p);
}

void rap_sha1_bytes(rap_sha1 *d, unsigned char out[RAP_SHA1_BYTES]) { sha1_digest(&d->ctx, RAP_SHA1_BYTES, out); }
