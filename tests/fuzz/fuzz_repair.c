/* fuzz_repair.c: no step of repair changes, drops or moves a letter or figure of a text, whatever the text is; what comes out is as sound as what went in, and a layout has as many bytes as there are lines. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "ingest/document.h"

static bool is_kept(uint32_t cp) { return rap_utf8_is_alphanumeric(cp); }

/* The next letter or digit of `s` at or behind *at; 0 at the end. */
static uint32_t next_kept(rap_str s, size_t *at) {
  while (*at < s.n) {
    uint32_t cp = 0;
    *at += rap_utf8_decode(s, *at, &cp);
    if (is_kept(cp)) return cp;
  }
  return 0;
}

static void assert_same_words(rap_str before, rap_str after) {
  size_t a = 0, b = 0;
  for (;;) {
    uint32_t x = next_kept(before, &a), y = next_kept(after, &b);
    assert(x == y);
    if (!x) return;
  }
}

static size_t count(rap_str s, char c) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += s.p[i] == c;
  return n;
}

/* All but white space, hyphens and soft hyphens, in bytes. */
static size_t solid(rap_str s) {
  size_t n = s.n - count(s, ' ') - count(s, '\n') - count(s, '-');
  for (size_t at = 0; (at = rap_str_find(s, RAP_STR("\xC2\xAD"), at)) != SIZE_MAX; at += 2) n -= 2;
  for (size_t at = 0; (at = rap_str_find(s, RAP_STR("\xE2\x80\x90"), at)) != SIZE_MAX; at += 3) n -= 3;
  return n;
}

static void check(rap_str full, size_t title_len, rap_str layout, rap_repairs_off off) {
  rap_arena *arena = rap_arena_new();
  rap_repair_in text = {.full = full, .title_len = title_len, .layout = layout};
  rap_repair_counts counts;
  rap_error err = {0};
  rap_buf nfc = {0};
  if (!arena) return;
  rap_status st = rap_repair_text(arena, off, &text, &counts, &err);
  assert(st == RAP_OK);
  assert_same_words(full, text.full);
  assert(solid(full) == solid(text.full));
  assert(rap_utf8_invalid_at(text.full) == SIZE_MAX);
  st = rap_utf8_nfc(text.full, &nfc, &err);
  assert(st == RAP_OK && rap_str_eq(rap_buf_str(&nfc), text.full));
  rap_buf_clear(&nfc);
  assert(text.title_len <= text.full.n && (text.title_len == 0) == (title_len == 0));
  assert(title_len == 0 || (text.full.p[text.title_len] == '\n' && !memchr(text.full.p, '\n', text.title_len)));
  assert(layout.n == 0 || text.layout.n == layout.n + count(text.full, '\n') - count(full, '\n'));
  assert(off != RAP_REPAIRS_ALL_OFF || text.full.p == full.p);
  rap_arena_free(arena);
}

/* Built, then made again from what a store would hold. */
static void check_restored(rap_str bytes, rap_repairs_off off) {
  rap_arena *arena = rap_arena_new();
  rap_raw_document raw = {.id = RAP_STR("fuzz"), .text = bytes, .repairs_off = off};
  rap_document doc, again;
  rap_error err = {0};
  if (!arena) return;
  rap_status st = rap_document_build(arena, &raw, &doc, &err);
  assert(st == RAP_OK);
  st = rap_document_restore(arena, &doc, &again, &err);
  assert(st == RAP_OK && again.n_blocks == doc.n_blocks && again.n_aside == doc.n_aside);
  assert(again.repairs_off == doc.repairs_off && memcmp(&again.repairs, &doc.repairs, sizeof doc.repairs) == 0);
  for (size_t i = 0; i < doc.n_blocks; i++) assert(again.blocks[i].aside == doc.blocks[i].aside);
  rap_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rap_buf full = {0}, layout = {0};
  size_t n = 0, first = 0;
  rap_error err = {0};
  rap_status st = rap_normalise((rap_str){(const char *)data, size}, false, &full, &n, &first, &err);
  assert(st == RAP_OK);
  rap_str s = rap_buf_str(&full);
  /* The first line as a title, and the rest with a layout. */
  const char *newline = s.n ? memchr(s.p, '\n', s.n) : NULL;
  size_t title = newline ? (size_t)(newline - s.p) : 0;
  for (size_t i = 0; newline && i <= count(rap_str_sub(s, title + 1, s.n), '\n'); i++) rap_buf_putc(&layout, "p1at"[i % 4]);
  for (size_t i = 0; i <= RAP_REPAIR_FIRST_OF_BLOCKS; i++) {
    rap_repairs_off off = i == RAP_REPAIR_FIRST_OF_BLOCKS ? 0 : RAP_REPAIRS_ALL_OFF & ~((rap_repairs_off)1 << i);
    check(s, 0, (rap_str){0}, off);
    if (title) check(s, title, rap_buf_str(&layout), off);
  }
  check(s, 0, (rap_str){0}, RAP_REPAIRS_ALL_OFF);
  check_restored((rap_str){(const char *)data, size}, 0);
  check_restored((rap_str){(const char *)data, size}, size % 2 ? RAP_REPAIRS_ALL_OFF : 5);
  rap_buf_clear(&full);
  rap_buf_clear(&layout);
  return 0;
}
