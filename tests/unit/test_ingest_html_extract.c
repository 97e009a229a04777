/* test_ingest_html_extract.c: the main text of pages of many kinds, as lines with their layout. */
#include "arena_fixture.h"

#include "base/buf.h"
#include "ingest/html_extract.h"

static rap_html_text extract(rap_str page) {
  rap_html_tree tree;
  rap_html_text text;
  rap_error err = {0};
  assert_int_equal(rap_html_parse(arena, page, &tree, &err), RAP_OK);
  assert_int_equal(rap_html_extract(arena, &tree, &text, &err), RAP_OK);
  size_t lines = text.text.n ? 1 : 0;
  for (size_t i = 0; i < text.text.n; i++) lines += text.text.p[i] == '\n';
  assert_int_equal(lines, text.layout.n);
  return text;
}

/* "p|A line.", a line each. */
static void assert_extract(const char *page, const char *wanted) {
  rap_html_text text = extract(rap_str_of(page));
  rap_buf got = {0};
  rap_str rest = text.text, line;
  for (size_t i = 0; i < text.layout.n && rap_str_split(&rest, '\n', &line); i++) rap_buf_printf(&got, "%c|%.*s\n", text.layout.p[i], RAP_FMT(line));
  assert_string_equal(got.p ? got.p : "", wanted);
  rap_buf_clear(&got);
}

/* Three paragraphs of a release, long enough to be a text. */
#define ONE \
  "The eleventh conference of state ministers of fisheries opened in Kochi on Monday with delegates from nineteen coastal districts and two islands."
#define TWO \
  "Opening the meeting, the minister said that landing centres, cold chains and insurance of boats would be taken up before the end of the year."
#define THREE \
  "Members of the working group on harbours will report to the conference when it meets again in Visakhapatnam next spring, officials said."
#define BODY "<p>" ONE "</p><p>" TWO "</p><p>" THREE "</p>"
#define LINES "p|" ONE "\np|" TWO "\np|" THREE "\n"

static void leaves_out_what_surrounds(void **state) {
  (void)state;
  assert_extract(
      "<html><head><title>Conference opens</title></head><body>"
      "<div class=cookie-banner><p>We use cookies to make this site work. By going on you agree to our use of them on your device.</p></div>"
      "<nav><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul></nav>"
      "<div id=content><h1>Conference opens</h1><p class=byline>By R. Rao, 3 May 2026</p>"
      "<div class='share-buttons'><a href=#>Facebook</a> <a href=#>Twitter</a></div>" BODY
      "<div class=newsletter-signup><p>Get our newsletter every morning, with the best that we wrote, free of charge and without advertising.</p></div></div>"
      "<aside><h3>Related</h3><p>Boats of three harbours were held back by a storm that nobody had foreseen for this week.</p></aside>"
      "<div class=comments><p>I was there and it was good, said a reader whose name nobody knows to this day, twice.</p></div>"
      "<footer><p>Copyright 2026 The Harbour Times, all rights reserved, printed on paper and on screens.</p></footer></body></html>",
      LINES);
}

static void keeps_structure(void **state) {
  (void)state;
  assert_extract("<body><article><h1>Title</h1><p>" ONE "</p><h2>Themes</h2><p>The themes are:</p>"
                 "<ul><li>Harbours<ul><li>Depth</ul><li>Cold <b>chains</b></ul>"
                 "<p>" TWO "<br>Second line of it.</p>"
                 "<table><tr><th>State</th><th>Boats</th></tr><tr><td>Kerala</td><td>12</td></tr><tr><td>Goa</td><td></td></tr></table>"
                 "<p>" THREE "</p></article></body>",
                 "p|" ONE "\n2|Themes\np|The themes are:\na|Harbours\nb|Depth\na|Cold chains\np|" TWO
                 "\np|Second line of it.\nt|State | Boats\nt|Kerala | 12\nt|Goa |\np|" THREE "\n");
}

static void joins_inline_elements(void **state) {
  (void)state;
  assert_extract(
      "<div><p><span>The </span>elev<b>enth</b>\n\n conference of <a href=x>state&nbsp;ministers</a><sup>1</sup> opened &amp; closed, as one says, in &lt;Kochi&gt;.</p>" BODY
      "</div>",
      "p|The eleventh conference of state ministers1 opened & closed, as one says, in <Kochi>.\n" LINES);
}

static void passes_over_the_hidden(void **state) {
  (void)state;
  assert_extract("<div>" BODY "<p style='color: red; DISPLAY : none'>" ONE "</p><p hidden>" TWO "</p><p aria-hidden=true>" THREE
                 "</p><template><p>" ONE "</p></template></div>"
                 "<noscript><p>" TWO "</p></noscript>",
                 LINES);
  /* … unless there is nothing else. */
  assert_extract("<div style='display:none'>" BODY "</div>", LINES);
}

