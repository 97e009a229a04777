#include "ingest/capture.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ingest/fields.h"

enum { WINDOW = 16 * 1024 };

/* ---- the block ---- */

static rap_status truncated(uint64_t missing, rap_error *err) {
  return rap_error_set(err, RAP_ERR_INPUT, "truncated: the archive ends %" PRIu64 " bytes in front of the record's end", missing);
}

/* All that HTTP promised was there. */
static bool is_whole(const rap_capture *c) {
  uint64_t read = c->length - c->left;
  return c->http.has_length && read >= c->http.head.n && read - c->http.head.n >= c->http.length;
}

static rap_status read_block(rap_capture *c, char *out, size_t room, size_t *n, rap_error *err) {
  *n = 0;
  if (c->left == 0) return RAP_OK;
  rap_status st = rap_stream_read(c->in, out, c->left < room ? (size_t)c->left : room, n, err);
  if (st == RAP_OK && *n == 0 && is_whole(c)) {
    c->missing = c->left;
    c->left = 0;
    return RAP_OK;
  }
  if (st == RAP_OK && *n == 0) st = truncated(c->left, err);
  if (st != RAP_OK) {
    c->left = 0;
    c->summing = false;
    return st;
  }
  c->left -= *n;
  if (c->summing) rap_sha1_add(&c->sum, (rap_str){out, *n});
  return RAP_OK;
}

struct block_stream {
  rap_stream stream;
  rap_capture *capture;
};

static rap_status read_stream(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  return read_block(((struct block_stream *)stream)->capture, out, room, n, err);
}

static void free_stream(rap_stream *stream) { free(stream); }

static rap_status block_stream(rap_capture *c, rap_stream **out, rap_error *err) {
  *out = NULL;
  struct block_stream *s = malloc(sizeof *s);
  if (!s) return rap_error_nomem(err);
  *s = (struct block_stream){.stream = {.read = read_stream, .free = free_stream}, .capture = c};
  *out = &s->stream;
  return RAP_OK;
}

/* ---- digests ---- */

/* As archives write it: base32 (RFC 4648), or hexadecimal. */
static bool same_digest(rap_str text, const unsigned char sum[RAP_SHA1_BYTES]) {
  char hex[2 * RAP_SHA1_BYTES], base32[RAP_SHA1_BYTES * 8 / 5];
  rap_hex(sum, RAP_SHA1_BYTES, hex);
  for (size_t i = 0; i < sizeof base32; i++) {
    unsigned value = 0;
    for (size_t bit = i * 5; bit < i * 5 + 5; bit++) value = value << 1 | (sum[bit / 8] >> (7 - bit % 8) & 1U);
    base32[i] = "abcdefghijklmnopqrstuvwxyz234567"[value];
  }
  return rap_str_eq_nocase(text, (rap_str){hex, sizeof hex}) || rap_str_eq_nocase(text, (rap_str){base32, sizeof base32});
}

/* What can be held against the block: 40 or 32 characters behind "sha1:". */
static rap_str checkable(rap_str digest) {
  if (!rap_str_starts_nocase(digest, RAP_STR("sha1:"))) return (rap_str){0};
  digest = rap_str_trim(rap_str_sub(digest, 5, digest.n));
  return digest.n == 2 * RAP_SHA1_BYTES || digest.n == RAP_SHA1_BYTES * 8 / 5 ? digest : (rap_str){0};
}

/* ---- what it is ---- */

/* What pages are made of beside text. Everything else is looked at: servers call feeds and releases many things. */
static bool has_no_text(rap_str media_type) {
  static const char *const prefixes[] = {"image/",
                                         "audio/",
                                         "video/",
                                         "font/",
                                         "text/css",
                                         "text/javascript",
                                         "text/ecmascript",
                                         "text/dns",
                                         "application/javascript",
                                         "application/x-javascript",
                                         "application/ecmascript",
                                         "application/wasm",
                                         "application/font",
                                         "application/x-font",
                                         "application/vnd.ms-fontobject"};
  size_t i = 0;
  while (i < sizeof prefixes / sizeof prefixes[0] && !rap_str_starts_nocase(media_type, rap_str_of(prefixes[i]))) i++;
  return i < sizeof prefixes / sizeof prefixes[0];
}

