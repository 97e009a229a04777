#include "index/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/calendar.h"

/* Enough of a command line to know it by. */
enum { POLL_MS = 50, HOST_MAX = 128, HOLDER_MAX = 160, LINE_MAX_READ = 512 };

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

/* A command line may hold any byte; the line is to stay one, well-formed where it is cut. */
static size_t copy_holder(char *out, rap_str holder) {
  size_t n = holder.n;
  if (n > HOLDER_MAX)
    for (n = HOLDER_MAX; n > 0 && ((unsigned char)holder.p[n] & 0xC0) == 0x80;) n--;
  for (size_t i = 0; i < n; i++) out[i] = (char)((unsigned char)holder.p[i] < ' ' || holder.p[i] == 0x7F ? '?' : holder.p[i]);
  if (n == holder.n) return n;
  memcpy(out + n, " \xE2\x80\xA6", 4);
  return n + 4;
}

/* Without memory of its own, since nobody would be told that there is none. */
static void sign(const rap_lock *lock, rap_str holder) {
  char host[HOST_MAX] = "", since[RAP_TIME_TEXT_MAX], line[HOST_MAX + RAP_TIME_TEXT_MAX + HOLDER_MAX + 32];
  if (gethostname(host, sizeof host) != 0) host[0] = '\0';
  host[sizeof host - 1] = '\0';
  (void)rap_time_format((int64_t)time(NULL), since);
  int head = snprintf(line, sizeof line - HOLDER_MAX - 8, "%ld %s %s ", (long)getpid(), host[0] ? host : "-", since);
  if (head < 0) return;
  size_t n = (size_t)head;
  n += copy_holder(line + n, holder);
  line[n++] = '\n';
  /* Only the message needs it; a full disk shows soon enough. */
  if (ftruncate(lock->fd, 0) == 0) (void)!pwrite(lock->fd, line, n, 0);
}

/* The next word of the line behind *rest. */
static rap_str next_word(rap_str *rest) {
  size_t n = 0;
  while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\n') n++;
  rap_str word = rap_str_sub(*rest, 0, n);
  *rest = rap_str_sub(*rest, n < rest->n ? n + 1 : n, rest->n);
  return word;
}

static rap_status busy(const rap_lock *lock, rap_str store_path, rap_error *err) {
  char bytes[LINE_MAX_READ];
  uint64_t signed_by = 0;
  ssize_t n = pread(lock->fd, bytes, sizeof bytes, 0);
  rap_str rest = {bytes, n > 0 ? (size_t)n : 0};
  if (!rap_str_uint(next_word(&rest), &signed_by) || signed_by > INT32_MAX) signed_by = 0;
  rap_str host = next_word(&rest), since = next_word(&rest), holder = rest;
  if (rap_str_is(host, "-")) host.n = 0;
  while (holder.n && (holder.p[holder.n - 1] == '\n' || holder.p[holder.n - 1] == ' ')) holder.n--;
  /* What the kernel says is never stale: the line may be that of a holder who died, while the next one has not written yet. */
  struct flock probe = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  bool known = fcntl(lock->fd, F_GETLK, &probe) == 0 && probe.l_type != F_UNLCK && probe.l_pid > 0;
  if (known && signed_by != (uint64_t)probe.l_pid)
    return rap_error_set(err, RAP_ERR_BUSY, "%.*s: process %ld holds the write lock", RAP_FMT(store_path), (long)probe.l_pid);
  if (!signed_by)
    return rap_error_set(err, RAP_ERR_BUSY, "%.*s: another process holds the write lock (lock file %s)", RAP_FMT(store_path), lock->path);
  return rap_error_set(err, RAP_ERR_BUSY, "%.*s: process %llu%s%.*s%s%.*s%s %s%.*s", RAP_FMT(store_path), (unsigned long long)signed_by,
                       host.n ? " on " : "", RAP_FMT(host), holder.n ? " (" : "", RAP_FMT(holder), holder.n ? ")" : "",
                       since.n ? "has held the write lock since " : "holds the write lock", RAP_FMT(since));
}

/* One attempt. *got: the lock is ours. */
static rap_status attempt(rap_lock *lock, bool *got, rap_error *err) {
  *got = false;
  if (lock->fd < 0) lock->fd = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock->fd < 0) return open_failed(lock->path, err);
  struct flock want = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  bool locked = fcntl(lock->fd, F_SETLK, &want) == 0;
  if (!locked && errno != EACCES && errno != EAGAIN && errno != EINTR) return open_failed(lock->path, err);
  bool current = is_current(lock);
  *got = locked && current;
  if (!current) { /* the name leads elsewhere by now */
    (void)close(lock->fd);
    lock->fd = -1;
  }
  return RAP_OK;
}

rap_status rap_lock_take(rap_str store_path, const rap_lock_options *options, rap_lock **out, rap_error *err) {
  *out = NULL;
  bool got = false;
  rap_lock *lock = malloc(sizeof *lock + store_path.n + sizeof "-lock");
  if (!lock) return rap_error_nomem(err);
  (void)snprintf(lock->path, store_path.n + sizeof "-lock", "%.*s-lock", RAP_FMT(store_path));
  lock->fd = -1;
  rap_status st = attempt(lock, &got, err);
  for (int waited = 0; st == RAP_OK && !got; waited += POLL_MS) {
    if (options->interrupted && options->interrupted()) {
      st = rap_error_set(err, RAP_ERR_INTERRUPTED, "%.*s: interrupted while waiting for the write lock", RAP_FMT(store_path));
    } else if (waited >= options->timeout_ms && lock->fd >= 0) {
      st = busy(lock, store_path, err);
    } else {
      (void)nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000L}, NULL);
      st = attempt(lock, &got, err);
    }
  }
  if (st == RAP_OK) {
    sign(lock, options->holder);
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
