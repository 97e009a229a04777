/* test_queries_plan.c: what a store knows of files: which are read again, and why; what is gone; what is kept of refusals. */
#include "index_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <time.h>

#include "ingest/raw.h"
#include "queries/plan.h"
#include "queries/prune.h"
#include "queries/quarantine.h"

static const int64_t second = INT64_C(1000000000);

/* ---- files ---- */

static rap_str path_in(const fixture *fx, const char *name) { return rap_arena_printf(fx->arena, "%s/%s", fx->dir, name); }

/* Writes a file whose time lies `age` seconds back. */
static void put_file(const fixture *fx, const char *name, const char *text, int age) {
  rap_str path = path_in(fx, name);
  FILE *f = fopen(path.p, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
  time_t then = time(NULL) - age;
  const struct timespec times[2] = {{.tv_sec = then}, {.tv_sec = then}};
  assert_int_equal(utimensat(AT_FDCWD, path.p, times, 0), 0);
}

static void take_away(const fixture *fx, const char *name) { assert_int_equal(unlink(path_in(fx, name).p), 0); }

/* ---- a run ---- */

typedef struct options {
  const char *settings, *stamp, *since, *list;
  bool keep_failed, only_look;
} options;

typedef struct run {
  fixture *fx;
  rap_plan plan;
  size_t next;
  rap_source_end ends[64];
  uint64_t passed, put;
  void (*meddle)(const fixture *fx); /* while the first file is read */
} run;

static rap_status next_file(void *ctx, rap_source_file *out, rap_error *err) {
  run *r = ctx;
  if (r->next == r->plan.n) return RAP_NOT_FOUND;
  const rap_plan_entry *entry = &r->plan.entries[r->next++];
  if (entry->status != RAP_OK) return rap_error_set(err, entry->status, "%.*s", RAP_FMT(entry->message));
  *out = entry->file;
  return RAP_OK;
}

static void file_end(void *ctx, const rap_source_end *end) {
  run *r = ctx;
  assert_true(end->file >= 1 && end->file <= 64);
  r->ends[end->file - 1] = *end;
}

static rap_status count_passed(void *ctx, const rap_document *doc, uint64_t text_len, rap_error *err) {
  run *r = ctx;
  (void)err;
  assert_true(doc->file.n > 0 && text_len > 0);
  r->passed++;
  return RAP_OK;
}

/* False: it was refused. */
static bool put_document(run *r, const rap_raw_document *raw, rap_str stamp) {
  fixture *fx = r->fx;
  rap_arena *arena = rap_arena_new();
  rap_document doc;
  const rap_record record = {0};
  rap_put_result result = {.what = RAP_PUT_UNCHANGED};
  rap_raw_key key;
  rap_probe probe;
  assert_non_null(arena);
  assert_ok(rap_raw_key_make(arena, raw, &key, &fx->err));
  assert_ok(rap_store_probe(fx->store, &key, stamp, true, &probe, &fx->err));
  if (!probe.unchanged) {
    assert_ok(rap_document_build(arena, raw, &doc, &fx->err));
    assert_ok(rap_store_put(fx->store, &doc, &record, stamp, &result, &fx->err));
    r->put += result.what != RAP_PUT_UNCHANGED && result.what != RAP_PUT_CONFLICT;
  }
  rap_arena_free(arena);
  return result.what != RAP_PUT_CONFLICT;
}

static void note_file(run *r, uint64_t file, uint64_t errors) {
  fixture *fx = r->fx;
  const rap_plan_entry *entry = &r->plan.entries[r->plan.files[file - 1]];
  const rap_source_end *end = &r->ends[file - 1];
  assert_int_equal(end->file, file);
  if (!end->steady) {
    assert_ok(rap_store_file_forget(fx->store, entry->known_as, &fx->err));
    return;
  }
  rap_seen_file seen = {.info = end->info, .racy = rap_file_info_is_racy(&end->info, end->opened_at), .reader = entry->reader, .errors = errors};
  memcpy(seen.hash, end->hash, sizeof seen.hash);
  assert_ok(rap_store_file_put(fx->store, entry->known_as, &seen, &fx->err));
}

static void read_all(run *r, rap_str stamp) {
  fixture *fx = r->fx;
  rap_source *source = NULL;
  rap_arena *arena = rap_arena_new();
  rap_raw_document raw;
  uint64_t file = 0, errors = 0;
  rap_error err = {0};
  const rap_source_options read = {.stdin_fd = -1, .next_file = next_file, .file_end = file_end, .ctx = r};
  assert_ok(rap_source_new(NULL, 0, &read, &source, &fx->err));
  for (;;) {
    rap_status st = rap_source_next(source, arena, &raw, &err);
    uint64_t now = rap_source_progress_of(source).files;
    for (; file < now || (st == RAP_NOT_FOUND && file == now); file++, errors = 0) {
      if (file) note_file(r, file, errors);
      rap_store_file_begin(fx->store);
    }
    if (st == RAP_NOT_FOUND) break;
    if (r->meddle && file == 1) r->meddle(fx);
    r->meddle = file == 1 ? NULL : r->meddle;
    errors += st != RAP_OK || !put_document(r, &raw, stamp);
    rap_error_clear(&err);
    rap_arena_reset(arena);
  }
  rap_source_free(source);
  rap_arena_free(arena);
}

static void plan(run *r, const char *name, const options *o) {
  fixture *fx = r->fx;
  rap_selection *selection = NULL;
  rap_manifest *list = NULL;
  rap_str path = path_in(fx, name);
  if (o->list) assert_ok(rap_manifest_parse(RAP_STR("list"), rap_str_of(o->list), false, &list, &fx->err));
  const rap_selection_options select = {.paths = &path, .n_paths = *name != '\0', .manifest = list};
  rap_plan_options how = {.store = fx->store,
                          .stamp = o->stamp ? rap_str_of(o->stamp) : STAMP,
                          .settings = rap_str_of(o->settings ? o->settings : ""),
                          .keep_failed = o->keep_failed,
                          .only_look = o->only_look,
                          .passed = count_passed,
                          .ctx = r};
  if (o->since) assert_true(rap_day_parse(rap_str_of(o->since), &how.since));
  rap_store_begin_run(fx->store);
  assert_ok(rap_selection_new(&select, &selection, &fx->err));
  assert_ok(rap_plan_make(selection, &how, &r->plan, &fx->err));
  rap_selection_free(selection);
  rap_manifest_free(list);
}

/* Runs over a file or folder of the fixture; what was read and why, passed over, hashed. */
static void index_it(fixture *fx, const char *name, const options *o, const char *expected) {
  static const options none;
  run r = {.fx = fx};
  rap_buf got = {0};
  plan(&r, name, o ? o : &none);
  read_all(&r, o && o->stamp ? rap_str_of(o->stamp) : STAMP);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  for (size_t i = 0; i < r.plan.n_files; i++) {
    rap_str file = r.plan.entries[r.plan.files[i]].file.name;
    rap_buf_printf(&got, "%s %.*s, ", rap_plan_why_text(r.plan.entries[r.plan.files[i]].why), RAP_FMT(file));
  }
  rap_buf_printf(&got, "%d passed, %d hashed, %d known, %d put", (int)r.plan.counts.passed, (int)r.plan.counts.opened, (int)r.passed, (int)r.put);
  if (!rap_str_is(rap_buf_str(&got), expected)) fail_msg("got:\n%s\nexpected:\n%s", got.p, expected);
  rap_buf_clear(&got);
  rap_plan_clear(&r.plan);
}

static void problem_found(void *ctx, rap_str problem) {
  (void)ctx;
  print_error("%.*s\n", RAP_FMT(problem));
}

static void assert_sound(fixture *fx, int documents) {
  size_t n = 0;
  rap_store_stats stats;
  assert_ok(rap_store_check(fx->store, problem_found, NULL, &n, &fx->err));
  assert_int_equal(n, 0);
  assert_ok(rap_store_stats_of(fx->store, &stats, &fx->err));
  assert_int_equal(stats.documents, documents);
}

/* ---- what is read again ---- */

#define RECORD(id, text) "{\"id\": \"" id "\", \"date\": \"2023-01-08\", \"text\": \"" text "\"}\n"

static void make_some(fixture *fx) {
  assert_int_equal(mkdir(path_in(fx, "t").p, 0777), 0);
  fixture_open(fx, RAP_STORE_WRITE);
  put_file(fx, "t/a.txt", "Roads were discussed.", 100);
  put_file(fx, "t/b.jsonl", RECORD("1", "One.") RECORD("2", "Two."), 100);
  index_it(fx, "t", NULL, "new a.txt, new b.jsonl, 0 passed, 0 hashed, 0 known, 3 put");
}

static void unchanged_is_not_opened(void **state) {
  fixture *fx = *state;
  make_some(fx);
  index_it(fx, "t", NULL, "2 passed, 0 hashed, 3 known, 0 put");
  index_it(fx, "t/a.txt", NULL, "1 passed, 0 hashed, 1 known, 0 put");
  /* Another way to the same file. */
  assert_int_equal(symlink(path_in(fx, "t").p, path_in(fx, "link").p), 0);
  index_it(fx, "link", NULL, "2 passed, 0 hashed, 3 known, 0 put");
  index_it(fx, "t/../t/b.jsonl", NULL, "1 passed, 0 hashed, 2 known, 0 put");
  assert_sound(fx, 3);
}

static void bytes_decide(void **state) {
  fixture *fx = *state;
  make_some(fx);
  put_file(fx, "t/a.txt", "Roads were discussed.", 50); /* the same under another time of the same day … */
  put_file(fx, "t/b.jsonl", RECORD("1", "One.") RECORD("2", "TWO."), 50);
  index_it(fx, "t/b.jsonl", NULL, "changed b.jsonl, 0 passed, 1 hashed, 0 known, 1 put");
  index_it(fx, "t/b.jsonl", NULL, "1 passed, 0 hashed, 2 known, 0 put");
  put_file(fx, "t/b.jsonl", RECORD("1", "One.") RECORD("2", "TWO."), 40);
  index_it(fx, "t/b.jsonl", NULL, "1 passed, 1 hashed, 2 known, 0 put");
  index_it(fx, "t/b.jsonl", NULL, "1 passed, 0 hashed, 2 known, 0 put"); /* the new look was noted */
  put_file(fx, "t/b.jsonl", RECORD("1", "One."), 40);
  index_it(fx, "t/b.jsonl", NULL, "changed b.jsonl, 0 passed, 0 hashed, 0 known, 0 put"); /* another size needs no hash */
  /* … but of another day, by which it is dated. */
  put_file(fx, "t/a.txt", "Roads were discussed.", 10 * 86400);
  index_it(fx, "t/a.txt", NULL, "changed a.txt, 0 passed, 1 hashed, 0 known, 1 put");
  put_file(fx, "t/b.jsonl", RECORD("1", "One."), 10 * 86400); /* a dated record is not */
  index_it(fx, "t/b.jsonl", NULL, "1 passed, 1 hashed, 1 known, 0 put");
  assert_sound(fx, 3);
}

/* Written to again within the same tick of its time: same size, same time, other bytes. */
static void racy_files_are_hashed(void **state) {
  fixture *fx = *state;
  rap_arena *arena = fx->arena;
  rap_str path;
  rap_seen_file seen;
  fixture_open(fx, RAP_STORE_WRITE);
  put_file(fx, "a.txt", "Roads.", 0);
  index_it(fx, "a.txt", NULL, "new a.txt, 0 passed, 0 hashed, 0 known, 1 put");
  assert_ok(rap_plan_canonical(arena, path_in(fx, "a.txt"), &path, &fx->err));
  assert_ok(rap_store_file_find(fx->store, path, arena, &seen, &fx->err));
  assert_true(seen.id && seen.racy && seen.documents == 1 && !seen.errors);
  index_it(fx, "a.txt", NULL, "1 passed, 1 hashed, 1 known, 0 put");
  /* Whatever its time says now: it was suspicious when it was looked at. */
  rap_file_info info;
  assert_true(rap_file_info_at(path.p, &info));
  int fd = open(path.p, O_WRONLY);
  assert_int_equal(pwrite(fd, "r", 1, 0), 1);
  const struct timespec back[2] = {{.tv_sec = (time_t)(info.modified / second), .tv_nsec = (long)(info.modified % second)},
                                   {.tv_sec = (time_t)(info.modified / second), .tv_nsec = (long)(info.modified % second)}};
  assert_int_equal(futimens(fd, back), 0);
  assert_int_equal(close(fd), 0);
  index_it(fx, "a.txt", NULL, "changed a.txt, 0 passed, 1 hashed, 0 known, 1 put");
  /* A time that was set back on a file that was above suspicion shows in the other one. */
  put_file(fx, "a.txt", "Roads!", 100);
  index_it(fx, "a.txt", NULL, "changed a.txt, 0 passed, 1 hashed, 0 known, 1 put");
  put_file(fx, "a.txt", "Roads?", 100);
  index_it(fx, "a.txt", NULL, "changed a.txt, 0 passed, 1 hashed, 0 known, 1 put");
}

static void what_else_decides(void **state) {
  fixture *fx = *state;
  make_some(fx);
  index_it(fx, "t", &(options){.settings = "map=x"}, "reader a.txt, reader b.jsonl, 0 passed, 0 hashed, 0 known, 0 put");
  index_it(fx, "t", &(options){.settings = "map=x"}, "2 passed, 0 hashed, 3 known, 0 put");
  index_it(fx, "t", NULL, "reader a.txt, reader b.jsonl, 0 passed, 0 hashed, 0 known, 0 put");
  /* Other rules. */
  index_it(fx, "t/a.txt", &(options){.stamp = "test-2.0123456789ab"}, "rules a.txt, 0 passed, 0 hashed, 0 known, 1 put");
  index_it(fx, "t", &(options){.stamp = "test-2.0123456789ab"}, "rules b.jsonl, 1 passed, 0 hashed, 1 known, 2 put");
  index_it(fx, "t", NULL, "rules a.txt, rules b.jsonl, 0 passed, 0 hashed, 0 known, 3 put");
  /* What was taken out comes again. */
  size_t n;
  assert_ok(rap_store_remove(fx->store, RAP_STR("2"), &n, &fx->err));
  index_it(fx, "t", NULL, "rules b.jsonl, 1 passed, 0 hashed, 1 known, 1 put");
  /* What a list says. */
  char list[700];
  (void)snprintf(list, sizeof list, "path\tsource\n%s/t/a.txt\tPress\n", fx->dir);
  index_it(fx, "", &(options){.list = list}, "reader a.txt, 0 passed, 0 hashed, 0 known, 1 put");
  index_it(fx, "", &(options){.list = list}, "1 passed, 0 hashed, 1 known, 0 put");
  assert_sound(fx, 3);
}

static void refusals_are_tried_again(void **state) {
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  put_file(fx, "a.jsonl", RECORD("1", "One.") "{broken\n", 100);
  index_it(fx, "a.jsonl", NULL, "new a.jsonl, 0 passed, 0 hashed, 0 known, 1 put");
  index_it(fx, "a.jsonl", NULL, "failed a.jsonl, 0 passed, 0 hashed, 0 known, 0 put");
  index_it(fx, "a.jsonl", &(options){.keep_failed = true}, "1 passed, 0 hashed, 1 known, 0 put");
  put_file(fx, "a.jsonl", RECORD("1", "One.") RECORD("2", "Two."), 100);
  index_it(fx, "a.jsonl", &(options){.keep_failed = true}, "changed a.jsonl, 0 passed, 0 hashed, 0 known, 1 put");
  index_it(fx, "a.jsonl", NULL, "1 passed, 0 hashed, 2 known, 0 put");
}

/* Of two files that give one id different texts, the one that is stored stays, and the other is told of again and again. */
static void conflicts_stay(void **state) {
  fixture *fx = *state;
  assert_int_equal(mkdir(path_in(fx, "t").p, 0777), 0);
  fixture_open(fx, RAP_STORE_WRITE);
  put_file(fx, "t/b.jsonl", RECORD("1", "One."), 100);
  index_it(fx, "t", NULL, "new b.jsonl, 0 passed, 0 hashed, 0 known, 1 put");
  put_file(fx, "t/a.jsonl", RECORD("1", "Another."), 100);
  index_it(fx, "t", NULL, "new a.jsonl, 1 passed, 0 hashed, 1 known, 0 put");
  /* Alone, it replaces the other; then that one is read again. */
  index_it(fx, "t/a.jsonl", NULL, "failed a.jsonl, 0 passed, 0 hashed, 0 known, 1 put");
  index_it(fx, "t/b.jsonl", NULL, "rules b.jsonl, 0 passed, 0 hashed, 0 known, 1 put");
  assert_sound(fx, 1);
}

static void grow(const fixture *fx) {
  FILE *f = fopen(path_in(fx, "a.txt").p, "a");
  assert_non_null(f);
  assert_true(fputs(" And more.", f) >= 0);
  assert_int_equal(fclose(f), 0);
}

static void replace(const fixture *fx) {
  put_file(fx, "other", "Roads.", 100);
  assert_int_equal(rename(path_in(fx, "other").p, path_in(fx, "a.txt").p), 0);
}

static void changes_while_read_are_seen(void **state) {
  fixture *fx = *state;
  static void (*const meddlers[])(const fixture *) = {grow, replace};
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t i = 0; i < 2; i++) {
    run r = {.fx = fx, .meddle = meddlers[i]};
    put_file(fx, "a.txt", "Roads.", 100);
    plan(&r, "a.txt", &(options){.settings = i ? "1" : "2"});
    read_all(&r, STAMP);
    assert_int_equal(r.ends[0].file, 1);
    assert_false(r.ends[0].steady);
    rap_plan_clear(&r.plan);
    index_it(fx, "a.txt", NULL, i ? "new a.txt, 0 passed, 0 hashed, 0 known, 0 put" : "new a.txt, 0 passed, 0 hashed, 0 known, 1 put");
  }
}

