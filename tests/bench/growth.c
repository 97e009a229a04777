/* growth.c: the same work on more and more documents. */
#include "bench.h"

#include <math.h>

enum { STEPS = 5, SMALLEST = 2000 };

typedef enum column { SECONDS, PEAK, STORE, SEARCH_P50, SEARCH_P99, MATRIX, MATRIX_WORDS, FACETS, N_COLUMNS } column;

static const char *const names[] = {[SECONDS] = "index, s",
                                    [PEAK] = "peak, MB",
                                    [STORE] = "store, MB",
                                    [SEARCH_P50] = "search p50, ms",
                                    [SEARCH_P99] = "search p99, ms",
                                    [MATRIX] = "matrix, ms",
                                    [MATRIX_WORDS] = "matrix with a word, ms",
                                    [FACETS] = "facets, ms"};

static void measure(const bench_texts *base, char *program, const char *folder, size_t documents, size_t rounds, double *text_mb,
                    double out[N_COLUMNS]) {
  static bench_answers a;
  char input[BENCH_PATH], store[BENCH_PATH];
  if (snprintf(input, sizeof input, "%s/growth.jsonl", folder) >= BENCH_PATH || snprintf(store, sizeof store, "%s/growth.db", folder) >= BENCH_PATH)
    bench_die("%s: too long", folder);
  *text_mb = (double)bench_sample_write(base, documents, 0, input) / BENCH_MEGABYTE;
  bench_remove_store(store);
  bench_child child = bench_index(program, store, input);
  bench_questions(base, store, rounds, &a);
  out[SECONDS] = child.time.wall;
  out[PEAK] = child.peak_mb;
  out[STORE] = (double)bench_file_bytes(store) / BENCH_MEGABYTE;
  out[SEARCH_P50] = 1e3 * bench_percentile(&a.search, 50);
  out[SEARCH_P99] = 1e3 * bench_percentile(&a.search, 99);
  out[MATRIX] = 1e3 * bench_median(&a.matrix);
  out[MATRIX_WORDS] = 1e3 * bench_median(&a.matrix_words);
  out[FACETS] = 1e3 * bench_median(&a.facets);
  bench_remove_store(store);
  (void)remove(input);
}

void bench_growth(const bench_texts *base, char *program, const char *folder, size_t largest, size_t rounds) {
  double values[STEPS][N_COLUMNS], text_mb;
  size_t documents[STEPS];
  if (largest <= SMALLEST) bench_die("growth: the largest step must be above %d documents", SMALLEST);
  printf("Questions: medians of %zu rounds.\n\n| documents | text, MB", rounds);
  for (int c = 0; c < N_COLUMNS; c++) printf(" | %s", names[c]);
  printf(" |\n|---|---");
  for (int c = 0; c < N_COLUMNS; c++) printf("|---");
  printf("|\n");
  for (int i = 0; i < STEPS; i++) {
    documents[i] = (size_t)lround(SMALLEST * pow((double)largest / SMALLEST, (double)i / (STEPS - 1)));
    (void)fprintf(stderr, "%zu documents\n", documents[i]);
    measure(base, program, folder, documents[i], rounds, &text_mb, values[i]);
    printf("| %zu | %.1f", documents[i], text_mb);
    for (int c = 0; c < N_COLUMNS; c++) printf(" | %.4g", values[i][c]);
    printf(" |\n");
    (void)fflush(stdout);
  }
  double tens = log10((double)documents[STEPS - 1] / (double)documents[0]);
  printf("| **per tenfold** | ");
  for (int c = 0; c < N_COLUMNS; c++) printf(" | **%.3g**", pow(values[STEPS - 1][c] / values[0][c], 1 / tens));
  printf(" |\n");
  double last = log10((double)documents[STEPS - 1] / (double)documents[STEPS - 2]);
  printf("| **… by the last step** | ");
  for (int c = 0; c < N_COLUMNS; c++) printf(" | **%.3g**", pow(values[STEPS - 1][c] / values[STEPS - 2][c], 1 / last));
  printf(" |\n");
}
