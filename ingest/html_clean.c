/* html_clean.c: what of the chosen lines is no text: notes, titles, dates, pointers to other pages. Layer: ingest. */
#include "ingest/html_page.h"

static bool is_heading(const rap_html_line *line) { return line->layout >= '1' && line->layout <= '6'; }

bool rap_html_is_pointer(const rap_html_line *line) { return line->linked * 10 >= line->letters * 7 && !(line->sentence && line->letters > 60); }

static void drop_outside(rap_html_page *page, uint32_t node) {
  for (size_t i = 0; i < page->n_lines; i++) {
    rap_html_line *line = &page->lines[i];
    if (line->node < node || line->node >= page->tree->nodes[node].end) line->dropped = true;
  }
}

static bool is_note(const rap_html_line *line) { return line->noted * 10 >= line->letters * 7 && line->letters < 150; }

/* Elements that a text is made of, not what holds it. */
static bool is_part(const rap_html_line *line, uint16_t tag) {
  switch (tag) {
  case RAP_HTML_P:
  case RAP_HTML_UL:
  case RAP_HTML_OL:
  case RAP_HTML_LI:
  case RAP_HTML_DL:
  case RAP_HTML_DT:
  case RAP_HTML_DD:
  case RAP_HTML_BLOCKQUOTE:
  case RAP_HTML_PRE:
  case RAP_HTML_H1:
  case RAP_HTML_H2:
  case RAP_HTML_H3:
  case RAP_HTML_H4:
  case RAP_HTML_H5:
  case RAP_HTML_H6: return true;
  case RAP_HTML_TABLE:
  case RAP_HTML_TBODY:
  case RAP_HTML_THEAD:
  case RAP_HTML_TFOOT:
  case RAP_HTML_TR:
  case RAP_HTML_TD:
  case RAP_HTML_TH:
  case RAP_HTML_CAPTION: return line->layout == 't';
  default: return false;
  }
}

