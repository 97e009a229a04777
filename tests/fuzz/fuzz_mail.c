/* fuzz_mail.c: any bytes, as an e-mail: parts nest and are bounded, texts are well-formed UTF-8 in step with their layout; unwrapping of format=flowed loses no letter. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "ingest/mail.h"

static size_t count(rap_str s, char c) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += s.p[i] == c;
  return n;
}

static size_t count_letters(rap_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += (unsigned char)s.p[i] > ' ' && s.p[i] != '>';
  return n;
}

static void check_unflow(rap_str s) {
  for (int delete_space = 0; delete_space < 2; delete_space++) {
    rap_buf out = {0};
    rap_mail_unflow(s, delete_space, &out);
    assert(count_letters(rap_buf_str(&out)) == count_letters(s));
    assert(count(rap_buf_str(&out), '\n') <= count(s, '\n'));
    rap_buf_clear(&out);
  }
}

static void check_parts(const rap_mime *mime) {
  size_t n = rap_mime_count(mime), attached = SIZE_MAX, before = 0;
  assert(n <= RAP_MAX_MIME_PARTS);
  for (size_t i = 0; i < n; i++) {
    const rap_mime_part *part = rap_mime_part_of(mime, i);
    rap_buf content = {0};
    rap_error err = {0};
    assert(part->end > i && part->end <= n && part->depth < RAP_MAX_MIME_DEPTH);
    assert(part->kind == RAP_MIME_MULTIPART || part->end == i + 1);
    rap_status st = rap_mime_content(mime, i, &content, &err);
    assert(st == RAP_OK);
    rap_buf_clear(&content);
  }
  while (rap_mail_attached(mime, &attached)) {
    assert(attached < n && attached >= before);
    before = attached + 1;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_str bytes = {(const char *)data, size};
  rap_arena *arena = rap_arena_new();
  rap_mime *mime = NULL;
  rap_error err = {0};
  rap_raw_document raw = {0};
  check_unflow(bytes);
  rap_status st = rap_mime_new(bytes, &mime, &err);
  assert((st == RAP_OK) == (err.status == RAP_OK) && arena);
  if (st == RAP_OK) {
    const rap_mime_headers *h = rap_mime_headers_of(mime);
    check_parts(mime);
    assert(rap_utf8_invalid_at(h->subject) == SIZE_MAX && rap_utf8_invalid_at(h->message_id) == SIZE_MAX);
    st = rap_mail_text(mime, false, arena, &raw, &err);
    assert(st == RAP_OK);
    assert(rap_utf8_invalid_at(raw.text) == SIZE_MAX);
    assert(raw.layout.n == 0 || raw.layout.n == count(raw.text, '\n') + 1);
    rap_mail_tell_passed(mime, arena, &raw);
  }
  rap_mime_free(mime);
  rap_arena_free(arena);
  return 0;
}
