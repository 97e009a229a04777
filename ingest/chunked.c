#include "ingest/chunked.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
  WINDOW = 16 * 1024,
  SIZE_LINE = 256, /* a size and its extensions; nobody sends any */
  SIZE_DIGITS = 15 /* of 16: no overflow */
};

struct dechunk {
  rap_stream stream;
  rap_stream *inner;
  bool at_eof, done;
  uint64_t left, at; /* of the chunk; in the whole */
  char in[WINDOW];
  size_t in_at, in_n;
};

/* "1c37;name=value" without its line end. */
static bool parse_size(rap_str line, uint64_t *size) {
  size_t n = 0;
  *size = 0;
  line = rap_str_trim(line);
  while (n < line.n && n <= SIZE_DIGITS && rap_ascii_hex(line.p[n]) >= 0) *size = *size * 16 + (uint64_t)rap_ascii_hex(line.p[n++]);
  if (n == 0 || n > SIZE_DIGITS) return false;
  rap_str rest = rap_str_trim(rap_str_sub(line, n, line.n));
  return rest.n == 0 || rest.p[0] == ';';
}

bool rap_is_chunked(rap_str head) {
  uint64_t size;
  const char *newline = head.n ? memchr(head.p, '\n', head.n) : NULL;
  return newline && newline - head.p < SIZE_LINE && parse_size(rap_str_sub(head, 0, (size_t)(newline - head.p)), &size);
}

static rap_status refill(struct dechunk *d, rap_error *err) {
  d->in_at = d->in_n = 0;
  rap_status st = d->at_eof ? RAP_OK : rap_stream_read(d->inner, d->in, WINDOW, &d->in_n, err);
  d->at_eof = d->at_eof || st != RAP_OK || d->in_n == 0;
  return st;
}

/* The line at hand, without its end; *n = 0 with at_eof: there is none. */
static rap_status take_line(struct dechunk *d, char *line, size_t *n, rap_error *err) {
  *n = 0;
  for (;;) {
    if (d->in_at == d->in_n) {
      rap_status st = refill(d, err);
      if (st != RAP_OK || d->at_eof) return st;
    }
    char c = d->in[d->in_at++];
    d->at++;
    if (c == '\n') return RAP_OK;
    if (*n == SIZE_LINE) return rap_error_set(err, RAP_ERR_INPUT, "damaged chunks: no size of a chunk at byte %" PRIu64, d->at);
    line[(*n)++] = c;
  }
}

/* The size of the next chunk. The end of a chunk is a blank line in front of it. */
static rap_status next_chunk(struct dechunk *d, rap_error *err) {
  char line[SIZE_LINE];
  size_t n = 0;
  rap_status st;
  do {
    st = take_line(d, line, &n, err);
  } while (st == RAP_OK && !d->at_eof && rap_str_trim((rap_str){line, n}).n == 0);
  if (st != RAP_OK) return st;
  if (d->at_eof && n == 0) {
    d->done = true;
    return RAP_OK;
  }
  if (!parse_size((rap_str){line, n}, &d->left))
    return rap_error_set(err, RAP_ERR_INPUT, "damaged chunks: '%.*s' is no size of a chunk (at byte %" PRIu64 ")", n < 20 ? (int)n : 20, line, d->at);
  d->done = d->left == 0;
  return RAP_OK;
}

static rap_status read_chunks(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  struct dechunk *d = (struct dechunk *)stream;
  rap_status st = RAP_OK;
  if (d->left == 0 && !d->done) st = next_chunk(d, err);
  if (st == RAP_OK && !d->done && d->in_at == d->in_n) st = refill(d, err);
  if (st == RAP_OK && !d->done && d->in_at == d->in_n)
    st = rap_error_set(err, RAP_ERR_INPUT, "truncated: it ends %" PRIu64 " bytes in front of the end of a chunk", d->left);
  d->done = d->done || st != RAP_OK;
  if (d->done) return st;
  size_t have = d->in_n - d->in_at;
  *n = have < room ? have : room;
  if (*n > d->left) *n = (size_t)d->left;
  memcpy(out, d->in + d->in_at, *n);
  d->in_at += *n;
  d->at += *n;
  d->left -= *n;
  return RAP_OK;
}

static void free_chunks(rap_stream *stream) {
  rap_stream_free(((struct dechunk *)stream)->inner);
  free(stream);
}

rap_status rap_dechunk_new(rap_stream *inner, rap_stream **out, rap_error *err) {
  *out = NULL;
  struct dechunk *d = calloc(1, sizeof *d);
  if (!d) {
    rap_stream_free(inner);
    return rap_error_nomem(err);
  }
  d->stream = (rap_stream){.read = read_chunks, .free = free_chunks};
  d->inner = inner;
  *out = &d->stream;
  return RAP_OK;
}
