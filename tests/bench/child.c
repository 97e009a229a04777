/* child.c: the program itself, as a process of its own. */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* wait4 tells what this one child used; POSIX has only the sum of all children. */
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage);

static _Noreturn void become(char *const *argv) {
  int nowhere = open("/dev/null", O_RDWR);
  if (nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0) _exit(126);
  (void)execv(argv[0], argv);
  _exit(127);
}

static double seconds_of(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

bench_child bench_run(char *const *argv, int also_fine) {
  struct rusage usage = {0};
  int status = 0;
  (void)fflush(NULL);
  double begin = bench_now();
  pid_t pid = fork();
  if (pid < 0) bench_die("fork: %s", strerror(errno));
  if (pid == 0) become(argv);
  while (wait4(pid, &status, 0, &usage) < 0)
    if (errno != EINTR) bench_die("wait4: %s", strerror(errno));
  double seconds = bench_now() - begin;
  if (!WIFEXITED(status)) bench_die("%s %s: ended by signal %d", argv[0], argv[1], WTERMSIG(status));
  if (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != also_fine) bench_die("%s %s: exit status %d", argv[0], argv[1], WEXITSTATUS(status));
#ifdef __APPLE__ /* bytes there, KiB elsewhere */
  double unit = 1;
#else
  double unit = 1024;
#endif
  return (bench_child){{seconds, seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime)}, (double)usage.ru_maxrss * unit / BENCH_MEGABYTE};
}

size_t bench_file_bytes(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 ? (size_t)info.st_size : 0;
}

bench_child bench_index(char *program, char *store, char *input) {
  /* Exit status when some documents could not be read: the others were handled. */
  enum { SOME_UNREADABLE = 3 };
  char *argv[] = {program, "index", "--quiet", "--store", store, input, NULL};
  return bench_run(argv, SOME_UNREADABLE);
}

void bench_remove_store(const char *path) {
  static const char *const endings[] = {"", "-wal", "-shm", "-journal", "-lock"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    char name[BENCH_PATH + 16];
    (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
    (void)unlink(name);
  }
}
