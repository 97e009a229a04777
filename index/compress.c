#include "index/compress.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/limits.h"

/* Level 1 would be a fifth faster and 3 % of the store larger (PERFORMANCE.md). */
enum { LEVEL = 6 };
/* Normalisation may make a text longer (U+FFFD for single bytes, NFC of composition exclusions: at most threefold); records are bounded by their texts. */
#define PLAIN_MAX ((uint64_t)4 * RAP_MAX_DOCUMENT_BYTES)

struct rap_zip {
  z_stream out, in;
};

rap_zip *rap_zip_new(void) {
  rap_zip *zip = calloc(1, sizeof *zip);
  if (!zip) return NULL;
  if (deflateInit(&zip->out, LEVEL) != Z_OK) {
    free(zip);
    return NULL;
  }
  if (inflateInit(&zip->in) != Z_OK) {
    (void)deflateEnd(&zip->out);
    free(zip);
    return NULL;
  }
  return zip;
}

void rap_zip_free(rap_zip *zip) {
  if (!zip) return;
  (void)deflateEnd(&zip->out);
  (void)inflateEnd(&zip->in);
  free(zip);
}

void rap_varint_put(rap_buf *out, uint64_t v) {
  while (v >= 0x80) {
    rap_buf_putc(out, (char)(unsigned char)(0x80 | (v & 0x7F)));
    v >>= 7;
  }
  rap_buf_putc(out, (char)(unsigned char)v);
}

bool rap_varint_get(rap_str s, size_t *at, uint64_t *v) {
  *v = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (*at >= s.n) return false;
    unsigned char c = (unsigned char)s.p[(*at)++];
    if (shift == 63 && (c & 0x7E)) return false;
    *v |= (uint64_t)(c & 0x7F) << shift;
    if (!(c & 0x80)) return true;
  }
  return false;
}

rap_status rap_zip_deflate(rap_zip *zip, rap_str plain, rap_buf *out, rap_error *err) {
  if (plain.n > PLAIN_MAX) return rap_error_set(err, RAP_ERR_LIMIT, "a value of %zu bytes is too long for the store", plain.n);
  rap_varint_put(out, plain.n);
  (void)deflateReset(&zip->out);
  size_t bound = deflateBound(&zip->out, plain.n);
  char *room = rap_buf_room(out, bound);
  if (!room) return rap_error_nomem(err);
  zip->out.next_in = (z_const Bytef *)plain.p;
  zip->out.avail_in = (uInt)plain.n;
  zip->out.next_out = (Bytef *)room;
  zip->out.avail_out = (uInt)bound;
  int rc = deflate(&zip->out, Z_FINISH);
  assert(rc == Z_STREAM_END); /* deflateBound guarantees the room */
  (void)rc;
  out->n += bound - zip->out.avail_out;
  return RAP_OK;
}

rap_status rap_zip_inflate(rap_zip *zip, rap_str z, size_t max, rap_buf *out, rap_error *err) {
  size_t at = 0;
  uint64_t plain;
  if (!rap_varint_get(z, &at, &plain) || plain > PLAIN_MAX || z.n - at > UINT_MAX)
    return rap_error_set(err, RAP_ERR_STORE, "a compressed value is damaged");
  size_t want = plain < max ? (size_t)plain : max;
  char *room = rap_buf_room(out, want);
  if (!room) return rap_error_nomem(err);
  (void)inflateReset(&zip->in);
  zip->in.next_in = (z_const Bytef *)(z.p + at);
  zip->in.avail_in = (uInt)(z.n - at);
  zip->in.next_out = (Bytef *)room;
  zip->in.avail_out = (uInt)want;
  Bytef none = 0;
  if (want == 0) zip->in.next_out = &none;
  int rc = inflate(&zip->in, want == plain ? Z_FINISH : Z_SYNC_FLUSH);
  bool sound = zip->in.avail_out == 0 && (want < plain || rc == Z_STREAM_END);
  if (!sound) return rap_error_set(err, rc == Z_MEM_ERROR ? RAP_ERR_NOMEM : RAP_ERR_STORE, "a compressed value is damaged");
  out->n += want;
  if (out->p) out->p[out->n] = '\0';
  return RAP_OK;
}
