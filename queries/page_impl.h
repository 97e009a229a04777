/* page_impl.h: the inside of a page, shared by page.c and its two writers. Layer: queries. */
#ifndef RAP_QUERIES_PAGE_IMPL_H
#define RAP_QUERIES_PAGE_IMPL_H

#include "queries/page.h"

#define RAP_PAGE_MAX_OPEN 8 /* blocks within each other */

/* How one kind of page writes what page.h says; each is called with sound arguments only. */
typedef struct rap_page_writer {
  rap_status (*begin)(rap_page *page, rap_str title, rap_error *err);
  rap_status (*finish)(rap_page *page, rap_status st, rap_error *err);
  void (*heading)(rap_page *page, int level, rap_str id, rap_str text);
  void (*block)(rap_page *page, rap_page_block block, rap_str id);
  void (*block_end)(rap_page *page, rap_page_block block);
  void (*styled)(rap_page *page, rap_page_style style, rap_str text);
  void (*link)(rap_page *page, rap_str href, rap_str text);
  void (*facts)(rap_page *page, bool begin);
  void (*fact)(rap_page *page, rap_str term);
  void (*table)(rap_page *page, rap_str caption);
  void (*cell)(rap_page *page, rap_str text, double heat, rap_str href); /* heat < 0: not shaded */
  void (*table_end)(rap_page *page);
  void (*figure)(rap_page *page, rap_str caption, rap_str alternative, rap_page_draw draw, void *ctx);
} rap_page_writer;
extern const rap_page_writer rap_page_html, rap_page_markdown;

struct rap_page {
  const rap_page_writer *writer;
  rap_out *out;
  rap_page_block open[RAP_PAGE_MAX_OPEN];
  size_t n_open;
  const rap_page_column *columns; /* of the open table */
  size_t n_columns, at_column;
  bool in_fact;
  rap_markup *markup; /* HTML */
  bool in_section;
  rap_buf line, formatted; /* Markdown: what was not yet written */
  bool fresh;              /* Markdown: nothing stands in the line yet */
};

#endif
