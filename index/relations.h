/* relations.h: questions about who meets whom. Layer: index. Beside query.h, whose filters, labels and errors these are; index/relation_walk.h is what they are made of.
 *
 *     rap_pairs pairs;
 *     const rap_pairs_spec spec = {.count = {.base = RAP_FROM_STATEMENTS, .unit = RAP_UNIT_STATEMENTS, .rows = RAP_AXIS_STATE, .cols = RAP_AXIS_THEME}};
 *     st = rap_query_pairs(store, &filter, &spec, arena, &pairs, err);
 *
 * Answers live in the caller's arena. Threads: as the store.
 */
#ifndef RAP_INDEX_RELATIONS_H
#define RAP_INDEX_RELATIONS_H

#include "index/query.h"

/* ---- pairs: a matrix of which most cells are empty ---- */

/* What may be counted at once: some 60 MB. */
#define RAP_PAIRS_MAX 2000000

typedef struct rap_node {
  rap_label label;
  int64_t n; /* units, each once */
} rap_node;

typedef struct rap_node_list {
  rap_node *items; /* by falling n, then value */
  size_t n, more;  /* more: left out by max_rows, max_cols */
} rap_node_list;

typedef struct rap_pair {
  uint32_t row, col; /* of the lists */
  int64_t n;         /* units in which they meet, each once; > 0 */
} rap_pair;

typedef struct rap_pairs {
  rap_node_list rows, cols; /* cols: empty where an axis meets itself */
  rap_pair *items;          /* by row, then column; row < col where an axis meets itself */
  size_t n;
  int64_t total; /* units that have both axes */
} rap_pairs;

typedef struct rap_pairs_spec {
  rap_count_spec count;
  const rap_str_list *only;    /* of the rows only these values; NULL: all */
  const rap_str_list *without; /* values that are left out; NULL: none */
} rap_pairs_spec;

/* Where the values of rows and cols meet; where both are one axis, which of its values meet each other. The same numbers as rap_query_matrix, for axes of many values too (persons and events).
 * Not for the axis `document`. Errors: also RAP_ERR_LIMIT beyond RAP_PAIRS_MAX. Cost: rap_relation_walk's, and some 20 ns for each meeting. */
rap_status rap_query_pairs(rap_store *store, const rap_filter *filter, const rap_pairs_spec *asked, rap_arena *arena, rap_pairs *out,
                           rap_error *err) RAP_MUST_CHECK;

/* ---- sides ---- */

/* Only what a text says outright counts: statements of polarity support or oppose. An occasion is one theme at one event. On an occasion a State is on a side when its statements there all support, or all
 * oppose; one that does both is on none. The States taken together and groups are no States. */
typedef struct rap_occasion {
  rap_label event, theme;
  bool same; /* both on one side */
} rap_occasion;

typedef struct rap_side_pair {
  uint32_t a, b;          /* of the States, a < b */
  int64_t same, opposite; /* occasions on which both are on a side */
} rap_side_pair;

typedef struct rap_sides {
  rap_node_list states; /* n: occasions on which the State is on a side */
  rap_side_pair *pairs; /* by falling same + opposite, then a, then b */
  size_t n_pairs;
  int64_t occasions;    /* on which anybody is on a side */
  int64_t contested;    /* on which there are both sides */
  rap_occasion *shared; /* those of the pair that was asked for */
  size_t n_shared;
} rap_sides;

/* Who was on one side with whom. `pair` (two values, or NULL): whose shared occasions are told. Errors: also RAP_ERR_LIMIT beyond RAP_PAIRS_MAX sides. Cost: rap_relation_walk's over statements that take a side. */
rap_status rap_query_sides(rap_store *store, const rap_filter *filter, const rap_str *pair, rap_arena *arena, rap_sides *out,
                           rap_error *err) RAP_MUST_CHECK;

/* ---- silence ---- */

/* Present at an event is a State that has a statement there (it spoke), or that is named in a document that tells of the event as its main one (it is only named); the State of the venue, and Delhi, which stands in
 * datelines, are present only where they spoke. Silent on a theme is a State that was present where another one, a group or the States together raised the theme, and has no statement on it there.
 * Statements are those in which a State acts (role actor), unless the filter asks for roles. What no text says is not known: silence here is silence of the texts. */
typedef struct rap_silence_row {
  rap_label label;      /* a State, a theme, or an event */
  int64_t raised;       /* times that it raised the theme, or the theme was raised by it */
  int64_t spoke, named; /* times of silence: it spoke on other themes; it was only named */
  int64_t with_group;   /* of these, times that a group that it belongs to, or the States together, raised it */
} rap_silence_row;

