/* report.c: lines of a table in Markdown. */
#include "bench.h"

/* Three digits that count, never an exponent. */
static const char *figure(double value, char out[32]) {
  (void)snprintf(out, 32, value >= 100 ? "%.0f" : "%.3g", value);
  return out;
}

void bench_row(const char *what, double value, const char *unit, double spread_percent, const char *target) {
  char text[32];
  printf("| %s | %s %s | ", what, figure(value, text), unit);
  if (spread_percent >= 0) printf("%.0f %% ", spread_percent);
  printf("| %s |\n", target);
}

void bench_ratio(const char *what, double value, const char *target) {
  char text[32];
  printf("| **%s** | **%s** | | %s |\n", what, figure(value, text), target);
}
