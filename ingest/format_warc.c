/* format_warc.c: WARC (ISO 28500:2017, and 0.17 to 1.1 before it), an archive of the Web. Layer: ingest.
 *
 * A record is "WARC/1.0", fields, a blank line, a block of Content-Length bytes, two line ends. Responses with success, resources and conversions are documents; requests, metadata, revisits, warcinfo and the rest
 * are counted. Where the next record doesn't begin where the last should end (its length lies), reading goes on at the next line that begins one.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ingest/capture.h"
#include "ingest/fields.h"

struct state {
  rap_stream *in;
  rap_capture capture;
  rap_buf fields;
  uint64_t n_records;
  bool lost;  /* where the next record begins isn't known, and that was told */
  bool begun; /* its first line was read */
};

bool rap_format_warc_sniff(const rap_head *head) {
  return rap_str_starts(head->bytes, RAP_STR("WARC/0.")) || rap_str_starts(head->bytes, RAP_STR("WARC/1.")) ||
         rap_str_starts(head->bytes, RAP_STR("WARC/2."));
}

void rap_format_warc_end(rap_input *input) {
  struct state *s = input->state;
  if (!s) return;
  rap_capture_clear(&s->capture);
  rap_stream_free(s->in);
  rap_buf_clear(&s->fields);
  free(s);
  input->state = NULL;
}

static rap_status begin(rap_input *input, rap_error *err) {
  struct state *s = calloc(1, sizeof *s);
  if (!s) return rap_error_nomem(err);
  input->state = s;
  rap_status st = rap_input_stream(input, &s->in, err);
  s->capture.in = s->in;
  return st;
}

/* The first line of the next record. What stands in front of it belongs to none; a line too long to be kept is part of that. */
static rap_status find_record(rap_input *input, struct state *s, rap_error *err) {
  uint64_t skipped = 0;
  rap_status st = RAP_OK;
  while (!s->begun && st == RAP_OK) {
    rap_str line;
    rap_error own = {0};
    st = rap_input_line(input, &line, &own);
    if (st == RAP_ERR_LIMIT && !(input->budget && input->budget->spent)) {
      skipped += RAP_MAX_DOCUMENT_BYTES;
      st = RAP_OK;
    } else if (st == RAP_OK) {
      s->begun = rap_str_starts(line, RAP_STR("WARC/"));
      if (!s->begun && rap_str_trim(line).n) skipped += line.n;
    } else if (st != RAP_NOT_FOUND) {
      if (err) *err = own;
      return st;
    }
  }
  bool tell = skipped && !s->lost;
  s->lost = s->begun ? false : s->lost || tell;
  if (!tell) return st;
  return rap_error_set(err, RAP_ERR_INPUT, "%.*s: %" PRIu64 " bytes behind record %" PRIu64 " belong to none: passed over", RAP_FMT(input->path),
                       skipped, s->n_records);
}

/* The fields, up to the blank line. */
static rap_status read_fields(rap_input *input, struct state *s, rap_error *err) {
  rap_buf_reset(&s->fields);
  s->begun = false;
  s->n_records++;
  for (;;) {
    rap_str line;
    rap_status st = rap_input_line(input, &line, err);
    if (st == RAP_NOT_FOUND)
      return rap_error_set(err, RAP_ERR_INPUT, "%.*s: truncated: it ends in the header of record %" PRIu64, RAP_FMT(input->path), s->n_records);
    if (st != RAP_OK) return st;
    if (line.n == 0) break;
    rap_buf_add(&s->fields, line);
    rap_buf_putc(&s->fields, '\n');
    if (s->fields.n > RAP_MAX_HEADER_BYTES) {
      s->lost = true;
      return rap_error_set(err, RAP_ERR_LIMIT, "%.*s: record %" PRIu64 " has a header of more than %zu bytes: passed over", RAP_FMT(input->path),
                           s->n_records, RAP_MAX_HEADER_BYTES);
    }
  }
  return rap_buf_failed(&s->fields) ? rap_error_nomem(err) : RAP_OK;
}

static rap_str field(const struct state *s, const char *name) {
  rap_str value;
  (void)rap_field_get(rap_buf_str(&s->fields), name, &value);
  return value;
}

/* Whether it is the content of a page, with or without HTTP around it. */
static bool is_page(const struct state *s, rap_capture_record *out) {
  rap_str type = field(s, "WARC-Type");
  *out = (rap_capture_record){.uri = field(s, "WARC-Target-URI"),
                              .time = field(s, "WARC-Date"),
                              .time_name = "WARC-Date",
                              .media_type = field(s, "Content-Type"),
                              .digest = field(s, "WARC-Block-Digest"),
                              .truncated = field(s, "WARC-Truncated")};
  bool response = rap_str_eq_nocase(type, RAP_STR("response"));
  out->http = response && (rap_str_starts_nocase(out->media_type, RAP_STR("application/http")) || rap_str_starts_nocase(out->uri, RAP_STR("http")) ||
                           rap_str_starts_nocase(out->uri, RAP_STR("<http")));
  if (response) return out->http || !rap_str_starts_nocase(out->media_type, RAP_STR("text/dns"));
  if (rap_str_starts_nocase(out->uri, RAP_STR("metadata:")) || rap_str_starts_nocase(out->uri, RAP_STR("<metadata:")))
    return false; /* what wget keeps of itself */
  return rap_str_eq_nocase(type, RAP_STR("resource")) || rap_str_eq_nocase(type, RAP_STR("conversion"));
}

/* The record at hand: out->stream stays NULL when it is no document. */
static rap_status read_record(rap_input *input, struct state *s, rap_member *out, rap_error *err) {
  rap_capture_record record;
  uint64_t length = 0;
  rap_status st = read_fields(input, s, err);
  if (st != RAP_OK) return st;
  rap_str text = field(s, "Content-Length");
  if (!rap_str_uint(text, &length)) {
    s->lost = true;
    return rap_error_set(err, RAP_ERR_INPUT, "%.*s: record %" PRIu64 ": its Content-Length is '%.*s': passed over", RAP_FMT(input->path),
                         s->n_records, RAP_FMT(rap_str_sub(text, 0, 40)));
  }
  if (is_page(s, &record)) return rap_capture_open(&s->capture, input, length, &record, out, err);
  input->passed[RAP_PASSED_RECORD]++;
  rap_capture_skip(&s->capture, length);
  return RAP_OK;
}

rap_status rap_format_warc_member(rap_input *input, rap_member *out, rap_error *err) {
  *out = (rap_member){0};
  rap_status st = input->state ? RAP_OK : begin(input, err);
  struct state *s = input->state;
  while (st == RAP_OK && !out->stream) {
    st = rap_capture_finish(&s->capture, input, err);
    if (st == RAP_OK) st = find_record(input, s, err);
    if (st == RAP_OK && (st = rap_budget_take_member(input->budget, err)) != RAP_OK) rap_error_prefix(err, "%.*s: ", RAP_FMT(input->path));
    if (st == RAP_OK) st = read_record(input, s, out, err);
  }
  return st;
}
