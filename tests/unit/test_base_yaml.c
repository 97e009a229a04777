/* YAML trees and their places. */
#include "arena_fixture.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/yaml.h"

static rap_yaml *parse(const char *text) {
  rap_yaml *root;
  rap_error err = {0};
  rap_status st = rap_yaml_parse(arena, RAP_STR("t.yaml"), rap_str_of(text), &root, &err);
  assert_string_equal(err.text, "");
  assert_int_equal(st, RAP_OK);
  return root;
}

static void assert_place(const rap_yaml *node, unsigned line, unsigned column) {
  assert_non_null(node);
  assert_int_equal(node->line, line);
  assert_int_equal(node->column, column);
}

static void assert_fails(rap_str text, rap_status expected, const char *message) {
  rap_yaml *root = (rap_yaml *)arena;
  rap_error err = {0};
  assert_int_equal(rap_yaml_parse(arena, RAP_STR("t.yaml"), text, &root, &err), expected);
  assert_null(root);
  if (message) assert_string_equal(err.text, message);
  assert_true(rap_str_starts(rap_str_of(err.text), RAP_STR("t.yaml:")));
}

static void test_tree_and_places(void **state) {
  (void)state;
  rap_yaml *root = parse("# a comment\n"
                         "id: state.one\n"
                         "names:\n"
                         "  - First\n"
                         "  - \"12\"\n"
                         "  - {lang: hi, text: '\xE0\xA4\x95'}\n"
                         "note: |\n"
                         "  two\n"
                         "  lines\n"
                         "empty:\n");
  assert_int_equal(root->kind, RAP_YAML_MAPPING);
  assert_place(root, 2, 1);
  assert_int_equal(root->n, 4);
  static const char *const keys[] = {"id", "names", "note", "empty"};
  for (size_t i = 0; i < 4; i++) assert_true(rap_str_is(root->keys[i]->text, keys[i]));
  assert_place(root->keys[1], 3, 1);
  assert_true(rap_str_is(rap_yaml_text(rap_yaml_get(root, "id")), "state.one"));
  assert_place(rap_yaml_get(root, "id"), 2, 5);
  rap_yaml *names = rap_yaml_get(root, "names");
  assert_int_equal(names->kind, RAP_YAML_SEQUENCE);
  assert_int_equal(names->n, 3);
  assert_place(names->items[0], 4, 5);
  assert_false(names->items[0]->quoted);
  assert_true(names->items[1]->quoted);
  assert_place(rap_yaml_get(names->items[2], "text"), 6, 22);
  assert_true(rap_str_is(rap_yaml_text(rap_yaml_get(root, "note")), "two\nlines\n"));
  assert_true(rap_yaml_get(root, "note")->quoted);
  assert_int_equal(rap_yaml_get(root, "empty")->kind, RAP_YAML_SCALAR);
  assert_int_equal(rap_yaml_text(rap_yaml_get(root, "empty")).n, 0);
  assert_null(rap_yaml_get(root, "absent"));
  assert_null(rap_yaml_get(names, "id"));
  assert_null(rap_yaml_get(NULL, "id"));
  assert_int_equal(rap_yaml_text(names).n, 0);
  assert_int_equal(rap_yaml_text(NULL).n, 0);
}

static void test_empty(void **state) {
  (void)state;
  assert_null(parse(""));
  assert_null(parse("# nothing but a comment\n"));
  rap_yaml *root = (rap_yaml *)arena;
  assert_int_equal(rap_yaml_parse(arena, RAP_STR("f"), (rap_str){0}, &root, NULL), RAP_OK);
  assert_null(root);
  assert_int_equal(parse("\xEF\xBB\xBF"
                         "a: 1")
                       ->n,
                   1); /* a byte order mark is no text */
  assert_int_equal(parse("---\n- a\n...\n")->n, 1);
  assert_int_equal(parse("[]")->n, 0);
  assert_int_equal(parse("{}")->n, 0);
}

static void test_scalars(void **state) {
  (void)state;
  rap_yaml *r =
      parse("[true, FALSE, 'true', yes, 12, -7, +3, \"12\", 9223372036854775807, -9223372036854775808, 9223372036854775808, 1.5, 0x10, -, ~, [1]]");
  bool b;
  int64_t n;
  assert_true(rap_yaml_bool(r->items[0], &b) && b);
  assert_true(rap_yaml_bool(r->items[1], &b) && !b);
  for (size_t i = 2; i < r->n; i++) assert_false(rap_yaml_bool(r->items[i], &b) || b);
  assert_true(rap_yaml_int(r->items[4], &n) && n == 12);
  assert_true(rap_yaml_int(r->items[5], &n) && n == -7);
  assert_true(rap_yaml_int(r->items[6], &n) && n == 3);
  assert_false(rap_yaml_int(r->items[7], &n));
  assert_true(rap_yaml_int(r->items[8], &n) && n == INT64_MAX);
  assert_true(rap_yaml_int(r->items[9], &n) && n == INT64_MIN);
  for (size_t i = 10; i < r->n; i++) assert_false(rap_yaml_int(r->items[i], &n) || n);
  assert_false(rap_yaml_int(NULL, &n));
  assert_false(rap_yaml_bool(NULL, &b));
}

