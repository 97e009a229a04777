/* timex_work.h: temporal expressions on their way from hits to TIMEX3. Layer: analyze (inside).
 *
 * A hit of kind `timex` says by its constant `form` which function puts its captures together. What a capture stands for is looked up in the fragment of its name less trailing digits, so that an expression may
 * have the same part in several places: rap_timex_part gives the first that took part.
 */
#ifndef RAP_ANALYZE_TIMEX_WORK_H
#define RAP_ANALYZE_TIMEX_WORK_H

#include "analyze/analyze.h"
#include "analyze/timex_place.h"

typedef enum rap_tense { RAP_TENSE_NONE, RAP_TENSE_PAST, RAP_TENSE_FUTURE } rap_tense;

typedef struct rap_timex_work {
  rap_analysis *a;
  size_t index; /* of the hit in hand */
  const rap_hit *hit;
  rap_day anchor;          /* when the text was written; year 0: unknown */
  rap_place_in_time focus; /* the last place that the text named */
  rap_day focus_day;       /* the last day, and the sentence that named it */
  size_t focus_sentence;
  /* What comes of the hit. */
  rap_timex out;
  rap_place_in_time place; /* where it lies; grain none: nowhere */
  bool undated;            /* a time whose day is to be found */
  bool impossible;         /* a day that no calendar has */
} rap_timex_work;

/* ---- timex_parts.c ---- */
/* The text of the first capture called `name`, or `name` with digits behind; empty if none. */
rap_str rap_timex_part(const rap_timex_work *w, const char *name);
/* Its value by the fragment `name`; empty when it has none. */
rap_str rap_timex_value(const rap_timex_work *w, const char *name);
/* Its value, or its text, as a number, which may have a sign; `missing` if there is none. */
int rap_timex_number(const rap_timex_work *w, const char *name, int missing);
/* -1, 0 or 1 for words that say where one stands ("last", "the following"), by fragment `shift`; 0 for others. */
int rap_timex_shift(const rap_timex_work *w, rap_str words);
rap_time_unit rap_timex_unit(const rap_timex_work *w, const char *name);
bool rap_timex_has(const rap_timex_work *w, const char *name);
/* The captured amount: group `name`, and half or a quarter more by group `half`. */
bool rap_timex_amount(const rap_timex_work *w, const char *name, rap_amount *out);
/* The tense that the rule sets, else that of the words around the hit: of the nearest cue before it in its sentence, else of the nearest behind it. */
rap_tense rap_timex_tense(const rap_timex_work *w);
/* The year, of the anchor's and its neighbours, in which the day that `day_in` gives lies best: nearest, and on the side of the anchor that the tense says. 0: in none. */
typedef rap_day rap_day_in_year(const void *ctx, int year);
int rap_timex_year(const rap_timex_work *w, rap_day_in_year *day_in, const void *ctx);
void rap_timex_put_place(rap_timex_work *w, const char *type, rap_place_in_time place);
/* The rule's modifier, if the expression has one. */
void rap_timex_put_mod(rap_timex_work *w);

/* ---- the forms: each sets w->out (type, value …) and w->place; false: no expression after all ---- */
typedef bool rap_timex_form(rap_timex_work *w);
/* timex_date.c */
rap_timex_form rap_timex_point, rap_timex_numeric, rap_timex_month_day, rap_timex_month_of, rap_timex_month_shift, rap_timex_fiscal_year,
    rap_timex_decade, rap_timex_century, rap_timex_weekday, rap_timex_holiday;
/* timex_relative.c */
rap_timex_form rap_timex_relday, rap_timex_today_part, rap_timex_ref_day, rap_timex_ref_before, rap_timex_unit_form, rap_timex_the_unit,
    rap_timex_ref_unit, rap_timex_same_period, rap_timex_ago, rap_timex_later, rap_timex_quarter, rap_timex_season, rap_timex_nth_unit;
/* timex_time.c */
rap_timex_form rap_timex_clock, rap_timex_o_clock, rap_timex_day_part, rap_timex_overnight;
/* timex_duration.c */
rap_timex_form rap_timex_duration, rap_timex_vague_duration, rap_timex_past_unit, rap_timex_long, rap_timex_set, rap_timex_set_adverb,
    rap_timex_set_weekday, rap_timex_set_month, rap_timex_set_part, rap_timex_set_weekend, rap_timex_const;
/* Puts the part of the day, if one is captured, on a day that stands in w->place. */
bool rap_timex_put_part_of_day(rap_timex_work *w, rap_day day);
/* The day of the week nearest to `from` by shift (-1 before it, 1 after it) or, with shift 0, by tense. */
rap_day rap_timex_weekday_from(rap_day from, int weekday, int shift, rap_tense tense);

#endif
