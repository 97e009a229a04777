/* words.h: the stage's word lists (data files), as constant tables from word to classes. Layer: ingest (inside).
 *
 * A list file is lines; '#' begins a comment line; "[name]" opens a section; every other line is a word, optionally followed by blanks and a number. A word may stand in several
 * sections. The build makes a table of each (ingest/tools/words.c; a line that breaks these rules breaks the build), so that a document finds it ready. Words are compared byte by byte.
 */
#ifndef RAP_INGEST_WORDS_H
#define RAP_INGEST_WORDS_H

#include "base/str.h"

/* Bit i (i < 16) is set when the word stands in section i; its number, if any, is in the bits above. */
#define RAP_WORD_IN(num, section) (((num) >> (section)) & 1u)
#define RAP_WORD_NUMBER(num) ((num) >> 16)
#define RAP_WORD_SECTIONS_MAX 16
#define RAP_WORD_NUMBER_MAX 0xffff

typedef struct rap_word {
  rap_str text; /* empty: a free slot */
  size_t num;
} rap_word;

/* Open addressing: a word stands at its home or behind it, in front of the next free slot; there is one. */
typedef struct rap_words {
  const rap_word *slots;
  size_t n_slots; /* power of two */
  size_t longest; /* bytes of the longest word */
} rap_words;

/* Sections in the order of ingest/CMakeLists.txt, which names them to the tool. */
enum { RAP_ABBR_TITLE, RAP_ABBR_NUMBER, RAP_ABBR_EITHER, RAP_ABBR_OPENER };
enum { RAP_DATELINE_MONTH, RAP_DATELINE_LABEL, RAP_DATELINE_AFTER };
enum { RAP_FURNITURE_CAPTION, RAP_FURNITURE_LABEL, RAP_FURNITURE_LINE, RAP_FURNITURE_ENDING };
enum { RAP_LANGUAGE_EN, RAP_LANGUAGE_HI };
enum { RAP_LABEL_ASIDE, RAP_LABEL_OTHER, RAP_LABEL_NOTE, RAP_LABEL_ALONE, RAP_LABEL_WITHOUT, RAP_LABEL_CAPTION, RAP_LABEL_PICTURE, RAP_LABEL_BODY };
enum { RAP_PHRASE_WHOLE, RAP_PHRASE_BEGIN, RAP_PHRASE_END, RAP_PHRASE_SUMMARY };

extern const rap_words rap_words_abbreviations, rap_words_datelines, rap_words_furniture, rap_words_html_labels, rap_words_html_phrases,
    rap_words_languages;

/* FNV mixes upwards only: its low bits depend on few bits of the key, so the high half is brought down. */
static inline size_t rap_words_home(rap_str word, size_t n_slots) {
  uint64_t hash = rap_str_hash(word);
  return (size_t)(hash ^ hash >> 32) & (n_slots - 1);
}

/* The classes of `word`, 0 when it is in no section. Cost: linear in the word, nothing for one longer than all of the list. */
size_t rap_words_get(const rap_words *words, rap_str word);

#endif
