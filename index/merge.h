/* merge.h: which accounts of a series tell of one conference, and what they say together. Layer: index. No SQL, no store: a pure function of the accounts.
 *
 * All accounts are of one series. Two tell of the same event when nothing contradicts and something connects:
 * * editions: both stated and different contradict; both stated and equal connect, unless their dates lie more than a year apart, or each tells of several days on which it was held and these lie more than a week
 *   apart (a session that was resumed), or one names no days and was published more than 90 days away from the other's.
 * * dates: intervals that overlap or adjoin connect; intervals that don't contradict, unless the editions are equal (a meeting put off).
 * * an account with neither date nor edition (or, if it is its text's main event, with an edition alone) is dated by its publication: a planned one to the 60 days after, one held to the 30 days before.
 * * places: different States contradict; different places in no known State too, unless the one's words are the other's ("Delhi", "New Delhi"). Equal editions outweigh the place.
 * * one document's accounts are different events.
 * * an account of which somebody said so is an event of its own.
 * Accounts are taken in an order of their own (most precise first, then by date, edition, publication, document), so that the outcome does not depend on the order of indexing; each joins the event
 * that fits best, else founds one. Accounts in passing (not main) that nothing dates are collected in one undated event of the series.
 */
#ifndef RAP_INDEX_MERGE_H
#define RAP_INDEX_MERGE_H

#include "base/arena.h"
#include "base/calendar.h"
#include "base/status.h"
#include "base/str.h"

enum { RAP_MERGE_PLANNED_DAYS = 60, RAP_MERGE_HELD_DAYS = 30 };

typedef struct rap_account {
  /* what the document says; text fields may be empty, days year 0 */
  rap_str title, place, state, country, chair, organiser;
  rap_str place_fold, chair_fold, organiser_fold; /* folded, words separated by single spaces */
  int edition;
  rap_day start, end, published;
  bool held, main;
  bool alone;       /* somebody said that it is no other account's event */
  rap_str document; /* any text that names the document and does not depend on the order of indexing */
  int64_t row;      /* the caller's: which document */
  size_t idx;       /* which of its events */
  /* out */
  size_t event;
} rap_account;

typedef struct rap_merged {
  rap_str title, place, state, country, chair, organiser; /* borrowed from the accounts */
  int edition;
  rap_day start, end;
  rap_day published;  /* earliest of its accounts */
  bool held, undated; /* undated: collects what nothing dates */
  size_t n_documents; /* accounts, in the undated one */
} rap_merged;

/* Sets .event of each account to an index in *merged, which is in order of date. The accounts stay in their places. Errors: RAP_ERR_NOMEM. Cost: O(accounts × events of the series). */
rap_status rap_merge_accounts(rap_arena *arena, rap_account *accounts, size_t n, rap_merged **merged, size_t *n_merged,
                              rap_error *err) RAP_MUST_CHECK;

#endif
