/* charset_stream.c: a stream of bytes in any character set as a stream of UTF-8. Layer: ingest. */
#include <stdlib.h>

#include "ingest/charset_impl.h"

enum { PIECE = 16 * 1024 };

struct recoded {
  rap_stream stream;
  rap_stream *inner;
  rap_charset_reader *reader;
  rap_buf ready; /* ready.p[at..n) is to be given */
  size_t at;
  bool at_end;
  rap_error failure; /* of `inner`, told behind what came before it */
};

/* One piece of `inner` more, recoded. What stood before a failure counts as ended there. */
static rap_status fill(struct recoded *r, rap_error *err) {
  char piece[PIECE];
  size_t n = 0;
  rap_buf_reset(&r->ready);
  r->at = 0;
  rap_status st = rap_stream_read(r->inner, piece, sizeof piece, &n, &r->failure);
  r->at_end = st != RAP_OK || n == 0;
  return rap_charset_reader_add(r->reader, (rap_str){piece, n}, r->at_end, &r->ready, err);
}

static rap_status read_recoded(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  struct recoded *r = (struct recoded *)stream;
  while (r->at == r->ready.n && !r->at_end) {
    rap_status st = fill(r, err);
    if (st != RAP_OK) return st;
  }
  if (r->at == r->ready.n && r->failure.status != RAP_OK) {
    rap_status st = rap_error_set(err, r->failure.status, "%s", r->failure.text);
    rap_error_clear(&r->failure);
    return st;
  }
  *n = r->ready.n - r->at < room ? r->ready.n - r->at : room;
  if (*n) memcpy(out, r->ready.p + r->at, *n);
  r->at += *n;
  return RAP_OK;
}

static void free_recoded(rap_stream *stream) {
  struct recoded *r = (struct recoded *)stream;
  rap_charset_reader_free(r->reader);
  rap_stream_free(r->inner);
  rap_buf_clear(&r->ready);
  free(r);
}

/* Takes both; `reader` NULL: it could not be made. */
static rap_status recode(rap_stream *inner, rap_charset_reader *reader, rap_stream **out, rap_error *err) {
  struct recoded *r = reader ? calloc(1, sizeof *r) : NULL;
  if (!r) {
    rap_charset_reader_free(reader);
    rap_stream_free(inner);
    return rap_error_nomem(err);
  }
  r->stream = (rap_stream){.read = read_recoded, .free = free_recoded};
  r->inner = inner;
  r->reader = reader;
  *out = &r->stream;
  return RAP_OK;
}

rap_status rap_charset_stream(rap_stream *inner, const rap_charset_hints *hints, rap_stream **out, rap_error *err) {
  rap_charset_reader *reader = NULL;
  *out = NULL;
  return recode(inner, rap_charset_reader_new(hints, &reader, err) == RAP_OK ? reader : NULL, out, err);
}

rap_status rap_charset_stream_wide(rap_str head, rap_stream *inner, rap_stream **out, rap_error *err) {
  rap_charset_choice choice;
  rap_charset_reader *reader = NULL;
  rap_stream *whole = NULL;
  *out = NULL;
  rap_status st = rap_charset_choose_wide(head, &choice, err);
  if (st != RAP_OK) rap_stream_free(inner);
  if (st != RAP_OK || !choice.set) return st;
  st = rap_stream_behind(rap_str_sub(head, choice.skip, head.n), inner, &whole, err);
  if (st != RAP_OK) return st;
  return recode(whole, rap_charset_reader_as(&choice, &reader, err) == RAP_OK ? reader : NULL, out, err);
}

rap_status rap_charset_stream_note(const rap_stream *stream, rap_arena *arena, rap_charset_note *note, rap_error *err) {
  return rap_charset_reader_note(((const struct recoded *)stream)->reader, arena, note, err);
}
