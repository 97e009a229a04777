/* query.h: questions to a store. Layer: index. One filter struct, compiled to SQL with bound parameters only; no question can raise an SQL or FTS5 syntax error.
 *
 *     rap_filter f = {0};
 *     f.words = RAP_STR("\"cyber security\" -health");
 *     rap_str_list_add(arena, &f.states, RAP_STR("IN-TG"));
 *     st = rap_query_statements(store, &f, (rap_page){0, 20}, on_statement, ctx, &total, err);
 *
 * Answers stream through callbacks; a row and all it points to live until the callback returns. A callback that returns anything but RAP_OK stops the walk, and that status is handed on.
 * Results that are tables (matrix, timeline, counts) live in the caller's arena. An empty answer is RAP_OK with zero rows: "nothing found" is the command's to say.
 * Errors of all: RAP_ERR_USAGE (words that are no query), RAP_ERR_LIMIT (words beyond RAP_MAX_QUERY_*, clauses deeper than RAP_MAX_CLAUSE_DEPTH), RAP_ERR_STORE, RAP_ERR_IO, RAP_ERR_NOMEM; what the callback returns.
 */
#ifndef RAP_INDEX_QUERY_H
#define RAP_INDEX_QUERY_H

#include "index/store.h"

/* ---- what is asked ---- */

/* Dimensions along which things are counted. Name (command line, column), what its values are. */
#define RAP_AXIS_TABLE(X)                                                                   \
  X(RAP_AXIS_NONE, "none", "one row of everything")                                         \
  X(RAP_AXIS_STATE, "state", "State or Union Territory; ALL for the States taken together") \
  X(RAP_AXIS_GROUP, "group", "named group of States")                                       \
  X(RAP_AXIS_ACTOR, "actor", "States, groups and ALL")                                      \
  X(RAP_AXIS_THEME, "theme", "theme")                                                       \
  X(RAP_AXIS_THEME_TOP, "theme-top", "theme of the top level")                              \
  X(RAP_AXIS_EVENT, "event", "event, resolved across documents")                            \
  X(RAP_AXIS_SERIES, "series", "series of conferences")                                     \
  X(RAP_AXIS_YEAR, "year", "year")                                                          \
  X(RAP_AXIS_QUARTER, "quarter", "quarter")                                                 \
  X(RAP_AXIS_MONTH, "month", "month")                                                       \
  X(RAP_AXIS_WEEK, "week", "week (ISO 8601)")                                               \
  X(RAP_AXIS_DAY, "day", "day")                                                             \
  X(RAP_AXIS_PERSON, "person", "person named (from statements: the speaker)")               \
  X(RAP_AXIS_ORGANISATION, "organisation", "ministry, department or body")                  \
  X(RAP_AXIS_PROGRAMME, "programme", "scheme, mission, law")                                \
  X(RAP_AXIS_PLACE, "place", "place")                                                       \
  X(RAP_AXIS_MENTIONED, "mentioned", "date mentioned in the text")                          \
  X(RAP_AXIS_PREDICATE, "predicate", "discussed, proposed, agreed …")                       \
  X(RAP_AXIS_ROLE, "role", "actor or subject")                                              \
  X(RAP_AXIS_STATUS, "status", "planned or reported (events: planned or held)")             \
  X(RAP_AXIS_POLARITY, "polarity", "support, oppose, neutral")                              \
  X(RAP_AXIS_KIND, "kind", "preview or report, by the document's main event")               \
  X(RAP_AXIS_COUNTRY, "country", "country of the event, where it is told")                  \
  X(RAP_AXIS_SOURCE, "source", "source of the document")                                    \
  X(RAP_AXIS_LANGUAGE, "language", "language of the document")                              \
  X(RAP_AXIS_DOCUMENT, "document", "document")

typedef enum rap_axis {
#define RAP_AXIS_ENUM(id, name, text) id,
  RAP_AXIS_TABLE(RAP_AXIS_ENUM)
#undef RAP_AXIS_ENUM
      RAP_AXIS_COUNT
} rap_axis;
const char *rap_axis_name(rap_axis axis);
const char *rap_axis_text(rap_axis axis);
bool rap_axis_parse(rap_str name, rap_axis *out);
/* year, quarter, month, week, day: their values sort as time goes (base/period.h). */
bool rap_axis_is_time(rap_axis axis);

