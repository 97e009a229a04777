/* test_ingest_warc.c: records of archives of the Web: what they are wrapped in, and everything that is wrong with them. */
#include "test.h"

#include "archive_fixture.h"
#include "base/limits.h"
#include "ingest/chunked.h"
#include "ingest/fields.h"
#include "read_fixture.h"

#define TEXT "Roads and bridges.\n"

/* One record; `fields` are added to its own, `length` SIZE_MAX: as it is. */
static void record(rap_buf *out, const char *type, const char *uri, const char *fields, rap_str block, size_t length) {
  rap_buf_printf(out, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2023-01-08T02:15:00Z\r\n%sContent-Length: %zu\r\n\r\n", type,
                 uri, fields, length == SIZE_MAX ? block.n : length);
  rap_buf_add(out, block);
  rap_buf_puts(out, "\r\n\r\n");
}

static void response(rap_buf *out, const char *uri, const char *head, rap_str body) {
  rap_buf block = {0};
  rap_buf_printf(&block, "%s\r\n", head);
  rap_buf_add(&block, body);
  record(out, "response", uri, "Content-Type: application/http; msgtype=response\r\n", rap_buf_str(&block), SIZE_MAX);
  rap_buf_clear(&block);
}

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=\"utf-8\"\r\n"
static void page(rap_buf *out, const char *uri) { response(out, uri, OK_HEAD, RAP_STR(TEXT)); }

static void assert_warc(rap_buf *warc, const char *expected) {
  assert_file_reads("x.warc", rap_buf_str(warc), expected);
  rap_buf_clear(warc);
}

static void reads_records(void **state) {
  (void)state;
  rap_buf w = {0}, packed = {0};
  record(&w, "warcinfo", "", "Content-Type: application/warc-fields\r\n", RAP_STR("software: none\r\n"), SIZE_MAX);
  record(&w, "request", "http://e.org/a", "", RAP_STR("GET /a HTTP/1.1\r\n\r\n"), SIZE_MAX);
  page(&w, "http://e.org/a");
  record(&w, "resource", "file:///b", "Content-Type: text/plain\r\n", RAP_STR(TEXT), SIZE_MAX);
  record(&w, "conversion", "http://e.org/c.pdf", "Content-Type: text/plain\r\n", RAP_STR(TEXT), SIZE_MAX);
  record(&w, "response", "dns:e.org", "Content-Type: text/dns\r\n", RAP_STR("20230108 e.org"), SIZE_MAX);
  record(&w, "revisit", "http://e.org/a", "", RAP_STR(""), SIZE_MAX);
  response(&w, "http://e.org/gone", "HTTP/1.1 404 Not Found\r\n", RAP_STR(TEXT));
  response(&w, "http://e.org/new", "HTTP/1.1 301 Moved\r\nLocation: /a\r\n", RAP_STR(""));
  response(&w, "http://e.org/p.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n", RAP_STR("\x89PNG\r\n"));
  response(&w, "http://e.org/s", "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n", RAP_STR("a{}"));
  response(&w, "http://e.org/p2", "HTTP/1.1 200 OK\r\n", RAP_STR("\x89PNG\r\n"));
  response(&w, "http://e.org/none", "HTTP/1.1 204 No Content\r\n", RAP_STR(""));
  const char *const expected =
      "http://e.org/a@20230108021500: Roads and bridges.\nfile:///b@20230108021500: Roads and bridges.\n"
      "http://e.org/c.pdf@20230108021500: Roads and bridges.\n"
      "RAP_PASSED_OVER F: passed over: empty (1), binary (1), records that are no pages (4), responses without success (2), of media types without text (2)\n";
  assert_file_reads("x.warc", rap_buf_str(&w), expected);
  gzip_add(&packed, rap_buf_str(&w));
  assert_file_reads("x.warc.gz", rap_buf_str(&packed), expected);
  rap_buf_clear(&w);
  rap_buf_clear(&packed);
}

