/* Killed, locked out, out of room, not allowed: the store stays whole and says what is the matter. */
#include "index_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "base/limits.h"

static maker numbered(fixture *fx, size_t i) {
  maker m = make(fx, rap_arena_printf(fx->arena, "doc-%05zu", i).p, "",
                 rap_arena_printf(fx->arena, "Telangana discussed matter number %zu with Kerala.", i).p, "2023-01-08");
  add_mention(&m, RAP_KIND_STATE, "Telangana", "IN-TG");
  add_theme(&m, "digital", true);
  add_event(&m, "", "Council of matters", (int)(i % 7) + 1, "", "", "held", true);
  add_statement(&m, "IN-TG IN-KL", "discussed", "digital", m.doc.full.p);
  return m;
}

static int64_t documents(fixture *fx) {
  rap_store_stats s;
  assert_ok(rap_store_stats_of(fx->store, &s, &fx->err));
  assert_int_equal(s.statements, s.documents);
  return s.documents;
}

/* Runs `child` in a process of its own and kills it when it has written a byte to the pipe. */
static void kill_when_ready(fixture *fx, void (*child)(fixture *fx, int ready)) {
  int ends[2];
  char byte;
  assert_int_equal(pipe(ends), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    (void)close(ends[0]);
    child(fx, ends[1]);
    _exit(0);
  }
  (void)close(ends[1]);
  assert_int_equal(read(ends[0], &byte, 1), 1);
  (void)close(ends[0]);
  assert_int_equal(kill(pid, SIGKILL), 0);
  assert_int_equal(waitpid(pid, NULL, 0), pid);
}

enum { BATCHES = 2, EXTRA = 37 };

/* Two batches and a bit, then waits to be killed. */
static void write_and_wait(fixture *fx, int ready) {
  rap_put_result r;
  rap_error err = {0};
  if (rap_store_open(rap_str_of(fx->path), RAP_STORE_WRITE, NULL, &fx->store, &err) != RAP_OK) _exit(1);
  for (size_t i = 0; i < BATCHES * RAP_BATCH_DOCUMENTS + EXTRA; i++) {
    maker m = numbered(fx, i);
    if (rap_store_put(fx->store, &m.doc, &m.record, STAMP, &r, &err) != RAP_OK) _exit(1);
  }
  (void)!write(ready, "x", 1);
  (void)pause();
}

static void test_killed_in_a_batch(void **state) {
  fixture *fx = *state;
  kill_when_ready(fx, write_and_wait);
  /* Whole batches are there, the begun one is not; no lock is left. */
  fixture_open(fx, RAP_STORE_READ);
  assert_int_equal(documents(fx), BATCHES * RAP_BATCH_DOCUMENTS);
  assert_int_equal(problems(fx), 0);
  fixture_open(fx, RAP_STORE_WRITE);
  size_t unchanged = 0;
  for (size_t i = 0; i < BATCHES * RAP_BATCH_DOCUMENTS + EXTRA; i++) {
    maker m = numbered(fx, i);
    unchanged += put(&m) == RAP_PUT_UNCHANGED;
  }
  assert_int_equal(unchanged, BATCHES * RAP_BATCH_DOCUMENTS);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_int_equal(documents(fx), BATCHES * RAP_BATCH_DOCUMENTS + EXTRA);
  assert_int_equal(problems(fx), 0);
}

/* ---- two writers ---- */

#define HOLDER "rapporteur index a\nb "

static void hold_lock(fixture *fx, int ready) {
  rap_error err = {0};
  char holder[400] = HOLDER;
  memset(holder + sizeof HOLDER - 1, 'x', sizeof holder - sizeof HOLDER);
  const rap_store_options options = {.holder = rap_str_of(holder)};
  if (rap_store_open(rap_str_of(fx->path), RAP_STORE_WRITE, &options, &fx->store, &err) != RAP_OK) _exit(1);
  (void)!write(ready, "x", 1);
  (void)pause();
}

static bool at_once(void) { return true; }

