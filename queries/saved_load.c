/* saved_load.c: where saved questions come from. Layer: queries. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/embedded.h"
#include "base/limits.h"
#include "queries/saved.h"

RAP_EMBEDDED_TREE(rap_data_saved);

#define ENDING RAP_STR(".yaml")
#define FILES_MAX 1000 /* more in one folder are no questions that people wrote */

/* Puts it where its name belongs, in place of one that has the name already. Two of one name in one folder are a mistake. */
static rap_status add(rap_saved_set *set, rap_saved *q, rap_str folder, rap_error *err) {
  size_t at = 0;
  while (at < set->n && rap_str_cmp(set->items[at].name, q->name) < 0) at++;
  if (at < set->n && rap_str_eq(set->items[at].name, q->name)) {
    if (rap_str_starts(set->items[at].file, folder))
      return rap_error_set(err, RAP_ERR_RULES, "%.*s: a question '%.*s' stands in %.*s, too", RAP_FMT(q->file), RAP_FMT(q->name),
                           RAP_FMT(set->items[at].file));
    q->overrides = set->items[at].file;
    set->items[at] = *q;
    return RAP_OK;
  }
  void *items = set->items;
  if (!rap_arena_grow(set->arena, &items, set->n, &set->capacity, sizeof *set->items)) return rap_error_nomem(err);
  set->items = items;
  memmove(&set->items[at + 1], &set->items[at], (set->n - at) * sizeof *set->items);
  set->items[at] = *q;
  set->n++;
  return RAP_OK;
}

rap_status rap_saved_load_embedded(rap_saved_set *set, rap_error *err) {
  rap_status st = RAP_OK;
  for (const struct rap_embedded_file *f = rap_data_saved; st == RAP_OK && f->name; f++) {
    rap_saved q;
    if (!rap_str_ends(rap_str_of(f->name), ENDING)) continue;
    rap_str file = rap_arena_printf(set->arena, "built-in:%s", f->name);
    st = file.p ? rap_saved_parse(set->arena, set->commands, file, (rap_str){(const char *)f->data, f->len}, &q, err) : rap_error_nomem(err);
    if (st == RAP_OK) st = add(set, &q, RAP_STR("built-in:"), err);
  }
  return st;
}

static rap_status read_stream(FILE *in, rap_str path, rap_buf *out, rap_error *err) {
  char chunk[16384];
  size_t n = 0;
  errno = 0;
  while ((n = fread(chunk, 1, sizeof chunk, in)) > 0 && out->n <= RAP_MAX_YAML_BYTES) rap_buf_add(out, (rap_str){chunk, n});
  if (ferror(in)) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
  return rap_buf_failed(out) ? rap_error_nomem(err) : RAP_OK;
}

static rap_status load_file(rap_saved_set *set, rap_str folder, rap_str path, rap_error *err) {
  rap_buf text = {0};
  rap_saved q;
  FILE *in = fopen(path.p, "rb");
  if (!in) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
  rap_status st = read_stream(in, path, &text, err);
  (void)fclose(in);
  if (st == RAP_OK) st = rap_saved_parse(set->arena, set->commands, path, rap_buf_str(&text), &q, err);
  if (st == RAP_OK) st = add(set, &q, folder, err);
  rap_buf_clear(&text);
  return st;
}

static int by_bytes(const void *a, const void *b) { return rap_str_cmp(*(const rap_str *)a, *(const rap_str *)b); }

static rap_status list_files(rap_saved_set *set, DIR *dir, rap_str folder, rap_str_list *paths, rap_error *err) {
  for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
    rap_str name = rap_str_of(entry->d_name);
    if (name.p[0] == '.' || !rap_str_ends(name, ENDING)) continue;
    rap_str path = rap_arena_printf(set->arena, "%.*s/%s", RAP_FMT(folder), entry->d_name);
    if (!path.p || !rap_str_list_add(set->arena, paths, path)) return rap_error_nomem(err);
    if (paths->n > FILES_MAX) return rap_error_set(err, RAP_ERR_LIMIT, "%.*s: more than %d saved questions", RAP_FMT(folder), FILES_MAX);
  }
  if (paths->n) qsort(paths->items, paths->n, sizeof *paths->items, by_bytes);
  return RAP_OK;
}

rap_status rap_saved_load_folder(rap_saved_set *set, rap_str folder, bool must, rap_error *err) {
  rap_str_list paths = {0};
  while (folder.n > 1 && folder.p[folder.n - 1] == '/') folder.n--;
  rap_str path = rap_arena_str(set->arena, folder), prefix = rap_arena_printf(set->arena, "%.*s/", RAP_FMT(folder));
  if (!path.p || !prefix.p) return rap_error_nomem(err);
  DIR *dir = opendir(path.p);
  if (!dir && !must && (errno == ENOENT || errno == ENOTDIR)) return RAP_OK;
  if (!dir) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(folder), strerror(errno));
  rap_status st = list_files(set, dir, folder, &paths, err);
  (void)closedir(dir);
  for (size_t i = 0; st == RAP_OK && i < paths.n; i++) st = load_file(set, prefix, paths.items[i], err);
  return st;
}

const rap_saved *rap_saved_find(const rap_saved_set *set, rap_str name) {
  for (size_t i = 0; i < set->n; i++)
    if (rap_str_eq(set->items[i].name, name)) return &set->items[i];
  return NULL;
}
