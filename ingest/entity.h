/* entity.h: character references of HTML ("&amp;", "&#8217;", "&#x2019;"). Layer: ingest (inside). */
#ifndef RAP_INGEST_ENTITY_H
#define RAP_INGEST_ENTITY_H

#include "base/str.h"

/* The character that HTML names so ("amp"), 0 if it names none. Cost: a search by halves. */
uint32_t rap_entity_by_name(const char *name);
/* The character that `reference` stands for, with its "&" and ";"; 0 when it is none. Numbers in 0x80..0x9F come out as they are: rap_normalise
 * makes them windows-1252's, as HTML has it. Surrogates, NUL and what
 * lies beyond Unicode are U+FFFD. Cost: a search by halves. */
uint32_t rap_entity_read(rap_str reference);

#endif
