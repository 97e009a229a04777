/* fuzz_warc.c: any bytes as WARC or ARC give the same documents, plain or in one gzip; what is taken of a field lies in the field. */
#include "outcome_fixture.h"

#include <stdlib.h>
#include <zlib.h>

#include "ingest/fields.h"

static bool packed(rap_str s, rap_str *out) {
  uLong room = compressBound((uLong)s.n) + 64;
  Bytef *to = malloc(room);
  union {
    const void *in;
    Bytef *bytes;
  } u = {s.p};
  z_stream z = {.next_in = u.bytes, .avail_in = (uInt)s.n, .next_out = to, .avail_out = (uInt)room};
  if (!to || deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    free(to);
    return false;
  }
  bool done = deflate(&z, Z_FINISH) == Z_STREAM_END;
  *out = (rap_str){(const char *)to, room - z.avail_out};
  deflateEnd(&z);
  if (!done) free(to);
  return done;
}

static void check_within(rap_str whole, rap_str part) { assert(part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n)); }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_str bytes = {(const char *)data, size}, value, type, charset, gz;
  outcome plain, zipped;
  if (rap_field_get(bytes, "Content-Type", &value)) check_within(bytes, value);
  rap_media_type_split(value, &type, &charset);
  check_within(value, type);
  check_within(value, charset);
  size_t end = size ? rap_fields_end(bytes, 0) : SIZE_MAX;
  assert(end == SIZE_MAX || (end <= size && data[end - 1] == '\n'));
  if (!read_bytes(bytes, &plain) || !packed(bytes, &gz)) return 0;
  /* The bounds go by the size of the file. */
  bool archive = rap_str_starts(bytes, RAP_STR("WARC/1.")) || rap_str_starts(bytes, RAP_STR("filedesc://"));
  if (archive && read_bytes(gz, &zipped) && !plain.limit && !zipped.limit) assert(memcmp(plain.digest, zipped.digest, sizeof plain.digest) == 0);
  union {
    const char *in;
    void *p;
  } u = {gz.p};
  free(u.p);
  return 0;
}
