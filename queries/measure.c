#include "queries/measure.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/options.h"

_Static_assert(RAP_N_MEASURES <= 64, "a set of measures is one word");

static const struct {
  const char *name, *title;
} measures[RAP_N_MEASURES] = {
#define RAP_MEASURE_ROW(id, name, title) {name, title},
    RAP_MEASURE_TABLE(RAP_MEASURE_ROW)
#undef RAP_MEASURE_ROW
};

const char *rap_measure_name(rap_measure m) { return measures[m].name; }
const char *rap_measure_title(rap_measure m) { return measures[m].title; }

rap_status rap_measure_parse(rap_str name, rap_measure *out, rap_error *err) {
  const char *names[RAP_N_MEASURES];
  *out = RAP_MEASURE_DOCUMENT;
  for (int m = 0; m < RAP_N_MEASURES; m++) {
    names[m] = measures[m].name;
    if (!rap_str_is(name, measures[m].name) && !rap_str_is(name, measures[m].title)) continue;
    *out = (rap_measure)m;
    return RAP_OK;
  }
  const char *near = rap_nearest(name, names, RAP_N_MEASURES);
  return rap_error_set(err, RAP_ERR_USAGE, "unknown measure '%.*s'%s%s%s", RAP_FMT(name), near ? " (did you mean '" : "", near ? near : "",
                       near ? "'?)" : "");
}

/* ---- figures ---- */

static double share(uint64_t part, uint64_t of) { return of ? (double)part / (double)of : 0; }

double rap_tally_precision(const rap_tally *t) { return share(t->right, t->right + t->spurious); }
double rap_tally_recall(const rap_tally *t) { return share(t->right, t->right + t->missed); }
double rap_tally_f1(const rap_tally *t) { return share(2 * t->right, 2 * t->right + t->spurious + t->missed); }

void rap_tally_add(rap_tally *to, const rap_tally *t) {
  to->right += t->right;
  to->spurious += t->spurious;
  to->missed += t->missed;
}

double rap_figure_shown(double v) { return floor(v * 1000 + 0.5) / 1000; }

/* ---- intervals ---- */

static uint64_t draw(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return z ^ z >> 31;
}