static void test_second_writer(void **state) {
  fixture *fx = *state;
  int ends[2];
  char byte, number[32];
  assert_int_equal(pipe(ends), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    (void)close(ends[0]);
    hold_lock(fx, ends[1]);
    _exit(0);
  }
  (void)close(ends[1]);
  assert_int_equal(read(ends[0], &byte, 1), 1);
  (void)close(ends[0]);
  rap_store_options quick = {.busy_timeout_ms = 120};
  assert_status(rap_store_open(rap_str_of(fx->path), RAP_STORE_WRITE, &quick, &fx->store, &fx->err), RAP_ERR_BUSY);
  (void)snprintf(number, sizeof number, "process %ld", (long)pid);
  rap_str message = rap_str_of(fx->err.text);
  assert_true(rap_str_find(message, rap_str_of(number), 0) != SIZE_MAX);
  assert_true(rap_str_find(message, rap_str_of(fx->path), 0) != SIZE_MAX);
  assert_true(rap_str_find(message, RAP_STR(" (rapporteur index a?b xxx"), 0) != SIZE_MAX);
  assert_true(rap_str_find(message, RAP_STR("x …) has held the write lock since 2"), 0) != SIZE_MAX);
  assert_true(rap_str_ends(message, RAP_STR("Z")));
  rap_error_clear(&fx->err);
  rap_store_options interruptible = {.busy_timeout_ms = 60000, .interrupted = at_once};
  assert_status(rap_store_open(rap_str_of(fx->path), RAP_STORE_WRITE, &interruptible, &fx->store, &fx->err), RAP_ERR_INTERRUPTED);
  /* What stands in the file is believed of the process that holds the lock only. */
  char lock[sizeof fx->path + 8];
  (void)snprintf(lock, sizeof lock, "%s-lock", fx->path);
  FILE *file = fopen(lock, "w");
  assert_non_null(file);
  assert_true(fputs("1 elsewhere 2020-01-01T00:00:00Z rapporteur watch /\n", file) >= 0 && fclose(file) == 0);
  rap_error_clear(&fx->err);
  /* POSIX locks belong to the process: closing the file let nothing go that the other one holds. */
  assert_status(rap_store_open(rap_str_of(fx->path), RAP_STORE_WRITE, &quick, &fx->store, &fx->err), RAP_ERR_BUSY);
  message = rap_str_of(fx->err.text);
  assert_true(rap_str_find(message, rap_str_of(number), 0) != SIZE_MAX);
  assert_true(rap_str_find(message, RAP_STR("elsewhere"), 0) == SIZE_MAX);
  rap_error_clear(&fx->err);
  /* Readers are not kept out. */
  fixture_open(fx, RAP_STORE_READ);
  assert_int_equal(documents(fx), 0);
  rap_store_close(fx->store);
  fx->store = NULL;
  assert_int_equal(kill(pid, SIGKILL), 0);
  assert_int_equal(waitpid(pid, NULL, 0), pid);
  /* The lock file is still there, but nobody holds it. */
  fixture_open(fx, RAP_STORE_WRITE);
}

/* A writer that waits gets in when the first one ends. */
static void test_waiting_writer(void **state) {
  fixture *fx = *state;
  int ends[2];
  char byte;
  assert_int_equal(pipe(ends), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    rap_error err = {0};
    struct timespec nap = {.tv_nsec = 300000000L};
    if (rap_store_open(rap_str_of(fx->path), RAP_STORE_WRITE, NULL, &fx->store, &err) != RAP_OK) _exit(1);
    (void)!write(ends[1], "x", 1);
    (void)nanosleep(&nap, NULL);
    rap_store_close(fx->store);
    _exit(0);
  }
  assert_int_equal(read(ends[0], &byte, 1), 1);
  fixture_open(fx, RAP_STORE_WRITE);
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  (void)close(ends[0]);
  (void)close(ends[1]);
}

/* ---- no room ---- */

