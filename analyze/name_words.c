#include "analyze/name_words.h"

#include <stdlib.h>

#include "analyze/rules_internal.h"

static bool is_part(unsigned char c) { return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

/* Next word of `s` at or after *at. */
static bool next_word(rap_str s, size_t *at, rap_str *word) {
  size_t begin = *at;
  while (begin < s.n && !is_part((unsigned char)s.p[begin])) begin++;
  size_t end = begin;
  while (end < s.n && is_part((unsigned char)s.p[end])) end++;
  *word = rap_str_sub(s, begin, end);
  *at = end;
  return end > begin;
}

/* "meetings" and "meeting", "conferences" and "conference" are one word here. */
static rap_str singular(rap_str word) {
  if (word.n > 4 && (word.p[word.n - 1] == 's' || word.p[word.n - 1] == 'S')) word.n--;
  return word;
}

static bool is_small(const rap_rules *rules, rap_str word) { return rap_rules_lookup(rules, RAP_STR("small_word"), word).n > 0; }

/* As rap_str_hash, over ASCII letters in lower case. */
static uint64_t hash_of(rap_str s) {
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * UINT64_C(0x100000001b3);
  }
  return h;
}

bool rap_name_words_of(rap_arena *arena, const rap_rules *rules, rap_str name, rap_name_words *out) {
  *out = (rap_name_words){0};
  rap_str word;
  size_t n = 0;
  for (size_t at = 0; next_word(name, &at, &word);) n++;
  rap_name_word *items = rap_arena_array(arena, n, sizeof *items);
  if (!items) return false;
  for (size_t at = 0; next_word(name, &at, &word);) {
    rap_str text = singular(word);
    items[out->n] = (rap_name_word){.text = text, .hash = hash_of(text), .small = is_small(rules, word)};
    out->n_telling += !items[out->n++].small;
  }
  out->items = items;
  return true;
}

static bool has_word(const rap_name_words *words, const rap_name_word *word) {
  for (size_t i = 0; i < words->n; i++)
    if (words->items[i].hash == word->hash && rap_str_eq_nocase(words->items[i].text, word->text)) return true;
  return false;
}

size_t rap_name_words_shared(const rap_name_words *a, const rap_name_words *b) {
  size_t shared = 0;
  for (size_t i = 0; i < a->n; i++) shared += !a->items[i].small && has_word(b, &a->items[i]);
  return shared;
}

bool rap_name_words_same(const rap_name_words *a, const rap_name_words *b) {
  return (a->n_telling >= 2 && rap_name_words_shared(a, b) == a->n_telling) || (b->n_telling >= 2 && rap_name_words_shared(b, a) == b->n_telling);
}

/* --- the index of series --- */

struct rap_series_key {
  uint64_t hash; /* over all telling words, in any order */
  const rap_entry *entry;
  rap_name_words words;
  size_t order;
};

/* A telling word that a small one is equal to in the singular: where the one stands, the other may. */
static bool is_doubtful(const rap_rules *rules, rap_str text) {
  char plural[RAP_RULES_KEY_MAX];
  if (text.n + 1 > sizeof plural) return false;
  memcpy(plural, text.p, text.n);
  plural[text.n] = 's';
  return is_small(rules, text) || is_small(rules, (rap_str){plural, text.n + 1});
}

/* Names whose telling words all stand in each other have the same sum over them, each counted once. */
static uint64_t sum_of(const rap_rules *rules, const rap_name_words *words) {
  uint64_t sum = 0;
  for (size_t i = 0; i < words->n; i++) {
    const rap_name_word *word = &words->items[i];
    bool again = word->small;
    for (size_t k = 0; k < i && !again; k++) again = !words->items[k].small && words->items[k].hash == word->hash;
    if (!again && !is_doubtful(rules, word->text)) sum += word->hash;
  }
  return sum;
}

static int cmp_keys(const void *pa, const void *pb) {
  const rap_series_key *a = pa, *b = pb;
  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  return (a->order > b->order) - (a->order < b->order);
}

rap_status rap_series_index_build(rap_arena *arena, const rap_rules *rules, rap_series_index *out, rap_error *err) {
  *out = (rap_series_index){0};
  size_t n = 0, n_keys = 0;
  const rap_entry *const *entries = rap_rules_entries(rules, RAP_KIND_EVENT, &n);
  rap_series_key *keys = rap_arena_array(arena, n, sizeof *keys);
  if (!keys) return rap_error_nomem(err);
  for (size_t i = 0; i < n; i++) {
    rap_series_key key = {.entry = entries[i], .order = i};
    if (!rap_name_words_of(arena, rules, entries[i]->name, &key.words)) return rap_error_nomem(err);
    if (key.words.n_telling < 2) continue;
    key.hash = sum_of(rules, &key.words);
    keys[n_keys++] = key;
  }
  if (n_keys) qsort(keys, n_keys, sizeof *keys, cmp_keys);
  *out = (rap_series_index){keys, n_keys};
  return RAP_OK;
}

const rap_entry *rap_series_named(const rap_rules *rules, const rap_name_words *name) {
  const rap_series_index *index = &rules->series;
  uint64_t hash = sum_of(rules, name);
  size_t low = 0, high = index->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (index->keys[middle].hash < hash)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < index->n && index->keys[low].hash == hash; low++) {
    const rap_name_words *words = &index->keys[low].words;
    if (rap_name_words_shared(name, words) == name->n_telling && rap_name_words_shared(words, name) == words->n_telling)
      return index->keys[low].entry;
  }
  return NULL;
}
