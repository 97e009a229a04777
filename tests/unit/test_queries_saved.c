/* Saved questions: what is refused and where, and that a value stays in its place. */
#include "test.h"

#include <stdlib.h>

#include "index/language.h"
#include "queries/saved.h"

static const rap_option statements_table[] = {
    {.name = "theme", .kind = RAP_OPT_LIST, .argument = "T"},  {.name = "state", .kind = RAP_OPT_LIST, .argument = "S"},
    {.name = "since", .kind = RAP_OPT_TEXT, .argument = "D"},  {.name = "central", .kind = RAP_OPT_FLAG},
    {.name = "format", .kind = RAP_OPT_TEXT, .argument = "F"}, RAP_OPTIONS_END};
static const rap_option *const statements_tables[] = {statements_table, NULL};

static const rap_option *const *tables_of(rap_str command) { return rap_str_is(command, "statements") ? statements_tables : NULL; }
static const char *nearest_of(rap_str command) { return command.n > 5 ? "statements" : NULL; }
static const rap_saved_commands commands = {tables_of, nearest_of};

/* ---- reading ---- */

static void refuses(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } cases[] = {
      {"", "f.yaml:1:1: there is nothing in it"},
      {"[a]", "f.yaml:1:1: a mapping is expected here"},
      {"name: a\ntitle: t\n", "f.yaml:1:1: a key is missing: 'command'"},
      {"name: A b\n", "f.yaml:1:7: a name has small letters, digits and dashes, the first a letter; not 'A b'"},
      {"name: a\ntitel: t\n", "f.yaml:2:1: unknown key 'titel' (did you mean 'title'?)"},
      {"name: a\ntitle: [t]\n", "f.yaml:2:8: a text is expected here"},
      {"name: a\nname: b\n", "f.yaml:2:1: key 'name' stands here for the second time, first in line 1"},
      {"name: a\ntitle: t\ncommand: statments\n", "f.yaml:3:10: there is no question 'statments' to ask (did you mean 'statements'?)"},
      {"name: a\ntitle: t\ncommand: rm\n", "f.yaml:3:10: there is no command for questions that is called 'rm'"},
      {"name: a\ntitle: t\ncommand: statements\noptions: {them: x}\n", "f.yaml:4:11: the command has no option 'them'"},
      {"name: a\ntitle: t\ncommand: statements\noptions: {theme: true}\n", "f.yaml:4:11: this option needs a value: 'theme'"},
      {"name: a\ntitle: t\ncommand: statements\noptions: {central: x}\n", "f.yaml:4:11: true or false is all that this option takes: 'central'"},
      {"name: a\ntitle: t\ncommand: statements\noptions: {since: [a, b]}\n", "f.yaml:4:11: this option takes one value: 'since'"},
      {"name: a\ntitle: t\ncommand: statements\noptions: {format: csv}\n", "f.yaml:4:11: this option is given when the question is asked: 'format'"},
      {"name: a\ntitle: t\ncommand: statements\nquery: \"{x}\"\n", "f.yaml:4:8: there is no parameter 'x'"},
      {"name: a\ntitle: t\ncommand: statements\nquery: [a, \"b{\"]\n", "f.yaml:4:12: there is no parameter '{'"},
      {"name: a\ntitle: t\ncommand: statements\nquery: \"{} b\"\n", "f.yaml:4:8: '{}' names no parameter"},
      {"name: a\ntitle: t\ncommand: statements\nparameters: {x: {type: text}}\n", "f.yaml:4:13: this parameter is used nowhere: 'x'"},
      {"name: a\ntitle: t\ncommand: statements\nparameters: {x: {type: colour}}\n",
       "f.yaml:4:24: a type is one of text, query, state, theme, event, series, person, source, document, date and number; not 'colour'"},
      {"name: a\ntitle: t\ncommand: statements\nparameters: {x: {}}\n", "f.yaml:4:17: a parameter needs a type"},
      {"name: a\ntitle: t\ncommand: statements\nparameters: {x: {type: text, optional: perhaps}}\n", "f.yaml:4:40: true or false is expected here"},
      {"name: a\ntitle: t\ncommand: statements\nparameters: {x: {type: text, choices: [a], default: b}}\n",
       "f.yaml:4:53: the default is none of the choices: 'b'"},
      {"name: a\ntitle: t\ncommand: statements\nquery: a\noperands: b\n", "f.yaml:5:11: a question has a query or operands, not both"},
      {"name: a\ntitle: t\ncommand: statements\ncolumns: x\n", "f.yaml:4:10: columns are a list of names, or a mapping from names to titles"},
      {"name: a\ntitle: t\ncommand: statements\ncolumns: [x]\nsort: -y\n", "f.yaml:5:7: this is none of the columns: 'y'"},
      {"name: a\ntitle: t\ncommand: statements\nquery: \"a\\0b\"\n", "f.yaml:4:8: a text cannot hold a NUL character"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rap_arena *arena = rap_arena_new();
    rap_saved q;
    rap_error err = {0};
    assert_int_equal(rap_saved_parse(arena, &commands, RAP_STR("f.yaml"), rap_str_of(cases[i].text), &q, &err), RAP_ERR_RULES);
    assert_string_equal(err.text, cases[i].message);
    assert_null(q.name.p);
    rap_arena_free(arena);
  }
}

