#include "queries/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Bytes gathered before a file gets them. */
#define FILE_BYTES (64 << 10)
#define DEFAULT_ROWS 24
/* What a shell ends with when it does not find a command (POSIX.1-2017, XCU 2.8.2). */
#define NOT_FOUND_STATUS 127

/* ---- standard output and files ---- */

static bool write_stdout(rap_output *o, rap_str bytes) {
  bool written = fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n;
  if (!written) o->reason = errno;
  return written;
}

static bool flush_file(rap_output *o) {
  bool written = !rap_buf_failed(&o->gathered);
  if (!written)
    o->reason = ENOMEM;
  else if (!rap_file_write(o->file.fd, rap_buf_str(&o->gathered))) {
    written = false;
    o->reason = errno;
  }
  rap_buf_reset(&o->gathered);
  return written;
}

static bool write_file(rap_output *o, rap_str bytes) {
  rap_buf_add(&o->gathered, bytes);
  return o->gathered.n < FILE_BYTES || flush_file(o);
}

/* ---- the pager ---- */

static bool on_path(const char *program) {
  const char *path = getenv("PATH");
  rap_str rest = rap_str_of(path), folder;
  rap_buf name = {0};
  bool found = false;
  while (!found && rap_str_split(&rest, ':', &folder)) {
    rap_buf_reset(&name);
    rap_buf_printf(&name, "%.*s/%s", RAP_FMT(folder), program);
    found = !rap_buf_failed(&name) && access(name.p, X_OK) == 0;
  }
  rap_buf_clear(&name);
  return found;
}

static const char *find_pager(void) {
  const char *own = getenv("RAPPORTEUR_PAGER"), *common = getenv("PAGER");
  const char *set = own ? own : common;
  if (set) return *set ? set : NULL;
  return on_path("less") ? "less" : NULL;
}

static size_t terminal_rows(void) {
  const char *lines = getenv("LINES");
  uint64_t n;
  struct winsize size;
  if (lines && rap_str_uint(rap_str_of(lines), &n) && n > 0 && n < 10000) return (size_t)n;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : DEFAULT_ROWS;
}

/* less: ends by itself when all fits, lets colours through, leaves the screen as it is. The pager is to end, silently, where we would be told of a closed pipe. */
static void begin_pager(rap_output *o) {
  struct sigaction usual = {.sa_handler = SIG_DFL}, saved;
  (void)setenv("LESS", "FRX", 0);
  (void)setenv("LV", "-c", 0);
  (void)fflush(stdout);
  (void)sigaction(SIGPIPE, &usual, &saved);
  o->pager = popen(o->command, "w"); /* NOLINT(cert-env33-c): the user's own command, as every program with a pager runs it */
  (void)sigaction(SIGPIPE, &saved, NULL);
  if (!o->pager) o->command = NULL; /* without one, then */
}

static bool write_pager(rap_output *o, rap_str bytes) {
  if (!o->pager) return write_stdout(o, bytes);
  bool written = fwrite(bytes.p, 1, bytes.n, o->pager) == bytes.n;
  if (!written) o->reason = errno;
  return written;
}

static bool release(rap_output *o) {
  bool written = !rap_buf_failed(&o->held) && write_pager(o, rap_buf_str(&o->held));
  if (rap_buf_failed(&o->held)) o->reason = ENOMEM;
  rap_buf_clear(&o->held);
  return written;
}

static bool hold(rap_output *o, rap_str bytes) {
  for (size_t i = 0; i < bytes.n; i++) o->lines += bytes.p[i] == '\n';
  rap_buf_add(&o->held, bytes);
  if (o->lines < o->rows) return true; /* a line is left for what the shell asks next */
  begin_pager(o);
  return release(o);
}

/* The pager reads the keys now, Ctrl-C among them. */
static bool end_pager(rap_output *o) {
  struct sigaction ignore = {.sa_handler = SIG_IGN}, saved;
  (void)sigaction(SIGINT, &ignore, &saved);
  int status = pclose(o->pager);
  (void)sigaction(SIGINT, &saved, NULL);
  o->pager = NULL;
  return !(WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND_STATUS);
}

/* ---- all of them ---- */

static void erase_progress(rap_output *o) {
  if (!o->progress || !*o->progress) return;
  fputs("\r\033[K", stderr);
  *o->progress = false;
}

static bool write_output(void *ctx, rap_str bytes) {
  rap_output *o = ctx;
  erase_progress(o);
  if (o->to_file) return write_file(o, bytes);
  if (o->pager) return write_pager(o, bytes);
  return o->command ? hold(o, bytes) : write_stdout(o, bytes);
}

void rap_output_init(rap_output *o) { *o = (rap_output){.out = {.write = write_output, .ctx = o}, .file = {.fd = -1}}; }

void rap_output_page(rap_output *o) {
  o->command = find_pager();
  o->rows = terminal_rows();
}

static bool is_store(const char *path) {
  static const char magic[] = "SQLite format 3";
  char head[sizeof magic];
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  bool same = fd >= 0 && read(fd, head, sizeof head) == sizeof head && memcmp(head, magic, sizeof magic) == 0;
  if (fd >= 0) (void)close(fd);
  return same;
}

rap_status rap_output_to_file(rap_output *o, rap_str path, rap_error *err) {
  rap_status st = rap_new_file_begin(&o->file, path, err);
  o->to_file = true;
  if (st == RAP_OK && o->file.part && is_store(o->file.path))
    st = rap_error_set(err, RAP_ERR_USAGE, "--output: %s is a store; an answer would take its place", o->file.path);
  return st;
}

static rap_status end_file(rap_output *o, rap_status st, rap_error *err) {
  rap_status written = st == RAP_NOT_FOUND ? RAP_OK : st;
  if (written == RAP_OK && !flush_file(o)) written = RAP_ERR_IO;
  if (o->reason) {
    rap_error_clear(err);
    errno = o->reason;
    written = rap_file_failed(o->file.path, err);
  }
  written = rap_new_file_end(&o->file, written, err);
  return written == RAP_OK ? st : written;
}

static rap_status end_stdout(rap_output *o, rap_status st, rap_error *err) {
  bool paged = o->pager != NULL;
  if (o->held.n && !o->out.failed) (void)release(o);
  if (paged && !end_pager(o)) return rap_error_set(err, RAP_ERR_IO, "the pager '%s' cannot be run (--no-pager does without)", o->command);
  if (fflush(stdout) != 0 && !o->reason) o->reason = errno;
  if (paged && o->reason == EPIPE) {
    rap_error_clear(err);
    return st == RAP_ERR_IO ? RAP_OK : st;
  }
  if (!o->reason || (st != RAP_OK && st != RAP_NOT_FOUND && st != RAP_ERR_IO)) return st;
  rap_error_clear(err);
  return o->reason == EPIPE ? RAP_ERR_IO : rap_error_set(err, RAP_ERR_IO, "standard output: %s", strerror(o->reason));
}

rap_status rap_output_end(rap_output *o, rap_status st, rap_error *err) {
  erase_progress(o);
  if (!o->reason && o->out.failed && st == RAP_OK) st = rap_error_nomem(err); /* a text that found no room */
  st = o->to_file ? end_file(o, st, err) : end_stdout(o, st, err);
  rap_buf_clear(&o->held);
  rap_buf_clear(&o->gathered);
  return st;
}
