/* engine.h: from a document to its mentions: lexicon and patterns over the match view, guards, overlaps. Layer: analyze.
 *
 * One pass of the term automaton for all lexicons and theme cues, then each pattern. The fast engine tries a pattern only where its literals (windows.h) and its outline (outline.h) allow a match, the plain one everywhere: it is
 * the oracle of the fast one, and gives the same mentions.
 */
#ifndef RAP_ANALYZE_ENGINE_H
#define RAP_ANALYZE_ENGINE_H

#include "analyze/rules.h"
#include "ingest/document.h"

/* What a named group caught, or a `set:` constant. */
typedef struct rap_capture {
  rap_str name;
  rap_str text;  /* as in the view (constants: their value) */
  rap_span view; /* {RAP_NONE, RAP_NONE} for constants */
} rap_capture;

typedef enum rap_basis { RAP_BASIS_STATED, RAP_BASIS_IMPLIED, RAP_BASIS_ANCHORED } rap_basis;
const char *rap_basis_name(rap_basis basis);

/* A resolved date. `value` is the form of ANNOTATION.md; begin and end are its first and last day. */
typedef struct rap_date_value {
  rap_str value;
  rap_day begin, end;      /* full days */
  const char *granularity; /* "minute" "day" "week" "month" "quarter" "season" "half" "year" "decade" */
  rap_basis basis;
} rap_date_value;

/* How surely a cue speaks of its theme, the surest first. From PASSING on it only touches the theme, unless more is said. */
typedef enum rap_cue_grade { RAP_CUE_CORE, RAP_CUE_LIKELY, RAP_CUE_PASSING, RAP_CUE_FAINT } rap_cue_grade;

/* A mention while the document is analysed. Offsets are of the match view. */
typedef struct rap_hit {
  rap_kind kind;
  rap_span view;
  const rap_rule *rule;
  const rap_entry *entry; /* NULL for patterns */
  rap_str value;          /* entry id, constant or resolved value; may be empty */
  const rap_capture *captures;
  size_t n_captures;
  rap_cue_grade grade; /* theme cues */
  rap_date_value date; /* dates, once resolved (value empty before) */
  size_t sentence;     /* index of the sentence that holds its begin; RAP_NONE if none */
  size_t ref;          /* persons: index in rap_analysis.persons; events: index in the record's events; RAP_NONE else */
} rap_hit;

/* Per-thread state: scratch for matching and buffers that are reused from document to document. */
typedef struct rap_analyzer rap_analyzer;
rap_status rap_analyzer_new(const rap_rules *rules, rap_analyzer **out, rap_error *err) RAP_MUST_CHECK;
void rap_analyzer_free(rap_analyzer *analyzer);
/* FAST, unless set otherwise. Shadow rules obey it, too (shadow.h). */
typedef enum rap_engine { RAP_ENGINE_FAST, RAP_ENGINE_PLAIN } rap_engine;
void rap_analyzer_set_engine(rap_analyzer *analyzer, rap_engine engine);
rap_engine rap_analyzer_engine(const rap_analyzer *analyzer);
const rap_rules *rap_analyzer_rules(const rap_analyzer *analyzer);
/* What the analyses to come are told to (trace.h), borrowed; NULL, as at first: nobody. */
typedef struct rap_trace rap_trace;
void rap_analyzer_set_trace(rap_analyzer *analyzer, rap_trace *trace);
rap_trace *rap_analyzer_trace(const rap_analyzer *analyzer);
rap_scratch *rap_analyzer_scratch(rap_analyzer *analyzer);
/* What the analyses to come count their costs in (costs.h), borrowed; NULL, as at first: nowhere. */
typedef struct rap_costs rap_costs;
void rap_analyzer_set_costs(rap_analyzer *analyzer, rap_costs *costs);
rap_costs *rap_analyzer_costs(const rap_analyzer *analyzer);

/* All mentions, sorted by begin, then longer first, then kind, then rule order; guards applied, overlaps resolved (see rapporteur-rules.5). Theme cues are among them (kind theme, value = theme id).
 * A match or depth limit hit is added to doc->warnings, names the rule, and the rest goes on. Ownership: `arena`. Errors: RAP_ERR_LIMIT (RAP_MAX_MENTIONS), RAP_ERR_NOMEM.
 * Cost: O(terms pass) + O(view + literals found × their patterns); plain: O(patterns × view). */
rap_status rap_engine_run(rap_analyzer *analyzer, rap_arena *arena, rap_document *doc, rap_hit **hits, size_t *n_hits, rap_error *err) RAP_MUST_CHECK;

/* The capture of this name, or an empty view. */
rap_str rap_hit_capture(const rap_hit *hit, const char *name);
const rap_capture *rap_hit_capture_find(const rap_hit *hit, const char *name);
/* The capture's value through the mapping fragment of its name less trailing digits ("month2" → fragment "month"); the text itself when there is no such fragment. */
rap_str rap_hit_value_of(const rap_rules *rules, const rap_hit *hit, const char *name);
/* Range [first, end) of hits whose begin lies in `view` (hits sorted by begin). O(log n). */
void rap_hits_within(const rap_hit *hits, size_t n, rap_span view, size_t *first, size_t *end);

#endif
