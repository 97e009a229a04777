/* capture.h: one record of an archive of the Web, on its way to a document. What WARC and ARC have in common. Layer: ingest (inside).
 *
 * A capture's id is its target URI, "@" and the time of the capture in UTC as fourteen digits ("https://example.org/a@20230108021500"), whether or not the URI comes twice: so it doesn't depend on what else is in the
 * archive, on the order of archives, or on which of them is read again. Its URL is the target URI.
 */
#ifndef RAP_INGEST_CAPTURE_H
#define RAP_INGEST_CAPTURE_H

#include "base/digest.h"
#include "ingest/http.h"
#include "ingest/input.h"

/* What the archive's own header says of a record. */
typedef struct rap_capture_record {
  rap_str uri;  /* as it stands there: with angle brackets, blanks … */
  rap_str time; /* RFC 3339, or fourteen digits */
  const char *time_name;
  rap_str media_type; /* of the record's block */
  rap_str digest;     /* "sha1:…" of the block; empty: none, or of a kind that isn't checked */
  rap_str truncated;  /* why the archive kept only a part; empty: all is there */
  bool http;          /* the block is an HTTP response */
} rap_capture_record;

typedef struct rap_capture {
  rap_stream *in;        /* the archive's bytes, borrowed */
  uint64_t length, left; /* of the block */
  uint64_t missing;      /* behind a body that is whole by its own account */
  bool summing;
  rap_sha1 sum;
  rap_str uri, digest;   /* in `text` */
  rap_buf text, warning; /* behind the strings of the member */
  rap_http http;
} rap_capture;

/* A record whose block of `length` bytes comes next in capture->in: as a member, or, with *out left empty, counted as passed over in `input` (no success, a media type without text, no page). What was there
 * before is cleared. Errors, naming the place: those of rap_http_open and of the stream; RAP_ERR_LIMIT (a URI beyond RAP_MAX_MEMBER_NAME). */
rap_status rap_capture_open(rap_capture *capture, rap_input *input, uint64_t length, const rap_capture_record *record, rap_member *out,
                            rap_error *err) RAP_MUST_CHECK;
/* A record that is no capture: its block is left to be passed over. */
void rap_capture_skip(rap_capture *capture, uint64_t length);
/* Passes over what is left of the block. Errors, naming the place: those of the stream; RAP_ERR_INPUT (the archive ends inside it: what was read as a member and ended so has told it itself); RAP_PASSED_OVER (no failure: the block is not what its digest says). */
rap_status rap_capture_finish(rap_capture *capture, const rap_input *input, rap_error *err) RAP_MUST_CHECK;
void rap_capture_clear(rap_capture *capture);

#endif
