/* network.h: the command `network`, in its parts. Layer: the program. */
#ifndef RAP_QUERIES_NETWORK_H
#define RAP_QUERIES_NETWORK_H

#include "queries/graph_write.h"
#include "queries/question.h"

typedef struct rap_network {
  rap_question *q;
  rap_count_spec spec; /* rows: the nodes; cols: the other nodes, or what ties them; cols = rows: they tie each other */
  bool joined;         /* two kinds of nodes */
  const char *through; /* what ties nodes of one kind, as a word; NULL when joined */
  rap_weight weight;
  rap_pairs pairs;
  rap_graph graph;
  rap_graph_title title;
} rap_network;

/* The page for a terminal. */
rap_status rap_network_text(const rap_network *net, rap_error *err) RAP_MUST_CHECK;
/* What stands behind one tie: for all that its ends have in common the sentences (or documents) of either. `text`: "A,B", as a person types it. *n: of those rows. Errors: RAP_ERR_USAGE for names that are unknown. */
rap_status rap_network_edge(rap_network *net, rap_str text, size_t *n, rap_error *err) RAP_MUST_CHECK;

#endif
