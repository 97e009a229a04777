/* compare.h: several sets of a store side by side: what each deals with, who speaks in it, and how far they differ. Layer: queries. The numbers only; compare_text.h writes the note.
 *
 *     rap_compare_set sets[] = {{.kind = RAP_COMPARE_EVENT, .id = …, .filter = …}, {…}};
 *     rap_compare c;
 *     st = rap_compare_make(store, sets, 2, NULL, 0, arena, &c, err);
 *     for (size_t i = 0; i < c.n_dimensions; i++) … c.dimensions[i].lines …
 *
 * A set is a filter. A dimension is an axis counted in every set: which values, in how many units, of how many in all. Shares are of the units that have the axis at all, each once. Keyness of a value
 * in a set is against all other sets together (index/keyness_stats.h).
 *
 * Ownership: all in the caller's arena; sets are borrowed and filled. Threads: as the store. Cost: one count from bitmaps per dimension and set; of two sets of documents also RAP_COMPARE_WORDS_READ words of each.
 */
#ifndef RAP_QUERIES_COMPARE_H
#define RAP_QUERIES_COMPARE_H

#include "index/keyness.h"
#include "index/query.h"

#define RAP_COMPARE_SETS_MAX 8
/* With fewer statements in a set, shares and keyness say little, and the note says so. */
#define RAP_COMPARE_FEW 20
/* Words are read of sets of so many documents at most: of larger ones the command keyness tells more, in more time. */
#define RAP_COMPARE_WORDS_DOCUMENTS 2000
/* Words of each set that are read at most (evenly drawn), for those that are typical; how many of those are kept; in how many texts of the set one must stand; and how sure the difference must be: p < 0.001. */
#define RAP_COMPARE_WORDS_READ 100000
#define RAP_COMPARE_WORDS_KEPT 8
#define RAP_COMPARE_WORDS_TEXTS 2
#define RAP_COMPARE_WORDS_LEVEL 3

typedef enum rap_compare_kind {
  RAP_COMPARE_EVENT,
  RAP_COMPARE_SERIES,
  RAP_COMPARE_PERIOD,
  RAP_COMPARE_STATE,
  RAP_COMPARE_SOURCE,
  RAP_COMPARE_DOCUMENT,
  RAP_COMPARE_QUERY,
  RAP_COMPARE_STATUS, /* what was announced, what was reported, of one event */
  RAP_COMPARE_KINDS
} rap_compare_kind;
const char *rap_compare_kind_name(rap_compare_kind kind); /* "event", "series" … */

typedef struct rap_compare_set {
  rap_compare_kind kind;
  rap_str id;    /* for machine formats: event id, "2022", "IN-TG", "planned" */
  rap_str name;  /* in full, for the head of the note */
  rap_str brief; /* how sentences speak of it: "the 2nd", "2022", "Telangana"; empty: by its letter */
  rap_str when;  /* what sets are in order by: a date as precise as known; empty: none */
  rap_str facts; /* one line under the name: chair, organiser; may be empty */
  rap_str ask;   /* options that ask for this set: "--event national-…-2023-01-06" */
  rap_filter filter;
  /* filled by rap_compare_make */
  int64_t documents, statements, planned, reported; /* the last two of `statements` */
} rap_compare_set;

typedef struct rap_compare_line {
  rap_label label;  /* name empty: see rap_compare_make */
  int64_t *n;       /* per set */
  rap_keyness *key; /* per set: against all others together */
  unsigned in;      /* bit i: set i has it */
} rap_compare_line;

/* What a dimension counts, beside its axis. */
typedef enum rap_compare_what {
  RAP_COMPARE_THEMES,     /* dealt with, in documents or their accounts of events */
  RAP_COMPARE_SAID,       /* themes of statements */
  RAP_COMPARE_ANNOUNCED,  /* themes of accounts written before the event */
  RAP_COMPARE_DISCUSSED,  /* themes of statements that are reported, not planned */
  RAP_COMPARE_SPEAKING,   /* States that say or do something (role actor) */
  RAP_COMPARE_NAMED,      /* States that the texts name; where none speaks */
  RAP_COMPARE_PEOPLE,     /* participants of events */
  RAP_COMPARE_PERSONS,    /* persons named in documents */
  RAP_COMPARE_BODIES,     /* ministries, departments, organisations named */
  RAP_COMPARE_EVENTS_MET, /* events with a statement */
  RAP_COMPARE_WORDS,      /* words typical of one of two sets: how often they occur in the texts */
  RAP_COMPARE_OTHER       /* an axis that was asked for */
} rap_compare_what;

typedef struct rap_compare_dimension {
  rap_compare_what what;
  const char *name; /* for machine formats: "theme", "statement-theme", "state" … */
  rap_base base;
  rap_axis axis;
  rap_unit unit;
  const char *of;          /* what is counted, for people and machines: the unit's name, or "words" */
  rap_compare_line *lines; /* by falling number of sets that have it, then falling count, then value */
  size_t n;
  int64_t totals[RAP_COMPARE_SETS_MAX]; /* units that have the axis at all, each once */
} rap_compare_dimension;

#define RAP_COMPARE_DIMENSIONS_MAX 16

typedef struct rap_compare {
  rap_compare_set *sets;
  size_t n_sets;
  rap_compare_dimension dimensions[RAP_COMPARE_DIMENSIONS_MAX];
  size_t n_dimensions;
  bool ordered; /* the sets follow each other in time, so that themes come and go */
  bool few;     /* a set with fewer than RAP_COMPARE_FEW statements, while there are any */
} rap_compare;

typedef struct rap_compare_options {
  const rap_axis *axes; /* only these, as they are counted of documents or events; none: the dimensions that fit the kinds of the sets */
  size_t n_axes;
  const rap_unit *unit; /* what is counted instead of documents; NULL: documents */
  size_t
      names; /* how many lines in the same sets need their names, where a dimension has more than RAP_COMPARE_NAMED_ALL (people and events have thousands); 0: all */
} rap_compare_options;
#define RAP_COMPARE_NAMED_ALL 500

/* Counts. Requires 1 < n_sets <= RAP_COMPARE_SETS_MAX, n_axes <= RAP_COMPARE_DIMENSIONS_MAX. Errors: those of query.h. */
rap_status rap_compare_make(rap_store *store, rap_compare_set *sets, size_t n_sets, const rap_compare_options *options, rap_arena *arena,
                            rap_compare *out, rap_error *err) RAP_MUST_CHECK;
/* The dimension, NULL when it was not counted. */
const rap_compare_dimension *rap_compare_find(const rap_compare *c, rap_compare_what what);
/* What became of a line from the set before `set` to it: "came", "stayed", "went"; "" for the first set, and when neither has it. */
const char *rap_compare_change(const rap_compare_line *line, size_t set);

#endif
