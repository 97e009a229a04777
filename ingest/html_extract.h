/* html_extract.h: the main text of a page, without what surrounds it. Layer: ingest.
 *
 * The text is lines, each one block; `layout` has a byte for each: 'p' paragraph, '1'..'6' heading of that level, 'a'..'f' list item nested one to six deep, 't' table row with its cells
 * joined by " | ". Left out are navigation, notices on cookies, related links, share buttons, comments, sign-ups, boxes on the author, advertisements, captions and credits of pictures, and the
 * page's main heading, which is the document's title (html_meta.h).
 *
 * How it is found, in steps that each fall back to the one before:
 *   1. lines (html_lines.h): text between block boundaries, with how much of it is links; hidden elements are passed over;
 *   2. labels (html_label.h): what element names, classes, ids and roles say, against how much of the page's text they hold;
 *   3. choice (html_choose.c): the element whose lines sum up highest, sentences counting for it and links against it (after Pasternack and Roth, "Extracting article text from the web with
 *      maximum subsequence segmentation", WWW 2009, on a tree instead of a sequence);
 *   4. cleaning (html_clean.c): what within it is no part of the text.
 *
 *     rap_html_text text;
 *     st = rap_html_extract(arena, &tree, &text, err);
 *     if (text.verdict == RAP_HTML_IS_ARTICLE) … text.text, text.layout …
 */
#ifndef RAP_INGEST_HTML_EXTRACT_H
#define RAP_INGEST_HTML_EXTRACT_H

#include "ingest/html_tree.h"

typedef enum rap_html_verdict {
  RAP_HTML_IS_ARTICLE, /* text that one would read */
  RAP_HTML_IS_LISTING, /* a home page, a list of links or of teasers: no document. `text` is what there is all the same */
  RAP_HTML_IS_EMPTY    /* no visible text */
} rap_html_verdict;

typedef struct rap_html_text {
  rap_str text, layout; /* lines joined by '\n', without one at the end; layout.n is the number of lines */
  rap_html_verdict verdict;
  rap_str reason; /* of a verdict that is not RAP_HTML_IS_ARTICLE, with its figures: "62 of 70 lines are links" */
  uint32_t node;  /* the element that holds it */
} rap_html_text;

/* Units: `text` is well-formed UTF-8 without control characters. Ownership: all in `arena`. Errors: RAP_ERR_NOMEM. Cost: linear in the tree. Threads: any, one per arena. */
rap_status rap_html_extract(rap_arena *arena, const rap_html_tree *tree, rap_html_text *out, rap_error *err) RAP_MUST_CHECK;

#endif
