/* wording.h: whether two names or titles mean the same, by their words. Layer: queries. Words are runs of letters and digits (L*, N*), in lower case; only the first 4 KB are looked at. */
#ifndef RAP_QUERIES_WORDING_H
#define RAP_QUERIES_WORDING_H

#include "base/arena.h"
#include "base/str.h"

/* A person's name as its words without honorifics (Shri, Smt, Dr, Mr, Mrs, Ms, Prof, Hon'ble, Kumari, Sri, Gen, Lt, Sushri), one space between. In `arena`; pointer NULL when out of memory. Cost: linear. */
rap_str rap_name_key(rap_arena *arena, rap_str name);
/* Whether two keys may name one person: they are equal; or their last words are, and one has all words of the other, or their first words begin with the same letter.
 * Cost: product of the numbers of words. */
bool rap_same_name(rap_str a, rap_str b);
/* How far two titles agree: the F1 of their different words without the, of, on, and, for, a, in. 0 when one has none, -1 when out of memory. Cost: product of the numbers of words. */
double rap_words_f1(rap_arena *arena, rap_str a, rap_str b);

#endif
