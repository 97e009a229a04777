/* repair_blocks.c: paragraphs that stand there before, and the order of the steps. Layer: ingest. */
#include "ingest/repair_blocks.h"

#include <stdlib.h>

#include "base/bytes.h"

/* The least length, in bytes of the view, of a paragraph that stands there twice by mistake ("The committee took note of the report." may be told of two), and of one that is all or part of another in front of it, not
 * more than so many blocks away, those set aside counted apart. */
enum { WHOLE_MIN = 120, PART_MIN = 60, PART_BLOCKS = 6, PART_AWAY = 24 };
/* A part is looked for where this many of its words, the first ones, have been met. */
enum { MET_BITS = 1 << 14, MET_WORDS = 3 };

/* ---- Whole paragraphs ------------------------------------------------------------------------------------------------------ */

static bool may_repeat(const rap_block *block) { return rap_repair_may(block) && block->kind != RAP_BLOCK_HEADING; }

struct candidate {
  rap_str s;
  size_t block;
};

static int by_text(const void *a, const void *b) {
  const struct candidate *x = a, *y = b;
  if (x->s.n != y->s.n) return x->s.n < y->s.n ? -1 : 1;
  int order = memcmp(x->s.p, y->s.p, x->s.n);
  return order ? order : x->block < y->block ? -1 : 1;
}

static rap_status find_whole(rap_arena *arena, rap_document *doc, rap_error *err) {
  struct candidate *c = rap_arena_array(arena, doc->n_blocks + 1, sizeof *c);
  size_t n = 0;
  if (!c) return rap_error_nomem(err);
  for (size_t i = 0; i < doc->n_blocks; i++) {
    rap_str s = rap_str_at(doc->view.s, doc->blocks[i].view);
    if (s.n >= WHOLE_MIN && may_repeat(&doc->blocks[i])) c[n++] = (struct candidate){s, i};
  }
  qsort(c, n, sizeof *c, by_text);
  for (size_t i = 1; i < n; i++)
    if (rap_str_eq(c[i].s, c[i - 1].s)) rap_repair_set_aside(doc, c[i].block, RAP_ASIDE_REPETITION, RAP_REPAIR_REPETITIONS);
  return RAP_OK;
}

/* ---- Parts of paragraphs --------------------------------------------------------------------------------------------------- */

/* The begins of words met so far, as a Bloom filter of one hash. */
struct met {
  uint64_t bits[MET_BITS / 64];
};

static size_t place_of(const char *p) { return (size_t)(rap_bytes_load(p) * UINT64_C(0x9E3779B97F4A7C15) >> 50); }

/* Offset behind the next blank at or behind `at`; SIZE_MAX when fewer than eight bytes follow it. */
static size_t next_word(rap_str s, size_t at) {
  const char *blank = at < s.n ? memchr(s.p + at, ' ', s.n - at) : NULL;
  size_t word = blank ? (size_t)(blank - s.p) + 1 : s.n;
  return s.n - word >= RAP_BYTES ? word : SIZE_MAX;
}

static void meet(struct met *met, rap_str s) {
  if (s.n < RAP_BYTES) return;
  for (size_t at = 0; at != SIZE_MAX; at = next_word(s, at)) {
    size_t place = place_of(s.p + at);
    met->bits[place / 64] |= UINT64_C(1) << place % 64;
  }
}

static bool may_be_met(const struct met *met, rap_str s) {
  size_t at = 0;
  for (int n = 0; n < MET_WORDS && at != SIZE_MAX; n++) {
    size_t place = place_of(s.p + at);
    if (!(met->bits[place / 64] >> place % 64 & 1)) return false;
    at = next_word(s, at);
  }
  return true;
}

/* Pages that are taken apart element by element give a paragraph and then what was set in another way within it. */
static bool is_part(const rap_document *doc, size_t block, rap_str s) {
  size_t seen = 0;
  for (size_t i = block; i > 0 && seen < PART_BLOCKS && block - i < PART_AWAY; i--) {
    const rap_block *b = &doc->blocks[i - 1];
    if (b->kind == RAP_BLOCK_TITLE) break;
    if (b->aside != RAP_ASIDE_NONE) continue;
    seen++;
    rap_str whole = rap_str_at(doc->view.s, b->view);
    if (whole.n >= s.n && rap_str_find(whole, s, 0) != SIZE_MAX) return true;
  }
  return false;
}

static void find_parts(rap_document *doc) {
  struct met met = {{0}};
  for (size_t i = 0; i < doc->n_blocks; i++) {
    const rap_block *block = &doc->blocks[i];
    rap_str s = rap_str_at(doc->view.s, block->view);
    bool may = s.n >= PART_MIN && may_repeat(block);
    if (may && may_be_met(&met, s) && is_part(doc, i, s)) rap_repair_set_aside(doc, i, RAP_ASIDE_REPETITION, RAP_REPAIR_REPETITIONS);
    if (block->kind != RAP_BLOCK_TITLE && block->aside == RAP_ASIDE_NONE) meet(&met, s);
  }
}

rap_status rap_repair_repetitions(rap_arena *arena, rap_document *doc, rap_error *err) {
  rap_status st = find_whole(arena, doc, err);
  if (st == RAP_OK) find_parts(doc);
  return st;
}

rap_status rap_repair_blocks(rap_arena *arena, rap_document *doc, const rap_draft *drafts, rap_error *err) {
  rap_repair_lines(doc, drafts);
  return rap_repair_wanted(doc, RAP_REPAIR_REPETITIONS) ? rap_repair_repetitions(arena, doc, err) : RAP_OK;
}
