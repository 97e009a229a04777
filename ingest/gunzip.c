#include "ingest/gunzip.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/limits.h"

enum { WINDOW = 64 * 1024 };

typedef struct gunzip {
  rap_stream stream;
  rap_stream *inner;
  bool at_eof, done;
  bool in_member;
  bool single; /* one member, and what is behind it doesn't count */
  const char *name;
  uint64_t members, member_in, member_out, total_in, total_out;
  rap_error pending; /* failure to be told with the next call */
  z_stream z;
  unsigned char in[WINDOW];
  size_t in_at, in_n;
} gunzip;

/* Fills the empty input window by one read; at_eof when there is nothing more. */
static rap_status refill(gunzip *c, rap_error *err) {
  c->in_at = c->in_n = 0;
  if (c->at_eof) return RAP_OK;
  rap_status st = rap_stream_read(c->inner, (char *)c->in, WINDOW, &c->in_n, err);
  c->at_eof = st != RAP_OK || c->in_n == 0;
  return st;
}

static rap_status check_bounds(const gunzip *c, rap_error *err) {
  if (c->total_out > RAP_MAX_INFLATED_BYTES)
    return rap_error_set(err, RAP_ERR_LIMIT, "%s unfolds to more than %" PRIu64 " bytes", c->name, (uint64_t)RAP_MAX_INFLATED_BYTES);
  if (c->member_out > RAP_INFLATE_RATIO_FROM && c->member_out / RAP_MAX_INFLATE_RATIO > c->member_in)
    return rap_error_set(err, RAP_ERR_LIMIT, "%s unfolds to more than %d times its size (%" PRIu64 " bytes from %" PRIu64 "): not read on", c->name,
                         RAP_MAX_INFLATE_RATIO, c->member_out, c->member_in);
  return RAP_OK;
}

/* Between members: zero padding is skipped, the end of the file is the end. */
static rap_status begin_member(gunzip *c, rap_error *err) {
  for (;;) {
    while (c->in_at < c->in_n && c->members > 0 && c->in[c->in_at] == 0) c->in_at++;
    if (c->in_at < c->in_n) break;
    rap_status st = refill(c, err);
    if (st != RAP_OK) return st;
    if (c->in_at == c->in_n) {
      c->done = true;
      return RAP_OK;
    }
  }
  if (!c->single && c->in[c->in_at] != 0x1F)
    return rap_error_set(err, RAP_ERR_INPUT, "other bytes stand behind the gzip data, at %" PRIu64, c->total_in);
  if (c->members > 0 && inflateReset(&c->z) != Z_OK) return rap_error_set(err, RAP_ERR_INTERNAL, "zlib: inflateReset failed");
  c->in_member = true;
  c->member_in = c->member_out = 0;
  return RAP_OK;
}

/* One call of inflate. */
static rap_status inflate_some(gunzip *c, char *out, size_t room, size_t *n, rap_error *err) {
  c->z.next_in = c->in + c->in_at;
  c->z.avail_in = (uInt)(c->in_n - c->in_at);
  c->z.next_out = (unsigned char *)out;
  c->z.avail_out = (uInt)(room < WINDOW ? room : WINDOW);
  uInt in_before = c->z.avail_in, out_before = c->z.avail_out;
  int code = inflate(&c->z, Z_NO_FLUSH);
  size_t used = in_before - c->z.avail_in;
  *n = out_before - c->z.avail_out;
  c->in_at += used;
  c->member_in += used;
  c->total_in += used;
  c->member_out += *n;
  c->total_out += *n;
  if (code == Z_STREAM_END) {
    c->in_member = false;
    c->members++;
    c->done = c->single;
  } else if (code == Z_MEM_ERROR) {
    return rap_error_nomem(err);
  } else if (code != Z_OK && code != Z_BUF_ERROR) {
    return rap_error_set(err, RAP_ERR_INPUT, "damaged %s: %s (member %" PRIu64 ", at byte %" PRIu64 ")", c->name, c->z.msg ? c->z.msg : "bad data",
                         c->members + 1, c->total_in);
  }
  return check_bounds(c, err);
}