static void test_errors(void **state) {
  (void)state;
  assert_fails(RAP_STR("a: 1\nb: 2\na: 3\n"), RAP_ERR_RULES, "t.yaml:3:1: key 'a' stands here for the second time, first in line 1");
  assert_fails(RAP_STR("x:\n  - {k: 1, 'k': 2}\n"), RAP_ERR_RULES, "t.yaml:2:12: key 'k' stands here for the second time, first in line 2");
  assert_fails(RAP_STR("a: 1\n---\nb: 2\n"), RAP_ERR_RULES, "t.yaml:2:1: a second document; one file holds one document");
  assert_fails(RAP_STR("? [a, b]\n: 1\n"), RAP_ERR_RULES, "t.yaml:1:3: a key must be plain text");
  assert_fails(RAP_STR("a: !!int 12\n"), RAP_ERR_RULES, "t.yaml:1:4: tags are not supported");
  assert_fails(RAP_STR("a: *b\n"), RAP_ERR_RULES, "t.yaml:1:4: alias to an anchor that is not complete before it");
  assert_fails(RAP_STR("a: &b [*b]\n"), RAP_ERR_RULES, "t.yaml:1:8: alias to an anchor that is not complete before it");
  assert_fails(RAP_STR("a: [1, 2\nb: 3\n"), RAP_ERR_RULES, NULL);
  assert_fails(RAP_STR("a: 'x\n"), RAP_ERR_RULES, NULL);
  assert_fails(RAP_STR("a: b: c\n"), RAP_ERR_RULES, "t.yaml:1:5: mapping values are not allowed in this context");
  assert_fails(RAP_STR("\ta: 1\n"), RAP_ERR_RULES, NULL);
  assert_fails(RAP_STR("one: 1\ntwo: \xFF\n"), RAP_ERR_RULES, "t.yaml:2:6: invalid leading UTF-8 octet");
  assert_fails(RAP_STR("a: \"\x01\"\n"), RAP_ERR_RULES, "t.yaml:1:5: control characters are not allowed");
  assert_fails(RAP_STR("a: \0b"), RAP_ERR_RULES, NULL);
}

static void test_aliases(void **state) {
  (void)state;
  rap_yaml *root = parse("base: &x {k: 1}\nfirst: *x\nother: &x [2]\nsecond: *x\n");
  assert_ptr_equal(rap_yaml_get(root, "base"), rap_yaml_get(root, "first"));
  assert_int_equal(rap_yaml_get(root, "second")->kind, RAP_YAML_SEQUENCE);
}

/* Aliases of aliases: short files that would unfold to billions of nodes, or deeper than allowed. */
static void test_alias_bombs(void **state) {
  (void)state;
  rap_buf b = {0};
  rap_buf_puts(&b, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
  for (int i = 1; i < 20; i++) {
    rap_buf_printf(&b, "a%d: &a%d [", i, i);
    for (int k = 0; k < 9; k++) rap_buf_printf(&b, "%s*a%d", k ? ", " : "", i - 1);
    rap_buf_puts(&b, "]\n");
  }
  assert_fails(rap_buf_str(&b), RAP_ERR_LIMIT, NULL);
  rap_buf_clear(&b);
  rap_buf_puts(&b, "a0: &a0 [x]\n");
  for (int i = 1; i < 100; i++) rap_buf_printf(&b, "a%d: &a%d [*a%d]\n", i, i, i - 1);
  assert_fails(rap_buf_str(&b), RAP_ERR_LIMIT, NULL);
  rap_buf_clear(&b);
}

static void test_depth(void **state) {
  (void)state;
  static const char *const openers[] = {"[", "{a: ", "- "};
  for (size_t o = 0; o < 3; o++) {
    for (size_t depth = RAP_MAX_YAML_DEPTH - 2; depth < RAP_MAX_YAML_DEPTH + 2; depth++) {
      rap_buf b = {0};
      for (size_t i = 0; i < depth; i++) rap_buf_puts(&b, openers[o]);
      if (o == 2) rap_buf_puts(&b, "x");
      for (size_t i = 0; i < depth; i++) rap_buf_puts(&b, o == 0 ? "]" : o == 1 ? "}" : "");
      rap_yaml *root;
      size_t deepest = depth + (o == 0 ? 0 : 1); /* the scalar inside is a level, too */
      assert_int_equal(rap_yaml_parse(arena, RAP_STR("f"), rap_buf_str(&b), &root, NULL), deepest <= RAP_MAX_YAML_DEPTH ? RAP_OK : RAP_ERR_LIMIT);
      rap_buf_clear(&b);
    }
  }
  /* Far too deep is refused at once. */
  for (size_t o = 0; o < 3; o++) {
    rap_buf b = {0};
    for (size_t i = 0; i < 200000; i++) rap_buf_puts(&b, openers[o]);
    rap_yaml *root;
    assert_int_equal(rap_yaml_parse(arena, RAP_STR("f"), rap_buf_str(&b), &root, NULL), RAP_ERR_LIMIT);
    rap_buf_clear(&b);
  }
}

static void test_size(void **state) {
  (void)state;
  rap_buf b = {0};
  char *p = rap_buf_room(&b, RAP_MAX_YAML_BYTES + 1);
  assert_non_null(p);
  memset(p, '#', RAP_MAX_YAML_BYTES + 1);
  b.n = RAP_MAX_YAML_BYTES + 1;
  assert_fails(rap_buf_str(&b), RAP_ERR_LIMIT, NULL);
  rap_buf_clear(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tree_and_places), cmocka_unit_test(test_empty),       cmocka_unit_test(test_scalars), cmocka_unit_test(test_errors),
      cmocka_unit_test(test_aliases),         cmocka_unit_test(test_alias_bombs), cmocka_unit_test(test_depth),   cmocka_unit_test(test_size),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