static void tells_what_is_given(void **state) {
  (void)state;
  rap_buf w = {0};
  char path[] = "/tmp/rap-warc-XXXXXX";
  response(&w, "<http://e.org/a b>",
           "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=windows-1252\r\nLast-Modified: Mon, 02 Jan 2023 00:00:00 GMT\r\n",
           RAP_STR("Caf\xE9 culture in the capital is growing, ministers said."));
  int fd = mkstemp(path);
  assert_int_equal(write(fd, w.p, w.n), (ssize_t)w.n);
  assert_int_equal(close(fd), 0);
  rap_source *source = NULL;
  rap_arena *arena = rap_arena_new();
  rap_error err = {0};
  rap_raw_document raw;
  rap_document doc;
  rap_str argument = rap_str_of(path);
  assert_int_equal(rap_source_new(&argument, 1, NULL, &source, &err), RAP_OK);
  assert_int_equal(rap_source_next(source, arena, &raw, &err), RAP_OK);
  assert_true(rap_str_is(raw.id, "http://e.org/a%20b@20230108021500"));
  assert_true(rap_str_is(raw.url, "http://e.org/a%20b"));
  assert_true(rap_str_ends(raw.file, RAP_STR("/http://e.org/a%20b")));
  assert_int_equal(rap_document_build(arena, &raw, &doc, &err), RAP_OK);
  assert_true(rap_str_starts(doc.full, RAP_STR("Caf\xC3\xA9 ")));
  assert_int_equal(doc.published_from, RAP_PUBLISHED_CAPTURE);
  assert_true(rap_day_same(rap_day_first(doc.published), (rap_day){.year = 2023, .month = 1, .day = 8}));
  rap_source_free(source);
  rap_arena_free(arena);
  rap_buf_clear(&w);
  (void)unlink(path);
}

