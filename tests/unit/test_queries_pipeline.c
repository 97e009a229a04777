/* The pipeline: the same items in the same order for any number of jobs; early ends; what is chosen late. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "queries/pipeline.h"

enum { DOCUMENTS = 120, LOG_BYTES = 64 * 1024 };

typedef struct fixture {
  char path[300];
  rap_rules *rules;
} fixture;

static int setup(void **state) {
  fixture *fx = calloc(1, sizeof *fx);
  const char *folder = getenv("TMPDIR");
  static const rap_str pack = {RAP_TEST_ROOT "/tests/fault/pack", sizeof RAP_TEST_ROOT "/tests/fault/pack" - 1};
  const rap_rules_source source = {.dirs = &pack, .n_dirs = 1};
  rap_error err = {0};
  assert_non_null(fx);
  assert_int_equal(rap_rules_load(&source, &fx->rules, &err), RAP_OK);
  (void)snprintf(fx->path, sizeof fx->path, "%s/rap-pipeline-XXXXXX", folder && strlen(folder) < 200 ? folder : "/tmp");
  int fd = mkstemp(fx->path);
  FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
  assert_non_null(out);
  for (int i = 0; i < DOCUMENTS; i++) {
    (void)fprintf(out, "{\"id\": \"%d\", \"date\": \"2023-01-08\", \"text\": \"Northland discussed road number %d.", i, i);
    for (int k = 0; k < i * 37 % 50; k++) (void)fprintf(out, " Southland spoke of bridge %d.", k);
    (void)fprintf(out, i % 10 == 9 ? "\"\n" : "\"}\n"); /* every tenth is broken */
  }
  assert_int_equal(fclose(out), 0);
  *state = fx;
  return 0;
}

static int teardown(void **state) {
  fixture *fx = *state;
  rap_rules_free(fx->rules);
  (void)unlink(fx->path);
  free(fx);
  return 0;
}

typedef struct log {
  char text[LOG_BYTES];
  size_t n, settled;
  size_t fail_choose, fail_settle; /* at this document; 0: never */
  bool hesitant;                   /* says no until the answer is final */
  bool refuse_odd;
} log;

static void add(log *l, const char *line) {
  int n = snprintf(l->text + l->n, sizeof l->text - l->n, "%s\n", line);
  assert_true(n > 0 && l->n + (size_t)n < sizeof l->text);
  l->n += (size_t)n;
}

static rap_status choose(void *ctx, rap_item *item, bool final, bool *work, rap_error *err) {
  log *l = ctx;
  uint64_t id = 0;
  assert_true(rap_str_uint(item->key.id, &id));
  if (l->fail_choose && id >= l->fail_choose) return rap_error_set(err, RAP_ERR_STORE, "no answer");
  *work = !(l->hesitant && !final) && !(l->refuse_odd && id % 2);
  return RAP_OK;
}

static rap_status work(const void *ctx, rap_worker *worker, rap_item *item, rap_error *err) {
  (void)ctx;
  rap_buf_printf(&item->text, "%zu mentions", item->record.n_mentions);
  item->prepared = (rap_prepared){.doc = &item->doc, .record = &item->record, .raw = &item->key};
  return rap_store_prepare(worker->preparer, item->arena, &item->prepared, err);
}

static rap_status settle(void *ctx, rap_item *item, bool chosen, rap_error *err) {
  log *l = ctx;
  char line[600];
  if (l->fail_settle && item->progress.documents >= l->fail_settle) return rap_error_set(err, RAP_ERR_FULL, "no room");
  if (item->stage == RAP_ITEM_NONE)
    (void)snprintf(line, sizeof line, "%s", item->error.text);
  else
    (void)snprintf(line, sizeof line, "%.*s: %s, %s, %02x%02x, %zu and %zu bytes", RAP_FMT(item->key.id), chosen ? "chosen" : "not chosen",
                   item->text.n ? item->text.p : "", item->prepared.input_hash[0], item->prepared.input_hash[1], item->prepared.body_z.n,
                   item->prepared.record_z.n);
  assert_int_equal(item->stage == RAP_ITEM_ANALYSED, chosen && item->status == RAP_OK);
  add(l, line);
  l->settled++;
  return RAP_OK;
}

static rap_status run(const fixture *fx, size_t jobs, log *l, rap_error *err) {
  rap_str paths[] = {rap_str_of(fx->path), RAP_STR("/nowhere/to/be/found"), rap_str_of(fx->path)};
  const rap_str_list list = {.items = paths, .n = 3};
  const rap_pipeline_options options = {.paths = &list,
                                        .source = {.stdin_fd = -1},
                                        .rules = fx->rules,
                                        .jobs = jobs,
                                        .keyed = true,
                                        .ctx = l,
                                        .choose = choose,
                                        .work = work,
                                        .settle = settle};
  rap_source_progress end;
  size_t used;
  rap_status st = rap_pipeline_run(&options, &end, &used, err);
  assert_true(used >= 1 && used <= jobs);
  if (st == RAP_OK) assert_int_equal(end.documents + end.errors, l->settled);
  if (st == RAP_OK) assert_int_equal(end.files, 2);
  return st;
}

static const size_t jobs[] = {2, 3, 8, RAP_MAX_JOBS};
enum { N_JOBS = sizeof jobs / sizeof jobs[0] };

/* One log for one job, and the same for more. */
static void same_for_all(const fixture *fx, log how) {
  log *alone = calloc(1, sizeof *alone), *many = calloc(1, sizeof *many);
  assert_non_null(alone);
  assert_non_null(many);
  rap_error err = {0};
  *alone = how;
  rap_status st = run(fx, 1, alone, &err);
  for (size_t i = 0; i < N_JOBS; i++) {
    rap_error other = {0};
    *many = how;
    assert_int_equal(run(fx, jobs[i], many, &other), st);
    assert_string_equal(err.text, other.text);
    assert_string_equal(alone->text, many->text);
  }
  free(alone);
  free(many);
}

static void test_same(void **state) {
  same_for_all(*state, (log){0});
  same_for_all(*state, (log){.refuse_odd = true});
}

/* An answer that was not final is asked for again, and its document worked on then. */
static void test_late(void **state) {
  same_for_all(*state, (log){.hesitant = true});
  same_for_all(*state, (log){.hesitant = true, .refuse_odd = true});
}

static void test_early_end(void **state) {
  for (size_t at = 1; at < 200; at += 40) same_for_all(*state, (log){.fail_settle = at});
  rap_error err = {0};
  for (size_t i = 0; i < N_JOBS; i++) {
    log *l = calloc(1, sizeof *l);
    assert_non_null(l);
    l->fail_choose = 30;
    rap_error_clear(&err);
    assert_int_equal(run(*state, jobs[i], l, &err), RAP_ERR_STORE);
    assert_string_equal(err.text, "no answer");
    assert_true(l->settled <= 33);
    free(l);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(test_same, setup, teardown),
                                     cmocka_unit_test_setup_teardown(test_late, setup, teardown),
                                     cmocka_unit_test_setup_teardown(test_early_end, setup, teardown)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