static void test_full(void **state) {
  fixture *fx = *state;
  maker first = numbered(fx, 0);
  fixture_open(fx, RAP_STORE_WRITE);
  put(&first);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  rap_store_stats s;
  assert_ok(rap_store_stats_of(fx->store, &s, &fx->err));
  rap_store_close(fx->store);
  fx->store = NULL;
  rap_store_options small = {.max_bytes = (uint64_t)s.file_bytes + 20 * 16384};
  assert_ok(rap_store_open(rap_str_of(fx->path), RAP_STORE_WRITE, &small, &fx->store, &fx->err));
  rap_status st = RAP_OK;
  for (size_t i = 1; i < 20000 && st == RAP_OK; i++) {
    maker m = numbered(fx, i);
    rap_put_result r;
    rap_error_clear(&fx->err);
    st = rap_store_put(fx->store, &m.doc, &m.record, STAMP, &r, &fx->err);
  }
  assert_int_equal(st, RAP_ERR_FULL);
  assert_non_null(strstr(fx->err.text, fx->path));
  assert_int_equal(rap_store_pending(fx->store), 0);
  rap_store_close(fx->store);
  fx->store = NULL;
  fixture_open(fx, RAP_STORE_READ);
  assert_true(documents(fx) >= 1);
  assert_int_equal(documents(fx) % RAP_BATCH_DOCUMENTS, 1);
  assert_int_equal(problems(fx), 0);
  /* With room again it goes on. */
  fixture_open(fx, RAP_STORE_WRITE);
  for (size_t i = 0; i < 100; i++) {
    maker m = numbered(fx, i);
    put(&m);
  }
  assert_ok(rap_store_finish(fx->store, &fx->err));
  assert_true(documents(fx) >= 100);
  assert_int_equal(problems(fx), 0);
}

/* ---- not allowed ---- */

/* Permissions don't bind root, so the attempts run as nobody. Exit status: the number of the step that went wrong. */
static int attempts(fixture *fx) {
  rap_error err = {0};
  rap_store *store;
  rap_str path = rap_str_of(fx->path);
  if (chmod(fx->path, 0444) != 0) return 1;
  if (rap_store_open(path, RAP_STORE_WRITE, NULL, &store, &err) != RAP_ERR_READONLY) return 2;
  rap_error_clear(&err);
  if (rap_store_open(path, RAP_STORE_READ, NULL, &store, &err) != RAP_OK) return 3;
  rap_store_close(store);
  if (chmod(fx->dir, 0555) != 0) return 4;
  if (rap_store_open(path, RAP_STORE_WRITE, NULL, &store, &err) != RAP_ERR_READONLY) return 5;
  rap_error_clear(&err);
  rap_str new_path = rap_arena_printf(fx->arena, "%s/new.db", fx->dir);
  if (rap_store_open(new_path, RAP_STORE_WRITE, NULL, &store, &err) != RAP_ERR_READONLY) return 6;
  rap_error_clear(&err);
  size_t n = 1;
  if (rap_store_open(path, RAP_STORE_READ, NULL, &store, &err) != RAP_OK) return 7;
  if (rap_store_check(store, on_problem, NULL, &n, &err) != RAP_OK || n != 0) return 8;
  rap_store_close(store);
  if (chmod(fx->path, 0000) != 0) return 9;
  if (rap_store_open(path, RAP_STORE_READ, NULL, &store, &err) != RAP_ERR_IO) return 10;
  return 0;
}

static void test_read_only(void **state) {
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker m = numbered(fx, 0);
  put(&m);
  assert_ok(rap_store_finish(fx->store, &fx->err));
  rap_store_close(fx->store);
  fx->store = NULL;
  enum { NOBODY = 65534 };
  if (geteuid() == 0) assert_true(chown(fx->dir, NOBODY, NOBODY) == 0 && chown(fx->path, NOBODY, NOBODY) == 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) _exit(geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0) ? 99 : attempts(fx));
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

/* Reading goes on while a batch is written, and sees the last commit. */
static void test_reader_beside_writer(void **state) {
  fixture *fx = *state;
  fixture_open(fx, RAP_STORE_WRITE);
  maker a = numbered(fx, 0), b = numbered(fx, 1);
  put(&a);
  assert_ok(rap_store_commit(fx->store, &fx->err));
  put(&b);
  rap_store *reader, *writer = fx->store;
  assert_ok(rap_store_open(rap_str_of(fx->path), RAP_STORE_READ, NULL, &reader, &fx->err));
  fx->store = reader;
  assert_int_equal(documents(fx), 1);
  assert_ok(rap_store_finish(writer, &fx->err));
  assert_int_equal(documents(fx), 2);
  rap_put_result r;
  maker c = numbered(fx, 2);
  assert_status(rap_store_put(reader, &c.doc, &c.record, STAMP, &r, &fx->err), RAP_ERR_READONLY);
  rap_store_close(writer);
  assert_int_equal(documents(fx), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(test_killed_in_a_batch), TEST(test_second_writer),       TEST(test_waiting_writer), TEST(test_full),
                                     TEST(test_read_only),         TEST(test_reader_beside_writer)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
