/* pdf_tool.c: pdftotext as a child process. Layer: ingest. */
#define _GNU_SOURCE /* prlimit; NOLINT(bugprone-reserved-identifier): libc has it so */
#include "ingest/pdf_tool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"

/* MSG_NOSIGNAL: a child that stops reading must not end us by SIGPIPE. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

enum { TO_CHILD, FROM_CHILD, COMPLAINTS, N_ENDS, SLICE_MS = 100, STEP = 64 * 1024, COMPLAINT_MAX = 2000 };

struct run {
  const rap_pdf_tool *tool;
  rap_str left; /* of the PDF, still to be written */
  rap_buf *out;
  char said[COMPLAINT_MAX]; /* on standard error, as much as fits */
  size_t n_said;
  int ours[N_ENDS], theirs[N_ENDS]; /* -1: closed */
  pid_t pid;
  uint64_t deadline; /* in milliseconds */
};

static uint64_t now_ms(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void close_end(int *fd) {
  if (*fd >= 0) (void)close(*fd);
  *fd = -1;
}

/* Above 2, so that none lies where the child's standard streams are put, and closed in every other child. */
static bool move_up(int *fd) {
  int moved = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
  close_end(fd);
  *fd = moved;
  return moved >= 0;
}

/* Sockets for standard input (they can be written to without a signal), pipes for the others. */
static rap_status open_ends(struct run *run, rap_error *err) {
  for (int i = 0; i < N_ENDS; i++) {
    int ends[2] = {-1, -1};
    int rc = i == TO_CHILD ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends) : pipe(ends);
    run->ours[i] = ends[i == TO_CHILD];
    run->theirs[i] = ends[i != TO_CHILD];
    bool good = rc == 0;
    if (good) good = move_up(&run->ours[i]);
    if (good) good = move_up(&run->theirs[i]);
    if (good) good = fcntl(run->ours[i], F_SETFL, O_NONBLOCK) == 0;
    if (!good) return rap_error_set(err, RAP_ERR_IO, "a PDF file, and no pipe can be had to read it through: %s", strerror(errno));
  }
  return RAP_OK;
}

/* Set from here while the child waits for its first byte, so before it sees anything of the file. Without prlimit (it is Linux's) time and output alone are bounded. */
static void bound(pid_t pid) {
#ifdef __linux__
  const struct rlimit seconds = {RAP_PDF_SECONDS, RAP_PDF_SECONDS}, memory = {RAP_MAX_PDF_MEMORY, RAP_MAX_PDF_MEMORY}, none = {0, 0};
  (void)prlimit(pid, RLIMIT_CPU, &seconds, NULL);
  (void)prlimit(pid, RLIMIT_AS, &memory, NULL);
  (void)prlimit(pid, RLIMIT_FSIZE, &none, NULL);
  (void)prlimit(pid, RLIMIT_CORE, &none, NULL);
  (void)prlimit(pid, RLIMIT_NPROC, &none, NULL);
#else
  (void)pid;
#endif
}

static int spawn_with(struct run *run, posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes) {
  /* argv is not written to; its type is older than const. */
  static char program[] = "pdftotext", layout[] = "-bbox-layout", encoding[] = "-enc", utf8[] = "UTF-8", standard[] = "-", locale[] = "LC_ALL=C";
  char *argv[] = {program, layout, encoding, utf8, standard, standard, NULL};
  char *environment[] = {locale, NULL};
  sigset_t none, pipe_only;
  sigemptyset(&none);
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  int rc = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  if (rc == 0) rc = posix_spawnattr_setsigmask(attributes, &none);
  if (rc == 0) rc = posix_spawnattr_setsigdefault(attributes, &pipe_only);
  for (int i = 0; rc == 0 && i < N_ENDS; i++) rc = posix_spawn_file_actions_adddup2(actions, run->theirs[i], i);
  return rc ? rc : posix_spawnp(&run->pid, run->tool->program ? run->tool->program : program, actions, attributes, argv, environment);
}

/* A process group of its own: an interrupt from the terminal is ours to act on, and what it may have started ends with it. */
static rap_status start(struct run *run, rap_error *err) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int rc = posix_spawn_file_actions_init(&actions);
  if (rc == 0) {
    rc = posix_spawnattr_init(&attributes);
    if (rc == 0) {
      rc = spawn_with(run, &actions, &attributes);
      posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
  }
  for (int i = 0; i < N_ENDS; i++) close_end(&run->theirs[i]);
  if (rc == 0) {
    bound(run->pid);
    return RAP_OK;
  }
  run->pid = 0;
  if (rc == ENOMEM) return rap_error_nomem(err);
  if (rc == ENOENT)
    return rap_error_set(err, RAP_ERR_INPUT, "a PDF file, and the program pdftotext that reads them is not installed (package poppler-utils)");
  return rap_error_set(err, RAP_ERR_IO, "a PDF file, and pdftotext cannot be started: %s", strerror(rc));
}

/* ---- talking ---- */

static void feed(struct run *run) {
  ssize_t n = send(run->ours[TO_CHILD], run->left.p, run->left.n, MSG_NOSIGNAL);
  if (n > 0) run->left = rap_str_sub(run->left, (size_t)n, run->left.n);
  /* One that reads no further than it needs has its reasons; what it makes of it shows in the end. */
  bool over = n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
  if (over || run->left.n == 0) close_end(&run->ours[TO_CHILD]);
}

