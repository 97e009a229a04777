#include "ingest/http.h"

#include "base/limits.h"
#include "ingest/archive.h"
#include "ingest/chunked.h"
#include "ingest/fields.h"
#include "ingest/gunzip.h"
#include "ingest/unbrotli.h"

enum { STEP = 4096 };

void rap_http_clear(rap_http *http) {
  rap_buf_clear(&http->head);
  *http = (rap_http){0};
}

/* More of `stream` behind `buf`; *end when there is nothing. */
static rap_status read_more(rap_stream *stream, rap_buf *buf, bool *end, rap_error *err) {
  size_t n = 0;
  char *room = rap_buf_room(buf, STEP);
  if (!room) return rap_error_nomem(err);
  rap_status st = rap_stream_read(stream, room, STEP, &n, err);
  buf->n += n;
  *end = n == 0;
  return st;
}

static bool has_head(rap_str s) { return rap_str_starts(s, RAP_STR("HTTP/")) || rap_str_starts(s, RAP_STR("ICY ")); }

/* Reads up to the blank line behind the head; http->head holds all that was read, *head_len is where the body begins in it. */
static rap_status read_head(rap_stream *block, rap_http *http, size_t *head_len, rap_error *err) {
  bool end = false;
  rap_status st = RAP_OK;
  *head_len = 0;
  while (st == RAP_OK && !end && http->head.n < 5) st = read_more(block, &http->head, &end, err);
  if (st != RAP_OK || !has_head(rap_buf_str(&http->head))) return st;
  size_t from = 0;
  while ((*head_len = rap_fields_end(rap_buf_str(&http->head), from)) == SIZE_MAX && !end) {
    if (http->head.n > RAP_MAX_HEADER_BYTES) return rap_error_set(err, RAP_ERR_LIMIT, "an HTTP header of more than %zu bytes", RAP_MAX_HEADER_BYTES);
    from = http->head.n > 3 ? http->head.n - 3 : 0;
    st = read_more(block, &http->head, &end, err);
    if (st != RAP_OK) return st;
  }
  if (*head_len == SIZE_MAX) *head_len = http->head.n;
  return RAP_OK;
}

/* "HTTP/1.1 200 OK", "HTTP/2 200", "ICY 200": the number behind the first blank. */
static int parse_status(rap_str head) {
  const char *blank = head.n ? memchr(head.p, ' ', head.n) : NULL;
  int status = 0;
  if (!blank) return 0;
  size_t at = (size_t)(blank - head.p);
  while (at < head.n && head.p[at] == ' ') at++;
  for (size_t i = 0; i < 3 && at < head.n && head.p[at] >= '0' && head.p[at] <= '9'; i++, at++) status = status * 10 + (head.p[at] - '0');
  return status;
}

static void read_fields(rap_http *http) {
  rap_str value, head = rap_buf_str(&http->head);
  http->status = has_head(head) ? parse_status(head) : 200;
  if (rap_field_get(head, "Content-Type", &value)) rap_media_type_split(value, &http->media_type, &http->charset);
  http->has_length = rap_field_get(head, "Content-Length", &value) && rap_str_uint(value, &http->length);
}

/* ---- what the body is wrapped in ---- */

/* The first bytes of `*stream`, which are put back. `*stream` is freed and NULL when this fails. */
static rap_status peek(rap_stream **stream, rap_buf *head, rap_error *err) {
  bool end = false;
  rap_status st = RAP_OK;
  rap_stream *inner = *stream;
  rap_buf_reset(head);
  while (st == RAP_OK && !end && head->n < STEP) st = read_more(inner, head, &end, err);
  *stream = NULL;
  if (st == RAP_OK) return rap_stream_behind(rap_buf_str(head), inner, stream, err);
  rap_stream_free(inner);
  return st;
}

typedef enum encoding { PLAIN, GZIP, ZLIB, RAW_DEFLATE, BROTLI, ZSTD, UNKNOWN } encoding;

/* No control characters but white space: of compressed bytes one in ten is such. */
static bool looks_like_text(rap_str s) {
  size_t i = 0;
  while (i < s.n && ((unsigned char)s.p[i] >= 0x20 || (s.p[i] >= '\t' && s.p[i] <= '\r'))) i++;
  return i == s.n;
}

