/* bench.c: measures the program side by side with what it is compared to, round by round, and prints medians and ratios. Called by run.sh.
 *
 *     rapporteur-bench PROGRAM WORK-FOLDER RUNS SAMPLE-MB PATH
 *
 * SAMPLE-MB 0: PATH is measured as it is; else so much text is resampled from the documents at PATH. Nothing is asserted on time; a failure of the program itself ends the run.
 */
#include "bench.h"

#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Analysis alone is measured on so much: enough for a steady figure. */
#define ANALYSIS_BYTES ((size_t)4 << 20)
/* Exit status of `rapporteur index` when some documents could not be read: the others were handled. */
#define SOME_UNREADABLE 3
#define NOTHING_FOUND 1
#define PATH_BYTES 4096

void bench_die(const char *format, ...) {
  va_list args;
  va_start(args, format);
  (void)fputs("rapporteur-bench: ", stderr);
  (void)vfprintf(stderr, format, args);
  (void)fputc('\n', stderr);
  va_end(args);
  exit(1);
}

static double clock_of(clockid_t which) {
  struct timespec t;
  (void)clock_gettime(which, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_now(void) { return clock_of(CLOCK_MONOTONIC); }
double bench_cpu(void) { return clock_of(CLOCK_PROCESS_CPUTIME_ID); }

/* --- samples --- */

typedef enum measure {
  FTS5_DEFAULT,
  FTS5_DEFAULT_CPU,
  FTS5_TUNED,
  FTS5_TUNED_CPU,
  INDEX_FIRST,
  INDEX_FIRST_CPU,
  INDEX_AGAIN,
  INDEX_AGAIN_CPU,
  BUILD_RATE,
  ANALYZE_RATE,
  NFC_WHOLE,
  NFC_RUNS,
  PEAK,
  PEAK_AGAIN,
  MATRIX,
  SEARCH,
  STATEMENTS,
  HELP,
  N_MEASURES
} measure;

typedef struct samples {
  double values[N_MEASURES][BENCH_MAX_RUNS];
  size_t n;
  size_t store_bytes, statements;
  bool nfc_equal;
} samples;

static int cmp_double(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(const samples *s, measure which) {
  double sorted[BENCH_MAX_RUNS];
  for (size_t i = 0; i < s->n; i++) sorted[i] = s->values[which][i];
  qsort(sorted, s->n, sizeof *sorted, cmp_double);
  return s->n % 2 ? sorted[s->n / 2] : (sorted[s->n / 2 - 1] + sorted[s->n / 2]) / 2;
}

/* How far apart the fastest and slowest round were, in percent of the median. */
static double spread(const samples *s, measure which) {
  double low = s->values[which][0], high = low, middle = median(s, which);
  for (size_t i = 1; i < s->n; i++) {
    if (s->values[which][i] < low) low = s->values[which][i];
    if (s->values[which][i] > high) high = s->values[which][i];
  }
  return middle > 0 ? 100 * (high - low) / middle : 0;
}

/* The CPU time of a measure stands behind its wall-clock time. */
static void keep_time(samples *s, measure which, bench_time t) {
  s->values[which][s->n] = t.wall;
  s->values[which + 1][s->n] = t.cpu;
}

/* --- a round --- */

typedef struct places {
  char program[PATH_BYTES], input[PATH_BYTES], store[PATH_BYTES], bare[PATH_BYTES];
} places;

static void remove_store(const places *p) {
  static const char *const endings[] = {"", "-wal", "-shm", "-journal", "-lock"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    char path[PATH_BYTES + 16];
    (void)snprintf(path, sizeof path, "%s%s", p->store, endings[i]);
    (void)unlink(path);
  }
}

static void measure_index(places *p, samples *s) {
  char *argv[] = {p->program, "index", "--quiet", "--store", p->store, p->input, NULL};
  remove_store(p);
  bench_child first = bench_run(argv, SOME_UNREADABLE);
  s->store_bytes = bench_file_bytes(p->store);
  bench_child again = bench_run(argv, SOME_UNREADABLE);
  keep_time(s, INDEX_FIRST, first.time);
  keep_time(s, INDEX_AGAIN, again.time);
  s->values[PEAK][s->n] = first.peak_mb;
  s->values[PEAK_AGAIN][s->n] = again.peak_mb;
}

static void measure_questions(places *p, samples *s) {
  char *matrix[] = {p->program, "matrix", "--store", p->store, "--rows", "state", "--cols", "theme", NULL};
  char *search[] = {p->program, "search", "--store", p->store, "--limit", "20", "water", NULL};
  char *statements[] = {p->program, "statements", "--store", p->store, "--limit", "20", NULL};
  char *help[] = {p->program, "--help", NULL};
  s->values[MATRIX][s->n] = bench_run(matrix, NOTHING_FOUND).time.wall;
  s->values[SEARCH][s->n] = bench_run(search, NOTHING_FOUND).time.wall;
  s->values[STATEMENTS][s->n] = bench_run(statements, NOTHING_FOUND).time.wall;
  s->values[HELP][s->n] = bench_run(help, 0).time.wall;
}

static void one_round(const bench_texts *texts, places *p, samples *s) {
  bench_analysis a;
  bool equal;
  keep_time(s, FTS5_DEFAULT, bench_fts5_load(texts, BENCH_LOAD_DEFAULT, p->bare));
  measure_index(p, s);
  keep_time(s, FTS5_TUNED, bench_fts5_load(texts, BENCH_LOAD_TUNED, p->bare));
  measure_questions(p, s);
  bench_analyse(texts, ANALYSIS_BYTES, &a);
  s->values[BUILD_RATE][s->n] = (double)a.bytes / BENCH_MEGABYTE / a.build;
  s->values[ANALYZE_RATE][s->n] = (double)a.bytes / BENCH_MEGABYTE / a.analyze;
  s->statements = a.statements;
  bench_nfc(texts, &s->values[NFC_WHOLE][s->n], &s->values[NFC_RUNS][s->n], &equal);
  s->nfc_equal = s->nfc_equal && equal;
  s->n++;
}

/* --- the report --- */

/* Three digits that count, never an exponent. */
static const char *figure(double value, char out[32]) {
  (void)snprintf(out, 32, value >= 100 ? "%.0f" : "%.3g", value);
  return out;
}

static void row(const char *what, double value, const char *unit, double spread_percent, const char *target) {
  char text[32];
  printf("| %s | %s %s | %.0f %% | %s |\n", what, figure(value, text), unit, spread_percent, target);
}

static void ratio(const char *what, double value, const char *target) {
  char text[32];
  printf("| **%s** | **%s** | | %s |\n", what, figure(value, text), target);
}

/* Both rates of a measure whose CPU time stands behind its wall-clock time. */
static void rate(const samples *s, const char *what, measure which, double mb) {
  row(what, mb / median(s, which), "MB/s", spread(s, which), "");
  row("… in CPU time", mb / median(s, which + 1), "MB/s", spread(s, which + 1), "");
}

static void report_times(const samples *s, double mb) {
  rate(s, "bare FTS5 load, default settings", FTS5_DEFAULT, mb);
  rate(s, "bare FTS5 load, tuned", FTS5_TUNED, mb);
  rate(s, "index: ingest, analyse, store", INDEX_FIRST, mb);
  ratio("index ÷ bare FTS5, default", median(s, INDEX_FIRST) / median(s, FTS5_DEFAULT), "≤ 1.0");
  ratio("… in CPU time", median(s, INDEX_FIRST_CPU) / median(s, FTS5_DEFAULT_CPU), "");
  ratio("index ÷ bare FTS5, tuned", median(s, INDEX_FIRST) / median(s, FTS5_TUNED), "");
  ratio("… in CPU time", median(s, INDEX_FIRST_CPU) / median(s, FTS5_TUNED_CPU), "");
  rate(s, "index again, nothing changed", INDEX_AGAIN, mb);
  ratio("first time ÷ again", median(s, INDEX_FIRST) / median(s, INDEX_AGAIN), "≥ 20");
  ratio("… in CPU time", median(s, INDEX_FIRST_CPU) / median(s, INDEX_AGAIN_CPU), "");
  row("ingest from memory, CPU time", median(s, BUILD_RATE), "MB/s", spread(s, BUILD_RATE), "");
  row("analysis alone, CPU time", median(s, ANALYZE_RATE), "MB/s", spread(s, ANALYZE_RATE), "");
  row("utf8proc NFC over whole texts, CPU time", mb / median(s, NFC_WHOLE), "MB/s", spread(s, NFC_WHOLE), "");
  row("NFC of the runs that need it, CPU time", mb / median(s, NFC_RUNS), "MB/s", spread(s, NFC_RUNS), "");
  ratio(s->nfc_equal ? "whole ÷ runs, outputs equal" : "whole ÷ runs, OUTPUTS DIFFER", median(s, NFC_WHOLE) / median(s, NFC_RUNS), "≥ 10");
}

static void report_sizes(const samples *s, const bench_texts *texts) {
  double ms = 1e3;
  ratio("store ÷ text", (double)s->store_bytes / (double)texts->bytes, "≤ 1.4");
  row("peak resident memory of index", median(s, PEAK), "MB", spread(s, PEAK), "≤ 256 MB + 8 × the largest document");
  row("the same, nothing changed", median(s, PEAK_AGAIN), "MB", spread(s, PEAK_AGAIN), "");
  row("matrix state × theme, whole process", median(s, MATRIX) * ms, "ms", spread(s, MATRIX), "≤ 50 ms at 200,000 documents");
  row("search, top 20 of one word, whole process", median(s, SEARCH) * ms, "ms", spread(s, SEARCH), "p50 ≤ 5 ms at 200,000 documents");
  row("statements, first 20, whole process", median(s, STATEMENTS) * ms, "ms", spread(s, STATEMENTS), "");
  row("process without a store (--help)", median(s, HELP) * ms, "ms", spread(s, HELP), "");
}

static void report(const samples *s, const bench_texts *texts) {
  printf("%zu documents, %.1f MB of text; medians of %zu rounds, all measures interleaved.\n\n", texts->n, (double)texts->bytes / BENCH_MEGABYTE,
         s->n);
  printf("| measure | median | spread | target |\n|---|---|---|---|\n");
  report_times(s, (double)texts->bytes / BENCH_MEGABYTE);
  report_sizes(s, texts);
}

/* --- start --- */

static size_t number(const char *what, const char *s, size_t max) {
  uint64_t n = 0;
  if (!rap_str_uint(rap_str_of(s), &n) || n > max) bench_die("%s: %s is no number up to %zu", what, s, max);
  return (size_t)n;
}

static void set_path(char out[PATH_BYTES], const char *folder, const char *name) {
  int n = name ? snprintf(out, PATH_BYTES, "%s/%s", folder, name) : snprintf(out, PATH_BYTES, "%s", folder);
  if (n < 0 || n >= PATH_BYTES) bench_die("%s: too long", folder);
}

int main(int argc, char **argv) {
  if (argc != 6) bench_die("usage: rapporteur-bench PROGRAM WORK-FOLDER RUNS SAMPLE-MB PATH");
  static samples s;
  places p;
  bench_texts texts;
  size_t runs = number("runs", argv[3], BENCH_MAX_RUNS), megabytes = number("size", argv[4], 100000);
  if (runs == 0) bench_die("runs: at least one");
  set_path(p.program, argv[1], NULL);
  set_path(p.input, argv[5], NULL);
  set_path(p.store, argv[2], "store.db");
  set_path(p.bare, argv[2], "bare.db");
  bench_texts_read(&texts, p.input);
  if (megabytes > 0) {
    set_path(p.input, argv[2], "sample.jsonl");
    bench_texts_resample(&texts, megabytes * (size_t)BENCH_MEGABYTE, p.input);
    bench_texts_free(&texts);
    bench_texts_read(&texts, p.input);
  }
  s.nfc_equal = true;
  for (size_t i = 0; i < runs; i++) {
    (void)fprintf(stderr, "round %zu of %zu\n", i + 1, runs);
    one_round(&texts, &p, &s);
  }
  report(&s, &texts);
  bench_texts_free(&texts);
  return 0;
}