/* ---- filling ---- */

static const char sample[] = "name: a\n"
                             "title: t\n"
                             "command: statements\n"
                             "parameters:\n"
                             "  theme: {type: theme, default: digital}\n"
                             "  states: {type: state, optional: true, many: true}\n"
                             "  since: {type: date, optional: true}\n"
                             "  words: {type: text, optional: true}\n"
                             "  event: {type: event, optional: true}\n"
                             "  and: {type: query, optional: true}\n"
                             "  kind: {type: text, optional: true, choices: [preview, report]}\n"
                             "options: {theme: \"{theme}\", since: \"{since}\", central: true}\n"
                             "query: [\"state:{states}\", \"{words}\", \"event:{event}\", \"{and}\", \"kind:{kind}\", \"{{x\"]\n";

/* Arguments, each behind a blank. */
static void filled(const char *const *given, size_t n, rap_buf *out, rap_error *err) {
  rap_arena *arena = rap_arena_new();
  rap_saved q;
  rap_saved_line line;
  rap_saved_value values[16];
  assert_int_equal(rap_saved_parse(arena, &commands, RAP_STR("f.yaml"), rap_str_of(sample), &q, err), RAP_OK);
  for (size_t i = 0; i < n; i++) assert_true(rap_saved_value_parse(rap_str_of(given[i]), &values[i]));
  if (rap_saved_fill(&q, values, n, arena, &line, err) == RAP_OK)
    for (size_t i = 0; i < line.n; i++) rap_buf_printf(out, "[%s]", line.argv[i]);
  else
    rap_buf_puts(out, err->text);
  rap_arena_free(arena);
}

static void assert_filled(const char *given, const char *expected) {
  rap_buf out = {0};
  rap_error err = {0};
  filled(&given, given != NULL, &out, &err);
  if (strcmp(out.p, expected) != 0) fail_msg("%s gave %s, not %s", given ? given : "nothing", out.p, expected);
  rap_buf_clear(&out);
}

#define BEGIN "[--theme=digital][--central][--]"

static void fills(void **state) {
  (void)state;
  assert_filled(NULL, BEGIN "[{x]");
  assert_filled("theme=health", "[--theme=health][--central][--][{x]");
  assert_filled("since=2023-01", "[--theme=digital][--since=2023-01][--central][--][{x]");
  assert_filled("states=Goa", BEGIN "[state:Goa {x]");
  assert_filled("states=West Bengal", BEGIN "[state:\"West Bengal\" {x]");
  assert_filled("words=cyber security", BEGIN "[\"cyber security\" {x]");
  assert_filled("event=chief secretaries@2", BEGIN "[event:\"chief secretaries\"@2 {x]");
  assert_filled("and=gst OR tax", BEGIN "[(gst OR tax) {x]");
  assert_filled("kind=report", BEGIN "[kind:report {x]");
}

static void many_values(void **state) {
  (void)state;
  static const char *const given[] = {"states=Goa", "states=West Bengal", "states=a,b"};
  rap_buf out = {0};
  rap_error err = {0};
  filled(given, 3, &out, &err);
  assert_string_equal(out.p, BEGIN "[state:Goa,\"West Bengal\",\"a,b\" {x]");
  rap_buf_clear(&out);
  static const char *const twice[] = {"theme=a", "theme=b"};
  filled(twice, 2, &out, &err);
  assert_string_equal(out.p, "theme is given twice");
  rap_buf_clear(&out);
}

