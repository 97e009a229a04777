/* replay.c: runs a fuzz target over its seeds, and over simple variations of each, without a fuzzer.
 *
 *     replay_NAME SEED-FOLDER|FILE…
 *
 * The variations (cut short, a byte changed, a piece doubled) come from a fixed sequence, so that a run can be repeated. The seed under way is printed first: after a
 * failed assertion the last line names it. Exit status 1 when there is no seed at all: a replay of nothing proves nothing.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { VARIATIONS = 64, SEED_MAX = 1 << 20, PATH_SIZE = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* xorshift64 (Marsaglia, "Xorshift RNGs", 2003). */
static uint64_t next_random(uint64_t *state) {
  uint64_t x = *state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return *state = x;
}

/* An exact-sized copy for each run, so that a sanitizer sees a read behind the end. */
static int run(const uint8_t *data, size_t size) {
  uint8_t *copy = calloc(size ? size : 1, 1);
  if (!copy) return -1;
  if (size) memcpy(copy, data, size);
  (void)LLVMFuzzerTestOneInput(copy, size);
  free(copy);
  return 0;
}

static int run_variation(const uint8_t *data, size_t size, uint64_t *state) {
  uint8_t *work = malloc(size * 2);
  if (!work) return -1;
  memcpy(work, data, size);
  size_t at = (size_t)(next_random(state) % size), n = size;
  switch (next_random(state) % 4) {
  case 0: n = at; break;
  case 1: work[at] = (uint8_t)next_random(state); break;
  case 2: work[at] ^= (uint8_t)(1U << next_random(state) % 8); break;
  default:
    memcpy(work + size, data + at, size - at);
    n = size + (size - at);
    break;
  }
  int rc = run(work, n);
  free(work);
  return rc;
}

static int replay_file(const char *path) {
  int rc = -1;
  uint64_t state = UINT64_C(0x9E3779B97F4A7C15);
  uint8_t *data = malloc(SEED_MAX);
  FILE *in = fopen(path, "rb");
  if (!data || !in) goto done;
  size_t size = fread(data, 1, SEED_MAX, in);
  if (ferror(in)) goto done;
  (void)printf("%s\n", path);
  (void)fflush(stdout);
  rc = run(data, size);
  for (int i = 0; rc == 0 && size && i < VARIATIONS; i++) rc = run_variation(data, size, &state);
done:
  if (rc != 0) (void)fprintf(stderr, "replay: %s: cannot be read\n", path);
  if (in) (void)fclose(in);
  free(data);
  return rc;
}

static int visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

/* Replays the files of a folder in byte order; the number of them, or -1. */
static int replay_folder(const char *path) {
  struct dirent **entries = NULL;
  int n = scandir(path, &entries, visible, NULL), bad = n < 0;
  if (bad) (void)fprintf(stderr, "replay: %s: no such folder of seeds\n", path);
  for (int i = 0; i < n; i++) {
    char name[PATH_SIZE];
    int k = snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
    if (k < 0 || k >= PATH_SIZE || replay_file(name) != 0) bad = 1;
    free(entries[i]);
  }
  free(entries);
  return bad ? -1 : n;
}

int main(int argc, char **argv) {
  int seeds = 0, bad = 0;
  if (run((const uint8_t *)"", 0) != 0) bad = 1;
  for (int i = 1; i < argc; i++) {
    struct stat st;
    int n = stat(argv[i], &st) == 0 && S_ISREG(st.st_mode) ? (replay_file(argv[i]) == 0 ? 1 : -1) : replay_folder(argv[i]);
    if (n < 0)
      bad = 1;
    else
      seeds += n;
  }
  (void)printf("%d seeds, each with %d variations\n", seeds, VARIATIONS);
  return bad || seeds == 0 ? 1 : 0;
}
