/* correct.h: what a record becomes by what people decided about it. Layer: index. A pure function: no store, no clock; same record and corrections, same outcome.
 *
 *     rap_decisions decisions;
 *     st = rap_decisions_make(arena, wide, n_wide, &decisions, err);          // once: what holds everywhere
 *     ...
 *     rap_correcting c = {.decisions = &decisions, .local = local, .n_local = n};
 *     st = rap_correct_record(arena, &doc, &c, &record, err);                 // for each document
 *     rap_decisions_clear(&decisions);
 *
 * First what concerns the document alone, in order of time; each names what the analysis found (not what an earlier correction made of it), so that undoing one does not cost another its target. Then entities: of
 * each (kind, value) the latest decision counts, followed until there is none (A into B, B into C: C, whichever came first). A decision that would lead back to where it began is void.
 * What follows from a correction follows with it: the State of a mention that becomes another one is exchanged among the actors of the statement that it acts in; a statement all of whose actors go, goes; a person
 * without mentions goes; statements about an event that goes are about none.
 * The record stays well-formed: spans in the text, mentions in their order, indices in their lists, no more than RAP_MAX_STATEMENTS, RAP_MAX_PERSONS, RAP_MAX_MENTIONS.
 */
#ifndef RAP_INDEX_CORRECT_H
#define RAP_INDEX_CORRECT_H

#include "analyze/record.h"
#include "base/map.h"
#include "index/correction.h"

/* What came of a correction. Numbers are stored. */
typedef enum rap_correct_outcome {
  RAP_OUTCOME_WAITING = 0, /* its document is not in the store, or nothing names the entity */
  RAP_OUTCOME_APPLIED = 1,
  RAP_OUTCOME_ALREADY = 2,    /* what it asks for was so without it */
  RAP_OUTCOME_LOST = 3,       /* what it is about is no more where it stood */
  RAP_OUTCOME_UNCLEAR = 4,    /* it stands in several places */
  RAP_OUTCOME_OVERRIDDEN = 5, /* a later one says otherwise */
  RAP_OUTCOME_CIRCLE = 6,     /* it would lead back to where it began */
  RAP_OUTCOME_FULL = 7,       /* the record would grow beyond a bound of limits.h */
  RAP_N_OUTCOMES
} rap_correct_outcome;
/* "waiting", "applied" …; and in words, for people. */
const char *rap_correct_outcome_name(rap_correct_outcome outcome);
const char *rap_correct_outcome_text(rap_correct_outcome outcome);

/* Corrections of entities everywhere, ready to be followed. */
typedef struct rap_decisions {
  const rap_correction *items; /* in order of rap_correction_order */
  size_t n;
  rap_correct_outcome *outcomes; /* of each: APPLIED, or why it is void: OVERRIDDEN, CIRCLE */
  rap_map entities;              /* "kind\nvalue" → index of the decision that counts: merge, retype, delete */
  rap_map names;                 /* "kind\nvalue" → index of the decision that gives its name: rename, else the latest that leads to it */
  uint32_t kinds;                /* of which kinds there is a decision, see rap_decisions_concern */
} rap_decisions;

/* `items` are borrowed, undone ones left out by the caller. Free with rap_decisions_clear. Errors: RAP_ERR_NOMEM. */
rap_status rap_decisions_make(rap_arena *arena, const rap_correction *items, size_t n, rap_decisions *out, rap_error *err) RAP_MUST_CHECK;
void rap_decisions_clear(rap_decisions *d);
/* Whether there is a decision on an entity of that kind. */
bool rap_decisions_concern(const rap_decisions *d, rap_str kind);
/* Whether a decision that makes (kind, value) into (kind, into) would lead back to it. */
rap_status rap_decisions_circle(const rap_decisions *d, rap_str kind, rap_str value, rap_str into_kind, rap_str into, bool *out,
                                rap_error *err) RAP_MUST_CHECK;
/* How an entity is to be shown; empty: not decided. Errors of both: RAP_ERR_NOMEM. */
rap_status rap_decisions_name(const rap_decisions *d, rap_str kind, rap_str value, rap_str *out, rap_error *err) RAP_MUST_CHECK;

/* Where something of the corrected record comes from. */
typedef struct rap_correct_origin {
  size_t machine;              /* index in the record as it was analysed; RAP_NONE: `added` */
  const rap_correction *added; /* the correction that added it */
  const rap_correction *by;    /* the last that touched it; NULL: none did */
} rap_correct_origin;

typedef struct rap_correcting {
  /* given */
  const rap_decisions *decisions; /* may be NULL */
  const rap_correction *local;    /* of this document, in order; undone ones left out */
  size_t n_local;
  bool track; /* the origins are wanted */
  /* made, in the arena */
  rap_correct_outcome *outcomes;     /* of local */
  const rap_correction **everywhere; /* decisions that changed something here */
  size_t n_everywhere, everywhere_capacity;
  bool changed;
  rap_correct_origin *mentions, *statements, *events; /* of the corrected record's; NULL unless track */
} rap_correcting;

/* Replaces *record, whose own lists are left alone. `doc`: full text and blocks. What is made lives in `arena` or in the corrections, which must outlive it. Errors: RAP_ERR_NOMEM. */
rap_status rap_correct_record(rap_arena *arena, const rap_document *doc, rap_correcting *c, rap_record *record, rap_error *err) RAP_MUST_CHECK;

/* What a correction of the store has to say of what the analysis found, so that it is found again: fields .was, .kind and .value, .anchor. `i`: index in the corrected record; c and machine: as of the
 * call that made it, with .track. False when out of memory. */
bool rap_correct_aim_mention(rap_arena *arena, const rap_document *doc, const rap_correcting *c, const rap_record *machine, size_t i,
                             rap_correction *out) RAP_MUST_CHECK;
bool rap_correct_aim_statement(rap_arena *arena, const rap_document *doc, const rap_correcting *c, const rap_record *machine, size_t i,
                               rap_correction *out) RAP_MUST_CHECK;
bool rap_correct_aim_account(rap_arena *arena, const rap_document *doc, const rap_correcting *c, const rap_record *machine, size_t i,
                             rap_correction *out) RAP_MUST_CHECK;

#endif
