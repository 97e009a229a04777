/* html_label.c: what classes, ids and roles say of an element (html_labels.txt). Layer: ingest. */
#include "ingest/html_page.h"

#include "ingest/words.h"

/* ---- Names ------------------------------------------------------------------------------------------------------------- */

typedef struct name_reader {
  size_t classes;
  char word[32];
  size_t n;     /* letters of the word, also of one too long */
  bool first;   /* it begins a name */
  bool without; /* the word before turns its meaning */
} name_reader;

static void end_word(name_reader *r, bool ends_name) {
  if (r->n && r->n <= sizeof r->word) {
    size_t classes = rap_words_get(&rap_words_html_labels, (rap_str){r->word, r->n});
    bool turned = r->without;
    r->without = RAP_WORD_IN(classes, RAP_LABEL_WITHOUT);
    if (RAP_WORD_IN(classes, RAP_LABEL_ALONE) && r->first && ends_name) r->classes |= 1u << RAP_LABEL_ASIDE;
    if (!turned) r->classes |= classes & ~(size_t)(1u << RAP_LABEL_ALONE | 1u << RAP_LABEL_WITHOUT);
    r->first = false;
  }
  r->n = 0;
  if (!ends_name) return;
  r->first = true;
  r->without = false;
}

/* The classes of all words of some names. */
static size_t classes_of(rap_str names) {
  name_reader r = {.first = true};
  bool small = false;
  for (size_t i = 0; i < names.n; i++) {
    char c = names.p[i];
    bool capital = c >= 'A' && c <= 'Z';
    bool letter = capital || (c >= 'a' && c <= 'z');
    if (!letter || (capital && small)) end_word(&r, c == ' ' || c == '\n' || c == '\t');
    if (letter && r.n < sizeof r.word) r.word[r.n] = capital ? (char)(c + 32) : c;
    r.n += letter;
    small = letter && !capital;
  }
  end_word(&r, true);
  return r.classes;
}

uint16_t rap_html_label_of(const rap_html_tree *tree, uint32_t at) {
  const rap_html_node *node = &tree->nodes[at];
  switch (node->tag) {
  case RAP_HTML_TEXT:
  case RAP_HTML_HTML:
  case RAP_HTML_BODY: return 0;
  case RAP_HTML_NAV:
  case RAP_HTML_FORM:
  case RAP_HTML_HEADER:
  case RAP_HTML_ASIDE:
  case RAP_HTML_FOOTER: return RAP_MARK_ASIDE;
  case RAP_HTML_FIGURE: return RAP_MARK_PICTURE;
  case RAP_HTML_FIGCAPTION: return RAP_MARK_CAPTION;
  case RAP_HTML_TIME:
  case RAP_HTML_ADDRESS: return RAP_MARK_NOTE;
  default: break;
  }
  size_t classes = 0;
  for (uint32_t i = node->attributes; i < node->attributes + node->n_attributes; i++) {
    rap_str name = tree->attributes[i].name;
    if (rap_str_is(name, "class") || rap_str_is(name, "id") || rap_str_is(name, "role") || rap_str_is(name, "itemprop"))
      classes |= classes_of(tree->attributes[i].value);
  }
  uint16_t label = 0;
  if (RAP_WORD_IN(classes, RAP_LABEL_ASIDE)) label |= RAP_MARK_ASIDE;
  if (RAP_WORD_IN(classes, RAP_LABEL_OTHER)) label |= RAP_MARK_ASIDE | RAP_MARK_OTHER;
  if (RAP_WORD_IN(classes, RAP_LABEL_PICTURE)) label |= RAP_MARK_PICTURE;
  if (RAP_WORD_IN(classes, RAP_LABEL_CAPTION)) label |= RAP_MARK_CAPTION;
  if (RAP_WORD_IN(classes, RAP_LABEL_NOTE)) label |= RAP_MARK_NOTE;
  if (RAP_WORD_IN(classes, RAP_LABEL_BODY)) label |= RAP_MARK_BODY;
  return label;
}

/* ---- Weights ----------------------------------------------------------------------------------------------------------- */

bool rap_html_is_sound(const rap_html_line *line) {
  if (line->linked * 2 > line->letters || line->layout == 't' || (line->n_blanks < 3 && line->wide * 2 < line->letters)) return false;
  return line->letters >= 60 || (line->sentence && line->letters >= 25);
}

static bool is_picture(uint16_t tag) {
  return tag == RAP_HTML_IMG || tag == RAP_HTML_VIDEO || tag == RAP_HTML_IFRAME || tag == RAP_HTML_OBJECT || tag == RAP_HTML_EMBED ||
         tag == RAP_HTML_NOSCRIPT;
}

/* What each element holds, from the lines up. */
static void sum(rap_html_page *page) {
  const rap_html_tree *tree = page->tree;
  page->sound = 0;
  for (size_t i = 0; i < page->n_lines; i++) {
    const rap_html_line *line = &page->lines[i];
    rap_html_mark *mark = &page->marks[line->node];
    mark->letters += line->letters;
    mark->linked += line->linked;
    mark->n_lines++;
    if (rap_html_is_sound(line)) mark->sound += line->letters;
  }
  for (uint32_t i = tree->n - 1; i > 0; i--) {
    const rap_html_mark *mark = &page->marks[i];
    rap_html_mark *above = &page->marks[tree->nodes[i].parent];
    above->letters += mark->letters;
    above->linked += mark->linked;
    above->n_lines += mark->n_lines;
    above->sound += mark->sound;
    above->n_pictures += mark->n_pictures + is_picture(tree->nodes[i].tag);
  }
  page->sound = page->marks[0].sound;
}

/* Percent of the page's sound text: an element that holds so much is the text, whatever it is called. Between 30 and 50 nothing changes on the pages that this was tried on. */
enum { TEXT_PERCENT = 40, OTHER_PERCENT = 80, LETTERS_A_PICTURE = 300 };

static bool is_out(const rap_html_page *page, const rap_html_mark *mark) {
  if (page->without_labels) return false;
  bool other = (mark->flags & RAP_MARK_OTHER) && !(mark->flags & RAP_MARK_BODY);
  uint64_t share = (uint64_t)mark->sound * 100;
  if (share >= (uint64_t)page->sound * (other ? OTHER_PERCENT : TEXT_PERCENT) && page->sound) return false;
  if (mark->flags & (RAP_MARK_ASIDE | RAP_MARK_CAPTION)) return true;
  return (mark->flags & RAP_MARK_PICTURE) && mark->n_pictures && mark->letters / mark->n_pictures < LETTERS_A_PICTURE;
}

void rap_html_weigh(rap_html_page *page) {
  const rap_html_tree *tree = page->tree;
  sum(page);
  for (uint32_t i = 1; i < tree->n; i++) {
    rap_html_mark *mark = &page->marks[i];
    if ((page->marks[tree->nodes[i].parent].flags & RAP_MARK_DROPPED) || is_out(page, mark)) mark->flags |= RAP_MARK_DROPPED;
  }
  for (size_t i = 0; i < page->n_lines; i++) page->lines[i].dropped = page->marks[page->lines[i].node].flags & RAP_MARK_DROPPED;
}
