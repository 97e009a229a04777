/* container.h: bytes of a descriptor, unfolded when they are gzip. Layer: ingest (inside). container.c is the only file of the stage that knows zlib.
 *
 * gzip (RFC 1952) is told by its two magic bytes; members may follow each other, zero bytes may follow the last. Everything is streamed: memory is two windows, whatever the size.
 */
#ifndef RAP_INGEST_CONTAINER_H
#define RAP_INGEST_CONTAINER_H

#include "base/status.h"
#include "base/str.h"

typedef struct rap_container rap_container;

/* `fd` is borrowed. `interrupted`: as in rap_source_options, may be NULL. Errors: RAP_ERR_NOMEM. */
rap_status rap_container_new(int fd, bool (*interrupted)(void), rap_container **out, rap_error *err) RAP_MUST_CHECK;
void rap_container_free(rap_container *container);
/* Reads up to `room` (> 0) bytes into `out`; *n = 0 at the end. What could be unfolded before a failure is given first; the failure comes with the next call, once; then the end.
 * Errors (no place in the message: the caller knows the file): RAP_ERR_IO (read failed), RAP_ERR_INPUT (truncated or damaged gzip, other bytes behind it), RAP_ERR_LIMIT (it unfolds to
 * more than RAP_MAX_INFLATED_BYTES, or more than RAP_MAX_INFLATE_RATIO times its size), RAP_ERR_INTERRUPTED, RAP_ERR_NOMEM. */
rap_status rap_container_read(rap_container *container, char *out, size_t room, size_t *n, rap_error *err) RAP_MUST_CHECK;

#endif