/* The element whose parts the paragraphs are. */
static uint32_t holder_of(const rap_html_page *page, const rap_html_line *line) {
  uint32_t node = line->node;
  while (node && (is_part(line, page->tree->nodes[node].tag) || rap_html_flow_of((rap_html_tag)page->tree->nodes[node].tag) == RAP_HTML_INLINE))
    node = page->tree->nodes[node].parent;
  return node;
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

static bool is_item(const rap_html_line *line) { return line->layout >= 'a' && line->layout <= 'f'; }

/* Lists of three links or more, and the line that leads to each. */
static void drop_lists(rap_html_page *page) {
  const rap_html_tree *tree = page->tree;
  for (size_t i = 0; i < page->n_lines; i++) {
    rap_html_line *line = &page->lines[i], *before = i ? line - 1 : NULL;
    if (line->dropped || !is_item(line)) continue;
    const rap_html_mark *list = &page->marks[tree->nodes[page->marks[line->node].item].parent];
    if (list->linked * 10 < list->letters * 8 || list->n_lines < 3) continue;
    line->dropped = true;
    if (before && (is_heading(before) || (before->layout == 'p' && before->sentence && before->letters < 60))) before->dropped = true;
  }
}

/* What stands before and behind the body that the page tells to search engines, as long as it is little: the body told may be cut. */
static void drop_around_hint(rap_html_page *page) {
  size_t first = SIZE_MAX, last = 0, before = 0, behind = 0, all = 0, hinted = 0;
  for (size_t i = 0; i < page->n_lines; i++) {
    const rap_html_line *line = &page->lines[i];
    if (line->dropped) continue;
    all += line->letters;
    if (first == SIZE_MAX && !line->hinted) before += line->letters;
    behind = line->hinted ? 0 : behind + line->letters;
    if (!line->hinted) continue;
    hinted += line->letters;
    if (first == SIZE_MAX) first = i;
    last = i;
  }
  if (hinted * 10 < all * 7) return;
  for (size_t i = 0; i < page->n_lines; i++)
    if ((i < first && before * 100 < all * 15) || (i > last && behind * 100 < all * 15)) page->lines[i].dropped = true;
}

enum { HOLDER_PERCENT = 65 };

/* Paragraphs of one text stand in one element. What stands before or behind that element, a note on the author, a standing offer, is dropped as long as the element holds nearly all. */
static void drop_around_holder(rap_html_page *page) {
  uint32_t best = 0;
  size_t all = 0, most = 0;
  for (size_t i = 0; i < page->n_lines; i++) {
    const rap_html_line *line = &page->lines[i];
    if (!line->dropped) page->marks[holder_of(page, line)].held = 0;
  }
  for (size_t i = 0; i < page->n_lines; i++) {
    const rap_html_line *line = &page->lines[i];
    if (line->dropped) continue;
    uint32_t holder = holder_of(page, line);
    all += line->letters;
    page->marks[holder].held += line->letters;
    if (page->marks[holder].held > most) {
      most = page->marks[holder].held;
      best = holder;
    }
  }
  if (most * 100 < all * HOLDER_PERCENT) return;
  for (size_t i = 0; i < page->n_lines; i++) {
    rap_html_line *line = &page->lines[i];
    if (line->node < best || line->node >= page->tree->nodes[best].end) line->dropped = true;
  }
}

/* A heading that says what the title of the page says: that one is the document's, and the site's name may stand behind it. */
static bool is_title(const rap_html_page *page, const rap_html_line *line) {
  rap_str text = rap_str_sub(rap_buf_str(&page->text), line->begin, line->end);
  return text.n >= 10 && (rap_str_starts(page->title, text) || (page->title.n > text.n / 2 && rap_str_starts(text, page->title)));
}

static void drop_tail(rap_html_page *page) {
  for (size_t i = page->n_lines; i-- > 0;) {
    rap_html_line *line = &page->lines[i];
    if (line->dropped) continue;
    if (!is_heading(line) && !rap_html_is_pointer(line) && !is_note(line)) break;
    line->dropped = true;
  }
}

enum { TEXT_MIN = 250, AFTER_PERCENT = 30 };

/* What pages put between lines of the text goes; and what stands behind "Comments" and its like, if the text stands before it; and the list that sums the text up in front of it. */
static void drop_phrases(rap_html_page *page, uint32_t node) {
  size_t all = 0, before = 0;
  for (size_t i = 0; i < page->n_lines; i++)
    if (!page->lines[i].dropped) all += page->lines[i].letters;
  bool behind = false, begun = false, summary = false;
  for (size_t i = 0; i < page->n_lines; i++) {
    rap_html_line *line = &page->lines[i];
    if (line->node < node || line->node >= page->tree->nodes[node].end) continue;
    if (!line->dropped) before += line->letters;
    rap_html_phrase phrase = line->layout == 't' ? RAP_LINE_PROSE : rap_html_phrase_of(page, line);
    if (phrase == RAP_LINE_AFTER && before >= TEXT_MIN && (all - before) * 100 <= all * AFTER_PERCENT) behind = true;
    summary = !begun && (phrase == RAP_LINE_SUMMARY || (summary && is_item(line)));
    if (behind || summary || phrase == RAP_LINE_PHRASE || phrase == RAP_LINE_AFTER) line->dropped = true;
    begun = begun || (line->layout == 'p' && !line->dropped && rap_html_is_sound(line));
  }
}

/* The <article> that a node stands in; 0: none. */
static uint32_t article_of(const rap_html_page *page, uint32_t node) {
  while (node && page->tree->nodes[node].tag != RAP_HTML_ARTICLE) node = page->tree->nodes[node].parent;
  return node;
}

/* Pages that go on with the next article when one scrolls down: what begins with a main heading of another <article> than the title's. */
static void drop_next_article(rap_html_page *page) {
  uint32_t article = 0;
  bool next = false;
  for (size_t i = 0; i < page->n_lines; i++) {
    rap_html_line *line = &page->lines[i];
    if (line->layout == '1' && !next) {
      uint32_t other = article_of(page, line->node);
      if (!article && is_title(page, line)) article = other;
      next = article && other && other != article;
    }
    if (next) line->dropped = true;
  }
}

void rap_html_clean(rap_html_page *page, uint32_t node) {
  drop_outside(page, node);
  drop_next_article(page);
  drop_head(page);
  for (size_t i = 0; i < page->n_lines; i++) {
    rap_html_line *line = &page->lines[i];
    if (line->layout != 't' && is_title(page, line)) line->dropped = true;
    if (line->layout == 'p' && rap_html_is_pointer(line)) line->dropped = true;
  }
  drop_phrases(page, node);
  drop_lists(page);
  drop_around_hint(page);
  drop_around_holder(page);
  drop_tail(page);
}
