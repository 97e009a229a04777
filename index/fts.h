/* fts.h: SQL functions of the store. Layer: index. With db.c, rank.c, numbers.c, tokens.c and instances.c the only place that knows sqlite3.h.
 *
 *     rap_inflate(z, from)          the compressed text from byte `from` on
 *     rap_snippet(fts, max_bytes)   FTS5 auxiliary function: the stretch of the body with the most of what was looked for, packed as rap_snippet_unpack reads it
 *     rap_holds_words(fold, words)  1 when each word of `words` is a word of `fold` (both folded, words separated by spaces)
 *     rap_may_hold(words, text…)    0 when a word of `words` (folded) is in none of the texts, even as a part; else perhaps: a sieve in front of folding
 *     rap_shares_word(text, words)  1 when one of the words (folded) is in the text (folded), even as a part
 *     rap_fold(text)                a name as names are compared: rap_fold_name
 */
#ifndef RAP_INDEX_FTS_H
#define RAP_INDEX_FTS_H

#include "base/arena.h"
#include "base/str.h"

struct sqlite3;

/* Registers the functions on a connection; an SQLite result code. */
int rap_fts_register(struct sqlite3 *db);
/* The connection's fts5_api; an SQLite result code. */
int rap_fts_api(struct sqlite3 *db, void **out);

typedef struct rap_snippet {
  rap_str text;               /* line breaks turned to spaces */
  size_t at;                  /* its offset in the body */
  const rap_span *highlights; /* of text */
  size_t n_highlights;
  bool cut_before, cut_after;
} rap_snippet;

/* False when the blob is none of rap_snippet's, or memory ran out. Everything in `arena`. */
bool rap_snippet_unpack(rap_arena *arena, rap_str blob, rap_snippet *out);
/* The beginning of a text as a snippet of at most `max` bytes, cut at a word's border. `more`: text goes on behind `text`. Everything in `arena`; false when memory ran out. */
bool rap_snippet_head(rap_arena *arena, rap_str text, size_t max, bool more, rap_snippet *out);

#endif
