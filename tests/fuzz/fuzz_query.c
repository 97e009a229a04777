/* The words of a filter: any bytes give an answer, a limit or a complaint about the query, never an error of SQL or FTS5; the canonical form asks the same question. Also any bytes as the value of every field of a
 * filter, and as a packed record. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "index/codec.h"
#include "index/query.h"
#include "index/sql.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add(rap_store *store, const char *id, const char *text) {
  rap_record record = {0};
  rap_document doc = {.id = rap_str_of(id), .file = RAP_STR("-:1"), .full = rap_str_of(text)};
  rap_put_result result;
  rap_status st = rap_store_put(store, &doc, &record, RAP_STR("fuzz"), &result, NULL);
  assert(st == RAP_OK);
}

/* A store of a few words, open for reading. Its file is gone at once: however the run ends, nothing is left behind. */
static rap_store *open_store(void) {
  char dir[] = "/tmp/rap-fuzz-XXXXXX", path[sizeof dir + sizeof "/w.db"];
  char *made = mkdtemp(dir);
  assert(made);
  (void)snprintf(path, sizeof path, "%s/w.db", dir);
  rap_store *store = NULL;
  rap_status st = rap_store_open(rap_str_of(path), RAP_STORE_WRITE, NULL, &store, NULL);
  assert(st == RAP_OK);
  add(store, "a", "The States discussed cyber security in New Delhi.");
  add(store, "b", "दिल्ली में a b c AND or NOT near x1 2023");
  st = rap_store_finish(store, NULL);
  assert(st == RAP_OK);
  rap_store_close(store);
  st = rap_store_open(rap_str_of(path), RAP_STORE_READ, NULL, &store, NULL);
  assert(st == RAP_OK);
  int rc = unlink(path);
  if (rc == 0) rc = rmdir(dir);
  assert(rc == 0);
  return store;
}

static rap_status ignore(void *ctx, const rap_search_row *row, rap_error *err) {
  (void)err;
  for (size_t i = 0; i < row->n_highlights; i++) {
    assert(row->highlights[i].begin < row->highlights[i].end && row->highlights[i].end <= row->snippet.n);
    assert(i == 0 || row->highlights[i - 1].end <= row->highlights[i].begin);
  }
  ++*(size_t *)ctx;
  return RAP_OK;
}

static size_t ask(rap_store *store, const rap_filter *f) {
  size_t n = 0, total = 0;
  rap_error err = {0};
  rap_status st = rap_query_search(store, f, (rap_page){0, 0}, ignore, &n, &total, &err);
  assert(st == RAP_OK || st == RAP_ERR_LIMIT || st == RAP_ERR_USAGE);
  assert(st != RAP_OK || n == total);
  return n;
}

static void check_fields(rap_store *store, rap_arena *arena, rap_str text) {
  rap_str_list one = {0};
  rap_labels found;
  bool added = rap_str_list_add(arena, &one, text);
  assert(added);
  rap_filter f = {.states = one, .themes = one, .events = one, .series = one, .persons = one, .organisations = one, .programmes = one, .places = one};
  (void)ask(store, &f);
  f = (rap_filter){.roles = one, .predicates = one, .statuses = one, .polarities = one, .sources = one, .languages = one, .documents = one};
  (void)ask(store, &f);
  for (int axis = 0; axis < RAP_AXIS_COUNT; axis++) {
    rap_cell cell = {(rap_axis)axis, text};
    f = (rap_filter){.cells = &cell, .n_cells = 1};
    (void)ask(store, &f);
    rap_status st = rap_query_resolve(store, (rap_axis)axis, text, arena, &found, NULL);
    assert(st == RAP_OK);
  }
}

static void check_record(rap_arena *arena, rap_str bytes) {
  rap_document doc = {.full = RAP_STR("some text of forty bytes, more or less..")};
  rap_record record;
  rap_status st = rap_codec_unpack(arena, bytes, &doc, &record, NULL);
  assert(st == RAP_OK || st == RAP_ERR_STORE);
  if (st == RAP_OK) assert(!rap_codec_bad_span(&doc, &record));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_str text = {(const char *)data, size};
  static rap_store *store; /* of all runs: questions leave it as it is */
  if (!store) store = open_store();
  rap_arena *arena = rap_arena_new();
  assert(arena);
  rap_filter f = {.words = text};
  size_t n = ask(store, &f);
  rap_language tree;
  rap_span wrong;
  if (rap_language_parse(arena, text, &tree, &wrong, NULL) == RAP_OK && tree.root && rap_language_is_text(tree.root)) {
    rap_status st = rap_language_print(arena, tree.root, &f.words, NULL);
    assert(st == RAP_OK);
    assert(ask(store, &f) == n);
  }
  check_fields(store, arena, text);
  check_record(arena, text);
  rap_arena_free(arena);
  return 0;
}
