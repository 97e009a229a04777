/* stats.c: what is said of several measurements of one thing. */
#include "bench.h"

#include <stdlib.h>

void bench_keep(bench_samples *s, double value) {
  if (s->n == BENCH_MAX_SAMPLES) bench_die("more than %d measurements", BENCH_MAX_SAMPLES);
  s->values[s->n++] = value;
}

static int cmp_double(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Between the two nearest when the share does not fall on one. */
double bench_percentile(const bench_samples *s, double percent) {
  double sorted[BENCH_MAX_SAMPLES];
  if (s->n == 0) return 0;
  for (size_t i = 0; i < s->n; i++) sorted[i] = s->values[i];
  qsort(sorted, s->n, sizeof *sorted, cmp_double);
  double at = percent / 100 * (double)(s->n - 1);
  size_t low = (size_t)at, high = low + 1 < s->n ? low + 1 : low;
  return sorted[low] + (sorted[high] - sorted[low]) * (at - (double)low);
}

double bench_median(const bench_samples *s) { return bench_percentile(s, 50); }

double bench_spread(const bench_samples *s) {
  double middle = bench_median(s);
  return middle > 0 ? 100 * (bench_percentile(s, 100) - bench_percentile(s, 0)) / middle : 0;
}
