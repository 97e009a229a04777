/* html_page.h: what the steps of html_extract.c share: a mark for each node of the tree, and the page's lines. Layer: ingest (inside). */
#ifndef RAP_INGEST_HTML_PAGE_H
#define RAP_INGEST_HTML_PAGE_H

#include "base/buf.h"
#include "base/limits.h"
#include "ingest/html_extract.h"

/* Block elements open at once. */
#define RAP_HTML_STACK (RAP_MAX_HTML_DEPTH + 2)

enum {
  RAP_MARK_NOTE = 1,     /* labelled as who wrote it, when, where it is from */
  RAP_MARK_LINK = 2,     /* within a link */
  RAP_MARK_PRE = 4,      /* line breaks stand as written */
  RAP_MARK_ASIDE = 8,    /* labelled as no part of the text */
  RAP_MARK_OTHER = 16,   /* of these, what may be longer than the text: comments, other articles */
  RAP_MARK_BODY = 32,    /* labelled as the text */
  RAP_MARK_PICTURE = 64, /* labelled as a picture with what goes with it */
  RAP_MARK_CAPTION = 128,
  RAP_MARK_DROPPED = 256, /* left out, with all that it holds */
  /* Not inherited. */
  RAP_MARK_OWN = RAP_MARK_NOTE | RAP_MARK_ASIDE | RAP_MARK_OTHER | RAP_MARK_BODY | RAP_MARK_PICTURE | RAP_MARK_CAPTION
};

typedef struct rap_html_mark {
  /* Inherited from above. */
  uint32_t block; /* the nearest block element, itself included */
  uint32_t item;  /* the nearest list item */
  uint32_t row;   /* the nearest table row of data */
  uint8_t lists;  /* lists that it stands in */
  uint8_t heading;
  uint16_t flags;
  /* Sums over what it holds. */
  uint32_t letters, linked, sound, n_lines, n_pictures;
  uint32_t n_links, bytes, plain; /* links; visible bytes, and those outside of links */
  uint32_t held;                  /* letters of the lines of which it is the holder */
  int64_t score;
} rap_html_mark;

typedef struct rap_html_line {
  uint32_t node; /* the innermost block that holds it */
  uint32_t begin, end;
  uint32_t letters; /* letters and digits; those of scripts without blanks count thrice */
  uint32_t linked;  /* of them in links */
  uint32_t noted;   /* of them in elements labelled RAP_MARK_NOTE */
  uint32_t wide;    /* of them of scripts without blanks */
  uint32_t n_blanks;
  char layout;
  bool sentence; /* ends like one */
  bool dropped;
  uint32_t found; /* shingles of that body in it */
  bool hinted;    /* stands in the body that the page tells to search engines */
} rap_html_line;

typedef struct rap_html_page {
  bool with_hidden, without_labels; /* how strictly to go about it */
  rap_str title;                    /* as the head of the page tells it */
  const rap_html_tree *tree;
  rap_arena *arena;
  rap_html_mark *marks; /* one for each node */
  rap_buf text;
  rap_html_line *lines;
  size_t n_lines, lines_capacity;
  uint32_t sound; /* letters of all sound lines */
  size_t hint;    /* shingles of that body; 0: the page has none */
} rap_html_page;

/* What the names of an element say of it: RAP_MARK_*. */
uint16_t rap_html_label_of(const rap_html_tree *tree, uint32_t at);
/* Fills the inherited part of the marks, text and lines. */
rap_status rap_html_read_lines(rap_html_page *page, rap_error *err) RAP_MUST_CHECK;
/* Sums up what each element holds, and leaves out what is labelled as no part of the text, unless it is most of it. */
void rap_html_weigh(rap_html_page *page);
uint32_t rap_html_choose(rap_html_page *page);
void rap_html_clean(rap_html_page *page, uint32_t node);
/* Marks the lines that stand in the page's own "articleBody". False when out of memory. */
bool rap_html_hint(rap_html_page *page);
/* Whether a line is one that pages put between and below their texts: RAP_LINE_AFTER where what follows is not the text, RAP_LINE_SUMMARY over a list that sums it up. */
typedef enum rap_html_phrase { RAP_LINE_PROSE, RAP_LINE_PHRASE, RAP_LINE_AFTER, RAP_LINE_SUMMARY } rap_html_phrase;
rap_html_phrase rap_html_phrase_of(const rap_html_page *page, const rap_html_line *line);
/* A line that is a link to elsewhere and nothing else: "Related: ...", "READ MORE". */
bool rap_html_is_pointer(const rap_html_line *line);
/* Whether the page, once cleaned, is a text, a listing or empty, and why. */
void rap_html_judge(const rap_html_page *page, rap_html_text *out);
/* A line that reads like a piece of prose. */
bool rap_html_is_sound(const rap_html_line *line);

#endif
