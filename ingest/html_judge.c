/* html_judge.c: whether a page is a text, a page of links or nothing. Layer: ingest. */
#include "ingest/html_page.h"

/* Bounds of the verdict: taken so that no article of the corpora is called a listing; a listing that passes for a text is the lesser harm. */
enum { TEXT_MAX = 200, LINKS_MIN = 15, TEASERS_MIN = 6, TEASER_MAX = 300 };

/* The page says that it is one text. */
static bool says_article(const rap_html_page *page) {
  const rap_html_tree *tree = page->tree;
  if (page->hint) return true;
  for (uint32_t i = 1; i < tree->n; i++) {
    if (rap_str_is(rap_html_attribute_of(tree, i, "itemprop"), "articleBody")) return true;
    if (tree->nodes[i].tag != RAP_HTML_META || !rap_str_is(rap_html_attribute_of(tree, i, "property"), "og:type")) continue;
    if (rap_str_is(rap_html_attribute_of(tree, i, "content"), "article")) return true;
  }
  return false;
}

typedef struct counts {
  size_t lines, links, letters, linked;
  size_t sound, sound_letters; /* of what is kept */
  size_t teasers;              /* of these, short ones behind or before a link of their own */
} counts;

static bool is_headline(const rap_html_line *line) { return rap_html_is_pointer(line) && line->letters >= 15; }

static counts count(const rap_html_page *page) {
  counts c = {0};
  for (size_t i = 0; i < page->n_lines; i++) {
    const rap_html_line *line = &page->lines[i];
    c.lines++;
    c.links += rap_html_is_pointer(line);
    c.letters += line->letters;
    c.linked += line->linked;
    if (line->dropped || !rap_html_is_sound(line)) continue;
    c.sound++;
    c.sound_letters += line->letters;
    if (line->letters <= TEASER_MAX) c.teasers += (i > 0 && is_headline(line - 1)) || (i + 1 < page->n_lines && is_headline(line + 1));
  }
  return c;
}

void rap_html_judge(const rap_html_page *page, rap_html_text *out) {
  counts c = count(page);
  out->verdict = RAP_HTML_IS_ARTICLE;
  if (c.letters == 0) {
    out->verdict = RAP_HTML_IS_EMPTY;
    out->reason = RAP_STR("no visible text");
    return;
  }
  bool links = c.sound_letters < TEXT_MAX && c.links >= LINKS_MIN && c.linked * 2 >= c.letters;
  bool teasers = c.teasers >= TEASERS_MIN && c.teasers * 10 >= c.sound * 7;
  if ((!links && !teasers) || says_article(page)) return;
  out->verdict = RAP_HTML_IS_LISTING;
  out->reason = teasers ? rap_arena_printf(page->arena, "%zu of %zu paragraphs are teasers of other pages", c.teasers, c.sound)
                        : rap_arena_printf(page->arena, "%zu of %zu lines are links, and hardly a sentence stands between them", c.links, c.lines);
}
