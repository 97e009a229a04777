#include "queries/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

rap_status rap_file_failed(const char *path, rap_error *err) {
  int e = errno;
  rap_status st = e == ENOSPC || e == EDQUOT || e == EFBIG ? RAP_ERR_FULL : e == EROFS ? RAP_ERR_READONLY : RAP_ERR_IO;
  return rap_error_set(err, st, "%s: %s", path, strerror(e));
}

bool rap_file_write(int fd, rap_str bytes) {
  while (bytes.n) {
    ssize_t n = write(fd, bytes.p, bytes.n);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes = rap_str_sub(bytes, (size_t)n, bytes.n);
  }
  return true;
}

/* `name`: in messages. */
static rap_status write_to(const char *path, const char *name, int flags, bool sync, rap_str bytes, rap_error *err) {
  rap_status st = RAP_OK;
  int fd = open(path, flags | O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0) return rap_file_failed(name, err);
  if (!rap_file_write(fd, bytes) || (sync && fsync(fd) != 0)) st = rap_file_failed(name, err);
  if (close(fd) != 0 && st == RAP_OK) st = rap_file_failed(name, err);
  return st;
}

rap_status rap_file_replace(rap_str path, rap_str bytes, rap_error *err) {
  struct stat info;
  rap_buf name = {0}, part = {0};
  rap_status st = RAP_OK;
  rap_buf_add(&name, path);
  rap_buf_printf(&part, "%.*s.part-%ld", RAP_FMT(path), (long)getpid());
  if (rap_buf_failed(&name) || rap_buf_failed(&part)) {
    st = rap_error_nomem(err);
  } else if (path.n == 0 || memchr(path.p, '\0', path.n)) {
    st = rap_error_set(err, RAP_ERR_IO, "'%.*s': no name of a file", RAP_FMT(path));
  } else if (stat(name.p, &info) == 0 && !S_ISREG(info.st_mode)) {
    st = write_to(name.p, name.p, 0, false, bytes, err);
  } else {
    (void)unlink(part.p); /* of a process that had this number and was killed */
    st = write_to(part.p, name.p, O_CREAT | O_EXCL, true, bytes, err);
    if (st == RAP_OK && rename(part.p, name.p) != 0) st = rap_file_failed(name.p, err);
    if (st != RAP_OK) (void)unlink(part.p);
  }
  rap_buf_clear(&name);
  rap_buf_clear(&part);
  return st;
}
