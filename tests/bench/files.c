/* files.c: a tree of many small files that the store knows already. */
#include "bench.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS = 100, FILES = 10000, DAYS_AGO = 1000 };

static void make_file(const char *path, int number) {
  FILE *out = fopen(path, "w");
  if (!out || fprintf(out, "Ministers meet\n\nTelangana and Goa discussed road number %d and the bridge behind it.\n", number) < 0 ||
      fclose(out) != 0)
    bench_die("%s: cannot be written", path);
  /* Old enough that its time is a proof. */
  const struct timespec then[2] = {{.tv_sec = DAYS_AGO * 86400}, {.tv_sec = DAYS_AGO * 86400}};
  if (utimensat(AT_FDCWD, path, then, 0) != 0) bench_die("%s: its time cannot be set", path);
}

static void make_tree(const char *folder) {
  char path[BENCH_PATH + 64];
  (void)mkdir(folder, 0777);
  for (int i = 0; i < FOLDERS; i++) {
    (void)snprintf(path, sizeof path, "%s/%02d", folder, i);
    (void)mkdir(path, 0777);
  }
  for (int i = 0; i < FILES; i++) {
    (void)snprintf(path, sizeof path, "%s/%02d/%04d.txt", folder, i % FOLDERS, i);
    make_file(path, i);
  }
}

void bench_files(char *program, char *folder, char *store, size_t rounds) {
  static bench_samples wall, cpu;
  make_tree(folder);
  bench_remove_store(store);
  bench_child first = bench_index(program, store, folder);
  for (size_t i = 0; i < 2 * rounds + 1; i++) {
    bench_child again = bench_index(program, store, folder);
    bench_keep(&wall, again.time.wall);
    bench_keep(&cpu, again.time.cpu);
  }
  bench_row("a tree of 10,000 files, first time", 1e3 * first.time.wall, "ms", -1, "");
  bench_row("… again, nothing changed", 1e3 * bench_median(&wall), "ms", bench_spread(&wall), "≤ 1,000 ms");
  bench_row("… in CPU time", 1e3 * bench_median(&cpu), "ms", bench_spread(&cpu), "");
  bench_remove_store(store);
}
