#include "analyze/places.h"

#include <string.h>

static bool agree(const rap_literals *a, const rap_literals *b) {
  return a->borders == b->borders && memcmp(a->first, b->first, sizeof a->first) == 0 && memcmp(a->behind, b->behind, sizeof a->behind) == 0 &&
         memcmp(a->behind2, b->behind2, sizeof a->behind2) == 0;
}

size_t rap_places_join(rap_places_plan *plan, const rap_literals *literals) {
  if (!literals->marked) return RAP_PLACES_NONE;
  for (size_t g = 0; g < plan->n_groups; g++)
    if (agree(plan->of[g], literals)) return g;
  if (plan->n_groups == RAP_MAX_PLACE_GROUPS) return RAP_PLACES_NONE;
  size_t g = plan->n_groups++;
  const uint32_t bit = (uint32_t)1 << g;
  plan->of[g] = literals;
  if (literals->borders) plan->borders |= bit;
  for (unsigned b = 0; b < 256; b++) {
    bool inside = (b & 0xC0) == 0x80; /* a character */
    if (!inside && rap_byte_in(literals->first, (unsigned char)b)) plan->first[b] |= bit;
    if (rap_byte_in(literals->behind, (unsigned char)b)) plan->behind[b] |= bit;
    if (rap_byte_in(literals->behind2, (unsigned char)b)) plan->behind2[b] |= bit;
  }
  return g;
}

/* Of the groups `fit` by its first byte those that the text before `at` is fit for. */
static uint32_t fit_before(const rap_places_plan *plan, const unsigned char *text, size_t at, uint32_t fit) {
  if (at > 0) {
    fit &= plan->behind[text[at - 1]];
    if (rap_byte_is_word((unsigned char)text[at]) && rap_byte_is_word((unsigned char)text[at - 1])) fit &= ~plan->borders;
  }
  return at > 1 ? fit & plan->behind2[text[at - 2]] : fit;
}

uint64_t *const *rap_places_find(rap_arena *arena, const rap_places_plan *plan, rap_str text) {
  const unsigned char *s = (const unsigned char *)text.p;
  size_t n_words = text.n / 64 + 1;
  uint64_t **rows = rap_arena_array(arena, RAP_MAX_PLACE_GROUPS, sizeof *rows);
  uint64_t *bits = rap_arena_array(arena, plan->n_groups * n_words + 1, sizeof *bits);
  if (!rows || !bits) return NULL;
  for (size_t g = 0; g < plan->n_groups; g++) rows[g] = bits + g * n_words;
  for (size_t at = 0; plan->n_groups && at < text.n; at++) {
    uint32_t fit = plan->first[s[at]];
    if (!fit) continue;
    fit = fit_before(plan, s, at, fit);
    for (size_t g = 0; fit; g++, fit >>= 1)
      if (fit & 1) rows[g][at / 64] |= UINT64_C(1) << at % 64;
  }
  return rows;
}

/* The number of the lowest bit; there must be one. */
static size_t lowest(uint64_t word) {
  size_t n = 0;
  for (unsigned half = 32; half; half /= 2) {
    if (word & (~UINT64_C(0) >> (64 - half))) continue;
    word >>= half;
    n += half;
  }
  return n;
}

size_t rap_places_next(const uint64_t *row, size_t from, size_t end) {
  if (from >= end) return SIZE_MAX;
  size_t w = from / 64, last = (end - 1) / 64;
  uint64_t word = row[w] & ~UINT64_C(0) << from % 64;
  while (!word && w < last) word = row[++w];
  if (!word) return SIZE_MAX;
  size_t at = w * 64 + lowest(word);
  return at < end ? at : SIZE_MAX;
}