typedef struct rap_silence_spec {
  const rap_str_list *themes; /* with those below them; none: every theme by itself */
  rap_str state;              /* only of this one; empty: of all */
  bool by_event;              /* rows are events; else themes where there are no `themes`, else States */
} rap_silence_spec;

typedef struct rap_silence {
  rap_silence_row *rows; /* most often silent first: spoke, then named, then raised the less, then value; events: newest first */
  size_t n_rows;
  int64_t events;          /* at which somebody raised the theme; of one State: at which it was present, too */
  rap_node_list raised_by; /* States, groups, ALL; n: events at which they raised it */
  rap_label *absent;       /* States that are never present there, by name; only where rows are States */
  size_t n_absent;
} rap_silence;

/* The filter's own themes and states are to be empty: they are asked for by `spec`. Cost: three walks (relation_walk.h); the meetings of events and themes. */
rap_status rap_query_silence(rap_store *store, const rap_filter *filter, const rap_silence_spec *spec, rap_arena *arena, rap_silence *out,
                             rap_error *err) RAP_MUST_CHECK;

/* What the texts say of who was at one event. */
typedef struct rap_delegate {
  rap_str state, name, role, function, document; /* of a State's government, by its office; each person once */
} rap_delegate;

typedef struct rap_attendance {
  rap_delegate *delegates; /* by State, then name */
  size_t n_delegates;
  rap_label *counts; /* value: what is counted ("states"); name: as the text has it ("34 States and UTs"); each once */
  size_t n_counts;
  int64_t open; /* statements whose list of States is open ("States like …") */
  size_t more;  /* documents that were not looked at */
} rap_attendance;

#define RAP_ATTENDANCE_DOCUMENTS 100

/* From the newest documents, at most so many, whose main event it is (`event`: value of the axis). Cost: some 50 µs a document. */
rap_status rap_query_attendance(rap_store *store, rap_str event, rap_arena *arena, rap_attendance *out, rap_error *err) RAP_MUST_CHECK;

/* ---- persons ---- */

typedef enum rap_activity_order {
  RAP_ACTIVITY_BY_DOCUMENTS,
  RAP_ACTIVITY_BY_STATEMENTS,
  RAP_ACTIVITY_BY_EVENTS,
  RAP_ACTIVITY_BY_NAME,
  RAP_ACTIVITY_BY_LAST
} rap_activity_order;

typedef struct rap_activity_row {
  rap_label label;
  int64_t documents, events, statements; /* persons: that name them, that they take part in, that they make; series: on them, of them, at them */
  int32_t first, last;                   /* days of the documents, or of the events of a series: 20230108; 0: unknown */
} rap_activity_row;

typedef struct rap_activity {
  rap_activity_row *rows;
  size_t n, total; /* total: without the page */
} rap_activity;

typedef struct rap_activity_spec {
  rap_axis axis; /* PERSON or SERIES */
  rap_activity_order order;
  rap_page page;
} rap_activity_spec;

/* Persons named in, or series told of by, documents that meet the filter (its .persons, .series: only these), by falling number, then by value. Cost: three walks. */
rap_status rap_query_activity(rap_store *store, const rap_filter *filter, const rap_activity_spec *spec, rap_arena *arena, rap_activity *out,
                              rap_error *err) RAP_MUST_CHECK;

/* A document that names a person. */
typedef struct rap_appearance {
  rap_str document, source, title, published;
  rap_label event;        /* the document's main one; value empty: none */
  rap_str role, function; /* the office as this text gives it; chair, inaugurated, addressed, attended, organiser. Empty: none */
  rap_str state;          /* whose government the office belongs to; empty: none */
  rap_str sentence;       /* that gave the function, else what stands around the fullest form of the name */
  const rap_str *forms;   /* ways in which the text writes the name, each once; never a pronoun */
  size_t n_forms;
  int64_t n_mentions;
} rap_appearance;
typedef rap_status (*rap_appearance_fn)(void *ctx, const rap_appearance *row, rap_error *err);

/* Documents that name `person` (a value of the axis) and meet the filter, newest first; each record is read. `took_part`: only those whose main event the person takes part in, and the filter is asked from events.
 * *total (may be NULL): how many documents. Cost: some 50 µs a row. */
typedef struct rap_appearance_spec {
  rap_str person;
  bool took_part;
  rap_page page;
} rap_appearance_spec;
rap_status rap_query_appearances(rap_store *store, const rap_filter *filter, const rap_appearance_spec *spec, rap_appearance_fn fn, void *ctx,
                                 size_t *total, rap_error *err) RAP_MUST_CHECK;

#endif