static void reads_pages_without_paragraphs(void **state) {
  (void)state;
  assert_extract("<body><div>" ONE "<br><br>" TWO "<br>" THREE "</div></body>", LINES);
  assert_extract("<body><table width=100%><tr><td width=20%><a href=a>Home</a><br><a href=b>Archive</a></td><td><font size=2>" ONE "<p>" TWO
                 "<p>" THREE "</font></td></tr></table></body>",
                 LINES);
  assert_extract("<pre>" ONE "\n" TWO "\n" THREE "</pre>", LINES);
}

static void knows_captions(void **state) {
  (void)state;
  assert_extract(
      "<article><p>" ONE
      "</p><figure><img src=a.jpg><figcaption>Boats in the harbour of Kochi in the evening of the first day. Photo: Press office.</figcaption></figure>"
      "<div class=wp-caption><img src=b.jpg><p class=wp-caption-text>The minister, on the left, and the mayor of the city, on the right.</p></div><p>" TWO
      "</p><p>" THREE "</p></article>",
      LINES);
}

static void drops_links_between_paragraphs(void **state) {
  (void)state;
  assert_extract("<div><p>" ONE "</p><p><a href=x>READ ALSO: WHAT HARBOURS COST</a></p><p>" TWO "</p><p>" THREE
                 "</p><h3>Related</h3><ul><li><a href=a>A first thing</a><li><a href=b>A second thing</a><li><a href=c>A third thing</a></ul></div>",
                 LINES);
}

static void drops_cards_over_words(void **state) {
  (void)state;
  assert_extract(
      "<div><p>The minister, <span class=r><a href=/x>R. Rao</a><span class=rb><img src=a><a href=/1>What Rao said</a> <a href=/2>What Rao did not say</a></span></span>, "
      "spoke first and longest of all who had come.</p>" BODY "</div>",
      "p|The minister, R. Rao, spoke first and longest of all who had come.\n" LINES);
}

/* A class named like furniture on what holds the text is no reason to drop it. */
static void names_are_not_believed_against_the_text(void **state) {
  (void)state;
  assert_extract("<body class='has-sidebar no-comments'><div class='sidebar main-widget'>" BODY "</div></body>", LINES);
  assert_extract("<form method=post action='/page.aspx'><div>" BODY "</div></form>", LINES);
}

static void ends_at_comments_and_next_articles(void **state) {
  (void)state;
  assert_extract("<div>" BODY "<h4>Comments</h4><p>A reader wrote that the harbour is too small for so many boats.</p></div>", LINES);
  assert_extract("<title>First text</title><div><article><h1>First text</h1>" BODY "</article><article><h1>Second text</h1><p>" TWO "</p><p>" ONE
                 "</p></article></div>",
                 LINES);
}

/* What readers write may be longer than the text. */
static void long_comments_are_none(void **state) {
  (void)state;
  assert_extract("<div id=main><div>" BODY "</div><div id=comments class=comments-area><div>" BODY "<p>" ONE "</p></div></div></div>", LINES);
}

static void takes_the_hint(void **state) {
  (void)state;
  assert_extract("<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"articleBody\": \"" ONE "\n" TWO " \\u0041 " THREE "\"}</script>"
                 "<div><p>Filed from the harbour by three of us, early in the morning.</p>" BODY
                 "<p>The reporter lives in a town by the sea that has no harbour.</p></div>",
                 LINES);
}

static void reads_any_script(void **state) {
  (void)state;
  assert_extract("<div><p>प्रधानमंत्री ने सोमवार को कोच्चि में राज्यों के मत्स्य मंत्रियों के सम्मेलन का उद्घाटन किया और प्रतिनिधियों को संबोधित किया।</p></div>",
                 "p|प्रधानमंत्री ने सोमवार को कोच्चि में राज्यों के मत्स्य मंत्रियों के सम्मेलन का उद्घाटन किया और प्रतिनिधियों को संबोधित किया।\n");
  assert_extract("<div><a href=a>首页</a><p>渔业部长会议星期一在科钦开幕，来自十九个沿海地区的代表出席了会议并讨论了港口建设。</p></div>",
                 "p|渔业部长会议星期一在科钦开幕，来自十九个沿海地区的代表出席了会议并讨论了港口建设。\n");
}

static void short_pages_have_their_text(void **state) {
  (void)state;
  assert_extract("<body><p>Office closed.</p></body>", "p|Office closed.\n");
  assert_extract("<a href=x>Only a link</a>", "p|Only a link\n");
  assert_extract("Bare words", "p|Bare words\n");
}

