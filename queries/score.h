/* score.h: one document's findings held against its annotation. Layer: queries.
 *
 * Unless said otherwise items are compared as multisets: an item is right as often as both sides have it, spurious as often as only the findings do, missed as often as only the annotation does.
 *   state, group, date       span and value; "strict": the span alone; "per document": the set of values
 *   date relaxed, value      each annotated date, in order, takes the first finding not taken yet that overlaps it; "value": and has the same value
 *   participant              names that agree (rap_same_name): each finding, in order, takes the first annotated person not taken yet; "function": and it is the same
 *   theme                    the set of ids that the document deals with; a finding that is annotated as touched in passing does not count. "top level": ids cut at their first dot
 *   main event               that there is one. Its fields, where one is annotated: series, place, organiser agree when rap_words_f1 is 0.6 or more, chairs when the names do, others when equal; an end that is
 *                            left out is the start
 *   statement                sets per document. A finding is about the first annotated sentence that it overlaps by half of the shorter of the two, else the first one with the same letters, else a sentence of its own.
 *                            Items: the sentence; sentence and each actor, without more, with role, with predicate, with each theme
 *   STATE x THEME            the set of pairs of actor and theme of all statements
 *   count                    what is counted, least and most
 *   timex3                   each annotated expression, by place, takes the first finding not taken yet of the same span, else the first that overlaps it: strict: by the same span; relaxed: by any; type, value: and has the same
 */
#ifndef RAP_QUERIES_SCORE_H
#define RAP_QUERIES_SCORE_H

#include "queries/annotated.h"
#include "queries/measure.h"

typedef enum rap_mistake_kind { RAP_MISSED, RAP_SPURIOUS, RAP_WRONG_VALUE } rap_mistake_kind; /* wrong: missed and spurious in one */
const char *rap_mistake_name(rap_mistake_kind kind);

typedef struct rap_mistake {
  rap_mistake_kind kind;
  rap_str value; /* what was missed or found: "IN-TG", "actor IN-KL, discussed" … */
  rap_str text;  /* its words; may be empty */
  size_t at;     /* letters before it: of the annotated text if missed, else of the other; SIZE_MAX: where its words stand first */
} rap_mistake;

typedef struct rap_mistakes {
  rap_measure measure; /* whose are wanted */
  rap_mistake *items;  /* missed before spurious, each in order of the text or of the list */
  size_t n, capacity;
} rap_mistakes;

/* Fills *out; `found` NULL: the document is missing, and all that is annotated in `lists` (of RAP_LIST_*) missed. mistakes may be NULL. Working memory and mistakes are in `arena`.
 * Errors: RAP_ERR_NOMEM. Cost: O(n) for n items; participants, dates, sentences and expressions O(annotated · found) of them, at most RAP_MAX_ANNOTATIONS each. Threads: any. */
rap_status rap_score(rap_arena *arena, const rap_annotated *gold, const rap_annotated *found, unsigned lists, rap_tallies *out,
                     rap_mistakes *mistakes, rap_error *err) RAP_MUST_CHECK;

#endif
