/* Tables as Markdown and as HTML: escaping, marks, links, widths; hostile cells. */
#include "test.h"

#include "base/emit.h"

static const rap_column columns[] = {
    {.name = "title", .title = "Title", .link = "url"},
    {.name = "n", .title = "Number", .kind = RAP_COL_INT},
    {.name = "text", .title = "Sentence", .wrap = true},
    {.name = "url", .kind = RAP_COL_URL},
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

/* A page of one row, whose sentence is marked. */
static void page(rap_buf *b, rap_format format, const char *title, const char *text, const rap_span *marks, size_t n, const char *url) {
  rap_out out = rap_out_to_buf(b);
  rap_emit *e = NULL;
  rap_error err = {0};
  const rap_emit_options options = {.caption = RAP_STR("search: \"a < b\"")};
  rap_buf_reset(b);
  assert_int_equal(rap_emit_new(&out, format, columns, N_COLUMNS, &options, &e, &err), RAP_OK);
  rap_emit_text(e, rap_str_of(title));
  rap_emit_int(e, 7);
  rap_emit_marked(e, rap_str_of(text), marks, n);
  rap_emit_text(e, rap_str_of(url));
  rap_emit_end_row(e);
  assert_int_equal(rap_emit_finish(e, &err), RAP_OK);
}

static bool has(const rap_buf *b, const char *part) { return rap_str_find(rap_buf_str(b), rap_str_of(part), 0) != SIZE_MAX; }

static void assert_cell(const char *text, const rap_span *marks, size_t n, const char *markdown, const char *html) {
  rap_buf b = {0}, expected = {0};
  page(&b, RAP_FORMAT_MARKDOWN, "T", text, marks, n, "");
  rap_buf_printf(&expected, " 7 | %s", markdown);
  if (!has(&b, expected.p)) fail_msg("%s\nis not in\n%s", expected.p, b.p);
  rap_buf_reset(&expected);
  page(&b, RAP_FORMAT_HTML, "T", text, marks, n, "");
  rap_buf_printf(&expected, "<td class=\"w\">%s</td>", html);
  if (!has(&b, expected.p)) fail_msg("%s\nis not in\n%s", expected.p, b.p);
  rap_buf_clear(&expected);
  rap_buf_clear(&b);
}

static void test_escapes(void **state) {
  (void)state;
  assert_cell("a|b", NULL, 0, "a\\|b ", "a|b");
  assert_cell("a\\|b", NULL, 0, "a\\\\\\|b ", "a\\|b");
  assert_cell("one\r\ntwo\rthree\xE2\x80\xA8"
              "four",
              NULL, 0, "one<br>two<br>three<br>four ", "one\ntwo\nthree\nfour");
  assert_cell("# no heading", NULL, 0, "\\# no heading ", "# no heading");
  assert_cell("</script><b>&amp; & x", NULL, 0, "&lt;/script&gt;&lt;b&gt;&amp;amp; & x ", "&lt;/script&gt;&lt;b&gt;&amp;amp; &amp; x");
  assert_cell("*a* _b_ c_d `e` [f](g) ~h~ $1$", NULL, 0, "\\*a\\* \\_b\\_ c_d \\`e\\` \\[f\\](g) \\~h\\~ \\$1\\$ ", "*a* _b_ c_d `e` [f](g) ~h~ $1$");
  assert_cell("a\x1b[31mb\tc\x7f", NULL, 0, "a \\[31mb c  ", "a [31mb c ");
  assert_cell("a\xff"
              "b",
              NULL, 0,
              "a\xEF\xBF\xBD"
              "b ",
              "a\xEF\xBF\xBD"
              "b");
}

static void test_marks(void **state) {
  (void)state;
  assert_cell("the water plan", (rap_span[]){{4, 9}}, 1, "the **water** plan ", "the <mark>water</mark> plan");
  /* What touches or overlaps is one mark, in whatever order; what is empty or lies outside is none. */
  assert_cell("the water plan", (rap_span[]){{6, 14}, {4, 9}, {2, 2}, {40, 50}}, 4, "the **water plan** ", "the <mark>water plan</mark>");
  assert_cell("the water plan", (rap_span[]){{4, 7}, {7, 99}}, 2, "the **water plan** ", "the <mark>water plan</mark>");
  /* Emphasis begins and ends with a letter, else it would be none. */
  assert_cell("a(b) c", (rap_span[]){{1, 5}}, 1, "a(**b**) c ", "a<mark>(b) </mark>c");
  assert_cell("a -- b", (rap_span[]){{2, 4}}, 1, "a -- b ", "a <mark>--</mark> b");
  /* Marks stay on their words where the text becomes shorter or longer. */
  assert_cell("\r\n\xff|water", (rap_span[]){{4, 9}}, 1, "<br>\xEF\xBF\xBD\\|**water** ", "\n\xEF\xBF\xBD|<mark>water</mark>");
}

static void test_links(void **state) {
  (void)state;
  rap_buf b = {0};
  page(&b, RAP_FORMAT_MARKDOWN, "A [b]", "c", NULL, 0, "https://example.org/a(b)|c?d=1&lt=2");
  assert_true(has(&b, "| [A \\[b\\]](https://example.org/a%28b%29%7Cc?d=1&amp;lt=2) |"));
  page(&b, RAP_FORMAT_HTML, "A [b]", "c", NULL, 0, "https://example.org/a(b)|c?d=\"1\"&e");
  assert_true(has(&b, "<th scope=\"row\"><a href=\"https://example.org/a(b)|c?d=&quot;1&quot;&amp;e\">A [b]</a></th>"));
  static const char *const refused[] = {"javascript:alert(1)", "data:text/html,x", "https://a b", "/etc/passwd", "", " "};
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    page(&b, RAP_FORMAT_MARKDOWN, "A", "c", NULL, 0, refused[i]);
    assert_false(has(&b, "]("));
    page(&b, RAP_FORMAT_HTML, "A", "c", NULL, 0, refused[i]);
    assert_false(has(&b, "<a"));
  }
  rap_buf_clear(&b);
}

