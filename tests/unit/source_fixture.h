/* source_fixture.h: files in a folder of their own, and what a source makes of them. Included by the tests that need it, once each. */
#ifndef RAP_TESTS_SOURCE_FIXTURE_H
#define RAP_TESTS_SOURCE_FIXTURE_H

#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/source.h"

static char root[64];
static rap_arena *arena;

static int setup(void **state) {
  (void)state;
  (void)snprintf(root, sizeof root, "/tmp/rap-ingest-XXXXXX");
  arena = rap_arena_new();
  return arena && mkdtemp(root) ? 0 : -1;
}

static void remove_tree(const char *path) {
  DIR *dir = opendir(path);
  const struct dirent *entry;
  while (dir && (entry = readdir(dir)) != NULL) {
    char child[4096];
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    (void)snprintf(child, sizeof child, "%s/%s", path, entry->d_name);
    struct stat info;
    if (lstat(child, &info) == 0 && S_ISDIR(info.st_mode))
      remove_tree(child);
    else
      (void)unlink(child);
  }
  if (dir) closedir(dir);
  (void)rmdir(path);
}

static int teardown(void **state) {
  (void)state;
  remove_tree(root);
  rap_arena_free(arena);
  return 0;
}

static const char *path_of(const char *name) {
  static char path[4096];
  (void)snprintf(path, sizeof path, "%s/%s", root, name);
  return path;
}

static void put_bytes(const char *name, const void *bytes, size_t n) {
  FILE *f = fopen(path_of(name), "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, n, f), n);
  assert_int_equal(fclose(f), 0);
}

static void put(const char *name, const char *text) { put_bytes(name, text, strlen(text)); }
static inline void make_folder(const char *name) { assert_int_equal(mkdir(path_of(name), 0777), 0); }

/* Reads everything below `paths`; one line a document ("id: first 20 bytes of its text", with '/' for line breaks) or failure ("STATUS message"), with the folder's name left out. */
static void read_all(const rap_str *paths, size_t n, const rap_source_options *options, rap_buf *out) {
  rap_source *source = NULL;
  rap_error err = {0};
  rap_raw_document raw;
  rap_status st = rap_source_new(paths, n, options, &source, &err);
  assert_int_equal(st, RAP_OK);
  while ((st = rap_source_next(source, arena, &raw, &err)) != RAP_NOT_FOUND) {
    if (st == RAP_OK) {
      size_t begin = out->n;
      rap_buf_printf(out, "%.*s: %.*s\n", RAP_FMT(raw.id), RAP_FMT(rap_str_sub(raw.text, 0, 20)));
      for (size_t i = begin; i + 1 < out->n; i++)
        if (out->p[i] == '\n') out->p[i] = '/';
    } else {
      assert_int_equal(st, err.status);
      const char *text = strstr(err.text, root) ? strstr(err.text, root) + strlen(root) : err.text;
      rap_buf_printf(out, "%s %s\n", rap_status_name(st), text);
    }
    rap_error_clear(&err);
  }
  rap_source_progress progress = rap_source_progress_of(source);
  size_t lines = 0;
  for (size_t i = 0; i < out->n; i++) lines += out->p[i] == '\n';
  assert_int_equal(progress.documents + progress.errors, lines);
  rap_source_free(source);
}

static void assert_reads(const char *name, const char *expected) {
  rap_str path = rap_str_of(path_of(name));
  rap_buf out = {0};
  read_all(&path, 1, NULL, &out);
  if (!rap_str_is(rap_buf_str(&out), expected)) fail_msg("got:\n%s\nexpected:\n%s", out.p ? out.p : "", expected);
  rap_buf_clear(&out);
}

#endif
