/* test_ingest_html_tree.c: pages become trees, whatever they are made of; bounds flatten, and never lose text. */
#include "arena_fixture.h"

#include "base/buf.h"
#include "base/limits.h"
#include "ingest/html_tree.h"

static rap_html_tree parse(rap_str page) {
  rap_html_tree tree;
  rap_error err = {0};
  assert_int_equal(rap_html_parse(arena, page, &tree, &err), RAP_OK);
  return tree;
}

/* The tree as `tag(…)`, text as it is, `\n` as '~'. */
static void print_tree(const rap_html_tree *tree, rap_buf *out) {
  for (uint32_t i = 1, depth = 0; i <= tree->n; i++) {
    uint32_t next = i < tree->n ? tree->nodes[i].depth : 1;
    for (; depth > next - 1; depth--) rap_buf_putc(out, ')');
    if (i == tree->n) break;
    const rap_html_node *node = &tree->nodes[i];
    if (node->tag == RAP_HTML_TEXT) {
      rap_str text = rap_html_text_of(tree, i);
      for (size_t k = 0; k < text.n; k++) rap_buf_putc(out, text.p[k]);
    } else {
      rap_buf_puts(out, node->first ? "<" : "</");
      rap_buf_printf(out, "%u", node->tag);
      rap_buf_putc(out, node->first ? '(' : '>');
      if (node->first) depth++;
    }
  }
}

static void same_trees(const char *a, const char *b) {
  rap_buf one = {0}, other = {0};
  rap_html_tree tree = parse(rap_str_of(a));
  print_tree(&tree, &one);
  tree = parse(rap_str_of(b));
  print_tree(&tree, &other);
  assert_string_equal(one.p, other.p);
  rap_buf_clear(&one);
  rap_buf_clear(&other);
}

static uint32_t first_of(const rap_html_tree *tree, rap_html_tag tag) {
  for (uint32_t i = 1; i < tree->n; i++)
    if (tree->nodes[i].tag == tag) return i;
  return 0;
}

static void assert_text(rap_str got, const char *wanted) {
  assert_int_equal(got.n, strlen(wanted));
  assert_memory_equal(got.p, wanted, got.n);
}

static void names_are_in_order(void **state) {
  (void)state;
#define RAP_HTML_TAG_TEST(id, name, flow) assert_int_equal(rap_html_tag_of(RAP_STR(name)), RAP_HTML_##id);
  RAP_HTML_TAGS(RAP_HTML_TAG_TEST)
#undef RAP_HTML_TAG_TEST
  assert_int_equal(rap_html_tag_of(RAP_STR("nosuch")), RAP_HTML_OTHER);
  assert_int_equal(rap_html_tag_of((rap_str){0}), RAP_HTML_OTHER);
}

static void reads_elements(void **state) {
  (void)state;
  rap_html_tree tree = parse(RAP_STR(
      "<html lang=hi><head><title>A &amp; B</title><meta name=author content='R. Rao'></head><body><p class=\"x y\">One <b>two</b> three.<p>Four</body></html>"));
  uint32_t html = first_of(&tree, RAP_HTML_HTML), p = first_of(&tree, RAP_HTML_P);
  assert_text(rap_html_attribute_of(&tree, html, "lang"), "hi");
  assert_text(rap_html_text_of(&tree, first_of(&tree, RAP_HTML_TITLE)), "A & B");
  assert_text(rap_html_attribute_of(&tree, first_of(&tree, RAP_HTML_META), "content"), "R. Rao");
  assert_text(rap_html_attribute_of(&tree, p, "class"), "x y");
  assert_null(rap_html_attribute_of(&tree, p, "id").p);
  assert_text(rap_html_text_of(&tree, p), "One two three.");
  uint32_t second = tree.nodes[p].next;
  assert_int_equal(tree.nodes[second].tag, RAP_HTML_P);
  assert_int_equal(tree.nodes[second].prev, p);
  assert_int_equal(tree.nodes[second].parent, tree.nodes[p].parent);
  assert_int_equal(tree.nodes[p].end, second);
  assert_int_equal(tree.nodes[0].end, tree.n);
  assert_text(rap_html_text_of(&tree, 0), "A & BOne two three.Four");
}

static void leaves_out_what_is_no_content(void **state) {
  (void)state;
  same_trees("<p>a<!-- b --><!--><!---->c</p>", "<p>ac</p>");
  same_trees("<p>a</p><script>if (x < '<p>') y();</script><style>p > b {}</style>", "<p>a</p><script></script><style></style>");
  same_trees("\xEF\xBB\xBF<!DOCTYPE html><?php echo ?><p>a", "<p>a");
  same_trees("<p>1 < 2 <3</p>", "<p>1 &lt; 2 &lt;3</p>");
  same_trees("<p>a<!-- never closed <b>c</b></p>", "<p>a never closed <b>c</b></p>");
  same_trees("<p title='a > b' class=c>d", "<p>d");
  same_trees("<p title='never closed>d</p>", "<p>d</p>");
  same_trees("<p>a<b", "<p>a");
  rap_html_tree tree = parse(RAP_STR("<script type='application/ld+json'>{\"a\": \"<b>\"}</script><script type=text/javascript>x()</script><p>y"));
  assert_int_equal(tree.n_json, 1);
  assert_text(tree.json[0].text, "{\"a\": \"<b>\"}");
  assert_text(rap_html_text_of(&tree, 0), "y");
}

