/* view.h: making the match view. Layer: ingest (inside). What the view is stands in document.h. */
#ifndef RAP_INGEST_VIEW_H
#define RAP_INGEST_VIEW_H

#include "ingest/document.h"

/* Zero-width characters, soft hyphens, marks of direction and variation: dropped in the view, and never what a block begins or ends with. */
bool rap_view_drops(uint32_t cp);
/* Blanks and dropped characters. */
bool rap_view_is_blank(uint32_t cp);
/* Builds doc->view from doc->full and the text spans of doc->blocks, whose view spans it sets.
 * *bytes is doc->view.s.p to write to, until the document is handed out. Errors: RAP_ERR_NOMEM. Cost: linear. */
rap_status rap_view_build(rap_arena *arena, rap_document *doc, char **bytes, rap_error *err) RAP_MUST_CHECK;

#endif
