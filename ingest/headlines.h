/* headlines.h: headlines that scraping ran together ("… Review the WorkStates Asked to …"). Layer: ingest (inside). */
#ifndef RAP_INGEST_HEADLINES_H
#define RAP_INGEST_HEADLINES_H

#include "ingest/document.h"

/* Offset in the view at which the first headline of view[begin, end) ends and the next one begins without a blank; `end` if there is none. A capital behind a small letter tells of it when both headlines are of
 * several words, and the text has one of the two words elsewhere (or the headlines are long), but not both in one: that would be a name
 * ("AgriStack"). So does a quotation that opens behind a letter.
 * Cost: one pass over the span, and for each such place, of which headlines have few, one pass over the text. Threads: any. */
size_t rap_headline_end(const rap_document *doc, size_t begin, size_t end);

#endif
