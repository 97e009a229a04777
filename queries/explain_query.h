/* explain_query.h: how a question was understood, for --explain. Layer: queries. */
#ifndef RAP_QUERIES_EXPLAIN_QUERY_H
#define RAP_QUERIES_EXPLAIN_QUERY_H

#include "base/json.h"
#include "queries/resolve_query.h"

typedef struct rap_explained {
  const rap_language *query;
  const rap_resolved *resolved;
  const rap_filter *filter;
  rap_str asked; /* the whole question for people, the options with it; empty: everything */
  rap_str from;  /* what it is asked of */
} rap_explained;

/* Lines "query     …", "asked     …", "of", "text" (the expression of FTS5), one for each field with ids and names, and the tree where there is more than a conjunction. Width: terminal columns. */
rap_status rap_explain_query_text(rap_arena *arena, const rap_explained *e, size_t width, rap_buf *out, rap_error *err) RAP_MUST_CHECK;
/* The same as an object: query, asked, of, text {match, exclude}, fields [{field, typed, exactly, values [{id, name}]}]; what there is none of is left out. *out is yours. */
rap_status rap_explain_query_json(rap_arena *arena, const rap_explained *e, rap_json **out, rap_error *err) RAP_MUST_CHECK;

#endif