static rap_status take(struct run *run, int end, rap_error *err) {
  char bytes[COMPLAINT_MAX];
  char *room = end == FROM_CHILD ? rap_buf_room(run->out, STEP) : bytes;
  if (!room) return rap_error_nomem(err);
  ssize_t got = read(run->ours[end], room, end == FROM_CHILD ? STEP : sizeof bytes);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return RAP_OK;
  if (got <= 0) {
    close_end(&run->ours[end]);
    return RAP_OK;
  }
  if (end == FROM_CHILD) {
    size_t most = run->tool->max_output ? run->tool->max_output : RAP_MAX_PDF_OUTPUT;
    run->out->n += (size_t)got;
    if (run->out->n > most) return rap_error_set(err, RAP_ERR_LIMIT, "pdftotext gives more than %zu bytes: not read on", most);
  } else {
    size_t keep = sizeof run->said - run->n_said < (size_t)got ? sizeof run->said - run->n_said : (size_t)got;
    memcpy(run->said + run->n_said, bytes, keep);
    run->n_said += keep;
  }
  return RAP_OK;
}

static rap_status in_time(const struct run *run, rap_error *err) {
  unsigned seconds = run->tool->seconds ? run->tool->seconds : RAP_PDF_SECONDS;
  if (run->tool->interrupted && run->tool->interrupted()) return rap_error_set(err, RAP_ERR_INTERRUPTED, "interrupted");
  if (now_ms() < run->deadline) return RAP_OK;
  return rap_error_set(err, RAP_ERR_LIMIT, "pdftotext takes more than %u seconds: not read on", seconds);
}

/* Writes and reads by turns until the child has closed its ends. */
static rap_status talk(struct run *run, rap_error *err) {
  rap_status st = RAP_OK;
  while (st == RAP_OK && (run->ours[FROM_CHILD] >= 0 || run->ours[COMPLAINTS] >= 0)) {
    struct pollfd ends[N_ENDS];
    for (int i = 0; i < N_ENDS; i++) ends[i] = (struct pollfd){.fd = run->ours[i], .events = i == TO_CHILD ? POLLOUT : POLLIN};
    if (poll(ends, N_ENDS, SLICE_MS) < 0 && errno != EINTR) return rap_error_set(err, RAP_ERR_IO, "pdftotext: %s", strerror(errno));
    if (ends[TO_CHILD].fd >= 0 && ends[TO_CHILD].revents) feed(run);
    for (int i = FROM_CHILD; st == RAP_OK && i <= COMPLAINTS; i++)
      if (ends[i].fd >= 0 && ends[i].revents) st = take(run, i, err);
    if (st == RAP_OK) st = in_time(run, err);
  }
  return st;
}

/* ---- the end ---- */

/* Waits for the end of a child that has closed its ends; one that lingers is ended when its time is over. */
static rap_status wait_for(struct run *run, int *status, rap_error *err) {
  for (int pause_ms = 0;; pause_ms = pause_ms < 20 ? pause_ms + 1 : 20) {
    pid_t got = waitpid(run->pid, status, WNOHANG);
    if (got == run->pid || (got < 0 && errno != EINTR)) {
      if (got < 0) *status = 0; /* where SIGCHLD is ignored, nothing is told of children */
      run->pid = 0;
      return RAP_OK;
    }
    (void)poll(NULL, 0, pause_ms);
    rap_status st = in_time(run, err);
    if (st != RAP_OK) return st;
  }
}

/* Its last complaint that is an error, else the last; on the way to a message. */
static rap_str reason(rap_str said) {
  rap_str line, last = {0}, error = {0};
  while (rap_str_split(&said, '\n', &line)) {
    line = rap_str_trim(line);
    if (line.n) last = line;
    if (rap_str_find(line, RAP_STR("Error"), 0) != SIZE_MAX) error = line;
  }
  return rap_str_sub(error.n ? error : last, 0, 200);
}

static rap_status judge(const struct run *run, int status, rap_error *complaint, rap_error *err) {
  rap_str said = {run->said, run->n_said}, why = reason(said);
  if (WIFSIGNALED(status))
    return rap_error_set(err, RAP_ERR_INPUT, "pdftotext was ended by signal %d%s", WTERMSIG(status),
                         WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? " (it took too long)" : " (damaged, or made to do harm?)");
  if (WEXITSTATUS(status) == 0) {
    if (why.n) rap_error_set(complaint, RAP_ERR_INPUT, "pdftotext says '%.*s'", RAP_FMT(why));
    return RAP_OK;
  }
  if (rap_str_find(said, RAP_STR("assword"), 0) != SIZE_MAX)
    return rap_error_set(err, RAP_ERR_INPUT, "an encrypted PDF file: it opens with a password only");
  return rap_error_set(err, RAP_ERR_INPUT, "a damaged PDF file: pdftotext ends with status %d%s%.*s%s", WEXITSTATUS(status), why.n ? ", '" : "",
                       RAP_FMT(why), why.n ? "'" : "");
}

rap_status rap_pdf_tool_run(const rap_pdf_tool *tool, rap_str pdf, rap_buf *out, rap_error *complaint, rap_error *err) {
  struct run run = {.tool = tool, .left = pdf, .out = out, .ours = {-1, -1, -1}, .theirs = {-1, -1, -1}};
  int status = 0;
  rap_error_clear(complaint);
  run.deadline = now_ms() + 1000 * (uint64_t)(tool->seconds ? tool->seconds : RAP_PDF_SECONDS);
  rap_status st = open_ends(&run, err);
  if (st == RAP_OK) st = start(&run, err);
  if (st == RAP_OK) st = talk(&run, err);
  if (st == RAP_OK) st = wait_for(&run, &status, err);
  if (st == RAP_OK) st = judge(&run, status, complaint, err);
  for (int i = 0; i < N_ENDS; i++) {
    close_end(&run.ours[i]);
    close_end(&run.theirs[i]);
  }
  if (run.pid > 0) {
    (void)kill(-run.pid, SIGKILL);
    while (waitpid(run.pid, &status, 0) < 0 && errno == EINTR) continue;
  }
  return st;
}
