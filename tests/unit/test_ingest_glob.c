/* test_ingest_glob.c: patterns for paths. */
#include "test.h"

#include <stdlib.h>

#include "base/limits.h"
#include "ingest/glob.h"

static rap_arena *arena;

static int setup(void **state) {
  (void)state;
  arena = rap_arena_new();
  return arena ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  rap_arena_free(arena);
  return 0;
}

static bool meets(const char *pattern, const char *path, bool folder) {
  const rap_glob *glob;
  rap_error err = {0};
  if (rap_glob_new(arena, rap_str_of(pattern), &glob, &err) != RAP_OK) fail_msg("%s", err.text);
  return rap_glob_meets(glob, rap_str_of(path), folder);
}

/* Pattern, then the paths that it meets, then those that it doesn't; a path that ends in '/' is a folder's. */
static const struct {
  const char *pattern, *yes[8], *no[8];
} rows[] = {
    {"*.txt", {"a.txt", "sub/a.txt", "sub/dir/.txt", ".txt"}, {"a.txt.gz", "a.TXT", "txt", "sub.txt2/a"}},
    {"*.txt", {"old.txt/a.html"}, {"a"}}, /* a folder that meets it */
    {"drafts", {"drafts", "drafts/", "drafts/a", "a/drafts/b/c", "a/drafts/"}, {"drafts2", "adrafts", "a/drafts2/b"}},
    {"drafts/", {"drafts/", "drafts/a", "a/drafts/b"}, {"drafts", "a/drafts"}},
    {"/a", {"a", "a/b", "a/"}, {"b/a", "ab"}},
    {"a/b", {"a/b", "a/b/c"}, {"x/a/b", "a/bc", "a"}},
    {"a/*/c", {"a/b/c", "a/bb/c/d"}, {"a/c", "a/b/b/c", "a//x"}},
    {"**/c", {"c", "a/c", "a/b/c", "c/x"}, {"ac", "a/bc", "cc"}},
    {"a/**/c", {"a/c", "a/b/c", "a/b/b/c", "a/b/c/d"}, {"a/bc", "x/a/c", "ac"}},
    {"a/**", {"a/b", "a/b/c", "a/b/"}, {"a", "a/", "b/a/c"}},
    {"**", {"a", "a/b"}, {0}},
    {"a**b", {"ab", "axb", "x/axxb"}, {"a/b", "ax/b"}},
    {"?", {"a", "\xC3\xA9", "x/a", "\xFF"}, {"ab", "aa/bb"}},
    {"a?c",
     {"abc", "a\xC3\xA9"
             "c"},
     {"a/c", "ac", "abbc"}},
    {"[a-c]x", {"ax", "cx"}, {"dx", "x", "-x"}},
    {"[!a-c]x", {"dx", "-x", "\xC3\xA9x"}, {"ax", "a/x/y", "x"}},
    {"[^a]", {"b"}, {"a"}},
    {"[]a]", {"]", "a"}, {"b"}},
    {"[a-]", {"-", "a"}, {"b"}},
    {"[\xC3\xA0-\xC3\xBC]", {"\xC3\xA9"}, {"e"}},
    {"x/[!a]y", {"x/by"}, {"x/ay", "x//y"}},
    {"\\*", {"*"}, {"a", "**"}},
    {"\\[a]", {"[a]"}, {"a"}},
    {"[\\]]", {"]"}, {"\\"}},
    {"release*2023/*.html", {"release-2023/a.html", "release2023/b.html/c"}, {"x/release2023/a.html", "release2023/a/b.html"}},
    {"\xFF*", {"\xFF", "\xFF\xFE"}, {"\xFE", "\xEF\xBF\xBD"}}, /* bytes that are no UTF-8 are not all the same */
    {"*/", {"a/", "a/b"}, {"a"}},
    {"a/b/", {"a/b/", "a/b/c"}, {"a/b", "c/a/b/"}},
};

static bool row_meets(const char *pattern, const char *path) {
  char text[256];
  size_t n = strlen(path);
  bool folder = n && path[n - 1] == '/';
  assert_true(n < sizeof text);
  memcpy(text, path, n + 1);
  if (folder) text[n - 1] = '\0';
  return meets(pattern, text, folder);
}

static void patterns_meet_paths(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    for (size_t k = 0; k < 8 && rows[i].yes[k]; k++)
      if (!row_meets(rows[i].pattern, rows[i].yes[k])) fail_msg("%s does not meet %s", rows[i].pattern, rows[i].yes[k]);
    for (size_t k = 0; k < 8 && rows[i].no[k]; k++)
      if (row_meets(rows[i].pattern, rows[i].no[k])) fail_msg("%s meets %s", rows[i].pattern, rows[i].no[k]);
  }
}

static void bad_patterns_are_told(void **state) {
  (void)state;
  static const char *const bad[] = {"", "/", "[a", "[", "[]", "a\\", "[b-a]", "[!", "x[\\"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    const rap_glob *glob;
    rap_error err = {0};
    assert_int_equal(rap_glob_new(arena, rap_str_of(bad[i]), &glob, &err), RAP_ERR_USAGE);
    assert_null(glob);
    assert_true(strstr(err.text, "pattern") != NULL);
  }
  char *text = malloc(RAP_MAX_GLOB_BYTES + 1);
  assert_non_null(text);
  memset(text, '*', RAP_MAX_GLOB_BYTES + 1);
  const rap_glob *glob;
  rap_error err = {0};
  assert_int_equal(rap_glob_new(arena, (rap_str){text, RAP_MAX_GLOB_BYTES + 1}, &glob, &err), RAP_ERR_USAGE);
  free(text);
}

/* What makes matchers that go back take for ever. */
static void hostile_patterns_end(void **state) {
  (void)state;
  char pattern[RAP_MAX_GLOB_BYTES], path[4096];
  const rap_glob *glob;
  rap_error err = {0};
  for (size_t i = 0; i < sizeof pattern; i++) pattern[i] = "*a"[i % 2];
  memset(path, 'a', sizeof path);
  path[sizeof path - 1] = 'b';
  assert_int_equal(rap_glob_new(arena, (rap_str){pattern, sizeof pattern}, &glob, &err), RAP_OK);
  assert_false(rap_glob_meets(glob, (rap_str){path, sizeof path}, false));
  for (size_t i = 0; i < sizeof pattern; i++) pattern[i] = "**/a"[i % 4];
  pattern[sizeof pattern - 1] = 'b';
  for (size_t i = 0; i < sizeof path; i++) path[i] = "a/"[i % 2];
  assert_int_equal(rap_glob_new(arena, (rap_str){pattern, sizeof pattern}, &glob, &err), RAP_OK);
  assert_false(rap_glob_meets(glob, (rap_str){path, sizeof path}, false));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(patterns_meet_paths, setup, teardown),
      cmocka_unit_test_setup_teardown(bad_patterns_are_told, setup, teardown),
      cmocka_unit_test_setup_teardown(hostile_patterns_end, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
