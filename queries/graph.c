#include "queries/graph.h"

#include <math.h>
#include <stdlib.h>

#define TRY(call) \
  if (st == RAP_OK) st = (call)

static const char *const weight_names[] = {"shared", "overlap", "cosine", "jaccard"};

const char *rap_weight_name(rap_weight weight) { return weight_names[weight]; }

bool rap_weight_parse(rap_str name, rap_weight *out) {
  *out = RAP_WEIGHT_SHARED;
  for (size_t i = 0; i < sizeof weight_names / sizeof *weight_names; i++) {
    if (!rap_str_is(name, weight_names[i])) continue;
    *out = (rap_weight)i;
    return true;
  }
  return false;
}

/* ---- order and degrees ---- */

static int by_weight(const void *x, const void *y) {
  const rap_graph_edge *a = x, *b = y;
  if (a->weight > b->weight || a->weight < b->weight) return a->weight > b->weight ? -1 : 1;
  if (a->shared != b->shared) return a->shared > b->shared ? -1 : 1;
  if (a->units != b->units) return a->units > b->units ? -1 : 1;
  if (a->a != b->a) return a->a < b->a ? -1 : 1;
  return (a->b > b->b) - (a->b < b->b);
}

static void measure(rap_graph *g) {
  for (size_t i = 0; i < g->n_nodes; i++) {
    g->nodes[i].degree = 0;
    g->nodes[i].strength = 0;
  }
  for (size_t i = 0; i < g->n_edges; i++) {
    const rap_graph_edge *e = &g->edges[i];
    g->nodes[e->a].degree++;
    g->nodes[e->b].degree++;
    g->nodes[e->a].strength += e->weight;
    g->nodes[e->b].strength += e->weight;
  }
}

static double of_end(const rap_graph_node *n, double weight) { return n->degree < 2 ? 1 : pow(1 - weight / n->strength, (double)(n->degree - 1)); }

static void finish(rap_graph *g) {
  if (g->n_edges) qsort(g->edges, g->n_edges, sizeof *g->edges, by_weight);
  measure(g);
  for (size_t i = 0; i < g->n_edges; i++) {
    rap_graph_edge *e = &g->edges[i];
    double a = of_end(&g->nodes[e->a], e->weight), b = of_end(&g->nodes[e->b], e->weight);
    e->significance = a < b ? a : b;
  }
}

/* ---- making ---- */

static rap_status make_nodes(rap_arena *arena, const rap_pairs *pairs, bool both, rap_graph *out, rap_error *err) {
  size_t rows = pairs->rows.n, n = rows + (both ? pairs->cols.n : 0);
  *out = (rap_graph){.n_nodes = n, .bipartite = both, .nodes = rap_arena_array(arena, n, sizeof *out->nodes)};
  if (!out->nodes) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) {
    const rap_node *from = i < rows ? &pairs->rows.items[i] : &pairs->cols.items[i - rows];
    out->nodes[i] = (rap_graph_node){.label = from->label, .second = i >= rows, .total = from->n};
  }
  return RAP_OK;
}

rap_status rap_graph_join(rap_arena *arena, const rap_pairs *pairs, rap_graph *out, rap_error *err) {
  rap_status st = make_nodes(arena, pairs, true, out, err);
  if (st == RAP_OK && !(out->edges = rap_arena_array(arena, pairs->n, sizeof *out->edges))) st = rap_error_nomem(err);
  for (size_t i = 0; i < pairs->n && st == RAP_OK; i++) {
    const rap_pair *p = &pairs->items[i];
    out->edges[out->n_edges++] = (rap_graph_edge){.a = p->row, .b = pairs->rows.n + p->col, .shared = p->n, .units = p->n, .weight = (double)p->n};
  }
  finish(out);
  return st;
}

/* What two rows have in common, while it is added up. */
typedef struct common {
  int64_t shared, min, product;
} common;

typedef struct rows {
  int64_t *squares, *sums; /* of the numbers of each row */
  size_t *starts;          /* by column: its pairs in `order` */
  uint32_t *order;
  common *with;      /* of the row in hand with each later one */
  uint32_t *touched; /* later rows that it shares something with */
} rows;

static rap_status prepare(rap_arena *arena, const rap_pairs *p, rows *r, rap_error *err) {
  size_t n = p->rows.n, cols = p->cols.n;
  *r = (rows){.squares = rap_arena_array(arena, n, sizeof *r->squares),
              .sums = rap_arena_array(arena, n, sizeof *r->sums),
              .starts = rap_arena_array(arena, cols + 2, sizeof *r->starts),
              .order = rap_arena_array(arena, p->n, sizeof *r->order),
              .with = rap_arena_array(arena, n, sizeof *r->with),
              .touched = rap_arena_array(arena, n, sizeof *r->touched)};
  if (!r->squares || !r->sums || !r->starts || !r->order || !r->with || !r->touched) return rap_error_nomem(err);
  for (size_t i = 0; i < p->n; i++) {
    r->squares[p->items[i].row] += p->items[i].n * p->items[i].n;
    r->sums[p->items[i].row] += p->items[i].n;
    r->starts[p->items[i].col + 2]++;
  }
  uint64_t meetings = 0;
  for (size_t i = 2; i < cols + 2; i++) {
    meetings += (uint64_t)r->starts[i] * r->starts[i] / 2;
    r->starts[i] += r->starts[i - 1];
  }
  if (meetings > (uint64_t)RAP_PAIRS_MAX * 50)
    return rap_error_set(err, RAP_ERR_LIMIT, "too many ties to look at: ask for fewer nodes (--nodes), or about less (a period, a theme)");
  for (size_t i = 0; i < p->n; i++) r->order[r->starts[p->items[i].col + 1]++] = (uint32_t)i; /* starts[c] is now where c begins */
  return RAP_OK;
}

