/* words.h: the stage's word lists (data files), as a map from word to classes. Layer: ingest.
 *
 * A list file is lines; '#' begins a comment line; "[name]" opens a section; every other line is a word, optionally followed by blanks and a number. A word may stand in several
 * sections. Words are compared byte by byte.
 */
#ifndef RAP_INGEST_WORDS_H
#define RAP_INGEST_WORDS_H

#include "base/map.h"
#include "base/status.h"
#include "base/str.h"

/* entry->value.num: bit i (i < 16) is set when the word stands in section i; its number, if any, is in the bits above. */
#define RAP_WORD_IN(num, section) (((num) >> (section)) & 1u)
#define RAP_WORD_NUMBER(num) ((num) >> 16)
#define RAP_WORD_SECTIONS_MAX 16

/* Reads `data` into `map` (keys borrowed from `data`). `sections` names the sections 0.. in order, ended by NULL. Errors: RAP_ERR_INTERNAL for an unknown section or a word outside any
 * (a defect of the data file; the tests load every file), RAP_ERR_NOMEM. Cost: linear, about 10 µs for 300 words. */
rap_status rap_words_load(rap_str data, const char *const *sections, rap_map *map, rap_error *err) RAP_MUST_CHECK;
/* The classes of `word`, 0 when it is in no section. */
size_t rap_words_get(const rap_map *map, rap_str word);

#endif