static void refuses_values(void **state) {
  (void)state;
  assert_filled("them=x", "a has no parameter 'them' (did you mean 'theme'?)");
  assert_filled("colour=x", "a has no parameter 'colour' (see rapporteur ask a --help)");
  assert_filled("theme=", "theme: the value is empty");
  assert_filled("since=soon", "since: 'soon' is no date (2023, 2023-01 or 2023-01-08)");
  assert_filled("since=2023-02-30", "since: '2023-02-30' is no date (2023, 2023-01 or 2023-01-08)");
  assert_filled("kind=rumour", "kind: 'rumour' is none of preview, report");
}

/* Whatever a value holds, the query has the same shape: one field with one value, one text; and options stay single arguments. */
static void hostile_values(void **state) {
  (void)state;
  static const char *const hostile[] = {"a\" OR state:Goa",
                                        "a) OR (b",
                                        "a, b",
                                        "-f",
                                        "--format=csv",
                                        "x state:Goa",
                                        "state:Goa",
                                        "a\nb",
                                        "NOT",
                                        "=a",
                                        "a@2",
                                        "\"\"a\"\"",
                                        "\xe2\x80\x9c"
                                        "a",
                                        "*",
                                        "a*",
                                        "..",
                                        "a..b",
                                        "(",
                                        "{theme}",
                                        "NEAR(a b)"};
  for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
    rap_arena *arena = rap_arena_new();
    rap_saved q;
    rap_saved_line line;
    rap_language tree;
    rap_span wrong;
    rap_error err = {0};
    const rap_saved_value values[] = {{RAP_STR("theme"), rap_str_of(hostile[i])}, {RAP_STR("states"), rap_str_of(hostile[i])}};
    assert_int_equal(rap_saved_parse(arena, &commands, RAP_STR("f.yaml"), rap_str_of(sample), &q, &err), RAP_OK);
    assert_int_equal(rap_saved_fill(&q, values, 2, arena, &line, &err), RAP_OK);
    assert_int_equal(line.n, 4);
    assert_true(rap_str_starts(rap_str_of(line.argv[0]), RAP_STR("--theme=")));
    assert_string_equal(line.argv[0] + 8, hostile[i]);
    assert_string_equal(line.argv[2], "--");
    rap_status st = rap_language_parse(arena, rap_str_of(line.argv[3]), &tree, &wrong, &err);
    if (st != RAP_OK) fail_msg("%s: %s: %s", hostile[i], line.argv[3], err.text);
    assert_non_null(tree.root);
    const rap_query_node *field = tree.root->kind == RAP_QUERY_NODE_ALL ? tree.root->parts[0] : tree.root;
    if (field->kind != RAP_QUERY_NODE_FIELD || field->field != RAP_QUERY_FIELD_STATE || field->n_values != 1)
      fail_msg("%s broke out: %s", hostile[i], line.argv[3]);
    rap_arena_free(arena);
  }
}

static void long_value(void **state) {
  (void)state;
  enum { LENGTH = 100000 };
  char *value = malloc(LENGTH + sizeof "words=");
  assert_non_null(value);
  memcpy(value, "words=", 6);
  memset(value + 6, 'a', LENGTH);
  value[LENGTH + 6] = '\0';
  const char *given = value;
  rap_buf out = {0};
  rap_error err = {0};
  filled(&given, 1, &out, &err);
  assert_int_equal(out.n, strlen(BEGIN "[ {x]") + LENGTH);
  rap_buf_clear(&out);
  free(value);
}

/* ---- where they come from ---- */

static void built_in(void **state) {
  (void)state;
  rap_arena *arena = rap_arena_new();
  rap_saved_set set = {.arena = arena};
  rap_error err = {0};
  assert_int_equal(rap_saved_load_embedded(&set, &err), RAP_OK);
  assert_true(set.n >= 15);
  for (size_t i = 0; i < set.n; i++) {
    assert_true(set.items[i].description.n > 0 && set.items[i].audience.n > 0);
    if (i) assert_true(rap_str_cmp(set.items[i - 1].name, set.items[i].name) < 0);
    assert_ptr_equal(rap_saved_find(&set, set.items[i].name), &set.items[i]);
  }
  assert_null(rap_saved_find(&set, RAP_STR("no-such")));
  assert_int_equal(rap_saved_load_folder(&set, RAP_STR("/nonexistent/folder"), false, &err), RAP_OK);
  assert_int_equal(rap_saved_load_folder(&set, RAP_STR("/nonexistent/folder"), true, &err), RAP_ERR_IO);
  rap_arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(refuses),        cmocka_unit_test(fills),          cmocka_unit_test(many_values),
                                     cmocka_unit_test(refuses_values), cmocka_unit_test(hostile_values), cmocka_unit_test(long_value),
                                     cmocka_unit_test(built_in)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
