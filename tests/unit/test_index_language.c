/* The query language: what is parsed, printed, refused; its table of fields against the manual page. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "arena_fixture.h"
#include "base/limits.h"
#include "index/textquery.h"

static rap_language parsed(rap_arena *in, const char *text) {
  rap_language tree;
  rap_span wrong;
  rap_error err = {0};
  if (rap_language_parse(in, rap_str_of(text), &tree, &wrong, &err) != RAP_OK) fail_msg("%s: %s", text, err.text);
  return tree;
}

/* Canonical form, and that it is stable. */
static void assert_canonical(rap_arena *in, const char *text, const char *expected) {
  rap_str once, twice;
  assert_int_equal(rap_language_print(in, parsed(in, text).root, &once, NULL), RAP_OK);
  if (!rap_str_is(once, expected)) fail_msg("%s: \"%.*s\", not \"%s\"", text, RAP_FMT(once), expected);
  assert_int_equal(rap_language_print(in, parsed(in, once.p).root, &twice, NULL), RAP_OK);
  assert_true(rap_str_eq(once, twice));
}

static void assert_wrong(rap_arena *in, const char *text, const char *place, const char *message) {
  rap_language tree;
  rap_span wrong;
  rap_error err = {0};
  rap_status st = rap_language_parse(in, rap_str_of(text), &tree, &wrong, &err);
  if (st != RAP_ERR_USAGE || !strstr(err.text, message)) fail_msg("%s: %s: %s", text, rap_status_name(st), err.text);
  rap_str at = rap_str_at(tree.text, wrong);
  if (!rap_str_is(at, place)) fail_msg("%s: at \"%.*s\", not \"%s\"", text, RAP_FMT(at), place);
}

static void test_text(void **state) {
  rap_arena *a = arena;
  (void)state;
  assert_canonical(a, "", "");
  assert_canonical(a, " ... - -- () !? ", "");
  assert_canonical(a, "cyber  security", "cyber security");
  assert_canonical(a, "\"cyber security\" \"cyber\" \"AND\" \"-x\"", "\"cyber security\" cyber \"AND\" \"-x\"");
  assert_canonical(a, "\302\253a b\302\273 \342\200\236c d\342\200\234", "\"a b\" \"c d\"");
  assert_canonical(a, "pre* \"two words\"* a** *x", "pre* \"two words\"* a* *x");
  assert_canonical(a, "a,b 10:30 http://x.in/y?z=1 Note: PM:India don't", "a,b 10:30 http://x.in/y?z=1 Note: PM:India don't");
  assert_canonical(a, "\"state:x\" \"a(b\"", "\"state:x\" \"a(b\"");
  assert_canonical(a, "f(x)", "f x");
  assert_canonical(a,
                   "a\tb\nc\x01"
                   "d",
                   "a b c d");
  assert_canonical(a, "a\xff", "a\xEF\xBF\xBD");
  assert_canonical(a, "NEAR(a  \"b c\" d*)", "NEAR(a \"b c\" d*, 10)");
  assert_canonical(a, "NEAR( \"a,b\" c, 3 )", "NEAR(\"a,b\" c, 3)");
}

static void test_operators(void **state) {
  rap_arena *a = arena;
  (void)state;
  assert_canonical(a, "a AND b c", "a b c");
  assert_canonical(a, "a b OR c d", "a (b OR c) d");
  assert_canonical(a, "(a b) OR c", "(a b) OR c");
  assert_canonical(a, "(a (b c)) d", "a b c d");
  assert_canonical(a, "a OR (b OR c)", "a OR b OR c");
  assert_canonical(a,
                   "NOT a -b \xE2\x88\x92"
                   "c --d NOT NOT e -(-f)",
                   "-a -b -c d e f");
  assert_canonical(a, "-(a b) -(a OR b) -\"c d\"", "-(a b) -(a OR b) -\"c d\"");
  assert_canonical(a, "a OR -b", "a OR -b");
  assert_canonical(a, "and or not", "and or not");
  assert_canonical(a, "a - b", "a b");
}

static void test_fields(void **state) {
  rap_arena *a = arena;
  (void)state;
  assert_canonical(a, "State:Telangana,Gujarat LANG:hi org:x", "state:Telangana,Gujarat language:hi organisation:x");
  assert_canonical(a, "state:(Andhra Pradesh OR \"Tamil Nadu\", Goa)", "state:\"Andhra Pradesh\",\"Tamil Nadu\",Goa");
  assert_canonical(a, "state:Goa OR state:Kerala OR theme:x", "state:Goa,Kerala OR theme:x");
  assert_canonical(a, "state:Goa OR state:=Kerala", "state:Goa OR state:=Kerala");
  assert_canonical(a, "-state:Goa -(theme:=digital)", "-state:Goa -theme:=digital");
  assert_canonical(a, "event:x@2 event:\"Chief Secretaries\"@12 event:\"x@2\" event:a@b",
                   "event:x@2 event:\"Chief Secretaries\"@12 event:\"x@2\" event:a@b");
  assert_canonical(a, "date:2022..2024,2019 published:2023-01.. mentioned:..2022", "date:2022..2024,2019 published:2023-01.. mentioned:..2022");
  assert_canonical(a, "after:2023-01 before:2024", "after:2023-01 before:2024");
  assert_canonical(a, "theme:\"=x\" theme:\" y \" theme:-z theme:w*", "theme:\"=x\" theme:y theme:-z theme:w*");
  const rap_query_node *f = parsed(a, "event:\"Chief Secretaries\"@2").root;
  assert_int_equal(f->kind, RAP_QUERY_NODE_FIELD);
  assert_int_equal(f->field, RAP_QUERY_FIELD_EVENT);
  assert_int_equal(f->values[0].edition, 2);
  assert_true(rap_str_is(f->values[0].text, "Chief Secretaries"));
}

