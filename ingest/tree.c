#include "ingest/tree.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/limits.h"

/* One folder that is being walked. */
struct folder {
  char **names;
  size_t n, next;
  size_t path_len; /* of the folder's path in tree->path, with the '/' */
};

struct rap_tree {
  const rap_str *paths;
  size_t n_paths, next_path;
  bool hidden;
  rap_buf path;
  size_t root_len; /* of the argument in `path`, with the '/' */
  struct folder stack[RAP_MAX_TREE_DEPTH];
  size_t depth;
  struct stat info; /* of the file given last */
  bool (*enter)(void *ctx, rap_str name);
  void *enter_ctx;
};

rap_status rap_tree_new(const rap_str *paths, size_t n_paths, bool hidden, rap_tree **out, rap_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return rap_error_nomem(err);
  (*out)->paths = paths;
  (*out)->n_paths = n_paths;
  (*out)->hidden = hidden;
  return RAP_OK;
}

const struct stat *rap_tree_info(const rap_tree *tree) { return &tree->info; }

void rap_tree_set_enter(rap_tree *tree, bool (*enter)(void *ctx, rap_str name), void *ctx) {
  tree->enter = enter;
  tree->enter_ctx = ctx;
}

static void clear_folder(struct folder *folder) {
  for (size_t i = 0; i < folder->n; i++) free(folder->names[i]);
  free(folder->names);
  *folder = (struct folder){0};
}

void rap_tree_free(rap_tree *tree) {
  if (!tree) return;
  while (tree->depth > 0) clear_folder(&tree->stack[--tree->depth]);
  rap_buf_clear(&tree->path);
  free(tree);
}

static int by_bytes(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static bool add_name(struct folder *folder, size_t *capacity, const char *name) {
  if (folder->n == *capacity) {
    size_t want = *capacity ? *capacity * 2 : 32;
    char **names = realloc(folder->names, want * sizeof *names);
    if (!names) return false;
    folder->names = names;
    *capacity = want;
  }
  folder->names[folder->n] = strdup(name);
  return folder->names[folder->n] && ++folder->n;
}

/* Reads the folder at tree->path and puts it on the stack. */
static rap_status enter(rap_tree *tree, rap_error *err) {
  const char *path = tree->path.p;
  if (tree->depth == RAP_MAX_TREE_DEPTH) return rap_error_set(err, RAP_ERR_LIMIT, "%s: folders more than %d deep", path, RAP_MAX_TREE_DEPTH);
  DIR *dir = opendir(path);
  if (!dir) return rap_error_set(err, RAP_ERR_IO, "%s: %s", path, strerror(errno));
  struct folder folder = {0};
  size_t capacity = 0;
  rap_status st = RAP_OK;
  for (;;) {
    errno = 0;
    const struct dirent *entry = readdir(dir);
    if (!entry) {
      if (errno) st = rap_error_set(err, RAP_ERR_IO, "%s: %s", path, strerror(errno));
      break;
    }
    const char *name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || (name[0] == '.' && !tree->hidden)) continue;
    if (!add_name(&folder, &capacity, name)) {
      st = rap_error_nomem(err);
      break;
    }
  }
  closedir(dir);
  if (tree->path.p[tree->path.n - 1] != '/') rap_buf_putc(&tree->path, '/');
  if (st == RAP_OK && rap_buf_failed(&tree->path)) st = rap_error_nomem(err);
  if (st != RAP_OK) {
    clear_folder(&folder);
    return st;
  }
  if (folder.n) qsort(folder.names, folder.n, sizeof *folder.names, by_bytes);
  folder.path_len = tree->path.n;
  tree->stack[tree->depth++] = folder;
  return RAP_OK;
}

static void set_path(rap_tree *tree, size_t keep, rap_str more) {
  tree->path.n = keep;
  rap_buf_add(&tree->path, more);
}

/* What stands at tree->path: a file (*is_file), a folder, which is entered, or something to pass over. */
static rap_status look(rap_tree *tree, bool is_argument, bool *is_file, rap_error *err) {
  *is_file = false;
  const char *path = tree->path.p;
  if (stat(path, &tree->info) != 0) {
    /* A link that leads back into itself is passed over like a link to a folder. */
    if (errno == ELOOP && !is_argument) return RAP_OK;
    return rap_error_set(err, RAP_ERR_IO, "%s: %s", path, strerror(errno));
  }
  if (S_ISDIR(tree->info.st_mode)) {
    struct stat link;
    if (!is_argument && (lstat(path, &link) != 0 || S_ISLNK(link.st_mode))) return RAP_OK;
    if (!is_argument && tree->enter && !tree->enter(tree->enter_ctx, rap_str_sub(rap_buf_str(&tree->path), tree->root_len, tree->path.n)))
      return RAP_OK;
    return enter(tree, err);
  }
  *is_file = is_argument || S_ISREG(tree->info.st_mode);
  return RAP_OK;
}

/* The next argument: "-", a file (then true in *found), or a folder to be walked. */
static rap_status next_argument(rap_tree *tree, bool *found, rap_error *err) {
  rap_str argument = tree->paths[tree->next_path++];
  set_path(tree, 0, argument);
  if (rap_buf_failed(&tree->path)) return rap_error_nomem(err);
  tree->root_len = 0;
  tree->info = (struct stat){0};
  *found = rap_str_is(argument, "-");
  if (*found) return RAP_OK;
  if (argument.n == 0) return rap_error_set(err, RAP_ERR_IO, "'': no such file or folder");
  if (memchr(argument.p, '\0', argument.n)) return rap_error_set(err, RAP_ERR_IO, "%.*s: a path with a NUL byte in it", RAP_FMT(argument));
  rap_status st = look(tree, true, found, err);
  if (st != RAP_OK) return st;
  if (*found) {
    size_t slash = argument.n;
    while (slash > 0 && argument.p[slash - 1] != '/') slash--;
    tree->root_len = slash;
  } else {
    tree->root_len = tree->path.n;
  }
  return RAP_OK;
}

rap_status rap_tree_next(rap_tree *tree, rap_str *path, rap_str *name, rap_error *err) {
  bool found = false;
  *path = *name = (rap_str){0};
  while (!found) {
    rap_status st = RAP_OK;
    if (tree->depth == 0) {
      if (tree->next_path == tree->n_paths) return RAP_NOT_FOUND;
      st = next_argument(tree, &found, err);
    } else {
      struct folder *folder = &tree->stack[tree->depth - 1];
      if (folder->next == folder->n) {
        clear_folder(folder);
        tree->depth--;
        continue;
      }
      set_path(tree, folder->path_len, rap_str_of(folder->names[folder->next++]));
      if (rap_buf_failed(&tree->path)) return rap_error_nomem(err);
      st = look(tree, false, &found, err);
    }
    if (st != RAP_OK) return st;
  }
  assert(tree->root_len <= tree->path.n);
  *path = rap_buf_str(&tree->path);
  *name = rap_str_sub(*path, tree->root_len, path->n);
  return RAP_OK;
}
