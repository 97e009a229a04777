/* page.h: a page for people, as HTML or Markdown, from one description. Layer: queries. Used by reports; tables of answers are the emitter's (base/emit.h).
 *
 * HTML: one self-contained file without script, without anything to load, that prints well, follows the reader's light or dark scheme and narrow screens. Figures are SVG within the page, with a text
 * alternative. Markdown (CommonMark with GFM tables): the same headings, tables, lists and sentences; of figures the text alternative. Text is any bytes; what is special is escaped.
 *
 *     rap_page *page = NULL;
 *     st = rap_page_new(out, RAP_PAGE_HTML, title, &page, err);
 *     if (st == RAP_OK) {
 *       rap_page_heading(page, 2, RAP_STR("who"), RAP_STR("Who took part"));
 *       rap_page_begin(page, RAP_PAGE_PARAGRAPH);
 *       rap_page_textf(page, "%d States.", 12);
 *       rap_page_end(page);
 *     }
 *     st = rap_page_finish(page, st, err);
 *
 * Sticky: the first failure comes out of rap_page_finish. Calls nest as the blocks do: inline text stands within a paragraph, an item, a note, a quotation, a term or a value.
 */
#ifndef RAP_QUERIES_PAGE_H
#define RAP_QUERIES_PAGE_H

#include "base/markup.h"

typedef struct rap_page rap_page;
typedef enum rap_page_kind { RAP_PAGE_HTML, RAP_PAGE_MARKDOWN } rap_page_kind;

/* `title`: of the document, also its first heading. **Ownership**: `out` is borrowed until finish. **Errors**: RAP_ERR_NOMEM. */
rap_status rap_page_new(rap_out *out, rap_page_kind kind, rap_str title, rap_page **page, rap_error *err) RAP_MUST_CHECK;
/* Closes what is open and frees `page` (NULL allowed). `st`: how things went so far; the first failure is returned. Errors: RAP_ERR_IO, RAP_ERR_NOMEM. */
rap_status rap_page_finish(rap_page *page, rap_status st, rap_error *err) RAP_MUST_CHECK;

/* `level` 2 to 4. `id`: letters, digits and '-', unique in the page; empty: none. A heading of level 2 begins a section. */
void rap_page_heading(rap_page *page, int level, rap_str id, rap_str text);

typedef enum rap_page_block {
  RAP_PAGE_PARAGRAPH,
  RAP_PAGE_LEAD,  /* the paragraph under the title */
  RAP_PAGE_NOTE,  /* small print */
  RAP_PAGE_LIST,  /* holds items only */
  RAP_PAGE_ITEM,  /* of a list */
  RAP_PAGE_ENTRY, /* an entry of a long list: holds notes and quotations */
  RAP_PAGE_QUOTE  /* what a text says, to the letter */
} rap_page_block;
void rap_page_begin(rap_page *page, rap_page_block block);
/* The same with an id to link to. */
void rap_page_begin_at(rap_page *page, rap_page_block block, rap_str id);
void rap_page_end(rap_page *page);

/* ---- inline ---- */

typedef enum rap_page_style { RAP_PAGE_PLAIN, RAP_PAGE_STRONG, RAP_PAGE_ACTOR, RAP_PAGE_CUE, RAP_PAGE_TOPIC } rap_page_style;
void rap_page_text(rap_page *page, rap_str text);
void rap_page_textf(rap_page *page, const char *format, ...) RAP_PRINTF(2, 3);
void rap_page_styled(rap_page *page, rap_page_style style, rap_str text);
/* `href`: "#id" in the page, or an http(s) address; another one (a file, a script) is left out and the text stays. */
void rap_page_link(rap_page *page, rap_str href, rap_str text);

/* ---- facts: terms and what they are ---- */

void rap_page_facts_begin(rap_page *page);
/* Begins the value of a term; inline text follows until the next term or the end. */
void rap_page_fact(rap_page *page, rap_str term);
void rap_page_facts_end(rap_page *page);

/* ---- tables ---- */

typedef struct rap_page_column {
  rap_str title;
  bool number;  /* to the right */
  bool upright; /* HTML: the heading is set on its side, for narrow columns */
} rap_page_column;

/* The first column holds the rows' headings. `columns` is borrowed until the end. */
void rap_page_table_begin(rap_page *page, rap_str caption, const rap_page_column *columns, size_t n);
/* Cells in the order of the columns; a row ends with its last cell. `href`: as in rap_page_link, may be empty. */
void rap_page_cell(rap_page *page, rap_str text, rap_str href);
/* `heat` 0 to 1: how strongly a cell is shaded; a number of 0 is shown as "·". */
void rap_page_cell_heat(rap_page *page, int64_t n, double heat, rap_str href);
void rap_page_table_end(rap_page *page);

/* ---- figures ---- */

typedef void (*rap_page_draw)(void *ctx, rap_markup *svg); /* writes one <svg> element */
/* `alternative`: what the figure shows, in words; read out where the picture is not seen, and shown in Markdown. */
void rap_page_figure(rap_page *page, rap_str caption, rap_str alternative, rap_page_draw draw, void *ctx);

#endif
