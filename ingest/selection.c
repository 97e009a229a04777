#include "ingest/selection.h"

#include <stdlib.h>

#include "ingest/tree.h"

struct rap_selection {
  rap_selection_options options;
  rap_selection_tally tally;
  size_t next_path;
  rap_tree *tree; /* of the argument or listed path under way */
  rap_str root;
  rap_manifest_entry given;
  bool listed;
};

rap_status rap_selection_new(const rap_selection_options *options, rap_selection **out, rap_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return rap_error_nomem(err);
  (*out)->options = *options;
  return RAP_OK;
}

void rap_selection_free(rap_selection *s) {
  if (!s) return;
  rap_tree_free(s->tree);
  free(s);
}

rap_selection_tally rap_selection_tally_of(const rap_selection *s) { return s->tally; }

static bool any_meets(const rap_glob *const *globs, size_t n, rap_str path, bool folder) {
  for (size_t i = 0; i < n; i++)
    if (rap_glob_meets(globs[i], path, folder)) return true;
  return false;
}

static bool enter(void *ctx, rap_str name) {
  rap_selection *s = ctx;
  if (s->options.wants && !s->options.wants(s->options.ctx, s->root, name, NULL)) return false;
  bool excluded = any_meets(s->options.exclude, s->options.n_exclude, name, true);
  s->tally.excluded += excluded;
  return !excluded;
}

/* Begins with the next argument, then with the next listed path. RAP_NOT_FOUND behind the last. */
static rap_status next_root(rap_selection *s, rap_error *err) {
  rap_status st = RAP_OK;
  s->given = (rap_manifest_entry){0};
  s->listed = s->next_path == s->options.n_paths;
  if (!s->listed) {
    s->root = s->options.paths[s->next_path++];
  } else {
    st = s->options.manifest ? rap_manifest_next(s->options.manifest, &s->given, err) : RAP_NOT_FOUND;
    s->root = s->given.path;
  }
  if (st == RAP_OK) st = rap_tree_new(&s->root, 1, s->options.hidden, &s->tree, err);
  if (st == RAP_OK && (s->options.n_exclude || s->options.wants)) rap_tree_set_enter(s->tree, enter, s);
  return st;
}

/* A listed path stands for itself: "./a/b.txt" is below "a". */
static rap_str name_of(const rap_selection *s, rap_str path, rap_str name) {
  if (!s->listed) return name;
  while (rap_str_starts(path, RAP_STR("./"))) path = rap_str_sub(path, 2, path.n);
  while (rap_str_starts(path, RAP_STR("/"))) path = rap_str_sub(path, 1, path.n);
  return path;
}

static bool is_taken(rap_selection *s, rap_str name, const rap_file_info *info) {
  const rap_selection_options *o = &s->options;
  bool excluded = any_meets(o->exclude, o->n_exclude, name, false) || (o->n_include && !any_meets(o->include, o->n_include, name, false));
  bool older = !excluded && o->modified_since && info->regular && info->modified < o->modified_since;
  s->tally.excluded += excluded;
  s->tally.older += older;
  return !excluded && !older;
}

rap_status rap_selection_next(rap_selection *s, rap_selected *out, rap_error *err) {
  rap_status st = RAP_OK;
  bool found = false;
  *out = (rap_selected){0};
  while (st == RAP_OK && !found) {
    rap_str path, name;
    if (!s->tree) st = next_root(s, err);
    if (st != RAP_OK) break;
    st = rap_tree_next(s->tree, &path, &name, err);
    if (st == RAP_NOT_FOUND) {
      rap_tree_free(s->tree);
      s->tree = NULL;
      st = RAP_OK;
      continue;
    }
    if (st != RAP_OK) break;
    rap_file_info info = rap_file_info_of(rap_tree_info(s->tree));
    if (s->options.wants && !s->options.wants(s->options.ctx, s->root, name, &info)) continue;
    found = rap_str_is(path, "-") || is_taken(s, name_of(s, path, name), &info);
    if (found) *out = (rap_selected){.path = path, .name = name, .root = s->root, .info = info, .given = s->given};
  }
  s->tally.files += st == RAP_OK;
  s->tally.failed += st != RAP_OK && st != RAP_NOT_FOUND;
  return st;
}