static void test_wrong(void **state) {
  rap_arena *a = arena;
  (void)state;
  assert_wrong(a, "a \"b c", "\"", "not closed");
  assert_wrong(a, "a (b", "(", "not closed");
  assert_wrong(a, "a) b", ")", "no '('");
  assert_wrong(a, "a OR", "OR", "behind OR");
  assert_wrong(a, "a OR OR b", "OR", "behind OR");
  assert_wrong(a, "(OR b)", "OR", "before OR");
  assert_wrong(a, "a AND AND b", "AND", "behind AND");
  assert_wrong(a, "NOT", "NOT", "behind NOT");
  assert_wrong(a, "x stat:Goa", "stat:", "did you mean state:");
  assert_wrong(a, "colour:red", "colour:", "no field 'colour'");
  assert_wrong(a, "theme:a,", "", "a value is missing");
  assert_wrong(a, "role:villain", "villain", "actor, subject");
  assert_wrong(a, "status:plannd", "plannd", "did you mean 'planned'?");
  assert_wrong(a, "date:2023-02-30", "2023-02-30", "no date");
  assert_wrong(a, "date:2024..2022", "2024..2022", "ends before it begins");
  assert_wrong(a, "before:2022,2023", "before:2022,2023", "one date");
  assert_wrong(a, "since:2022..2023", "2022..2023", "no date");
  assert_wrong(a, "kind:=report", "=", "for names only");
  assert_wrong(a, "NEAR(a)", "NEAR(a)", "two words");
  assert_wrong(a, "NEAR(a b, 1001)", "1001", "0 to 1000");
  assert_wrong(a, "NEAR(a -b)", "-b", "only words and phrases");
  assert_wrong(a, "NEAR(a state:b)", "state:b", "only words and phrases");
  assert_wrong(a, "event:x@99999", "x@99999", "1 to 9999");
}

static void test_limits(void **state) {
  rap_arena *a = arena;
  (void)state;
  rap_language tree;
  rap_span wrong;
  rap_buf b = {0};
  for (size_t i = 0; i < 100000; i++) rap_buf_putc(&b, '(');
  rap_str all = rap_buf_str(&b);
  assert_int_equal(rap_language_parse(a, all, &tree, &wrong, NULL), RAP_ERR_LIMIT);
  assert_int_equal(rap_language_parse(a, rap_str_sub(all, 0, 1000), &tree, &wrong, NULL), RAP_ERR_LIMIT);
  assert_int_equal(wrong.begin, RAP_MAX_QUERY_DEPTH);
  for (size_t levels = RAP_MAX_QUERY_DEPTH / 2 - 1; levels <= RAP_MAX_QUERY_DEPTH / 2; levels++) {
    rap_buf_reset(&b);
    for (size_t i = 0; i < levels; i++) rap_buf_puts(&b, "a -(b "); /* two levels each */
    rap_buf_puts(&b, "c d");
    for (size_t i = 0; i < levels; i++) rap_buf_putc(&b, ')');
    rap_status expected = levels < RAP_MAX_QUERY_DEPTH / 2 ? RAP_OK : RAP_ERR_LIMIT;
    assert_int_equal(rap_language_parse(a, rap_buf_str(&b), &tree, &wrong, NULL), expected);
  }
  rap_buf_reset(&b);
  for (size_t i = 0; i < 3000; i++) rap_buf_puts(&b, "NOT -");
  rap_buf_putc(&b, 'x');
  assert_int_equal(rap_language_parse(a, rap_buf_str(&b), &tree, &wrong, NULL), RAP_OK);
  assert_int_equal(tree.root->kind, RAP_QUERY_NODE_TEXT);
  rap_buf_clear(&b);
}

