#include "index/sketch.h"

#include <stdlib.h>

enum { VALUES = RAP_SKETCH_BANDS * RAP_SKETCH_ROWS };

/* For multipliers that are fixed once and for all: a sketch is stored. */
static uint64_t mix(uint64_t x) { return rap_scatter(x + 0x9e3779b97f4a7c15u); }

typedef struct minima {
  uint32_t factor[VALUES], offset[VALUES], least[VALUES];
} minima;

static void begin(minima *m) {
  for (uint64_t i = 0; i < VALUES; i++) {
    m->factor[i] = (uint32_t)mix(2 * i) | 1;
    m->offset[i] = (uint32_t)mix(2 * i + 1);
    m->least[i] = UINT32_MAX;
  }
}

/* One more member of the set: the least of each hash function. */
static inline void take(minima *m, uint32_t x, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t value = (x ^ m->offset[i]) * m->factor[i];
    value ^= value >> 15;
    m->least[i] = value < m->least[i] ? value : m->least[i];
  }
}

static void put_keys(const minima *m, size_t n_bands, uint32_t *keys) {
  for (size_t b = 0; b < n_bands; b++) {
    uint64_t h = b;
    for (size_t i = 0; i < RAP_SKETCH_ROWS; i++) h = mix(h ^ m->least[b * RAP_SKETCH_ROWS + i]);
    keys[b] = (uint32_t)(h >> 32) | 1;
  }
}

static void shingle_keys(const rap_wordrow *row, uint32_t *keys) {
  minima m;
  if (row->n < RAP_NEAR_WORDS) return;
  begin(&m);
  for (size_t k = 0; k + RAP_SHINGLE_WORDS <= row->n; k++) take(&m, (uint32_t)(rap_shingle(row->symbols + k) >> 32), VALUES);
  put_keys(&m, RAP_SKETCH_BANDS, keys);
}

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

uint32_t *rap_figures_of(rap_arena *arena, const rap_wordrow *row, size_t *n) {
  size_t all = 0;
  *n = 0;
  for (size_t i = 0; i < row->n; i++) all += (row->words[i].flags & RAP_WORD_LONG) != 0;
  uint32_t *list = rap_arena_array(arena, all, sizeof *list);
  if (!list) return NULL;
  all = 0;
  for (size_t i = 0; i < row->n; i++)
    if (row->words[i].flags & RAP_WORD_LONG) list[all++] = row->symbols[i];
  if (all) qsort(list, all, sizeof *list, by_number);
  for (size_t i = 0; i < all; i++)
    if (i == 0 || list[i] != list[*n - 1]) list[(*n)++] = list[i];
  return list;
}

static bool figure_keys(rap_arena *arena, const rap_wordrow *row, uint32_t *keys) {
  minima m;
  size_t n;
  const uint32_t *figures = rap_figures_of(arena, row, &n);
  if (!figures) return false;
  if (n < RAP_FIGURES_LEAST) return true;
  begin(&m);
  for (size_t i = 0; i < n; i++) take(&m, (uint32_t)mix(figures[i]), RAP_FIGURE_BANDS * RAP_SKETCH_ROWS);
  put_keys(&m, RAP_FIGURE_BANDS, keys);
  return true;
}

static int64_t form_of(rap_digest *digest) {
  unsigned char bytes[RAP_DIGEST_BYTES];
  uint64_t form = 0;
  rap_digest_bytes(digest, bytes);
  for (size_t i = 0; i < 8; i++) form = form << 8 | bytes[i];
  form &= INT64_MAX;
  return form ? (int64_t)form : 1;
}

bool rap_sketch_make(rap_arena *arena, rap_str title, rap_str body, rap_str url, rap_sketch *out) {
  *out = (rap_sketch){0};
  rap_wordrow head, row;
  rap_digest digest;
  rap_digest_init(&digest);
  if (!rap_wordrow_make(arena, rap_str_sub(title, 0, RAP_SKETCH_BYTES), &digest, &head)) return false;
  if (!rap_wordrow_make(arena, rap_str_sub(body, 0, RAP_SKETCH_BYTES), &digest, &row)) return false;
  if (body.n > RAP_SKETCH_BYTES) rap_digest_add_field(&digest, rap_str_sub(body, RAP_SKETCH_BYTES, body.n));
  if (head.n || row.n) out->form = form_of(&digest);
  shingle_keys(&row, out->keys);
  out->keys[RAP_KEY_RELEASE] = rap_release_key(url);
  return figure_keys(arena, &row, out->keys + RAP_KEY_FIGURES);
}
