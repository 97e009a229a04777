/* stream.h: bytes that are pulled, wherever they come from: a file, memory, what a compressed stream unfolds to, a member of an archive. Layer: ingest (inside).
 *
 * A kind of stream is a structure that begins with a rap_stream and fills in its two functions; whoever makes one owns it, and frees it by rap_stream_free.
 */
#ifndef RAP_INGEST_STREAM_H
#define RAP_INGEST_STREAM_H

#include "base/status.h"
#include "base/str.h"

typedef struct rap_stream rap_stream;
struct rap_stream {
  rap_status (*read)(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err);
  void (*free)(rap_stream *stream);
  /* The next byte read is that at `to`, counted from where the stream began; behind its end there is none. NULL: it can only be read on. */
  rap_status (*seek)(rap_stream *stream, uint64_t to, rap_error *err);
  uint64_t size; /* of all of it, where it can seek */
};

/* Reads up to `room` (> 0) bytes into `out`; *n = 0 only at the end. Bytes in front of a failure are given first, the failure comes with the next call; after it nothing is to be read any more.
 * Errors (no place in the message: the caller knows the file): RAP_ERR_IO, RAP_ERR_INPUT (truncated, damaged), RAP_ERR_LIMIT, RAP_ERR_INTERRUPTED, RAP_ERR_NOMEM. */
rap_status rap_stream_read(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) RAP_MUST_CHECK;
/* NULL allowed. */
void rap_stream_free(rap_stream *stream);

/* The bytes of a descriptor, which is borrowed; of a regular file it can seek. `interrupted`: as in rap_source_options, may be NULL. Bytes read are added to *n_read, unless it is NULL. Errors: RAP_ERR_NOMEM. */
rap_status rap_stream_of_fd(int fd, bool (*interrupted)(void), uint64_t *n_read, rap_stream **out, rap_error *err) RAP_MUST_CHECK;
/* The bytes of `s`, which it can seek in; borrowed until the stream is freed. Errors: RAP_ERR_NOMEM. */
rap_status rap_stream_of_memory(rap_str s, rap_stream **out, rap_error *err) RAP_MUST_CHECK;
/* A stream of one already begun: first `head` (copied), then what `inner` (owned, also when it fails) still gives. Errors: RAP_ERR_NOMEM. */
rap_status rap_stream_behind(rap_str head, rap_stream *inner, rap_stream **out, rap_error *err) RAP_MUST_CHECK;

#endif
