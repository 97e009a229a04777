#include "ingest/words.h"

size_t rap_words_get(const rap_words *words, rap_str word) {
  if (word.n == 0 || word.n > words->longest) return 0;
  size_t i = rap_words_home(word, words->n_slots);
  for (; words->slots[i].text.n; i = (i + 1) & (words->n_slots - 1))
    if (rap_str_eq(words->slots[i].text, word)) return words->slots[i].num;
  return 0;
}
