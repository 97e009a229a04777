/* fuzz_feed.c: any text, as a feed and as XML: what comes out is well-formed UTF-8 in step with its layout, and the same however the bytes are cut into pieces. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/digest.h"
#include "base/utf8.h"
#include "ingest/feed.h"
#include "ingest/webdate.h"
#include "ingest/xml.h"

struct bytes {
  rap_stream stream;
  rap_str s;
  size_t at, step;
};

static rap_status read_bytes(rap_stream *stream, char *out, size_t room, size_t *n, rap_error *err) {
  struct bytes *b = (struct bytes *)stream;
  (void)err;
  rap_str part = rap_str_sub(b->s, b->at, b->at + (b->step < room ? b->step : room));
  if (part.n) memcpy(out, part.p, part.n);
  b->at += part.n;
  *n = part.n;
  return RAP_OK;
}

static size_t count_lines(rap_str s) {
  size_t n = 1;
  for (size_t i = 0; i < s.n; i++) n += s.p[i] == '\n';
  return n;
}

static void check_document(const rap_raw_document *raw) {
  const rap_str fields[] = {raw->id, raw->title, raw->text, raw->url, raw->author, raw->source, raw->language, raw->metadata};
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) assert(rap_utf8_invalid_at(fields[i]) == SIZE_MAX);
  assert(raw->id.n > 0 && raw->text.n > 0);
  assert(raw->layout.n == 0 || raw->layout.n == count_lines(raw->text));
  assert(!raw->title.n || !memchr(raw->title.p, '\n', raw->title.n));
}

/* All documents and failures in one hash. */
static void read_feed(rap_str s, size_t step, unsigned char hash[RAP_DIGEST_BYTES]) {
  struct bytes bytes = {.stream = {.read = read_bytes}, .s = s, .step = step};
  rap_feed_options options = {.stream = &bytes.stream, .name = RAP_STR("fuzz"), .url = RAP_STR("http://h.example/a")};
  rap_arena *arena = rap_arena_new();
  rap_feed *feed = NULL;
  rap_error err = {0};
  rap_digest digest;
  rap_status st = rap_feed_new(&options, &feed, &err);
  assert(st == RAP_OK && arena);
  rap_digest_init(&digest);
  for (size_t n = 0;; n++) {
    rap_raw_document raw = {0};
    uint64_t line = 0;
    rap_arena_reset(arena);
    st = rap_feed_next(feed, arena, &raw, &line, &err);
    assert(n <= s.n + 1);
    if (st == RAP_NOT_FOUND) break;
    if (st == RAP_OK) check_document(&raw);
    const rap_str fields[] = {raw.id,     raw.title,    raw.text,     raw.url,    raw.author,
                              raw.source, raw.language, raw.metadata, raw.layout, rap_str_of(err.text)};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) rap_digest_add_field(&digest, fields[i]);
    for (size_t i = 0; i < raw.warnings.n; i++) rap_digest_add_field(&digest, raw.warnings.items[i]);
    rap_error_clear(&err);
  }
  rap_digest_bytes(&digest, hash);
  rap_feed_free(feed);
  rap_arena_free(arena);
}

/* Strict: starts and ends are balanced, depths are right. */
static void read_strict(rap_str s) {
  struct bytes bytes = {.stream = {.read = read_bytes}, .s = s, .step = SIZE_MAX};
  rap_xml_options options = {.stream = &bytes.stream};
  rap_xml *xml = NULL;
  rap_xml_node node;
  rap_error err = {0};
  rap_status st = rap_xml_new(&options, &xml, &err);
  size_t depth = 0;
  while (st == RAP_OK && (st = rap_xml_next(xml, &node, &err)) == RAP_OK) {
    if (node.event == RAP_XML_END) assert(depth-- > 0);
    assert(node.depth == depth && node.event != RAP_XML_PROBLEM);
    depth += node.event == RAP_XML_START;
  }
  assert((st == RAP_NOT_FOUND) == (err.status == RAP_OK));
  assert(st != RAP_NOT_FOUND || depth == 0);
  rap_xml_free(xml);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  unsigned char whole[RAP_DIGEST_BYTES], pieces[RAP_DIGEST_BYTES];
  rap_str bytes = {(const char *)data, size};
  rap_day day;
  rap_buf text = {0};
  size_t first;
  rap_utf8_repair(bytes, &text, &first);
  read_feed(rap_buf_str(&text), SIZE_MAX, whole);
  read_feed(rap_buf_str(&text), 3, pieces);
  assert(memcmp(whole, pieces, sizeof whole) == 0);
  read_feed(bytes, SIZE_MAX, whole);
  read_strict(rap_buf_str(&text));
  if (rap_webdate_parse(bytes, &day)) assert(rap_day_valid(day));
  rap_buf_clear(&text);
  return 0;
}