static rap_status read_gzip(gunzip *c, char *out, size_t room, size_t *n, rap_error *err) {
  while (*n == 0 && !c->done) {
    rap_status st = RAP_OK;
    if (!c->in_member) {
      st = begin_member(c, err);
      if (st != RAP_OK || c->done) return st;
    }
    if (c->in_at == c->in_n) {
      st = refill(c, err);
      if (st != RAP_OK) return st;
      if (c->in_at == c->in_n)
        return rap_error_set(err, RAP_ERR_INPUT, "truncated %s: it ends inside member %" PRIu64 ", after %" PRIu64 " bytes", c->name, c->members + 1,
                             c->total_in);
    }
    st = inflate_some(c, out, room, n, err);
    if (st != RAP_OK) return st;
  }
  return RAP_OK;
}

static rap_status read_pending(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  gunzip *c = (gunzip *)stream;
  if (c->pending.status != RAP_OK) {
    rap_status told = rap_error_set(err, c->pending.status, "%s", c->pending.text);
    rap_error_clear(&c->pending);
    return told;
  }
  if (c->done) return RAP_OK;
  rap_error failure = {0};
  rap_status st = read_gzip(c, out, room, n, &failure);
  if (st == RAP_OK) return RAP_OK;
  c->done = true;
  if (*n == 0) return rap_error_set(err, st, "%s", failure.text);
  c->pending = failure;
  return RAP_OK;
}

static void free_gunzip(rap_stream *stream) {
  gunzip *c = (gunzip *)stream;
  inflateEnd(&c->z);
  rap_stream_free(c->inner);
  free(c);
}

static rap_status new_stream(rap_stream *inner, const char *name, int window_bits, bool single, rap_stream **out, rap_error *err) {
  *out = NULL;
  gunzip *c = calloc(1, sizeof *c);
  if (!c || inflateInit2(&c->z, window_bits) != Z_OK) {
    rap_stream_free(inner);
    free(c);
    return rap_error_nomem(err);
  }
  c->stream = (rap_stream){.read = read_pending, .free = free_gunzip};
  c->inner = inner;
  c->name = name;
  c->single = single;
  *out = &c->stream;
  return RAP_OK;
}

/* zlib's window bits: 15, the largest window; + 16: gzip header and trailer, with check of the CRC; negative: neither header nor trailer. */
enum { ZLIB_BITS = 15, GZIP_BITS = 15 + 16, RAW_BITS = -15 };

rap_status rap_gunzip_new(rap_stream *inner, rap_stream **out, rap_error *err) { return new_stream(inner, "gzip", GZIP_BITS, false, out, err); }

static int bits_of(rap_inflate_kind kind) { return kind == RAP_INFLATE_GZIP ? GZIP_BITS : kind == RAP_INFLATE_ZLIB ? ZLIB_BITS : RAW_BITS; }

rap_status rap_inflate_new(rap_stream *inner, rap_inflate_kind kind, rap_stream **out, rap_error *err) {
  return new_stream(inner, kind == RAP_INFLATE_GZIP ? "gzip" : "deflate", bits_of(kind), true, out, err);
}

bool rap_inflates(rap_str head, rap_inflate_kind kind, bool *whole) {
  z_stream z = {0};
  unsigned char in[4096], out[4096];
  z.next_in = in;
  z.avail_in = (uInt)(head.n < sizeof in ? head.n : sizeof in);
  if (z.avail_in) memcpy(in, head.p, z.avail_in);
  int code = inflateInit2(&z, bits_of(kind));
  *whole = false;
  if (code != Z_OK) return false;
  do {
    z.next_out = out;
    z.avail_out = sizeof out;
    code = inflate(&z, Z_NO_FLUSH);
  } while (code == Z_OK && (z.avail_in > 0 || z.avail_out == 0));
  inflateEnd(&z);
  *whole = code == Z_STREAM_END;
  return *whole || code == Z_OK || code == Z_BUF_ERROR;
}

bool rap_is_gzip(rap_str head) { return rap_str_starts(head, RAP_STR("\x1F\x8B")); }
