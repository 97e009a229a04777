/* stream.c: streams over descriptors and memory. Layer: ingest. */
#include "ingest/stream.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

rap_status rap_stream_read(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  assert(room > 0);
  *n = 0;
  return stream->read(stream, out, room, n, err);
}

void rap_stream_free(rap_stream *stream) {
  if (stream) stream->free(stream);
}

/* ---- descriptors ---- */

struct fd_stream {
  rap_stream stream;
  int fd;
  bool (*interrupted)(void);
  uint64_t *n_read;
  off_t begin; /* where in the file the stream began */
};

static rap_status read_fd(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  const struct fd_stream *s = (const struct fd_stream *)stream;
  ssize_t got;
  do {
    got = read(s->fd, out, room);
  } while (got < 0 && errno == EINTR && !(s->interrupted && s->interrupted()));
  if (got < 0 && errno == EINTR) return rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted");
  if (got < 0) return rap_error_set(err, RAP_ERR_IO, "cannot be read: %s", strerror(errno));
  *n = (size_t)got;
  if (s->n_read) *s->n_read += *n;
  return RAP_OK;
}

static rap_status seek_fd(rap_stream *stream, uint64_t to, rap_error *err) {
  const struct fd_stream *s = (const struct fd_stream *)stream;
  if (to > (uint64_t)(INT64_MAX - s->begin) || lseek(s->fd, s->begin + (off_t)to, SEEK_SET) < 0)
    return rap_error_set(err, RAP_ERR_IO, "cannot be read from byte %" PRIu64 " on", to);
  return RAP_OK;
}

static void free_plain(rap_stream *stream) { free(stream); }

rap_status rap_stream_of_fd(int fd, bool (*interrupted)(void), uint64_t *n_read, rap_stream **out, rap_error *err) {
  *out = NULL;
  struct fd_stream *s = malloc(sizeof *s);
  if (!s) return rap_error_nomem(err);
  *s = (struct fd_stream){.stream = {.read = read_fd, .free = free_plain}, .fd = fd, .interrupted = interrupted, .n_read = n_read};
  struct stat info;
  if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && (s->begin = lseek(fd, 0, SEEK_CUR)) >= 0) {
    s->stream.seek = seek_fd;
    s->stream.size = info.st_size > s->begin ? (uint64_t)(info.st_size - s->begin) : 0;
  }
  *out = &s->stream;
  return RAP_OK;
}

/* ---- memory ---- */

struct memory_stream {
  rap_stream stream;
  rap_str all, left;
};

static rap_status read_memory(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  (void)err;
  rap_str *left = &((struct memory_stream *)stream)->left;
  *n = left->n < room ? left->n : room;
  if (*n) memcpy(out, left->p, *n);
  *left = rap_str_sub(*left, *n, left->n);
  return RAP_OK;
}

static rap_status seek_memory(rap_stream *stream, uint64_t to, rap_error *err) {
  (void)err;
  struct memory_stream *s = (struct memory_stream *)stream;
  s->left = rap_str_sub(s->all, to < s->all.n ? (size_t)to : s->all.n, s->all.n);
  return RAP_OK;
}

rap_status rap_stream_of_memory(rap_str s, rap_stream **out, rap_error *err) {
  *out = NULL;
  struct memory_stream *stream = malloc(sizeof *stream);
  if (!stream) return rap_error_nomem(err);
  *stream = (struct memory_stream){.stream = {.read = read_memory, .free = free_plain, .seek = seek_memory, .size = s.n}, .all = s, .left = s};
  *out = &stream->stream;
  return RAP_OK;
}

/* ---- begun ---- */

struct begun_stream {
  rap_stream stream;
  rap_stream *inner;
  size_t at, n;
  char head[];
};

static rap_status read_begun(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  struct begun_stream *s = (struct begun_stream *)stream;
  if (s->at == s->n) return rap_stream_read(s->inner, out, room, n, err);
  *n = s->n - s->at < room ? s->n - s->at : room;
  memcpy(out, s->head + s->at, *n);
  s->at += *n;
  return RAP_OK;
}

static void free_begun(rap_stream *stream) {
  rap_stream_free(((struct begun_stream *)stream)->inner);
  free(stream);
}

rap_status rap_stream_behind(rap_str head, rap_stream *inner, rap_stream **out, rap_error *err) {
  *out = NULL;
  struct begun_stream *s = malloc(sizeof *s + head.n);
  if (!s) {
    rap_stream_free(inner);
    return rap_error_nomem(err);
  }
  s->stream = (rap_stream){.read = read_begun, .free = free_begun};
  s->inner = inner;
  s->at = 0;
  s->n = head.n;
  if (head.n) memcpy(s->head, head.p, head.n);
  *out = &s->stream;
  return RAP_OK;
}
