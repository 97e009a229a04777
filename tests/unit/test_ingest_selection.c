/* test_ingest_selection.c: lists of files, and which files of trees and lists are taken. */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "ingest/selection.h"

static char root[64];
static rap_arena *arena;

static int setup(void **state) {
  (void)state;
  (void)snprintf(root, sizeof root, "/tmp/rap-selection-XXXXXX");
  arena = rap_arena_new();
  return arena && mkdtemp(root) && chdir(root) == 0 ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  char command[128];
  rap_arena_free(arena);
  (void)snprintf(command, sizeof command, "rm -rf '%s'", root);
  return chdir("/") == 0 ? system(command) : -1;
}

/* ---- manifests ---- */

/* "path|id|date|source …" of each line that is one, and the message of each other. */
static void read_list(rap_str bytes, bool nul, rap_buf *out) {
  rap_manifest *m = NULL;
  rap_error err = {0};
  rap_manifest_entry e;
  rap_status st = rap_manifest_parse(RAP_STR("list"), bytes, nul, &m, &err);
  if (st != RAP_OK) {
    rap_buf_printf(out, "%s\n", err.text);
    return;
  }
  while ((st = rap_manifest_next(m, &e, &err)) != RAP_NOT_FOUND) {
    if (st != RAP_OK)
      rap_buf_printf(out, "%s\n", err.text);
    else
      rap_buf_printf(out, "%d %.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s\n", (int)e.line, RAP_FMT(e.path), RAP_FMT(e.id), RAP_FMT(e.date), RAP_FMT(e.title),
                     RAP_FMT(e.source), RAP_FMT(e.url), RAP_FMT(e.language));
    rap_error_clear(&err);
  }
  rap_manifest_free(m);
}

static void assert_list(rap_str bytes, bool nul, const char *expected) {
  rap_buf out = {0};
  read_list(bytes, nul, &out);
  if (!rap_str_is(rap_buf_str(&out), expected)) fail_msg("got:\n%s\nexpected:\n%s", out.p ? out.p : "", expected);
  rap_buf_clear(&out);
}

static void lists_of_paths(void **state) {
  (void)state;
  assert_list(RAP_STR("a.txt\n\nb c/d.txt\r\n  e\n"), false, "1 a.txt||||||\n3 b c/d.txt||||||\n4   e||||||\n");
  assert_list(RAP_STR("\xEF\xBB\xBF"
                      "a.txt"),
              false, "1 a.txt||||||\n");
  assert_list(RAP_STR("a\nb\0\0c\td\0-\0e"), true, "1 a\nb||||||\n3 c\td||||||\nlist:4: standard input can't be listed\n5 e||||||\n");
  assert_list(RAP_STR(""), false, "");
  assert_list(RAP_STR("x\0y\nz\n"), false, "list:1: a path with a NUL byte in it: x\n2 z||||||\n");
  char line[6000];
  memset(line, 'p', sizeof line);
  rap_buf out = {0};
  read_list((rap_str){line, sizeof line}, false, &out);
  assert_true(rap_str_starts(rap_buf_str(&out), RAP_STR("list:1: a path that is too long: ppp")));
  rap_buf_clear(&out);
}

static void lists_with_columns(void **state) {
  (void)state;
  assert_list(RAP_STR("date\tpath\tsource\n2023-01-08\ta.txt\tPIB\n\tb.txt\n\n2023-02-30\tc.txt\n\t\tPIB\n\td\te\tf\n"), false,
              "2 a.txt||2023-01-08||PIB||\n3 b.txt||||||\nlist:5: no date: 2023-02-30\nlist:6: no path\nlist:7: more fields than columns, from f\n");
  assert_list(RAP_STR("path\tcolour\na\tred\n"), false, "list:1: unknown column 'colour'\n");
  assert_list(RAP_STR("path\tpath\na\tb\n"), false, "list:1: twice the column 'path'\n");
}

