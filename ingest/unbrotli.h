/* unbrotli.h: what a brotli stream (RFC 7932) unfolds to. Layer: ingest (inside). unbrotli.c is the only file that knows brotli. */
#ifndef RAP_INGEST_UNBROTLI_H
#define RAP_INGEST_UNBROTLI_H

#include "ingest/stream.h"

/* Brotli has no magic: whether `head` can be the begin of such a stream, by unfolding it; *whole: it is one from begin to end. Cost: linear in what it unfolds to. */
bool rap_is_brotli(rap_str head, bool *whole);
/* `inner` is owned by what comes out, and freed when that fails. Errors: RAP_ERR_NOMEM. Reading: those of `inner`; RAP_ERR_INPUT (truncated or damaged). What stands behind its end is passed over. */
rap_status rap_unbrotli_new(rap_stream *inner, rap_stream **out, rap_error *err) RAP_MUST_CHECK;

#endif
