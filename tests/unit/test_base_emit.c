/* Streams, tables of records in every format, and text for terminals. */
#include "test.h"

#include <locale.h>
#include <math.h>

#include "base/emit.h"
#include "base/utf8.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define FFFD "\xEF\xBF\xBD"

static const rap_column columns[] = {
    {.name = "state", .title = "State", .kind = RAP_COL_TEXT},
    {.name = "n", .title = "Number", .kind = RAP_COL_INT},
    {.name = "share", .title = "Share", .kind = RAP_COL_REAL},
    {.name = "tags", .title = "Tags", .kind = RAP_COL_JSON},
    {.name = "hidden", .kind = RAP_COL_TEXT},
    {.name = "text", .title = "Sentence", .kind = RAP_COL_TEXT, .wrap = true},
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static void put_sample(rap_emit *e) {
  rap_json *tags = rap_json_new_array();
  rap_json_append(tags, rap_json_new_string(RAP_STR("water")));
  rap_json_append(tags, rap_json_new_int(7));
  rap_emit_text(e, RAP_STR("Goa"));
  rap_emit_int(e, 12);
  rap_emit_real(e, 0.125, 2);
  rap_emit_json(e, tags);
  rap_emit_text(e, RAP_STR("h"));
  rap_emit_text(e, RAP_STR("One, \"two\"\nand\tthree\\"));
  rap_emit_end_row(e);
  rap_emit_text(e, RAP_STR(""));
  rap_emit_int(e, -3);
  rap_emit_null(e);
  rap_emit_end_row(e); /* the rest is absent */
}

static void assert_sample(rap_format format, rap_emit_options options, const char *expected) {
  rap_buf b = {0};
  rap_out out = rap_out_to_buf(&b);
  rap_emit *e = NULL;
  rap_error err = {0};
  assert_int_equal(rap_emit_new(&out, format, columns, N_COLUMNS, &options, &e, &err), RAP_OK);
  put_sample(e);
  assert_int_equal(rap_emit_rows(e), 2);
  assert_int_equal(rap_emit_finish(e, &err), RAP_OK);
  assert_string_equal(b.p, expected);
  rap_buf_clear(&b);
}

static void test_formats(void **state) {
  (void)state;
  rap_emit_options plain = {0};
  assert_sample(
      RAP_FORMAT_JSON, plain,
      "[\n"
      "{\"state\": \"Goa\", \"n\": 12, \"share\": 0.13, \"tags\": [\"water\", 7], \"hidden\": \"h\", \"text\": \"One, \\\"two\\\"\\nand\\tthree\\\\\"},\n"
      "{\"state\": \"\", \"n\": -3}\n"
      "]\n");
  assert_sample(
      RAP_FORMAT_NDJSON, plain,
      "{\"state\": \"Goa\", \"n\": 12, \"share\": 0.13, \"tags\": [\"water\", 7], \"hidden\": \"h\", \"text\": \"One, \\\"two\\\"\\nand\\tthree\\\\\"}\n"
      "{\"state\": \"\", \"n\": -3}\n");
  assert_sample(RAP_FORMAT_CSV, plain,
                "state,n,share,tags,hidden,text\r\n"
                "Goa,12,0.13,\"water, 7\",h,\"One, \"\"two\"\"\nand\tthree\\\"\r\n"
                ",-3,,,,\r\n");
  assert_sample(RAP_FORMAT_TSV, plain,
                "state\tn\tshare\ttags\thidden\ttext\n"
                "Goa\t12\t0.13\twater, 7\th\tOne, \"two\"\\nand\\tthree\\\\\n"
                "\t-3\t\t\t\t\n");
  assert_sample(RAP_FORMAT_TEXT, plain,
                "State  Number  Share  Tags      Sentence\n"
                "Goa        12   0.13  water, 7  One, \"two\" and three\\\n"
                "           -3\n");
  assert_sample(RAP_FORMAT_MARKDOWN, plain,
                "| State | Number | Share | Tags     | Sentence                  |\n"
                "| ----- | -----: | ----: | -------- | ------------------------- |\n"
                "| Goa   |     12 |  0.13 | water, 7 | One, \"two\"<br>and three\\\\ |\n"
                "|       |     -3 |       |          |                           |\n");
  rap_emit_options narrow = {.width = 30, .color = true};
  assert_sample(RAP_FORMAT_TEXT, narrow,
                "\x1b[1mState  Number  Share  Tags      Sentence\x1b[0m\n"
                "Goa        12   0.13  water, 7  One, \"two\" and\n"
                "                                three\\\n"
                "           -3\n");
}

static void test_no_rows(void **state) {
  (void)state;
  static const char *const expected[] = {"", "[]\n", "", "state,n\r\n", "state\tn\n"};
  for (int f = 0; f <= RAP_FORMAT_TSV; f++) /* pages: test_base_pages */ {
    rap_buf b = {0};
    rap_out out = rap_out_to_buf(&b);
    rap_emit *e = NULL;
    assert_int_equal(rap_emit_new(&out, (rap_format)f, columns, 2, NULL, &e, NULL), RAP_OK);
    assert_int_equal(rap_emit_finish(e, NULL), RAP_OK);
    assert_true(rap_str_is(rap_buf_str(&b), expected[f]));
    rap_buf_clear(&b);
  }
  assert_int_equal(rap_emit_finish(NULL, NULL), RAP_OK);
}

static void test_format_names(void **state) {
  (void)state;
  rap_format format;
  for (int f = 0; f < RAP_FORMAT_COUNT; f++) {
    assert_true(rap_format_parse(rap_str_of(rap_format_name((rap_format)f)), &format));
    assert_int_equal(format, f);
  }
  assert_false(rap_format_parse(RAP_STR("xml"), &format));
  assert_false(rap_format_parse(RAP_STR("JSON"), &format));
  assert_false(rap_format_parse((rap_str){0}, &format));
}

/* One column; the text of its cells. */
static void assert_reals(rap_format format, const char *expected) {
  static const rap_column column[] = {{.name = "x", .title = "X", .kind = RAP_COL_REAL}};
  static const struct {
    double v;
    int decimals;
  } values[] = {{0.5, 0}, {-0.004, 2}, {1.005, 1}, {-2.25, 1}, {9.999, 2}, {123456789.125, 3}, {1e300, 2}, {NAN, 2}, {INFINITY, 1}, {0.1, 9}};
  rap_buf b = {0};
  rap_out out = rap_out_to_buf(&b);
  rap_emit *e = NULL;
  assert_int_equal(rap_emit_new(&out, format, column, 1, NULL, &e, NULL), RAP_OK);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    rap_emit_real(e, values[i].v, values[i].decimals);
    rap_emit_end_row(e);
  }
  assert_int_equal(rap_emit_finish(e, NULL), RAP_OK);
  assert_string_equal(b.p, expected);
  rap_buf_clear(&b);
}

