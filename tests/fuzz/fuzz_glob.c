/* Patterns and paths: the matcher says what a plain one that goes back says. The first line is the pattern, the rest the path. */
#include "base/utf8.h"
#include "ingest/glob.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The plain one knows characters of ASCII, '*', '?' and "**" between slashes; it goes back, so that both are short. */
enum { MAX_PATTERN = 12, MAX_PATH = 16 };

static bool is_plain(rap_str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] >= 0x80 || strchr("[]\\\n", s.p[i]) || !s.p[i]) return false;
  return true;
}

static bool full(rap_str p, size_t i, rap_str s, size_t j) {
  if (i == p.n) return j == s.n;
  bool opens = i == 0 || p.p[i - 1] == '/';
  size_t stars = i;
  while (stars < p.n && p.p[stars] == '*') stars++;
  if (stars - i == 2 && opens && stars == p.n) return j < s.n;
  if (stars - i == 2 && opens && p.p[stars] == '/') {
    /* At the border of a part only, and over whole ones. */
    for (size_t k = j;; k++) {
      if ((k == j || s.p[k - 1] == '/') && full(p, stars + 1, s, k)) return true;
      if (k == s.n) return false;
      if (s.p[k] == '/' && (k == j || s.p[k - 1] == '/')) return false; /* no part is empty */
    }
  }
  if (stars > i) {
    for (size_t k = j;; k++) {
      if (full(p, stars, s, k)) return true;
      if (k == s.n || s.p[k] == '/') return false;
    }
  }
  return j < s.n && (p.p[i] == '?' ? s.p[j] != '/' : p.p[i] == s.p[j]) && full(p, i + 1, s, j + 1);
}

static bool plain_meets(rap_str p, rap_str path, bool folder) {
  bool only_folders = rap_str_ends(p, RAP_STR("/"));
  char text[MAX_PATTERN + 4] = "**/";
  if (only_folders) p.n--;
  if (rap_str_starts(p, RAP_STR("/"))) {
    p = rap_str_sub(p, 1, p.n);
  } else if (rap_str_find(p, RAP_STR("/"), 0) == SIZE_MAX) {
    memcpy(text + 3, p.p, p.n);
    p = (rap_str){text, p.n + 3};
  }
  for (size_t n = 0; n < path.n; n++)
    if (path.p[n] == '/' && full(p, 0, rap_str_sub(path, 0, n), 0)) return true;
  return (folder || !only_folders) && full(p, 0, path, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_str all = {(const char *)data, size}, pattern = {0};
  const rap_glob *glob;
  rap_error err = {0};
  if (!rap_str_split(&all, '\n', &pattern)) return 0;
  rap_str path = all.p ? all : RAP_STR("");
  rap_arena *arena = rap_arena_new();
  assert(arena);
  rap_status st = rap_glob_new(arena, pattern, &glob, &err);
  assert((st == RAP_OK) == (glob != NULL));
  if (st != RAP_OK) {
    assert(st == RAP_ERR_USAGE && err.text[0]);
  } else {
    bool file = rap_glob_meets(glob, path, false), folder = rap_glob_meets(glob, path, true);
    assert(folder || !file); /* what a file meets, a folder of that name does */
    bool doubled = rap_str_find(path, RAP_STR("//"), 0) != SIZE_MAX || rap_str_starts(path, RAP_STR("/"));
    if (pattern.n <= MAX_PATTERN && path.n <= MAX_PATH && is_plain(pattern) && is_plain(path) && !doubled && path.n) {
      assert(file == plain_meets(pattern, path, false));
      assert(folder == plain_meets(pattern, path, true));
    }
  }
  rap_arena_free(arena);
  return 0;
}