static void lists_of_objects(void **state) {
  (void)state;
  assert_list(
      RAP_STR(
          "{\"path\": \"a\\u00e9.txt\", \"id\": \"7\", \"language\": \"hi\", \"url\": null}\n{\"path\": 7}\n[]\n{\n{\"date\": \"2023\"}\n{\"paht\": \"x\"}\n"
          "{\"path\": \"t\", \"title\": \"T\", \"url\": \"u\"}\n{\"path\": \"a\\u0000b\"}\n"),
      false,
      "1 a\xC3\xA9.txt|7|||||hi\nlist:2: no string: path\nlist:3: no JSON object\nlist:4: 1:1: string or '}' expected near end of file\nlist:5: no path\n"
      "list:6: unknown key paht\n7 t|||T||u|\nlist:8: a path with a NUL byte in it: a\n");
}

/* ---- selections ---- */

static void put(const char *path) {
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_true(fputs(path, f) >= 0);
  assert_int_equal(fclose(f), 0);
}

static void make_tree(void) {
  static const char *const folders[] = {"t", "t/sub", "t/sub/deep", "t/drafts"};
  static const char *const files[] = {"t/a.txt", "t/b.html", "t/.hidden", "t/sub/c.txt", "t/sub/deep/d.txt", "t/sub/deep/e.tmp", "t/drafts/f.txt"};
  for (size_t i = 0; i < 4; i++) assert_int_equal(mkdir(folders[i], 0777), 0);
  for (size_t i = 0; i < 7; i++) put(files[i]);
}

static const rap_glob *const *globs_of(const char *patterns, size_t *n) {
  rap_str rest = rap_str_of(patterns), part;
  const rap_glob **out = rap_arena_array(arena, 8, sizeof *out);
  rap_error err = {0};
  *n = 0;
  while (rest.n && rap_str_split(&rest, ' ', &part)) assert_int_equal(rap_glob_new(arena, part, &out[(*n)++], &err), RAP_OK);
  return out;
}

static void select_all(const rap_selection_options *options, rap_buf *out, rap_selection_tally *tally) {
  rap_selection *s = NULL;
  rap_error err = {0};
  rap_selected file;
  rap_status st = rap_selection_new(options, &s, &err);
  assert_int_equal(st, RAP_OK);
  while ((st = rap_selection_next(s, &file, &err)) != RAP_NOT_FOUND) {
    if (st == RAP_OK)
      rap_buf_printf(out, "%.*s (%.*s) ", RAP_FMT(file.path), RAP_FMT(file.name));
    else
      rap_buf_printf(out, "%s: %s ", rap_status_name(st), err.text);
    if (st == RAP_OK) assert_true(rap_str_is(file.path, "-") ? file.info.size == 0 : file.info.size > 0);
    rap_error_clear(&err);
  }
  *tally = rap_selection_tally_of(s);
  rap_selection_free(s);
}

static rap_selection_tally assert_selects(const char *argument, const char *include, const char *exclude, const char *list, const char *expected) {
  rap_buf out = {0};
  rap_selection_tally tally;
  rap_error err = {0};
  rap_str path = rap_str_of(argument);
  rap_selection_options options = {.paths = &path, .n_paths = path.n > 0};
  options.include = globs_of(include, &options.n_include);
  options.exclude = globs_of(exclude, &options.n_exclude);
  if (*list) assert_int_equal(rap_manifest_parse(RAP_STR("list"), rap_str_of(list), false, &options.manifest, &err), RAP_OK);
  select_all(&options, &out, &tally);
  if (!rap_str_is(rap_buf_str(&out), expected)) fail_msg("got:\n%s\nexpected:\n%s", out.p ? out.p : "", expected);
  rap_buf_clear(&out);
  rap_manifest_free(options.manifest);
  return tally;
}

