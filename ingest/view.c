/* view.c: the match view and its offset map. Layer: ingest. */
#include "ingest/view.h"

#include <assert.h>

#include "base/bytes.h"
#include "base/utf8.h"

/* The work in hand: the view grows in bytes[0..n). */
struct builder {
  rap_arena *arena;
  rap_str full;
  char *bytes;
  size_t n;
  rap_map_step *steps;
  size_t n_steps, capacity;
  bool failed;
};

bool rap_view_drops(uint32_t cp) {
  if (cp < 0x80) return false;
  return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2064) ||
         (cp >= 0x2066 && cp <= 0x206F) || (cp >= 0xFE00 && cp <= 0xFE0F) || cp == 0xFEFF;
}

bool rap_view_is_blank(uint32_t cp) { return rap_utf8_is_space(cp) || rap_view_drops(cp); }

/* The plain character for quotes, dashes, spaces, full-width forms and digits; others are themselves. */
static uint32_t folded(uint32_t cp) {
  if (cp < 0x80) return cp == '`' ? '\'' : cp == '\n' || cp == '\t' ? ' ' : cp;
  if (cp == 0xAB || cp == 0xBB) return '"';
  if (cp == 0xB4) return '\'';
  if ((cp >= 0x2018 && cp <= 0x201B) || cp == 0x2032 || cp == 0x2039 || cp == 0x203A) return '\'';
  if ((cp >= 0x201C && cp <= 0x201F) || cp == 0x2033) return '"';
  if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFE58 || cp == 0xFE63) return '-';
  if (cp >= 0xFF01 && cp <= 0xFF5E) return cp - 0xFEE0 == '`' ? '\'' : cp - 0xFEE0;
  if (rap_utf8_is_space(cp)) return ' ';
  int digit = rap_utf8_digit(cp);
  return digit >= 0 ? (uint32_t)('0' + digit) : cp;
}

/* States that view offset b->n corresponds to `text`, unless the last step says so already (`forced`: unless it is that very step). */
static void step(struct builder *b, size_t text, bool forced) {
  if (b->n_steps) {
    rap_map_step last = b->steps[b->n_steps - 1];
    if (last.text + (b->n - last.view) == text && (!forced || last.view == b->n)) return;
    assert(text > last.text && b->n >= last.view);
  }
  void *items = b->steps;
  if (!rap_arena_grow(b->arena, &items, b->n_steps, &b->capacity, sizeof *b->steps)) {
    b->failed = true;
    return;
  }
  b->steps = items;
  b->steps[b->n_steps++] = (rap_map_step){b->n, text};
}

/* Eight bytes without the begin of a non-ASCII character, a control character, a grave accent, or two blanks in a row. */
static bool all_plain(const char *p) {
  uint64_t word = rap_bytes_load(p), blanks = rap_bytes_equal(word, ' ');
  return (rap_bytes_not_ascii(word) | rap_bytes_below(word, ' ') | rap_bytes_equal(word, '`') | (blanks & blanks >> 8)) == 0;
}

/* Devanagari but its digits, U+0966 to U+096F: E0 A4 80..E0 A5 BF without E0 A5 A6..E0 A5 AF. */
static bool is_devanagari(const unsigned char *p) { return p[0] == 0xE0 && (p[1] == 0xA4 || (p[1] == 0xA5 && (p[2] < 0xA6 || p[2] > 0xAF))); }

/* The end of the ASCII and Devanagari at `at` that stands in the view as it is: to a character that is folded, or the second of two blanks. `*space` as in add_block. */
static size_t plain_end(rap_str s, size_t at, size_t end, bool *space) {
  bool blank = *space;
  while (end - at >= RAP_BYTES && !(blank && s.p[at] == ' ') && all_plain(s.p + at)) {
    at += RAP_BYTES;
    blank = s.p[at - 1] == ' ';
  }
  while (at < end) {
    unsigned char c = (unsigned char)s.p[at];
    bool letter = c > ' ' && c < 0x80 && c != '`', wide = !letter && is_devanagari((const unsigned char *)s.p + at);
    if (!letter && !wide && (c != ' ' || blank)) break;
    blank = c == ' ';
    at += wide ? 3 : 1;
  }
  *space = blank;
  return at;
}

