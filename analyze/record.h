/* record.h: what analysis finds in one document. Layer: analyze. Spans are bytes of the document's full text. Everything lives in the arena of the analysis. */
#ifndef RAP_ANALYZE_RECORD_H
#define RAP_ANALYZE_RECORD_H

#include "analyze/engine.h"
#include "analyze/kinds.h"
#include "base/json.h"
#include "ingest/document.h"

typedef struct rap_mention {
  rap_kind kind;
  rap_span text;
  rap_str value, rule;
  rap_date_value date; /* dates only */
  size_t person;       /* persons: index in record.persons, RAP_NONE else */
  rap_str name;        /* how somebody said that it is to be shown; never set by the analysis, and not stored */
} rap_mention;

/* A person named in the text. The chain of words that lead to him or her: mentions of kind person (names, short ones too) and references, both by index. */
typedef struct rap_person {
  rap_str name;      /* fullest form in the text, without honorifics */
  rap_str role;      /* office as the text gives it; may be empty */
  rap_str state;     /* code of the State whose government the office belongs to, as the role names it; empty if none */
  rap_str function;  /* chair, inaugurated, addressed, attended, organiser; empty: no participant */
  rap_str rule;      /* that gave the function */
  rap_span text;     /* of the fullest mention */
  rap_span evidence; /* the sentence that gave the function */
  size_t n_mentions;
} rap_person;

/* An office that stands alone, or a pronoun, and the person whom it was led to: "the Minister", "she". */
typedef struct rap_reference {
  rap_span text;
  size_t person; /* index in record.persons */
  bool pronoun;
} rap_reference;

/* Words that cue a theme, and what they gave it. */
typedef struct rap_theme_cue {
  size_t theme;   /* index in the rules' themes */
  rap_span first; /* of the match view */
  size_t times;
  double weight;
} rap_theme_cue;

typedef struct rap_theme_found {
  rap_str id;
  bool central;
  size_t mentions;
  double score;
  double asked;              /* the score from which on a theme is central; not stored */
  const rap_theme_cue *cues; /* by falling weight, then place; not stored */
  size_t n_cues;
} rap_theme_found;

typedef struct rap_event {
  rap_str series_id;  /* lexicon entry, empty if the series is not in it */
  rap_str series;     /* name without edition, number, year and place */
  int edition;        /* 0: not stated */
  rap_day start, end; /* year 0: unknown */
  rap_str place, state, chair, organiser;
  rap_str country; /* ISO 3166-1 code of two letters; empty: unknown */
  rap_str status;  /* "planned" | "held" */
  bool main;
  bool alone; /* somebody said that it is no other text's event; never set by the analysis, and not stored */
  rap_str rule;
  rap_span text; /* its name in the text */
} rap_event;

typedef struct rap_statement {
  rap_str_list actors; /* codes, groups, or ALL, without repeats, in order of the text */
  rap_str role, predicate, polarity, status;
  rap_str_list themes;
  rap_span text;       /* the sentence (or item, or headline clause): the evidence */
  rap_span cue;        /* the whole match of the rule */
  rap_span topic;      /* begin == end: none */
  rap_span actor_text; /* where the actors stand; begin == end when they come from elsewhere */
  rap_str speaker;     /* a person's name, if another speaks */
  size_t heading;      /* block it stands under (heading or lead-in), RAP_NONE if none */
  size_t event;        /* index in record.events, RAP_NONE if none */
  bool open;           /* "States like A and B": the list is open */
  rap_str rule;
} rap_statement;

typedef struct rap_count {
  rap_span text;
  rap_str of;
  int64_t min, max; /* -1: open */
  rap_str rule;
} rap_count;

/* A temporal expression as TimeML annotates it (TIMEX3): found with the pack `timeml` only. */
typedef struct rap_timex {
  rap_span text;
  const char *type;               /* DATE, TIME, DURATION, SET */
  rap_str value;                  /* "1998-08-07", "P2D", "PRESENT_REF" … */
  rap_str mod, quant, freq, rule; /* the first three may be empty */
} rap_timex;

typedef struct rap_record {
  rap_mention *mentions;
  size_t n_mentions; /* by begin, then longer first */
  rap_person *persons;
  size_t n_persons; /* in order of first mention; those with a function are the participants */
  rap_reference *references;
  size_t n_references; /* in order of the text */
  rap_theme_found *themes;
  size_t n_themes; /* by falling score, then id */
  rap_event *events;
  size_t n_events; /* the main one first */
  rap_statement *statements;
  size_t n_statements; /* in order of the text */
  rap_count *counts;
  size_t n_counts;
  rap_timex *timexes;
  size_t n_timexes; /* in order of the text */
} rap_record;

/* The record as the JSON object of FORMATS.md (format 1): offsets are code points of title or text, counted from 0. *out is yours. Errors: RAP_ERR_NOMEM. */
rap_status rap_record_to_json(const rap_document *doc, const rap_record *record, rap_json **out, rap_error *err) RAP_MUST_CHECK;

/* The record's temporal expressions, those of the body: {"id", "text", "timex3": [{"begin", "end", "type", "value", "text", "mod", "quant", "freq"}]}; offsets as above, empty fields left out. *out is yours. Errors:
 * RAP_ERR_NOMEM. */
rap_status rap_record_timex3_to_json(const rap_document *doc, const rap_record *record, rap_json **out, rap_error *err) RAP_MUST_CHECK;

/* Spans as the record's JSON has them, for what is written beside it. In `arena`; borrows the document. NULL when out of memory. Cost: O(text). */
typedef struct rap_record_spans rap_record_spans;
rap_record_spans *rap_record_spans_new(rap_arena *arena, const rap_document *doc);
/* Where a span stands: in the title or in the text, in code points of that field. O(1). */
typedef struct rap_record_place {
  bool title;
  size_t begin, end;
} rap_record_place;
rap_record_place rap_record_spans_place(const rap_record_spans *spans, rap_span text);
/* Code points of the full text in front of an offset of it. O(1). */
size_t rap_record_spans_point(const rap_record_spans *spans, size_t offset);
/* Sets "in", "begin" and "end" of the object. O(1). */
void rap_record_spans_put(const rap_record_spans *spans, rap_json *object, rap_span text);

#endif
