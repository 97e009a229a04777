/* test_ingest_page.c: what a page says of itself, and pages as files. */
#include "source_fixture.h"

#include "ingest/html_meta.h"

static rap_raw_document raw;

static rap_html_meta meta_of(const char *page, const char *url) {
  rap_html_tree tree;
  rap_html_meta meta;
  rap_error err = {0};
  raw = (rap_raw_document){0};
  assert_int_equal(rap_html_parse(arena, rap_str_of(page), &tree, &err), RAP_OK);
  assert_int_equal(rap_html_meta_read(arena, &tree, rap_str_of(url), &raw, &meta, &err), RAP_OK);
  return meta;
}

static void assert_str(rap_str got, const char *expected) {
  if (!rap_str_is(got, expected)) fail_msg("got '%.*s', expected '%s'", RAP_FMT(got), expected);
}

static void assert_dates(const char *expected) {
  rap_buf out = {0};
  for (size_t i = 0; i < raw.n_dates; i++)
    rap_buf_printf(&out, "%s%s %.*s %.*s", i ? "; " : "", rap_published_from_name(raw.dates[i].from), RAP_FMT(raw.dates[i].name),
                   RAP_FMT(raw.dates[i].text));
  assert_str(rap_buf_str(&out), expected);
  rap_buf_clear(&out);
}

static void reads_titles(void **state) {
  (void)state;
  assert_str(meta_of("<title>Ministers agree on water - The Daily Post</title><h1>Ministers agree on water</h1>", "").title,
             "Ministers agree on water");
  assert_str(meta_of("<title>Ministers agree on water - The Daily Post</title><h1>The Daily Post</h1>", "").title, "Ministers agree on water");
  assert_str(meta_of("<title>Home</title><meta property='og:title' content='Ministers &amp; water'><h2>Ministers &amp; water</h2>", "").title,
             "Ministers & water");
  assert_str(meta_of("<h1>A page without\n  another title</h1>", "").title, "A page without another title");
  assert_str(meta_of("<title>Water-sharing: who pays?</title>", "").title, "Water-sharing: who pays?");
  assert_str(meta_of("<p>nothing</p>", "").title, "");
  rap_html_meta meta = meta_of("<meta property='og:site_name' content='Post'><title>Short | Post</title>", "");
  assert_str(meta.title, "Short");
  assert_str(meta.site, "Post");
}

static void reads_linked_data(void **state) {
  (void)state;
  rap_html_meta meta = meta_of(
      "<script type='application/ld+json'>{\"@graph\": [{\"@type\": \"WebPage\", \"name\": \"Page\"}, {\"@type\": [\"Thing\", \"NewsArticle\"], "
      "\"headline\": \"Water\", \"datePublished\": \"2023-01-08T10:00:00+05:30\", \"author\": [{\"name\": \"A. Rao\"}, {\"name\": \"B. Sen\"}], "
      "\"publisher\": {\"name\": \"The Post\"}, \"inLanguage\": \"en-IN\"}]}</script><script type='application/ld+json'>{broken</script>",
      "");
  assert_str(meta.title, "Water");
  assert_str(meta.author, "A. Rao, B. Sen");
  assert_str(meta.site, "The Post");
  assert_str(meta.language, "en");
  assert_dates("metadata json-ld 2023-01-08T10:00");
  /* Nested without end. */
  rap_buf deep = {0};
  rap_buf_puts(&deep, "<title>T</title><script type='application/ld+json'>");
  for (int i = 0; i < 1000; i++) rap_buf_puts(&deep, "{\"@graph\":[");
  rap_buf_puts(&deep, "{\"@type\": \"Article\", \"headline\": \"H\"}");
  for (int i = 0; i < 1000; i++) rap_buf_puts(&deep, "]}");
  rap_buf_puts(&deep, "</script>");
  rap_buf_putc(&deep, '\0');
  assert_str(meta_of(deep.p, "").title, "T");
  rap_buf_clear(&deep);
}

