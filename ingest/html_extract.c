#include "ingest/html_extract.h"

#include "ingest/html_page.h"

/* The lines that are left, and their layout. */
static rap_status gather(const rap_html_page *page, rap_html_text *out, rap_error *err) {
  rap_buf text = {0}, layout = {0};
  for (size_t i = 0; i < page->n_lines; i++) {
    const rap_html_line *line = &page->lines[i];
    if (line->dropped) continue;
    if (layout.n) rap_buf_putc(&text, '\n');
    rap_buf_add(&text, rap_str_sub(rap_buf_str(&page->text), line->begin, line->end));
    rap_buf_putc(&layout, line->layout);
  }
  out->text = rap_arena_str(page->arena, rap_buf_str(&text));
  out->layout = rap_arena_str(page->arena, rap_buf_str(&layout));
  bool failed = rap_buf_failed(&text) || rap_buf_failed(&layout) || !out->text.p || !out->layout.p;
  rap_buf_clear(&text);
  rap_buf_clear(&layout);
  return failed ? rap_error_nomem(err) : RAP_OK;
}

rap_status rap_html_extract(rap_arena *arena, const rap_html_tree *tree, rap_html_text *out, rap_error *err) {
  rap_html_page page = {.tree = tree, .arena = arena};
  *out = (rap_html_text){0};
  rap_status st = rap_html_read_lines(&page, false, err);
  if (st != RAP_OK) goto done;
  rap_html_weigh(&page);
  out->node = rap_html_choose(&page);
  rap_html_clean(&page, out->node);
  st = gather(&page, out, err);
done:
  rap_buf_clear(&page.text);
  return st;
}
