/* network: who is tied to whom: States by the themes that they share, States and themes, persons and events, any two axes. */
#include <stdlib.h>

#include "queries/network.h"

typedef struct network_options {
  rap_question_options question;
  rap_str through, weight, around, edge, backbone;
  int64_t min, nodes;
} network_options;

#define OFFSET(field) offsetof(network_options, field)
#define MOST_NODES 10000
#define DEFAULT_NODES 500

static const rap_option network_table[] = {
    {.name = "format",
     .letter = 'f',
     .kind = RAP_OPT_CHOICE,
     .offset = offsetof(network_options, question.format),
     .argument = "FORMAT",
     .help = "text by default; json: nodes and links; graphml and gexf: for Gephi, Cytoscape, yEd, networkx, igraph; the others: an edge a line",
     .choices = "text|json|ndjson|csv|tsv|markdown|html|graphml|gexf"},
    {.name = "through",
     .kind = RAP_OPT_TEXT,
     .offset = OFFSET(through),
     .argument = "AXIS",
     .help =
         "what ties nodes of one kind: an axis whose values they share (States: theme; persons: event), or statement, document: they stand in one"},
    {.name = "weight",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(weight),
     .argument = "HOW",
     .help = "of a tie: values shared (default); units shared; likeness of the profiles",
     .choices = "shared|overlap|cosine|jaccard"},
    {.name = "min",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(min),
     .argument = "N",
     .help = "only ties that share N or more",
     .min = 1,
     .max = 1000000000},
    {.name = "backbone",
     .kind = RAP_OPT_CHOICE,
     .offset = OFFSET(backbone),
     .argument = "ALPHA",
     .help = "only ties that stand out at one of their ends (disparity filter); alone: 0.05",
     .choices = "0.5|0.2|0.1|0.05|0.01|0.001",
     .alone = "0.05"},
    {.name = "around", .kind = RAP_OPT_TEXT, .offset = OFFSET(around), .argument = "NAME", .help = "only this node and those tied to it"},
    {.name = "nodes",
     .kind = RAP_OPT_INT,
     .offset = OFFSET(nodes),
     .argument = "N",
     .help = "at most the N largest nodes of a kind (default 500)",
     .min = 2,
     .max = MOST_NODES},
    {.name = "edge", .kind = RAP_OPT_TEXT, .offset = OFFSET(edge), .argument = "A,B", .help = "the sentences or documents behind one tie"},
    RAP_OPTIONS_END,
};
static const rap_option *const network_tables[] = {rap_common_table, network_table, rap_question_table, rap_paging_table, NULL};

/* -- what is asked ------------------------------------------------------------------------------------------------------------------------ */

static bool is_axis(rap_str word, rap_axis *axis) { return rap_axis_parse(word, axis) && *axis != RAP_AXIS_NONE && *axis != RAP_AXIS_DOCUMENT; }

static const char *usual_through(rap_axis rows) {
  switch (rows) {
  case RAP_AXIS_THEME:
  case RAP_AXIS_THEME_TOP: return "state";
  case RAP_AXIS_PERSON: return "event";
  case RAP_AXIS_ORGANISATION:
  case RAP_AXIS_PROGRAMME:
  case RAP_AXIS_PLACE: return "document";
  default: return "theme";
  }
}

static bool is_event(rap_axis axis) { return axis == RAP_AXIS_EVENT || axis == RAP_AXIS_SERIES; }

/* Persons and events meet where a person took part, not in every text that names both. */
static bool takes_part(rap_axis a, rap_axis b) { return (a == RAP_AXIS_PERSON && is_event(b)) || (b == RAP_AXIS_PERSON && is_event(a)); }

static rap_status choose_counting(rap_network *net, rap_axis rows, rap_axis cols, const network_options *o, rap_error *err) {
  rap_str unit;
  rap_status st = rap_question_unit(&o->question, (rap_str){0}, &unit, err);
  if (st == RAP_OK) st = rap_question_count(rows, cols, unit, &net->spec, err);
  if (st == RAP_OK && takes_part(rows, cols)) {
    net->spec.base = RAP_FROM_EVENTS;
    if (!unit.n || net->spec.unit == RAP_UNIT_STATEMENTS) net->spec.unit = RAP_UNIT_DOCUMENTS;
  }
  return st;
}

