#include "ingest/unbrotli.h"

#include <brotli/decode.h>
#include <stdlib.h>

enum { WINDOW = 16 * 1024 };

struct unbrotli {
  rap_stream stream;
  rap_stream *inner;
  BrotliDecoderState *state;
  bool at_eof, done;
  unsigned char in[WINDOW];
  size_t in_at, in_n;
};

static rap_status refill(struct unbrotli *u, rap_error *err) {
  u->in_at = u->in_n = 0;
  if (u->at_eof) return RAP_OK;
  rap_status st = rap_stream_read(u->inner, (char *)u->in, WINDOW, &u->in_n, err);
  u->at_eof = st != RAP_OK || u->in_n == 0;
  return st;
}

static rap_status read_brotli(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  struct unbrotli *u = (struct unbrotli *)stream;
  uint8_t *to = (uint8_t *)out;
  size_t left = room;
  while (left == room && !u->done) {
    const uint8_t *from = u->in + u->in_at;
    size_t available = u->in_n - u->in_at;
    BrotliDecoderResult result = BrotliDecoderDecompressStream(u->state, &available, &from, &left, &to, NULL);
    u->in_at = u->in_n - available;
    u->done = result == BROTLI_DECODER_RESULT_SUCCESS || result == BROTLI_DECODER_RESULT_ERROR;
    if (result == BROTLI_DECODER_RESULT_ERROR)
      return rap_error_set(err, RAP_ERR_INPUT, "damaged brotli: %s", BrotliDecoderErrorString(BrotliDecoderGetErrorCode(u->state)));
    if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT || left < room) continue;
    rap_status st = refill(u, err);
    u->done = st != RAP_OK || u->at_eof;
    if (st != RAP_OK) return st;
    if (u->at_eof) return rap_error_set(err, RAP_ERR_INPUT, "truncated brotli");
  }
  *n = room - left;
  return RAP_OK;
}

static void free_brotli(rap_stream *stream) {
  struct unbrotli *u = (struct unbrotli *)stream;
  BrotliDecoderDestroyInstance(u->state);
  rap_stream_free(u->inner);
  free(u);
}

rap_status rap_unbrotli_new(rap_stream *inner, rap_stream **out, rap_error *err) {
  *out = NULL;
  struct unbrotli *u = calloc(1, sizeof *u);
  if (u) u->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
  if (!u || !u->state) {
    rap_stream_free(inner);
    free(u);
    return rap_error_nomem(err);
  }
  u->stream = (rap_stream){.read = read_brotli, .free = free_brotli};
  u->inner = inner;
  *out = &u->stream;
  return RAP_OK;
}

bool rap_is_brotli(rap_str head, bool *whole) {
  BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
  const uint8_t *from = (const uint8_t *)head.p;
  size_t left = head.n;
  BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
  while (state && result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
    uint8_t out[WINDOW], *to = out;
    size_t room = WINDOW;
    result = BrotliDecoderDecompressStream(state, &left, &from, &room, &to, NULL);
  }
  BrotliDecoderDestroyInstance(state);
  *whole = result == BROTLI_DECODER_RESULT_SUCCESS;
  return *whole || result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT;
}
