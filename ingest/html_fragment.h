/* html_fragment.h: HTML that is text through and through (an entry of a feed, the body of an e-mail) → text with its layout. Layer: ingest.
 *
 * Nothing is taken for boilerplate, as html_extract.h does with pages: all that a reader sees is kept, in order. Left out is what isn't seen: scripts, styles, forms, what is hidden.
 */
#ifndef RAP_INGEST_HTML_FRAGMENT_H
#define RAP_INGEST_HTML_FRAGMENT_H

#include "base/arena.h"
#include "base/status.h"

/* *text: a line for each block, without blank lines; *layout: a byte for each line, as in rap_raw_document. A row of a table is one line, its cells apart by " | ", when two cells at least
 * have text and none of them blocks of its own; other tables are there to place things, and each block in them is a line. Both empty when there is no text.
 * Units: `fragment` is UTF-8, as rap_html_parse takes it. Ownership: `arena`. Errors: RAP_ERR_LIMIT, RAP_ERR_NOMEM. Cost: linear. Threads: any, one per arena. */
rap_status rap_html_fragment_text(rap_arena *arena, rap_str fragment, rap_str *text, rap_str *layout, rap_error *err) RAP_MUST_CHECK;
/* `s` has a tag, a comment or an entity in it: text that comes without being told what it is. */
bool rap_html_is_markup(rap_str s);
/* The same text on one line, for titles. */
rap_status rap_html_fragment_line(rap_arena *arena, rap_str fragment, rap_str *line, rap_error *err) RAP_MUST_CHECK;

#endif