/* Line breaks of other standards would part lines from their layout. */
static void lines_have_no_breaks(void **state) {
  (void)state;
  assert_extract("<p>One\xE2\x80\xA8two\xE2\x80\xA9three\xC2\x85"
                 "four\vfive\rsix</p>",
                 "p|One two three four five six\n");
}

/* ---- Verdicts ---------------------------------------------------------------------------------------------------------- */

static void a_listing_is_none(void **state) {
  (void)state;
  rap_buf page = {0};
  rap_buf_puts(&page, "<body><h1>All releases</h1><ul>");
  for (unsigned i = 0; i < 40; i++) rap_buf_printf(&page, "<li><a href='/r/%u'>Release number %u on the conference of ministers</a></li>", i, i);
  rap_buf_puts(&page, "</ul><p>The site is kept by the bureau.</p></body>");
  rap_html_text text = extract(rap_buf_str(&page));
  assert_int_equal(text.verdict, RAP_HTML_IS_LISTING);
  assert_true(rap_str_find(text.reason, RAP_STR("40 of "), 0) != SIZE_MAX);
  rap_buf_reset(&page);
  for (unsigned i = 0; i < 12; i++)
    rap_buf_printf(
        &page,
        "<div><h3><a href='/r/%u'>Ministers meet for the %uth time</a></h3><p>They met once more in a town by the sea, and spoke of boats and of nets, %u of them in all.</p></div>",
        i, i, i);
  text = extract(rap_buf_str(&page));
  assert_int_equal(text.verdict, RAP_HTML_IS_LISTING);
  rap_buf_clear(&page);
}

static void a_short_text_among_links_is_no_listing(void **state) {
  (void)state;
  rap_buf page = {0};
  rap_buf_puts(&page, "<body><ul>");
  for (unsigned i = 0; i < 60; i++) rap_buf_printf(&page, "<li><a href='/r/%u'>Release number %u on another matter</a></li>", i, i);
  rap_buf_puts(&page, "</ul><div class=text><p>" ONE "</p><p>" TWO "</p></div></body>");
  rap_html_text text = extract(rap_buf_str(&page));
  assert_int_equal(text.verdict, RAP_HTML_IS_ARTICLE);
  assert_int_equal(text.layout.n, 2);
  rap_buf_clear(&page);
}

static void an_empty_page_is_empty(void **state) {
  (void)state;
  static const char *const pages[] = {"", "<p>&nbsp;</p>", "<script>x()</script>", "<p>* * *</p>"};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    rap_html_text text = extract(rap_str_of(pages[i]));
    assert_int_equal(text.verdict, RAP_HTML_IS_EMPTY);
    assert_int_equal(text.text.n, 0);
    assert_string_equal(text.reason.p, "no visible text");
  }
}

/* ---- Hostile pages ----------------------------------------------------------------------------------------------------- */

static void ends_on_hostile_pages(void **state) {
  (void)state;
  static const char *const pieces[] = {"<div>x",
                                       "<table><tr><td>x</td><td>y",
                                       "<ul><li>x",
                                       "<p><span><a href=x><img>",
                                       "<blockquote><p>a b c d.",
                                       "<article><h1>x",
                                       "<span> <span><img><a href=x>y</a><a href=x>z</a>",
                                       "<td>x | y<tr><p>",
                                       "<div class='share share share'>x",
                                       "<br>",
                                       "&#x2028;&#0;&nbsp;"};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    rap_buf page = {0};
    for (size_t k = 0; k < 30000; k++) rap_buf_puts(&page, pieces[i]);
    (void)extract(rap_buf_str(&page));
    rap_buf_clear(&page);
    rap_arena_reset(arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(leaves_out_what_surrounds),
      cmocka_unit_test(keeps_structure),
      cmocka_unit_test(joins_inline_elements),
      cmocka_unit_test(passes_over_the_hidden),
      cmocka_unit_test(reads_pages_without_paragraphs),
      cmocka_unit_test(knows_captions),
      cmocka_unit_test(drops_links_between_paragraphs),
      cmocka_unit_test(drops_cards_over_words),
      cmocka_unit_test(names_are_not_believed_against_the_text),
      cmocka_unit_test(ends_at_comments_and_next_articles),
      cmocka_unit_test(long_comments_are_none),
      cmocka_unit_test(takes_the_hint),
      cmocka_unit_test(reads_any_script),
      cmocka_unit_test(short_pages_have_their_text),
      cmocka_unit_test(lines_have_no_breaks),
      cmocka_unit_test(a_listing_is_none),
      cmocka_unit_test(a_short_text_among_links_is_no_listing),
      cmocka_unit_test(an_empty_page_is_empty),
      cmocka_unit_test(ends_on_hostile_pages),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
