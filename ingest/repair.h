/* repair.h: what is wrong with a text as it came, put right by named steps. Layer: ingest.
 *
 * The first step puts characters right that were read in a wrong character set. The others are of two kinds. Those of the text put or take white space, soft hyphens and hyphens at line ends, before the text is stored; those of the blocks mark what is no part of the text proper as set aside
 * (rap_block.aside), anew each time a document is made or restored. Invariant of these: the sequence of letters and digits of a text is the same before and after, in number and order.
 * All steps stand in one table, from which come the option, its help and the manual's list. A set of steps is told by how it differs from the default, so that zero is the default.
 */
#ifndef RAP_INGEST_REPAIR_H
#define RAP_INGEST_REPAIR_H

#include "base/arena.h"
#include "base/json.h"
#include "base/status.h"
#include "base/str.h"

typedef enum rap_repair {
  RAP_REPAIR_MOJIBAKE, /* of the bytes: done by the readers (mojibake.h), which tell how often in rap_raw_document.n_mojibake */
  /* of the text, in the order in which they are described */
  RAP_REPAIR_GLUED_SENTENCES,
  RAP_REPAIR_GLUED_HEADINGS,
  RAP_REPAIR_SOFT_HYPHENS,
  RAP_REPAIR_LINE_HYPHENS,
  RAP_REPAIR_SPACED_LETTERS,
  RAP_REPAIR_RUN_ON_BULLETS,
  /* of the blocks */
  RAP_REPAIR_REPETITIONS,
  RAP_REPAIR_FIRST_OF_BLOCKS = RAP_REPAIR_REPETITIONS,
  RAP_REPAIR_CAPTIONS,
  RAP_REPAIR_TWEETS,
  RAP_REPAIR_PAGE_LINES,
  RAP_REPAIR_AGENCY_LINES,
  RAP_REPAIR_SIGNATURES,
  RAP_N_REPAIRS
} rap_repair;

typedef struct rap_repair_step {
  const char *name;
  const char *summary; /* one line, lower case, no full stop */
} rap_repair_step;

extern const rap_repair_step rap_repair_steps[RAP_N_REPAIRS];

/* Steps that are switched off: bit i for step i. */
typedef uint32_t rap_repairs_off;
#define RAP_REPAIRS_ALL_OFF (((rap_repairs_off)1 << RAP_N_REPAIRS) - 1)

/* How often each step did something: a text step by places, a block step by blocks. */
typedef struct rap_repair_counts {
  uint32_t n[RAP_N_REPAIRS];
} rap_repair_counts;

/* Adds the step of that name, "all" for all of them, to *off. False, and *off as it was, when there is none of that name. */
bool rap_repairs_switch_off(rap_str name, rap_repairs_off *off);
/* Whether there is anything to tell of. */
bool rap_repairs_any(rap_repairs_off off, const rap_repair_counts *counts);
/* Tells in `reading`, a JSON object, what was done ("repairs": {"glued-sentences": 3}) and what was off ("not_repaired": ["tweets"]). False when out of memory. */
bool rap_repairs_to_json(rap_repairs_off off, const rap_repair_counts *counts, rap_json *reading);
/* The same for people, "glued-sentences 3, tweets 1", appended to `out`; nothing when nothing was done. */
void rap_repairs_to_text(const rap_repair_counts *counts, rap_buf *out);
/* Reads that from the text of such an object: *off, and of *counts those of the steps of the text, since the steps of the blocks are run again. Steps that are not known are passed over: one may have been given up.
 * Errors: RAP_ERR_NOMEM. */
rap_status rap_repairs_from_json(rap_str reading, rap_repairs_off *off, rap_repair_counts *counts, rap_error *err) RAP_MUST_CHECK;

/* A text to be repaired, and what goes with it. */
typedef struct rap_repair_in {
  rap_str full;
  size_t title_len; /* a title in one line stands in front, then '\n'; 0: none */
  rap_str layout;   /* empty, or one byte for each line behind the title (document.h): grows with them, and keeps lines from being joined */
} rap_repair_in;

/* Runs the steps of the text. What was to be changed of *text lives in `arena`; what was not is as it came. Well-formed and NFC if it was. *counts of text steps are set. Errors: RAP_ERR_NOMEM.
 * Cost: linear; a quick search for places first. */
rap_status rap_repair_text(rap_arena *arena, rap_repairs_off off, rap_repair_in *text, rap_repair_counts *counts, rap_error *err) RAP_MUST_CHECK;

#endif
