/* rules_fixture.h: for tests of the rules: a pack written to a temporary folder, loaded, and removed again; a document of a given text. */
#ifndef RAP_TESTS_RULES_FIXTURE_H
#define RAP_TESTS_RULES_FIXTURE_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyze/engine.h"
#include "analyze/rules.h"
#include "ingest/document.h"

#define FIXTURE_MANIFEST "pack: t\nversion: 1\ntitle: A test\n"

static inline void fixture_write(const char *dir, const char *name, const char *text) {
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
  assert_int_equal(fclose(out), 0);
}

/* A folder of its own under the temporary folder; its name in `dir`. */
static inline void fixture_folder(char dir[256]) {
  const char *base = getenv("TMPDIR");
  (void)snprintf(dir, 256, "%s/rap-rules-XXXXXX", base && strlen(base) < 200 ? base : "/tmp");
  assert_non_null(mkdtemp(dir));
}

static inline void fixture_remove(const char *dir, const char *const *names) {
  char path[1024];
  for (size_t i = 0; names[i]; i++) {
    (void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
    (void)unlink(path);
  }
  assert_int_equal(rmdir(dir), 0);
}

/* Loads the pack "t" that consists of one file r.yaml. */
static inline rap_status fixture_try(const char *yaml, rap_rules **rules, rap_error *err) {
  static const char *const names[] = {"pack.yaml", "r.yaml", NULL};
  char dir[256];
  fixture_folder(dir);
  fixture_write(dir, "pack.yaml", FIXTURE_MANIFEST);
  fixture_write(dir, "r.yaml", yaml);
  rap_str path = rap_str_of(dir);
  rap_rules_source source = {.dirs = &path, .n_dirs = 1};
  rap_status st = rap_rules_load(&source, rules, err);
  fixture_remove(dir, names);
  return st;
}

static inline rap_rules *fixture_load(const char *yaml) {
  rap_rules *rules = NULL;
  rap_error err = {0};
  rap_status st = fixture_try(yaml, &rules, &err);
  assert_string_equal(err.text, "");
  assert_int_equal(st, RAP_OK);
  return rules;
}

static inline rap_document fixture_document(rap_arena *to, const char *text) {
  rap_document doc;
  rap_error err = {0};
  rap_raw_document raw = {.id = RAP_STR("t"), .text = rap_str_of(text), .date = RAP_STR("2023-01-08"), .file = RAP_STR("t")};
  assert_int_equal(rap_document_build(to, &raw, &doc, &err), RAP_OK);
  return doc;
}

/* "kind:text=value" of every hit, joined by " | ". */
static inline rap_str fixture_hits(rap_arena *to, const rap_document *doc, const rap_hit *hits, size_t n) {
  rap_str all = RAP_STR("");
  for (size_t i = 0; i < n; i++) {
    all = rap_arena_printf(to, "%.*s%s%s:%.*s%s%.*s%s", RAP_FMT(all), i ? " | " : "", rap_kind_name(hits[i].kind),
                           RAP_FMT(rap_str_at(doc->view.s, hits[i].view)), hits[i].value.n ? "=" : "", RAP_FMT(hits[i].value),
                           hits[i].grade >= RAP_CUE_PASSING ? "?" : "");
  }
  return all;
}

/* Runs the engine over one text: the hits as fixture_hits shows them. */
static inline rap_str fixture_run(rap_arena *to, const rap_rules *rules, const char *text) {
  rap_analyzer *analyzer = NULL;
  rap_hit *hits = NULL;
  size_t n = 0;
  rap_error err = {0};
  rap_document doc = fixture_document(to, text);
  assert_int_equal(rap_analyzer_new(rules, &analyzer, &err), RAP_OK);
  assert_int_equal(rap_engine_run(analyzer, to, &doc, &hits, &n, &err), RAP_OK);
  rap_str all = fixture_hits(to, &doc, hits, n);
  rap_analyzer_free(analyzer);
  return all;
}

#endif
