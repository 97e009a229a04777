/* html_choose.c: the element that holds the text: where its lines weigh most. Layer: ingest. */
#include "ingest/html_page.h"

static int64_t score_of(const rap_html_line *line) {
  if (line->dropped) return 0;
  int64_t letters = line->letters, linked = line->linked;
  if (linked * 2 > letters) return -letters;
  if (rap_html_is_sound(line)) return letters - linked;
  if (line->layout == 't') return letters / 2;
  if (line->layout != 'p') return 0;
  return -5;
}

static bool is_part(uint16_t tag) {
  switch (tag) {
  case RAP_HTML_P:
  case RAP_HTML_LI:
  case RAP_HTML_UL:
  case RAP_HTML_OL:
  case RAP_HTML_BLOCKQUOTE:
  case RAP_HTML_TABLE:
  case RAP_HTML_TBODY:
  case RAP_HTML_TR:
  case RAP_HTML_TD:
  case RAP_HTML_PRE: return true;
  default: return rap_html_flow_of((rap_html_tag)tag) == RAP_HTML_INLINE;
  }
}

/* How much an element is favoured, in tenths. */
static int64_t favour(const rap_html_page *page, uint32_t i) {
  const rap_html_tree *tree = page->tree;
  if (rap_str_is(rap_html_attribute_of(tree, i, "itemprop"), "articleBody")) return 20;
  uint16_t tag = tree->nodes[i].tag;
  if (tag == RAP_HTML_ARTICLE || tag == RAP_HTML_MAIN) return 12;
  if (page->marks[i].flags & RAP_MARK_BODY) return 11;
  return 10;
}

/* How much of the body that the page tells stands in an element, in tenths. */
static size_t told(const rap_html_page *page, uint32_t node) {
  size_t found = 0;
  for (size_t i = 0; i < page->n_lines; i++)
    if (page->lines[i].node >= node && page->lines[i].node < page->tree->nodes[node].end) found += page->lines[i].found;
  return page->hint ? found * 10 / page->hint : 0;
}

/* The innermost element that holds all lines of that body. */
static uint32_t holder_of_hint(const rap_html_page *page) {
  uint32_t first = 0, last = 0;
  for (size_t i = 0; i < page->n_lines; i++) {
    if (!page->lines[i].hinted) continue;
    if (!first || page->lines[i].node < first) first = page->lines[i].node;
    if (page->lines[i].node > last) last = page->lines[i].node;
  }
  while (first && page->tree->nodes[first].end <= last) first = page->tree->nodes[first].parent;
  return first;
}

uint32_t rap_html_choose(rap_html_page *page) {
  const rap_html_tree *tree = page->tree;
  for (size_t i = 0; i < page->n_lines; i++) page->marks[page->lines[i].node].score += score_of(&page->lines[i]);
  uint32_t best = 0;
  int64_t most = INT64_MIN;
  for (uint32_t i = tree->n - 1; i > 0; i--) {
    int64_t score = page->marks[i].score;
    rap_html_mark *above = &page->marks[tree->nodes[i].parent];
    if (score > 0 && !is_part(tree->nodes[i].tag) && above->letters != page->marks[i].letters) score = score * 9 / 10;
    above->score += score;
  }
  for (uint32_t i = 0; i < tree->n; i++) {
    if (is_part(tree->nodes[i].tag)) continue;
    int64_t score = page->marks[i].score * favour(page, i);
    if (score >= most) {
      most = score;
      best = i;
    }
  }
  if (page->hint && told(page, best) < 7 && told(page, 0) >= 7) best = holder_of_hint(page);
  return best;
}
