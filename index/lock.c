#include "index/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MS = 50, HOST_MAX = 128 };

struct rap_lock {
  int fd;
  char path[];
};

static rap_status open_failed(const char *path, rap_error *err) {
  int e = errno;
  rap_status st = e == EACCES || e == EROFS || e == EPERM ? RAP_ERR_READONLY : e == ENOSPC || e == EDQUOT ? RAP_ERR_FULL : RAP_ERR_IO;
  return rap_error_set(err, st, "%s: the write lock cannot be taken: %s", path, strerror(e));
}

/* The lock is worth something only on the file that now has the name: the holder before us may have removed the one that we opened. */
static bool is_current(const rap_lock *lock) {
  struct stat opened, named;
  return fstat(lock->fd, &opened) == 0 && stat(lock->path, &named) == 0 && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

static void sign(const rap_lock *lock) {
  char host[HOST_MAX] = "", line[HOST_MAX + 32];
  if (gethostname(host, sizeof host) != 0) host[0] = '\0';
  host[sizeof host - 1] = '\0';
  int n = snprintf(line, sizeof line, "%ld %s\n", (long)getpid(), host);
  /* Only the message needs it; a full disk shows soon enough. */
  if (n > 0 && ftruncate(lock->fd, 0) == 0) (void)!pwrite(lock->fd, line, (size_t)n, 0);
}

static rap_status busy(const rap_lock *lock, rap_str store_path, rap_error *err) {
  char line[HOST_MAX + 32] = "", host[HOST_MAX] = "";
  long pid = 0;
  ssize_t n = pread(lock->fd, line, sizeof line - 1, 0);
  if (n > 0) line[n] = '\0';
  int fields = sscanf(line, "%ld %127s", &pid, host);
  struct flock probe = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  if (fcntl(lock->fd, F_GETLK, &probe) == 0 && probe.l_type != F_UNLCK && probe.l_pid > 0)
    pid = probe.l_pid; /* what the kernel says is never stale */
  if (pid <= 0)
    return rap_error_set(err, RAP_ERR_BUSY, "%.*s: another process is writing to the store (lock file %s)", RAP_FMT(store_path), lock->path);
  return rap_error_set(err, RAP_ERR_BUSY, "%.*s: process %ld%s%s is writing to the store", RAP_FMT(store_path), pid, fields == 2 ? " on " : "",
                       fields == 2 ? host : "");
}

rap_status rap_lock_take(rap_str store_path, int timeout_ms, rap_lock **out, rap_error *err) {
  *out = NULL;
  rap_status st = RAP_OK;
  rap_lock *lock = malloc(sizeof *lock + store_path.n + sizeof "-lock");
  if (!lock) return rap_error_nomem(err);
  (void)snprintf(lock->path, store_path.n + sizeof "-lock", "%.*s-lock", RAP_FMT(store_path));
  lock->fd = -1;
  for (int waited = 0;; waited += POLL_MS) {
    if (lock->fd < 0) lock->fd = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock->fd < 0) {
      st = open_failed(lock->path, err);
      break;
    }
    struct flock want = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    bool got = fcntl(lock->fd, F_SETLK, &want) == 0;
    if (!got && errno != EACCES && errno != EAGAIN && errno != EINTR) {
      st = open_failed(lock->path, err);
      break;
    }
    if (got && is_current(lock)) break;
    if (!got && waited >= timeout_ms) {
      st = busy(lock, store_path, err);
      break;
    }
    if (got || !is_current(lock)) { /* the name leads elsewhere by now */
      (void)close(lock->fd);
      lock->fd = -1;
    }
    if (!got) (void)nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000L}, NULL);
  }
  if (st == RAP_OK) {
    sign(lock);
    *out = lock;
    return RAP_OK;
  }
  if (lock->fd >= 0) (void)close(lock->fd);
  free(lock);
  return st;
}

void rap_lock_release(rap_lock *lock) {
  if (!lock) return;
  (void)unlink(lock->path); /* while it is still held, so that nobody removes a successor's */
  (void)close(lock->fd);
  free(lock);
}
