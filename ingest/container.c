#include "ingest/container.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/limits.h"

enum { WINDOW = 64 * 1024 };

struct rap_container {
  int fd;
  bool (*interrupted)(void);
  bool sniffed, gzip, at_eof, done;
  bool in_member;
  uint64_t members, member_in, member_out, total_in, total_out;
  rap_error pending; /* failure to be told with the next call */
  z_stream z;
  unsigned char in[WINDOW];
  size_t in_at, in_n;
};

rap_status rap_container_new(int fd, bool (*interrupted)(void), rap_container **out, rap_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return rap_error_nomem(err);
  (*out)->fd = fd;
  (*out)->interrupted = interrupted;
  return RAP_OK;
}

void rap_container_free(rap_container *container) {
  if (!container) return;
  if (container->gzip) inflateEnd(&container->z);
  free(container);
}

/* Adds to the input window what one read gives; at_eof when there is nothing more. */
static rap_status refill(rap_container *c, rap_error *err) {
  if (c->in_at == c->in_n) c->in_at = c->in_n = 0;
  if (c->at_eof || c->in_n == WINDOW) return RAP_OK;
  ssize_t n;
  do {
    n = read(c->fd, c->in + c->in_n, WINDOW - c->in_n);
  } while (n < 0 && errno == EINTR && !(c->interrupted && c->interrupted()));
  if (n < 0 && errno == EINTR) return rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted");
  if (n < 0) return rap_error_set(err, RAP_ERR_IO, "cannot be read: %s", strerror(errno));
  if (n == 0) c->at_eof = true;
  c->in_n += (size_t)n;
  return RAP_OK;
}

static rap_status sniff(rap_container *c, rap_error *err) {
  rap_status st = RAP_OK;
  while (st == RAP_OK && c->in_n < 2 && !c->at_eof) st = refill(c, err);
  if (st != RAP_OK) return st;
  c->sniffed = true;
  if (c->in_n < 2 || c->in[0] != 0x1F || c->in[1] != 0x8B) return RAP_OK;
  /* 15: the largest window; + 16: gzip header and trailer, with check of the CRC. */
  if (inflateInit2(&c->z, 15 + 16) != Z_OK) return rap_error_nomem(err);
  c->gzip = true;
  return RAP_OK;
}

static rap_status read_plain(rap_container *c, char *out, size_t room, size_t *n, rap_error *err) {
  if (c->in_at == c->in_n) {
    rap_status st = refill(c, err);
    if (st != RAP_OK) return st;
  }
  size_t have = c->in_n - c->in_at;
  if (have > room) have = room;
  memcpy(out, c->in + c->in_at, have);
  c->in_at += have;
  *n = have;
  return RAP_OK;
}

static rap_status check_bounds(const rap_container *c, rap_error *err) {
  if (c->total_out > RAP_MAX_INFLATED_BYTES)
    return rap_error_set(err, RAP_ERR_LIMIT, "gzip unfolds to more than %" PRIu64 " bytes", (uint64_t)RAP_MAX_INFLATED_BYTES);
  if (c->member_out > RAP_INFLATE_RATIO_FROM && c->member_out / RAP_MAX_INFLATE_RATIO > c->member_in)
    return rap_error_set(err, RAP_ERR_LIMIT, "gzip unfolds to more than %d times its size (%" PRIu64 " bytes from %" PRIu64 "): not read on",
                         RAP_MAX_INFLATE_RATIO, c->member_out, c->member_in);
  return RAP_OK;
}

/* Between members: zero padding is skipped, the end of the file is the end. */
static rap_status begin_member(rap_container *c, rap_error *err) {
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
  if (c->in[c->in_at] != 0x1F) return rap_error_set(err, RAP_ERR_INPUT, "other bytes stand behind the gzip data, at %" PRIu64, c->total_in);
  if (c->members > 0 && inflateReset(&c->z) != Z_OK) return rap_error_set(err, RAP_ERR_INTERNAL, "zlib: inflateReset failed");
  c->in_member = true;
  c->member_in = c->member_out = 0;
  return RAP_OK;
}

/* One call of inflate. */
static rap_status inflate_some(rap_container *c, char *out, size_t room, size_t *n, rap_error *err) {
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
  } else if (code == Z_MEM_ERROR) {
    return rap_error_nomem(err);
  } else if (code != Z_OK && code != Z_BUF_ERROR) {
    return rap_error_set(err, RAP_ERR_INPUT, "damaged gzip: %s (member %" PRIu64 ", at byte %" PRIu64 ")", c->z.msg ? c->z.msg : "bad data",
                         c->members + 1, c->total_in);
  }
  return check_bounds(c, err);
}

static rap_status read_gzip(rap_container *c, char *out, size_t room, size_t *n, rap_error *err) {
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
        return rap_error_set(err, RAP_ERR_INPUT, "truncated gzip: it ends inside member %" PRIu64 ", after %" PRIu64 " bytes", c->members + 1,
                             c->total_in);
    }
    st = inflate_some(c, out, room, n, err);
    if (st != RAP_OK) return st;
  }
  return RAP_OK;
}

rap_status rap_container_read(rap_container *c, char *out, size_t room, size_t *n, rap_error *err) {
  assert(room > 0);
  *n = 0;
  if (c->pending.status != RAP_OK) {
    rap_status told = rap_error_set(err, c->pending.status, "%s", c->pending.text);
    rap_error_clear(&c->pending);
    return told;
  }
  if (c->done) return RAP_OK;
  rap_error failure = {0};
  rap_status st = c->sniffed ? RAP_OK : sniff(c, &failure);
  if (st == RAP_OK) st = c->gzip ? read_gzip(c, out, room, n, &failure) : read_plain(c, out, room, n, &failure);
  if (st == RAP_OK) return RAP_OK;
  c->done = true;
  if (*n == 0) return rap_error_set(err, st, "%s", failure.text);
  c->pending = failure;
  return RAP_OK;
}
