#include "queries/matrix_order.h"

#include <math.h>
#include <stdlib.h>

/* A row and where it stood. */
typedef struct place {
  const rap_label *label;
  int64_t total;
  size_t from;
} place;

/* ---- sorting ---- */

static int by_total(const void *x, const void *y) {
  const place *a = x, *b = y;
  if (a->total != b->total) return a->total > b->total ? -1 : 1;
  return rap_str_cmp(a->label->value, b->label->value);
}

static int by_value(const void *x, const void *y) {
  const place *a = x, *b = y;
  return rap_str_cmp(a->label->value, b->label->value);
}

static unsigned char lower(char c) { return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

static int by_name(const void *x, const void *y) {
  const place *a = x, *b = y;
  rap_str s = a->label->name, t = b->label->name;
  for (size_t i = 0; i < s.n && i < t.n; i++)
    if (lower(s.p[i]) != lower(t.p[i])) return lower(s.p[i]) < lower(t.p[i]) ? -1 : 1;
  return s.n != t.n ? (s.n < t.n ? -1 : 1) : by_value(x, y);
}

/* ---- clustering ---- */

/* Clusters are known by the row that comes first in them; their rows are a list in the order of the leaves. */
typedef struct clusters {
  size_t n;
  double *distance; /* n × n, of clusters that are still there */
  bool *gone;
  size_t *next, *last, *size; /* next: row behind a row of its cluster, n at the end */
  double *weight;             /* sum of totals */
} clusters;

static double cosine(const rap_matrix *m, size_t a, size_t b, const double *length) {
  const int64_t *x = m->cells + a * m->n_cols, *y = m->cells + b * m->n_cols;
  double sum = 0;
  if (length[a] <= 0 || length[b] <= 0) return 0;
  for (size_t i = 0; i < m->n_cols; i++) sum += (double)x[i] * (double)y[i];
  return sum / (length[a] * length[b]);
}

static bool start(rap_arena *arena, const rap_matrix *m, clusters *c) {
  size_t n = c->n = m->n_rows;
  double *length = rap_arena_array(arena, n, sizeof *length);
  c->distance = rap_arena_array(arena, n * n, sizeof *c->distance);
  c->gone = rap_arena_array(arena, n, sizeof *c->gone);
  c->next = rap_arena_array(arena, n, sizeof *c->next);
  c->last = rap_arena_array(arena, n, sizeof *c->last);
  c->size = rap_arena_array(arena, n, sizeof *c->size);
  c->weight = rap_arena_array(arena, n, sizeof *c->weight);
  if (!length || !c->distance || !c->gone || !c->next || !c->last || !c->size || !c->weight) return false;
  for (size_t r = 0; r < n; r++) {
    for (size_t i = 0; i < m->n_cols; i++) length[r] += (double)m->cells[r * m->n_cols + i] * (double)m->cells[r * m->n_cols + i];
    length[r] = sqrt(length[r]);
    c->next[r] = n;
    c->last[r] = r;
    c->size[r] = 1;
    c->weight[r] = (double)m->row_totals[r];
  }
  for (size_t a = 0; a < n; a++)
    for (size_t b = 0; b < a; b++) c->distance[a * n + b] = c->distance[b * n + a] = 1 - cosine(m, a, b, length);
  return true;
}

/* The two nearest; false when one cluster is left. */
static bool nearest(const clusters *c, size_t *first, size_t *second) {
  double least = INFINITY;
  for (size_t a = 0; a < c->n; a++)
    for (size_t b = a + 1; b < c->n && !c->gone[a]; b++)
      if (!c->gone[b] && c->distance[a * c->n + b] < least) {
        least = c->distance[a * c->n + b];
        *first = a;
        *second = b;
      }
  return least < INFINITY;
}

/* `a` takes `b` in. A cluster is kept at the place of the row that came first, which is that of the heavier one. */
static void join(clusters *c, size_t a, size_t b) {
  size_t n = c->n;
  if (c->weight[b] > c->weight[a]) {
    size_t swapped = a;
    a = b;
    b = swapped;
  }
  for (size_t k = 0; k < n; k++) {
    if (c->gone[k] || k == a || k == b) continue;
    double both = c->distance[a * n + k] * (double)c->size[a] + c->distance[b * n + k] * (double)c->size[b];
    c->distance[a * n + k] = c->distance[k * n + a] = both / (double)(c->size[a] + c->size[b]);
  }
  c->next[c->last[a]] = b;
  c->last[a] = c->last[b];
  c->size[a] += c->size[b];
  c->weight[a] += c->weight[b];
  c->gone[b] = true;
}

static rap_status cluster(rap_arena *arena, const rap_matrix *m, place *places, rap_error *err) {
  clusters c = {0};
  size_t a = 0, b = 0, n = 0;
  if (m->n_rows > RAP_ORDER_MAX)
    return rap_error_set(err, RAP_ERR_LIMIT, "%zu rows or columns are more than the %d that can be ordered by similarity; ask for the largest",
                         m->n_rows, RAP_ORDER_MAX);
  if (!start(arena, m, &c)) return rap_error_nomem(err);
  while (nearest(&c, &a, &b)) join(&c, a, b);
  for (size_t r = 0; r < c.n; r++) {
    if (c.gone[r]) continue;
    for (size_t at = r; at < c.n; at = c.next[at]) places[n++].from = at;
  }
  return RAP_OK;
}

/* ---- the matrix ---- */

static bool move_rows(rap_arena *arena, rap_matrix *m, const place *places) {
  rap_label *rows = rap_arena_array(arena, m->n_rows, sizeof *rows);
  int64_t *totals = rap_arena_array(arena, m->n_rows, sizeof *totals), *cells = rap_arena_array(arena, m->n_rows * m->n_cols, sizeof *cells);
  if (!rows || !totals || !cells) return false;
  for (size_t r = 0; r < m->n_rows; r++) {
    size_t from = places[r].from;
    rows[r] = m->rows[from];
    totals[r] = m->row_totals[from];
    if (m->n_cols) memcpy(cells + r * m->n_cols, m->cells + from * m->n_cols, m->n_cols * sizeof *cells);
  }
  m->rows = rows;
  m->row_totals = totals;
  m->cells = cells;
  return true;
}

rap_status rap_matrix_order_rows(rap_arena *arena, rap_matrix *m, rap_order order, rap_error *err) {
  static int (*const compare[])(const void *, const void *) = {[RAP_ORDER_TOTAL] = by_total, [RAP_ORDER_NAME] = by_name, [RAP_ORDER_TIME] = by_value};
  if (m->n_rows < 2) return RAP_OK;
  place *places = rap_arena_array(arena, m->n_rows, sizeof *places);
  if (!places) return rap_error_nomem(err);
  for (size_t i = 0; i < m->n_rows; i++) places[i] = (place){&m->rows[i], m->row_totals[i], i};
  rap_status st = RAP_OK;
  if (order == RAP_ORDER_SIMILARITY)
    st = cluster(arena, m, places, err);
  else
    qsort(places, m->n_rows, sizeof *places, compare[order]);
  return st == RAP_OK && !move_rows(arena, m, places) ? rap_error_nomem(err) : st;
}

rap_status rap_matrix_turn(rap_arena *arena, const rap_matrix *m, rap_matrix *out, rap_error *err) {
  *out = (rap_matrix){.rows = m->cols,
                      .cols = m->rows,
                      .n_rows = m->n_cols,
                      .n_cols = m->n_rows,
                      .row_totals = m->col_totals,
                      .col_totals = m->row_totals,
                      .total = m->total,
                      .more_rows = m->more_cols,
                      .more_cols = m->more_rows,
                      .small_rows = m->small_cols,
                      .small_cols = m->small_rows};
  out->cells = rap_arena_array(arena, m->n_rows * m->n_cols, sizeof *out->cells);
  if (!out->cells) return rap_error_nomem(err);
  for (size_t r = 0; r < m->n_rows; r++)
    for (size_t c = 0; c < m->n_cols; c++) out->cells[c * m->n_rows + r] = m->cells[r * m->n_cols + c];
  return RAP_OK;
}

rap_status rap_matrix_order_cols(rap_arena *arena, rap_matrix *m, rap_order order, rap_error *err) {
  rap_matrix turned;
  rap_status st = rap_matrix_turn(arena, m, &turned, err);
  if (st == RAP_OK) st = rap_matrix_order_rows(arena, &turned, order, err);
  return st == RAP_OK ? rap_matrix_turn(arena, &turned, m, err) : st;
}
