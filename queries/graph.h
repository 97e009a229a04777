/* graph.h: who is tied to whom, how strongly, which ties matter, who belongs together. Layer: queries. Weighted and undirected, without loops; no store, no output.
 *
 *     rap_graph g;
 *     st = rap_graph_project(arena, &pairs, RAP_WEIGHT_SHARED, &g, err);   // or rap_graph_join
 *     rap_graph_cut(&g, 2, 0.05);
 *     st = rap_graph_communities(arena, &g, err);
 *
 * All results depend on the order of nodes and edges alone, never on memory or chance.
 */
#ifndef RAP_QUERIES_GRAPH_H
#define RAP_QUERIES_GRAPH_H

#include "index/relations.h"

/* What binds two rows that meet the same columns. x and y are their numbers of units per column.
 * shared: columns that both meet. overlap: Σ min(x, y). cosine: x·y / (|x| |y|). jaccard: Σ min(x, y) / Σ max(x, y), the weighted form (Ruzicka). */
typedef enum rap_weight { RAP_WEIGHT_SHARED, RAP_WEIGHT_OVERLAP, RAP_WEIGHT_COSINE, RAP_WEIGHT_JACCARD } rap_weight;
const char *rap_weight_name(rap_weight weight);
bool rap_weight_parse(rap_str name, rap_weight *out);

typedef struct rap_graph_node {
  rap_label label;
  bool second; /* bipartite graphs: of the columns */
  int64_t total;
  size_t degree;
  double strength;  /* sum of the weights of its edges */
  size_t community; /* from 1, the largest first; 0: not looked for, or tied to nobody */
} rap_graph_node;

typedef struct rap_graph_edge {
  size_t a, b;         /* a < b */
  int64_t shared;      /* columns that both meet; bipartite: units in which they meet */
  int64_t units;       /* Σ min(x, y); bipartite: as shared */
  double weight;       /* > 0 */
  double significance; /* of the better of its ends; small: unlikely by chance. 1 for an end with one edge */
} rap_graph_edge;

typedef struct rap_graph {
  rap_graph_node *nodes;
  size_t n_nodes;
  rap_graph_edge *edges; /* by falling weight, then shared, then a, then b */
  size_t n_edges;
  bool bipartite;
  size_t n_communities;
  double modularity;
} rap_graph;

/* Rows and columns that meet; the weight is how often. Errors: RAP_ERR_NOMEM. */
rap_status rap_graph_join(rap_arena *arena, const rap_pairs *pairs, rap_graph *out, rap_error *err) RAP_MUST_CHECK;
/* Rows that meet the same columns. Where an axis met itself (no columns), the pairs themselves: shared is how often; cosine n / √(a b), jaccard n / (a + b − n), of their totals.
 * Errors: RAP_ERR_LIMIT when more than RAP_PAIRS_MAX pairs or 50 times as many meetings would have to be looked at, RAP_ERR_NOMEM. Cost: Σ over the columns of (rows that meet it)². */
rap_status rap_graph_project(rap_arena *arena, const rap_pairs *pairs, rap_weight weight, rap_graph *out, rap_error *err) RAP_MUST_CHECK;
/* Keeps the edges with `units` (shared, of a projection) of at least `min`, and of these those whose significance is below `alpha` (0: all): the disparity filter (Serrano, Boguñá, Vespignani: Extracting the multiscale
 * backbone of complex weighted networks, PNAS 106(16), 2009): an edge of weight w at a node of strength s and degree k is significant at α when (1 − w / s)^(k − 1) < α, at either end. Degrees and strengths are of what is kept. */
void rap_graph_cut(rap_graph *g, int64_t min, double alpha);
/* Keeps the node and those tied to it, with the ties among them. */
void rap_graph_around(rap_graph *g, size_t node);
/* Drops nodes without edges; how many. */
size_t rap_graph_drop_alone(rap_graph *g);
/* Communities by modularity: the Louvain method (Blondel, Guillaume, Lambiotte, Lefebvre: Fast unfolding of communities in large networks, J. Stat. Mech. P10008, 2008), nodes taken in their order, of equal gains the community
 * that comes first. Errors: RAP_ERR_NOMEM. */
rap_status rap_graph_communities(rap_arena *arena, rap_graph *g, rap_error *err) RAP_MUST_CHECK;

#endif
