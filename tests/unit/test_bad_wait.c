/* A wait for bytes that a signal breaks: the source asks whether to go on. */
#include "test.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "ingest/source.h"

static volatile sig_atomic_t alarms;
static int writer; /* the pipe's other end */

/* The second alarm brings what is waited for, so that a source that goes on waiting does end. */
static void on_alarm(int number) {
  (void)number;
  alarms++;
  if (alarms == 2) {
    (void)!write(writer, "Goa met.\n", 9);
    (void)close(writer);
  }
}

static bool yes(void) { return true; }
static bool no(void) { return false; }

static void arm(void) {
  struct sigaction action = {.sa_handler = on_alarm};
  sigemptyset(&action.sa_mask);
  assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
  struct itimerval every = {{0, 50000}, {0, 50000}};
  alarms = 0;
  assert_int_equal(setitimer(ITIMER_REAL, &every, NULL), 0);
}

static rap_status read_one(bool (*interrupted)(void), rap_str *text, rap_arena *arena, rap_error *err) {
  int ends[2];
  rap_source *source = NULL;
  rap_raw_document raw;
  rap_str path = RAP_STR("-");
  assert_int_equal(pipe(ends), 0);
  writer = ends[1];
  rap_source_options options = {.stdin_fd = ends[0], .interrupted = interrupted};
  assert_int_equal(rap_source_new(&path, 1, &options, &source, err), RAP_OK);
  arm();
  rap_status st = rap_source_next(source, arena, &raw, err);
  struct itimerval never = {0};
  assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
  *text = raw.text;
  rap_source_free(source);
  (void)close(ends[0]);
  if (alarms < 2) (void)close(writer);
  return st;
}

static void test_wait(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_error err = {0};
  rap_str text;
  assert_int_equal(read_one(yes, &text, arena, &err), RAP_ERR_INTERRUPTED);
  assert_string_equal(err.text, "-: interrupted");
  rap_error_clear(&err);
  assert_int_equal(read_one(no, &text, arena, &err), RAP_OK);
  assert_true(rap_str_starts(text, RAP_STR("Goa met.")));
  assert_int_equal(read_one(NULL, &text, arena, &err), RAP_OK);
  assert_true(rap_str_starts(text, RAP_STR("Goa met.")));
  rap_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_wait)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
