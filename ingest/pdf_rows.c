/* pdf_rows.c: rows, cells, lines of text of a page. Layer: ingest. */
#include "ingest/pdf_rows.h"

#include <stdlib.h>

#include "ingest/structure.h"

static int by_height(const void *a, const void *b) {
  const rap_pdf_place *p = a, *q = b;
  if (p->y != q->y) return p->y < q->y ? -1 : 1;
  if (p->x != q->x) return p->x < q->x ? -1 : 1;
  return p->piece < q->piece ? -1 : p->piece > q->piece;
}

static int by_left(const void *a, const void *b) {
  const rap_pdf_place *p = a, *q = b;
  if (p->x != q->x) return p->x < q->x ? -1 : 1;
  return p->piece < q->piece ? -1 : p->piece > q->piece;
}

/* ---- rows and cells ---- */

static bool is_marker(const rap_pdf_ordering *o, const rap_pdf_piece *piece) {
  if (piece->n_words != 1) return false;
  rap_str word = o->pdf->words[piece->first_word].text;
  char line[16] = {0};
  size_t content;
  uint32_t glyph;
  unsigned number;
  if (word.n > sizeof line - 3) return false;
  memcpy(line, word.p, word.n);
  memcpy(line + word.n, " x", 2); /* a marker stands in front of something */
  rap_marker marker = rap_marker_read((rap_str){line, word.n + 2}, &content, &glyph, &number);
  return marker != RAP_MARKER_NONE && marker != RAP_MARKER_ROW;
}

/* A gap that is none: between a raised figure and its word, a bullet and its item. */
static bool holds_together(const rap_pdf_ordering *o, const rap_pdf_piece *left, const rap_pdf_piece *right) {
  float gap = right->box.x0 - left->box.x1, height = rap_pdf_greatest(left->height, right->height);
  return gap < (is_marker(o, left) ? 4.0F : 0.6F) * height;
}

static void cut_row(rap_pdf_ordering *o, size_t begin, size_t end) {
  rap_pdf_row *row = &o->rows[o->n_rows++];
  *row = (rap_pdf_row){.y0 = rap_pdf_piece_at(o, begin)->box.y0, .y1 = rap_pdf_piece_at(o, begin)->box.y1, .first = o->n_cells};
  qsort(o->pieces + begin, end - begin, sizeof *o->pieces, by_left);
  for (size_t i = begin; i < end; i++) {
    const rap_pdf_piece *piece = rap_pdf_piece_at(o, i);
    if (i > begin && holds_together(o, rap_pdf_piece_at(o, i - 1), piece)) {
      rap_pdf_cell *cell = &o->cells[o->n_cells - 1];
      cell->n++;
      cell->height = rap_pdf_greatest(cell->height, piece->height);
      cell->box = (rap_pdf_box){cell->box.x0, rap_pdf_least(cell->box.y0, piece->box.y0), rap_pdf_greatest(cell->box.x1, piece->box.x1),
                                rap_pdf_greatest(cell->box.y1, piece->box.y1)};
    } else {
      o->cells[o->n_cells++] = (rap_pdf_cell){.box = piece->box, .height = piece->height, .first = i, .n = 1};
    }
    row->y0 = rap_pdf_least(row->y0, piece->box.y0);
    row->y1 = rap_pdf_greatest(row->y1, piece->box.y1);
  }
  row->n = o->n_cells - row->first;
}

/* A row goes on while the middle of a piece lies beside its first one, or the middle of that beside the piece. */
static bool same_row(const rap_pdf_piece *first, const rap_pdf_piece *piece) {
  float a = (first->box.y0 + first->box.y1) / 2, b = (piece->box.y0 + piece->box.y1) / 2,
        smaller = rap_pdf_least(rap_pdf_height(first->box), rap_pdf_height(piece->box));
  float shared = rap_pdf_least(first->box.y1, piece->box.y1) - rap_pdf_greatest(first->box.y0, piece->box.y0);
  return shared > smaller * 0.55F || b <= a;
}

/* Rows and cells of o->pieces, which are put in order. */
rap_status rap_pdf_make_rows(rap_pdf_ordering *o, rap_error *err) {
  o->n_cells = o->n_rows = 0;
  o->cells = rap_arena_array(o->arena, o->n_pieces, sizeof *o->cells);
  o->rows = rap_arena_array(o->arena, o->n_pieces, sizeof *o->rows);
  if (!o->cells || !o->rows) return rap_error_nomem(err);
  qsort(o->pieces, o->n_pieces, sizeof *o->pieces, by_height);
  for (size_t begin = 0, end; begin < o->n_pieces; begin = end) {
    for (end = begin + 1; end < o->n_pieces && same_row(rap_pdf_piece_at(o, begin), rap_pdf_piece_at(o, end)); end++) continue;
    cut_row(o, begin, end);
  }
  return RAP_OK;
}

