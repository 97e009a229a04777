/* annotated.h: what is said of one text, by people or by the program, in one form in which the two can be compared. Layer: queries.
 *
 * Two sources, both JSON: an annotated document (rapporteur-output.5, "Annotated texts"), which names places by quotes, and a record of `analyze --format ndjson` or `timex3`, which names them by offsets.
 * Places are spans of letters (letters.h) of title, newline and text, so that they agree although the texts may not, to the byte.
 *
 * Lists. A measure is taken only where both sides have its list: one that the annotation leaves out is no statement that there is nothing.
 * Ownership: all of it lives in the arena. Threads: any, one per arena.
 */
#ifndef RAP_QUERIES_ANNOTATED_H
#define RAP_QUERIES_ANNOTATED_H

#include "analyze/rules.h"
#include "base/json.h"
#include "base/limits.h"
#include "ingest/document.h"
#include "queries/letters.h"

/* Items of one list of one document: comparing n with m may cost n · m. */
#define RAP_MAX_ANNOTATIONS ((size_t)20000)
/* Of participants, whose names are compared word by word. */
#define RAP_MAX_ANNOTATED_PARTICIPANTS ((size_t)RAP_MAX_PERSONS)
/* Pairs of actor and theme in all statements of one document. */
#define RAP_MAX_ANNOTATED_PAIRS ((size_t)200000)

typedef enum rap_annotated_list {
  RAP_LIST_MENTIONS = 1,
  RAP_LIST_PARTICIPANTS = 2,
  RAP_LIST_THEMES = 4,
  RAP_LIST_EVENTS = 8,
  RAP_LIST_STATEMENTS = 16,
  RAP_LIST_COUNTS = 32,
  RAP_LIST_TIMEX3 = 64
} rap_annotated_list;
#define RAP_LISTS_OF_RECORDS 63

/* No place: begin and end SIZE_MAX. */
typedef struct rap_labelled {
  rap_span at;
  rap_str value, text;
} rap_labelled;

typedef struct rap_labelled_list {
  rap_labelled *items;
  size_t n, capacity;
} rap_labelled_list;

typedef enum rap_event_field {
  RAP_EVENT_SERIES,
  RAP_EVENT_EDITION,
  RAP_EVENT_START,
  RAP_EVENT_END,
  RAP_EVENT_PLACE,
  RAP_EVENT_STATE,
  RAP_EVENT_STATUS,
  RAP_EVENT_CHAIR,
  RAP_EVENT_ORGANISER,
  RAP_N_EVENT_FIELDS
} rap_event_field;
const char *rap_event_field_name(rap_event_field field);

typedef struct rap_annotated_statement {
  rap_span at;
  rap_str_list actors, themes;
  rap_str role, predicate;
  rap_str sentence, letters; /* the evidence, and its folded letters */
} rap_annotated_statement;

/* An expression of TimeML. The span counts letters and digits of the text alone, without marks and without the title. */
typedef struct rap_annotated_timex {
  rap_span at;
  size_t place; /* of its begin, as of all else */
  rap_str type, value, text;
} rap_annotated_timex;

typedef struct rap_annotated {
  rap_letters letters;
  rap_str published; /* of the annotation */
  unsigned lists;    /* rap_annotated_list, those that are there */
  rap_labelled_list states, groups, dates, counts;
  rap_labelled_list participants; /* text: the name, value: the function */
  rap_str_list themes, touched;   /* dealt with; touched in passing (annotation only) */
  bool has_event;                 /* a main one */
  rap_str event[RAP_N_EVENT_FIELDS];
  rap_annotated_statement *statements;
  size_t n_statements, statements_capacity;
  rap_annotated_timex *timex;
  size_t n_timex, timex_capacity;
} rap_annotated;

/* What is wrong with an annotation: lines "FILE:LINE: list[i]: what", in order. */
typedef struct rap_faults {
  rap_arena *arena;
  rap_str_list lines;
  bool failed; /* out of memory */
} rap_faults;
void rap_faults_add(rap_faults *faults, const char *format, ...) RAP_PRINTF(2, 3);

/* Reads an annotated document: title and text as they stand, its lists from raw->metadata. Every fault is added; what is at fault is left out of *out, which is sound in any case. `rules` (NULL: none): codes and themes must
 * be known to them. Errors: RAP_ERR_NOMEM. Cost: O(text · quotes) for finding the quotes. */
rap_status rap_annotated_gold(rap_arena *arena, const rap_raw_document *raw, const rap_rules *rules, rap_faults *faults, rap_annotated *out,
                              rap_error *err) RAP_MUST_CHECK;
/* Whether a JSON Lines document is a record of this program rather than a text to be analysed: it has "format" or "timex3". `raw` as a source gives it: its metadata
 * is JSON without space in front of a colon. Cost: one walk over that. */
bool rap_annotated_is_record(const rap_raw_document *raw);
/* Reads such a record; _made: one that was just made of a document (`json` is borrowed). Errors: RAP_ERR_INPUT naming place and value, RAP_ERR_NOMEM. */
rap_status rap_annotated_record(rap_arena *arena, const rap_raw_document *raw, rap_annotated *out, rap_error *err) RAP_MUST_CHECK;
rap_status rap_annotated_made(rap_arena *arena, const rap_document *doc, const rap_json *json, rap_annotated *out, rap_error *err) RAP_MUST_CHECK;

#endif
