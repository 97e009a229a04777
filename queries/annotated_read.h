/* annotated_read.h: what the two halves of reading annotations share: where the reader is, and taking fields of JSON. Layer: queries (inside). */
#ifndef RAP_QUERIES_ANNOTATED_READ_H
#define RAP_QUERIES_ANNOTATED_READ_H

#include "queries/annotated.h"

typedef struct rap_reading {
  rap_arena *arena;
  rap_faults *faults;
  const rap_rules *rules; /* NULL: codes and themes are not checked */
  rap_str place;          /* of the document: file:line */
  bool gold;              /* an annotated document, not a record */
  rap_str title, text;
  size_t title_points, text_points;
  const char *list; /* under way, for messages; NULL: the document itself */
  size_t item;
  size_t n_pairs; /* of actor and theme */
  rap_annotated *out;
} rap_reading;

/* Adds a fault with document, list and item in front. */
void rap_reading_fault(rap_reading *r, const char *format, ...) RAP_PRINTF(2, 3);
/* A string, copied; empty when it is absent or null. False (and a fault) when it is something else, or absent and `wanted`. */
bool rap_reading_string(rap_reading *r, const rap_json *object, const char *key, bool wanted, rap_str *out);
/* The same, one of `words` (ended by NULL). Records may have others. */
bool rap_reading_word(rap_reading *r, const rap_json *object, const char *key, const char *const *words, rap_str *out);
/* A whole number; false when it is absent, null or (with a fault) something else. */
bool rap_reading_int(rap_reading *r, const rap_json *object, const char *key, int64_t *out);
/* A list of strings; false, with a fault, when it is none. */
bool rap_reading_strings(rap_reading *r, const rap_json *object, const char *key, rap_str_list *out);
/* Calls `fn` for each object of a list that is there. False when it is not. */
typedef void (*rap_reading_item)(rap_reading *r, const rap_json *item);
bool rap_reading_each(rap_reading *r, const rap_json *record, const char *list, rap_reading_item fn);
/* False, with a fault, when a list holds all that it may. */
bool rap_reading_room(rap_reading *r, size_t n);
void rap_reading_add(rap_reading *r, rap_labelled_list *list, rap_labelled item);

/* Values of an annotation: adds a fault when they are none. */
void rap_reading_check_code(rap_reading *r, rap_str code, bool actor);
void rap_reading_check_theme(rap_reading *r, rap_str theme);
/* A day as precise as it is known; with `interval` also an interval, or a financial year. */
void rap_reading_check_date(rap_reading *r, rap_str value, bool interval);

/* annotated_places.c: the lists whose items have places. */
void rap_reading_mention(rap_reading *r, const rap_json *item);
void rap_reading_statement(rap_reading *r, const rap_json *item);
void rap_reading_count(rap_reading *r, const rap_json *item);
void rap_reading_timex(rap_reading *r, const rap_json *record);

#endif
