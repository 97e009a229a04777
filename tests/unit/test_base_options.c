/* Option tables: parsing, help, completion, near misses. */
#include "arena_fixture.h"

#include "base/options.h"

typedef struct settings {
  rap_str_list states;
  bool ids, verbose;
  int64_t limit, offset;
  rap_str format, file;
} settings;

static const rap_option own[] = {
    {"state", 's', RAP_OPT_LIST, offsetof(settings, states), "NAME", "only documents that name this state", 0, 0, NULL, NULL},
    {"ids", 'i', RAP_OPT_FLAG, offsetof(settings, ids), NULL, "print ids only", 0, 0, NULL, NULL},
    {"limit", 'n', RAP_OPT_INT, offsetof(settings, limit), "N", "at most N answers", .min = -5, .max = 1000},
    {"offset", 0, RAP_OPT_INT, offsetof(settings, offset), "N", "skip the first N answers", 0, 0, NULL, NULL},
    RAP_OPTIONS_END,
};
static const rap_option common[] = {
    {"format", 'f', RAP_OPT_CHOICE, offsetof(settings, format), "FORMAT",
     "how the answer is written, for people or for programs, one of several forms", .choices = "text|json|ndjson"},
    {"verbose", 'v', RAP_OPT_FLAG, offsetof(settings, verbose), NULL, "say more", 0, 0, NULL, NULL},
    {"a-rather-long-option-name", 0, RAP_OPT_TEXT, offsetof(settings, file), "FILE", "read it", 0, 0, NULL, NULL},
    RAP_OPTIONS_END,
};
static const rap_option *const tables[] = {own, common, NULL};

/* Parses a NULL-terminated list of arguments. */
static rap_status parse(const char *const *argv, settings *s, rap_str_list *operands, rap_error *err) {
  int argc = 0;
  while (argv[argc]) argc++;
  *s = (settings){.limit = 10, .format = RAP_STR("text")};
  *err = (rap_error){0};
  return rap_options_parse(tables, s, argc, argv, arena, operands, err);
}

#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_forms(void **state) {
  (void)state;
  settings s;
  rap_str_list operands;
  rap_error err;
  assert_int_equal(parse(ARGS("one", "--state", "Goa", "--limit=7", "two", "-s", "Bihar", "-sSikkim", "-vin", "-3", "-", "-fjson",
                              "--a-rather-long-option-name=", "--", "--ids", "-x"),
                         &s, &operands, &err),
                   RAP_OK);
  assert_int_equal(s.states.n, 3);
  assert_true(rap_str_is(s.states.items[0], "Goa") && rap_str_is(s.states.items[1], "Bihar") && rap_str_is(s.states.items[2], "Sikkim"));
  assert_true(s.ids && s.verbose);
  assert_int_equal(s.limit, -3);
  assert_true(rap_str_is(s.format, "json"));
  assert_int_equal(s.file.n, 0);
  assert_non_null(s.file.p);
  static const char *const expected[] = {"one", "two", "-", "--ids", "-x"};
  assert_int_equal(operands.n, 5);
  for (size_t i = 0; i < 5; i++) assert_true(rap_str_is(operands.items[i], expected[i]));
}

static void test_defaults(void **state) {
  (void)state;
  settings s;
  rap_str_list operands;
  rap_error err;
  assert_int_equal(parse((const char *const[]){NULL}, &s, &operands, &err), RAP_OK);
  assert_int_equal(operands.n, 0);
  assert_int_equal(s.limit, 10);
  assert_int_equal(parse(ARGS("-n1", "-n2", "--state=--ids", "--state", "--ids", "--state=a=b", "--offset", "-9223372036854775807", "-in", "5"), &s,
                         &operands, &err),
                   RAP_OK);
  assert_int_equal(s.limit, 5);
  assert_int_equal(s.offset, -INT64_MAX);
  assert_true(rap_str_is(s.states.items[0], "--ids") && rap_str_is(s.states.items[1], "--ids") && rap_str_is(s.states.items[2], "a=b"));
}

static void assert_usage(const char *const *argv, const char *message) {
  settings s;
  rap_str_list operands;
  rap_error err;
  assert_int_equal(parse(argv, &s, &operands, &err), RAP_ERR_USAGE);
  assert_string_equal(err.text, message);
}