static void patterns_narrow(void **state) {
  (void)state;
  make_tree();
  assert_selects(
      "t", "", "", "",
      "t/a.txt (a.txt) t/b.html (b.html) t/drafts/f.txt (drafts/f.txt) t/sub/c.txt (sub/c.txt) t/sub/deep/d.txt (sub/deep/d.txt) t/sub/deep/e.tmp (sub/deep/e.tmp) ");
  rap_selection_tally tally =
      assert_selects("t", "*.txt", "drafts deep/d*", "", "t/a.txt (a.txt) t/sub/c.txt (sub/c.txt) t/sub/deep/d.txt (sub/deep/d.txt) ");
  assert_int_equal(tally.excluded, 3); /* b.html, e.tmp, and the folder */
  assert_selects("t", "sub", "**/deep/d*", "", "t/sub/c.txt (sub/c.txt) t/sub/deep/e.tmp (sub/deep/e.tmp) ");
  assert_selects("t/a.txt", "*.html", "", "", "");
  assert_selects("t/sub/c.txt", "/c.txt", "", "", "t/sub/c.txt (c.txt) ");
  assert_selects("-", "*.html", "*", "", "- (-) ");
  tally = assert_selects(
      "missing", "", "", "t/a.txt\n./t/sub/c.txt\nt/no\nt/drafts\n",
      "RAP_ERR_IO: missing: No such file or directory t/a.txt (a.txt) ./t/sub/c.txt (c.txt) RAP_ERR_IO: t/no: No such file or directory t/drafts/f.txt (f.txt) ");
  assert_int_equal(tally.failed, 2);
  assert_int_equal(tally.files, 3);
  assert_selects("", "t/sub", "", "t/a.txt\n./t/sub/c.txt\n", "./t/sub/c.txt (c.txt) ");
}

static void age_narrows(void **state) {
  (void)state;
  make_tree();
  const struct timespec old[2] = {{.tv_sec = 1000000}, {.tv_sec = 1000000, .tv_nsec = 5}};
  assert_int_equal(utimensat(AT_FDCWD, "t/a.txt", old, 0), 0);
  rap_file_info info;
  assert_true(rap_file_info_at("t/a.txt", &info));
  assert_int_equal(info.modified, INT64_C(1000000000000005));
  rap_str path = RAP_STR("t");
  rap_buf out = {0};
  rap_selection_tally tally;
  rap_selection_options options = {.paths = &path, .n_paths = 1, .modified_since = info.modified + 1};
  select_all(&options, &out, &tally);
  assert_int_equal(tally.older, 1);
  assert_int_equal(tally.files, 5);
  rap_buf_reset(&out);
  options.modified_since--;
  select_all(&options, &out, &tally);
  assert_int_equal(tally.files, 6);
  rap_buf_clear(&out);
}

static void looks_are_compared(void **state) {
  (void)state;
  rap_file_info a, b;
  unsigned char one[RAP_DIGEST_BYTES], two[RAP_DIGEST_BYTES];
  rap_error err = {0};
  put("x");
  assert_true(rap_file_info_at("x", &a));
  assert_true(a.regular && a.size == 1);
  assert_int_equal(rap_file_hash_at("x", one, &b, &err), RAP_OK);
  assert_true(rap_file_info_same(&a, &b));
  const int64_t second = INT64_C(1000000000);
  assert_true(rap_file_info_is_racy(&a, a.modified));
  assert_true(rap_file_info_is_racy(&a, a.modified + 2 * second - 1));
  assert_false(rap_file_info_is_racy(&a, a.modified + 2 * second));
  assert_true(rap_file_info_is_racy(&a, a.modified - 10 * second)); /* a clock that runs behind */
  FILE *f = fopen("x", "w");
  assert_non_null(f);
  assert_true(fputs("y", f) >= 0);
  assert_int_equal(fclose(f), 0);
  assert_int_equal(rap_file_hash_at("x", two, &b, &err), RAP_OK);
  assert_memory_not_equal(one, two, sizeof one);
  assert_false(rap_file_info_at("nothing", &b));
  assert_int_equal(rap_file_hash_at("nothing", two, &b, &err), RAP_ERR_IO);
  assert_true(rap_file_info_at(".", &b));
  assert_false(b.regular);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(lists_of_paths, setup, teardown),   cmocka_unit_test_setup_teardown(lists_with_columns, setup, teardown),
      cmocka_unit_test_setup_teardown(lists_of_objects, setup, teardown), cmocka_unit_test_setup_teardown(patterns_narrow, setup, teardown),
      cmocka_unit_test_setup_teardown(age_narrows, setup, teardown),      cmocka_unit_test_setup_teardown(looks_are_compared, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
