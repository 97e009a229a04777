/* Graphs: ties, their weights, what is kept, communities; the empty one, one node, thousands. */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "queries/graph_write.h"

static rap_node_list nodes(rap_arena *arena, const char *prefix, size_t n) {
  rap_node_list list = {.items = rap_arena_array(arena, n, sizeof *list.items), .n = n};
  assert_non_null(list.items);
  for (size_t i = 0; i < n; i++) {
    list.items[i].label.value = list.items[i].label.name = rap_arena_printf(arena, "%s%zu", prefix, i);
    list.items[i].n = 1;
  }
  return list;
}

static rap_pairs pairs_of(rap_arena *arena, size_t rows, size_t cols, const rap_pair *items, size_t n) {
  rap_pairs p = {.rows = nodes(arena, "r", rows), .cols = nodes(arena, "c", cols), .n = n};
  p.items = rap_arena_array(arena, n, sizeof *p.items);
  for (size_t i = 0; i < n; i++) p.items[i] = items[i];
  return p;
}

static bool near(double a, double b) { return fabs(a - b) < 1e-9; }

/* r0: c0 ×2, c1 ×1; r1: c0 ×1, c1 ×3; r2: c2 ×1. */
static const rap_pair few[] = {{0, 0, 2}, {0, 1, 1}, {1, 0, 1}, {1, 1, 3}, {2, 2, 1}};

static void test_weights(void **state) {
  (void)state;
  static const struct {
    const char *name;
    double weight;
  } expected[] = {{"shared", 2}, {"overlap", 2}, {"cosine", 0.70710678118654752}, {"jaccard", 0.4}};
  rap_error err = {0};
  for (size_t i = 0; i < 4; i++) {
    rap_arena *arena = rap_arena_new();
    rap_pairs p = pairs_of(arena, 3, 3, few, 5);
    rap_graph g;
    rap_weight weight;
    assert_true(rap_weight_parse(rap_str_of(expected[i].name), &weight));
    assert_string_equal(rap_weight_name(weight), expected[i].name);
    assert_int_equal(rap_graph_project(arena, &p, weight, &g, &err), RAP_OK);
    assert_int_equal(g.n_edges, 1);
    assert_int_equal(g.edges[0].a, 0);
    assert_int_equal(g.edges[0].b, 1);
    assert_int_equal(g.edges[0].shared, 2);
    assert_int_equal(g.edges[0].units, 2);
    assert_true(near(g.edges[0].weight, expected[i].weight));
    assert_int_equal(rap_graph_drop_alone(&g), 1);
    assert_int_equal(g.n_nodes, 2);
    rap_arena_free(arena);
  }
  rap_weight weight;
  assert_false(rap_weight_parse(RAP_STR("heavy"), &weight));
}

static void test_joined(void **state) {
  (void)state;
  rap_error err = {0};
  rap_arena *arena = rap_arena_new();
  rap_pairs p = pairs_of(arena, 3, 3, few, 5);
  rap_graph g;
  assert_int_equal(rap_graph_join(arena, &p, &g, &err), RAP_OK);
  assert_int_equal(g.n_nodes, 6);
  assert_int_equal(g.n_edges, 5);
  assert_int_equal(g.edges[0].shared, 3); /* the strongest first */
  assert_int_equal(g.nodes[0].degree, 2);
  assert_true(g.nodes[3].second);
  rap_graph_cut(&g, 2, 0);
  assert_int_equal(g.n_edges, 2);
  rap_arena_free(arena);
}

/* A star with one heavy tie: of weights 10, 1, 1, 1 at the hub only the first stands out: (1 − 10/13)^3 = 0.0123, (1 − 1/13)^3 = 0.79. */
static void test_backbone(void **state) {
  (void)state;
  static const rap_pair star[] = {{0, 1, 10}, {0, 2, 1}, {0, 3, 1}, {0, 4, 1}};
  rap_error err = {0};
  rap_arena *arena = rap_arena_new();
  rap_pairs p = pairs_of(arena, 5, 0, star, 4);
  rap_graph g;
  assert_int_equal(rap_graph_project(arena, &p, RAP_WEIGHT_SHARED, &g, &err), RAP_OK);
  assert_int_equal(g.n_edges, 4);
  assert_true(fabs(g.edges[0].significance - pow(3.0 / 13, 3)) < 1e-9);
  rap_graph_cut(&g, 1, 0.05);
  assert_int_equal(g.n_edges, 1);
  assert_int_equal(g.edges[0].b, 1);
  rap_arena_free(arena);
}

/* Two triangles joined by one tie: two communities, modularity 5/14 (of 7 ties 6 within; degrees 7 and 7 of 14). */
static void test_communities(void **state) {
  (void)state;
  static const rap_pair triangles[] = {{0, 1, 1}, {0, 2, 1}, {1, 2, 1}, {2, 3, 1}, {3, 4, 1}, {3, 5, 1}, {4, 5, 1}};
  rap_error err = {0};
  rap_arena *arena = rap_arena_new();
  rap_pairs p = pairs_of(arena, 7, 0, triangles, 7);
  rap_graph g;
  assert_int_equal(rap_graph_project(arena, &p, RAP_WEIGHT_SHARED, &g, &err), RAP_OK);
  assert_int_equal(rap_graph_communities(arena, &g, &err), RAP_OK);
  assert_int_equal(g.n_communities, 2);
  assert_true(near(g.modularity, 5.0 / 14));
  for (size_t i = 0; i < 6; i++) assert_int_equal(g.nodes[i].community, i < 3 ? 1 : 2);
  assert_int_equal(g.nodes[6].community, 0);
  rap_graph_around(&g, 0);
  assert_int_equal(g.n_edges, 3);
  rap_arena_free(arena);
}

