/* markdown.h: text and addresses in Markdown (CommonMark 0.30, tables of GFM 4.10). Layer: base.
 *
 * What is written is read back as the same text: every character that Markdown would take for its own is escaped, and no other, so that the source stays legible.
 *
 *     rap_markdown_text(&line, title, (rap_span){0, title.n}, RAP_MARKDOWN_BEGINS_LINE);
 *
 * Errors: of the buffer, which is sticky. Threads: any.
 */
#ifndef RAP_BASE_MARKDOWN_H
#define RAP_BASE_MARKDOWN_H

#include "base/buf.h"

/* Where the text stands. WITHIN_LINE: something is before it. BEGINS_LINE: nothing is, so that "#", "-", "1." and others would begin a heading or an item. CELL: of a table; a line's end becomes "<br>".
 * In both others control characters, line ends among them, become blanks. */
typedef enum rap_markdown_place { RAP_MARKDOWN_WITHIN_LINE, RAP_MARKDOWN_BEGINS_LINE, RAP_MARKDOWN_CELL } rap_markdown_place;

/* Appends the part of `s`, whose letters before and behind the part tell what a "_" or "&" at its ends would mean. Units: bytes. */
void rap_markdown_text(rap_buf *out, rap_str s, rap_span part, rap_markdown_place place);

/* Appends a link's destination: what would end it, or a table's cell, is written in percent (RFC 3986, 2.1). */
void rap_markdown_address(rap_buf *out, rap_str address);

#endif