/* What relates the axes to each other, and the filter to the rest:
 * statements: a State and a theme meet in one statement (the States' own words: the default for matrices and evidence);
 * documents:  they meet in one document (what it names and deals with: facets of a search);
 * events:     they meet in a document's account of one event (its agenda, its participants: comparisons of editions, planned against reported). */
typedef enum rap_base { RAP_FROM_STATEMENTS, RAP_FROM_DOCUMENTS, RAP_FROM_EVENTS } rap_base;
/* What is counted, each once: statements (only from statements; elsewhere it counts documents), documents, events, families (documents, but those of one family together once; families.h). */
typedef enum rap_unit { RAP_UNIT_STATEMENTS, RAP_UNIT_DOCUMENTS, RAP_UNIT_EVENTS, RAP_UNIT_FAMILIES } rap_unit;
const char *rap_unit_name(rap_unit unit); /* "statements", "documents", "events", "families" */
bool rap_unit_parse(rap_str name, rap_unit *out);

/* One value of one axis, exactly (no descendants, no name forms): a cell of a matrix is two of these. */
typedef struct rap_cell {
  rap_axis axis;
  rap_str value;
} rap_cell;

/* Zero-initialise: no condition. Within a list any value suffices, between fields all must hold. Values are ids as stored (rap_query_resolve turns what a person types into ids); unknown ones match
 * nothing. Statement conditions (states, themes, roles, predicates, polarities, statuses, speaker) hold of one and the same statement when asked from statements, or when roles, predicates or
 * polarities are given; else `states` are those the document names and `themes` those it deals with. */
typedef struct rap_filter {
  rap_str words;                                        /* full text of the document, see rap_query_explain */
  rap_str_list states;                                  /* codes, group ids, ALL */
  rap_str_list themes;                                  /* with all descendants, unless themes_exactly */
  rap_str_list events;                                  /* event ids */
  rap_str_list series;                                  /* series ids as of the axis `series` */
  rap_str_list persons;                                 /* words of a name, folded: "modi" finds "Narendra Modi" */
  rap_str_list organisations, programmes, places;       /* ids; places: folded name or id */
  rap_str_list roles, predicates, statuses, polarities; /* statuses: planned, and reported or held alike */
  rap_str_list sources, languages, documents;           /* documents: ids */
  rap_str_list kinds;                                   /* status of the document's main event: planned (a preview), held (a report) */
  rap_str_list authors;                                 /* of the document, as it names them: words, folded */
  rap_day since, until;                                 /* inclusive, as precise as given; year 0: open */
  rap_day mentioned_since,
      mentioned_until; /* inclusive: the text mentions a date (one and the same for both) that meets the range; with restrict_axes a time axis shows only the dates that begin in it */
  bool
      by_mentioned_date; /* the time axes use the dates that the text mentions, each by its first day, wherever in it: a document counts once in each period, and so do its statements and accounts */
  bool by_event_date;    /* since, until and the time axes use the event's dates (published where there is none); else the date of publication */
  bool themes_exactly;
  bool central_only; /* themes of documents: only those dealt with, not those touched in passing */
  bool with_groups;  /* a State also counts where a group that it belongs to is named */
  bool with_all;     /* a State also counts where the States taken together (ALL) are named */
  bool
      one_of_family; /* lists of documents and statements: of the documents of one family that meet it only the first published, .copies tells of the others; of events only the number of documents changes */
  const rap_cell *cells; /* further conditions, all of which must hold */
  size_t n_cells;
  const struct rap_evidence *among; /* only what is behind a cell (rap_query_evidence); NULL: all */
  const struct rap_clause *where;   /* and this; NULL: nothing more */
} rap_filter;

