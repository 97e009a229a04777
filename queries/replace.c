#include "queries/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

static char *copy_of(const rap_buf *b, rap_error *err, rap_status *st) {
  char *copy = rap_buf_failed(b) ? NULL : malloc(b->n + 1);
  if (copy)
    memcpy(copy, b->p, b->n + 1);
  else
    *st = rap_error_nomem(err);
  return copy;
}

static rap_status name_both(rap_new_file *f, rap_str path, rap_error *err) {
  struct stat info;
  rap_buf name = {0}, part = {0};
  rap_status st = RAP_OK;
  rap_buf_add(&name, path);
  rap_buf_printf(&part, "%.*s.part-%ld", RAP_FMT(path), (long)getpid());
  f->path = copy_of(&name, err, &st);
  if (f->path && !(stat(f->path, &info) == 0 && !S_ISREG(info.st_mode))) f->part = copy_of(&part, err, &st);
  rap_buf_clear(&name);
  rap_buf_clear(&part);
  return st;
}

rap_status rap_new_file_begin(rap_new_file *f, rap_str path, rap_error *err) {
  *f = (rap_new_file){.fd = -1};
  if (path.n == 0 || memchr(path.p, '\0', path.n)) return rap_error_set(err, RAP_ERR_IO, "'%.*s': no name of a file", RAP_FMT(path));
  rap_status st = name_both(f, path, err);
  if (st != RAP_OK) return st;
  if (f->part) (void)unlink(f->part); /* of a process that had this number and was killed */
  f->fd = f->part ? open(f->part, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666) : open(f->path, O_WRONLY | O_CLOEXEC);
  return f->fd < 0 ? rap_file_failed(f->path, err) : RAP_OK;
}

rap_status rap_new_file_end(rap_new_file *f, rap_status st, rap_error *err) {
  bool begun = f->fd >= 0;
  if (st == RAP_OK && begun && f->part && fsync(f->fd) != 0) st = rap_file_failed(f->path, err);
  if (begun && close(f->fd) != 0 && st == RAP_OK) st = rap_file_failed(f->path, err);
  if (st == RAP_OK && begun && f->part && rename(f->part, f->path) != 0) st = rap_file_failed(f->path, err);
  if (st != RAP_OK && begun && f->part) (void)unlink(f->part);
  free(f->path);
  free(f->part);
  *f = (rap_new_file){.fd = -1};
  return st;
}

rap_status rap_file_replace(rap_str path, rap_str bytes, rap_error *err) {
  rap_new_file f;
  rap_status st = rap_new_file_begin(&f, path, err);
  if (st == RAP_OK && !rap_file_write(f.fd, bytes)) st = rap_file_failed(f.path, err);
  return rap_new_file_end(&f, st, err);
}
