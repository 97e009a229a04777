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

/* ---- Attempts ---------------------------------------------------------------------------------------------------------- */

static size_t kept(const rap_html_page *page) {
  size_t n = 0;
  for (size_t i = 0; i < page->n_lines; i++)
    if (!page->lines[i].dropped && rap_html_is_sound(&page->lines[i])) n += page->lines[i].letters;
  return n;
}

enum { ENOUGH = 250 };

/* The title as the head tells it: what is shared, else the window's. */
static rap_str title_of(const rap_html_tree *tree) {
  rap_str title = {0};
  for (uint32_t i = 1; i < tree->n; i++) {
    if (tree->nodes[i].tag == RAP_HTML_META && rap_str_is(rap_html_attribute_of(tree, i, "property"), "og:title"))
      return rap_str_trim(rap_html_attribute_of(tree, i, "content"));
    if (tree->nodes[i].tag == RAP_HTML_TITLE && title.n == 0) title = rap_str_trim(rap_html_text_of(tree, i));
  }
  return title;
}

static rap_status attempt(rap_html_page *page, unsigned looseness, uint32_t *node, rap_error *err) {
  page->without_labels = looseness & 1;
  page->with_hidden = looseness & 2;
  rap_status st = rap_html_read_lines(page, err);
  if (st != RAP_OK) return st;
  if (!rap_html_hint(page)) return rap_error_nomem(err);
  rap_html_weigh(page);
  *node = rap_html_choose(page);
  rap_html_clean(page, *node);
  return RAP_OK;
}

/* The strictest attempt that gives text enough, or else the one that gives twice as much as any stricter. */
static rap_status try_all(rap_html_page *page, uint32_t *node, rap_error *err) {
  rap_status st = RAP_OK;
  size_t most = 0;
  unsigned best = 0, last = 0;
  for (unsigned i = 0; st == RAP_OK && i < 4; i++) {
    st = attempt(page, i, node, err);
    last = i;
    size_t n = st == RAP_OK ? kept(page) : 0;
    if (n > most * 2) {
      most = n;
      best = i;
    }
    if (n >= ENOUGH) break;
  }
  return st == RAP_OK && best != last ? attempt(page, best, node, err) : st;
}

/* Pages without a sentence still say something: all that is no link, or all. */
static void keep_any(rap_html_page *page) {
  size_t n = 0;
  for (size_t i = 0; i < page->n_lines; i++) n += !page->lines[i].dropped;
  if (n) return;
  for (size_t i = 0; i < page->n_lines; i++) {
    page->lines[i].dropped = rap_html_is_pointer(&page->lines[i]);
    n += !page->lines[i].dropped;
  }
  for (size_t i = 0; n == 0 && i < page->n_lines; i++) page->lines[i].dropped = false;
}

rap_status rap_html_extract(rap_arena *arena, const rap_html_tree *tree, rap_html_text *out, rap_error *err) {
  rap_html_page page = {.tree = tree, .arena = arena, .title = title_of(tree)};
  *out = (rap_html_text){0};
  rap_status st = try_all(&page, &out->node, err);
  if (st == RAP_OK) {
    rap_html_judge(&page, out);
    keep_any(&page);
    st = gather(&page, out, err);
  }
  rap_buf_clear(&page.text);
  return st;
}