static void reads_dates(void **state) {
  (void)state;
  meta_of(
      "<meta name='date' content='2023-01-09'><meta property='article:published_time' content='2023-01-08T04:00:00Z'><meta property='article:modified_time' content='2024-01-01'>"
      "<time datetime='2022-05-05'>related</time>",
      "https://x.example/2023/01/08/water");
  assert_dates("metadata article:published_time 2023-01-08T04:00; metadata date 2023-01-09; url url 2023-01-08");
  meta_of("<time datetime='2022-05-05'>5 May</time><span class='post-date'>May 6, 2022</span>", "");
  assert_dates("metadata time 2022-05-05; metadata class 2022-05-06");
  meta_of("<div>Posted On:\n 09 AUG 2026 12:45PM by PIB Delhi</div><meta name='date' content='soon'>", "https://x.example/a/2023/01/b");
  assert_dates("metadata labelled line 2026-08-09T12:45; url url 2023-01");
  meta_of("<p>Nobody knows.</p>", "https://x.example/2023/99/99/b");
  assert_dates("");
}

static void reads_the_rest(void **state) {
  (void)state;
  rap_html_meta meta = meta_of(
      "<html lang='HI-in'><meta name='author' content='By  A. Rao'><link rel='canonical' href='/release?id=5'><div id='MinistryName'> Ministry of\nWater </div>"
      "<span>(Release ID: 2296750)</span>",
      "https://x.example/old");
  assert_str(meta.author, "A. Rao");
  assert_str(meta.language, "hi");
  assert_str(meta.url, "https://x.example/release?id=5");
  assert_str(meta.office, "Ministry of Water");
  assert_str(meta.release_id, "2296750");
  assert_str(meta_of("<link rel=canonical href='release'><html lang='x'>", "").url, "");
  assert_str(meta_of("<meta name=author content='https://x.example/rao'><a rel=author>C. Iyer</a>", "").author, "C. Iyer");
}

static void reads_pages(void **state) {
  (void)state;
  put("a.html",
      "<!-- saved --><!DOCTYPE html><html><head><title>Ministers agree on water</title></head><body><nav><a href='/'>Home</a><a href='/n'>News</a></nav>"
      "<article><h1>Ministers agree on water</h1><p>The ministers of two States met on Monday and agreed to share the water of the river, after talks that took a year.</p>"
      "<ul><li>Punjab gives two parts.</li><li>Goa gives one.</li></ul><p>They will meet again in May, when the rains are over and the dams are full.</p></article></body></html>");
  assert_reads("a.html", "a: The ministers of two\n");
  put("b.html", "<html><head><title>x</title></head><body></body></html>");
  assert_reads("b.html", "RAP_ERR_INPUT /b.html: a page without text\n");
  put_bytes(
      "c.html",
      "<html><meta charset=iso-8859-1><body><p>The caf\xE9 was full when the ministers met, and nobody could hear what they said about it.</p></body></html>",
      142);
  rap_str path = rap_str_of(path_of("c.html"));
  rap_source *source = NULL;
  rap_error err = {0};
  assert_int_equal(rap_source_new(&path, 1, NULL, &source, &err), RAP_OK);
  assert_int_equal(rap_source_next(source, arena, &raw, &err), RAP_OK);
  assert_true(rap_str_find(raw.text, RAP_STR("caf\xC3\xA9"), 0) != SIZE_MAX);
  assert_str(raw.charset, "windows-1252 (declared)");
  rap_source_free(source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(reads_titles, setup, teardown), cmocka_unit_test_setup_teardown(reads_linked_data, setup, teardown),
      cmocka_unit_test_setup_teardown(reads_dates, setup, teardown),  cmocka_unit_test_setup_teardown(reads_the_rest, setup, teardown),
      cmocka_unit_test_setup_teardown(reads_pages, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
