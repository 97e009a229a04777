/* gunzip.h: what a gzip or deflate stream unfolds to. Layer: ingest (inside). gunzip.c is the only file of the stage that knows zlib.
 *
 * gzip (RFC 1952) is told by its two magic bytes; members may follow each other, zero bytes may follow the last. Everything is streamed: memory is a window, whatever the size.
 */
#ifndef RAP_INGEST_GUNZIP_H
#define RAP_INGEST_GUNZIP_H

#include "ingest/stream.h"

bool rap_is_gzip(rap_str head);
/* `inner` is owned by what comes out, and freed when that fails. Errors: RAP_ERR_NOMEM. Reading: those of `inner`; RAP_ERR_INPUT (truncated or damaged gzip, other bytes behind it), RAP_ERR_LIMIT (it unfolds to
 * more than RAP_MAX_INFLATED_BYTES, or more than RAP_MAX_INFLATE_RATIO times its size). What could be unfolded before a failure is given first. */
rap_status rap_gunzip_new(rap_stream *inner, rap_stream **out, rap_error *err) RAP_MUST_CHECK;

typedef enum rap_inflate_kind { RAP_INFLATE_GZIP, RAP_INFLATE_ZLIB /* RFC 1950 */, RAP_INFLATE_RAW /* RFC 1951 */ } rap_inflate_kind;
/* Whether `head` can be the begin of such a stream, by unfolding it; *whole: it is one from begin to end. Cost: linear in what it unfolds to. */
bool rap_inflates(rap_str head, rap_inflate_kind kind, bool *whole);
/* One such stream alone, as HTTP sends it; what stands behind its end is passed over. `inner` and errors as above. */
rap_status rap_inflate_new(rap_stream *inner, rap_inflate_kind kind, rap_stream **out, rap_error *err) RAP_MUST_CHECK;

#endif
