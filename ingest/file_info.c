#include "ingest/file_info.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { STEP = 64 * 1024 };

#ifdef __APPLE__ /* what it has under the macros of POSIX */
#define MODIFIED(info) ((struct timespec){(info)->st_mtime, (info)->st_mtimensec})
#define CHANGED(info) ((struct timespec){(info)->st_ctime, (info)->st_ctimensec})
#else
#define MODIFIED(info) ((info)->st_mtim)
#define CHANGED(info) ((info)->st_ctim)
#endif

static int64_t nanoseconds(struct timespec t) {
  const int64_t second = INT64_C(1000000000), most = INT64_MAX / second - 1;
  int64_t s = (int64_t)t.tv_sec;
  if (s > most) s = most;
  if (s < -most) s = -most;
  return s * second + t.tv_nsec;
}

rap_file_info rap_file_info_of(const struct stat *info) {
  if (!S_ISREG(info->st_mode)) return (rap_file_info){0};
  return (rap_file_info){.regular = true,
                         .size = (int64_t)info->st_size,
                         .modified = nanoseconds(MODIFIED(info)),
                         .changed = nanoseconds(CHANGED(info)),
                         .inode = (uint64_t)info->st_ino};
}

bool rap_file_info_at(const char *path, rap_file_info *out) {
  struct stat info;
  *out = (rap_file_info){0};
  if (stat(path, &info) != 0) return false;
  *out = rap_file_info_of(&info);
  return true;
}

bool rap_file_info_same(const rap_file_info *a, const rap_file_info *b) {
  return a->regular == b->regular && a->size == b->size && a->modified == b->modified && a->changed == b->changed && a->inode == b->inode;
}

int64_t rap_file_clock(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_REALTIME, &t);
  return nanoseconds(t);
}

bool rap_file_info_is_racy(const rap_file_info *info, int64_t looked_at) { return info->modified > looked_at - RAP_RACY_NS; }

rap_status rap_file_hash(int fd, rap_str path, unsigned char hash[RAP_DIGEST_BYTES], rap_error *err) {
  char bytes[STEP];
  rap_digest digest;
  memset(hash, 0, RAP_DIGEST_BYTES);
  rap_digest_init(&digest);
  for (off_t at = 0;;) {
    ssize_t n = pread(fd, bytes, sizeof bytes, at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return rap_error_set(err, RAP_ERR_IO, "%.*s: %s", RAP_FMT(path), strerror(errno));
    if (n == 0) break;
    rap_digest_add(&digest, (rap_str){bytes, (size_t)n});
    at += n;
  }
  rap_digest_bytes(&digest, hash);
  return RAP_OK;
}

rap_status rap_file_hash_at(const char *path, unsigned char hash[RAP_DIGEST_BYTES], rap_file_info *info, rap_error *err) {
  struct stat before;
  *info = (rap_file_info){0};
  memset(hash, 0, RAP_DIGEST_BYTES);
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* what became a pipe meanwhile must not be waited for */
  rap_status st = fd < 0 || fstat(fd, &before) != 0 ? rap_error_set(err, RAP_ERR_IO, "%s: %s", path, strerror(errno)) : RAP_OK;
  if (st == RAP_OK) *info = rap_file_info_of(&before);
  if (st == RAP_OK && info->regular) st = rap_file_hash(fd, rap_str_of(path), hash, err);
  if (fd >= 0) (void)close(fd);
  return st;
}
