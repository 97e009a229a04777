#include "queries/graph_write.h"

#include <math.h>

#include "base/json.h"
#include "base/markup.h"

static const char *kind_of(const rap_graph *g, const rap_graph_title *t, size_t node) { return g->nodes[node].second ? t->second : t->first; }

rap_str rap_graph_id(rap_arena *arena, const rap_graph *g, const rap_graph_title *t, size_t node) {
  rap_str value = g->nodes[node].label.value;
  return g->bipartite ? rap_arena_printf(arena, "%s:%.*s", kind_of(g, t, node), RAP_FMT(value)) : value;
}

/* ---- JSON ---- */

/* Six decimals: more would show how the sum was rounded. */
static rap_json *real(double v) { return rap_json_new_real(round(v * 1e6) / 1e6); }

static rap_json *about_json(const rap_graph *g, const rap_graph_title *t) {
  rap_json *j = rap_json_new_object();
  (void)rap_json_set_str_opt(j, "question", t->question);
  (void)rap_json_set_str(j, "nodes", rap_str_of(t->first));
  if (t->second) (void)rap_json_set_str(j, "second_nodes", rap_str_of(t->second));
  if (t->through) (void)rap_json_set_str(j, "through", rap_str_of(t->through));
  (void)rap_json_set_str(j, "weight", rap_str_of(t->weight));
  (void)rap_json_set_str(j, "of", rap_str_of(t->unit));
  (void)rap_json_set_int(j, "communities", (int64_t)g->n_communities);
  (void)rap_json_set(j, "modularity", real(g->modularity));
  (void)rap_json_set_int(j, "left_out", (int64_t)t->left_out);
  (void)rap_json_set_int(j, "alone", (int64_t)t->alone);
  return j;
}

static rap_json *node_json(rap_arena *arena, const rap_graph *g, const rap_graph_title *t, size_t i) {
  const rap_graph_node *n = &g->nodes[i];
  rap_json *j = rap_json_new_object();
  (void)rap_json_set_str(j, "id", rap_graph_id(arena, g, t, i));
  (void)rap_json_set_str(j, "name", n->label.name);
  (void)rap_json_set_str(j, "kind", rap_str_of(kind_of(g, t, i)));
  (void)rap_json_set_int(j, "total", n->total);
  (void)rap_json_set_int(j, "degree", (int64_t)n->degree);
  (void)rap_json_set(j, "strength", real(n->strength));
  if (n->community) (void)rap_json_set_int(j, "community", (int64_t)n->community);
  return j;
}

static rap_json *link_json(rap_arena *arena, const rap_graph *g, const rap_graph_title *t, const rap_graph_edge *e) {
  rap_json *j = rap_json_new_object();
  (void)rap_json_set_str(j, "source", rap_graph_id(arena, g, t, e->a));
  (void)rap_json_set_str(j, "target", rap_graph_id(arena, g, t, e->b));
  (void)rap_json_set_int(j, "count", e->shared);
  (void)rap_json_set_int(j, "units", e->units);
  (void)rap_json_set(j, "weight", real(e->weight));
  (void)rap_json_set(j, "significance", real(e->significance));
  return j;
}

/* Objects in an array, one a line: a graph of thousands of nodes is not held as one value. */
static rap_status put_items(rap_out *out, rap_buf *b, rap_json *item, bool last, rap_error *err) {
  rap_status st = rap_json_write(item, 0, b, err);
  rap_buf_puts(b, last ? "\n" : ",\n");
  rap_json_free(item);
  if (st == RAP_OK && rap_buf_failed(b)) st = rap_error_nomem(err);
  if (st == RAP_OK && !rap_out_write(out, rap_buf_str(b))) st = rap_error_set(err, RAP_ERR_IO, "cannot write the graph");
  rap_buf_reset(b);
  return st;
}

rap_status rap_graph_json(rap_out *out, rap_arena *arena, const rap_graph *g, const rap_graph_title *t, rap_error *err) {
  rap_buf b = {0};
  rap_json *about = about_json(g, t);
  rap_buf_puts(&b, "{\"directed\": false, \"multigraph\": false, \"graph\": ");
  rap_status st = rap_json_write(about, 0, &b, err);
  rap_json_free(about);
  rap_buf_puts(&b, ",\n\"nodes\": [\n");
  for (size_t i = 0; i < g->n_nodes && st == RAP_OK; i++) st = put_items(out, &b, node_json(arena, g, t, i), i + 1 == g->n_nodes, err);
  rap_buf_puts(&b, "],\n\"links\": [\n");
  for (size_t i = 0; i < g->n_edges && st == RAP_OK; i++) st = put_items(out, &b, link_json(arena, g, t, &g->edges[i]), i + 1 == g->n_edges, err);
  rap_buf_puts(&b, "]}\n");
  if (st == RAP_OK && rap_buf_failed(&b)) st = rap_error_nomem(err);
  if (st == RAP_OK && !rap_out_write(out, rap_buf_str(&b))) st = rap_error_set(err, RAP_ERR_IO, "cannot write the graph");
  rap_buf_clear(&b);
  return st;
}