/* Conditions that are joined otherwise than by the lists of one filter. Each part is true or false of one row of the base (a statement, a document, an account of an event):
 * LEAF: all of a filter holds (its .one_of_family and .where are not looked at; no rows are excluded for want of a value: an undated document does not lie within any days, and so does meet NOT of them);
 * ALL, ANY: each part, one part at least (ALL of none is true, ANY of none is false); NOT: its one part does not hold;
 * SAID: there is a statement for which the part holds: of a statement itself, of a document one in it, of an account one about it. Its leaves ask for states, themes, roles, predicates, polarities and
 * statuses (of the statement), and for nothing else. */
typedef enum rap_clause_kind { RAP_CLAUSE_LEAF, RAP_CLAUSE_ALL, RAP_CLAUSE_ANY, RAP_CLAUSE_NOT, RAP_CLAUSE_SAID } rap_clause_kind;
typedef struct rap_clause {
  rap_clause_kind kind;
  const rap_filter *leaf;
  const struct rap_clause *const *parts; /* NOT, SAID: one */
  size_t n_parts;
} rap_clause;

typedef struct rap_page {
  size_t offset, limit; /* limit 0: no limit */
} rap_page;

/* A value and how to show it. */
typedef struct rap_label {
  rap_str value; /* id: "IN-TG", "digital.data", event id, "2023-01" */
  rap_str
      name; /* "Telangana", "Data", "National Conference of Chief Secretaries (2nd), 6–7 January 2023"; the value itself when nothing better is known */
} rap_label;

/* ---- words ---- */

/* The query box: words (all must occur), "phrases", prefix*, -word or -"phrase" (must not occur), OR between two terms (binds closer than the implied AND). Everything else is text. Any bytes are
 * accepted. Gives the interpreted form for people ("cyber security" AND telangana NOT health) in `arena`; empty when there is nothing to look for. Errors: RAP_ERR_LIMIT, RAP_ERR_NOMEM. */
rap_status rap_query_explain(rap_arena *arena, rap_str words, rap_str *out, rap_error *err) RAP_MUST_CHECK;

/* ---- names ---- */

typedef struct rap_labels {
  rap_label *items;
  size_t n, capacity;
} rap_labels;

/* How a text came to stand for values: it is the id, the whole name or another name of one ("MeitY", "Orissa"); its words are words of the names; or they are, the last of them as a word's beginning. */
typedef enum rap_name_match { RAP_NAMED_NONE, RAP_NAMED_BY_ID, RAP_NAMED_WHOLE, RAP_NAMED_BY_WORDS, RAP_NAMED_BY_PREFIX } rap_name_match;

/* What `text` (typed by a person) may stand for among the values of an axis (STATE, GROUP, ACTOR, THEME, EVENT, SERIES, PERSON, ORGANISATION, PROGRAMME, PLACE, SOURCE, DOCUMENT): all that match in the best way, case and
 * diacritics folded, most used first. For EVENT the words may include the edition ("2", "2nd") and the year or date. Empty list, RAP_NAMED_NONE: unknown. Cost: looks at all names of the axis. */
rap_status rap_query_find(rap_store *store, rap_axis axis, rap_str text, rap_arena *arena, rap_labels *out, rap_name_match *match,
                          rap_error *err) RAP_MUST_CHECK;
/* The same; but a word's beginning counts only when it is that of one value. */
rap_status rap_query_resolve(rap_store *store, rap_axis axis, rap_str text, rap_arena *arena, rap_labels *out, rap_error *err) RAP_MUST_CHECK;

/* For what is unknown: the name that is nearest to `text` (rap_nearest), empty if none is near; and values (at most `max`) whose id or name holds it somewhere. Cost: as rap_query_find, and a comparison with each name. */
typedef struct rap_nearby {
  rap_str near;
  rap_labels holding;
  size_t more; /* holding it too, beyond `max` */
} rap_nearby;
rap_status rap_query_nearby(rap_store *store, rap_axis axis, rap_str text, size_t max, rap_arena *arena, rap_nearby *out,
                            rap_error *err) RAP_MUST_CHECK;
