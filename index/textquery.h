/* textquery.h: the text part of a query as an expression of FTS5. Layer: index. language.h has the language.
 *
 * Every term is quoted, so that nothing in it is FTS5 syntax. FTS5 knows "a NOT b" and no NOT by itself; but every combination of AND, OR and NOT of texts says either what must be there, or what must not: `a OR NOT b` is
 * the same as NOT (b NOT a).
 */
#ifndef RAP_INDEX_TEXTQUERY_H
#define RAP_INDEX_TEXTQUERY_H

#include "base/arena.h"
#include "base/status.h"
#include "index/language.h"

typedef struct rap_textquery {
  rap_str match;   /* FTS5 expression of what must be there, with what must not; empty if nothing must be there */
  rap_str exclude; /* FTS5 expression of what must not be there, when there is no `match` for it to stand in */
  rap_str shown;   /* for people */
  bool single;     /* `match` is one word or phrase */
  bool prefixes;   /* `match` has words that only begin so */
} rap_textquery;

/* Everything in `arena`. Errors: RAP_ERR_USAGE (no query, or one with fields), RAP_ERR_LIMIT (RAP_MAX_QUERY_*), RAP_ERR_NOMEM. */
rap_status rap_textquery_compile(rap_arena *arena, rap_str text, rap_textquery *out, rap_error *err) RAP_MUST_CHECK;
/* The same of a tree that holds nothing but text (NULL: of nothing). */
rap_status rap_textquery_of(rap_arena *arena, const rap_query_node *node, rap_textquery *out, rap_error *err) RAP_MUST_CHECK;
/* A phrase of FTS5, with its star. */
void rap_textquery_put_phrase(const rap_query_node *text, rap_buf *out);

#endif