/* How a body that begins with `head` is really encoded: what a crawler has undone is plain. Deflate and brotli have no magic, and a few letters can be the begin of either. */
static encoding encoding_of(rap_str name, rap_str head) {
  static const struct {
    const char *name;
    encoding encoding;
  } names[] = {{"gzip", GZIP}, {"x-gzip", GZIP},    {"deflate", ZLIB}, {"br", BROTLI},
               {"zstd", ZSTD}, {"identity", PLAIN}, {"none", PLAIN},   {"", PLAIN}};
  bool whole = false;
  size_t i = 0;
  while (i < sizeof names / sizeof names[0] && !rap_str_eq_nocase(name, rap_str_of(names[i].name))) i++;
  if (i == sizeof names / sizeof names[0]) return UNKNOWN;
  switch (names[i].encoding) {
  case GZIP: return rap_is_gzip(head) ? GZIP : PLAIN;
  case BROTLI: return rap_is_brotli(head, &whole) && (whole || !looks_like_text(head)) ? BROTLI : PLAIN;
  case ZSTD: return rap_packed_kind_of(head) == RAP_PACKED_ZSTD ? ZSTD : PLAIN;
  case ZLIB: /* many servers send raw deflate under this name */
    if (rap_inflates(head, RAP_INFLATE_ZLIB, &whole)) return ZLIB;
    return rap_inflates(head, RAP_INFLATE_RAW, &whole) && (whole || !looks_like_text(head)) ? RAW_DEFLATE : PLAIN;
  default: return names[i].encoding;
  }
}

static rap_status undo(encoding kind, rap_stream **stream, rap_budget *budget, rap_error *err) {
  rap_stream *inner = *stream, *out = NULL;
  rap_status st;
  *stream = NULL;
  switch (kind) {
  case GZIP: st = rap_inflate_new(inner, RAP_INFLATE_GZIP, &out, err); break;
  case ZLIB: st = rap_inflate_new(inner, RAP_INFLATE_ZLIB, &out, err); break;
  case RAW_DEFLATE: st = rap_inflate_new(inner, RAP_INFLATE_RAW, &out, err); break;
  case BROTLI: st = rap_unbrotli_new(inner, &out, err); break;
  case ZSTD: st = rap_unpack_new(inner, RAP_PACKED_ZSTD, &out, err); break;
  default: *stream = inner; return RAP_OK;
  }
  return st == RAP_OK ? rap_budget_stream(out, budget, stream, err) : st;
}

static rap_status undo_chunks(rap_http *http, rap_stream **body, rap_buf *head, rap_error *err) {
  rap_str value;
  if (!rap_field_get(rap_buf_str(&http->head), "Transfer-Encoding", &value) || value.n < 7 ||
      !rap_str_eq_nocase(rap_str_sub(value, value.n - 7, value.n), RAP_STR("chunked")))
    return RAP_OK;
  rap_status st = peek(body, head, err);
  if (st != RAP_OK) return st;
  http->has_length = false; /* RFC 9112, 6.3: chunks override it */
  http->said_chunked = !rap_is_chunked(rap_buf_str(head));
  if (http->said_chunked) return RAP_OK;
  rap_stream *inner = *body;
  *body = NULL;
  return rap_dechunk_new(inner, body, err);
}

/* The encodings were applied in the order in which they are listed. */
static rap_status undo_encodings(rap_http *http, rap_stream **body, rap_budget *budget, rap_buf *head, rap_error *err) {
  rap_str list;
  if (!rap_field_get(rap_buf_str(&http->head), "Content-Encoding", &list)) return RAP_OK;
  for (int n = 0; list.n; n++) {
    size_t comma = list.n;
    while (comma > 0 && list.p[comma - 1] != ',') comma--;
    rap_str name = rap_str_trim(rap_str_sub(list, comma, list.n));
    list = rap_str_sub(list, 0, comma ? comma - 1 : 0);
    if (n == RAP_MAX_UNFOLDINGS) return rap_error_set(err, RAP_ERR_LIMIT, "compressed more than %d times over", RAP_MAX_UNFOLDINGS);
    rap_status st = peek(body, head, err);
    encoding kind = encoding_of(name, rap_buf_str(head));
    if (st == RAP_OK && kind == UNKNOWN)
      st = rap_error_set(err, RAP_ERR_INPUT, "its content encoding '%.*s' is not known", RAP_FMT(rap_str_sub(name, 0, 40)));
    if (st == RAP_OK && kind == PLAIN && name.n > 0) http->has_length = false; /* that of what a crawler has undone */
    if (st == RAP_OK) st = undo(kind, body, budget, err);
    if (st != RAP_OK) return st;
  }
  return RAP_OK;
}

rap_status rap_http_open(rap_stream *block, rap_budget *budget, rap_http *out, rap_stream **body, rap_error *err) {
  size_t head_len = 0;
  rap_buf head = {0};
  *body = NULL;
  rap_status st = read_head(block, out, &head_len, err);
  if (st == RAP_OK) {
    rap_str behind = rap_str_sub(rap_buf_str(&out->head), head_len, out->head.n);
    st = rap_stream_behind(behind, block, body, err);
    out->head.n = head_len;
    read_fields(out);
  } else {
    rap_stream_free(block);
  }
  if (st == RAP_OK) st = undo_chunks(out, body, &head, err);
  if (st == RAP_OK) st = undo_encodings(out, body, budget, &head, err);
  if (st != RAP_OK) {
    rap_stream_free(*body);
    *body = NULL;
  }
  rap_buf_clear(&head);
  return st;
}
