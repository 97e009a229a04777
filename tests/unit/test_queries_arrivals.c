/* What is told of folders, and what is made of it. */
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queries/arrivals.h"

static bool wants(const rap_arrivals *a, const char *path) { return rap_arrivals_wants(a, rap_str_of(path), false); }
static bool leads(const rap_arrivals *a, const char *path) { return rap_arrivals_wants(a, rap_str_of(path), true); }
static void note(rap_arrivals *a, rap_notify_what what, const char *path) { rap_arrivals_note(a, what, rap_str_of(path)); }

static void test_wanted(void **state) {
  (void)state;
  rap_arrivals a = {0};
  assert_false(rap_arrivals_due(&a));
  static const char *const came[] = {"/in/z.txt", "/in/a/b/c.txt", "/in/a-b/x.txt", "/in/new", "/in/a.txt", "/in/z.txt"};
  for (size_t i = 0; i < sizeof came / sizeof *came; i++) note(&a, RAP_NOTIFY_CAME, came[i]);
  note(&a, RAP_NOTIFY_GONE, "/in/gone.txt");
  assert_true(rap_arrivals_due(&a));
  rap_arrivals_begin(&a);
  assert_false(rap_arrivals_due(&a));
  assert_true(wants(&a, "/in/z.txt") && wants(&a, "/in/a/b/c.txt") && wants(&a, "/in/new/deep/er.txt"));
  assert_false(wants(&a, "/in/b.txt") || wants(&a, "/in/a/b/c.txt2") || wants(&a, "/in/newer.txt") || wants(&a, "/in/gone.txt"));
  assert_true(leads(&a, "/in/a") && leads(&a, "/in/a/b") && leads(&a, "/in/a-b") && leads(&a, "/in/new") && leads(&a, "/in/new/deep") &&
              leads(&a, "/in"));
  assert_false(leads(&a, "/in/b") || leads(&a, "/in/a/c") || leads(&a, "/in/z") || leads(&a, "/in/a/b/c") || leads(&a, "/i"));
  assert_int_equal(rap_arrivals_gone(&a)->n, 1);
  note(&a, RAP_NOTIFY_CAME, "/in/late.txt");
  assert_false(wants(&a, "/in/late.txt"));
  rap_arrivals_end(&a, false);
  rap_arrivals_begin(&a);
  assert_true(wants(&a, "/in/late.txt") && wants(&a, "/in/z.txt"));
  assert_int_equal(rap_arrivals_gone(&a)->n, 1);
  rap_arrivals_end(&a, true);
  assert_false(rap_arrivals_due(&a));
  rap_arrivals_clear(&a);
}

static void test_writing(void **state) {
  (void)state;
  rap_arrivals a = {0};
  note(&a, RAP_NOTIFY_WRITING, "/in/a.txt");
  note(&a, RAP_NOTIFY_WRITING, "/in/d/b.txt");
  assert_false(rap_arrivals_due(&a));
  assert_true(rap_arrivals_is_written(&a, RAP_STR("/in/a.txt")));
  note(&a, RAP_NOTIFY_CAME, "/in/a.txt");
  assert_false(rap_arrivals_is_written(&a, RAP_STR("/in/a.txt")));
  note(&a, RAP_NOTIFY_GONE, "/in/d"); /* with all that was in it */
  assert_false(rap_arrivals_is_written(&a, RAP_STR("/in/d/b.txt")));
  note(&a, RAP_NOTIFY_WRITING, "/in/c.txt");
  rap_arrivals_defer(&a, RAP_STR("/in/c.txt"));
  assert_true(rap_arrivals_is_written(&a, RAP_STR("/in/c.txt")));
  note(&a, RAP_NOTIFY_LOST, "");
  assert_false(rap_arrivals_is_written(&a, RAP_STR("/in/c.txt")));
  rap_arrivals_begin(&a);
  assert_true(wants(&a, "/any/thing") && leads(&a, "/any"));
  assert_null(rap_arrivals_gone(&a));
  rap_arrivals_end(&a, false);
  assert_true(rap_arrivals_due(&a));
  rap_arrivals_clear(&a);
}

/* More than is kept in mind: everything is looked at. */
static void test_flood(void **state) {
  (void)state;
  rap_arrivals a = {0};
  char path[32];
  for (int i = 0; i <= RAP_ARRIVALS_MAX; i++) {
    (void)snprintf(path, sizeof path, "/in/%d", i);
    note(&a, RAP_NOTIFY_CAME, path);
    note(&a, RAP_NOTIFY_WRITING, path);
  }
  rap_arrivals_begin(&a);
  assert_null(rap_arrivals_gone(&a));
  assert_true(wants(&a, "/elsewhere"));
  rap_arrivals_clear(&a);
}