static void test_nothing(void **state) {
  (void)state;
  rap_error err = {0};
  for (size_t n = 0; n < 2; n++) {
    rap_arena *arena = rap_arena_new();
    rap_pairs p = pairs_of(arena, n, n, NULL, 0);
    rap_graph g;
    rap_buf text = {0};
    rap_out out = rap_out_to_buf(&text);
    const rap_graph_title title = {.first = "state", .through = "theme", .weight = "shared", .unit = "statements"};
    assert_int_equal(rap_graph_project(arena, &p, RAP_WEIGHT_COSINE, &g, &err), RAP_OK);
    rap_graph_cut(&g, 1, 0.05);
    assert_int_equal(rap_graph_communities(arena, &g, &err), RAP_OK);
    assert_int_equal(g.n_communities, 0);
    assert_int_equal(rap_graph_drop_alone(&g), n);
    assert_int_equal(rap_graph_json(&out, arena, &g, &title, &err), RAP_OK);
    assert_int_equal(rap_graph_gexf(&out, &g, &title, &err), RAP_OK);
    assert_int_equal(rap_graph_graphml(&out, &g, &title, &err), RAP_OK);
    rap_buf_clear(&text);
    rap_arena_free(arena);
  }
}

/* Ten thousand rows that share one column would be fifty million ties: said, not tried. */
static void test_too_many(void **state) {
  (void)state;
  enum { N = 20000 };
  rap_error err = {0};
  rap_arena *arena = rap_arena_new();
  rap_pairs p = {.rows = nodes(arena, "r", N), .cols = nodes(arena, "c", 1), .items = rap_arena_array(arena, N, sizeof *p.items), .n = N};
  rap_graph g;
  for (uint32_t i = 0; i < N; i++) p.items[i] = (rap_pair){i, 0, 1};
  assert_int_equal(rap_graph_project(arena, &p, RAP_WEIGHT_SHARED, &g, &err), RAP_ERR_LIMIT);
  assert_non_null(strstr(err.text, "--nodes"));
  rap_arena_free(arena);
}

/* Ten thousand nodes in a ring, twice: the same communities. */
static void test_many(void **state) {
  (void)state;
  enum { N = 10000 };
  rap_error err = {0};
  size_t first[N];
  for (int round = 0; round < 2; round++) {
    rap_arena *arena = rap_arena_new();
    rap_pairs p = {.rows = nodes(arena, "r", N), .items = rap_arena_array(arena, N, sizeof *p.items), .n = N};
    rap_graph g;
    for (uint32_t i = 0; i < N; i++) p.items[i] = i + 1 < N ? (rap_pair){i, i + 1, 1} : (rap_pair){0, N - 1, 1};
    assert_int_equal(rap_graph_project(arena, &p, RAP_WEIGHT_JACCARD, &g, &err), RAP_OK);
    assert_int_equal(rap_graph_communities(arena, &g, &err), RAP_OK);
    assert_true(g.n_communities > 1 && g.n_communities < N);
    assert_true(g.modularity > 0.9);
    for (size_t i = 0; i < N; i++) {
      if (round) assert_int_equal(g.nodes[i].community, first[i]);
      first[i] = g.nodes[i].community;
    }
    rap_arena_free(arena);
  }
}

static void test_hostile_names(void **state) {
  (void)state;
  static const rap_pair one[] = {{0, 1, 1}};
  rap_error err = {0};
  rap_arena *arena = rap_arena_new();
  rap_pairs p = pairs_of(arena, 2, 0, one, 1);
  rap_graph g;
  rap_buf text = {0};
  rap_out out = rap_out_to_buf(&text);
  const rap_graph_title title = {.first = "person", .through = "event", .weight = "shared", .unit = "documents", .question = RAP_STR("]]> & \"x\"")};
  p.rows.items[0].label.name = RAP_STR("</script>\"'&\x01\xFF");
  assert_int_equal(rap_graph_project(arena, &p, RAP_WEIGHT_SHARED, &g, &err), RAP_OK);
  assert_int_equal(rap_graph_graphml(&out, &g, &title, &err), RAP_OK);
  assert_int_equal(rap_graph_gexf(&out, &g, &title, &err), RAP_OK);
  assert_int_equal(rap_str_find(rap_buf_str(&text), RAP_STR("</script>"), 0), SIZE_MAX);
  assert_int_equal(rap_str_find(rap_buf_str(&text), RAP_STR("\x01"), 0), SIZE_MAX);
  rap_buf_reset(&text);
  assert_int_equal(rap_graph_json(&out, arena, &g, &title, &err), RAP_OK);
  rap_json *j = NULL;
  assert_int_equal(rap_json_parse(rap_buf_str(&text), &j, &err), RAP_OK);
  assert_int_equal(rap_json_length(rap_json_get(j, "links")), 1);
  rap_json_free(j);
  rap_buf_clear(&text);
  rap_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_weights), cmocka_unit_test(test_joined),   cmocka_unit_test(test_backbone), cmocka_unit_test(test_communities),
      cmocka_unit_test(test_nothing), cmocka_unit_test(test_too_many), cmocka_unit_test(test_many),     cmocka_unit_test(test_hostile_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