/* ---- XML ---- */

/* Attributes of nodes and edges: name and type, which GraphML and GEXF call alike. */
static const struct attribute {
  const char *name, *graphml, *gexf;
} node_attributes[] = {{"label", "string", NULL}, /* GEXF has labels of its own */
                       {"value", "string", "string"}, {"kind", "string", "string"},     {"total", "long", "long"},
                       {"degree", "long", "long"},    {"strength", "double", "double"}, {"community", "long", "long"}},
  edge_attributes[] = {{"count", "long", "long"}, {"units", "long", "long"}, {"weight", "double", NULL}, {"significance", "double", "double"}};
enum { NODE_ATTRIBUTES = sizeof node_attributes / sizeof *node_attributes, EDGE_ATTRIBUTES = sizeof edge_attributes / sizeof *edge_attributes };

/* The value of an attribute as text; false when it has none. */
static bool node_value(const rap_graph *g, const rap_graph_title *t, size_t node, size_t attribute, rap_buf *out) {
  const rap_graph_node *n = &g->nodes[node];
  rap_buf_reset(out);
  switch (attribute) {
  case 0: rap_buf_add(out, n->label.name); break;
  case 1: rap_buf_add(out, n->label.value); break;
  case 2: rap_buf_puts(out, kind_of(g, t, node)); break;
  case 3: rap_buf_printf(out, "%lld", (long long)n->total); break;
  case 4: rap_buf_printf(out, "%zu", n->degree); break;
  case 5: rap_buf_printf(out, "%.6f", n->strength); break;
  default: rap_buf_printf(out, "%zu", n->community); return n->community > 0;
  }
  return true;
}

static void edge_value(const rap_graph_edge *e, size_t attribute, rap_buf *out) {
  rap_buf_reset(out);
  switch (attribute) {
  case 0: rap_buf_printf(out, "%lld", (long long)e->shared); break;
  case 1: rap_buf_printf(out, "%lld", (long long)e->units); break;
  case 2: rap_buf_printf(out, "%.6f", e->weight); break;
  default: rap_buf_printf(out, "%.6f", e->significance); break;
  }
}

static void describe(rap_markup *m, const char *element, const rap_graph_title *t) {
  rap_markup_open(m, element);
  rap_markup_textf(m, "%s%s%s%s%s, weight: %s of %s%s%.*s", t->first, t->second ? " and " : "", t->second ? t->second : "",
                   t->through ? " through " : "", t->through ? t->through : "", t->weight, t->unit, t->question.n ? ", for " : "",
                   RAP_FMT(t->question));
  rap_markup_close(m);
}

static void put_data(rap_markup *m, const char *prefix, size_t attribute, const rap_buf *value) {
  rap_markup_open(m, "data");
  rap_markup_attrf(m, "key", "%s%zu", prefix, attribute);
  rap_markup_text(m, rap_buf_str(value));
  rap_markup_close(m);
}

static void put_keys(rap_markup *m, const char *prefix, const char *of, const struct attribute *attributes, size_t n) {
  for (size_t i = 0; i < n; i++) {
    rap_markup_open(m, "key");
    rap_markup_attrf(m, "id", "%s%zu", prefix, i);
    rap_markup_attr(m, "for", rap_str_of(of));
    rap_markup_attr(m, "attr.name", rap_str_of(attributes[i].name));
    rap_markup_attr(m, "attr.type", rap_str_of(attributes[i].graphml));
    rap_markup_close(m);
  }
}

rap_status rap_graph_graphml(rap_out *out, const rap_graph *g, const rap_graph_title *t, rap_error *err) {
  rap_markup *m = NULL;
  rap_buf value = {0};
  rap_status st = rap_markup_new(out, RAP_MARKUP_XML_INDENTED, &m, err);
  if (st != RAP_OK) return st;
  rap_markup_open(m, "graphml");
  rap_markup_attr(m, "xmlns", RAP_STR("http://graphml.graphdrawing.org/xmlns"));
  describe(m, "desc", t);
  put_keys(m, "n", "node", node_attributes, NODE_ATTRIBUTES);
  put_keys(m, "e", "edge", edge_attributes, EDGE_ATTRIBUTES);
  rap_markup_open(m, "graph");
  rap_markup_attr(m, "edgedefault", RAP_STR("undirected"));
  for (size_t i = 0; i < g->n_nodes; i++) {
    rap_markup_open(m, "node");
    rap_markup_attrf(m, "id", "n%zu", i + 1);
    for (size_t k = 0; k < NODE_ATTRIBUTES; k++)
      if (node_value(g, t, i, k, &value)) put_data(m, "n", k, &value);
    rap_markup_close(m);
  }
  for (size_t i = 0; i < g->n_edges; i++) {
    rap_markup_open(m, "edge");
    rap_markup_attrf(m, "source", "n%zu", g->edges[i].a + 1);
    rap_markup_attrf(m, "target", "n%zu", g->edges[i].b + 1);
    for (size_t k = 0; k < EDGE_ATTRIBUTES; k++) {
      edge_value(&g->edges[i], k, &value);
      put_data(m, "e", k, &value);
    }
    rap_markup_close(m);
  }
  if (rap_buf_failed(&value)) st = rap_error_nomem(err);
  rap_buf_clear(&value);
  return rap_markup_finish(m, st, err);
}

