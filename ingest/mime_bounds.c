/* mime_bounds.c: what a message may put before gmime, which makes some 600 bytes of each header line, 2 KB of each part and 50 bytes of each byte of an address list. Layer: ingest. */
#include "base/limits.h"
#include "ingest/mime.h"

/* Where in the message the scan is. */
struct scan {
  bool headers;   /* header lines may follow, up to an empty line */
  bool field;     /* the line before was a header's, so that one that begins with white space goes on with it */
  bool embedded;  /* a Content-Type said message/…: headers follow the empty line */
  size_t n_bytes; /* of header lines so far */
  size_t n_marks; /* lines that may part parts */
};

/* "Name:", the name without white space (RFC 5322, section 3.6.8). */
static bool is_field(rap_str line) {
  size_t n = 0;
  while (n < line.n && line.p[n] > ' ' && line.p[n] < 0x7F && line.p[n] != ':') n++;
  return n > 0 && n < line.n && line.p[n] == ':';
}

static bool names_message(rap_str line) {
  const rap_str message = RAP_STR("message/");
  for (size_t at = 0; at + message.n <= line.n; at++)
    if ((line.p[at] | 32) == 'm' && rap_str_eq_nocase(rap_str_sub(line, at, at + message.n), message)) return true;
  return false;
}

static void look_at(struct scan *s, rap_str line) {
  if (rap_str_starts(line, RAP_STR("--"))) {
    s->n_marks++;
    s->headers = true;
    s->field = s->embedded = false;
  } else if (rap_str_trim(line).n == 0) {
    s->headers = s->embedded;
    s->field = s->embedded = false;
  } else if (s->headers) {
    bool folded = line.p[0] == ' ' || line.p[0] == '\t';
    s->field = folded ? s->field : is_field(line);
    if (!s->field) return;
    s->n_bytes += line.n + 1;
    s->embedded = s->embedded || names_message(line);
  }
}

rap_status rap_mime_check(rap_str bytes, rap_error *err) {
  struct scan s = {.headers = true};
  rap_str line;
  if (bytes.n > RAP_MAX_DOCUMENT_BYTES) return rap_error_set(err, RAP_ERR_LIMIT, "a message of more than %zu bytes", RAP_MAX_DOCUMENT_BYTES);
  while (rap_str_split(&bytes, '\n', &line)) {
    look_at(&s, line);
    if (s.n_bytes > RAP_MAX_MIME_HEADERS)
      return rap_error_set(err, RAP_ERR_LIMIT, "an e-mail with more than %zu bytes of headers: not read", RAP_MAX_MIME_HEADERS);
    if (s.n_marks > RAP_MAX_MIME_MARKS)
      return rap_error_set(err, RAP_ERR_LIMIT, "an e-mail with more than %d lines that begin with --, as parts do: not read", RAP_MAX_MIME_MARKS);
  }
  return RAP_OK;
}
