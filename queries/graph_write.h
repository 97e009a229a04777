/* graph_write.h: graphs in the forms that other tools read. Layer: queries. The same graph gives the same bytes: no date is written.
 *
 * json     one object as networkx and d3 know it: {"directed": false, "multigraph": false, "graph": {…}, "nodes": [{"id", "name", "kind", "total", "degree", "strength", "community"}],
 *          "links": [{"source", "target", "count", "units", "weight", "significance"}]}; source and target are ids of nodes: "IN-TG", or "state:IN-TG" where there are two kinds
 * graphml  http://graphml.graphdrawing.org/xmlns; nodes are n1, n2 …, because an id may hold no space there, and have the ids above as the attribute `value`
 * gexf     GEXF 1.3 (Gephi), nodes likewise
 */
#ifndef RAP_QUERIES_GRAPH_WRITE_H
#define RAP_QUERIES_GRAPH_WRITE_H

#include "base/emit.h"
#include "queries/graph.h"

typedef struct rap_graph_title {
  rap_str question;    /* as it was understood; may be empty */
  const char *first;   /* kind of the nodes: "state" */
  const char *second;  /* kind of the second ones of a bipartite graph */
  const char *through; /* what ties them; NULL in a bipartite graph */
  const char *weight;
  const char *unit;       /* what totals and units count */
  size_t left_out, alone; /* nodes that are not in it: smaller ones, such without ties */
} rap_graph_title;

/* "IN-TG" or "state:IN-TG", in `arena`; pointer NULL when out of memory. */
rap_str rap_graph_id(rap_arena *arena, const rap_graph *g, const rap_graph_title *title, size_t node);
/* Errors of all: RAP_ERR_NOMEM, RAP_ERR_IO. */
rap_status rap_graph_json(rap_out *out, rap_arena *arena, const rap_graph *g, const rap_graph_title *title, rap_error *err) RAP_MUST_CHECK;
rap_status rap_graph_graphml(rap_out *out, const rap_graph *g, const rap_graph_title *title, rap_error *err) RAP_MUST_CHECK;
rap_status rap_graph_gexf(rap_out *out, const rap_graph *g, const rap_graph_title *title, rap_error *err) RAP_MUST_CHECK;

#endif
