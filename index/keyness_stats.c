#include "index/keyness_stats.h"

#include <math.h>

/* Quantiles of the chi-square distribution with one degree of freedom. */
static const struct {
  double least;
  const char *p;
} levels[RAP_KEYNESS_LEVELS] = {{0.0, ""}, {3.841, "0.05"}, {6.635, "0.01"}, {10.828, "0.001"}, {15.137, "0.0001"}};

static double within(int64_t n, int64_t of) { return (double)(n < 0 ? 0 : n > of ? of : n); }

/* What a cell adds to half of G²; the limit where nothing was met. */
static double surprise(double met, double expected) { return met > 0 && expected > 0 ? met * log(met / expected) : 0; }

rap_keyness rap_keyness_of(rap_keyness_counts counts) {
  rap_keyness out = {0};
  if (counts.of_a <= 0 || counts.of_b <= 0) return out;
  double of_a = (double)counts.of_a, of_b = (double)counts.of_b, a = within(counts.a, counts.of_a), b = within(counts.b, counts.of_b);
  if (a + b <= 0) return out;
  double share = (a + b) / (of_a + of_b), rest = 1.0 - share;
  double sum = surprise(a, of_a * share) + surprise(b, of_b * share) + surprise(of_a - a, of_a * rest) + surprise(of_b - b, of_b * rest);
  out.g2 = sum > 0 ? 2.0 * sum : 0; /* equal shares may come out as a little less than nothing */
  out.log_ratio = log2((a > 0 ? a : 0.5) / of_a) - log2((b > 0 ? b : 0.5) / of_b);
  out.over = a * of_b > b * of_a;
  return out;
}

int rap_keyness_level(double g2) {
  int level = RAP_KEYNESS_LEVELS - 1;
  while (level > 0 && !(g2 >= levels[level].least)) level--;
  return level;
}

static bool is_level(int level) { return level >= 0 && level < RAP_KEYNESS_LEVELS; }

const char *rap_keyness_p(int level) { return is_level(level) ? levels[level].p : ""; }
double rap_keyness_bound(int level) { return is_level(level) ? levels[level].least : 0; }
