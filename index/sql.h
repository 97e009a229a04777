/* sql.h: questions to SQL: a builder with bound parameters, the filter's conditions, the axes' joins. Layer: index.
 *
 * A question is asked from a base (query.h), whose tables have fixed aliases: d document, s statement, ed one document's account of an event, e the resolved event. Each axis
 * adds joins of its own under a letter (x rows, y columns).
 */
#ifndef RAP_INDEX_SQL_H
#define RAP_INDEX_SQL_H

#include "index/query.h"
#include "index/store_impl.h"
#include "index/textquery.h"

typedef struct rap_sql_param {
  bool is_text, is_blob;
  rap_str text;
  int64_t number;
  const rap_filter *documents;     /* not NULL: the documents for which it holds (bitmap_documents.h) */
  const struct rap_asked *clauses; /* not NULL: the rows of its base for which its clauses hold */
} rap_sql_param;

/* Sticky: a failure shows when the statement is made. Zero-initialise with .arena set. */
typedef struct rap_sql {
  rap_arena *arena;
  rap_buf text;
  rap_sql_param *params;
  size_t n_params, capacity;
  bool failed;
} rap_sql;

void rap_sql_add(rap_sql *q, const char *text);
/* A parameter that is a list of numbers (numbers.h). */
void rap_sql_blob(rap_sql *q, rap_str value);
void rap_sql_text(rap_sql *q, rap_str value); /* "?" and its value, borrowed */
void rap_sql_number(rap_sql *q, int64_t value);
void rap_sql_documents(rap_sql *q, const rap_filter *filter); /* "?" and the blob of these documents (numbers.h); the filter is borrowed */
/* Asks what has to be known beforehand, prepares, binds and frees the text of q. The parameters live in q's arena, which must outlive the statement. */
rap_status rap_sql_prepare(rap_store *store, rap_sql *q, rap_stmt **out, rap_error *err) RAP_MUST_CHECK;
/* Runs a statement that tells how many there are. */
rap_status rap_sql_count(rap_store *store, rap_sql *q, size_t *out, rap_error *err) RAP_MUST_CHECK;

/* A document that is shown for its family, and how many others it stands for. */
typedef struct rap_copies {
  int64_t document, n;
} rap_copies;

/* A filter with its words compiled, and its clauses. */
typedef struct rap_asked_clause {
  rap_clause_kind kind;
  const struct rap_asked *leaf; /* its base is that of the whole, or statements below SAID */
  const struct rap_asked_clause *parts;
  size_t n_parts;
} rap_asked_clause;

typedef struct rap_asked {
  const rap_filter *filter;
  rap_base base;
  bool by_rows; /* of rows alone, not of bitmaps: the same answer, slowly; for comparison */
  rap_textquery words;
  const rap_asked_clause *where; /* NULL: none */
  rap_str found;                 /* FTS5 expression of what snippets show: what must be there, or the texts of clauses that may be; empty: nothing */
  bool found_prefixes;           /* it has words that only begin so */
  rap_str hidden;                /* documents that another one of their family stands for, as numbers.h has them */
  const int64_t *hidden_ids;     /* the same, rising */
  size_t n_hidden;
  rap_str listed;     /* .p not NULL: ids of what a listing may show, as numbers.h has them, found for all that is asked */
  rap_copies *copies; /* of those that stand for others, rising */
  size_t n_copies;
} rap_asked;
rap_status rap_sql_ask(rap_arena *arena, const rap_filter *filter, rap_base base, rap_asked *out, rap_error *err) RAP_MUST_CHECK;
/* sql_clause.c: the clauses of a filter, and " AND (…)" of them. */
rap_status rap_sql_ask_clauses(rap_arena *arena, const rap_clause *where, rap_base base, const rap_asked_clause **out, rap_error *err) RAP_MUST_CHECK;
/* .found of a filter whose words and clauses are made ready. */
rap_status rap_sql_ask_found(rap_arena *arena, rap_asked *asked, rap_error *err) RAP_MUST_CHECK;
void rap_sql_clauses_hold(rap_sql *q, const rap_asked *asked);
/* The rows of the base for which they hold, as numbers.h has them, in `arena`: by bitmaps where those can tell, else by rows. */
rap_status rap_sql_clause_units(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_str *out, rap_error *err) RAP_MUST_CHECK;
/* " AND …" that the row is one of those for which all of a filter holds, asked in the same way; the filter is copied, its lists are borrowed. */
void rap_sql_units_hold(rap_sql *q, rap_base base, const rap_filter *filter);
/* "?" and the blob of these rows; `asked` is borrowed. */
void rap_sql_units(rap_sql *q, const rap_asked *asked);
/* " AND …" of each condition, without clauses. `with_match`: as below. */
void rap_sql_conditions(rap_sql *q, const rap_asked *asked, bool with_match);

