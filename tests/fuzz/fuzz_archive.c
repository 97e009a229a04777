/* fuzz_archive.c: any bytes as an archive or a compressed file give the same documents each time, within the bounds; and an archive within an archive is within them too. */
#include "outcome_fixture.h"

#include "ingest/archive.h"

/* Entries have names, and what is read of them is bounded by what the budget allows. */
static void walk_entries(rap_str bytes, rap_archive_kind kind) {
  rap_stream *stream = NULL;
  rap_archive *archive = NULL;
  rap_archive_entry entry;
  rap_error err = {0};
  rap_budget budget = {.size = bytes.n};
  uint64_t total = 0;
  if (rap_stream_of_memory(bytes, &stream, &err) != RAP_OK) return;
  if (rap_archive_open(stream, kind, &budget, &archive, &err) == RAP_OK) {
    rap_status st;
    while ((st = rap_archive_next(archive, &entry, &err)) != RAP_NOT_FOUND) {
      assert((st == RAP_OK) == (err.status == RAP_OK));
      assert(st != RAP_OK || (entry.name.n > 0 && (kind == RAP_ARCHIVE_TAR || rap_utf8_invalid_at(entry.name) == SIZE_MAX)));
      char out[1000];
      size_t n = 1;
      while (st == RAP_OK && n > 0 && (st = rap_archive_read(archive, out, sizeof out, &n, &err)) == RAP_OK) total += n;
      rap_error_clear(&err);
    }
    assert(budget.members <= bytes.n + 1);
    assert(kind == RAP_ARCHIVE_TAR || total <= (uint64_t)bytes.n * RAP_MAX_INFLATE_RATIO + RAP_INFLATE_RATIO_FROM);
  }
  rap_archive_free(archive);
  rap_stream_free(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_str bytes = {(const char *)data, size};
  outcome first, second;
  if (!read_bytes(bytes, &first) || !read_bytes(bytes, &second)) return 0;
  assert(memcmp(first.digest, second.digest, sizeof first.digest) == 0);
  walk_entries(bytes, RAP_ARCHIVE_ZIP);
  walk_entries(bytes, RAP_ARCHIVE_TAR);
  return 0;
}