/* All values of an axis that has few (SOURCE, LANGUAGE): those that a document has. */
rap_status rap_query_values(rap_store *store, rap_axis axis, rap_arena *arena, rap_str_list *out, rap_error *err) RAP_MUST_CHECK;
/* Members of a group of States, whenever they were so; none when it is no group. */
rap_status rap_query_members(rap_store *store, rap_str group, rap_arena *arena, rap_str_list *out, rap_error *err) RAP_MUST_CHECK;
/* Is there a person whose name has all these words? Cost: looks at names until there is one. */
rap_status rap_query_has_person(rap_store *store, rap_str words, bool *out, rap_error *err) RAP_MUST_CHECK;
/* Is it this edition of its series, or (from 1000 on) in this year? */
rap_status rap_query_is_edition(rap_store *store, rap_str event, unsigned edition, bool *out, rap_error *err) RAP_MUST_CHECK;
/* Name of one value. */
rap_status rap_query_label(rap_store *store, rap_axis axis, rap_str value, rap_arena *arena, rap_str *out, rap_error *err) RAP_MUST_CHECK;

/* ---- documents ---- */

typedef struct rap_search_row {
  rap_str id, source, title, url, language, published, file;
  rap_str event, event_name;  /* of the main event; empty if none */
  int64_t n_statements;       /* in the document */
  double score;               /* BM25, larger is better; 0 without words */
  int64_t copies;             /* other documents of its family that meet the filter, under one_of_family */
  rap_str snippet;            /* around the words found; without words the beginning of the text. Line breaks inside are spaces. */
  rap_span in_text;           /* where it stands in the document's full text */
  const rap_span *highlights; /* byte ranges of `snippet`, in order, disjoint */
  size_t n_highlights;
  bool cut_before, cut_after; /* text goes on before, behind it */
} rap_search_row;
typedef rap_status (*rap_search_fn)(void *ctx, const rap_search_row *row, rap_error *err);

/* Documents, best first (with words: BM25 with titles weighted 4:1, then newest; without: newest first, then by id). *total (may be NULL): how many there are altogether. */
rap_status rap_query_search(rap_store *store, const rap_filter *filter, rap_page page, rap_search_fn fn, void *ctx, size_t *total,
                            rap_error *err) RAP_MUST_CHECK;

/* RANK: as above. NEWEST, OLDEST: by date (the event's or of publication, as the filter says), undated ones last. TITLE: by title without case and diacritics, untitled ones last. SOURCE: by source, then newest. */
typedef enum rap_search_sort { RAP_SEARCH_RANK, RAP_SEARCH_NEWEST, RAP_SEARCH_OLDEST, RAP_SEARCH_TITLE, RAP_SEARCH_SOURCE } rap_search_sort;
/* The same in another order. */
rap_status rap_query_search_by(rap_store *store, const rap_filter *filter, rap_search_sort sort, rap_page page, rap_search_fn fn, void *ctx,
                               size_t *total, rap_error *err) RAP_MUST_CHECK;

/* ---- statements ---- */

typedef struct rap_statement_row {
  int64_t key;                                     /* stable as long as the document is not replaced */
  rap_str document, source, title, url, published; /* of the document */
  size_t number;                                   /* of the statement in its document, from 1 */
  const rap_label *actors;
  size_t n_actors;
  const rap_label *themes;
  size_t n_themes;
  rap_str role, predicate, polarity, status, speaker, rule;
  int64_t copies;                              /* other documents of its document's family that meet the filter, under one_of_family */
  bool open;                                   /* "States like A and B" */
  rap_label event;                             /* resolved; value empty if none */
  rap_str event_place, event_start, event_end; /* as precise as known */
  rap_str heading;                             /* what the sentence stands under; empty if nothing */
  rap_str evidence;                            /* the sentence, to the letter */
  rap_span text, cue, topic, actor_text;       /* bytes of the document's full text; begin == end: none. `evidence` is full[text] */
} rap_statement_row;
typedef rap_status (*rap_statement_fn)(void *ctx, const rap_statement_row *row, rap_error *err);

/* Statements in order of date (event's or publication's, as the filter says; newest first), document, place in the text. The evidence of one matrix cell: the matrix's filter with both cells in
 * filter.cells. */
rap_status rap_query_statements(rap_store *store, const rap_filter *filter, rap_page page, rap_statement_fn fn, void *ctx, size_t *total,
                                rap_error *err) RAP_MUST_CHECK;