static void test_reals(void **state) {
  (void)state;
  (void)setlocale(LC_ALL, "de_DE.UTF-8"); /* a decimal comma, where that locale is installed */
  assert_reals(RAP_FORMAT_CSV, "x\r\n1\r\n0.00\r\n1.0\r\n-2.3\r\n10.00\r\n123456789.125\r\n1e300\r\n\"\"\r\n\"\"\r\n0.100000000\r\n");
  assert_reals(
      RAP_FORMAT_NDJSON,
      "{\"x\": 1.0}\n{\"x\": 0.0}\n{\"x\": 1.0}\n{\"x\": -2.3}\n{\"x\": 10.0}\n{\"x\": 123456789.125}\n{\"x\": 1e300}\n{}\n{}\n{\"x\": 0.1}\n");
  (void)setlocale(LC_ALL, "C");
}

static void test_csv_quotes(void **state) {
  (void)state;
  static const rap_column two[] = {{.name = "a,b", .title = "A", .kind = RAP_COL_TEXT}, {.name = "c", .title = "C", .kind = RAP_COL_TEXT}};
  rap_buf b = {0};
  rap_out out = rap_out_to_buf(&b);
  rap_emit *e = NULL;
  assert_int_equal(rap_emit_new(&out, RAP_FORMAT_CSV, two, 2, NULL, &e, NULL), RAP_OK);
  rap_emit_text(e, RAP_STR("\r"));
  rap_emit_text(e, RAP_STR("\""));
  rap_emit_end_row(e);
  rap_emit_text(e, RAP_STR(" x "));
  rap_emit_text(e, RAP_STR("\xE0\xA4\x95;"));
  rap_emit_end_row(e);
  assert_int_equal(rap_emit_finish(e, NULL), RAP_OK);
  assert_string_equal(b.p, "\"a,b\",c\r\n\"\r\",\"\"\"\"\r\n x ,\xE0\xA4\x95;\r\n");
  rap_buf_clear(&b);
}

