/* HTML: any bytes give a tree whose links agree, and a text that is well-formed, has no control characters, no blank at the ends of lines, exactly one layout byte a line and no more bytes than the page
 * can have held; twice the same. */
#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/html_extract.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_tree(const rap_html_tree *tree) {
  assert(tree->n >= 1 && tree->nodes[0].end == tree->n);
  assert(rap_utf8_invalid_at(tree->text) == SIZE_MAX);
  for (uint32_t i = 0; i < tree->n; i++) {
    const rap_html_node *node = &tree->nodes[i];
    assert(node->end > i && node->end <= tree->n && node->depth <= RAP_MAX_HTML_DEPTH + 1 && node->tag < RAP_HTML_TAG_COUNT);
    assert(node->text <= node->text_end && node->text_end <= tree->text.n && node->n_attributes <= RAP_MAX_HTML_ATTRIBUTES);
    assert(!node->next || (tree->nodes[node->next].prev == i && node->next == node->end));
    assert(!node->first || (node->first == i + 1 && tree->nodes[node->first].parent == i));
    assert(!node->last || (tree->nodes[node->last].parent == i && tree->nodes[node->last].end == node->end));
    assert(i == 0 || (node->parent < i && tree->nodes[node->parent].end >= node->end && tree->nodes[node->parent].depth + 1 == node->depth));
  }
}

/* Entities never become longer; ill-formed bytes become three, a '<' that is none stays one; a table's bars come from tags. */
static void check_text(const rap_html_text *text, size_t size) {
  assert(text->text.n <= size * 3);
  assert(rap_utf8_invalid_at(text->text) == SIZE_MAX);
  size_t lines = text->text.n ? 1 : 0;
  for (size_t i = 0; i < text->text.n; i++) {
    unsigned char c = (unsigned char)text->text.p[i];
    assert((c >= ' ' || c == '\n') && c != 0x7F);
    lines += c == '\n';
    if (c == '\n') assert(i > 0 && i + 1 < text->text.n && text->text.p[i - 1] != '\n' && text->text.p[i - 1] != ' ' && text->text.p[i + 1] != ' ');
  }
  assert(lines == text->layout.n);
  for (size_t i = 0; i < text->layout.n; i++) assert(strchr("p123456abcdeft", text->layout.p[i]));
  assert((text->verdict == RAP_HTML_IS_EMPTY) == (text->text.n == 0));
  assert((text->verdict == RAP_HTML_IS_ARTICLE) == (text->reason.n == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_arena *arena = rap_arena_new();
  if (!arena) return 0;
  rap_html_tree tree, again;
  rap_html_text text, same;
  rap_error err = {0};
  rap_str bytes = {(const char *)data, size};
  bool ok = rap_html_parse(arena, bytes, &tree, &err) == RAP_OK && rap_html_extract(arena, &tree, &text, &err) == RAP_OK;
  ok = ok && rap_html_parse(arena, bytes, &again, &err) == RAP_OK && rap_html_extract(arena, &again, &same, &err) == RAP_OK;
  assert(ok);
  check_tree(&tree);
  check_text(&text, size);
  assert(tree.n == again.n && rap_str_eq(text.text, same.text) && rap_str_eq(text.layout, same.layout) && text.verdict == same.verdict);
  rap_arena_free(arena);
  return 0;
}