static void put_attributes(rap_markup *m, const char *of, const struct attribute *attributes, size_t n) {
  rap_markup_open(m, "attributes");
  rap_markup_attr(m, "class", rap_str_of(of));
  for (size_t i = 0; i < n; i++) {
    if (!attributes[i].gexf) continue;
    rap_markup_open(m, "attribute");
    rap_markup_attrf(m, "id", "%zu", i);
    rap_markup_attr(m, "title", rap_str_of(attributes[i].name));
    rap_markup_attr(m, "type", rap_str_of(attributes[i].gexf));
    rap_markup_close(m);
  }
  rap_markup_close(m);
}

static void put_value(rap_markup *m, size_t attribute, const rap_buf *value) {
  rap_markup_open(m, "attvalue");
  rap_markup_attrf(m, "for", "%zu", attribute);
  rap_markup_attr(m, "value", rap_buf_str(value));
  rap_markup_close(m);
}

static void gexf_nodes(rap_markup *m, const rap_graph *g, const rap_graph_title *t, rap_buf *value) {
  rap_markup_open(m, "nodes");
  for (size_t i = 0; i < g->n_nodes; i++) {
    rap_markup_open(m, "node");
    rap_markup_attrf(m, "id", "n%zu", i + 1);
    rap_markup_attr(m, "label", g->nodes[i].label.name);
    rap_markup_open(m, "attvalues");
    for (size_t k = 0; k < NODE_ATTRIBUTES; k++)
      if (node_attributes[k].gexf && node_value(g, t, i, k, value)) put_value(m, k, value);
    rap_markup_close(m);
    rap_markup_close(m);
  }
  rap_markup_close(m);
}

static void gexf_edges(rap_markup *m, const rap_graph *g, rap_buf *value) {
  rap_markup_open(m, "edges");
  for (size_t i = 0; i < g->n_edges; i++) {
    rap_markup_open(m, "edge");
    rap_markup_attrf(m, "id", "e%zu", i + 1);
    rap_markup_attrf(m, "source", "n%zu", g->edges[i].a + 1);
    rap_markup_attrf(m, "target", "n%zu", g->edges[i].b + 1);
    rap_markup_attrf(m, "weight", "%.6f", g->edges[i].weight);
    rap_markup_open(m, "attvalues");
    for (size_t k = 0; k < EDGE_ATTRIBUTES; k++) {
      if (!edge_attributes[k].gexf) continue;
      edge_value(&g->edges[i], k, value);
      put_value(m, k, value);
    }
    rap_markup_close(m);
    rap_markup_close(m);
  }
  rap_markup_close(m);
}

rap_status rap_graph_gexf(rap_out *out, const rap_graph *g, const rap_graph_title *t, rap_error *err) {
  rap_markup *m = NULL;
  rap_buf value = {0};
  rap_status st = rap_markup_new(out, RAP_MARKUP_XML_INDENTED, &m, err);
  if (st != RAP_OK) return st;
  rap_markup_open(m, "gexf");
  rap_markup_attr(m, "xmlns", RAP_STR("http://gexf.net/1.3"));
  rap_markup_attr(m, "version", RAP_STR("1.3"));
  rap_markup_open(m, "meta");
  rap_markup_element(m, "creator", RAP_STR("rapporteur"));
  describe(m, "description", t);
  rap_markup_close(m);
  rap_markup_open(m, "graph");
  rap_markup_attr(m, "mode", RAP_STR("static"));
  rap_markup_attr(m, "defaultedgetype", RAP_STR("undirected"));
  put_attributes(m, "node", node_attributes, NODE_ATTRIBUTES);
  put_attributes(m, "edge", edge_attributes, EDGE_ATTRIBUTES);
  gexf_nodes(m, g, t, &value);
  gexf_edges(m, g, &value);
  if (rap_buf_failed(&value)) st = rap_error_nomem(err);
  rap_buf_clear(&value);
  return rap_markup_finish(m, st, err);
}
