/* pdf.h: from words with places on pages to text with a layout. Layer: ingest (inside).
 *
 * Three steps, all in one arena that may be thrown away afterwards: rap_pdf_read (pdf_read.c) takes pages, lines and words from what pdftotext writes; rap_pdf_order (pdf_order.c, pdf_furniture.c) leaves out
 * running heads and page numbers and puts what is left into reading order, columns one behind the other and tables row by row; rap_pdf_blocks (pdf_blocks.c, pdf_join.c, pdf_title.c) joins lines to
 * paragraphs, headings and items.
 * Places are in points from the upper left corner of the page, y downwards.
 */
#ifndef RAP_INGEST_PDF_H
#define RAP_INGEST_PDF_H

#include "base/arena.h"
#include "ingest/laid_text.h"

typedef struct rap_pdf_box {
  float x0, y0, x1, y1;
} rap_pdf_box;

static inline float rap_pdf_height(rap_pdf_box box) { return box.y1 - box.y0; }
static inline float rap_pdf_width(rap_pdf_box box) { return box.x1 - box.x0; }

typedef struct rap_pdf_word {
  rap_pdf_box box;
  rap_str text; /* valid UTF-8, no blanks at its ends; ligatures as letters, unknown bullets as U+2022 */
} rap_pdf_word;

/* Words that stand on one line without a wide gap. */
typedef struct rap_pdf_piece {
  rap_pdf_box box;
  float height; /* the commonest of its words */
  size_t first_word, n_words;
} rap_pdf_piece;

typedef struct rap_pdf_page {
  float width, height;
  size_t first_piece, n_pieces;
} rap_pdf_page;

typedef struct rap_pdf {
  rap_str title, author, created, modified; /* as its Info says */
  rap_pdf_word *words;
  size_t n_words, words_capacity;
  rap_pdf_piece *pieces;
  size_t n_pieces, pieces_capacity;
  rap_pdf_page *pages;
  size_t n_pages, pages_capacity;
  size_t letters,
      unmapped; /* characters that are letters, digits or marks, and those of private use or none at all, which a font without a map to Unicode gives */
  float body;   /* the commonest height of a line, by words */
} rap_pdf;

/* Reads the output of `pdftotext -bbox-layout`. Lenient: what is not understood is passed over, places out of any page are moved to its border. **Errors**: RAP_ERR_LIMIT (RAP_MAX_PDF_PAGES), RAP_ERR_NOMEM. **Cost**:
 * linear; memory: some 100 bytes a word. */
rap_status rap_pdf_read(rap_arena *arena, rap_str xhtml, rap_pdf *out, rap_error *err) RAP_MUST_CHECK;

/* One printed line in its place in the order of reading. */
typedef struct rap_pdf_line {
  rap_str text; /* in the arena; of a table row the cells, joined by " | " */
  rap_pdf_box box;
  float height;      /* of its letters */
  float first_word;  /* width of the first word */
  float left, right; /* of the column that it stands in */
  size_t page;
  bool begins; /* the first of its column or table */
  bool row;    /* of a table */
  bool leader; /* a row of dots led the eye over it, to a page number: nothing goes on behind it */
} rap_pdf_line;

typedef struct rap_pdf_lines {
  rap_pdf_line *items;
  size_t n, capacity;
  size_t furniture; /* running heads and feet, page numbers left out */
} rap_pdf_lines;

/* Marks the pieces that are running heads and feet or page numbers, by their being repeated at the same place of several pages (pdf_furniture.c): (*out)[i] for pieces[i]. **Errors**: RAP_ERR_NOMEM. */
rap_status rap_pdf_furniture(rap_arena *arena, const rap_pdf *pdf, bool **out, rap_error *err) RAP_MUST_CHECK;
/* **Errors**: RAP_ERR_NOMEM. **Cost**: n log n in the pieces of a page. */
rap_status rap_pdf_order(rap_arena *arena, const rap_pdf *pdf, rap_pdf_lines *out, rap_error *err) RAP_MUST_CHECK;

/* A paragraph, heading, item or row on its way. */
typedef struct rap_pdf_block {
  rap_str text;
  float height;
  size_t page;
  char layout;
} rap_pdf_block;

/* The title of the document: what its Info says if that stands on the first page too, else the largest letters there, else what its Info says if it isn't what programs put in by themselves. *block: the block among the
 * first ones that is nothing but the title, SIZE_MAX if none. **Errors**: RAP_ERR_NOMEM. */
rap_status rap_pdf_title(rap_arena *arena, const rap_pdf *pdf, const rap_pdf_block *blocks, size_t n, rap_str *title, size_t *block,
                         rap_error *err) RAP_MUST_CHECK;

typedef struct rap_pdf_text {
  rap_laid_text body; /* cleared by the caller in any case */
  rap_str title;      /* in the arena; empty if nothing says it */
} rap_pdf_text;

/* **Errors**: RAP_ERR_NOMEM. **Cost**: linear. */
rap_status rap_pdf_blocks(rap_arena *arena, const rap_pdf *pdf, const rap_pdf_lines *lines, rap_pdf_text *out, rap_error *err) RAP_MUST_CHECK;

#endif
