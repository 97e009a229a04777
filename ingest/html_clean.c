#include "ingest/html_page.h"

static bool is_heading(const rap_html_line *line) { return line->layout >= '1' && line->layout <= '6'; }

/* A line that is a link to elsewhere and nothing else: "Related: ...", "READ MORE". */
static bool is_pointer(const rap_html_line *line) { return line->linked * 10 >= line->letters * 7 && !(line->sentence && line->letters > 60); }

static void drop_outside(rap_html_page *page, uint32_t node) {
  for (size_t i = 0; i < page->n_lines; i++) {
    rap_html_line *line = &page->lines[i];
    if (line->node < node || line->node >= page->tree->nodes[node].end) line->dropped = true;
  }
}

static bool is_note(const rap_html_line *line) { return line->noted * 10 >= line->letters * 7 && line->letters < 150; }

/* The element whose parts the paragraphs are. */
static uint32_t holder_of(const rap_html_page *page, const rap_html_line *line) {
  const rap_html_node *node = &page->tree->nodes[line->node];
  return node->tag == RAP_HTML_DIV || node->tag == RAP_HTML_SECTION || node->tag == RAP_HTML_ARTICLE || node->tag == RAP_HTML_TD ? line->node
                                                                                                                                 : node->parent;
}

/* Everything up to the main heading, and the short lines behind it that no paragraph begins with: who, when, where to. What stands among the paragraphs themselves is theirs. */
static void drop_head(rap_html_page *page) {
  size_t first = 0, begin = 0;
  while (first < page->n_lines && (page->lines[first].dropped || !rap_html_is_sound(&page->lines[first]))) first++;
  for (size_t i = 0; i < page->n_lines && i <= first; i++)
    if (page->lines[i].layout == '1') begin = i + 1;
  for (size_t i = 0; i < begin; i++) page->lines[i].dropped = true;
  if (first == page->n_lines) return;
  uint32_t holder = holder_of(page, &page->lines[first]);
  for (size_t i = begin; i < first; i++) {
    rap_html_line *line = &page->lines[i];
    if (is_note(line)) line->dropped = true;
    if ((line->layout == 'p' || is_heading(line)) && holder_of(page, line) != holder) line->dropped = true;
  }
}

/* Lists of links, and the line that leads to each. */
static void drop_lists(rap_html_page *page) {
  const rap_html_tree *tree = page->tree;
  for (size_t i = 0; i < page->n_lines; i++) {
    rap_html_line *line = &page->lines[i];
    if (line->dropped || line->layout < 'a' || line->layout > 'f') continue;
    const rap_html_mark *list = &page->marks[tree->nodes[page->marks[line->node].item].parent];
    if (list->linked * 10 < list->letters * 8 || list->n_lines < 3) continue;
    line->dropped = true;
    size_t lead = i;
    while (lead > 0 && page->lines[lead - 1].dropped && page->marks[page->lines[lead - 1].node].item) lead--;
    if (lead > 0 && (is_heading(&page->lines[lead - 1]) || (page->lines[lead - 1].sentence && page->lines[lead - 1].letters < 60)))
      page->lines[lead - 1].dropped = true;
  }
}

static void drop_tail(rap_html_page *page) {
  for (size_t i = page->n_lines; i-- > 0;) {
    rap_html_line *line = &page->lines[i];
    if (line->dropped) continue;
    if (!is_heading(line) && !is_pointer(line) && !is_note(line)) break;
    line->dropped = true;
  }
}

void rap_html_clean(rap_html_page *page, uint32_t node) {
  drop_outside(page, node);
  drop_head(page);
  for (size_t i = 0; i < page->n_lines; i++) {
    rap_html_line *line = &page->lines[i];
    const rap_html_mark *mark = &page->marks[line->node];
    if (line->layout == '1') line->dropped = true;
    if (line->layout == 'p' && is_pointer(line)) line->dropped = true;
    (void)mark;
  }
  drop_lists(page);
  drop_tail(page);
}
