/* measure.h: what is counted when findings are held against annotated texts: right, spurious and missed items by measure, the figures that follow, intervals, floors. Layer: queries.
 *
 * The measures are described in rapporteur.1 (evaluate); how each is counted, in score.h.
 */
#ifndef RAP_QUERIES_MEASURE_H
#define RAP_QUERIES_MEASURE_H

#include "base/arena.h"
#include "base/status.h"
#include "base/str.h"

/* Enumerator, short name, long name. Names are part of the interface (rapporteur.1). */
#define RAP_MEASURE_TABLE(X)                                                             \
  X(RAP_MEASURE_DOCUMENT, "document", "documents missing")                               \
  X(RAP_MEASURE_STATE, "state", "state mention")                                         \
  X(RAP_MEASURE_STATE_DOCUMENT, "state-document", "state per document")                  \
  X(RAP_MEASURE_GROUP, "group", "group mention")                                         \
  X(RAP_MEASURE_GROUP_DOCUMENT, "group-document", "group per document")                  \
  X(RAP_MEASURE_DATE_STRICT, "date-strict", "date strict span")                          \
  X(RAP_MEASURE_DATE, "date", "date span and value")                                     \
  X(RAP_MEASURE_DATE_RELAXED, "date-relaxed", "date relaxed span")                       \
  X(RAP_MEASURE_DATE_VALUE, "date-value", "date value")                                  \
  X(RAP_MEASURE_PARTICIPANT, "participant", "participant")                               \
  X(RAP_MEASURE_FUNCTION, "function", "participant and function")                        \
  X(RAP_MEASURE_THEME, "theme", "theme")                                                 \
  X(RAP_MEASURE_THEME_TOP, "theme-top", "theme, top level")                              \
  X(RAP_MEASURE_EVENT, "event", "main event found")                                      \
  X(RAP_MEASURE_EVENT_SERIES, "event-series", "event series")                            \
  X(RAP_MEASURE_EVENT_EDITION, "event-edition", "event edition")                         \
  X(RAP_MEASURE_EVENT_START, "event-start", "event start")                               \
  X(RAP_MEASURE_EVENT_END, "event-end", "event end")                                     \
  X(RAP_MEASURE_EVENT_PLACE, "event-place", "event place")                               \
  X(RAP_MEASURE_EVENT_STATE, "event-state", "event state")                               \
  X(RAP_MEASURE_EVENT_STATUS, "event-status", "event status")                            \
  X(RAP_MEASURE_EVENT_CHAIR, "event-chair", "event chair")                               \
  X(RAP_MEASURE_EVENT_ORGANISER, "event-organiser", "event organiser")                   \
  X(RAP_MEASURE_EVENT_FIELDS, "event-fields", "event fields")                            \
  X(RAP_MEASURE_STATEMENT, "statement", "statement sentence")                            \
  X(RAP_MEASURE_STATEMENT_ACTOR, "statement-actor", "statement actor")                   \
  X(RAP_MEASURE_STATEMENT_ROLE, "statement-role", "statement actor+role")                \
  X(RAP_MEASURE_STATEMENT_PREDICATE, "statement-predicate", "statement actor+predicate") \
  X(RAP_MEASURE_STATEMENT_THEME, "statement-theme", "statement actor+theme")             \
  X(RAP_MEASURE_STATE_THEME, "state-theme", "STATE x THEME per document")                \
  X(RAP_MEASURE_STATE_THEME_TOP, "state-theme-top", "STATE x THEME, top level")          \
  X(RAP_MEASURE_COUNT, "count", "count")                                                 \
  X(RAP_MEASURE_TIMEX_STRICT, "timex3-strict", "timex3 strict span")                     \
  X(RAP_MEASURE_TIMEX_RELAXED, "timex3-relaxed", "timex3 relaxed span")                  \
  X(RAP_MEASURE_TIMEX_TYPE, "timex3-type", "timex3 type")                                \
  X(RAP_MEASURE_TIMEX_VALUE, "timex3-value", "timex3 value")

typedef enum rap_measure {
#define RAP_MEASURE_ENUM(id, name, title) id,
  RAP_MEASURE_TABLE(RAP_MEASURE_ENUM)
#undef RAP_MEASURE_ENUM
      RAP_N_MEASURES
} rap_measure;

typedef uint64_t rap_measure_set; /* bit m: measure m */
#define RAP_MEASURE_BIT(m) ((rap_measure_set)1 << (m))

const char *rap_measure_name(rap_measure measure);
const char *rap_measure_title(rap_measure measure);
/* By short or long name. Errors: RAP_ERR_USAGE, with the nearest name. */
rap_status rap_measure_parse(rap_str name, rap_measure *out, rap_error *err) RAP_MUST_CHECK;

typedef struct rap_tally {
  uint64_t right, spurious, missed;
} rap_tally;

/* Of what was found the part that is right; of what there is the part that was found; their harmonic mean. 0 where there is nothing to divide by. */
double rap_tally_precision(const rap_tally *t);
double rap_tally_recall(const rap_tally *t);
double rap_tally_f1(const rap_tally *t);
void rap_tally_add(rap_tally *to, const rap_tally *t);
/* Rounded to the three decimals that are shown, halves up: floors are held against this, so that a figure taken from a table is met by the same results. */
double rap_figure_shown(double v);

/* The tallies of one document, by measure. */
typedef struct rap_tallies {
  rap_tally of[RAP_N_MEASURES];
  rap_measure_set measured;
} rap_tallies;

#define RAP_BOOTSTRAP_ROUNDS 1000
typedef struct rap_interval {
  double low, high;
} rap_interval;
/* The 95 % interval of the F1 of each measure by the percentile bootstrap over documents (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13): RAP_BOOTSTRAP_ROUNDS
 * times as many documents are drawn with replacement as there are; the interval goes from the 25th to the 975th thousandth
 * of the sorted F1, rounded up. Draws in which there is nothing to measure are left out. Draws come from SplitMix64 (Steele, Lea, Flood,
 * "Fast Splittable Pseudorandom Number Generators", 2014) seeded with 1, the upper 32 bits times n, shifted down: the same on every machine and in every run.
 * Errors: RAP_ERR_NOMEM. Cost: O(rounds · documents · measures). */
rap_status rap_intervals(const rap_tallies *const *documents, size_t n, rap_interval out[RAP_N_MEASURES], rap_error *err) RAP_MUST_CHECK;

/* A line of a file of floors: the least F1 of a measure. */
typedef struct rap_floor {
  rap_measure measure;
  double least;
  size_t line;
} rap_floor;
/* Parses lines `measure TAB least F1` (0 to 1); empty lines and those that begin with # are passed over. `name`: of the file, for messages. In `arena`. Errors: RAP_ERR_INPUT (file, line and what is wrong, also a
 * measure given twice or no floor at all), RAP_ERR_NOMEM. */
rap_status rap_floors_parse(rap_arena *arena, rap_str text, rap_str name, rap_floor **out, size_t *n, rap_error *err) RAP_MUST_CHECK;

#endif