/* Runs a table of two columns, the second one wrapped or not, through a width. */
static void table(rap_buf *b, bool wrap, size_t width, const char *first, const char *second) {
  const rap_column two[] = {{.name = "a", .title = "A", .kind = RAP_COL_TEXT, .wrap = wrap},
                            {.name = "b", .title = "B", .kind = RAP_COL_TEXT, .wrap = wrap}};
  rap_emit_options options = {.width = width};
  rap_out out = rap_out_to_buf(b);
  rap_emit *e = NULL;
  rap_buf_reset(b);
  assert_int_equal(rap_emit_new(&out, RAP_FORMAT_TEXT, two, 2, &options, &e, NULL), RAP_OK);
  rap_emit_text(e, rap_str_of(first));
  rap_emit_text(e, rap_str_of(second));
  rap_emit_end_row(e);
  assert_int_equal(rap_emit_finish(e, NULL), RAP_OK);
}

static void test_widths(void **state) {
  (void)state;
  const char *words = "alpha beta gamma delta epsilon zeta eta theta iota kappa";
  rap_buf b = {0};
  /* Wide and combining characters count as they are shown. */
  table(&b, false, 0, "\xE4\xB8\xAD\xE5\x9B\xBD", "e\xCC\x81");
  assert_string_equal(b.p, "A     B\n\xE4\xB8\xAD\xE5\x9B\xBD  e\xCC\x81\n");
  /* Without a column that wraps the last one is cut, visibly. */
  table(&b, false, 30, "short", words);
  assert_string_equal(b.p, "A      B\nshort  alpha beta gamma delta" ELLIPSIS "\n");
  /* Never to less than 20 columns: then the line is longer than the terminal. */
  table(&b, false, 10, "short", words);
  assert_string_equal(b.p, "A      B\nshort  alpha beta gamma de" ELLIPSIS "\n");
  table(&b, false, 70, "short", words);
  assert_null(strstr(b.p, ELLIPSIS));
  /* Two that wrap share the width. */
  table(&b, true, 50, words, words);
  assert_string_equal(b.p, "A                         B\n"
                           "alpha beta gamma delta    alpha beta gamma delta\n"
                           "epsilon zeta eta theta    epsilon zeta eta theta\n"
                           "iota kappa                iota kappa\n");
  table(&b, true, 50, "x", words);
  assert_string_equal(b.p, "A  B\n"
                           "x  alpha beta gamma delta epsilon zeta eta theta\n"
                           "   iota kappa\n");
  /* What could move the cursor or break the line is not shown as such. */
  table(&b, true, 0, "a\x1b[2Jb\r\n\xC2\x9B", "\xFF\xE2\x80\xA8|");
  assert_string_equal(b.p, "A          B\na [2Jb     " FFFD " |\n");
  rap_buf_clear(&b);
}

