/* Pages for people: the same description as HTML and as Markdown, and what hostile text becomes in them. */
#include "test.h"

#include "queries/page.h"

static void put_mark(void *ctx, rap_markup *svg) {
  rap_markup_open(svg, "svg");
  rap_markup_element(svg, "title", *(const rap_str *)ctx);
  rap_markup_close(svg);
}

static void put_sample(rap_page *p, rap_str text) {
  const rap_page_column columns[] = {{RAP_STR("State"), false, false}, {RAP_STR("Water|"), false, true}, {RAP_STR("All"), true, false}};
  rap_page_begin(p, RAP_PAGE_LEAD);
  rap_page_textf(p, "%d States", 2);
  rap_page_end(p);
  rap_page_facts_begin(p);
  rap_page_fact(p, RAP_STR("Place"));
  rap_page_text(p, RAP_STR("Delhi"));
  rap_page_fact(p, RAP_STR("Text"));
  rap_page_text(p, text);
  rap_page_facts_end(p);
  rap_page_heading(p, 2, RAP_STR("m"), RAP_STR("Matrix"));
  rap_page_table_begin(p, RAP_STR("Counts"), columns, 3);
  rap_page_cell(p, RAP_STR("Goa"), (rap_str){0});
  rap_page_cell_heat(p, 3, 1, RAP_STR("#c-1"));
  rap_page_cell(p, RAP_STR("3"), (rap_str){0});
  rap_page_cell(p, RAP_STR("Kerala"), (rap_str){0});
  rap_page_cell_heat(p, 0, 0, (rap_str){0});
  rap_page_cell(p, RAP_STR("0"), (rap_str){0});
  rap_page_table_end(p);
  rap_page_figure(p, RAP_STR("Bars"), RAP_STR("Two of them."), put_mark, &text);
  rap_page_heading(p, 3, (rap_str){0}, RAP_STR("Goa"));
  rap_page_begin(p, RAP_PAGE_LIST);
  rap_page_begin_at(p, RAP_PAGE_ITEM, RAP_STR("c-1"));
  rap_page_link(p, RAP_STR("#s-1"), RAP_STR("1"));
  rap_page_end(p);
  rap_page_end(p);
  rap_page_begin_at(p, RAP_PAGE_ENTRY, RAP_STR("s-1"));
  rap_page_begin(p, RAP_PAGE_QUOTE);
  rap_page_styled(p, RAP_PAGE_ACTOR, RAP_STR("Goa "));
  rap_page_styled(p, RAP_PAGE_CUE, RAP_STR("raised"));
  rap_page_styled(p, RAP_PAGE_TOPIC, RAP_STR(" water"));
  rap_page_end(p);
}

static char *written(rap_page_kind kind, rap_str text, rap_buf *b) {
  rap_out out = rap_out_to_buf(b);
  rap_page *p = NULL;
  rap_error err = {0};
  assert_int_equal(rap_page_new(&out, kind, RAP_STR("1. A & B"), &p, &err), RAP_OK);
  put_sample(p, text);
  assert_int_equal(rap_page_finish(p, RAP_OK, &err), RAP_OK);
  assert_false(rap_buf_failed(b));
  return b->p;
}

static void test_markdown(void **state) {
  (void)state;
  rap_buf b = {0};
  assert_string_equal(written(RAP_PAGE_MARKDOWN, RAP_STR("x"), &b),
                      "# 1\\. A & B\n\n2 States\n\n- **Place:** Delhi\n- **Text:** x\n\n"
                      "## <a id=\"m\"></a>Matrix\n\nCounts\n\n| State | Water\\| | All |\n|---|---:|---:|\n"
                      "| Goa | [3](#c-1) | 3 |\n| Kerala | · | 0 |\n\n**Bars**. Two of them.\n\n### Goa\n\n"
                      "- <a id=\"c-1\"></a>[1](#s-1)\n\n> <a id=\"s-1\"></a>**Goa** raised *water*\n\n");
  rap_buf_clear(&b);
}

