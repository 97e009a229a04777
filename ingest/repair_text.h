/* repair_text.h: what the steps that repair a text share. Layer: ingest (inside). */
#ifndef RAP_INGEST_REPAIR_TEXT_H
#define RAP_INGEST_REPAIR_TEXT_H

#include "base/map.h"
#include "ingest/repair.h"

/* At `at`, `drop` bytes go (white space, soft hyphens, a hyphen at a line's end) and `put` comes in their place (' ', '\n', or 0 for nothing). */
typedef struct rap_edit {
  size_t at;
  uint32_t drop;
  char put;
  uint8_t step;
  bool counts; /* one of the edits that make up one repair */
} rap_edit;

typedef struct rap_repairer {
  rap_arena *arena;
  const rap_repair_in *text; /* before repair */
  rap_str s;                 /* text->full */
  size_t body;               /* where the title's line ends and the body begins */
  rap_edit *edits;           /* in order within a step */
  size_t n_edits, capacity;
  rap_map words; /* the runs of ASCII letters of `s`, with how often; made when first asked for */
  bool has_words;
  size_t n_searches;  /* for words, before */
  size_t n_compounds; /* words with hyphens that were looked for */
  bool failed;        /* out of memory */
} rap_repairer;

void rap_repairer_edit(rap_repairer *r, rap_edit edit);
/* How often `word`, ASCII letters, stands in the text with no other on either side: 0, 1, or 2 or more. Cost: a search through the text the first times, from then on linear in the word. */
size_t rap_repairer_count(rap_repairer *r, rap_str word);

/* "India.The", "ShillongThe": which of the two steps are wanted. */
void rap_repair_glue(rap_repairer *r, bool sentences, bool headings);
void rap_repair_soft_hyphens(rap_repairer *r);
void rap_repair_line_hyphens(rap_repairer *r);
void rap_repair_spaced_letters(rap_repairer *r);
void rap_repair_run_on_bullets(rap_repairer *r);

#endif
