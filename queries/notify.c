#include "queries/notify.h"

#ifdef __linux__

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"

#define FOLDER_EVENTS (IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_ONLYDIR)
enum { EVENTS_AT_ONCE = 64 * 1024 };

struct rap_notify {
  int fd;
  char **paths; /* by watch; NULL: none */
  size_t n;
  _Alignas(struct inotify_event) char events[EVENTS_AT_ONCE];
};

rap_status rap_notify_new(rap_notify **out, rap_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out) return rap_error_nomem(err);
  (*out)->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if ((*out)->fd >= 0) return RAP_OK;
  int e = errno;
  free(*out);
  *out = NULL;
  return e == ENOSYS ? RAP_NOT_FOUND : e == ENOMEM ? rap_error_nomem(err) : rap_error_set(err, RAP_ERR_LIMIT, "inotify: %s", strerror(e));
}

void rap_notify_free(rap_notify *notify) {
  if (!notify) return;
  for (size_t i = 0; i < notify->n; i++) free(notify->paths[i]);
  free(notify->paths);
  (void)close(notify->fd);
  free(notify);
}

int rap_notify_fd(const rap_notify *notify) { return notify->fd; }

static void forget(rap_notify *notify, size_t watch) {
  if (watch >= notify->n) return;
  free(notify->paths[watch]);
  notify->paths[watch] = NULL;
}

/* Takes over `path`. */
static bool remember(rap_notify *notify, size_t watch, char *path) {
  if (watch >= notify->n) {
    size_t want = watch + watch / 2 + 16;
    char **paths = realloc(notify->paths, want * sizeof *paths);
    if (!paths) return false;
    for (size_t i = notify->n; i < want; i++) paths[i] = NULL;
    notify->paths = paths;
    notify->n = want;
  }
  free(notify->paths[watch]);
  notify->paths[watch] = path;
  return true;
}

/* *skip: it can't be read, or isn't there any more. */
static rap_status watch_one(rap_notify *notify, const char *path, bool *skip, rap_error *err) {
  *skip = false;
  int watch = inotify_add_watch(notify->fd, path, FOLDER_EVENTS);
  if (watch < 0 && (errno == ENOSPC || errno == ENOMEM))
    return rap_error_set(err, RAP_ERR_LIMIT, "%s: no more folders can be watched (fs.inotify.max_user_watches)", path);
  *skip = watch < 0;
  char *copy = *skip ? NULL : strdup(path);
  if (*skip) return RAP_OK;
  if (copy && remember(notify, (size_t)watch, copy)) return RAP_OK;
  free(copy);
  return rap_error_nomem(err);
}

static bool is_folder(const char *path) {
  struct stat info;
  return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Recursion is bounded by the depth of trees. */
static rap_status watch_below(rap_notify *notify, rap_buf *path, int depth, rap_error *err) {
  bool skip = false;
  if (depth == RAP_MAX_TREE_DEPTH) return RAP_OK;
  rap_status st = watch_one(notify, path->p, &skip, err);
  DIR *dir = st == RAP_OK && !skip ? opendir(path->p) : NULL;
  if (!dir) return st;
  size_t own = path->n;
  const struct dirent *entry;
  while (st == RAP_OK && (entry = readdir(dir)) != NULL) {
    if (entry->d_name[0] == '.') continue;
    rap_buf_putc(path, '/');
    rap_buf_puts(path, entry->d_name);
    if (rap_buf_failed(path))
      st = rap_error_nomem(err);
    else if (is_folder(path->p))
      st = watch_below(notify, path, depth + 1, err);
    if (st == RAP_OK) {
      path->n = own;
      path->p[own] = '\0';
    }
  }
  (void)closedir(dir);
  return st;
}

rap_status rap_notify_add(rap_notify *notify, rap_str folder, rap_error *err) {
  rap_buf path = {0};
  rap_buf_add(&path, folder);
  rap_status st = rap_buf_failed(&path) ? rap_error_nomem(err) : watch_below(notify, &path, 0, err);
  rap_buf_clear(&path);
  return st;
}

void rap_notify_remove(rap_notify *notify, rap_str folder) {
  for (size_t i = 0; i < notify->n; i++) {
    rap_str path = rap_str_of(notify->paths[i] ? notify->paths[i] : "");
    if (!rap_str_starts(path, folder) || (path.n > folder.n && path.p[folder.n] != '/')) continue;
    (void)inotify_rm_watch(notify->fd, (int)i);
    forget(notify, i);
  }
}

/* A file that was made and is empty is about to be written; one that has another name already is whole. */
static bool is_begun(const char *path) {
  struct stat info;
  return lstat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size == 0 && info.st_nlink == 1;
}

static rap_status tell(rap_notify *notify, const struct inotify_event *event, rap_buf *path, rap_notify_fn fn, void *ctx, rap_error *err) {
  rap_status st = RAP_OK;
  rap_str name = rap_buf_str(path);
  bool folder = (event->mask & IN_ISDIR) != 0;
  if (event->mask & (IN_DELETE | IN_MOVED_FROM)) {
    if (folder) rap_notify_remove(notify, name); /* moved away, it would be watched on under its old name */
    fn(ctx, RAP_NOTIFY_GONE, name);
  } else if (folder && (event->mask & (IN_CREATE | IN_MOVED_TO | IN_ATTRIB))) {
    st = rap_notify_add(notify, name, err);
    fn(ctx, RAP_NOTIFY_CAME, name);
  } else if (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO | IN_ATTRIB)) {
    fn(ctx, RAP_NOTIFY_CAME, name);
  } else if (event->mask & (IN_CREATE | IN_MODIFY)) {
    fn(ctx, event->mask & IN_MODIFY || is_begun(path->p) ? RAP_NOTIFY_WRITING : RAP_NOTIFY_CAME, name);
  }
  return st;
}