static void test_document(void **state) {
  (void)state;
  rap_buf b = {0};
  page(&b, RAP_FORMAT_HTML, "T", "s", NULL, 0, "");
  assert_true(rap_str_starts(rap_buf_str(&b), RAP_STR("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>")));
  assert_true(has(&b, "<title>search: &quot;a &lt; b&quot;</title>"));
  assert_true(has(&b, "<caption>search: &quot;a &lt; b&quot;</caption>"));
  assert_true(has(&b, "<th scope=\"col\" class=\"n\">Number</th>"));
  assert_false(has(&b, "url"));
  rap_buf_clear(&b);
}

/* Columns without any title are all shown, by their names; no rows are a table with headings alone. */
static void test_no_titles(void **state) {
  (void)state;
  static const rap_column plain[] = {{.name = "axis"}, {.name = "count", .kind = RAP_COL_INT}};
  rap_buf b = {0};
  rap_out out = rap_out_to_buf(&b);
  rap_emit *e = NULL;
  rap_error err = {0};
  assert_int_equal(rap_emit_new(&out, RAP_FORMAT_MARKDOWN, plain, 2, NULL, &e, &err), RAP_OK);
  assert_int_equal(rap_emit_finish(e, &err), RAP_OK);
  assert_string_equal(b.p, "| axis | count |\n| ---- | ----: |\n");
  rap_buf_reset(&b);
  assert_int_equal(rap_emit_new(&out, RAP_FORMAT_HTML, plain, 2, NULL, &e, &err), RAP_OK);
  assert_int_equal(rap_emit_finish(e, &err), RAP_OK);
  assert_true(has(&b, "<th scope=\"col\">axis</th><th scope=\"col\" class=\"n\">count</th></tr></thead>\n<tbody>\n</tbody></table>"));
  rap_buf_clear(&b);
}

/* Devanagari stands below its neighbours by the columns of a terminal; a long cell spreads only its own row; more rows than are measured come out all. */
static void test_widths(void **state) {
  (void)state;
  static const rap_column two[] = {{.name = "a", .title = "State"}, {.name = "b", .title = "B"}};
  rap_buf b = {0}, longer = {0};
  rap_out out = rap_out_to_buf(&b);
  rap_emit *e = NULL;
  rap_error err = {0};
  for (int i = 0; i < 60; i++) rap_buf_putc(&longer, 'x');
  assert_int_equal(rap_emit_new(&out, RAP_FORMAT_MARKDOWN, two, 2, NULL, &e, &err), RAP_OK);
  rap_emit_text(e, RAP_STR("दिल्ली"));
  rap_emit_text(e, rap_buf_str(&longer));
  rap_emit_end_row(e);
  for (int i = 0; i < 1200; i++) {
    rap_emit_text(e, RAP_STR("Goa"));
    rap_emit_text(e, RAP_STR("1"));
    rap_emit_end_row(e);
  }
  assert_int_equal(rap_emit_finish(e, &err), RAP_OK);
  assert_true(rap_str_starts(rap_buf_str(&b), RAP_STR("| State | B                                                |\n"
                                                      "| ----- | ------------------------------------------------ |\n"
                                                      "| दिल्ली   | xxxxxxxx")));
  assert_true(has(&b, "| Goa   | 1                                                |\n"));
  size_t lines = 0;
  for (size_t i = 0; i < b.n; i++) lines += b.p[i] == '\n';
  assert_int_equal(lines, 1203);
  rap_buf_clear(&b);
  rap_buf_clear(&longer);
}

static bool refuse(void *ctx, rap_str bytes) {
  (void)ctx;
  (void)bytes;
  return false;
}

static void test_failing_stream(void **state) {
  (void)state;
  for (rap_format format = RAP_FORMAT_MARKDOWN; format <= RAP_FORMAT_HTML; format++) {
    rap_out out = {.write = refuse};
    rap_emit *e = NULL;
    rap_error err = {0};
    assert_int_equal(rap_emit_new(&out, format, columns, N_COLUMNS, NULL, &e, &err), RAP_OK);
    rap_emit_text(e, RAP_STR("x"));
    rap_emit_end_row(e);
    assert_int_equal(rap_emit_finish(e, &err), RAP_ERR_IO);
  }
}

static void test_names(void **state) {
  (void)state;
  rap_format format;
  assert_true(rap_format_parse(RAP_STR("markdown"), &format));
  assert_int_equal(format, RAP_FORMAT_MARKDOWN);
  assert_true(rap_format_is_page(format));
  assert_false(rap_format_is_page(RAP_FORMAT_TEXT));
  assert_true(rap_format_of_file(RAP_STR("/tmp/a.b/Answer.HTM"), &format));
  assert_int_equal(format, RAP_FORMAT_HTML);
  assert_true(rap_format_of_file(RAP_STR("a.jsonl"), &format));
  assert_int_equal(format, RAP_FORMAT_NDJSON);
  assert_false(rap_format_of_file(RAP_STR("csv"), &format));
  assert_false(rap_format_of_file(RAP_STR(""), &format));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_escapes),   cmocka_unit_test(test_marks),  cmocka_unit_test(test_links),          cmocka_unit_test(test_document),
      cmocka_unit_test(test_no_titles), cmocka_unit_test(test_widths), cmocka_unit_test(test_failing_stream), cmocka_unit_test(test_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
