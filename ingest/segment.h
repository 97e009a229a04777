/* segment.h: blocks into sentences. Layer: ingest (inside). */
#ifndef RAP_INGEST_SEGMENT_H
#define RAP_INGEST_SEGMENT_H

#include "ingest/document.h"
#include "ingest/structure.h"

/* Cuts every block of `doc` into sentences (at least one each), in the match view, and maps them to the text. Markers in front of items and headings belong to no sentence.
 * Errors: RAP_ERR_LIMIT (RAP_MAX_SENTENCES), RAP_ERR_NOMEM. Cost: linear; from each stop it looks back at one word and ahead at two, each bounded. */
rap_status rap_segment(rap_arena *arena, rap_document *doc, const rap_draft *drafts, rap_error *err) RAP_MUST_CHECK;

#endif
