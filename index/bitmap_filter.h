/* bitmap_filter.h: a filter as sets of positions. Layer: index.
 *
 * Each condition that sql.c writes as a piece of SQL is here a set of entities, of documents or of events, and how it reaches the positions of the base; which entities and documents these are is
 * still asked by the very pieces of SQL (sql_set.h), so that both ways mean the same.
 * Not expressible, and left to SQL: languages with the empty one among them (documents of no known language), ids of rows beyond 32 bits,
 * more than RAP_MAX_PERIODS cells of time axes or such as no axis gives; statements or events that are behind a cell.
 */
#ifndef RAP_INDEX_BITMAP_FILTER_H
#define RAP_INDEX_BITMAP_FILTER_H

#include "index/bitmap_chunk.h"
#include "index/bitmap_set.h"
#include "index/sql_set.h"

typedef struct rap_condition {
  enum { RAP_BY_LINKS, RAP_BY_EVENTS, RAP_BY_DOCUMENTS } by;
  rap_bitmap_kind kind, also; /* links; `also`: or these, RAP_BITMAP_KINDS if none */
  const rap_idset *ids;       /* entities, events, documents */
  bool negated, main_only;
  bool by_document; /* of the document that they belong to, and so of all in it */
} rap_condition;

typedef struct rap_conditions {
  rap_condition *items;
  size_t n, capacity;
} rap_conditions;

/* Days that a cell of a time axis stands for. */
typedef struct rap_bitmap_period {
  int32_t first, last;
} rap_bitmap_period;
#define RAP_MAX_PERIODS 4

typedef struct rap_bitmap_clause rap_bitmap_clause;

typedef struct rap_bitmap_filter {
  rap_store *store;
  rap_arena *arena; /* of the question */
  const rap_asked *asked;
  rap_conditions outer, inner; /* inner: must hold of one and the same statement, when asked from elsewhere */
  rap_bitmap_clause *where;    /* NULL: none */
  rap_idset **sets;            /* all that were made */
  size_t n_sets, sets_capacity;
  int32_t since, until; /* 0: open */
  rap_bitmap_period periods[RAP_MAX_PERIODS];
  size_t n_periods;
  uint64_t fewest; /* documents in the smallest set of those that must hold them */
  bool expressible, needs_events;
} rap_bitmap_filter;

/* Runs what has to be asked beforehand. *out is to be cleared also after a failure. */
rap_status rap_bitmap_filter_make(rap_store *store, rap_arena *arena, const rap_asked *asked, rap_bitmap_filter *out, rap_error *err) RAP_MUST_CHECK;
void rap_bitmap_filter_clear(rap_bitmap_filter *filter);
/* The ids in the first column of `sql`, kept until the filter is cleared. */
rap_status rap_bitmap_filter_ids(rap_bitmap_filter *filter, rap_sql *sql, const rap_idset **out, rap_error *err) RAP_MUST_CHECK;
/* Positions of the base in this chunk for which the filter holds. */
rap_status rap_bitmap_filter_apply(const rap_bitmap_filter *filter, const rap_chunk *view, rap_bits *out, rap_error *err) RAP_MUST_CHECK;
/* Day of what stands at a position, as the filter counts days (`last`: the last one of its event). 0: unknown. */
int32_t rap_bitmap_filter_day(const rap_bitmap_filter *filter, const rap_chunk *view, uint32_t position, bool last);

/* bitmap_clause.c: the clauses of a filter; what they need and cannot do is noted in `whole`. *out is to be cleared also after a failure. */
rap_status rap_bitmap_clause_make(rap_bitmap_filter *whole, const rap_asked_clause *where, rap_bitmap_clause **out, rap_error *err) RAP_MUST_CHECK;
void rap_bitmap_clause_clear(rap_bitmap_clause *clause); /* NULL allowed */
/* Positions of a level for which it holds. Cost: 8 KB of stack and more for each level of the tree (RAP_MAX_CLAUSE_DEPTH). */
rap_status rap_bitmap_clause_apply(const rap_bitmap_clause *clause, const rap_chunk *view, rap_level level, rap_bits *out,
                                   rap_error *err) RAP_MUST_CHECK;

#endif
