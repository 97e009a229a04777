/* language.h: the language of a text, by its commonest words or as it is declared. Layer: ingest (inside). */
#ifndef RAP_INGEST_LANGUAGE_H
#define RAP_INGEST_LANGUAGE_H

#include "base/arena.h"

/* The code ("en", "hi") of the list in which more than a certain share of the first few hundred words are found; empty when in none.
 * Ownership: static. */
rap_str rap_language_guess(rap_str view);
/* The language of a tag as files declare it, in small letters: "en-IN", "EN_us" → "en"; empty for what is no tag (RFC 5646, 2.2.1: a code of two or three letters, what is more behind '-').
 * Ownership: `arena`, which remembers when there was no memory. */
rap_str rap_language_of_tag(rap_arena *arena, rap_str tag);

#endif