/* Whatever the width, a wrapped table keeps every word, in order, and no line is longer than the width allows. */
static void test_wrap_keeps_all(void **state) {
  (void)state;
  const char *words =
      "one twotwotwotwotwotwotwotwotwotwotwo \xE0\xA4\xA6\xE0\xA4\xBF\xE0\xA4\xB2\xE0\xA5\x8D\xE0\xA4\xB2\xE0\xA5\x80 three \xE4\xB8\xAD\xE5\x9B\xBD\xE4\xB8\xAD\xE5\x9B\xBD four";
  rap_buf b = {0};
  for (size_t width = 1; width < 100; width++) {
    table(&b, true, width, "id", words);
    size_t gap = width == 23 ? 1 : 2, limit = width < 23 ? 24 : width; /* 2 + 2 + 20; a gap that is narrower fits one width more */
    rap_str rest = rap_buf_str(&b), line;
    const char *next = words;
    (void)rap_str_split(&rest, '\n', &line);
    while (rap_str_split(&rest, '\n', &line)) {
      assert_true(rap_utf8_columns(line) <= limit);
      for (size_t i = line.n ? 2 + gap : 0; i < line.n; i++) {
        if (line.p[i] == ' ') continue;
        while (*next == ' ') next++;
        assert_int_equal(line.p[i], *next);
        next++;
      }
    }
    assert_int_equal(*next, '\0');
  }
  rap_buf_clear(&b);
}

static bool refuse(void *ctx, rap_str bytes) {
  size_t *calls = ctx;
  (void)bytes;
  (*calls)++;
  return false;
}

static void test_failing_stream(void **state) {
  (void)state;
  for (int f = 0; f < RAP_FORMAT_COUNT; f++) {
    size_t calls = 0;
    rap_out out = {.write = refuse, .ctx = &calls};
    rap_emit *e = NULL;
    rap_error err = {0};
    assert_int_equal(rap_emit_new(&out, (rap_format)f, columns, N_COLUMNS, NULL, &e, &err), RAP_OK);
    for (int i = 0; i < 5000; i++) put_sample(e);
    assert_int_equal(rap_emit_finish(e, &err), RAP_ERR_IO);
    assert_int_equal(err.status, RAP_ERR_IO);
    assert_int_equal(calls, 1); /* nothing is written after a failure */
    assert_true(out.failed);
  }
}

static void test_failed_values(void **state) {
  (void)state;
  for (int f = 0; f < RAP_FORMAT_COUNT; f++) {
    rap_buf b = {0};
    rap_out out = rap_out_to_buf(&b);
    rap_emit *e = NULL;
    rap_error err = {0};
    assert_int_equal(rap_emit_new(&out, (rap_format)f, columns, N_COLUMNS, NULL, &e, &err), RAP_OK);
    rap_emit_json(e, NULL); /* a value that could not be built */
    rap_emit_end_row(e);
    put_sample(e);
    assert_int_equal(rap_emit_finish(e, &err), RAP_ERR_NOMEM);
    rap_buf_clear(&b);
  }
}

static void test_out(void **state) {
  (void)state;
  rap_buf b = {0};
  rap_out out = rap_out_to_buf(&b);
  assert_true(rap_out_write(&out, (rap_str){0}));
  rap_out_printf(&out, "%d-%s", 7, "x");
  char big[1000];
  memset(big, 'y', sizeof big - 1);
  big[sizeof big - 1] = '\0';
  rap_out_printf(&out, "%s", big);
  assert_int_equal(b.n, 3 + sizeof big - 1);
  assert_false(out.failed);
  rap_buf_clear(&b);
}

static void assert_fit(const char *in, size_t width, bool pad, const char *expected) {
  rap_buf b = {0};
  rap_text_fit(&b, rap_str_of(in), width, pad);
  assert_string_equal(b.p ? b.p : "", expected);
  rap_buf_clear(&b);
}

