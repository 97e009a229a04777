/* The query language: any bytes are a tree or an error with a place. The canonical form of a tree is parsed to the same tree, and asks FTS5 the same. */
#include <assert.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "index/textquery.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_places(const rap_query_node *node, size_t n) {
  assert(node->place.begin < node->place.end && node->place.end <= n);
  for (size_t i = 0; i < node->n_values; i++) assert(node->values[i].place.begin < node->values[i].place.end && node->values[i].place.end <= n);
  for (size_t i = 0; i < node->n_parts; i++) check_places(node->parts[i], n);
}

static void check_failure(const rap_language *tree, rap_span wrong, rap_status st, const rap_error *err) {
  rap_buf page = {0};
  assert(st == RAP_ERR_USAGE || st == RAP_ERR_LIMIT);
  assert(err->text[0] && wrong.begin <= wrong.end && wrong.end <= tree->text.n);
  for (size_t width = 20; width < 100; width += 30) rap_language_mark(&page, tree->text, wrong, width);
  assert(!rap_buf_failed(&page) && rap_utf8_invalid_at(rap_buf_str(&page)) == SIZE_MAX);
  rap_buf_clear(&page);
}

static rap_str print(rap_arena *arena, const rap_query_node *root) {
  rap_str text;
  rap_status st = rap_language_print(arena, root, &text, NULL);
  assert(st == RAP_OK);
  return text;
}

static rap_textquery compile(rap_arena *arena, const rap_query_node *root) {
  rap_textquery out;
  rap_status st = rap_textquery_of(arena, root, &out, NULL);
  assert(st == RAP_OK);
  assert(!root || (out.match.n > 0) != (out.exclude.n > 0));
  return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_language tree, again;
  rap_span wrong;
  rap_error err = {0};
  rap_arena *arena = rap_arena_new();
  assert(arena);
  rap_status st = rap_language_parse(arena, (rap_str){(const char *)data, size}, &tree, &wrong, &err);
  if (st != RAP_OK) {
    check_failure(&tree, wrong, st, &err);
    rap_arena_free(arena);
    return 0;
  }
  if (tree.root) check_places(tree.root, tree.text.n);
  rap_str text = print(arena, tree.root);
  st = rap_language_parse(arena, text, &again, &wrong, &err);
  assert(st == RAP_OK);
  rap_buf a = {0}, b = {0};
  rap_language_dump(tree.root, &a);
  rap_language_dump(again.root, &b);
  assert(rap_str_eq(rap_buf_str(&a), rap_buf_str(&b)));
  assert(rap_str_eq(print(arena, again.root), text));
  if (rap_language_is_text(tree.root)) {
    rap_textquery x = compile(arena, tree.root), y = compile(arena, again.root);
    assert(rap_str_eq(x.match, y.match) && rap_str_eq(x.exclude, y.exclude) && rap_str_eq(x.shown, y.shown));
  }
  rap_buf_clear(&a);
  rap_buf_clear(&b);
  rap_arena_free(arena);
  return 0;
}
