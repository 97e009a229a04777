/* The network for a terminal: its strongest ties, its most central nodes, who belongs together. */
#include <stdlib.h>

#include "base/utf8.h"
#include "queries/network.h"

#define CENTRAL 10    /* nodes shown */
#define COMMUNITIES 8 /* shown */
#define NAME_MOST 60  /* columns of a name in a tie */
#define BAR 16

/* "States: 31 nodes, 154 ties by sharing a theme", "People × Events: 894 nodes, 1092 ties by meeting in documents" */
static void put_title(const rap_network *net, rap_buf *page) {
  const rap_graph *g = &net->graph;
  rap_buf line = {0};
  rap_buf_puts(&line, rap_question_axis_title(net->spec.rows));
  if (net->joined) rap_buf_printf(&line, " × %s", rap_question_axis_title(net->spec.cols));
  rap_buf_puts(&line, ": ");
  rap_layout_count(&line, (int64_t)g->n_nodes, "nodes");
  rap_buf_puts(&line, ", ");
  rap_layout_count(&line, (int64_t)g->n_edges, "ties");
  if (net->joined)
    rap_buf_printf(&line, " by meeting in %s", net->title.unit);
  else
    rap_buf_printf(&line, " by %s %s%s", net->spec.cols == net->spec.rows ? "standing in one" : "sharing a", net->through,
                   net->spec.cols == net->spec.rows    ? ""
                   : net->weight == RAP_WEIGHT_SHARED  ? ""
                   : net->weight == RAP_WEIGHT_OVERLAP ? ", weighed by what they share"
                                                       : ", weighed by the likeness of their profiles");
  if (net->spec.base == RAP_FROM_EVENTS) rap_buf_puts(&line, " of events that they take part in");
  if (net->q->asked.n) rap_buf_printf(&line, ", for %.*s", RAP_FMT(net->q->asked));
  rap_buf_puts(page, rap_question_bold(net->q));
  rap_text_wrap(page, rap_buf_str(&line), rap_question_width(net->q), 0);
  rap_buf_printf(page, "%s\n", rap_question_plain(net->q));
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

/* -- ties --------------------------------------------------------------------------------------------------------------------------------- */

static bool has_decimals(const rap_network *net) { return !net->joined && (net->weight == RAP_WEIGHT_COSINE || net->weight == RAP_WEIGHT_JACCARD); }

static size_t name_columns(const rap_network *net, size_t n, bool second) {
  size_t widest = 8;
  for (size_t i = 0; i < n; i++) {
    const rap_graph_edge *e = &net->graph.edges[i];
    size_t columns = rap_utf8_columns(net->graph.nodes[second ? e->b : e->a].label.name);
    if (columns > widest) widest = columns;
  }
  return widest < NAME_MOST ? widest : NAME_MOST;
}

/* "  Kerala — Tamil Nadu          12 shared   ██████" */
static void put_tie(const rap_network *net, const rap_graph_edge *e, const size_t columns[2], rap_buf *page) {
  const rap_graph *g = &net->graph;
  double most = g->edges[0].weight;
  rap_buf_puts(page, "  ");
  rap_text_fit(page, g->nodes[e->a].label.name, columns[0], true);
  rap_buf_puts(page, " — ");
  rap_text_fit(page, g->nodes[e->b].label.name, columns[1], true);
  if (has_decimals(net))
    rap_buf_printf(page, " %6.3f", e->weight);
  else
    rap_buf_printf(page, " %6.0f", e->weight);
  if (!net->joined && net->weight != RAP_WEIGHT_SHARED) rap_buf_printf(page, "  %4lld shared", (long long)e->shared);
  rap_buf_puts(page, "  ");
  rap_layout_bar(page, (int64_t)(e->weight * 1000), (int64_t)(most * 1000), BAR);
  rap_buf_putc(page, '\n');
}

static void put_ties(const rap_network *net, rap_buf *page) {
  const rap_question *q = net->q;
  const rap_graph *g = &net->graph;
  size_t from = q->page.offset < g->n_edges ? q->page.offset : g->n_edges, n = g->n_edges - from;
  if (q->page.limit && n > q->page.limit) n = q->page.limit;
  size_t columns[2] = {name_columns(net, from + n, false), name_columns(net, from + n, true)}, width = rap_question_width(q),
         used = 2 + 3 + 7 + 2 + BAR + 14;
  while (columns[0] + columns[1] + used > width && columns[0] + columns[1] > 24) columns[columns[1] > columns[0]]--;
  rap_buf_printf(page, "\n%sStrongest ties%s\n", rap_question_bold(q), rap_question_plain(q));
  for (size_t i = 0; i < n; i++) put_tie(net, &g->edges[from + i], columns, page);
  rap_question_more(q, page, n, g->n_edges);
}

/* -- nodes -------------------------------------------------------------------------------------------------------------------------------- */

typedef struct ranked {
  const rap_graph_node *node;
  size_t place;
} ranked;

static int by_strength(const void *x, const void *y) {
  const ranked *a = x, *b = y;
  if (a->node->strength > b->node->strength || a->node->strength < b->node->strength) return a->node->strength > b->node->strength ? -1 : 1;
  if (a->node->degree != b->node->degree) return a->node->degree > b->node->degree ? -1 : 1;
  return (a->place > b->place) - (a->place < b->place);
}

static void put_central(const rap_network *net, const ranked *nodes, size_t n, const char *title, rap_buf *page) {
  size_t columns = 12, shown = 0;
  for (size_t i = 0; i < n && i < CENTRAL; i++) {
    size_t c = rap_utf8_columns(nodes[i].node->label.name);
    if (c > columns) columns = c;
  }
  size_t most = rap_question_width(net->q) - 36;
  if (columns > most) columns = most < 12 ? 12 : most;
  rap_buf_putc(page, '\n');
  rap_buf_puts(page, rap_question_bold(net->q));
  rap_text_fit(page, rap_str_of(title), columns + 2, true);
  rap_buf_printf(page, " ties  strength  %s%s\n", net->title.unit, rap_question_plain(net->q));
  for (; shown < n && shown < CENTRAL; shown++) {
    const rap_graph_node *x = nodes[shown].node;
    rap_buf_puts(page, "  ");
    rap_text_fit(page, x->label.name, columns, true);
    rap_buf_printf(page, has_decimals(net) ? " %4zu  %8.2f  %*lld\n" : " %4zu  %8.0f  %*lld\n", x->degree, x->strength, (int)strlen(net->title.unit),
                   (long long)x->total);
  }
}

static rap_status put_nodes(const rap_network *net, rap_buf *page, rap_error *err) {
  const rap_graph *g = &net->graph;
  ranked *nodes = rap_arena_array(net->q->cli->arena, g->n_nodes, sizeof *nodes);
  if (!nodes) return rap_error_nomem(err);
  for (int second = 0; second <= net->joined; second++) {
    size_t n = 0;
    for (size_t i = 0; i < g->n_nodes; i++)
      if (g->nodes[i].second == (second == 1)) nodes[n++] = (ranked){&g->nodes[i], i};
    if (n) qsort(nodes, n, sizeof *nodes, by_strength);
    put_central(net, nodes, n, net->joined ? rap_question_axis_title(second ? net->spec.cols : net->spec.rows) : "Most central", page);
  }
  return RAP_OK;
}

/* -- communities -------------------------------------------------------------------------------------------------------------------------- */

/* "  1  Kerala, Tamil Nadu, Karnataka" */
static void put_community(const rap_network *net, size_t number, rap_buf *page) {
  const rap_graph *g = &net->graph;
  rap_buf line = {0};
  size_t n = 0, listed = 0;
  for (size_t i = 0; i < g->n_nodes; i++) n += g->nodes[i].community == number;
  for (size_t i = 0; i < g->n_nodes && listed < 12; i++) {
    if (g->nodes[i].community != number) continue;
    rap_buf_printf(&line, "%s%.*s", listed++ ? ", " : "", RAP_FMT(g->nodes[i].label.name));
  }
  if (n > listed) rap_buf_printf(&line, " and %zu more", n - listed);
  rap_buf_printf(page, "%3zu  ", number);
  rap_text_wrap(page, rap_buf_str(&line), rap_question_width(net->q) - 5, 5);
  rap_buf_putc(page, '\n');
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

static void put_communities(const rap_network *net, rap_buf *page) {
  const rap_graph *g = &net->graph;
  if (g->n_communities < 2) return;
  rap_buf_printf(page, "\n%sWho belongs together%s (modularity %.2f)\n", rap_question_bold(net->q), rap_question_plain(net->q), g->modularity);
  for (size_t c = 1; c <= g->n_communities && c <= COMMUNITIES; c++) put_community(net, c, page);
  if (g->n_communities > COMMUNITIES) rap_buf_printf(page, "     … and %zu smaller ones\n", g->n_communities - COMMUNITIES);
}

/* -- the page ----------------------------------------------------------------------------------------------------------------------------- */

static void put_foot(const rap_network *net, rap_buf *page) {
  const rap_graph_edge *first = &net->graph.edges[0];
  rap_buf line = {0};
  rap_buf_printf(&line, "Behind a tie: --edge '%.*s,%.*s'.", RAP_FMT(net->graph.nodes[first->a].label.value),
                 RAP_FMT(net->graph.nodes[first->b].label.value));
  if (net->title.left_out) {
    rap_buf_puts(&line, " Left out: ");
    rap_layout_count(&line, (int64_t)net->title.left_out, "smaller nodes");
    rap_buf_puts(&line, " (--nodes).");
  }
  if (net->title.alone) {
    rap_buf_putc(&line, ' ');
    rap_layout_count(&line, (int64_t)net->title.alone, "nodes");
    rap_buf_puts(&line, " without a tie.");
  }
  rap_buf_printf(page, "\n%s", rap_question_dim(net->q));
  rap_text_wrap(page, rap_buf_str(&line), rap_question_width(net->q), 0);
  rap_buf_printf(page, "%s\n", rap_question_plain(net->q));
  if (rap_buf_failed(&line)) page->failed = true;
  rap_buf_clear(&line);
}

rap_status rap_network_text(const rap_network *net, rap_error *err) {
  rap_buf page = {0};
  put_title(net, &page);
  put_ties(net, &page);
  rap_status st = put_nodes(net, &page, err);
  put_communities(net, &page);
  put_foot(net, &page);
  if (st == RAP_OK) st = rap_question_write(net->q, &page, err);
  rap_buf_clear(&page);
  return st;
}
