/* repair_blocks.h: what of a text is no part of it. Layer: ingest (inside). */
#ifndef RAP_INGEST_REPAIR_BLOCKS_H
#define RAP_INGEST_REPAIR_BLOCKS_H

#include "ingest/document.h"
#include "ingest/structure.h"

/* Runs the steps of the blocks: sets .aside of doc->blocks, whose kinds and view must stand, and counts in doc->repairs how many each step set aside. Titles and rows of tables never are. Errors: RAP_ERR_NOMEM.
 * Cost: linear in the text but for paragraphs of equal length, which are sorted. */
rap_status rap_repair_blocks(rap_arena *arena, rap_document *doc, const rap_draft *drafts, rap_error *err) RAP_MUST_CHECK;

/* The two kinds of steps: what shows by the words of a line and its place, and what stands there before. */
void rap_repair_lines(rap_document *doc, const rap_draft *drafts);
rap_status rap_repair_repetitions(rap_arena *arena, rap_document *doc, rap_error *err) RAP_MUST_CHECK;

/* A line that an agency puts around its releases, by furniture.txt: "(Release ID: 123)", "Press Information Bureau". */
bool rap_repair_is_agency_line(rap_str s);

static inline bool rap_repair_wanted(const rap_document *doc, rap_repair step) { return !(doc->repairs_off >> step & 1); }
static inline void rap_repair_set_aside(rap_document *doc, size_t block, rap_aside aside, rap_repair step) {
  if (doc->blocks[block].aside != RAP_ASIDE_NONE) return;
  doc->blocks[block].aside = aside;
  doc->n_aside++;
  doc->repairs.n[step]++;
}
static inline bool rap_repair_may(const rap_block *block) {
  return block->aside == RAP_ASIDE_NONE && block->kind != RAP_BLOCK_TITLE && block->kind != RAP_BLOCK_ROW;
}

#endif
