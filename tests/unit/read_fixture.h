/* read_fixture.h: bytes, as a file or from a pipe, through a source, to lines that a test can compare. Tests only. Include behind test.h. */
#ifndef RAP_TESTS_READ_FIXTURE_H
#define RAP_TESTS_READ_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "ingest/source.h"

typedef struct reading {
  rap_buf lines; /* "id: first 20 bytes of its text", "STATUS message" with the file called F */
  size_t documents, failures, notes;
  uint64_t text_bytes;
} reading;

static inline void read_path(const char *path, const rap_source_options *options, reading *out) {
  rap_source *source = NULL;
  rap_arena *arena = rap_arena_new();
  rap_error err = {0};
  rap_raw_document raw;
  rap_status st;
  rap_str argument = rap_str_of(path);
  *out = (reading){0};
  assert_int_equal(rap_source_new(&argument, 1, options, &source, &err), RAP_OK);
  while ((st = rap_source_next(source, arena, &raw, &err)) != RAP_NOT_FOUND) {
    if (st == RAP_OK) {
      out->documents++;
      out->text_bytes += raw.text.n;
      rap_buf_printf(&out->lines, "%.*s: %.*s\n", RAP_FMT(raw.id), RAP_FMT(rap_str_trim(rap_str_sub(raw.text, 0, 20))));
      for (size_t i = 0; i < raw.warnings.n; i++) rap_buf_printf(&out->lines, "  (%.*s)\n", RAP_FMT(raw.warnings.items[i]));
    } else {
      const char *text = strncmp(err.text, path, strlen(path)) == 0 ? err.text + strlen(path) : err.text;
      assert_int_equal(st, err.status);
      out->notes += st == RAP_PASSED_OVER;
      out->failures += st != RAP_PASSED_OVER;
      rap_buf_printf(&out->lines, "%s F%s\n", rap_status_name(st), text);
    }
    rap_error_clear(&err);
    rap_arena_reset(arena);
  }
  rap_source_free(source);
  rap_arena_free(arena);
}

/* `name` is that of the file; the id of its members begins with it. */
static inline void read_file(const char *name, rap_str bytes, reading *out) {
  char folder[] = "/tmp/rap-read-XXXXXX", path[128];
  assert_non_null(mkdtemp(folder));
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
  assert_int_equal(fclose(f), 0);
  read_path(path, NULL, out);
  (void)unlink(path);
  (void)rmdir(folder);
}

/* From a pipe that holds all of it (64 KB at most). */
static inline void read_pipe(rap_str bytes, reading *out) {
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], bytes.p, bytes.n), (ssize_t)bytes.n);
  assert_int_equal(close(ends[1]), 0);
  const rap_source_options options = {.stdin_fd = ends[0]};
  read_path("-", &options, out);
  assert_int_equal(close(ends[0]), 0);
}

static inline void assert_lines(reading *r, const char *expected) {
  if (!rap_str_is(rap_buf_str(&r->lines), expected)) fail_msg("got:\n%s\nexpected:\n%s", r->lines.p ? r->lines.p : "", expected);
  rap_buf_clear(&r->lines);
}

static inline void assert_file_reads(const char *name, rap_str bytes, const char *expected) {
  reading r;
  read_file(name, bytes, &r);
  assert_lines(&r, expected);
}

#endif
