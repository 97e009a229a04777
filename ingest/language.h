/* language.h: the language of a text, by its commonest words. Layer: ingest (inside). */
#ifndef RAP_INGEST_LANGUAGE_H
#define RAP_INGEST_LANGUAGE_H

#include "base/str.h"

/* The code ("en", "hi") of the list in which more than a certain share of the first few hundred words are found; empty when in none.
 * Ownership: static. */
rap_str rap_language_guess(rap_str view);

#endif
