/* explain_text.h: by what a rule found something, and why it found nothing, for people and for programs. Layer: queries. Used by `explain`. */
#ifndef RAP_QUERIES_EXPLAIN_TEXT_H
#define RAP_QUERIES_EXPLAIN_TEXT_H

#include "analyze/explain.h"
#include "analyze/why.h"
#include "base/json.h"
#include "queries/record_text.h"

/* A document that was analysed with a trace of every rule. */
typedef struct rap_explanation {
  const rap_rules *rules;
  rap_scratch *scratch;
  rap_arena *arena;
  const rap_document *doc;
  const rap_record *record;
  const rap_trace *trace;
} rap_explanation;

/* One line for each match that had a part in record.mentions[i], .events[i], .persons[i] or .statements[i]: literal, captures, constants, guards that
 * held. Appended, parted by line breaks; nothing where there is nothing to say. Errors: RAP_ERR_NOMEM. */
rap_status rap_explain_mention_text(const rap_explanation *x, size_t i, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
rap_status rap_explain_event_text(const rap_explanation *x, size_t i, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
rap_status rap_explain_person_text(const rap_explanation *x, size_t i, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
rap_status rap_explain_statement_text(const rap_explanation *x, size_t i, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* record.themes[i]: its score, the score that was asked for, and the words that gave most of it. Sticky. */
void rap_explain_theme_text(const rap_explanation *x, size_t i, rap_buf *out);
/* The record as rap_record_to_json gives it, with a list `by` in each mention, event, participant, theme and statement; each theme has its `score` and the score that was `asked` for, too.
 * *out is yours. Errors: RAP_ERR_NOMEM. */
rap_status rap_explain_to_json(const rap_explanation *x, rap_json **out, rap_error *err) RAP_MUST_CHECK;

typedef struct rap_why_style {
  size_t width; /* columns; 0: lines are not cut */
  bool color;
  size_t max, max_matches; /* misses shown, and matches where there are misses */
  rap_str span;            /* as it was asked for; empty: the whole document */
  size_t n_places;         /* at how many places the text that was asked for stands; the first is meant */
} rap_why_style;

/* A page: rule, verdict, the nearest misses. Sticky. */
void rap_why_text(const rap_explanation *x, const rap_rule *rule, const rap_why_report *report, const rap_why_style *style, rap_buf *out);
/* The same for programs, with all items. *out is yours. Errors: RAP_ERR_NOMEM. */
rap_status rap_why_to_json(const rap_explanation *x, const rap_rule *rule, const rap_why_report *report, rap_json **out,
                           rap_error *err) RAP_MUST_CHECK;

#endif