static rap_status choose_through(rap_network *net, rap_axis rows, const network_options *o, rap_error *err) {
  rap_str through = o->through.n ? o->through : rap_str_of(usual_through(rows));
  rap_axis cols = rows;
  bool statements = rap_str_is(through, "statement"), documents = rap_str_is(through, "document");
  rap_status st = statements || documents ? RAP_OK : rap_question_axis(through, "through", &cols, err);
  if (st != RAP_OK) return st;
  if (!statements && !documents && (cols == rows || cols == RAP_AXIS_NONE))
    return rap_error_set(err, RAP_ERR_USAGE, "--through: nodes of the axis %.*s are tied by another one, or by document or statement",
                         RAP_FMT(through));
  st = choose_counting(net, rows, cols, o, err);
  net->through = statements ? "statement" : documents ? "document" : rap_axis_name(cols);
  if (documents) net->spec.base = RAP_FROM_DOCUMENTS;
  if (documents && net->spec.unit == RAP_UNIT_STATEMENTS) net->spec.unit = RAP_UNIT_DOCUMENTS;
  if (statements) {
    net->spec.base = RAP_FROM_STATEMENTS;
    net->spec.unit = o->question.count_by.n ? net->spec.unit : RAP_UNIT_STATEMENTS;
  }
  return st;
}

static rap_status choose(rap_network *net, const rap_axis *axes, size_t n_axes, const network_options *o, rap_error *err) {
  rap_axis rows = n_axes ? axes[0] : RAP_AXIS_STATE;
  net->joined = n_axes == 2;
  if (!rap_weight_parse(o->weight, &net->weight)) net->weight = RAP_WEIGHT_SHARED;
  if (net->joined && o->through.n)
    return rap_error_set(err, RAP_ERR_USAGE, "--through is for nodes of one kind; %s and %s tie each other", rap_axis_name(axes[0]),
                         rap_axis_name(axes[1]));
  if (net->joined && axes[0] == axes[1]) return rap_error_set(err, RAP_ERR_USAGE, "two axes are asked for, and both are %s", rap_axis_name(axes[0]));
  rap_status st = net->joined ? choose_counting(net, axes[0], axes[1], o, err) : choose_through(net, rows, o, err);
  net->title = (rap_graph_title){.question = net->q->asked,
                                 .first = rap_axis_name(rows),
                                 .second = net->joined ? rap_axis_name(axes[1]) : NULL,
                                 .through = net->through,
                                 .weight = net->joined ? "count" : rap_weight_name(net->weight),
                                 .unit = rap_unit_name(net->spec.unit)};
  return st;
}

/* -- the graph ---------------------------------------------------------------------------------------------------------------------------- */

static rap_status cut_around(rap_network *net, rap_str name, rap_error *err) {
  rap_labels found;
  rap_graph *g = &net->graph;
  rap_status st = rap_question_find(net->q, net->spec.rows, name, &found, err);
  if (st != RAP_OK) return st;
  for (size_t k = 0; k < found.n; k++)
    for (size_t i = 0; i < g->n_nodes; i++)
      if (!g->nodes[i].second && rap_str_eq(g->nodes[i].label.value, found.items[k].value)) {
        rap_graph_around(g, i);
        return RAP_OK;
      }
  return rap_error_set(err, RAP_ERR_USAGE, "--around: '%.*s' is none of the nodes (--nodes shows more of them)", RAP_FMT(name));
}

static double alpha_of(const network_options *o) { return o->backbone.n ? strtod(o->backbone.p, NULL) : 0; }

static rap_status make_graph(rap_network *net, const network_options *o, rap_error *err) {
  rap_arena *arena = net->q->cli->arena;
  size_t most = o->nodes ? (size_t)o->nodes : DEFAULT_NODES;
  net->spec.max_rows = most;
  net->spec.max_cols = net->joined ? most : 0;
  rap_str_list without = {0}; /* the States together are nobody's neighbour; the axis `actor` has them */
  const rap_pairs_spec spec = {.count = net->spec, .without = &without};
  bool states = net->spec.rows == RAP_AXIS_STATE || (net->joined && net->spec.cols == RAP_AXIS_STATE);
  if (states && !rap_str_list_add(arena, &without, RAP_STR("ALL"))) return rap_error_nomem(err);
  rap_status st = rap_query_pairs(net->q->store, &net->q->filter, &spec, arena, &net->pairs, err);
  if (st == RAP_OK)
    st = net->joined ? rap_graph_join(arena, &net->pairs, &net->graph, err) : rap_graph_project(arena, &net->pairs, net->weight, &net->graph, err);
  if (st != RAP_OK) return st;
  rap_graph_cut(&net->graph, o->min ? o->min : 1, alpha_of(o));
  if (o->around.n) st = cut_around(net, o->around, err);
  net->title.left_out = net->pairs.rows.more + (net->joined ? net->pairs.cols.more : 0);
  net->title.alone = rap_graph_drop_alone(&net->graph);
  return st == RAP_OK ? rap_graph_communities(arena, &net->graph, err) : st;
}

/* -- machine formats ---------------------------------------------------------------------------------------------------------------------- */

