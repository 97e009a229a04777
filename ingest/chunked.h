/* chunked.h: the chunks of HTTP/1.1 put together (RFC 9112, 7.1). Layer: ingest (inside). */
#ifndef RAP_INGEST_CHUNKED_H
#define RAP_INGEST_CHUNKED_H

#include "ingest/stream.h"

/* Whether the bytes begin with the size of a chunk. What archives call chunked often isn't: crawlers put the chunks together and keep the header. */
bool rap_is_chunked(rap_str head);
/* `inner` is owned by what comes out, and freed when that fails. Errors: RAP_ERR_NOMEM. Reading: those of `inner`; RAP_ERR_INPUT (no size where one must stand; it ends inside a chunk). An end without the chunk
 * of size 0 is an end. Trailers are passed over. */
rap_status rap_dechunk_new(rap_stream *inner, rap_stream **out, rap_error *err) RAP_MUST_CHECK;

#endif
