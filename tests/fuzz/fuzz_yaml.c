/* YAML: a tree that parses is within its bounds, its places lie in the text, its keys are distinct scalars; an error names its place. */
#include "base/arena.h"
#include "base/limits.h"
#include "base/yaml.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aliases share nodes, so that a tree can be exponentially larger than the text; only so many nodes are looked at. */
typedef struct walk {
  size_t left, lines;
} walk;

static void check_node(walk *w, const rap_yaml *node, size_t depth) {
  if (w->left == 0) return;
  w->left--;
  assert(node && depth <= RAP_MAX_YAML_DEPTH);
  assert(node->line >= 1 && node->line <= w->lines + 1 && node->column >= 1);
  if (node->kind == RAP_YAML_SCALAR) {
    bool b;
    int64_t n;
    assert(node->n == 0 && node->text.p && !(rap_yaml_bool(node, &b) && rap_yaml_int(node, &n)));
    return;
  }
  for (size_t i = 0; i < node->n; i++) {
    check_node(w, node->items[i], depth + 1);
    if (node->kind != RAP_YAML_MAPPING) continue;
    assert(node->keys[i]->kind == RAP_YAML_SCALAR);
    for (size_t k = 0; k < i && i < 100; k++) assert(!rap_str_eq(node->keys[i]->text, node->keys[k]->text));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_arena *arena = rap_arena_new();
  if (!arena) return 0;
  rap_yaml *root = NULL;
  rap_error err = {0};
  rap_status st = rap_yaml_parse(arena, RAP_STR("f"), (rap_str){(const char *)data, size}, &root, &err);
  assert(st == RAP_OK || st == RAP_ERR_RULES || st == RAP_ERR_LIMIT);
  if (st != RAP_OK) {
    assert(!root && err.status == st);
    assert(rap_str_starts(rap_str_of(err.text), RAP_STR("f:")) && err.text[2] >= '1' && err.text[2] <= '9');
  } else if (root) {
    walk w = {.left = 100000, .lines = 1};
    /* YAML knows more line ends than '\n': CR, NEL, LS and PS. */
    for (size_t i = 0; i < size; i++) w.lines += data[i] == '\n' || data[i] == '\r' || data[i] == 0x85 || data[i] == 0xA8 || data[i] == 0xA9;
    check_node(&w, root, 1);
  }
  rap_arena_free(arena);
  return 0;
}