static double weight_of(const rows *r, const common *x, uint32_t a, uint32_t b, rap_weight weight) {
  switch (weight) {
  case RAP_WEIGHT_OVERLAP: return (double)x->min;
  case RAP_WEIGHT_COSINE: return (double)x->product / sqrt((double)r->squares[a] * (double)r->squares[b]);
  case RAP_WEIGHT_JACCARD: return (double)x->min / (double)(r->sums[a] + r->sums[b] - x->min);
  default: return (double)x->shared;
  }
}

/* Adds the ties of row `a`, whose pairs are items[from] to items[to − 1], with all later rows. */
static rap_status tie_row(rap_arena *arena, const rap_pairs *p, rows *r, size_t from, size_t to, rap_weight weight, rap_graph *out, size_t *capacity,
                          rap_error *err) {
  uint32_t a = p->items[from].row;
  size_t n = 0;
  for (size_t i = from; i < to; i++) {
    for (size_t k = r->starts[p->items[i].col]; k < r->starts[p->items[i].col + 1]; k++) {
      const rap_pair *other = &p->items[r->order[k]];
      if (other->row <= a) continue;
      common *x = &r->with[other->row];
      if (!x->shared++) r->touched[n++] = other->row;
      x->min += p->items[i].n < other->n ? p->items[i].n : other->n;
      x->product += p->items[i].n * other->n;
    }
  }
  for (size_t i = 0; i < n; i++) {
    uint32_t b = r->touched[i];
    const common x = r->with[b];
    r->with[b] = (common){0};
    if (out->n_edges >= RAP_PAIRS_MAX)
      return rap_error_set(err, RAP_ERR_LIMIT, "more than %d ties: ask for fewer nodes (--nodes), or about less", RAP_PAIRS_MAX);
    if (!rap_arena_grow(arena, (void **)&out->edges, out->n_edges, capacity, sizeof *out->edges)) return rap_error_nomem(err);
    out->edges[out->n_edges++] = (rap_graph_edge){.a = a, .b = b, .shared = x.shared, .units = x.min, .weight = weight_of(r, &x, a, b, weight)};
  }
  return RAP_OK;
}

static rap_status tie_pairs(rap_arena *arena, const rap_pairs *p, rap_weight weight, rap_graph *out, rap_error *err) {
  out->edges = rap_arena_array(arena, p->n, sizeof *out->edges);
  if (!out->edges) return rap_error_nomem(err);
  for (size_t i = 0; i < p->n; i++) {
    const rap_pair *x = &p->items[i];
    double n = (double)x->n, a = (double)p->rows.items[x->row].n, b = (double)p->rows.items[x->col].n;
    double w = weight == RAP_WEIGHT_COSINE ? n / sqrt(a * b) : weight == RAP_WEIGHT_JACCARD ? n / (a + b - n) : n;
    out->edges[out->n_edges++] = (rap_graph_edge){.a = x->row, .b = x->col, .shared = x->n, .units = x->n, .weight = w};
  }
  return RAP_OK;
}

rap_status rap_graph_project(rap_arena *arena, const rap_pairs *pairs, rap_weight weight, rap_graph *out, rap_error *err) {
  rows r;
  size_t capacity = 0;
  rap_status st = make_nodes(arena, pairs, false, out, err);
  if (st == RAP_OK && !pairs->cols.n) {
    st = tie_pairs(arena, pairs, weight, out, err);
  } else {
    TRY(prepare(arena, pairs, &r, err));
    for (size_t i = 0, j; i < pairs->n && st == RAP_OK; i = j) {
      for (j = i; j < pairs->n && pairs->items[j].row == pairs->items[i].row;) j++;
      st = tie_row(arena, pairs, &r, i, j, weight, out, &capacity, err);
    }
  }
  if (st == RAP_OK) finish(out);
  return st;
}

/* ---- keeping some ---- */

void rap_graph_cut(rap_graph *g, int64_t min, double alpha) {
  size_t n = 0;
  for (size_t i = 0; i < g->n_edges; i++)
    if (g->edges[i].shared >= min && (alpha <= 0 || g->edges[i].significance < alpha)) g->edges[n++] = g->edges[i];
  g->n_edges = n;
  measure(g);
}

void rap_graph_around(rap_graph *g, size_t node) {
  size_t n = 0;
  for (size_t i = 0; i < g->n_nodes; i++) g->nodes[i].community = 0;
  for (size_t i = 0; i < g->n_edges; i++)
    if (g->edges[i].a == node || g->edges[i].b == node) g->nodes[g->edges[i].a].community = g->nodes[g->edges[i].b].community = 1;
  for (size_t i = 0; i < g->n_edges; i++)
    if (g->nodes[g->edges[i].a].community && g->nodes[g->edges[i].b].community) g->edges[n++] = g->edges[i];
  for (size_t i = 0; i < g->n_nodes; i++) g->nodes[i].community = 0;
  g->n_edges = n;
  measure(g);
}

size_t rap_graph_drop_alone(rap_graph *g) {
  size_t n = 0, before = g->n_nodes;
  for (size_t i = 0; i < g->n_nodes; i++) /* the community holds the new place, for the edges */
    if (g->nodes[i].degree) g->nodes[i].community = n++;
  for (size_t i = 0; i < g->n_edges; i++) {
    g->edges[i].a = g->nodes[g->edges[i].a].community;
    g->edges[i].b = g->nodes[g->edges[i].b].community;
  }
  n = 0;
  for (size_t i = 0; i < before; i++) {
    if (!g->nodes[i].degree) continue;
    g->nodes[n] = g->nodes[i];
    g->nodes[n++].community = 0;
  }
  g->n_nodes = n;
  return before - n;
}
