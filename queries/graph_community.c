/* graph_community.c: the Louvain method, in a fixed order. Layer: queries. */
#include <stdlib.h>

#include "queries/graph.h"

#define TRY(call) \
  if (st == RAP_OK) st = (call)

typedef struct tie {
  size_t to;
  double weight;
} tie;

/* A graph of one level: its nodes are the communities of the level below. */
typedef struct level {
  size_t n;
  size_t *starts; /* n + 1: of the ties of each node */
  tie *ties;      /* both directions */
  double *inside; /* weight of the loop at a node, counted twice */
  double *degree; /* sum of its ties and its loop */
  double total;   /* of all degrees: 2m */
} level;

/* Moves that gain less are none: sums of weights differ in the last digits by their order. */
#define LEAST_GAIN 1e-12
/* Rounds over the nodes of a level; each raises the modularity, and in practice there are fewer than ten. */
#define MOST_ROUNDS 100

typedef struct moving {
  size_t *community; /* of each node */
  double *sum;       /* degrees in each community */
  double *to;        /* weight from the node in hand to each community; < 0: none */
  size_t *met;
} moving;

static size_t best_of(const level *l, const moving *m, size_t node, size_t n_met) {
  size_t own = m->community[node], best = own;
  double degree = l->degree[node];
  double most = m->to[own] - (m->sum[own] - degree) * degree / l->total;
  for (size_t i = 0; i < n_met; i++) {
    size_t c = m->met[i];
    if (c == own) continue;
    double gain = m->to[c] - m->sum[c] * degree / l->total;
    if (gain > most + LEAST_GAIN || (gain > most - LEAST_GAIN && best != own && c < best)) {
      if (gain > most) most = gain;
      best = c;
    }
  }
  return best;
}

/* Does the node go to another community? */
static bool move(const level *l, moving *m, size_t node) {
  size_t n_met = 0, own = m->community[node];
  m->to[own] = 0;
  m->met[n_met++] = own;
  for (size_t i = l->starts[node]; i < l->starts[node + 1]; i++) {
    size_t c = m->community[l->ties[i].to];
    if (m->to[c] < 0) {
      m->to[c] = 0;
      m->met[n_met++] = c;
    }
    m->to[c] += l->ties[i].weight;
  }
  size_t best = best_of(l, m, node, n_met);
  for (size_t i = 0; i < n_met; i++) m->to[m->met[i]] = -1;
  if (best == own) return false;
  m->sum[own] -= l->degree[node];
  m->sum[best] += l->degree[node];
  m->community[node] = best;
  return true;
}

/* Communities of the nodes of a level, numbered in the order of their first nodes. *n: how many. */
static rap_status settle(rap_arena *arena, const level *l, size_t **out, size_t *n, rap_error *err) {
  moving m = {.community = rap_arena_array(arena, l->n, sizeof *m.community),
              .sum = rap_arena_array(arena, l->n, sizeof *m.sum),
              .to = rap_arena_array(arena, l->n, sizeof *m.to),
              .met = rap_arena_array(arena, l->n, sizeof *m.met)};
  size_t *number = rap_arena_array(arena, l->n, sizeof *number);
  *n = 0;
  if (!m.community || !m.sum || !m.to || !m.met || !number) return rap_error_nomem(err);
  for (size_t i = 0; i < l->n; i++) {
    m.community[i] = i;
    m.sum[i] = l->degree[i];
    m.to[i] = -1;
  }
  bool moved = l->total > 0;
  for (size_t round = 0; moved && round < MOST_ROUNDS; round++) {
    moved = false;
    for (size_t i = 0; i < l->n; i++) moved = move(l, &m, i) || moved;
  }
  for (size_t i = 0; i < l->n; i++) {
    size_t c = m.community[i];
    if (!number[c]) number[c] = ++*n;
    m.met[i] = number[c] - 1;
  }
  *out = m.met;
  return RAP_OK;
}

static rap_status make_level(rap_arena *arena, size_t n, size_t n_ties, level *out, rap_error *err) {
  *out = (level){.n = n,
                 .starts = rap_arena_array(arena, n + 2, sizeof *out->starts),
                 .ties = rap_arena_array(arena, n_ties, sizeof *out->ties),
                 .inside = rap_arena_array(arena, n, sizeof *out->inside),
                 .degree = rap_arena_array(arena, n, sizeof *out->degree)};
  return out->starts && out->ties && out->inside && out->degree ? RAP_OK : rap_error_nomem(err);
}

static void add_degrees(level *l) {
  for (size_t i = 0; i < l->n; i++) {
    l->degree[i] = l->inside[i];
    for (size_t k = l->starts[i]; k < l->starts[i + 1]; k++) l->degree[i] += l->ties[k].weight;
    l->total += l->degree[i];
  }
}

