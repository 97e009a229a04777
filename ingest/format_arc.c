/* format_arc.c: ARC (Burner and Kahle, "Arc File Format", 1996; versions 1 and 2), the archive of the Web that WARC came from. Layer: ingest.
 *
 * A record is a line of blank-separated fields (URL, address, time, media type, length; version 2 has more), a block of that length, a line end. The first record describes the file. URLs with blanks in them are
 * common, so a line is read from its end. Behind a line that is none, reading goes on at the next that is one.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ingest/capture.h"

enum { FIELDS_1 = 5, FIELDS_2 = 10 };

struct state {
  rap_stream *in;
  rap_capture capture;
  rap_buf line; /* of the record at hand */
  size_t n_fields;
  uint64_t n_records;
  bool lost; /* where the next record begins isn't known, and that was told */
};

bool rap_format_arc_sniff(const rap_head *head) { return rap_str_starts(head->bytes, RAP_STR("filedesc://")); }

void rap_format_arc_end(rap_input *input) {
  struct state *s = input->state;
  if (!s) return;
  rap_capture_clear(&s->capture);
  rap_stream_free(s->in);
  rap_buf_clear(&s->line);
  free(s);
  input->state = NULL;
}

static rap_status begin(rap_input *input, rap_error *err) {
  struct state *s = calloc(1, sizeof *s);
  if (!s) return rap_error_nomem(err);
  input->state = s;
  /* The second line of the file tells the version, in front of "… InternetArchive". */
  rap_str head = rap_buf_str(&input->ahead);
  size_t newline = rap_str_find(head, RAP_STR("\n"), 0);
  s->n_fields = newline != SIZE_MAX && newline + 1 < head.n && head.p[newline + 1] == '2' ? FIELDS_2 : FIELDS_1;
  rap_status st = rap_input_stream(input, &s->in, err);
  s->capture.in = s->in;
  return st;
}

/* Takes the last of blank-separated fields off `*line`. */
static rap_str take_last(rap_str *line) {
  rap_str rest = rap_str_trim(*line);
  size_t at = rest.n;
  while (at > 0 && rest.p[at - 1] != ' ' && rest.p[at - 1] != '\t') at--;
  *line = rap_str_trim(rap_str_sub(rest, 0, at));
  return rap_str_sub(rest, at, rest.n);
}

static bool all_digits(rap_str s) {
  size_t i = 0;
  while (i < s.n && rap_ascii_is_digit(s.p[i])) i++;
  return s.n > 0 && i == s.n;
}

/* "URL address time type length", in version 2 with "result checksum location offset filename" in front of the length. */
static bool parse_line(const struct state *s, rap_capture_record *out, uint64_t *length) {
  rap_str line = rap_buf_str(&s->line);
  *out = (rap_capture_record){.time_name = "ARC"};
  if (!rap_str_uint(take_last(&line), length)) return false;
  for (size_t i = FIELDS_1; i < s->n_fields; i++) (void)take_last(&line);
  out->media_type = take_last(&line);
  out->time = take_last(&line);
  (void)take_last(&line);
  out->uri = line;
  return rap_str_find(line, RAP_STR(":"), 0) != SIZE_MAX && all_digits(out->time) && out->time.n >= 8;
}

static bool starts(rap_str s, const char *prefix) { return rap_str_starts(s, rap_str_of(prefix)); }

/* The next line that is no blank one; kept. */
static rap_status next_line(rap_input *input, struct state *s, rap_error *err) {
  rap_str line;
  rap_status st;
  do {
    st = rap_input_line(input, &line, err);
  } while (st == RAP_OK && rap_str_trim(line).n == 0);
  if (st != RAP_OK) return st;
  rap_buf_reset(&s->line);
  rap_buf_add(&s->line, rap_str_sub(line, 0, RAP_MAX_HEADER_BYTES));
  return rap_buf_failed(&s->line) ? rap_error_nomem(err) : RAP_OK;
}

/* The next record: out->stream stays NULL when it is no document. */
static rap_status read_record(rap_input *input, struct state *s, rap_member *out, rap_error *err) {
  rap_capture_record record;
  uint64_t length = 0;
  rap_status st = next_line(input, s, err);
  if (st != RAP_OK) return st;
  if (!parse_line(s, &record, &length)) {
    bool told = s->lost;
    s->lost = true;
    if (told) return RAP_OK;
    return rap_error_set(err, RAP_ERR_INPUT, "%.*s: behind record %" PRIu64 ": '%.*s' begins no record: passed over", RAP_FMT(input->path),
                         s->n_records, RAP_FMT(rap_str_sub(rap_buf_str(&s->line), 0, 100)));
  }
  s->lost = false;
  s->n_records++;
  record.http = starts(record.uri, "http:") || starts(record.uri, "https:");
  if (record.http || starts(record.uri, "ftp:")) return rap_capture_open(&s->capture, input, length, &record, out, err);
  /* The file's own description is no news. */
  input->passed[RAP_PASSED_RECORD] += !starts(record.uri, "filedesc:");
  rap_capture_skip(&s->capture, length);
  return RAP_OK;
}

rap_status rap_format_arc_member(rap_input *input, rap_member *out, rap_error *err) {
  *out = (rap_member){0};
  rap_status st = input->state ? RAP_OK : begin(input, err);
  struct state *s = input->state;
  while (st == RAP_OK && !out->stream) {
    st = rap_capture_finish(&s->capture, input, err);
    if (st == RAP_OK && (st = rap_budget_take_member(input->budget, err)) != RAP_OK) rap_error_prefix(err, "%.*s: ", RAP_FMT(input->path));
    if (st == RAP_OK) st = read_record(input, s, out, err);
  }
  return st;
}