static rap_status take(rap_notify *notify, const struct inotify_event *event, rap_buf *path, rap_notify_fn fn, void *ctx, rap_error *err) {
  size_t watch = event->wd < 0 ? SIZE_MAX : (size_t)event->wd;
  if (event->mask & IN_Q_OVERFLOW) fn(ctx, RAP_NOTIFY_LOST, (rap_str){0});
  if (watch >= notify->n || !notify->paths[watch]) return RAP_OK;
  if (event->mask & IN_UNMOUNT) fn(ctx, RAP_NOTIFY_UNMOUNTED, rap_str_of(notify->paths[watch]));
  if (event->mask & IN_IGNORED) forget(notify, watch);
  /* The last byte of a name is NUL: event->len counts filling, too. */
  if (event->len == 0 || event->name[0] == '.' || event->mask & IN_IGNORED) return RAP_OK;
  rap_buf_reset(path);
  rap_buf_printf(path, "%s/%s", notify->paths[watch], event->name);
  return rap_buf_failed(path) ? rap_error_nomem(err) : tell(notify, event, path, fn, ctx, err);
}

rap_status rap_notify_read(rap_notify *notify, rap_notify_fn fn, void *ctx, rap_error *err) {
  rap_status st = RAP_OK;
  rap_buf path = {0};
  ssize_t n = 0;
  while (st == RAP_OK && (n = read(notify->fd, notify->events, sizeof notify->events)) > 0) {
    for (ssize_t at = 0; st == RAP_OK && at < n;) {
      const struct inotify_event *event = (const struct inotify_event *)(const void *)(notify->events + at);
      at += (ssize_t)(sizeof *event + event->len);
      st = take(notify, event, &path, fn, ctx, err);
    }
  }
  rap_buf_clear(&path);
  return st;
}

#else

rap_status rap_notify_new(rap_notify **out, rap_error *err) {
  (void)err;
  *out = NULL;
  return RAP_NOT_FOUND;
}

void rap_notify_free(rap_notify *notify) { (void)notify; }

rap_status rap_notify_add(rap_notify *notify, rap_str folder, rap_error *err) {
  (void)notify, (void)folder, (void)err;
  return RAP_OK;
}

void rap_notify_remove(rap_notify *notify, rap_str folder) { (void)notify, (void)folder; }

int rap_notify_fd(const rap_notify *notify) {
  (void)notify;
  return -1;
}

rap_status rap_notify_read(rap_notify *notify, rap_notify_fn fn, void *ctx, rap_error *err) {
  (void)notify, (void)fn, (void)ctx, (void)err;
  return RAP_OK;
}

#endif
