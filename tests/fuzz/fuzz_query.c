/* The query box: any bytes give an answer or a limit, never an error of SQL or FTS5; the interpreted form asks the same question. Also any bytes as the value of every field of a filter, and as a
 * packed record. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "index/codec.h"
#include "index/query.h"
#include "index/sql.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A store of a few words, in memory for the system's sake: made once for each run, in a folder of its own. */
typedef struct world {
  char dir[64], path[96];
  rap_store *store;
} world;

static void add(rap_store *store, const char *id, const char *text) {
  rap_record record = {0};
  rap_document doc = {.id = rap_str_of(id), .file = RAP_STR("-:1"), .full = rap_str_of(text)};
  rap_put_result result;
  rap_status st = rap_store_put(store, &doc, &record, RAP_STR("fuzz"), &result, NULL);
  assert(st == RAP_OK);
}

static void open_world(world *w) {
  (void)snprintf(w->dir, sizeof w->dir, "/tmp/rap-fuzz-XXXXXX");
  char *made = mkdtemp(w->dir);
  assert(made);
  (void)snprintf(w->path, sizeof w->path, "%s/w.db", w->dir);
  rap_status st = rap_store_open(rap_str_of(w->path), RAP_STORE_WRITE, NULL, &w->store, NULL);
  assert(st == RAP_OK);
  add(w->store, "a", "The States discussed cyber security in New Delhi.");
  add(w->store, "b", "दिल्ली में a b c AND or NOT near x1 2023");
}

static void close_world(world *w) {
  rap_store_close(w->store);
  int rc = unlink(w->path);
  if (rc == 0) rc = rmdir(w->dir);
  assert(rc == 0);
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
  assert(st == RAP_OK || st == RAP_ERR_LIMIT);
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
  world w;
  rap_arena *arena = rap_arena_new();
  assert(arena);
  open_world(&w);
  rap_filter f = {.words = text};
  size_t n = ask(w.store, &f);
  rap_str shown;
  /* What is shown for a question without negation can be asked again and finds no less and no more. */
  if (rap_query_explain(arena, text, &shown, NULL) == RAP_OK && rap_str_find(shown, RAP_STR("NOT "), 0) == SIZE_MAX &&
      rap_str_find(shown, RAP_STR("("), 0) == SIZE_MAX && rap_str_find(shown, RAP_STR("AND"), 0) == SIZE_MAX &&
      rap_str_find(shown, RAP_STR("OR"), 0) == SIZE_MAX && shown.n) {
    f.words = shown;
    assert(ask(w.store, &f) == n);
  }
  check_fields(w.store, arena, text);
  check_record(arena, text);
  close_world(&w);
  rap_arena_free(arena);
  return 0;
}