/* Under one_of_family: fills .hidden and .copies. */
rap_status rap_sql_group(rap_store *store, rap_arena *arena, rap_asked *asked, rap_error *err) RAP_MUST_CHECK;
int64_t rap_sql_copies_of(const rap_asked *asked, int64_t document);

/* " FROM …" of the base. */
void rap_sql_from(rap_sql *q, rap_base base);
/* " WHERE 1 AND …": all conditions of the filter, or that it is listed. `with_match`: also the words (else the caller joins fts itself). */
void rap_sql_where(rap_sql *q, const rap_asked *asked, bool with_match);
/* The joins of an axis under the letter, and the expression of its value. */
void rap_sql_axis_join(rap_sql *q, const rap_asked *asked, rap_axis axis, char letter, bool restricted);
void rap_sql_axis_value(rap_sql *q, const rap_asked *asked, rap_axis axis, char letter);
/* " FROM … WHERE …" of what a matrix counts: the base with the joins of both axes under x and y, and what the filter says. Where an axis has no value there is no row. */
void rap_sql_meetings(rap_sql *q, const rap_asked *asked, const rap_count_spec *spec, const rap_axis axes[2]);
/* What is counted: "s.id", "d.id", "e.id". */
const char *rap_sql_unit(rap_base base, rap_unit unit);
/* Date of the unit, a full day. */
const char *rap_sql_date(const rap_filter *filter);
/* "preview" or "report" of the status of a document's main event, an expression; NULL for others. */
#define RAP_SQL_KIND(status) "CASE " status " WHEN 'planned' THEN 'preview' WHEN 'held' THEN 'report' END"
/* Kind of the axis' entities, NULL if it has none. */
const char *rap_axis_entity(rap_axis axis);

/* A read transaction, so that the statements of one question see one state. *own: whether end must be called with it. */
rap_status rap_sql_begin(rap_store *store, bool *own, rap_error *err) RAP_MUST_CHECK;
void rap_sql_end(rap_store *store, bool own);

/* Is a list in the order of days? Those of the filter's date (rap_sql_date); of events their first days. */
typedef enum rap_days {
  RAP_DAYS_UNKNOWN, /* its rows are not the units themselves, or more is asked than the filter says */
  RAP_DAYS_ANY,     /* in another order */
  RAP_DAYS_NEWEST,  /* the newest first, undated last */
  RAP_DAYS_OLDEST   /* the oldest first, undated last */
} rap_days;

/* An answer that is a list of rows. */
typedef struct rap_sql_listing {
  rap_base base;
  rap_unit unit;                                      /* what a row is: the total counts them */
  void (*select)(rap_sql *q, const rap_asked *asked); /* the statement up to its order; the page is added */
  /* Reads the current row of `s` into `arena` (emptied for each row) and hands it to the sink. */
  rap_status (*answer)(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_stmt *s, const void *sink, rap_error *err);
  const void *sink;
  rap_days days; /* known: what is on the page is found by bitmaps where they can tell */
} rap_sql_listing;

/* Streams one page of a listing. `total` (may be NULL): how many rows there are without the page; it and the rows see one state of the store. Errors: those of query.h. */
rap_status rap_sql_list(rap_store *store, const rap_filter *filter, rap_page page, const rap_sql_listing *listing, size_t *total,
                        rap_error *err) RAP_MUST_CHECK;

#endif