static void test_html(void **state) {
  (void)state;
  rap_buf b = {0};
  char *page = written(RAP_PAGE_HTML, RAP_STR("x"), &b);
  static const char *const parts[] = {
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>",
      "<h1>1. A &amp; B</h1>",
      "<dt>Place</dt><dd>Delhi</dd>",
      "<h2 id=\"m\">Matrix</h2>",
      "<th scope=\"col\" class=\"upright\"><span>Water|</span></th>",
      "<td class=\"heat hot\" style=\"--share: 1.000\"><a href=\"#c-1\">3</a></td>",
      "<td class=\"heat none\" style=\"--share: 0.000\">·</td>",
      "<figure aria-label=\"Two of them.\"><figcaption>Bars</figcaption>",
      "<li id=\"c-1\"><a href=\"#s-1\">1</a></li>",
      "<article id=\"s-1\"><blockquote><mark>Goa </mark><mark class=\"cue\">raised</mark><mark class=\"topic\"> water</mark></blockquote>",
      "</article>\n</section></main></body></html>\n"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (!strstr(page, parts[i])) fail_msg("no %s in %s", parts[i], page);
  assert_null(strstr(page, "<script"));
  assert_null(strstr(page, "http://"));
  rap_buf_clear(&b);
}

static void test_hostile_text(void **state) {
  (void)state;
  rap_buf b = {0};
  rap_str text = {"</script><script>alert(1)</script>\n# x\n| `*_[a](javascript:b)\x1B[1m\0\xFF", 67};
  assert_null(strstr(written(RAP_PAGE_HTML, text, &b), "<script"));
  rap_buf_clear(&b);
  char *page = written(RAP_PAGE_MARKDOWN, text, &b);
  assert_null(strstr(page, "<script"));
  assert_non_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt; # x \\| \\`\\*\\_\\[a\\](javascript:b)"));
  assert_null(strchr(page, '\x1B'));
  rap_buf_clear(&b);
}

static void test_addresses(void **state) {
  (void)state;
  static const char *const addresses[] = {"javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "#", "", "//host/x"};
  for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
    for (rap_page_kind kind = RAP_PAGE_HTML; kind <= RAP_PAGE_MARKDOWN; kind++) {
      rap_buf b = {0};
      rap_out out = rap_out_to_buf(&b);
      rap_page *p = NULL;
      rap_error err = {0};
      assert_int_equal(rap_page_new(&out, kind, RAP_STR("t"), &p, &err), RAP_OK);
      rap_page_begin(p, RAP_PAGE_PARAGRAPH);
      rap_page_link(p, rap_str_of(addresses[i]), RAP_STR("text"));
      assert_int_equal(rap_page_finish(p, RAP_OK, &err), RAP_OK); /* closes the paragraph */
      assert_null(strstr(b.p, "<a "));
      assert_null(strstr(b.p, "]("));
      assert_non_null(strstr(b.p, "text"));
      rap_buf_clear(&b);
    }
}

static bool refuse(void *ctx, rap_str bytes) {
  (void)ctx, (void)bytes;
  return false;
}

static void test_failures(void **state) {
  (void)state;
  for (rap_page_kind kind = RAP_PAGE_HTML; kind <= RAP_PAGE_MARKDOWN; kind++) {
    rap_out full = {refuse, NULL, false};
    rap_page *p = NULL;
    rap_error err = {0};
    assert_int_equal(rap_page_new(&full, kind, RAP_STR("t"), &p, &err), RAP_OK);
    put_sample(p, RAP_STR("x"));
    assert_int_equal(rap_page_finish(p, RAP_OK, &err), RAP_ERR_IO);
  }
  rap_error err = {0};
  assert_int_equal(rap_page_finish(NULL, RAP_ERR_LIMIT, &err), RAP_ERR_LIMIT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_markdown),  cmocka_unit_test(test_html),     cmocka_unit_test(test_hostile_text),
      cmocka_unit_test(test_addresses), cmocka_unit_test(test_failures),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