static void test_fit(void **state) {
  (void)state;
  assert_fit("abc", 5, true, "abc  ");
  assert_fit("abc", 5, false, "abc");
  assert_fit("abc", 3, true, "abc");
  assert_fit("abcd", 3, true, "ab" ELLIPSIS);
  assert_fit("abcd", 1, true, ELLIPSIS);
  assert_fit("abcd", 0, true, "");
  assert_fit("", 2, true, "  ");
  assert_fit("\xE4\xB8\xAD\xE5\x9B\xBD", 3, true, "\xE4\xB8\xAD" ELLIPSIS);
  assert_fit("\xE4\xB8\xAD\xE5\x9B\xBDx", 4, true, "\xE4\xB8\xAD" ELLIPSIS " "); /* half a wide character is none */
  assert_fit("e\xCC\x81"
             "e\xCC\x81"
             "e\xCC\x81",
             2, true, "e\xCC\x81" ELLIPSIS);
  assert_fit("\x1b[1mabcdef\x1b[0m", 4, true, "\x1b[1mabc" ELLIPSIS "\x1b[0m");
  assert_fit("a\x1b[2Jb\n\xFF", 9, false, "a [2Jb " FFFD);
}

static void assert_wrap(const char *in, size_t width, size_t indent, const char *expected) {
  rap_buf b = {0};
  rap_text_wrap(&b, rap_str_of(in), width, indent);
  assert_string_equal(b.p ? b.p : "", expected);
  rap_buf_clear(&b);
}

static void test_wrap(void **state) {
  (void)state;
  assert_wrap("", 10, 2, "");
  assert_wrap("one two three", 0, 2, "one two three");
  assert_wrap("one two three", 7, 2, "one two\n  three");
  assert_wrap("one  two   ", 8, 0, "one  two");
  assert_wrap("one  two", 7, 0, "one\ntwo");
  assert_wrap("abcdefgh", 3, 1, "abc\n def\n gh");
  assert_wrap("a abcdefgh", 3, 0, "a\nabc\ndef\ngh");
  assert_wrap("one\ntwo", 0, 3, "one\n   two");
  assert_wrap("one\n\ntwo", 9, 0, "one\n\ntwo");
  assert_wrap("\x1b[1mone\x1b[0m two", 3, 0, "\x1b[1mone\x1b[0m\ntwo");
  assert_wrap("\xE4\xB8\xAD\xE5\x9B\xBD", 3, 0, "\xE4\xB8\xAD\n\xE5\x9B\xBD");
  assert_wrap("\xE4\xB8\xAD", 1, 0, "\xE4\xB8\xAD"); /* wider than the line: shown all the same */
  assert_wrap("a\tb\x9B", 9, 0, "a b" FFFD);
  /* What holds over the end of a line is begun anew behind the indent; what was ended is not. */
  assert_wrap("\x1b[1m\x1b[36mone two\x1b[0m three", 3, 2, "\x1b[1m\x1b[36mone\x1b[0m\n  \x1b[1m\x1b[36mtwo\x1b[0m\n  thr\n  ee");
  assert_wrap("\x1b[2mabcd\x1b[m e", 2, 0, "\x1b[2mab\x1b[0m\n\x1b[2mcd\x1b[m\ne");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_formats),
      cmocka_unit_test(test_no_rows),
      cmocka_unit_test(test_format_names),
      cmocka_unit_test(test_reals),
      cmocka_unit_test(test_csv_quotes),
      cmocka_unit_test(test_widths),
      cmocka_unit_test(test_wrap_keeps_all),
      cmocka_unit_test(test_failing_stream),
      cmocka_unit_test(test_failed_values),
      cmocka_unit_test(test_out),
      cmocka_unit_test(test_fit),
      cmocka_unit_test(test_wrap),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
