/* What programs read of a run: lines of the log, places, files that are replaced whole. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "queries/location.h"
#include "queries/log.h"
#include "queries/replace.h"

static void assert_place(const char *file, const char *place, const char *want_file, const char *member, int64_t line) {
  rap_location got = rap_location_of(rap_str_of(file), rap_str_of(place));
  assert_int_equal(got.line, line);
  assert_true(rap_str_is(got.file, want_file));
  assert_true(rap_str_is(got.member, member));
}

static void test_places(void **state) {
  (void)state;
  assert_place("in/a.txt", "in/a.txt", "in/a.txt", "", 0);
  assert_place("in/a.jsonl", "in/a.jsonl:7", "in/a.jsonl", "", 7);
  assert_place("a.zip", "a.zip/b/c.jsonl:12", "a.zip", "b/c.jsonl", 12);
  assert_place("a.zip", "a.zip/b:1/c", "a.zip", "b:1/c", 0);
  assert_place("a", "ab.txt:3", "ab.txt", "", 3);
  assert_place("", "b.txt:3", "b.txt", "", 3);
  assert_place("a:5", "a:5", "a:5", "", 0);
  assert_place("a", "", "a", "", 0);
  assert_place("a", "a:", "a", "", 0);
  assert_place("a", "a:99999999999999999999", "a", "99999999999999999999", 0);
}

static uint64_t next_random(uint64_t *x) {
  *x ^= *x << 13;
  *x ^= *x >> 7;
  *x ^= *x << 17;
  return *x;
}

/* Whatever the bytes: one line, that is one object with the keys it should have. */
static void test_any_bytes(void **state) {
  (void)state;
  uint64_t x = 88172645463325252u;
  rap_buf out = {0};
  rap_error err = {0};
  for (int round = 0; round < 2000; round++) {
    char bytes[64];
    size_t n = next_random(&x) % sizeof bytes, cut = n ? next_random(&x) % n : 0;
    for (size_t i = 0; i < n; i++)
      bytes[i] = (char)(round % 2 ? next_random(&x) : (uint64_t) "\n\r\"\\{}\0\x7f\xc3\xe2\x80\xa8:/1"[next_random(&x) % 16]);
    const rap_log_event event = {.level = (rap_log_level)(round % 3),
                                 .status = round % 4 ? RAP_OK : RAP_ERR_INPUT,
                                 .time = 1673146267,
                                 .file = {bytes, cut},
                                 .place = {bytes, n},
                                 .text = {bytes, n}};
    rap_buf_reset(&out);
    assert_int_equal(rap_log_write(&event, &out, &err), RAP_OK);
    rap_str line = rap_buf_str(&out);
    assert_true(line.n > 1 && line.p[line.n - 1] == '\n');
    assert_null(memchr(line.p, '\n', line.n - 1));
    rap_json *json = NULL;
    assert_int_equal(rap_json_parse(line, &json, &err), RAP_OK);
    assert_true(rap_str_is(rap_json_string(rap_json_get(json, "time")), "2023-01-08T02:51:07Z"));
    assert_non_null(rap_json_get(json, "text"));
    assert_true((rap_json_get(json, "status") != NULL) == (round % 4 == 0));
    rap_json_free(json);
  }
  rap_buf_clear(&out);
}

static void assert_content(const char *path, const char *want) {
  char bytes[64];
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  size_t n = fread(bytes, 1, sizeof bytes, file);
  assert_int_equal(fclose(file), 0);
  assert_true(rap_str_is((rap_str){bytes, n}, want));
}

static void test_replace(void **state) {
  (void)state;
  char dir[] = "/tmp/rapporteur-replace.XXXXXX", path[64], none[64], part[96];
  struct stat info;
  rap_error err = {0};
  assert_non_null(mkdtemp(dir));
  (void)snprintf(path, sizeof path, "%s/s.json", dir);
  (void)snprintf(none, sizeof none, "%s/none/s.json", dir);
  (void)snprintf(part, sizeof part, "%s.part-%ld", path, (long)getpid());
  FILE *left = fopen(part, "w");
  assert_non_null(left);
  assert_int_equal(fclose(left), 0);
  assert_int_equal(rap_file_replace(rap_str_of(path), RAP_STR("one\n"), &err), RAP_OK);
  assert_content(path, "one\n");
  assert_int_equal(rap_file_replace(rap_str_of(path), RAP_STR("two, longer\n"), &err), RAP_OK);
  assert_content(path, "two, longer\n");
  assert_int_not_equal(stat(part, &info), 0);
  assert_int_equal(rap_file_replace(RAP_STR("/dev/null"), RAP_STR("gone"), &err), RAP_OK);
  assert_int_equal(stat("/dev/null", &info), 0);
  assert_true(S_ISCHR(info.st_mode));
  assert_int_equal(rap_file_replace(rap_str_of(none), RAP_STR("x"), &err), RAP_ERR_IO);
  assert_non_null(strstr(err.text, none));
  rap_error_clear(&err);
  assert_int_equal(rap_file_replace(rap_str_of(dir), RAP_STR("x"), &err), RAP_ERR_IO);
  rap_error_clear(&err);
  assert_int_equal(rap_file_replace(RAP_STR("a\0b"), RAP_STR("x"), &err), RAP_ERR_IO);
  /* Piece by piece: nothing is seen until the end, and nothing is left of what failed. */
  rap_error_clear(&err);
  rap_new_file f;
  assert_int_equal(rap_new_file_begin(&f, rap_str_of(path), &err), RAP_OK);
  assert_true(rap_file_write(f.fd, RAP_STR("three")));
  assert_content(path, "two, longer\n");
  assert_int_equal(rap_new_file_end(&f, RAP_ERR_INTERRUPTED, &err), RAP_ERR_INTERRUPTED);
  assert_content(path, "two, longer\n");
  assert_int_not_equal(stat(part, &info), 0);
  assert_int_equal(rap_new_file_begin(&f, rap_str_of(path), &err), RAP_OK);
  assert_true(rap_file_write(f.fd, RAP_STR("four")));
  assert_true(rap_file_write(f.fd, RAP_STR("\n")));
  assert_int_equal(rap_new_file_end(&f, RAP_OK, &err), RAP_OK);
  assert_content(path, "four\n");
  assert_int_equal(unlink(path), 0);
  assert_int_equal(rmdir(dir), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_places), cmocka_unit_test(test_any_bytes), cmocka_unit_test(test_replace)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
