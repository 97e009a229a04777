/* Rule packs: any YAML loads or is refused with a place and a diagnostic of grade error; what loads can be run. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyze/engine.h"
#include "analyze/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_file(const char *path, const void *data, size_t size) {
  FILE *out = fopen(path, "wb");
  assert(out);
  size_t written = size ? fwrite(data, 1, size, out) : 0;
  assert(written == size);
  int rc = fclose(out);
  assert(rc == 0);
}

/* Mentions lie in the view, in order. */
static void run(const rap_rules *rules) {
  rap_arena *arena = rap_arena_new();
  rap_analyzer *analyzer = NULL;
  rap_document doc;
  rap_hit *hits = NULL;
  size_t n = 0;
  rap_error err = {0};
  rap_raw_document raw = {.id = RAP_STR("f"),
                          .file = RAP_STR("f"),
                          .text = RAP_STR("Alphaland and Beta-land met on 5 January 2020.\n\nThe States agreed, 12 of them: a b c.")};
  assert(arena);
  rap_status st = rap_document_build(arena, &raw, &doc, &err);
  if (st == RAP_OK) st = rap_analyzer_new(rules, &analyzer, &err);
  if (st == RAP_OK) st = rap_engine_run(analyzer, arena, &doc, &hits, &n, &err);
  assert(st == RAP_OK || st == RAP_ERR_NOMEM);
  for (size_t i = 0; i < n; i++) {
    assert(hits[i].view.begin < hits[i].view.end && hits[i].view.end <= doc.view.s.n);
    assert(i == 0 || hits[i - 1].view.begin <= hits[i].view.begin);
  }
  rap_analyzer_free(analyzer);
  rap_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char manifest[] = "pack: f\nversion: 1\n";
  char dir[] = "/tmp/rap-fuzz-rules-XXXXXX", path[64];
  if (!mkdtemp(dir)) return 0;
  (void)snprintf(path, sizeof path, "%s/pack.yaml", dir);
  write_file(path, manifest, sizeof manifest - 1);
  (void)snprintf(path, sizeof path, "%s/r.yaml", dir);
  write_file(path, data, size);
  rap_rules *rules = NULL;
  rap_error err = {0};
  rap_str name = rap_str_of(dir);
  rap_rules_source source = {.dirs = &name, .n_dirs = 1};
  rap_status st = rap_rules_load(&source, &rules, &err);
  size_t n = 0, n_errors = 0;
  const rap_diagnostic *diagnostics = rules ? rap_rules_diagnostics(rules, &n) : NULL;
  for (size_t i = 0; i < n; i++) {
    assert(diagnostics[i].place.line >= 1 && diagnostics[i].place.column >= 1 && diagnostics[i].text.n > 0);
    n_errors += diagnostics[i].grade == RAP_ERROR;
  }
  if (st == RAP_OK) {
    assert(rules && n_errors == 0 && err.text[0] == '\0');
    run(rules);
  } else {
    assert(st == RAP_ERR_RULES || st == RAP_ERR_LIMIT || st == RAP_ERR_NOMEM);
    assert(err.text[0] && (st != RAP_ERR_RULES || n_errors > 0));
  }
  rap_rules_free(rules);
  (void)unlink(path);
  (void)snprintf(path, sizeof path, "%s/pack.yaml", dir);
  (void)unlink(path);
  (void)rmdir(dir);
  return 0;
}