/* The same in another order; undated ones last in both orders of date. */
typedef enum rap_statement_sort { RAP_STATEMENTS_NEWEST, RAP_STATEMENTS_OLDEST, RAP_STATEMENTS_BY_DOCUMENT } rap_statement_sort;
rap_status rap_query_statements_by(rap_store *store, const rap_filter *filter, rap_statement_sort sort, rap_page page, rap_statement_fn fn, void *ctx,
                                   size_t *total, rap_error *err) RAP_MUST_CHECK;

/* ---- counts: matrix, facets, timeline ---- */

typedef struct rap_count_spec {
  rap_base base;
  rap_unit unit;
  rap_axis rows, cols;       /* cols: matrix only */
  size_t max_rows, max_cols; /* keep the largest; 0: all */
  int64_t min;               /* leave out rows and columns with less in all */
  bool restrict_axes; /* an axis whose kind the filter names shows only the filter's values (matrix); else also those that occur with them (facets) */
  bool unnamed;       /* facets: labels come without names, which cost a look-up each (rap_query_label) */
  bool by_rows;       /* count by joining the rows, not by bitmaps: the same answer, slowly; for comparison */
} rap_count_spec;

typedef struct rap_matrix {
  rap_label *rows, *cols; /* by falling total, then value; time axes in order of time */
  size_t n_rows, n_cols;
  int64_t *cells;                   /* n_rows × n_cols, row after row */
  int64_t *row_totals, *col_totals; /* each unit once: not the sums of the cells */
  int64_t total;
  size_t more_rows, more_cols;   /* left out by max_rows, max_cols */
  size_t small_rows, small_cols; /* left out by min */
} rap_matrix;
/* More than RAP_QUERY_MAX_CELLS cells: RAP_ERR_LIMIT. */
#define RAP_QUERY_MAX_CELLS ((size_t)4 << 20)
rap_status rap_query_matrix(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, rap_arena *arena, rap_matrix *out,
                            rap_error *err) RAP_MUST_CHECK;

/* What is behind one cell of the matrix of the same filter and spec: so many units as the cell says. `values`: of the row and of the column; a pointer of NULL: any (the totals). In `arena`. To list them, ask
 *     rap_filter f = {.words = filter->words, .among = &evidence, .one_of_family = spec->unit == RAP_UNIT_FAMILIES};
 * of rap_query_statements, rap_query_search or rap_query_events, as .unit says: the words only mark what was found. */
typedef struct rap_evidence {
  rap_unit
      unit; /* what the rows are: statements where the axes meet in them, whatever is counted; else events where these are counted, or documents */
  rap_str rows; /* opaque */
  size_t n_rows;
  int64_t n; /* units of the matrix, which the rows make count */
} rap_evidence;
rap_status rap_query_evidence(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, const rap_str values[2], rap_arena *arena,
                              rap_evidence *out, rap_error *err) RAP_MUST_CHECK;

/* One axis (spec.rows), by falling count, then value. Same as a matrix with one column. */
typedef struct rap_facet {
  rap_label label;
  int64_t n;
} rap_facet;
typedef struct rap_facets {
  rap_facet *items;
  size_t n, more; /* `more`: left out by max_rows */
  int64_t total;  /* units that have the axis at all */
} rap_facets;
rap_status rap_query_facets(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, rap_arena *arena, rap_facets *out,
                            rap_error *err) RAP_MUST_CHECK;

/* Rows of spec.rows (RAP_AXIS_NONE: one row) over time (spec.cols: a time axis), without gaps: a period in which nothing was is there with 0. Undated units are not in it; spec.max_cols and spec.min are not looked at. More than
 * RAP_QUERY_MAX_PERIODS periods: RAP_ERR_LIMIT. */
#define RAP_QUERY_MAX_PERIODS 10000
rap_status rap_query_timeline(rap_store *store, const rap_filter *filter, const rap_count_spec *spec, rap_arena *arena, rap_matrix *out,
                              rap_error *err) RAP_MUST_CHECK;

/* ---- events ---- */

/* One document's account of an event. */
typedef struct rap_event_document {
  rap_str document, source, title, published;
  rap_str series, start, end, place, state, country, chair, organiser, status;
  int edition;
  bool main;
  rap_str name; /* as it stands in the text */
  rap_span text;
  rap_str rule;
} rap_event_document;

