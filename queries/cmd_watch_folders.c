#include <sys/stat.h>

#include "ingest/tree.h"
#include "queries/plan.h"
#include "queries/watch.h"

static bool is_empty(rap_str path) {
  rap_tree *tree = NULL;
  rap_str file, name;
  rap_error ignored = {0};
  bool empty = rap_tree_new(&path, 1, false, &tree, &ignored) == RAP_OK && rap_tree_next(tree, &file, &name, &ignored) == RAP_NOT_FOUND;
  rap_tree_free(tree);
  return empty;
}

void rap_watch_say(const rap_watch *w, rap_log_level level, rap_status st, rap_str place, const char *what) {
  rap_error line = {0};
  (void)rap_error_set(&line, RAP_ERR_IO, "%.*s: %s", RAP_FMT(place), what);
  rap_cli_say(w->cli, level, st, place, rap_str_of(line.text));
}

void rap_watch_go_deaf(rap_watch *w, const rap_error *why) {
  rap_cli_note(w->cli, "%s; all is looked at every %d seconds", why->text, RAP_WATCH_POLL_SECONDS);
  rap_notify_free(w->notify);
  w->notify = NULL;
  w->poll = RAP_WATCH_POLL_SECONDS;
}

/* Whether the system tells what happens there; if it can't, all is looked at from time to time. */
static rap_status listen_to(rap_watch *w, rap_str real, rap_error *err) {
  rap_error own = {0};
  if (!w->notify) return RAP_OK;
  rap_status st = rap_notify_add(w->notify, real, &own);
  if (st == RAP_ERR_NOMEM) return rap_error_nomem(err);
  if (st == RAP_OK) return RAP_OK;
  rap_watch_go_deaf(w, &own);
  return RAP_OK;
}

/* The folder is there, for the first time, again, or as another one. */
static rap_status take_in(rap_watch *w, rap_watch_folder *f, const struct stat *info, rap_error *err) {
  rap_str real;
  rap_error own = {0};
  rap_status st = rap_plan_canonical(w->run, rap_arena_printf(w->run, "%.*s/.", RAP_FMT(f->path)), &real, &own);
  if (st == RAP_ERR_IO) return RAP_OK; /* it went meanwhile */
  if (st != RAP_OK) return rap_error_nomem(err);
  if (!rap_str_eq(real, f->real)) f->real = rap_arena_str(w->cli->arena, real);
  if (!f->real.p) return rap_error_nomem(err);
  f->device = info->st_dev;
  f->inode = info->st_ino;
  if (f->away && !w->o->batch.quiet) rap_watch_say(w, RAP_LOG_INFO, RAP_OK, f->path, "is there again");
  f->away = false;
  rap_arrivals_note_all(&w->arrivals, false);
  return listen_to(w, f->real, err);
}

/* A folder that is gone, or another and empty one (the place where a disk was mounted), is waited for. */
static rap_status look_at(rap_watch *w, rap_watch_folder *f, rap_error *err) {
  struct stat info;
  rap_str path = rap_arena_str(w->run, f->path);
  if (!path.p) return rap_error_nomem(err);
  bool there = stat(path.p, &info) == 0 && S_ISDIR(info.st_mode);
  bool known = f->real.n > 0, same = known && there && info.st_dev == f->device && info.st_ino == f->inode;
  if (same && !f->away) return RAP_OK;
  if (known && !same && w->notify) rap_notify_remove(w->notify, f->real); /* wherever it is now */
  if (there && (!known || same || !is_empty(path))) return take_in(w, f, &info, err);
  if (!f->away) rap_watch_say(w, RAP_LOG_ERROR, RAP_ERR_IO, f->path, "the folder is away; it is waited for, and nothing of it is taken out");
  f->away = true;
  return RAP_OK;
}

rap_status rap_watch_look_at_folders(rap_watch *w, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < w->n; i++) st = look_at(w, &w->folders[i], err);
  return st;
}