/* ---- ten thousand ---- */

enum { FOLDERS = 100, FILES = 10000 };

static void ten_thousand_are_passed_over_unopened(void **state) {
  fixture *fx = *state;
  rap_selection *selection = NULL;
  assert_int_equal(mkdir(path_in(fx, "t").p, 0777), 0);
  fixture_open(fx, RAP_STORE_WRITE);
  for (int i = 0; i < FOLDERS; i++) assert_int_equal(mkdir(path_in(fx, rap_arena_printf(fx->arena, "t/%02d", i).p).p, 0777), 0);
  for (int i = 0; i < FILES; i++) {
    rap_str name = rap_arena_printf(fx->arena, "t/%02d/%04d.txt", i / FOLDERS, i), path;
    put_file(fx, name.p, "x", 100);
    rap_seen_file seen = {.reader = rap_arena_printf(fx->arena, "%d", RAP_READER_VERSION)};
    assert_ok(rap_plan_canonical(fx->arena, path_in(fx, name.p), &path, &fx->err));
    assert_true(rap_file_info_at(path.p, &seen.info));
    rap_store_file_begin(fx->store);
    assert_ok(rap_store_file_put(fx->store, path, &seen, &fx->err));
  }
  run r = {.fx = fx};
  rap_str path = path_in(fx, "t");
  const rap_selection_options select = {.paths = &path, .n_paths = 1};
  const rap_plan_options how = {.store = fx->store, .stamp = STAMP};
  assert_ok(rap_selection_new(&select, &selection, &fx->err));
  assert_ok(rap_plan_make(selection, &how, &r.plan, &fx->err));
  assert_int_equal(r.plan.counts.files, FILES);
  assert_int_equal(r.plan.counts.passed, FILES);
  assert_int_equal(r.plan.counts.opened, 0);
  assert_int_equal(r.plan.n, 0);
  rap_selection_free(selection);
  rap_plan_clear(&r.plan);
}