/* One block's text. `space`: the view ends with one, further blanks are left out; `dropping`: the last character was dropped. */
static void add_block(struct builder *b, rap_span span) {
  bool space = false, dropping = false;
  for (size_t at = span.begin; at < span.end && !b->failed;) {
    size_t run = plain_end(b->full, at, span.end, &space);
    if (run > at) {
      step(b, at, false);
      memcpy(b->bytes + b->n, b->full.p + at, run - at);
      b->n += run - at;
      dropping = false;
      at = run;
      continue;
    }
    uint32_t cp = 0;
    size_t n = rap_utf8_decode(b->full, at, &cp);
    uint32_t plain = folded(cp);
    bool drop = rap_view_drops(cp);
    if (drop && !space && !dropping) step(b, at, true);
    if (!drop && !(space && plain == ' ')) {
      step(b, at, false);
      b->n += rap_utf8_encode(plain, b->bytes + b->n); /* never longer than what it stands for */
      space = plain == ' ';
    }
    dropping = drop;
    at += n;
  }
  step(b, span.end, false);
}

rap_status rap_view_build(rap_arena *arena, rap_document *doc, char **bytes, rap_error *err) {
  *bytes = NULL;
  struct builder b = {.arena = arena, .full = doc->full};
  b.bytes = rap_arena_alloc(arena, doc->full.n + 1);
  if (!b.bytes) return rap_error_nomem(err);
  for (size_t i = 0; i < doc->n_blocks && !b.failed; i++) {
    rap_block *block = &doc->blocks[i];
    if (i > 0) b.bytes[b.n++] = '\n';
    block->view.begin = b.n;
    add_block(&b, block->text);
    block->view.end = b.n;
    assert(b.n <= doc->full.n);
  }
  if (b.n_steps == 0) step(&b, 0, false);
  if (b.failed) return rap_error_nomem(err);
  doc->view = (rap_view){{b.bytes, b.n}, b.steps, b.n_steps};
  *bytes = b.bytes;
  return RAP_OK;
}

/* Index of the last step whose view offset is <= `at`, or < `at` when `before`. */
static size_t find_step(const rap_view *view, size_t at, bool before) {
  size_t low = 0, high = view->n_steps;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    size_t v = view->steps[middle].view;
    if (before ? v < at : v <= at)
      low = middle;
    else
      high = middle;
  }
  return low;
}

size_t rap_view_text_begin(const rap_view *view, size_t view_offset) {
  if (view->n_steps == 0) return 0;
  if (view_offset > view->s.n) view_offset = view->s.n;
  const rap_map_step *s = &view->steps[find_step(view, view_offset, false)];
  return s->text + (view_offset - s->view);
}

size_t rap_view_text_end(const rap_view *view, size_t view_offset) {
  if (view_offset > view->s.n) view_offset = view->s.n;
  if (view_offset == 0) return rap_view_text_begin(view, 0);
  size_t i = find_step(view, view_offset, true);
  /* A step at this very offset says where the text goes on; the first of two stands in front of dropped characters. */
  if (i + 1 < view->n_steps && view->steps[i + 1].view == view_offset) return view->steps[i + 1].text;
  return view->steps[i].text + (view_offset - view->steps[i].view);
}

rap_span rap_view_to_text(const rap_view *view, rap_span span) {
  size_t begin = rap_view_text_begin(view, span.begin);
  size_t end = rap_view_text_end(view, span.end);
  return (rap_span){begin, end > begin ? end : begin};
}

size_t rap_view_from_text(const rap_view *view, size_t text_offset) {
  size_t low = 0, high = view->n_steps;
  if (high == 0 || text_offset <= view->steps[0].text) return 0;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (view->steps[middle].text <= text_offset)
      low = middle;
    else
      high = middle;
  }
  const rap_map_step *s = &view->steps[low];
  size_t next = low + 1 < view->n_steps ? s[1].view : view->s.n;
  size_t at = s->view + (text_offset - s->text);
  return at < next ? at : next;
}
