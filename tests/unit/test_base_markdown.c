/* base/markdown: what is escaped where, and what is left as it is. */
#include "test.h"

#include "base/markdown.h"

static void assert_text(rap_markdown_place place, const char *text, const char *expected) {
  rap_buf b = {0};
  rap_str s = rap_str_of(text);
  rap_markdown_text(&b, s, (rap_span){0, s.n}, place);
  assert_string_equal(b.n ? b.p : "", expected);
  rap_buf_clear(&b);
}

static void test_text(void **state) {
  (void)state;
  assert_text(RAP_MARKDOWN_WITHIN_LINE, "", "");
  assert_text(RAP_MARKDOWN_WITHIN_LINE, "Kerala: 3.5 % - and #1", "Kerala: 3.5 % - and #1");
  assert_text(RAP_MARKDOWN_WITHIN_LINE, "a_b _c_ *d* `e` [f](g) ~h~ $i$ j|k \\", "a_b \\_c\\_ \\*d\\* \\`e\\` \\[f\\](g) \\~h\\~ \\$i\\$ j\\|k \\\\");
  assert_text(RAP_MARKDOWN_WITHIN_LINE, "<b> & R&D &#60; M&", "&lt;b&gt; & R&amp;D &amp;#60; M&amp;");
  assert_text(RAP_MARKDOWN_WITHIN_LINE, "two\nlines\x01", "two lines ");
  assert_text(RAP_MARKDOWN_WITHIN_LINE, "पंजाब_1", "पंजाब\\_1");
}

static void test_places(void **state) {
  (void)state;
  assert_text(RAP_MARKDOWN_BEGINS_LINE, "# a", "\\# a");
  assert_text(RAP_MARKDOWN_BEGINS_LINE, "- a - b", "\\- a - b");
  assert_text(RAP_MARKDOWN_BEGINS_LINE, "===", "\\===");
  assert_text(RAP_MARKDOWN_BEGINS_LINE, "12. May 3. June", "12\\. May 3. June");
  assert_text(RAP_MARKDOWN_BEGINS_LINE, "7) seven", "7\\) seven");
  assert_text(RAP_MARKDOWN_BEGINS_LINE, "2023", "2023");
  assert_text(RAP_MARKDOWN_WITHIN_LINE, "12. May", "12. May");
  assert_text(RAP_MARKDOWN_CELL, "one\ntwo | - 3", "one<br>two \\| - 3");
}

/* The letters around a part tell what its ends mean. */
static void test_parts(void **state) {
  rap_buf b = {0};
  rap_str s = RAP_STR("a_b&c");
  (void)state;
  rap_markdown_text(&b, s, (rap_span){1, 4}, RAP_MARKDOWN_WITHIN_LINE);
  assert_string_equal(b.n ? b.p : "", "_b&amp;");
  rap_buf_clear(&b);
}

static void test_addresses(void **state) {
  rap_buf b = {0};
  (void)state;
  rap_markdown_address(&b, RAP_STR("https://example.org/a(b) c?x=1&y=<2>&=3#d"));
  assert_string_equal(b.n ? b.p : "", "https://example.org/a%28b%29%20c?x=1&amp;y=%3C2%3E&=3#d");
  rap_buf_clear(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_text), cmocka_unit_test(test_places), cmocka_unit_test(test_parts),
                                     cmocka_unit_test(test_addresses)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