static void test_compiled(void **state) {
  rap_arena *a = arena;
  (void)state;
  static const struct {
    const char *query, *match, *exclude, *shown;
  } rows[] = {{"a", "\"a\"", "", "a"},
              {"a b OR c", "(\"a\" AND (\"b\" OR \"c\"))", "", "a AND (b OR c)"},
              {"a -b -c", "(\"a\" NOT (\"b\" OR \"c\"))", "", "a NOT (b OR c)"},
              {"-b -c*", "", "(\"b\" OR \"c\" *)", "NOT (b OR c*)"},
              {"a OR -b", "", "(\"b\" NOT \"a\")", "a OR NOT b"},
              {"-a OR -b", "", "(\"a\" AND \"b\")", "NOT a OR NOT b"},
              {"a (b OR -c)", "(\"a\" NOT (\"c\" NOT \"b\"))", "", "a AND (b OR NOT c)"},
              {"-(a OR -b)", "(\"b\" NOT \"a\")", "", "NOT (a OR NOT b)"},
              {"NEAR(a \"b c\", 4)", "NEAR(\"a\" \"b c\", 4)", "", "NEAR(a \"b c\", 4)"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    rap_textquery t;
    assert_int_equal(rap_textquery_compile(a, rap_str_of(rows[i].query), &t, NULL), RAP_OK);
    if (!rap_str_is(t.match, rows[i].match) || !rap_str_is(t.exclude, rows[i].exclude) || !rap_str_is(t.shown, rows[i].shown))
      fail_msg("%s: %.*s; %.*s; %.*s", rows[i].query, RAP_FMT(t.match), RAP_FMT(t.exclude), RAP_FMT(t.shown));
  }
  rap_textquery t;
  assert_int_equal(rap_textquery_compile(a, RAP_STR("a state:b"), &t, NULL), RAP_ERR_USAGE);
}

static void assert_mark(const char *text, size_t begin, size_t end, size_t width, const char *expected) {
  rap_buf b = {0};
  rap_language_mark(&b, rap_str_of(text), (rap_span){begin, end}, width);
  if (!rap_str_is(rap_buf_str(&b), expected)) fail_msg("\n%s\n%s", b.p, expected);
  rap_buf_clear(&b);
}

static void test_marks(void **state) {
  (void)state;
  assert_mark("a stat:b", 2, 7, 80, "  a stat:b\n    ^^^^^\n");
  assert_mark("a OR", 4, 4, 80, "  a OR\n      ^\n");
  /* Clusters of Devanagari take one column each on most terminals: राज्य is three. */
  assert_mark("\xE0\xA4\xB0\xE0\xA4\xBE\xE0\xA4\x9C\xE0\xA5\x8D\xE0\xA4\xAF x:", 16, 18, 80,
              "  \xE0\xA4\xB0\xE0\xA4\xBE\xE0\xA4\x9C\xE0\xA5\x8D\xE0\xA4\xAF x:\n      ^^\n");
  assert_mark("aaaa bbbb cccc dddd eeee ffff gggg hhhh", 30, 34, 30, "  \xE2\x80\xA6 ffff gggg hhhh\n         ^^^^\n");
}

/* "state:" as the manual page has it, with the same words. */
static void test_manual(void **state) {
  rap_arena *a = arena;
  (void)state;
  FILE *f = fopen(RAP_TEST_ROOT "/queries/man/rapporteur-query.7", "rb");
  assert_non_null(f);
  char *page = rap_arena_alloc(a, 100000);
  assert_non_null(page);
  assert_true(fread(page, 1, 99999, f) > 1000);
  assert_int_equal(fclose(f), 0);
  for (size_t i = 0; i < RAP_QUERY_FIELD_COUNT; i++) {
    rap_str text = rap_str_of(rap_query_field_text((rap_query_field)i)), part;
    rap_buf item = {0};
    rap_buf_printf(&item, ".It Cm %s :\n", rap_query_field_name((rap_query_field)i));
    for (size_t k = 0; k < text.n; k++) {
      if (text.p[k] == '-')
        rap_buf_puts(&item, "\\-");
      else if (rap_str_starts(rap_str_sub(text, k, text.n), RAP_STR("\xE2\x80\xA6")))
        rap_buf_puts(&item, "\\[u2026]"), k += 2;
      else
        rap_buf_putc(&item, text.p[k]);
    }
    rap_buf_putc(&item, '\n');
    text = rap_str_of(rap_query_field_words((rap_query_field)i));
    for (bool first = true; text.p && rap_str_split(&text, '|', &part); first = false)
      rap_buf_printf(&item, "%s%.*s", first ? ".Pq Cm " : " , ", RAP_FMT(part));
    if (!strstr(page, item.p)) fail_msg("not in rapporteur-query.7:\n%s", item.p);
    rap_buf_clear(&item);
  }
  rap_query_field field;
  const char *alias;
  for (size_t i = 0; (alias = rap_query_field_alias(i, &field)) != NULL; i++) assert_non_null(strstr(strstr(page, ".\\\" aliases"), alias));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_text),  cmocka_unit_test(test_operators), cmocka_unit_test(test_fields),
                                     cmocka_unit_test(test_wrong), cmocka_unit_test(test_limits),    cmocka_unit_test(test_compiled),
                                     cmocka_unit_test(test_marks), cmocka_unit_test(test_manual)};
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
