/* pdf_blocks.c: printed lines → text with a layout. Layer: ingest. */
#include "base/utf8.h"
#include "ingest/pdf_join.h"

enum { DEPTH_MAX = 6, HEADING_MAX = 300 };

struct builder {
  rap_arena *arena;
  const rap_pdf *pdf;
  const rap_pdf_lines *lines;
  rap_pdf_broken broken;
  rap_buf text; /* of the block under way */
  float leading;
  rap_pdf_block *blocks;
  size_t n_blocks, capacity;
  float depths[DEPTH_MAX]; /* how far the items stand in that the list is in the middle of */
  size_t depth;
};

static bool has_letter(rap_str text) {
  uint32_t cp = 0;
  for (size_t at = 0; at < text.n;) {
    at += rap_utf8_decode(text, at, &cp);
    if (rap_utf8_is_letter(cp)) return true;
  }
  return false;
}

/* 'a' to 'f' by how far it stands in beside the items in front of it. */
static char item_depth(struct builder *b, const rap_pdf_line *line) {
  float in = line->box.x0 - line->left, em = 0.8F * line->height;
  while (b->depth > 0 && b->depths[b->depth - 1] > in + em) b->depth--;
  if (b->depth == 0 || (b->depth < DEPTH_MAX && b->depths[b->depth - 1] < in - em)) b->depths[b->depth++] = in;
  return (char)('a' + b->depth - 1);
}

/* Larger letters are headings; how much larger tells the level, so that one level means the same in all of a bureau's papers. */
static char kind_of(struct builder *b, const rap_pdf_line *first, rap_str text) {
  float ratio = b->pdf->body > 0 ? first->height / b->pdf->body : 1;
  if (first->row) return 't';
  if (rap_pdf_is_marked(text, false)) return item_depth(b, first);
  b->depth = rap_pdf_is_marked(text, true) ? b->depth : 0;
  if (rap_pdf_is_large(b->pdf, first) && text.n <= HEADING_MAX && has_letter(text)) return ratio > 1.7F ? '1' : ratio > 1.35F ? '2' : '3';
  return 'p';
}

static rap_status end_block(struct builder *b, const rap_pdf_line *first, rap_error *err) {
  void *items = b->blocks;
  if (rap_buf_failed(&b->text)) return rap_error_nomem(err);
  rap_str text = rap_arena_str(b->arena, rap_str_trim(rap_buf_str(&b->text)));
  rap_buf_reset(&b->text);
  if (!text.p || !rap_arena_grow(b->arena, &items, b->n_blocks, &b->capacity, sizeof *b->blocks)) return rap_error_nomem(err);
  b->blocks = items;
  if (text.n) b->blocks[b->n_blocks++] = (rap_pdf_block){text, first->height, first->page, kind_of(b, first, text)};
  return RAP_OK;
}

static rap_status make_blocks(struct builder *b, rap_error *err) {
  const rap_pdf_line *first = NULL, *last = NULL;
  size_t n = 0;
  rap_status st = RAP_OK;
  for (size_t i = 0; st == RAP_OK && i < b->lines->n; i++) {
    const rap_pdf_line *line = &b->lines->items[i];
    if (first && !rap_pdf_joins(b->pdf, b->leading, first, last, n, line)) {
      st = end_block(b, first, err);
      first = NULL;
    }
    if (!first) {
      first = line;
      n = 0;
    }
    rap_pdf_append(&b->broken, line->text, &b->text);
    last = line;
    n++;
  }
  if (st == RAP_OK && first) st = end_block(b, first, err);
  return st;
}

static rap_status write_out(const struct builder *b, size_t title, rap_pdf_text *out, rap_error *err) {
  for (size_t i = 0; i < b->n_blocks; i++) {
    if (i == title) continue;
    rap_laid_add(&out->body, b->blocks[i].text);
    rap_laid_end(&out->body, b->blocks[i].layout);
  }
  return rap_laid_failed(&out->body) ? rap_error_nomem(err) : RAP_OK;
}

rap_status rap_pdf_blocks(rap_arena *arena, const rap_pdf *pdf, const rap_pdf_lines *lines, rap_pdf_text *out, rap_error *err) {
  struct builder b = {.arena = arena, .pdf = pdf, .lines = lines, .leading = rap_pdf_leading(lines)};
  size_t title = SIZE_MAX;
  *out = (rap_pdf_text){0};
  rap_status st = rap_pdf_find_broken(arena, lines, &b.broken, err);
  if (st == RAP_OK) st = make_blocks(&b, err);
  if (st == RAP_OK) st = rap_pdf_title(arena, pdf, b.blocks, b.n_blocks, &out->title, &title, err);
  if (st == RAP_OK) st = write_out(&b, title, out, err);
  rap_map_clear(&b.broken);
  rap_buf_clear(&b.text);
  return st;
}