static int cmp_double(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

enum { PARTS = 3 * RAP_N_MEASURES };

/* A document has no more items than RAP_MAX_ANNOTATED_PAIRS. */
static void pack(const rap_tally *of, uint32_t out[PARTS]) {
  for (size_t m = 0; m < RAP_N_MEASURES; m++) {
    out[3 * m] = (uint32_t)of[m].right;
    out[3 * m + 1] = (uint32_t)of[m].spurious;
    out[3 * m + 2] = (uint32_t)of[m].missed;
  }
}

rap_status rap_intervals(const rap_tallies *const *documents, size_t n, rap_interval out[RAP_N_MEASURES], rap_error *err) {
  enum { ROUNDS = RAP_BOOTSTRAP_ROUNDS };
  assert(n <= UINT32_MAX);
  memset(out, 0, RAP_N_MEASURES * sizeof *out);
  double *f1 = calloc((size_t)ROUNDS * RAP_N_MEASURES, sizeof *f1); /* by measure, then round */
  uint32_t(*counts)[PARTS] = calloc(n ? n : 1, sizeof *counts);     /* of the documents: half the memory, since it is walked a thousand times */
  if (!f1 || !counts) {
    free(f1);
    free(counts);
    return rap_error_nomem(err);
  }
  for (size_t i = 0; i < n; i++) pack(&documents[i]->of[0], counts[i]);
  uint64_t state = 1;
  size_t n_f1[RAP_N_MEASURES] = {0};
  for (size_t round = 0; round < ROUNDS; round++) {
    uint64_t sums[PARTS] = {0};
    for (size_t i = 0; i < n; i++) {
      const uint32_t *of = counts[(draw(&state) >> 32) * n >> 32];
      for (size_t k = 0; k < PARTS; k++) sums[k] += of[k];
    }
    for (size_t m = 0; m < RAP_N_MEASURES; m++) {
      const rap_tally t = {.right = sums[3 * m], .spurious = sums[3 * m + 1], .missed = sums[3 * m + 2]};
      if (t.right + t.spurious + t.missed) f1[m * ROUNDS + n_f1[m]++] = rap_tally_f1(&t);
    }
  }
  for (size_t m = 0; m < RAP_N_MEASURES; m++) {
    double *of = f1 + m * ROUNDS;
    if (n_f1[m] == 0) continue;
    qsort(of, n_f1[m], sizeof *of, cmp_double);
    out[m] = (rap_interval){of[(n_f1[m] * 25 + 999) / 1000 - 1], of[(n_f1[m] * 975 + 999) / 1000 - 1]};
  }
  free(f1);
  free(counts);
  return RAP_OK;
}

/* ---- floors ---- */

/* Digits, and a point with digits behind it: 0.95, 1, 1.0. No strtod, which takes the locale's point. */
static bool parse_share(rap_str s, double *out) {
  rap_str whole = {0}, part = {0};
  uint64_t units = 0, decimals = 0;
  bool point = s.n && memchr(s.p, '.', s.n);
  *out = 0;
  if (!rap_str_split(&s, '.', &whole) || !rap_str_uint(whole, &units)) return false;
  if (point && (!rap_str_split(&s, '\0', &part) || part.n > 9 || !rap_str_uint(part, &decimals))) return false;
  *out = (double)units + (double)decimals / pow(10, (double)part.n);
  return *out <= 1;
}

static rap_status parse_floor(rap_str line, rap_floor *out, rap_error *err) {
  rap_str rest = line, name = {0}, value = {0};
  rap_error inner = {0};
  (void)rap_str_split(&rest, '\t', &name);
  if (!rap_str_split(&rest, '\t', &value) || rest.p)
    return rap_error_set(err, RAP_ERR_INPUT, "a measure, a tab and its least F1 are wanted, not '%.*s'", RAP_FMT(line));
  if (rap_measure_parse(rap_str_trim(name), &out->measure, &inner) != RAP_OK) return rap_error_set(err, RAP_ERR_INPUT, "%s", inner.text);
  value = rap_str_trim(value);
  if (!parse_share(value, &out->least)) return rap_error_set(err, RAP_ERR_INPUT, "'%.*s' is no F1 (0 to 1)", RAP_FMT(value));
  return RAP_OK;
}

rap_status rap_floors_parse(rap_arena *arena, rap_str text, rap_str name, rap_floor **out, size_t *n, rap_error *err) {
  *out = NULL;
  *n = 0;
  rap_floor *floors = rap_arena_array(arena, RAP_N_MEASURES, sizeof *floors);
  rap_measure_set seen = 0;
  rap_status st = RAP_OK;
  rap_str line;
  size_t n_floors = 0;
  if (!floors) return rap_error_nomem(err);
  for (size_t number = 1; st == RAP_OK && rap_str_split(&text, '\n', &line); number++) {
    rap_floor f = {.line = number};
    line = rap_str_trim(line);
    if (line.n == 0 || line.p[0] == '#') continue;
    st = parse_floor(line, &f, err);
    if (st == RAP_OK && seen & RAP_MEASURE_BIT(f.measure))
      st = rap_error_set(err, RAP_ERR_INPUT, "measure '%s' a second time", rap_measure_name(f.measure));
    if (st == RAP_ERR_INPUT) rap_error_prefix(err, "%.*s:%zu: ", RAP_FMT(name), number);
    if (st != RAP_OK) break;
    seen |= RAP_MEASURE_BIT(f.measure);
    floors[n_floors++] = f;
  }
  if (st == RAP_OK && n_floors == 0) st = rap_error_set(err, RAP_ERR_INPUT, "%.*s: no floors", RAP_FMT(name));
  if (st != RAP_OK) return st;
  *out = floors;
  *n = n_floors;
  return RAP_OK;
}
