/* Lists of files: each line that is not blank comes out as a sound entry or as one message with its number; the second reading is the first. */
#include "base/calendar.h"
#include "base/limits.h"
#include "ingest/manifest.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entry(const rap_manifest_entry *e) {
  rap_day day;
  assert(e->path.n && e->path.n <= RAP_MAX_PATH_BYTES && e->path.p[e->path.n] == '\0');
  assert(!memchr(e->path.p, '\0', e->path.n) && !rap_str_is(e->path, "-"));
  assert(e->date.n == 0 || rap_day_parse(e->date, &day));
}

static uint64_t read_list(rap_manifest *m, uint64_t *entries) {
  rap_manifest_entry e;
  uint64_t failures = 0, last = 0;
  *entries = 0;
  for (;;) {
    rap_error err = {0};
    rap_status st = rap_manifest_next(m, &e, &err);
    if (st == RAP_NOT_FOUND) break;
    if (st == RAP_OK) {
      assert(e.line > last);
      last = e.line;
      check_entry(&e);
      ++*entries;
    } else {
      assert(st == RAP_ERR_INPUT && strncmp(err.text, "list:", 5) == 0 && e.path.n == 0);
      failures++;
    }
  }
  return failures;
}

static void check_list(rap_str bytes, bool nul) {
  rap_manifest *m = NULL;
  rap_error err = {0};
  uint64_t entries, again;
  rap_status st = rap_manifest_parse(RAP_STR("list"), bytes, nul, &m, &err);
  assert((st == RAP_OK) == (m != NULL));
  if (st != RAP_OK) {
    assert(st == RAP_ERR_INPUT && strncmp(err.text, "list:", 5) == 0);
    return;
  }
  uint64_t failures = read_list(m, &entries);
  rap_manifest_rewind(m);
  assert(read_list(m, &again) == failures && again == entries);
  rap_manifest_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_list((rap_str){(const char *)data, size}, false);
  check_list((rap_str){(const char *)data, size}, true);
  return 0;
}