/* "<http://example.org/a b>" → "http://example.org/a%20b"; nothing for what is no URI. */
static void add_uri(rap_buf *out, rap_str uri) {
  static const char hex[] = "0123456789ABCDEF";
  if (uri.n >= 2 && uri.p[0] == '<' && uri.p[uri.n - 1] == '>') uri = rap_str_trim(rap_str_sub(uri, 1, uri.n - 1));
  for (size_t i = 0; i < uri.n; i++) {
    unsigned char c = (unsigned char)uri.p[i];
    if (c > 0x20 && c != 0x7F && c != '<' && c != '>') {
      rap_buf_putc(out, uri.p[i]);
    } else {
      rap_buf_putc(out, '%');
      rap_buf_putc(out, hex[c >> 4]);
      rap_buf_putc(out, hex[c & 15]);
    }
  }
}

/* "2017-03-06T04:02:06Z", "20170306040206" and longer → fourteen digits, as far as they go. */
static size_t time_digits(rap_str time, char out[14]) {
  size_t n = 0;
  for (size_t i = 0; i < time.n && n < 14; i++)
    if (rap_ascii_is_digit(time.p[i])) out[n++] = time.p[i];
  return n;
}

/* The strings of the member, one behind the other in c->text, which is filled before any of them is taken. */
static rap_status describe(rap_capture *c, const rap_capture_record *record, rap_member *out, rap_error *err) {
  char digits[14];
  size_t n_digits = time_digits(record->time, digits);
  rap_buf *text = &c->text;
  add_uri(text, record->uri);
  size_t uri_len = text->n;
  rap_str whole = rap_buf_str(text);
  if (!rap_buf_failed(text) && uri_len > RAP_MAX_MEMBER_NAME)
    return rap_error_set(err, RAP_ERR_LIMIT, "%.*s…: a target URI of %zu bytes", RAP_FMT(rap_str_sub(whole, 0, 100)), uri_len);
  if (n_digits) rap_buf_putc(text, '@');
  rap_buf_add(text, (rap_str){digits, n_digits});
  size_t id_len = text->n;
  if (n_digits == 14)
    rap_buf_printf(text, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", digits, digits + 4, digits + 6, digits + 8, digits + 10, digits + 12);
  else
    rap_buf_add(text, record->time);
  size_t date_end = text->n;
  rap_buf_add(text, checkable(record->digest));
  if (rap_buf_failed(text)) return rap_error_nomem(err);
  whole = rap_buf_str(text);
  out->path = out->given.url = rap_str_sub(whole, 0, uri_len);
  out->is_uri = true;
  out->given.id = rap_str_sub(whole, 0, id_len);
  out->given.date = rap_str_sub(whole, id_len, date_end);
  out->given.date_from = RAP_PUBLISHED_CAPTURE;
  out->given.date_name = rap_str_of(record->time_name);
  c->digest = rap_str_sub(whole, date_end, whole.n);
  c->uri = out->path;
  return RAP_OK;
}

/* What is doubtful about the record; its documents are warned of it. */
static rap_status warn(rap_capture *c, const rap_capture_record *record, rap_str *warning, rap_error *err) {
  uint64_t body = c->length > c->http.head.n ? c->length - c->http.head.n : 0;
  char text[160] = "";
  if (record->truncated.n)
    (void)snprintf(text, sizeof text, "the archive kept only a part of it (%.*s)", RAP_FMT(rap_str_sub(record->truncated, 0, 40)));
  else if (c->http.said_chunked)
    (void)snprintf(text, sizeof text, "the HTTP header speaks of chunks, and there are none");
  else if (record->http && c->http.has_length && c->http.length != body)
    (void)snprintf(text, sizeof text, "the HTTP header speaks of %" PRIu64 " bytes, and there are %" PRIu64, c->http.length, body);
  *warning = (rap_str){0};
  if (!text[0]) return RAP_OK;
  rap_buf_reset(&c->warning);
  rap_buf_puts(&c->warning, text);
  *warning = rap_buf_str(&c->warning);
  return rap_buf_failed(&c->warning) ? rap_error_nomem(err) : RAP_OK;
}

/* The stream of the content; *out stays NULL when it is passed over. */
static rap_status open_content(rap_capture *c, rap_input *input, const rap_capture_record *record, rap_member *out, rap_error *err) {
  rap_stream *block = NULL, *body = NULL;
  rap_status st = block_stream(c, &block, err);
  if (st != RAP_OK) return st;
  if (!record->http) {
    rap_media_type_split(record->media_type, &out->given.media_type, &out->given.charset);
    body = block;
  } else {
    st = rap_http_open(block, input->budget, &c->http, &body, err);
    if (st != RAP_OK) return st;
    out->given.media_type = c->http.media_type;
    out->given.charset = c->http.charset;
  }
  bool success = !record->http || (c->http.status >= 200 && c->http.status < 300);
  if (success && !has_no_text(out->given.media_type)) {
    out->stream = body;
    return RAP_OK;
  }
  input->passed[success ? RAP_PASSED_MEDIA : RAP_PASSED_STATUS]++;
  rap_stream_free(body);
  return RAP_OK;
}

static void begin(rap_capture *c, uint64_t length) {
  rap_buf_reset(&c->text);
  rap_http_clear(&c->http);
  c->length = c->left = length;
  c->missing = 0;
  c->summing = false;
  c->digest = c->uri = (rap_str){0};
}

rap_status rap_capture_open(rap_capture *c, rap_input *input, uint64_t length, const rap_capture_record *record, rap_member *out, rap_error *err) {
  *out = (rap_member){0};
  begin(c, length);
  rap_status st = describe(c, record, out, err);
  rap_str place = out->path;
  c->summing = st == RAP_OK && c->digest.n > 0;
  rap_sha1_init(&c->sum);
  if (st == RAP_OK) st = open_content(c, input, record, out, err);
  if (st == RAP_OK && out->stream) st = warn(c, record, &out->given.warning, err);
  if (st == RAP_OK) return RAP_OK;
  rap_stream_free(out->stream);
  *out = (rap_member){0};
  rap_error_prefix(err, "%.*s/%.*s%s", RAP_FMT(input->path), RAP_FMT(place), place.n ? ": " : "");
  return st;
}

void rap_capture_skip(rap_capture *c, uint64_t length) { begin(c, length); }

rap_status rap_capture_finish(rap_capture *c, const rap_input *input, rap_error *err) {
  char window[WINDOW];
  size_t n = 0;
  rap_status st = RAP_OK;
  while (st == RAP_OK && c->left > 0) st = read_block(c, window, sizeof window, &n, err);
  if (st == RAP_OK && c->missing) st = truncated(c->missing, err);
  c->missing = 0;
  if (st == RAP_OK && c->summing) {
    unsigned char sum[RAP_SHA1_BYTES];
    rap_sha1_bytes(&c->sum, sum);
    if (!same_digest(c->digest, sum))
      st =
          rap_error_set(err, RAP_PASSED_OVER, "%.*s: warning: its bytes are not those of its digest, sha1:%.*s", RAP_FMT(c->uri), RAP_FMT(c->digest));
  }
  c->summing = false;
  if (st != RAP_OK) rap_error_prefix(err, "%.*s%s", RAP_FMT(input->path), st == RAP_PASSED_OVER ? "/" : ": ");
  return st;
}

void rap_capture_clear(rap_capture *c) {
  rap_buf_clear(&c->text);
  rap_buf_clear(&c->warning);
  rap_http_clear(&c->http);
  *c = (rap_capture){0};
}