/* ---- the system ---- */

typedef struct heard {
  char text[1024];
  size_t skip; /* of a path, in front of what is told */
} heard;

static void hear(void *ctx, rap_notify_what what, rap_str path) {
  static const char *const names[] = {"came", "writing", "gone", "unmounted", "lost"};
  heard *h = ctx;
  size_t n = strlen(h->text);
  char line[300];
  (void)snprintf(line, sizeof line, "%s %.*s\n", names[what], RAP_FMT(rap_str_sub(path, h->skip, path.n)));
  if (strstr(h->text, line) == NULL) (void)snprintf(h->text + n, sizeof h->text - n, "%s", line);
}

static const char *in_dir(const char *dir, const char *name) {
  static char paths[2][400];
  static int at;
  at = !at;
  (void)snprintf(paths[at], sizeof paths[at], "%s/%s", dir, name);
  return paths[at];
}

static FILE *begin_file(const char *path) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs("Goa.\n", file) >= 0 && fflush(file) == 0);
  return file;
}

static void assert_heard(rap_notify *notify, heard *h, const char *want) {
  rap_error err = {0};
  h->text[0] = '\0';
  assert_int_equal(rap_notify_read(notify, hear, h, &err), RAP_OK);
  assert_string_equal(h->text, want);
}

static void test_told(void **state) {
  (void)state;
  char dir[] = "/tmp/rapporteur-notify.XXXXXX", away[64];
  rap_notify *notify = NULL;
  rap_error err = {0};
  assert_non_null(mkdtemp(dir));
  heard h = {.skip = strlen(dir) + 1};
  (void)snprintf(away, sizeof away, "%s-away", dir);
  rap_status st = rap_notify_new(&notify, &err);
  if (st == RAP_NOT_FOUND) {
    assert_int_equal(rmdir(dir), 0);
    skip();
  }
  assert_int_equal(st, RAP_OK);
  assert_int_equal(mkdir(in_dir(dir, "a"), 0777), 0);
  assert_int_equal(rap_notify_add(notify, rap_str_of(dir), &err), RAP_OK);
  FILE *file = begin_file(in_dir(dir, "a/x.txt"));
  assert_heard(notify, &h, "came a/x.txt\nwriting a/x.txt\n"); /* made, when it was empty no more; and written to since */
  assert_int_equal(fclose(file), 0);
  assert_heard(notify, &h, "came a/x.txt\n");
  assert_int_equal(rename(in_dir(dir, "a/x.txt"), in_dir(dir, "y.txt")), 0);
  assert_heard(notify, &h, "gone a/x.txt\ncame y.txt\n");
  assert_int_equal(link(in_dir(dir, "y.txt"), in_dir(dir, "a/z.txt")), 0);
  assert_int_equal(mkdir(in_dir(dir, "b"), 0777), 0);
  assert_int_equal(fclose(begin_file(in_dir(dir, ".hidden"))), 0);
  assert_heard(notify, &h, "came a/z.txt\ncame b\n");
  assert_int_equal(fclose(begin_file(in_dir(dir, "b/in.txt"))), 0);
  assert_heard(notify, &h, "came b/in.txt\nwriting b/in.txt\n");
  /* Moved away it is of no interest any more, whatever happens in it. */
  assert_int_equal(rename(in_dir(dir, "b"), away), 0);
  assert_heard(notify, &h, "gone b\n");
  assert_int_equal(unlink(in_dir(away, "in.txt")), 0);
  assert_heard(notify, &h, "");
  assert_int_equal(rmdir(away), 0);
  assert_int_equal(unlink(in_dir(dir, "a/z.txt")), 0);
  assert_int_equal(rmdir(in_dir(dir, "a")), 0);
  assert_heard(notify, &h, "gone a/z.txt\ngone a\n");
  rap_notify_remove(notify, rap_str_of(dir));
  assert_int_equal(unlink(in_dir(dir, "y.txt")), 0);
  assert_int_equal(unlink(in_dir(dir, ".hidden")), 0);
  assert_heard(notify, &h, "");
  rap_notify_free(notify);
  assert_int_equal(rmdir(dir), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_wanted), cmocka_unit_test(test_writing), cmocka_unit_test(test_flood),
                                     cmocka_unit_test(test_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
