/* textquery.h: the query box: any text becomes a sound FTS5 expression. Layer: index. The language is described at rap_query_explain (query.h).
 *
 * Every term is quoted, so that nothing in it is FTS5 syntax; terms without a letter or digit are passed over, because FTS5 takes an empty phrase for one that matches nothing.
 */
#ifndef RAP_INDEX_TEXTQUERY_H
#define RAP_INDEX_TEXTQUERY_H

#include "base/arena.h"
#include "base/status.h"

typedef struct rap_textquery {
  rap_str match;   /* FTS5 expression of what must be there, with what must not; empty if nothing must be there */
  rap_str exclude; /* FTS5 expression of what must not be there, when there is no `match` for it to stand in */
  rap_str shown;   /* for people */
  bool single;     /* `match` is one word or phrase */
  bool prefixes;   /* `match` has words that only begin so */
} rap_textquery;

/* Everything in `arena`. Errors: RAP_ERR_LIMIT (RAP_MAX_QUERY_BYTES, RAP_MAX_QUERY_TERMS), RAP_ERR_NOMEM. */
rap_status rap_textquery_compile(rap_arena *arena, rap_str text, rap_textquery *out, rap_error *err) RAP_MUST_CHECK;

#endif