static void test_errors(void **state) {
  (void)state;
  assert_usage(ARGS("--stat"), "unknown option --stat; did you mean --state?");
  assert_usage(ARGS("--fromat=json"), "unknown option --fromat; did you mean --format?");
  assert_usage(ARGS("--sta"), "unknown option --sta"); /* no prefixes */
  assert_usage(ARGS("--zzz", "x"), "unknown option --zzz");
  assert_usage(ARGS("--=x"), "unknown option --");
  assert_usage(ARGS("-x"), "unknown option -x");
  assert_usage(ARGS("-ix"), "unknown option -x");
  assert_usage(ARGS("-\xC3\xA9t\xC3\xA9"), "unknown option -\xC3\xA9");
  assert_usage(ARGS("-\x01"), "unknown option -?");
  assert_usage(ARGS("--limit"), "--limit needs a value (N)");
  assert_usage(ARGS("-s"), "--state needs a value (NAME)");
  assert_usage(ARGS("--ids=yes"), "--ids takes no value, but was given 'yes'");
  assert_usage(ARGS("--limit", "ten"), "--limit: 'ten' is not a whole number");
  assert_usage(ARGS("--limit", ""), "--limit: '' is not a whole number");
  assert_usage(ARGS("--limit", "-"), "--limit: '-' is not a whole number");
  assert_usage(ARGS("--limit", "1.5"), "--limit: '1.5' is not a whole number");
  assert_usage(ARGS("--limit", "99999999999999999999"), "--limit: '99999999999999999999' is not a whole number");
  assert_usage(ARGS("--limit=1001"), "--limit: 1001 is not between -5 and 1000");
  assert_usage(ARGS("-n-6"), "--limit: -6 is not between -5 and 1000");
  assert_usage(ARGS("-f", "jsn"), "--format: 'jsn' is none of text|json|ndjson; did you mean json?");
  assert_usage(ARGS("--format=xml"), "--format: 'xml' is none of text|json|ndjson");
  assert_usage(ARGS("--format="), "--format: '' is none of text|json|ndjson");
}

static void test_help(void **state) {
  (void)state;
  rap_buf b = {0};
  rap_options_help(tables, &b);
  assert_string_equal(b.p, "  -s, --state NAME            only documents that name this state\n"
                           "  -i, --ids                   print ids only\n"
                           "  -n, --limit N               at most N answers\n"
                           "      --offset N              skip the first N answers\n"
                           "  -f, --format FORMAT         how the answer is written, for people or for\n"
                           "                              programs, one of several forms (text, json,\n"
                           "                              ndjson)\n"
                           "  -v, --verbose               say more\n"
                           "      --a-rather-long-option-name FILE\n"
                           "                              read it\n");
  rap_buf_clear(&b);
  rap_options_complete(tables, &b);
  assert_string_equal(b.p, "--state\n--ids\n--limit\n--offset\n--format\n--verbose\n--a-rather-long-option-name\n");
  rap_buf_clear(&b);
}

static const char *near(const char *word) {
  static const char *const words[] = {"Karnataka", "Kerala", "Goa", NULL, "Telangana", "Telengana"};
  return rap_nearest(rap_str_of(word), words, sizeof words / sizeof *words);
}

static void test_nearest(void **state) {
  (void)state;
  assert_string_equal(near("Karntaka"), "Karnataka");  /* one missing */
  assert_string_equal(near("Karantaka"), "Karnataka"); /* two swapped */
  assert_string_equal(near("Kerela"), "Kerala");       /* one other */
  assert_string_equal(near("Kerallaa"), "Kerala");     /* two more */
  assert_string_equal(near("Goa"), "Goa");
  assert_string_equal(near("Gaa"), "Goa");
  assert_string_equal(near("Tel\xC3\xA4ngana"), "Telangana"); /* code points count, not bytes; the first of equals */
  assert_null(near("Go"));                                    /* a third of two is nothing */
  assert_null(near("Punjab"));
  assert_null(near(""));
  char huge[300];
  memset(huge, 'K', sizeof huge);
  const char *candidates[] = {"K"};
  assert_null(rap_nearest((rap_str){huge, sizeof huge}, candidates, 1));
  assert_null(rap_nearest(RAP_STR("x"), NULL, 0));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_forms), cmocka_unit_test(test_defaults), cmocka_unit_test(test_errors),
      cmocka_unit_test(test_help),  cmocka_unit_test(test_nearest),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