typedef struct rap_event_row {
  rap_str id;        /* "national-conference-of-chief-secretaries-2023-01-06" */
  rap_str name;      /* for people: series, edition, date */
  rap_str series_id; /* value of the axis `series` */
  rap_str series, start, end, place, state, country, chair, organiser, status;
  int edition;                         /* 0: not stated */
  int64_t n_documents, n_statements;   /* n_documents: of one family together one, under one_of_family */
  const rap_event_document *documents; /* planned ones first, then by date of publication */
  size_t n_docs;
} rap_event_row;
typedef rap_status (*rap_event_fn)(void *ctx, const rap_event_row *row, rap_error *err);

/* Events that meet the filter (asked from events), newest first, undated last. States: those with a statement at it. */
rap_status rap_query_events(rap_store *store, const rap_filter *filter, rap_page page, rap_event_fn fn, void *ctx, size_t *total,
                            rap_error *err) RAP_MUST_CHECK;
/* The same in another order: by number of documents or statements, the most first, or by name of the series, then as above. */
typedef enum rap_event_order { RAP_EVENTS_BY_DATE, RAP_EVENTS_BY_DOCUMENTS, RAP_EVENTS_BY_STATEMENTS, RAP_EVENTS_BY_SERIES } rap_event_order;
typedef struct rap_event_page {
  rap_page page;
  rap_event_order order;
} rap_event_page;
rap_status rap_query_events_ordered(rap_store *store, const rap_filter *filter, rap_event_page page, rap_event_fn fn, void *ctx, size_t *total,
                                    rap_error *err) RAP_MUST_CHECK;

/* ---- warnings ---- */

typedef struct rap_warning_row {
  rap_str document, source, published, file, warning;
} rap_warning_row;
typedef rap_status (*rap_warning_fn)(void *ctx, const rap_warning_row *row, rap_error *err);

/* Each warning with which a document was read or analysed, by document id, source, and in the order in which they came. Cost: one pass over the documents. */
rap_status rap_query_warnings(rap_store *store, rap_warning_fn fn, void *ctx, rap_error *err) RAP_MUST_CHECK;

/* ---- families ---- */

/* What a document is to the canonical member of its family (families.h): the first published. */
typedef enum rap_relation {
  RAP_RELATION_CANONICAL,
  RAP_RELATION_COPY,       /* the same words */
  RAP_RELATION_REVISION,   /* another version by the same source, or under the same number or at the same host */
  RAP_RELATION_SYNDICATED, /* nearly the same words by another source */
  RAP_RELATION_TRANSLATION /* in another language */
} rap_relation;
#define RAP_RELATIONS (RAP_RELATION_TRANSLATION + 1)
const char *rap_relation_name(rap_relation relation); /* "canonical", "copy", "revision", "syndicated", "translation" */

typedef struct rap_family_member {
  rap_str document, source, title, url, published, language;
  rap_relation relation;
  int64_t row; /* for rap_query_member_text */
} rap_family_member;

/* The canonical member first, then as they were published. A document that is in no family is its own canonical member. */
typedef struct rap_family {
  rap_family_member *members;
  size_t n;
} rap_family;
typedef rap_status (*rap_family_fn)(void *ctx, const rap_family *family, rap_error *err);

/* The family of a document (id as in rap_store_get); in `arena`. Errors: also those of rap_store_get. */
rap_status rap_query_family(rap_store *store, rap_str id, rap_arena *arena, rap_family *out, rap_error *err) RAP_MUST_CHECK;
/* Title and body of a member; in `arena`. */
rap_status rap_query_member_text(rap_store *store, rap_arena *arena, const rap_family_member *of, rap_str *title, rap_str *body,
                                 rap_error *err) RAP_MUST_CHECK;
/* Families of two documents or more of which one meets the filter (asked from documents), largest first, then newest. *total: how many. */
rap_status rap_query_families(rap_store *store, const rap_filter *filter, rap_page page, rap_family_fn fn, void *ctx, size_t *total,
                              rap_error *err) RAP_MUST_CHECK;

#endif