static void undoes_encodings(void **state) {
  (void)state;
  /* TEXT as brotli, zlib, raw deflate, zstd. */
  static const char br[] = "\040\001\020\122\157\141\144\163\040\141\156\144\040\142\162\151\144\147\145\163\056\012\003";
  static const char zl[] = "\170\234\013\312\117\114\051\126\110\314\113\121\110\052\312\114\111\117\055\326\343\002\000\104\125\006\205";
  static const char zs[] =
      "\050\265\057\375\004\130\231\000\000\122\157\141\144\163\040\141\156\144\040\142\162\151\144\147\145\163\056\012\161\145\261\300";
  const rap_str brotli = {br, sizeof br - 1}, zlib = {zl, sizeof zl - 1}, zstd = {zs, sizeof zs - 1}, raw = rap_str_sub(zlib, 2, zlib.n - 4);
  rap_buf w = {0}, packed = {0}, twice = {0}, chunks = {0};
  gzip_add(&packed, RAP_STR(TEXT));
  gzip_add(&twice, rap_buf_str(&packed));
  rap_buf_printf(&chunks, "5;x=y\r\nRoads\r\n000e\r\n and bridges.\n\r\n0\r\nTrailer: x\r\n\r\n");
  response(&w, "http://e/1", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", rap_buf_str(&packed));
  response(&w, "http://e/2", "HTTP/1.1 200 OK\r\nContent-Encoding: x-gzip, gzip\r\n", rap_buf_str(&twice));
  response(&w, "http://e/3", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n", zlib);
  response(&w, "http://e/4", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n", raw);
  response(&w, "http://e/5", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n", brotli);
  response(&w, "http://e/6", "HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n", zstd);
  response(&w, "http://e/7", "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n", rap_buf_str(&chunks));
  rap_buf_reset(&chunks);
  rap_buf_printf(&chunks, "%zx\r\n", packed.n);
  rap_buf_add(&chunks, rap_buf_str(&packed));
  rap_buf_puts(&chunks, "\r\n"); /* and no chunk of size 0 */
  response(&w, "http://e/8", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", rap_buf_str(&chunks));
  /* What a crawler has undone without a change of the header. */
  static const char *const undone[] = {"gzip", "deflate", "br", "zstd", "identity"};
  for (size_t i = 0; i < 5; i++) {
    char head[100];
    (void)snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n", undone[i]);
    response(&w, "http://e/9", head, RAP_STR(TEXT));
  }
  response(&w, "http://e/10", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", RAP_STR(TEXT));
  response(&w, "http://e/11", "HTTP/1.1 200 OK\r\nContent-Encoding: aes\r\n", RAP_STR(TEXT));
  response(&w, "http://e/12", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", rap_str_sub(rap_buf_str(&packed), 0, packed.n - 9));
  response(&w, "http://e/13", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", RAP_STR("5\r\nRoads\r\nand bridges"));
  response(&w, "http://e/14", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", RAP_STR("fff\r\nRoads"));
  response(&w, "http://e/15", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip, gzip, gzip\r\n", rap_buf_str(&packed));
#define R "@20230108021500: Roads and bridges.\n"
  assert_warc(&w,
              "http://e/1" R "http://e/2" R "http://e/3" R "http://e/4" R "http://e/5" R "http://e/6" R "http://e/7" R "http://e/8" R "http://e/9" R
              "http://e/9" R "http://e/9" R "http://e/9" R "http://e/9" R "http://e/10" R "  (the HTTP header speaks of chunks, and there are none)\n"
              "RAP_ERR_INPUT F/http://e/11: its content encoding 'aes' is not known\n"
              "RAP_ERR_INPUT F/http://e/12: truncated gzip: it ends inside member 1, after 30 bytes\n"
              "RAP_ERR_INPUT F/http://e/13: damaged chunks: 'and bridges' is no size of a chunk (at byte 21)\n"
              "RAP_ERR_INPUT F/http://e/14: truncated: it ends 4090 bytes in front of the end of a chunk\n"
              "RAP_ERR_LIMIT F/http://e/15: compressed more than 3 times over\n");
  rap_buf_clear(&packed);
  rap_buf_clear(&twice);
  rap_buf_clear(&chunks);
}

static void tolerates_heads(void **state) {
  (void)state;
  rap_buf w = {0};
  response(&w, "http://e/1", "HTTP/2 200\r\n", RAP_STR(TEXT));
  response(&w, "http://e/2", "ICY 200 OK\r\n", RAP_STR(TEXT));
  response(&w, "http://e/3", "HTTP/1.1 200 OK\r\nno colon here\r\n: nor name\r\nCaf\xE9: x\r\nA: \x01\r\nX: a\r\n b\r\nContent-Type : text/plain\r\n",
           RAP_STR(TEXT));
  response(&w, "http://e/4", "HTTP/1.1 200 OK\nContent-Length: 7\nContent-Length: many\n\n" TEXT, RAP_STR(""));
  record(&w, "response", "http://e/5", "Content-Type: application/http\r\n", RAP_STR(TEXT), SIZE_MAX); /* HTTP/0.9 */
  record(&w, "response", "http://e/6", "Content-Type: application/http\r\n", RAP_STR("HTTP/1.1 200 OK\r\nA: b"), SIZE_MAX);
  response(&w, "http://e/7", "HTTP/1.1 OK\r\n", RAP_STR(TEXT));
  record(&w, "response", "http://e/8", "Content-Type: application/http\r\nWARC-Truncated: time\r\n", RAP_STR("HTTP/1.1 200 OK\r\n\r\n" TEXT),
         SIZE_MAX);
  assert_warc(&w, "http://e/1" R "http://e/2" R "http://e/3" R "http://e/4" R "  (the HTTP header speaks of 7 bytes, and there are 21)\n"
                  "http://e/5" R "http://e/8" R "  (the archive kept only a part of it (time))\n"
                  "RAP_PASSED_OVER F: passed over: empty (1), responses without success (1)\n");
}

static void goes_on_behind_lies(void **state) {
  (void)state;
  rap_buf w = {0};
  char *uri = calloc(1, RAP_MAX_MEMBER_NAME + 20);
  assert_non_null(uri);
  memset(uri, 'u', RAP_MAX_MEMBER_NAME + 10);
  record(&w, "resource", "urn:short", "", RAP_STR(TEXT "and more"), sizeof TEXT - 1);
  record(&w, "resource", "urn:a", "", RAP_STR(TEXT), SIZE_MAX);
  record(&w, "resource", "urn:long", "", RAP_STR(TEXT), sizeof TEXT - 1 + 20);
  record(&w, "resource", "urn:b", "", RAP_STR(TEXT), SIZE_MAX);
  rap_buf_puts(&w, "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: some\r\n\r\ntext\r\n\r\n");
  record(&w, "resource", uri, "", RAP_STR(TEXT), SIZE_MAX);
  record(&w, "resource", "urn:sum", "WARC-Block-Digest: sha1:2jmj7l5rsw0yvb7vlwaykykybwk2jmj7\r\n", RAP_STR(TEXT), SIZE_MAX);
  record(&w, "resource", "urn:good", "WARC-Block-Digest: sha1:057797d7b7318ba4147aa4cd117e9e6f3766de10\r\n", RAP_STR(TEXT), SIZE_MAX);
  record(&w, "resource", "urn:good32", "WARC-Block-Digest: SHA1:AV3ZPV5XGGF2IFD2UTGRC7U6N43WNXQQ\r\n", RAP_STR(TEXT), SIZE_MAX);
  record(&w, "resource", "urn:end", "", RAP_STR(TEXT), 1000);
  reading r;
  read_file("x.warc", rap_buf_str(&w), &r);
  assert_non_null(strstr(
      r.lines.p, "urn:short@20230108021500: Roads and bridges.\nRAP_ERR_INPUT F: 8 bytes behind record 1 belong to none: passed over\nurn:a" R));
  assert_non_null(strstr(r.lines.p, "urn:long@20230108021500: Roads and bridges.\nRAP_ERR_INPUT F: "));
  assert_non_null(strstr(r.lines.p, "RAP_ERR_INPUT F: record 4: its Content-Length is 'some': passed over\nRAP_ERR_LIMIT F/uuu"));
  assert_non_null(
      strstr(r.lines.p, "urn:sum" R
                        "RAP_PASSED_OVER F/urn:sum: warning: its bytes are not those of its digest, sha1:2jmj7l5rsw0yvb7vlwaykykybwk2jmj7\nurn:good" R
                        "urn:good32" R));
  assert_non_null(strstr(r.lines.p, "RAP_ERR_INPUT F/urn:end: truncated: the archive ends 977 bytes in front of the record's end\n"));
  rap_buf_clear(&r.lines);
  rap_buf_clear(&w);
  free(uri);
}

static void bounds_heads_and_bodies(void **state) {
  (void)state;
  rap_buf w = {0}, head = {0}, body = {0};
  reading r;
  rap_buf_puts(&head, "HTTP/1.1 200 OK\r\n");
  while (head.n <= RAP_MAX_HEADER_BYTES + 8192) rap_buf_puts(&head, "Set-Cookie: 0123456789012345678901234567890123456789\r\n");
  response(&w, "http://e/1", head.p, RAP_STR(TEXT));
  rap_buf_puts(&w, "WARC/1.0\r\n");
  rap_buf_add(&w, rap_buf_str(&head));
  rap_buf_puts(&w, "\r\n\r\n");
  page(&w, "http://e/2");
  assert_warc(
      &w,
      "RAP_ERR_LIMIT F/http://e/1: an HTTP header of more than 262144 bytes\nRAP_ERR_LIMIT F: record 2 has a header of more than 262144 bytes: passed over\n"
      "http://e/2" R);
  /* A body that unfolds beyond all measure is one record's failure. */
  char *large = calloc(1, 32 << 20);
  assert_non_null(large);
  memset(large, 'a', 32 << 20);
  gzip_add(&body, (rap_str){large, 32 << 20});
  response(&w, "http://e/3", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", rap_buf_str(&body));
  page(&w, "http://e/4");
  read_file("x.warc", rap_buf_str(&w), &r);
  assert_int_equal(r.documents, 1);
  assert_int_equal(r.failures, 1);
  assert_non_null(strstr(r.lines.p, "RAP_ERR_LIMIT F/http://e/3: "));
  rap_buf_clear(&r.lines);
  free(large);
  rap_buf_clear(&w);
  rap_buf_clear(&head);
  rap_buf_clear(&body);
}

static void reads_arc(void **state) {
  (void)state;
  static const char arc1[] = "filedesc://x.arc 127.0.0.1 20140216050221 text/plain 23\n1 0 Test\nURL IP-a etc.\n\n"
                             "http://e.org/a b?c d 1.2.3.4 20140216050221 text/plain 38\nHTTP/1.0 200 OK\r\n\r\n" TEXT "\n"
                             "http://e.org/404 1.2.3.4 20140216050221 text/plain 23\nHTTP/1.0 404 No\r\n\r\nGone\n"
                             "dns:e.org 1.2.3.4 20140216050221 text/dns 3\nabc\n"
                             "http://e.org/bad 1.2.3.4 20140216050221 text/plain many\nlost\nlost too\n"
                             "http://e.org/c 1.2.3.4 20140217050221 text/plain 19\n" TEXT;
  assert_file_reads("x.arc", rap_str_of(arc1),
                    "http://e.org/a%20b?c%20d@20140216050221: Roads and bridges.\n"
                    "RAP_ERR_INPUT F: behind record 4: 'http://e.org/bad 1.2.3.4 20140216050221 text/plain many' begins no record: passed over\n"
                    "http://e.org/c@20140217050221: Roads and bridges.\n"
                    "RAP_PASSED_OVER F: passed over: records that are no pages (1), responses without success (1)\n");
  static const char arc2[] = "filedesc://x.arc 127.0.0.1 20140216050221 text/plain 200 - - 0 x.arc 23\n2 0 Test\nURL IP-a etc.\n\n"
                             "http://e.org/a 1.2.3.4 20140216050221 text/plain 200 - - 80 x.arc 38\nHTTP/1.0 200 OK\r\n\r\n" TEXT;
  assert_file_reads("x.arc", rap_str_of(arc2), "http://e.org/a@20140216050221: Roads and bridges.\n");
}

/* Cut anywhere, it is never told as whole. */
static void says_what_is_missing(void **state) {
  (void)state;
  rap_buf w = {0};
  page(&w, "http://e.org/a");
  size_t first = w.n;
  page(&w, "http://e.org/b");
  for (size_t n = 10; n < w.n - 4; n++) {
    reading r;
    read_file("x.warc", rap_str_sub(rap_buf_str(&w), 0, n), &r);
    bool a = r.lines.p && strstr(r.lines.p, "/a" R), whole = n + 4 >= first && n <= first;
    if (r.documents != (a ? 1 : 0) || a != (n + 4 >= first) || (r.failures == 0) != whole) fail_msg("cut to %zu:\n%s", n, r.lines.p ? r.lines.p : "");
    rap_buf_clear(&r.lines);
  }
  rap_buf_clear(&w);
}

/* The end that is missing lies behind the body, by HTTP's account. */
static void keeps_what_is_whole(void **state) {
  (void)state;
  rap_buf w = {0};
  record(&w, "response", "http://e/1", "Content-Type: application/http\r\n", RAP_STR("HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n" TEXT), 100);
  assert_warc(&w, "http://e/1" R "  (the HTTP header speaks of 19 bytes, and there are 61)\n"
                  "RAP_ERR_INPUT F: truncated: the archive ends 38 bytes in front of the record's end\n");
}

static void reads_fields(void **state) {
  (void)state;
  rap_str value, type, charset;
  const rap_str fields = RAP_STR("First line\r\nname: one\r\n two\r\nNAME: three\r\nempty:\r\nlast: x");
  assert_true(rap_field_get(fields, "Name", &value) && rap_str_is(value, "one\r\n two"));
  assert_true(rap_field_get(fields, "Empty", &value) && value.n == 0);
  assert_true(rap_field_get(fields, "LAST", &value) && rap_str_is(value, "x"));
  assert_false(rap_field_get(fields, "First line", &value));
  rap_media_type_split(RAP_STR(" text/html ; x=y; Charset='latin1' ; charset=utf-8"), &type, &charset);
  assert_true(rap_str_is(type, "text/html") && rap_str_is(charset, "latin1"));
  rap_media_type_split(RAP_STR(""), &type, &charset);
  assert_true(type.n == 0 && charset.n == 0);
  assert_true(rap_is_chunked(RAP_STR("1aF \r\n")) && rap_is_chunked(RAP_STR("0\n")) && !rap_is_chunked(RAP_STR("\r\n1\r\n")) &&
              !rap_is_chunked(RAP_STR("1234567890abcdef0\r\n")) && !rap_is_chunked(RAP_STR("12 34\r\n")) && !rap_is_chunked(RAP_STR("12")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_records),   cmocka_unit_test(tells_what_is_given),  cmocka_unit_test(undoes_encodings),
      cmocka_unit_test(tolerates_heads), cmocka_unit_test(goes_on_behind_lies),  cmocka_unit_test(bounds_heads_and_bodies),
      cmocka_unit_test(reads_arc),       cmocka_unit_test(says_what_is_missing), cmocka_unit_test(keeps_what_is_whole),
      cmocka_unit_test(reads_fields),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