/* ---- what is gone ---- */

static rap_prune_counts prune(fixture *fx, const char *name, bool take) {
  static const options none;
  run r = {.fx = fx};
  rap_prune_counts counts;
  rap_str root;
  assert_ok(rap_plan_canonical(fx->arena, path_in(fx, name), &root, &fx->err));
  const rap_str_list roots = {.items = &root, .n = 1};
  plan(&r, name, &none);
  read_all(&r, STAMP);
  if (take)
    assert_ok(rap_prune(fx->store, &r.plan, &roots, &counts, &fx->err));
  else
    assert_ok(rap_prune_look(fx->store, &r.plan, &roots, NULL, NULL, &counts, &fx->err));
  assert_ok(rap_store_finish(fx->store, &fx->err));
  rap_plan_clear(&r.plan);
  return counts;
}

static void assert_prunes(fixture *fx, const char *name, int files, int documents, int of) {
  rap_prune_counts look = prune(fx, name, false), took = prune(fx, name, true);
  assert_int_equal(look.files, files);
  assert_int_equal(look.documents, documents);
  assert_int_equal(look.of, of);
  assert_int_equal(took.documents, documents);
}

static void what_is_gone_goes(void **state) {
  fixture *fx = *state;
  make_some(fx);
  assert_int_equal(mkdir(path_in(fx, "t/sub").p, 0777), 0);
  assert_int_equal(mkdir(path_in(fx, "t2").p, 0777), 0);
  put_file(fx, "t/sub/c.jsonl", RECORD("2", "Two.") RECORD("3", "Three."), 100); /* 2 is in both files */
  put_file(fx, "t2/d.txt", "Bridges.", 100);
  index_it(fx, "t", NULL, "new sub/c.jsonl, 2 passed, 0 hashed, 3 known, 1 put");
  index_it(fx, "t2", NULL, "new d.txt, 0 passed, 0 hashed, 0 known, 1 put");
  assert_prunes(fx, "t", 0, 0, 5);
  take_away(fx, "t/b.jsonl");
  assert_prunes(fx, "t", 1, 1, 5);
  assert_sound(fx, 4);
  rap_stored_document d;
  assert_ok(rap_store_get(fx->store, fx->arena, RAP_STR("2"), &d, &fx->err));
  assert_true(rap_str_ends(d.doc.file, RAP_STR("t/sub/c.jsonl")));
  assert_prunes(fx, "t", 0, 0, 3);
  /* A file that moved is the same document. */
  assert_int_equal(rename(path_in(fx, "t/a.txt").p, path_in(fx, "t/sub/a.txt").p), 0);
  index_it(fx, "t", NULL, "new sub/a.txt, 1 passed, 0 hashed, 2 known, 1 put");
  assert_prunes(fx, "t", 1, 1, 4);
  /* A record that left its file. */
  put_file(fx, "t/sub/c.jsonl", RECORD("3", "Three."), 50);
  assert_prunes(fx, "t", 0, 1, 3);
  assert_sound(fx, 3);
  /* Not below the root: untouched. */
  take_away(fx, "t2/d.txt");
  assert_prunes(fx, "t", 0, 0, 2);
  take_away(fx, "t/sub/c.jsonl");
  take_away(fx, "t/sub/a.txt");
  assert_int_equal(rmdir(path_in(fx, "t/sub").p), 0);
  assert_prunes(fx, "t", 2, 2, 2);
  assert_sound(fx, 1);
}

