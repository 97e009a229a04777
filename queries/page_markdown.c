/* page_markdown.c: a page as Markdown (CommonMark 0.30, GFM tables). Layer: queries. A block is gathered in one line and written when it ends. */
#include "base/markdown.h"
#include "queries/page_impl.h"

static void put(rap_page *p, const char *text) { (void)rap_out_write(p->out, rap_str_of(text)); }

static void add_text(rap_page *p, rap_str text) {
  rap_markdown_text(&p->line, text, (rap_span){0, text.n}, p->fresh ? RAP_MARKDOWN_BEGINS_LINE : RAP_MARKDOWN_WITHIN_LINE);
  if (text.n) p->fresh = false;
}

static void flush(rap_page *p, const char *before, const char *after) {
  put(p, before);
  (void)rap_out_write(p->out, rap_buf_str(&p->line));
  put(p, after);
  rap_buf_reset(&p->line);
  p->fresh = true;
}

static void add_anchor(rap_page *p, rap_str id) {
  if (id.n) rap_buf_printf(&p->line, "<a id=\"%.*s\"></a>", RAP_FMT(id));
}

static rap_status begin(rap_page *p, rap_str title, rap_error *err) {
  (void)err;
  p->fresh = true;
  add_text(p, title);
  flush(p, "# ", "\n\n");
  return RAP_OK;
}

static rap_status finish(rap_page *p, rap_status st, rap_error *err) {
  if (st == RAP_OK && rap_buf_failed(&p->line)) st = rap_error_nomem(err);
  if (st == RAP_OK && p->out->failed) st = rap_error_set(err, RAP_ERR_IO, "the output could not be written");
  return st;
}

static void heading(rap_page *p, int level, rap_str id, rap_str text) {
  static const char *const marks[] = {"## ", "### ", "#### "};
  add_anchor(p, id);
  add_text(p, text);
  flush(p, marks[level - 2], "\n\n");
}

static void block(rap_page *p, rap_page_block of, rap_str id) {
  (void)of;
  add_anchor(p, id);
}

static void block_end(rap_page *p, rap_page_block of) {
  switch (of) {
  case RAP_PAGE_ITEM: flush(p, "- ", "\n"); break;
  case RAP_PAGE_QUOTE: flush(p, "> ", "\n\n"); break;
  case RAP_PAGE_LIST: put(p, "\n"); break;
  case RAP_PAGE_ENTRY: break;
  case RAP_PAGE_PARAGRAPH:
  case RAP_PAGE_LEAD:
  case RAP_PAGE_NOTE: flush(p, "", "\n\n"); break;
  }
}

/* Emphasis must touch letters on the inside: blanks at the ends stay outside. */
static void styled(rap_page *p, rap_page_style style, rap_str text) {
  const char *mark = style == RAP_PAGE_PLAIN || style == RAP_PAGE_CUE ? "" : style == RAP_PAGE_TOPIC ? "*" : "**";
  rap_str inner = rap_str_trim(text);
  if (!*mark || !inner.n) {
    add_text(p, text);
    return;
  }
  size_t before = (size_t)(inner.p - text.p);
  add_text(p, rap_str_sub(text, 0, before));
  rap_buf_puts(&p->line, mark);
  p->fresh = false;
  add_text(p, inner);
  rap_buf_puts(&p->line, mark);
  add_text(p, rap_str_sub(text, before + inner.n, text.n));
}

static void link(rap_page *p, rap_str href, rap_str text) {
  rap_buf_putc(&p->line, '[');
  p->fresh = false;
  add_text(p, text);
  rap_buf_puts(&p->line, "](");
  rap_markdown_address(&p->line, href);
  rap_buf_putc(&p->line, ')');
}

static void facts(rap_page *p, bool begins) {
  if (begins) return;
  if (p->in_fact) flush(p, "", "\n");
  put(p, "\n");
}

static void fact(rap_page *p, rap_str term) {
  if (p->in_fact) flush(p, "", "\n");
  rap_buf_puts(&p->line, "- **");
  p->fresh = false;
  add_text(p, term);
  rap_buf_puts(&p->line, ":** ");
}

/* ---- tables ---- */

static void table(rap_page *p, rap_str caption) {
  add_text(p, caption);
  flush(p, "", "\n\n");
  for (size_t i = 0; i < p->n_columns; i++) {
    rap_buf_puts(&p->line, "| ");
    p->fresh = false;
    add_text(p, p->columns[i].title);
    rap_buf_putc(&p->line, ' ');
  }
  flush(p, "", "|\n");
  for (size_t i = 0; i < p->n_columns; i++) put(p, p->columns[i].number || p->columns[i].upright ? "|---:" : "|---");
  put(p, "|\n");
}

static void cell(rap_page *p, rap_str text, double heat, rap_str href) {
  (void)heat;
  rap_buf_puts(&p->line, "| ");
  p->fresh = false;
  if (href.n)
    link(p, href, text);
  else
    add_text(p, text);
  rap_buf_putc(&p->line, ' ');
  if (p->at_column + 1 == p->n_columns) flush(p, "", "|\n");
}

static void table_end(rap_page *p) { put(p, "\n"); }

static void figure(rap_page *p, rap_str caption, rap_str alternative, rap_page_draw draw, void *ctx) {
  (void)draw, (void)ctx;
  styled(p, RAP_PAGE_STRONG, caption);
  add_text(p, RAP_STR(". "));
  add_text(p, alternative);
  flush(p, "", "\n\n");
}

const rap_page_writer rap_page_markdown = {begin, finish, heading, block, block_end, styled, link, facts, fact, table, cell, table_end, figure};
