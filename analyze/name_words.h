/* name_words.h: names of conferences compared by the words that they are made of. Layer: analyze (inside).
 *
 * A word is a run of letters and digits of ASCII and of bytes beyond it; case doesn't count, nor does the "s" of a plural. Articles and prepositions
 * (mapping fragment `small_word`) don't tell one name from another. */
#ifndef RAP_ANALYZE_NAME_WORDS_H
#define RAP_ANALYZE_NAME_WORDS_H

#include "analyze/rules.h"

typedef struct rap_name_word {
  rap_str text;  /* in the singular */
  uint64_t hash; /* of its lower case */
  bool small;
} rap_name_word;

typedef struct rap_name_words {
  const rap_name_word *items;
  size_t n, n_telling; /* all words; those that aren't small */
} rap_name_words;

/* The words of `name` (borrowed), in `arena`. False when out of memory. Cost: O(name), and a lookup for each word. */
bool rap_name_words_of(rap_arena *arena, const rap_rules *rules, rap_str name, rap_name_words *out);
/* How many of the telling words of `a` stand in `b`. */
size_t rap_name_words_shared(const rap_name_words *a, const rap_name_words *b);
/* One name's telling words all stand in the other, and there are at least two of them. */
bool rap_name_words_same(const rap_name_words *a, const rap_name_words *b);

/* The series of the lexicon by their words, whatever the order of these. Immutable once built. */
typedef struct rap_series_key rap_series_key;
typedef struct rap_series_index {
  const rap_series_key *keys; /* by rising hash, then in order of the packs */
  size_t n;
} rap_series_index;

/* Errors: RAP_ERR_NOMEM. */
rap_status rap_series_index_build(rap_arena *arena, const rap_rules *rules, rap_series_index *out, rap_error *err) RAP_MUST_CHECK;
/* The first entry of kind event with at least two telling words, each of which stands in the name, as each of the name's stands in it; NULL: none.
 * Cost: O(words, log entries). */
const rap_entry *rap_series_named(const rap_rules *rules, const rap_name_words *name);

#endif