static void bytes_become_characters(void **state) {
  (void)state;
  rap_html_tree tree = parse((rap_str){"<p>a\0b\xFF"
                                       "c\x01</p>",
                                       13});
  assert_text(rap_html_text_of(&tree, 0), "a b\xEF\xBF\xBD"
                                          "c ");
  tree = parse(RAP_STR("<meta charset=windows-1252><p>\xC3\xA9t\xC3\xA9 &eacute; &#x0915; &nosuch; &#0; &amp"));
  assert_text(rap_html_text_of(&tree, 0), "\xC3\xA9t\xC3\xA9 \xC3\xA9 \xE0\xA4\x95 &nosuch;  &amp");
}

static void empty_pages_have_a_root(void **state) {
  (void)state;
  static const char *const pages[] = {"", " ", "<", "<!--", "</p>", "<p", "<!doctype html>"};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    rap_html_tree tree = parse(rap_str_of(pages[i]));
    assert_true(tree.n >= 1);
    assert_int_equal(tree.nodes[0].end, tree.n);
  }
}

/* ---- Bounds ------------------------------------------------------------------------------------------------------------ */

static void repeat(rap_buf *out, const char *piece, size_t n) {
  for (size_t i = 0; i < n; i++) rap_buf_puts(out, piece);
}

/* Each piece 100,000 times with a word behind it: the word is found, no node is deeper than the bound. */
static void depth_is_bounded(void **state) {
  (void)state;
  static const char *const pieces[] = {"<div>", "<b>", "<font size=1>", "<table><tr><td>", "<ul><li>", "<div></b>", "<a href=x><p>", "<blink>"};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    rap_buf page = {0};
    repeat(&page, pieces[i], 100000);
    rap_buf_puts(&page, "word");
    rap_html_tree tree = parse(rap_buf_str(&page));
    rap_buf_clear(&page);
    assert_text(rap_html_text_of(&tree, 0), "word");
    for (uint32_t k = 0; k < tree.n; k++) assert_true(tree.nodes[k].depth <= RAP_MAX_HTML_DEPTH + 1);
    rap_arena_reset(arena);
  }
}

static void unmatched_end_tags_end(void **state) {
  (void)state;
  rap_buf page = {0};
  repeat(&page, "<div>", 100000);
  repeat(&page, "x</b>", 100000);
  rap_html_tree tree = parse(rap_buf_str(&page));
  rap_buf_clear(&page);
  assert_true(tree.flattened > 0);
  assert_int_equal(tree.text.n, 100000);
}

static void attributes_are_bounded(void **state) {
  (void)state;
  rap_buf page = {0};
  rap_buf_puts(&page, "<p");
  for (unsigned i = 0; i < 200000; i++) rap_buf_printf(&page, " a%u=\"%u\"", i, i);
  rap_buf_puts(&page, ">word</p>");
  rap_html_tree tree = parse(rap_buf_str(&page));
  rap_buf_clear(&page);
  uint32_t p = first_of(&tree, RAP_HTML_P);
  assert_int_equal(tree.nodes[p].n_attributes, RAP_MAX_HTML_ATTRIBUTES);
  assert_text(rap_html_text_of(&tree, p), "word");
}

static void nodes_are_bounded(void **state) {
  (void)state;
  rap_buf page = {0};
  repeat(&page, "<p>x", RAP_MAX_HTML_NODES / 2 + 1000);
  rap_html_tree tree = parse(rap_buf_str(&page));
  rap_buf_clear(&page);
  assert_true(tree.n <= RAP_MAX_HTML_NODES + RAP_MAX_HTML_DEPTH && tree.flattened > 0);
  size_t n = 0;
  for (size_t i = 0; i < tree.text.n; i++) n += tree.text.p[i] == 'x';
  assert_int_equal(n, RAP_MAX_HTML_NODES / 2 + 1000);
}

static void too_large_is_refused(void **state) {
  (void)state;
  rap_html_tree tree;
  rap_error err = {0};
  assert_int_equal(rap_html_parse(arena, (rap_str){"", RAP_MAX_DOCUMENT_BYTES + 1}, &tree, &err), RAP_ERR_LIMIT);
  assert_int_equal(tree.n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_in_order),      cmocka_unit_test(reads_elements),          cmocka_unit_test(leaves_out_what_is_no_content),
      cmocka_unit_test(bytes_become_characters), cmocka_unit_test(empty_pages_have_a_root), cmocka_unit_test(depth_is_bounded),
      cmocka_unit_test(unmatched_end_tags_end),  cmocka_unit_test(attributes_are_bounded),  cmocka_unit_test(nodes_are_bounded),
      cmocka_unit_test(too_large_is_refused),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
