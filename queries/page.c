#include <assert.h>
#include <stdlib.h>

#include "queries/page_impl.h"

rap_status rap_page_new(rap_out *out, rap_page_kind kind, rap_str title, rap_page **page, rap_error *err) {
  *page = NULL;
  rap_page *p = calloc(1, sizeof *p);
  if (!p) return rap_error_nomem(err);
  p->writer = kind == RAP_PAGE_HTML ? &rap_page_html : &rap_page_markdown;
  p->out = out;
  rap_status st = p->writer->begin(p, title, err);
  if (st != RAP_OK) return rap_page_finish(p, st, err);
  *page = p;
  return RAP_OK;
}

rap_status rap_page_finish(rap_page *page, rap_status st, rap_error *err) {
  if (!page) return st;
  while (page->n_open) rap_page_end(page);
  st = page->writer->finish(page, st, err);
  rap_buf_clear(&page->line);
  rap_buf_clear(&page->formatted);
  free(page);
  return st;
}

void rap_page_heading(rap_page *page, int level, rap_str id, rap_str text) {
  assert(level >= 2 && level <= 4 && !page->n_open && !page->columns);
  page->writer->heading(page, level, id, text);
}

void rap_page_begin_at(rap_page *page, rap_page_block block, rap_str id) {
  assert(page->n_open < RAP_PAGE_MAX_OPEN);
  page->open[page->n_open++] = block;
  page->writer->block(page, block, id);
}

void rap_page_begin(rap_page *page, rap_page_block block) { rap_page_begin_at(page, block, (rap_str){0}); }

void rap_page_end(rap_page *page) {
  assert(page->n_open);
  page->writer->block_end(page, page->open[--page->n_open]);
}

/* ---- inline ---- */

void rap_page_styled(rap_page *page, rap_page_style style, rap_str text) {
  assert(page->n_open || page->in_fact);
  if (text.n) page->writer->styled(page, style, text);
}

void rap_page_text(rap_page *page, rap_str text) { rap_page_styled(page, RAP_PAGE_PLAIN, text); }

void rap_page_textf(rap_page *page, const char *format, ...) {
  va_list args;
  va_start(args, format);
  rap_buf_reset(&page->formatted);
  rap_buf_vprintf(&page->formatted, format, args);
  va_end(args);
  rap_page_text(page, rap_buf_str(&page->formatted));
}

/* Nothing but places in the page and pages of the web: a source may have named its own address as it liked. */
static bool is_sound(rap_str href) {
  return (href.n > 1 && href.p[0] == '#') || rap_str_starts_nocase(href, RAP_STR("https://")) || rap_str_starts_nocase(href, RAP_STR("http://"));
}

void rap_page_link(rap_page *page, rap_str href, rap_str text) {
  assert(page->n_open || page->in_fact);
  if (is_sound(href))
    page->writer->link(page, href, text);
  else
    rap_page_text(page, text);
}

/* ---- facts ---- */

void rap_page_facts_begin(rap_page *page) { page->writer->facts(page, true); }

void rap_page_fact(rap_page *page, rap_str term) {
  page->writer->fact(page, term);
  page->in_fact = true;
}

void rap_page_facts_end(rap_page *page) {
  page->writer->facts(page, false);
  page->in_fact = false;
}

/* ---- tables ---- */

void rap_page_table_begin(rap_page *page, rap_str caption, const rap_page_column *columns, size_t n) {
  assert(n && !page->columns && !page->n_open);
  page->columns = columns;
  page->n_columns = n;
  page->at_column = 0;
  page->writer->table(page, caption);
}

static void put_cell(rap_page *page, rap_str text, double heat, rap_str href) {
  assert(page->columns);
  page->writer->cell(page, text, heat, is_sound(href) ? href : (rap_str){0});
  page->at_column = (page->at_column + 1) % page->n_columns;
}

void rap_page_cell(rap_page *page, rap_str text, rap_str href) { put_cell(page, text, -1, href); }

void rap_page_cell_heat(rap_page *page, int64_t n, double heat, rap_str href) {
  rap_buf_reset(&page->formatted);
  if (n)
    rap_buf_printf(&page->formatted, "%lld", (long long)n);
  else
    rap_buf_puts(&page->formatted, "·");
  put_cell(page, rap_buf_str(&page->formatted), n ? heat : 0, href);
}

void rap_page_table_end(rap_page *page) {
  assert(page->columns && page->at_column == 0);
  page->writer->table_end(page);
  page->columns = NULL;
}

/* ---- figures ---- */

void rap_page_figure(rap_page *page, rap_str caption, rap_str alternative, rap_page_draw draw, void *ctx) {
  assert(!page->n_open && !page->columns);
  page->writer->figure(page, caption, alternative, draw, ctx);
}
