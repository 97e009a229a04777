#include "queries/prune.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/buf.h"

typedef struct pruning {
  rap_store *store;
  const rap_plan *plan;
  bool take; /* else it is only counted */
  rap_prune_fn fn;
  void *ctx;
  rap_prune_counts *counts;
  rap_arena *arena;
} pruning;

/* Whether there is nothing at a path, NUL-terminated. What can't be told is a failure: then nothing is to be taken out. */
static rap_status is_gone(const char *path, bool *gone, bool *folder, rap_error *err) {
  struct stat info;
  *gone = *folder = false;
  if (lstat(path, &info) == 0) {
    *folder = S_ISDIR(info.st_mode);
    return RAP_OK;
  }
  *gone = errno == ENOENT || errno == ENOTDIR;
  return *gone ? RAP_OK : rap_error_set(err, RAP_ERR_IO, "%s: %s", path, strerror(errno));
}

static rap_status on_file(void *ctx, const rap_file_below *file, rap_error *err) {
  pruning *p = ctx;
  bool gone, folder;
  p->counts->of += file->documents;
  if (rap_plan_met(p->plan, file->id)) return RAP_OK;
  rap_status st = is_gone(file->path.p, &gone, &folder, err);
  if (st != RAP_OK || !(gone || folder)) return st;
  p->counts->files++;
  if (p->fn) p->fn(p->ctx, file->path, file->alone);
  if (p->take) return rap_store_file_prune(p->store, file->id, &p->counts->documents, err);
  p->counts->documents += file->alone;
  return RAP_OK;
}

/* The file that holds it, or held it: the first part of the path that is there and no folder. Empty: there is none. */
static rap_status holder_of(pruning *p, rap_str path, rap_str *out, rap_error *err) {
  *out = (rap_str){0};
  for (size_t n = 1; n <= path.n; n++) {
    bool gone, folder;
    if (n < path.n && path.p[n] != '/') continue;
    rap_str part = rap_arena_str(p->arena, rap_str_sub(path, 0, n));
    if (!part.p) return rap_error_nomem(err);
    rap_status st = is_gone(part.p, &gone, &folder, err);
    if (st != RAP_OK || gone) return st;
    *out = part;
    if (!folder) return RAP_OK;
    *out = (rap_str){0};
  }
  return RAP_OK;
}

static rap_status on_orphan(void *ctx, const rap_orphan *orphan, rap_error *err) {
  pruning *p = ctx;
  rap_str holder;
  rap_seen_file seen = {0};
  p->counts->of++;
  rap_arena_reset(p->arena);
  if (!rap_str_starts(orphan->path, RAP_STR("/"))) return RAP_OK; /* of no file */
  rap_status st = holder_of(p, orphan->path, &holder, err);
  if (st == RAP_OK && holder.n) st = rap_store_file_find(p->store, holder, p->arena, &seen, err);
  /* A file that was not read to its end, or of which something was refused or left out, may hold it still. */
  if (st != RAP_OK || (holder.n && (!seen.id || seen.errors || seen.since.year))) return st;
  p->counts->documents++;
  if (p->fn) p->fn(p->ctx, orphan->path, 1);
  return p->take ? rap_store_orphan_remove(p->store, orphan->id, err) : RAP_OK;
}

static bool is_below(rap_str path, rap_str root) {
  return rap_str_starts(path, root) && path.n > root.n && (path.p[root.n] == '/' || rap_str_ends(root, RAP_STR("/")));
}

/* A root that stands before is one only once. */
static bool is_covered(const rap_str_list *roots, size_t at) {
  for (size_t i = 0; i < roots->n; i++) {
    if (i < at && rap_str_eq(roots->items[at], roots->items[i])) return true;
    if (is_below(roots->items[at], roots->items[i])) return true;
  }
  return false;
}

static rap_status run(pruning *p, const rap_str_list *roots, rap_error *err) {
  rap_status st = RAP_OK;
  *p->counts = (rap_prune_counts){0};
  p->arena = rap_arena_new();
  if (!p->arena) return rap_error_nomem(err);
  for (size_t i = 0; st == RAP_OK && i < roots->n; i++) {
    if (is_covered(roots, i)) continue;
    st = rap_store_files_below(p->store, roots->items[i], on_file, p, err);
    if (st == RAP_OK) st = rap_store_orphans_below(p->store, roots->items[i], on_orphan, p, err);
  }
  rap_arena_free(p->arena);
  return st;
}

rap_status rap_prune_look(rap_store *store, const rap_plan *plan, const rap_str_list *roots, rap_prune_fn fn, void *ctx, rap_prune_counts *out,
                          rap_error *err) {
  pruning p = {.store = store, .plan = plan, .fn = fn, .ctx = ctx, .counts = out};
  return run(&p, roots, err);
}

rap_status rap_prune(rap_store *store, const rap_plan *plan, const rap_str_list *roots, rap_prune_counts *out, rap_error *err) {
  pruning p = {.store = store, .plan = plan, .take = true, .counts = out};
  return run(&p, roots, err);
}
