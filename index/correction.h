/* correction.h: what a person decided about what the analysis found: one decision, its parts as text, its identity. Layer: index. No store.
 *
 * A correction names its target so that it is found again after the text was indexed or analysed anew, in this store or in another: an entity by kind and value; what stands in a document by (source, document), the words
 * quoted, a little of what stands around them, and what the analysis made of them (`was`); an event by its series, date or edition. Never by a row.
 * `now` is what holds instead. All is text, so that one grammar serves the table, the YAML file and the messages.
 *
 *     thing      operations                              value / was                                     now
 *     entity     merge, split, retype, rename, delete    kind, value; was: name                          kind, value, name
 *     mention    add, set, delete                        kind, value                                     kind, value, name
 *     statement  add, set, delete                        was: cue, cue-at, predicate, actor, theme; or   actor, theme, role, predicate, polarity, status, speaker, event
 *                                                        added: uid of the correction that added it
 *     account    set, split, delete                      was: series                                     series, title, edition, start, end, place, state, country, chair, organiser, status
 *     event      merge, set                              value: its key; was: series, name, start,       value (merge: the other's key), start … status, as of accounts
 *                                                        edition, published
 * Split of an entity: in one document, or of all that is B from then on there: "these A are B". Split of an account: an event of its own.
 */
#ifndef RAP_INDEX_CORRECTION_H
#define RAP_INDEX_CORRECTION_H

#include "base/arena.h"
#include "base/json.h"
#include "base/options.h"
#include "base/status.h"

typedef enum rap_correct_op {
  RAP_CORRECT_MERGE,
  RAP_CORRECT_SPLIT,
  RAP_CORRECT_RETYPE,
  RAP_CORRECT_RENAME,
  RAP_CORRECT_DELETE,
  RAP_CORRECT_ADD,
  RAP_CORRECT_SET,
  RAP_CORRECT_N_OPS
} rap_correct_op;

typedef enum rap_correct_thing {
  RAP_CORRECT_ENTITY,
  RAP_CORRECT_MENTION,
  RAP_CORRECT_STATEMENT,
  RAP_CORRECT_ACCOUNT, /* what one document tells of an event */
  RAP_CORRECT_EVENT,   /* what all documents together tell */
  RAP_CORRECT_N_THINGS
} rap_correct_thing;

/* "merge", "entity"; false when unknown. */
const char *rap_correct_op_name(rap_correct_op op);
const char *rap_correct_thing_name(rap_correct_thing thing);
bool rap_correct_op_parse(rap_str name, rap_correct_op *out);
bool rap_correct_thing_parse(rap_str name, rap_correct_thing *out);

/* A property and its values, in order. */
typedef struct rap_correct_field {
  rap_str name;
  rap_str_list values;
} rap_correct_field;

typedef struct rap_correct_fields {
  rap_correct_field *items; /* each name once, in order of name */
  size_t n, capacity;
} rap_correct_fields;

/* Words of a text, to be found again. */
typedef struct rap_anchor {
  rap_str quote, before, after; /* before, after: up to RAP_CORRECT_CONTEXT bytes, whole characters */
  rap_span text;                /* bytes of the full text, as of when it was made */
} rap_anchor;

#define RAP_CORRECT_CONTEXT 32
#define RAP_CORRECT_UID 16

typedef struct rap_correction {
  int64_t id;  /* of this store; 0: none yet */
  rap_str uid; /* RAP_CORRECT_UID hex digits: the first of SHA-256 over all but id and undone: the same decision has the same in every store */
  rap_correct_op op;
  rap_correct_thing thing;
  rap_str source, document; /* empty document: everywhere */
  rap_str kind, value;
  rap_anchor anchor; /* empty quote: none */
  rap_correct_fields was, now;
  rap_str author, note;
  int64_t at;        /* milliseconds since 1970, UTC; corrections are applied in order of it, then of uid */
  rap_str undone_by; /* empty: it holds */
  int64_t undone_at;
} rap_correction;

/* The values of a field, NULL if there is none; the first of them, or empty. */
const rap_str_list *rap_correct_list(const rap_correct_fields *fields, const char *name);
rap_str rap_correct_text(const rap_correct_fields *fields, const char *name);
/* Adds a value; the order of names is kept. False when out of memory. Strings are borrowed. */
bool rap_correct_put(rap_arena *arena, rap_correct_fields *fields, const char *name, rap_str value) RAP_MUST_CHECK;
/* {"name": "value" or ["value", …]}, and back; lists of one value are written as the value. From JSON: in `arena`, false when it is anything else, or out of memory. */
rap_json *rap_correct_fields_json(const rap_correct_fields *fields);
bool rap_correct_fields_from_json(rap_arena *arena, const rap_json *json, rap_correct_fields *out) RAP_MUST_CHECK;

/* The words `text` of a document with what stands around them; in `arena`. False when out of memory. */
bool rap_anchor_make(rap_arena *arena, rap_str full, rap_span text, rap_anchor *out) RAP_MUST_CHECK;

typedef enum rap_anchor_found {
  RAP_ANCHOR_FOUND,
  RAP_ANCHOR_LOST,   /* the words, or what stood around them, are no more */
  RAP_ANCHOR_UNCLEAR /* they stand in several places, and nothing tells which was meant */
} rap_anchor_found;
/* Where the words stand now: where they stood, if what stands around them is the same on one side at least; else the only place with both sides, else the only one with either side; else the
 * only place at all, if they are RAP_CORRECT_ALONE bytes or more. Cost: O(text). */
#define RAP_CORRECT_ALONE 24
rap_anchor_found rap_anchor_find(const rap_anchor *anchor, rap_str full, rap_span *out);

/* Whether it is one of the table above: operation fits thing, what it needs is there, no unknown field, bounds of limits.h kept, well-formed UTF-8 without control characters but tab and line feed.
 * Errors: RAP_ERR_INPUT with what is wrong. */
rap_status rap_correction_check(const rap_correction *c, rap_error *err) RAP_MUST_CHECK;
/* Sets .uid, in `arena`. Errors: RAP_ERR_NOMEM. */
rap_status rap_correction_identify(rap_arena *arena, rap_correction *c, rap_error *err) RAP_MUST_CHECK;
/* <0, 0, >0: by time, then uid. */
int rap_correction_order(const rap_correction *a, const rap_correction *b);
/* What it does, for people, in one line: "merge person N. Modi into Narendra Modi"; "set statement in pib:1888 “Telangana urged …”: theme digital.data". */
void rap_correction_text(const rap_correction *c, rap_buf *out);
/* "2026-11-22T08:36:53.123Z" (fraction left out when 0), and back. */
#define RAP_CORRECT_TIME_MAX 32
size_t rap_correction_time(int64_t at, char out[RAP_CORRECT_TIME_MAX]);
bool rap_correction_time_parse(rap_str text, int64_t *out);

#endif
