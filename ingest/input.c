#include "ingest/input.h"

#include <inttypes.h>

#include "base/limits.h"

enum { STEP = 64 * 1024 };

/* One more read into `ahead`; at_end when there was nothing. */
static rap_status fill(rap_input *input, rap_error *err) {
  char *room = rap_buf_room(&input->ahead, STEP);
  if (!room) return rap_error_nomem(err);
  size_t n = 0;
  rap_status st = rap_container_read(input->container, room, STEP, &n, err);
  if (st != RAP_OK) {
    rap_error_prefix(err, "%.*s: ", RAP_FMT(input->path));
    return st;
  }
  input->ahead.n += n;
  input->bytes += n;
  input->at_end = n == 0;
  return RAP_OK;
}

/* Moves what is left to the front, so that `ahead` stays as small as the longest line. */
static void compact(rap_input *input) {
  if (input->at == 0) return;
  size_t left = input->ahead.n - input->at;
  memmove(input->ahead.p, input->ahead.p + input->at, left);
  input->ahead.n = left;
  input->scanned -= input->at;
  input->at = 0;
}

rap_status rap_input_open(rap_input *input, int fd, rap_error *err) {
  rap_status st = rap_container_new(fd, input->interrupted, &input->container, err);
  rap_error failure = {0};
  while (st == RAP_OK && !input->at_end && input->ahead.n < RAP_SNIFF_BYTES) st = fill(input, &failure);
  /* A failure behind the first bytes is told after the documents in front of it. */
  if (st != RAP_OK && (input->ahead.n == 0 || st == RAP_ERR_NOMEM)) return rap_error_set(err, st, "%s", failure.text);
  rap_str head = rap_str_sub(rap_buf_str(&input->ahead), 0, RAP_SNIFF_BYTES);
  rap_status sniffed = rap_sniff(head, input->path, &input->format, err);
  if (sniffed == RAP_OK && st != RAP_OK) input->failure = failure;
  return sniffed;
}

void rap_input_clear(rap_input *input) {
  rap_container_free(input->container);
  rap_buf_clear(&input->ahead);
  *input = (rap_input){0};
}

/* More bytes, or the failure that rap_input_open met and put off. */
static rap_status more(rap_input *input, rap_error *err) {
  if (input->failure.status == RAP_OK) return fill(input, err);
  rap_status st = rap_error_set(err, input->failure.status, "%s", input->failure.text);
  rap_error_clear(&input->failure);
  input->at_end = true;
  return st;
}

static size_t find_newline(rap_input *input) {
  const char *newline = input->scanned < input->ahead.n ? memchr(input->ahead.p + input->scanned, '\n', input->ahead.n - input->scanned) : NULL;
  if (newline) return (size_t)(newline - input->ahead.p);
  input->scanned = input->ahead.n;
  return SIZE_MAX;
}

/* Reads on to the end of a line that is too long, keeping nothing of it. */
static rap_status skip_line(rap_input *input, rap_error *err) {
  uint64_t skipped = 0;
  for (;;) {
    size_t newline = find_newline(input);
    if (newline != SIZE_MAX) {
      skipped += newline - input->at;
      input->at = input->scanned = newline + 1;
      break;
    }
    skipped += input->ahead.n - input->at;
    rap_buf_clear(&input->ahead);
    input->at = input->scanned = 0;
    if (input->at_end) break;
    rap_status st = more(input, err);
    if (st != RAP_OK) return st;
  }
  return rap_error_set(err, RAP_ERR_LIMIT, "%.*s:%" PRIu64 ": a line of %" PRIu64 " bytes, more than %zu: passed over", RAP_FMT(input->path),
                       input->line, skipped, RAP_MAX_DOCUMENT_BYTES);
}

rap_status rap_input_line(rap_input *input, rap_str *line, rap_error *err) {
  *line = (rap_str){0};
  size_t newline;
  while ((newline = find_newline(input)) == SIZE_MAX && !input->at_end) {
    if (input->ahead.n - input->at > RAP_MAX_DOCUMENT_BYTES) {
      input->line++;
      return skip_line(input, err);
    }
    compact(input);
    rap_status st = more(input, err);
    if (st != RAP_OK) {
      /* The line is broken off: what there is of it is no line. */
      input->at_end = true;
      input->at = input->scanned = input->ahead.n;
      return st;
    }
  }
  size_t end = newline == SIZE_MAX ? input->ahead.n : newline;
  if (newline == SIZE_MAX && input->at == end) return RAP_NOT_FOUND;
  *line = (rap_str){input->ahead.p + input->at, end - input->at};
  input->at = input->scanned = newline == SIZE_MAX ? end : newline + 1;
  input->line++;
  if (line->n && line->p[line->n - 1] == '\r') line->n--;
  return RAP_OK;
}

rap_status rap_input_rest(rap_input *input, rap_str *text, rap_error *err) {
  *text = (rap_str){0};
  while (!input->at_end) {
    rap_status st = more(input, err);
    if (st == RAP_OK && input->ahead.n - input->at > RAP_MAX_DOCUMENT_BYTES)
      st = rap_error_set(err, RAP_ERR_LIMIT, "%.*s: more than %zu bytes of text in one document", RAP_FMT(input->path), RAP_MAX_DOCUMENT_BYTES);
    if (st != RAP_OK) {
      input->at_end = true;
      rap_buf_clear(&input->ahead);
      input->at = input->scanned = 0;
      return st;
    }
  }
  *text = rap_str_sub(rap_buf_str(&input->ahead), input->at, input->ahead.n);
  input->at = input->scanned = input->ahead.n;
  return RAP_OK;
}
