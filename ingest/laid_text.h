/* laid_text.h: a text put together line by line, with the layout that rap_raw_document takes beside it. Layer: ingest (inside).
 *
 *     rap_laid_text out = {0};
 *     rap_laid_add(&out, RAP_STR("Themes"));
 *     rap_laid_end(&out, '2');                          // a heading
 *     rap_laid_add(&out, RAP_STR("water  and\n power"));
 *     rap_laid_end(&out, 'a');                          // an item: "water and power"
 *     st = rap_laid_take(&out, arena, &raw->text, &raw->layout, err);
 *     rap_laid_clear(&out);
 *
 * A line's white space (ASCII) is one blank each, none at its ends; a line without a visible character is none.
 */
#ifndef RAP_INGEST_LAID_TEXT_H
#define RAP_INGEST_LAID_TEXT_H

#include "base/arena.h"
#include "base/buf.h"

typedef struct rap_laid_text {
  rap_buf text, layout;
  size_t begin; /* of the open line in text */
  bool blank;   /* one is due before the next character */
} rap_laid_text;

/* Appends to the open line. Sticky on failure, as rap_buf. */
void rap_laid_add(rap_laid_text *out, rap_str s);
/* Whether the open line has a character yet. */
bool rap_laid_open(const rap_laid_text *out);
/* Ends the open line, as a line of that kind (rap_raw_document.layout); without a character it is none. */
void rap_laid_end(rap_laid_text *out, char kind);
/* Ends the open line as a paragraph, and copies all into `arena`: *layout has a byte for each line of *text, which has no line end behind the last. Errors: RAP_ERR_NOMEM. */
rap_status rap_laid_take(rap_laid_text *out, rap_arena *arena, rap_str *text, rap_str *layout, rap_error *err) RAP_MUST_CHECK;
/* An append has failed. */
bool rap_laid_failed(const rap_laid_text *out);
void rap_laid_clear(rap_laid_text *out);

#endif
