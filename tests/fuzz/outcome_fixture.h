/* outcome_fixture.h: bytes as a file through a source, to a digest of what comes out. Fuzz targets only. */
#ifndef RAP_TESTS_OUTCOME_FIXTURE_H
#define RAP_TESTS_OUTCOME_FIXTURE_H

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/source.h"

typedef struct outcome {
  unsigned char digest[RAP_DIGEST_BYTES]; /* of ids and texts of all documents */
  uint64_t documents, text_bytes;
  bool limit; /* a bound was hit */
} outcome;

/* What holds of every document, and of every run: it ends, each failure has a message, and no more text comes out than the bounds allow. */
static inline bool read_bytes(rap_str bytes, outcome *out) {
  static const rap_str path = {"-", 1};
  *out = (outcome){0};
  FILE *file = tmpfile();
  rap_arena *arena = rap_arena_new();
  bool done = file && arena && fwrite(bytes.p, 1, bytes.n, file) == bytes.n && fflush(file) == 0 && lseek(fileno(file), 0, SEEK_SET) == 0;
  if (done) {
    const rap_source_options options = {.stdin_fd = fileno(file)};
    const uint64_t bound = (uint64_t)bytes.n * RAP_MAX_INFLATE_RATIO + RAP_INFLATE_RATIO_FROM;
    rap_source *source = NULL;
    rap_error err = {0};
    rap_raw_document raw;
    rap_digest digest;
    uint64_t rounds = 0;
    rap_status st = rap_source_new(&path, 1, &options, &source, &err);
    assert(st == RAP_OK);
    rap_digest_init(&digest);
    while ((st = rap_source_next(source, arena, &raw, &err)) != RAP_NOT_FOUND) {
      assert(++rounds <= bound);
      assert((st == RAP_OK) == (err.status == RAP_OK));
      assert(st == RAP_OK || rap_str_starts(rap_str_of(err.text), path));
      out->limit = out->limit || st == RAP_ERR_LIMIT;
      if (st == RAP_OK) {
        assert(raw.id.n > 0);
        out->documents++;
        out->text_bytes += raw.text.n;
        rap_digest_add_field(&digest, raw.id);
        rap_digest_add_field(&digest, raw.text);
      }
      rap_error_clear(&err);
      rap_arena_reset(arena);
    }
    /* Another character set may take three bytes where one was. */
    assert(out->text_bytes <= 4 * bound);
    rap_source_free(source);
    rap_digest_bytes(&digest, out->digest);
  }
  rap_arena_free(arena);
  if (file) (void)fclose(file);
  return done;
}

#endif