/* ---- lines ---- */

/* A raised or lowered word, or one cut off by a change of font, belongs to the one before it. */
static bool is_glued(const rap_pdf_word *before, const rap_pdf_word *word) {
  float gap = word->box.x0 - before->box.x1, a = rap_pdf_height(before->box), b = rap_pdf_height(word->box);
  return gap < 0.1F * rap_pdf_greatest(a, b) && gap > -0.5F * rap_pdf_greatest(a, b) && (b < a * 0.8F || a < b * 0.8F);
}

static bool is_dots(rap_str word) {
  for (size_t i = 0; i < word.n; i++)
    if (word.p[i] != '.') return false;
  return true;
}

/* How many words from word `w` on are a row of dots, as tables of contents have; 0 for what may be an ellipsis. */
static size_t leader_at(const rap_pdf_ordering *o, const rap_pdf_piece *piece, size_t w) {
  size_t n = 0, dots = 0;
  for (; w + n < piece->n_words && is_dots(o->pdf->words[piece->first_word + w + n].text); n++)
    dots += o->pdf->words[piece->first_word + w + n].text.n;
  return dots > 4 ? n : 0;
}

/* True: a leader stood in it, for which an ellipsis is put. */
bool rap_pdf_add_cell_text(rap_pdf_ordering *o, const rap_pdf_cell *cell) {
  const rap_pdf_word *before = NULL;
  bool leader = false;
  for (size_t i = cell->first; i < cell->first + cell->n; i++) {
    const rap_pdf_piece *piece = rap_pdf_piece_at(o, i);
    assert(piece->n_words == 0 || o->pdf->words);
    for (size_t w = 0; w < piece->n_words; w++) {
      const rap_pdf_word *word = &o->pdf->words[piece->first_word + w];
      size_t dots = leader_at(o, piece, w);
      if (before && (dots || !is_glued(before, word))) rap_buf_putc(o->text, ' ');
      rap_buf_add(o->text, dots ? RAP_STR("…") : word->text);
      w += dots ? dots - 1 : 0;
      leader = leader || dots;
      before = &o->pdf->words[piece->first_word + w];
    }
  }
  return leader;
}

/* The line whose text is in o->text. */
rap_status rap_pdf_add_line(rap_pdf_ordering *o, rap_pdf_line line, rap_error *err) {
  void *items = o->out->items;
  line.page = o->page;
  if (rap_buf_failed(o->text)) return rap_error_nomem(err);
  line.text = rap_arena_str(o->arena, rap_buf_str(o->text));
  rap_buf_reset(o->text);
  if (!line.text.p || !rap_arena_grow(o->arena, &items, o->out->n, &o->out->capacity, sizeof *o->out->items)) return rap_error_nomem(err);
  o->out->items = items;
  o->out->items[o->out->n++] = line;
  return RAP_OK;
}

static rap_status add_cell(rap_pdf_ordering *o, const rap_pdf_cell *cell, float left, float right, bool begins, rap_error *err) {
  const rap_pdf_piece *piece = rap_pdf_piece_at(o, cell->first);
  bool leader = rap_pdf_add_cell_text(o, cell);
  return rap_pdf_add_line(o,
                          (rap_pdf_line){.box = cell->box,
                                         .height = cell->height,
                                         .first_word = rap_pdf_width(o->pdf->words[piece->first_word].box),
                                         .left = left,
                                         .right = right,
                                         .begins = begins,
                                         .leader = leader},
                          err);
}

/* A row by itself: words with wide gaps between them are one line, unless the gap is so wide that what stands behind it is another matter (a place at the left, a date at the right). */
rap_status rap_pdf_add_row(rap_pdf_ordering *o, const rap_pdf_row *row, rap_error *err) {
  rap_status st = RAP_OK;
  for (size_t i = row->first; st == RAP_OK && i < row->first + row->n;) {
    rap_pdf_cell cell = o->cells[i++];
    while (i < row->first + row->n && o->cells[i].box.x0 - cell.box.x1 < 2.5F * cell.height) {
      cell.n += o->cells[i].n;
      cell.box.x1 = rap_pdf_greatest(cell.box.x1, o->cells[i++].box.x1);
    }
    st = add_cell(o, &cell, o->left, o->right, o->fresh || row->n > 1, err);
    o->fresh = false;
  }
  return st;
}
