/* http.h: the content of an HTTP response as an archive of the Web keeps it. Layer: ingest (inside).
 *
 * Reading is as tolerant as browsers are: the head may be missing (HTTP/0.9), a header may promise chunks or a compression that a crawler has undone already.
 */
#ifndef RAP_INGEST_HTTP_H
#define RAP_INGEST_HTTP_H

#include "base/buf.h"
#include "ingest/budget.h"

typedef struct rap_http {
  rap_buf head;                /* the status line and the fields; cleared by rap_http_clear */
  int status;                  /* 200 when there is no status line */
  rap_str media_type, charset; /* of Content-Type, in `head`; may be empty */
  bool said_chunked;           /* but it isn't */
  bool has_length;
  uint64_t length; /* Content-Length; it may lie */
} rap_http;

/* Reads the head of the response in `block`, and gives its body as a stream: chunks put together, compressions undone and taken from the budget (NULL: no bound). `block` is owned by `body`, and freed when this
 * fails. `out` must be zeroed, and cleared in any case; it must outlive nothing of the body. Errors, without a place: RAP_ERR_INPUT (a content encoding that is not known), RAP_ERR_LIMIT (a head beyond RAP_MAX_HEADER_BYTES,
 * compressed more than RAP_MAX_UNFOLDINGS times over), RAP_ERR_NOMEM, those of the stream. */
rap_status rap_http_open(rap_stream *block, rap_budget *budget, rap_http *out, rap_stream **body, rap_error *err) RAP_MUST_CHECK;
void rap_http_clear(rap_http *http);

#endif