static rap_status first_level(rap_arena *arena, const rap_graph *g, level *out, rap_error *err) {
  rap_status st = make_level(arena, g->n_nodes, g->n_edges * 2, out, err);
  if (st != RAP_OK) return st;
  for (size_t i = 0; i < g->n_edges; i++) {
    out->starts[g->edges[i].a + 2]++;
    out->starts[g->edges[i].b + 2]++;
  }
  for (size_t i = 2; i < g->n_nodes + 2; i++) out->starts[i] += out->starts[i - 1];
  for (size_t i = 0; i < g->n_edges; i++) {
    const rap_graph_edge *e = &g->edges[i];
    out->ties[out->starts[e->a + 1]++] = (tie){e->b, e->weight};
    out->ties[out->starts[e->b + 1]++] = (tie){e->a, e->weight};
  }
  add_degrees(out);
  return st;
}

/* The level whose nodes are these communities. */
static rap_status next_level(rap_arena *arena, const level *l, const size_t *community, size_t n, level *out, rap_error *err) {
  double *to = rap_arena_array(arena, n, sizeof *to);
  size_t *met = rap_arena_array(arena, n, sizeof *met), *first = rap_arena_array(arena, n + 2, sizeof *first),
         *members = rap_arena_array(arena, l->n, sizeof *members), used = 0;
  rap_status st = make_level(arena, n, l->starts[l->n], out, err);
  if (st != RAP_OK || !to || !met || !first || !members) return rap_error_nomem(err);
  for (size_t i = 0; i < l->n; i++) first[community[i] + 2]++;
  for (size_t i = 2; i < n + 2; i++) first[i] += first[i - 1];
  for (size_t i = 0; i < l->n; i++) members[first[community[i] + 1]++] = i;
  for (size_t c = 0; c < n; c++) {
    size_t n_met = 0;
    for (size_t i = first[c]; i < first[c + 1]; i++) {
      size_t node = members[i];
      out->inside[c] += l->inside[node];
      for (size_t k = l->starts[node]; k < l->starts[node + 1]; k++) {
        size_t other = community[l->ties[k].to];
        if (other == c) {
          out->inside[c] += l->ties[k].weight;
          continue;
        }
        if (to[other] <= 0) met[n_met++] = other;
        to[other] += l->ties[k].weight;
      }
    }
    out->starts[c] = used;
    for (size_t i = 0; i < n_met; i++) {
      out->ties[used++] = (tie){met[i], to[met[i]]};
      to[met[i]] = 0;
    }
  }
  out->starts[n] = used;
  add_degrees(out);
  return RAP_OK;
}

/* ---- numbers for people ---- */

typedef struct sized {
  size_t n, number;
} sized;

static int by_size(const void *x, const void *y) {
  const sized *a = x, *b = y;
  if (a->n != b->n) return a->n > b->n ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

/* The largest first; nodes that are tied to nobody have none. */
static rap_status number(rap_arena *arena, rap_graph *g, const size_t *community, size_t n, rap_error *err) {
  sized *sizes = rap_arena_array(arena, n, sizeof *sizes);
  size_t *place = rap_arena_array(arena, n, sizeof *place);
  if (!sizes || !place) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) sizes[i].number = i;
  for (size_t i = 0; i < g->n_nodes; i++) sizes[community[i]].n += g->nodes[i].degree > 0;
  if (n) qsort(sizes, n, sizeof *sizes, by_size);
  for (size_t i = 0; i < n; i++) {
    place[sizes[i].number] = i + 1;
    g->n_communities += sizes[i].n > 0;
  }
  for (size_t i = 0; i < g->n_nodes; i++) g->nodes[i].community = g->nodes[i].degree ? place[community[i]] : 0;
  return RAP_OK;
}

static double modularity(const level *l) {
  double q = 0;
  for (size_t i = 0; i < l->n && l->total > 0; i++) q += l->inside[i] / l->total - l->degree[i] / l->total * (l->degree[i] / l->total);
  return q;
}

rap_status rap_graph_communities(rap_arena *arena, rap_graph *g, rap_error *err) {
  level l, next;
  size_t *community = rap_arena_array(arena, g->n_nodes, sizeof *community);
  g->n_communities = 0;
  g->modularity = 0;
  rap_status st = community ? first_level(arena, g, &l, err) : rap_error_nomem(err);
  for (size_t i = 0; i < g->n_nodes && st == RAP_OK; i++) community[i] = i;
  while (st == RAP_OK) {
    size_t *found = NULL, n;
    st = settle(arena, &l, &found, &n, err);
    if (st != RAP_OK || n == l.n) break;
    for (size_t i = 0; i < g->n_nodes; i++) community[i] = found[community[i]];
    st = next_level(arena, &l, found, n, &next, err);
    l = next;
  }
  if (st == RAP_OK) g->modularity = modularity(&l);
  return st == RAP_OK ? number(arena, g, community, l.n, err) : st;
}
