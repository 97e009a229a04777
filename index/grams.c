#include "index/grams.h"

#include <stdlib.h>

void rap_grams_clear(rap_grams *g) {
  free(g->items);
  free(g->slots);
  rap_map_clear(&g->words);
  rap_arena_free(g->arena);
  *g = (rap_grams){.longest = g->longest};
}

void rap_grams_text(rap_grams *g, int set) {
  g->set = set;
  g->text++;
  memset(g->before, 0, sizeof g->before);
}

/* Number + 1 of a word; 0 when out of memory. */
static uint32_t number_of(rap_grams *g, rap_str word) {
  rap_map_entry *found = rap_map_get(&g->words, word);
  if (found) return (uint32_t)found->value.num + 1;
  if (!g->arena) g->arena = rap_arena_new();
  rap_str kept = g->arena ? rap_arena_str(g->arena, word) : (rap_str){0};
  rap_map_entry *e = kept.p ? rap_map_put(&g->words, kept, NULL) : NULL;
  if (!e) return 0;
  e->value.num = g->words.n - 1;
  return (uint32_t)g->words.n;
}

static uint64_t hash_of(const uint32_t words[RAP_GRAMS_LONGEST]) {
  uint64_t h = 0;
  for (size_t i = 0; i < RAP_GRAMS_LONGEST; i++) h = (h ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15);
  return h ^ h >> 29;
}

static bool grow_slots(rap_grams *g) {
  size_t want = g->n_slots ? g->n_slots * 2 : 4096;
  uint32_t *slots = calloc(want, sizeof *slots);
  if (!slots) return false;
  for (size_t i = 0; i < g->n; i++) {
    size_t at = (size_t)hash_of(g->items[i].words) & (want - 1);
    while (slots[at]) at = (at + 1) & (want - 1);
    slots[at] = (uint32_t)i + 1;
  }
  free(g->slots);
  g->slots = slots;
  g->n_slots = want;
  return true;
}

static bool grow_items(rap_grams *g) {
  size_t want = g->capacity ? g->capacity * 2 : 2048;
  rap_gram *items = realloc(g->items, want * sizeof *items);
  if (!items) return false;
  g->items = items;
  g->capacity = want;
  return true;
}

/* The run, made if it is new; NULL when there is no room. */
static rap_gram *find(rap_grams *g, const uint32_t words[RAP_GRAMS_LONGEST]) {
  if (g->n * 2 >= g->n_slots && !grow_slots(g)) return NULL;
  size_t at = (size_t)hash_of(words) & (g->n_slots - 1);
  for (; g->slots[at]; at = (at + 1) & (g->n_slots - 1)) {
    rap_gram *item = &g->items[g->slots[at] - 1];
    if (memcmp(item->words, words, sizeof item->words) == 0) return item;
  }
  g->full = g->n == RAP_GRAMS_MAX;
  if (g->full || (g->n == g->capacity && !grow_items(g))) return NULL;
  rap_gram *item = &g->items[g->n++];
  memset(item, 0, sizeof *item);
  memcpy(item->words, words, sizeof item->words);
  g->slots[at] = (uint32_t)g->n;
  return item;
}

static bool count(rap_grams *g, const uint32_t words[RAP_GRAMS_LONGEST]) {
  rap_gram *item = find(g, words);
  if (!item) return false;
  item->n[g->set]++;
  item->documents[g->set] += item->last != g->text;
  item->last = g->text;
  return true;
}

bool rap_grams_word(rap_grams *g, rap_str word, bool joined) {
  if (g->full || g->failed) return false;
  uint32_t number = number_of(g, word), words[RAP_GRAMS_LONGEST] = {0};
  bool counted = number > 0;
  if (!joined) memset(g->before, 0, sizeof g->before);
  g->total[g->set]++;
  for (size_t length = 1; counted && length <= g->longest; length++) {
    if (length > 1 && !g->before[length - 2]) break;
    /* The run's words in their order: the farthest first. */
    for (size_t i = 0; i + 1 < length; i++) words[i] = g->before[length - 2 - i];
    words[length - 1] = number;
    counted = count(g, words);
  }
  memmove(g->before + 1, g->before, (RAP_GRAMS_LONGEST - 1) * sizeof *g->before);
  g->before[0] = number;
  if (!counted && !g->full) g->failed = true;
  return counted;
}

size_t rap_grams_length(const rap_gram *gram) {
  size_t n = 0;
  while (n < RAP_GRAMS_LONGEST && gram->words[n]) n++;
  return n;
}

void rap_grams_term(const rap_grams *g, const rap_gram *gram, rap_buf *out) {
  for (size_t i = 0; i < RAP_GRAMS_LONGEST && gram->words[i]; i++) {
    if (i) rap_buf_putc(out, ' ');
    rap_buf_add(out, g->words.entries[gram->words[i] - 1].key);
  }
}
