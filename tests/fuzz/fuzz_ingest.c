/* fuzz_ingest.c: any bytes, as a document's text and as a file, give documents that keep the promises of ingest/document.h. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "ingest/source.h"

static void check_view(const rap_document *doc) {
  const rap_view *view = &doc->view;
  assert(rap_utf8_invalid_at(view->s) == SIZE_MAX);
  for (size_t i = 1; i < view->n_steps; i++) {
    assert(view->steps[i].text > view->steps[i - 1].text);
    assert(view->steps[i].view >= view->steps[i - 1].view);
    if (i > 1) assert(view->steps[i].view > view->steps[i - 2].view);
  }
  size_t before = 0;
  for (size_t at = 0; at < view->s.n; at++) {
    size_t begin = rap_view_text_begin(view, at), end = rap_view_text_end(view, at + 1);
    assert(begin >= before && begin < end && end <= doc->full.n);
    assert(rap_view_from_text(view, begin) == at);
    before = begin;
    if (at > 0) assert(!(view->s.p[at] == ' ' && view->s.p[at - 1] == ' '));
  }
  before = 0;
  for (size_t at = 0; at <= doc->full.n; at++) {
    size_t v = rap_view_from_text(view, at);
    assert(v >= before && v <= view->s.n);
    if (v < view->s.n) assert(rap_view_text_begin(view, v) >= at);
    before = v;
  }
}

static bool is_boundary(rap_str s, size_t at) { return at == s.n || ((unsigned char)s.p[at] & 0xC0) != 0x80; }

static void check_span(rap_str s, rap_span span) {
  assert(span.begin < span.end && span.end <= s.n);
  assert(is_boundary(s, span.begin) && is_boundary(s, span.end));
}

static void check_blocks(const rap_document *doc) {
  size_t sentence = 0, text = 0, view = 0;
  for (size_t i = 0; i < doc->n_blocks; i++) {
    const rap_block *b = &doc->blocks[i];
    check_span(doc->full, b->text);
    check_span(doc->view.s, b->view);
    assert(b->text.begin >= text && (i == 0 || b->text.begin > doc->blocks[i - 1].text.end));
    assert(b->view.begin == (i == 0 ? 0 : view + 1));
    if (i > 0) assert(doc->view.s.p[view] == '\n');
    assert(!memchr(doc->view.s.p + b->view.begin, '\n', b->view.end - b->view.begin));
    assert(b->first_sentence == sentence && b->n_sentences > 0);
    assert(b->heading == RAP_NONE || (b->heading < i && doc->blocks[b->heading].kind == RAP_BLOCK_HEADING));
    assert(b->lead_in == RAP_NONE || (b->lead_in < i && b->kind == RAP_BLOCK_ITEM));
    assert((b->kind == RAP_BLOCK_HEADING || b->kind == RAP_BLOCK_ITEM) == (b->level > 0));
    assert((b->kind == RAP_BLOCK_TITLE) == (i == 0 && b->text.end <= doc->title_len));
    text = b->text.end;
    view = b->view.end;
    for (size_t k = 0; k < b->n_sentences; k++, sentence++) {
      const rap_sentence *s = &doc->sentences[sentence];
      check_span(doc->full, s->text);
      check_span(doc->view.s, s->view);
      assert(s->block == i && s->text.begin >= b->text.begin && s->text.end <= b->text.end);
      assert(s->view.begin >= b->view.begin && s->view.end <= b->view.end);
      if (k > 0) assert(s->text.begin >= s[-1].text.end && s->view.begin >= s[-1].view.end);
      assert(rap_document_sentence_at(doc, s->text.begin) == sentence && rap_document_sentence_at(doc, s->text.end - 1) == sentence);
      assert(rap_document_block_at(doc, s->text.begin) == i);
      rap_span back = rap_view_to_text(&doc->view, s->view);
      assert(back.begin == s->text.begin && back.end == s->text.end);
    }
  }
  assert(sentence == doc->n_sentences && view == doc->view.s.n);
}

static void check_text(const rap_document *doc) {
  assert(rap_utf8_invalid_at(doc->full) == SIZE_MAX);
  for (size_t i = 0; i < doc->full.n; i++) assert((unsigned char)doc->full.p[i] >= 0x20 || doc->full.p[i] == '\n');
  assert(doc->body == (doc->title_len ? doc->title_len + 1 : 0) && doc->body <= doc->full.n);
  rap_buf nfc = {0};
  rap_error err = {0};
  rap_status st = rap_utf8_nfc(doc->full, &nfc, &err);
  assert(st == RAP_OK && rap_str_eq(rap_buf_str(&nfc), doc->full));
  rap_buf_clear(&nfc);
  assert(doc->published.year == 0 || (rap_day_valid(doc->published) && doc->published.year >= 1800 && doc->published.year <= 2100));
}

static void check_document(rap_arena *arena, const rap_raw_document *raw) {
  rap_document doc;
  rap_error err = {0};
  rap_status st = rap_document_build(arena, raw, &doc, &err);
  assert(st == RAP_OK);
  (void)st;
  check_text(&doc);
  check_view(&doc);
  check_blocks(&doc);
}

static void check_source(rap_arena *arena, rap_str bytes) {
  FILE *file = tmpfile();
  if (!file) return;
  size_t written = bytes.n ? fwrite(bytes.p, 1, bytes.n, file) : 0;
  if (written == bytes.n && fflush(file) == 0 && lseek(fileno(file), 0, SEEK_SET) == 0) {
    const rap_str path = RAP_STR("-");
    rap_source_options options = {.stdin_fd = fileno(file)};
    rap_source *source = NULL;
    rap_error err = {0};
    rap_raw_document raw;
    rap_status st = rap_source_new(&path, 1, &options, &source, &err);
    assert(st == RAP_OK);
    size_t rounds = 0;
    while ((st = rap_source_next(source, arena, &raw, &err)) != RAP_NOT_FOUND) {
      assert(rounds++ <= bytes.n);
      assert((st == RAP_OK) == (err.status == RAP_OK));
      if (st == RAP_OK) check_document(arena, &raw);
      rap_error_clear(&err);
    }
    rap_source_free(source);
  }
  (void)fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_str bytes = {(const char *)data, size};
  rap_arena *arena = rap_arena_new();
  if (!arena) return 0;
  /* The first line as title and as date, all of it as the text. */
  const char *newline = size ? memchr(data, '\n', size) : NULL;
  size_t line = newline ? (size_t)(newline - bytes.p) : 0;
  rap_raw_document raw = {.id = RAP_STR("fuzz"),
                          .title = rap_str_sub(bytes, 0, line),
                          .date = rap_str_sub(bytes, 0, line < 40 ? line : 40),
                          .text = bytes,
                          .file_time = {.year = 2024, .month = 1, .day = 2}};
  check_document(arena, &raw);
  check_source(arena, bytes);
  rap_arena_free(arena);
  return 0;
}
