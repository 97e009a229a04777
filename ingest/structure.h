/* structure.h: from lines to blocks: cutting, bullets, headings, lists. Layer: ingest (inside).
 *
 * Three steps, called by rap_document_build: rap_lines_cut makes blocks of the lines (text spans, and what a line shows by itself); then the view and the sentences are made;
 * then rap_structure_resolve looks at neighbours and settles kinds, headings, levels and lead-ins.
 */
#ifndef RAP_INGEST_STRUCTURE_H
#define RAP_INGEST_STRUCTURE_H

#include "ingest/document.h"

/* What stands at the begin of a list item; two items belong to one list when they have the same marker (numbers: of the same form). */
typedef enum rap_marker {
  RAP_MARKER_NONE,
  RAP_MARKER_GLYPH,        /* • ● – - * ➢ …: rap_draft.glyph tells which */
  RAP_MARKER_NUMBER,       /* 1. */
  RAP_MARKER_NUMBER_PAREN, /* 1) (1) */
  RAP_MARKER_LETTER,       /* a. a) (a) */
  RAP_MARKER_ROMAN,        /* ii. ii) (ii) */
  RAP_MARKER_HASHES,       /* Markdown heading: number = how many */
  RAP_MARKER_ROW           /* table row; no content is cut off */
} rap_marker;

/* A block on its way, beside doc->blocks (same index). */
typedef struct rap_draft {
  rap_marker marker;
  uint32_t glyph;
  unsigned number; /* of a numbered item, levels of a Markdown heading; 0 otherwise */
  size_t content;  /* offset in full where the words begin, behind the marker; == text.begin without one */
  size_t indent;   /* columns in front of the line */
  bool gap_before; /* a blank line stands in front */
  bool rule;       /* no letter or digit in it: "*****", "---" */
  bool dateline;   /* set by rap_document_build */
} rap_draft;

/* The marker at the begin of `line` (no blanks in front): *content = offset behind it and its blanks. A marker with nothing behind it is none. Cost O(marker). */
rap_marker rap_marker_read(rap_str line, size_t *content, uint32_t *glyph, unsigned *number);

/* A glyph that is a bullet at the begin of a line even without a blank behind it. */
bool rap_marker_is_bullet(uint32_t cp);

/* Cuts the title and body of doc->full into doc->blocks (kind, text) and *drafts. Lines of hard-wrapped text are joined. Errors: RAP_ERR_LIMIT (RAP_MAX_BLOCKS),
 * RAP_ERR_NOMEM. Cost: linear. */
rap_status rap_lines_cut(rap_arena *arena, rap_document *doc, rap_draft **drafts, rap_error *err) RAP_MUST_CHECK;

/* Settles kind, level, heading and lead_in of all blocks; needs the view and the sentences. May split the last item of a bare list in two (see document.h), for which it
 * needs doc->view.s to write to, `view_bytes`. Errors: RAP_ERR_NOMEM. Cost: linear. */
rap_status rap_structure_resolve(rap_arena *arena, rap_document *doc, rap_draft *drafts, char *view_bytes, rap_error *err) RAP_MUST_CHECK;

#endif