static rap_status emit_edges(const rap_network *net, rap_error *err) {
  static const rap_column columns[] = {{.name = "source", .kind = RAP_COL_TEXT},      {.name = "source_name", .kind = RAP_COL_TEXT},
                                       {.name = "source_kind", .kind = RAP_COL_TEXT}, {.name = "target", .kind = RAP_COL_TEXT},
                                       {.name = "target_name", .kind = RAP_COL_TEXT}, {.name = "target_kind", .kind = RAP_COL_TEXT},
                                       {.name = "count", .kind = RAP_COL_INT},        {.name = "units", .kind = RAP_COL_INT},
                                       {.name = "weight", .kind = RAP_COL_REAL},      {.name = "significance", .kind = RAP_COL_REAL}};
  rap_emit *e = NULL;
  const rap_graph *g = &net->graph;
  rap_status st = rap_question_emit(net->q, columns, sizeof columns / sizeof *columns, &e, err);
  for (size_t i = 0; st == RAP_OK && i < g->n_edges; i++) {
    const rap_graph_node *ends[] = {&g->nodes[g->edges[i].a], &g->nodes[g->edges[i].b]};
    for (size_t k = 0; k < 2; k++) {
      rap_emit_text(e, ends[k]->label.value);
      rap_emit_text(e, ends[k]->label.name);
      rap_emit_text(e, rap_str_of(ends[k]->second ? net->title.second : net->title.first));
    }
    rap_emit_int(e, g->edges[i].shared);
    rap_emit_int(e, g->edges[i].units);
    rap_emit_real(e, g->edges[i].weight, 6);
    rap_emit_real(e, g->edges[i].significance, 6);
    rap_emit_end_row(e);
  }
  return rap_question_finish(e, st, err);
}

static rap_status write_graph(const rap_network *net, rap_str format, rap_error *err) {
  const rap_question *q = net->q;
  rap_out *out = q->cli->out;
  if (net->title.left_out && q->format != RAP_FORMAT_TEXT)
    rap_cli_note(q->cli, "%zu smaller nodes are left out (--nodes shows more of them)", net->title.left_out);
  if (rap_str_is(format, "graphml")) return rap_graph_graphml(out, &net->graph, &net->title, err);
  if (rap_str_is(format, "gexf")) return rap_graph_gexf(out, &net->graph, &net->title, err);
  if (q->format == RAP_FORMAT_TEXT) return rap_network_text(net, err);
  if (q->format == RAP_FORMAT_JSON) return rap_graph_json(out, q->cli->arena, &net->graph, &net->title, err);
  return emit_edges(net, err);
}

static rap_status answer(rap_network *net, const network_options *o, rap_str format, rap_error *err) {
  size_t n = 0;
  if (o->edge.n) {
    rap_status st = rap_network_edge(net, o->edge, &n, err);
    return st == RAP_OK ? rap_question_done(net->q, n) : st;
  }
  rap_status st = make_graph(net, o, err);
  if (st == RAP_OK && (net->graph.n_edges || net->q->format != RAP_FORMAT_TEXT)) st = write_graph(net, format, err);
  return st == RAP_OK ? rap_question_done(net->q, net->graph.n_edges) : st;
}

/* The first one or two operands name the axes, the others are the question. */
static rap_status run_network(rap_cli *cli, void *options, const rap_str_list *operands, rap_error *err) {
  network_options *o = options;
  rap_question q = {0};
  rap_network net = {.q = &q};
  rap_axis axes[2];
  size_t n_axes = 0;
  rap_str format = o->question.format;
  while (n_axes < 2 && n_axes < operands->n && is_axis(operands->items[n_axes], &axes[n_axes])) n_axes++;
  const rap_str_list words = {.items = operands->items + n_axes, .n = operands->n - n_axes};
  if (rap_str_is(format, "graphml") || rap_str_is(format, "gexf")) o->question.format = RAP_STR("json");
  if (o->edge.n && !rap_str_eq(format, o->question.format))
    return rap_error_set(err, RAP_ERR_USAGE, "--edge lists sentences: --format %.*s is for the whole network", RAP_FMT(format));
  rap_status st = rap_question_open(cli, &o->question, &words, 20, &q, err);
  if (st == RAP_OK) st = choose(&net, axes, n_axes, o, err);
  if (st == RAP_OK) st = answer(&net, o, format, err);
  rap_question_close(&q);
  return st;
}

const rap_command rap_command_network = {
    .name = "network",
    .group = RAP_GROUP_WHO,
    .operands = "[AXIS [AXIS]] [WORDS…]",
    .summary = "who is tied to whom: States by shared themes, States and themes, persons and events",
    .description =
        "One axis (default: state): its values are tied by what they share, see --through. Two axes: values of the one and the other, tied where they meet. The States taken together are no node of the axis state, but one of actor. WORDS restrict to documents in whose full text they occur; "
        "\"state\" in quotes is a word, not an axis. Text shows the strongest ties, the most central nodes and the communities; the other formats give the whole graph. --edge lists what a tie counts.",
    .tables = network_tables,
    .options_size = sizeof(network_options),
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .run = run_network,
};
