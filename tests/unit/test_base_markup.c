/* XML and HTML as streams of elements: escaping, void elements, hostile text, failures. */
#include "test.h"

#include "base/markup.h"

#define FFFD "\xEF\xBF\xBD"

typedef void (*writes)(rap_markup *m);

static void assert_written(rap_markup_kind kind, writes write, const char *expected) {
  rap_buf b = {0};
  rap_out out = rap_out_to_buf(&b);
  rap_markup *m = NULL;
  rap_error err = {0};
  assert_int_equal(rap_markup_new(&out, kind, &m, &err), RAP_OK);
  write(m);
  assert_int_equal(rap_markup_finish(m, RAP_OK, &err), RAP_OK);
  assert_string_equal(b.p, expected);
  rap_buf_clear(&b);
}

static void put_page(rap_markup *m) {
  rap_markup_open(m, "p");
  rap_markup_attr(m, "title", RAP_STR("\"a\" < b & \xE0\xA4\xA6'\n\t"));
  rap_markup_attrf(m, "data-n", "%d", 7);
  rap_markup_text(m, RAP_STR("</script> & \xE0\xA4\xA6 "));
  rap_markup_element(m, "mark", RAP_STR("x"));
  rap_markup_open(m, "br");
  rap_markup_close(m);
  rap_markup_open(m, "span");
  rap_markup_close(m);
  rap_markup_textf(m, " %s>%zu", "n", (size_t)3);
  rap_markup_line(m);
}

static void test_html(void **state) {
  (void)state;
  assert_written(RAP_MARKUP_HTML, put_page,
                 "<!DOCTYPE html>\n<p title=\"&quot;a&quot; &lt; b &amp; \xE0\xA4\xA6'&#10;&#9;\" data-n=\"7\">&lt;/script&gt; &amp; \xE0\xA4\xA6 "
                 "<mark>x</mark><br/><span></span> n&gt;3\n</p>\n");
}

static void put_data(rap_markup *m) {
  rap_markup_open(m, "graph");
  rap_markup_attr(m, "xmlns:x", RAP_STR("urn:x"));
  rap_markup_element(m, "x:node", RAP_STR("a"));
  rap_markup_open(m, "edge");
  rap_markup_close(m);
}

static void test_xml(void **state) {
  (void)state;
  assert_written(RAP_MARKUP_XML, put_data,
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graph xmlns:x=\"urn:x\"><x:node>a</x:node><edge/></graph>\n");
  assert_written(RAP_MARKUP_XML_INDENTED, put_data,
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graph xmlns:x=\"urn:x\">\n  <x:node>a</x:node>\n  <edge/>\n</graph>\n");
  assert_written(RAP_MARKUP_FRAGMENT, put_data, "<graph xmlns:x=\"urn:x\"><x:node>a</x:node><edge></edge></graph>");
}

static void put_hostile(rap_markup *m) {
  rap_markup_open(m, "p");
  rap_markup_attr(m, "a", (rap_str){"\0\xFF\x1B", 3});
  rap_markup_text(m, (rap_str){"a\0b\x1B[1m\xC3\xEF\xBF\xBE]]>", 14});
  rap_markup_text(m, (rap_str){NULL, 0});
}

static void test_hostile_text(void **state) {
  (void)state;
  assert_written(RAP_MARKUP_FRAGMENT, put_hostile, "<p a=\"" FFFD FFFD FFFD "\">a" FFFD "b" FFFD "[1m" FFFD FFFD "]]&gt;</p>");
}

static void put_style(rap_markup *m) { rap_markup_style(m, "a > b { margin: 0 }"); }

static void test_style(void **state) {
  (void)state;
  assert_written(RAP_MARKUP_FRAGMENT, put_style, "<style>a > b { margin: 0 }</style>");
}

static bool refuse(void *ctx, rap_str bytes) {
  (void)ctx, (void)bytes;
  return false;
}

static void test_failures(void **state) {
  (void)state;
  rap_out full = {refuse, NULL, false};
  rap_markup *m = NULL;
  rap_error err = {0};
  assert_int_equal(rap_markup_finish(NULL, RAP_ERR_LIMIT, &err), RAP_ERR_LIMIT);
  assert_int_equal(rap_markup_new(&full, RAP_MARKUP_HTML, &m, &err), RAP_OK);
  for (int i = 0; i < 10000; i++) put_page(m);
  assert_int_equal(rap_markup_finish(m, RAP_OK, &err), RAP_ERR_IO);
  assert_int_equal(rap_markup_new(&full, RAP_MARKUP_XML, &m, &err), RAP_OK);
  assert_int_equal(rap_markup_finish(m, RAP_ERR_INPUT, &err), RAP_ERR_INPUT); /* what went wrong first */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_html),  cmocka_unit_test(test_xml),      cmocka_unit_test(test_hostile_text),
      cmocka_unit_test(test_style), cmocka_unit_test(test_failures),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
