/* pdf_join.h: which printed lines belong together, and how they are put together. Layer: ingest (inside). */
#ifndef RAP_INGEST_PDF_JOIN_H
#define RAP_INGEST_PDF_JOIN_H

#include "base/map.h"
#include "ingest/pdf.h"

/* Ends with a stop, colon, semicolon or danda, behind which quotes and brackets may stand. */
bool rap_pdf_ends_sentence(rap_str text);
/* Larger than running text. */
bool rap_pdf_is_large(const rap_pdf *pdf, const rap_pdf_line *line);
/* Begins with a bullet, or (`weak` too) with a number, a letter or a dash, as items do. */
bool rap_pdf_is_marked(rap_str text, bool weak);
/* The commonest close step from line to line, as a multiple of the height of letters. */
float rap_pdf_leading(const rap_pdf_lines *lines);

/* Does `line` go on with the block whose first and last lines are given (n_lines of them)? */
bool rap_pdf_joins(const rap_pdf *pdf, float leading, const rap_pdf_line *first, const rap_pdf_line *last, size_t n_lines, const rap_pdf_line *line);

/* The words of which lines are broken inside, as the rest of the text writes them: zero-initialise, rap_map_clear at the end. Keys: in the arena; value.num: 1 if it stands somewhere in full. */
typedef rap_map rap_pdf_broken;
/* **Errors**: RAP_ERR_NOMEM. **Cost**: linear. */
rap_status rap_pdf_find_broken(rap_arena *arena, const rap_pdf_lines *lines, rap_pdf_broken *out, rap_error *err) RAP_MUST_CHECK;
/* Appends `line` to `text`, with a blank or, where a word is broken, without; the hyphen goes unless the text writes the word with one elsewhere, or it stands behind "self", "non" and the like, in front of a capital or a
 * figure. */
void rap_pdf_append(const rap_pdf_broken *broken, rap_str line, rap_buf *text);

#endif