static void what_may_be_there_stays(void **state) {
  fixture *fx = *state;
  make_some(fx);
  /* A record that is broken now: the file may hold it still. */
  put_file(fx, "t/b.jsonl", RECORD("1", "One.") "{\"id\": \"2\", broken\n", 50);
  assert_prunes(fx, "t", 0, 0, 3);
  assert_sound(fx, 3);
}

/* ---- refusals ---- */

static size_t count_files(const char *path) {
  size_t n = 0;
  DIR *dir = opendir(path);
  assert_non_null(dir);
  for (const struct dirent *e; (e = readdir(dir));) n += e->d_name[0] != '.';
  assert_int_equal(closedir(dir), 0);
  return n;
}

static void refusals_are_kept_once(void **state) {
  fixture *fx = *state;
  rap_str folder = path_in(fx, "q"), file = path_in(fx, "a b.jsonl");
  bool made;
  put_file(fx, "a b.jsonl", "{broken\n", 100);
  assert_ok(rap_quarantine_open(folder, &fx->err));
  assert_ok(rap_quarantine_open(folder, &fx->err));
  rap_refusal r = {.file = file,
                   .place = rap_arena_printf(fx->arena, "%.*s:1", RAP_FMT(file)),
                   .record = RAP_STR("{broken"),
                   .status = RAP_ERR_INPUT,
                   .reason = RAP_STR("why")};
  for (int round = 0; round < 2; round++) {
    assert_ok(rap_quarantine_put(folder, &r, &made, &fx->err));
    assert_int_equal(made, round == 0);
    assert_int_equal(count_files(folder.p), 2);
  }
  r.record = (rap_str){0};
  r.place = file;
  for (int round = 0; round < 2; round++) {
    assert_ok(rap_quarantine_put(folder, &r, &made, &fx->err));
    assert_int_equal(made, round == 0);
    assert_int_equal(count_files(folder.p), 4);
  }
  /* Members of one container share what is kept of it. */
  for (int i = 0; i < 3; i++) {
    r.place = rap_arena_printf(fx->arena, "%.*s/in/%d.txt", RAP_FMT(file), i);
    assert_ok(rap_quarantine_put(folder, &r, &made, &fx->err));
    assert_int_equal(count_files(folder.p), (size_t)(6 + i));
  }
  /* A file that is not there any more leaves the reason. */
  r = (rap_refusal){.file = path_in(fx, "gone"), .place = path_in(fx, "gone"), .status = RAP_ERR_IO, .reason = RAP_STR("gone")};
  assert_ok(rap_quarantine_put(folder, &r, &made, &fx->err));
  assert_int_equal(count_files(folder.p), 9);
  assert_status(rap_quarantine_open(file, &fx->err), RAP_ERR_IO);
  assert_status(rap_quarantine_put(path_in(fx, "no/such"), &r, &made, &fx->err), RAP_ERR_IO);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(unchanged_is_not_opened, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(bytes_decide, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(racy_files_are_hashed, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(what_else_decides, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(refusals_are_tried_again, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(conflicts_stay, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(changes_while_read_are_seen, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(ten_thousand_are_passed_over_unopened, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(what_is_gone_goes, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(what_may_be_there_stays, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(refusals_are_kept_once, fixture_setup, fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
